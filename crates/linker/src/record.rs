//! What a document tells the corpus: compact records of its clusters.

use onomast_document::{Date, EntityType, Evidence, MentionId};
use serde::{Deserialize, Serialize};

use crate::country::country_of_name;
use crate::lexicon::{Gender, LEXICON};
use crate::name::common_key;
use crate::page::Page;
use crate::role::RoleSource;

/// How many companions a record keeps.
const COMPANIONS: usize = 12;
/// How many reasons a record keeps.
const REASONS: usize = 16;

/// A role that a cluster's entity had, as a document says or the knowledge base says of its date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RoleRecord {
    /// Rank, portfolio and role in lower case: `deputy foreign minister`.
    pub role: String,
    /// Id of the country or key of the place, where one is said.
    pub place: Option<String>,
    /// The organisation's name as a key, where one is said.
    pub organization: Option<String>,
}

/// One cluster of one document: all that [`Linker::merge`](crate::Linker::merge) sees of it.
///
/// Plain data of a few hundred bytes, whatever the document's length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterRecord {
    /// The type of most of its names.
    pub label: EntityType,
    /// Its names with how often each stands in the document, the most frequent first. Empty for an entity that
    /// is only described ("the Head of the state"); it then has a `kb_id` or `described`.
    pub names: Vec<(String, u32)>,
    /// As titles, roles and knowledge show it.
    pub gender: Option<Gender>,
    /// What it is said to be.
    pub roles: Vec<RoleRecord>,
    /// Id of the country that it belongs to, where its names or roles or the knowledge base say so.
    pub country: Option<String>,
    /// Id of the page's own country: whose ministry "the Ministry of Foreign Affairs" most likely is.
    pub page_country: Option<String>,
    /// Its item in the knowledge base.
    pub kb_id: Option<String>,
    /// What a description makes it, where the document has no name for it: "Government of Georgia".
    /// In lower case ("the pier", "mother of Ada Lovelace") it is no name, and joins no other.
    pub described: Option<String>,
    /// The day of the document.
    pub date: Option<Date>,
    /// Keys of what else the document names, the smallest few hashes: enough to see shared company.
    pub companions: Vec<u64>,
    /// Its mentions in the document.
    pub mentions: Vec<MentionId>,
    /// Why its mentions were joined.
    pub evidence: Vec<Evidence>,
}

impl ClusterRecord {
    /// The same without room to grow, since a merge holds all records of a corpus at once.
    pub(crate) fn shrunk(mut self) -> Self {
        self.names.shrink_to_fit();
        self.roles.shrink_to_fit();
        self.companions.shrink_to_fit();
        self.mentions.shrink_to_fit();
        self.evidence.shrink_to_fit();
        self
    }
}

/// A stable hash of a key (FNV-1a), the same in every run and on every machine.
pub(crate) fn stable_hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The record of the cluster with these mentions. `numbers` gives each mention its number in the output.
pub(crate) fn record(
    page: &Page<'_>,
    mentions: &[usize],
    numbers: &[Option<u32>],
    company: &[(u64, usize)],
) -> ClusterRecord {
    let root = page.clusters.find(mentions[0]);
    let cluster = page.clusters.of(root);
    let mut names: Vec<(String, u32)> = Vec::new();
    let mut by_form: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
    let mut labels = [0u32; 4];
    for &mention in mentions {
        if let Some(&form) = page.form_of.get(mention) {
            *by_form.entry(form).or_default() += 1;
            let label = page.mentions[mention].label;
            if let Some(at) = EntityType::ALL.iter().position(|&other| other == label) {
                labels[at] += 1;
            }
        }
    }
    for (form, count) in by_form {
        let text = &page.forms[form as usize].bare;
        match names.iter_mut().find(|(known, _)| known == text) {
            Some((_, total)) => *total += count,
            None => names.push((text.clone(), count)),
        }
    }
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let item = cluster.kb.as_deref().and_then(|id| page.knowledge.item(id));
    let label = match (labels.iter().max(), item) {
        // What the knowledge base knows, it knows the type of.
        (_, Some(item)) => item.entity_type(),
        (Some(&most), None) if most > 0 => {
            let at = labels.iter().position(|&count| count == most).unwrap_or(0);
            EntityType::ALL[at]
        }
        _ => cluster.label,
    };
    let mut roles: Vec<RoleRecord> = cluster
        .roles
        .iter()
        .filter(|fact| fact.source != RoleSource::AnyTime)
        .map(|fact| RoleRecord {
            role: [fact.rank.as_str(), fact.portfolio.as_str(), fact.role.as_str()]
                .iter()
                .filter(|part| !part.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(" "),
            place: fact.place.clone(),
            organization: fact.org.map(|org| common_key(&page.name_of(org))),
        })
        .collect();
    roles.sort();
    roles.dedup();
    let country = country(page, mentions, &roles);
    let mut companions: Vec<u64> = company
        .iter()
        .filter(|(_, other)| *other != root)
        .map(|&(hash, _)| hash)
        .collect();
    companions.truncate(COMPANIONS);
    let mut evidence: Vec<Evidence> = mentions
        .iter()
        .filter_map(|&mention| page.why[mention].clone())
        .collect();
    evidence.sort();
    evidence.dedup();
    evidence.truncate(REASONS);
    ClusterRecord {
        label,
        names,
        gender: cluster.gender,
        roles,
        country,
        page_country: page.country.as_ref().map(|country| country.id.clone()),
        kb_id: cluster.kb.clone(),
        described: cluster.described.clone().filter(|_| cluster.kb.is_none()),
        date: page.date,
        companions,
        mentions: mentions
            .iter()
            .filter_map(|&mention| numbers[mention].map(MentionId))
            .collect(),
        evidence,
    }
}

/// The country of a cluster, by its names, the knowledge base or its roles.
pub(crate) fn country(page: &Page<'_>, mentions: &[usize], roles: &[RoleRecord]) -> Option<String> {
    let cluster = page.clusters.of(mentions[0]);
    if cluster.label == EntityType::Person {
        let mut places: Vec<&str> = roles
            .iter()
            .filter_map(|role| role.place.as_deref())
            .filter_map(|place| {
                let item = page.knowledge.item(place)?;
                if item.is_country() {
                    Some(item.id())
                } else {
                    item.country()
                }
            })
            .collect();
        places.sort_unstable();
        places.dedup();
        return if let [only] = places[..] {
            Some(only.to_owned())
        } else {
            None
        };
    }
    if let Some(item) = mentions
        .iter()
        .filter(|&&at| at < page.names)
        .find_map(|&at| country_of_name(page, at))
    {
        return Some(item.id().to_owned());
    }
    if cluster.label != EntityType::Organization {
        return None;
    }
    // "Ministry of Foreign Affairs of the Republic of Uzbekistan", "Kazakh Foreign Ministry".
    for &form in &cluster.forms {
        let words: Vec<&str> = page.forms[form as usize].bare.split(' ').collect();
        for start in 0..words.len() {
            for end in (start + 1..=words.len().min(start + 4)).rev() {
                let part = words[start..end].join(" ");
                let capital = part.starts_with(char::is_uppercase);
                let found = page.knowledge.find(&part, Some(EntityType::Location), None);
                if capital && let Some(item) = found.first().filter(|item| item.is_country()) {
                    return Some(item.id().to_owned());
                }
            }
            if words[start].starts_with(char::is_uppercase)
                && let Some(item) = page
                    .knowledge
                    .country_of_demonym(words[start])
                    .filter(|item| item.is_country())
            {
                return Some(item.id().to_owned());
            }
        }
    }
    // "the Foreign Ministry of Kazakhstan" with the name ending before "of"; "Kazakhstan's Senate".
    mentions
        .iter()
        .filter(|&&at| at < page.names)
        .find_map(|&at| beside_country(page, at))
}

fn beside_country(page: &Page<'_>, name: usize) -> Option<String> {
    let (first, end) = page.ranges[name];
    let after = (page.tokens.lower(end) == "of")
        .then(|| {
            if page.tokens.lower(end + 1) == "the" {
                end + 2
            } else {
                end + 1
            }
        })
        .and_then(|at| page.name_at.get(at).copied().flatten());
    let before = first.checked_sub(1).and_then(|at| {
        let at = if page.tokens.lower(at) == "'s" {
            at.checked_sub(1)?
        } else {
            at
        };
        page.name_at[at]
    });
    after.or(before).and_then(|other| {
        let other = other as usize;
        let direct = page.mentions[other].label == EntityType::Misc
            || page
                .clusters
                .of(other)
                .kb
                .as_deref()
                .and_then(|id| page.knowledge.item(id))
                .is_some_and(onomast_knowledge::Item::is_country);
        if direct {
            country_of_name(page, other).map(|item| item.id().to_owned())
        } else {
            None
        }
    })
}

/// Whether a name of an organisation says no more than what it is: "Ministry of Foreign Affairs", "Senate".
pub(crate) fn is_generic(key: &str) -> bool {
    use crate::lexicon::Class;
    key.split(' ').all(|word| {
        let spelt = word.replace("ization", "isation");
        let spelt = match spelt.as_str() {
            "defense" => "defence",
            "labor" => "labour",
            "center" => "centre",
            other => other,
        };
        LEXICON.role(spelt).is_some()
            || [Class::Portfolio, Class::Body, Class::Qualifier, Class::Function]
                .iter()
                .any(|&class| LEXICON.is(spelt, class))
            || matches!(
                spelt,
                "people"
                    | "people's"
                    | "general"
                    | "prosecutor"
                    | "election"
                    | "great"
                    | "republic"
                    | "minister"
                    | "president"
            )
    })
}
