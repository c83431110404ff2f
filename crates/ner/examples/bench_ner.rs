//! Compares the recogniser with the bare engine on the same windows, in one run.
//!
//!     cargo run --release -p onomast-ner --example bench_ner -- [FOLDER] [--words N] [--threads N] [--model DIR] [--rten]
//!         [--window N] [--batch N]
//!     cargo run --release -p onomast-ner --example bench_ner -- DOCUMENTS.jsonl [--windows FILE] [--json] [--rten]
//!
//! FOLDER (by default `corpus`) holds `.txt` files; they are repeated, each copy with numbers of its own, up to
//! N words. DOCUMENTS.jsonl is what `onomast extract` writes, and is taken as it is. `--windows` writes the ids of each
//! window, one a line, for other engines; `--json` prints the figures as one line of JSON; `--rten` takes rten in place of
//! our own encoder; `--window` and `--batch` are the sub-words of a window and of a batch. Printed are sub-words per second
//! of the engine on ready-made windows and of the whole recogniser, the ratio of the two, and the seconds that all stages but
//! the engine take.
#![allow(clippy::print_stdout)] // A report is what this program is for.

use std::fmt::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use onomast_document::Document;
use onomast_ner::{
    Batch, Checkpoint, InferenceError, Logits, NativeClassifier, NerOptions, Recognizer, RtenClassifier,
    TokenClassifier, TransformerRecognizer,
};

/// An engine that computes nothing and keeps what it was asked.
struct Recorder {
    batches: Arc<Mutex<Vec<Batch>>>,
    labels: usize,
}

impl TokenClassifier for Recorder {
    fn classify(&mut self, batch: &Batch) -> Result<Logits, InferenceError> {
        self.batches
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(batch.clone());
        Logits::new(batch, self.labels, vec![0.0; batch.tokens() * self.labels])
    }
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut folder, mut model, mut words) = (PathBuf::from("corpus"), PathBuf::from("models/ner"), 20_000);
    let (mut options, mut windows, mut json, mut rten) = (NerOptions::default(), None, false, false);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .with_context(|| format!("{argument} needs a value"))
        };
        match argument.as_str() {
            "--words" => words = value()?.parse()?,
            "--threads" => options.threads = Some(value()?.parse::<NonZeroUsize>()?),
            "--model" => model = value()?.into(),
            "--windows" => windows = Some(PathBuf::from(value()?)),
            "--window" => options.window = value()?.parse()?,
            "--batch" => options.batch_tokens = value()?.parse()?,
            "--json" => json = true,
            "--rten" => rten = true,
            _ if argument.starts_with("--") => bail!("unexpected argument {argument:?}"),
            _ => folder = argument.into(),
        }
    }
    let threads = options
        .threads
        .or(std::thread::available_parallelism().ok())
        .map_or(1, NonZeroUsize::get);
    let (documents, words) = if folder.is_file() {
        extracted(&folder)?
    } else {
        documents(&folder, words)?
    };

    let start = Instant::now();
    let checkpoint = Checkpoint::open(&model)?;
    let opened = start.elapsed();
    let workers: Box<dyn Fn() -> Vec<Box<dyn TokenClassifier>>> = if rten {
        let engine = RtenClassifier::load(&checkpoint)?;
        Box::new(move || engine.workers(threads))
    } else {
        let engine = NativeClassifier::load(&checkpoint)?;
        Box::new(move || engine.workers(threads))
    };
    let start_up = start.elapsed();

    let batches = Arc::new(Mutex::new(Vec::new()));
    let recorder = || Recorder {
        batches: Arc::clone(&batches),
        labels: checkpoint.labels.len(),
    };
    let recorders = (0..threads)
        .map(|_| Box::new(recorder()) as Box<dyn TokenClassifier>)
        .collect();
    let dry = TransformerRecognizer::new(checkpoint.clone(), recorders, &options)?;
    let start = Instant::now();
    dry.recognize(documents.clone());
    let overhead = start.elapsed().as_secs_f64();
    let batches = std::mem::take(&mut *batches.lock().unwrap_or_else(PoisonError::into_inner));
    let tokens: usize = batches.iter().map(Batch::tokens).sum();
    if let Some(path) = windows {
        let mut lines = String::new();
        for row in batches.iter().flat_map(Batch::rows) {
            writeln!(lines, "{row:?}")?;
        }
        std::fs::write(&path, lines).with_context(|| path.display().to_string())?;
    }

    let recognizer = TransformerRecognizer::new(checkpoint, workers(), &options)?;
    // Each twice and in turn: a machine that others use as well changes its pace.
    let (mut bare, mut whole) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..2 {
        let start = Instant::now();
        run_bare(workers(), &batches);
        bare = bare.min(start.elapsed().as_secs_f64());
        let start = Instant::now();
        recognizer.recognize(documents.clone());
        whole = whole.min(start.elapsed().as_secs_f64());
    }
    if json {
        println!(
            "{{\"words\": {words}, \"tokens\": {tokens}, \"engine\": {bare}, \"recogniser\": {whole}, \
             \"other_stages\": {overhead}, \"start_up\": {}}}",
            start_up.as_secs_f64()
        );
        return Ok(());
    }
    println!(
        "start-up      {:>8.3} s, of which tokenizer {:.3} s",
        start_up.as_secs_f64(),
        opened.as_secs_f64()
    );
    println!("other stages  {overhead:>8.3} s for {words} words, {tokens} sub-words");
    println!("engine alone  {:>8.0} sub-words/s", tokens as f64 / bare);
    println!(
        "recogniser    {:>8.0} sub-words/s, {:.0} words/s",
        tokens as f64 / whole,
        words as f64 / whole
    );
    println!("ratio         {:>8.3}", bare / whole);
    Ok(())
}

/// Runs ready-made batches on the workers of an engine.
fn run_bare(workers: Vec<Box<dyn TokenClassifier>>, batches: &[Batch]) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for mut worker in workers {
            let next = &next;
            scope.spawn(move || {
                while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    worker.classify(batch).expect("the recogniser's own windows");
                }
            });
        }
    });
}

/// The cleaned texts of an extraction, and how many words they have.
fn extracted(path: &Path) -> Result<(Vec<Document>, usize)> {
    let content = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let (mut documents, mut count) = (Vec::new(), 0);
    for line in content.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let text = record["text"].as_str().context("a record without text")?;
        count += text.split_whitespace().count();
        documents.push(Document::from_clean_text("bench.txt", text)?);
    }
    Ok((documents, count))
}

/// The texts of a folder, repeated until there are `words` words, and how many there are; no two copies are equal.
fn documents(folder: &Path, words: usize) -> Result<(Vec<Document>, usize)> {
    let mut texts = Vec::new();
    read_texts(folder, &mut texts)?;
    texts.sort();
    if texts.iter().all(|text| text.trim().is_empty()) {
        bail!("{} holds no texts", folder.display());
    }
    let (mut documents, mut count) = (Vec::new(), 0);
    for (copy, text) in texts.iter().cycle().enumerate() {
        let mut copied = String::new();
        for (number, line) in text.lines().enumerate() {
            writeln!(copied, "{copy}.{number} {line}")?;
            count += line.split_whitespace().count();
        }
        documents.push(Document::from_clean_text("bench.txt", copied)?);
        if count >= words {
            break;
        }
    }
    Ok((documents, count))
}

/// Reads the `.txt` files of a folder and of those within it.
fn read_texts(folder: &Path, texts: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            read_texts(&path, texts)?;
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            texts.push(std::fs::read_to_string(&path).with_context(|| path.display().to_string())?);
        }
    }
    Ok(())
}
