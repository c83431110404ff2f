//! The rules, in the order in which they look at a page. Reading [`RULES`] is reading the method.
//!
//! A rule is a small function that marks lines, or the head or tail of a line, of the page as it stands. The
//! first rule to mark a line has it. When all have looked, the marked parts go and the rules look again, until
//! none finds anything: what stood between two pieces of junk may be at the edge now. So cleaning a cleaned
//! page takes nothing more.

mod calendar;
mod edges;
mod facts;
mod headline;
mod lists;
mod stamps;
mod wording;

use crate::line::Line;
use crate::title::HeaderLine;
use crate::topic::{Topic, TopicSet};
use crate::words::Hit;

use facts::Fact;
pub(crate) use facts::Facts;

/// A cleaning rule as users see it: the name in `removed`, and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleInfo {
    /// The name in [`Removal::rule`](onomast_document::Removal::rule).
    pub name: &'static str,
    /// What it takes, in a line.
    pub about: &'static str,
}

/// A rule: its name, what it takes, and the function that marks it.
pub(crate) struct Rule {
    pub(crate) info: RuleInfo,
    pub(crate) apply: fn(&Page<'_>, &mut Marks),
}

macro_rules! rules {
    ($($name:literal, $about:literal, $apply:expr;)*) => {
        /// All rules, in the order in which they look at a page.
        pub const RULES: &[RuleInfo] = &[$(RuleInfo { name: $name, about: $about }),*];

        /// The rules with their functions.
        pub(crate) const STEPS: &[Rule] =
            &[$(Rule { info: RuleInfo { name: $name, about: $about }, apply: $apply }),*];
    };
}

rules! {
    // What the markup of an HTML page says.
    "hidden", "HTML: text that a browser does not show", by_markup;
    "form-field", "HTML: fields and buttons", by_markup;
    "navigation", "HTML: text within <nav> or an element named as a menu", by_markup;
    "page-footer", "HTML: text within the footer of the page", by_markup;
    "sidebar", "HTML: text within <aside> or an element named as a sidebar or a widget", by_markup;
    // Sure by their wording, a sentence at a time.
    "cookie-banner", "cookie and consent wording, with its buttons", |p, m| wording::telling(p, m, Topic::CookieBanner);
    "browser-notice", "requests to enable JavaScript, player and loading notices", |p, m| wording::telling(p, m, Topic::BrowserNotice);
    "comment-form", "comment forms, and reports of typing errors", |p, m| wording::telling(p, m, Topic::CommentForm);
    "copyright", "copyright lines and terms of reuse", |p, m| wording::telling(p, m, Topic::Copyright);
    "subscription", "newsletters, channels and apps to subscribe to", |p, m| wording::telling(p, m, Topic::Subscription);
    "advertisement", "labels of advertisements", |p, m| wording::telling(p, m, Topic::Advertisement);
    "account", "log-in and registration", |p, m| wording::telling(p, m, Topic::Account);
    // Sure by their shape.
    "calendar-grid", "a month of a calendar", calendar::calendar_grid;
    "time-stamp", "a date or a time of day that stands alone", stamps::time_stamp;
    "view-counter", "counters of views, votes and comments", stamps::view_counter;
    "photo-credit", "credits of photographs", wording::photo_credit;
    "share-buttons", "buttons to share, print and save", |p, m| wording::telling(p, m, Topic::ShareButtons);
    "tag-cloud", "tags, labels and categories of a page", wording::tag_cloud;
    "ticker", "weather and exchange rates", stamps::ticker;
    "address", "an e-mail or web address that stands alone, a telephone number with its postal address, whom to ask", stamps::address;
    "symbols", "lines without a letter or a digit", stamps::symbols;
    "pagination", "links to other pages of a list, and to the article before and after", lists::pagination;
    "language-switcher", "links to other languages", lists::language_switcher;
    "search-form", "search fields and filters", |p, m| wording::covered(p, m, Topic::SearchForm);
    // By what stands around.
    "duplicate-headline", "the headline, again", headline::duplicate_headline;
    "teaser", "\"read more\" and the headline it belongs to", wording::teaser;
    "related", "lists of other articles below a heading that says so", lists::related;
    "menu", "menus, breadcrumbs and lists of links", lists::menu;
    "recurring-line", "short lines that stand on at least half of the pages of a source", edges::recurring_line;
    "page-top", "short lines above the headline, among page furniture", edges::page_top;
    "page-end", "headlines and labels behind the article, after page furniture", edges::page_end;
    "line-model", "lines that a trained model is sure of", crate::model::line_model;
}

/// Takes the lines that the markup of an HTML page gives to the rule: any rule may have such lines.
fn by_markup(page: &Page<'_>, marks: &mut Marks) {
    if !page.is_marked_up {
        return;
    }
    for (at, line) in page.lines.iter().enumerate() {
        if line.hint.is_some_and(|hint| hint.place == Some(marks.rule)) {
            marks.take(at);
        }
    }
}

/// The page as the rules see it.
pub(crate) struct Page<'a> {
    pub(crate) text: &'a str,
    pub(crate) lines: &'a [Line],
    /// The lines in which known phrases were found,
    with_phrases: Vec<usize>,
    /// those that phrases cover,
    covered: Vec<usize>,
    /// those with a phrase that tells or opens,
    told: Vec<usize>,
    /// and those of running text with a phrase at the very end.
    labelled: Vec<usize>,
    /// Whether markup says anything of any line.
    is_marked_up: bool,
    /// The first and the last paragraph.
    body: Option<(usize, usize)>,
}

impl<'a> Page<'a> {
    /// The page that the lines are of.
    pub(crate) fn new(text: &'a str, lines: &'a [Line]) -> Self {
        let is_paragraph = |line: &Line| line.shape.is_paragraph();
        let first = lines.iter().position(is_paragraph);
        let last = lines.iter().rposition(is_paragraph);
        let with_phrases: Vec<usize> = (0..lines.len())
            .filter(|at| !lines[*at].hits.is_empty())
            .collect();
        let those = |are: &dyn Fn(&Line) -> bool| {
            let those = with_phrases.iter().copied().filter(|at| are(&lines[*at]));
            those.collect::<Vec<usize>>()
        };
        Self {
            text,
            lines,
            covered: those(&|line| line.topic.is_some()),
            told: those(&|line| {
                line.hits
                    .iter()
                    .any(|hit| !hit.phrase.tells.is_empty() || !hit.phrase.opens.is_empty())
            }),
            labelled: those(&|line| {
                let len = line.end - line.start;
                line.shape.stops > 0 && line.hits.last().is_some_and(|hit| hit.end + 4 >= len)
            }),
            with_phrases,
            is_marked_up: lines.iter().any(|line| line.hint.is_some()),
            body: first.zip(last),
        }
    }

    /// The text of a line.
    pub(crate) fn text_of(&self, line: usize) -> &'a str {
        self.lines[line].of(self.text)
    }

    /// Whether a line reads as a sentence, be it one of a few words: headlines may ask and shout, but have no full stop.
    pub(crate) fn says(&self, line: usize) -> bool {
        let shape = &self.lines[line].shape;
        let is_short_one = || {
            let ends = ['.', '…', '"', '”', '“', '»', '’'];
            shape.ends_sentence
                && shape.words >= 3
                && shape.small_words > 0
                && self.text_of(line).ends_with(ends)
        };
        shape.is_sentence() || is_short_one()
    }

    /// Whether the lines on both sides are sentences, be they short ones: such a place is within the article.
    pub(crate) fn is_within_article(&self, line: usize) -> bool {
        let is_sentence = |at: Option<usize>| {
            at.and_then(|at| self.lines.get(at)).is_some_and(|line| {
                let shape = &line.shape;
                shape.is_sentence() || shape.ends_sentence && shape.words >= 3 && shape.small_words > 0
            })
        };
        is_sentence(line.checked_sub(1)) && is_sentence(Some(line + 1))
    }

    /// The lines above the first line of running text that no rule has and that may be a body.
    pub(crate) fn lines_above_body(&self, marks: &Marks) -> std::ops::Range<usize> {
        let is_body = |at: &usize| {
            let shape = &self.lines[*at].shape;
            shape.is_paragraph() && shape.ends_sentence && !marks.is_taken(*at)
        };
        0..(0..self.lines.len()).find(is_body).unwrap_or(self.lines.len())
    }

    /// Whether the line is above the first paragraph or below the last, on a page that has one.
    pub(crate) fn is_outside_body(&self, line: usize) -> bool {
        self.body.is_some_and(|(first, last)| line < first || line > last)
    }

    /// Whether the line is below the first paragraph, on a page that has one.
    pub(crate) fn is_behind_paragraph(&self, line: usize) -> bool {
        self.body.is_some_and(|(first, _)| line > first)
    }

    /// Whether the line is below the last paragraph, on a page that has one.
    pub(crate) fn is_below_body(&self, line: usize) -> bool {
        self.body.is_some_and(|(_, last)| line > last)
    }

    /// Whether phrases of page furniture cover the line.
    pub(crate) fn is_covered(&self, line: usize) -> bool {
        self.lines[line].topic.is_some()
    }

    /// The topic whose phrases cover most of a line that is covered, the first one if several do.
    pub(crate) fn main_topic(&self, line: usize) -> Option<Topic> {
        self.lines[line].topic
    }
}

/// The topic of a line that phrases of page furniture cover (nine of ten letters).
pub(crate) fn covering_topic(text: &str, letters: usize, hits: &[Hit]) -> Option<Topic> {
    // Bytes are no fewer than letters: most lines are told apart without counting.
    let bytes: usize = hits.iter().map(|hit| hit.end - hit.start).sum();
    if letters == 0 || bytes * 10 < letters * 9 {
        return None;
    }
    let mut covered = 0;
    let mut of_topic = [0; Topic::ALL.len()];
    for hit in hits {
        let (letters, roles) = (letters_of(&text[hit.start..hit.end]), all_roles(hit));
        covered += if roles.is_empty() { 0 } else { letters };
        for (sum, (topic, _)) in of_topic.iter_mut().zip(Topic::ALL) {
            *sum += if roles.contains(topic) { letters } else { 0 };
        }
    }
    if covered * 10 < letters * 9 {
        return None;
    }
    // Of topics that cover the line alike the first.
    let most = of_topic.iter().copied().max().filter(|most| *most > 0)?;
    let first = of_topic.iter().position(|letters| *letters == most)?;
    Some(Topic::ALL[first].0)
}

fn all_roles(hit: &Hit) -> TopicSet {
    let phrase = hit.phrase;
    phrase
        .covers
        .union(phrase.tells)
        .union(phrase.opens)
        .union(phrase.closes)
}

/// How many letters of the text lie in hits that `counts` accepts.
pub(crate) fn cover(text: &str, hits: &[Hit], counts: impl Fn(&Hit) -> bool) -> usize {
    hits.iter()
        .filter(|hit| counts(hit))
        .map(|hit| letters_of(&text[hit.start..hit.end]))
        .sum()
}

fn letters_of(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_alphabetic).count();
    }
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// What is marked of one line: all of it, or its head up to a byte and its tail from a byte.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) line: Option<&'static str>,
    pub(crate) head: Option<(usize, &'static str)>,
    pub(crate) tail: Option<(usize, &'static str)>,
}

/// What the rules have marked so far.
#[derive(Debug)]
pub(crate) struct Marks {
    rule: &'static str,
    pub(crate) lines: Vec<Mark>,
}

impl Marks {
    /// Lets every rule that `wanted` accepts look at the page.
    pub(crate) fn of(page: &Page<'_>, wanted: impl Fn(&str) -> bool) -> Self {
        let mut marks = Self {
            rule: "",
            lines: vec![Mark::default(); page.lines.len()],
        };
        for step in STEPS.iter().filter(|step| wanted(step.info.name)) {
            marks.rule = step.info.name;
            by_markup(page, &mut marks);
            (step.apply)(page, &mut marks);
        }
        marks
    }

    /// Whether a rule has the whole line.
    pub(crate) fn is_taken(&self, line: usize) -> bool {
        self.lines.get(line).is_some_and(|mark| mark.line.is_some())
    }

    /// Whether the line is a time stamp.
    pub(crate) fn is_stamp(&self, line: usize) -> bool {
        self.lines
            .get(line)
            .is_some_and(|mark| mark.line == Some("time-stamp"))
    }

    /// Whether a line beside this one is taken.
    pub(crate) fn has_taken_neighbour(&self, line: usize) -> bool {
        self.is_taken(line + 1) || line.checked_sub(1).is_some_and(|before| self.is_taken(before))
    }

    /// The lines of the page with the rules that have them.
    pub(crate) fn header_lines<'p>(&self, page: &Page<'p>) -> Vec<HeaderLine<'p>> {
        page.lines
            .iter()
            .zip(&self.lines)
            .map(|(line, mark)| HeaderLine {
                text: line.of(page.text),
                shape: line.shape,
                kept: mark.line.is_none().then_some(line),
                rule: mark.line,
            })
            .collect()
    }

    /// Whether the given rule has a line beside this one, or the tail of the one before.
    pub(crate) fn has_neighbour_of(&self, line: usize, rule: &str) -> bool {
        let has = |mark: &Mark| mark.line == Some(rule) || mark.tail.is_some_and(|(_, tail)| tail == rule);
        self.lines
            .get(line + 1)
            .is_some_and(|mark| mark.line == Some(rule))
            || line.checked_sub(1).is_some_and(|before| has(&self.lines[before]))
    }

    /// Marks a whole line, unless a rule has it.
    pub(crate) fn take(&mut self, line: usize) {
        let rule = self.rule;
        self.lines[line].line.get_or_insert(rule);
    }

    /// Marks the bytes of a line before `end`.
    pub(crate) fn take_head(&mut self, line: usize, end: usize) {
        let rule = self.rule;
        self.lines[line].head.get_or_insert((end, rule));
    }

    /// Marks the bytes of a line from `start`.
    pub(crate) fn take_tail(&mut self, line: usize, start: usize) {
        let rule = self.rule;
        self.lines[line].tail.get_or_insert((start, rule));
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::words::Lexicon;

    /// Shows which lines the rules take without the model, as `rule| text`; what is cut of a line as `[rule:text]`.
    pub(crate) fn marked(text: &str) -> Vec<String> {
        let lexicon = Lexicon::shared();
        let mut lines = crate::line::lines(text, lexicon);
        crate::line::note_wraps(text, &mut lines);
        let page = Page::new(text, &lines);
        let marks = Marks::of(&page, |rule| rule != "line-model");
        let show = |(at, mark): (usize, &Mark)| {
            let line = page.text_of(at);
            if let Some(rule) = mark.line {
                return format!("{rule}| {line}");
            }
            let head = mark
                .head
                .map_or(String::new(), |(end, rule)| format!("[{rule}:{}]", &line[..end]));
            let tail = mark.tail.map_or(String::new(), |(start, rule)| {
                format!("[{rule}:{}]", &line[start..])
            });
            let start = mark.head.map_or(0, |(end, _)| end);
            let end = mark.tail.map_or(line.len(), |(start, _)| start);
            format!("{head}{}{tail}", &line[start..end])
        };
        marks.lines.iter().enumerate().map(show).collect()
    }

    /// Checks that the rules mark a page as shown.
    pub(crate) fn check(text: &str, expected: &[&str]) {
        assert_eq!(marked(text), expected, "\n{text}");
    }

    #[test]
    fn names_are_unique() {
        for (at, rule) in RULES.iter().enumerate() {
            assert!(
                RULES[..at].iter().all(|other| other.name != rule.name),
                "{}",
                rule.name
            );
        }
    }
}
