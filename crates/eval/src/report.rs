//! A report: every score with the counts that it rests on and its interval.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::align::Coverage;
use crate::bootstrap::{Bootstrap, Interval};
use crate::coref;
use crate::counts::{Counts, Scores, Tally};
use crate::scorer::Sample;

/// The scores of one measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Its name, such as `b3.corpus`.
    pub measure: String,
    /// What the scores rest on. `None` for a mean of other scores.
    pub counts: Option<Counts>,
    /// Precision, recall and F1.
    #[serde(flatten)]
    pub scores: Scores,
    /// Their 95 % intervals, where they were asked for.
    pub intervals: Option<Intervals>,
}

/// The 95 % intervals of the scores of one measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Intervals {
    /// That of precision; `None` where no resample has one.
    pub precision: Option<Interval>,
    /// That of recall.
    pub recall: Option<Interval>,
    /// That of F1.
    pub f1: Option<Interval>,
}

impl Intervals {
    /// The intervals of the row at `index`, over resamples of the whole table.
    pub(crate) fn of_samples(samples: &[Sample], index: usize) -> Self {
        let interval = |score: fn(&Scores) -> Option<f64>| {
            let scores = samples.iter().filter_map(|sample| sample.get(index)?.as_ref());
            Interval::of(scores.filter_map(score).collect())
        };
        Self {
            precision: interval(|scores| scores.precision),
            recall: interval(|scores| scores.recall),
            f1: interval(|scores| scores.f1),
        }
    }
}

impl Row {
    fn of_counts(measure: &str, counts: Counts) -> Self {
        Self {
            counts: Some(counts),
            ..Self::of_scores(measure, counts.scores())
        }
    }

    fn of_scores(measure: &str, scores: Scores) -> Self {
        Self {
            measure: measure.to_owned(),
            counts: None,
            scores,
            intervals: None,
        }
    }

    fn mean(measure: &str, of: &[Self]) -> Option<Self> {
        let scores: Vec<Scores> = of.iter().map(|row| row.scores).collect();
        (!of.is_empty()).then(|| Self::of_scores(measure, Scores::mean(&scores)))
    }

    /// The three figures of the row.
    pub(crate) fn figures(&self) -> [Figure; 3] {
        let intervals = |of: fn(&Intervals) -> Option<Interval>| self.intervals.as_ref().and_then(of);
        [
            ("precision", self.scores.precision, intervals(|all| all.precision)),
            ("recall", self.scores.recall, intervals(|all| all.recall)),
            ("f1", self.scores.f1, intervals(|all| all.f1)),
        ]
        .map(|(score, value, interval)| Figure {
            name: format!("{}.{score}", self.measure),
            value,
            interval,
        })
    }
}

/// One number of a report, by its stable name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Its name, such as `b3.corpus.f1`.
    pub name: String,
    /// Its value, 0..=1. `None` where there was nothing to score.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<Interval>,
}

/// The scores of a prediction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The version of this record.
    pub schema: u32,
    /// What was paired and what was left over.
    pub coverage: Coverage,
    /// How the intervals were made, where they were.
    pub bootstrap: Option<Bootstrap>,
    /// The scores, in the order of the table.
    pub rows: Vec<Row>,
    /// Numbers of things that are no scores by themselves, such as `ner.semeval.type.missed`.
    pub numbers: BTreeMap<String, usize>,
}

impl Report {
    /// A number by its name: a measure and `precision`, `recall` or `f1`, such as `ner.strict.f1`. `None` where there
    /// is no such figure, or nothing to score.
    pub fn figure(&self, name: &str) -> Option<f64> {
        let (measure, score) = name.rsplit_once('.')?;
        let scores = self.rows.iter().find(|row| row.measure == measure)?.scores;
        match score {
            "precision" => scores.precision,
            "recall" => scores.recall,
            "f1" => scores.f1,
            _ => None,
        }
    }

    /// All numbers with their names, in the order of the table.
    pub fn figures(&self) -> Vec<Figure> {
        self.rows.iter().flat_map(Row::figures).collect()
    }

    /// The report as JSON.
    ///
    /// # Errors
    /// Never in practice: all of its values can be written.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }
}

/// The scopes of coreference, in the order of the table.
const SCOPES: [&str; 5] = [
    "document",
    "document-no-singletons",
    "corpus",
    "corpus-no-singletons",
    "corpus-names",
];

/// All scores of a tally, in the order of the table.
pub(crate) fn rows(tally: &Tally) -> Vec<Row> {
    let mut rows = Vec::new();
    let row = |measure: &str| tally.get(measure).map(|counts| Row::of_counts(measure, counts));
    names(tally, "ner.strict", &mut rows);
    for scheme in ["strict", "exact", "partial", "type"] {
        rows.extend(row(&format!("ner.semeval.{scheme}")));
    }
    for scope in SCOPES {
        for measure in ["mentions", "muc", "b3", "ceafe"] {
            rows.extend(row(&format!("{measure}.{scope}")));
        }
        let averaged: Vec<Row> = ["muc", "b3", "ceafe"]
            .iter()
            .filter_map(|measure| row(&format!("{measure}.{scope}")))
            .collect();
        rows.extend(Row::mean(&format!("conll.{scope}"), &averaged));
        for measure in ["ceafm", "lea"] {
            rows.extend(row(&format!("{measure}.{scope}")));
        }
        rows.extend(blanc(tally, scope));
        rows.extend(row(&format!("pairwise.{scope}")));
    }
    for measure in [
        "nominal",
        "nominal.partial",
        "pronoun",
        "pronoun.partial",
        "kb.linked",
        "kb.nil",
        "kb.all",
        "clean.chars",
        "clean.lines",
        "clean.article-lines",
        "date",
        "title",
    ] {
        rows.extend(row(measure));
    }
    rows
}

/// Micro, macro and each label of a measure of names.
fn names(tally: &Tally, measure: &str, rows: &mut Vec<Row>) {
    let prefix = format!("{measure}.");
    let labels: Vec<Row> = tally
        .iter()
        .filter(|(name, _)| name.starts_with(&prefix))
        .map(|(name, counts)| Row::of_counts(name, counts))
        .collect();
    rows.extend(tally.get(measure).map(|counts| Row::of_counts(measure, counts)));
    rows.extend(Row::mean(&format!("{measure}.macro"), &labels));
    rows.extend(labels);
}

fn blanc(tally: &Tally, scope: &str) -> Option<Row> {
    let half = |name: &str| tally.get(&format!("blanc-{name}.{scope}"));
    let scores = coref::blanc(half("coreferent")?, half("other")?);
    Some(Row::of_scores(&format!("blanc.{scope}"), scores))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counts::harmonic_mean;

    #[test]
    fn macro_scores_are_means_over_labels() {
        let mut tally = Tally::new();
        tally.add("ner.strict", Counts::paired(3, 4, 5));
        tally.add("ner.strict.LOC", Counts::paired(2, 2, 2));
        tally.add("ner.strict.PER", Counts::paired(1, 2, 3));
        let report = Report {
            schema: 1,
            coverage: Coverage::default(),
            bootstrap: None,
            rows: rows(&tally),
            numbers: BTreeMap::new(),
        };
        assert_eq!(report.figure("ner.strict.precision"), Some(0.75));
        assert_eq!(report.figure("ner.strict.macro.precision"), Some(0.75));
        assert_eq!(
            report.figure("ner.strict.macro.recall"),
            Some(f64::midpoint(1.0, 1.0 / 3.0))
        );
        let per = harmonic_mean(0.5, 1.0 / 3.0);
        assert_eq!(
            report.figure("ner.strict.macro.f1"),
            Some(f64::midpoint(1.0, per))
        );
        assert_eq!(report.figure("ner.strict.XYZ.f1"), None);
    }
}
