//! Which gold entity each predicted entity stands for, and whether nominals and pronouns are linked rightly.

use std::collections::{BTreeMap, BTreeSet};

use onomast_document::{MentionKind, RawSpan};

use crate::align::{Alignment, Pair, Placed};
use crate::counts::{Counts, Tally};
use crate::head::head;

/// Votes of one predicted entity: how many of its mentions fall on mentions of each gold entity.
#[derive(Debug, Clone, Default)]
struct Votes<'a> {
    names: BTreeMap<&'a str, u64>,
    others: BTreeMap<&'a str, u64>,
}

/// What predicted entities stand for, over a corpus.
///
/// A predicted entity stands for the gold entity on whose names most of its own names fall (same place, whatever
/// the label). Where no name of it falls on a gold name, its other mentions decide, of which the one that is being
/// judged has no voice. Where two gold entities have equally many, it stands for neither.
#[derive(Debug, Clone)]
pub(crate) struct EntityMap<'a> {
    votes: BTreeMap<&'a str, Votes<'a>>,
    gold_sizes: BTreeMap<&'a str, usize>,
    predicted_sizes: BTreeMap<&'a str, usize>,
}

impl<'a> EntityMap<'a> {
    pub fn new(alignment: &Alignment<'a>) -> Self {
        let mut map = Self {
            votes: BTreeMap::new(),
            gold_sizes: BTreeMap::new(),
            predicted_sizes: BTreeMap::new(),
        };
        for pair in &alignment.pairs {
            for entity in pair.gold_mentions.iter().filter_map(entity_of) {
                *map.gold_sizes.entry(entity).or_default() += 1;
            }
            for (index, placed) in pair.predicted_mentions.iter().enumerate() {
                let Some(entity) = entity_of(placed) else { continue };
                *map.predicted_sizes.entry(entity).or_default() += 1;
                let Some(gold) = pair.partner_of_predicted[index].map(|gold| &pair.gold_mentions[gold])
                else {
                    continue;
                };
                let Some(gold_entity) = entity_of(gold) else {
                    continue;
                };
                let votes = map.votes.entry(entity).or_default();
                let names =
                    (placed.mention.kind, gold.mention.kind) == (MentionKind::Name, MentionKind::Name);
                let of_kind = if names {
                    &mut votes.names
                } else {
                    &mut votes.others
                };
                *of_kind.entry(gold_entity).or_default() += 1;
            }
        }
        map
    }

    /// The gold entity that a predicted one stands for, without the voice of a mention that fell on `own_vote`.
    pub fn stands_for(&self, predicted: &str, own_vote: Option<&str>) -> Option<&'a str> {
        let votes = self.votes.get(predicted)?;
        let outcome = match vote(&votes.names, None) {
            Outcome::Nobody => vote(&votes.others, own_vote),
            by_names => by_names,
        };
        match outcome {
            Outcome::Winner(entity) => Some(entity),
            Outcome::Nobody | Outcome::Tie => None,
        }
    }

    /// Whether a gold entity is mentioned more than once, so that there is something to link.
    pub fn is_linkable(&self, gold: &str) -> bool {
        self.gold_sizes.get(gold).is_some_and(|size| *size > 1)
    }

    /// Whether a predicted entity has another mention.
    pub fn is_linked(&self, predicted: &str) -> bool {
        self.predicted_sizes.get(predicted).is_some_and(|size| *size > 1)
    }
}

/// How a vote came out.
enum Outcome<'a> {
    Nobody,
    Tie,
    Winner(&'a str),
}

/// Counts votes, of which one for `without` is not heard.
fn vote<'a>(votes: &BTreeMap<&'a str, u64>, without: Option<&str>) -> Outcome<'a> {
    let (mut most, mut outcome) = (0, Outcome::Nobody);
    for (&entity, &count) in votes {
        let count = count - u64::from(Some(entity) == without);
        if count > most {
            (most, outcome) = (count, Outcome::Winner(entity));
        } else if count == most && count > 0 {
            outcome = Outcome::Tie;
        }
    }
    outcome
}

pub(crate) fn entity_of<'a>(placed: &Placed<'a>) -> Option<&'a str> {
    placed.mention.entity.as_deref()
}

/// How a predicted link of a nominal or pronoun came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkOutcome {
    /// On a gold mention of its entity, place for place.
    Right,
    /// On a gold mention of its entity, of which it shares the head.
    RightByHead,
    /// On a gold mention of another entity.
    WrongEntity,
    /// On no gold mention of its kind.
    Spurious,
}

/// A predicted linked mention of one kind, judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link<'a> {
    pub predicted: usize,
    /// The gold mention on which it fell.
    pub gold: Option<usize>,
    /// The gold entity for which its entity stands.
    pub stands_for: Option<&'a str>,
    pub outcome: LinkOutcome,
}

/// Judges each linked predicted mention of `kind` in a document.
pub(crate) fn judge<'a>(pair: &Pair<'_>, kind: MentionKind, map: &EntityMap<'a>) -> Vec<Link<'a>> {
    let of_kind = |placed: &Placed<'_>| placed.mention.kind == kind;
    let linked = |placed: &Placed<'_>| entity_of(placed).is_some_and(|entity| map.is_linked(entity));
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut found: Vec<(usize, Option<usize>, bool)> = Vec::new();
    for (index, placed) in pair.predicted_mentions.iter().enumerate() {
        if of_kind(placed) && linked(placed) {
            let exact = pair.partner_of_predicted[index].filter(|gold| of_kind(&pair.gold_mentions[*gold]));
            taken.extend(exact);
            found.push((index, exact, exact.is_some()));
        }
    }
    for (index, gold, _) in &mut found {
        if gold.is_none() {
            *gold = by_head(&pair.predicted_mentions[*index], pair, &of_kind, &taken);
            taken.extend(*gold);
        }
    }
    found
        .into_iter()
        .map(|(predicted, gold, exact)| {
            let own_vote =
                pair.partner_of_predicted[predicted].and_then(|own| entity_of(&pair.gold_mentions[own]));
            let stands_for = entity_of(&pair.predicted_mentions[predicted])
                .and_then(|entity| map.stands_for(entity, own_vote));
            let gold_entity = gold.and_then(|gold| entity_of(&pair.gold_mentions[gold]));
            let outcome = match (gold, exact) {
                (None, _) => LinkOutcome::Spurious,
                (Some(_), _) if gold_entity.is_none() || gold_entity != stands_for => {
                    LinkOutcome::WrongEntity
                }
                (Some(_), true) => LinkOutcome::Right,
                (Some(_), false) => LinkOutcome::RightByHead,
            };
            Link {
                predicted,
                gold,
                stands_for,
                outcome,
            }
        })
        .collect()
}

/// The first gold mention, not yet taken, whose head is the head of the predicted one.
fn by_head(
    predicted: &Placed<'_>,
    pair: &Pair<'_>,
    of_kind: &impl Fn(&Placed<'_>) -> bool,
    taken: &BTreeSet<usize>,
) -> Option<usize> {
    let wanted = head_of(predicted)?;
    pair.gold_mentions.iter().enumerate().find_map(|(index, gold)| {
        let fits = of_kind(gold)
            && !taken.contains(&index)
            && head_of(gold).is_some_and(|head| head.overlaps(wanted));
        fits.then_some(index)
    })
}

fn head_of(placed: &Placed<'_>) -> Option<RawSpan> {
    let place = placed.place?;
    let within = head(&placed.mention.text);
    if place.len() != placed.mention.text.len() {
        // The words were cleaned, so that a place within them says nothing of the file: take all of it.
        return Some(place);
    }
    RawSpan::new(place.start() + within.start, place.start() + within.end).ok()
}

/// Adds `nominal`, `nominal.partial`, `pronoun` and `pronoun.partial`.
pub(crate) fn count(pair: &Pair<'_>, map: &EntityMap<'_>, tally: &mut Tally) {
    for (kind, name) in [
        (MentionKind::Nominal, "nominal"),
        (MentionKind::Pronoun, "pronoun"),
    ] {
        let linkable = pair
            .gold_mentions
            .iter()
            .filter(|placed| placed.mention.kind == kind)
            .filter(|placed| entity_of(placed).is_some_and(|entity| map.is_linkable(entity)))
            .count();
        let links = judge(pair, kind, map);
        let number =
            |wanted: &[LinkOutcome]| links.iter().filter(|link| wanted.contains(&link.outcome)).count();
        let (exact, partial) = (
            number(&[LinkOutcome::Right]),
            number(&[LinkOutcome::Right, LinkOutcome::RightByHead]),
        );
        tally.add(name, Counts::paired(exact, links.len(), linkable));
        tally.add(
            &format!("{name}.partial"),
            Counts::paired(partial, links.len(), linkable),
        );
    }
}
