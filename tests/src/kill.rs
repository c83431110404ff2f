//! Killing runs at random moments, and going on with them.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::{Extraction, onomast};

/// What came of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Report {
    /// Runs killed before their end.
    pub killed: u32,
    /// Runs that came to their end after at least one kill, with the output of a run that was never killed.
    pub finished: u32,
}

/// Kills runs over `input` at random moments and resumes them, until `kills` have been killed and the last has come
/// to its end. Each that does must give the bytes of an undisturbed run.
///
/// # Errors
/// When a run fails by itself, or its output differs.
pub fn kill_and_resume(input: &Path, kills: u32, seed: u64) -> Result<Report> {
    let begun = Instant::now();
    let undisturbed = Extraction::of(input, &[])?;
    let span = begun.elapsed();
    let expected = outputs(undisturbed.folder.path())?;
    let mut report = Report::default();
    let mut random = seed | 1;
    while report.killed < kills {
        let out = tempfile::tempdir()?;
        let before = report.killed;
        loop {
            // Xorshift: any sequence that the seed fixes will do.
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let wait = (report.killed < kills).then(|| span.mul_f64((random % 1000) as f64 / 1000.0));
            if !killed(input, out.path(), wait)? {
                break;
            }
            report.killed += 1;
        }
        ensure!(
            outputs(out.path())? == expected,
            "after {} kills (seed {seed}) the output differs",
            report.killed - before
        );
        report.finished += u32::from(report.killed > before);
    }
    Ok(report)
}

/// Runs the program, and kills it after `wait` where it has not ended by then; says whether it was killed.
fn killed(input: &Path, out: &Path, wait: Option<Duration>) -> Result<bool> {
    let mut command = onomast();
    command.arg("extract").arg(input).arg("-o").arg(out).arg("-q");
    if out
        .join(".onomast-journal")
        .metadata()
        .is_ok_and(|journal| journal.len() > 0)
    {
        command.arg("--resume");
    }
    let mut child = command.spawn().context("the program cannot be started")?;
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "the run failed by itself: {status}");
            return Ok(false);
        }
        if wait.is_some_and(|wait| begun.elapsed() >= wait) {
            child.kill()?;
            child.wait()?;
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Documents and entities of an output folder.
fn outputs(folder: &Path) -> Result<[Vec<u8>; 2]> {
    let read = |name: &str| fs::read(folder.join(name)).with_context(|| format!("{name} cannot be read"));
    Ok([read("documents.jsonl")?, read("entities.jsonl")?])
}
