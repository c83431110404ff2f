//! Weights out of a model folder, and into a model.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use onomast_ner::NerError;
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use crate::onnx;

/// The files that weights are read from; the first that is there counts.
pub const WEIGHT_FILES: [&str; 3] = ["model.safetensors", "rust_model.ot", "model.onnx"];

/// Weights by the names that PyTorch gives them.
pub(crate) struct Weights {
    pub(crate) path: PathBuf,
    tensors: BTreeMap<String, Tensor>,
}

impl Weights {
    /// Reads the weights of a folder, as 32-bit numbers.
    ///
    /// # Errors
    /// When the folder has none of [`WEIGHT_FILES`], or the file is damaged. The error names the file.
    pub(crate) fn read(folder: &Path) -> Result<Self, NerError> {
        let path = WEIGHT_FILES
            .iter()
            .map(|name| folder.join(name))
            .find(|path| path.is_file());
        let path = path.ok_or_else(|| NerError::UnsuitableModel {
            path: folder.to_owned(),
            reason: format!(
                "it has no weights: one of {} is needed; of a PyTorch model, `model.save_pretrained(folder)` writes the \
                 first",
                WEIGHT_FILES.join(", ")
            ),
        })?;
        let malformed = |reason: String| NerError::MalformedModel {
            path: path.clone(),
            reason,
        };
        let tensors = match path.extension().and_then(|extension| extension.to_str()) {
            Some("safetensors") => {
                Tensor::read_safetensors(&path).map_err(|error| malformed(error.to_string()))?
            }
            Some("ot") => Tensor::load_multi(&path).map_err(|error| malformed(error.to_string()))?,
            _ => onnx::weights(&path)?,
        };
        let tensors = tensors
            .into_iter()
            .filter(|(_, tensor)| tensor.is_floating_point());
        let tensors = tensors.map(|(name, tensor)| (present_name(&name), tensor.to_kind(Kind::Float)));
        let tensors = tensors.collect();
        Ok(Self { path, tensors })
    }

    /// Moves the weights to where they will be used.
    pub(crate) fn moved_to(mut self, device: Device) -> Self {
        for tensor in self.tensors.values_mut() {
            *tensor = tensor.to_device(device);
        }
        self
    }

    /// Makes the variables of a model views of these weights: models on the same weights share them.
    ///
    /// # Errors
    /// When a variable has no weights, or weights of another shape.
    pub(crate) fn fill(&self, variables: &VarStore) -> Result<(), NerError> {
        let unsuitable = |reason: String| NerError::UnsuitableModel {
            path: self.path.clone(),
            reason,
        };
        let variables: BTreeMap<String, Tensor> = variables.variables().into_iter().collect();
        let mut missing = BTreeSet::new();
        for (name, mut variable) in variables {
            let Some(tensor) = self.named(&name) else {
                // A pooler sums a text up for other tasks; rust-bert makes some, but labels do not come from there.
                if !name.contains(".pooler.") {
                    missing.insert(name);
                }
                continue;
            };
            if tensor.size() != variable.size() {
                return Err(unsuitable(format!(
                    "{name} has the shape {:?}, but by config.json it should be {:?}; take all files of a model from one \
                     place",
                    tensor.size(),
                    variable.size()
                )));
            }
            variable
                .f_set_data(tensor)
                .map_err(|error| unsuitable(error.to_string()))?;
        }
        match missing.first() {
            None => Ok(()),
            Some(_) if missing.iter().all(|name| name.starts_with("classifier.")) => Err(unsuitable(
                "it has no weights for `classifier`: this is a model without a head for token classification"
                    .into(),
            )),
            Some(first) => Err(unsuitable(format!(
                "it lacks weights that config.json asks for: {first}{}; take all files of a model from one place",
                if missing.len() > 1 {
                    format!(" and {} more", missing.len() - 1)
                } else {
                    String::new()
                }
            ))),
        }
    }

    /// The weights of a variable; an exporter may have put the name of a wrapper before its name.
    fn named(&self, name: &str) -> Option<&Tensor> {
        let wrapped = || {
            let mut tensors = self.tensors.iter();
            tensors.find(|(other, _)| {
                other
                    .strip_suffix(name)
                    .is_some_and(|wrapper| wrapper.ends_with('.'))
            })
        };
        self.tensors
            .get(name)
            .or_else(|| wrapped().map(|(_, tensor)| tensor))
    }

    /// Writes the weights as `model.safetensors`.
    pub(crate) fn write(&self, path: &Path, variables: &VarStore) -> Result<(), tch::TchError> {
        let variables: BTreeMap<String, Tensor> = variables.variables().into_iter().collect();
        let tensors: Vec<(&String, &Tensor)> = variables
            .keys()
            .filter_map(|name| self.named(name).map(|tensor| (name, tensor)))
            .collect();
        Tensor::write_safetensors(&tensors, path)
    }
}

/// Checkpoints of the first years call the weights of a layer norm by Greek letters.
fn present_name(name: &str) -> String {
    match (name.strip_suffix(".gamma"), name.strip_suffix(".beta")) {
        (Some(stem), _) => format!("{stem}.weight"),
        (_, Some(stem)) => format!("{stem}.bias"),
        _ => name.to_owned(),
    }
}
