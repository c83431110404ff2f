//! What the surroundings of names say, before anything is joined by it.

use onomast_document::EntityType;

use crate::country::page_country;
use crate::lexicon::{Class, Gender, LEXICON, RoleEntry};
use crate::nominal::Beside;
use crate::page::Page;
use crate::role::{RoleFact, RoleSource};
use crate::sieves::said::describe;

/// Titles and honorifics before names: "President Tokayev", "Mrs. Clinton".
pub(super) fn titles(page: &mut Page<'_>) {
    for name in 0..page.names {
        if page.mentions[name].label != EntityType::Person {
            continue;
        }
        let within = page.form(name).titles.clone();
        let mut roles: Vec<String> = within;
        let mut gender: Option<Gender> = None;
        let first = page.ranges[name].0;
        let mut at = first;
        while at > 0
            && page.tokens[at - 1].sentence == page.tokens[first].sentence
            && page.name_at[at - 1].is_none()
        {
            let word = page.tokens.lower(at - 1);
            // "Justice Grace Achieng": a judge.
            if word == "justice" && page.tokens[at - 1].capital {
                roles.push("judge".to_owned());
                break;
            }
            if LEXICON.is(word, Class::Honorific) {
                gender = gender.or(LEXICON.honorific_gender(word));
                roles.push(word.to_owned());
            } else if LEXICON
                .role(word)
                .is_some_and(|role| role.label == EntityType::Person && !role.relation)
            {
                roles.push(word.to_owned());
                break;
            } else if word != "." {
                break;
            }
            at -= 1;
        }
        let cluster = page.clusters.of_mut(name);
        for word in roles {
            if let Some(entry) = LEXICON.role(&word) {
                gender = gender.or(entry.gender);
                let fact = RoleFact {
                    office: entry.office.map(str::to_owned),
                    ..plain(entry)
                };
                if !cluster.roles.contains(&fact) {
                    cluster.roles.push(fact);
                }
            } else {
                gender = gender.or(LEXICON.honorific_gender(&word));
            }
        }
        cluster.gender = gender.or(cluster.gender);
    }
}

/// What a word beside a name says by itself.
fn plain(entry: &RoleEntry) -> RoleFact {
    RoleFact {
        role: entry.role.clone().into_owned(),
        office: None,
        rank: String::new(),
        former: false,
        portfolio: String::new(),
        place: None,
        org: None,
        source: RoleSource::Title,
    }
}

/// What sort of thing a noun beside a name makes it: "the Rogun dam", "the city of Samarkand".
pub(super) fn sorts(page: &mut Page<'_>) {
    for name in 0..page.names {
        let label = page.mentions[name].label;
        if !matches!(label, EntityType::Organization | EntityType::Location) {
            continue;
        }
        let (first, end) = page.ranges[name];
        let free =
            |at: usize| page.tokens.get(at).is_some_and(|token| !token.capital) && page.name_at[at].is_none();
        let behind = LEXICON
            .role_at(page.tokens.get(end..).unwrap_or_default())
            .filter(|entry| entry.label == label && LEXICON.is(&entry.role, Class::SortBehind))
            .filter(|entry| free(end) && closes(page, end + entry.len));
        let before = first
            .checked_sub(2)
            .filter(|&at| page.tokens.lower(first - 1) == "of" && free(at))
            .and_then(|at| LEXICON.role(page.tokens.lower(at)))
            .filter(|entry| entry.label == label && LEXICON.is(&entry.role, Class::SortBefore));
        if let Some(entry) = behind.or(before) {
            let fact = plain(entry);
            add_role(page, name, fact);
        }
    }
}

/// Whether a phrase may end before a token.
pub(super) fn closes(page: &Page<'_>, at: usize) -> bool {
    page.tokens.get(at).is_none_or(|token| {
        !token.is_word()
            || token.lower.ends_with("ed")
            || token.lower.ends_with("ly")
            || [Class::Function, Class::Verb, Class::Speech, Class::Copula]
                .iter()
                .any(|&class| LEXICON.is(&token.lower, class))
    })
}

/// Finds the page's own country, and notes what predicates say of their subjects.
pub(super) fn country(page: &mut Page<'_>) {
    page.country = page_country(page);
    for nominal in 0..page.nominals.len() {
        if let Some(Beside::Predicate(Some(name))) = page.nominals[nominal].beside {
            let fact = fact_of(page, nominal);
            add_role(page, name, fact);
        }
    }
}

/// The role that a description gives whoever it describes.
pub(super) fn fact_of(page: &Page<'_>, nominal: usize) -> RoleFact {
    let description = describe(page, nominal);
    let nominal = description.nominal;
    RoleFact {
        role: nominal.entry.role.clone().into_owned(),
        office: nominal.entry.office.map(str::to_owned),
        rank: nominal.rank.clone(),
        former: nominal.former,
        portfolio: nominal.portfolio.clone(),
        place: description.place,
        org: description.org,
        source: RoleSource::Apposition,
    }
}

/// Adds a role to a name's cluster.
pub(super) fn add_role(page: &mut Page<'_>, name: usize, fact: RoleFact) {
    let gender = LEXICON.role(&fact.role).and_then(|role| role.gender);
    let cluster = page.clusters.of_mut(name);
    cluster.gender = cluster.gender.or(gender);
    if !cluster.roles.contains(&fact) && cluster.roles.len() < 32 {
        cluster.roles.push(fact);
    }
}
