//! The records that other programs read, with their versioned serde form.
//!
//! The domain types carry no serde; these do. Fields are only ever added: `schema` changes when one would
//! have to change its meaning.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use onomast_document::{Document, DocumentId, Entity, Mention, RawDocument, RawSpan, Score, Span};
use onomast_linker::ResolvedDocument;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::failure::PipelineError;
use crate::settings::OffsetUnit;

/// The version of the records.
pub const SCHEMA: u32 = 1;

/// The file of documents in an output folder.
pub const DOCUMENTS: &str = "documents.jsonl";
/// The file of entities in an output folder.
pub const ENTITIES: &str = "entities.jsonl";
/// The file about the run in an output folder.
pub const RUN: &str = "run.json";

/// A line of `documents.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The document's id.
    pub id: String,
    /// SHA-256 of the raw bytes, in hexadecimal.
    pub sha256: String,
    /// The headline.
    pub title: Option<String>,
    /// The day of publication, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The cleaned text.
    pub text: String,
    /// What cleaning took out, in the order of the file.
    pub removed: Vec<RemovedRecord>,
    /// Mentions by start, the longer first.
    pub mentions: Vec<MentionRecord>,
    /// What a careful user would want to know of this page; left out where there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// A removed stretch of the raw file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedRecord {
    /// First byte (or code point) in the raw file.
    pub raw_start: Option<usize>,
    /// The one after the last.
    pub raw_end: Option<usize>,
    /// The cleaning rule.
    pub rule: Cow<'static, str>,
}

/// A mention in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MentionRecord {
    /// `m0`, `m1`, … in the order of the text.
    pub id: String,
    /// First byte (or code point) in the cleaned text.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
    /// First byte (or code point) in the raw file; null where the way back is not known.
    pub raw_start: Option<usize>,
    /// The one after the last.
    pub raw_end: Option<usize>,
    /// The text of the mention.
    pub text: String,
    /// `PER`, `ORG`, `LOC` or `MISC`.
    pub label: Cow<'static, str>,
    /// `name`, `nominal` or `pronoun`.
    pub kind: Cow<'static, str>,
    /// How sure the stage that found it is, 0..=1, rounded to four digits.
    pub score: f64,
    /// The entity it refers to; null where no link was sure enough.
    pub entity: Option<String>,
    /// Why it was linked there, in words; null for the first or only name of its entity in the document.
    pub why: Option<String>,
    /// What else a pronoun or description might have referred to, the likeliest first; left out where there is
    /// nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runners_up: Vec<RunnerUpRecord>,
}

/// An entity that a mention might have referred to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunnerUpRecord {
    /// The entity. Until the corpus is merged, the number of its cluster in the document.
    pub entity: String,
    /// How likely it was, 0..=1, rounded to four digits.
    pub score: f64,
}

/// A line of `entities.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityRecord {
    /// [`SCHEMA`].
    pub schema: u32,
    /// `e0`, `e1`, …, most mentioned first.
    pub id: String,
    /// The canonical name.
    pub name: String,
    /// `PER`, `ORG`, `LOC` or `MISC`.
    pub label: Cow<'static, str>,
    /// The id in Wikidata, or in the user's knowledge file.
    pub kb_id: Option<String>,
    /// Where it has none: our knowledge base's own id (`onomast:…`), or one made from its name and type, the same in
    /// every run, and for as long as no document changes its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nil_id: Option<String>,
    /// Surface forms, most frequent first.
    pub aliases: Vec<AliasRecord>,
    /// The number of documents that mention it.
    pub documents: usize,
    /// Its mentions in the order of the input.
    pub mentions: Vec<MentionRefRecord>,
    /// Why its parts were taken for one.
    pub evidence: Vec<EvidenceRecord>,
}

/// A surface form with its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AliasRecord {
    /// The surface form.
    pub text: String,
    /// Mentions that have it.
    pub count: u32,
}

/// A mention by its document and number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionRefRecord {
    /// The document's id.
    pub document: String,
    /// The mention's id there.
    pub mention: String,
}

/// A reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRecord {
    /// The sieve or rule.
    pub rule: Cow<'static, str>,
    /// What it saw.
    pub detail: String,
}

/// The content of `run.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The version of the program.
    pub version: String,
    /// The inputs as the user gave them; `-` for standard input. Empty in the records of old runs.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// The inference engine.
    pub engine: String,
    /// SHA-256 of the model's files, by name.
    pub model: BTreeMap<String, String>,
    /// SHA-256 of the knowledge files, by name.
    pub knowledge: BTreeMap<String, String>,
    /// What the user chose.
    pub settings: SettingsRecord,
    /// How much there was.
    pub counts: CountsRecord,
    /// Wall time of the stages.
    pub seconds: SecondsRecord,
    /// Documents without a result, in the order of the input.
    pub failures: Vec<FailureRecord>,
    /// Files left alone, by reason.
    pub skipped: Vec<SkippedRecord>,
}

/// The settings of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettingsRecord {
    /// Where the engine was told to compute: `auto`, `cpu` or `cuda:N`.
    #[serde(default)]
    pub device: String,
    /// A model directory instead of the shipped one.
    pub model: Option<PathBuf>,
    /// Knowledge files added to the shipped ones.
    pub knowledge: Vec<PathBuf>,
    /// Worker threads.
    pub threads: usize,
    /// What offsets count: `bytes` or `chars`.
    pub offsets: String,
    /// Names under this score were dropped; where it depends on the label, the lowest.
    pub min_score: f32,
    /// The score by label, where it depends on it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub min_scores: BTreeMap<String, f32>,
    /// Whether pronouns were resolved.
    pub pronouns: bool,
    /// Whether "I" and "we" were resolved.
    #[serde(default)]
    pub first_person: bool,
    /// Whether lines that recur on the pages of a folder were taken for boilerplate.
    #[serde(default)]
    pub recurring_lines: bool,
    /// Documents over this many bytes were not read.
    pub max_bytes: u64,
}

/// How much a run read and found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountsRecord {
    /// Documents with a result.
    pub documents: u64,
    /// Raw bytes read.
    pub bytes: u64,
    /// Mentions found.
    pub mentions: u64,
    /// Entities found.
    pub entities: u64,
    /// Documents without a result.
    pub failures: u64,
}

/// Wall time of the stages in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SecondsRecord {
    /// Cleaning.
    pub clean: f64,
    /// Recognising names.
    pub recognize: f64,
    /// Linking within documents.
    pub resolve: f64,
    /// Merging over the corpus.
    pub merge: f64,
    /// All of it.
    pub total: f64,
}

/// A document that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureRecord {
    /// Its id, or its place where it has none.
    pub document: String,
    /// The stage that failed.
    pub stage: String,
    /// Why.
    pub cause: String,
}

/// Files that were left alone for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedRecord {
    /// Why, in words.
    pub reason: String,
    /// How many.
    pub files: u64,
    /// The first of them.
    pub first: String,
}

impl DocumentRecord {
    /// The record of a cleaned document without mentions.
    pub fn of_document(document: &Document, raw: &RawDocument, sha256: String, unit: OffsetUnit) -> Self {
        let raw_units = Units::of_bytes(&raw.bytes, unit);
        let removed = document.removed.iter().map(|removal| {
            let (raw_start, raw_end) = raw_units.raw(Some(removal.raw));
            RemovedRecord {
                raw_start,
                raw_end,
                rule: Cow::Borrowed(removal.rule),
            }
        });
        Self {
            schema: SCHEMA,
            id: document.id.to_string(),
            sha256,
            title: document.title.clone(),
            date: document.date.map(|date| date.to_string()),
            text: document.text.clone(),
            removed: removed.collect(),
            mentions: Vec::new(),
            warnings: document.warnings.clone(),
        }
    }

    /// The record of a resolved document. `entity` names the entity of a cluster of this document.
    pub fn of_resolved(
        resolved: &ResolvedDocument,
        raw: &RawDocument,
        sha256: String,
        unit: OffsetUnit,
        entity: impl Fn(u32) -> Option<String>,
    ) -> Self {
        let document = &resolved.document;
        let mut record = Self::of_document(document, raw, sha256, unit);
        let text_units = Units::of_text(&document.text, unit);
        let raw_units = Units::of_bytes(&raw.bytes, unit);
        record.mentions = resolved
            .mentions
            .iter()
            .enumerate()
            .map(|(number, linked)| {
                let Mention {
                    span,
                    label,
                    kind,
                    score,
                } = linked.mention;
                let (start, end) = text_units.text(span);
                let (raw_start, raw_end) = raw_units.raw(document.raw_span(span));
                MentionRecord {
                    id: format!("m{number}"),
                    start,
                    end,
                    raw_start,
                    raw_end,
                    text: document.text_of(span).to_owned(),
                    label: Cow::Borrowed(label.label()),
                    kind: Cow::Borrowed(kind.as_str()),
                    score: rounded(score),
                    entity: linked.cluster.and_then(&entity),
                    why: linked.why.clone(),
                    runners_up: linked
                        .runners_up
                        .iter()
                        .map(|rival| RunnerUpRecord {
                            entity: entity(rival.cluster).unwrap_or_else(|| rival.cluster.to_string()),
                            score: rounded(rival.score),
                        })
                        .collect(),
                }
            })
            .collect();
        record
    }
}

fn rounded(score: Score) -> f64 {
    (f64::from(score.get()) * 1e4).round() / 1e4
}

impl EntityRecord {
    /// The record of an entity. `documents` are the ids by position in the input.
    pub fn new(entity: &Entity, documents: &[DocumentId]) -> Self {
        let mut count = 0;
        let mut last = None;
        let mut mentions = Vec::with_capacity(entity.mentions.len());
        for at in &entity.mentions {
            if last != Some(at.document) {
                count += 1;
                last = Some(at.document);
            }
            let document = documents
                .get(at.document as usize)
                .map(ToString::to_string)
                .unwrap_or_default();
            mentions.push(MentionRefRecord {
                document,
                mention: at.mention.to_string(),
            });
        }
        Self {
            schema: SCHEMA,
            id: entity.id.to_string(),
            name: entity.name.clone(),
            label: Cow::Borrowed(entity.label.label()),
            kb_id: entity.kb_id.clone(),
            nil_id: entity.nil_id.clone(),
            aliases: entity
                .aliases
                .iter()
                .map(|alias| AliasRecord {
                    text: alias.text.clone(),
                    count: alias.count,
                })
                .collect(),
            documents: count,
            mentions,
            evidence: entity
                .evidence
                .iter()
                .map(|evidence| EvidenceRecord {
                    rule: evidence.rule.clone(),
                    detail: evidence.detail.clone(),
                })
                .collect(),
        }
    }
}

/// Reads the documents of an output folder one after another.
///
/// # Errors
/// When the file cannot be opened; each item, when its line is not a document record.
pub fn read_documents(
    folder: &Path,
) -> Result<impl Iterator<Item = Result<DocumentRecord, PipelineError>>, PipelineError> {
    read_lines(folder.join(DOCUMENTS))
}

/// Reads the entities of an output folder one after another.
///
/// # Errors
/// When the file cannot be opened; each item, when its line is not an entity record.
pub fn read_entities(
    folder: &Path,
) -> Result<impl Iterator<Item = Result<EntityRecord, PipelineError>>, PipelineError> {
    read_lines(folder.join(ENTITIES))
}

/// Reads the `run.json` of an output folder.
///
/// # Errors
/// When it cannot be read, or is not such a record.
pub fn read_run(folder: &Path) -> Result<RunRecord, PipelineError> {
    let path = folder.join(RUN);
    let bytes = std::fs::read(&path).map_err(|source| PipelineError::Read {
        path: path.clone(),
        source,
    })?;
    serde_json::from_slice(&bytes).map_err(|error| PipelineError::Record {
        path,
        line: error.line(),
        problem: error.to_string(),
    })
}

fn read_lines<T: DeserializeOwned>(
    path: PathBuf,
) -> Result<impl Iterator<Item = Result<T, PipelineError>>, PipelineError> {
    let file = File::open(&path).map_err(|source| PipelineError::Read {
        path: path.clone(),
        source,
    })?;
    Ok(BufReader::new(file)
        .lines()
        .enumerate()
        .map(move |(number, line)| {
            let line = line.map_err(|source| PipelineError::Read {
                path: path.clone(),
                source,
            })?;
            serde_json::from_str(&line).map_err(|error| PipelineError::Record {
                path: path.clone(),
                line: number + 1,
                problem: error.to_string(),
            })
        }))
}

/// Counts offsets in the unit that the user chose.
///
/// In code points, each text position is looked up in a table of every 64th byte, so that a lookup is cheap in a
/// document of any length.
enum Units<'a> {
    Bytes,
    Chars {
        text: &'a str,
        marks: Vec<usize>,
    },
    /// The raw file is no UTF-8, so its code points cannot be counted from its bytes alone.
    Unknown,
}

const STRIDE: usize = 64;

impl<'a> Units<'a> {
    fn of_text(text: &'a str, unit: OffsetUnit) -> Self {
        if unit == OffsetUnit::Bytes {
            return Self::Bytes;
        }
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut chars = 0;
        for (offset, byte) in text.bytes().enumerate() {
            if offset % STRIDE == 0 {
                marks.push(chars);
            }
            chars += usize::from(is_char_start(byte));
        }
        marks.push(chars);
        Self::Chars { text, marks }
    }

    fn of_bytes(bytes: &'a [u8], unit: OffsetUnit) -> Self {
        match std::str::from_utf8(bytes) {
            _ if unit == OffsetUnit::Bytes => Self::Bytes,
            Ok(text) => Self::of_text(text, unit),
            Err(_) => Self::Unknown,
        }
    }

    fn at(&self, offset: usize) -> Option<usize> {
        match self {
            Self::Bytes => Some(offset),
            Self::Unknown => None,
            Self::Chars { text, marks } => {
                let mark = offset / STRIDE;
                let rest = text.as_bytes().get(mark * STRIDE..offset)?;
                Some(marks.get(mark)? + rest.iter().filter(|&&byte| is_char_start(byte)).count())
            }
        }
    }

    fn text(&self, span: Span) -> (usize, usize) {
        // A span lies within its text by construction.
        (
            self.at(span.start()).unwrap_or_default(),
            self.at(span.end()).unwrap_or_default(),
        )
    }

    fn raw(&self, span: Option<RawSpan>) -> (Option<usize>, Option<usize>) {
        (
            span.and_then(|span| self.at(span.start())),
            span.and_then(|span| self.at(span.end())),
        )
    }
}

fn is_char_start(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_anywhere_in_a_text() {
        let text = "Шавкат Мирзиёев met Ada. ".repeat(20);
        let units = Units::of_text(&text, OffsetUnit::Chars);
        for (chars, (bytes, _)) in text.char_indices().enumerate() {
            assert_eq!(units.at(bytes), Some(chars));
        }
        assert_eq!(units.at(text.len()), Some(text.chars().count()));
        assert_eq!(units.at(text.len() + 1), None);
    }

    #[test]
    fn a_text_of_whole_strides_has_an_end() {
        let text = "x".repeat(2 * STRIDE);
        assert_eq!(
            Units::of_text(&text, OffsetUnit::Chars).at(2 * STRIDE),
            Some(2 * STRIDE)
        );
        assert_eq!(Units::of_text("", OffsetUnit::Chars).at(0), Some(0));
    }

    #[test]
    fn raw_code_points_of_other_encodings_are_not_guessed() {
        let units = Units::of_bytes(&[0xcf, 0xf0, 0xe8], OffsetUnit::Chars);
        assert_eq!(units.raw(RawSpan::new(0, 2).ok()), (None, None));
        let units = Units::of_bytes(&[0xcf, 0xf0, 0xe8], OffsetUnit::Bytes);
        assert_eq!(units.raw(RawSpan::new(0, 2).ok()), (Some(0), Some(2)));
    }
}
