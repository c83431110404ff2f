//! What can go wrong: with one document ([`Failure`]), or with the whole run ([`PipelineError`]).

use std::fmt;
use std::path::{Path, PathBuf};

/// A step of the way of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Reading the file or the JSONL line.
    Read,
    /// Cleaning.
    Clean,
    /// Named-entity recognition.
    Recognize,
    /// Linking within the document.
    Resolve,
}

impl Stage {
    /// `read`, `clean`, `recognize` or `resolve`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Clean => "clean",
            Self::Recognize => "recognize",
            Self::Resolve => "resolve",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A document that gave no result. The others are unharmed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{document}: {cause} ({stage})")]
pub struct Failure {
    /// The document's id, or the path (and line) where it could not be read.
    pub document: String,
    /// The step that failed.
    pub stage: Stage,
    /// What happened and what to do, in words.
    pub cause: String,
}

impl Failure {
    /// A failure of `document` in `stage`, with the whole chain of causes spelt out.
    pub fn new(document: impl Into<String>, stage: Stage, error: &dyn std::error::Error) -> Self {
        let mut cause = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            let words = inner.to_string();
            if !cause.contains(&words) {
                cause = format!("{cause}: {words}");
            }
            source = inner.source();
        }
        Self {
            document: document.into(),
            stage,
            cause,
        }
    }
}

/// Why a run could not start or had to stop.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// An input does not exist or cannot be looked at.
    #[error("cannot read input {}: {source}; check the path", path.display())]
    Input {
        /// The input.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// Two inputs would give their documents the same ids.
    #[error(
        "two inputs are named {0:?}, so their documents could not be told apart; give their parent folder instead, or rename one"
    )]
    SameName(String),
    /// No models folder was found.
    #[error(
        "no folder `models` with the shipped files was found in this folder or above it, nor beside the program; \
         run from the project's folder, or set ONOMAST_MODELS, or give --model and --knowledge"
    )]
    NoModels,
    /// A shipped file is not as the manifest says.
    #[error("{}: {problem}; restore the file from the release, or give another directory with --model", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// How it differs.
        problem: String,
    },
    /// A file of the model or the knowledge could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The engine was not built in.
    #[error(
        "this build has no engine rust-bert; in the project's folder type `just libtorch` once, and then \
         `cargo run --release --features rust-bert -- extract INPUT -o OUT --engine rust-bert`"
    )]
    NoRustBert,
    /// The engines of every build compute on the processor alone.
    #[error(
        "the engines native and rten compute on the processor only, not on {0}; leave out --device, or take --engine \
         rust-bert"
    )]
    Device(onomast_ner::Device),
    /// The model could not be loaded.
    #[error("cannot load the model")]
    Model(#[source] onomast_ner::NerError),
    /// The knowledge could not be loaded.
    #[error("cannot load the knowledge")]
    Knowledge(#[source] onomast_knowledge::KnowledgeError),
    /// The worker threads could not be started.
    #[error("cannot start worker threads: {0}; try a smaller --threads")]
    Threads(String),
    /// An output file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The output folder holds what no extraction has written.
    #[error(
        "the output folder {} holds other files; give a new or empty folder, or --force to write into this one",
        .0.display()
    )]
    NotOurs(PathBuf),
    /// Another run is at work in the output folder.
    #[error("another run is writing to {}; wait for its end, or give another folder", .0.display())]
    Busy(PathBuf),
    /// There is nothing in the output folder that could be resumed.
    #[error("cannot resume in {}: {change}; leave --resume out to begin anew", folder.display())]
    CannotResume {
        /// The output folder.
        folder: PathBuf,
        /// What stands against it.
        change: &'static str,
    },
    /// The run was asked to stop before its end.
    #[error("stopped after {documents} documents")]
    Interrupted {
        /// Documents done.
        documents: u64,
    },
    /// A result file of an earlier run is not as expected.
    #[error("{} line {line}: {problem}; is this the output folder of `onomast extract`?", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
}

impl PipelineError {
    pub(crate) fn write(path: &Path, source: std::io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            source,
        }
    }

    /// Whether the reader of our output went away, which is no error of ours.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Write { source, .. } if source.kind() == std::io::ErrorKind::BrokenPipe)
    }
}
