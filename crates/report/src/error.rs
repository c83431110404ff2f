//! Why a page could not be made.

use std::path::PathBuf;

use onomast_pipeline::PipelineError;

/// Why a page could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The records cannot be read.
    #[error(transparent)]
    Records(#[from] PipelineError),
    /// The records count offsets in a unit that is not known.
    #[error("{}: offsets count {unit:?}, which is not known; was it written by a later version?", folder.display())]
    Offsets {
        /// The output folder.
        folder: PathBuf,
        /// The unit.
        unit: String,
    },
    /// A mention does not stand where its record says.
    #[error("{}: mention {mention} of {document:?} does not stand where its offsets say; run `onomast extract` again", folder.display())]
    Mention {
        /// The output folder.
        folder: PathBuf,
        /// The document.
        document: String,
        /// The mention.
        mention: String,
    },
    /// Documents and entities do not belong together.
    #[error("{}: {problem}; documents.jsonl and entities.jsonl are not of one run: run `onomast extract` again", folder.display())]
    Mixed {
        /// The output folder.
        folder: PathBuf,
        /// Where they differ.
        problem: String,
    },
    /// A record cannot be written as JSON.
    #[error("cannot pack a record")]
    Json(#[from] serde_json::Error),
    /// The page cannot be written.
    #[error("cannot write the page")]
    Write(#[from] std::io::Error),
}
