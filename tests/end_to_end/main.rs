//! End-to-end tests: the program as its users meet it.
//!
//! One binary, so that the program and the model are built and loaded once. A module a topic.

/// Bad input: a clear message, and the other documents unharmed.
mod bad_input;
/// Runs that are stopped, killed, repeated.
mod batch;
/// Section 2 of the design: files, fields, offsets, exit codes, the same bytes on every run.
mod contract;
/// What the sample corpus gives, to be read by eye when it changes.
mod goldens;
/// Habits that no compiler checks.
mod habits;
/// The page to read.
mod report;
/// JSONL in, JSONL out.
mod streaming;

use std::sync::LazyLock;

use onomast_tests::{Extraction, corpus};

/// The sample corpus, extracted once for all tests, on one thread.
static SAMPLE: LazyLock<Extraction> =
    LazyLock::new(|| Extraction::of(&corpus(), &["--threads", "1"]).expect("the sample corpus is extracted"));
