//! An encoder in 64 bits, number by number, with the roundings to 8 bits that are meant.

use std::collections::BTreeMap;

use onomast_encoder::{Architecture, Family};

type Weights = BTreeMap<String, Vec<f64>>;

/// The logits of a window.
pub fn logits(weights: &Weights, architecture: &Architecture, hidden: usize, window: &[u32]) -> Vec<f64> {
    let row = |name: &str, at: usize| &weights[name][at * hidden..(at + 1) * hidden];
    let vocabulary = weights["words"].len() / hidden;
    let first_place = if architecture.family == Family::MpNet {
        2
    } else {
        0
    };
    let embedded = window.iter().enumerate().map(|(place, &id)| {
        let (case, word) = (id as usize / vocabulary, id as usize % vocabulary);
        let (word, position) = (row("words", word), row("positions", first_place + place));
        let kind = |at: usize| {
            weights
                .get("types")
                .map_or(0.0, |types| types[case * hidden + at])
        };
        (0..hidden).map(|at| word[at] + position[at] + kind(at)).collect()
    });
    let distances = weights.get("distances").map_or(&[][..], Vec::as_slice);
    let mut rows = norm(weights, "embedding_norm", embedded.collect());
    for layer in 0..architecture.layers {
        let name = |part: &str| format!("{layer}.{part}");
        let [queries, keys, values] =
            ["query", "key", "value"].map(|part| linear(weights, &name(part), &rows));
        let attended = attention(architecture.heads, distances, &queries, &keys, &values);
        let added = add(&rows, &linear(weights, &name("attended"), &attended));
        rows = norm(weights, &name("attention_norm"), added);
        let mut inner = linear(weights, &name("inner"), &rows);
        for value in inner.iter_mut().flatten() {
            *value = gelu(*value);
        }
        rows = norm(
            weights,
            &name("norm"),
            add(&rows, &linear(weights, &name("outer"), &inner)),
        );
    }
    linear(weights, "classifier", &rows).concat()
}

fn add(left: &[Vec<f64>], right: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let sum = |(left, right): (&Vec<f64>, &Vec<f64>)| {
        left.iter().zip(right).map(|(left, right)| left + right).collect()
    };
    left.iter().zip(right).map(sum).collect()
}

fn norm(weights: &Weights, name: &str, rows: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let (weight, bias) = (
        &weights[&format!("{name}.weight")],
        &weights[&format!("{name}.bias")],
    );
    let normed = |row: Vec<f64>| {
        let mean = row.iter().sum::<f64>() / row.len() as f64;
        let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / row.len() as f64;
        let scaled = row.iter().map(|value| (value - mean) / (variance + 1e-12).sqrt());
        scaled
            .zip(weight)
            .zip(bias)
            .map(|((value, weight), bias)| value * weight + bias)
            .collect()
    };
    rows.into_iter().map(normed).collect()
}

/// A row, rounded to 256 steps from its least to its largest number.
fn rounded(row: &[f64]) -> Vec<f64> {
    let (least, largest) = row.iter().fold((0.0f64, 0.0f64), |(least, largest), &value| {
        (least.min(value), largest.max(value))
    });
    let step = (largest - least) / 255.0;
    let zero = (-least / step).round_ties_even();
    row.iter()
        .map(|value| ((value / step + zero).round_ties_even().clamp(0.0, 255.0) - zero) * step)
        .collect()
}

/// A linear layer whose weights are rounded to 255 steps a column, unless they are already.
fn linear(weights: &Weights, name: &str, rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let (matrix, bias) = (&weights[name], &weights[&format!("{name}.bias")]);
    let outputs = bias.len();
    let applied = |row: &Vec<f64>| {
        let row = rounded(row);
        let output = |output: usize| {
            let products = row
                .iter()
                .enumerate()
                .map(|(input, value)| value * matrix[input * outputs + output]);
            products.sum::<f64>() + bias[output]
        };
        (0..outputs).map(output).collect()
    };
    rows.iter().map(applied).collect()
}

fn attention(
    heads: usize,
    distances: &[f64],
    queries: &[Vec<f64>],
    keys: &[Vec<f64>],
    values: &[Vec<f64>],
) -> Vec<Vec<f64>> {
    let width = queries[0].len() / heads;
    let mut out = Vec::new();
    for (place, query) in queries.iter().enumerate() {
        let mut row = Vec::new();
        for head in 0..heads {
            let range = head * width..(head + 1) * width;
            let weight = |(other, key): (usize, &Vec<f64>)| {
                let distance = distances.get(bucket(place, other) * heads + head).copied();
                let product: f64 = query[range.clone()]
                    .iter()
                    .zip(&key[range.clone()])
                    .map(|(query, key)| query * key)
                    .sum();
                (product / (width as f64).sqrt() + distance.unwrap_or(0.0)).exp()
            };
            let weights: Vec<f64> = keys.iter().enumerate().map(weight).collect();
            let total: f64 = weights.iter().sum();
            for column in range.clone() {
                row.push(
                    weights
                        .iter()
                        .zip(values)
                        .map(|(weight, value)| weight / total * value[column])
                        .sum(),
                );
            }
        }
        out.push(row);
    }
    out
}

/// The bucket of a distance, by the logarithm that the paper gives.
fn bucket(query: usize, key: usize) -> usize {
    let apart = query.abs_diff(key) as f64;
    let far = 8.0 + ((apart / 8.0).ln() / 16f64.ln() * 8.0 + 1e-9).floor();
    let near = if apart < 8.0 { apart } else { far.min(15.0) };
    near as usize + if key > query { 16 } else { 0 }
}

/// By the normal distribution's density, summed up.
fn gelu(x: f64) -> f64 {
    let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let steps = 400;
    let step = x / f64::from(steps);
    let sum: f64 = (0..steps).map(|at| density((f64::from(at) + 0.5) * step)).sum();
    x * (0.5 + sum * step)
}
