//! Places in a text: [`Span`] in cleaned text, [`RawSpan`] in the original file.
//!
//! Two types, because a byte offset means nothing without the text it counts in. The only bridge between
//! them is [`OffsetMap`](crate::OffsetMap).

use std::fmt;
use std::ops::Range;

/// Why a span could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpanError {
    /// The end lies before the start.
    #[error("span ends at {end}, before its start {start}")]
    Reversed {
        /// First byte.
        start: usize,
        /// Byte after the last.
        end: usize,
    },
    /// The end lies past the end of the text.
    #[error("span ends at {end}, past the end of a text of {len} bytes")]
    OutOfBounds {
        /// Byte after the last.
        end: usize,
        /// Length of the text in bytes.
        len: usize,
    },
    /// An offset falls inside a character.
    #[error("offset {offset} falls inside a character")]
    NotOnCharBoundary {
        /// The offending byte offset.
        offset: usize,
    },
    /// An offset does not fit 32 bits.
    #[error("offset {offset} is over 4 GiB; split the document")]
    TooLarge {
        /// The offending byte offset.
        offset: usize,
    },
}

fn checked(start: usize, end: usize) -> Result<(u32, u32), SpanError> {
    if end < start {
        return Err(SpanError::Reversed { start, end });
    }
    let narrow = |offset| u32::try_from(offset).map_err(|_| SpanError::TooLarge { offset });
    Ok((narrow(start)?, narrow(end)?))
}

macro_rules! span_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name {
            start: u32,
            end: u32,
        }

        impl $name {
            /// The half-open range `start..end`, in bytes.
            ///
            /// # Errors
            /// When `end < start`, or an offset does not fit 32 bits.
            pub fn new(start: usize, end: usize) -> Result<Self, SpanError> {
                let (start, end) = checked(start, end)?;
                Ok(Self { start, end })
            }

            /// First byte.
            pub fn start(self) -> usize {
                self.start as usize
            }

            /// Byte after the last.
            pub fn end(self) -> usize {
                self.end as usize
            }

            /// Length in bytes.
            pub fn len(self) -> usize {
                (self.end - self.start) as usize
            }

            /// Whether the span covers nothing.
            pub fn is_empty(self) -> bool {
                self.start == self.end
            }

            /// The span as a range, for slicing.
            pub fn range(self) -> Range<usize> {
                self.start()..self.end()
            }

            /// Whether `other` lies wholly within this span (a span contains itself).
            pub fn contains(self, other: Self) -> bool {
                self.start <= other.start && other.end <= self.end
            }

            /// Whether the two spans share at least one byte. Spans that only touch do not overlap.
            pub fn overlaps(self, other: Self) -> bool {
                self.start.max(other.start) < self.end.min(other.end)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}..{}", self.start, self.end)
            }
        }
    };
}

span_type! {
    /// A half-open byte range of cleaned text.
    ///
    /// The offsets are ordered and fit 32 bits. [`Span::in_text`] checks further that they lie on character
    /// boundaries of a given text; spans that a stage hands on have passed that check.
    Span
}

span_type! {
    /// A half-open byte range of the original file (for a JSONL record: of its `text` or `html` value).
    RawSpan
}

impl Span {
    /// A span of `text`, checked to lie within it on character boundaries.
    ///
    /// # Errors
    /// When the range is reversed, leaves the text, splits a character, or does not fit 32 bits.
    pub fn in_text(text: &str, start: usize, end: usize) -> Result<Self, SpanError> {
        let span = Self::new(start, end)?;
        if end > text.len() {
            return Err(SpanError::OutOfBounds { end, len: text.len() });
        }
        for offset in [start, end] {
            if !text.is_char_boundary(offset) {
                return Err(SpanError::NotOnCharBoundary { offset });
            }
        }
        Ok(span)
    }

    /// The text that the span covers, or `None` where it does not fit `text`.
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_touch_do_not_overlap() {
        let (a, b) = (Span::new(0, 4).unwrap(), Span::new(4, 6).unwrap());
        assert!(!a.overlaps(b));
        assert!(Span::new(0, 5).unwrap().overlaps(b));
        assert!(
            !Span::new(5, 5).unwrap().overlaps(Span::new(0, 9).unwrap()),
            "an empty span shares no byte"
        );
    }

    #[test]
    fn a_span_must_fit_its_text() {
        let text = "Әбіл";
        assert_eq!(Span::in_text(text, 0, 2).unwrap().of(text), Some("Ә"));
        assert_eq!(
            Span::in_text(text, 0, 1),
            Err(SpanError::NotOnCharBoundary { offset: 1 })
        );
        assert_eq!(
            Span::in_text(text, 3, 2),
            Err(SpanError::Reversed { start: 3, end: 2 })
        );
        assert!(matches!(
            Span::in_text(text, 0, 99),
            Err(SpanError::OutOfBounds { end: 99, .. })
        ));
    }
}
