//! Readers: from files to a [`Corpus`].

mod inline;
mod records;

use std::fs;
use std::path::{Path, PathBuf};

pub use inline::{Marked, read_gold, strip_marks};
pub use records::read_records;

use crate::corpus::Corpus;
use crate::error::EvalError;

/// Reads annotations in whichever of our formats `path` has.
///
/// | `path` | format |
/// |---|---|
/// | a folder with `documents.tsv` | gold pages with inline marks ([`read_gold`]) |
/// | a folder with `documents.jsonl`, or that file | records of `onomast extract` ([`read_records`]) |
///
/// # Errors
/// When nothing is there, the format is not known, or a line is malformed.
pub fn read(path: &Path) -> Result<Corpus, EvalError> {
    if path.join("documents.tsv").is_file() {
        return read_gold(path);
    }
    if path.join("documents.jsonl").is_file() {
        return read_records(path);
    }
    if path.file_name().is_some_and(|name| name == "documents.jsonl") {
        return read_records(path.parent().unwrap_or(Path::new(".")));
    }
    if let Err(source) = fs::metadata(path) {
        return Err(EvalError::Io {
            path: path.to_owned(),
            source,
        });
    }
    Err(EvalError::UnknownFormat {
        path: path.to_owned(),
    })
}

fn read_text(path: &Path) -> Result<String, EvalError> {
    fs::read_to_string(path).map_err(|source| EvalError::Io {
        path: path.to_owned(),
        source,
    })
}

/// All files under `folder` whose name ends in `suffix`, sorted.
fn files_under(folder: &Path, suffix: &str) -> Result<Vec<PathBuf>, EvalError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| EvalError::Io { path, source }
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        if path.is_dir() {
            found.extend(files_under(&path, suffix)?);
        } else if path.to_string_lossy().ends_with(suffix) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
