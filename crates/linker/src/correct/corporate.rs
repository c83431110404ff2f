//! Organisations told by the words beside their names: "shares in Antarin", "Kestrel's chief executive".

use std::collections::BTreeSet;

use onomast_document::{EntityType, Mention};

use super::View;
use crate::lexicon::{Class, LEXICON};

/// What only organisations have: "Goudveld's chairman".
const HELD: &[&str] = &[
    "board",
    "ceo",
    "chairman",
    "chairwoman",
    "chief executive",
    "chief financial officer",
    "headquarters",
    "revenue",
    "revenues",
    "shareholders",
    "subsidiaries",
    "subsidiary",
    "turnover",
];

/// What stands behind the names of organisations alone: "Kestrel shares".
const BEHIND: &[&str] = &[
    "ceo",
    "chairman",
    "chairwoman",
    "chief executive",
    "shareholders",
    "shares",
    "stock",
];

/// What stands before them.
const BEFORE: &[&str] = &[
    "acquisition of",
    "board of",
    "ceo of",
    "chairman of",
    "chairwoman of",
    "chief executive of",
    "managing director of",
    "merger with",
    "merging with",
    "shareholder in",
    "shareholders in",
    "shareholders of",
    "shares in",
    "shares of",
    "stake in",
    "subsidiary of",
    "takeover of",
];

/// What stands before organisations, and places perhaps, and not before persons.
const NOT_OF_PERSONS: &[&str] = &[
    "% of",
    "a fifth of",
    "a quarter of",
    "a third of",
    "co-founded",
    "founded",
    "half of",
    "per cent of",
    "percent of",
    "runs",
];

/// A name that was taken for a person or an unknown place is an organisation where it is spoken of as one, on a page that
/// nowhere speaks of a person of that name.
pub(super) fn labelled_by_business(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    let mut spoken_of: BTreeSet<&str> = BTreeSet::new();
    let mut persons: BTreeSet<&str> = BTreeSet::new();
    // "Kilindini" beside "Kilindini Tea Brokers".
    let mut beginnings: BTreeSet<&str> = BTreeSet::new();
    for name in &names {
        let surface = view.of(name);
        match (name.label, surface.split_once(' ')) {
            (EntityType::Person, Some(_)) => persons.extend(surface.split(' ')),
            (EntityType::Organization, Some((first, _))) => _ = beginnings.insert(first),
            _ => {}
        }
        let (before, after) = (before(view, name), after(view, name));
        if is_person(&before, &after) {
            persons.insert(surface);
        } else if is_business(name.label, &before, &after) {
            spoken_of.insert(surface);
        }
    }
    for name in &mut names {
        let surface = view.of(name);
        let is_so = match name.label {
            EntityType::Person => spoken_of.contains(surface) || beginnings.contains(surface),
            EntityType::Location => spoken_of.contains(surface) && !view.is_place(surface),
            _ => false,
        };
        if is_so && !persons.contains(surface) {
            name.label = EntityType::Organization;
        }
    }
    names
}

/// Whether the words beside a name with a label are of an organisation.
fn is_business(label: EntityType, before: &str, after: &str) -> bool {
    // "the Sakai toolmaker" is of Sakai.
    let governed = match before.strip_suffix(" the") {
        Some(before) if !after.starts_with(' ') => before,
        _ => before,
    };
    let is_before = |phrases: &[&str]| {
        phrases.iter().any(|phrase| {
            let rest = governed.strip_suffix(phrase);
            rest.is_some_and(|rest| !rest.ends_with(char::is_alphabetic))
        })
    };
    let held = ["'s ", "’s "].iter().find_map(|mark| after.strip_prefix(mark));
    let is_held = held.is_some_and(|rest| {
        let second = rest.split_once(' ').map_or("", |(_, rest)| rest);
        begins(rest, HELD) || begins(second, HELD)
    });
    // "ASTANA, May 3 (Steppe Wire) –".
    let signs = before.ends_with('(') && [") -", ") –", ") —"].iter().any(|dash| after.starts_with(dash));
    is_held
        || signs
        || after.strip_prefix(' ').is_some_and(|rest| begins(rest, BEHIND))
        || is_before(BEFORE)
        || label == EntityType::Person && (is_before(NOT_OF_PERSONS) || after.starts_with(", which"))
}

/// Whether the words beside a name are of a person: "Mr Holm", "Holm, 51, has", "Holm, who".
fn is_person(before: &str, after: &str) -> bool {
    let aside = after.strip_prefix(", ").unwrap_or_default();
    let title = before.rsplit(' ').next().unwrap_or_default();
    begins(aside, &["who", "whose"])
        || aside.starts_with(|c: char| c.is_ascii_digit())
        || LEXICON.is(title.trim_end_matches('.'), Class::Honorific)
}

/// How many bytes beside a name are looked at.
const REACH: usize = 48;

/// The text behind a name in lower case.
fn after(view: &View<'_>, name: &Mention) -> String {
    let rest = view.text.get(name.span.end()..).unwrap_or_default();
    let end = (0..=REACH.min(rest.len())).rfind(|&end| rest.is_char_boundary(end));
    rest[..end.unwrap_or(0)].to_lowercase()
}

/// The text before a name in lower case, without the space between.
fn before(view: &View<'_>, name: &Mention) -> String {
    let rest = view.text.get(..name.span.start()).unwrap_or_default();
    let start = (rest.len().saturating_sub(REACH)..=rest.len()).find(|&start| rest.is_char_boundary(start));
    let text = rest[start.unwrap_or(rest.len())..].trim_end_matches(' ');
    text.to_lowercase()
}

/// Whether the text begins with one of the phrases, as whole words.
fn begins(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        let rest = text.strip_prefix(phrase);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    })
}
