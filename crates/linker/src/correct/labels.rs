//! Labels set right, by the knowledge base and by the rest of the page.

use std::collections::{BTreeMap, BTreeSet};

use onomast_document::{EntityType, Mention};
use onomast_knowledge::Item;

use super::parts::is_given;
use super::{View, is_named};
use crate::name::{abbreviates, is_acronym, is_legal_form};

/// A name that the recogniser is less sure of gives way to knowledge of other things of that name.
const SURE: f32 = 0.9;

/// A nationality is MISC; a capital is no person; an acronym of an organisation is that organisation.
pub(super) fn labelled_by_knowledge(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    let surnames: BTreeSet<&str> = names
        .iter()
        .filter(|name| name.label == EntityType::Person)
        .filter_map(|name| Some(view.of(name).rsplit_once(' ')?.1))
        .collect();
    for name in &mut names {
        let surface = view.of(name);
        let is_single = !surface.contains(' ');
        if is_single && view.is_adjective(surface) && (name.label != EntityType::Person || is_unsure(name)) {
            name.label = EntityType::Misc;
            continue;
        }
        let known: Vec<EntityType> = view
            .knowledge
            .find(surface, None, None)
            .into_iter()
            .filter(|item| is_named(item, surface))
            .map(Item::entity_type)
            .collect();
        let Some(&first) = known.first() else { continue };
        let is_certain = known.iter().all(|&label| label == first);
        // A place may share its name with a person, or lend it to a club; where the page leaves no doubt, a list has
        // no say.
        let stands = first == EntityType::Location
            && name.label != EntityType::Misc
            && !is_unsure(name)
            && !(name.label == EntityType::Person && acts_as_capital(view, surface, &surnames));
        if is_certain && !stands && first != EntityType::Person {
            name.label = first;
        }
    }
    names
}

/// "Bishkek attached great importance to the talks": a capital by itself, which is neither a given name nor the surname of
/// anyone on the page.
fn acts_as_capital(view: &View<'_>, surface: &str, surnames: &BTreeSet<&str>) -> bool {
    let places = view.knowledge.find(surface, Some(EntityType::Location), None);
    let is_capital = places.into_iter().any(|place| view.knowledge.is_capital(place));
    is_capital && !surnames.contains(surface) && !is_given(surface)
}

fn is_unsure(name: &Mention) -> bool {
    name.score.get() < SURE
}

/// One name has one label on a page: the one that most of its mentions have, weighed by score. A surname is its
/// person's, whatever it looked like alone.
pub(super) fn labelled_alike(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    let mut votes: BTreeMap<String, [f32; 4]> = BTreeMap::new();
    let mut surnames: BTreeMap<&str, f32> = BTreeMap::new();
    for name in &names {
        let surface = view.of(name);
        votes.entry(folded(surface)).or_default()[place_of(name.label)] += name.score.get();
        if let Some((_, surname)) = surface.rsplit_once(' ')
            && name.label == EntityType::Person
        {
            *surnames.entry(surname).or_default() += name.score.get();
        }
    }
    for name in &mut names {
        let surface = view.of(name);
        if surnames.get(surface).is_some_and(|&weight| weight > SURE / 2.0) && !view.is_place(surface) {
            name.label = EntityType::Person;
            continue;
        }
        let Some(weights) = votes.get(&folded(surface)) else {
            continue;
        };
        let best = EntityType::ALL.into_iter().max_by(|&a, &b| {
            // On a tie the first of the types wins.
            weights[place_of(a)]
                .total_cmp(&weights[place_of(b)])
                .then(b.cmp(&a))
        });
        let Some(best) = best else { continue };
        if weights[place_of(best)] > 2.0 * weights[place_of(name.label)] {
            name.label = best;
        }
    }
    names
}

/// Headlines and datelines shout: a longer name counts in any letter case.
fn folded(surface: &str) -> String {
    if surface.chars().count() > 4 {
        surface.to_lowercase()
    } else {
        surface.to_owned()
    }
}

/// "Fjellvann" is a company where the page has "Fjellvann Energi ASA".
pub(super) fn labelled_as_company(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    let mut companies: BTreeSet<&str> = BTreeSet::new();
    for name in names.iter().filter(|name| name.label == EntityType::Organization) {
        let surface = view.of(name);
        let last = surface.rsplit(' ').next().unwrap_or_default();
        if is_legal_form(&last.replace('.', "").to_lowercase()) {
            companies.extend(surface.match_indices([' ', ',']).map(|(end, _)| &surface[..end]));
        }
    }
    for name in &mut names {
        let surface = view.of(name);
        if companies.contains(surface) && is_unsure(name) && !view.is_place(surface) {
            name.label = EntityType::Organization;
        }
    }
    names
}

/// "the Universidad Mayor de San Andrés (UMSA)": an acronym in brackets is of the type of the name before it.
pub(super) fn bracketed_alike(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    let mut types: BTreeMap<&str, EntityType> = BTreeMap::new();
    for pair in names.windows(2) {
        let [long, short] = pair else { continue };
        let (name, acronym) = (view.of(long), view.of(short));
        let closes = view
            .text
            .get(short.span.end()..)
            .is_some_and(|rest| rest.starts_with(')'));
        let initial = |text: &str| {
            text.chars()
                .next()
                .map(|letter| letter.to_lowercase().to_string())
        };
        if view.between(long, short) == " ("
            && closes
            && is_acronym(acronym)
            && !is_acronym(name)
            && long.label != EntityType::Person
            && (abbreviates(acronym, name) || initial(acronym) == initial(name))
        {
            types.insert(acronym, long.label);
        }
    }
    for name in &mut names {
        if let Some(&label) = types.get(view.of(name)) {
            name.label = label;
        }
    }
    names
}

fn place_of(label: EntityType) -> usize {
    EntityType::ALL
        .iter()
        .position(|&other| other == label)
        .unwrap_or_default()
}
