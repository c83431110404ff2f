//! Merges and splits: predicted entities that hold mentions of several gold entities, and the other way round.

use std::collections::BTreeMap;
use std::fmt;

use crate::align::Alignment;
use crate::entities::entity_of;

/// An entity of one side whose mentions the other side gives to several.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Divided {
    /// The entity.
    pub entity: String,
    /// Its most frequent surface form among the mentions that both sides have.
    pub name: String,
    /// The entities of the other side, the one with most mentions first.
    pub parts: Vec<Part>,
}

/// The mentions that an entity shares with one of the other side.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Part {
    /// The entity of the other side.
    pub entity: String,
    /// The most frequent surface form of the shared mentions.
    pub name: String,
    /// How many mentions.
    pub mentions: usize,
}

impl Divided {
    /// How many mentions are concerned: all but those of the largest part.
    pub fn mentions(&self) -> usize {
        self.parts.iter().skip(1).map(|part| part.mentions).sum()
    }
}

impl fmt::Display for Divided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}× {} {:?}:", self.mentions(), self.entity, self.name)?;
        for (index, part) in self.parts.iter().enumerate() {
            let gap = if index == 0 { "" } else { "," };
            write!(f, "{gap} {} {:?} {}", part.entity, part.name, part.mentions)?;
        }
        Ok(())
    }
}

/// Shared mentions by the entity of one side and that of the other: how often each surface form occurs.
type Shared<'a> = BTreeMap<&'a str, BTreeMap<&'a str, BTreeMap<&'a str, usize>>>;

/// The predicted entities that merge gold ones, and the gold entities that are split; those that concern most mentions
/// first.
pub(crate) fn merges_and_splits(alignment: &Alignment<'_>) -> (Vec<Divided>, Vec<Divided>) {
    let (mut by_predicted, mut by_gold) = (Shared::new(), Shared::new());
    for pair in &alignment.pairs {
        for (gold, partner) in pair.gold_mentions.iter().zip(&pair.partner_of_gold) {
            let predicted = partner.and_then(|partner| entity_of(&pair.predicted_mentions[partner]));
            if let (Some(gold_entity), Some(predicted)) = (entity_of(gold), predicted) {
                let text = gold.mention.text.as_str();
                for (shared, one, other) in [
                    (&mut by_predicted, predicted, gold_entity),
                    (&mut by_gold, gold_entity, predicted),
                ] {
                    *shared
                        .entry(one)
                        .or_default()
                        .entry(other)
                        .or_default()
                        .entry(text)
                        .or_default() += 1;
                }
            }
        }
    }
    (divided(&by_predicted), divided(&by_gold))
}

fn divided(shared: &Shared<'_>) -> Vec<Divided> {
    let mut list: Vec<Divided> = shared
        .iter()
        .filter(|(_, parts)| parts.len() > 1)
        .map(|(entity, parts)| {
            let mut all: BTreeMap<&str, usize> = BTreeMap::new();
            for (text, count) in parts.values().flatten() {
                *all.entry(text).or_default() += count;
            }
            let mut parts: Vec<Part> = parts
                .iter()
                .map(|(other, forms)| Part {
                    entity: (*other).to_owned(),
                    name: most_frequent(forms),
                    mentions: forms.values().sum(),
                })
                .collect();
            parts.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.entity.cmp(&b.entity)));
            Divided {
                entity: (*entity).to_owned(),
                name: most_frequent(&all),
                parts,
            }
        })
        .collect();
    list.sort_by(|a, b| {
        b.mentions()
            .cmp(&a.mentions())
            .then_with(|| a.entity.cmp(&b.entity))
    });
    list
}

fn most_frequent(forms: &BTreeMap<&str, usize>) -> String {
    let best = forms
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    best.map(|(text, _)| (*text).to_owned()).unwrap_or_default()
}
