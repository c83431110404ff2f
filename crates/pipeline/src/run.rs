//! A whole job: inputs to an output folder, or to a stream, in bounded memory.
//!
//! Documents are taken in batches. What each batch gives is written at once, to a temporary file in the output
//! folder, with the numbers of its clusters; memory keeps only the cluster records. When the corpus has been
//! merged, the temporary file is read once more and each cluster number becomes an entity.

use std::fs;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use onomast_document::{DocumentId, RawDocument};
use onomast_linker::ClusterRecord;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::failure::{Failure, PipelineError};
use crate::models::{CheckedFile, checksum_of};
use crate::output::{
    CountsRecord, DOCUMENTS, DocumentRecord, ENTITIES, EntityRecord, FailureRecord, RUN, RunRecord, SCHEMA,
    SecondsRecord, SettingsRecord, SkippedRecord,
};
use crate::settings::Settings;
use crate::source::{Skipped, Sources};
use crate::stages::{Pipeline, StageTimes};

/// How far a run has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Documents done, failed ones included.
    pub documents: u64,
    /// Raw bytes done.
    pub bytes: u64,
    /// Documents that failed.
    pub failed: u64,
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

/// A document between the two passes: its record, and the cluster of each mention.
#[derive(Serialize, Deserialize)]
struct Spilled {
    record: DocumentRecord,
    clusters: Vec<Option<u32>>,
}

/// A batch as it leaves the stages.
struct Batch<'a> {
    pages: &'a [RawDocument],
    results: Vec<Result<onomast_linker::ResolvedDocument, Failure>>,
}

/// Extracts `sources` into the folder `out`: `documents.jsonl`, `entities.jsonl`, `run.json`.
///
/// Files are written under temporary names and renamed at the end, so an interrupted run leaves an earlier
/// result as it was. `progress` is called after each batch.
///
/// # Errors
/// When the output cannot be written. Documents that fail are in the summary.
pub fn to_folder(
    pipeline: &Pipeline,
    settings: &Settings,
    sources: Sources,
    out: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Summary, PipelineError> {
    let started = Instant::now();
    fs::create_dir_all(out).map_err(|source| PipelineError::Write {
        path: out.to_owned(),
        source,
    })?;
    let sources = sources.without(out);
    let mut spill = TemporaryFile::new(out)?;
    let mut ids: Vec<DocumentId> = Vec::new();
    let mut clusters: Vec<(u32, Vec<ClusterRecord>)> = Vec::new();
    let mut summary = in_batches(pipeline, settings, &sources, progress, |batch, summary| {
        for (page, result) in batch.pages.iter().zip(batch.results) {
            match result {
                Ok(mut resolved) => {
                    let sha256 = checksum_of(&page.bytes);
                    let record =
                        DocumentRecord::of_resolved(&resolved, page, sha256, settings.offsets, |_| None);
                    let of_mentions = resolved.mentions.iter().map(|linked| linked.cluster).collect();
                    clusters.push((ids.len() as u32, std::mem::take(&mut resolved.clusters)));
                    ids.push(page.id.clone());
                    summary.mentions += record.mentions.len() as u64;
                    spill.line(&Spilled {
                        record,
                        clusters: of_mentions,
                    })?;
                }
                Err(failure) => summary.failures.push(failure),
            }
        }
        Ok(())
    })?;

    let start = Instant::now();
    let resolution = pipeline.merge(clusters);
    summary.merge = start.elapsed();
    summary.entities = resolution.entities.len() as u64;

    let mut documents = TemporaryFile::new(out)?;
    let mut position = 0;
    spill.read_lines(|line: Spilled| {
        let Spilled { mut record, clusters } = line;
        for (mention, cluster) in record.mentions.iter_mut().zip(clusters) {
            mention.entity = cluster
                .and_then(|cluster| resolution.entity_of(position, cluster))
                .map(|id| id.to_string());
        }
        position += 1;
        documents.line(&record)
    })?;
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
    Ok(summary)
}

/// Streams the documents of `sources` as JSONL to `writer`, by the stages for single documents only: an entity id
/// stands for a cluster of its own document.
///
/// # Errors
/// When `writer` fails; see [`PipelineError::is_closed_pipe`].
pub fn to_stream(
    pipeline: &Pipeline,
    settings: &Settings,
    sources: &Sources,
    writer: &mut dyn Write,
    progress: &mut dyn FnMut(Progress),
) -> Result<Summary, PipelineError> {
    let started = Instant::now();
    let failed = |source: io::Error| PipelineError::Write {
        path: PathBuf::from("standard output"),
        source,
    };
    let mut summary = in_batches(pipeline, settings, sources, progress, |batch, summary| {
        for (page, result) in batch.pages.iter().zip(batch.results) {
            match result {
                Ok(resolved) => {
                    let name = |cluster| Some(format!("e{cluster}"));
                    let sha256 = checksum_of(&page.bytes);
                    let record = DocumentRecord::of_resolved(&resolved, page, sha256, settings.offsets, name);
                    summary.mentions += record.mentions.len() as u64;
                    serde_json::to_writer(&mut *writer, &record).map_err(|error| failed(error.into()))?;
                    writer.write_all(b"\n").map_err(failed)?;
                }
                Err(failure) => summary.failures.push(failure),
            }
        }
        writer.flush().map_err(failed)
    })?;
    summary.total = started.elapsed();
    Ok(summary)
}

/// Learns which lines recur, then reads the sources in batches, runs each through the stages, and hands it to `write`.
fn in_batches(
    pipeline: &Pipeline,
    settings: &Settings,
    sources: &Sources,
    progress: &mut dyn FnMut(Progress),
    mut write: impl FnMut(Batch<'_>, &mut Summary) -> Result<(), PipelineError>,
) -> Result<Summary, PipelineError> {
    let mut summary = Summary::default();
    let cleaner = pipeline.cleaner_for(settings, sources, &mut summary.times);
    let mut reader = sources.read();
    loop {
        let pages = reader.batch(&mut summary.failures);
        if pages.is_empty() {
            break;
        }
        let bytes: usize = pages.iter().map(|page| page.bytes.len()).sum();
        let failed = summary.failures.len();
        let results = pipeline.resolve_with(&cleaner, &pages, &mut summary.times);
        write(
            Batch {
                pages: &pages,
                results,
            },
            &mut summary,
        )?;
        summary.documents += pages.len() as u64 - (summary.failures.len() - failed) as u64;
        summary.bytes += bytes as u64;
        let failed = summary.failures.len() as u64;
        progress(Progress {
            documents: summary.documents + failed,
            bytes: summary.bytes,
            failed,
        });
    }
    summary.skipped = reader.skipped();
    Ok(summary)
}

fn run_record(pipeline: &Pipeline, settings: &Settings, inputs: Vec<String>, summary: &Summary) -> RunRecord {
    let files = |files: &[CheckedFile]| {
        let name = |file: &CheckedFile| {
            file.path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        files
            .iter()
            .map(|file| (name(file), file.sha256.clone()))
            .collect()
    };
    let seconds = |time: Duration| (time.as_secs_f64() * 1e3).round() / 1e3;
    RunRecord {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        inputs,
        engine: settings.engine.as_str().to_owned(),
        model: files(pipeline.model_files()),
        knowledge: files(pipeline.knowledge_files()),
        settings: SettingsRecord {
            model: settings.model.clone(),
            knowledge: settings.knowledge.clone(),
            threads: pipeline.threads(),
            offsets: settings.offsets.as_str().to_owned(),
            min_score: settings.min_score.get(),
            pronouns: settings.pronouns,
            recurring_lines: settings.recurring_lines,
            max_bytes: settings.max_bytes,
        },
        counts: CountsRecord {
            documents: summary.documents,
            bytes: summary.bytes,
            mentions: summary.mentions,
            entities: summary.entities,
            failures: summary.failures.len() as u64,
        },
        seconds: SecondsRecord {
            clean: seconds(summary.times.clean),
            recognize: seconds(summary.times.recognize),
            resolve: seconds(summary.times.resolve),
            merge: seconds(summary.merge),
            total: seconds(summary.total),
        },
        failures: summary
            .failures
            .iter()
            .map(|failure| FailureRecord {
                document: failure.document.clone(),
                stage: failure.stage.as_str().to_owned(),
                cause: failure.cause.clone(),
            })
            .collect(),
        skipped: summary
            .skipped
            .iter()
            .map(|skipped| SkippedRecord {
                reason: skipped.reason.clone(),
                files: skipped.files,
                first: skipped.first.clone(),
            })
            .collect(),
    }
}

/// A file in the output folder under a temporary name; it goes away by itself unless it is renamed.
struct TemporaryFile {
    writer: BufWriter<NamedTempFile>,
}

impl TemporaryFile {
    fn new(folder: &Path) -> Result<Self, PipelineError> {
        let named = tempfile::Builder::new().prefix(".onomast-").tempfile_in(folder);
        let named = named.map_err(|source| PipelineError::Write {
            path: folder.to_owned(),
            source,
        })?;
        Ok(Self {
            writer: BufWriter::new(named),
        })
    }

    fn error(&self, source: io::Error) -> PipelineError {
        PipelineError::Write {
            path: self.writer.get_ref().path().to_owned(),
            source,
        }
    }

    fn line(&mut self, record: &impl Serialize) -> Result<(), PipelineError> {
        let written = serde_json::to_writer(&mut self.writer, record).map_err(io::Error::from);
        written
            .and_then(|()| self.writer.write_all(b"\n"))
            .map_err(|source| self.error(source))
    }

    fn pretty(&mut self, record: &impl Serialize) -> Result<(), PipelineError> {
        let written = serde_json::to_writer_pretty(&mut self.writer, record).map_err(io::Error::from);
        written
            .and_then(|()| self.writer.write_all(b"\n"))
            .map_err(|source| self.error(source))
    }

    /// Reads back what was written, line by line.
    fn read_lines<T: serde::de::DeserializeOwned>(
        mut self,
        mut each: impl FnMut(T) -> Result<(), PipelineError>,
    ) -> Result<(), PipelineError> {
        self.writer.flush().map_err(|source| self.error(source))?;
        let file = self
            .writer
            .get_ref()
            .reopen()
            .map_err(|source| self.error(source))?;
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        loop {
            line.clear();
            if reader
                .read_until(b'\n', &mut line)
                .map_err(|source| self.error(source))?
                == 0
            {
                return Ok(());
            }
            each(serde_json::from_slice(&line).map_err(|error| self.error(error.into()))?)?;
        }
    }

    fn rename(self, path: &Path) -> Result<(), PipelineError> {
        let failed = |source| PipelineError::Write {
            path: path.to_owned(),
            source,
        };
        let named = self
            .writer
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        readable_by_others(named.as_file()).map_err(failed)?;
        named.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

/// Temporary files are private to their owner; a result is not.
#[cfg(unix)]
fn readable_by_others(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_others(_file: &fs::File) -> io::Result<()> {
    Ok(())
}
