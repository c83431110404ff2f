//! The title of a page of plain text: which of the lines above the body is the headline.
//!
//! A headline says in a few words what the body says again, so the words that a line shares with the body count for
//! more than its shape. Names of sites and sections, captions, labels and the headlines of other articles share few.
//! A line that the page has twice is likely the headline, and so is one beside a time stamp.

use crate::line::{Line, Shape, sentences};
use crate::phrases::Word;
use crate::topic::Topic;
use crate::words::Lexicon;

/// A line of the page before cleaning, and whether a rule took it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeaderLine<'a> {
    pub(crate) text: &'a str,
    pub(crate) shape: Shape,
    /// The line itself, where no rule took it.
    pub(crate) kept: Option<&'a Line>,
    pub(crate) rule: Option<&'static str>,
}

/// The headline: its place among the lines, and whether the page bears it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Headline {
    pub(crate) at: usize,
    /// Whether the body shares its words, or the page has it twice.
    pub(crate) sure: bool,
}

/// How many lines above the body may hold the headline.
const REACH: usize = 25;

/// So many bytes of the body are compared.
const BODY: usize = 4000;

/// Words of the longest name of a site that is not known for one.
const NAME: usize = 7;

/// A line that may be the headline.
struct Candidate<'a> {
    at: usize,
    text: &'a str,
    /// Its words that mean something.
    words: &'a [Stem],
    /// Those of them that the body has, as bits: in 400 bytes there are fewer than 128.
    in_body: u128,
    /// Whether one of them has a small letter: a name of a site or a section has none.
    is_prose: bool,
    /// How much it looks like a headline.
    shape: i32,
}

impl Candidate<'_> {
    fn shared(&self) -> usize {
        self.in_body.count_ones() as usize
    }

    /// Whether the body has half of its words, and so many of them.
    fn says_the_same(&self, least: usize) -> bool {
        self.shared() >= least && self.shared() * 2 >= self.words.len()
    }

    /// Words shared with the body, of all, as 0 to 8. One word shared by chance is not much.
    fn sharing(&self) -> i32 {
        i32::try_from(self.shared() * 8 / self.words.len().max(3)).unwrap_or(8)
    }
}

/// The headline of a page.
pub(crate) fn headline(lines: &[HeaderLine<'_>]) -> Option<Headline> {
    let body = body_start(lines)?;
    let candidates = candidates(lines, body);
    let scored: Vec<(i32, &Candidate<'_>)> = candidates
        .iter()
        .filter_map(|candidate| Some((score(lines, candidate, body)?, candidate)))
        .collect();
    let most = scored
        .iter()
        .map(|(score, _)| *score)
        .max()
        .filter(|most| *most >= 0)?;
    // Captions and standfirsts stand below the headline and share words with the body, too: of lines that are about as
    // good the first.
    let (_, top) = scored.iter().find(|(score, _)| *score == most)?;
    let is_as_good = |score: i32, candidate: &Candidate<'_>| {
        score + 3 >= most && candidate.sharing() >= 3 && candidate.shape >= top.shape
    };
    let (_, best) = scored
        .iter()
        .find(|(score, candidate)| *score == most || is_as_good(*score, candidate))?;
    let best = above_standfirst(&candidates, best).unwrap_or(best);
    Some(Headline {
        at: best.at,
        sure: best.shared() >= 2 && best.sharing() >= 3 || is_repeated(lines, best.at),
    })
}

/// The line right above, if it says what the body says, too: the headline may be a name, and the standfirst below it look
/// more like one.
fn above_standfirst<'c, 'a>(
    candidates: &'c [Candidate<'a>],
    best: &Candidate<'_>,
) -> Option<&'c Candidate<'a>> {
    let above = best.at.checked_sub(1)?;
    candidates
        .iter()
        .find(|candidate| candidate.at == above)
        .filter(|candidate| candidate.says_the_same(2) && candidate.is_prose && candidate.shape >= 0)
}

/// Which lines above the body may be its headline by the words that they share with it: half of their own.
pub(crate) fn shares_words(lines: &[HeaderLine<'_>]) -> Vec<bool> {
    which(lines, |candidate, long| {
        candidate.says_the_same(2) && (long || candidate.is_prose)
    })
}

/// Which lines above the body share words with it, at least two.
pub(crate) fn shares_some_words(lines: &[HeaderLine<'_>]) -> Vec<bool> {
    which(lines, |candidate, _| candidate.shared() >= 2)
}

fn which(lines: &[HeaderLine<'_>], is: impl Fn(&Candidate<'_>, bool) -> bool) -> Vec<bool> {
    let mut those = vec![false; lines.len()];
    let body = body_start(lines).unwrap_or(0);
    for candidate in candidates(lines, body) {
        those[candidate.at] = is(&candidate, lines[candidate.at].shape.words > NAME);
    }
    those
}

/// The first line of the body: a paragraph that ends as a sentence does. A long line without an end may be a headline. Where
/// all paragraphs are cut into short lines, the first of those. A headline may be two sentences with the date below.
fn body_start(lines: &[HeaderLine<'_>]) -> Option<usize> {
    let is_kept = |line: &&HeaderLine<'_>| line.rule.is_none();
    let is_stamped = |at: usize| (1..=2).any(|down| lines.get(at + down).is_some_and(is_stamp));
    let begins = |at: usize| {
        let (line, shape) = (&lines[at], &lines[at].shape);
        is_kept(&line)
            && shape.is_paragraph()
            && (shape.ends_sentence || shape.words > LONGEST)
            && (shape.words > SENTENCES || !is_stamped(at))
    };
    let first =
        |goes: &dyn Fn(&HeaderLine<'_>) -> bool| lines.iter().position(|line| is_kept(&line) && goes(line));
    (0..lines.len())
        .find(|at| begins(*at))
        .or_else(|| first(&|line| line.shape.is_paragraph()))
        .or_else(|| first(&|line| line.shape.wrapped))
        .or_else(|| first(&|line| line.shape.is_sentence()))
}

/// Words of the longest headline.
const LONGEST: usize = 40;

/// Words of the longest headline of sentences.
const SENTENCES: usize = 20;

fn is_stamp(line: &HeaderLine<'_>) -> bool {
    line.rule == Some("time-stamp")
}

fn candidates<'a>(lines: &[HeaderLine<'a>], body: usize) -> Vec<Candidate<'a>> {
    let mut found: Vec<Candidate<'a>> = lines[..body]
        .iter()
        .enumerate()
        .rev()
        .filter_map(|(at, line)| Some((at, line.kept?, line.text)))
        .take(REACH)
        .filter(|(_, line, text)| {
            (2..=LONGEST).contains(&line.shape.words) && text.len() <= 400 && line.topic.is_none()
        })
        .map(|(at, line, text)| {
            let meaning = &line.meaning;
            Candidate {
                at,
                text,
                words: &meaning.stems,
                in_body: 0,
                is_prose: meaning.is_prose,
                shape: shape_score(line, text, meaning.is_prose),
            }
        })
        .collect();
    if found.is_empty() {
        return found;
    }
    found.reverse();
    let mut places = Places::default();
    for (at, candidate) in found.iter().enumerate() {
        for (word, stem) in candidate.words.iter().enumerate() {
            places.insert(*stem, (at, word));
        }
    }
    let mut read = 0;
    for line in lines[body..]
        .iter()
        .filter_map(|line| line.kept)
        .filter(|line| line.shape.is_sentence())
    {
        for word in &line.meaning.stems {
            for (at, word) in places.of(*word) {
                found[at].in_body |= 1 << word;
            }
        }
        read += (line.end - line.start).min(BODY);
        if read >= BODY {
            break;
        }
    }
    found
}

/// Where words stand: in which candidate, as its which word. Chains of entries behind a table of hashes; most words of a
/// body are in no line above it, and one look tells that.
struct Places {
    /// The last entry of each hash, counted from 1.
    last: [u16; SLOTS],
    /// The word, its place, and the entry before it with the same hash.
    entries: Vec<(Stem, (usize, usize), u16)>,
}

/// Hashes of words; a power of two.
const SLOTS: usize = 1 << 10;

impl Default for Places {
    fn default() -> Self {
        Self {
            last: [0; SLOTS],
            entries: Vec::with_capacity(SLOTS / 8),
        }
    }
}

impl Places {
    fn slot(word: Stem) -> usize {
        (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOTS.trailing_zeros())) as usize
    }

    fn insert(&mut self, word: Stem, place: (usize, usize)) {
        let last = &mut self.last[Self::slot(word)];
        self.entries.push((word, place, *last));
        *last = self.entries.len() as u16;
    }

    fn of(&self, word: Stem) -> impl Iterator<Item = (usize, usize)> {
        let mut next = self.last[Self::slot(word)];
        std::iter::from_fn(move || {
            let entry = &self.entries[usize::from(next).checked_sub(1)?];
            next = entry.2;
            Some((entry.0 == word).then_some(entry.1))
        })
        .flatten()
    }
}

/// What a line says, as far as it is compared with others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meaning {
    /// Its words that mean something: names, nouns and verbs are long.
    stems: Vec<Stem>,
    /// Whether one of them begins with a small letter.
    is_prose: bool,
}

impl Meaning {
    /// Forgets the line.
    pub(crate) fn clear(&mut self) {
        self.stems.clear();
        self.is_prose = false;
    }

    /// Adds a word of the line, unless it means nothing or stands far behind in it.
    #[inline]
    pub(crate) fn add(&mut self, line: &str, word: Word, lexicon: &Lexicon) {
        if word.end - word.start >= 4 && word.end <= BODY && !lexicon.is_function_word(line, word) {
            self.is_prose = self.is_prose || line[word.start..].starts_with(char::is_lowercase);
            self.stems.push(stem(word));
        }
    }

    /// Whether one of its words that mean something begins with a small letter, as none of a name does.
    pub(crate) fn is_prose(&self) -> bool {
        self.is_prose
    }

    /// The words, once each.
    pub(crate) fn words(&self) -> impl Iterator<Item = Stem> {
        self.stems.iter().copied()
    }
}

/// The beginning of a word, since its ending changes: five bytes, or eight where the letters have two or more.
pub(crate) type Stem = u64;

fn stem(word: Word) -> Stem {
    if word.is_ascii {
        word.head & 0xFF_FFFF_FFFF
    } else {
        word.head
    }
}

/// How likely a line is the headline; `None` where it cannot be one.
fn score(lines: &[HeaderLine<'_>], candidate: &Candidate<'_>, body: usize) -> Option<i32> {
    let Candidate { at, text, shape, .. } = *candidate;
    if text.ends_with([':', ',', ';']) {
        return None;
    }
    let mut score = shape + candidate.sharing();
    let is_stamp = |at: usize| lines.get(at).is_some_and(is_stamp);
    // The date stands below the headline more often than above.
    score += match (is_stamp(at + 1), at > 0 && is_stamp(at - 1)) {
        (true, _) => 3,
        (false, true) => 2,
        _ => 0,
    };
    score += if is_repeated(lines, at) { 6 } else { 0 };
    score -= if is_name_of_site(lines, at) { 6 } else { 0 };
    let between = lines[at..body].iter().filter(|line| line.rule.is_none()).count();
    score -= i32::try_from(between / 3).unwrap_or(i32::MAX);
    // Names and mottoes of sites stand above the menus, headlines below.
    let is_above = |line: &&HeaderLine<'_>| line.rule.is_some_and(|rule| ABOVE_HEADLINES.contains(&rule));
    let menus = lines[at..body].iter().filter(is_above).take(3).count();
    score -= i32::try_from(2 * menus).unwrap_or_default();
    Some(score)
}

/// Rules whose lines stand above headlines more often than below.
const ABOVE_HEADLINES: [&str; 8] = [
    "menu",
    "navigation",
    "account",
    "search-form",
    "language-switcher",
    "calendar-grid",
    "cookie-banner",
    "ticker",
];

/// How much a line looks like a headline.
fn shape_score(line: &Line, text: &str, is_prose: bool) -> i32 {
    let shape = &line.shape;
    let mut score = match shape.words {
        5..=20 => 6,
        4 | 21..=25 => 4,
        3 | 26..=LONGEST => 2,
        _ => 0,
    };
    // Headlines of most languages have small words, and not only "of" and "the" as names of sites and sections.
    score += match (shape.small_words * 3 >= shape.words, is_prose) {
        (true, true) => 3,
        (true, false) | (false, true) => 1,
        (false, false) => 0,
    };
    score -= if shape.capitals * 5 >= shape.letters * 4 {
        2
    } else {
        0
    };
    // What goes on with the line before is no headline, nor a row of labels or of single letters.
    score -= if text.starts_with(char::is_lowercase) {
        4
    } else {
        0
    };
    score -= if text.ends_with('.') || shape.stops > 0 && sentences(text).len() > 1 {
        4
    } else {
        0
    };
    // "Honoured guests, dear friends!"
    score -= if text.ends_with('!') && text.contains(", ") {
        6
    } else {
        0
    };
    score -= if Lexicon::shared().is_byline(text) || is_labelled(line, text) || is_credited(line, text) {
        8
    } else {
        0
    };
    score -= if shape.digits > shape.letters { 6 } else { 0 };
    score -= if shape.dividers >= 2 { 6 } else { 0 };
    score -= if shape.letters < shape.words * 3 { 6 } else { 0 };
    score += line
        .hint
        .and_then(|hint| hint.heading)
        .map_or(0, |level| 10 - i32::from(level));
    score
}

/// Whether the line begins with a label of page furniture: "Reading time: …".
fn is_labelled(line: &Line, text: &str) -> bool {
    line.hits.first().is_some_and(|hit| {
        hit.start == 0 && !hit.phrase.covers.is_empty() && text[hit.end..].starts_with(':')
    })
}

/// Whether the line names its photographer: "… Photo: AFP", "… (Reuters photo)", "… [Photo/Herald]".
fn is_credited(line: &Line, text: &str) -> bool {
    line.hits.iter().any(|hit| {
        let phrase = hit.phrase;
        let label = phrase.opens.contains(Topic::PhotoCredit) && text[..hit.end].ends_with(':');
        let covers = phrase.covers.contains(Topic::PhotoCredit) || phrase.opens.contains(Topic::PhotoCredit);
        let before = text[..hit.start].trim_end();
        let bracketed =
            before.ends_with(['(', '[', '/', '©']) || text[hit.end..].starts_with([')', ']', '/', ':']);
        label || (covers && (bracketed || hit.end == text.len() && hit.start > 0))
    })
}

/// Whether the page has the line twice, alone or within a longer line, such as a breadcrumb.
fn is_repeated(lines: &[HeaderLine<'_>], at: usize) -> bool {
    let own = lines[at];
    own.shape.words >= 4
        && lines.iter().enumerate().any(|(other, line)| {
            other != at
                && line.rule.is_some_and(|rule| rule != "copyright")
                && line.text.len() >= own.text.len()
                && line.text.len() <= own.text.len() * 3
                && memchr::memmem::find(line.text.as_bytes(), own.text.as_bytes()).is_some()
        })
}

/// Whether the copyright line has the line.
fn is_name_of_site(lines: &[HeaderLine<'_>], at: usize) -> bool {
    let own = lines[at].text;
    own.len() >= 4
        && lines
            .iter()
            .any(|line| line.rule == Some("copyright") && line.text.len() <= 400 && line.text.contains(own))
}
