//! Counting: from two corpora to the counts of each document, and from those to a report.

use std::sync::Arc;

use onomast_document::{DocumentId, MentionKind};

use crate::align::{Coverage, Pair, align};
use crate::bootstrap::Bootstrap;
use crate::clusters::LinkedMention;
use crate::coref::{Overlap, OverlapBuilder};
use crate::corpus::Corpus;
use crate::counts::Tally;
use crate::entities::{Anaphors, EntityMap, entity_of};
use crate::error::EvalError;
use crate::report::{Intervals, Report};
use crate::scorer::{Scorer, count_clusters};
use crate::{cleaning, knowledge_base, names, schemes};

/// Scores a prediction against gold, with intervals by the default [`Bootstrap`].
///
/// Measures for which gold has nothing to compare with (no entities, no ids of a knowledge base, no junk) are left
/// out of the report.
///
/// # Errors
/// When the two have no document in common, or one of them has two documents of one name.
pub fn evaluate(gold: &Corpus, predicted: &Corpus) -> Result<Report, EvalError> {
    Ok(Evaluation::new(gold, predicted)?.report(Some(&Bootstrap::default())))
}

/// The counts of each document: everything that scores and their intervals are made of.
///
/// Parts of a corpus can be counted apart, on several machines, and [merged](Self::merge).
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    pub(crate) documents: Vec<DocumentCounts>,
    coverage: Coverage,
    /// Whether gold has entities, and ids of a knowledge base: what it does not have is not scored.
    gold_has: GoldHas,
}

#[derive(Debug, Clone, Copy, Default)]
struct GoldHas {
    entities: bool,
    kb_ids: bool,
}

/// The counts of one document.
#[derive(Debug, Clone)]
pub(crate) struct DocumentCounts {
    id: DocumentId,
    /// Counts of names and of cleaning.
    words: Tally,
    /// Counts of clusters within the document.
    clusters: Tally,
    /// Counts of ids of the knowledge base.
    kb_ids: Tally,
    /// The mentions of clusters, which only together make the counts over the corpus.
    pub mentions: Vec<LinkedMention>,
    nominals: Anaphors,
    pronouns: Anaphors,
}

impl DocumentCounts {
    fn new(pair: &Pair<'_>) -> Self {
        let mut words = Tally::new();
        names::count(pair, &mut words);
        schemes::count(pair, &mut words);
        cleaning::count(pair, &mut words);
        let mut kb_ids = Tally::new();
        knowledge_base::count(pair, &mut kb_ids);
        let mentions = linked_mentions(pair);
        let mut clusters = Tally::new();
        let overlap = in_document(&mentions);
        count_clusters(&overlap, "document", &mut clusters);
        count_clusters(
            &overlap.without_singletons(),
            "document-no-singletons",
            &mut clusters,
        );
        Self {
            id: pair.gold.id.clone(),
            words,
            clusters,
            kb_ids,
            mentions,
            nominals: Anaphors::new(pair, MentionKind::Nominal),
            pronouns: Anaphors::new(pair, MentionKind::Pronoun),
        }
    }
}

impl Evaluation {
    /// Counts a prediction against gold.
    ///
    /// # Errors
    /// When the two have no document in common, or one of them has two documents of one name.
    pub fn new(gold: &Corpus, predicted: &Corpus) -> Result<Self, EvalError> {
        let alignment = align(gold, predicted)?;
        Ok(Self {
            documents: alignment.pairs.iter().map(DocumentCounts::new).collect(),
            coverage: alignment.coverage,
            gold_has: GoldHas {
                entities: gold.has_entities(),
                kb_ids: gold.has_kb_ids(),
            },
        })
    }

    /// The counts of two parts of a corpus as those of the whole. The parts have no document in common; all scores are
    /// those of the whole counted at once.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.documents.extend(other.documents);
        self.documents.sort_by(|a, b| a.id.cmp(&b.id));
        self.coverage.add(other.coverage);
        self.gold_has.entities |= other.gold_has.entities;
        self.gold_has.kb_ids |= other.gold_has.kb_ids;
        self
    }

    /// What was paired and what was left over.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    pub(crate) fn into_coverage(self) -> Coverage {
        self.coverage
    }

    /// Whether clusters are scored.
    pub(crate) fn scores_clusters(&self) -> bool {
        self.gold_has.entities
    }

    /// The counts of each document, of all that adds up over documents. What a nominal or pronoun is linked to shows
    /// only in the whole corpus, so that this is found here and not when the documents are counted.
    pub(crate) fn tallies(&self) -> Vec<Tally> {
        let map = EntityMap::new(self.documents.iter().flat_map(|document| &document.mentions));
        let tally = |document: &DocumentCounts| {
            let mut tally = document.words.clone();
            if self.gold_has.entities {
                tally.merge(&document.clusters);
                document.nominals.count("nominal", &map, &mut tally);
                document.pronouns.count("pronoun", &map, &mut tally);
            }
            if self.gold_has.kb_ids {
                tally.merge(&document.kb_ids);
            }
            tally
        };
        self.documents.iter().map(tally).collect()
    }

    /// The scores, with intervals where `bootstrap` is given and there are two documents or more.
    pub fn report(&self, bootstrap: Option<&Bootstrap>) -> Report {
        let scorer = Scorer::new(self);
        let mut rows = scorer.rows();
        let bootstrap = bootstrap.filter(|_| self.documents.len() > 1);
        if let Some(bootstrap) = bootstrap {
            let samples = scorer.samples(bootstrap, &rows);
            for (index, row) in rows.iter_mut().enumerate() {
                row.intervals = Some(Intervals::of_samples(&samples, index));
            }
        }
        Report {
            schema: 1,
            coverage: self.coverage.clone(),
            bootstrap: bootstrap.copied(),
            rows,
            numbers: scorer.numbers(),
        }
    }
}

/// The mentions that are in a cluster on either side. Mentions without an entity are in none.
pub(crate) fn linked_mentions(pair: &Pair<'_>) -> Vec<LinkedMention> {
    let end = |placed: &crate::align::Placed<'_>| {
        entity_of(placed).map(|entity| (Arc::from(entity), placed.mention.kind == MentionKind::Name))
    };
    let shared = pair
        .gold_mentions
        .iter()
        .zip(&pair.partner_of_gold)
        .map(|(gold, partner)| LinkedMention {
            gold: end(gold),
            predicted: partner.and_then(|partner| end(&pair.predicted_mentions[partner])),
        });
    let alone = pair
        .predicted_mentions
        .iter()
        .zip(&pair.partner_of_predicted)
        .filter(|(_, partner)| partner.is_none());
    shared
        .chain(alone.map(|(predicted, _)| LinkedMention {
            gold: None,
            predicted: end(predicted),
        }))
        .filter(|mention| mention.gold.is_some() || mention.predicted.is_some())
        .collect()
}

fn in_document(mentions: &[LinkedMention]) -> Overlap {
    let mut builder = OverlapBuilder::new();
    for mention in mentions {
        builder.add(
            mention.gold.as_ref().map(|(entity, _)| &**entity),
            mention.predicted.as_ref().map(|(entity, _)| &**entity),
        );
    }
    builder.finish()
}
