//! Encoders of the shape of BERT, with a classifier of each sub-word, in 8-bit integers and on one thread.
//!
//! The modules, in reading order:
//!
//! 1. [`onnx`]: the weights of an ONNX file, under the names that PyTorch gave them;
//! 2. [`load`]: which of them make an [`Encoder`], of what [`Architecture`];
//! 3. [`encoder`]: the way of a batch of windows through its layers;
//! 4. [`activations`]: numbers are rounded to 8 bits, each row by a scale of its own;
//! 5. [`linear`]: products of those with 8-bit weights;
//! 6. [`attention`] and [`math`]: all else, in 32-bit numbers;
//! 7. [`table`]: the vectors of sub-words, kept as they stand in the file;
//! 8. [`cpu`]: the instruction sets that all of this is compiled for, and the tiles that are written for each by hand.
//!
//! # Invariants
//! The logits of a window have the same bits on every processor, and whatever windows stand beside it. Sums of integers
//! are exact; of other numbers the source fixes the order, nothing is fused or left to a mathematical library.
//! What is no number on the way is none in the logits. No shape in a file is believed before the numbers are counted.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod activations;
mod attention;
mod cpu;
mod encoder;
mod error;
mod linear;
mod load;
mod math;
pub mod onnx;
mod table;

pub use attention::{DISTANCE_BUCKETS, distance_bucket};
pub use cpu::Path;
pub use encoder::{Encoder, Step, WindowError, Worker};
pub use error::EncoderError;
pub use load::{Architecture, Family};
