//! The engine itself: batches of ids through a model of rust-bert.

use std::num::NonZeroUsize;
use std::path::Path;

use onomast_ner::{Batch, Checkpoint, Device, InferenceError, Logits, NerError, TokenClassifier, try_out};
use serde_json::Value;
use tch::nn::VarStore;
use tch::{Cuda, Tensor};

use crate::architecture::Model;
use crate::weights::Weights;

/// A token classifier on rust-bert. Its weights are shared with the others that were loaded with it.
pub struct RustBertClassifier {
    model: Model,
    device: tch::Device,
    labels: usize,
}

impl RustBertClassifier {
    /// Loads a checkpoint, for so many worker threads.
    ///
    /// On a processor, libtorch's own threads are capped, for the whole program, so that all workers together use as
    /// many as there are cores. On a GPU there is one classifier, whatever the number of workers.
    ///
    /// # Errors
    /// When the device is not there, the weights are missing or damaged, or they do not fit `config.json` and
    /// `tokenizer.json`. The error names the file.
    pub fn load(
        checkpoint: &Checkpoint,
        device: Device,
        workers: NonZeroUsize,
    ) -> Result<Vec<Box<dyn TokenClassifier>>, NerError> {
        let device = resolved(device)?;
        let workers = if device == tch::Device::Cpu {
            workers.get()
        } else {
            1
        };
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        tch::set_num_threads(i32::try_from(cores / workers).unwrap_or(1).max(1));

        let config = config(&checkpoint.folder)?;
        let weights = Weights::read(&checkpoint.folder)?.moved_to(device);
        let mut classifiers: Vec<Box<dyn TokenClassifier>> = Vec::new();
        for _ in 0..workers {
            let mut classifier = Self::new(checkpoint, &config, &weights, device)?;
            if classifiers.is_empty() {
                try_out(&mut classifier, checkpoint, &weights.path)?;
            }
            classifiers.push(Box::new(classifier));
        }
        Ok(classifiers)
    }

    fn new(
        checkpoint: &Checkpoint,
        config: &Value,
        weights: &Weights,
        device: tch::Device,
    ) -> Result<Self, NerError> {
        let (model, variables) = model(&checkpoint.folder, config, device)?;
        weights.fill(&variables)?;
        let labels = checkpoint.labels.len();
        Ok(Self {
            model,
            device,
            labels,
        })
    }

    /// The logits of rows of equal length, row after row.
    fn run(&self, rows: &[&[u32]], width: usize) -> Result<Vec<f32>, InferenceError> {
        let ids: Vec<i64> = rows.concat().into_iter().map(i64::from).collect();
        let shape = [rows.len() as i64, width as i64];
        let ids = Tensor::f_from_slice(&ids)?
            .f_view(shape)?
            .f_to_device(self.device)?;
        let logits = tch::no_grad(|| self.model.forward(&ids))?;
        let expected = [shape[0], shape[1], self.labels as i64];
        if logits.size() != expected {
            return Err(format!(
                "the output has the shape {:?} in place of {expected:?}",
                logits.size()
            )
            .into());
        }
        Ok(Vec::try_from(
            logits
                .f_to_device(tch::Device::Cpu)?
                .f_contiguous()?
                .f_view([-1])?,
        )?)
    }
}

/// Rows are never padded: some of rust-bert's models (ELECTRA, `MobileBERT`) let padding change the logits of a row.
/// On a processor each row runs by itself, so that its logits are the same to the last bit in any batch; on a GPU rows
/// of equal length run together.
impl TokenClassifier for RustBertClassifier {
    fn classify(&mut self, batch: &Batch) -> Result<Logits, InferenceError> {
        let rows: Vec<&[u32]> = batch.rows().collect();
        let together = |a: &&[u32], b: &&[u32]| self.device.is_cuda() && a.len() == b.len();
        let mut values = Vec::with_capacity(batch.tokens() * self.labels);
        for rows in rows.chunk_by(together) {
            values.extend(self.run(rows, rows[0].len())?);
        }
        Logits::new(batch, self.labels, values)
    }
}

/// Writes the weights of a model folder as `model.safetensors` into another, with `config.json` and `tokenizer.json`.
///
/// # Errors
/// When the weights cannot be read, do not fit `config.json`, or a file cannot be written.
pub fn write_safetensors(folder: &Path, out: &Path) -> Result<(), InferenceError> {
    let weights = Weights::read(folder)?;
    let (_, variables) = model(folder, &config(folder)?, tch::Device::Cpu)?;
    weights.fill(&variables)?;
    std::fs::create_dir_all(out)?;
    for name in ["config.json", "tokenizer.json"] {
        std::fs::copy(folder.join(name), out.join(name))?;
    }
    Ok(weights.write(&out.join("model.safetensors"), &variables)?)
}

/// An empty model with its variables.
fn model(folder: &Path, config: &Value, device: tch::Device) -> Result<(Model, VarStore), NerError> {
    let variables = VarStore::new(device);
    match Model::new(config, &variables.root()) {
        Ok(model) => Ok((model, variables)),
        Err(reason) => Err(NerError::UnsuitableModel {
            path: folder.join("config.json"),
            reason,
        }),
    }
}

fn config(folder: &Path) -> Result<Value, NerError> {
    let path = folder.join("config.json");
    let bytes = std::fs::read(&path).map_err(|source| NerError::ReadModel {
        path: path.clone(),
        source,
    })?;
    serde_json::from_slice(&bytes).map_err(|error| NerError::MalformedModel {
        path,
        reason: error.to_string(),
    })
}

/// The device that is meant, if this libtorch and this machine have it.
fn resolved(device: Device) -> Result<tch::Device, NerError> {
    match device {
        Device::Cpu => Ok(tch::Device::Cpu),
        Device::Auto => Ok(tch::Device::cuda_if_available()),
        Device::Cuda(index) if index < usize::try_from(Cuda::device_count()).unwrap_or(0) => {
            Ok(tch::Device::Cuda(index))
        }
        Device::Cuda(_) => {
            let expected = match Cuda::device_count() {
                0 => "cpu or auto: this libtorch sees no CUDA device (one built for CUDA is used by `LIBTORCH=DIR just \
                      libtorch` and a new build)"
                    .to_owned(),
                count => format!("cpu, auto or cuda:0 to cuda:{}", count - 1),
            };
            Err(NerError::Option {
                option: "the device",
                expected,
            })
        }
    }
}
