//! Small HTML pages in the manner of many sites: their text, and nothing else of them, is kept.
//!
//! A page of `html/` marks what is to be kept by `class=k`, and ends with its title and its date in a comment.

// The functions that tests share are tests, too.
#![allow(clippy::unwrap_used)]

#[path = "../examples/score/mod.rs"]
#[allow(dead_code)]
mod score;

use onomast_clean::Cleaner;
use onomast_document::{Document, DocumentId, Format, RawDocument};

fn clean(name: &str, page: &str) -> Document {
    Cleaner::default()
        .clean(&RawDocument {
            id: DocumentId::new(name),
            format: Format::Html,
            bytes: page.as_bytes().to_vec(),
        })
        .unwrap()
}

/// What a page says of itself behind its end.
fn expected(page: &str) -> (&str, &str) {
    let (_, note) = page.rsplit_once("<!-- expect: ").unwrap();
    note.split_once(" -->").unwrap().0.rsplit_once(" | ").unwrap()
}

#[test]
fn the_text_of_each_page_its_title_and_its_date() {
    let pages = score::own_pages().unwrap();
    assert!(pages.len() >= 15);
    let mut wrong = Vec::new();
    for page in pages {
        let source = std::str::from_utf8(&page.bytes).unwrap();
        let document = clean(&page.name, source);
        let text: Vec<&str> = document.text.lines().filter(|line| !line.is_empty()).collect();
        let (title, date) = expected(source);
        let found = document.date.map_or("-".to_owned(), |date| date.to_string());
        let (left, lost) = differences(&text, &page.gold.lines().collect::<Vec<_>>());
        if !left.is_empty() || !lost.is_empty() {
            wrong.push(format!("{}: left {left:?}, lost {lost:?}", page.name));
        }
        if document.title.as_deref() != Some(title) || found != date {
            wrong.push(format!("{}: {:?} of {found}", page.name, document.title));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The lines of one side only; `["order"]` where the lines are the same in another order.
fn differences<'t>(text: &[&'t str], gold: &[&'t str]) -> (Vec<&'t str>, Vec<&'t str>) {
    let missing = |from: &[&'t str], of: &[&'t str]| -> Vec<&'t str> {
        of.iter().filter(|line| !from.contains(line)).copied().collect()
    };
    let (left, lost) = (missing(gold, text), missing(text, gold));
    if left.is_empty() && lost.is_empty() && text != gold {
        return (vec!["order"], Vec::new());
    }
    (left, lost)
}

#[test]
fn what_is_shown_without_scripts_is_removed_and_not_lost() {
    let page = include_str!("html/newspaper.html");
    let document = clean("newspaper", page);
    assert!(document.removed.iter().any(|removal| removal.rule == "hidden"));
}
