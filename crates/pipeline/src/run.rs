//! A whole job: inputs to an output folder, or to a stream, in bounded memory.
//!
//! One thread reads batches ahead, at most one; the stages take a batch with all worker threads, so that even a huge
//! document is shared by all of them. What a batch gives goes to the journal in the output folder,
//! and memory keeps only where it stands there. At the end the cluster records are read back and merged, and then
//! the documents one after another, so that each cluster number becomes an entity.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use onomast_clean::Cleaner;
use onomast_document::{DocumentId, RawDocument};
use onomast_linker::{ClusterRecord, ResolvedDocument};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use tracing::{debug, trace};

use crate::failure::{Failure, PipelineError};
use crate::files::{self, TemporaryFile};
use crate::journal::{Journal, Key, Place};
use crate::models::checksum_of;
use crate::output::{DOCUMENTS, DocumentRecord, ENTITIES, EntityRecord, RUN};
use crate::run_record::{maker, run_record};
use crate::settings::Settings;
use crate::source::{BatchSize, Skipped, Sources};
use crate::stages::{Pipeline, StageTimes};

/// What becomes of an output folder that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Existing {
    /// Documents that an earlier run finished are not computed again if nothing that they depend on has changed.
    /// A folder that holds other files is refused.
    #[default]
    Reuse,
    /// The same, but there has to be a run that can be gone on with: one of the same program, model, knowledge and
    /// settings.
    Resume,
    /// Everything is computed, and any folder is written to.
    Replace,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Documents done, failed ones included.
    pub documents: u64,
    /// Raw bytes done.
    pub bytes: u64,
    /// Documents that failed.
    pub failed: u64,
    /// Documents that an earlier run had finished.
    pub reused: u64,
}

/// What a run came to.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Documents with a result.
    pub documents: u64,
    /// Raw bytes read.
    pub bytes: u64,
    /// Mentions found.
    pub mentions: u64,
    /// Entities found; 0 for a stream.
    pub entities: u64,
    /// Documents that an earlier run had finished, among them.
    pub reused: u64,
    /// Documents without a result, in the order of the input.
    pub failures: Vec<Failure>,
    /// Files left alone.
    pub skipped: Vec<Skipped>,
    /// Wall time of the stages for single documents.
    pub times: StageTimes,
    /// Wall time of merging.
    pub merge: Duration,
    /// Wall time of it all.
    pub total: Duration,
}

/// A document in the journal.
#[derive(Serialize)]
struct Entry<'a> {
    clusters: &'a [ClusterRecord],
    cluster_of: Vec<Option<u32>>,
    record: DocumentRecord,
}

/// The part of an [`Entry`] that the merge sees.
#[derive(Deserialize)]
struct Clusters {
    clusters: Vec<ClusterRecord>,
}

/// The part of an [`Entry`] that `documents.jsonl` is made of.
#[derive(Deserialize)]
struct Resolved {
    cluster_of: Vec<Option<u32>>,
    record: DocumentRecord,
}

/// Extracts `sources` into the folder `out`: `documents.jsonl`, `entities.jsonl`, `run.json`, and the journal.
///
/// Files are written under temporary names and renamed at the end, so a run that is stopped leaves an earlier
/// result as it was. `progress` is called after each batch, and says whether to go on.
///
/// # Errors
/// When the folder is not ours to write to or cannot be written, or `progress` broke the run off. Documents that fail
/// are in the summary.
pub fn to_folder(
    pipeline: &Pipeline,
    settings: &Settings,
    sources: Sources,
    out: &Path,
    existing: Existing,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Summary, PipelineError> {
    let started = Instant::now();
    let maker = maker(pipeline, settings);
    let mut folder = Folder {
        journal: Journal::open(out, &maker, existing)?,
        settings,
        ids: Vec::new(),
        places: Vec::new(),
    };
    let sources = sources.without(out);
    let mut summary = in_batches(pipeline, settings, &sources, &mut folder, progress)?;
    let Folder {
        journal, ids, places, ..
    } = folder;

    let start = Instant::now();
    let mut clusters = Vec::with_capacity(places.len());
    let mut entries = journal.entries()?;
    for (position, place) in places.iter().enumerate() {
        let entry: Clusters = entries.read(*place)?;
        clusters.push((position as u32, entry.clusters));
    }
    debug!("merging the clusters of {} documents", clusters.len());
    let resolution = pipeline.merge(clusters);
    summary.merge = start.elapsed();
    summary.entities = resolution.entities.len() as u64;

    let mut documents = TemporaryFile::new(out)?;
    let mut entries = journal.entries()?;
    for (position, place) in places.iter().enumerate() {
        let Resolved {
            cluster_of,
            mut record,
        } = entries.read(*place)?;
        let entity_of = |cluster| {
            resolution
                .entity_of(position as u32, cluster)
                .map(|id| id.to_string())
        };
        for (mention, cluster) in record.mentions.iter_mut().zip(cluster_of) {
            mention.entity = cluster.and_then(entity_of);
            for rival in &mut mention.runners_up {
                if let Some(entity) = rival.entity.parse().ok().and_then(entity_of) {
                    rival.entity = entity;
                }
            }
        }
        summary.mentions += record.mentions.len() as u64;
        documents.line(&record)?;
    }
    let mut entities = TemporaryFile::new(out)?;
    for entity in &resolution.entities {
        entities.line(&EntityRecord::new(entity, &ids))?;
    }
    summary.total = started.elapsed();
    let mut run = TemporaryFile::new(out)?;
    run.pretty(&run_record(pipeline, settings, sources.inputs(), &summary))?;
    documents.rename(&out.join(DOCUMENTS))?;
    entities.rename(&out.join(ENTITIES))?;
    run.rename(&out.join(RUN))?;
    journal.keep_only(&maker, &places)?;
    files::sync_folder(out).map_err(|source| PipelineError::write(out, source))?;
    Ok(summary)
}

/// Streams the documents of `sources` as JSONL to `writer`, by the stages for single documents only: an entity id
/// stands for a cluster of its own document.
///
/// # Errors
/// When `writer` fails (see [`PipelineError::is_closed_pipe`]), or `progress` broke the run off.
pub fn to_stream(
    pipeline: &Pipeline,
    settings: &Settings,
    sources: &Sources,
    writer: &mut dyn Write,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Summary, PipelineError> {
    let started = Instant::now();
    let mut stream = Stream {
        writer,
        settings,
        mentions: 0,
    };
    let mut summary = in_batches(pipeline, settings, sources, &mut stream, progress)?;
    summary.mentions = stream.mentions;
    summary.total = started.elapsed();
    Ok(summary)
}

/// Where results go.
trait Sink {
    /// Whether the document has a result already; it then takes its turn by [`Sink::known`].
    fn find(&self, key: Key) -> Option<Place>;
    /// The next document is one with a result.
    fn known(&mut self, page: &RawDocument, place: Place);
    /// The next document is resolved.
    fn put(&mut self, page: &Page, key: Key, resolved: &ResolvedDocument) -> Result<(), PipelineError>;
    /// A batch is done.
    fn flush(&mut self) -> Result<(), PipelineError>;
}

/// An output folder. `ids` and `places` are those of its documents, in the order of the input.
struct Folder<'a> {
    journal: Journal,
    settings: &'a Settings,
    ids: Vec<DocumentId>,
    places: Vec<Place>,
}

impl Sink for Folder<'_> {
    fn find(&self, key: Key) -> Option<Place> {
        self.journal.find(key)
    }

    fn known(&mut self, page: &RawDocument, place: Place) {
        self.ids.push(page.id.clone());
        self.places.push(place);
    }

    fn put(&mut self, page: &Page, key: Key, resolved: &ResolvedDocument) -> Result<(), PipelineError> {
        let sha256 = page.sha256.clone();
        let entry = Entry {
            clusters: &resolved.clusters,
            cluster_of: resolved.mentions.iter().map(|linked| linked.cluster).collect(),
            record: DocumentRecord::of_resolved(resolved, &page.raw, sha256, self.settings.offsets, |_| None),
        };
        let place = self.journal.add(key, &entry)?;
        self.known(&page.raw, place);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), PipelineError> {
        self.journal.sync()
    }
}

struct Stream<'a> {
    writer: &'a mut dyn Write,
    settings: &'a Settings,
    mentions: u64,
}

impl Stream<'_> {
    fn failed(source: io::Error) -> PipelineError {
        PipelineError::write(Path::new("standard output"), source)
    }
}

impl Sink for Stream<'_> {
    fn find(&self, _key: Key) -> Option<Place> {
        None
    }

    fn known(&mut self, _page: &RawDocument, _place: Place) {}

    fn put(&mut self, page: &Page, _key: Key, resolved: &ResolvedDocument) -> Result<(), PipelineError> {
        let name = |cluster| Some(format!("e{cluster}"));
        let sha256 = page.sha256.clone();
        let record = DocumentRecord::of_resolved(resolved, &page.raw, sha256, self.settings.offsets, name);
        self.mentions += record.mentions.len() as u64;
        serde_json::to_writer(&mut *self.writer, &record).map_err(|error| Self::failed(error.into()))?;
        self.writer.write_all(b"\n").map_err(Self::failed)
    }

    fn flush(&mut self) -> Result<(), PipelineError> {
        self.writer.flush().map_err(Self::failed)
    }
}

/// A page as the reading thread hands it on.
struct Page {
    raw: RawDocument,
    sha256: String,
}

/// Learns which lines recur, then reads the sources batch by batch, runs each through the stages, and hands the
/// results to `sink` in the order of the input.
fn in_batches(
    pipeline: &Pipeline,
    settings: &Settings,
    sources: &Sources,
    sink: &mut dyn Sink,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Summary, PipelineError> {
    let mut summary = Summary::default();
    let cleaner = pipeline.cleaner_for(settings, sources, &mut summary.times);
    let size = BatchSize::for_threads(pipeline.threads());
    thread::scope(|scope| {
        // One batch may wait while another is worked on and a third is read.
        let (sender, batches) = mpsc::sync_channel(1);
        let reading = scope.spawn(move || read_ahead(sources, size, &sender));
        for batch in &batches {
            one_batch(pipeline, &cleaner, batch, sink, &mut summary)?;
            let so_far = Progress {
                documents: summary.documents + summary.failures.len() as u64,
                bytes: summary.bytes,
                failed: summary.failures.len() as u64,
                reused: summary.reused,
            };
            if progress(so_far).is_break() {
                return Err(PipelineError::Interrupted {
                    documents: so_far.documents,
                });
            }
        }
        match reading.join() {
            Ok(skipped) => summary.skipped = skipped,
            Err(panic) => std::panic::resume_unwind(panic),
        }
        Ok(summary)
    })
}

type Batch = Vec<Result<Page, Failure>>;

/// Reads batches until the end, or until nobody wants more. Gives back what was left alone.
fn read_ahead(sources: &Sources, size: BatchSize, sender: &mpsc::SyncSender<Batch>) -> Vec<Skipped> {
    let mut reader = sources.read();
    loop {
        let items = reader.batch(size);
        let page = |raw: RawDocument| Page {
            sha256: checksum_of(&raw.bytes),
            raw,
        };
        let batch: Batch = items.into_iter().map(|item| item.map(page)).collect();
        if batch.is_empty() || sender.send(batch).is_err() {
            return reader.skipped();
        }
    }
}

/// What is to be done for a document of a batch.
enum Turn {
    Failed(Failure),
    Known(Place),
    Compute(Key),
}

fn one_batch(
    pipeline: &Pipeline,
    cleaner: &Cleaner,
    batch: Batch,
    sink: &mut dyn Sink,
    summary: &mut Summary,
) -> Result<(), PipelineError> {
    let mut pages = Vec::with_capacity(batch.len());
    for item in batch {
        match item {
            Ok(page) => pages.push(page),
            Err(failure) => summary.failures.push(failure),
        }
    }
    summary.bytes += pages.iter().map(|page| page.raw.bytes.len() as u64).sum::<u64>();
    let mut turns = Vec::with_capacity(pages.len());
    let mut open = Vec::new();
    let raw = pages.par_iter().map(|page| &page.raw);
    let cleaned = pipeline.clean_all(cleaner, raw, &mut summary.times);
    for (page, cleaned) in pages.iter().zip(cleaned) {
        turns.push(match cleaned {
            Err(failure) => Turn::Failed(failure),
            Ok(document) => {
                let key = Key::of(&document, &page.sha256);
                if let Some(place) = sink.find(key) {
                    Turn::Known(place)
                } else {
                    open.push(document);
                    Turn::Compute(key)
                }
            }
        });
    }
    trace!("{} pages cleaned, {} to be computed", pages.len(), open.len());
    let resolved = pipeline.resolve_cleaned(open, &mut summary.times);
    let mut resolved = resolved.into_iter();
    for (page, turn) in pages.iter().zip(turns) {
        match turn {
            Turn::Failed(failure) => summary.failures.push(failure),
            Turn::Known(place) => {
                debug!("{}: unchanged", page.raw.id);
                sink.known(&page.raw, place);
                summary.documents += 1;
                summary.reused += 1;
            }
            Turn::Compute(key) => match resolved.next().expect("one result a document") {
                Ok(resolved) => {
                    debug!("{}: {} mentions", page.raw.id, resolved.mentions.len());
                    sink.put(page, key, &resolved)?;
                    summary.documents += 1;
                }
                Err(failure) => summary.failures.push(failure),
            },
        }
    }
    sink.flush()
}
