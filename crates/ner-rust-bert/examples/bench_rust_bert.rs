//! Speed of the recogniser on rust-bert, as one line of JSON for `just bench-ner`.
//!
//!     cargo run --release -p onomast-ner-rust-bert --example bench_rust_bert -- DOCUMENTS.jsonl [--threads N] [--model DIR]
//!
//! DOCUMENTS.jsonl is what `onomast extract` writes. `windows` is how many calls the engine had, `start_up` its seconds
//! of loading.
#![allow(clippy::print_stdout)] // A report is what this program is for.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use onomast_document::Document;
use onomast_ner::{Checkpoint, Device, NerOptions, Recognizer, TransformerRecognizer};
use onomast_ner_rust_bert::RustBertClassifier;
use serde_json::{Value, json};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut path, mut model) = (PathBuf::from("out/documents.jsonl"), PathBuf::from("models/ner"));
    let mut options = NerOptions::default();
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .with_context(|| format!("{argument} needs a value"))
        };
        match argument.as_str() {
            "--threads" => options.threads = Some(value()?.parse::<NonZeroUsize>()?),
            "--model" => model = value()?.into(),
            _ => path = argument.into(),
        }
    }
    let start = Instant::now();
    let checkpoint = Checkpoint::open(&model)?;
    let classifiers = RustBertClassifier::load(&checkpoint, Device::Auto, options.workers())?;
    let start_up = start.elapsed().as_secs_f64();
    let recognizer = TransformerRecognizer::new(checkpoint, classifiers, &options)?;
    let start = Instant::now();
    let annotated = recognizer.recognize(documents(&path)?);
    let seconds = start.elapsed().as_secs_f64();
    let names = annotated
        .into_iter()
        .map(|annotated| Ok(annotated?.mentions.len()));
    let names = names.sum::<Result<usize>>()?;
    println!(
        "{}",
        json!({"seconds": seconds, "start_up": start_up, "names": names})
    );
    Ok(())
}

/// The cleaned texts of an extraction.
fn documents(path: &PathBuf) -> Result<Vec<Document>> {
    let content = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let document = |line: &str| {
        let record: Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().context("no text")?;
        Ok(Document::from_clean_text("bench.txt", text)?)
    };
    content.lines().map(document).collect()
}
