//! What the end-to-end tests share: the program under test, the sample corpus, and its extraction.

pub mod browser;
pub mod kill;
pub mod readers;
pub mod toy;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use anyhow::{Context, Result};
use serde_json::Value;
use tempfile::TempDir;

/// The root of the project.
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .map(Path::to_owned)
            .unwrap_or_default()
    });
    &ROOT
}

/// The sample corpus.
pub fn corpus() -> PathBuf {
    root().join("corpus")
}

/// A call of the program, in the project's root. It is built on first use, from what the tests were built from.
///
/// # Panics
/// When the program cannot be built.
pub fn onomast() -> Command {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
        let build = escargot::CargoBuild::new()
            .package("onomast")
            .bin("onomast")
            .manifest_path(root().join("Cargo.toml"));
        // What measures the program is built with optimisation, and wants the same of the program.
        let build = if cfg!(debug_assertions) {
            build
        } else {
            build.release()
        };
        match build.run() {
            Ok(run) => run.path().to_owned(),
            Err(error) => panic!("the program under test cannot be built: {error}"),
        }
    });
    let mut command = Command::new(&*PROGRAM);
    command.current_dir(root());
    command
}

/// Runs the program with the given arguments to its end.
///
/// # Errors
/// When it cannot be started.
pub fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Result<Output> {
    onomast()
        .args(arguments)
        .output()
        .context("the program cannot be started")
}

/// What the program said on standard error.
pub fn messages(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// An output folder, read back.
#[derive(Debug)]
pub struct Extraction {
    /// The folder; it goes away with this value.
    pub folder: TempDir,
    /// How the program ended.
    pub output: Output,
}

impl Extraction {
    /// Extracts `input` with further arguments into a new folder.
    ///
    /// # Errors
    /// When the program or the folder cannot be had.
    pub fn of(input: &Path, arguments: &[&str]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let output = onomast()
            .arg("extract")
            .arg(input)
            .arg("-o")
            .arg(folder.path())
            .args(arguments)
            .output()
            .context("the program cannot be started")?;
        Ok(Self { folder, output })
    }

    /// Extracts files made of the given names and contents.
    ///
    /// # Errors
    /// When the program or a folder cannot be had.
    pub fn of_files(files: &[(&str, &[u8])], arguments: &[&str]) -> Result<Self> {
        let input = folder_of(files)?;
        Self::of(input.path(), arguments)
    }

    /// The bytes of an output file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bytes(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.folder.path().join(name);
        fs::read(&path)
            .with_context(|| format!("{} cannot be read: {}", path.display(), messages(&self.output)))
    }

    /// The records of a JSONL file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn records(&self, name: &str) -> Result<Vec<Value>> {
        records(&self.bytes(name)?)
    }

    /// The documents.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn documents(&self) -> Result<Vec<Value>> {
        self.records("documents.jsonl")
    }

    /// The entities.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn entities(&self) -> Result<Vec<Value>> {
        self.records("entities.jsonl")
    }

    /// What `run.json` says.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn run_record(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.bytes("run.json")?)?)
    }
}

/// The JSON values of JSONL bytes.
///
/// # Errors
/// When a line is no JSON.
pub fn records(bytes: &[u8]) -> Result<Vec<Value>> {
    let lines = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| Ok(serde_json::from_slice(line)?)).collect()
}

/// A temporary folder with files of the given names and contents.
///
/// # Errors
/// When it cannot be written.
pub fn folder_of(files: &[(&str, &[u8])]) -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    for (name, content) in files {
        let path = folder.path().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, content)?;
    }
    Ok(folder)
}

/// A field of a record as text; empty where it is none.
pub fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record[field].as_str().unwrap_or_default()
}

/// A field of a record as a number.
///
/// # Panics
/// When it is none.
pub fn number(record: &Value, field: &str) -> usize {
    match record[field].as_u64() {
        Some(number) => number as usize,
        None => panic!("{field} is no number in {record}"),
    }
}

/// Memory of this process in bytes, by a field of `/proc/self/status` such as `VmRSS:`. Linux only.
///
/// # Errors
/// When there is no such field.
pub fn memory(field: &str) -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kibibytes = line.and_then(|rest| rest.split_whitespace().next());
    Ok(kibibytes.context("no such field")?.parse::<u64>()? * 1024)
}

/// Processor time of this process in seconds, in its own code and in the system's, of all threads. Linux only.
///
/// # Errors
/// When `/proc/self/stat` does not say it.
pub fn processor_seconds() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program comes second, in brackets, and may hold anything.
    let (_, rest) = stat.rsplit_once(')').context("no name in brackets")?;
    let mut ticks = rest.split_whitespace().skip(11);
    let mut next = || Ok::<f64, anyhow::Error>(ticks.next().context("too few fields")?.parse()?);
    // Linux counts here in hundredths of a second on every architecture.
    Ok((next()? + next()?) / 100.0)
}
