//! Named-entity recognition: a [`Document`](onomast_document::Document) becomes an
//! [`AnnotatedDocument`](onomast_document::AnnotatedDocument) with its names marked as PER, ORG, LOC or MISC.
//!
//! The modules are the states of the data, in reading order:
//!
//! 1. [`words`]: a text is cut into words, and the words into sentences;
//! 2. [`casing`]: lines in capitals are given ordinary letter case for the model's eyes;
//! 3. [`tokenized`]: words become sub-word ids;
//! 4. [`windows`]: sub-words are grouped into stretches that the model takes in at once;
//! 5. [`batches`]: the windows of many documents are sorted by length and shared out;
//! 6. [`classifier`]: a [`TokenClassifier`] turns a batch into logits: [`native_engine`] for most models, [`rten_engine`] for any;
//! 7. [`decoding`]: logits become one label a word; [`labels`] says what labels there are;
//! 8. [`mentions`]: labels become names, joined where windows meet and trimmed to our guideline; [`repair`] makes names
//!    whole that the labels broke;
//! 9. [`consistency`]: within a document, a doubtful label gives way to the one that the name has elsewhere.
//!
//! [`recognizer`] runs these stages over a set of documents, in parallel. [`checkpoint`] reads a model folder.
//!
//! # Invariants
//! Names lie on character boundaries and do not overlap. The names of a document do not depend on the documents
//! beside it, on the number of threads or on the batch budget. Nothing of a text is left out, however long it is.

pub mod batches;
mod casing;
pub mod checkpoint;
pub mod classifier;
mod consistency;
mod decoding;
mod error;
pub mod labels;
mod mentions;
pub mod native_engine;
pub mod onnx;
mod options;
pub mod recognizer;
mod repair;
pub mod rten_engine;
mod tokenized;
mod windows;
mod words;

#[cfg(test)]
mod testing;

pub use batches::{Batch, Logits};
pub use checkpoint::Checkpoint;
pub use classifier::{TokenClassifier, try_out};
pub use error::{InferenceError, NerError};
pub use labels::{LabelSet, Tag};
pub use native_engine::NativeClassifier;
pub use options::{Device, MinScore, NerOptions};
pub use recognizer::{Recognizer, TransformerRecognizer};
pub use rten_engine::RtenClassifier;
