//! Whole pages of plain text in the manner of many sites: headline, date, what goes and what stays.

// The functions that tests share are tests, too.
#![allow(clippy::unwrap_used)]

use onomast_clean::Cleaner;
use onomast_document::{Document, DocumentId, Format, RawDocument, RawSpan};

/// A page of `pages/plain.txt` or `pages/sites.txt`: its date, and its lines with their marks.
struct Page {
    date: String,
    lines: Vec<(char, String)>,
}

fn pages() -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    let files = [include_str!("pages/plain.txt"), include_str!("pages/sites.txt")];
    for line in files.into_iter().flat_map(str::lines) {
        if let Some(date) = line.strip_prefix("## ") {
            pages.push(Page {
                date: date.to_owned(),
                lines: Vec::new(),
            });
        } else if let (Some(page), Some((mark, text))) = (pages.last_mut(), line.split_once(' ')) {
            page.lines.push((mark.chars().next().unwrap(), text.to_owned()));
        }
    }
    pages
}

impl Page {
    fn clean(&self) -> Document {
        let text: Vec<&str> = self.lines.iter().map(|(_, line)| line.as_str()).collect();
        Cleaner::default()
            .clean(&RawDocument {
                id: DocumentId::new("page"),
                format: Format::Text,
                bytes: text.join("\n").into_bytes(),
            })
            .unwrap()
    }

    /// Each line with its mark and the rule that took all of it.
    fn outcome(&self, document: &Document) -> Vec<(char, &str, Option<&'static str>)> {
        let mut at = 0;
        self.lines
            .iter()
            .map(|(mark, line)| {
                let span = RawSpan::new(at, at + line.len()).unwrap();
                at += line.len() + 1;
                let left = document.offsets.as_ref().unwrap().to_clean(span).is_some();
                let mut removed = document
                    .removed
                    .iter()
                    .filter(|removal| !left && removal.raw.overlaps(span));
                (*mark, line.as_str(), removed.next().map(|removal| removal.rule))
            })
            .collect()
    }
}

#[test]
fn titles_and_dates_are_right() {
    let pages = pages();
    let mut wrong = Vec::new();
    for page in &pages {
        let document = page.clean();
        let title = page
            .lines
            .iter()
            .find(|(mark, _)| *mark == '=')
            .map(|(_, line)| line.as_str());
        let date = document.date.map_or("-".to_owned(), |date| date.to_string());
        if document.title.as_deref() != title {
            wrong.push(format!("title {:?} of {title:?}", document.title));
        }
        if date != page.date {
            wrong.push(format!("date {date} of {} of {title:?}", page.date));
        }
    }
    let right = pages.len() * 2 - wrong.len();
    println!(
        "{right} of {} titles and dates right\n{}",
        pages.len() * 2,
        wrong.join("\n")
    );
    assert!(right * 100 >= pages.len() * 2 * 95, "{}", wrong.join("\n"));
}

#[test]
fn furniture_goes_and_text_stays() {
    let (mut junk, mut removed) = (0, 0);
    let (mut left, mut lost) = (Vec::new(), Vec::new());
    for (number, page) in pages().iter().enumerate() {
        for (mark, line, rule) in page.outcome(&page.clean()) {
            match (mark, rule) {
                ('-', _) => {
                    junk += line.len();
                    removed += if rule.is_some() { line.len() } else { 0 };
                    if rule.is_none() {
                        left.push(format!("{number}: {line}"));
                    }
                }
                ('+' | '=', Some(rule)) => lost.push(format!("{rule}| {line}")),
                _ => {}
            }
        }
    }
    println!(
        "{removed} of {junk} bytes of furniture removed; left:\n{}",
        left.join("\n")
    );
    assert_eq!(lost, Vec::<String>::new(), "text that was lost");
    assert!(
        removed * 100 >= junk * 85,
        "{removed} of {junk} bytes\n{}",
        left.join("\n")
    );
}
