//! This engine and rten agree on the sample corpus.
//!
//! The shipped model rounds activations to 8 bits as it goes, which moves its logits by some tenths; that is all that
//! sets the two apart. So they are compared twice: strictly, with the rounding taken out of the ONNX graph, and as
//! shipped, where most names must still be the same.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result, ensure};
use onomast_document::{Document, Mention};
use onomast_ner::{
    Batch, Checkpoint, Device, NerOptions, Recognizer, RtenClassifier, TokenClassifier, TransformerRecognizer,
};
use onomast_ner_rust_bert::RustBertClassifier;
use rten_onnx::onnx::{DataType, ModelProto, TensorProto};

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn shipped() -> Result<Checkpoint> {
    Ok(Checkpoint::open(&root().join("models/ner"))?)
}

/// The texts of the sample corpus.
fn documents() -> Result<Vec<Document>> {
    let mut paths = Vec::new();
    for folder in std::fs::read_dir(root().join("corpus"))? {
        let folder = folder?.path();
        for page in std::fs::read_dir(&folder).into_iter().flatten() {
            paths.push(page?.path());
        }
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    ensure!(paths.len() > 10);
    let document = |path: &PathBuf| {
        Ok(Document::from_clean_text(
            "page.txt",
            std::fs::read_to_string(path)?,
        )?)
    };
    paths.iter().map(document).collect()
}

/// The names in the documents, by an engine.
fn names(
    classifiers: Vec<Box<dyn TokenClassifier>>,
    documents: Vec<Document>,
    options: &NerOptions,
) -> Result<Vec<Vec<Mention>>> {
    let recognizer = TransformerRecognizer::new(shipped()?, classifiers, options)?;
    let annotated = recognizer.recognize(documents).into_iter();
    annotated.map(|annotated| Ok(annotated?.mentions)).collect()
}

fn rust_bert(workers: usize) -> Result<Vec<Box<dyn TokenClassifier>>> {
    let workers = NonZeroUsize::new(workers).context("workers")?;
    Ok(RustBertClassifier::load(&shipped()?, Device::Cpu, workers)?)
}

/// The names in the sample corpus with the default options.
fn by_default(classifiers: Vec<Box<dyn TokenClassifier>>) -> Result<Vec<Vec<Mention>>> {
    names(classifiers, documents()?, &NerOptions::default())
}

/// What rust-bert finds in the sample corpus with the default options.
fn found() -> &'static [Vec<Mention>] {
    static FOUND: LazyLock<Vec<Vec<Mention>>> =
        LazyLock::new(|| by_default(rust_bert(2).expect("loads")).expect("recognises"));
    &FOUND
}

/// Span and label of each name.
fn places(names: &[Mention]) -> Vec<(usize, usize, String)> {
    names
        .iter()
        .map(|name| (name.span.start(), name.span.end(), name.label.to_string()))
        .collect()
}

#[test]
fn without_the_rounding_of_activations_every_name_is_the_same() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for name in ["config.json", "tokenizer.json"] {
        std::fs::copy(root().join("models/ner").join(name), folder.path().join(name))?;
    }
    without_rounding(
        &root().join("models/ner/model.onnx"),
        &folder.path().join("model.onnx"),
    )?;
    let checkpoint = Checkpoint::open(folder.path())?;
    let rten = by_default(RtenClassifier::load(&checkpoint)?.workers(2))?;
    ensure!(rten.iter().map(Vec::len).sum::<usize>() > 500);
    for (rten, found) in rten.iter().zip(found()) {
        assert_eq!(places(rten), places(found));
        for (rten, found) in rten.iter().zip(found) {
            assert!(
                (rten.score.get() - found.score.get()).abs() < 1e-3,
                "{rten:?} {found:?}"
            );
        }
    }
    Ok(())
}

#[test]
fn as_shipped_nearly_every_name_is_the_same() -> Result<()> {
    let rten = by_default(RtenClassifier::load(&shipped()?)?.workers(2))?;
    let (mut both, mut all) = (0, 0);
    for (rten, found) in rten.iter().zip(found()) {
        let (rten, found) = (places(rten), places(found));
        both += 2 * rten.iter().filter(|name| found.contains(name)).count();
        all += rten.len() + found.len();
    }
    let share = both as f32 / all as f32;
    println!("{both} of {all} names are found by both engines: {share:.4}");
    assert!(share > 0.95, "{share}");
    Ok(())
}

/// rust-bert's own pipeline goes wrong when there are more windows than one batch holds.
#[test]
fn names_do_not_depend_on_the_batches() -> Result<()> {
    for (workers, batch_tokens) in [(1, 1), (2, 100_000)] {
        let options = NerOptions {
            batch_tokens,
            ..NerOptions::default()
        };
        let other = names(rust_bert(workers)?, documents()?.split_off(12), &options)?;
        for (other, found) in other.iter().zip(&found()[12..]) {
            assert_eq!(places(other), places(found), "{batch_tokens}");
        }
    }
    Ok(())
}

#[test]
fn a_row_has_the_same_logits_in_any_batch() -> Result<()> {
    let mut classifier = rust_bert(1)?.pop().context("a worker")?;
    let rows: Vec<Vec<u32>> = (1..=9)
        .map(|n| (0..n * 7).map(|at| 1000 + n * 97 + at * 13).collect())
        .collect();
    let mut batch = Batch::new();
    for row in &rows {
        batch.push(row.iter().copied());
    }
    let mut together = classifier
        .classify(&batch)
        .map_err(anyhow::Error::from_boxed)?
        .values()
        .to_vec()
        .into_iter();
    for row in &rows {
        let mut alone = Batch::new();
        alone.push(row.iter().copied());
        let alone = classifier.classify(&alone).map_err(anyhow::Error::from_boxed)?;
        for logit in alone.values() {
            let other = together.next().context("as many logits")?;
            ensure!(
                logit.to_bits() == other.to_bits(),
                "{logit} alone, {other} in a batch"
            );
        }
    }
    Ok(())
}

/// Writes an int8 ONNX model as one that does not round: each product takes the activations as they are, and the
/// weights as whole numbers without their zero point; the scale of the weights is applied behind it, as before.
fn without_rounding(from: &Path, to: &Path) -> Result<()> {
    let mut model = ModelProto::parse_buf(&std::fs::read(from)?)?;
    let graph = model.graph.as_mut().context("a graph")?;
    let zeros: BTreeMap<String, Vec<f32>> = graph
        .initializer
        .iter()
        .filter(|tensor| {
            tensor
                .name
                .as_deref()
                .is_some_and(|name| name.ends_with("_zero_point"))
        })
        .map(|tensor| (tensor.name.clone().unwrap_or_default(), integers(tensor)))
        .collect();
    let mut products: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut scales = Vec::new();
    for node in &mut graph.node {
        match node.op_type.as_deref() {
            Some("DynamicQuantizeLinear") => {
                scales.push(node.output[1].clone());
                node.op_type = Some("Identity".to_owned());
                node.output.truncate(1);
            }
            Some("MatMulInteger") => {
                products.insert(node.input[1].clone(), node.input.get(3).cloned());
                node.op_type = Some("MatMul".to_owned());
                node.input.truncate(2);
            }
            _ => {}
        }
    }
    ensure!(products.len() > 30 && !scales.is_empty());
    for weight in &mut graph.initializer {
        let Some(zero) = weight.name.as_ref().and_then(|name| products.get(name)) else {
            continue;
        };
        let zero = zero
            .as_ref()
            .and_then(|zero| zeros.get(zero))
            .cloned()
            .unwrap_or_else(|| vec![0.0]);
        let shifted = integers(weight)
            .into_iter()
            .zip(zero.iter().cycle())
            .map(|(weight, zero)| weight - zero);
        *weight = numbers(weight.name.clone(), weight.dims.clone(), shifted);
    }
    graph.initializer.extend(
        scales
            .into_iter()
            .map(|name| numbers(Some(name), vec![], std::iter::once(1.0))),
    );
    std::fs::write(to, model.write_buf()?)?;
    Ok(())
}

/// The numbers of an int8 or uint8 tensor.
fn integers(tensor: &TensorProto) -> Vec<f32> {
    let Some(raw) = &tensor.raw_data else {
        return tensor.int32_data.iter().map(|&number| number as f32).collect();
    };
    let bytes = raw.borrow().clone();
    let signed = tensor.data_type == Some(DataType::INT8);
    let number = |byte: u8| {
        if signed {
            f32::from(byte.cast_signed())
        } else {
            f32::from(byte)
        }
    };
    bytes.into_iter().map(number).collect()
}

/// A tensor of 32-bit numbers.
fn numbers(name: Option<String>, dims: Vec<i64>, values: impl Iterator<Item = f32>) -> TensorProto {
    let bytes = values.flat_map(f32::to_le_bytes).collect::<Vec<u8>>();
    TensorProto {
        name,
        dims,
        data_type: Some(DataType::FLOAT),
        raw_data: Some(bytes.into()),
        ..TensorProto::default()
    }
}
