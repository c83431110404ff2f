//! How likely a pronoun or a bare description refers to an entity spoken of before: the seam for a learnt model.
//!
//! The sieve `antecedents` hands each candidate to a [`PairScorer`], and one pair more for "none of these". The
//! scores are log-odds up to a constant: their softmax is the chance of each. [`LogLinear`], a mention-ranking
//! model (Denis and Baldridge, 2008) over hand-made features, is the shipped one; `data/antecedents.tsv` has its
//! weights, and `training/` says how they were fitted. A neural scorer can read the text around the spans instead.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::LazyLock;

use onomast_document::Span;

/// Which weights a mention is scored by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anaphor {
    /// "he", "she".
    Person,
    /// "it".
    Thing,
    /// "the minister", "the old man".
    PersonDescribed,
    /// "the company", "the city".
    ThingDescribed,
}

/// How many classes of mentions have weights of their own.
const CLASSES: usize = 4;

/// A mention, and an entity that it may refer to.
#[derive(Debug)]
pub struct Pair<'a> {
    /// The text of the document.
    pub text: &'a str,
    /// The mention in question.
    pub anaphor: Span,
    /// What it is.
    pub class: Anaphor,
    /// The last mention of the entity before it; `None` for "none of the candidates".
    pub antecedent: Option<Span>,
    /// What holds of the pair, by the names in [`FEATURES`]; each is 0 where it does not hold.
    pub features: [f32; FEATURES.len()],
}

/// Scores a mention with an entity.
pub trait PairScorer: Debug + Send + Sync {
    /// Log-odds, up to a constant that all pairs of one mention share.
    fn score(&self, pair: &Pair<'_>) -> f32;
}

/// The features in the order of [`Pair::features`].
pub const FEATURES: [&str; 75] = [
    // Of a candidate: how far it is.
    "sentence 0",
    "sentence 1",
    "sentence 2",
    "sentence 3",
    "farther",
    "other paragraph",
    "nearest",
    "nearer ones",
    // How much is spoken of it.
    "mentions before",
    "share of mentions",
    "most mentioned",
    "in the first sentence",
    "only candidate",
    // What it is in its sentence.
    "subject",
    "subject, for a subject",
    "subject of the sentence before",
    "subject of the sentence before, for a possessive",
    "subject here, for a subject",
    "first in its sentence",
    "after a preposition",
    "possessor",
    "within a phrase",
    "pronoun",
    "same pronoun",
    "description",
    // The two in one sentence.
    "for a possessive there",
    "for a subject there",
    "for an object there",
    "in one clause",
    "only one there",
    "joined by and",
    "in its reported speech",
    "subject of a possessive's clause",
    "named in the words of the speaker",
    "for a reflexive there",
    // Speech.
    "speaker of the quotation",
    "subject of speech, for one",
    "in one quotation",
    "outside the quotation",
    // What it is.
    "gender known",
    "only known gender",
    "place",
    "country",
    "office",
    "word of its name",
    "role known",
    "other role",
    "organisation, for one that speaks",
    "organisation, for one with officers",
    "place, for one with officers",
    // Entities without a name, and descriptions.
    "unnamed",
    "indefinite",
    "same head",
    "other modifiers",
    "modifier of its description",
    "country agrees",
    "other country",
    "any person, for a modified one",
    // Of no candidate.
    "none",
    "none: possessive",
    "none: subject",
    "none: it speaks",
    "none: a candidate is near",
    "none: a subject is near",
    "none: it is that",
    "none: in a quotation",
    "none: persons described",
    "none: no known gender",
    "none: candidates",
    "none: opens a paragraph",
    "none: with officers",
    "none: modified",
    "none: narrowed",
    "none: this",
    "none: head told before",
];

/// The number of a feature by its name.
pub(crate) fn feature(name: &str) -> usize {
    FEATURES
        .iter()
        .position(|&known| known == name)
        .unwrap_or_default()
}

/// Weighted sums of the features.
#[derive(Debug, Clone)]
pub struct LogLinear {
    weights: [[f32; FEATURES.len()]; CLASSES],
}

/// The weights that were fitted.
static FITTED: LazyLock<LogLinear> =
    LazyLock::new(|| LogLinear::read(include_str!("../data/antecedents.tsv")));

impl LogLinear {
    /// The shipped model.
    pub fn fitted() -> Self {
        FITTED.clone()
    }

    /// Reads lines of a feature's name and its weights in the order of [`Anaphor`]; what is not there
    /// has the weight 0.
    fn read(table: &str) -> Self {
        let rows: HashMap<&str, Vec<f32>> = table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let (name, weights) = line.split_once('\t')?;
                let weights = weights.split('\t').filter_map(|weight| weight.parse().ok());
                Some((name, weights.collect()))
            })
            .collect();
        let mut weights = [[0.0; FEATURES.len()]; CLASSES];
        for (number, name) in FEATURES.iter().enumerate() {
            for (class, weights) in weights.iter_mut().enumerate() {
                weights[number] = rows
                    .get(name)
                    .and_then(|row| row.get(class))
                    .copied()
                    .unwrap_or_default();
            }
        }
        Self { weights }
    }
}

impl PairScorer for LogLinear {
    fn score(&self, pair: &Pair<'_>) -> f32 {
        let weights = &self.weights[pair.class as usize];
        weights
            .iter()
            .zip(&pair.features)
            .map(|(weight, value)| weight * value)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_weights_is_a_feature() {
        let table = include_str!("../data/antecedents.tsv");
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            assert!(FEATURES.contains(&fields[0]), "{line}");
            assert_eq!(fields.len(), 1 + CLASSES, "{line}");
            assert!(
                fields[1..].iter().all(|weight| weight.parse::<f32>().is_ok()),
                "{line}"
            );
        }
    }
}
