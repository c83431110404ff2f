//! The lines of a page and what can be told of each by itself.

use onomast_document::SpanError;

use crate::mapped::Mapped;
use crate::phrases::Word;
use crate::rules::Facts;
pub(crate) use crate::shape::Shape;
use crate::title::Meaning;
use crate::topic::Topic;
use crate::words::{Hit, Lexicon};

/// Furniture stands at the ends of a line: of a longer line only the ends are searched for words, unless what is
/// found there tells of furniture.
const REACH: usize = 200;

/// So much of a line is searched at either end if its ends tell of furniture.
const FAR_REACH: usize = 2000;

/// Whether a text ends with `.`, `!`, `?` or the like, behind closing quotes and brackets.
pub(crate) fn ends_sentence(text: &str) -> bool {
    // Most lines are told by their last byte.
    if let Some(last) = text.as_bytes().last()
        && last.is_ascii_alphanumeric()
    {
        return false;
    }
    text.trim_end_matches(['"', '”', '“', '»', '\'', '’', ')', ']', ' '])
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।', '۔', '։'])
}

/// A line of the normalised page.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// First byte in the normalised text.
    pub(crate) start: usize,
    /// Byte after the last.
    pub(crate) end: usize,
    /// Whether a blank line stands before it.
    pub(crate) gap: bool,
    /// What the markup said, for a line that was HTML.
    pub(crate) hint: Option<Hint>,
    /// Counts.
    pub(crate) shape: Shape,
    /// Known phrases at its two ends; offsets within the line.
    pub(crate) hits: Vec<Hit>,
    /// Whether no rule has looked at the line where it stands: what a rule tells from a line and those beside it, it tells at
    /// the first look.
    pub(crate) fresh: bool,
    /// Whether the line recurs on other pages of its source.
    pub(crate) recurs: bool,
    /// Into how many parts wide spaces cut the line, in a page of plain text.
    pub(crate) columns: usize,
    /// What the line is about, if such phrases cover it.
    pub(crate) topic: Option<Topic>,
    /// What the rules tell from the line by itself.
    pub(crate) facts: Facts,
    /// What it says.
    pub(crate) meaning: Meaning,
}

/// Space to work in, used for line after line.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// Words that may begin phrases.
    words: Vec<Word>,
    hits: Vec<Hit>,
    meaning: Meaning,
    lower: String,
}

/// What markup says about a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Hint {
    /// Level of a heading, 1 to 6.
    pub(crate) heading: Option<u8>,
    /// The rule that takes the line for where it stands, such as within `<nav>`.
    pub(crate) place: Option<&'static str>,
    /// Letters inside links, of a hundred.
    pub(crate) linked: u8,
    /// Whether the line is a list item.
    pub(crate) item: bool,
}

impl Line {
    /// The line at `start..end` of `text`.
    pub(crate) fn new(
        text: &str,
        start: usize,
        end: usize,
        lexicon: &Lexicon,
        scratch: &mut Scratch,
    ) -> Self {
        let line = &text[start..end];
        let Scratch {
            words,
            hits,
            meaning,
            lower,
        } = scratch;
        words.clear();
        meaning.clear();
        let shape = Shape::with_words(line, |word| {
            if lexicon.may_begin_phrase(word) {
                words.push(word);
            }
            meaning.add(line, word, lexicon);
        });
        hits.clear();
        search_ends(line, REACH, words, lexicon, hits);
        if line.len() > 2 * REACH && hits.iter().any(|hit| !hit.phrase.tells.is_empty()) {
            hits.clear();
            search_ends(line, FAR_REACH, words, lexicon, hits);
        }
        let topic = crate::rules::covering_topic(line, shape.letters, hits);
        let mut line = Self {
            start,
            end,
            gap: false,
            hint: None,
            fresh: true,
            recurs: false,
            columns: 1,
            shape,
            hits: hits.clone(),
            topic,
            facts: Facts::default(),
            meaning: meaning.clone(),
        };
        line.facts = Facts::of(&line, line.of(text), lexicon, lower);
        line
    }

    /// The line's text.
    pub(crate) fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }
}

/// Finds the phrases in the first and the last `reach` bytes of a line.
fn search_ends(line: &str, reach: usize, words: &[Word], lexicon: &Lexicon, hits: &mut Vec<Hit>) {
    if line.len() <= 2 * reach {
        lexicon.hits(line, 0..line.len(), words, hits);
        return;
    }
    lexicon.hits(line, 0..reach, words, hits);
    lexicon.hits(line, line.len() - reach..line.len(), words, hits);
}

/// The character boundary at or before `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|i| text.is_char_boundary(*i))
        .unwrap_or(0)
}

/// The lines of a normalised text, blank ones left out.
pub(crate) fn lines(text: &str, lexicon: &Lexicon) -> Vec<Line> {
    let mut out = Vec::with_capacity(memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1);
    let mut scratch = Scratch::default();
    let (mut at, mut gap) = (0, false);
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    for end in ends {
        let piece = &text[at..end];
        if piece.is_empty() {
            gap = true;
        } else {
            let mut line = Line::new(text, at, at + piece.len(), lexicon, &mut scratch);
            line.gap = gap && !out.is_empty();
            out.push(line);
            gap = false;
        }
        at += piece.len() + 1;
    }
    out
}

/// Notes how wide spaces cut the short lines of a page of plain text. In the page they are single spaces already; the
/// bytes of the file still have them.
pub(crate) fn note_columns(page: &Mapped, raw: &[u8], lines: &mut [Line]) -> Result<(), SpanError> {
    // A page that is in the file as it stands has no wide spaces.
    if raw.starts_with(page.text.as_bytes()) {
        return Ok(());
    }
    for line in lines
        .iter_mut()
        .filter(|line| !line.shape.is_sentence() && line.end - line.start <= REACH)
    {
        let text = line.of(&page.text);
        // Most lines are as long in the file, where a letter may have fewer bytes, but for ASCII.
        if text.is_ascii() && page.raw(line.start, line.end)?.len() == text.len() {
            continue;
        }
        for space in memchr::memchr_iter(b' ', text.as_bytes()) {
            let from = page.raw(line.start + space, line.start + space + 1)?;
            let gap = raw.get(from.range()).unwrap_or_default();
            line.columns += usize::from(gap.len() > 1 && gap.iter().all(u8::is_ascii_whitespace));
        }
    }
    Ok(())
}

/// Whether a line goes on with the sentence of the one before: that does not end one, and this begins with a small letter.
pub(crate) fn goes_on(text: &str, before: &Line, line: &Line) -> bool {
    !line.gap
        && line.of(text).starts_with(char::is_lowercase)
        && (line.shape.words >= 3 || line.shape.ends_sentence)
        && before.shape.reads_on()
        && !before.shape.ends_sentence
        && line.shape.dividers < 2
        && before.topic.is_none()
        && line.topic.is_none()
}

/// Notes which lines are pieces of running text that was cut into lines.
pub(crate) fn note_wraps(text: &str, lines: &mut [Line]) {
    for line in lines.iter_mut() {
        line.shape.wrapped = false;
    }
    for at in 1..lines.len() {
        if goes_on(text, &lines[at - 1], &lines[at]) {
            lines[at - 1].shape.wrapped = true;
            lines[at].shape.wrapped = true;
        }
    }
}

/// The byte ranges of the sentences of a line: cut behind `.`, `!`, `?` or `…` (and closing quotes) where a space
/// and no small letter follows, but not behind an initial or a number's dot.
pub(crate) fn sentences(line: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = line.char_indices().peekable();
    let mut word_len = 0;
    let mut ended = false;
    while let Some((at, c)) = chars.next() {
        match c {
            '.' if word_len < 2 && !ended => {}
            '.' | '!' | '?' | '…' => ended = true,
            '"' | '”' | '»' | '\'' | '’' | ')' | ']' if ended => {}
            ' ' if ended => {
                let next = chars.peek().map(|(_, next)| *next);
                if next.is_some_and(|next| !next.is_lowercase()) {
                    out.push(start..at);
                    start = at + 1;
                }
                ended = false;
                word_len = 0;
                continue;
            }
            _ => ended = false,
        }
        word_len = if c.is_alphabetic() {
            word_len + 1
        } else {
            usize::from(c.is_alphanumeric())
        };
        if c.is_ascii_digit() {
            word_len = 2;
        }
    }
    if start < line.len() {
        out.push(start..line.len());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_before_a_capital_but_not_at_initials() {
        let line = "A. Nasyrov arrived. He met \"the guests.\" In 2022. Accept";
        let cut: Vec<&str> = sentences(line).into_iter().map(|range| &line[range]).collect();
        assert_eq!(
            cut,
            [
                "A. Nasyrov arrived.",
                "He met \"the guests.\"",
                "In 2022.",
                "Accept"
            ]
        );
    }

    #[test]
    fn running_text_and_labels_differ() {
        assert!(Shape::of("The ministers met in Tashkent and signed a plan.").is_sentence());
        assert!(Shape::of("Переговоры прошли в расширенном составе в Ташкенте.").is_sentence());
        assert!(Shape::of("外交部发言人在例行记者会上回答了记者的提问。").is_sentence());
        for label in [
            "Home News Politics",
            "Mo Tu We Th Fr Sa Su",
            "President of Uzbekistan",
            "1 234 views",
        ] {
            assert!(!Shape::of(label).is_sentence(), "{label}");
        }
    }
}
