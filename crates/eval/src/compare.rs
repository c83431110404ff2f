//! Two predictions of the same gold, compared score by score.

use std::fmt;

use serde::Serialize;

use crate::align::Coverage;
use crate::bootstrap::{Bootstrap, Interval};
use crate::corpus::Corpus;
use crate::counts::Scores;
use crate::error::EvalError;
use crate::evaluation::Evaluation;
use crate::scorer::{Sample, Scorer};
use crate::table::{group_of, score};

/// One score of two predictions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The name of the figure, such as `b3.corpus.f1`.
    pub name: String,
    /// The score of the first prediction. `None` where it has nothing to score.
    pub first: Option<f64>,
    /// The score of the second.
    pub second: Option<f64>,
    /// The first less the second. `None` where one of them is undefined.
    pub difference: Option<f64>,
    /// The 95 % interval of the difference. `None` where there is one document only, which says nothing of others.
    pub interval: Option<Interval>,
    /// The two-sided p of the paired bootstrap: twice the share of resamples in which the difference vanishes or
    /// turns round, each count plus one (Davison and Hinkley, 1997, section 4.4).
    pub p: Option<f64>,
}

/// All scores of two predictions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The version of this record.
    pub schema: u32,
    /// What was paired and what was left over, for each prediction.
    pub coverage: [Coverage; 2],
    /// How intervals and p were made, where they were.
    pub bootstrap: Option<Bootstrap>,
    /// The figures that either prediction has, in the order of the report.
    pub differences: Vec<Difference>,
}

impl Comparison {
    /// The difference of a figure by its name, such as `b3.corpus.f1`.
    pub fn of(&self, name: &str) -> Option<&Difference> {
        self.differences.iter().find(|difference| difference.name == name)
    }

    /// The comparison as JSON.
    ///
    /// # Errors
    /// Never in practice: all of its values can be written.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }
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
    let evaluations = [Evaluation::new(gold, first)?, Evaluation::new(gold, second)?];
    let bootstrap = (gold.documents.len() > 1).then_some(*bootstrap);
    let [first, second] = evaluations
        .each_ref()
        .map(|evaluation| Side::new(evaluation, bootstrap.as_ref()));
    let mut differences = Vec::new();
    for measure in in_order(&first.measures, &second.measures) {
        for (name, score) in SCORES {
            differences.extend(difference(measure, name, score, &first, &second));
        }
    }
    Ok(Comparison {
        schema: 1,
        coverage: evaluations.map(Evaluation::into_coverage),
        bootstrap,
        differences,
    })
}

/// The scores of one prediction, and those of resamples of it.
struct Side {
    measures: Vec<String>,
    scores: Sample,
    samples: Vec<Sample>,
}

impl Side {
    fn new(evaluation: &Evaluation, bootstrap: Option<&Bootstrap>) -> Self {
        let scorer = Scorer::new(evaluation);
        let rows = scorer.rows();
        Self {
            samples: bootstrap.map_or_else(Vec::new, |bootstrap| scorer.samples(bootstrap, &rows)),
            scores: rows.iter().map(|row| Some(row.scores)).collect(),
            measures: rows.into_iter().map(|row| row.measure).collect(),
        }
    }

    /// One score of all documents, and that of each resample.
    fn of(&self, measure: &str, score: Score) -> (Option<f64>, impl Iterator<Item = Option<f64>>) {
        let at = self.measures.iter().position(|other| other == measure);
        let in_sample = move |sample: &Sample| sample.get(at?)?.as_ref().and_then(score);
        (in_sample(&self.scores), self.samples.iter().map(in_sample))
    }
}

/// The measures of both sides: those of the first in their order, each one of the second alone behind the one that it
/// follows there.
fn in_order<'a>(first: &'a [String], second: &'a [String]) -> Vec<&'a str> {
    let mut all: Vec<&str> = first.iter().map(String::as_str).collect();
    let mut at = 0;
    for measure in second {
        if let Some(found) = all.iter().position(|other| other == measure) {
            at = found + 1;
        } else {
            all.insert(at, measure);
            at += 1;
        }
    }
    all
}

fn difference(measure: &str, name: &str, score: Score, first: &Side, second: &Side) -> Option<Difference> {
    let ((first, first_drawn), (second, second_drawn)) =
        (first.of(measure, score), second.of(measure, score));
    if first.is_none() && second.is_none() {
        return None;
    }
    let difference = first.zip(second).map(|(first, second)| first - second);
    let drawn: Vec<f64> = first_drawn
        .zip(second_drawn)
        .filter_map(|(first, second)| Some(first? - second?))
        .filter(|_| difference.is_some())
        .collect();
    Some(Difference {
        name: format!("{measure}.{name}"),
        first,
        second,
        difference,
        p: (!drawn.is_empty()).then(|| two_sided(&drawn)),
        interval: Interval::of(drawn),
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
        for (coverage, which) in self
            .coverage
            .iter()
            .zip(["first prediction", "second prediction"])
        {
            writeln!(f, "{which}: {coverage}")?;
        }
        let names = self.differences.iter().map(|difference| difference.name.len());
        let width = names.max().unwrap_or(0).max(6);
        let mut group = None;
        for row in &self.differences {
            let measure = row.name.rsplit_once('.').map_or("", |(measure, _)| measure);
            let of_row = group_of(measure);
            if group != Some(of_row) {
                writeln!(
                    f,
                    "\n{of_row:width$}   first  second  difference  95 % interval           p"
                )?;
                group = Some(of_row);
            }
            let difference = row
                .difference
                .map_or_else(|| "–".to_owned(), |value| format!("{value:+.4}"));
            let interval = row.interval.map_or_else(
                || "–".to_owned(),
                |interval| format!("[{:+.4}, {:+.4}]", interval.low, interval.high),
            );
            let p = row.p.map_or_else(|| "–".to_owned(), |p| format!("{p:.3}"));
            writeln!(
                f,
                "{:width$}  {:>6}  {:>6}  {difference:>10}  {interval:18}  {p:>6}",
                row.name,
                score(row.first),
                score(row.second),
            )?;
        }
        if let Some(bootstrap) = self.bootstrap {
            writeln!(
                f,
                "\nDifference: first less second. Paired bootstrap over documents, {} resamples, seed {}; p is two-sided",
                bootstrap.resamples, bootstrap.seed
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_of_the_second_keep_their_places() {
        let names = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        assert_eq!(
            in_order(&names("a c d"), &names("z a b c e d f")),
            ["z", "a", "b", "c", "e", "d", "f"]
        );
    }

    #[test]
    fn p_counts_both_sides() {
        assert!((two_sided(&[0.1; 999]) - 0.002).abs() < 1e-12);
        assert!((two_sided(&[0.0; 999]) - 1.0).abs() < 1e-12);
        let turned: Vec<f64> = (0..999)
            .map(|number| if number < 49 { -0.1 } else { 0.1 })
            .collect();
        assert!((two_sided(&turned) - 0.1).abs() < 1e-12);
    }
}
