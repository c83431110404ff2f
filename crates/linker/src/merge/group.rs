//! Groups of records that are one entity so far, and the cannot-links between them.

use std::collections::{BTreeSet, HashMap};

use onomast_document::{Date, EntityType, Evidence};
use onomast_knowledge::Knowledge;

use crate::lexicon::Gender;
use crate::name::{Comparison, NameForm, compare};
use crate::record::ClusterRecord;

/// Full names beyond this many are not compared: they have all agreed so far.
const COMPARED: usize = 12;
/// Nobody is in the news for longer than this many years.
const YEARS: u16 = 80;
/// Reasons that a group keeps.
const REASONS: usize = 24;

/// What is known of a group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    pub kb: Option<String>,
    pub gender: Option<Gender>,
    /// Full names of a person, or all names of a thing, by number of their form.
    pub forms: BTreeSet<u32>,
    pub countries: BTreeSet<String>,
    /// Countries of offices of state.
    pub offices: BTreeSet<String>,
    /// Walks of life: politics, sport, the arts.
    pub walks: BTreeSet<&'static str>,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub mentions: u32,
    pub reasons: BTreeSet<Evidence>,
}

/// Disjoint groups of records.
pub(crate) struct Groups<'a> {
    /// By number of a form: its key without the state that it ends in, where it does.
    pub state_bodies: HashMap<u32, String>,
    pub records: &'a [(u32, u32, ClusterRecord)],
    pub forms: Vec<NameForm>,
    /// The forms of each record, in the order of its names.
    pub form_of: Vec<Vec<u32>>,
    parent: Vec<u32>,
    data: Vec<Group>,
}

/// Walks of life whose people are seldom the same, by words of their roles.
const WALKS: &[(&str, &[&str])] = &[
    (
        "politics",
        &[
            "president",
            "minister",
            "senator",
            "lawmaker",
            "governor",
            "mayor",
            "king",
            "ambassador",
            "congressman",
        ],
    ),
    (
        "sport",
        &[
            "coach",
            "striker",
            "midfielder",
            "goalkeeper",
            "champion",
            "captain",
        ],
    ),
    (
        "arts",
        &["singer", "actor", "actress", "composer", "poet", "writer"],
    ),
    (
        "religion",
        &["pope", "patriarch", "bishop", "archbishop", "mufti"],
    ),
    (
        "learning",
        &["professor", "academician", "scientist", "historian", "rector"],
    ),
];

/// Roles of state: nobody has them in two countries.
const STATE_ROLES: &[&str] = &[
    "president",
    "prime minister",
    "minister",
    "foreign minister",
    "king",
    "queen",
    "emir",
    "sultan",
    "head of state",
    "head of government",
    "leader",
    "senator",
    "governor",
    "mayor",
    "lawmaker",
    "chancellor",
    "crown prince",
];

fn walk(role: &str) -> Option<&'static str> {
    let last = role.rsplit(' ').next().unwrap_or(role);
    WALKS
        .iter()
        .find(|(_, words)| words.contains(&last))
        .map(|(walk, _)| *walk)
}

/// The name that the knowledge base has for a person, whom a document may call by office alone.
fn known_name<'k>(knowledge: &'k Knowledge, record: &ClusterRecord) -> Option<&'k str> {
    let id = record
        .kb_id
        .as_deref()
        .filter(|_| record.label == EntityType::Person)?;
    knowledge.item(id).map(onomast_knowledge::Item::name)
}

/// The keys of names such as "Ministry of Foreign Affairs of Kazakhstan" without their state.
fn state_bodies(knowledge: &Knowledge, forms: &[NameForm]) -> HashMap<u32, String> {
    let mut keys = HashMap::new();
    for (number, form) in forms.iter().enumerate() {
        let Some((body, state)) = form.bare.rsplit_once(" of ") else {
            continue;
        };
        let state = state.strip_prefix("the ").unwrap_or(state);
        let found = knowledge.find(state, Some(EntityType::Location), None);
        if found.first().is_some_and(|item| item.is_country()) {
            keys.insert(number as u32, NameForm::new(EntityType::Organization, body).key);
        }
    }
    keys
}

impl<'a> Groups<'a> {
    /// Each record by itself.
    pub fn new(knowledge: &'a Knowledge, records: &'a [(u32, u32, ClusterRecord)]) -> Self {
        let mut numbers: HashMap<(EntityType, &str), u32> = HashMap::new();
        let mut forms = Vec::new();
        let mut form_of = Vec::with_capacity(records.len());
        let mut groups = Vec::with_capacity(records.len());
        for (_, _, record) in records {
            let own: Vec<u32> = record
                .names
                .iter()
                .map(|(text, _)| text)
                .map(String::as_str)
                // "mother of Ada Lovelace" is no name of a person: nobody else may be she; nor is "the pier" one.
                .chain(record.described.as_deref().filter(|text| {
                    record.label != EntityType::Person && text.starts_with(char::is_uppercase)
                }))
                .chain(known_name(knowledge, record))
                .map(|text| {
                    *numbers.entry((record.label, text)).or_insert_with(|| {
                        forms.push(NameForm::new(record.label, text));
                        forms.len() as u32 - 1
                    })
                })
                .collect();
            let mut group = Group {
                kb: record.kb_id.clone(),
                gender: record.gender,
                first: record.date,
                last: record.date,
                mentions: record.mentions.len() as u32,
                ..Group::default()
            };
            group.countries.extend(record.country.clone());
            group.forms = own
                .iter()
                .copied()
                .filter(|&form| {
                    let form: &NameForm = &forms[form as usize];
                    record.label != EntityType::Person || form.parts.len() > 1
                })
                .collect();
            for role in &record.roles {
                group.walks.extend(walk(&role.role));
                let last = role.role.rsplit(' ').next().unwrap_or_default();
                let of_state = STATE_ROLES.contains(&role.role.as_str()) || last == "minister";
                if of_state && let Some(item) = role.place.as_deref().and_then(|place| knowledge.item(place))
                {
                    let country = if item.is_country() {
                        Some(item.id())
                    } else {
                        item.country()
                    };
                    group.offices.extend(country.map(str::to_owned));
                }
            }
            form_of.push(own);
            groups.push(group);
        }
        let state_bodies = state_bodies(knowledge, &forms);
        Self {
            records,
            state_bodies,
            forms,
            form_of,
            parent: (0..records.len() as u32).collect(),
            data: groups,
        }
    }

    /// The record of a number.
    pub fn record(&self, at: usize) -> &'a ClusterRecord {
        &self.records[at].2
    }

    /// The number of a record's group.
    pub fn find(&self, record: usize) -> usize {
        let mut at = record;
        while self.parent[at] as usize != at {
            at = self.parent[at] as usize;
        }
        at
    }

    /// Shortens the way from each record to its group; the groups stay as they are.
    pub fn flatten(&mut self) {
        for at in 0..self.parent.len() {
            self.parent[at] = self.find(at) as u32;
        }
    }

    /// The group of a record.
    pub fn of(&self, record: usize) -> &Group {
        &self.data[self.find(record)]
    }

    /// Whether two records are in one group.
    pub fn same(&self, a: usize, b: usize) -> bool {
        self.find(a) == self.find(b)
    }

    /// Whether two records' groups must stay apart.
    pub fn conflict(&self, a: usize, b: usize) -> bool {
        let label = self.record(a).label;
        let (a, b) = (self.of(a), self.of(b));
        if let (Some(ours), Some(theirs)) = (&a.kb, &b.kb) {
            return ours != theirs;
        }
        if label != EntityType::Person {
            return disjoint(&a.countries, &b.countries);
        }
        if let (Some(ours), Some(theirs)) = (a.gender, b.gender)
            && ours != theirs
        {
            return true;
        }
        disjoint(&a.offices, &b.offices)
            || disjoint(&a.countries, &b.countries)
            || disjoint(&a.walks, &b.walks)
            || far_apart(a, b)
            || !self.names_agree(a, b)
    }

    fn names_agree(&self, a: &Group, b: &Group) -> bool {
        if a.forms == b.forms {
            return true;
        }
        a.forms.iter().take(COMPARED).all(|&ours| {
            b.forms.iter().take(COMPARED).all(|&theirs| {
                ours == theirs
                    || matches!(
                        compare(&self.forms[ours as usize], &self.forms[theirs as usize]),
                        Comparison::Same | Comparison::Initials
                    )
            })
        })
    }

    /// Joins two records' groups unless something forbids it.
    pub fn union(&mut self, a: usize, b: usize, rule: &'static str, detail: impl FnOnce() -> String) -> bool {
        if self.same(a, b) {
            return true;
        }
        if self.conflict(a, b) {
            return false;
        }
        let (a, b) = (self.find(a), self.find(b));
        let size = |group: &Group| (group.mentions, group.forms.len());
        let (large, small) = if (size(&self.data[a]), b) >= (size(&self.data[b]), a) {
            (a, b)
        } else {
            (b, a)
        };
        self.parent[small] = large as u32;
        let taken = std::mem::take(&mut self.data[small]);
        let into = &mut self.data[large];
        into.kb = into.kb.take().or(taken.kb);
        into.gender = into.gender.or(taken.gender);
        into.forms.extend(taken.forms);
        into.countries.extend(taken.countries);
        into.offices.extend(taken.offices);
        into.walks.extend(taken.walks);
        into.first = [into.first, taken.first].into_iter().flatten().min();
        into.last = [into.last, taken.last].into_iter().flatten().max();
        into.mentions += taken.mentions;
        into.reasons.extend(taken.reasons);
        if into.reasons.len() < REASONS {
            into.reasons.insert(Evidence {
                rule: rule.into(),
                detail: detail(),
            });
        }
        true
    }
}

fn disjoint<T: Ord>(a: &BTreeSet<T>, b: &BTreeSet<T>) -> bool {
    !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
}

fn far_apart(a: &Group, b: &Group) -> bool {
    let first = [a.first, b.first].into_iter().flatten().min();
    let last = [a.last, b.last].into_iter().flatten().max();
    first
        .zip(last)
        .is_some_and(|(first, last)| last.year() > first.year() + YEARS)
}
