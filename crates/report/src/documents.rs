//! The documents: what lists need at once, and what the view of one document needs beside it.

use std::path::Path;

use onomast_pipeline::clean::{self, CleanOptions, Cleaner};
use onomast_pipeline::output::{DocumentRecord, MentionRecord, read_documents};
use onomast_pipeline::places::Places;
use onomast_pipeline::{OffsetUnit, RawDocument};
use serde::Serialize;

use crate::chunks::Packer;
use crate::entities::EntityIds;
use crate::error::ReportError;
use crate::originals::Originals;
use crate::removed::{Removed, removed, removed_bytes};

/// The documents in columns, in the order of the input.
#[derive(Debug, Default, Serialize)]
pub(crate) struct DocumentList {
    id: Vec<String>,
    title: Vec<Option<String>>,
    date: Vec<Option<String>>,
    mentions: Vec<usize>,
}

/// What the view of one document shows.
#[derive(Serialize)]
struct Details<'a> {
    sha256: &'a str,
    text: &'a str,
    mentions: Vec<Mention<'a>>,
    removed: Vec<Removed>,
    warnings: &'a [String],
    /// Why the original file is not at hand.
    no_original: Option<String>,
}

/// A mention; in the page an array, since there are so many: id, first and last UTF-16 unit (half-open), label, kind,
/// score, number of its entity, reason.
#[derive(Serialize)]
struct Mention<'a>(
    &'a str,
    usize,
    usize,
    &'a str,
    &'a str,
    f64,
    Option<u32>,
    Option<&'a str>,
);

/// A file as it was read.
#[derive(Serialize)]
struct Raw {
    text: String,
    /// Removed parts, in UTF-16 units.
    removed: Vec<(usize, usize)>,
}

/// Reads the documents; texts, mentions and raw texts go into chunks.
pub(crate) fn read(
    folder: &Path,
    unit: OffsetUnit,
    entities: &mut EntityIds,
    originals: &mut Originals<'_>,
    chunks: &mut Packer,
    mut raw_chunks: Option<&mut Packer>,
) -> Result<DocumentList, ReportError> {
    let mut list = DocumentList::default();
    let cleaner = Cleaner::new(CleanOptions {
        rules: false,
        ..CleanOptions::default()
    });
    for (number, record) in read_documents(folder)?.enumerate() {
        let record = record?;
        let mentions = mentions(folder, &record, unit, number as u32, entities)?;
        let (original, no_original) = match originals.of(number, &record) {
            Ok(original) => (Some(original), None),
            Err(reason) => (None, Some(reason)),
        };
        chunks.push(&Details {
            sha256: &record.sha256,
            text: &record.text,
            removed: removed(&record, original.as_ref(), unit, &cleaner),
            mentions,
            warnings: &record.warnings,
            no_original,
        })?;
        if let Some(chunks) = &mut raw_chunks {
            chunks.push(&original.and_then(|original| raw(&record, &original, unit)))?;
        }
        list.mentions.push(record.mentions.len());
        list.id.push(record.id);
        list.title.push(record.title);
        list.date.push(record.date);
    }
    Ok(list)
}

impl DocumentList {
    pub(crate) fn len(&self) -> usize {
        self.id.len()
    }
}

fn mentions<'a>(
    folder: &Path,
    record: &'a DocumentRecord,
    unit: OffsetUnit,
    number: u32,
    entities: &mut EntityIds,
) -> Result<Vec<Mention<'a>>, ReportError> {
    let wanted = record
        .mentions
        .iter()
        .flat_map(|mention| [mention.start, mention.end]);
    let places = Places::of(&record.text, unit, wanted.collect());
    let mut mentions = Vec::with_capacity(record.mentions.len());
    for mention in &record.mentions {
        let MentionRecord {
            id,
            label,
            kind,
            score,
            entity,
            why,
            ..
        } = mention;
        let ends = places.get(mention.start).zip(places.get(mention.end));
        let stands = |text| Some(text) == Some(mention.text.as_str());
        let Some((start, end)) =
            ends.filter(|(start, end)| record.text.get(start.byte..end.byte).is_some_and(stands))
        else {
            return Err(ReportError::Mention {
                folder: folder.to_owned(),
                document: record.id.clone(),
                mention: id.clone(),
            });
        };
        let entity = match entity {
            None => None,
            Some(entity) => Some(entities.note(entity, number).ok_or_else(|| ReportError::Mixed {
                folder: folder.to_owned(),
                problem: format!(
                    "mention {id} of {:?} is of the entity {entity}, which is not there",
                    record.id
                ),
            })?),
        };
        mentions.push(Mention(
            id,
            start.utf16,
            end.utf16,
            label,
            kind,
            *score,
            entity,
            why.as_deref(),
        ));
    }
    Ok(mentions)
}

/// The text of the original file; none where it cannot be decoded.
fn raw(record: &DocumentRecord, original: &RawDocument, unit: OffsetUnit) -> Option<Raw> {
    let (text, map) = clean::decode(&original.bytes).ok()?;
    let spans: Vec<_> = removed_bytes(record, &original.bytes, unit)
        .into_iter()
        .filter_map(|span| map.to_clean(span?))
        .collect();
    let wanted = spans.iter().flat_map(|span| [span.start(), span.end()]);
    let places = Places::of(&text, OffsetUnit::Bytes, wanted.collect());
    let utf16 = |offset| places.get(offset).map(|place| place.utf16);
    let removed = spans
        .iter()
        .filter_map(|span| utf16(span.start()).zip(utf16(span.end())));
    Some(Raw {
        removed: removed.collect(),
        text,
    })
}
