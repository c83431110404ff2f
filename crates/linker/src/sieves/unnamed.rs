//! Entities that a page describes more than once and never names: "a man … the man … he".

use std::collections::{BTreeMap, BTreeSet};

use onomast_document::{EntityType, Evidence};

use crate::nominal::Determiner;
use crate::page::Page;
use crate::sieves::place::is_known_so;

/// Words for places of which a page speaks without meaning one.
const VAGUE: &[&str] = &[
    "building",
    "capital",
    "city",
    "coast",
    "country",
    "farm",
    "forest",
    "hall",
    "home town",
    "hospital",
    "park",
    "region",
    "road",
    "sea",
    "shop",
    "street",
    "territory",
];

/// "the pier … the pier": a place that a page speaks of twice in the same plain words is one.
pub(super) fn repeated(page: &mut Page<'_>) {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut several: BTreeSet<String> = BTreeSet::new();
    for (nominal, phrase) in page.nominals.iter().enumerate() {
        if phrase.label != EntityType::Location {
            continue;
        }
        let role = phrase.entry.role.clone().into_owned();
        let plain = phrase.determiner == Determiner::The && phrase.is_bare() && phrase.is_plain();
        if plain && phrase.is_mention() && !page.is_linked(page.names + nominal) {
            places.entry(role).or_default().push(page.names + nominal);
        } else {
            // "an old pier", "the pier of Osh", "the pier" that is known: more than one may be meant.
            several.insert(role);
        }
    }
    for (role, mentions) in places {
        let named = (0..page.names).any(|name| is_known_so(page, name, &role));
        if VAGUE.contains(&&*role) || several.contains(&role) || named {
            continue;
        }
        for &mention in &mentions[1..] {
            page.link(mention, mentions[0], "unnamed", || {
                format!("the {role}, spoken of again")
            });
        }
    }
}

/// Makes what was joined and has no name an entity that goes by its first definite description.
pub(super) fn unnamed(page: &mut Page<'_>) {
    for nominal in 0..page.nominals.len() {
        let mention = page.names + nominal;
        let phrase = &page.nominals[nominal];
        let cluster = page.clusters.of(mention);
        // "a bridge … the bridge" may be any, and one that is not built.
        let any = cluster.label != EntityType::Person
            && cluster
                .nominals
                .iter()
                .any(|&other| page.nominals[other as usize].determiner == Determiner::Indefinite);
        if !phrase.is_mention() || cluster.is_named() || cluster.mentions.len() < 2 || any {
            continue;
        }
        // In lower case, unlike what is as good as a name ("Government of Georgia"): it means nothing elsewhere.
        let mut description = phrase.span.of(page.text).unwrap_or_default().to_owned();
        if let Some(first) = description.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        for at in cluster.mentions.clone() {
            page.why[at as usize].get_or_insert_with(|| Evidence {
                rule: "unnamed".into(),
                detail: format!("{description}, spoken of again"),
            });
        }
        page.clusters.of_mut(mention).described = Some(description);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check_pronouns;

    #[test]
    fn what_is_described_twice_is_an_entity() {
        check_pronouns(
            "[The pier](LOC:nominal p) is old. It rained. One. Two. Three. Four. [The pier](LOC:nominal p) fell.",
        );
        check_pronouns("A man came. [The man](PER:nominal a) said that [he](PER:pronoun a) was cold.");
    }
}
