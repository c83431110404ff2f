//! Cyrillic and Greek letters typed where Latin ones are meant.
//!
//! Two cases, and no others, so that real Cyrillic and Greek words stay as they are:
//! a word that has Latin letters beside look-alikes of them ("Мirziyoyev"), and a whole word of look-alikes
//! that reads as a small Latin word ("А" for "A", "ТНЕ" for "THE") in a line with Latin words and without a
//! Cyrillic or Greek one.

use std::collections::HashSet;

use onomast_document::SpanError;

use crate::mapped::{Mapped, Writer};
use crate::words::Lexicon;

/// Knows the small words that a word of look-alikes may stand for.
#[derive(Debug, Clone)]
pub(crate) struct LookAlikes {
    small_words: HashSet<String>,
}

/// The scripts of a word's letters.
#[derive(Debug, Default, Clone, Copy)]
struct Scripts {
    latin: bool,
    /// A Cyrillic or Greek letter that looks like a Latin one.
    alike: bool,
    /// A letter of Cyrillic or Greek that looks like none.
    foreign: bool,
}

fn scripts(word: &str) -> Scripts {
    let mut seen = Scripts::default();
    for c in word.chars() {
        match c {
            'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => seen.latin = true,
            '\u{370}'..='\u{52F}' | '\u{1F00}'..='\u{1FFF}' => {
                if latin_for(c).is_some() {
                    seen.alike = true;
                } else {
                    seen.foreign = true;
                }
            }
            _ => {}
        }
    }
    seen
}

/// The Latin letter that looks like `c`.
fn latin_for(c: char) -> Option<char> {
    Some(match c {
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' => 'C',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'І' | 'Ι' => 'I',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Х' | 'Χ' => 'X',
        'У' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        'а' => 'a',
        'с' => 'c',
        'е' => 'e',
        'һ' => 'h',
        'і' => 'i',
        'ј' => 'j',
        'о' | 'ο' => 'o',
        'р' => 'p',
        'ѕ' => 's',
        'х' => 'x',
        'у' => 'y',
        'ԁ' => 'd',
        'ԛ' => 'q',
        'ԝ' => 'w',
        _ => return None,
    })
}

impl LookAlikes {
    pub(crate) fn new(lexicon: &Lexicon) -> Self {
        Self {
            small_words: lexicon.small_latin_words().map(str::to_owned).collect(),
        }
    }

    /// The text with look-alikes made Latin, or `None` where there are none.
    pub(crate) fn apply(&self, text: &str) -> Result<Option<Mapped>, SpanError> {
        // Greek and Cyrillic begin with these bytes in UTF-8.
        if !text.bytes().any(|b| matches!(b, 0xCD..=0xD4 | 0xE1)) {
            return Ok(None);
        }
        let mut out = Writer::with_capacity(text.len());
        let (mut at, mut changed) = (0, false);
        for line in text.split_inclusive('\n') {
            changed |= self.line(line, at, &mut out)?;
            at += line.len();
        }
        Ok(changed.then(|| out.finish()))
    }

    fn line(&self, line: &str, at: usize, out: &mut Writer) -> Result<bool, SpanError> {
        if line.is_ascii() {
            out.copy(line, at)?;
            return Ok(false);
        }
        let (mut latin, mut foreign) = (0, 0);
        for (_, word) in words(line) {
            let seen = scripts(word);
            latin += usize::from(seen.latin);
            foreign += usize::from(seen.foreign);
        }
        let latin_line = latin >= 2 && foreign == 0;
        let (mut copied, mut changed) = (0, false);
        for (start, word) in words(line) {
            let seen = scripts(word);
            let wanted = seen.alike
                && !seen.foreign
                && (seen.latin || (latin_line && self.small_words.contains(&latinised(word).to_lowercase())));
            if wanted {
                out.copy(&line[copied..start], at + copied)?;
                for (i, c) in word.char_indices() {
                    let from = at + start + i;
                    match latin_for(c) {
                        Some(latin) => out.replace_char(latin, from, from + c.len_utf8())?,
                        None => out.copy(&word[i..i + c.len_utf8()], from)?,
                    }
                }
                copied = start + word.len();
                changed = true;
            }
        }
        out.copy(&line[copied..], at + copied)?;
        Ok(changed)
    }
}

fn latinised(word: &str) -> String {
    word.chars().map(|c| latin_for(c).unwrap_or(c)).collect()
}

/// Maximal runs of letters and combining marks, with where they start.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let in_word = |c: char| c.is_alphabetic() || ('\u{300}'..='\u{36F}').contains(&c);
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + line[rest..].find(in_word)?;
        let end = line[start..]
            .find(|c| !in_word(c))
            .map_or(line.len(), |len| start + len);
        rest = end;
        Some((start, &line[start..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let table = LookAlikes::new(Lexicon::shared());
        let found = table
            .apply(text)
            .unwrap()
            .map_or(text.to_owned(), |page| page.text);
        assert_eq!(found, expected);
    }

    #[test]
    fn look_alikes_inside_a_latin_word() {
        check("Shavkat \u{41C}irziy\u{43E}yev spoke", "Shavkat Mirziyoyev spoke");
        check("\u{421}\u{406}S summit", "CIS summit");
    }

    #[test]
    fn a_look_alike_that_stands_as_a_latin_word() {
        check(
            "\u{410} delegation of Uzbekistan arrived",
            "A delegation of Uzbekistan arrived",
        );
        check("\u{422}\u{41D}\u{415} summit was held", "THE summit was held");
    }

    #[test]
    fn real_cyrillic_and_greek_stay() {
        for text in [
            "А потом прибыл Президент",
            "Он прибыл в СССР на ТАСС",
            "Telegram: @uza, А также сайт",
            "ООО Gazprom and СССР in an English line",
            "Η Ελλάδα",
            "Ўзбекистон Республикаси",
        ] {
            check(text, text);
        }
    }
}
