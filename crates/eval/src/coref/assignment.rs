//! The best one-to-one assignment of predicted clusters to gold clusters, for CEAF.
//!
//! Clusters that share no mention gain nothing from each other, so the assignment falls apart into the connected
//! components of the overlap; only within a component does the Hungarian method (Kuhn, 1955; Munkres, 1957) run.

use std::collections::BTreeMap;

use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

use super::overlap::{Cell, Overlap};

/// Similarities are compared as whole numbers of this unit, so that the assignment is exact and the same everywhere.
const UNIT: f64 = (1_u64 << 40) as f64;

/// The greatest total of `similarity` over one-to-one assignments of clusters.
pub(super) fn best_total(overlap: &Overlap, similarity: impl Fn(&Cell) -> f64) -> f64 {
    components(overlap)
        .iter()
        .map(|component| best_of_component(component, &similarity))
        .sum()
}

fn best_of_component(cells: &[Cell], similarity: &impl Fn(&Cell) -> f64) -> f64 {
    let gold = numbered(cells.iter().map(|cell| cell.gold));
    let predicted = numbered(cells.iter().map(|cell| cell.predicted));
    if gold.len() == 1 || predicted.len() == 1 {
        // One cluster on a side takes its best partner.
        return cells.iter().map(similarity).fold(0.0, f64::max);
    }
    let transposed = gold.len() > predicted.len();
    let (rows, columns) = if transposed {
        (&predicted, &gold)
    } else {
        (&gold, &predicted)
    };
    let mut weights = Matrix::new(rows.len(), columns.len(), 0_i64);
    let mut exact = BTreeMap::new();
    for cell in cells {
        let place = if transposed {
            (predicted[&cell.predicted], gold[&cell.gold])
        } else {
            (gold[&cell.gold], predicted[&cell.predicted])
        };
        let value = similarity(cell);
        weights[place] = (value * UNIT).round() as i64;
        exact.insert(place, value);
    }
    let (_, assigned) = kuhn_munkres(&weights);
    assigned
        .into_iter()
        .enumerate()
        .filter_map(|place| exact.get(&place))
        .sum()
}

fn numbered(clusters: impl Iterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut numbers: BTreeMap<usize, usize> = clusters.map(|cluster| (cluster, 0)).collect();
    for (number, value) in numbers.values_mut().enumerate() {
        *value = number;
    }
    numbers
}

/// The cells, grouped so that clusters of different groups share no mention.
fn components(overlap: &Overlap) -> Vec<Vec<Cell>> {
    let shift = overlap.gold.len();
    let mut parent: Vec<usize> = (0..shift + overlap.predicted.len()).collect();
    for cell in &overlap.cells {
        let (a, b) = (
            root(&mut parent, cell.gold),
            root(&mut parent, shift + cell.predicted),
        );
        parent[a.max(b)] = a.min(b);
    }
    let mut groups: BTreeMap<usize, Vec<Cell>> = BTreeMap::new();
    for cell in &overlap.cells {
        groups
            .entry(root(&mut parent, cell.gold))
            .or_default()
            .push(*cell);
    }
    groups.into_values().collect()
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}
