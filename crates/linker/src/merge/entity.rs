//! From groups of records to entities with names and numbers.

use std::collections::{BTreeMap, BTreeSet};

use onomast_document::{Alias, Entity, EntityId, EntityType, Evidence, MentionRef};
use onomast_knowledge::Knowledge;

use super::Resolution;
use super::group::Groups;
use crate::name::NameForm;
use crate::record::{ClusterRecord, stable_hash};

/// Reasons that an entity lists at most.
const REASONS: usize = 40;

/// Makes the entities.
pub(super) fn entities(
    knowledge: &Knowledge,
    records: &[(u32, u32, ClusterRecord)],
    groups: &Groups<'_>,
) -> Resolution {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..records.len() {
        members.entry(groups.find(at)).or_default().push(at);
    }
    let mut made: Vec<(Entity, Vec<usize>)> = members
        .into_values()
        .map(|members| (entity(knowledge, groups, &members), members))
        .collect();
    made.sort_by(|(a, _), (b, _)| {
        (
            std::cmp::Reverse(a.mentions.len()),
            &a.name,
            a.label,
            &a.kb_id,
            a.mentions.first(),
        )
            .cmp(&(
                std::cmp::Reverse(b.mentions.len()),
                &b.name,
                b.label,
                &b.kb_id,
                b.mentions.first(),
            ))
    });
    name_unknown(groups, &mut made);
    let mut of_cluster: BTreeMap<u32, Vec<Option<EntityId>>> = BTreeMap::new();
    let mut entities = Vec::with_capacity(made.len());
    for (number, (mut entity, members)) in made.into_iter().enumerate() {
        entity.id = EntityId(number as u32);
        for member in members {
            let (document, cluster, _) = records[member];
            let clusters = of_cluster.entry(document).or_default();
            if clusters.len() <= cluster as usize {
                clusters.resize(cluster as usize + 1, None);
            }
            clusters[cluster as usize] = Some(entity.id);
        }
        entities.push(entity);
    }
    Resolution { entities, of_cluster }
}

/// Gives the entities that the knowledge base does not know an id made from their label and name. Of several with one
/// name the one of the earliest document has it plain, and each other one adds what its first document tells of it:
/// so a document that is added, and is later, changes nobody's id.
fn name_unknown(groups: &Groups<'_>, made: &mut [(Entity, Vec<usize>)]) {
    let mut namesakes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, (entity, _)) in made.iter().enumerate() {
        if entity.kb_id.is_none() && entity.nil_id.is_none() {
            let key = format!("{}|{}", entity.label, name_in_short(entity));
            namesakes.entry(key).or_default().push(number);
        }
    }
    for (key, numbers) in namesakes {
        // Most names have one bearer, and what is told of it need not be spelt out.
        let told_of = |number: usize| {
            let members = made[number].1.iter();
            members
                .map(|&member| told(groups.record(member)))
                .min()
                .unwrap_or_default()
        };
        let mut entities: Vec<(String, usize)> = match numbers[..] {
            [only] => vec![(String::new(), only)],
            _ => numbers
                .into_iter()
                .map(|number| (told_of(number), number))
                .collect(),
        };
        entities.sort();
        let mut seen: BTreeMap<u64, u32> = BTreeMap::new();
        for (rank, (told, number)) in entities.into_iter().enumerate() {
            let hash = if rank == 0 {
                stable_hash(&key)
            } else {
                stable_hash(&format!("{key}|{told}"))
            };
            let copies = seen.entry(hash).or_default();
            *copies += 1;
            let again = if *copies > 1 {
                format!("-{copies}")
            } else {
                String::new()
            };
            made[number].0.nil_id = Some(format!("nil:{hash:016x}{again}"));
        }
    }
}

/// A key of a name that its longer and shorter forms share: of a person, the first word and the last.
fn name_in_short(entity: &Entity) -> String {
    let form = NameForm::new(entity.label, &entity.name);
    match &form.parts[..] {
        [first, .., last] => format!("{} {}", first.key, last.key),
        _ => form.key,
    }
}

/// What a document tells of an entity, in an order by date; undated documents come last.
fn told(record: &ClusterRecord) -> String {
    let date = record
        .date
        .map_or_else(|| "undated".to_owned(), |date| date.to_string());
    let roles: Vec<String> = record.roles.iter().map(|role| format!("{role:?}")).collect();
    format!(
        "{date}|{:?}|{}|{:x?}",
        record.country,
        roles.join(","),
        record.companions
    )
}

fn entity(knowledge: &Knowledge, groups: &Groups<'_>, members: &[usize]) -> Entity {
    let group = groups.of(members[0]);
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut labels: BTreeMap<EntityType, usize> = BTreeMap::new();
    let mut mentions: Vec<MentionRef> = Vec::new();
    let mut evidence: BTreeSet<&Evidence> = group.reasons.iter().collect();
    for &member in members {
        let (document, _, record) = &groups.records[member];
        for (text, count) in &record.names {
            *counts.entry(text).or_default() += count;
        }
        *labels.entry(record.label).or_default() += record.mentions.len();
        mentions.extend(record.mentions.iter().map(|&mention| MentionRef {
            document: *document,
            mention,
        }));
        evidence.extend(&record.evidence);
        while evidence.len() > REASONS {
            evidence.pop_last();
        }
    }
    mentions.sort_unstable();
    let evidence = evidence.into_iter().cloned().collect();
    let item = group.kb.as_deref().and_then(|id| knowledge.item(id));
    let label = item.map_or_else(
        || {
            labels
                .iter()
                .max_by_key(|&(label, count)| (*count, std::cmp::Reverse(*label)))
                .map_or(EntityType::Misc, |(label, _)| *label)
        },
        onomast_knowledge::Item::entity_type,
    );
    let mut aliases: Vec<Alias> = counts
        .into_iter()
        .map(|(text, count)| Alias {
            text: text.to_owned(),
            count,
        })
        .collect();
    aliases.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    let name = match item {
        Some(item) if aliases.is_empty() || aliases.iter().any(|alias| alias.text == item.name()) => {
            item.name().to_owned()
        }
        _ if aliases.is_empty() => {
            let described = members
                .iter()
                .filter_map(|&member| groups.record(member).described.as_ref());
            described.min().cloned().unwrap_or_default()
        }
        _ => canonical(label, &aliases),
    };
    // An id of our own is stable, but nobody else knows it.
    let is_local = item.is_some_and(onomast_knowledge::Item::has_local_id);
    let (kb_id, nil_id) = match group.kb.clone() {
        local if is_local => (None, local),
        id => (id, None),
    };
    Entity {
        id: EntityId(0),
        name,
        label,
        kb_id,
        nil_id,
        aliases,
        mentions,
        evidence,
    }
}

/// The most telling name: of a person the fullest, of a thing one that is no abbreviation; then the most
/// frequent, then the longest.
fn canonical(label: EntityType, aliases: &[Alias]) -> String {
    aliases
        .iter()
        .max_by_key(|alias| {
            let form = NameForm::new(label, &alias.text);
            let full = if label == EntityType::Person {
                form.parts.iter().filter(|part| !part.initial).count().min(2)
            } else {
                usize::from(!form.acronym)
            };
            // All capitals are a headline's spelling.
            let shouted = alias.text.chars().count() > 4 && !alias.text.chars().any(char::is_lowercase);
            (
                full,
                !shouted,
                alias.count,
                alias.text.chars().count(),
                std::cmp::Reverse(&alias.text),
            )
        })
        .map_or_else(String::new, |alias| alias.text.clone())
}
