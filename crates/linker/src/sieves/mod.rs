//! The sieves, surest first. Reading [`STEPS`] is reading the method.

mod alias;
mod antecedents;
mod apposition;
mod bare;
mod compatriot;
mod evidence;
mod first_person;
mod kin;
mod names;
mod office;
mod organization;
mod person;
mod place;
mod post;
mod reciprocal;
mod said;
mod unnamed;

pub(crate) use said::describe;

use crate::page::Page;

/// One step over a page: it joins clusters, recording why, or notes what later steps build on.
pub(crate) type Step = fn(&mut Page<'_>);

/// All steps in order.
pub(crate) const STEPS: &[Step] = &[
    // What titles, honorifics and predicates say of the names beside them.
    evidence::titles,
    evidence::sorts,
    // Names.
    names::exact,
    names::title_stripped,
    names::spelling,
    names::initials,
    names::surname,
    names::acronym,
    names::short_name,
    names::beginning,
    alias::alias,
    // What the knowledge base says of persons, and whose page it is.
    person::full_names,
    evidence::country,
    person::office_holders,
    // Descriptions.
    place::own_country,
    apposition::apposition,
    apposition::defined,
    place::capital,
    organization::described,
    place::the_country,
    said::same_description,
    office::office_and_date,
    bare::bare_role,
    compatriot::compatriots,
    compatriot::guests,
    place::quoted_country,
    apposition::relations,
    kin::kin,
    antecedents::antecedents,
    kin::kin,
    reciprocal::reciprocal,
    place::quoted_country,
    place::possessed,
    place::possessed_organization,
    post::possessed_post,
    unnamed::repeated,
    unnamed::unnamed,
    first_person::first_person,
];
