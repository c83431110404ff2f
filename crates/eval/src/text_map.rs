//! From the text of a prediction to the text of the gold, where the two differ.
//!
//! Texts that differ only in white space are mapped character by character. Others are compared unit by unit (a run
//! of letters and digits, or one other character), by the shortest edit script (Myers, 1986); what lies in a unit
//! that both texts have keeps its place, what does not has none.

use onomast_document::RawSpan;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::corpus::OffsetUnit;

/// Where the bytes of one text stand in another.
#[derive(Debug, Clone)]
pub(crate) struct TextMap {
    /// For each byte of the first text that is no white space, its place in the second.
    places: Option<Vec<Option<usize>>>,
}

impl TextMap {
    /// The map between two texts.
    pub fn new(from: &str, to: &str) -> Self {
        if from == to {
            return Self { places: None };
        }
        let mut places = vec![None; from.len()];
        if same_but_for_space(from, to) {
            let solid = |text: &'_ str| -> Vec<usize> {
                let chars = text
                    .char_indices()
                    .filter(|(_, character)| !character.is_whitespace());
                chars
                    .flat_map(|(at, character)| at..at + character.len_utf8())
                    .collect()
            };
            for (from, to) in solid(from).into_iter().zip(solid(to)) {
                places[from] = Some(to);
            }
        } else {
            let (from, to) = (units(from), units(to));
            let words = |units: &[(usize, &'_ str)]| -> Vec<String> {
                units.iter().map(|unit| unit.1.to_owned()).collect()
            };
            for operation in capture_diff_slices(Algorithm::Myers, &words(&from), &words(&to)) {
                if let DiffOp::Equal {
                    old_index,
                    new_index,
                    len,
                } = operation
                {
                    for offset in 0..len {
                        let ((old, text), (new, _)) = (from[old_index + offset], to[new_index + offset]);
                        for byte in 0..text.len() {
                            places[old + byte] = Some(new + byte);
                        }
                    }
                }
            }
        }
        Self { places: Some(places) }
    }

    /// Where a span of the first text stands in the second: from the place of its first byte to that of its last.
    /// `None` where one of them has no place.
    pub fn place(&self, span: RawSpan) -> Option<RawSpan> {
        let Some(places) = &self.places else {
            return Some(span);
        };
        let last = span.end().checked_sub(1)?;
        let (start, end) = ((*places.get(span.start())?)?, (*places.get(last)?)?);
        RawSpan::new(start, end + 1).ok()
    }
}

/// From places in a text, counted in some unit, to places in bytes.
pub(crate) struct Bytes {
    /// Where each character starts, if characters are counted.
    starts: Option<Vec<usize>>,
}

impl Bytes {
    /// For places in `text`.
    pub fn of(unit: OffsetUnit, text: &str) -> Self {
        Self {
            starts: (unit == OffsetUnit::Chars).then(|| char_starts(text)),
        }
    }

    /// The byte at which an offset lies; `None` beyond the end of the text, where characters are counted.
    pub fn at(&self, offset: usize) -> Option<usize> {
        match &self.starts {
            Some(starts) => starts.get(offset).copied(),
            None => Some(offset),
        }
    }

    /// The bytes of a place.
    pub fn place(&self, place: RawSpan) -> Option<RawSpan> {
        RawSpan::new(self.at(place.start())?, self.at(place.end())?).ok()
    }
}

/// The byte offset of each character, and of the end.
fn char_starts(text: &str) -> Vec<usize> {
    text.char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect()
}

/// Whether two texts are the same but for white space.
pub(crate) fn same_but_for_space(a: &str, b: &str) -> bool {
    let solid = |character: &char| !character.is_whitespace();
    a.chars().filter(solid).eq(b.chars().filter(solid))
}

/// Runs of letters and digits, and other characters one by one, each with its place; white space is passed over.
pub(crate) fn units(text: &str) -> Vec<(usize, &str)> {
    let mut units = Vec::new();
    let mut open: Option<usize> = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        let in_word = character.is_alphanumeric();
        if let Some(start) = open.filter(|_| !in_word) {
            units.push((start, text.get(start..at).unwrap_or_default()));
            open = None;
        }
        if in_word {
            open = open.or(Some(at));
        } else if !character.is_whitespace() {
            units.push((at, text.get(at..at + character.len_utf8()).unwrap_or_default()));
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(from: &str, to: &str, words: &str) -> Option<String> {
        let start = from.find(words).unwrap();
        let span = RawSpan::new(start, start + words.len()).unwrap();
        let place = TextMap::new(from, to).place(span)?;
        to.get(place.range()).map(str::to_owned)
    }

    #[test]
    fn white_space_moves_nothing() {
        let (tokens, text) = ("U. S. president 's cat", "U.S.  president's cat");
        assert_eq!(mapped(tokens, text, "U. S.").as_deref(), Some("U.S."));
        assert_eq!(
            mapped(tokens, text, "president 's").as_deref(),
            Some("president's")
        );
    }

    #[test]
    fn what_both_texts_have_keeps_its_place() {
        let (cleaned, raw) = (
            "Ада met Charles Babbage.",
            "Menu | Home\nАда met Charles (the) Babbage.\nShare",
        );
        assert_eq!(mapped(cleaned, raw, "Ада").as_deref(), Some("Ада"));
        assert_eq!(
            mapped(cleaned, raw, "Charles Babbage").as_deref(),
            Some("Charles (the) Babbage")
        );
        assert_eq!(mapped("Ada Byron left", "Ada King left", "Byron"), None);
    }
}
