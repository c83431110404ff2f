//! Writes the weights of a model folder as 32-bit `model.safetensors`, which PyTorch reads as well.
//!
//!     cargo run --release -p onomast-ner-rust-bert --example dequantise -- [FOLDER] [OUT]
//!
//! FOLDER is `models/ner` by default, OUT `target/ner-fp32`. An int8 `model.onnx` loses nothing more on the way.
#![allow(clippy::print_stdout)] // So the user knows where to look.

use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments
        .next()
        .map_or_else(|| "models/ner".into(), PathBuf::from);
    let out = arguments
        .next()
        .map_or_else(|| "target/ner-fp32".into(), PathBuf::from);
    onomast_ner_rust_bert::write_safetensors(&folder, &out).map_err(anyhow::Error::from_boxed)?;
    println!("{}", out.join("model.safetensors").display());
    Ok(())
}
