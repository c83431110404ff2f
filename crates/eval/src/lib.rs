//! Scores of a system's output against gold annotations.
//!
//! Both sides are values of one type, [`Corpus`]; readers in [`read`](mod@read) make them from files. [`evaluate`] pairs
//! documents by name and mentions by place, counts, and gives a [`Report`]. [`list_mistakes`] shows what went wrong,
//! [`compare`](fn@compare) sets two predictions side by side. What each score is stands in `docs/EVALUATION.md`.
//!
//! Reading order: `corpus` (the values), `align` (what belongs to what), `counts` (what scores rest on), then what is
//! counted: `names` and `schemes`, [`coref`], `entities`, `knowledge_base`, `cleaning`; then `evaluation` and `scorer` (from
//! counts to scores), `bootstrap`, `report`, `baseline`, and the ways in and out: [`read`](mod@read), [`write`](mod@write).
//!
//! Counts of documents add up: parts of a corpus can be counted apart, as [`Evaluation`] values, and merged.
//!
//! ```
//! use onomast_document::{MentionKind, RawSpan};
//! use onomast_eval::{AnnotatedText, Corpus, Mention, evaluate};
//!
//! let text = "Ada Lovelace met Charles Babbage. She wrote to Babbage.";
//! let mention = |words: &str, label: &str, entity: &str| {
//!     let start = text.find(words).expect("the words are in the text");
//!     let place = RawSpan::new(start, start + words.len()).expect("a short text");
//!     Mention::name(place, words, label).of_entity(entity)
//! };
//! let corpus = |mentions| {
//!     let mut document = AnnotatedText::new("letter.txt", Some(text.to_owned()));
//!     document.mentions = mentions;
//!     Corpus { documents: vec![document] }
//! };
//! let gold = corpus(vec![
//!     mention("Ada Lovelace", "PER", "ada"),
//!     mention("Charles Babbage", "PER", "charles"),
//!     mention("She", "PER", "ada").of_kind(MentionKind::Pronoun),
//! ]);
//! let predicted = corpus(vec![mention("Ada Lovelace", "PER", "x"), mention("Charles Babbage", "ORG", "y")]);
//!
//! let report = evaluate(&gold, &predicted)?;
//! assert_eq!(report.figure("ner.strict.precision"), Some(0.5));
//! assert_eq!(report.figure("mentions.document.recall"), Some(2.0 / 3.0));
//! println!("{report}");
//! # Ok::<(), onomast_eval::EvalError>(())
//! ```

mod align;
mod baseline;
mod bootstrap;
mod cleaning;
mod clusters;
mod compare;
mod context;
pub mod coref;
mod corpus;
mod counts;
mod entities;
mod error;
mod evaluation;
mod head;
mod knowledge_base;
mod markup;
mod mistakes;
mod names;
mod partition;
pub mod read;
mod report;
mod schemes;
mod scorer;
mod table;
mod text_map;
pub mod write;

pub use align::Coverage;
pub use baseline::{Baseline, Checksums, Shortfall};
pub use bootstrap::{Bootstrap, Interval};
pub use compare::{Comparison, Difference, compare};
pub use corpus::{AnnotatedText, Corpus, Mention, Metadata, OffsetUnit};
pub use counts::{Counts, Scores, Tally};
pub use error::EvalError;
pub use evaluation::{Evaluation, evaluate};
pub use mistakes::{Mistake, MistakeGroup, MistakeKind, Mistakes, list_mistakes};
pub use partition::{Divided, Part};
pub use read::{read, read_in};
pub use report::{Figure, Intervals, Report, Row};
