//! Our own encoder as an engine: beside rten on the same weights, and where it cannot compute a model.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use onomast_document::{Document, Mention};
use onomast_ner::{
    Batch, Checkpoint, NativeClassifier, NerOptions, Recognizer, RtenClassifier, TokenClassifier,
    TransformerRecognizer,
};

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn shipped() -> Result<Checkpoint> {
    Ok(Checkpoint::open(&root().join("models/ner"))?)
}

/// The texts of the sample corpus.
fn texts() -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for folder in fs::read_dir(root().join("corpus"))? {
        for page in fs::read_dir(folder?.path()).into_iter().flatten() {
            paths.push(page?.path());
        }
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    ensure!(paths.len() > 10);
    Ok(paths
        .iter()
        .map(fs::read_to_string)
        .collect::<std::io::Result<_>>()?)
}

/// Span and label of each name in the sample corpus, by an engine.
fn places(classifiers: Vec<Box<dyn TokenClassifier>>) -> Result<Vec<(usize, usize, usize, String)>> {
    let recognizer = TransformerRecognizer::new(shipped()?, classifiers, &NerOptions::default())?;
    let documents = texts()?
        .into_iter()
        .map(|text| Document::from_clean_text("page.txt", text))
        .collect::<Result<Vec<_>, _>>()?;
    let mut places = Vec::new();
    for (page, annotated) in recognizer.recognize(documents).into_iter().enumerate() {
        let place = |name: &Mention| (page, name.span.start(), name.span.end(), name.label.to_string());
        places.extend(annotated?.mentions.iter().map(place));
    }
    Ok(places)
}

/// The two round activations differently: one scale a row here, one a tensor there.
#[test]
fn nearly_every_name_is_that_of_rten() -> Result<()> {
    let native = places(NativeClassifier::load(&shipped()?)?.workers(2))?;
    let rten = places(RtenClassifier::load(&shipped()?)?.workers(2))?;
    let both = native.iter().filter(|name| rten.contains(name)).count();
    let share = 2.0 * both as f64 / (native.len() + rten.len()) as f64;
    println!(
        "{both} names are found by both engines, of {} and {}: {share:.4}",
        native.len(),
        rten.len()
    );
    assert!(native.len() > 500 && share > 0.95, "{share}");
    Ok(())
}

/// The shipped model with some words of its `config.json` replaced.
fn changed(folder: &Path, words: &[(&str, &str)]) -> Result<Checkpoint> {
    for name in ["model.onnx", "tokenizer.json"] {
        fs::copy(root().join("models/ner").join(name), folder.join(name))?;
    }
    let mut config = fs::read_to_string(root().join("models/ner/config.json"))?;
    for (from, to) in words {
        ensure!(config.contains(from), "{from}");
        config = config.replace(from, to);
    }
    fs::write(folder.join("config.json"), config)?;
    Ok(Checkpoint::open(folder)?)
}

#[test]
fn models_that_are_not_computed_here_are_named_with_a_remedy() -> Result<()> {
    for (from, to, word) in [
        ("\"mpnet\"", "\"electra\"", "electra"),
        ("\"mpnet\"", "\"distilbert\"", "n_layers is missing"),
        ("\"hidden_act\": \"gelu\"", "\"hidden_act\": \"relu\"", "relu"),
        ("\"num_hidden_layers\": 6", "\"num_hidden_layers\": 7", "layer.6"),
        (
            "\"num_attention_heads\": 12",
            "\"num_attention_heads\": 11",
            "11 heads",
        ),
    ] {
        let folder = tempfile::tempdir()?;
        let checkpoint = changed(folder.path(), &[(from, to)])?;
        let error = NativeClassifier::load(&checkpoint)
            .err()
            .map(|error| error.to_string());
        let error = error.unwrap_or_default();
        assert!(
            error.contains(word) && error.contains("--engine rten"),
            "{to}: {error}"
        );
        // rten computes what the file says, whatever it is called.
        TransformerRecognizer::load(folder.path(), &NerOptions::default())?;
    }
    Ok(())
}

#[test]
fn an_unknown_sub_word_is_an_error() -> Result<()> {
    let mut batch = Batch::new();
    batch.push([0, 1_000_000, 2]);
    let mut classifier = NativeClassifier::load(&shipped()?)?;
    let error = classifier.classify(&batch).unwrap_err().to_string();
    assert!(error.contains("1000000"), "{error}");
    Ok(())
}
