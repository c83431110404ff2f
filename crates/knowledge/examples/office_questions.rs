//! How many office questions the shipped knowledge answers: every state, twenty days since 2000.
//!
//!     cargo run --release -p onomast-knowledge --example office_questions [LEADERS.tsv]
//!
//! LEADERS.tsv is `factbook/derived/leaders_by_commit.tsv` of the sources (see `models/knowledge/README.md`);
//! with it, each of its wordings is asked about on the day on which it was first seen, and an answer counts as
//! right when a word of the holder's names stands in the wording.
#![expect(clippy::print_stdout, reason = "a report is what this program is for")]

use std::path::PathBuf;
use std::time::Instant;

use onomast_document::{Date, EntityType};
use onomast_knowledge::{Holding, Item, Knowledge, name_keys, office};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models/knowledge");
    let files = ["places", "organizations", "officers"].map(|name| folder.join(format!("{name}.jsonl")));
    let start = Instant::now();
    let knowledge = Knowledge::load(&files)?;
    println!(
        "{} items loaded in {:.1?}",
        knowledge.items().len(),
        start.elapsed()
    );

    coverage(&knowledge)?;
    match std::env::args().nth(1) {
        Some(path) => agreement(&knowledge, &std::fs::read_to_string(path)?)?,
        None => println!("\nNo LEADERS.tsv given: agreement with the source is skipped."),
    }
    Ok(())
}

/// Prints, for each of twenty days, for how many states a holder is known, and known for sure.
fn coverage(knowledge: &Knowledge) -> Result<(), Box<dyn std::error::Error>> {
    let states: Vec<&Item> = knowledge
        .items()
        .iter()
        .filter(|item| item.is_country() && item.to().is_none())
        .collect();
    println!("\n{} states; holders known (of these for sure)", states.len());
    println!(
        "{:<12}{:>16}{:>20}{:>18}",
        "day", "head of state", "head of government", "foreign minister"
    );
    for step in 0..20 {
        let day = Date::new(2000 + step * 13 / 10, 6, 1)?;
        let mut columns = Vec::new();
        for which in [
            office::HEAD_OF_STATE,
            office::HEAD_OF_GOVERNMENT,
            office::FOREIGN_MINISTER,
        ] {
            let held: Vec<Holding<'_>> = states
                .iter()
                .filter_map(|state| knowledge.holders(which, state.id(), day).into_iter().next())
                .collect();
            let sure = held.iter().filter(|holding| holding.sure).count();
            columns.push(format!("{} ({sure})", held.len()));
        }
        println!(
            "{:<12}{:>16}{:>20}{:>18}",
            day.to_string(),
            columns[0],
            columns[1],
            columns[2]
        );
    }
    Ok(())
}

/// Prints how often our answer agrees with the wording of the source, and where it does not.
fn agreement(knowledge: &Knowledge, table: &str) -> Result<(), Box<dyn std::error::Error>> {
    let (mut right, mut wrong, mut unknown) = (0, Vec::new(), 0);
    for row in table.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [_, country, which, wording, seen, ..] = fields[..] else {
            continue;
        };
        let which = if which == "chief of state" {
            office::HEAD_OF_STATE
        } else {
            office::HEAD_OF_GOVERNMENT
        };
        let found = knowledge.find(country, Some(EntityType::Location), None);
        let Some(state) = found.first().filter(|item| item.is_country()) else {
            continue;
        };
        let day: Date = seen.parse()?;
        // What stands before the first remark names the holder, with the surname in capitals.
        let text = wording.split(';').next().unwrap_or_default();
        let text = text.split_once("(since").map_or(text, |(before, _)| before);
        let capitals = |word: &str| word.len() > 1 && word.chars().all(|c| !c.is_lowercase());
        if text.to_lowercase().contains("vacant") || !text.split_whitespace().any(capitals) {
            continue;
        }
        let words: Vec<String> = words(text);
        let holders = knowledge.holders(which, state.id(), day);
        let agrees = holders.iter().any(|holding| {
            let person = holding.person;
            std::iter::once(person.name())
                .chain(person.aliases().iter().map(|alias| alias.text.as_str()))
                .any(|name| {
                    self::words(name)
                        .iter()
                        .any(|word| word.len() > 2 && words.contains(word))
                })
        });
        if agrees {
            right += 1;
        } else if let Some(first) = holders.first() {
            wrong.push(format!(
                "{seen} {} {which}: {} / {text}",
                state.name(),
                first.person.name()
            ));
        } else {
            unknown += 1;
        }
    }
    println!(
        "\nwordings of the source: {right} agree, {} do not, {unknown} without an answer",
        wrong.len()
    );
    for line in wrong {
        println!("  {line}");
    }
    Ok(())
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == '-')
        .flat_map(name_keys)
        .filter(|key| !key.is_empty())
        .collect()
}
