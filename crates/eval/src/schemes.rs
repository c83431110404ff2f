//! Names by the four schemes of SemEval-2013 task 9 (Segura-Bedmar et al., 2013), after MUC-5 (Chinchor and
//! Sundheim, 1993).
//!
//! Each name is paired with at most one name of the other side, once for all schemes; then each scheme judges the
//! pairs. Pairs are made from the best to the least, whatever the order of the input: names of one place and label;
//! of one place; that overlap, of one label; that overlap. Among names that overlap, those that share most go first,
//! then those that differ least in their ends.

use onomast_document::{MentionKind, RawSpan};

use crate::align::{Pair, Placed};
use crate::counts::{Counts, Tally};

/// How names came out under one scheme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Outcomes {
    correct: usize,
    incorrect: usize,
    partial: usize,
    missed: usize,
    spurious: usize,
}

/// Adds `ner.semeval.strict`, `.exact`, `.partial` and `.type`, and of each the counts of its outcomes.
///
/// In each, precision is what was right among all predicted, recall among all gold; a partial match is half right in
/// the partial scheme, and right in the type scheme where the labels agree.
pub(crate) fn count(pair: &Pair<'_>, tally: &mut Tally) {
    let (gold, predicted) = (names(&pair.gold_mentions), names(&pair.predicted_mentions));
    let pairs = pairs(&gold, &predicted);
    for (scheme, judge) in SCHEMES {
        let mut outcomes = Outcomes {
            missed: gold.len() - pairs.len(),
            spurious: predicted.len() - pairs.len(),
            ..Outcomes::default()
        };
        for &(g, p) in &pairs {
            let (same_place, same_label) = (gold[g].0 == predicted[p].0, gold[g].1 == predicted[p].1);
            *match judge(same_place, same_label) {
                Judgement::Correct => &mut outcomes.correct,
                Judgement::Incorrect => &mut outcomes.incorrect,
                Judgement::Partial => &mut outcomes.partial,
            } += 1;
        }
        let hits = outcomes.correct as f64 + 0.5 * outcomes.partial as f64;
        tally.add(
            &format!("ner.semeval.{scheme}"),
            Counts {
                predicted_hits: hits,
                predicted: predicted.len() as f64,
                gold_hits: hits,
                gold: gold.len() as f64,
            },
        );
        for (outcome, number) in [
            ("correct", outcomes.correct),
            ("incorrect", outcomes.incorrect),
            ("partial", outcomes.partial),
            ("missed", outcomes.missed),
            ("spurious", outcomes.spurious),
        ] {
            tally.add_number(&format!("ner.semeval.{scheme}.{outcome}"), number);
        }
    }
}

enum Judgement {
    Correct,
    Incorrect,
    Partial,
}

/// What a scheme says of a pair, given whether places and labels are the same.
type Scheme = fn(bool, bool) -> Judgement;

const SCHEMES: [(&str, Scheme); 4] = [
    ("strict", |same_place, same_label| {
        correct_if(same_place && same_label)
    }),
    ("exact", |same_place, _| correct_if(same_place)),
    ("partial", |same_place, _| {
        if same_place {
            Judgement::Correct
        } else {
            Judgement::Partial
        }
    }),
    ("type", |_, same_label| correct_if(same_label)),
];

fn correct_if(right: bool) -> Judgement {
    if right {
        Judgement::Correct
    } else {
        Judgement::Incorrect
    }
}

fn names<'a>(mentions: &[Placed<'a>]) -> Vec<(Option<RawSpan>, &'a str)> {
    mentions
        .iter()
        .filter(|placed| placed.mention.kind == MentionKind::Name)
        .map(|placed| (placed.place, placed.mention.label.as_str()))
        .collect()
}

fn pairs(gold: &[(Option<RawSpan>, &str)], predicted: &[(Option<RawSpan>, &str)]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    let mut first = 0;
    for (g, (place, label)) in gold.iter().enumerate() {
        let Some(place) = place else { continue };
        // Both lists are sorted by start; what ends before every later gold name begins is left behind.
        while predicted
            .get(first)
            .is_some_and(|(other, _)| other.is_some_and(|other| other.end() <= place.start()))
        {
            first += 1;
        }
        for (p, (other, other_label)) in predicted.iter().enumerate().skip(first) {
            let Some(other) = other.filter(|other| other.start() < place.end()) else {
                break;
            };
            let shared = place
                .end()
                .min(other.end())
                .saturating_sub(place.start().max(other.start()));
            if shared == 0 {
                continue;
            }
            let apart = place.start().abs_diff(other.start()) + place.end().abs_diff(other.end());
            let rank = (apart > 0, label != other_label);
            candidates.push((rank, std::cmp::Reverse(shared), apart, g, p));
        }
    }
    candidates.sort_unstable();
    let (mut gold_taken, mut predicted_taken) = (vec![false; gold.len()], vec![false; predicted.len()]);
    let mut pairs = Vec::new();
    for (.., g, p) in candidates {
        if !gold_taken[g] && !predicted_taken[p] {
            (gold_taken[g], predicted_taken[p]) = (true, true);
            pairs.push((g, p));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names as `start-end LABEL`, apart by commas.
    fn list(names: &str) -> Vec<(Option<RawSpan>, &str)> {
        let name = |name: &'static str| {
            let (place, label) = name.split_once(' ').unwrap();
            let (start, end) = place.split_once('-').unwrap();
            (
                Some(RawSpan::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()),
                label,
            )
        };
        names
            .to_owned()
            .leak()
            .split(", ")
            .filter(|text| !text.is_empty())
            .map(name)
            .collect()
    }

    #[test]
    fn the_best_pairs_come_first() {
        let found = |gold, predicted| pairs(&list(gold), &list(predicted));
        assert_eq!(
            found("0-9 PER", "0-4 LOC, 5-9 PER"),
            [(0, 1)],
            "the label decides"
        );
        assert_eq!(
            found("0-9 PER", "0-3 PER, 4-9 PER"),
            [(0, 1)],
            "then how much is shared"
        );
        assert_eq!(found("0-4 PER, 5-9 LOC", "0-9 LOC"), [(1, 0)]);
        assert_eq!(found("0-9 PER, 10-12 LOC", "10-12 LOC"), [(1, 0)]);
        assert_eq!(found("0-4 PER", "4-8 PER"), [], "names that touch do not overlap");
    }
}
