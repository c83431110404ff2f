//! The weights of an ONNX export as tensors under their PyTorch names.

use std::path::Path;

use onomast_encoder::onnx;
use onomast_ner::NerError;
use tch::Tensor;

/// All weights of an ONNX file that belong to a layer, as PyTorch keeps them.
///
/// # Errors
/// When the file cannot be read or is no ONNX model with its weights inside.
pub(crate) fn weights(path: &Path) -> Result<Vec<(String, Tensor)>, NerError> {
    let malformed = |reason: String| NerError::MalformedModel {
        path: path.to_owned(),
        reason,
    };
    let bytes = std::fs::read(path).map_err(|source| NerError::ReadModel {
        path: path.to_owned(),
        source,
    })?;
    onomast_ner::onnx::check_file(&bytes).map_err(malformed)?;
    let weights = onnx::weights(bytes).map_err(|error| malformed(error.to_string()))?;
    let tensor = |weight: onnx::Weight| {
        let (name, turned) = (weight.name.clone(), weight.turned);
        let shape: Vec<i64> = weight.shape.iter().map(|&dimension| dimension as i64).collect();
        let tensor = Tensor::f_from_slice(&weight.numbers()).and_then(|tensor| tensor.f_reshape(&shape[..]));
        let tensor = tensor.map_err(|error| malformed(format!("{name}: {error}")))?;
        let tensor = if turned { tensor.tr().contiguous() } else { tensor };
        Ok((name, tensor))
    };
    weights.into_iter().map(tensor).collect()
}
