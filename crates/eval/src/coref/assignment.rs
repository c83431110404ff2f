//! The best one-to-one assignment of predicted clusters to gold clusters, for CEAF.
//!
//! Clusters that share no mention gain nothing from each other, so the assignment falls apart into the connected
//! components of the overlap; only within a component does the Hungarian method (Kuhn, 1955; Munkres, 1957) run.
//! The components are found once: when the counts of an overlap shrink, as in a resample, they can only fall apart
//! further.

use std::collections::BTreeMap;

use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

use super::overlap::{Cell, Overlap};

/// Similarities are compared as whole numbers of this unit, so that the assignment is exact and the same everywhere.
const UNIT: f64 = (1_u64 << 32) as f64;

/// The cells of an overlap, grouped so that clusters of different groups share no mention.
#[derive(Debug, Clone, Default)]
pub(crate) struct Components {
    groups: Vec<Component>,
}

/// Clusters that hang together.
#[derive(Debug, Clone)]
struct Component {
    /// Positions of its cells in the overlap, each with the row and the column of its clusters.
    cells: Vec<(usize, usize, usize)>,
    /// Clusters of the side that has fewer.
    rows: usize,
    columns: usize,
}

impl Components {
    pub fn of(cells: &[Cell], gold: usize, predicted: usize) -> Self {
        let mut parent: Vec<usize> = (0..gold + predicted).collect();
        for cell in cells {
            let (a, b) = (
                root(&mut parent, cell.gold),
                root(&mut parent, gold + cell.predicted),
            );
            parent[a.max(b)] = a.min(b);
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (position, cell) in cells.iter().enumerate() {
            groups
                .entry(root(&mut parent, cell.gold))
                .or_default()
                .push(position);
        }
        Self {
            groups: groups
                .into_values()
                .map(|group| Component::new(&group, cells))
                .collect(),
        }
    }

    /// The greatest total of `similarity` over one-to-one assignments of clusters. Cells that share nothing count
    /// nothing.
    pub fn best_total(&self, overlap: &Overlap, similarity: impl Fn(&Cell) -> f64) -> f64 {
        let value = |position: usize| {
            let cell = &overlap.cells[position];
            if cell.shared == 0 { 0.0 } else { similarity(cell) }
        };
        self.groups.iter().map(|component| component.best(value)).sum()
    }
}

impl Component {
    fn new(positions: &[usize], cells: &[Cell]) -> Self {
        let gold = numbered(positions.iter().map(|&position| cells[position].gold));
        let predicted = numbered(positions.iter().map(|&position| cells[position].predicted));
        let placed = positions.iter().map(|&position| {
            let (row, column) = (gold[&cells[position].gold], predicted[&cells[position].predicted]);
            if gold.len() > predicted.len() {
                (position, column, row)
            } else {
                (position, row, column)
            }
        });
        Self {
            cells: placed.collect(),
            rows: gold.len().min(predicted.len()),
            columns: gold.len().max(predicted.len()),
        }
    }

    fn best(&self, value: impl Fn(usize) -> f64) -> f64 {
        if self.rows == 1 {
            // One cluster on a side takes its best partner.
            return self.cells.iter().map(|cell| value(cell.0)).fold(0.0, f64::max);
        }
        let mut weights = Matrix::new(self.rows, self.columns, 0_i64);
        for &(position, row, column) in &self.cells {
            weights[(row, column)] = (value(position) * UNIT).round() as i64;
        }
        let (_, assigned) = kuhn_munkres(&weights);
        let chosen = |cell: &&(usize, usize, usize)| assigned[cell.1] == cell.2;
        self.cells.iter().filter(chosen).map(|cell| value(cell.0)).sum()
    }
}

fn numbered(clusters: impl Iterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut numbers: BTreeMap<usize, usize> = clusters.map(|cluster| (cluster, 0)).collect();
    for (number, value) in numbers.values_mut().enumerate() {
        *value = number;
    }
    numbers
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}
