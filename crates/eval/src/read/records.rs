//! Records of `onomast extract`: `documents.jsonl` and `entities.jsonl`.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use onomast_document::{Date, MentionKind, RawSpan, Span};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::read_text;
use crate::corpus::{AnnotatedText, Corpus, Mention, Metadata};
use crate::error::EvalError;

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

/// Reads the output folder of `onomast extract`. Places are those in the original files (`raw_start`, `raw_end`).
///
/// Fields that scoring does not need are ignored. Without `entities.jsonl` no mention has a `kb_id`.
///
/// # Errors
/// When a file cannot be read, a line is no such record, or offsets count characters instead of bytes.
pub fn read_records(folder: &Path) -> Result<Corpus, EvalError> {
    let entities_path = folder.join("entities.jsonl");
    let mut kb_ids = BTreeMap::new();
    if entities_path.is_file() {
        let text = read_text(&entities_path)?;
        for (line, record) in lines(&text) {
            let record: EntityRecord = parse(&entities_path, line, record, "an entity record with \"id\"")?;
            kb_ids.insert(record.id, record.kb_id);
        }
    }
    let path = folder.join("documents.jsonl");
    let mut documents = Vec::new();
    let text = read_text(&path)?;
    for (line, record) in lines(&text) {
        let record = parse(
            &path,
            line,
            record,
            "a document record with \"id\", \"text\" and \"mentions\"",
        )?;
        documents.push(document(&path, line, record, &kb_ids)?);
    }
    Ok(Corpus { documents })
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
    kb_ids: &BTreeMap<String, Option<String>>,
) -> Result<AnnotatedText, EvalError> {
    let syntax = |expected: &str, found: String| EvalError::syntax(path, line, expected, found);
    let raw = |start: usize, end: usize| {
        RawSpan::new(start, end).map_err(|error| syntax("raw_start ≤ raw_end", error.to_string()))
    };
    let mut document = AnnotatedText::new(record.id, None);
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
    for mention in record.mentions {
        let covered = Span::in_text(&record.text, mention.start, mention.end)
            .ok()
            .and_then(|span| span.of(&record.text));
        if covered != Some(mention.text.as_str()) {
            return Err(syntax(
                &format!(
                    "text[{}..{}] to be {:?}, in bytes (no --offsets chars)",
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
        let kb_id = mention
            .entity
            .as_ref()
            .and_then(|entity| kb_ids.get(entity).cloned().flatten());
        document.mentions.push(Mention {
            place,
            clean_place: RawSpan::new(mention.start, mention.end).ok(),
            text: mention.text,
            label: mention.label,
            kind,
            entity: mention.entity,
            kb_id,
        });
    }
    document.clean_text = Some(record.text);
    Ok(document)
}
