//! The linker: which mentions are of one person, organisation or place, in a document and in a corpus.
//!
//! [`Linker::resolve`] reads one document. A grammar finds descriptions ("the Head of the state", "the Kazakh
//! leader") beside the given names; then sieves, the surest first, join mentions into clusters, each recording
//! its reason, and none against a cannot-link: other given names, other labels, other holders of an office.
//! What no sieve is sure of stays unlinked, for a wrong merge costs more than a missing one.
//!
//! [`Linker::merge`] joins the clusters of all documents into entities. It sees nothing but [`ClusterRecord`]s,
//! and its result does not depend on the order of documents, nor on how they were handed over.
//!
//! Reading order: `correct` (names set right), `token` and `lexicon` (words and their classes), `name` (names taken apart and compared),
//! `nominal` (the noun-phrase grammar), `pronoun`, `cluster` (clusters and cannot-links), `role` and `known`
//! (who is said to be what), `page` (all of it for one document), `quote` (who says what), `country` (whose page it is), [`scorer`] (antecedents weighed), `sieves` (the method, in
//! order), [`record`] (what a document tells the corpus), [`resolve`](mod@resolve), [`merge`](mod@merge).
//!
//! ```
//! use std::sync::Arc;
//! use onomast_document::{AnnotatedDocument, Document, EntityType, Mention, MentionKind, Score, Span};
//! use onomast_knowledge::Knowledge;
//! use onomast_linker::{Linker, LinkerOptions};
//!
//! let document = Document::from_clean_text("page", "Ada Lovelace met Charles Babbage. Lovelace wrote.")?;
//! let name = |start, end| Mention {
//!     span: Span::new(start, end).expect("in order"),
//!     label: EntityType::Person,
//!     kind: MentionKind::Name,
//!     score: Score::ONE,
//! };
//! let annotated = AnnotatedDocument { document, mentions: vec![name(0, 12), name(17, 32), name(34, 42)] };
//! let linker = Linker::new(Arc::new(Knowledge::empty()), LinkerOptions::default());
//! let resolved = linker.resolve(annotated);
//! assert_eq!(resolved.mentions[0].cluster, resolved.mentions[2].cluster);
//! assert_eq!(resolved.mentions[2].why.as_deref(), Some("surname: surname of Ada Lovelace"));
//!
//! let resolution = linker.merge([(0, resolved.clusters)]);
//! assert_eq!(resolution.entities[0].name, "Ada Lovelace");
//! # Ok::<(), onomast_document::SpanError>(())
//! ```

mod cluster;
mod correct;
mod country;
#[cfg(test)]
mod hostile;
mod known;
mod lexicon;
pub mod merge;
mod name;
mod nominal;
mod page;
mod pronoun;
mod quote;
pub mod record;
pub mod resolve;
mod role;
pub mod scorer;
mod sieves;
#[cfg(test)]
mod testing;
mod token;

use std::sync::Arc;

use onomast_document::AnnotatedDocument;
use onomast_knowledge::Knowledge;

pub use lexicon::Gender;
pub use merge::{Merger, Resolution};
pub use record::{ClusterRecord, RoleRecord};
pub use resolve::{LinkedMention, ResolvedDocument, RunnerUp};
pub use scorer::{LogLinear, PairScorer};

/// What the linker does beside names and descriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools)] // switches that do not depend on one another
pub struct LinkerOptions {
    /// Whether names that the page or the knowledge contradicts are set right first; off where names are known
    /// to be right, as those of an annotated corpus are.
    pub correct: bool,
    /// Whether pronouns ("he", "her", "its") are resolved.
    pub pronouns: bool,
    /// Whether "I" and "we" are resolved, to whoever speaks: they are of the speaker of a quotation, else of the page's
    /// author.
    pub first_person: bool,
    /// Whether descriptions and pronouns that could not be resolved are given out, without a cluster.
    pub unlinked: bool,
}

impl Default for LinkerOptions {
    fn default() -> Self {
        Self {
            correct: true,
            pronouns: true,
            first_person: false,
            unlinked: false,
        }
    }
}

/// Links mentions, with what it knows of the world. Immutable; share it between threads.
#[derive(Debug, Clone)]
pub struct Linker {
    knowledge: Arc<Knowledge>,
    options: LinkerOptions,
    scorer: Arc<dyn PairScorer>,
}

impl Linker {
    /// A linker.
    pub fn new(knowledge: Arc<Knowledge>, options: LinkerOptions) -> Self {
        Self {
            knowledge,
            options,
            scorer: Arc::new(LogLinear::fitted()),
        }
    }

    /// With another scorer of antecedents.
    #[must_use]
    pub fn with_scorer(self, scorer: Arc<dyn PairScorer>) -> Self {
        Self { scorer, ..self }
    }

    /// Sets names right that the page or the knowledge contradicts ([`LinkerOptions::correct`]), finds the descriptions and pronouns of a
    /// document, and joins its mentions into clusters.
    ///
    /// Mentions that are not names, or whose spans do not fit the text, are left out.
    pub fn resolve(&self, document: AnnotatedDocument) -> ResolvedDocument {
        let document = if self.options.correct {
            correct::corrected(&self.knowledge, document)
        } else {
            document
        };
        resolve::resolve(&self.knowledge, &*self.scorer, &self.options, document)
    }

    /// Joins the clusters of documents into entities. Each document is given by its position in the input.
    pub fn merge(&self, documents: impl IntoIterator<Item = (u32, Vec<ClusterRecord>)>) -> Resolution {
        let mut merger = Merger::new();
        for (document, clusters) in documents {
            merger.add(document, clusters);
        }
        self.finish(merger)
    }

    /// Joins all that a [`Merger`] has gathered.
    pub fn finish(&self, merger: Merger) -> Resolution {
        merge::finish(&self.knowledge, merger)
    }
}
