//! MUC, B³, CEAF, BLANC, LEA and pairwise links, as counts.

use super::assignment::best_total;
use super::overlap::{Cell, Overlap, Side};
use crate::counts::{Counts, Scores};

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
            Self::Muc => both_sides(overlap, muc),
            Self::BCubed => both_sides(overlap, b_cubed),
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
            Self::Lea => both_sides(overlap, lea),
            Self::Pairwise => both_sides(overlap, pairwise),
        }
    }
}

/// The two halves of BLANC (Recasens and Hovy, 2011; for predicted mentions Luo et al., 2014): links of one cluster,
/// and links across clusters. BLANC is the mean of the two; where gold has links of one half only, it is that half.
pub fn blanc_halves(overlap: &Overlap) -> (Counts, Counts) {
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

/// BLANC from its two halves (see [`blanc_halves`]).
pub fn blanc(coreferent: Counts, other: Counts) -> Scores {
    let halves = match (coreferent.gold > 0.0, other.gold > 0.0) {
        (true, false) => vec![coreferent.scores()],
        (false, true) => vec![other.scores()],
        _ => vec![coreferent.scores(), other.scores()],
    };
    Scores::mean(&halves)
}

/// Hits and total of one side: seen from gold those of recall, seen from the prediction those of precision.
fn both_sides(overlap: &Overlap, measure: impl Fn(&Overlap, Side) -> (f64, f64)) -> Counts {
    let (gold_hits, gold) = measure(overlap, Side::Gold);
    let (predicted_hits, predicted) = measure(overlap, Side::Predicted);
    Counts {
        predicted_hits,
        predicted,
        gold_hits,
        gold,
    }
}

fn muc(overlap: &Overlap, side: Side) -> (f64, f64) {
    // A cluster that the other side cuts into parts lacks one link fewer than it has parts. A shared mention saves a
    // link unless it is the first of its part.
    let kept: u64 = overlap
        .cells
        .iter()
        .map(|cell| cell.shared.saturating_sub(1))
        .sum();
    let links: u64 = overlap
        .sizes(side)
        .iter()
        .map(|size| size.saturating_sub(1))
        .sum();
    (kept as f64, links as f64)
}

fn b_cubed(overlap: &Overlap, side: Side) -> (f64, f64) {
    let share = |cell: &Cell| (cell.shared * cell.shared) as f64 / overlap.size(side, cell).max(1) as f64;
    (overlap.cells.iter().map(share).sum(), overlap.mentions(side))
}

fn lea(overlap: &Overlap, side: Side) -> (f64, f64) {
    let found = |cell: &Cell| match overlap.size(side, cell) {
        0 => 0.0,
        // A singleton has a link to itself, which only a singleton keeps.
        1 => f64::from(overlap.size(side.other(), cell) == 1),
        mentions => mentions as f64 * pairs(cell.shared) / pairs(mentions),
    };
    (overlap.cells.iter().map(found).sum(), overlap.mentions(side))
}

fn pairwise(overlap: &Overlap, side: Side) -> (f64, f64) {
    let found = overlap.cells.iter().map(|cell| pairs(cell.shared)).sum();
    (found, overlap.sizes(side).iter().map(|&size| pairs(size)).sum())
}

fn dice(overlap: &Overlap, cell: &Cell) -> f64 {
    let sizes = overlap.gold[cell.gold] + overlap.predicted[cell.predicted];
    2.0 * cell.shared as f64 / sizes.max(1) as f64
}

fn clusters(sizes: &[u64]) -> f64 {
    sizes.iter().filter(|size| **size > 0).count() as f64
}

/// How many pairs `count` things make.
fn pairs(count: u64) -> f64 {
    (count * count.saturating_sub(1) / 2) as f64
}
