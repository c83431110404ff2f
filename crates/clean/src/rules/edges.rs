//! What stands among page furniture above the headline and behind the article, and what recurs on other pages.

use super::{Marks, Page};
use crate::header::title_line;

/// Rules whose lines belong to the article rather than to the page around it.
const OF_THE_ARTICLE: [&str; 5] = [
    "time-stamp",
    "view-counter",
    "photo-credit",
    "duplicate-headline",
    "symbols",
];

/// Takes short lines above the headline that have page furniture below them: names of sections and of the site.
pub(super) fn page_top(page: &Page<'_>, marks: &mut Marks) {
    let untaken: Vec<usize> = (0..page.lines.len()).filter(|at| !marks.is_taken(*at)).collect();
    // One furniture line alone may be a heading of the page's own.
    if (0..page.lines.len())
        .filter(|at| is_furniture(marks, *at))
        .count()
        < 2
    {
        return;
    }
    let Some(title) = title_line(page.text, untaken.iter().map(|at| &page.lines[*at])) else {
        return;
    };
    let title = untaken[title];
    let Some(last) = (0..title).rev().find(|at| is_furniture(marks, *at)) else {
        return;
    };
    for at in 0..last {
        let shape = &page.lines[at].shape;
        if !marks.is_taken(at) && !shape.is_sentence() && shape.words <= 10 {
            marks.take(at);
        }
    }
}

/// Rules that show that the article is over.
const OVER: [&str; 12] = [
    "related",
    "teaser",
    "share-buttons",
    "comment-form",
    "tag-cloud",
    "copyright",
    "subscription",
    "pagination",
    "advertisement",
    "account",
    "recurring-line",
    "language-switcher",
];

/// Takes lines without a sentence behind the last paragraph of an article, from the first page furniture there that shows
/// that the article is over. An article has two paragraphs or more: other pages may end in lists of their own.
pub(super) fn page_end(page: &Page<'_>, marks: &mut Marks) {
    let paragraphs = (0..page.lines.len())
        .filter(|at| page.lines[*at].shape.is_paragraph() && !marks.is_taken(*at))
        .count();
    let Some(body) = last_of_body(page, marks).filter(|_| paragraphs >= 2) else {
        return;
    };
    let over = |at: &usize| marks.lines[*at].line.is_some_and(|rule| OVER.contains(&rule));
    let Some(first) = (body + 1..page.lines.len()).find(over) else {
        return;
    };
    for at in first..page.lines.len() {
        if !marks.is_taken(at) && !page.lines[at].shape.is_sentence() {
            marks.take(at);
        }
    }
}

/// Takes lines that recur on other pages of the source, unless they are paragraphs or stand between sentences: there
/// they may be headings of the article.
pub(super) fn recurring_line(page: &Page<'_>, marks: &mut Marks) {
    for (at, line) in page.lines.iter().enumerate() {
        if line.recurs && !line.shape.is_paragraph() && !page.is_within_article(at) {
            marks.take(at);
        }
    }
}

/// The last line of the article: a paragraph, or a sentence behind a sentence.
fn last_of_body(page: &Page<'_>, marks: &Marks) -> Option<usize> {
    let mut last = None;
    let mut before = false;
    for (at, line) in page
        .lines
        .iter()
        .enumerate()
        .filter(|(at, _)| !marks.is_taken(*at))
    {
        let sentence = line.shape.is_sentence();
        if line.shape.is_paragraph() || (sentence && before) {
            last = Some(at);
        }
        before = sentence;
    }
    last
}

fn is_furniture(marks: &Marks, at: usize) -> bool {
    marks.lines[at]
        .line
        .is_some_and(|rule| !OF_THE_ARTICLE.contains(&rule))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    const BODY: &str = "The ministers of the two countries met in the capital and signed a plan of joint work for the coming year.";

    #[test]
    fn what_stands_among_furniture_goes() {
        check(
            &format!(
                "ALPINE HERALD\nHome | News | Contact\nRopeways\nLog in\nMinisters sign a plan of work\n12 May 2021\n{BODY}\n{BODY}\nBy Ann Smith\nShare on Facebook\n\
                 11.05.2021 Ropeway opens again after the storm"
            ),
            &[
                "page-top| ALPINE HERALD",
                "menu| Home | News | Contact",
                "menu| Ropeways",
                "account| Log in",
                "Ministers sign a plan of work",
                "time-stamp| 12 May 2021",
                BODY,
                BODY,
                "By Ann Smith",
                "share-buttons| Share on Facebook",
                "page-end| 11.05.2021 Ropeway opens again after the storm",
            ],
        );
    }

    #[test]
    fn without_furniture_nothing_goes() {
        let page = format!("Part one\nMinisters sign a plan of work\n{BODY}\nAnn Smith\nArmenia\nBelarus");
        check(&page, &page.split('\n').collect::<Vec<_>>());
    }

    #[test]
    fn an_article_cut_into_lines_stays() {
        let cut = "Ministers sign a plan of work\nThe ministers of the two countries, who met in\nthe capital, signed a plan of joint\nwork for the coming year.";
        check(
            &format!("Home | News | Contact\n{cut}\nShare on Facebook\n{BODY}\n{BODY}"),
            &[
                &["menu| Home | News | Contact"][..],
                &cut.split('\n').collect::<Vec<_>>(),
                &["share-buttons| Share on Facebook", BODY, BODY],
            ]
            .concat(),
        );
    }
}
