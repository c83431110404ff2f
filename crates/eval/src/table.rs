//! A report as a table for a terminal.

use std::fmt;

use crate::align::Coverage;
use crate::report::{Report, Row};

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} documents, {} gold mentions, {} predicted mentions",
            self.documents, self.gold_mentions, self.predicted_mentions
        )?;
        for (count, what) in [
            (
                self.missing_documents.len(),
                "gold documents missing from the prediction (missed)",
            ),
            (
                self.unscored_documents,
                "predicted documents without gold, not scored",
            ),
            (self.unaligned_gold, "gold mentions could not be aligned (missed)"),
            (
                self.unaligned_predicted,
                "predicted mentions could not be aligned (spurious)",
            ),
            (self.gold_mentions_in_junk, "gold mentions in junk, not scored"),
        ] {
            if count > 0 {
                write!(f, "\n{count} {what}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.coverage)?;
        let width = self
            .rows
            .iter()
            .map(|row| row.measure.len())
            .max()
            .unwrap_or(0)
            .max(7);
        let mut group = None;
        for row in &self.rows {
            let of_row = group_of(&row.measure);
            if group != Some(of_row) {
                write!(
                    f,
                    "\n\n{:width$}  {:>9}  {:>9}  {:>9} {:16}   right / predicted, right / gold",
                    of_row, "precision", "recall", "F1", "95 % interval"
                )?;
                group = Some(of_row);
            }
            write_row(f, row, width)?;
            let outcomes = ["correct", "incorrect", "partial", "missed", "spurious"]
                .map(|outcome| (outcome, self.numbers.get(&format!("{}.{outcome}", row.measure))));
            for (at, (outcome, number)) in outcomes.iter().enumerate() {
                if let Some(number) = number {
                    write!(f, "{}{number} {outcome}", if at == 0 { "; " } else { ", " })?;
                }
            }
        }
        if let Some(bootstrap) = self.bootstrap {
            write!(
                f,
                "\n\n95 % intervals: bootstrap over documents, {} resamples, seed {}",
                bootstrap.resamples, bootstrap.seed
            )?;
        }
        writeln!(f)
    }
}

fn write_row(f: &mut fmt::Formatter<'_>, row: &Row, width: usize) -> fmt::Result {
    write!(
        f,
        "\n{:width$}  {:>9}  {:>9}  {:>9}",
        row.measure,
        score(row.scores.precision),
        score(row.scores.recall),
        score(row.scores.f1)
    )?;
    match row.intervals.and_then(|intervals| intervals.f1) {
        Some(interval) => write!(f, " [{:.3}, {:.3}]", interval.low, interval.high)?,
        None => write!(f, "{:17}", "")?,
    }
    if let Some(counts) = row.counts {
        write!(
            f,
            "   {} / {}, {} / {}",
            number(counts.predicted_hits),
            number(counts.predicted),
            number(counts.gold_hits),
            number(counts.gold)
        )?;
    }
    Ok(())
}

pub(crate) fn score(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"))
}

/// Whole numbers as such, fractions to one decimal.
fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

/// The heading under which a measure stands.
pub(crate) fn group_of(measure: &str) -> &'static str {
    match measure.split('.').collect::<Vec<_>>()[..] {
        ["ner", ..] => "Names",
        [.., "document"] => "Clusters in documents",
        [.., "document-no-singletons"] => "In documents, no singletons",
        [.., "corpus"] => "Clusters over the corpus",
        [.., "corpus-no-singletons"] => "Over the corpus, no singletons",
        [.., "corpus-names"] => "Over the corpus, names only",
        ["nominal" | "pronoun", ..] => "Nominals and pronouns linked",
        ["kb", ..] => "Knowledge base",
        _ => "Cleaning",
    }
}
