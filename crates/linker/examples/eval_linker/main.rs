//! Measures the linker on development data: with gold names given, or with `--own` the names that our recogniser finds.
//!
//!     cargo run --release -p onomast-linker --example eval_linker -- DATA [--own | --correct] [--first-person] [--by-sieve] [--mistakes]
//!         [--marked FOLDER] [--pairs FOLDER]
//!
//! DATA is a folder that may hold `coref/gum`, `coref/meantime` and `ner/redocred`; what is not there is skipped with
//! a word. `--correct` sets gold names right as if they were found, which can but harm them. The sample corpus, the model and the knowledge are taken from the repository; `--marked` adds a folder of
//! gold pages in the marks of the sample corpus. With `--pairs`, what the scorer of
//! antecedents is fitted to is written to FOLDER instead: `train.tsv` from GUM train, `pages.tsv` from the pages in
//! `training/pages`, `dev.tsv` from the rest.

#![allow(clippy::print_stdout, clippy::print_stderr)] // it prints what it measures

mod gold;
mod gum;
mod meantime;
mod pairs;
mod redocred;
mod sample;
mod score;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use onomast_knowledge::Knowledge;
use onomast_linker::{Linker, LinkerOptions};
use onomast_ner::{NerOptions, TransformerRecognizer};

use score::{BySieve, Mode, add, evaluate, print_sieves};

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let pairs_to = folder_after("--pairs", &mut arguments);
    let marked = folder_after("--marked", &mut arguments);
    let mode = Mode {
        by_sieve: arguments.iter().any(|argument| argument == "--by-sieve"),
        mistakes: arguments.iter().any(|argument| argument == "--mistakes"),
    };
    let data = arguments
        .iter()
        .find(|argument| !argument.starts_with("--"))
        .map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files: Vec<PathBuf> = ["places", "organizations", "officers"]
        .iter()
        .map(|name| root.join(format!("models/knowledge/{name}.jsonl")))
        .collect();
    let knowledge = match Knowledge::load(&files) {
        Ok(knowledge) => knowledge,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let knowledge = Arc::new(knowledge);
    if let (Some(folder), Some(data)) = (&pairs_to, &data) {
        return write_pairs(folder, data, &root, &knowledge);
    }
    let recognizer = if arguments.iter().any(|argument| argument == "--own") {
        match TransformerRecognizer::load(&root.join("models/ner"), &NerOptions::default()) {
            Ok(recognizer) => Some(recognizer),
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::from(2);
            }
        }
    } else {
        None
    };
    let mut options = LinkerOptions::default();
    // Gold names are right as they are.
    options.correct = recognizer.is_some() || arguments.iter().any(|argument| argument == "--correct");
    // What might have been is part of a mistake.
    options.unlinked = mode.mistakes;
    options.first_person = arguments.iter().any(|argument| argument == "--first-person");
    let linker = Linker::new(knowledge, options);
    let mut corpora = vec![("sample corpus", sample::read(&root.join("corpus/gold")))];
    if let Some(folder) = &marked {
        corpora.push(("further marked pages", sample::read(folder)));
    }
    match data {
        Some(data) => corpora.extend([
            (
                "GUM train, news and kin",
                gum::read(&data.join("coref/gum/dep/train"), gum::NEWS_AND_KIN),
            ),
            (
                "GUM dev",
                gum::read(&data.join("coref/gum/dep/dev"), gum::NEWS_AND_KIN),
            ),
            (
                "Re-DocRED dev",
                redocred::read(&data.join("ner/redocred/data/dev_revised.json")),
            ),
            (
                "MEANTIME topics 1-3",
                meantime::read(&data.join("coref/meantime")),
            ),
        ]),
        None => println!("no data folder given: GUM, Re-DocRED and MEANTIME are skipped"),
    }
    let mut sieves = BySieve::new();
    for (name, documents) in corpora {
        match documents {
            Some(documents) if !documents.is_empty() => {
                add(
                    &mut sieves,
                    &evaluate(name, documents, &linker, recognizer.as_ref(), mode),
                );
            }
            _ => println!("{name}: not there, skipped"),
        }
    }
    if mode.by_sieve {
        println!("all of it, by sieve:");
        print_sieves(&sieves);
    }
    ExitCode::SUCCESS
}

/// Takes an option and the folder behind it out of the arguments.
fn folder_after(option: &str, arguments: &mut Vec<String>) -> Option<PathBuf> {
    let at = arguments.iter().position(|argument| argument == option)?;
    let end = (at + 2).min(arguments.len());
    arguments.drain(at..end).nth(1).map(PathBuf::from)
}

fn write_pairs(folder: &Path, data: &Path, root: &Path, knowledge: &Arc<Knowledge>) -> ExitCode {
    let train = gum::read(&data.join("coref/gum/dep/train"), gum::ALL).unwrap_or_default();
    let dev = [
        gum::read(&data.join("coref/gum/dep/dev"), gum::NEWS_AND_KIN),
        meantime::read(&data.join("coref/meantime")),
        sample::read(&root.join("corpus/gold")),
    ];
    let dev: Vec<_> = dev.into_iter().flatten().flatten().collect();
    let pages = sample::read(&root.join("crates/linker/training/pages")).unwrap_or_default();
    for (name, documents) in [("train.tsv", train), ("pages.tsv", pages), ("dev.tsv", dev)] {
        let path = folder.join(name);
        if let Err(error) = std::fs::write(&path, pairs::pairs(&documents, knowledge)) {
            eprintln!("{}: {error}", path.display());
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
