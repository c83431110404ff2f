//! Kills runs over changed copies of the sample pages at random moments, and resumes them.
//!
//! `cargo run --release -p onomast-tests --example kill_test -- FOLDER KILLS [SEED]`, with a FOLDER of pages such as
//! `vary_corpus` makes. Ends with an error as soon as a resumed run gives other bytes than an undisturbed one.

#![expect(clippy::print_stdout, reason = "its report")]

use std::path::Path;

use anyhow::{Context, Result, bail};
use onomast_tests::kill::kill_and_resume;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, kills, seed) = match &arguments[..] {
        [folder, kills] => (folder, kills, 1),
        [folder, kills, seed] => (folder, kills, seed.parse().context("SEED is a number")?),
        _ => bail!("usage: kill_test FOLDER KILLS [SEED]"),
    };
    let kills = kills.parse().context("KILLS is a number")?;
    let folder = Path::new(folder)
        .canonicalize()
        .context("FOLDER cannot be read")?;
    let report = kill_and_resume(&folder, kills, seed)?;
    println!(
        "{} kills; {} runs finished after one or more of them, each with the bytes of an undisturbed run",
        report.killed, report.finished
    );
    Ok(())
}
