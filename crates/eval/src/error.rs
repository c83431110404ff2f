//! Why annotations could not be read or scored.

use std::io;
use std::path::{Path, PathBuf};

/// Why annotations could not be read or scored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A file or folder could not be read.
    #[error("{path}: cannot be read", path = .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file could not be written.
    #[error("{path}: cannot be written", path = .path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A folder for new files holds some already.
    #[error("{path}: is not empty; name a folder that is new or empty", path = .path.display())]
    NotEmpty {
        /// Which.
        path: PathBuf,
    },
    /// A document cannot be written, for it is a record without the page.
    #[error(
        "{document}: its text is not known, for gold are records of `onomast extract`; \
             give the annotated pages as gold"
    )]
    NoText {
        /// Which document.
        document: String,
    },
    /// The name of a document is no path below a folder.
    #[error("{document:?}: no file can be called so; rename the document")]
    NoFileName {
        /// Its name.
        document: String,
    },
    /// A line is not of its format.
    #[error("{path}:{line}: expected {expected}, found {found}", path = .path.display())]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What should stand there.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A line is no JSON record of its kind.
    #[error("{path}:{line}: expected {expected}", path = .path.display())]
    Json {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
        /// Why it does not.
        #[source]
        source: serde_json::Error,
    },
    /// A path holds nothing that looks like annotations.
    #[error(
        "{path}: no annotations found; expected a folder with documents.jsonl (output of `onomast extract`), \
         with documents.tsv and .gold files, or another of the formats in docs/EVALUATION.md", path = .path.display()
    )]
    UnknownFormat {
        /// Which path.
        path: PathBuf,
    },
    /// Gold and prediction have no document in common.
    #[error(
        "gold and prediction have no document in common: gold has {gold:?}, the prediction has {predicted:?}; \
         run `onomast extract` on the folder to which the gold paths are relative"
    )]
    NothingInCommon {
        /// A gold document.
        gold: String,
        /// A predicted document.
        predicted: String,
    },
    /// A corpus has two documents of one name.
    #[error("{side}: two documents are called {id:?}")]
    DuplicateDocument {
        /// `gold` or `prediction`.
        side: &'static str,
        /// The name.
        id: String,
    },
}

impl EvalError {
    pub(crate) fn syntax(
        path: &Path,
        line: usize,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self::Syntax {
            path: path.to_owned(),
            line,
            expected: expected.into(),
            found: found.into(),
        }
    }
}
