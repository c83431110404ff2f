//! Linking to the knowledge base: whether each mention carries the right id, or rightly none.
//!
//! The measures are those of the entity linking track of TAC KBP: place and id must both be right; a mention whose
//! entity has no id is NIL, which is a class of its own.

use crate::align::{Pair, Placed};
use crate::counts::{Counts, Tally};

/// What a mention says of the knowledge base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link<'a> {
    /// Nothing: it is not linked to an entity.
    Unlinked,
    /// Its entity has no id.
    Nil,
    /// The id of its entity.
    Id(&'a str),
}

/// Which mentions a measure counts.
type Counted = fn(&Link<'_>) -> bool;

/// Adds `kb.linked` (mentions with an id), `kb.nil` (mentions of an entity without one) and `kb.all` (both). Mentions
/// without an entity say nothing of the knowledge base and are left out.
pub(crate) fn count(pair: &Pair<'_>, tally: &mut Tally) {
    let gold: Vec<Link<'_>> = pair.gold_mentions.iter().map(link).collect();
    let predicted: Vec<Link<'_>> = pair.predicted_mentions.iter().map(link).collect();
    let classes: [(&str, Counted); 3] = [
        ("kb.linked", |link| matches!(link, Link::Id(_))),
        ("kb.nil", |link| *link == Link::Nil),
        ("kb.all", |link| *link != Link::Unlinked),
    ];
    for (name, counted) in classes {
        let count = |links: &[Link<'_>]| links.iter().filter(|link| counted(link)).count();
        let right = gold
            .iter()
            .zip(&pair.partner_of_gold)
            .filter(|(link, partner)| {
                counted(link) && partner.is_some_and(|partner| predicted[partner] == **link)
            })
            .count();
        tally.add(name, Counts::paired(right, count(&predicted), count(&gold)));
    }
}

fn link<'a>(placed: &Placed<'a>) -> Link<'a> {
    match (&placed.mention.entity, &placed.mention.kb_id) {
        (None, _) => Link::Unlinked,
        (Some(_), None) => Link::Nil,
        (Some(_), Some(id)) => Link::Id(id),
    }
}
