//! A report: every score with the counts that it rests on.

use serde::Serialize;

use crate::align::Coverage;
use crate::counts::{Counts, Tally};

/// The scores of one measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Its name, such as `b3.corpus`.
    pub measure: String,
    /// What the scores rest on. `None` for a mean of other scores.
    pub counts: Option<Counts>,
    /// Precision; `None` where nothing was predicted.
    pub precision: Option<f64>,
    /// Recall; `None` where gold has nothing to find.
    pub recall: Option<f64>,
    /// F1; `None` where there is neither.
    pub f1: Option<f64>,
}

impl Row {
    fn of_counts(measure: &str, counts: Counts) -> Self {
        Self {
            measure: measure.to_owned(),
            counts: Some(counts),
            precision: counts.precision(),
            recall: counts.recall(),
            f1: counts.f1(),
        }
    }

    /// The means of the scores of other rows. An undefined precision or recall counts as its F1 does: as nothing
    /// where F1 is undefined too, else as 0.
    fn mean(measure: &str, of: &[Self]) -> Option<Self> {
        let defined: Vec<&Self> = of.iter().filter(|row| row.f1.is_some()).collect();
        let mean = |score: fn(&Self) -> Option<f64>| {
            let sum: f64 = defined.iter().map(|row| score(row).unwrap_or(0.0)).sum();
            (!defined.is_empty()).then(|| sum / defined.len() as f64)
        };
        (!of.is_empty()).then(|| Self {
            measure: measure.to_owned(),
            counts: None,
            precision: mean(|row| row.precision),
            recall: mean(|row| row.recall),
            f1: mean(|row| row.f1),
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
}

/// The scores of a prediction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The version of this record.
    pub schema: u32,
    /// What was paired and what was left over.
    pub coverage: Coverage,
    /// The scores, in the order of the table.
    pub rows: Vec<Row>,
}

impl Report {
    pub(crate) fn new(tally: &Tally, coverage: Coverage) -> Self {
        Self {
            schema: 1,
            coverage,
            rows: rows(tally),
        }
    }

    /// A number by its name: a measure and `precision`, `recall` or `f1`, such as `ner.strict.f1`. `None` where there
    /// is no such figure, or nothing to score.
    pub fn figure(&self, name: &str) -> Option<f64> {
        let (measure, score) = name.rsplit_once('.')?;
        let row = self.rows.iter().find(|row| row.measure == measure)?;
        match score {
            "precision" => row.precision,
            "recall" => row.recall,
            "f1" => row.f1,
            _ => None,
        }
    }

    /// All numbers with their names, in the order of the table.
    pub fn figures(&self) -> Vec<Figure> {
        let of_row = |row: &Row| {
            [
                ("precision", row.precision),
                ("recall", row.recall),
                ("f1", row.f1),
            ]
            .map(|(score, value)| Figure {
                name: format!("{}.{score}", row.measure),
                value,
            })
        };
        self.rows.iter().flat_map(of_row).collect()
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

/// The mean of the two halves; where a corpus has links of one half only, that half.
fn blanc(tally: &Tally, scope: &str) -> Option<Row> {
    let half = |name: &str| {
        tally
            .get(&format!("blanc-{name}.{scope}"))
            .map(|counts| Row::of_counts(name, counts))
    };
    let halves: Vec<Row> = half("coreferent").into_iter().chain(half("other")).collect();
    Row::mean(&format!("blanc.{scope}"), &halves)
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
        let report = Report::new(&tally, Coverage::default());
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
