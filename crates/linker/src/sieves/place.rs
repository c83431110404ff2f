//! Descriptions of places: "our country", "the capital of Kazakhstan", "the country".

use std::collections::BTreeSet;

use onomast_document::{EntityType, Evidence};
use onomast_knowledge::Item;

use crate::country::country_of_name;
use crate::nominal::{Determiner, Nominal};
use crate::page::Page;
use crate::quote::speaker;
use crate::record::country;
use crate::sieves::organization::{has_other_head, is_so};
use crate::sieves::said::{describe, open};

/// How many sentences back the only place of a sort may be named.
const FAR: u32 = 10;

/// Joins a nominal to the cluster of an item, or makes it one of its own.
fn to_item(page: &mut Page<'_>, nominal: usize, id: &str, rule: &'static str, detail: String) {
    let mention = page.names + nominal;
    if let Some(to) = page.mention_of_item(id) {
        page.link(mention, to, rule, || detail);
    } else {
        page.set_item(mention, id);
        page.why[mention] = Some(Evidence {
            rule: rule.into(),
            detail,
        });
    }
}

fn is_state(role: &str) -> bool {
    matches!(
        role,
        "country" | "republic" | "homeland" | "kingdom" | "emirate" | "sultanate" | "state"
    )
}

/// "our country": the page's own, outside quotations.
pub(super) fn own_country(page: &mut Page<'_>) {
    let Some(country) = page.country.clone() else {
        return;
    };
    for nominal in open(page, EntityType::Location) {
        let phrase = &page.nominals[nominal];
        if is_own_state(phrase) && page.quote_of(phrase.tokens.0).is_none() {
            to_item(page, nominal, &country.id, "own country", country.because.clone());
        }
    }
}

fn is_own_state(phrase: &Nominal) -> bool {
    phrase.determiner == Determiner::Our && is_state(&phrase.entry.role) && phrase.is_bare()
}

/// "our country", "our capital" in a quotation: the speaker's, where the speaker's office shows it, else the
/// page's own.
pub(super) fn quoted_country(page: &mut Page<'_>) {
    for nominal in open(page, EntityType::Location) {
        let phrase = &page.nominals[nominal];
        let capital =
            phrase.determiner == Determiner::Our && phrase.entry.role == "capital" && phrase.is_bare();
        if !is_own_state(phrase) && !capital {
            continue;
        }
        let Some(quote) = page.quote_of(phrase.tokens.0) else {
            continue;
        };
        let Some(speaker) = speaker(page, quote).filter(|&speaker| page.is_linked(speaker)) else {
            continue;
        };
        let (id, detail) = match (country_of_person(page, speaker), &page.country) {
            (Some(id), _) => {
                let country = page.knowledge.item(&id).map_or("", Item::name).to_owned();
                (id, format!("{} of {country} is speaking", page.name_of(speaker)))
            }
            (None, Some(country)) => (country.id.clone(), country.because.clone()),
            (None, None) => continue,
        };
        let target = if capital {
            page.knowledge
                .item(&id)
                .and_then(Item::capital)
                .map(str::to_owned)
        } else {
            Some(id)
        };
        if let Some(target) = target {
            to_item(page, nominal, &target, "own country", detail);
        }
    }
}

/// The country of a person's offices, or of the organisations that they are in, if it is one.
fn country_of_person(page: &Page<'_>, mention: usize) -> Option<String> {
    let of_organization = |org: usize| {
        let mentions = page.clusters.of(org).mentions.iter();
        country(page, &mentions.map(|&at| at as usize).collect::<Vec<_>>(), &[])
    };
    let facts = page.clusters.of(mention).roles.iter();
    let said: Vec<String> = facts
        .filter(|fact| !fact.former)
        .filter_map(|fact| fact.place.clone().or_else(|| of_organization(fact.org?)))
        .collect();
    let mut places: Vec<&str> = said
        .iter()
        .filter_map(|place| page.knowledge.item(place))
        .filter_map(|item| {
            if item.is_country() {
                Some(item.id())
            } else {
                item.country()
            }
        })
        .collect();
    places.sort_unstable();
    places.dedup();
    if let [only] = places[..] {
        Some(only.to_owned())
    } else {
        None
    }
}

/// A pronoun that may as well be another's than its own, by that much, has nothing that could be found.
const DOUBT: f32 = 0.2;

/// Pronouns of which it is not clear enough whom they stand for, and those after them that follow from them.
pub(super) fn doubtful(page: &Page<'_>) -> BTreeSet<usize> {
    let doubts = page.rivals.iter().filter(|rival| rival.chance >= DOUBT);
    let mut doubtful: BTreeSet<usize> = doubts.map(|rival| rival.mention).collect();
    let first = page.names + page.nominals.len();
    for pronoun in first..page.mentions.len() {
        let before = page
            .before(pronoun, 20)
            .find(|&at| page.clusters.same(at, pronoun));
        if before.is_some_and(|before| doubtful.contains(&before)) {
            doubtful.insert(pronoun);
        }
    }
    doubtful
}

/// "his country", "its capital": of whom or what the pronoun stands for.
pub(super) fn possessed(page: &mut Page<'_>) {
    let doubtful = doubtful(page);
    for nominal in open(page, EntityType::Location) {
        let phrase = &page.nominals[nominal];
        let capital = phrase.entry.role == "capital";
        if phrase.determiner != Determiner::Possessive
            || !phrase.is_bare()
            || !(capital || is_state(&phrase.entry.role))
        {
            continue;
        }
        let first = phrase.tokens.0;
        let base = page.names + page.nominals.len();
        let Ok(pronoun) = page
            .pronouns
            .binary_search_by_key(&first, |pronoun| pronoun.token)
        else {
            continue;
        };
        let owner = base + pronoun;
        if !page.is_linked(owner) || doubtful.contains(&owner) {
            continue;
        }
        let country = if page.clusters.of(owner).label == EntityType::Person {
            country_of_person(page, owner)
        } else if capital && names_country(page, owner) {
            page.clusters.of(owner).kb.clone()
        } else {
            None
        };
        let Some(item) = country.and_then(|id| page.knowledge.item(&id)) else {
            continue;
        };
        let target = if capital {
            item.capital().and_then(|id| page.knowledge.item(id))
        } else {
            Some(item)
        };
        let Some(target) = target else { continue };
        let detail = format!("{} of {}", page.nominals[nominal].entry.role, page.name_of(owner));
        to_item(page, nominal, target.id(), "possessive", detail);
    }
}

/// "his firm", "her institute": the organisation that the page says somebody has a role in.
pub(super) fn possessed_organization(page: &mut Page<'_>) {
    let doubtful = doubtful(page);
    for nominal in open(page, EntityType::Organization) {
        let phrase = &page.nominals[nominal];
        let quote = page.quote_of(phrase.tokens.0);
        let our = phrase.determiner == Determiner::Our && quote.is_some();
        // "her team" is people.
        if !(phrase.determiner == Determiner::Possessive || our)
            || !phrase.is_bare()
            || !phrase.is_plain()
            || matches!(&*phrase.entry.role, "delegation" | "group" | "squad" | "team")
        {
            continue;
        }
        let said_by = || {
            let pronouns = &page.pronouns;
            let pronoun = pronouns.binary_search_by_key(&phrase.tokens.0, |pronoun| pronoun.token);
            Some(page.names + page.nominals.len() + pronoun.ok()?)
        };
        let owner = if our {
            quote.and_then(|quote| speaker(page, quote))
        } else {
            said_by()
        };
        let Some(owner) = owner else { continue };
        if !page.is_linked(owner)
            || doubtful.contains(&owner)
            || page.clusters.of(owner).label != EntityType::Person
        {
            continue;
        }
        let role = phrase.entry.role.clone();
        let held = page.clusters.of(owner).roles.iter().filter(|fact| !fact.former);
        let organizations = held
            .filter_map(|fact| fact.org)
            .filter(|&org| is_so(page, org, &role) || !has_other_head(page, org, &role));
        if let Some(only) = page.only(organizations) {
            let detail = format!("{role} of {}", page.name_of(owner));
            page.link(page.names + nominal, only, "possessive", || detail);
        }
    }
}

/// "the Kazakh capital", "the capital of Kazakhstan", "our capital".
pub(super) fn capital(page: &mut Page<'_>) {
    for nominal in open(page, EntityType::Location) {
        let phrase = &page.nominals[nominal];
        let quoted = phrase.determiner == Determiner::Our && page.quote_of(phrase.tokens.0).is_some();
        if phrase.entry.role != "capital" || phrase.former || quoted {
            continue;
        }
        let description = describe(page, nominal);
        let own = description.nominal.is_bare()
            && matches!(description.nominal.determiner, Determiner::The | Determiner::Our);
        let place = description.place.clone().or_else(|| {
            page.country
                .as_ref()
                .filter(|country| own && country.sure)
                .map(|country| country.id.clone())
        });
        let Some(country) = place.and_then(|place| page.knowledge.item(&place)) else {
            continue;
        };
        let Some(capital) = country.capital().and_then(|id| page.knowledge.item(id)) else {
            continue;
        };
        let (id, detail) = (
            capital.id().to_owned(),
            format!("capital of {} is {}", country.name(), capital.name()),
        );
        to_item(page, nominal, &id, "capital", detail);
    }
}

/// "the country": the one that the last sentences speak of, if it is one.
pub(super) fn the_country(page: &mut Page<'_>) {
    for nominal in open(page, EntityType::Location) {
        let mention = page.names + nominal;
        let phrase = &page.nominals[nominal];
        let state = is_state(&phrase.entry.role);
        if !(phrase.determiner == Determiner::The || state && phrase.determiner == Determiner::This)
            || !phrase.is_bare()
            || !phrase.is_plain()
        {
            continue;
        }
        let (role, sentence) = (phrase.entry.role.clone(), page.sentences[mention]);
        let fits = |at: usize| {
            if state {
                names_country(page, at)
            } else {
                named_so(page, at, &role)
            }
        };
        let reach = 2;
        let recent: Vec<usize> = page
            .before(mention, 40)
            .take_while(|&at| sentence - page.sentences[at] <= reach)
            .filter(|&at| fits(at))
            .collect();
        let Some((&nearest, others)) = recent.split_first() else {
            // "the sea": the only one on the page so far. Cities and countries are too many for that.
            if !state && !is_settlement(&role) {
                let far: Vec<usize> = page
                    .before(mention, 400)
                    .take_while(|&at| sentence - page.sentences[at] <= FAR)
                    .filter(|&at| fits(at))
                    .collect();
                if let [only, others @ ..] = &far[..]
                    && is_known_so(page, *only, &role)
                    && others.iter().all(|&other| page.clusters.same(other, *only))
                {
                    let detail = format!("{} is the only {role} before it", page.name_of(*only));
                    page.link(mention, *only, "place", || detail);
                }
            }
            if state && page.quote_of(page.nominals[nominal].tokens.0).is_none() {
                pages_country(page, nominal);
            }
            continue;
        };
        let distance = sentence - page.sentences[nearest];
        let alone = others.iter().all(|&other| {
            page.clusters.same(other, nearest) || sentence - page.sentences[other] >= distance + 2
        });
        // A place of which nothing is known is weighed later.
        if alone && (state || is_known_so(page, nearest, &role)) {
            let detail = format!("{} is the {role} spoken of", page.name_of(nearest));
            page.link(mention, nearest, "place", || detail);
        }
    }
}

/// "the country" where none was named lately: the page's own, if its site shows it or it is the country of the page.
fn pages_country(page: &mut Page<'_>, nominal: usize) {
    if let Some(country) = page.country.clone() {
        to_item(page, nominal, &country.id, "own country", country.because);
    }
}

fn is_settlement(role: &str) -> bool {
    matches!(role, "city" | "village")
}

/// What many places are whose names do not tell it.
fn is_landmark(role: &str) -> bool {
    matches!(
        role,
        "district"
            | "island"
            | "lake"
            | "mountain"
            | "palace"
            | "park"
            | "port"
            | "province"
            | "region"
            | "river"
            | "sea"
            | "station"
            | "town"
            | "valley"
    )
}

fn names_country(page: &Page<'_>, mention: usize) -> bool {
    page.mentions[mention].label == EntityType::Location
        && page
            .clusters
            .of(mention)
            .kb
            .as_deref()
            .and_then(|id| page.knowledge.item(id))
            .is_some_and(Item::is_country)
}

/// Whether a place is or may be of the sort that a word names.
pub(super) fn named_so(page: &Page<'_>, mention: usize, role: &str) -> bool {
    let cluster = page.clusters.of(mention);
    // A place of which nothing is known may be a city, and a rival of those that are.
    let unknown = (is_settlement(role) || is_landmark(role))
        && cluster.label == EntityType::Location
        && cluster.kb.is_none()
        && cluster.roles.is_empty()
        && cluster.forms.iter().all(|&form| {
            page.forms[form as usize]
                .key
                .split(' ')
                .all(|word| crate::lexicon::LEXICON.role(word).is_none())
        });
    unknown || is_known_so(page, mention, role)
}

/// Whether a place is of the sort that a word names: by a word of its name, or in the knowledge base.
pub(super) fn is_known_so(page: &Page<'_>, mention: usize, role: &str) -> bool {
    let cluster = page.clusters.of(mention);
    if cluster.label != EntityType::Location {
        return false;
    }
    let by_name = cluster.forms.iter().any(|&form| {
        page.forms[form as usize].key.split(' ').any(|word| {
            word == role
                || crate::lexicon::LEXICON
                    .role(word)
                    .is_some_and(|entry| entry.role == role)
        })
    });
    let by_item = cluster
        .kb
        .as_deref()
        .and_then(|id| page.knowledge.item(id))
        .is_some_and(|item| {
            // "the region" is seldom one that has it for a rank.
            let sort = if role == "town" { "city" } else { role };
            (item.subtype() == Some(sort) && role != "region")
                || (role == "capital" && page.knowledge.is_capital(item))
        });
    by_name || by_item || cluster.roles.iter().any(|fact| fact.role == role)
}

/// Whether any name on the page is of a country; for organisations that belong to one.
pub(super) fn country_of<'k>(page: &Page<'k>, mention: usize) -> Option<&'k Item> {
    if mention < page.names {
        country_of_name(page, mention)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn our_country_is_the_pages() {
        check(
            "[Uzbekistan](LOC u) grows. [Tashkent](LOC t) too. [Nursultan Nazarbayev](PER n) came to [our country](LOC:nominal u) from [Kazakhstan](LOC k).",
        );
        check(
            "[Our country](LOC:nominal u) is green. [Uzbekistan](LOC u) is old. [Uzbekistan](LOC u) is young.",
        );
    }

    #[test]
    fn the_country_is_the_one_spoken_of() {
        check("[Kyrgyzstan](LOC k) is high. [The country](LOC:nominal k) has lakes.");
        check("[Kyrgyzstan](LOC k) and [Kazakhstan](LOC z) met. The country has lakes.");
    }

    #[test]
    fn capitals_are_known() {
        check(
            "[The [Kazakh](MISC z) capital](LOC:nominal a) is cold. [Astana](LOC a) froze. [The capital of [Kyrgyzstan](LOC k)](LOC:nominal b) is warm.",
        );
    }
}
