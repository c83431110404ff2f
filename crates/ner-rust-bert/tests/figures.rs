//! Tiny checkpoints of each architecture give the logits that Hugging Face's models give (`figures.py`).

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use onomast_ner::{Batch, Checkpoint, Device, TokenClassifier};
use onomast_ner_rust_bert::RustBertClassifier;
use serde_json::Value;
use tch::Tensor;

/// How far logits may be from Hugging Face's.
const TOLERANCE: f32 = 1e-4;

/// The formula of `figures.py`.
fn weight(name: &str, shape: &[i64]) -> Tensor {
    let seed = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |seed, byte| {
        (seed ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    });
    let number = |place: u64| {
        let mut z = seed.wrapping_add(place.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        ((z >> 40) as f32 / 16_777_216.0 - 0.5) * 0.8
    };
    let count = shape.iter().product::<i64>() as u64;
    Tensor::from_slice(&(1..=count).map(number).collect::<Vec<f32>>()).view(shape)
}

/// A tokenizer for the forty ids of the checkpoints.
fn tokenizer() -> String {
    let words: Vec<String> = (0..40)
        .map(|id| {
            format!(
                "\"{}\": {id}",
                if id == 4 { "a".into() } else { format!("w{id}") }
            )
        })
        .collect();
    let vocabulary = words.join(", ");
    format!(
        r#"{{"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
            "pre_tokenizer": {{"type": "Whitespace"}}, "post_processor": null, "decoder": null,
            "model": {{"type": "WordLevel", "vocab": {{{vocabulary}}}, "unk_token": "w0"}}}}"#
    )
}

/// A tiny checkpoint with what Hugging Face makes of it.
struct Figures {
    folder: tempfile::TempDir,
    rows: Vec<Vec<u32>>,
    logits: Vec<Vec<f32>>,
}

impl Figures {
    /// Reads `figures/NAME.json` and writes the checkpoint, its weights as `weights`.
    fn of(name: &str, weights: &str) -> Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/figures/{name}.json"));
        let figures: Value = serde_json::from_slice(&fs::read(path)?)?;
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("config.json"), figures["config"].to_string())?;
        fs::write(folder.path().join("tokenizer.json"), tokenizer())?;
        let tensors = figures["tensors"].as_object().context("tensors")?;
        let tensors = tensors.iter().map(|(name, shape)| {
            let shape: Vec<i64> = serde_json::from_value(shape.clone())?;
            Ok((name.as_str(), weight(name, &shape)))
        });
        let tensors = tensors.collect::<Result<Vec<_>>>()?;
        let path = folder.path().join(weights);
        if weights == "rust_model.ot" {
            Tensor::save_multi(&tensors, path)?;
        } else {
            Tensor::write_safetensors(&tensors, path)?;
        }
        Ok(Self {
            folder,
            rows: serde_json::from_value(figures["rows"].clone())?,
            logits: serde_json::from_value(figures["logits"].clone())?,
        })
    }

    fn load(&self) -> Result<Box<dyn TokenClassifier>> {
        let checkpoint = Checkpoint::open(self.folder.path())?;
        let mut workers = RustBertClassifier::load(&checkpoint, Device::Cpu, NonZeroUsize::MIN)?;
        workers.pop().context("a worker")
    }
}

/// The largest difference of two lists of numbers.
fn difference(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    let pairs = found.iter().zip(expected);
    pairs
        .map(|(found, expected)| (found - expected).abs())
        .fold(0.0, f32::max)
}

/// Compares all rows in one batch, and each by itself.
fn check(name: &str, weights: &str) -> Result<()> {
    let figures = Figures::of(name, weights)?;
    let mut classifier = figures.load()?;
    let mut batch = Batch::new();
    for (row, expected) in figures.rows.iter().zip(&figures.logits) {
        let mut alone = Batch::new();
        alone.push(row.iter().copied());
        batch.push(row.iter().copied());
        let found = classifier.classify(&alone).map_err(anyhow::Error::from_boxed)?;
        let off = difference(found.values(), expected);
        ensure!(
            off < TOLERANCE,
            "{name}: a row of {} ids is off by {off}",
            row.len()
        );
    }
    let found = classifier.classify(&batch).map_err(anyhow::Error::from_boxed)?;
    let off = difference(found.values(), &figures.logits.concat());
    ensure!(off < TOLERANCE, "{name}: the batch is off by {off}");
    Ok(())
}

macro_rules! architectures {
    ($($test:ident $name:literal,)*) => {
        $(
            #[test]
            fn $test() -> Result<()> {
                check($name, "model.safetensors")
            }
        )*
    };
}

architectures! {
    albert "albert",
    bert "bert",
    deberta "deberta",
    deberta_v2 "deberta-v2",
    distilbert "distilbert",
    electra "electra",
    longformer "longformer",
    mobilebert "mobilebert",
    mpnet "mpnet",
    roberta "roberta",
    xlm_roberta "xlm-roberta",
}

#[test]
fn weights_in_the_format_of_rust_bert_are_read() -> Result<()> {
    check("bert", "rust_model.ot")
}
