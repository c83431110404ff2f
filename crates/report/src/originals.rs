//! The original file of each document, where it is still at hand and unchanged.

use std::collections::HashMap;
use std::iter::Peekable;
use std::path::{Path, PathBuf};

use onomast_pipeline::models::checksum_of;
use onomast_pipeline::output::{DocumentRecord, RunRecord, read_documents};
use onomast_pipeline::source::Reader;
use onomast_pipeline::{RawDocument, Sources};

use crate::error::ReportError;

/// Where the originals of a run are read from: `given`, or else the inputs that the run names; or why that cannot be.
pub(crate) fn sources(folder: &Path, run: &RunRecord, given: &[PathBuf]) -> Result<Sources, String> {
    let named: Vec<PathBuf> = run.inputs.iter().map(PathBuf::from).collect();
    let inputs = if given.is_empty() { &named[..] } else { given };
    if inputs.is_empty() {
        return Err("the record of the run does not name its inputs".to_owned());
    }
    if inputs.iter().any(|input| input.as_os_str() == "-") {
        return Err("the documents came from standard input".to_owned());
    }
    let sources = Sources::new(inputs, run.settings.max_bytes).map_err(|error| error.to_string())?;
    Ok(sources.without(folder))
}

/// The files that a run has read, read once more alongside its documents.
///
/// Both come in the order of the input. Files may have come, gone or changed since; so a file that belongs to a later
/// document waits for it, and any other is passed over.
pub(crate) struct Originals<'a> {
    files: Result<Files<'a>, String>,
    /// Documents without their original so far.
    pub(crate) missing: usize,
    /// Why the first of them has none.
    pub(crate) first_reason: Option<String>,
}

struct Files<'a> {
    reader: Peekable<Reader<'a>>,
    /// The number of each document.
    numbers: HashMap<String, usize>,
}

impl<'a> Originals<'a> {
    /// Gets ready to read `sources` alongside the documents of `folder`.
    pub(crate) fn new(folder: &Path, sources: &'a Result<Sources, String>) -> Result<Self, ReportError> {
        let files = match sources {
            Err(reason) => Err(reason.clone()),
            Ok(sources) => {
                let ids = read_documents(folder)?.map(|record| record.map(|record| record.id));
                let numbered = ids.enumerate().map(|(number, id)| Ok((id?, number)));
                Ok(Files {
                    reader: sources.read().peekable(),
                    numbers: numbered.collect::<Result<_, ReportError>>()?,
                })
            }
        };
        Ok(Self {
            files,
            missing: 0,
            first_reason: None,
        })
    }

    /// The original of a document, or why it is not at hand. To be asked for each document in turn.
    pub(crate) fn of(&mut self, number: usize, record: &DocumentRecord) -> Result<RawDocument, String> {
        let found = match &mut self.files {
            Err(reason) => Err(reason.clone()),
            Ok(files) => files.next_of(number, record),
        };
        if let Err(reason) = &found {
            self.missing += 1;
            self.first_reason
                .get_or_insert_with(|| format!("{}: {reason}", record.id));
        }
        found
    }
}

impl Files<'_> {
    fn next_of(&mut self, number: usize, record: &DocumentRecord) -> Result<RawDocument, String> {
        let numbers = &self.numbers;
        let is_later = |raw: &RawDocument| numbers.get(raw.id.as_str()).is_some_and(|other| *other > number);
        // What cannot be read now was either not read then, or its document finds nothing here.
        while let Some(item) = self.reader.next_if(|item| !item.as_ref().is_ok_and(is_later)) {
            match item {
                Ok(raw) if raw.id.as_str() == record.id => {
                    return if checksum_of(&raw.bytes) == record.sha256 {
                        Ok(raw)
                    } else {
                        Err("the file has changed since".to_owned())
                    };
                }
                _ => {}
            }
        }
        Err("the file is no longer among the inputs".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use onomast_pipeline::output::DOCUMENTS;

    use super::*;

    fn record(id: &str, content: &str) -> DocumentRecord {
        DocumentRecord {
            schema: 1,
            id: id.to_owned(),
            sha256: checksum_of(content.as_bytes()),
            title: None,
            date: None,
            text: content.to_owned(),
            removed: Vec::new(),
            mentions: Vec::new(),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn files_may_come_go_and_change() {
        let out = tempfile::tempdir().unwrap();
        let input = tempfile::tempdir().unwrap();
        let records = ["a.txt", "b.txt", "d.txt", "e.txt"].map(|id| record(id, "Ada"));
        let lines = records
            .iter()
            .map(|record| serde_json::to_string(record).unwrap() + "\n");
        fs::write(out.path().join(DOCUMENTS), lines.collect::<String>()).unwrap();
        for (name, content) in [
            ("b.txt", "Ada"),
            ("c.txt", "Ada"),
            ("d.txt", "Bob"),
            ("e.txt", "Ada"),
        ] {
            fs::write(input.path().join(name), content).unwrap();
        }
        let sources = Sources::new(&[input.path().to_owned()], 1000).map_err(|error| error.to_string());
        let mut originals = Originals::new(out.path(), &sources).unwrap();
        let found: Vec<_> = records
            .iter()
            .enumerate()
            .map(|(number, record)| originals.of(number, record).map(|raw| raw.id.to_string()))
            .collect();
        assert_eq!(
            found,
            [
                Err("the file is no longer among the inputs".to_owned()),
                Ok("b.txt".to_owned()),
                Err("the file has changed since".to_owned()),
                Ok("e.txt".to_owned()),
            ]
        );
        assert_eq!(originals.missing, 2);
        assert_eq!(
            originals.first_reason.as_deref(),
            Some("a.txt: the file is no longer among the inputs")
        );
    }
}
