//! Measures the linker on development data, with gold names given.
//!
//!     cargo run --release -p onomast-linker --example eval_linker -- DATA [--by-sieve] [--mistakes]
//!
//! DATA is a folder that may hold `coref/gum`, `coref/meantime` and `ner/redocred`; what is not there is skipped with
//! a word. The sample corpus and the knowledge are taken from the repository.

#![allow(clippy::print_stdout, clippy::print_stderr)] // it prints what it measures

mod gold;
mod gum;
mod meantime;
mod redocred;
mod sample;
mod score;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use onomast_knowledge::Knowledge;
use onomast_linker::{Linker, LinkerOptions};

use gold::GoldDocument;
use score::{Mode, evaluate};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
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
    let linker = Linker::new(Arc::new(knowledge), LinkerOptions::default());
    run(
        "sample corpus",
        sample::read(&root.join("corpus/gold")),
        &linker,
        mode,
    );
    let Some(data) = data else {
        println!("no data folder given: GUM, Re-DocRED and MEANTIME are skipped");
        return ExitCode::SUCCESS;
    };
    run(
        "GUM train, news and kin",
        gum::read(&data.join("coref/gum/dep/train")),
        &linker,
        mode,
    );
    run(
        "GUM dev",
        gum::read(&data.join("coref/gum/dep/dev")),
        &linker,
        mode,
    );
    run(
        "Re-DocRED dev",
        redocred::read(&data.join("ner/redocred/data/dev_revised.json")),
        &linker,
        mode,
    );
    run(
        "MEANTIME topics 1-3",
        meantime::read(&data.join("coref/meantime")),
        &linker,
        mode,
    );
    ExitCode::SUCCESS
}

fn run(name: &str, documents: Option<Vec<GoldDocument>>, linker: &Linker, mode: Mode) {
    match documents {
        Some(documents) if !documents.is_empty() => evaluate(name, documents, linker, mode),
        _ => println!("{name}: not there, skipped"),
    }
}
