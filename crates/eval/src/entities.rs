//! Which gold entity each predicted entity stands for, and whether nominals and pronouns are linked rightly.
//!
//! Both need the whole corpus. What a document adds is small: the clusters of its mentions ([`LinkedMention`]), and of
//! its nominals and pronouns the gold mentions on which they may fall ([`Anaphors`]). So parts of a corpus can be
//! counted apart and judged together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use onomast_document::{MentionKind, RawSpan};

use crate::align::{Pair, Placed};
use crate::clusters::LinkedMention;
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
#[derive(Debug, Clone, Default)]
pub(crate) struct EntityMap<'a> {
    votes: BTreeMap<&'a str, Votes<'a>>,
    gold_sizes: BTreeMap<&'a str, usize>,
    predicted_sizes: BTreeMap<&'a str, usize>,
}

impl<'a> EntityMap<'a> {
    /// The map of the mentions of all documents.
    pub fn new(mentions: impl Iterator<Item = &'a LinkedMention>) -> Self {
        let mut map = Self::default();
        for LinkedMention { gold, predicted } in mentions {
            if let Some((gold, _)) = gold {
                *map.gold_sizes.entry(gold).or_default() += 1;
            }
            if let Some((predicted, _)) = predicted {
                *map.predicted_sizes.entry(predicted).or_default() += 1;
            }
            if let (Some((gold, gold_is_name)), Some((predicted, is_name))) = (gold, predicted) {
                let votes = map.votes.entry(predicted).or_default();
                let of_kind = if *gold_is_name && *is_name {
                    &mut votes.names
                } else {
                    &mut votes.others
                };
                *of_kind.entry(gold).or_default() += 1;
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
    fn is_linked(&self, predicted: &str) -> bool {
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

/// The nominals, or the pronouns, of a document, and on which gold mentions the predicted ones may fall.
#[derive(Debug, Clone, Default)]
pub(crate) struct Anaphors {
    gold: Vec<GoldAnaphor>,
    predicted: Vec<Anaphor>,
}

/// A gold mention of the kind.
#[derive(Debug, Clone)]
struct GoldAnaphor {
    /// Its position among the gold mentions of the document.
    mention: usize,
    entity: Option<Arc<str>>,
}

/// A predicted mention of the kind that has an entity.
#[derive(Debug, Clone)]
struct Anaphor {
    /// Its position among the predicted mentions of the document.
    mention: usize,
    entity: Arc<str>,
    /// The gold entity on a mention of which it falls, whatever the kind of that mention: its own vote.
    own_vote: Option<Arc<str>>,
    /// The gold mention of the kind at its place, as a position in `gold`.
    exact: Option<usize>,
    /// Where there is none: those that share its head, likewise.
    by_head: Vec<usize>,
}

impl Anaphors {
    /// Those of one kind.
    pub fn new(pair: &Pair<'_>, kind: MentionKind) -> Self {
        let of_kind = |placed: &Placed<'_>| placed.mention.kind == kind;
        let gold: Vec<(usize, &Placed<'_>)> = pair
            .gold_mentions
            .iter()
            .enumerate()
            .filter(|(_, placed)| of_kind(placed))
            .collect();
        let heads: Vec<Option<RawSpan>> = gold.iter().map(|(_, placed)| head_of(placed)).collect();
        let predicted = pair
            .predicted_mentions
            .iter()
            .zip(&pair.partner_of_predicted)
            .enumerate()
            .filter(|(_, (placed, _))| of_kind(placed))
            .filter_map(|(mention, (placed, partner))| {
                let exact = partner.and_then(|partner| gold.iter().position(|(at, _)| *at == partner));
                let by_head = match (exact, head_of(placed)) {
                    (None, Some(wanted)) => {
                        let shares = |head: &Option<RawSpan>| head.is_some_and(|head| head.overlaps(wanted));
                        (0..gold.len()).filter(|at| shares(&heads[*at])).collect()
                    }
                    _ => Vec::new(),
                };
                Some(Anaphor {
                    mention,
                    entity: Arc::from(entity_of(placed)?),
                    own_vote: partner
                        .and_then(|partner| entity_of(&pair.gold_mentions[partner]))
                        .map(Arc::from),
                    exact,
                    by_head,
                })
            })
            .collect();
        Self {
            gold: gold
                .into_iter()
                .map(|(mention, placed)| GoldAnaphor {
                    mention,
                    entity: entity_of(placed).map(Arc::from),
                })
                .collect(),
            predicted,
        }
    }

    /// Judges each predicted mention that is linked: whose entity has another mention.
    pub fn judge<'a>(&self, map: &EntityMap<'a>) -> Vec<Link<'a>> {
        let linked: Vec<&Anaphor> = self
            .predicted
            .iter()
            .filter(|anaphor| map.is_linked(&anaphor.entity))
            .collect();
        // A gold mention is given once, and to the mention at its place before one that shares its head.
        let mut taken: BTreeSet<usize> = linked.iter().filter_map(|anaphor| anaphor.exact).collect();
        linked
            .into_iter()
            .map(|anaphor| {
                let free = || {
                    anaphor
                        .by_head
                        .iter()
                        .find(|gold| !taken.contains(*gold))
                        .copied()
                };
                let gold = anaphor.exact.or_else(free);
                taken.extend(gold);
                let stands_for = map.stands_for(&anaphor.entity, anaphor.own_vote.as_deref());
                let gold = gold.map(|gold| &self.gold[gold]);
                let right =
                    |gold: &GoldAnaphor| gold.entity.is_some() && gold.entity.as_deref() == stands_for;
                Link {
                    predicted: anaphor.mention,
                    gold: gold.map(|gold| gold.mention),
                    stands_for,
                    outcome: match gold {
                        None => LinkOutcome::Spurious,
                        Some(gold) if !right(gold) => LinkOutcome::WrongEntity,
                        Some(_) if anaphor.exact.is_some() => LinkOutcome::Right,
                        Some(_) => LinkOutcome::RightByHead,
                    },
                }
            })
            .collect()
    }

    /// Adds the counts of `name`, and of `name.partial`.
    pub fn count(&self, name: &str, map: &EntityMap<'_>, tally: &mut Tally) {
        let linkable = |gold: &&GoldAnaphor| {
            gold.entity
                .as_deref()
                .is_some_and(|entity| map.is_linkable(entity))
        };
        let linkable = self.gold.iter().filter(linkable).count();
        let links = self.judge(map);
        let number = |wanted: LinkOutcome| links.iter().filter(|link| link.outcome == wanted).count();
        let exact = number(LinkOutcome::Right);
        let partial = exact + number(LinkOutcome::RightByHead);
        tally.add(name, Counts::paired(exact, links.len(), linkable));
        tally.add(
            &format!("{name}.partial"),
            Counts::paired(partial, links.len(), linkable),
        );
    }
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

/// A predicted linked mention, judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link<'a> {
    /// Its position among the predicted mentions of the document.
    pub predicted: usize,
    /// The gold mention on which it fell, by its position among those of the document.
    pub gold: Option<usize>,
    /// The gold entity for which its entity stands.
    pub stands_for: Option<&'a str>,
    pub outcome: LinkOutcome,
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
