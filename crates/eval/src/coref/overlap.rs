//! How two clusterings of mentions overlap.

use std::collections::BTreeMap;

/// Mentions that one gold cluster and one predicted cluster share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    pub gold: usize,
    pub predicted: usize,
    pub shared: u64,
}

/// Whose clusters are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Gold,
    Predicted,
}

impl Side {
    pub fn other(self) -> Self {
        match self {
            Self::Gold => Self::Predicted,
            Self::Predicted => Self::Gold,
        }
    }
}

/// Two clusterings of mentions: the sizes of the clusters, and how many mentions each pair shares.
///
/// A mention that only one side has counts in the size of its cluster and in no pair.
#[derive(Debug, Clone, Default)]
pub struct Overlap {
    pub(crate) gold: Vec<u64>,
    pub(crate) predicted: Vec<u64>,
    /// Only pairs that share a mention, by gold cluster and predicted cluster.
    pub(crate) cells: Vec<Cell>,
}

impl Overlap {
    /// The overlap without the clusters of a single mention, on either side.
    #[must_use]
    pub fn without_singletons(&self) -> Self {
        let mut overlap = self.clone();
        for cell in &mut overlap.cells {
            if self.gold[cell.gold] == 1 || self.predicted[cell.predicted] == 1 {
                cell.shared = 0;
            }
        }
        for size in overlap.gold.iter_mut().chain(&mut overlap.predicted) {
            if *size == 1 {
                *size = 0;
            }
        }
        overlap
    }

    /// Gold mentions.
    pub fn gold_mentions(&self) -> u64 {
        self.gold.iter().sum()
    }

    /// Predicted mentions.
    pub fn predicted_mentions(&self) -> u64 {
        self.predicted.iter().sum()
    }

    /// Mentions that both sides have.
    pub fn shared_mentions(&self) -> u64 {
        self.cells.iter().map(|cell| cell.shared).sum()
    }

    pub(super) fn sizes(&self, side: Side) -> &[u64] {
        match side {
            Side::Gold => &self.gold,
            Side::Predicted => &self.predicted,
        }
    }

    pub(super) fn size(&self, side: Side, cell: &Cell) -> u64 {
        match side {
            Side::Gold => self.gold[cell.gold],
            Side::Predicted => self.predicted[cell.predicted],
        }
    }

    pub(super) fn mentions(&self, side: Side) -> f64 {
        self.sizes(side).iter().sum::<u64>() as f64
    }
}

/// Collects an [`Overlap`] mention by mention.
#[derive(Debug, Clone, Default)]
pub struct OverlapBuilder<'a> {
    gold: BTreeMap<&'a str, usize>,
    predicted: BTreeMap<&'a str, usize>,
    gold_sizes: Vec<u64>,
    predicted_sizes: Vec<u64>,
    cells: BTreeMap<(usize, usize), u64>,
}

impl<'a> OverlapBuilder<'a> {
    /// No mentions.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a mention by the names of its gold and its predicted cluster; `None` where a side lacks the mention or
    /// has left it unlinked.
    pub fn add(&mut self, gold: Option<&'a str>, predicted: Option<&'a str>) {
        let gold = gold.map(|name| number(name, &mut self.gold, &mut self.gold_sizes));
        let predicted = predicted.map(|name| number(name, &mut self.predicted, &mut self.predicted_sizes));
        if let (Some(gold), Some(predicted)) = (gold, predicted) {
            *self.cells.entry((gold, predicted)).or_default() += 1;
        }
    }

    /// The overlap.
    pub fn finish(self) -> Overlap {
        let cells = self
            .cells
            .into_iter()
            .map(|((gold, predicted), shared)| Cell {
                gold,
                predicted,
                shared,
            })
            .collect();
        Overlap {
            gold: self.gold_sizes,
            predicted: self.predicted_sizes,
            cells,
        }
    }
}

fn number<'a>(name: &'a str, numbers: &mut BTreeMap<&'a str, usize>, sizes: &mut Vec<u64>) -> usize {
    let number = *numbers.entry(name).or_insert(sizes.len());
    if number == sizes.len() {
        sizes.push(0);
    }
    sizes[number] += 1;
    number
}
