//! What a run has left in its folder: the journal, and the records.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::LazyLock;

use onomast_eval::OffsetUnit;
use onomast_export::Format;
use onomast_pipeline::journal::JOURNAL;
use onomast_pipeline::output::{read_documents, read_entities, read_run};
use onomast_pipeline::run::{self, Existing};
use onomast_pipeline::{Pipeline, Settings, Sources};
use sha2::{Digest, Sha256};

use super::{files, folder, write};
use crate::toy::Capitals;

/// A run over one page, by a toy in place of the model.
struct Run {
    pipeline: Pipeline,
    settings: Settings,
    /// The lines of its journal: what made it, and the page.
    lines: Vec<Vec<u8>>,
    documents: Vec<u8>,
}

static RUN: LazyLock<Run> = LazyLock::new(|| {
    let settings = Settings {
        threads: 1,
        recurring_lines: false,
        ..Settings::default()
    };
    let pipeline = Pipeline::load(&settings).expect("the shipped files are there");
    let mut run = Run {
        pipeline: pipeline.with_recognizer(Box::new(Capitals)),
        settings,
        lines: Vec::new(),
        documents: Vec::new(),
    };
    let out = folder();
    run.extract(out.path())
        .expect("an undisturbed run comes to its end");
    let journal = fs::read(out.path().join(JOURNAL)).expect("a run leaves a journal");
    run.lines = journal
        .split_inclusive(|&byte| byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    run.documents = fs::read(out.path().join("documents.jsonl")).expect("a run leaves documents");
    run
});

impl Run {
    fn extract(&self, out: &Path) -> Result<(), onomast_pipeline::PipelineError> {
        let input = folder();
        let page = b"Visit\n\nAda Lovelace came to Oslo on Tuesday, and so did Karl Berg.\n";
        write(input.path(), "page.txt", page);
        let sources = Sources::new(&[input.path().to_owned()], 1 << 20).expect("the folder is there");
        let mut go_on = |_| ControlFlow::Continue(());
        let (pipeline, settings) = (&self.pipeline, &self.settings);
        run::to_folder(pipeline, settings, sources, out, Existing::Reuse, &mut go_on).map(|_| ())
    }

    /// A line with the key of a genuine one and the right checksum for its JSON.
    fn signed(&self, number: usize, json: &[u8]) -> Vec<u8> {
        let key = &self.lines[number][..32];
        let digits = std::str::from_utf8(key).expect("digits");
        let bytes = u128::from_str_radix(digits, 16).expect("digits").to_be_bytes();
        let digest = Sha256::new().chain_update(bytes).chain_update(json).finalize();
        let sum = u64::from_be_bytes(digest[..8].try_into().expect("eight bytes"));
        [key, format!(" {sum:016x} ").as_bytes(), json, b"\n"].concat()
    }
}

/// A journal made of lines. Its first byte says what a line is: the genuine first (`0`) or second (`1`) one, JSON that
/// is given the key and the checksum of one of them (`2`, `3`), or the line as it stands.
///
/// A run over what is there must give the undisturbed result, or, where a line was signed, may say what is wrong.
pub(super) fn journal(bytes: &[u8]) {
    let mut journal = Vec::new();
    let mut is_forged = false;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let json = &line[1..];
        let json = json.strip_suffix(b"\n").unwrap_or(json);
        match line[0] {
            b'0' => journal.extend_from_slice(&RUN.lines[0]),
            b'1' => journal.extend_from_slice(&RUN.lines[1]),
            b'2' => journal.extend(RUN.signed(0, json)),
            b'3' => {
                is_forged = true;
                journal.extend(RUN.signed(1, json));
            }
            _ => journal.extend_from_slice(line),
        }
    }
    let out = folder();
    write(out.path(), JOURNAL, &journal);
    let ended = RUN.extract(out.path());
    if !is_forged {
        ended.expect("a run over a damaged journal comes to its end");
        let documents = fs::read(out.path().join("documents.jsonl")).expect("a run leaves documents");
        assert!(
            documents == RUN.documents,
            "a damaged journal has changed the result"
        );
    }
}

/// `documents.jsonl`, `entities.jsonl` and `run.json`, through all that reads them.
pub(super) fn records(bytes: &[u8]) {
    let [documents, entities, run] = files(bytes);
    let folder = folder();
    write(folder.path(), "documents.jsonl", documents);
    write(folder.path(), "entities.jsonl", entities);
    write(folder.path(), "run.json", run);
    for document in read_documents(folder.path()).expect("the file is there") {
        let _ = document;
    }
    for entity in read_entities(folder.path()).expect("the file is there") {
        let _ = entity;
    }
    let _ = read_run(folder.path());
    let _ = onomast_eval::read::read_records(folder.path(), OffsetUnit::Bytes);
    let options = onomast_report::Options {
        inputs: vec![folder.path().join("originals")],
        ..onomast_report::Options::default()
    };
    let _ = onomast_report::write_page(folder.path(), &options, &mut Vec::new());
    for (number, format) in [
        Format::Csv,
        Format::Conll,
        Format::Brat,
        Format::Webanno,
        Format::Jsonld,
        Format::Graphml,
        Format::Displacy,
    ]
    .into_iter()
    .enumerate()
    {
        let _ = onomast_export::export(folder.path(), format, &folder.path().join(number.to_string()));
    }
}
