//! The output folder of an extraction as one page for people to read.
//!
//! The page holds everything: its style, its script and all data. It opens from disk, asks nothing of any network, and
//! its content-security policy forbids it to. [`write_page`] reads the records and writes it:
//!
//! 1. `entities`: the entities, what their list and search show and what their own view shows.
//! 2. `originals`: the original file of each document, where it is still at hand and unchanged.
//! 3. `removed`: what cleaning took out of a page, with its text and its place in the cleaned text.
//! 4. `documents`: the documents with their mentions, whose offsets become those that a browser counts.
//! 5. `chunks`: all of it packed, so that a browser unpacks what is looked at and nothing else.
//! 6. `page`: style, script and chunks put together.
//!
//! What happens in the browser is in `assets/`: plain HTML, CSS and JavaScript. No text of a document is ever markup
//! there: the data are base64 in the page, and the script makes nodes of text. There is no search index, because to
//! look through the names of a quarter of a million entities takes a few milliseconds, and no layout library, because
//! the network draws at most some dozens of entities.
//!
//! The same records and originals give the same bytes.

mod chunks;
mod documents;
mod entities;
mod error;
mod originals;
mod page;
mod removed;

use std::io::Write;
use std::path::{Path, PathBuf};

use onomast_pipeline::OffsetUnit;
use onomast_pipeline::output::{RunRecord, read_run};
use serde::Serialize;

pub use error::ReportError;

use chunks::Packer;
use documents::DocumentList;
use entities::EntityList;
use originals::Originals;

/// What goes into the page beside the records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Where the original files lie; those that `run.json` names where empty.
    pub inputs: Vec<PathBuf>,
    /// Whether the page holds the raw text of the documents.
    pub raw: RawText,
}

/// Whether the page holds the raw text of the documents, markup and all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RawText {
    /// Where the originals come to no more than [`RAW_LIMIT`] bytes together.
    #[default]
    IfSmall,
    /// Always.
    Always,
    /// Never. The text of removed parts is still there.
    Never,
}

/// See [`RawText::IfSmall`]. Packed, raw text takes about half of its size in the page.
pub const RAW_LIMIT: u64 = 64 << 20;

/// What was put into a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents.
    pub documents: usize,
    /// Entities.
    pub entities: usize,
    /// Whether the raw text is there, for the documents whose original is at hand.
    pub raw: bool,
    /// Documents whose original file is not at hand.
    pub without_original: usize,
    /// Why, for the first of them.
    pub reason: Option<String>,
}

/// What the page reads first: enough for all lists, searches, counts and drawings.
#[derive(Serialize)]
struct Index<'a> {
    name: String,
    run: &'a RunRecord,
    entities: EntityList,
    documents: DocumentList,
    /// For each kind of chunk the number of the first item in each chunk.
    chunks: Starts,
    raw: bool,
}

#[derive(Serialize)]
struct Starts {
    entity: Vec<usize>,
    document: Vec<usize>,
    raw: Vec<usize>,
}

/// Writes the page for the output folder `folder` to `writer`.
///
/// Memory holds the packed page, since the lists at its head are known only at the end.
///
/// # Errors
/// When the records cannot be read, are not of one run, or the page cannot be written. An original that is not at hand
/// is no error: the page says so.
pub fn write_page(folder: &Path, options: &Options, writer: &mut dyn Write) -> Result<Summary, ReportError> {
    let run = read_run(folder)?;
    let unit = OffsetUnit::of_name(&run.settings.offsets).ok_or_else(|| ReportError::Offsets {
        folder: folder.to_owned(),
        unit: run.settings.offsets.clone(),
    })?;
    let raw = match options.raw {
        RawText::Always => true,
        RawText::Never => false,
        RawText::IfSmall => run.counts.bytes <= RAW_LIMIT,
    };
    let mut entity_chunks = Packer::new("entity");
    let (mut entities, mut ids) = entities::read(folder, &mut entity_chunks)?;
    let sources = originals::sources(folder, &run, &options.inputs);
    let mut originals = Originals::new(folder, &sources)?;
    let mut document_chunks = Packer::new("document");
    let mut raw_chunks = Packer::new("raw");
    let documents = documents::read(
        folder,
        unit,
        &mut ids,
        &mut originals,
        &mut document_chunks,
        raw.then_some(&mut raw_chunks),
    )?;
    entities.take_documents(folder, ids)?;
    let (entity_chunks, document_chunks, raw_chunks) = (
        entity_chunks.finish(),
        document_chunks.finish(),
        raw_chunks.finish(),
    );
    let summary = Summary {
        documents: documents.len(),
        entities: entities.len(),
        raw,
        without_original: originals.missing,
        reason: originals.first_reason.take(),
    };
    let index = Index {
        name: name_of(folder),
        run: &run,
        entities,
        documents,
        chunks: Starts {
            entity: entity_chunks.starts.clone(),
            document: document_chunks.starts.clone(),
            raw: raw_chunks.starts.clone(),
        },
        raw,
    };
    page::write(
        &chunks::pack(&index)?,
        &[entity_chunks, document_chunks, raw_chunks],
        writer,
    )?;
    Ok(summary)
}

/// The last part of a folder's name; for `.` and the like, of the folder that it stands for.
fn name_of(folder: &Path) -> String {
    let named = folder.file_name().map(ToOwned::to_owned);
    let name = named.or_else(|| {
        std::fs::canonicalize(folder)
            .ok()?
            .file_name()
            .map(ToOwned::to_owned)
    });
    name.unwrap_or_default().to_string_lossy().into_owned()
}
