//! Runs the main job over and over in one process, and watches memory, open files and speed.
//!
//! `cargo run --release -p onomast-tests --example soak -- FOLDER MINUTES`, with a FOLDER of pages such as `vary_corpus`
//! makes, on two threads. A line a minute; at the end the first and the last sixth of the time side by side: documents per
//! second by the clock, and per second of processor time, which others at work on the machine blur less. Ends with an
//! error where files stay open or memory goes on growing. Reads `/proc`, so it is for Linux.

#![expect(clippy::print_stdout, reason = "its report")]

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use onomast_pipeline::run::{self, Existing};
use onomast_pipeline::{Pipeline, Settings, Sources};
use onomast_tests::{memory, processor_seconds};

/// What is seen of the process at one moment.
#[derive(Debug, Clone, Copy)]
struct Sample {
    seconds: f64,
    /// Processor time of all threads.
    processor: f64,
    documents: u64,
    /// Resident memory in MiB.
    resident: u64,
    files: usize,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, minutes] = &arguments[..] else {
        bail!("usage: soak FOLDER MINUTES")
    };
    let length = Duration::from_secs_f64(60.0 * minutes.parse::<f64>().context("MINUTES is a number")?);
    let settings = Settings {
        threads: 2,
        ..Settings::default()
    };
    let sources = Sources::new(&[PathBuf::from(folder)], settings.max_bytes)?;
    let pipeline = Pipeline::load(&settings)?;
    let out = tempfile::tempdir()?;
    let begun = Instant::now();
    let (mut documents, mut rounds) = (0, 0);
    let mut samples: Vec<Sample> = Vec::new();
    while begun.elapsed() < length {
        let mut watch = |progress: run::Progress| {
            let seconds = begun.elapsed().as_secs_f64();
            if seconds >= 60.0 * samples.len() as f64
                && let Ok(sample) = sample(seconds, documents + progress.documents)
            {
                println!("{sample:?}");
                samples.push(sample);
            }
            if begun.elapsed() < length {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        let done = run::to_folder(
            &pipeline,
            &settings,
            sources.clone(),
            out.path(),
            Existing::Replace,
            &mut watch,
        );
        match done {
            Ok(summary) => {
                documents += summary.documents;
                rounds += 1;
            }
            Err(onomast_pipeline::PipelineError::Interrupted { .. }) => break,
            Err(error) => return Err(error.into()),
        }
    }
    let part = samples.len() / 6;
    ensure!(
        part > 1,
        "too short to compare its beginning with its end; give more MINUTES"
    );
    let (first, last) = (&samples[1..=part], &samples[samples.len() - part..]);
    println!("{rounds} rounds, {documents} documents");
    for (name, part) in [("first", first), ("last", last)] {
        let (from, to) = (part[0], part[part.len() - 1]);
        let documents = (to.documents - from.documents) as f64;
        println!(
            "{name} part: {documents} documents, {:.2} a second by the clock, {:.2} a second of processor time, {} MiB, \
             {} files",
            documents / (to.seconds - from.seconds),
            documents / (to.processor - from.processor),
            most_resident(part),
            to.files
        );
    }
    ensure!(
        last[last.len() - 1].files <= first[0].files,
        "files stay open: {} at first, {} at last",
        first[0].files,
        last[last.len() - 1].files
    );
    // An allocator may keep a little more each time without anything being lost.
    ensure!(
        most_resident(last) * 10 <= most_resident(first) * 11,
        "memory has grown by more than a tenth"
    );
    Ok(())
}

fn most_resident(samples: &[Sample]) -> u64 {
    samples
        .iter()
        .map(|sample| sample.resident)
        .max()
        .unwrap_or_default()
}

fn sample(seconds: f64, documents: u64) -> Result<Sample> {
    Ok(Sample {
        seconds,
        processor: processor_seconds()?,
        documents,
        resident: memory("VmRSS:")? >> 20,
        files: fs::read_dir("/proc/self/fd")?.count(),
    })
}
