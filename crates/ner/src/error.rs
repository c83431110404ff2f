//! What can go wrong, and what to do about it.

use std::path::PathBuf;

/// Any failure inside an engine, with its own source.
pub type InferenceError = Box<dyn std::error::Error + Send + Sync>;

/// Why a model could not be loaded or a document not be read by it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NerError {
    /// A file of the model folder cannot be read.
    #[error(
        "cannot read {}: a model folder holds model.onnx, tokenizer.json and config.json; restore the shipped \
         models/ner or name another folder", path.display()
    )]
    ReadModel {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the model folder is not what its name says.
    #[error("{} is damaged or not of the expected format: {reason}; fetch the file again", path.display())]
    MalformedModel {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        reason: String,
    },
    /// The files are sound, but this crate cannot use them, or they do not belong together.
    #[error("{} cannot be used: {reason}", path.display())]
    UnsuitableModel {
        /// The file.
        path: PathBuf,
        /// What does not fit, and what would.
        reason: String,
    },
    /// An option has a value that makes no sense.
    #[error("{option} must be {expected}")]
    Option {
        /// The field of [`NerOptions`](crate::NerOptions).
        option: &'static str,
        /// What is accepted.
        expected: String,
    },
    /// The threads could not be started.
    #[error("cannot start the worker threads; use fewer threads")]
    Threads(#[source] InferenceError),
    /// A text could not be cut into sub-words.
    #[error("the tokenizer failed on this text")]
    Tokenize(#[source] InferenceError),
    /// The engine failed on a window of the document.
    #[error("the model failed on this text")]
    Inference(#[source] InferenceError),
    /// The text is over 4 GiB.
    #[error("the text is too large")]
    TooLarge(#[from] onomast_document::SpanError),
}

/// Runs `work`, turning a panic inside a dependency into its message.
pub(crate) fn catching_panics<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        message.unwrap_or_else(|| "unknown failure".to_owned())
    })
}
