//! Places, organisations and other things: equal names, acronyms.

use std::collections::BTreeMap;

use onomast_document::EntityType;

use super::block::{Blocks, join_block};
use super::group::Groups;
use crate::lexicon::LEXICON;
use crate::name::abbreviates;
use crate::record::is_generic;

/// Joins things of one name. What is called by its kind alone ("Ministry of Foreign Affairs") is one per country.
pub(super) fn same_name(groups: &mut Groups<'_>) {
    let mut blocks = Blocks::default();
    for at in 0..groups.records.len() {
        let record = groups.record(at);
        if record.label == EntityType::Person {
            continue;
        }
        let longer = groups.form_of[at]
            .iter()
            .any(|&form| !groups.forms[form as usize].acronym);
        for &number in &groups.form_of[at] {
            let form = &groups.forms[number as usize];
            // An acronym stands for too many things to join by, where the name itself is there.
            if form.acronym && longer || form.key.is_empty() {
                continue;
            }
            // "Ministry of Foreign Affairs of Kazakhstan" is what "Ministry of Foreign Affairs" is in Kazakhstan.
            let name = groups.state_bodies.get(&number).unwrap_or(&form.key);
            let name = if record.label == EntityType::Organization {
                kind(name)
            } else {
                name
            };
            let mut key = format!("{}|{name}", record.label);
            if record.label == EntityType::Organization && is_generic(name) {
                let Some(country) = record.country.as_ref().or(record.page_country.as_ref()) else {
                    continue;
                };
                key = format!("{key}|{country}");
            }
            blocks.add(key, at);
        }
    }
    for (key, records) in blocks.into_blocks() {
        let name = key.split('|').nth(1).unwrap_or_default().to_owned();
        join_block(groups, records, "same name", &name);
    }
    // One name of several words under two labels.
    let mut blocks = Blocks::default();
    for at in 0..groups.records.len() {
        if groups.record(at).label == EntityType::Person {
            continue;
        }
        for &form in &groups.form_of[at] {
            let form = &groups.forms[form as usize];
            if form.key.contains(' ') && !is_generic(&form.key) {
                blocks.add(form.key.clone(), at);
            }
        }
    }
    for (key, records) in blocks.into_blocks() {
        let labels: Vec<EntityType> = records.iter().map(|&at| groups.record(at).label).collect();
        if labels.iter().any(|label| *label != labels[0]) {
            join_block(groups, records, "same name", &key);
        }
    }
}

/// One word for the names of one kind: a foreign ministry is a ministry of foreign affairs.
fn kind(key: &str) -> &str {
    match LEXICON.role(key) {
        Some(entry) if entry.role == "foreign ministry" => "foreign ministry",
        _ => key,
    }
}

/// Joins an acronym to what it stands for, if it stands for one thing only.
pub(super) fn acronyms(groups: &mut Groups<'_>) {
    // What a document gives both names of.
    let mut expansions: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut alone: Vec<(String, usize)> = Vec::new();
    for at in 0..groups.records.len() {
        if groups.record(at).label == EntityType::Person {
            continue;
        }
        let forms: Vec<_> = groups.form_of[at]
            .iter()
            .map(|&form| &groups.forms[form as usize])
            .collect();
        let long = forms.iter().any(|form| !form.acronym && form.key.contains(' '));
        for form in &forms {
            if !form.acronym {
                continue;
            }
            if long
                && forms
                    .iter()
                    .any(|other| !other.acronym && abbreviates(&form.bare, &other.bare))
            {
                let known = expansions.entry(form.bare.clone()).or_default();
                if known.len() < 16 && !known.iter().any(|&other| groups.same(other, at)) {
                    known.push(at);
                }
            } else if !long {
                alone.push((form.bare.clone(), at));
            }
        }
    }
    for (acronym, at) in alone {
        let Some(known) = expansions.get(&acronym) else {
            continue;
        };
        let mut distinct: Vec<usize> = Vec::new();
        for &other in known {
            if !distinct.iter().any(|&seen| groups.same(seen, other)) {
                distinct.push(other);
            }
        }
        if let [only] = distinct[..] {
            groups.union(at, only, "acronym", || {
                format!("{acronym} as other documents explain it")
            });
        }
    }
}
