//! Time and memory of a run over a very large number of small documents, with a toy in place of the model.
//!
//! `cargo run --release -p onomast-tests --example many_documents -- DOCUMENTS`. Writes a JSONL file of so many pages of
//! two to three hundred bytes, five names each, of which a part is shared by many pages. Reads `/proc`, so it is for
//! Linux.

#![expect(clippy::print_stdout, reason = "its report")]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use onomast_pipeline::run::{self, Existing};
use onomast_pipeline::{Pipeline, Settings, Sources};
use onomast_tests::memory;
use onomast_tests::toy::Capitals;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [documents] = &arguments[..] else {
        bail!("usage: many_documents DOCUMENTS")
    };
    let documents: u64 = documents.parse().context("DOCUMENTS is a number")?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("pages.jsonl");
    let mut file = BufWriter::new(File::create(&path)?);
    for number in 0..documents {
        writeln!(file, "{}", page(number))?;
    }
    file.flush()?;
    drop(file);
    println!(
        "{documents} documents, {} MB",
        fs::metadata(&path)?.len() / 1_000_000
    );

    let settings = Settings::default();
    let pipeline = Pipeline::load(&settings)?.with_recognizer(Box::new(Capitals));
    println!("loaded: {} MB", megabytes("VmRSS:")?);
    let sources = Sources::new(&[path], settings.max_bytes)?;
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

/// A page of which three names are its own and two are shared with many.
fn page(number: u64) -> serde_json::Value {
    let own = |salt: u64| {
        let mut rest = (number * 3 + salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut name = String::new();
        for syllable in 0..4 {
            let consonant = b"bdfgklmnprstvz"[(rest % 14) as usize] as char;
            let vowel = b"aeiou"[(rest / 14 % 5) as usize] as char;
            rest /= 70;
            if syllable == 0 {
                name.push(consonant.to_ascii_uppercase());
            } else {
                name.push(consonant);
            }
            name.push(vowel);
        }
        name
    };
    let shared = ["Oslo", "Lima", "Astana", "Accra", "Dakar"][(number % 5) as usize];
    let known = ["Lovelace", "Hopper", "Noether"][(number % 3) as usize];
    let text = format!(
        "The visit number {number} began when {} met {known} near the river in {shared}. They spoke about trade and \
         about the road to {}, which is to be opened in a month, and they agreed that {} would come next time.",
        own(0),
        own(1),
        own(2)
    );
    serde_json::json!({ "id": format!("page/{number}"), "text": text })
}

fn megabytes(field: &str) -> Result<u64> {
    Ok(memory(field)? / 1_000_000)
}
