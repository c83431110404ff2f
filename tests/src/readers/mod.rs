//! What must hold of every reader, whatever bytes it is given: `tests/readers` tries the seeds and changes of them,
//! `just fuzz` looks for more.

mod annotations;
mod jsonl;
mod knowledge;
mod model;
mod output;
mod pages;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A reader under test: gives it the bytes as a file, and panics where it does what it must not.
pub type Target = fn(&[u8]);

/// The readers by name. A file that belongs to another is in the same bytes, behind a line `====`.
pub const TARGETS: [(&str, Target); 12] = [
    ("text", pages::text),
    ("html", pages::html),
    ("jsonl", jsonl::jsonl),
    ("conll", annotations::conll),
    ("brat", annotations::brat),
    ("gold", annotations::gold),
    ("knowledge", knowledge::knowledge),
    ("manifest", model::manifest),
    ("checkpoint", model::checkpoint),
    ("onnx", model::weights),
    ("journal", output::journal),
    ("records", output::records),
];

/// Those that go through other people's engines and tokenizers, whose panics are caught.
pub const CATCHES: [&str; 2] = ["checkpoint", "onnx"];

/// The reader of a name.
pub fn target(name: &str) -> Option<Target> {
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    found.map(|(_, target)| *target)
}

/// The folder with inputs for a reader that are kept: one of each kind, and what once made it fail.
pub fn seeds(name: &str) -> PathBuf {
    crate::root().join("tests/fuzz/seeds").join(name)
}

/// A folder that goes away with the value, in memory where the system has such a place.
fn folder() -> TempDir {
    let in_memory = Path::new("/dev/shm");
    let made = if in_memory.is_dir() {
        tempfile::tempdir_in(in_memory)
    } else {
        tempfile::tempdir()
    };
    made.expect("a temporary folder can be made")
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("a temporary folder can be written to");
    path
}

/// The files in the bytes of an input; those that are not there are empty.
fn files<const N: usize>(bytes: &[u8]) -> [&[u8]; N] {
    const BETWEEN: &[u8] = b"\n====\n";
    let mut rest = bytes;
    std::array::from_fn(|number| {
        let end = rest.windows(BETWEEN.len()).position(|part| part == BETWEEN);
        match end.filter(|_| number + 1 < N) {
            Some(end) => {
                let file = &rest[..end];
                rest = &rest[end + BETWEEN.len()..];
                file
            }
            None => std::mem::take(&mut rest),
        }
    })
}
