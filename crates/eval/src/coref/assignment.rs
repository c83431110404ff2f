//! The best one-to-one assignment of predicted clusters to gold clusters, for CEAF.
//!
//! Most pairs are settled without search. A pair is sure when its similarity is at least the sum of the best that its
//! two clusters could gain elsewhere: in any assignment without it, breaking up those two and pairing these loses
//! nothing. Settled clusters leave, which makes further pairs sure. Clusters that share no mention gain nothing from
//! each other, so the rest falls apart into connected components, and only within each does the Hungarian method
//! (Kuhn, 1955; Munkres, 1957) run.

use std::collections::BTreeMap;

use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

use super::overlap::{Cell, Overlap};

/// Similarities are compared as whole numbers of this unit, so that the assignment is exact and the same everywhere.
const UNIT: f64 = (1_u64 << 32) as f64;

/// After this many rounds of settling, what is left is searched. Chains that need more are rare and short.
const ROUNDS: usize = 64;

/// Two clusters and what their pairing gains.
#[derive(Debug, Clone, Copy)]
struct Edge {
    gold: usize,
    predicted: usize,
    gain: i64,
    value: f64,
}

/// The greatest total of `similarity` over one-to-one assignments of clusters.
pub(super) fn best_total(overlap: &Overlap, similarity: impl Fn(&Cell) -> f64) -> f64 {
    let shared = overlap.cells.iter().filter(|cell| cell.shared > 0);
    let mut edges: Vec<Edge> = shared
        .map(|cell| {
            let value = similarity(cell);
            Edge {
                gold: cell.gold,
                predicted: cell.predicted,
                gain: (value * UNIT).round() as i64,
                value,
            }
        })
        .collect();
    let settled = settle(&mut edges, overlap.gold.len(), overlap.predicted.len());
    let searched: f64 = components(&edges, overlap.gold.len(), overlap.predicted.len())
        .iter()
        .map(|component| search(component))
        .sum();
    settled + searched
}

/// Takes the sure pairs out of `edges`, with all other edges of their clusters, and gives their total.
fn settle(edges: &mut Vec<Edge>, gold: usize, predicted: usize) -> f64 {
    let mut total = 0.0;
    let (mut gold_settled, mut predicted_settled) = (vec![false; gold], vec![false; predicted]);
    for _ in 0..ROUNDS {
        let (mut of_gold, mut of_predicted) = (vec![Best::default(); gold], vec![Best::default(); predicted]);
        for edge in edges.iter() {
            of_gold[edge.gold].add(edge.gain);
            of_predicted[edge.predicted].add(edge.gain);
        }
        let mut any = false;
        for edge in edges.iter() {
            let elsewhere =
                of_gold[edge.gold].without(edge.gain) + of_predicted[edge.predicted].without(edge.gain);
            // A cluster settled in this round only loses alternatives; of two equal pairs the first takes it.
            if edge.gain >= elsewhere && !gold_settled[edge.gold] && !predicted_settled[edge.predicted] {
                (gold_settled[edge.gold], predicted_settled[edge.predicted]) = (true, true);
                total += edge.value;
                any = true;
            }
        }
        if !any {
            break;
        }
        edges.retain(|edge| !gold_settled[edge.gold] && !predicted_settled[edge.predicted]);
    }
    total
}

/// The two greatest gains of a cluster.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    first: i64,
    second: i64,
}

impl Best {
    fn add(&mut self, gain: i64) {
        if gain > self.first {
            (self.first, self.second) = (gain, self.first);
        } else {
            self.second = self.second.max(gain);
        }
    }

    /// The greatest gain of the other edges, given that of one.
    fn without(self, gain: i64) -> i64 {
        if gain == self.first {
            self.second
        } else {
            self.first
        }
    }
}

/// The best total of a component, by the Hungarian method.
fn search(edges: &[Edge]) -> f64 {
    let gold = numbered(edges.iter().map(|edge| edge.gold));
    let predicted = numbered(edges.iter().map(|edge| edge.predicted));
    let place = |edge: &Edge| {
        let (row, column) = (gold[&edge.gold], predicted[&edge.predicted]);
        if gold.len() > predicted.len() {
            (column, row)
        } else {
            (row, column)
        }
    };
    let (rows, columns) = (gold.len().min(predicted.len()), gold.len().max(predicted.len()));
    let mut gains = Matrix::new(rows, columns, 0_i64);
    for edge in edges {
        gains[place(edge)] = edge.gain;
    }
    let (_, assigned) = kuhn_munkres(&gains);
    let chosen = |edge: &&Edge| {
        let (row, column) = place(edge);
        assigned[row] == column
    };
    edges.iter().filter(chosen).map(|edge| edge.value).sum()
}

fn numbered(clusters: impl Iterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut numbers: BTreeMap<usize, usize> = clusters.map(|cluster| (cluster, 0)).collect();
    for (number, value) in numbers.values_mut().enumerate() {
        *value = number;
    }
    numbers
}

/// The edges, grouped so that clusters of different groups share none.
fn components(edges: &[Edge], gold: usize, predicted: usize) -> Vec<Vec<Edge>> {
    let mut parent: Vec<usize> = (0..gold + predicted).collect();
    for edge in edges {
        let (a, b) = (
            root(&mut parent, edge.gold),
            root(&mut parent, gold + edge.predicted),
        );
        parent[a.max(b)] = a.min(b);
    }
    let mut groups: BTreeMap<usize, Vec<Edge>> = BTreeMap::new();
    for edge in edges {
        groups
            .entry(root(&mut parent, edge.gold))
            .or_default()
            .push(*edge);
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
