//! What loading says of a folder or a device that will not do.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use anyhow::Result;
use onomast_ner::{Checkpoint, Device};
use onomast_ner_rust_bert::RustBertClassifier;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A copy of the shipped model, its `config.json` changed.
fn model(change: impl Fn(&mut Value)) -> Result<TempDir> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ner");
    let folder = tempfile::tempdir()?;
    for name in ["model.onnx", "tokenizer.json"] {
        fs::copy(shipped.join(name), folder.path().join(name))?;
    }
    let mut config: Value = serde_json::from_slice(&fs::read(shipped.join("config.json"))?)?;
    change(&mut config);
    fs::write(folder.path().join("config.json"), config.to_string())?;
    Ok(folder)
}

/// What loading says; empty where it has no complaint.
fn said(folder: &TempDir, device: Device) -> String {
    let load = || {
        let checkpoint = Checkpoint::open(folder.path())?;
        RustBertClassifier::load(&checkpoint, device, NonZeroUsize::MIN)
    };
    load().err().map(|error| error.to_string()).unwrap_or_default()
}

#[track_caller]
fn says(folder: &TempDir, words: &[&str]) {
    let said = said(folder, Device::Cpu);
    for word in words {
        assert!(said.contains(word), "{word} is not in {said:?}");
    }
}

#[test]
fn an_unchanged_model_is_loaded() -> Result<()> {
    assert_eq!(said(&model(|_| {})?, Device::Auto), "");
    Ok(())
}

#[test]
fn another_architecture_is_named() -> Result<()> {
    let folder = model(|config| config["model_type"] = json!("xlnet"))?;
    says(&folder, &["config.json", "xlnet", "distilbert"]);
    let folder = model(|config| config["model_type"] = json!("deberta-v2"))?;
    says(&folder, &["config.json", "relative_attention"]);
    let folder = model(|config| config["model_type"] = Value::Null)?;
    says(&folder, &["config.json", "model_type"]);
    let folder = model(|config| config["model_type"] = json!("distilbert"))?;
    says(&folder, &["config.json", "dim"]);
    let folder = model(|config| config["hidden_act"] = json!("quick_gelu"))?;
    says(&folder, &["config.json", "quick_gelu"]);
    Ok(())
}

#[test]
fn labels_must_be_there_and_fit() -> Result<()> {
    let folder = model(|config| config["id2label"] = Value::Null)?;
    says(&folder, &["config.json", "id2label"]);
    let folder = model(|config| config["id2label"] = json!({"0": "O", "1": "B-PER", "2": "I-PER"}))?;
    says(&folder, &["model.onnx", "classifier", "[9"]);
    Ok(())
}

#[test]
fn the_vocabulary_must_fit() -> Result<()> {
    let folder = model(|config| config["vocab_size"] = json!(20_000))?;
    says(&folder, &["tokenizer.json", "30527", "20000"]);
    let folder = model(|config| config["vocab_size"] = json!(31_000))?;
    says(&folder, &["model.onnx", "word_embeddings", "31000"]);
    Ok(())
}

#[test]
fn weights_must_be_there_and_whole() -> Result<()> {
    let folder = model(|_| {})?;
    fs::remove_file(folder.path().join("model.onnx"))?;
    says(&folder, &["model.safetensors", "rust_model.ot"]);
    for name in ["rust_model.ot", "model.safetensors"] {
        fs::write(folder.path().join(name), "nothing")?;
        says(&folder, &[name, "damaged"]);
    }
    let head = tch::Tensor::from_slice(&[0f32; 9]);
    tch::Tensor::write_safetensors(
        &[("classifier.bias", &head)],
        folder.path().join("model.safetensors"),
    )?;
    says(&folder, &["model.safetensors", "lacks", "more"]);
    Ok(())
}

#[test]
fn a_device_that_is_not_there_is_refused() -> Result<()> {
    let said = said(&model(|_| {})?, Device::Cuda(99));
    assert!(said.contains("device") && said.contains("cpu"), "{said}");
    Ok(())
}
