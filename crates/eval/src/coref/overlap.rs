//! How two clusterings of mentions overlap.

use std::collections::BTreeMap;

/// Mentions that one gold cluster and one predicted cluster share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    pub gold: usize,
    pub predicted: usize,
    pub shared: u64,
}

/// Two clusterings of mentions: the sizes of the clusters, and how many mentions each pair shares.
///
/// A mention that only one side has counts in the size of its cluster and in no pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlap {
    pub(crate) gold: Vec<u64>,
    pub(crate) predicted: Vec<u64>,
    /// Only pairs that share a mention, by gold cluster and predicted cluster.
    pub(crate) cells: Vec<Cell>,
}

impl Overlap {
    /// The overlap with the sides exchanged.
    #[must_use]
    pub fn swapped(&self) -> Self {
        let mut cells: Vec<Cell> = self
            .cells
            .iter()
            .map(|cell| Cell {
                gold: cell.predicted,
                predicted: cell.gold,
                shared: cell.shared,
            })
            .collect();
        cells.sort_by_key(|cell| (cell.gold, cell.predicted));
        Self {
            gold: self.predicted.clone(),
            predicted: self.gold.clone(),
            cells,
        }
    }

    /// The overlap without the clusters of a single mention, on either side.
    #[must_use]
    pub fn without_singletons(&self) -> Self {
        let emptied = |sizes: &[u64]| {
            sizes
                .iter()
                .map(|&size| if size == 1 { 0 } else { size })
                .collect()
        };
        let kept = |cell: &&Cell| self.gold[cell.gold] > 1 && self.predicted[cell.predicted] > 1;
        Self {
            gold: emptied(&self.gold),
            predicted: emptied(&self.predicted),
            cells: self.cells.iter().filter(kept).copied().collect(),
        }
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
        Overlap {
            gold: self.gold_sizes,
            predicted: self.predicted_sizes,
            cells: self
                .cells
                .into_iter()
                .map(|((gold, predicted), shared)| Cell {
                    gold,
                    predicted,
                    shared,
                })
                .collect(),
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
