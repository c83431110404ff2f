//! Clusters over a corpus, kept so that the overlap of any resample of its documents is quickly had.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::coref::{Cell, Overlap};

/// A mention by its clusters: on each side the entity, where it has one, and whether the mention is a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkedMention {
    pub gold: Option<(Arc<str>, bool)>,
    pub predicted: Option<(Arc<str>, bool)>,
}

/// How often each document mentions each cluster and each pair of clusters, by their positions in `whole`.
pub(crate) struct Clusters {
    whole: Overlap,
    documents: Vec<DocumentClusters>,
}

#[derive(Default)]
struct DocumentClusters {
    gold: Vec<(usize, u64)>,
    predicted: Vec<(usize, u64)>,
    cells: Vec<(usize, u64)>,
}

impl Clusters {
    /// The clusters of documents; with `names_only` of their names.
    pub fn new<'a>(documents: impl Iterator<Item = &'a Vec<LinkedMention>>, names_only: bool) -> Self {
        let (mut gold, mut predicted) = (Numbers::default(), Numbers::default());
        let mut counted = Vec::new();
        let mut all_cells: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for mentions in documents {
            let (mut golds, mut predictions) = (BTreeMap::new(), BTreeMap::new());
            let mut cells: BTreeMap<(usize, usize), u64> = BTreeMap::new();
            for mention in mentions {
                let counts = |end: &&'a (Arc<str>, bool)| !names_only || end.1;
                let g = mention
                    .gold
                    .as_ref()
                    .filter(counts)
                    .map(|end| gold.number(&end.0));
                let p = mention
                    .predicted
                    .as_ref()
                    .filter(counts)
                    .map(|end| predicted.number(&end.0));
                if let Some(g) = g {
                    *golds.entry(g).or_default() += 1;
                }
                if let Some(p) = p {
                    *predictions.entry(p).or_default() += 1;
                }
                if let (Some(g), Some(p)) = (g, p) {
                    *cells.entry((g, p)).or_default() += 1;
                    *all_cells.entry((g, p)).or_default() += 1;
                }
            }
            counted.push((golds, predictions, cells));
        }
        let positions: BTreeMap<(usize, usize), usize> = all_cells.keys().copied().zip(0..).collect();
        let documents: Vec<DocumentClusters> = counted
            .into_iter()
            .map(|(golds, predictions, cells)| DocumentClusters {
                gold: golds.into_iter().collect(),
                predicted: predictions.into_iter().collect(),
                cells: cells
                    .into_iter()
                    .map(|(pair, shared)| (positions[&pair], shared))
                    .collect(),
            })
            .collect();
        let empty = all_cells.keys().map(|&(gold, predicted)| Cell {
            gold,
            predicted,
            shared: 0,
        });
        let whole = Overlap {
            gold: vec![0; gold.len()],
            predicted: vec![0; predicted.len()],
            cells: empty.collect(),
        };
        Self { whole, documents }
    }

    /// The overlap where each document counts as often as `weights` says, or once.
    pub fn overlap(&self, weights: Option<&[u32]>) -> Overlap {
        let mut overlap = self.whole.clone();
        for (index, document) in self.documents.iter().enumerate() {
            let weight = weights.map_or(1, |weights| u64::from(weights[index]));
            if weight == 0 {
                continue;
            }
            for (cluster, count) in &document.gold {
                overlap.gold[*cluster] += weight * count;
            }
            for (cluster, count) in &document.predicted {
                overlap.predicted[*cluster] += weight * count;
            }
            for (cell, count) in &document.cells {
                overlap.cells[*cell].shared += weight * count;
            }
        }
        overlap
    }
}

/// Names by the order in which they come.
#[derive(Default)]
struct Numbers<'a> {
    numbers: BTreeMap<&'a str, usize>,
}

impl<'a> Numbers<'a> {
    fn number(&mut self, name: &'a str) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(name).or_insert(next)
    }

    fn len(&self) -> usize {
        self.numbers.len()
    }
}
