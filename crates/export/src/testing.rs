//! Output folders for tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use onomast_eval::{Corpus, evaluate};
use onomast_pipeline::output::{DocumentRecord, EntityRecord, read_documents, read_entities};
use serde_json::{Value, json};

use crate::records::Records;

/// An output folder, with place for an export.
pub(crate) struct Sample {
    place: tempfile::TempDir,
    folder: PathBuf,
}

impl Sample {
    /// Of documents with marks: `[Ada](PER e0 name)`, `–` for no entity. Marks may stand within each other.
    pub(crate) fn of(marked: &[&str]) -> Self {
        let documents: Vec<Value> = marked
            .iter()
            .enumerate()
            .map(|(number, marked)| document(&format!("{number}.txt"), marked))
            .collect();
        Self::write(&documents, "bytes")
    }

    /// Writes the records of documents; entities are what their mentions name.
    fn write(documents: &[Value], unit: &str) -> Self {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        fs::create_dir(&folder).unwrap();
        let mut entities: BTreeMap<&str, Vec<(&Value, &Value)>> = BTreeMap::new();
        for document in documents {
            for mention in document["mentions"].as_array().unwrap() {
                if let Some(entity) = mention["entity"].as_str() {
                    entities.entry(entity).or_default().push((document, mention));
                }
            }
        }
        let entities: Vec<Value> = entities
            .into_iter()
            .map(|(id, mentions)| {
                let (_, first) = mentions[0];
                let in_documents: std::collections::BTreeSet<&str> =
                    mentions.iter().map(|(document, _)| document["id"].as_str().unwrap()).collect();
                let references = mentions.iter().map(|(document, mention)| {
                    json!({"document": document["id"], "mention": mention["id"]})
                });
                json!({
                    "schema": 1, "id": id, "name": first["text"], "label": first["label"], "kb_id": null,
                    "aliases": [{"text": first["text"], "count": mentions.len()}],
                    "documents": in_documents.len(), "mentions": references.collect::<Vec<_>>(), "evidence": [],
                })
            })
            .collect();
        let lines = |records: &[Value]| -> String {
            let lines: Vec<String> = records.iter().map(Value::to_string).collect();
            lines.join("\n") + "\n"
        };
        let run = json!({
            "schema": 1, "version": "0", "engine": "none", "model": {}, "knowledge": {},
            "settings": {"model": null, "knowledge": [], "threads": 1, "offsets": unit, "min_score": 0.0,
                "pronouns": true, "max_bytes": 1},
            "counts": {"documents": 0, "bytes": 0, "mentions": 0, "entities": 0, "failures": 0},
            "seconds": {"clean": 0.0, "recognize": 0.0, "resolve": 0.0, "merge": 0.0, "total": 0.0},
            "failures": [], "skipped": [],
        });
        let put = |name: &str, content: String| fs::write(folder.join(name), content).unwrap();
        put("documents.jsonl", lines(documents));
        put("entities.jsonl", lines(&entities));
        put("run.json", run.to_string());
        Self { place, folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where an export may go.
    pub(crate) fn destination(&self) -> PathBuf {
        self.place.path().join("export")
    }

    /// Replaces text in a file.
    pub(crate) fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.folder().join(file);
        let content = fs::read_to_string(&path).unwrap();
        assert!(content.contains(from), "{content}");
        fs::write(path, content.replace(from, to)).unwrap();
    }

    pub(crate) fn documents(&self) -> Vec<DocumentRecord> {
        read_documents(self.folder())
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }

    pub(crate) fn entities(&self) -> Vec<EntityRecord> {
        read_entities(self.folder())
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }

    /// The documents as values that can be scored.
    pub(crate) fn corpus(&self) -> Corpus {
        let records = Records::open(self.folder()).unwrap();
        let annotated = |page: Result<_, _>| records.annotated(&page.unwrap()).unwrap();
        Corpus {
            documents: records.pages().unwrap().map(annotated).collect(),
        }
    }

    /// The same without descriptions and pronouns.
    pub(crate) fn names_only(&self) -> Corpus {
        let mut corpus = self.corpus();
        for document in &mut corpus.documents {
            document
                .mentions
                .retain(|mention| mention.kind == onomast_document::MentionKind::Name);
        }
        corpus
    }
}

/// A few pages of ordinary text.
pub(crate) fn sample_corpus() -> Sample {
    Sample::of(&[
        "[Ada Lovelace](PER e0 name) met [Charles Babbage](PER e1 name) in [London](LOC e2 name).\n\n[She](PER e0 pronoun) \
         wrote to the [Royal Society](ORG e3 name).",
        "[Шавкат Мирзиёев](PER e4 name) visited [Лондон](LOC e2 name); [the Head of the state](PER e4 nominal) spoke.\n",
    ])
}

/// Two documents with what breaks formats, in their ids, titles, names and texts.
pub(crate) fn hostile(unit: &str) -> Sample {
    let name = "\"A\", <b>\u{1}&amp;\r\n\tO'B";
    let mut first = document(
        "a/1.txt",
        &format!(
            "[{name}](PER e0 name) said: [🏔_|;*->\\ k2](LOC e1 name);\u{1f}\u{2028}end\\\r\n\u{b}=1+1\n"
        ),
    );
    first["title"] = json!("<script>alert(\"1\")</script>");
    first["date"] = json!("2022-12-24");
    let mut second = document(
        "../b\n?.txt",
        &format!("-DOCSTART- #Text= _\t[{name}](PER e0 name)"),
    );
    second["title"] = Value::Null;
    let mut documents = vec![first, second];
    if unit == "chars" {
        for document in &mut documents {
            let text = document["text"].as_str().unwrap().to_owned();
            for mention in document["mentions"].as_array_mut().unwrap() {
                for key in ["start", "end"] {
                    let bytes = mention[key].as_u64().unwrap() as usize;
                    mention[key] = json!(text[..bytes].chars().count());
                }
            }
        }
    }
    Sample::write(&documents, unit)
}

fn document(id: &str, marked: &str) -> Value {
    let mut text = String::new();
    let mut open = Vec::new();
    let mut mentions = Vec::new();
    let mut rest = marked;
    while let Some(c) = rest.chars().next() {
        let mark = rest.strip_prefix("](").and_then(|mark| mark.split_once(')'));
        if let Some((mark, after)) = mark {
            let start: usize = open.pop().unwrap();
            let words: Vec<&str> = mark.split(' ').collect();
            let entity = Some(words[1]).filter(|entity| *entity != "–");
            mentions.push((start, text.len(), words[0], entity, words[2]));
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c == '[' {
            open.push(text.len());
        } else {
            text.push(c);
        }
    }
    mentions.sort_by_key(|mention| (mention.0, std::cmp::Reverse(mention.1)));
    let mentions = mentions.iter().enumerate().map(|(number, (start, end, label, entity, kind))| {
        json!({
            "id": format!("m{number}"), "start": start, "end": end, "raw_start": start, "raw_end": null,
            "text": text[*start..*end], "label": label, "kind": kind, "score": 0.5, "entity": entity, "why": null,
        })
    });
    let mentions: Vec<Value> = mentions.collect();
    json!({
        "schema": 1, "id": id, "sha256": "00", "title": "A page", "date": null, "text": text, "removed": [],
        "mentions": mentions,
    })
}

/// Figures of an export, read back and scored against its source.
pub(crate) fn figures<const N: usize>(source: &Corpus, export: &Path, names: &[&str; N]) -> [Option<f64>; N] {
    let mut predicted = onomast_eval::read(export).unwrap();
    for document in &mut predicted.documents {
        // A file is named as a file can be.
        let original = source
            .documents
            .iter()
            .find(|original| crate::file_name(original.id.as_str()) == document.id.as_str());
        document.id = original.unwrap().id.clone();
    }
    let report = evaluate(source, &predicted).unwrap();
    names.map(|name| report.figure(name))
}
