//! Records of `onomast extract`: `documents.jsonl` and `entities.jsonl`.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use onomast_document::{Date, MentionKind, RawSpan};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::read_text;
use crate::corpus::{AnnotatedText, Corpus, Mention, Metadata, OffsetUnit};
use crate::error::EvalError;
use crate::text_map::Bytes;

#[derive(Deserialize)]
struct DocumentRecord {
    id: String,
    title: Option<String>,
    date: Option<String>,
    text: String,
    #[serde(default)]
    removed: Vec<RemovalRecord>,
    #[serde(default)]
    mentions: Vec<MentionRecord>,
}

#[derive(Deserialize)]
struct RemovalRecord {
    raw_start: usize,
    raw_end: usize,
}

#[derive(Deserialize)]
struct MentionRecord {
    start: usize,
    end: usize,
    raw_start: Option<usize>,
    raw_end: Option<usize>,
    text: String,
    label: String,
    kind: String,
    entity: Option<String>,
}

#[derive(Deserialize)]
struct EntityRecord {
    id: String,
    kb_id: Option<String>,
}

/// What `run.json` says of an extraction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct RunRecord {
    /// SHA-256 of each file of the model, by its name.
    #[serde(default)]
    pub model: BTreeMap<String, String>,
    /// SHA-256 of each knowledge file, by its name.
    #[serde(default)]
    pub knowledge: BTreeMap<String, String>,
    /// How it was run.
    pub settings: RunSettings,
}

/// The settings that matter here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct RunSettings {
    /// What offsets count.
    pub offsets: OffsetUnit,
}

/// Reads `run.json` in an output folder of `onomast extract`; `None` where there is none.
///
/// # Errors
/// When it cannot be read, or is no such record.
pub fn read_run(folder: &Path) -> Result<Option<RunRecord>, EvalError> {
    let path = folder.join("run.json");
    if !path.is_file() {
        return Ok(None);
    }
    let text = read_text(&path)?;
    let run = serde_json::from_str(&text).map_err(|source| EvalError::Json {
        line: source.line(),
        path,
        expected: "a run record with \"settings\" and their \"offsets\"",
        source,
    });
    run.map(Some)
}

/// Reads the output folder of `onomast extract`. Places are those in the original files (`raw_start`, `raw_end`), in the
/// unit that `run.json` names; `unit` says it where there is no `run.json`.
///
/// Fields that scoring does not need are ignored. Without `entities.jsonl`, as in streamed records, entities are those
/// of a document, and no mention has a `kb_id`.
///
/// # Errors
/// When a file cannot be read, a line is no such record, or offsets are not what they should be.
pub fn read_records(folder: &Path, unit: OffsetUnit) -> Result<Corpus, EvalError> {
    let unit = read_run(folder)?.map_or(unit, |run| run.settings.offsets);
    let entities_path = folder.join("entities.jsonl");
    let entities = if entities_path.is_file() {
        let mut kb_ids = BTreeMap::new();
        let text = read_text(&entities_path)?;
        for (line, record) in lines(&text) {
            let record: EntityRecord = parse(&entities_path, line, record, "an entity record with \"id\"")?;
            kb_ids.insert(record.id, record.kb_id);
        }
        Entities::OfCorpus(kb_ids)
    } else {
        Entities::OfDocument
    };
    let path = folder.join("documents.jsonl");
    let documents = documents(&path, &read_text(&path)?, unit, &entities)?;
    Ok(Corpus { documents })
}

/// Reads streamed records: documents without a folder, whose entities are those of a document.
pub(super) fn read_streamed(
    path: &Path,
    text: &str,
    unit: OffsetUnit,
) -> Result<Vec<AnnotatedText>, EvalError> {
    documents(path, text, unit, &Entities::OfDocument)
}

/// Whether the lines of a file are records, by the first of them.
pub(super) fn are_records(text: &str) -> bool {
    let first = lines(text)
        .next()
        .map(|(_, line)| serde_json::from_str::<serde_json::Value>(line));
    matches!(first, Some(Ok(record)) if record.get("mentions").is_some() && record.get("spans").is_none())
}

/// What the names of entities stand for.
enum Entities {
    /// Entities of the corpus, with their ids in the knowledge base.
    OfCorpus(BTreeMap<String, Option<String>>),
    /// Clusters of the document that names them.
    OfDocument,
}

fn documents(
    path: &Path,
    text: &str,
    unit: OffsetUnit,
    entities: &Entities,
) -> Result<Vec<AnnotatedText>, EvalError> {
    let document = |(line, record)| {
        let expected = "a document record with \"id\", \"text\" and \"mentions\"";
        document(path, line, parse(path, line, record, expected)?, unit, entities)
    };
    lines(text).map(document).collect()
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim().is_empty())
}

fn parse<T: DeserializeOwned>(
    path: &Path,
    line: usize,
    record: &str,
    expected: &'static str,
) -> Result<T, EvalError> {
    serde_json::from_str(record).map_err(|source| EvalError::Json {
        path: path.to_owned(),
        line,
        expected,
        source,
    })
}

fn document(
    path: &Path,
    line: usize,
    record: DocumentRecord,
    unit: OffsetUnit,
    entities: &Entities,
) -> Result<AnnotatedText, EvalError> {
    let syntax = |expected: &str, found: String| EvalError::syntax(path, line, expected, found);
    let raw = |start: usize, end: usize| {
        RawSpan::new(start, end).map_err(|error| syntax("raw_start ≤ raw_end", error.to_string()))
    };
    let mut document = AnnotatedText::new(record.id.as_str(), None);
    document.unit = unit;
    let date = record.date.as_deref().map(Date::from_str).transpose();
    document.metadata = Some(Metadata {
        title: record.title,
        date: date.map_err(|error| syntax("\"date\" as YYYY-MM-DD", error.to_string()))?,
    });
    document.junk = Some(
        record
            .removed
            .iter()
            .map(|removal| raw(removal.raw_start, removal.raw_end))
            .collect::<Result<_, _>>()?,
    );
    let bytes = Bytes::of(unit, &record.text);
    for mention in record.mentions {
        let clean_place = bytes
            .at(mention.start)
            .zip(bytes.at(mention.end))
            .and_then(|(start, end)| RawSpan::new(start, end).ok());
        let covered = clean_place.and_then(|place| record.text.get(place.range()));
        if covered != Some(mention.text.as_str()) {
            let (counted, other) = match unit {
                OffsetUnit::Bytes => ("bytes", "chars"),
                OffsetUnit::Chars => ("chars", "bytes"),
            };
            return Err(syntax(
                &format!(
                    "text[{}..{}] to be {:?}, counted in {counted} (are these offsets in {other}? then give the whole \
                     output folder, whose run.json says so, or --offsets {other})",
                    mention.start, mention.end, mention.text
                ),
                format!("{:?}", covered.unwrap_or_default()),
            ));
        }
        let place = match (mention.raw_start, mention.raw_end) {
            (Some(start), Some(end)) => Some(raw(start, end)?),
            _ => None,
        };
        let kind = MentionKind::from_str(&mention.kind)
            .map_err(|error| syntax("\"kind\" of a mention", error.to_string()))?;
        let (entity, kb_id) = match (mention.entity, entities) {
            (Some(entity), Entities::OfCorpus(kb_ids)) => {
                let kb_id = kb_ids.get(&entity).cloned().flatten();
                (Some(entity), kb_id)
            }
            (Some(entity), Entities::OfDocument) => (Some(format!("{}/{entity}", record.id)), None),
            (None, _) => (None, None),
        };
        document.mentions.push(Mention {
            place,
            clean_place,
            text: mention.text,
            label: mention.label,
            kind,
            entity,
            kb_id,
        });
    }
    document.clean_text = Some(record.text);
    Ok(document)
}
