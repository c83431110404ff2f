//! The seam between this crate and an inference engine.

use std::path::Path;

use crate::batches::{Batch, Logits};
use crate::checkpoint::Checkpoint;
use crate::error::{InferenceError, NerError, catching_panics};

/// An engine: sub-word ids in, one logit for each label out.
///
/// It need not be `Sync`: each worker thread of a recogniser has a classifier of its own. An engine whose weights
/// can be shared hands out several classifiers that hold them in an `Arc`.
///
/// A new engine needs an implementation of this trait and, to be a choice of the command line, a variant of the pipeline's
/// `Engine` with an arm in `pipeline::engines`. Weights that do not fit are found by [`try_out`].
///
/// The logits of a row should depend on that row alone, not on the rows beside it or on padding; otherwise the names
/// found would depend on the batch budget.
///
/// # Example
/// A model that takes every sub-word for a person:
/// ```
/// use onomast_ner::{Batch, Checkpoint, InferenceError, Logits, NerOptions, Recognizer};
/// use onomast_ner::{TokenClassifier, TransformerRecognizer};
/// use onomast_document::Document;
///
/// struct Everyone;
///
/// impl TokenClassifier for Everyone {
///     fn classify(&mut self, batch: &Batch) -> Result<Logits, InferenceError> {
///         let one = [0.0, 9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]; // O, B-PER, I-PER, …
///         Logits::new(batch, one.len(), one.repeat(batch.tokens()))
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/ner");
/// let checkpoint = Checkpoint::open(folder.as_ref())?; // its tokenizer and labels
/// let recognizer = TransformerRecognizer::new(checkpoint, vec![Box::new(Everyone)], &NerOptions::default())?;
/// let document = Document::from_clean_text("greeting.txt", "Hello Ada")?;
/// let annotated = recognizer.recognize(vec![document]).remove(0)?;
/// let names: Vec<&str> = annotated.mentions.iter().map(|m| annotated.document.text_of(m.span)).collect();
/// assert_eq!(names, ["Hello", "Ada"]);
/// # Ok(())
/// # }
/// ```
pub trait TokenClassifier: Send {
    /// Classifies all rows of a batch.
    ///
    /// # Errors
    /// When the engine fails. The recogniser then tries the rows one by one, so that only the documents at fault
    /// fail.
    fn classify(&mut self, batch: &Batch) -> Result<Logits, InferenceError>;
}

/// Tries a newly loaded classifier on the highest id of the vocabulary, so that files that do not belong together are
/// found before the first text.
///
/// # Errors
/// When it fails, or gives another number of labels than the checkpoint has; the error names `weights`.
pub fn try_out(
    classifier: &mut dyn TokenClassifier,
    checkpoint: &Checkpoint,
    weights: &Path,
) -> Result<(), NerError> {
    let mut batch = Batch::new();
    let highest = checkpoint.tokenizer.vocabulary_size().saturating_sub(1) as u32;
    batch.push([highest, highest]);
    let answer = catching_panics(|| classifier.classify(&batch)).unwrap_or_else(|panic| Err(panic.into()));
    let checked = answer.and_then(|logits| logits.check(&batch, checkpoint.labels.len()));
    checked.map_err(|error| NerError::UnsuitableModel {
        path: weights.to_owned(),
        reason: format!("it does not fit its config.json and tokenizer.json: {error}"),
    })
}
