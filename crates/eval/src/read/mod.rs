//! Readers: from files to a [`Corpus`].

mod brat;
mod columns;
mod conllu;
mod coref_columns;
mod gold;
mod marks;
mod records;
mod spans;
mod tags;
mod tokens;

use std::fs;
use std::path::{Path, PathBuf};

pub use gold::read_gold;
pub use marks::{Marked, strip_marks};
pub use records::{RunRecord, RunSettings, read_records, read_run};

use crate::corpus::{AnnotatedText, Corpus, Mention, OffsetUnit};
use crate::error::EvalError;

/// Reads annotations in whichever format `path` has. As [`read_in`] with bytes.
///
/// # Errors
/// As [`read_in`].
pub fn read(path: &Path) -> Result<Corpus, EvalError> {
    read_in(path, OffsetUnit::Bytes)
}

/// Reads annotations in whichever format `path` has. `unit` is what the offsets of records count where no `run.json`
/// says it.
///
/// | `path` | format |
/// |---|---|
/// | a folder with `documents.tsv` | gold pages with inline marks ([`read_gold`]) |
/// | a folder with `documents.jsonl`, or that file | records of `onomast extract` ([`read_records`]) |
/// | `.conllu` | CoNLL-U with `Entity=`, of GUM or `CorefUD` |
/// | `.conll`, `.iob`, `.iob2`, `.bio`, `.bioes`, `.iobes`, `.bilou`, `.tsv` | coreference columns where there is a `#begin document`, else token columns with tags |
/// | `.ann` beside a `.txt` | brat standoff |
/// | `.jsonl` | spans, in bytes or characters as stated; or streamed records, where lines have `mentions` |
/// | a file of another extension | token columns with tags, if its first line is one |
/// | another folder | all such files in it and below |
///
/// A document is named by what its file says; else by the path of the file below `path`, without its extension
/// (the file name, where `path` is the file), with `#1`, `#2`, … where there are several.
///
/// # Errors
/// When nothing is there, the format is not known, or a line is malformed.
pub fn read_in(path: &Path, unit: OffsetUnit) -> Result<Corpus, EvalError> {
    if path.join("documents.tsv").is_file() {
        return read_gold(path);
    }
    if path.join("documents.jsonl").is_file() {
        return read_records(path, unit);
    }
    if path.file_name().is_some_and(|name| name == "documents.jsonl") {
        return read_records(path.parent().unwrap_or(Path::new(".")), unit);
    }
    if let Err(source) = fs::metadata(path) {
        return Err(EvalError::Io {
            path: path.to_owned(),
            source,
        });
    }
    let files = if path.is_dir() {
        files_under(path, "")?
    } else {
        vec![path.to_owned()]
    };
    let mut corpus = Corpus::default();
    let mut known = false;
    for file in files {
        let below = file
            .strip_prefix(path)
            .ok()
            .filter(|below| !below.as_os_str().is_empty());
        let name = below.unwrap_or_else(|| Path::new(file.file_name().unwrap_or_default()));
        let name = name.with_extension("").to_string_lossy().replace('\\', "/");
        if let Some(documents) = read_file(&file, &name, file == path, unit)? {
            corpus.documents.extend(documents);
            known = true;
        }
    }
    if known {
        Ok(corpus)
    } else {
        Err(EvalError::UnknownFormat {
            path: path.to_owned(),
        })
    }
}

/// The documents of a file; `None` where its extension is none of those that are read. A file that was `named` by the
/// caller may have another extension if it holds token columns.
fn read_file(
    path: &Path,
    name: &str,
    named: bool,
    unit: OffsetUnit,
) -> Result<Option<Vec<AnnotatedText>>, EvalError> {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let documents = match &*extension {
        "conllu" => conllu::read_conllu(path, &read_text(path)?, name)?,
        "jsonl" => {
            let text = read_text(path)?;
            if records::are_records(&text) {
                records::read_streamed(path, &text, unit)?
            } else {
                spans::read_spans(path, &text)?
            }
        }
        "ann" => {
            let text = read_text(&path.with_extension("txt"))?;
            vec![brat::read_brat(path, &read_text(path)?, &text, name)?]
        }
        "conll" | "iob" | "iob2" | "bio" | "bioes" | "iobes" | "bilou" | "tsv" => {
            let text = read_text(path)?;
            if text.lines().any(|line| line.starts_with("#begin document")) {
                coref_columns::read_coref_columns(path, &text, name)?
            } else {
                columns::read_columns(path, &text, name)?
            }
        }
        _ if named && looks_like_columns(path) => columns::read_columns(path, &read_text(path)?, name)?,
        _ => return Ok(None),
    };
    Ok(Some(documents))
}

/// Whether the first line that is neither empty nor a comment has columns, and in the last a tag.
fn looks_like_columns(path: &Path) -> bool {
    let Ok(text) = fs::read_to_string(path) else {
        return false;
    };
    let mut lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with("# "));
    lines.next().is_some_and(|line| {
        let mut columns = line.split_whitespace();
        columns.next().is_some() && columns.any(|column| tags::Tag::parse(column).is_some())
    })
}

/// The documents of a file of columns, with their names.
struct Documents<'a> {
    file: &'a str,
    named: Option<String>,
    list: Vec<(Option<String>, String, Vec<Mention>)>,
}

impl<'a> Documents<'a> {
    fn new(file: &'a str) -> Self {
        Self {
            file,
            named: None,
            list: Vec::new(),
        }
    }

    /// The next document starts, with its name if it has one.
    fn start(&mut self, name: Option<&str>) {
        self.named = name.map(str::to_owned);
    }

    /// A document ends, if there was any.
    fn finish(&mut self, document: Option<(String, Vec<Mention>)>) {
        if let Some((text, mentions)) = document {
            self.list.push((self.named.take(), text, mentions));
        }
    }

    fn list(self) -> Vec<AnnotatedText> {
        let alone = self.list.len() == 1;
        let documents = self.list.into_iter().enumerate();
        let document = |(index, (name, text, mentions)): (usize, (Option<String>, String, Vec<Mention>))| {
            let by_file = || {
                if alone {
                    self.file.to_owned()
                } else {
                    format!("{}#{}", self.file, index + 1)
                }
            };
            let mut document = AnnotatedText::new(name.unwrap_or_else(by_file), Some(text));
            document.mentions = mentions;
            document
        };
        documents.map(document).collect()
    }
}

pub(crate) fn read_text(path: &Path) -> Result<String, EvalError> {
    fs::read_to_string(path).map_err(|source| EvalError::Io {
        path: path.to_owned(),
        source,
    })
}

/// All files under `folder` whose name ends in `suffix`, sorted.
pub(crate) fn files_under(folder: &Path, suffix: &str) -> Result<Vec<PathBuf>, EvalError> {
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
