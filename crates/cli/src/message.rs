//! Messages to the user, on standard error, so that results on standard output stay clean.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use onomast_pipeline::Failure;
use onomast_pipeline::run::{Progress, Summary};
use onomast_pipeline::source::Skipped;

/// At most this many failures are printed; all are in `run.json`.
const FAILURES_SHOWN: usize = 20;

/// Prints a line. Where standard error is gone, there is nobody left to tell.
pub fn line(words: &str) {
    let _ = writeln!(io::stderr().lock(), "{words}");
}

/// Prints an error.
pub fn error(words: &str) {
    line(&format!("onomast: error: {words}"));
}

/// Prints a warning.
pub fn warning(words: &str) {
    line(&format!("onomast: warning: {words}"));
}

/// Prints the documents that failed, and what was left alone.
pub fn shortfalls(failures: &[Failure], skipped: &[Skipped], listed_in: Option<&str>) {
    for Skipped { reason, files, first } in skipped {
        let word = if *files == 1 { "file" } else { "files" };
        line(&format!(
            "onomast: left alone: {files} {word}, {reason}; the first is {first}"
        ));
    }
    for failure in failures.iter().take(FAILURES_SHOWN) {
        warning(&failure.to_string());
    }
    if let Some(more) = failures.len().checked_sub(FAILURES_SHOWN + 1) {
        let place = listed_in
            .map(|file| format!("; all are in {file}"))
            .unwrap_or_default();
        warning(&format!("and {} more documents that failed{place}", more + 1));
    }
}

/// Prints what a run came to.
pub fn summary(summary: &Summary, place: &str) {
    let seconds = summary.total.as_secs_f64();
    line(&format!(
        "onomast: {} documents, {} mentions, {} entities in {seconds:.1} s, written to {place}",
        HumanCount(summary.documents),
        HumanCount(summary.mentions),
        HumanCount(summary.entities),
    ));
}

/// A bar on a terminal, nothing elsewhere.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar over `total` bytes; without a total, a counter of documents.
    pub fn new(total: Option<u64>) -> Self {
        let bar = match total {
            Some(bytes) => ProgressBar::new(bytes).with_style(style(
                "{bar:30} {percent:>3} %  {binary_bytes}/{binary_total_bytes}  {msg}  {eta} left",
            )),
            None => {
                ProgressBar::new_spinner().with_style(style("{spinner} {binary_bytes}  {msg}  {elapsed}"))
            }
        };
        if !io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        bar.set_message("loading the model");
        Self(bar)
    }

    /// Whether somebody can see it.
    pub fn is_wanted() -> bool {
        io::stderr().is_terminal()
    }

    /// Shows how far the run has come.
    pub fn show(&self, progress: Progress) {
        self.0.set_position(progress.bytes);
        let failed = if progress.failed > 0 {
            format!(", {} failed", progress.failed)
        } else {
            String::new()
        };
        self.0
            .set_message(format!("{} documents{failed}", progress.documents));
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
