//! The engine for ONNX models of any kind: rten, in pure Rust.
//!
//! Each window is run by itself, unpadded, on one thread. An int8 model with dynamic quantisation takes one scale
//! for a whole tensor: in a batch, the values of one window would move with those of its neighbours and with the
//! padding. Alone they do not, and with weights packed in advance this costs no speed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use crate::batches::{Batch, Logits};
use crate::checkpoint::{Checkpoint, MAX_MODEL, read};
use crate::classifier::{TokenClassifier, try_out};
use crate::error::{InferenceError, NerError, catching_panics};
use crate::onnx::Outline;
use crate::onnx::widen::{products_may_overflow, widened};

/// A token classifier on rten. Clones share the weights; each has a thread of its own.
#[derive(Clone)]
pub struct RtenClassifier {
    shared: Arc<Shared>,
    options: RunOptions,
}

struct Shared {
    model: Model,
    outline: Outline,
    /// Lengths of rows that the outline was checked for.
    checked: Mutex<BTreeSet<usize>>,
    input_ids: NodeId,
    attention_mask: Option<NodeId>,
    token_type_ids: Option<NodeId>,
    logits: NodeId,
    labels: usize,
}

impl RtenClassifier {
    /// Loads `model.onnx` of a checkpoint and tries it on the highest id of its vocabulary. Where products of 8-bit
    /// integers may overflow (x86-64 without VNNI), they are computed in 32-bit numbers.
    ///
    /// # Errors
    /// When the file is missing or damaged, has other inputs or outputs than a token classifier, would take more memory
    /// than any (see [`onnx`](crate::onnx)), or does not fit the labels or the vocabulary of the checkpoint. The error
    /// names the file.
    pub fn load(checkpoint: &Checkpoint) -> Result<Self, NerError> {
        let path = checkpoint.folder.join("model.onnx");
        let bytes = read(&path, MAX_MODEL)?;
        let malformed = |reason| NerError::MalformedModel {
            path: path.clone(),
            reason,
        };
        let outline = Outline::of(&bytes).map_err(malformed)?;
        let unsuitable = |reason| NerError::UnsuitableModel {
            path: path.clone(),
            reason,
        };
        for tokens in [2, checkpoint.max_positions] {
            outline.check(tokens).map_err(unsuitable)?;
        }
        let bytes = if outline.multiplies_bytes() && products_may_overflow() {
            widened(bytes).map_err(unsuitable)?
        } else {
            bytes
        };
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = catching_panics(|| options.load(bytes))
            .and_then(|model| model.map_err(|error| error.to_string()))
            .map_err(malformed)?;
        let shared = Shared::new(model, outline, checkpoint.labels.len(), &path)?;
        let mut classifier = Self {
            shared: Arc::new(shared),
            options: own_thread(),
        };
        try_out(&mut classifier, checkpoint, &path)?;
        Ok(classifier)
    }

    /// As many classifiers on the same weights.
    pub fn workers(&self, count: usize) -> Vec<Box<dyn TokenClassifier>> {
        let worker = || Self {
            shared: Arc::clone(&self.shared),
            options: own_thread(),
        };
        (0..count)
            .map(|_| Box::new(worker()) as Box<dyn TokenClassifier>)
            .collect()
    }
}

/// Runs on a single thread.
fn own_thread() -> RunOptions {
    RunOptions::default().with_thread_pool(Some(Arc::new(ThreadPool::with_num_threads(1))))
}

impl Shared {
    fn new(model: Model, outline: Outline, labels: usize, path: &Path) -> Result<Self, NerError> {
        let unsuitable = |reason: String| NerError::UnsuitableModel {
            path: path.to_owned(),
            reason,
        };
        let name = |id: NodeId| {
            model
                .node_info(id)
                .and_then(|node| node.name())
                .unwrap_or("")
                .to_owned()
        };
        let (mut input_ids, mut attention_mask, mut token_type_ids) = (None, None, None);
        for &id in model.input_ids() {
            match name(id).as_str() {
                "input_ids" => input_ids = Some(id),
                "attention_mask" => attention_mask = Some(id),
                "token_type_ids" => token_type_ids = Some(id),
                other => {
                    return Err(unsuitable(format!(
                        "it asks for an input {other:?}; known are input_ids, attention_mask and token_type_ids"
                    )));
                }
            }
        }
        let input_ids = input_ids.ok_or_else(|| unsuitable("it has no input input_ids".into()))?;
        let outputs = model.output_ids();
        let logits = outputs
            .iter()
            .copied()
            .find(|&id| name(id) == "logits")
            .or_else(|| outputs.first().copied());
        let logits = logits.ok_or_else(|| unsuitable("it has no output".into()))?;
        Ok(Self {
            model,
            outline,
            checked: Mutex::default(),
            input_ids,
            attention_mask,
            token_type_ids,
            logits,
            labels,
        })
    }

    /// Checks what rows of a length take, once for each length: a hostile model may be modest at all others.
    fn check(&self, tokens: usize) -> Result<(), String> {
        let checked = || self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if !checked().contains(&tokens) {
            self.outline.check(tokens)?;
            checked().insert(tokens);
        }
        Ok(())
    }

    /// Appends the logits of one row to `values`.
    fn classify(
        &self,
        row: &[u32],
        options: &RunOptions,
        values: &mut Vec<f32>,
    ) -> Result<(), InferenceError> {
        self.check(row.len())?;
        let shape = [1, row.len()];
        // rten holds the 64-bit integers of ONNX as 32-bit ones.
        let ids = row
            .iter()
            .map(|&id| i32::try_from(id))
            .collect::<Result<Vec<_>, _>>()?;
        let mut inputs: Vec<(NodeId, ValueOrView)> =
            vec![(self.input_ids, NdTensor::from_data(shape, ids).into())];
        if let Some(mask) = self.attention_mask {
            inputs.push((mask, NdTensor::from_data(shape, vec![1i32; row.len()]).into()));
        }
        if let Some(types) = self.token_type_ids {
            inputs.push((types, NdTensor::from_data(shape, vec![0i32; row.len()]).into()));
        }
        let mut outputs = self.model.run(inputs, &[self.logits], Some(options.clone()))?;
        let logits: NdTensor<f32, 3> = outputs.pop().ok_or("the model gave no output")?.try_into()?;
        if logits.shape() != [1, row.len(), self.labels] {
            let (found, expected) = (logits.shape(), [1, row.len(), self.labels]);
            return Err(format!("the output has the shape {found:?} in place of {expected:?}").into());
        }
        values.extend(logits.iter());
        Ok(())
    }
}

impl TokenClassifier for RtenClassifier {
    fn classify(&mut self, batch: &Batch) -> Result<Logits, InferenceError> {
        let mut values = Vec::with_capacity(batch.tokens() * self.shared.labels);
        for row in batch.rows() {
            self.shared.classify(row, &self.options, &mut values)?;
        }
        Logits::new(batch, self.shared.labels, values)
    }
}
