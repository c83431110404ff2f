//! What stands among page furniture above the headline and behind the article, and what recurs on other pages.

use std::collections::HashSet;

use super::{Marks, Page};
use crate::title::{Stem, headline, shares_words};
use crate::topic::Topic;
use crate::words::Hit;

/// Rules whose lines belong to the article rather than to the page around it.
const OF_THE_ARTICLE: [&str; 5] = [
    "time-stamp",
    "view-counter",
    "photo-credit",
    "duplicate-headline",
    "symbols",
];

/// Takes short lines above the headline that have page furniture below them: names of sections and of the site. Above a
/// headline that the page bears out all such lines go, right above it only names of sections. What shares its words with
/// the body may be the headline itself and stays.
pub(super) fn page_top(page: &Page<'_>, marks: &mut Marks) {
    if page
        .lines_above_body(marks)
        .filter(|at| !marks.is_taken(*at))
        .count()
        < 2
    {
        return;
    }
    let lines = marks.header_lines(page);
    let Some(headline) = headline(&lines) else {
        return;
    };
    let furniture = (0..page.lines.len())
        .filter(|at| is_furniture(marks, *at))
        .count();
    let last = (0..headline.at).rev().find(|at| is_furniture(marks, *at));
    let above = (0..headline.at).filter(|at| !marks.is_taken(*at)).count();
    // One furniture line alone may be a heading of the page's own, and one line above the headline a part of it.
    let is_top = match last {
        Some(_) => furniture >= 3 || headline.sure,
        None => headline.sure && (2..=TOP).contains(&above),
    };
    if !is_top {
        return;
    }
    let may_be_headline = shares_words(&lines);
    for (at, may_be_headline) in may_be_headline.into_iter().enumerate().take(headline.at) {
        let shape = &page.lines[at].shape;
        let longest = match headline.at - at {
            _ if last.is_some_and(|last| at < last) => ABOVE,
            _ if !headline.sure => 0,
            1 => KICKER,
            2..=TOP => ABOVE,
            _ => 0,
        };
        // A name above menus is that of the site, though the article may have its words.
        let is_name = || {
            let menus = (at..headline.at).filter(|at| is_furniture(marks, *at)).count();
            menus >= MENUS && headline.sure && !page.lines[at].meaning.is_prose()
        };
        let stays = may_be_headline && !is_name();
        if !marks.is_taken(at) && !shape.is_sentence() && shape.words <= longest && !stays {
            marks.take(at);
        }
    }
}

/// Words of the longest line that goes.
const ABOVE: usize = 10;

/// So many lines of page furniture between a name and the headline show it to be the name of the site.
const MENUS: usize = 3;

/// Words of the longest name of a section that stands right above the headline.
const KICKER: usize = 3;

/// So many lines above a headline may be the top of the page without any known furniture.
const TOP: usize = 6;

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

/// Rules that show it together with another.
const MAYBE_OVER: [&str; 7] = [
    "menu",
    "view-counter",
    "search-form",
    "browser-notice",
    "cookie-banner",
    "ticker",
    "address",
];

/// Takes lines without a sentence behind the last paragraph of an article, from the first page furniture there that shows
/// that the article is over. An article has two paragraphs, or one with short sentences or below a headline that it bears
/// out: other pages may end in lists of their own.
pub(super) fn page_end(page: &Page<'_>, marks: &mut Marks) {
    let kept = || (0..page.lines.len()).filter(|at| !marks.is_taken(*at));
    let paragraphs = kept().filter(|at| page.lines[*at].shape.is_paragraph()).count();
    let is_article = paragraphs >= 2
        || paragraphs == 1 && kept().filter(|at| page.says(*at)).count() >= SENTENCES
        || paragraphs == 1 && headline(&marks.header_lines(page)).is_some_and(|headline| headline.sure);
    let Some(body) = last_of_body(page, marks).filter(|_| is_article) else {
        return;
    };
    let has = |at: usize, rules: &[&str]| marks.lines[at].line.is_some_and(|rule| rules.contains(&rule));
    let mut over = (body + 1..page.lines.len()).filter(|at| has(*at, &OVER) || has(*at, &MAYBE_OVER));
    // One word of a menu may be a heading of a list that belongs to the article.
    let Some(first) = over
        .next()
        .filter(|first| has(*first, &OVER) || over.next().is_some())
    else {
        return;
    };
    for at in first..page.lines.len() {
        if !marks.is_taken(at) && !page.lines[at].shape.is_sentence() {
            marks.take(at);
        }
    }
    remarks(page, marks, first);
}

/// So many sentences, long and short, make an article of a page with one paragraph.
const SENTENCES: usize = 4;

/// Takes sentences behind the article that are none of it: comments of readers below a heading that says so, and short
/// ones between page furniture that speak of other things.
fn remarks(page: &Page<'_>, marks: &mut Marks, first: usize) {
    let open: Vec<usize> = (first..page.lines.len())
        .filter(|at| !marks.is_taken(*at))
        .collect();
    if open.is_empty() {
        return;
    }
    let comments = (first..page.lines.len()).find(|at| heads_comments(page, marks, *at));
    let mut said = Said::default();
    for at in open {
        let text = page.text_of(at);
        let is_comment =
            comments.is_some_and(|heading| heading < at) && is_signed(text) || has_nickname(text);
        let alone = marks.is_taken(at - 1) && (at + 1 == page.lines.len() || marks.is_taken(at + 1));
        let is_short = page.lines[at].shape.words <= REMARK;
        if is_comment || (alone && is_short && said.shared(page, first, at) < 2) {
            marks.take(at);
        }
    }
}

/// Words of the longest remark.
const REMARK: usize = 20;

/// Whether the line begins with the name of its author: "Guest: …", "Ann Smith says: …".
fn is_signed(text: &str) -> bool {
    text.split_once(": ").is_some_and(|(name, _)| {
        name.split(' ').count() <= 3
            && name.chars().any(char::is_alphabetic)
            && !name.contains(['.', '"', '“'])
    })
}

/// Whether a line that was taken says that comments follow, or counts them.
fn heads_comments(page: &Page<'_>, marks: &Marks, at: usize) -> bool {
    let is_about = |hit: &Hit| hit.phrase.covers.contains(Topic::CommentForm);
    match marks.lines[at].line {
        Some("comment-form") => true,
        Some("view-counter") => page.lines[at].hits.iter().any(is_about),
        _ => false,
    }
}

/// Whether the line begins with a name that nobody has but on the web: `Guest_77: …`.
fn has_nickname(text: &str) -> bool {
    let may_be_in_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
    let len = text.bytes().take_while(may_be_in_name).count();
    let (name, behind) = text.split_at(len);
    behind.starts_with(": ")
        && name.contains('_')
        && name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
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

/// The last line of the article: a paragraph, or a sentence behind a sentence. An insert such as "read also" with its
/// headline does not end it, nor do short lines; what furniture that ends a page parts from it and says other things is
/// none of it.
fn last_of_body(page: &Page<'_>, marks: &Marks) -> Option<usize> {
    let mut last = None;
    // Lines that are no sentences since the last sentence, where a sentence may still follow.
    let mut strange: Option<usize> = None;
    let mut is_final = false;
    let mut said = Said::default();
    // Paragraphs of the article, and those that are none of it.
    let (mut ours, mut others, mut last_of_others) = (0, 0, None);
    for (at, line) in page.lines.iter().enumerate() {
        if marks.is_taken(at) {
            // What readers say is none of it.
            strange = strange.filter(|_| !heads_comments(page, marks, at));
            is_final |= marks.lines[at].line.is_some_and(|rule| FINAL.contains(&rule));
            continue;
        }
        if has_nickname(line.of(page.text)) {
            continue;
        }
        let says = page.says(at);
        // Headlines of other articles may ask and shout.
        let is_plain = || strange.is_some() && !line.of(page.text).ends_with(['?', '!']);
        let is_text = line.shape.is_paragraph() || says && is_plain();
        let is_apart = is_final && is_text && last.is_some_and(|last| said.shared(page, last + 1, at) < 2);
        strange = match strange {
            _ if says && !is_apart => Some(0),
            Some(lines) if lines < INSERT => Some(lines + 1),
            _ => None,
        };
        if is_text && is_apart {
            (others, last_of_others) = (others + 1, Some(at));
        } else if is_text {
            (ours, last, is_final) = (ours + 1, Some(at), false);
        }
    }
    // What is apart from the greater part of a page is the smaller one.
    if others > ours { last_of_others } else { last }
}

/// The words of the sentences that stand first on a page.
#[derive(Default)]
struct Said {
    words: HashSet<Stem>,
    end: usize,
}

impl Said {
    /// How many words of a line the sentences of the first `end` lines have, too. The end never goes back.
    fn shared(&mut self, page: &Page<'_>, end: usize, at: usize) -> usize {
        let more = page.lines[self.end..end]
            .iter()
            .filter(|line| line.shape.is_sentence());
        self.words.extend(more.flat_map(|line| line.meaning.words()));
        self.end = end;
        let says: HashSet<Stem> = page.lines[at].meaning.words().collect();
        says.intersection(&self.words).count()
    }
}

/// Rules whose lines stand behind an article and seldom within.
const FINAL: [&str; 4] = ["comment-form", "tag-cloud", "copyright", "pagination"];

/// So many lines that are no sentences may stand within an article where page furniture is.
const INSERT: usize = 2;

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
    fn remarks_of_nicknames_go() {
        check(
            &format!(
                "Ministers sign a plan of work\n{BODY}\n{BODY}\nShare on Facebook\nGuest_77: Welcome to our brothers!"
            ),
            &[
                "Ministers sign a plan of work",
                BODY,
                BODY,
                "share-buttons| Share on Facebook",
                "page-end| Guest_77: Welcome to our brothers!",
            ],
        );
        check(
            &format!(
                "Ministers sign a plan of work\n{BODY}\n{BODY}\nComments (1)\nReader: Why was the avenue closed again?\nSend comment"
            ),
            &[
                "Ministers sign a plan of work",
                BODY,
                BODY,
                "view-counter| Comments (1)",
                "page-end| Reader: Why was the avenue closed again?",
                "comment-form| Send comment",
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
