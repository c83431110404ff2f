//! What can go wrong with a file of weights.

/// Why an encoder could not be had from the bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncoderError {
    /// They are no ONNX model, or a damaged one.
    #[error("{0}")]
    Malformed(String),
    /// They hold no encoder of the shape that is computed here.
    #[error("{0}")]
    Unsuitable(String),
}
