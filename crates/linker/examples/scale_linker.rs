//! How `merge` grows: synthetic corpora of known truth, by default of 10 000, 100 000 and 1 000 000 mentions.
//!
//!     cargo run --release -p onomast-linker --example scale_linker -- [MENTIONS…]
//!
//! Entities are mentioned by Zipf's law. Persons have given names and surnames from made-up syllables, so that
//! surnames are shared and some full names too (namesakes, of other countries); they appear by full name, surname,
//! initials, other spellings. Organisations appear by name and acronym. The truth is known, so B³ is printed with
//! seconds and peak memory. Before that, one document of 20 000, 200 000 and 2 000 000 words is resolved.

#![allow(clippy::print_stdout)] // it prints what it measures

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use onomast_document::{
    AnnotatedDocument, Document, EntityType, Mention, MentionId, MentionKind, Score, Span,
};
use onomast_eval::coref::{Measure, OverlapBuilder};
use onomast_knowledge::Knowledge;
use onomast_linker::{ClusterRecord, Linker, LinkerOptions, RoleRecord};

/// Mentions in a document, about as in a news page.
const PER_DOCUMENT: usize = 30;

/// A small generator of pseudo-random numbers (xorshift), so that every run sees the same corpus.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// A rank below `end`, by Zipf's law.
    fn zipf(&mut self, end: usize) -> usize {
        let uniform = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        let rank = ((end as f64 + 1.0).ln() * uniform).exp() - 1.0;
        (rank as usize).min(end - 1)
    }
}

struct Thing {
    label: EntityType,
    name: String,
    short: String,
    third: String,
    country: usize,
    role: Option<&'static str>,
}

fn word(mut number: usize, syllables: usize) -> String {
    const ONSETS: [&str; 16] = [
        "b", "d", "k", "l", "m", "n", "r", "s", "t", "v", "z", "g", "p", "f", "h", "j",
    ];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut word = String::new();
    for _ in 0..syllables {
        word += ONSETS[number % 16];
        number /= 16;
        word += VOWELS[number % 5];
        number /= 5;
    }
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn things(count: usize, dice: &mut Dice) -> Vec<Thing> {
    const ROLES: [&str; 6] = ["minister", "director", "mayor", "coach", "professor", "spokesman"];
    let countries = 150;
    (0..count)
        .map(|number| {
            let country = dice.zipf(countries);
            match number % 5 {
                0..=2 => {
                    // Surnames and given names by Zipf's law: namesakes occur.
                    let surname = format!("{}ov", word(dice.zipf(60_000) * 7 + 3, 3));
                    let given = word(dice.zipf(3_000) * 11 + 5, 2);
                    let initial = given.chars().next().unwrap_or('A');
                    Thing {
                        label: EntityType::Person,
                        name: format!("{given} {surname}"),
                        third: format!("{initial}. {surname}"),
                        short: surname,
                        country,
                        role: (dice.below(3) == 0).then(|| ROLES[dice.below(ROLES.len())]),
                    }
                }
                3 => {
                    let own = word(number, 4);
                    let kind = ["Agency", "Institute", "Bank", "Fund"][dice.below(4)];
                    let acronym: String = ["N", &own[..1], &kind[..1]].concat();
                    Thing {
                        label: EntityType::Organization,
                        name: format!("National {own} {kind}"),
                        short: format!("{own} {kind}"),
                        third: acronym,
                        country,
                        role: None,
                    }
                }
                _ => {
                    let name = word(number, 4);
                    Thing {
                        label: EntityType::Location,
                        short: name.clone(),
                        third: name.clone(),
                        name,
                        country,
                        role: None,
                    }
                }
            }
        })
        .collect()
}

fn main() {
    let sizes: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|size| size.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        vec![10_000, 100_000, 1_000_000]
    } else {
        sizes
    };
    let linker = Linker::new(Arc::new(Knowledge::empty()), LinkerOptions::default());
    for words in [20_000, 200_000, 2_000_000] {
        long_document(&linker, words);
    }
    for mentions in sizes {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let things = things((mentions / 8).max(10), &mut dice);
        let (documents, truth, written) = corpus(&things, mentions, &mut dice);
        let records: usize = documents.iter().map(|(_, clusters)| clusters.len()).sum();
        let started = Instant::now();
        let resolution = linker.merge(documents);
        let seconds = started.elapsed().as_secs_f64();
        let ids: Vec<String> = (0..resolution.entities.len()).map(|id| id.to_string()).collect();
        let names: Vec<String> = (0..things.len()).map(|id| id.to_string()).collect();
        let mut overlap = OverlapBuilder::new();
        for (document, clusters) in truth.iter().enumerate() {
            for (cluster, &(thing, count)) in clusters.iter().enumerate() {
                let id = resolution
                    .entity_of(document as u32, cluster as u32)
                    .expect("every cluster has an entity");
                for _ in 0..count {
                    overlap.add(Some(&names[thing]), Some(&ids[id.0 as usize]));
                }
            }
        }
        let scores = Measure::BCubed.counts(&overlap.finish());
        let part = |value: Option<f64>| value.unwrap_or_default();
        println!(
            "{written} mentions in {} documents, {records} records: {} entities ({} true) in {seconds:.2} s, peak {} MB; B³ {:.3} (precision {:.3}, recall {:.3})",
            truth.len(),
            resolution.entities.len(),
            things.len(),
            peak_memory(),
            part(scores.f1()),
            part(scores.precision()),
            part(scores.recall()),
        );
    }
}

/// Resolves one document of many words, all of whose paragraphs have names of their own.
fn long_document(linker: &Linker, words: usize) {
    let (mut text, mut mentions, mut written) = (String::new(), Vec::new(), 0);
    let mut number = 0;
    while written < words {
        number += 1;
        let surname = format!("{}ov", word(number * 7 + 3, 4));
        let given = word(number * 11 + 5, 3);
        let agency = format!("{} Agency", word(number * 13 + 1, 4));
        let paragraph: [(&str, Option<EntityType>); 9] = [
            ("The director of the ", None),
            (&agency, Some(EntityType::Organization)),
            (" ", None),
            (&format!("{given} {surname}"), Some(EntityType::Person)),
            (
                " said that the agency would open an office in the capital. \"Our country needs it,\" ",
                None,
            ),
            (&surname, Some(EntityType::Person)),
            (
                " noted. The director and his deputy thanked the Minister of Health of ",
                None,
            ),
            (&word(number % 150, 4), Some(EntityType::Location)),
            (" for the help that the ministry gave.\n", None),
        ];
        for (part, label) in paragraph {
            let start = text.len();
            text += part;
            written += part.split_whitespace().count();
            if let (Some(label), Ok(span)) = (label, Span::new(start, text.len())) {
                mentions.push(Mention {
                    span,
                    label,
                    kind: MentionKind::Name,
                    score: Score::ONE,
                });
            }
        }
    }
    let names = mentions.len();
    let document = Document::from_clean_text("long.txt", text).expect("less than 4 GiB");
    let started = Instant::now();
    let resolved = linker.resolve(AnnotatedDocument { document, mentions });
    println!(
        "one document of {written} words, {names} names: {} mentions in {} clusters in {:.2} s",
        resolved.mentions.len(),
        resolved.clusters.len(),
        started.elapsed().as_secs_f64(),
    );
}

type Documents = Vec<(u32, Vec<ClusterRecord>)>;

/// Documents of records, with the thing and the mentions of each record.
fn corpus(things: &[Thing], mentions: usize, dice: &mut Dice) -> (Documents, Vec<Vec<(usize, u32)>>, usize) {
    let (mut documents, mut truth, mut written) = (Vec::new(), Vec::new(), 0);
    while written < mentions {
        let number = documents.len() as u32;
        let mut clusters: BTreeMap<usize, u32> = BTreeMap::new();
        for _ in 0..PER_DOCUMENT {
            *clusters.entry(dice.zipf(things.len())).or_default() += 1;
        }
        let (mut records, mut gold, mut next) = (Vec::new(), Vec::new(), 0);
        let company: Vec<u64> = clusters
            .keys()
            .map(|&thing| (thing as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .collect();
        for (&thing, &count) in &clusters {
            let of = &things[thing];
            let form = match dice.below(10) {
                0..=5 => vec![(of.name.clone(), count)],
                6 | 7 if count > 1 => vec![(of.name.clone(), 1), (of.short.clone(), count - 1)],
                6 | 7 => vec![(of.short.clone(), count)],
                8 => vec![(of.third.clone(), count)],
                _ => vec![(variant(&of.name), count)],
            };
            let own = (thing as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut companions: Vec<u64> = company.iter().copied().filter(|&other| other != own).collect();
            companions.sort_unstable();
            companions.truncate(12);
            let said = dice.below(2) == 0;
            let place = format!("Q{}", of.country);
            records.push(ClusterRecord {
                label: of.label,
                names: form,
                gender: None,
                roles: of
                    .role
                    .filter(|_| said)
                    .map(|role| RoleRecord {
                        role: role.to_owned(),
                        place: Some(place.clone()),
                        organization: None,
                    })
                    .into_iter()
                    .collect(),
                country: said.then(|| place.clone()),
                page_country: None,
                kb_id: None,
                described: None,
                date: None,
                companions,
                mentions: (next..next + count).map(MentionId).collect(),
                evidence: Vec::new(),
            });
            next += count;
            written += count as usize;
            gold.push((thing, count));
        }
        documents.push((number, records));
        truth.push(gold);
    }
    (documents, truth, written)
}

/// Another spelling of a name.
fn variant(name: &str) -> String {
    name.replace('j', "dj").replace("ov", "off").replace('v', "w")
}

/// Peak memory of this process in megabytes, where the system tells.
fn peak_memory() -> String {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix("VmHWM:").map(str::to_owned))?;
            let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
            Some((kilobytes / 1024).to_string())
        })
        .unwrap_or_else(|| "?".to_owned())
}
