//! Why an extraction could not be exported.

use std::io;
use std::path::{Path, PathBuf};

use onomast_pipeline::PipelineError;

/// Why an extraction could not be exported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The records cannot be read.
    #[error(transparent)]
    Records(#[from] PipelineError),
    /// The records count offsets in a unit that is not known.
    #[error("{path}: offsets count {unit:?}, which is not known; was it written by a later version?", path = .folder.display())]
    Offsets {
        /// The output folder.
        folder: PathBuf,
        /// The unit.
        unit: String,
    },
    /// A document contradicts itself, the entities or the formats.
    #[error("{path}: document {document:?}: {problem}; run `onomast extract` again", path = .folder.display())]
    Document {
        /// The output folder.
        folder: PathBuf,
        /// The document's id.
        document: String,
        /// What is wrong.
        problem: String,
    },
    /// A folder for new files holds some already.
    #[error("{path}: is not empty; name a folder that is new or empty", path = .0.display())]
    NotEmpty(PathBuf),
    /// A file or folder cannot be written.
    #[error("{path}: cannot be written", path = .path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Two documents would get the same file.
    #[error("{path}: a second document wants this file; are two documents called {document:?}?", path = .path.display())]
    Twice {
        /// Which.
        path: PathBuf,
        /// The second.
        document: String,
    },
}

impl ExportError {
    /// Says which file or folder could not be written.
    pub(crate) fn write(path: &Path) -> impl Fn(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Write {
            path: path.clone(),
            source,
        }
    }
}
