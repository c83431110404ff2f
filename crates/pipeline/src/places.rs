//! From the offsets of records, in whichever unit they count, to bytes, code points and UTF-16 units.

use crate::output::DocumentRecord;
use crate::settings::OffsetUnit;

/// Some places of a text, in every unit.
#[derive(Debug)]
pub struct Places {
    known: Vec<Place>,
}

/// One place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    counted: usize,
    /// In bytes of UTF-8.
    pub byte: usize,
    /// In Unicode code points.
    pub char: usize,
    /// In UTF-16 units, as browsers and Java count.
    pub utf16: usize,
}

impl Places {
    /// Looks up the `wanted` offsets, counted in `unit`, in one walk over the text. Those that are no character boundary
    /// of it stay unknown.
    pub fn of(text: &str, unit: OffsetUnit, mut wanted: Vec<usize>) -> Self {
        wanted.sort_unstable();
        wanted.dedup();
        let mut wanted = wanted.into_iter().peekable();
        let mut known = Vec::with_capacity(wanted.len());
        let mut utf16 = 0;
        let ends = text.char_indices().map(|(byte, c)| (byte, c.len_utf16()));
        for (char, (byte, width)) in ends.chain([(text.len(), 0)]).enumerate() {
            let counted = match unit {
                OffsetUnit::Bytes => byte,
                OffsetUnit::Chars => char,
            };
            while wanted.next_if(|next| *next < counted).is_some() {}
            if wanted.next_if_eq(&counted).is_some() {
                known.push(Place {
                    counted,
                    byte,
                    char,
                    utf16,
                });
            }
            utf16 += width;
        }
        Self { known }
    }

    /// The places where the mentions of a document begin and end.
    pub fn of_mentions(record: &DocumentRecord, unit: OffsetUnit) -> Self {
        let offsets = record
            .mentions
            .iter()
            .flat_map(|mention| [mention.start, mention.end]);
        Self::of(&record.text, unit, offsets.collect())
    }

    /// The place at a wanted offset.
    pub fn get(&self, offset: usize) -> Option<Place> {
        let at = self.known.binary_search_by_key(&offset, |place| place.counted);
        at.ok().map(|at| self.known[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_either_unit() {
        let text = "Ўз 🏔 x";
        let bytes = Places::of(text, OffsetUnit::Bytes, vec![9, 0, 1, 5, 5, 11, 12]);
        let utf16 = |offset| bytes.get(offset).map(|place| place.utf16);
        assert_eq!(
            [0, 1, 5, 9, 11, 12].map(utf16),
            [Some(0), None, Some(3), Some(5), Some(7), None]
        );
        let chars = Places::of(text, OffsetUnit::Chars, vec![4, 6, 7]);
        let all = |offset| {
            chars
                .get(offset)
                .map(|place| (place.byte, place.char, place.utf16))
        };
        assert_eq!([4, 6, 7].map(all), [Some((9, 4, 5)), Some((11, 6, 7)), None]);
    }
}
