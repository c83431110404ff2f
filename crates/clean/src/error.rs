//! Why a page could not be cleaned.

use onomast_document::SpanError;

/// Why a page could not be cleaned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CleanError {
    /// The bytes are not text in any encoding.
    #[error("not text but {what}; convert it to text or HTML first, or leave it out of the input")]
    Binary {
        /// What the bytes look like.
        what: &'static str,
    },
    /// The file is over the size that offsets can count.
    #[error("{len} bytes is over 4 GiB; split the file into one document a file")]
    TooLarge {
        /// Size in bytes.
        len: usize,
    },
    /// Offsets of two steps do not fit together: a defect of this crate, never of the page.
    #[error("offsets of two cleaning steps do not fit together; please report this page")]
    Offsets(#[from] SpanError),
}
