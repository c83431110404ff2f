//! Additive counts: what a score rests on. Counts of documents add up to the counts of a corpus.

use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Hits among what was predicted and among what is gold. Fractions occur: B³ gives a mention part of a hit.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Counts {
    /// Predicted items that are right.
    pub predicted_hits: f64,
    /// All predicted items.
    pub predicted: f64,
    /// Gold items that were found.
    pub gold_hits: f64,
    /// All gold items.
    pub gold: f64,
}

impl Counts {
    /// Counts where each hit pairs one predicted item with one gold item.
    pub fn paired(hits: usize, predicted: usize, gold: usize) -> Self {
        Self {
            predicted_hits: hits as f64,
            predicted: predicted as f64,
            gold_hits: hits as f64,
            gold: gold as f64,
        }
    }

    /// Hits among the predicted; `None` where nothing was predicted.
    pub fn precision(&self) -> Option<f64> {
        ratio(self.predicted_hits, self.predicted)
    }

    /// Hits among the gold; `None` where gold has none.
    pub fn recall(&self) -> Option<f64> {
        ratio(self.gold_hits, self.gold)
    }

    /// The harmonic mean of precision and recall. Where just one of them is defined, 0: there was something to
    /// find, or to leave alone, and nothing was got right. `None` where neither is.
    pub fn f1(&self) -> Option<f64> {
        match (self.precision(), self.recall()) {
            (None, None) => None,
            (Some(precision), Some(recall)) => Some(harmonic_mean(precision, recall)),
            _ => Some(0.0),
        }
    }

    /// Precision, recall and F1.
    pub fn scores(&self) -> Scores {
        Scores {
            precision: self.precision(),
            recall: self.recall(),
            f1: self.f1(),
        }
    }

    /// The same counts, `times` over.
    #[must_use]
    pub fn times(self, times: f64) -> Self {
        Self {
            predicted_hits: self.predicted_hits * times,
            predicted: self.predicted * times,
            gold_hits: self.gold_hits * times,
            gold: self.gold * times,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.predicted_hits += other.predicted_hits;
        self.predicted += other.predicted;
        self.gold_hits += other.gold_hits;
        self.gold += other.gold;
    }
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    // Sums of fractions may pass the whole by a rounding error.
    (whole > 0.0).then(|| (part / whole).clamp(0.0, 1.0))
}

/// The harmonic mean, 0 where both are 0.
pub(crate) fn harmonic_mean(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 {
        2.0 * precision * recall / (precision + recall)
    } else {
        0.0
    }
}

/// Precision, recall and F1, each 0..=1.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Scores {
    /// `None` where nothing was predicted.
    pub precision: Option<f64>,
    /// `None` where gold has nothing to find.
    pub recall: Option<f64>,
    /// `None` where there is neither.
    pub f1: Option<f64>,
}

impl Scores {
    /// The mean of each score. Scores without an F1 are left out; in the rest an undefined precision or recall
    /// counts as 0.
    pub fn mean(of: &[Self]) -> Self {
        let defined: Vec<&Self> = of.iter().filter(|scores| scores.f1.is_some()).collect();
        let mean = |score: fn(&Self) -> Option<f64>| {
            let sum: f64 = defined.iter().map(|scores| score(scores).unwrap_or(0.0)).sum();
            (!defined.is_empty()).then(|| sum / defined.len() as f64)
        };
        Self {
            precision: mean(|scores| scores.precision),
            recall: mean(|scores| scores.recall),
            f1: mean(|scores| scores.f1),
        }
    }
}

/// Counts by the name of their measure, such as `ner.strict` or `b3.document`, and plain numbers of things.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    counts: BTreeMap<String, Counts>,
    numbers: BTreeMap<String, usize>,
}

impl Tally {
    /// No counts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds to a measure.
    pub fn add(&mut self, measure: &str, counts: Counts) {
        if let Some(sum) = self.counts.get_mut(measure) {
            *sum += counts;
        } else {
            self.counts.insert(measure.to_owned(), counts);
        }
    }

    /// Adds to a number of things that is no score by itself, such as `ner.semeval.type.missed`.
    pub fn add_number(&mut self, name: &str, number: usize) {
        if let Some(sum) = self.numbers.get_mut(name) {
            *sum += number;
        } else {
            self.numbers.insert(name.to_owned(), number);
        }
    }

    /// The plain numbers, by name.
    pub fn numbers(&self) -> &BTreeMap<String, usize> {
        &self.numbers
    }

    /// Adds the counts of another part of the corpus.
    pub fn merge(&mut self, other: &Self) {
        for (name, number) in &other.numbers {
            self.add_number(name, *number);
        }
        for (measure, counts) in &other.counts {
            self.add(measure, *counts);
        }
    }

    /// The counts of a measure.
    pub fn get(&self, measure: &str) -> Option<Counts> {
        self.counts.get(measure).copied()
    }

    /// All measures with their counts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Counts)> {
        self.counts
            .iter()
            .map(|(measure, counts)| (measure.as_str(), *counts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_score_is_no_score() {
        let nothing = Counts::default();
        assert_eq!(
            (nothing.precision(), nothing.recall(), nothing.f1()),
            (None, None, None)
        );
        let all_missed = Counts::paired(0, 0, 3);
        assert_eq!(
            (all_missed.precision(), all_missed.recall(), all_missed.f1()),
            (None, Some(0.0), Some(0.0))
        );
    }

    #[test]
    fn f1_is_the_harmonic_mean() {
        let counts = Counts::paired(3, 4, 6);
        assert!((counts.f1().unwrap() - 2.0 * 3.0 / 10.0).abs() < 1e-12);
    }

    #[test]
    fn counts_of_parts_add_up() {
        let mut whole = Tally::new();
        whole.add("ner.strict", Counts::paired(1, 2, 2));
        let mut part = Tally::new();
        part.add("ner.strict", Counts::paired(2, 2, 4));
        part.add("date", Counts::paired(1, 1, 1));
        whole.merge(&part);
        assert_eq!(whole.get("ner.strict"), Some(Counts::paired(3, 4, 6)));
        assert_eq!(whole.get("date"), Some(Counts::paired(1, 1, 1)));
    }
}
