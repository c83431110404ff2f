//! Persons: full names, then surnames and initials where it is beyond doubt whose.

use std::collections::{BTreeMap, HashMap};

use onomast_document::EntityType;

use super::block::{Blocks, join_block, role_hash};
use super::group::Groups;
use crate::name::{Comparison, NameForm, compare, given_key, is_given_name};
use crate::record::{ClusterRecord, stable_hash};

/// Candidates for a short name beyond this many make it hopeless.
const CANDIDATES: usize = 12;

fn has_initials(form: &NameForm) -> bool {
    form.parts.iter().any(|part| part.initial)
}

/// Joins persons of one full name, middle names and order aside.
pub(super) fn full_names(groups: &mut Groups<'_>) {
    let mut blocks = Blocks::default();
    for at in 0..groups.records.len() {
        if groups.record(at).label != EntityType::Person {
            continue;
        }
        for &form in &groups.form_of[at] {
            let form = &groups.forms[form as usize];
            let [first, .., last] = &form.parts[..] else {
                continue;
            };
            if has_initials(form) && form.parts[0].initial {
                continue;
            }
            let (first, last) = (given_key(&first.key), last.key.clone());
            let ends = if first <= last {
                format!("{first} {last}")
            } else {
                format!("{last} {first}")
            };
            blocks.add(ends, at);
            if form.parts.len() > 2 {
                blocks.add(form.parts.iter().map(|part| part.key.as_str()).collect(), at);
            } else {
                blocks.add(format!("{}{}", form.parts[0].key, form.parts[1].key), at);
            }
        }
    }
    for (_, records) in blocks.into_blocks() {
        let name = groups
            .record(records[0])
            .names
            .first()
            .map_or("", |(name, _)| name.as_str());
        let what = format!("full name {}", longest(groups.record(records[0])).unwrap_or(name));
        join_block(groups, records, "same name", &what);
    }
}

fn longest(record: &ClusterRecord) -> Option<&str> {
    record
        .names
        .iter()
        .map(|(name, _)| name.as_str())
        .max_by_key(|name| (name.len(), std::cmp::Reverse(*name)))
}

/// Hashes of what ties a short name to a full one beyond the surname: roles, country, company.
fn ties(record: &ClusterRecord) -> impl Iterator<Item = u64> + '_ {
    let roles = record.roles.iter().map(role_hash);
    let country = record
        .country
        .iter()
        .map(|country| stable_hash(country).rotate_left(3));
    roles.chain(country).chain(record.companions.iter().copied())
}

fn tied(surname: &str, tie: u64) -> u64 {
    stable_hash(surname).rotate_left(7) ^ tie
}

/// Joins surnames and initials to the only full name that company, role or country ties them to.
pub(super) fn short_names(groups: &mut Groups<'_>) {
    let mut short: Vec<(u32, usize)> = Vec::new();
    let mut full: Vec<(u32, usize)> = Vec::new();
    for at in 0..groups.records.len() {
        if groups.record(at).label != EntityType::Person {
            continue;
        }
        let forms = &groups.form_of[at];
        let telling = forms.iter().find(|&&form| {
            let form = &groups.forms[form as usize];
            form.parts.len() > 1 && !form.parts[0].initial
        });
        match telling {
            None => short.extend(forms.first().map(|&form| (form, at))),
            Some(&form) => full.push((form, at)),
        }
    }
    // Only what is asked for is indexed.
    let mut candidates: HashMap<u64, Vec<usize>> = HashMap::new();
    for &(form, at) in &short {
        if let Some(part) = groups.forms[form as usize].surname() {
            for tie in ties(groups.record(at)) {
                candidates.entry(tied(&part.key, tie)).or_default();
            }
        }
    }
    for &(form, at) in &full {
        let form = &groups.forms[form as usize];
        // Surnames may stand first.
        for part in [&form.parts[0], &form.parts[form.parts.len() - 1]] {
            for tie in ties(groups.record(at)) {
                if let Some(known) = candidates.get_mut(&tied(&part.key, tie)) {
                    add_distinct(groups, known, at);
                }
            }
        }
    }
    for &(form, at) in &short {
        if groups.record(at).kb_id.is_some() {
            continue;
        }
        let Some(key) = groups.forms[form as usize].surname().map(|part| part.key.clone()) else {
            continue;
        };
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for tie in ties(groups.record(at)) {
            for &candidate in candidates.get(&tied(&key, tie)).into_iter().flatten() {
                votes.entry(groups.find(candidate)).or_insert(candidate);
            }
        }
        let name = &groups.forms[form as usize];
        let fitting: Vec<usize> = votes
            .into_values()
            .filter(|&candidate| {
                !groups.conflict(at, candidate)
                    && groups.form_of[candidate].iter().any(|&other| {
                        match compare(name, &groups.forms[other as usize]) {
                            Comparison::Surname | Comparison::Initials => true,
                            // A given name is the name of very many.
                            Comparison::Given => !name.parts.first().is_some_and(is_given_name),
                            _ => false,
                        }
                    })
            })
            .collect();
        if let [only] = fitting[..] {
            let what = longest(groups.record(only)).unwrap_or_default();
            groups.union(at, only, "surname", || {
                format!("surname of {what}, in one country, role or company")
            });
        }
    }
    // Short names among themselves: the same role of the same place or organisation.
    let mut blocks = Blocks::default();
    for &(form, at) in &short {
        let key = &groups.forms[form as usize].key;
        for role in &groups.record(at).roles {
            if let Some(of) = role.place.as_ref().or(role.organization.as_ref()) {
                blocks.add(format!("{key}|{}|{of}", role.role), at);
            }
        }
    }
    for (key, records) in blocks.into_blocks() {
        join_block(groups, records, "same name", &key.replace('|', ", "));
    }
}

/// Adds a record whose group is not there yet.
fn add_distinct(groups: &Groups<'_>, to: &mut Vec<usize>, record: usize) {
    if to.len() < CANDIDATES && !to.iter().any(|&known| groups.same(known, record)) {
        to.push(record);
    }
}
