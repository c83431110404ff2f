//! Persons of the knowledge base: by full name, and by surname where they hold an office.

use std::collections::BTreeSet;

use onomast_document::EntityType;
use onomast_knowledge::{Item, Term, name_key, office};

use crate::country::country_of_name;
use crate::lexicon::Gender;
use crate::page::Page;
use crate::role::{RoleFact, RoleSource};

/// Years before and after a term in which its holder's name is still likely to mean the holder.
const NEAR_YEARS: u16 = 8;

/// Gender as the knowledge base states it.
pub(super) fn gender(gender: Option<onomast_knowledge::Gender>) -> Option<Gender> {
    match gender? {
        onomast_knowledge::Gender::Female => Some(Gender::Female),
        onomast_knowledge::Gender::Male => Some(Gender::Male),
        onomast_knowledge::Gender::Other => None,
    }
}

/// Countries that the page speaks of.
fn countries(page: &Page<'_>) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = (0..page.names)
        .filter_map(|name| country_of_name(page, name).map(|item| item.id().to_owned()))
        .collect();
    found.extend(page.nominals.iter().filter_map(|nominal| nominal.demonym.clone()));
    found
}

/// Finds persons by their full names, where the page supports it by place, title or time.
pub(super) fn full_names(page: &mut Page<'_>) {
    let countries = countries(page);
    let mut seen = vec![false; page.forms.len()];
    for name in 0..page.names {
        let number = page.form_of[name] as usize;
        let form = &page.forms[number];
        if form.label != EntityType::Person
            || form.parts.len() < 2
            || form.parts.iter().any(|part| part.initial)
            || std::mem::replace(&mut seen[number], true)
            || page.clusters.of(name).kb.is_some()
        {
            continue;
        }
        let roles = &page.clusters.of(name).roles;
        let found: Vec<&Item> = page
            .knowledge
            .person_named(&form.bare)
            .into_iter()
            .filter(|item| supported(page, item, &countries, roles))
            .collect();
        if let [only] = found[..] {
            let only = only.id().to_owned();
            adopt(page, name, &only);
        }
    }
    join_items(page);
}

/// Whether the page speaks of somebody's country, title or time.
fn supported(page: &Page<'_>, item: &Item, countries: &BTreeSet<String>, roles: &[RoleFact]) -> bool {
    let terms = page.knowledge.terms_of(item.id());
    if terms.is_empty() {
        return false;
    }
    terms.iter().any(|term| {
        let place = countries.contains(term.place());
        let titled = roles.iter().any(|role| {
            role.office.as_deref() == Some(term.office())
                || onomast_knowledge::titles::same(term.title(), &role.role)
        });
        match page.date {
            Some(date) => {
                let year = date.year();
                let begun = term.from().earliest().year() <= year + NEAR_YEARS;
                let recent = term.to().is_none_or(|to| year <= to.latest().year() + NEAR_YEARS);
                place || (titled && begun && recent) || (begun && recent && holds(page, term))
            }
            None => place || titled,
        }
    })
}

fn holds(page: &Page<'_>, term: &Term) -> bool {
    page.date
        .is_some_and(|date| term.from().earliest() <= date && term.to().is_none_or(|to| date <= to.latest()))
}

/// Surnames without a full name on the page: an office holder of a country that the page speaks of.
pub(super) fn office_holders(page: &mut Page<'_>) {
    let mut countries = countries(page);
    countries.extend(page.country.as_ref().map(|country| country.id.clone()));
    // Holders by the keys of their surnames; more persons of one surname make it useless.
    let mut holders: std::collections::BTreeMap<String, BTreeSet<String>> = std::collections::BTreeMap::new();
    for place in &countries {
        for term in page.knowledge.terms_in(place) {
            let counts = match page.date {
                Some(_) => holds(page, term),
                None => true,
            };
            if !counts {
                continue;
            }
            let Some(person) = page.knowledge.item(term.person()) else {
                continue;
            };
            let words: Vec<&str> = person.name().split_whitespace().collect();
            let ends = [words.first(), words.last()];
            for (at, word) in ends.into_iter().enumerate() {
                let Some(word) = word else { continue };
                // First words count for surname-first names alone, which the order of names cannot tell.
                if at == 0 && words.len() > 1 && !matches!(words.len(), 2 | 3) {
                    continue;
                }
                holders
                    .entry(name_key(word))
                    .or_default()
                    .insert(person.id().to_owned());
            }
        }
    }
    let mut seen = vec![false; page.forms.len()];
    for name in 0..page.names {
        let number = page.form_of[name] as usize;
        let form = &page.forms[number];
        if form.label != EntityType::Person || std::mem::replace(&mut seen[number], true) {
            continue;
        }
        let cluster = page.clusters.of(name);
        let all_short = cluster.forms.iter().all(|&other| {
            page.forms[other as usize].is_single()
                || page.forms[other as usize].parts.iter().any(|part| part.initial)
        });
        if cluster.kb.is_some() || !all_short {
            continue;
        }
        let Some(part) = form.surname() else { continue };
        let Some(persons) = holders.get(&part.key) else {
            continue;
        };
        let fitting: Vec<&String> = persons
            .iter()
            .filter(|id| {
                let Some(item) = page.knowledge.item(id) else {
                    return false;
                };
                let known = crate::name::NameForm::new(EntityType::Person, item.name());
                let agrees = !matches!(
                    crate::name::compare(form, &known),
                    crate::name::Comparison::Contradiction | crate::name::Comparison::Unrelated
                );
                let genders = gender(item.gender())
                    .zip(cluster.gender)
                    .is_none_or(|(theirs, ours)| theirs == ours);
                let as_surname = item
                    .name()
                    .split_whitespace()
                    .last()
                    .is_some_and(|last| name_key(last) == part.key);
                // A first name alone is no evidence, unless a title of state stands before it.
                let titled = cluster.roles.iter().any(|role| {
                    page.knowledge.terms_of(id).iter().any(|term| {
                        role.office.as_deref() == Some(term.office())
                            || onomast_knowledge::titles::same(term.title(), &role.role)
                    })
                });
                let other_title = !titled && cluster.roles.iter().any(|role| role.office.is_some());
                let dated = page.date.is_some() || titled;
                agrees && genders && !other_title && dated && (as_surname || titled)
            })
            .collect();
        if let [only] = fitting[..] {
            let only = only.clone();
            adopt(page, name, &only);
        }
    }
    join_items(page);
}

/// Gives a name's cluster an item, with the roles that the item's terms give it.
fn adopt(page: &mut Page<'_>, name: usize, id: &str) {
    let Some(item) = page.knowledge.item(id) else {
        return;
    };
    let of_item = gender(item.gender());
    let cluster = page.clusters.of(name);
    if let (Some(ours), Some(theirs)) = (cluster.gender, of_item)
        && ours != theirs
    {
        return;
    }
    let mut facts = Vec::new();
    for term in page.knowledge.terms_of(id) {
        let (counts, source) = match page.date {
            Some(_) => (holds(page, term), RoleSource::Knowledge),
            None => (true, RoleSource::AnyTime),
        };
        if !counts {
            continue;
        }
        let title = term.title().to_lowercase();
        let role = crate::lexicon::LEXICON.role(&title).map_or(
            if term.office() == office::FOREIGN_MINISTER {
                "foreign minister".to_owned()
            } else {
                title
            },
            |entry| entry.role.clone().into_owned(),
        );
        facts.push(RoleFact {
            role,
            office: Some(term.office().to_owned()),
            rank: String::new(),
            former: false,
            portfolio: String::new(),
            place: Some(term.place().to_owned()),
            org: None,
            source,
        });
    }
    page.set_item(name, id);
    let cluster = page.clusters.of_mut(name);
    cluster.gender = cluster.gender.or(of_item);
    for fact in facts {
        if !cluster.roles.contains(&fact) && cluster.roles.len() < 32 {
            cluster.roles.push(fact);
        }
    }
}

/// Joins clusters that turned out to be one item.
fn join_items(page: &mut Page<'_>) {
    let mut first: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for name in 0..page.names {
        if page.mentions[name].label != EntityType::Person {
            continue;
        }
        let Some(id) = page.clusters.of(name).kb.clone() else {
            continue;
        };
        match first.get(&id) {
            None => {
                first.insert(id, name);
            }
            Some(&to) => {
                let detail = format!(
                    "both are {} ({id})",
                    page.knowledge.item(&id).map_or("", Item::name)
                );
                page.link(name, to, "alias", || detail);
            }
        }
    }
}
