//! The title of a page of plain text: which of the lines above the body is the headline.
//!
//! A headline says in a few words what the body says again, so the words that a line shares with the body count for
//! more than its shape. Names of sites and sections, captions, labels and the headlines of other articles share few.
//! A line that the page has twice is likely the headline, and so is one beside a time stamp.

use std::collections::HashSet;

use crate::line::{Line, Shape, sentences};
use crate::topic::Topic;
use crate::words::{Lexicon, lower_in_place};

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
    /// Its words that mean something, and whether the body has them.
    words: Vec<(Stem, bool)>,
    /// Whether one of them has a small letter: a name of a site or a section has none.
    is_prose: bool,
    /// How much it looks like a headline.
    shape: i32,
}

impl Candidate<'_> {
    fn shared(&self) -> usize {
        self.words.iter().filter(|(_, shared)| *shared).count()
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
pub(crate) fn headline(lines: &[HeaderLine<'_>], lexicon: &Lexicon) -> Option<Headline> {
    let body = body_start(lines)?;
    let candidates = candidates(lines, body, lexicon);
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

/// Which lines above the body may be its headline by the words that they share with it.
pub(crate) fn shares_words(lines: &[HeaderLine<'_>], lexicon: &Lexicon) -> Vec<bool> {
    let mut share = vec![false; lines.len()];
    let body = body_start(lines).unwrap_or(0);
    for candidate in candidates(lines, body, lexicon) {
        let long = lines[candidate.at].shape.words > NAME;
        share[candidate.at] = candidate.says_the_same(2) && (long || candidate.is_prose);
    }
    share
}

/// The first line of the body: a paragraph that ends as a sentence does. A long line without an end may be a headline.
fn body_start(lines: &[HeaderLine<'_>]) -> Option<usize> {
    let is_kept = |line: &&HeaderLine<'_>| line.rule.is_none();
    let begins = |line: &HeaderLine<'_>| {
        is_kept(&line)
            && line.shape.is_paragraph()
            && (line.shape.ends_sentence || line.shape.words > LONGEST)
    };
    lines.iter().position(begins).or_else(|| {
        lines
            .iter()
            .position(|line| is_kept(&line) && line.shape.is_paragraph())
    })
}

/// Words of the longest headline.
const LONGEST: usize = 40;

fn candidates<'a>(lines: &[HeaderLine<'a>], body: usize, lexicon: &Lexicon) -> Vec<Candidate<'a>> {
    let mut lower = String::new();
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
            lower_in_place(text, &mut lower);
            let words = meanings(&lower, lexicon)
                .map(|word| (stem(word), false))
                .collect();
            let is_prose = meanings(text, lexicon).any(|word| word.starts_with(char::is_lowercase));
            Candidate {
                at,
                text,
                words,
                is_prose,
                shape: shape_score(line, text, is_prose),
            }
        })
        .collect();
    found.reverse();
    // Most words of the body are in no line above it: a bit for each tells that at once.
    let mut seen = [0u64; 16];
    for (word, _) in found.iter().flat_map(|candidate| &candidate.words) {
        let (at, bit) = slot(*word);
        seen[at] |= bit;
    }
    let mut read = 0;
    for line in lines[body..]
        .iter()
        .filter(|line| line.rule.is_none() && line.shape.is_sentence())
    {
        let reach = crate::line::floor(line.text, BODY);
        lower_in_place(&line.text[..reach], &mut lower);
        for word in meanings(&lower, lexicon) {
            let word = stem(word);
            let (at, bit) = slot(word);
            if seen[at] & bit == 0 {
                continue;
            }
            for (own, shared) in found.iter_mut().flat_map(|candidate| &mut candidate.words) {
                *shared |= *own == word;
            }
        }
        read += reach;
        if read >= BODY {
            break;
        }
    }
    found
}

/// The words of a text that mean something.
pub(crate) fn meaning_of(text: &str, lexicon: &Lexicon) -> HashSet<Stem> {
    let mut lower = String::new();
    lower_in_place(text, &mut lower);
    meanings(&lower, lexicon).map(stem).collect()
}

/// The words that mean something: names, nouns and verbs are long.
fn meanings<'l>(text: &'l str, lexicon: &'l Lexicon) -> impl Iterator<Item = &'l str> + 'l {
    text.split(|c: char| {
        if c.is_ascii() {
            !c.is_ascii_alphanumeric()
        } else {
            !c.is_alphanumeric()
        }
    })
    .filter(|word| word.len() >= 4 && !lexicon.is_function_word(word))
}

/// The beginning of a word, since its ending changes: five bytes, or eight where the letters have two or more.
pub(crate) type Stem = u64;

fn stem(word: &str) -> Stem {
    let bytes = word.as_bytes();
    let len = if bytes.is_ascii() { 5 } else { 8 }.min(bytes.len());
    let mut head = [0; 8];
    head[..len].copy_from_slice(&bytes[..len]);
    u64::from_le_bytes(head)
}

/// The bit of a word among 1024.
fn slot(word: Stem) -> (usize, u64) {
    let hash = word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54;
    ((hash / 64) as usize, 1 << (hash % 64))
}

/// How likely a line is the headline; `None` where it cannot be one.
fn score(lines: &[HeaderLine<'_>], candidate: &Candidate<'_>, body: usize) -> Option<i32> {
    let Candidate { at, text, shape, .. } = *candidate;
    if text.ends_with([':', ',', ';']) {
        return None;
    }
    let mut score = shape + candidate.sharing();
    let is_stamp = |at: usize| lines.get(at).is_some_and(|line| line.rule == Some("time-stamp"));
    score += if is_stamp(at + 1) || at > 0 && is_stamp(at - 1) {
        2
    } else {
        0
    };
    score += if is_repeated(lines, at) { 6 } else { 0 };
    score -= if is_name_of_site(lines, at) { 6 } else { 0 };
    let between = lines[at..body].iter().filter(|line| line.rule.is_none()).count();
    Some(score - i32::try_from(between / 3).unwrap_or(i32::MAX))
}

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
    score -= if text.ends_with('.') || sentences(text).len() > 1 {
        4
    } else {
        0
    };
    score -= if is_byline(text) || is_labelled(line, text) || is_credited(line, text) {
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

fn is_byline(text: &str) -> bool {
    let head = &text[..crate::line::floor(text, 16)].to_lowercase();
    ["by ", "von ", "par ", "por ", "автор"]
        .iter()
        .any(|by| head.starts_with(by))
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
                && line.text.contains(own.text)
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
