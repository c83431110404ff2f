//! Two predictions of the same gold, compared score by score.

use std::fmt;

use serde::Serialize;

use crate::bootstrap::{Bootstrap, Interval};
use crate::corpus::Corpus;
use crate::counts::Scores;
use crate::error::EvalError;
use crate::evaluation::Evaluation;
use crate::scorer::{Sample, Scorer};

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
    let (first, second) = (Scorer::new(&first), Scorer::new(&second));
    let (first_rows, second_rows) = (first.rows(), second.rows());
    let (first_samples, second_samples) = (
        first.samples(bootstrap, &first_rows),
        second.samples(bootstrap, &second_rows),
    );
    let mut differences = Vec::new();
    for (a, row) in first_rows.iter().enumerate() {
        let Some(b) = second_rows.iter().position(|other| other.measure == row.measure) else {
            continue;
        };
        for (name, score) in SCORES {
            let (Some(first), Some(second)) = (score(&row.scores), score(&second_rows[b].scores)) else {
                continue;
            };
            let of = |sample: &Sample, index: usize| sample.get(index)?.as_ref().and_then(score);
            let drawn = first_samples.iter().zip(&second_samples);
            let drawn: Vec<f64> = drawn
                .filter_map(|(first, second)| Some(of(first, a)? - of(second, b)?))
                .collect();
            differences.push(Difference {
                name: format!("{}.{name}", row.measure),
                first,
                second,
                p: (!drawn.is_empty()).then(|| two_sided(&drawn)),
                interval: Interval::of(drawn),
            });
        }
    }
    Ok(Comparison {
        bootstrap: *bootstrap,
        differences,
    })
}

/// One of the scores of a row.
type Score = fn(&Scores) -> Option<f64>;

const SCORES: [(&str, Score); 3] = [
    ("precision", |scores| scores.precision),
    ("recall", |scores| scores.recall),
    ("f1", |scores| scores.f1),
];

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
