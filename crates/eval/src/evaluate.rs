//! From two corpora to a report.

use onomast_document::MentionKind;

use crate::align::{Alignment, Pair, Placed, align};
use crate::coref::{Measure, Overlap, OverlapBuilder, blanc_parts};
use crate::corpus::Corpus;
use crate::counts::Tally;
use crate::entities::{self, EntityMap, entity_of};
use crate::error::EvalError;
use crate::report::Report;
use crate::{cleaning, knowledge_base, names};

/// Scores a prediction against gold.
///
/// Measures for which gold has nothing to compare with (no entities, no ids of a knowledge base, no junk) are left
/// out of the report.
///
/// # Errors
/// When the two have no document in common, or one of them has two documents of one name.
pub fn evaluate(gold: &Corpus, predicted: &Corpus) -> Result<Report, EvalError> {
    let alignment = align(gold, predicted)?;
    let subject = Subject {
        entities: gold.has_entities(),
        kb_ids: gold.has_kb_ids(),
        map: EntityMap::new(&alignment),
    };
    let mut tally = Tally::new();
    for pair in &alignment.pairs {
        tally.merge(&document_tally(pair, &subject));
    }
    if subject.entities {
        corpus_tally(&alignment, &mut tally);
    }
    Ok(Report::new(&tally, alignment.coverage))
}

/// What there is to score in a corpus.
struct Subject<'a> {
    entities: bool,
    kb_ids: bool,
    map: EntityMap<'a>,
}

/// The counts that add up over documents.
fn document_tally(pair: &Pair<'_>, subject: &Subject<'_>) -> Tally {
    let mut tally = Tally::new();
    names::count(pair, &mut tally);
    cleaning::count(pair, &mut tally);
    if subject.entities {
        let overlap = overlap([pair], |_| true);
        clusters(&overlap, "document", &mut tally);
        clusters(
            &overlap.without_singletons(),
            "document-no-singletons",
            &mut tally,
        );
        entities::count(pair, &subject.map, &mut tally);
    }
    if subject.kb_ids {
        knowledge_base::count(pair, &mut tally);
    }
    tally
}

/// The counts that only a whole corpus has.
fn corpus_tally(alignment: &Alignment<'_>, tally: &mut Tally) {
    let all = overlap(&alignment.pairs, |_| true);
    clusters(&all, "corpus", tally);
    clusters(&all.without_singletons(), "corpus-no-singletons", tally);
    let is_name = |placed: &Placed<'_>| placed.mention.kind == MentionKind::Name;
    clusters(&overlap(&alignment.pairs, is_name), "corpus-names", tally);
}

fn clusters(overlap: &Overlap, scope: &str, tally: &mut Tally) {
    for measure in Measure::ALL {
        tally.add(&format!("{}.{scope}", measure.name()), measure.counts(overlap));
    }
    let (coreferent, other) = blanc_parts(overlap);
    tally.add(&format!("blanc-coreferent.{scope}"), coreferent);
    tally.add(&format!("blanc-other.{scope}"), other);
}

/// The clusters of some documents. Mentions without an entity are in no cluster.
fn overlap<'p, 'a: 'p>(
    pairs: impl IntoIterator<Item = &'p Pair<'a>>,
    counted: impl Fn(&Placed<'_>) -> bool,
) -> Overlap {
    let mut builder = OverlapBuilder::new();
    for pair in pairs {
        let cluster = |placed: &Placed<'a>| counted(placed).then(|| entity_of(placed)).flatten();
        for (gold, partner) in pair.gold_mentions.iter().zip(&pair.partner_of_gold) {
            let partner = partner.map(|partner| &pair.predicted_mentions[partner]);
            builder.add(cluster(gold), partner.and_then(cluster));
        }
        for (predicted, partner) in pair.predicted_mentions.iter().zip(&pair.partner_of_predicted) {
            if partner.is_none() {
                builder.add(None, cluster(predicted));
            }
        }
    }
    builder.finish()
}
