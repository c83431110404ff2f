//! Two predictions of the same gold, compared score by score.

use std::fmt;

use serde::Serialize;

use crate::bootstrap::{Bootstrap, Interval};
use crate::corpus::Corpus;
use crate::error::EvalError;
use crate::evaluation::{Evaluation, Scorer};
use crate::report::{Figure, Row};

/// One score of two predictions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The name of the figure, such as `b3.corpus.f1`.
    pub name: String,
    /// The score of the first prediction.
    pub first: f64,
    /// The score of the second.
    pub second: f64,
    /// The 95 % interval of the first less the second.
    pub interval: Option<Interval>,
    /// The two-sided p of the paired bootstrap: twice the share of resamples in which the difference vanishes or
    /// turns round, each count plus one (Davison and Hinkley, 1997, section 4.4).
    pub p: Option<f64>,
}

impl Difference {
    /// The first score less the second.
    pub fn difference(&self) -> f64 {
        self.first - self.second
    }
}

/// All scores of two predictions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// How intervals and p were made.
    pub bootstrap: Bootstrap,
    /// The figures that both predictions have, in the order of the report.
    pub differences: Vec<Difference>,
}

/// Compares two predictions: each resample draws the same documents for both.
///
/// # Errors
/// When a prediction has no document in common with gold, or a side has two documents of one name.
pub fn compare(
    gold: &Corpus,
    first: &Corpus,
    second: &Corpus,
    bootstrap: &Bootstrap,
) -> Result<Comparison, EvalError> {
    let (first, second) = (Evaluation::new(gold, first)?, Evaluation::new(gold, second)?);
    let (a, b) = (Scorer::new(&first), Scorer::new(&second));
    let both = |weights: Option<&[u32]>| paired(&a.rows(weights), &b.rows(weights));
    let samples = bootstrap.samples(first.documents.len(), |weights| both(Some(weights)));
    let differences = both(None).into_iter().filter_map(|(name, scores)| {
        let (first, second) = scores?;
        let drawn = samples.iter().filter_map(|sample| {
            let found = sample.binary_search_by(|(other, _)| other.cmp(&name)).ok()?;
            sample.get(found)?.1.map(|(first, second)| first - second)
        });
        let drawn: Vec<f64> = drawn.collect();
        Some(Difference {
            name,
            first,
            second,
            p: (!drawn.is_empty()).then(|| two_sided(&drawn)),
            interval: Interval::of(drawn),
        })
    });
    let mut differences: Vec<Difference> = differences.collect();
    let order: Vec<String> = a
        .rows(None)
        .iter()
        .flat_map(Row::figures)
        .map(|figure| figure.name)
        .collect();
    differences.sort_by_key(|difference| order.iter().position(|name| *name == difference.name));
    Ok(Comparison {
        bootstrap: *bootstrap,
        differences,
    })
}

/// Two scores, where both predictions have them.
type Pair = Option<(f64, f64)>;

/// The figures of both, by name.
fn paired(first: &[Row], second: &[Row]) -> Vec<(String, Pair)> {
    let figures = |rows: &[Row]| -> Vec<Figure> { rows.iter().flat_map(Row::figures).collect() };
    let mut second = figures(second);
    second.sort_by(|a, b| a.name.cmp(&b.name));
    let mut pairs: Vec<(String, Pair)> = figures(first)
        .into_iter()
        .map(|figure| {
            let other = second.binary_search_by(|other| other.name.cmp(&figure.name)).ok();
            let other = other.and_then(|other| second[other].value);
            (figure.name, figure.value.zip(other))
        })
        .collect();
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs
}

fn two_sided(differences: &[f64]) -> f64 {
    // Sums of fractions in another order may leave a trace where there is no difference.
    let count = |wanted: fn(f64) -> bool| {
        differences
            .iter()
            .filter(|difference| wanted(**difference))
            .count()
    };
    let (down, up) = (count(|value| value <= 1e-12), count(|value| value >= -1e-12));
    let share = (down.min(up) + 1) as f64 / (differences.len() + 1) as f64;
    (2.0 * share).min(1.0)
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.differences.iter().map(|difference| difference.name.len());
        let width = names.max().unwrap_or(0).max(6);
        writeln!(
            f,
            "{:width$}   first  second  difference  95 % interval          p",
            "figure"
        )?;
        for row in &self.differences {
            let interval = row.interval.map_or_else(
                || "–".to_owned(),
                |interval| format!("[{:+.4}, {:+.4}]", interval.low, interval.high),
            );
            let p = row.p.map_or_else(|| "–".to_owned(), |p| format!("{p:.3}"));
            writeln!(
                f,
                "{:width$}  {:.4}  {:.4}     {:+.4}  {interval:18}  {p:>6}",
                row.name,
                row.first,
                row.second,
                row.difference()
            )?;
        }
        writeln!(
            f,
            "\nPaired bootstrap over documents, {} resamples, seed {}",
            self.bootstrap.resamples, self.bootstrap.seed
        )
    }
}
