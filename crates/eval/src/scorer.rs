//! From counts to scores: of all documents, and of resamples of them.
//!
//! Scores that rest on sums over documents are resampled as they stand: a document counts as often as it is drawn.
//! That fails for clusters over a corpus, where what counts is how documents agree with one another: a document drawn
//! twice agrees with its copy as no two documents do, and every score rises. There the effect of each document is
//! found by leaving it out (the jackknife; Tukey, 1958), and the effects are drawn, which is the bootstrap of the linear
//! part of the score (Efron and Tibshirani, 1993, chapter 11).

use std::collections::BTreeMap;

use crate::bootstrap::{Bootstrap, in_parallel};
use crate::clusters::Clusters;
use crate::coref::{Measure, Overlap, blanc_halves};
use crate::counts::{Counts, Scores, Tally};
use crate::evaluation::Evaluation;
use crate::report::{Row, rows};

/// Documents are left out one by one up to this many, beyond it in this many blocks.
const BLOCKS: usize = 200;

/// Scores all documents, or resamples of them.
pub(crate) struct Scorer {
    measures: Vec<String>,
    /// For each document its counts by the position of the measure.
    documents: Vec<Vec<(usize, Counts)>>,
    /// Clusters of all mentions, and of names.
    clusters: Option<(Clusters, Clusters)>,
    numbers: BTreeMap<String, usize>,
}

/// The scores of each row in one resample; `None` where it had nothing to score.
pub(crate) type Sample = Vec<Option<Scores>>;

impl Scorer {
    pub fn new(evaluation: &Evaluation) -> Self {
        let tallies = evaluation.tallies();
        let mut total = Tally::new();
        for tally in &tallies {
            total.merge(tally);
        }
        let measures: Vec<String> = total.iter().map(|(measure, _)| measure.to_owned()).collect();
        let position = |measure: &str| {
            measures
                .binary_search_by(|other| other.as_str().cmp(measure))
                .ok()
        };
        let counts = tallies.iter().map(|tally| {
            tally
                .iter()
                .filter_map(|(measure, counts)| Some((position(measure)?, counts)))
                .collect()
        });
        let mentions = || evaluation.documents.iter().map(|document| &document.mentions);
        let clusters = |names_only| Clusters::new(mentions(), names_only);
        Self {
            documents: counts.collect(),
            clusters: evaluation
                .scores_clusters()
                .then(|| (clusters(false), clusters(true))),
            numbers: total.numbers().clone(),
            measures,
        }
    }

    /// Numbers of things that are no scores by themselves.
    pub fn numbers(&self) -> BTreeMap<String, usize> {
        self.numbers.clone()
    }

    /// The scores of all documents, in the order of the table.
    pub fn rows(&self) -> Vec<Row> {
        let mut tally = self.over_documents(None);
        tally.merge(&self.over_corpus(None));
        rows(&tally)
    }

    /// The scores of resamples, each in the order of `all`, the scores of all documents.
    pub fn samples(&self, bootstrap: &Bootstrap, all: &[Row]) -> Vec<Sample> {
        let place = |row: &Row| all.iter().position(|other| other.measure == row.measure);
        let drawn = bootstrap.samples(self.documents.len(), |weights| {
            let mut sample: Sample = vec![None; all.len()];
            for row in rows(&self.over_documents(Some(weights))) {
                if let Some(place) = place(&row) {
                    sample[place] = Some(row.scores);
                }
            }
            sample
        });
        let blocks = self.documents.len().min(BLOCKS);
        let left_out = in_parallel(blocks, |block| {
            let weights: Vec<u32> = (0..self.documents.len())
                .map(|document| u32::from(document % blocks != block))
                .collect();
            rows(&self.over_corpus(Some(&weights)))
        });
        let places: Vec<Option<usize>> = left_out.first().into_iter().flatten().map(place).collect();
        let effects = bootstrap.samples(blocks, |weights| {
            let drawn = places
                .iter()
                .enumerate()
                .filter_map(|(index, place)| Some((index, (*place)?)));
            drawn
                .map(|(index, place)| {
                    let without = |block: usize| {
                        left_out
                            .get(block)
                            .and_then(|rows| rows.get(index))
                            .map(|row| row.scores)
                    };
                    (place, linear(all[place].scores, weights, without))
                })
                .collect::<Vec<_>>()
        });
        let mut samples = drawn;
        for (sample, effects) in samples.iter_mut().zip(effects) {
            for (place, scores) in effects {
                sample[place] = Some(scores);
            }
        }
        samples
    }

    /// The counts that add up over documents, where each counts as often as `weights` says, or once.
    fn over_documents(&self, weights: Option<&[u32]>) -> Tally {
        let mut sums = vec![Counts::default(); self.measures.len()];
        for (document, counts) in self.documents.iter().enumerate() {
            let weight = weights.map_or(1, |weights| weights[document]);
            if weight > 0 {
                for (measure, counts) in counts {
                    sums[*measure] += counts.times(f64::from(weight));
                }
            }
        }
        let mut tally = Tally::new();
        for (measure, counts) in self.measures.iter().zip(sums) {
            tally.add(measure, counts);
        }
        tally
    }

    /// The counts of clusters over all documents, or over those whose weight is not 0.
    fn over_corpus(&self, weights: Option<&[u32]>) -> Tally {
        let mut tally = Tally::new();
        if let Some((all, names)) = &self.clusters {
            let overlap = all.overlap(weights);
            count_clusters(&overlap, "corpus", &mut tally);
            count_clusters(&overlap.without_singletons(), "corpus-no-singletons", &mut tally);
            count_clusters(&names.overlap(weights), "corpus-names", &mut tally);
        }
        tally
    }
}

/// The scores of all documents, moved by the effects of the blocks that were drawn more or less than once.
fn linear(all: Scores, weights: &[u32], without: impl Fn(usize) -> Option<Scores>) -> Scores {
    let blocks = weights.len() as f64;
    let moved = |score: fn(&Scores) -> Option<f64>| {
        let all = score(&all)?;
        let effect = |(block, weight): (usize, &u32)| {
            let without = without(block).as_ref().and_then(score).unwrap_or(all);
            (f64::from(*weight) - 1.0) * (all - without)
        };
        let effects: f64 = weights.iter().enumerate().map(effect).sum();
        Some((all + effects * (blocks - 1.0) / blocks).clamp(0.0, 1.0))
    };
    Scores {
        precision: moved(|scores| scores.precision),
        recall: moved(|scores| scores.recall),
        f1: moved(|scores| scores.f1),
    }
}

/// Adds the counts of every measure of coreference.
pub(crate) fn count_clusters(overlap: &Overlap, scope: &str, tally: &mut Tally) {
    for measure in Measure::ALL {
        tally.add(&format!("{}.{scope}", measure.name()), measure.counts(overlap));
    }
    let (coreferent, other) = blanc_halves(overlap);
    tally.add(&format!("blanc-coreferent.{scope}"), coreferent);
    tally.add(&format!("blanc-other.{scope}"), other);
}
