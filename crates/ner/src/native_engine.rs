//! Our own encoder as an engine: BERT, DistilBERT and MPNet in 8-bit integers, several windows at a time.

use std::path::Path;
use std::sync::Arc;

use onomast_encoder::{Architecture, Encoder, EncoderError, Family, Worker};
use serde_json::Value;

use crate::batches::{Batch, Logits};
use crate::checkpoint::{self, Checkpoint};
use crate::classifier::{TokenClassifier, try_out};
use crate::error::{InferenceError, NerError, catching_panics};
use crate::onnx::check_file;

/// A token classifier on [`onomast_encoder`]. The logits of a row do not depend on its batch, nor on the processor.
pub struct NativeClassifier {
    encoder: Arc<Encoder>,
    worker: Worker,
}

impl NativeClassifier {
    /// Loads `model.onnx` of a checkpoint and tries it on the highest id of its vocabulary.
    ///
    /// # Errors
    /// When the model is no BERT, DistilBERT or MPNet with the exact GELU, its file is missing or damaged, or does not fit the
    /// labels or the vocabulary of the checkpoint. The error names the file.
    pub fn load(checkpoint: &Checkpoint) -> Result<Self, NerError> {
        let config = checkpoint.folder.join("config.json");
        let path = checkpoint.folder.join("model.onnx");
        let unsuitable = |path: &Path, reason: String| NerError::UnsuitableModel {
            path: path.to_owned(),
            reason: format!("{reason}; --engine rten, or none, takes ONNX models of any kind"),
        };
        let architecture =
            architecture(&checkpoint::config(&config)?).map_err(|reason| unsuitable(&config, reason))?;
        let malformed = |reason: String| NerError::MalformedModel {
            path: path.clone(),
            reason,
        };
        let bytes = checkpoint::read(&path, checkpoint::MAX_MODEL)?;
        check_file(&bytes).map_err(malformed)?;
        let encoder = catching_panics(|| Encoder::load(bytes, &architecture)).map_err(malformed)?;
        let encoder = encoder.map_err(|error| match error {
            EncoderError::Malformed(reason) => malformed(reason),
            EncoderError::Unsuitable(reason) => unsuitable(&path, reason),
        })?;
        let mut classifier = Self::new(Arc::new(encoder));
        try_out(&mut classifier, checkpoint, &path)?;
        Ok(classifier)
    }

    fn new(encoder: Arc<Encoder>) -> Self {
        let worker = Worker::new(Arc::clone(&encoder));
        Self { encoder, worker }
    }

    /// As many classifiers on the same weights.
    pub fn workers(&self, count: usize) -> Vec<Box<dyn TokenClassifier>> {
        (0..count)
            .map(|_| Box::new(Self::new(Arc::clone(&self.encoder))) as Box<dyn TokenClassifier>)
            .collect()
    }
}

impl TokenClassifier for NativeClassifier {
    fn classify(&mut self, batch: &Batch) -> Result<Logits, InferenceError> {
        let rows: Vec<&[u32]> = batch.rows().collect();
        Logits::new(batch, self.encoder.labels(), self.worker.logits(&rows)?)
    }
}

/// What a `config.json` says of the encoder.
///
/// # Errors
/// In words, when that is not one that is computed here.
fn architecture(config: &Value) -> Result<Architecture, String> {
    let text = |name: &str| config.get(name).and_then(Value::as_str);
    let number = |name: &str| {
        let number = config
            .get(name)
            .and_then(Value::as_u64)
            .map(|number| number as usize);
        number.ok_or_else(|| format!("{name} is missing"))
    };
    let of_bert = |family| (family, "num_hidden_layers", "num_attention_heads", "hidden_act");
    let (family, layers, heads, activation) = match text("model_type") {
        Some("bert") => of_bert(Family::Bert),
        Some("mpnet") => of_bert(Family::MpNet),
        Some("distilbert") => (Family::DistilBert, "n_layers", "n_heads", "activation"),
        other => {
            let other = other.unwrap_or("no known one");
            return Err(format!(
                "the model type is {other}, and the native engine computes bert, distilbert and mpnet"
            ));
        }
    };
    for (name, expected) in [(activation, "gelu"), ("position_embedding_type", "absolute")] {
        if let Some(found) = text(name).filter(|found| *found != expected) {
            return Err(format!(
                "{name} is {found:?}, and the native engine computes {expected:?}"
            ));
        }
    }
    let epsilon = config
        .get("layer_norm_eps")
        .and_then(Value::as_f64)
        .unwrap_or(1e-12);
    Ok(Architecture {
        family,
        layers: number(layers)?,
        heads: number(heads)?,
        epsilon: epsilon as f32,
    })
}
