//! Rules that see lines together: menus, lists of other articles, pages of a list.

use super::{Fact, Marks, Page, cover};
use crate::dates::{TokenKind, each_token};
use crate::line::Line;
use crate::title::{headline, shares_words};
use crate::topic::Topic;

/// Takes rows of page numbers, lines that its words cover ("Page 1 of 5", "Next »"), and outside the body headlines with
/// an arrow to them.
pub(super) fn pagination(page: &Page<'_>, marks: &mut Marks) {
    for (at, line) in page.lines.iter().enumerate() {
        let has_arrow = || {
            let text = page.text_of(at);
            text.starts_with('←') || text.ends_with('→')
        };
        let is_link = || !line.shape.is_sentence() && page.is_outside_body(at) && has_arrow();
        if line.facts.has(Fact::Pages) || is_link() {
            marks.take(at);
        }
    }
    super::wording::covered(page, marks, Topic::Pagination);
}

/// Letters of the longest row of page numbers.
pub(super) const PAGES_LETTERS: usize = 40;

/// Three rising numbers or more from 1 or 2, and no words but those of pagination.
pub(super) fn is_row_of_pages(line: &Line, text: &str) -> bool {
    if line.shape.digits < 3 || line.shape.letters > PAGES_LETTERS || line.shape.words > 30 {
        return false;
    }
    let words = cover(text, &line.hits, |hit| {
        hit.phrase.covers.contains(Topic::Pagination)
    });
    if words != line.shape.letters {
        return false;
    }
    let numbers: Vec<u32> = each_token(text)
        .filter(|token| token.kind == TokenKind::Number)
        .filter_map(|token| token.text.parse().ok())
        .collect();
    let dense = each_token(text).all(|token| !matches!(token.text, ":" | "/" | "+" | "-" | "%" | "," | "="));
    dense
        && numbers.len() >= 3
        && numbers.windows(2).all(|pair| pair[0] < pair[1])
        && numbers[0] <= 2
        && numbers[1] <= 3
}

/// Takes a heading such as "Related news", and the headlines below it up to the next paragraph. Above the first
/// paragraph of the page the last of them stays, those that say what the paragraph says, what looks most like the
/// headline of the page itself, and the last with a date below.
pub(super) fn related(page: &Page<'_>, marks: &mut Marks) {
    let is_free = |marks: &Marks, at: usize| marks.lines[at].line.is_none_or(|rule| rule == "teaser");
    let heads = |at: &&usize| is_free(marks, **at) && is_related_heading(page, **at);
    let Some(first) = page.with_phrases.iter().find(heads).copied() else {
        return;
    };
    let header = marks.header_lines(page);
    let own = shares_words(&header);
    let top = headline(&header)
        .filter(|headline| headline.sure)
        .map(|headline| headline.at);
    let mut at = first;
    let mut seen_paragraph = (0..first).any(|at| page.lines[at].shape.is_paragraph() && !marks.is_taken(at));
    while at < page.lines.len() {
        seen_paragraph |= page.lines[at].shape.is_paragraph() && !marks.is_taken(at);
        if !is_free(marks, at) || !is_related_heading(page, at) {
            at += 1;
            continue;
        }
        let below = at + 1;
        let run = (below..page.lines.len())
            .take_while(|line| !page.says(*line))
            .count();
        // "Read also:" heads one headline.
        let mut end = below + if is_bare_opener(page, at) { run.min(1) } else { run };
        if !seen_paragraph && end < page.lines.len() {
            while end > below && marks.is_taken(end - 1) {
                end -= 1;
            }
            end = end.saturating_sub(1).max(below);
            let is_dated = |at: &usize| !marks.is_taken(*at) && marks.is_stamp(at + 1);
            end = (below..end)
                .find(|at| own[*at] || Some(*at) == top)
                .or_else(|| (below..end).rev().find(is_dated))
                .unwrap_or(end);
        }
        for line in at..end {
            marks.take(line);
        }
        at = end.max(below);
    }
}

fn is_related_heading(page: &Page<'_>, at: usize) -> bool {
    let line = &page.lines[at];
    line.shape.words <= 8
        && !page.is_within_article(at)
        && (is_bare_opener(page, at)
            || (super::wording::opens(line, page.text_of(at), Topic::Related) && !line.shape.ends_sentence)
            || (page.is_covered(at)
                && line
                    .hits
                    .iter()
                    .any(|hit| hit.phrase.covers.contains(Topic::Related))
                && matches!(
                    page.main_topic(at),
                    Some(Topic::Related | Topic::Teaser | Topic::Menu)
                )))
}

/// "Read also:" with nothing behind it: the headline is the next line.
fn is_bare_opener(page: &Page<'_>, at: usize) -> bool {
    let line = &page.lines[at];
    page.is_covered(at) && line.hits.len() == 1 && line.hits[0].phrase.opens.contains(Topic::Teaser)
}

/// Codes of languages as switchers show them.
const LANGUAGES: [&str; 52] = [
    "EN", "FR", "ES", "PT", "DE", "IT", "RU", "AR", "ZH", "JA", "KO", "HI", "TR", "UK", "UA", "PL", "RO",
    "SR", "HR", "BS", "SQ", "MK", "BG", "EL", "GR", "HU", "CS", "CZ", "SK", "SL", "LT", "LV", "ET", "FI",
    "SV", "NO", "DA", "NL", "KA", "HY", "AZ", "KK", "KZ", "KY", "KG", "UZ", "TG", "TJ", "TK", "FA", "HE",
    "MN",
];

/// Takes links to other languages, by their names or as a row of their codes.
pub(super) fn language_switcher(page: &Page<'_>, marks: &mut Marks) {
    for (at, line) in page.lines.iter().enumerate() {
        if line.facts.has(Fact::Languages) {
            marks.take(at);
        }
    }
    super::wording::telling(page, marks, Topic::Language);
}

/// "EN | FR | ES".
pub(super) fn is_row_of_languages(line: &Line, text: &str) -> bool {
    let shape = &line.shape;
    let may_be = (2..=12).contains(&shape.words)
        && shape.letters == 2 * shape.words
        && shape.capitals == shape.letters
        && shape.digits == 0;
    may_be
        && text
            .split(|c: char| !c.is_alphabetic())
            .all(|word| word.is_empty() || LANGUAGES.contains(&word))
}

/// Takes lines that the words of menus cover, breadcrumbs, lines of divided labels, and runs of short lines many
/// of which are known or are links.
pub(super) fn menu(page: &Page<'_>, marks: &mut Marks) {
    for (at, line) in page.lines.iter().enumerate() {
        let is = |fact: Fact| line.facts.has(fact);
        if is(Fact::Divided)
            || is(Fact::Spaced)
            || (is(Fact::Breadcrumb) && !line.shape.is_sentence())
            || (super::wording::opens(line, page.text_of(at), Topic::Menu) && !line.shape.is_sentence())
            || (is_row(line, is(Fact::LabelRow)) && page.is_outside_body(at))
        {
            marks.take(at);
        }
    }
    super::wording::covered(page, marks, Topic::Menu);
    known_runs(page, marks);
}

/// "Home / News / Politics".
pub(super) fn is_breadcrumb(line: &Line, text: &str) -> bool {
    let Some(first) = line.hits.first() else {
        return false;
    };
    line.shape.words <= 30 && first.phrase.covers.contains(Topic::Menu) && {
        let behind = text[first.end..].trim_start();
        let opens = !text[..first.start].chars().any(char::is_alphanumeric);
        opens && behind.starts_with(['/', '»', '>', '›', '→', '|', '•', '·', '\\'])
    }
}

/// Labels with nothing but space between them, three of which are known: "World Business Sports Prayer times".
pub(super) fn is_spaced(line: &Line, text: &str) -> bool {
    let shape = &line.shape;
    let known = |hit: &crate::words::Hit| hit.phrase.covers.contains(Topic::Menu);
    line.hits.len() >= 3
        && line.hits.iter().filter(|hit| known(hit)).count() >= 3
        && (3..=25).contains(&shape.words)
        && shape.small_words * 2 <= shape.words
        && shape.stops == 0
        && cover(text, &line.hits, known) * 2 >= shape.letters
}

/// Whether dividers or wide spaces make the line a row of labels. Within the body such a line may be the row of a table.
fn is_row(line: &Line, by_dividers: bool) -> bool {
    let shape = &line.shape;
    let by_spaces = line.columns >= 3 && shape.words <= line.columns * 4;
    // Numbers are the rows of a table, unless a label beside them is known.
    let is_known = by_spaces && line.hits.iter().any(|hit| !hit.phrase.covers.is_empty());
    (by_dividers || by_spaces)
        && !shape.ends_sentence
        && !shape.is_sentence()
        && (shape.digits * 4 <= shape.letters || is_known)
}

/// Labels of a few words between dividers, whatever they say.
pub(super) fn is_row_of_labels(line: &Line, text: &str) -> bool {
    let shape = &line.shape;
    if shape.ends_sentence || shape.dividers < 2 && shape.dashes < 2 {
        return false;
    }
    [
        ("|", " | ", 3),
        ("•", " • ", 3),
        ("·", " · ", 3),
        ("*", " * ", 3),
        ("/", " / ", 4),
        ("-", " - ", 4),
        ("–", " – ", 4),
        ("▾", " ▾ ", 3),
    ]
    .iter()
    .any(|(sign, divider, least)| {
        let counted = if matches!(*sign, "-" | "▾") {
            shape.dashes
        } else {
            shape.dividers
        };
        let signs = || memchr::memchr_iter(sign.as_bytes()[sign.len() - 1], text.as_bytes()).count();
        let parts = || text.split(divider);
        counted + 1 >= *least
            && signs() + 1 >= *least
            && parts().count() >= *least
            && parts().all(|part| part.split(' ').count() <= 4)
    })
}

/// Labels between dividers: "Home | News | Contact".
pub(super) fn is_divided(line: &Line, text: &str) -> bool {
    if line.shape.dividers < 2 || line.shape.ends_sentence {
        return false;
    }
    let known = cover(text, &line.hits, |hit| !super::all_roles(hit).is_empty());
    if known * 10 < line.shape.letters * 3 {
        return false;
    }
    ['|', '•', '·', '»', '›', '>', '→', '/', '▪', '●']
        .iter()
        .any(|divider| {
            let parts = || {
                text.split(*divider)
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
            };
            let is_short = |part: &str| part.split(' ').count() <= 4;
            parts().nth(2).is_some() && parts().all(is_short)
        })
}

/// Rules whose lines are parts of menus, or stand in them.
const MENU_LIKE: [&str; 6] = [
    "menu",
    "navigation",
    "search-form",
    "account",
    "language-switcher",
    "share-buttons",
];

/// Takes runs of four short lines or more, at least two of five of which are known words or links of a menu.
fn known_runs(page: &Page<'_>, marks: &mut Marks) {
    let is_known = |at: usize, marks: &Marks| {
        page.is_covered(at) || marks.lines[at].line.is_some_and(|rule| MENU_LIKE.contains(&rule))
    };
    let is_label = |at: usize, marks: &Marks| {
        let line = &page.lines[at];
        is_known(at, marks)
            || (!marks.is_taken(at)
                && line.shape.words <= 4
                && line.shape.letters > 0
                && !line.shape.ends_sentence
                && line.hint.is_none_or(|hint| hint.heading.is_none()))
    };
    let is_link = |at: usize| {
        page.lines[at]
            .hint
            .is_some_and(|hint| hint.linked >= 90 && hint.item)
    };
    let mut at = 0;
    while at < page.lines.len() {
        let run = (at..page.lines.len())
            .take_while(|line| is_label(*line, marks))
            .count();
        let known = (at..at + run)
            .filter(|line| is_known(*line, marks) || is_link(*line))
            .count();
        if run >= 4 && known * 5 >= run * 2 {
            // The ends of the run are known ones: what is beyond them may belong to the article.
            let first = (at..at + run).find(|line| is_known(*line, marks));
            let last = (at..at + run).rev().find(|line| is_known(*line, marks));
            if let (Some(first), Some(last)) = (first, last) {
                for line in first..=last {
                    marks.take(line);
                }
            }
        }
        at += run.max(1);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{check, marked};

    const BODY: &str = "The ministers of the two countries met in the capital and signed a plan of joint work for the coming year.";

    #[test]
    fn menus() {
        check(
            "Home | News | Visa matters | Contact",
            &["menu| Home | News | Visa matters | Contact"],
        );
        check(
            "Home / News / President visits the region",
            &["menu| Home / News / President visits the region"],
        );
        let taken = marked("Home\nNews\nVisa matters\nAbout us\nContacts\nA headline of the page\nBody");
        assert_eq!(
            taken.iter().filter(|line| line.starts_with("menu|")).count(),
            5,
            "{taken:?}"
        );
    }

    #[test]
    fn lists_of_other_articles() {
        check(
            &format!("{BODY}\nRelated news\nLeaders meet in Samarkand\nTrade grows by a tenth"),
            &[
                BODY,
                "related| Related news",
                "related| Leaders meet in Samarkand",
                "related| Trade grows by a tenth",
            ],
        );
        check(
            &format!("Latest news\nLeaders meet in Samarkand\nPresident visits the region\n{BODY}"),
            &[
                "related| Latest news",
                "related| Leaders meet in Samarkand",
                "President visits the region",
                BODY,
            ],
        );
    }

    #[test]
    fn pages_of_a_list() {
        check("1 2 3 … 10 Next »", &["pagination| 1 2 3 … 10 Next »"]);
        check("Page 1 of 5", &["pagination| Page 1 of 5"]);
        let body = format!("{BODY}\n← Demurrage explained     Are reefers new? →");
        check(
            &body,
            &[BODY, "pagination| ← Demurrage explained     Are reefers new? →"],
        );
        check("Score 1 2 3 in the end", &["Score 1 2 3 in the end"]);
    }

    #[test]
    fn lists_of_the_article_stay() {
        let text = "Members of the council:\nArmenia\nBelarus\nKazakhstan\nKyrgyzstan\nTajikistan";
        check(text, &text.split('\n').collect::<Vec<_>>());
    }
}
