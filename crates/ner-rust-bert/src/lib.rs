//! A second engine for the recogniser: PyTorch checkpoints on libtorch, through rust-bert.
//!
//! [`RustBertClassifier`] implements [`TokenClassifier`](onomast_ner::TokenClassifier), so windows, batches and
//! decoding are those of `onomast-ner`:
//!
//! ```no_run
//! use std::num::NonZeroUsize;
//!
//! use onomast_ner::{Checkpoint, Device, NerOptions, TransformerRecognizer};
//! use onomast_ner_rust_bert::RustBertClassifier;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let checkpoint = Checkpoint::open("my-model".as_ref())?;
//! let workers = RustBertClassifier::load(&checkpoint, Device::Auto, NonZeroUsize::MIN)?;
//! let recognizer = TransformerRecognizer::new(checkpoint, workers, &NerOptions::default())?;
//! # Ok(())
//! # }
//! ```
//!
//! A model folder is in Hugging Face layout: `config.json`, `tokenizer.json`, and the weights in one of
//! [`WEIGHT_FILES`]. An int8 `model.onnx`, such as the shipped one, is turned back into 32-bit numbers on the way in.
//!
//! 1. [`architecture`]: which model a `config.json` asks for; [`deberta`] has the one that rust-bert gets wrong,
//!    [`mpnet`] the one that it lacks, [`layers`] what both are made of;
//! 2. [`weights`]: the files that weights come from, and how they get into the model; [`onnx`] reads those of an export;
//! 3. [`engine`]: batches of ids to logits.
//!
//! # What is known
//! Logits of tiny checkpoints of every architecture are within 1e-4 of Hugging Face's (`tests/figures.py`): ALBERT, BERT,
//! DeBERTa, DeBERTa-v2, DistilBERT, ELECTRA, Longformer, MobileBERT, MPNet, RoBERTa, XLM-RoBERTa.
//!
//! # Never `predict`
//! rust-bert's own pipeline is not used. Its `TokenClassificationModel::predict` gives wrong results when one call has
//! more windows than its batch size (0.23), and pads in the order of the input.

// libtorch counts in i64; no text has so many sub-words.
#![allow(clippy::cast_possible_wrap)]

mod architecture;
mod deberta;
pub mod engine;
mod layers;
mod mpnet;
mod onnx;
pub mod weights;

pub use engine::{RustBertClassifier, write_safetensors};
pub use weights::WEIGHT_FILES;
