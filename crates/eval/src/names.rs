//! Names: the place and the label of each, as in the shared task of CoNLL-2003 (Tjong Kim Sang and De Meulder, 2003).

use std::collections::BTreeMap;

use onomast_document::{MentionKind, RawSpan};

use crate::align::{Pair, Placed};
use crate::counts::{Counts, Tally};

/// Adds `ner.strict` and `ner.strict.LABEL`: a name is right when both its place and its label are.
pub(crate) fn count(pair: &Pair<'_>, tally: &mut Tally) {
    let gold = names(&pair.gold_mentions);
    let predicted = names(&pair.predicted_mentions);
    let mut open: BTreeMap<(RawSpan, &str), usize> = BTreeMap::new();
    for (place, label) in &predicted {
        if let Some(place) = place {
            *open.entry((*place, label)).or_default() += 1;
        }
    }
    let mut by_label: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for (_, label) in &predicted {
        by_label.entry(label).or_default().1 += 1;
    }
    for (place, label) in &gold {
        let counts = by_label.entry(label).or_default();
        counts.2 += 1;
        if let Some(left) = place
            .and_then(|place| open.get_mut(&(place, *label)))
            .filter(|left| **left > 0)
        {
            *left -= 1;
            counts.0 += 1;
        }
    }
    tally.add("ner.strict", Counts::default());
    for (label, (hits, predicted, gold)) in by_label {
        let counts = Counts::paired(hits, predicted, gold);
        tally.add("ner.strict", counts);
        tally.add(&format!("ner.strict.{label}"), counts);
    }
}

fn names<'a>(mentions: &[Placed<'a>]) -> Vec<(Option<RawSpan>, &'a str)> {
    mentions
        .iter()
        .filter(|placed| placed.mention.kind == MentionKind::Name)
        .map(|placed| (placed.place, placed.mention.label.as_str()))
        .collect()
}
