//! The report in a real browser: headless Chromium.
//!
//! These tests need the Debian packages `chromium` and `chromium-driver`, so `cargo test` passes them over;
//! `just test-report` runs them. A module a topic.

/// Records and files that want to be more than text.
mod hostile;
/// Ten thousand documents.
mod large;
/// Phone, dark, print, keyboard, screen reader.
mod readers;
/// Search, filters, entities, documents, network.
mod views;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Result, ensure};
use onomast_tests::browser::Browser;
use onomast_tests::{Extraction, corpus, messages, run};
use serde_json::Value;
use tempfile::TempDir;

/// The sample corpus, extracted once for all tests.
static SAMPLE: LazyLock<Extraction> =
    LazyLock::new(|| Extraction::of(&corpus(), &[]).expect("the sample corpus is extracted"));

/// The report of the sample corpus.
static PAGE: LazyLock<Report> =
    LazyLock::new(|| Report::of(SAMPLE.folder.path(), &[]).expect("the report is written"));

/// A page that was written.
struct Report {
    _folder: TempDir,
    page: PathBuf,
    messages: String,
}

impl Report {
    /// Writes the report of an output folder.
    fn of(out: &Path, arguments: &[&str]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let page = folder.path().join("report.html");
        let mut call = vec!["report".into(), out.to_owned(), "-o".into(), page.clone()];
        call.extend(arguments.iter().map(PathBuf::from));
        let output = run(&call)?;
        ensure!(output.status.success(), "{}", messages(&output));
        Ok(Self {
            _folder: folder,
            page,
            messages: messages(&output),
        })
    }

    /// A browser that shows it, at a fragment where one is given, with the heading `heading`.
    fn open(&self, fragment: &str, heading: &str) -> Result<Browser> {
        let browser = Browser::start()?;
        self.open_in(&browser, fragment, heading)?;
        Ok(browser)
    }

    fn open_in(&self, browser: &Browser, fragment: &str, heading: &str) -> Result<()> {
        browser.open_page(&self.page, fragment)?;
        browser.wait_for_heading(heading)
    }
}

/// The strings of a JSON array.
fn strings(value: &Value) -> Vec<&str> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).collect()
}

/// A script that returns the texts of all elements of a kind.
fn texts_of(css: &str) -> String {
    format!("return [...document.querySelectorAll({css:?})].map((element) => element.textContent)")
}
