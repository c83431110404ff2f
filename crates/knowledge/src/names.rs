//! Looking up names: aliases and acronyms, demonyms, persons in any spelling.

use std::collections::HashMap;

use onomast_document::{Date, EntityType};

use crate::item::{Item, ItemKind};
use crate::key::{name_keys, surface_key};
use crate::load::Knowledge;
use crate::partial::PartialDate;

/// How good a name is for its item; lower is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Name,
    Official,
    Acronym,
    Alias,
}

/// One name of one item.
#[derive(Debug, Clone)]
struct Hit {
    item: usize,
    rank: Rank,
    from: Option<PartialDate>,
    to: Option<PartialDate>,
}

/// Names by their keys. Only ever looked up in, never iterated over.
#[derive(Debug, Default)]
pub(crate) struct NameIndex {
    surfaces: HashMap<String, Vec<Hit>>,
    acronyms: HashMap<String, Vec<usize>>,
    demonyms: HashMap<String, Vec<usize>>,
    persons: HashMap<String, Vec<usize>>,
}

impl NameIndex {
    pub(crate) fn new(items: &[Item]) -> Self {
        let mut index = Self::default();
        for (at, item) in items.iter().enumerate() {
            index.add_surface(
                &item.name,
                Hit {
                    item: at,
                    rank: Rank::Name,
                    from: None,
                    to: None,
                },
            );
            if let Some(official) = &item.official {
                index.add_surface(
                    official,
                    Hit {
                        item: at,
                        rank: Rank::Official,
                        from: None,
                        to: None,
                    },
                );
            }
            for alias in &item.aliases {
                let hit = Hit {
                    item: at,
                    rank: Rank::Alias,
                    from: alias.from,
                    to: alias.to,
                };
                index.add_surface(&alias.text, hit);
            }
            for acronym in &item.acronyms {
                add(&mut index.acronyms, acronym_key(acronym), at);
            }
            for demonym in &item.demonyms {
                add(&mut index.demonyms, surface_key(demonym), at);
            }
            if item.kind == ItemKind::Person {
                for name in std::iter::once(&item.name).chain(item.aliases.iter().map(|alias| &alias.text)) {
                    for key in person_keys(name) {
                        add(&mut index.persons, key, at);
                    }
                }
            }
        }
        index
    }

    fn add_surface(&mut self, text: &str, hit: Hit) {
        let key = surface_key(text);
        if !key.is_empty() {
            self.surfaces.entry(key).or_default().push(hit);
        }
    }
}

fn add(index: &mut HashMap<String, Vec<usize>>, key: String, item: usize) {
    let items = index.entry(key).or_default();
    if items.last() != Some(&item) {
        items.push(item);
    }
}

/// An acronym without points; "the" before it is dropped. Its capitals stay.
fn acronym_key(text: &str) -> String {
    let text = text.trim();
    let text = text
        .strip_prefix("the ")
        .or_else(|| text.strip_prefix("The "))
        .unwrap_or(text);
    text.chars().filter(|&letter| letter != '.').collect()
}

/// Keys under which a person of that full name is found: the whole name, and first and last word alone.
fn person_keys(name: &str) -> Vec<String> {
    let words: Vec<Vec<String>> = name
        .split_whitespace()
        .map(name_keys)
        .filter(|keys| !keys[0].is_empty())
        .collect();
    let mut keys = Vec::new();
    for reading in 0..words.iter().map(Vec::len).max().unwrap_or(0) {
        let read: Vec<&str> = words
            .iter()
            .map(|keys| keys.get(reading).unwrap_or(&keys[0]).as_str())
            .collect();
        keys.push(read.concat());
        if read.len() >= 2 {
            keys.push(format!("{} {}", read[0], read[read.len() - 1]));
        }
    }
    keys
}

impl Knowledge {
    /// Items that `surface` can stand for, the likeliest first.
    ///
    /// Case, punctuation, diacritics and a leading "the" do not matter; an acronym must stand in its own
    /// capitals. `label` keeps only items of that type (MISC keeps none out, since no item has it). With a
    /// `date`, names that were not in use on that day are passed over; without, all names count.
    ///
    /// Likelier is what has it as its name rather than an alias, then a country before a territory, region or
    /// city, then what exists before what is no more; the rest goes by id.
    pub fn find(&self, surface: &str, label: Option<EntityType>, date: Option<Date>) -> Vec<&Item> {
        let mut found: Vec<(Rank, usize)> = Vec::new();
        if let Some(items) = self.names.acronyms.get(&acronym_key(surface)) {
            found.extend(items.iter().map(|&item| (Rank::Acronym, item)));
        }
        for hit in self
            .names
            .surfaces
            .get(&surface_key(surface))
            .into_iter()
            .flatten()
        {
            let in_use = date.is_none_or(|day| {
                hit.from.is_none_or(|from| from.earliest() <= day)
                    && hit.to.is_none_or(|to| day <= to.latest())
            });
            if in_use {
                found.push((hit.rank, hit.item));
            }
        }
        found.retain(|&(_, item)| {
            label.is_none_or(|label| label == EntityType::Misc || label == self.items[item].entity_type())
        });
        found.sort_by_key(|&(rank, item)| (likeliness(rank, &self.items[item]), item));
        let mut items: Vec<&Item> = Vec::with_capacity(found.len());
        for (_, item) in found {
            let item = &self.items[item];
            if !items.iter().any(|known| known.id == item.id) {
                items.push(item);
            }
        }
        items
    }

    /// The country, or failing that territory, that a demonym belongs to: "Kazakh", "Kazakhs", "Kazakhstani".
    /// `None` when it belongs to none, or to more than one of today's ("Korean", "Congolese").
    pub fn country_of_demonym(&self, word: &str) -> Option<&Item> {
        let key = surface_key(word);
        let items = self
            .names
            .demonyms
            .get(&key)
            .or_else(|| self.names.demonyms.get(key.strip_suffix('s')?))?;
        let items = || items.iter().map(|&item| &self.items[item]);
        // A country before its territories, a state of today before one of the past.
        for wanted in [
            |item: &Item| item.is_country() && item.to.is_none(),
            |item: &Item| item.is_country(),
            |_: &Item| true,
        ] {
            let mut chosen = items().filter(|item| wanted(item));
            if let Some(item) = chosen.next() {
                return chosen.next().is_none().then_some(item);
            }
        }
        None
    }

    /// Persons of that full name, in any usual spelling; more than one if there are namesakes.
    ///
    /// Middle names and patronymics may be there or not, the surname may come first, and hyphens do not matter.
    /// A bare surname finds nobody, unless it is somebody's whole name.
    pub fn person_named(&self, name: &str) -> Vec<&Item> {
        let mut tries = person_keys(name);
        let words: Vec<&str> = name.split_whitespace().collect();
        if let [first, .., last] = words[..] {
            tries.extend(person_keys(&format!("{last} {first}")));
        }
        if let [surname, given, _] = words[..] {
            tries.extend(person_keys(&format!("{given} {surname}")));
        }
        let found = tries
            .iter()
            .filter(|key| !key.is_empty())
            .find_map(|key| self.names.persons.get(key));
        found
            .into_iter()
            .flatten()
            .map(|&item| &self.items[item])
            .collect()
    }
}

fn likeliness(rank: Rank, item: &Item) -> (Rank, u8, bool) {
    let size = match (item.kind, item.subtype()) {
        (ItemKind::Place, Some("country")) => 0,
        (ItemKind::Place, Some("territory")) => 2,
        (ItemKind::Place, Some("region")) => 3,
        (ItemKind::Place, _) => 4,
        (ItemKind::Organization, _) => 1,
        (ItemKind::Person, _) => 5,
    };
    (rank, size, item.to.is_some())
}
