//! One entity for each real thing across documents.
//!
//! Records are joined by constrained clustering within blocks, the surest evidence first: an item of the
//! knowledge base; an equal name of a place or thing; an equal full name of a person; then shortened names,
//! where what they shorten is beyond doubt. Cannot-links are checked at every union. Cost is near-linear in the
//! number of records: no pair is looked at that shares no key, and large blocks are joined to centres rather
//! than to one another.

mod block;
mod entity;
mod group;
mod kind;
mod person;
#[cfg(test)]
mod tests;
mod thing;

use std::collections::BTreeMap;

use onomast_document::{Entity, EntityId};
use onomast_knowledge::Knowledge;

use crate::record::ClusterRecord;
use group::Groups;

/// Gathers the records of documents, in any order and in parts.
///
/// Gathering parts and joining them ([`Merger::absorb`]) is the same as gathering everything in one.
#[derive(Debug, Clone, Default)]
pub struct Merger {
    /// Document, position in the document, record.
    records: Vec<(u32, u32, ClusterRecord)>,
}

impl Merger {
    /// Nothing gathered.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the clusters of a document, given by its position in the input.
    pub fn add(&mut self, document: u32, clusters: Vec<ClusterRecord>) {
        let numbered = clusters.into_iter().map(ClusterRecord::shrunk).enumerate();
        self.records
            .extend(numbered.map(|(at, record)| (document, at as u32, record)));
    }

    /// Adds what another has gathered.
    pub fn absorb(&mut self, other: Self) {
        self.records.extend(other.records);
    }

    /// How many records were gathered.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether none was gathered.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

/// The entities of a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolution {
    /// Entities, the most mentioned first; the position of one is its [`EntityId`].
    pub entities: Vec<Entity>,
    of_cluster: BTreeMap<u32, Vec<Option<EntityId>>>,
}

impl Resolution {
    /// The entity of a cluster: the document's position in the input, and the cluster's position in its
    /// [`ResolvedDocument`](crate::ResolvedDocument).
    pub fn entity_of(&self, document: u32, cluster: u32) -> Option<EntityId> {
        self.of_cluster
            .get(&document)?
            .get(cluster as usize)
            .copied()
            .flatten()
    }
}

/// Joins what was gathered.
pub(crate) fn finish(knowledge: &Knowledge, merger: Merger) -> Resolution {
    let mut records = merger.records;
    records.sort_by_key(|&(document, cluster, _)| (document, cluster));
    let mut groups = Groups::new(knowledge, &records);
    for step in [
        kind::same_item,
        thing::same_name,
        thing::acronyms,
        person::full_names,
        person::short_names,
    ] {
        step(&mut groups);
        groups.flatten();
    }
    entity::entities(knowledge, &records, &groups)
}
