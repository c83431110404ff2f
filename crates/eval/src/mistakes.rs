//! What went wrong, each mistake in its sentence, the most frequent first.

use std::collections::BTreeMap;
use std::fmt;

use onomast_document::{MentionKind, RawSpan};

use crate::align::{Alignment, Pair, Placed, align};
use crate::clusters::LinkedMention;
use crate::context::sentence;
use crate::corpus::Corpus;
use crate::entities::{Anaphors, EntityMap, LinkOutcome, entity_of};
use crate::error::EvalError;
use crate::evaluation::linked_mentions;
use crate::partition::{Divided, merges_and_splits};

/// A way of being wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MistakeKind {
    /// A gold name with no predicted name on any part of it; a gold nominal or pronoun left unlinked.
    Missed,
    /// A predicted name on no part of a gold name; a linked nominal or pronoun where gold has none.
    Spurious,
    /// A name in the right place with the wrong label.
    WrongLabel,
    /// A name that shares part of its place with a gold name.
    WrongBoundary,
    /// A mention linked to an entity that stands for another gold entity.
    WrongEntity,
}

impl MistakeKind {
    /// The heading of its mistakes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Spurious => "spurious",
            Self::WrongLabel => "wrong label",
            Self::WrongBoundary => "wrong boundary",
            Self::WrongEntity => "wrong entity",
        }
    }
}

/// One mistake where it happened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mistake {
    /// The document.
    pub document: String,
    /// Byte offset of the mention in the gold text, where it could be aligned.
    pub at: Option<usize>,
    /// The sentence around it, the mention in brackets.
    pub sentence: String,
}

/// Mistakes of one kind on one surface form.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct MistakeGroup {
    /// How it is wrong.
    pub kind: MistakeKind,
    /// What gold has and what was predicted, such as `"Astana": gold LOC, predicted PER`.
    pub what: String,
    /// Where, in the order of documents.
    pub mistakes: Vec<Mistake>,
}

/// All mistakes of a prediction: kinds by how often they occur, within a kind the most frequent group first.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Mistakes {
    /// The groups in that order.
    pub groups: Vec<MistakeGroup>,
    /// Predicted entities that hold mentions of several gold ones, those that concern most mentions first.
    pub merges: Vec<Divided>,
    /// Gold entities whose mentions are spread over several predicted ones, likewise.
    pub splits: Vec<Divided>,
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kind = None;
        for group in &self.groups {
            if kind != Some(group.kind) {
                let same = || self.groups.iter().filter(|other| other.kind == group.kind);
                let count: usize = same().map(|other| other.mistakes.len()).sum();
                let gap = if kind.is_some() { "\n" } else { "" };
                writeln!(
                    f,
                    "{gap}# {}: {count} in {} groups",
                    group.kind.as_str(),
                    same().count()
                )?;
                kind = Some(group.kind);
            }
            writeln!(f, "\n{}× {}", group.mistakes.len(), group.what)?;
            for mistake in &group.mistakes {
                let at = mistake.at.map_or_else(|| "?".to_owned(), |at| at.to_string());
                writeln!(f, "    {}@{at}: {}", mistake.document, mistake.sentence)?;
            }
        }
        for (heading, list) in [("merges", &self.merges), ("splits", &self.splits)] {
            if !list.is_empty() {
                let mentions: usize = list.iter().map(Divided::mentions).sum();
                writeln!(
                    f,
                    "\n# {heading}: {mentions} mentions of {} entities\n",
                    list.len()
                )?;
            }
            for divided in list {
                writeln!(f, "{divided}")?;
            }
        }
        Ok(())
    }
}

/// Lists the mistakes of a prediction: those of names, and those of linked mentions.
///
/// # Errors
/// As [`evaluate`](crate::evaluate).
pub fn list_mistakes(gold: &Corpus, predicted: &Corpus) -> Result<Mistakes, EvalError> {
    let alignment = align(gold, predicted)?;
    let mut list = List::default();
    for pair in &alignment.pairs {
        list.names(pair);
    }
    let (mut merges, mut splits) = (Vec::new(), Vec::new());
    if gold.has_entities() {
        list.links(&alignment);
        (merges, splits) = merges_and_splits(&alignment);
    }
    let groups = list.finish();
    Ok(Mistakes {
        groups,
        merges,
        splits,
    })
}

#[derive(Default)]
struct List {
    groups: BTreeMap<(MistakeKind, String), Vec<Mistake>>,
}

impl List {
    fn add(&mut self, kind: MistakeKind, what: String, pair: &Pair<'_>, placed: &Placed<'_>) {
        let mistake = Mistake {
            document: pair.gold.id.as_str().to_owned(),
            at: placed.place.map(RawSpan::start),
            sentence: match (pair.text, placed.place) {
                (Some(text), Some(place)) => sentence(text, place),
                _ => format!("[{}]", placed.mention.text),
            },
        };
        self.groups.entry((kind, what)).or_default().push(mistake);
    }

    fn names(&mut self, pair: &Pair<'_>) {
        let is_name = |placed: &&Placed<'_>| placed.mention.kind == MentionKind::Name;
        let overlapping = |mentions: &'_ [Placed<'_>], placed: &Placed<'_>| {
            let place = placed.place?;
            let shares = |other: &&Placed<'_>| other.place.is_some_and(|other| other.overlaps(place));
            // The same place before a part of it.
            let same = |other: &&Placed<'_>| other.place == Some(place);
            let mut names = mentions.iter().filter(is_name);
            let found = names.clone().find(same).or_else(|| names.find(shares))?;
            Some((
                found.place == Some(place),
                found.mention.text.clone(),
                found.mention.label.clone(),
            ))
        };
        for placed in pair.gold_mentions.iter().filter(is_name) {
            let (text, label) = (&placed.mention.text, &placed.mention.label);
            match overlapping(&pair.predicted_mentions, placed) {
                None => self.add(
                    MistakeKind::Missed,
                    format!("{text:?}: gold name {label}"),
                    pair,
                    placed,
                ),
                Some((true, _, other)) if other != *label => {
                    let what = format!("{text:?}: gold {label}, predicted {other}");
                    self.add(MistakeKind::WrongLabel, what, pair, placed);
                }
                Some((false, other, other_label)) => {
                    let what = format!("gold {text:?} {label}, predicted {other:?} {other_label}");
                    self.add(MistakeKind::WrongBoundary, what, pair, placed);
                }
                Some(_) => {}
            }
        }
        for placed in pair.predicted_mentions.iter().filter(is_name) {
            if overlapping(&pair.gold_mentions, placed).is_none() {
                let what = format!(
                    "{:?}: predicted name {}",
                    placed.mention.text, placed.mention.label
                );
                self.add(MistakeKind::Spurious, what, pair, placed);
            }
        }
    }

    fn links(&mut self, alignment: &Alignment<'_>) {
        let mentions: Vec<LinkedMention> = alignment.pairs.iter().flat_map(linked_mentions).collect();
        let map = EntityMap::new(mentions.iter());
        for pair in &alignment.pairs {
            for (placed, partner) in pair.predicted_mentions.iter().zip(&pair.partner_of_predicted) {
                let Some(gold) = partner.map(|gold| &pair.gold_mentions[gold]) else {
                    continue;
                };
                let names =
                    (placed.mention.kind, gold.mention.kind) == (MentionKind::Name, MentionKind::Name);
                let stands_for = entity_of(placed).map(|entity| map.stands_for(entity, None));
                if let Some(stands_for) =
                    stands_for.filter(|stands_for| names && *stands_for != entity_of(gold))
                {
                    self.wrong_entity(pair, placed, gold, stands_for);
                }
            }
            for kind in [MentionKind::Nominal, MentionKind::Pronoun] {
                self.links_of(pair, kind, &map);
            }
        }
    }

    fn links_of(&mut self, pair: &Pair<'_>, kind: MentionKind, map: &EntityMap<'_>) {
        let links = Anaphors::new(pair, kind).judge(map);
        for link in &links {
            let placed = &pair.predicted_mentions[link.predicted];
            match (link.outcome, link.gold.map(|gold| &pair.gold_mentions[gold])) {
                (LinkOutcome::WrongEntity, Some(gold)) => {
                    self.wrong_entity(pair, placed, gold, link.stands_for);
                }
                (LinkOutcome::Spurious, _) => {
                    let entity = link.stands_for.unwrap_or("no one entity");
                    let what = format!("{:?}: {kind} linked to {entity}", placed.mention.text);
                    self.add(MistakeKind::Spurious, what, pair, placed);
                }
                _ => {}
            }
        }
        for (index, placed) in pair.gold_mentions.iter().enumerate() {
            let linkable = entity_of(placed).filter(|entity| map.is_linkable(entity));
            let Some(entity) = linkable.filter(|_| placed.mention.kind == kind) else {
                continue;
            };
            if !links.iter().any(|link| link.gold == Some(index)) {
                let what = format!("{:?}: gold {kind} of {entity}", placed.mention.text);
                self.add(MistakeKind::Missed, what, pair, placed);
            }
        }
    }

    fn wrong_entity(
        &mut self,
        pair: &Pair<'_>,
        placed: &Placed<'_>,
        gold: &Placed<'_>,
        stands_for: Option<&str>,
    ) {
        let (predicted, entity) = (
            entity_of(placed).unwrap_or("none"),
            entity_of(gold).unwrap_or("none"),
        );
        let other = stands_for.unwrap_or("no one entity");
        let what = format!(
            "{:?}: gold {entity}, predicted {predicted}, which stands for {other}",
            placed.mention.text
        );
        self.add(MistakeKind::WrongEntity, what, pair, placed);
    }

    fn finish(self) -> Vec<MistakeGroup> {
        let mut of_kind: BTreeMap<MistakeKind, usize> = BTreeMap::new();
        for ((kind, _), mistakes) in &self.groups {
            *of_kind.entry(*kind).or_default() += mistakes.len();
        }
        let mut groups: Vec<MistakeGroup> = self
            .groups
            .into_iter()
            .map(|((kind, what), mistakes)| MistakeGroup { kind, what, mistakes })
            .collect();
        groups.sort_by(|a, b| {
            let frequency = |group: &MistakeGroup| (of_kind[&group.kind], group.kind, group.mistakes.len());
            let ((a_kind, a_tie, a_size), (b_kind, b_tie, b_size)) = (frequency(a), frequency(b));
            (b_kind, a_tie, b_size)
                .cmp(&(a_kind, b_tie, a_size))
                .then_with(|| a.what.cmp(&b.what))
        });
        groups
    }
}
