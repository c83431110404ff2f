//! Time and memory of a run over a very large number of small documents, with a toy in place of the model.
//!
//! `cargo run --release -p onomast-tests --example many_documents -- DOCUMENTS [NAMES [BYTES]] [--files]`. Writes a JSONL file of
//! so many pages, or with `--files` a folder of so many files, a thousand in each of its folders. Each page has two names
//! that it shares with many and NAMES of its own, which are 3 where nothing is said, and is filled up to BYTES by sentences
//! without names. Reads `/proc`, so it is for Linux.

#![expect(clippy::print_stdout, reason = "its report")]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use onomast_pipeline::run::{self, Existing};
use onomast_pipeline::{Pipeline, Settings, Sources};
use onomast_tests::memory;
use onomast_tests::toy::Capitals;

fn main() -> Result<()> {
    let (options, arguments): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    let number = |at: usize, default: u64| match arguments.get(at) {
        Some(argument) => argument
            .parse()
            .with_context(|| format!("{argument} is no number")),
        None => Ok(default),
    };
    ensure!(
        (1..=3).contains(&arguments.len()) && options.iter().all(|option| option == "--files"),
        "usage: many_documents DOCUMENTS [NAMES [BYTES]] [--files]"
    );
    let (documents, names, bytes) = (number(0, 0)?, number(1, 3)?, number(2, 0)?);
    let folder = tempfile::tempdir()?;
    let pages = (0..documents).map(|number| (number, page(number, names, bytes as usize)));
    let path = if options.is_empty() {
        as_lines(folder.path(), pages)?
    } else {
        as_files(folder.path(), pages)?
    };

    let settings = Settings::default();
    let pipeline = Pipeline::load(&settings)?.with_recognizer(Box::new(Capitals));
    println!("loaded: {} MB", megabytes("VmRSS:")?);
    let sources = Sources::new(&[path], settings.max_bytes)?;
    println!(
        "{documents} documents, {} MB",
        sources.total_bytes().unwrap_or_default() / 1_000_000
    );
    let begun = Instant::now();
    let mut said = 0;
    let mut watch = |progress: run::Progress| {
        if progress.documents >= said {
            let now = megabytes("VmRSS:").unwrap_or_default();
            println!(
                "{} documents: {now} MB, {:.0?}",
                progress.documents,
                begun.elapsed()
            );
            said += documents / 10;
        }
        ControlFlow::Continue(())
    };
    let out = folder.path().join("out");
    let summary = run::to_folder(&pipeline, &settings, sources, &out, Existing::Reuse, &mut watch)?;
    println!(
        "{} mentions, {} entities; merge {:.0?}, all {:.0?}; at most {} MB, {} bytes a mention",
        summary.mentions,
        summary.entities,
        summary.merge,
        summary.total,
        megabytes("VmHWM:")?,
        memory("VmHWM:")? / summary.mentions.max(1),
    );
    Ok(())
}

/// The pages as one JSONL file; gives its path.
fn as_lines(folder: &Path, pages: impl Iterator<Item = (u64, String)>) -> Result<PathBuf> {
    let path = folder.join("pages.jsonl");
    let mut file = BufWriter::new(File::create(&path)?);
    for (number, text) in pages {
        let line = serde_json::json!({ "id": format!("page/{number}"), "text": text });
        writeln!(file, "{line}")?;
    }
    file.flush()?;
    Ok(path)
}

/// The pages as files, a thousand a folder; gives the path of the folder above.
fn as_files(folder: &Path, pages: impl Iterator<Item = (u64, String)>) -> Result<PathBuf> {
    let path = folder.join("pages");
    for (number, text) in pages {
        let source = path.join(format!("{:06}", number / 1000));
        if number % 1000 == 0 {
            fs::create_dir_all(&source)?;
        }
        fs::write(source.join(format!("{number}.txt")), text)?;
    }
    Ok(path)
}

/// A page with names of its own and two that are shared with many, of so many bytes or a little more.
fn page(number: u64, names: u64, bytes: usize) -> String {
    let own = |name: u64| {
        let mut rest = (number * names + name).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut word = String::new();
        for syllable in 0..4 {
            let consonant = b"bdfgklmnprstvz"[(rest % 14) as usize] as char;
            let vowel = b"aeiou"[(rest / 14 % 5) as usize] as char;
            rest /= 70;
            if syllable == 0 {
                word.push(consonant.to_ascii_uppercase());
            } else {
                word.push(consonant);
            }
            word.push(vowel);
        }
        word
    };
    let shared = ["Oslo", "Lima", "Astana", "Accra", "Dakar"][(number % 5) as usize];
    let known = ["Lovelace", "Hopper", "Noether"][(number % 3) as usize];
    let mut text =
        format!("The visit number {number} began when the envoy met {known} near the river in {shared}.");
    for name in 0..names {
        let _ = write!(
            text,
            " They spoke about trade and about the road that {} had asked for.",
            own(name)
        );
    }
    while text.len() < bytes {
        let _ = write!(
            text,
            " It was said on day {} that the road is to be opened in a month.",
            text.len()
        );
    }
    text
}

fn megabytes(field: &str) -> Result<u64> {
    Ok(memory(field)? / 1_000_000)
}
