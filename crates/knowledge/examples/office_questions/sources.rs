//! What the sources say: who held an office from when to when.

use std::error::Error;
use std::fs;
use std::path::Path;

use onomast_document::{Date, EntityType};
use onomast_knowledge::{Knowledge, office};

/// One source's word on one holder.
#[derive(Debug)]
pub struct Statement {
    pub source: &'static str,
    /// Id of the state.
    pub state: String,
    pub office: &'static str,
    pub holder: String,
    from: Date,
    /// The last day for which the source vouches.
    to: Date,
}

impl Statement {
    /// Whether it says who held the office on a day; the days of coming and going are left out, for sources differ in
    /// how they reckon them.
    pub fn covers(&self, day: Date) -> bool {
        self.from < day && day < self.to
    }
}

/// All that the folder holds; a source that is not there is told of and skipped.
pub fn statements(data: &Path, knowledge: &Knowledge) -> Result<Vec<Statement>, Box<dyn Error>> {
    let mut found = Vec::new();
    let read = |path: &str| -> Option<String> {
        let text = fs::read_to_string(data.join("kb").join(path));
        if text.is_err() {
            println!("{path}: not there, skipped");
        }
        text.ok()
    };
    for (folder, state) in [
        ("kazakhstan", "Q232"),
        ("kyrgyzstan", "Q813"),
        ("tajikistan", "Q863"),
        ("turkmenistan", "Q874"),
        ("uzbekistan", "Q265"),
    ] {
        if let Some(table) = read(&format!("everypol/{folder}/html/holders21.csv")) {
            dated(&table, state, &mut found)?;
        }
    }
    for name in ["wikidata", "wikipedia"] {
        if let Some(table) = read(&format!("everypol/world-leaders-2021/data/{name}.csv")) {
            leaders_of_2021(&table, name, knowledge, &mut found)?;
        }
    }
    if let Some(table) = read("factbook/derived/leaders_parsed.tsv") {
        factbook(&table, knowledge, &mut found)?;
    }
    Ok(found)
}

/// Rows of position, person, id, first and last day.
fn dated(table: &str, state: &str, found: &mut Vec<Statement>) -> Result<(), Box<dyn Error>> {
    for line in table.lines().skip(1) {
        let fields = fields(line);
        let [position, holder, _, from, to, ..] = &fields[..] else {
            continue;
        };
        let office = if position == "President" {
            office::HEAD_OF_STATE
        } else if position == "Prime Minister" || position.ends_with("(Prime Minister)") {
            office::HEAD_OF_GOVERNMENT
        } else {
            continue;
        };
        let (Some(from), Some(to)) = (
            day(from),
            // The tables were made in 2022.
            if to.is_empty() {
                Some(Date::new(2022, 1, 1)?)
            } else {
                day(to)
            },
        ) else {
            continue;
        };
        found.push(Statement {
            source: "everypol",
            state: state.to_owned(),
            office,
            holder: holder.clone(),
            from,
            to,
        });
    }
    Ok(())
}

/// Rows that end in position, its name, id of the holder, the holder, first and last year.
fn leaders_of_2021(
    table: &str,
    name: &str,
    knowledge: &Knowledge,
    found: &mut Vec<Statement>,
) -> Result<(), Box<dyn Error>> {
    for line in table.lines().skip(1) {
        let fields = fields(line);
        let [_, country, _, position, _, holder, from, to] = &fields[..] else {
            continue;
        };
        let Some(state) = state(knowledge, country) else {
            continue;
        };
        let office = match position.split(' ').next().unwrap_or_default() {
            "President" | "King" | "Queen" | "Emperor" | "Sultan" | "Emir" | "Monarch" | "Pope" => {
                office::HEAD_OF_STATE
            }
            "Prime" | "Chancellor" | "Taoiseach" | "Premier" => office::HEAD_OF_GOVERNMENT,
            _ => continue,
        };
        let Ok(first) = from.parse::<u16>() else { continue };
        let last: u16 = to.parse().unwrap_or(2022);
        // Years alone: only whole years between count.
        found.push(Statement {
            source: if name == "wikidata" {
                "everypol 2021, Wikidata"
            } else {
                "everypol 2021, Wikipedia"
            },
            state,
            office,
            holder: holder.clone(),
            from: Date::new(first, 12, 31)?,
            to: Date::new(last, 1, 1)?,
        });
    }
    Ok(())
}

/// What the holders of both offices are called, by the first word.
const TITLES: &[&str] = &[
    "Acting",
    "Amir",
    "Ayatollah",
    "Chairman",
    "Chairperson",
    "Chairwoman",
    "Chancellor",
    "Emir",
    "Emperor",
    "Federal",
    "General",
    "Grand",
    "Head",
    "Interim",
    "King",
    "Monarch",
    "Paramount",
    "Pope",
    "Premier",
    "President",
    "Prime",
    "Prince",
    "Queen",
    "Sovereign",
    "State",
    "Sultan",
    "Supreme",
    "Taoiseach",
    "Transition",
    "Transitional",
];

/// Rows of code, country, office, title with name, since when, first and last edition that has it.
fn factbook(table: &str, knowledge: &Knowledge, found: &mut Vec<Statement>) -> Result<(), Box<dyn Error>> {
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [_, country, which, holder, since, _, last] = fields[..] else {
            continue;
        };
        let which = match which {
            "chief of state" => office::HEAD_OF_STATE,
            "head of government" => office::HEAD_OF_GOVERNMENT,
            _ => continue,
        };
        // Rows without a title of their own go on listing deputies.
        let title = holder.split(' ').next().unwrap_or_default();
        let deputy = ["vice", "deputy", "ministers", "princes"]
            .iter()
            .any(|word| holder.to_lowercase().split(' ').any(|other| other == *word));
        let other = deputy || !TITLES.contains(&title);
        let (Some(state), Some(from), false) = (state(knowledge, country), day_in_words(since), other) else {
            continue;
        };
        found.push(Statement {
            source: "factbook",
            state,
            office: which,
            holder: holder.to_owned(),
            from,
            to: last.parse()?,
        });
    }
    Ok(())
}

fn state(knowledge: &Knowledge, name: &str) -> Option<String> {
    let found = knowledge.find(name, Some(EntityType::Location), None);
    let state = found.into_iter().find(|item| item.is_country())?;
    Some(state.id().to_owned())
}

/// The fields of a line of comma-separated values, some in quotation marks.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => {
                if let Some(field) = fields.last_mut() {
                    field.push(other);
                }
            }
        }
    }
    fields
}

/// A day, or the first of a month or year.
fn day(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let mut next = || parts.next().map_or(Some(1), |part| part.parse().ok());
    let (month, day) = (next()?, next()?);
    Date::new(year, month, day).ok()
}

/// "30 April 2013", "April 2013", "2013".
fn day_in_words(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let month = |word: &str| {
        MONTHS
            .iter()
            .position(|month| *month == word)
            .map(|at| at as u8 + 1)
    };
    match &words[..] {
        [day, name, year] => Date::new(year.parse().ok()?, month(name)?, day.parse().ok()?).ok(),
        [name, year] => Date::new(year.parse().ok()?, month(name)?, 1).ok(),
        [year] => Date::new(year.parse().ok()?, 1, 1).ok(),
        _ => None,
    }
}
