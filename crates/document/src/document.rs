//! A page on its way: raw bytes, readable text, text with mentions.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use crate::date::Date;
use crate::mention::Mention;
use crate::offsets::OffsetMap;
use crate::span::{RawSpan, Span};

/// The name of a document: its path relative to the input folder, with `/`, or the `id` of a JSONL record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(Arc<str>);

impl DocumentId {
    /// A document id.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Borrow<str> for DocumentId {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

/// What the bytes of a document are, as far as its name tells. Cleaning looks at the bytes as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, flattened from a page by a scraper or written so.
    Text,
    /// HTML.
    Html,
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDocument {
    /// Its name.
    pub id: DocumentId,
    /// Text or HTML.
    pub format: Format,
    /// All of its bytes, in whatever encoding.
    pub bytes: Vec<u8>,
}

/// A stretch of the raw file that cleaning took out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// Which bytes.
    pub raw: RawSpan,
    /// The name of the rule that took them, such as `cookie-banner`.
    pub rule: &'static str,
}

/// A page made readable.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its name.
    pub id: DocumentId,
    /// The cleaned text.
    pub text: String,
    /// From `text` back to the bytes of the file. `None` where the way back is not known; `raw_*` is then null.
    pub offsets: Option<OffsetMap>,
    /// What was taken out, in the order of the file, without overlaps.
    pub removed: Vec<Removal>,
    /// The headline.
    pub title: Option<String>,
    /// The day of publication.
    pub date: Option<Date>,
    /// What a careful user would want to know of this page: undecodable bytes replaced, a body that looked like
    /// junk and was kept.
    pub warnings: Vec<String>,
}

impl Document {
    /// A document of text that needs no cleaning: the text is its own source.
    ///
    /// # Errors
    /// When the text is over 4 GiB.
    pub fn from_clean_text(
        id: impl Into<Arc<str>>,
        text: impl Into<String>,
    ) -> Result<Self, crate::span::SpanError> {
        let text = text.into();
        Ok(Self {
            id: DocumentId::new(id),
            offsets: Some(OffsetMap::identity(text.len())?),
            text,
            removed: Vec::new(),
            title: None,
            date: None,
            warnings: Vec::new(),
        })
    }

    /// The text of a span, empty where the span does not fit this document's text.
    pub fn text_of(&self, span: Span) -> &str {
        span.of(&self.text).unwrap_or_default()
    }

    /// Where a span stands in the original file.
    pub fn raw_span(&self, span: Span) -> Option<RawSpan> {
        self.offsets.as_ref()?.to_raw(span)
    }
}

/// A document with its mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotatedDocument {
    /// The text.
    pub document: Document,
    /// Mentions in the order of the text: by start, the longer first. Names do not overlap one another.
    pub mentions: Vec<Mention>,
}
