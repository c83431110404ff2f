//! A text that knows which bytes of the file it came from: the value that travels between cleaning steps.

use onomast_document::{OffsetMap, OffsetMapBuilder, RawSpan, Span, SpanError};

/// A text, and the way back from each of its bytes to the bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mapped {
    pub(crate) text: String,
    pub(crate) map: OffsetMap,
}

impl Mapped {
    /// The result of a step that read `self.text` and wrote `step.text`, with `step.map` leading from the one
    /// to the other.
    pub(crate) fn then(&self, step: Self) -> Result<Self, SpanError> {
        Ok(Self {
            map: self.map.compose(&step.map)?,
            text: step.text,
        })
    }

    /// Which bytes of the file the given bytes of the text came from.
    pub(crate) fn raw(&self, start: usize, end: usize) -> Result<RawSpan, SpanError> {
        let span = Span::new(start, end)?;
        self.map.to_raw(span).ok_or(SpanError::OutOfBounds {
            end,
            len: self.map.target_len(),
        })
    }
}

/// Writes a text from left to right together with its map.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    text: String,
    map: OffsetMapBuilder,
}

impl Writer {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            map: OffsetMapBuilder::new(),
        }
    }

    /// What was written so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Copies `piece`, which stands in the source at `source`.
    pub(crate) fn copy(&mut self, piece: &str, source: usize) -> Result<(), SpanError> {
        self.text.push_str(piece);
        self.map.copy(source, piece.len())
    }

    /// Writes `piece` in place of the source bytes `start..end`.
    pub(crate) fn replace(&mut self, piece: &str, start: usize, end: usize) -> Result<(), SpanError> {
        self.text.push_str(piece);
        self.map.replace(piece.len(), RawSpan::new(start, end)?)
    }

    /// Writes one character in place of the source bytes `start..end`.
    pub(crate) fn replace_char(&mut self, c: char, start: usize, end: usize) -> Result<(), SpanError> {
        self.replace(c.encode_utf8(&mut [0; 4]), start, end)
    }

    pub(crate) fn finish(self) -> Mapped {
        Mapped {
            text: self.text,
            map: self.map.finish(),
        }
    }
}
