//! Blocks: records that share a key, joined to centres.

use std::collections::{BTreeMap, HashMap};

use super::group::Groups;
use crate::record::{ClusterRecord, RoleRecord, stable_hash};

/// Centres that a block is joined to at most; what fits none of so many stays by itself.
const CENTRES: usize = 64;

/// Records by key, the keys in order.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    by_key: BTreeMap<String, Vec<usize>>,
}

impl Blocks {
    /// Adds a record under a key.
    pub fn add(&mut self, key: String, record: usize) {
        let records = self.by_key.entry(key).or_default();
        if records.last() != Some(&record) {
            records.push(record);
        }
    }

    /// The blocks of two records or more.
    pub fn into_blocks(self) -> impl Iterator<Item = (String, Vec<usize>)> {
        self.by_key.into_iter().filter(|(_, records)| records.len() > 1)
    }
}

/// What is compared of two records to bring them into an order that does not depend on their documents.
fn content(record: &ClusterRecord) -> impl Ord + '_ {
    (
        std::cmp::Reverse(record.mentions.len()),
        (&record.kb_id, &record.described),
        &record.names,
        &record.roles,
        (&record.country, &record.page_country, record.date, record.gender),
        &record.companions,
    )
}

/// Joins the records of a block: first those that evidence beyond the name holds together, then all that
/// nothing keeps apart. Where the block turns out to hold several entities, a record without evidence is
/// joined to none of them.
pub(super) fn join_block(groups: &mut Groups<'_>, mut records: Vec<usize>, rule: &'static str, what: &str) {
    // A block of one group is the common case.
    let first = groups.find(records[0]);
    if records.iter().all(|&record| groups.find(record) == first) {
        return;
    }
    records.sort_by(|&a, &b| content(groups.record(a)).cmp(&content(groups.record(b))));
    // Records that share a role and its place or organisation, then company, then a country.
    let mut by_evidence: HashMap<u64, usize> = HashMap::new();
    for level in 0..3 {
        by_evidence.clear();
        for &record in &records {
            for key in evidence(groups.record(record), level) {
                match by_evidence.get(&key) {
                    Some(&other) => {
                        groups.union(record, other, rule, || what.to_owned());
                    }
                    None => {
                        by_evidence.insert(key, record);
                    }
                }
            }
        }
    }
    // The rest: to the largest group first.
    let mut parts: BTreeMap<usize, usize> = BTreeMap::new();
    for (order, &record) in records.iter().enumerate() {
        parts.entry(groups.find(record)).or_insert(order);
    }
    let mut parts: Vec<(u32, usize)> = parts
        .into_values()
        .map(|order| (groups.of(records[order]).mentions, order))
        .collect();
    parts.sort_by_key(|&(mentions, order)| (std::cmp::Reverse(mentions), order));
    let mut centres: Vec<usize> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for &(_, order) in &parts {
        let record = records[order];
        let knows_itself = {
            let group = groups.of(record);
            group.kb.is_some()
                || !group.offices.is_empty()
                || !group.countries.is_empty()
                || !group.walks.is_empty()
        };
        if !knows_itself {
            open.push(record);
            continue;
        }
        let fitting: Vec<usize> = centres
            .iter()
            .copied()
            .filter(|&centre| !groups.conflict(record, centre))
            .take(2)
            .collect();
        match fitting[..] {
            [only] => {
                groups.union(record, only, rule, || what.to_owned());
            }
            [] if centres.len() < CENTRES => centres.push(record),
            _ => {}
        }
    }
    for record in open {
        let fitting: Vec<usize> = centres
            .iter()
            .copied()
            .filter(|&centre| !groups.conflict(record, centre))
            .take(2)
            .collect();
        match fitting[..] {
            [only] if centres.len() == 1 => {
                groups.union(record, only, rule, || what.to_owned());
            }
            [] if centres.is_empty() => centres.push(record),
            _ => {}
        }
    }
}

/// Hashes of what a record says beyond the name: roles with place or organisation; company; country.
fn evidence(record: &ClusterRecord, level: usize) -> Vec<u64> {
    match level {
        0 => record
            .roles
            .iter()
            .filter(|role| role.place.is_some() || role.organization.is_some())
            .map(role_hash)
            .collect(),
        1 => record.companions.clone(),
        _ => record
            .country
            .iter()
            .map(|country| stable_hash(country))
            .collect(),
    }
}

/// A hash of a role with its place and organisation.
pub(super) fn role_hash(role: &RoleRecord) -> u64 {
    let part = |part: &Option<String>| part.as_deref().map_or(0, stable_hash);
    stable_hash(&role.role) ^ part(&role.place).rotate_left(1) ^ part(&role.organization).rotate_left(2)
}
