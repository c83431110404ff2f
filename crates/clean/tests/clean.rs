//! Whole pages through the cleaner, and what must hold for any bytes.

// The functions that tests share are tests, too.
#![allow(clippy::unwrap_used)]

use onomast_clean::{CleanError, CleanOptions, Cleaner};
use onomast_document::{Document, DocumentId, Format, RawDocument, Span};
use proptest::prelude::*;

fn raw(bytes: &[u8], format: Format) -> RawDocument {
    RawDocument {
        id: DocumentId::new("page"),
        format,
        bytes: bytes.to_vec(),
    }
}

fn clean(text: &str) -> Document {
    Cleaner::default()
        .clean(&raw(text.as_bytes(), Format::Text))
        .unwrap()
}

/// Checks what is kept of a page, and what was removed as `rule: raw text`.
fn check(page: &str, kept: &str, removed: &[&str]) -> Document {
    let document = clean(page);
    assert_eq!(document.text, kept);
    let found: Vec<String> = document
        .removed
        .iter()
        .map(|r| format!("{}: {}", r.rule, &page[r.raw.range()]))
        .collect();
    assert_eq!(found, removed);
    document
}

/// What must hold of every cleaned page.
fn check_invariants(bytes: &[u8], document: &Document) {
    let offsets = document.offsets.as_ref().expect("offsets are always known");
    assert_eq!(offsets.target_len(), document.text.len());
    let mut end = 0;
    for removal in &document.removed {
        assert!(
            removal.raw.start() >= end && !removal.raw.is_empty(),
            "in order, without overlaps"
        );
        end = removal.raw.end();
        assert_eq!(
            offsets.to_clean(removal.raw),
            None,
            "removed text is not in the cleaned text"
        );
    }
    assert!(end <= bytes.len());
    let mut last = 0;
    for (at, c) in document.text.char_indices() {
        let span = onomast_document::Span::in_text(&document.text, at, at + c.len_utf8()).unwrap();
        let source = offsets.to_raw(span).unwrap();
        assert!(source.start() >= last && source.end() <= bytes.len());
        last = source.start();
    }
    assert_eq!(document.text.trim(), document.text);
}

fn check_twice(document: &Document, format: Format) {
    let again = Cleaner::default()
        .clean(&raw(document.text.as_bytes(), format))
        .unwrap();
    assert_eq!(again.text, document.text, "cleaning twice is cleaning once");
    assert_eq!(again.removed, []);
}

#[test]
fn a_page_with_a_calendar_and_a_teaser() {
    let body = "During the state visit of the President of Kazakhstan Nursultan Nazarbayev to our country a number of documents were signed.";
    let page = format!(
        "Mo Tu We Th Fr Sa Su\nNew on the portal\n  • New page \"Open Government\" Detail>>>\n2017-11-01 | Politics\nPresident of Kazakhstan arrives in Tashkent\n{body}\n"
    );
    let document = check(
        &page,
        &format!("President of Kazakhstan arrives in Tashkent\n{body}"),
        &[
            "calendar-grid: Mo Tu We Th Fr Sa Su",
            "related: New on the portal",
            "teaser: • New page \"Open Government\" Detail>>>",
            "time-stamp: 2017-11-01 | Politics",
        ],
    );
    assert_eq!(
        document.title.as_deref(),
        Some("President of Kazakhstan arrives in Tashkent")
    );
    assert_eq!(
        document.date.map(|date| date.to_string()).as_deref(),
        Some("2017-11-01")
    );
}

#[test]
fn a_banner_before_the_article() {
    let banner = "This website uses cookies to improve your experience. We'll assume you're ok with this, but you can opt-out if you wish. Accept";
    let body = "\"In these difficult times we stand together\", the Head of the state noted at the meeting with the Leader of Uzbekistan.";
    check(
        &format!("{banner}\r\n\r\n{body}"),
        body,
        &[&format!("cookie-banner: {banner}")],
    );
}

#[test]
fn all_sentences_and_buttons_of_a_consent_dialog_go() {
    let banner =
        "We value your privacy. We and our 212 partners use cookies. Accept all Reject Manage choices";
    let body =
        "The council of the valley opened a library on Monday. \"I reject all cookies\", a reader said.";
    check(
        &format!("{banner}\n{body}"),
        body,
        &[&format!("cookie-banner: {banner}")],
    );
}

#[test]
fn a_page_of_nothing_but_furniture_is_told_without_its_wide_spaces_too() {
    // With its columns the first line is a menu, and so all of the page; the cleaned text has no columns.
    let page = "Skip to news  Tweet  Printable\nWe use cookies to improve the site of the Ministry of Transport. All rights reserved.";
    let document = Cleaner::default()
        .clean(&raw(page.as_bytes(), Format::Text))
        .unwrap();
    check_twice(&document, Format::Text);
}

#[test]
fn letters_are_mended_when_what_stood_beside_them_is_gone() {
    // The "А" is Cyrillic, and so is the word that goes with the banner.
    let page = "We use cookies to improve your visit, друзья. Accept all. \u{410} bridge was built over the river by two towns.";
    let document = Cleaner::default()
        .clean(&raw(page.as_bytes(), Format::Text))
        .unwrap();
    assert_eq!(document.text, "A bridge was built over the river by two towns.");
    check_twice(&document, Format::Text);
}

#[test]
fn a_short_sentence_behind_an_insert_stays() {
    let body = "The ministers of the two countries met in the capital and signed a plan of joint work for the coming year.";
    check(
        &format!(
            "{body}\n{body}\nRead also:\nSnow falls in the hills\nThey meet again in May.\nShare on Facebook"
        ),
        &format!("{body}\n{body}\nThey meet again in May."),
        &[
            "teaser: Read also:",
            "related: Snow falls in the hills",
            "share-buttons: Share on Facebook",
        ],
    );
}

#[test]
fn a_page_of_nothing_but_furniture_is_kept_with_a_warning() {
    let document = check("Home\nNews\nContact", "Home\nNews\nContact", &[]);
    assert!(document.warnings[0].contains("looks like page furniture"));
}

#[test]
fn paragraphs_wrapped_by_hand_are_one_line_again() {
    let page = "\
  Frontier towns plan a common school

  MACARA.- The mayors of the two towns met on the bridge
  on Friday and came out with a plan of nine points, which
  both councils have still to accept. Both, said Mayor Alfredo
  Suquilanda, want to begin with the roof.

  The school is to stand hard by the customs shed, and take
  children from either side. It was first promised in 2012.
  Nobody in the towns remembers by whom, although a stone
  was laid at the time and is still there.
  * a list of points
  * is not a paragraph
";
    let document = clean(page);
    assert_eq!(
        document.title.as_deref(),
        Some("Frontier towns plan a common school")
    );
    let lines: Vec<&str> = document.text.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 5, "{}", document.text);
    assert!(
        lines[1].contains("Mayor Alfredo Suquilanda, want to begin"),
        "{}",
        lines[1]
    );
    assert!(lines[2].contains("in 2012. Nobody in"), "{}", lines[2]);
    assert_eq!(lines[4], "* is not a paragraph");
    let name = document.text.find("Alfredo Suquilanda").unwrap();
    let span = Span::new(name, name + "Alfredo Suquilanda".len()).unwrap();
    let raw = document.offsets.as_ref().unwrap().to_raw(span).unwrap();
    assert_eq!(&page[raw.range()], "Alfredo\n  Suquilanda");
    check_invariants(page.as_bytes(), &document);
    check_twice(&document, Format::Text);
}

#[test]
fn an_empty_file_is_an_empty_document_with_a_warning() {
    for page in ["", " \n\t\n", "\u{FEFF}\u{200B}"] {
        let document = check(page, "", &[]);
        assert_eq!(document.warnings, ["the page has no text"]);
    }
}

#[test]
fn a_binary_file_is_refused() {
    let refused = Cleaner::default().clean(&raw(b"\x00\x01\x02", Format::Text));
    assert!(matches!(refused, Err(CleanError::Binary { .. })));
}

#[test]
fn rules_can_be_switched_off() {
    let page = "Home | News | Contact\n12 May 2021\nWords of the article";
    let with = |options| {
        Cleaner::new(options)
            .clean(&raw(page.as_bytes(), Format::Text))
            .unwrap()
    };
    let none = with(CleanOptions {
        rules: false,
        ..CleanOptions::default()
    });
    assert_eq!((none.text.as_str(), none.removed.len()), (page, 0));
    let one_less = with(CleanOptions {
        without: vec!["menu".to_owned()],
        ..CleanOptions::default()
    });
    assert_eq!(one_less.text, "Home | News | Contact\nWords of the article");
}

/// Lines of pages, furniture and prose, in any order.
fn page_lines() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "Home | News | Contact",
        "Home",
        "News",
        "Read more",
        "Related news",
        "Mo Tu We Th Fr Sa Su",
        "1 2 3 4 5 6 7",
        "1",
        "31",
        "October 2017",
        "December 24, 2022",
        "18:08 / 08.12.2021",
        "Views: 123",
        "523",
        "Photo: AFP",
        "Photo: AFP. The ministers met in Tashkent. Accept",
        "We use cookies to improve your experience. Accept all",
        "Accept",
        "Share on Facebook Twitter",
        "President visits the Samarkand region | Site",
        "President visits the Samarkand region",
        "Leaders meet",
        "The ministers of the two countries met in the capital and signed a plan of joint work. Read more",
        "The ministers of the two countries met in the capital and signed a plan of joint work for the coming year.",
        "Leave a comment",
        "Name *",
        "© 2021 All rights reserved.",
        "Tags: trade, summit",
        "English",
        "",
        "",
    ]);
    prop::collection::vec(line, 0..25).prop_map(|lines| lines.join("\n"))
}

/// Paragraphs that were wrapped at some width, with furniture between them.
fn wrapped_pages() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "the",
        "of",
        "ministers",
        "said",
        "river.",
        "Tashkent",
        "and",
        "in",
        "bridge,",
        "council",
        "old",
        "town.",
        "Mayor",
        "a",
        "plan",
        "for",
        "which",
        "Photo:",
        "2022",
        "(CAN)",
        "Accept",
    ]);
    let paragraph = prop::collection::vec(word, 3..60);
    let parts = prop::collection::vec(
        prop_oneof![3 => paragraph.prop_map(|words| words.join(" ")), 1 => page_lines()],
        1..6,
    );
    (parts, 30usize..90).prop_map(|(parts, width)| {
        let wrapped = parts.iter().map(|part| {
            let mut lines: Vec<String> = Vec::new();
            for word in part.split(' ') {
                match lines.last_mut() {
                    Some(line) if line.len() + word.len() <= width => *line = format!("{line} {word}"),
                    _ => lines.push(word.to_owned()),
                }
            }
            lines.join("\n")
        });
        wrapped.collect::<Vec<_>>().join("\n\n")
    })
}

proptest! {
    #[test]
    fn wrapped_pages_hold_the_invariants(page in wrapped_pages()) {
        let document = clean(&page);
        check_invariants(page.as_bytes(), &document);
        check_twice(&document, Format::Text);
    }

    #[test]
    fn pages_hold_the_invariants(page in page_lines()) {
        let document = clean(&page);
        check_invariants(page.as_bytes(), &document);
        check_twice(&document, Format::Text);
    }

    #[test]
    fn any_text_holds_the_invariants(page in "(\\PC|[ \t\r\n\u{AD}\u{200D}\u{301}АаЕ]|Accept|Read more|\\. ){0,60}") {
        let document = clean(&page);
        check_invariants(page.as_bytes(), &document);
        check_twice(&document, Format::Text);
    }

    #[test]
    fn any_bytes_are_cleaned_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(document) = Cleaner::default().clean(&raw(&bytes, Format::Text)) {
            check_invariants(&bytes, &document);
            check_twice(&document, Format::Text);
        }
    }
}

#[test]
fn bad_input_has_a_clear_outcome() {
    let line = "word ".repeat(4_000_000);
    let document = clean(&line);
    assert_eq!(document.text.len(), line.len() - 1, "a line of 20 MB is a line");
    for text in [
        "Samarkand",
        "🏔🚀",
        "👩\u{200D}🚀 Ada",
        "اجتمع الوزراء في العاصمة ووقعوا خطة عمل مشتركة للعام المقبل.",
    ] {
        let document = clean(text);
        assert_eq!(document.text, text);
        check_invariants(text.as_bytes(), &document);
    }
    // Lines without end that rules have much to say about.
    for piece in [
        "Home | News | ",
        "12.03.2021 ",
        "Read more. ",
        "© 2021. ",
        "a-b @ 1 → ",
    ] {
        let line = piece.repeat(100_000);
        let document = clean(&line);
        assert!(
            document.text.len() + 1 >= line.len() / 2,
            "{piece:?} is kept with a warning"
        );
    }
    let mixed = clean("One\rTwo\r\nThree\nFour\u{85}Five\u{2028}Six\u{0}\u{1}\u{2}");
    assert_eq!(mixed.text, "One\nTwo\nThree\nFour\nFive\nSix");
}
