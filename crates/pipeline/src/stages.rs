//! The pipeline: the stages in order, each document by itself, then the corpus.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use onomast_clean::{Boilerplate, BoilerplateCounter, CleanOptions, Cleaner, PageLines};
use onomast_document::{AnnotatedDocument, Document, DocumentId, RawDocument};
use onomast_knowledge::{Knowledge, KnowledgeWarning};
use onomast_linker::{ClusterRecord, Linker, LinkerOptions, Resolution, ResolvedDocument};
use onomast_ner::{NerError, NerOptions, Recognizer};
use rayon::prelude::*;
use tracing::warn;

use crate::engines;
use crate::failure::{Failure, PipelineError, Stage};
use crate::models::{self, CheckedFile, ModelsFolder};
use crate::settings::{Engine, Settings};
use crate::source::{BatchSize, Sources};

/// The loaded stages. One value serves any number of calls, from any thread.
pub struct Pipeline {
    cleaner: Cleaner,
    recognizer: Box<dyn Recognizer>,
    engine: Engine,
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
            Some(directory) => (directory.clone(), checksums_in(directory, settings.engine)?),
            None => (shipped.model(), shipped.check("ner")?),
        };
        let mut knowledge = shipped.check("knowledge")?;
        for path in &settings.knowledge {
            knowledge.push(checked(path.clone())?);
        }
        let mut files = shipped.knowledge();
        files.extend(settings.knowledge.iter().cloned());
        let facts = Knowledge::load(&files).map_err(PipelineError::Knowledge)?;
        // What is odd in a file of the user's, as two heads of one state at one time.
        for warning in facts.warnings() {
            let KnowledgeWarning::OverlappingTerms { file, .. } = warning else {
                continue;
            };
            if settings
                .knowledge
                .iter()
                .any(|path| *path.display().to_string() == *file)
            {
                warn!("{warning}");
            }
        }

        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(settings.threads)
            .build()
            .map_err(|error| PipelineError::Threads(error.to_string()))?;
        let options = NerOptions {
            threads: NonZeroUsize::new(settings.threads),
            min_score: settings.min_score,
            ..NerOptions::default()
        };
        let (recognizer, engine) = engines::recognizer(settings, &directory, &options)?;
        let mut linking = LinkerOptions::default();
        linking.pronouns = settings.pronouns;
        linking.first_person = settings.first_person;
        Ok(Self {
            cleaner: Cleaner::new(CleanOptions::default()),
            recognizer,
            engine,
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

    /// The lines that recur on the pages of each folder or web host among pages in memory: a first look, as [`run`] takes
    /// it at its inputs. For [`Pipeline::with_boilerplate`].
    ///
    /// [`run`]: crate::run
    pub fn recurring_lines_of(&self, pages: &[RawDocument]) -> Boilerplate {
        let lines: Vec<PageLines> = self.pool.install(|| {
            pages
                .par_iter()
                .filter_map(|page| short_lines(&self.cleaner, page).ok())
                .collect()
        });
        let mut counter = BoilerplateCounter::default();
        for page in &lines {
            counter.add(page);
        }
        counter.finish()
    }

    /// Takes lines that recur for boilerplate, in pages from memory too.
    #[must_use]
    pub fn with_boilerplate(mut self, boilerplate: Boilerplate) -> Self {
        self.cleaner = self.cleaner.with_boilerplate(boilerplate);
        self
    }

    /// Worker threads in use.
    pub fn threads(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// The engine that runs the model, never [`Engine::Auto`].
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The model's files with their checksums.
    pub fn model_files(&self) -> &[CheckedFile] {
        &self.model
    }

    /// The knowledge files with their checksums.
    pub fn knowledge_files(&self) -> &[CheckedFile] {
        &self.knowledge
    }

    /// The whole way of some pages in memory: every document resolved, and the entities of them all. Each page is cleaned
    /// by itself; of many pages of a source learn the lines that recur first, by [`Pipeline::recurring_lines_of`].
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
        let cleaned = self.clean_all(&self.cleaner, pages.par_iter(), times);
        let failed: Vec<Option<Failure>> = cleaned
            .iter()
            .map(|result| result.as_ref().err().cloned())
            .collect();
        let documents = cleaned.into_iter().filter_map(Result::ok).collect();
        let mut resolved = self.resolve_cleaned(documents, times).into_iter();
        failed
            .into_iter()
            .filter_map(|failure| failure.map_or_else(|| resolved.next(), |failure| Some(Err(failure))))
            .collect()
    }

    /// Cleaning, for a batch of pages, by `cleaner`.
    pub(crate) fn clean_all<'p>(
        &self,
        cleaner: &Cleaner,
        pages: impl ParallelIterator<Item = &'p RawDocument>,
        times: &mut StageTimes,
    ) -> Vec<Result<Document, Failure>> {
        let start = Instant::now();
        let cleaned = self
            .pool
            .install(|| pages.map(|page| clean(cleaner, page)).collect());
        times.clean += start.elapsed();
        cleaned
    }

    /// The stages after cleaning, for a batch of documents.
    pub(crate) fn resolve_cleaned(
        &self,
        documents: Vec<Document>,
        times: &mut StageTimes,
    ) -> Vec<Result<ResolvedDocument, Failure>> {
        let ids: Vec<DocumentId> = documents.iter().map(|document| document.id.clone()).collect();
        let start = Instant::now();
        let mut annotated = self.recognize(documents).into_iter();
        times.recognize += start.elapsed();

        let start = Instant::now();
        let waiting: Vec<_> = ids.iter().map(|id| (id, annotated.next())).collect();
        let resolve = |(id, annotated): (&DocumentId, Option<Result<_, Failure>>)| match annotated {
            Some(document) => guarded(id, Stage::Resolve, || Ok(self.linker.resolve(document?))),
            None => Err(lost(id)),
        };
        let resolved = self
            .pool
            .install(|| waiting.into_par_iter().map(resolve).collect());
        times.resolve += start.elapsed();
        resolved
    }

    /// Recognition, for a batch. Where the recogniser panics, each document is tried by itself, so that only the one at
    /// fault fails.
    fn recognize(&self, documents: Vec<Document>) -> Vec<Result<AnnotatedDocument, Failure>> {
        let ids: Vec<DocumentId> = documents.iter().map(|document| document.id.clone()).collect();
        let failed = |(annotated, id): (Result<_, NerError>, &DocumentId)| {
            annotated.map_err(|error| Failure::new(id.as_str(), Stage::Recognize, &error))
        };
        let copies = documents.clone();
        if let Ok(annotated) = catch_unwind(AssertUnwindSafe(|| self.recognizer.recognize(documents))) {
            return annotated.into_iter().zip(&ids).map(failed).collect();
        }
        let alone = |(document, id): (Document, &DocumentId)| {
            guarded(id, Stage::Recognize, || {
                let annotated = self.recognizer.recognize(vec![document]).pop();
                failed((annotated.ok_or_else(|| lost(id))?, id))
            })
        };
        copies.into_iter().zip(&ids).map(alone).collect()
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
        let pages = reader.batch(BatchSize::LOOK);
        if pages.is_empty() {
            return counter.finish();
        }
        let lines: Vec<_> = pages
            .par_iter()
            .filter_map(|page| short_lines(cleaner, page.as_ref().ok()?).ok())
            .collect();
        for page in &lines {
            counter.add(page);
        }
    }
}

fn short_lines(cleaner: &Cleaner, page: &RawDocument) -> Result<PageLines, Failure> {
    guarded(&page.id, Stage::Clean, || {
        cleaner
            .short_lines(page)
            .map_err(|error| Failure::new(page.id.as_str(), Stage::Clean, &error))
    })
}

/// Cleans a page; a panic becomes a failure of that page.
pub(crate) fn clean(cleaner: &Cleaner, page: &RawDocument) -> Result<Document, Failure> {
    guarded(&page.id, Stage::Clean, || {
        cleaner
            .clean(page)
            .map_err(|error| Failure::new(page.id.as_str(), Stage::Clean, &error))
    })
}

/// Runs a stage for one document; a panic becomes a failure of that document.
fn guarded<T>(
    id: &DocumentId,
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
            document: id.to_string(),
            stage,
            cause,
        })
    })
}

fn lost(id: &DocumentId) -> Failure {
    Failure {
        document: id.to_string(),
        stage: Stage::Recognize,
        cause: "the engine gave no answer for it; please report it with this document".to_owned(),
    }
}

fn checked(path: std::path::PathBuf) -> Result<CheckedFile, PipelineError> {
    match models::checksum(&path) {
        Ok(sha256) => Ok(CheckedFile { path, sha256 }),
        Err(source) => Err(PipelineError::Read { path, source }),
    }
}

/// Checksums of the model files in a directory of the user's; what is missing there is the engine's to say.
fn checksums_in(directory: &Path, engine: Engine) -> Result<Vec<CheckedFile>, PipelineError> {
    let weights = engines::weight_files(engine);
    // An engine that reads several kinds of weights takes the first that is there.
    let weights = weights.iter().find(|name| directory.join(name).is_file());
    let files = ["config.json", "tokenizer.json"].iter().chain(weights);
    files
        .map(|name| directory.join(name))
        .filter(|path| path.is_file())
        .map(checked)
        .collect()
}
