//! The stages of recognition, run over a set of documents in parallel.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use onomast_document::{AnnotatedDocument, Document, Mention};
use rayon::prelude::*;

use crate::batches::{Batch, groups};
use crate::checkpoint::Checkpoint;
use crate::classifier::TokenClassifier;
use crate::consistency::agree;
use crate::decoding::{WordLabel, WordLogits, decode};
use crate::error::{InferenceError, NerError, catching_panics};
use crate::mentions::{joined, names};
use crate::native_engine::NativeClassifier;
use crate::options::NerOptions;
use crate::rten_engine::RtenClassifier;
use crate::tokenized::TokenizedText;
use crate::windows::{Window, windows};

/// Finds the names in documents.
pub trait Recognizer: Send + Sync {
    /// Annotates documents with their names, in the order of the text, without overlaps. Results stand in the order
    /// of the documents; one that fails does no harm to the others.
    ///
    /// Memory grows with the size of all texts given at once, to about five times their bytes.
    fn recognize(&self, documents: Vec<Document>) -> Vec<Result<AnnotatedDocument, NerError>>;
}

/// A [`Recognizer`] by a transformer that labels sub-words, whatever its engine.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use onomast_document::Document;
/// use onomast_ner::{NerOptions, Recognizer, TransformerRecognizer};
///
/// let recognizer = TransformerRecognizer::load("models/ner".as_ref(), &NerOptions::default())?;
/// let document = Document::from_clean_text("visit.txt", "Angela Merkel flew to Bishkek.")?;
/// for annotated in recognizer.recognize(vec![document]) {
///     let annotated = annotated?;
///     for name in &annotated.mentions {
///         println!("{} {}", name.label, annotated.document.text_of(name.span));
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct TransformerRecognizer {
    checkpoint: Checkpoint,
    options: NerOptions,
    /// One for each worker thread. The lock is never waited for within a call: each worker takes its own.
    classifiers: Vec<Mutex<Box<dyn TokenClassifier>>>,
    threads: rayon::ThreadPool,
}

/// A document on its way: its sub-words, cut into windows.
struct Prepared {
    text: TokenizedText,
    windows: Vec<Window>,
}

impl Prepared {
    /// The sub-words of a window, special tokens not included.
    fn ids(&self, window: usize) -> &[u32] {
        &self.text.ids[self.text.subwords(self.windows[window].words.clone())]
    }
}

/// A window that is to be labelled.
struct Job<'a> {
    prepared: &'a Prepared,
    window: usize,
    document: usize,
    /// Its sub-words, no more of them than the model can take in.
    ids: &'a [u32],
}

type Labelled = Result<Vec<WordLabel>, NerError>;

impl TransformerRecognizer {
    /// Loads a model folder on our own encoder where that computes the model, and otherwise on rten.
    ///
    /// # Errors
    /// When a file of the folder is missing, damaged or unsuitable, or an option makes no sense.
    pub fn load(folder: &Path, options: &NerOptions) -> Result<Self, NerError> {
        let checkpoint = Checkpoint::open(folder)?;
        let count = options.workers().get();
        let classifiers = match NativeClassifier::load(&checkpoint) {
            Ok(native) => native.workers(count),
            Err(_) => RtenClassifier::load(&checkpoint)?.workers(count),
        };
        Self::new(checkpoint, classifiers, options)
    }

    /// A recogniser on any engine, with one classifier for each worker thread; `options.threads` then bounds the
    /// other stages only.
    ///
    /// # Errors
    /// When there is no classifier, an option makes no sense, or threads cannot be started.
    pub fn new(
        checkpoint: Checkpoint,
        classifiers: Vec<Box<dyn TokenClassifier>>,
        options: &NerOptions,
    ) -> Result<Self, NerError> {
        options.check()?;
        if classifiers.is_empty() {
            let expected = "at least one".to_owned();
            return Err(NerError::Option {
                option: "the number of classifiers",
                expected,
            });
        }
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(options.workers().get())
            .thread_name(|index| format!("ner-{index}"))
            .build()
            .map_err(|error| NerError::Threads(error.into()))?;
        let classifiers = classifiers.into_iter().map(Mutex::new).collect();
        Ok(Self {
            checkpoint,
            options: options.clone(),
            classifiers,
            threads,
        })
    }

    /// Text → words → sub-words → windows.
    fn prepare(&self, document: &Document) -> Result<Prepared, NerError> {
        let tokenizer = &self.checkpoint.tokenizer;
        let text = catching_panics(|| tokenizer.tokenize(&document.text, self.options.truecase))
            .unwrap_or_else(|panic| Err(NerError::Tokenize(panic.into())))?;
        let special = tokenizer.prefix().len() + tokenizer.suffix().len();
        let budget = self
            .options
            .window
            .saturating_sub(special)
            .min(self.room())
            .max(1);
        let windows = windows(&text, budget, self.options.overlap.min(budget / 2));
        Ok(Prepared { text, windows })
    }

    /// Windows → batches → logits → labels: for each document, the labels of each of its windows. Results are put
    /// in place by number, so it does not matter who computes what when.
    fn label(&self, prepared: &[Result<Prepared, NerError>]) -> Vec<Vec<Labelled>> {
        let room = self.room();
        let jobs: Vec<Job> = prepared
            .iter()
            .enumerate()
            .flat_map(|(document, prepared)| {
                let prepared = prepared.as_ref().ok();
                prepared.into_iter().flat_map(move |prepared| {
                    (0..prepared.windows.len()).map(move |window| {
                        let ids = prepared.ids(window);
                        Job {
                            prepared,
                            window,
                            document,
                            ids: &ids[..ids.len().min(room)],
                        }
                    })
                })
            })
            .collect();
        let mut order: Vec<usize> = (0..jobs.len()).collect();
        // Longest first, so that the workers finish together; equal windows side by side, to be computed once.
        order.sort_by(|&a, &b| {
            let (a, b) = (jobs[a].ids, jobs[b].ids);
            b.len().cmp(&a.len()).then_with(|| a.cmp(b))
        });
        let rows: Vec<&[usize]> = order.chunk_by(|&a, &b| jobs[a].ids == jobs[b].ids).collect();
        let special = self.checkpoint.tokenizer.prefix().len() + self.checkpoint.tokenizer.suffix().len();
        let lengths: Vec<usize> = rows.iter().map(|row| jobs[row[0]].ids.len() + special).collect();
        let groups = groups(&lengths, self.options.batch_tokens);

        let next = AtomicUsize::new(0);
        let work = |classifier: &Mutex<Box<dyn TokenClassifier>>| {
            // A panic of an earlier call was reported there; a classifier holds no results.
            let mut classifier = classifier.lock().unwrap_or_else(PoisonError::into_inner);
            let mut done: Vec<(usize, Labelled)> = Vec::new();
            while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
                let texts: Vec<&[u32]> = rows[group.clone()].iter().map(|row| jobs[row[0]].ids).collect();
                for (row, logits) in rows[group.clone()]
                    .iter()
                    .zip(self.logits(classifier.as_mut(), &texts))
                {
                    match logits {
                        Ok(logits) => {
                            done.extend(row.iter().map(|&job| {
                                let decoded = catching_panics(|| self.decoded(&jobs[job], &logits));
                                (job, decoded.map_err(|panic| NerError::Inference(panic.into())))
                            }));
                        }
                        Err(error) => {
                            let again = row[1..]
                                .iter()
                                .map(|&job| (job, Err(NerError::Inference(error.to_string().into()))));
                            done.extend(again);
                            done.push((row[0], Err(NerError::Inference(error))));
                        }
                    }
                }
            }
            done
        };
        let workers = &self.classifiers[..self.classifiers.len().min(groups.len())];
        let mut done: Vec<(usize, Labelled)> = std::thread::scope(|scope| {
            let handles: Vec<_> = workers
                .iter()
                .map(|worker| scope.spawn(|| work(worker)))
                .collect();
            handles
                .into_iter()
                .flat_map(|handle| handle.join().unwrap_or_default())
                .collect()
        });
        done.sort_by_key(|(job, _)| *job);
        let mut labelled: Vec<Vec<Labelled>> = prepared.iter().map(|_| Vec::new()).collect();
        for (job, labels) in done {
            labelled[jobs[job].document].push(labels);
        }
        labelled
    }

    /// The sub-words that the model can take in beside the special tokens.
    fn room(&self) -> usize {
        let special = self.checkpoint.tokenizer.prefix().len() + self.checkpoint.tokenizer.suffix().len();
        self.checkpoint.max_positions.saturating_sub(special).max(1)
    }

    /// The logits of each row, special tokens left out again. When a batch fails, its rows are tried one by one.
    fn logits(
        &self,
        classifier: &mut dyn TokenClassifier,
        rows: &[&[u32]],
    ) -> Vec<Result<Vec<f32>, InferenceError>> {
        let (prefix, suffix) = (
            self.checkpoint.tokenizer.prefix(),
            self.checkpoint.tokenizer.suffix(),
        );
        let mut batch = Batch::new();
        for row in rows {
            batch.push(prefix.iter().chain(*row).chain(suffix).copied());
        }
        let answer =
            catching_panics(|| classifier.classify(&batch)).unwrap_or_else(|panic| Err(panic.into()));
        let labels = self.checkpoint.labels.len();
        let logits = answer.and_then(|logits| logits.check(&batch, labels).map(|()| logits));
        match logits {
            Ok(logits) => {
                let mut at = 0;
                let row_logits = |row: &&[u32]| {
                    let start = at + prefix.len();
                    at = start + row.len() + suffix.len();
                    Ok(logits.values()[start * labels..(start + row.len()) * labels].to_vec())
                };
                rows.iter().map(row_logits).collect()
            }
            Err(error) if rows.len() == 1 => vec![Err(error)],
            Err(_) => rows
                .iter()
                .flat_map(|row| self.logits(classifier, &[*row]))
                .collect(),
        }
    }

    /// The labels of a window's words from the logits of its sub-words.
    fn decoded(&self, job: &Job, logits: &[f32]) -> Vec<WordLabel> {
        let (text, words) = (&job.prepared.text, job.prepared.windows[job.window].words.clone());
        let (width, start) = (self.checkpoint.labels.len(), text.first[words.start] as usize);
        let word_logits = words.map(|word| {
            let at = text.first[word] as usize - start;
            WordLogits {
                logits: logits.get(at * width..(at + 1) * width).unwrap_or(&[]),
                starts_sentence: text.words[word].starts_sentence,
                is_outside: text.words[word].is_address,
            }
        });
        decode(&self.checkpoint.labels, self.checkpoint.temperature, word_logits)
    }

    /// Labels → mentions.
    fn finish(
        &self,
        document: &Document,
        prepared: &Prepared,
        labelled: Vec<Labelled>,
    ) -> Result<Vec<Mention>, NerError> {
        if labelled.len() != prepared.windows.len() {
            return Err(NerError::Inference("a worker thread stopped early".into()));
        }
        let labels = labelled.into_iter().collect::<Result<Vec<_>, _>>()?;
        let labels = joined(&prepared.windows, &labels);
        let mut names = names(&document.text, &prepared.text.words, &labels)?;
        agree(&document.text, &mut names);
        names.retain(|name| name.score >= self.options.min_score.of(name.label));
        Ok(names)
    }
}

impl Recognizer for TransformerRecognizer {
    fn recognize(&self, documents: Vec<Document>) -> Vec<Result<AnnotatedDocument, NerError>> {
        let prepared: Vec<Result<Prepared, NerError>> = self.threads.install(|| {
            documents
                .par_iter()
                .map(|document| self.prepare(document))
                .collect()
        });
        let labelled = self.label(&prepared);
        self.threads.install(|| {
            let stages = documents.into_par_iter().zip(prepared).zip(labelled);
            stages
                .map(|((document, prepared), labelled)| {
                    let mentions = self.finish(&document, &prepared?, labelled)?;
                    Ok(AnnotatedDocument { document, mentions })
                })
                .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::batches::Logits;
    use crate::testing::{check, document, model_folder, shipped_model, shipped_recognizer, shown};

    #[test]
    fn names_are_found() {
        check("[Shavkat Mirziyoyev](PER) met [Angela Merkel](PER) in [Berlin](LOC) on Monday.");
        check("The [United Nations](ORG) sent [Kofi Annan](PER) to [Kenya](LOC).\n\n[Paris](LOC)");
        check("[Sh. Mirziyoyev](PER) and [A. Nasyrov](PER) signed it.");
        check("[Qasym-Jomart Toqayev](PER) spoke of [Azerbaijani](MISC)-[Turkish](MISC) relations.");
        check("The [London](LOC)-based firm wrote to https://www.London.gov.uk/Ada.");
        check("");
        check(" \n\t ");
        check("Nothing to see here.");
    }

    #[test]
    fn results_do_not_depend_on_threads_or_batches() {
        let sentence = |n: usize| {
            format!("Prime Minister Ada Lovelace of Kenya met {n} envoys of the World Bank in Oslo.\n")
        };
        let documents = || -> Vec<Document> {
            (1..5)
                .map(|n| document(&(0..n * 2).map(sentence).collect::<String>()))
                .collect()
        };
        let expected: Vec<_> = shipped_recognizer()
            .recognize(documents())
            .into_iter()
            .map(Result::unwrap)
            .collect();
        assert!(expected.iter().all(|annotated| !annotated.mentions.is_empty()));
        for (threads, batch_tokens) in [(1, 1), (3, 300), (8, 100_000)] {
            let options = NerOptions {
                threads: NonZeroUsize::new(threads),
                batch_tokens,
                ..NerOptions::default()
            };
            let recognizer = TransformerRecognizer::load(&model_folder(), &options).unwrap();
            let found: Vec<_> = recognizer
                .recognize(documents())
                .into_iter()
                .map(Result::unwrap)
                .collect();
            assert!(found == expected, "{threads} threads, batches of {batch_tokens}");
        }
        let alone = shipped_recognizer()
            .recognize(documents().drain(3..4).collect())
            .remove(0)
            .unwrap();
        assert!(
            alone == expected[3],
            "a document does not depend on those beside it"
        );
    }

    /// An engine that takes words of its own choice for persons, fails on one of them and panics on another.
    struct Toy {
        person: u32,
        fails_on: u32,
        panics_on: u32,
    }

    impl TokenClassifier for Toy {
        fn classify(&mut self, batch: &Batch) -> Result<Logits, InferenceError> {
            let mut values = Vec::new();
            for &id in batch.rows().flatten() {
                if id == self.fails_on {
                    return Err("no such word".into());
                }
                assert!(id != self.panics_on, "a fault in an engine");
                let person = if id == self.person { 9.0 } else { -9.0 };
                values.extend([0.0, person, -9.0, -9.0, -9.0, -9.0, -9.0, -9.0, -9.0]);
            }
            Logits::new(batch, 9, values)
        }
    }

    #[test]
    fn names_under_the_score_of_their_label_are_dropped() {
        let text = "Ada Lovelace met the World Bank in Kenya.";
        let mut kept = Vec::new();
        for min_score in ["0", "PER=1", "1,LOC=0"] {
            let options = NerOptions {
                min_score: min_score.parse().unwrap(),
                ..NerOptions::default()
            };
            let recognizer = TransformerRecognizer::load(&model_folder(), &options).unwrap();
            kept.push(shown(
                &recognizer.recognize(vec![document(text)]).remove(0).unwrap(),
            ));
        }
        assert_eq!(
            kept,
            [
                "[Ada Lovelace](PER) met the [World Bank](ORG) in [Kenya](LOC).",
                "Ada Lovelace met the [World Bank](ORG) in [Kenya](LOC).",
                "Ada Lovelace met the World Bank in [Kenya](LOC).",
            ]
        );
    }

    fn toy(person: &str, fails_on: &str, window: usize) -> TransformerRecognizer {
        let checkpoint = shipped_model();
        let id = |word: &str| checkpoint.tokenizer.tokenize(word, false).unwrap().ids[0];
        let toys = (0..3).map(|_| {
            Box::new(Toy {
                person: id(person),
                fails_on: id(fails_on),
                panics_on: id("fault"),
            }) as Box<dyn TokenClassifier>
        });
        let options = NerOptions {
            window,
            overlap: window / 4,
            ..NerOptions::default()
        };
        TransformerRecognizer::new(checkpoint.clone(), toys.collect(), &options).unwrap()
    }

    #[test]
    fn a_failing_document_does_no_harm_to_others() {
        let texts = ["John came", "a bomb", "John left", "fault and John", ""];
        let found = toy("John", "bomb", 64).recognize(texts.map(document).to_vec());
        let shown = found
            .iter()
            .map(|result| result.as_ref().map_or_else(ToString::to_string, shown));
        assert_eq!(
            shown.collect::<Vec<_>>(),
            [
                "[John](PER) came",
                "the model failed on this text",
                "[John](PER) left",
                "the model failed on this text",
                ""
            ]
        );
    }

    #[test]
    fn nothing_of_a_long_line_is_left_out_or_found_twice() {
        let text = "John and more of the very same words ".repeat(3_000);
        for window in [16, 64, 512] {
            let annotated = toy("John", "bomb", window)
                .recognize(vec![document(&text)])
                .remove(0)
                .unwrap();
            assert_eq!(annotated.mentions.len(), 3_000, "window {window}");
        }
    }

    #[test]
    fn a_line_of_20_megabytes_without_spaces_is_read() {
        let text = "x".repeat(20_000_000);
        let annotated = shipped_recognizer()
            .recognize(vec![document(&text)])
            .remove(0)
            .unwrap();
        assert!(annotated.mentions.len() <= 1);
    }
}
