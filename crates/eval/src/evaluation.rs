//! Counting: from two corpora to the counts of each document, and from those to a report.

use std::sync::Arc;

use onomast_document::{DocumentId, MentionKind};

use crate::align::{Coverage, Pair, align};
use crate::bootstrap::Bootstrap;
use crate::clusters::LinkedMention;
use crate::coref::{Overlap, OverlapBuilder};
use crate::corpus::Corpus;
use crate::counts::Tally;
use crate::entities::{self, EntityMap, entity_of};
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
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    pub(crate) documents: Vec<DocumentCounts>,
    coverage: Coverage,
}

/// The counts of one document.
#[derive(Debug, Clone)]
pub(crate) struct DocumentCounts {
    pub id: DocumentId,
    /// The counts that add up over documents.
    pub tally: Tally,
    /// The mentions of clusters, which only together make the counts over the corpus.
    pub mentions: Vec<LinkedMention>,
}

impl Evaluation {
    /// Counts a prediction against gold.
    ///
    /// # Errors
    /// When the two have no document in common, or one of them has two documents of one name.
    pub fn new(gold: &Corpus, predicted: &Corpus) -> Result<Self, EvalError> {
        let alignment = align(gold, predicted)?;
        let (entities, kb_ids) = (gold.has_entities(), gold.has_kb_ids());
        let map = EntityMap::new(&alignment);
        let documents = alignment.pairs.iter().map(|pair| {
            let mut tally = Tally::new();
            names::count(pair, &mut tally);
            schemes::count(pair, &mut tally);
            cleaning::count(pair, &mut tally);
            if entities {
                entities::count(pair, &map, &mut tally);
            }
            if kb_ids {
                knowledge_base::count(pair, &mut tally);
            }
            let mentions = if entities {
                linked_mentions(pair)
            } else {
                Vec::new()
            };
            if entities {
                let overlap = in_document(&mentions);
                count_clusters(&overlap, "document", &mut tally);
                count_clusters(
                    &overlap.without_singletons(),
                    "document-no-singletons",
                    &mut tally,
                );
            }
            DocumentCounts {
                id: pair.gold.id.clone(),
                tally,
                mentions,
            }
        });
        Ok(Self {
            documents: documents.collect(),
            coverage: alignment.coverage,
        })
    }

    /// The counts of two parts of a corpus as those of the whole.
    ///
    /// All scores are those of the whole, but for `nominal` and `pronoun`: which gold entity a predicted one stands
    /// for has been decided within each part.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.documents.extend(other.documents);
        self.documents.sort_by(|a, b| a.id.cmp(&b.id));
        self.coverage.add(other.coverage);
        self
    }

    /// The counts that add up over documents.
    pub(crate) fn total(&self) -> Tally {
        let mut total = Tally::new();
        for document in &self.documents {
            total.merge(&document.tally);
        }
        total
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
            numbers: self.total().numbers().clone(),
        }
    }
}

/// The mentions that are in a cluster on either side. Mentions without an entity are in none.
fn linked_mentions(pair: &Pair<'_>) -> Vec<LinkedMention> {
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
