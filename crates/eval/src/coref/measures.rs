//! MUC, B³, CEAF, BLANC, LEA and pairwise links, as counts.

use super::assignment::best_total;
use super::overlap::{Cell, Overlap};
use crate::counts::Counts;

/// A measure of coreference whose precision and recall are ratios of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Mention detection: mentions of the clusters, whatever their cluster.
    Mentions,
    /// The links that a spanning tree of each cluster needs (Vilain et al., 1995).
    Muc,
    /// For each mention, the share of its cluster that is right (Bagga and Baldwin, 1998), over the mentions that
    /// each side has, as in Cai and Strube (2010) and the official scorer.
    BCubed,
    /// Clusters assigned one to one, by the mentions they share (Luo, 2005; φ3).
    CeafM,
    /// Clusters assigned one to one, by the Dice coefficient of their mentions (Luo, 2005; φ4).
    CeafE,
    /// For each cluster, weighted by its size, the share of its links that is right (Moosavi and Strube, 2016).
    Lea,
    /// All pairs of mentions of one cluster.
    Pairwise,
}

impl Measure {
    /// Every measure, in the order in which tables list them.
    pub const ALL: [Self; 7] = [
        Self::Mentions,
        Self::Muc,
        Self::BCubed,
        Self::CeafE,
        Self::CeafM,
        Self::Lea,
        Self::Pairwise,
    ];

    /// The name in figures: `muc`, `b3`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::Mentions => "mentions",
            Self::Muc => "muc",
            Self::BCubed => "b3",
            Self::CeafM => "ceafm",
            Self::CeafE => "ceafe",
            Self::Lea => "lea",
            Self::Pairwise => "pairwise",
        }
    }

    /// The counts of this measure.
    pub fn counts(self, overlap: &Overlap) -> Counts {
        match self {
            Self::Mentions => Counts::paired(
                overlap.shared_mentions() as usize,
                overlap.predicted_mentions() as usize,
                overlap.gold_mentions() as usize,
            ),
            Self::Muc => both_ways(overlap, muc_recall),
            Self::BCubed => both_ways(overlap, b_cubed_recall),
            Self::CeafM => {
                let total = best_total(overlap, |cell| cell.shared as f64);
                Counts {
                    predicted_hits: total,
                    predicted: overlap.predicted_mentions() as f64,
                    gold_hits: total,
                    gold: overlap.gold_mentions() as f64,
                }
            }
            Self::CeafE => {
                let total = best_total(overlap, |cell| dice(overlap, cell));
                Counts {
                    predicted_hits: total,
                    predicted: clusters(&overlap.predicted),
                    gold_hits: total,
                    gold: clusters(&overlap.gold),
                }
            }
            Self::Lea => both_ways(overlap, lea_recall),
            Self::Pairwise => both_ways(overlap, pair_recall),
        }
    }
}

/// The two halves of BLANC (Recasens and Hovy, 2011; for predicted mentions Luo et al., 2014): links of one cluster,
/// and links across clusters. BLANC is the mean of the two, where both exist.
pub fn blanc_parts(overlap: &Overlap) -> (Counts, Counts) {
    let coreferent = Measure::Pairwise.counts(overlap);
    let (mut gold, mut predicted) = (vec![0; overlap.gold.len()], vec![0; overlap.predicted.len()]);
    for cell in &overlap.cells {
        gold[cell.gold] += cell.shared;
        predicted[cell.predicted] += cell.shared;
    }
    let all = |sizes: &[u64]| sizes.iter().map(|&size| pairs(size)).sum::<f64>();
    // Pairs of mentions that both sides have and neither links.
    let shared = pairs(overlap.shared_mentions()) - all(&gold) - all(&predicted) + coreferent.gold_hits;
    let other = Counts {
        predicted_hits: shared,
        predicted: pairs(overlap.predicted_mentions()) - coreferent.predicted,
        gold_hits: shared,
        gold: pairs(overlap.gold_mentions()) - coreferent.gold,
    };
    (coreferent, other)
}

/// Hits and total of recall, and those of precision as the recall of the exchanged sides.
fn both_ways(overlap: &Overlap, recall: impl Fn(&Overlap) -> (f64, f64)) -> Counts {
    let (gold_hits, gold) = recall(overlap);
    let (predicted_hits, predicted) = recall(&overlap.swapped());
    Counts {
        predicted_hits,
        predicted,
        gold_hits,
        gold,
    }
}

fn muc_recall(overlap: &Overlap) -> (f64, f64) {
    // A gold cluster that the prediction cuts into parts lacks one link fewer than it has parts. A shared mention
    // saves a link unless it is the first of its part.
    let kept: u64 = overlap.cells.iter().map(|cell| cell.shared - 1).sum();
    let links: u64 = overlap.gold.iter().map(|size| size.saturating_sub(1)).sum();
    (kept as f64, links as f64)
}

fn b_cubed_recall(overlap: &Overlap) -> (f64, f64) {
    let share = |cell: &Cell| (cell.shared * cell.shared) as f64 / overlap.gold[cell.gold] as f64;
    (
        overlap.cells.iter().map(share).sum(),
        overlap.gold_mentions() as f64,
    )
}

fn lea_recall(overlap: &Overlap) -> (f64, f64) {
    let found = |cell: &Cell| {
        let size = overlap.gold[cell.gold];
        if size == 1 {
            // A singleton has a link to itself, which only a singleton keeps.
            return if overlap.predicted[cell.predicted] == 1 {
                1.0
            } else {
                0.0
            };
        }
        size as f64 * pairs(cell.shared) / pairs(size)
    };
    (
        overlap.cells.iter().map(found).sum(),
        overlap.gold_mentions() as f64,
    )
}

fn pair_recall(overlap: &Overlap) -> (f64, f64) {
    let found = overlap.cells.iter().map(|cell| pairs(cell.shared)).sum();
    (found, overlap.gold.iter().map(|&size| pairs(size)).sum())
}

fn dice(overlap: &Overlap, cell: &Cell) -> f64 {
    2.0 * cell.shared as f64 / (overlap.gold[cell.gold] + overlap.predicted[cell.predicted]) as f64
}

fn clusters(sizes: &[u64]) -> f64 {
    sizes.iter().filter(|size| **size > 0).count() as f64
}

/// How many pairs `count` things make.
fn pairs(count: u64) -> f64 {
    (count * count.saturating_sub(1) / 2) as f64
}
