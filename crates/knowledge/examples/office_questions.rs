//! How many office questions the shipped knowledge answers, and how many rightly: every state, twenty days since
//! 2000, its head of state and its head of government.
//!
//!     cargo run --release -p onomast-knowledge --example office_questions [DATA]
//!
//! DATA is a folder with the sources (see `models/knowledge/README.md`) under `kb/`: `everypol` with its dated
//! tables of five states and its list of the leaders of 2021, and `factbook/derived/leaders_parsed.tsv`. Each source that
//! says who held an office on the day is asked; an answer of ours is right when a source has it, and where two sources
//! name different persons that is listed. Without DATA only what is known is counted.
#![expect(clippy::print_stdout, reason = "a report is what this program is for")]

#[path = "office_questions/sources.rs"]
mod sources;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use onomast_document::Date;
use onomast_knowledge::{Holding, Item, Knowledge, name_keys, office};

use sources::{Statement, statements};

const OFFICES: [&str; 2] = [office::HEAD_OF_STATE, office::HEAD_OF_GOVERNMENT];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models/knowledge");
    let files = ["places", "organizations", "officers"].map(|name| folder.join(format!("{name}.jsonl")));
    let knowledge = Knowledge::load(&files)?;
    let states: Vec<&Item> = knowledge
        .items()
        .iter()
        .filter(|item| item.is_country() && item.to().is_none())
        .collect();
    let stated = if let Some(data) = std::env::args().nth(1) {
        statements(Path::new(&data), &knowledge)?
    } else {
        println!("no folder of sources given: only what is known is counted\n");
        Vec::new()
    };
    let mut tally = Tally::default();
    println!(
        "{} states. Of each office: known (of these for sure) | asked of the sources, right, wrong, not known",
        states.len()
    );
    for step in 0..20 {
        let day = Date::new(2000 + step * 13 / 10, 6, 1)?;
        let mut line = day.to_string();
        for which in OFFICES {
            let row = tally.ask(&knowledge, &states, &stated, which, day);
            let _ = write!(
                line,
                "  {which}: {} ({}) | {}, {}, {}, {}",
                row.known, row.sure, row.asked, row.right, row.wrong, row.silent
            );
        }
        println!("{line}");
    }
    tally.print();
    Ok(())
}

/// The answers of one day, or of all.
#[derive(Debug, Default, Clone, Copy)]
struct Row {
    questions: usize,
    known: usize,
    sure: usize,
    /// Questions that a source answers.
    asked: usize,
    right: usize,
    wrong: usize,
    silent: usize,
    /// Of the wrong ones those that were said to be sure.
    wrong_and_sure: usize,
}

#[derive(Debug, Default)]
struct Tally {
    by_office: BTreeMap<String, Row>,
    /// What was wrong, and on which days.
    mistakes: BTreeMap<String, Vec<Date>>,
    disagreements: BTreeMap<String, Vec<Date>>,
}

impl Tally {
    fn ask(
        &mut self,
        knowledge: &Knowledge,
        states: &[&Item],
        stated: &[Statement],
        which: &str,
        day: Date,
    ) -> Row {
        let mut row = Row::default();
        for state in states {
            row.questions += 1;
            let held = knowledge.holders(which, state.id(), day);
            let sure = held.first().is_some_and(|holding| holding.sure);
            row.known += usize::from(!held.is_empty());
            row.sure += usize::from(sure);
            let said: Vec<&Statement> = stated
                .iter()
                .filter(|statement| {
                    statement.state == state.id() && statement.office == which && statement.covers(day)
                })
                .collect();
            if said.is_empty() {
                continue;
            }
            row.asked += 1;
            let agrees = said
                .iter()
                .any(|statement| held.iter().any(|holding| is_called(holding, &statement.holder)));
            match held.first() {
                None => row.silent += 1,
                Some(_) if agrees => row.right += 1,
                Some(first) => {
                    row.wrong += 1;
                    row.wrong_and_sure += usize::from(sure);
                    let what = format!(
                        "{} {which}: {}{}; {}",
                        state.name(),
                        first.person.name(),
                        if sure { "" } else { " (not sure)" },
                        listed(&said)
                    );
                    self.mistakes.entry(what).or_default().push(day);
                }
            }
            if contradict(&said) {
                let ours = held.first().map_or("nobody", |holding| holding.person.name());
                let what = format!("{} {which}: {}; ours: {ours}", state.name(), listed(&said));
                self.disagreements.entry(what).or_default().push(day);
            }
        }
        let sum = self.by_office.entry(which.to_owned()).or_default();
        sum.questions += row.questions;
        sum.known += row.known;
        sum.sure += row.sure;
        sum.asked += row.asked;
        sum.right += row.right;
        sum.wrong += row.wrong;
        sum.silent += row.silent;
        sum.wrong_and_sure += row.wrong_and_sure;
        row
    }

    fn print(&self) {
        println!();
        for (which, row) in &self.by_office {
            println!(
                "{which}: {} of {} questions answered ({} for sure); of {} that a source answers: {} right, {} wrong ({} of these said to be sure), {} not known; accuracy {:.4}, coverage {:.4}",
                row.known,
                row.questions,
                row.sure,
                row.asked,
                row.right,
                row.wrong,
                row.wrong_and_sure,
                row.silent,
                ratio(row.right, row.right + row.wrong),
                ratio(row.right + row.wrong, row.asked),
            );
        }
        for (title, list) in [
            ("answers that no source has", &self.mistakes),
            ("sources that disagree", &self.disagreements),
        ] {
            println!("\n{title}: {}", list.len());
            for (what, days) in list {
                let days: Vec<String> = days.iter().map(Date::to_string).collect();
                println!("  {what} [{}]", days.join(" "));
            }
        }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn listed(said: &[&Statement]) -> String {
    let mut list: Vec<String> = said
        .iter()
        .map(|statement| format!("{}: {}", statement.source, statement.holder))
        .collect();
    list.sort();
    list.dedup();
    list.join("; ")
}

/// Whether two sources have nobody in common.
fn contradict(said: &[&Statement]) -> bool {
    let of = |source: &str| -> Vec<&str> {
        let own = said.iter().filter(|statement| statement.source == source);
        own.map(|statement| statement.holder.as_str()).collect()
    };
    said.iter().any(|one| {
        said.iter().any(|other| {
            one.source < other.source
                && !of(one.source)
                    .iter()
                    .any(|ours| of(other.source).iter().any(|theirs| share_a_word(ours, theirs)))
        })
    })
}

fn is_called(holding: &Holding<'_>, text: &str) -> bool {
    let person = holding.person;
    std::iter::once(person.name())
        .chain(person.aliases().iter().map(|alias| alias.text.as_str()))
        .any(|name| share_a_word(name, text))
}

/// Whether two names have a word of their own in common; sources write given names and titles as they please.
fn share_a_word(one: &str, other: &str) -> bool {
    const COMMON: &[&str] = &[
        "president",
        "prime",
        "minister",
        "king",
        "queen",
        "emir",
        "bin",
        "the",
        "dr",
        "general",
    ];
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| c.is_whitespace() || c == '-')
            .filter(|word| !COMMON.contains(&word.to_lowercase().as_str()))
            .flat_map(name_keys)
            .filter(|key| key.len() > 2)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    one.iter().any(|word| other.contains(word))
}
