//! The shipped knowledge, asked as the linker asks it.

use std::path::PathBuf;
use std::sync::LazyLock;

use onomast_document::{Date, EntityType};

use crate::term::office;
use crate::{Knowledge, PartialDate};

static SHIPPED: LazyLock<Knowledge> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models/knowledge");
    let files = ["places", "organizations", "officers"].map(|name| folder.join(format!("{name}.jsonl")));
    Knowledge::load(&files).unwrap()
});

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The id of a country by its name.
fn country(name: &str) -> &'static str {
    let found = SHIPPED.find(name, Some(EntityType::Location), None);
    let place = found.first().unwrap_or_else(|| panic!("{name} is unknown"));
    assert!(place.is_country(), "{name} is found as {}", place.id());
    place.id()
}

/// Asserts that the surest holder of a title is a person of that name.
#[track_caller]
fn check_title(title: &str, place: &str, date: &str, name: &str) {
    let holders = SHIPPED.holders_by_title(title, country(place), day(date));
    let found: Vec<(&str, bool)> = holders.iter().map(|h| (h.person.name(), h.sure)).collect();
    let wanted: Vec<&str> = SHIPPED
        .person_named(name)
        .iter()
        .map(|person| person.id())
        .collect();
    assert!(
        holders.first().is_some_and(|h| wanted.contains(&h.person.id())),
        "{title} of {place} on {date} should be {name}, is {found:?}"
    );
}

#[test]
fn heads_of_the_central_asian_states() {
    for (title, place, date, name) in [
        ("president", "Kazakhstan", "2017-11-01", "Nursultan Nazarbayev"),
        ("president", "Kazakhstan", "2021-06-01", "Kassym-Jomart Tokayev"),
        ("president", "Kazakhstan", "2019-03-20", "Kassym-Jomart Tokayev"),
        ("president", "Kazakhstan", "1995-01-01", "Nursultan Nazarbayev"),
        (
            "prime minister",
            "Kazakhstan",
            "2018-06-01",
            "Bakhytzhan Sagintayev",
        ),
        ("prime minister", "Kazakhstan", "2025-06-01", "Olzhas Bektenov"),
        ("president", "Kyrgyzstan", "2009-06-01", "Kurmanbek Bakiyev"),
        ("president", "Kyrgyzstan", "2015-06-01", "Almazbek Atambayev"),
        ("president", "Kyrgyzstan", "2019-06-01", "Sooronbay Jeenbekov"),
        ("president", "Kyrgyzstan", "2022-06-01", "Sadyr Japarov"),
        ("president", "Uzbekistan", "2010-01-01", "Islam Karimov"),
        ("president", "Uzbekistan", "2016-10-15", "Shavkat Mirziyoyev"),
        ("president", "Uzbekistan", "2022-12-24", "Shavkat Mirziyoyev"),
        ("prime minister", "Uzbekistan", "2016-06-01", "Shavkat Mirziyoyev"),
        ("president", "Tajikistan", "2020-01-01", "Emomali Rahmon"),
        ("president", "Turkmenistan", "2005-01-01", "Saparmurat Niyazov"),
        (
            "president",
            "Turkmenistan",
            "2018-01-01",
            "Gurbanguly Berdimuhamedow",
        ),
        ("president", "Turkmenistan", "2023-01-01", "Serdar Berdimuhamedow"),
    ] {
        check_title(title, place, date, name);
    }
}

#[test]
fn heads_of_other_states() {
    for (title, place, date, name) in [
        ("chancellor", "Germany", "2020-06-01", "Angela Merkel"),
        ("chancellor", "Germany", "2023-06-01", "Olaf Scholz"),
        ("president", "Germany", "2020-06-01", "Frank-Walter Steinmeier"),
        ("president", "United States", "2016-01-01", "Barack Obama"),
        ("president", "USA", "2018-01-01", "Donald Trump"),
        ("prime minister", "United Kingdom", "2017-06-01", "Theresa May"),
        ("prime minister", "UK", "2021-01-01", "Boris Johnson"),
        ("queen", "United Kingdom", "2020-01-01", "Elizabeth II"),
        ("king", "United Kingdom", "2023-01-01", "Charles III"),
        ("president", "France", "2016-01-01", "François Hollande"),
        ("president", "Russia", "2016-01-01", "Vladimir Putin"),
        ("prime minister", "Russia", "2018-01-01", "Dmitry Medvedev"),
        ("president", "China", "2024-01-01", "Xi Jinping"),
    ] {
        check_title(title, place, date, name);
    }
}

#[test]
fn every_term_names_a_person_and_a_place() {
    println!("{} overlaps of terms", SHIPPED.warnings().len());
    assert!(SHIPPED.terms.iter().all(|term| {
        SHIPPED.item(term.person()).is_some()
            && SHIPPED.item(term.place()).is_some_and(|p| !p.name().is_empty())
    }));
}

#[test]
fn renamed_places_keep_to_their_time() {
    let astana = |name, date| {
        let found = SHIPPED.find(name, Some(EntityType::Location), date);
        found.first().map(|item| item.id())
    };
    assert_eq!(astana("Nur-Sultan", Some(day("2020-05-01"))), Some("Q1520"));
    assert_eq!(astana("Nur-Sultan", Some(day("2010-05-01"))), None);
    assert_eq!(astana("Nur-Sultan", None), Some("Q1520"));
    assert_eq!(astana("Astana", Some(day("2020-05-01"))), Some("Q1520"));
    assert_eq!(
        "2019-03-23".parse::<PartialDate>().unwrap().to_string(),
        "2019-03-23"
    );
}

#[test]
fn every_state_has_a_head_in_2020() {
    let date = day("2020-06-01");
    let states: Vec<_> = SHIPPED
        .items()
        .iter()
        .filter(|i| i.is_country() && i.to().is_none())
        .collect();
    let mut without = Vec::new();
    for state in &states {
        let held = |which| !SHIPPED.holders(which, state.id(), date).is_empty();
        if !held(office::HEAD_OF_STATE) && !held(office::HEAD_OF_GOVERNMENT) {
            without.push(state.name());
        }
    }
    println!("{} states; no head known on {date}: {without:?}", states.len());
}
