//! The pipeline: the stages in order, each document by itself, then the corpus.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use onomast_clean::{Boilerplate, BoilerplateCounter, CleanOptions, Cleaner, PageLines};
use onomast_document::{Document, RawDocument};
use onomast_knowledge::Knowledge;
use onomast_linker::{ClusterRecord, Linker, LinkerOptions, Resolution, ResolvedDocument};
use onomast_ner::{NerOptions, Recognizer, TransformerRecognizer};
use rayon::prelude::*;

use crate::failure::{Failure, PipelineError, Stage};
use crate::models::{self, CheckedFile, ModelsFolder};
use crate::settings::{Engine, Settings};
use crate::source::Sources;

/// The loaded stages. One value serves any number of calls, from any thread.
pub struct Pipeline {
    cleaner: Cleaner,
    recognizer: Box<dyn Recognizer>,
    linker: Linker,
    pool: rayon::ThreadPool,
    model: Vec<CheckedFile>,
    knowledge: Vec<CheckedFile>,
}

/// What [`Pipeline::extract`] gives back.
#[derive(Debug)]
pub struct Extraction {
    /// The documents in the order of the input, each resolved or failed.
    pub documents: Vec<Result<ResolvedDocument, Failure>>,
    /// The entities, and which of them each cluster of a document went to.
    pub resolution: Resolution,
}

/// Wall time spent in each stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StageTimes {
    /// Cleaning.
    pub clean: Duration,
    /// Recognition.
    pub recognize: Duration,
    /// Linking within documents.
    pub resolve: Duration,
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline")
            .field("threads", &self.threads())
            .finish_non_exhaustive()
    }
}

impl Pipeline {
    /// Loads the model and the knowledge that the settings ask for.
    ///
    /// # Errors
    /// When the shipped files are missing or changed, a model or knowledge file is malformed, or threads cannot be
    /// started.
    pub fn load(settings: &Settings) -> Result<Self, PipelineError> {
        let shipped = ModelsFolder::find()?;
        let (directory, model) = match &settings.model {
            Some(directory) => (directory.clone(), checksums_in(directory)?),
            None => (shipped.model(), shipped.check("ner")?),
        };
        let mut knowledge = shipped.check("knowledge")?;
        for path in &settings.knowledge {
            knowledge.push(checked(path.clone())?);
        }
        let mut files = shipped.knowledge();
        files.extend(settings.knowledge.iter().cloned());
        let facts = Knowledge::load(&files).map_err(PipelineError::Knowledge)?;

        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(settings.threads)
            .build()
            .map_err(|error| PipelineError::Threads(error.to_string()))?;
        let options = NerOptions {
            threads: NonZeroUsize::new(settings.threads),
            min_score: settings.min_score,
            ..NerOptions::default()
        };
        let recognizer: Box<dyn Recognizer> = match settings.engine {
            Engine::Rten => {
                Box::new(TransformerRecognizer::load(&directory, &options).map_err(PipelineError::Model)?)
            }
        };
        let mut linking = LinkerOptions::default();
        linking.pronouns = settings.pronouns;
        Ok(Self {
            cleaner: Cleaner::new(CleanOptions::default()),
            recognizer,
            linker: Linker::new(Arc::new(facts), linking),
            pool,
            model,
            knowledge,
        })
    }

    /// Replaces the recogniser, by one of another engine or a toy in a test.
    #[must_use]
    pub fn with_recognizer(mut self, recognizer: Box<dyn Recognizer>) -> Self {
        self.recognizer = recognizer;
        self
    }

    /// Worker threads in use.
    pub fn threads(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// The model's files with their checksums.
    pub fn model_files(&self) -> &[CheckedFile] {
        &self.model
    }

    /// The knowledge files with their checksums.
    pub fn knowledge_files(&self) -> &[CheckedFile] {
        &self.knowledge
    }

    /// The whole way of some pages in memory: every document resolved, and the entities of them all.
    pub fn extract(&self, pages: &[RawDocument]) -> Extraction {
        let documents = self.resolve(pages, &mut StageTimes::default());
        let mut clusters = Vec::new();
        for (position, document) in documents.iter().enumerate() {
            if let Ok(resolved) = document {
                clusters.push((position as u32, resolved.clusters.clone()));
            }
        }
        let resolution = self.merge(clusters);
        Extraction {
            documents,
            resolution,
        }
    }

    /// The cleaner for a run over `sources`: where the settings want it, one that knows the lines which recur there.
    pub(crate) fn cleaner_for(
        &self,
        settings: &Settings,
        sources: &Sources,
        times: &mut StageTimes,
    ) -> Cleaner {
        if !settings.recurring_lines {
            return self.cleaner.clone();
        }
        let start = Instant::now();
        let boilerplate = self.pool.install(|| recurring_lines(&self.cleaner, sources));
        times.clean += start.elapsed();
        self.cleaner.clone().with_boilerplate(boilerplate)
    }

    /// The stages that see one document at a time, for a batch of pages. Results come in the order of the pages;
    /// a document that fails does not harm the others.
    pub fn resolve(
        &self,
        pages: &[RawDocument],
        times: &mut StageTimes,
    ) -> Vec<Result<ResolvedDocument, Failure>> {
        self.resolve_with(&self.cleaner, pages, times)
    }

    /// [`Pipeline::resolve`] with another cleaner.
    pub(crate) fn resolve_with(
        &self,
        cleaner: &Cleaner,
        pages: &[RawDocument],
        times: &mut StageTimes,
    ) -> Vec<Result<ResolvedDocument, Failure>> {
        self.pool.install(|| {
            let start = Instant::now();
            let mut results: Vec<Result<ResolvedDocument, Failure>> = Vec::with_capacity(pages.len());
            let cleaned: Vec<Result<Document, Failure>> =
                pages.par_iter().map(|page| clean(cleaner, page)).collect();
            times.clean += start.elapsed();

            let start = Instant::now();
            let mut readable = Vec::with_capacity(cleaned.len());
            let mut failed = Vec::with_capacity(cleaned.len());
            for document in cleaned {
                match document {
                    Ok(document) => {
                        readable.push(document);
                        failed.push(None);
                    }
                    Err(failure) => failed.push(Some(failure)),
                }
            }
            let mut annotated = self.recognizer.recognize(readable).into_iter();
            times.recognize += start.elapsed();

            let start = Instant::now();
            let mut waiting = Vec::with_capacity(failed.len());
            for (page, failure) in pages.iter().zip(failed) {
                waiting.push(match failure {
                    Some(failure) => Err(failure),
                    None => annotated.next().map_or_else(
                        || Err(lost(page, Stage::Recognize)),
                        |result| {
                            result.map_err(|error| Failure::new(page.id.as_str(), Stage::Recognize, &error))
                        },
                    ),
                });
            }
            let resolve = |(document, page): (Result<_, Failure>, &RawDocument)| {
                document
                    .and_then(|document| guarded(page, Stage::Resolve, || Ok(self.linker.resolve(document))))
            };
            waiting
                .into_par_iter()
                .zip(pages)
                .map(resolve)
                .collect_into_vec(&mut results);
            times.resolve += start.elapsed();
            results
        })
    }

    /// Cleaning alone, for one page.
    ///
    /// # Errors
    /// When the page cannot be cleaned.
    pub fn clean(&self, page: &RawDocument) -> Result<Document, Failure> {
        clean(&self.cleaner, page)
    }

    /// The entities of a corpus, from the clusters of each document with its position in the input.
    pub fn merge(&self, clusters: Vec<(u32, Vec<ClusterRecord>)>) -> Resolution {
        self.pool.install(|| self.linker.merge(clusters))
    }
}

/// A first, cheap look at the folders and JSONL files of `sources`: the lines that recur on the pages of each folder or
/// web host, for [`Cleaner::with_boilerplate`]. The same for any number of threads. What cannot be read is passed over
/// here; the run itself reports it.
pub fn recurring_lines(cleaner: &Cleaner, sources: &Sources) -> Boilerplate {
    let sources = sources.collections();
    let mut reader = sources.read();
    let mut counter = BoilerplateCounter::default();
    loop {
        let pages = reader.batch(&mut Vec::new());
        if pages.is_empty() {
            return counter.finish();
        }
        let lines: Vec<_> = pages
            .par_iter()
            .filter_map(|page| short_lines(cleaner, page).ok())
            .collect();
        for page in &lines {
            counter.add(page);
        }
    }
}

fn short_lines(cleaner: &Cleaner, page: &RawDocument) -> Result<PageLines, Failure> {
    guarded(page, Stage::Clean, || {
        cleaner
            .short_lines(page)
            .map_err(|error| Failure::new(page.id.as_str(), Stage::Clean, &error))
    })
}

/// Cleans a page; a panic becomes a failure of that page.
pub(crate) fn clean(cleaner: &Cleaner, page: &RawDocument) -> Result<Document, Failure> {
    guarded(page, Stage::Clean, || {
        cleaner
            .clean(page)
            .map_err(|error| Failure::new(page.id.as_str(), Stage::Clean, &error))
    })
}

/// Runs a stage for one document; a panic becomes a failure of that document.
fn guarded<T>(
    page: &RawDocument,
    stage: Stage,
    work: impl FnOnce() -> Result<T, Failure>,
) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        let cause = format!("stopped by a fault in Onomast ({words}); please report it with this document");
        Err(Failure {
            document: page.id.to_string(),
            stage,
            cause,
        })
    })
}

fn lost(page: &RawDocument, stage: Stage) -> Failure {
    let cause = "the engine gave no answer for it; please report it with this document".to_owned();
    Failure {
        document: page.id.to_string(),
        stage,
        cause,
    }
}

fn checked(path: std::path::PathBuf) -> Result<CheckedFile, PipelineError> {
    match models::checksum(&path) {
        Ok(sha256) => Ok(CheckedFile { path, sha256 }),
        Err(source) => Err(PipelineError::Read { path, source }),
    }
}

/// Checksums of the model files in a directory of the user's; what is missing there is the engine's to say.
fn checksums_in(directory: &std::path::Path) -> Result<Vec<CheckedFile>, PipelineError> {
    let files = ["config.json", "model.onnx", "tokenizer.json"].map(|name| directory.join(name));
    files
        .into_iter()
        .filter(|path| path.is_file())
        .map(checked)
        .collect()
}
