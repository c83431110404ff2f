//! HTML pages through the cleaner: what is kept, where it came from, and pages that are broken or huge.

// The functions that tests share are tests, too.
#![allow(clippy::unwrap_used)]

use onomast_clean::{CleanOptions, Cleaner};
use onomast_document::{Document, DocumentId, Format, RawDocument, Span};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

fn clean(page: &str) -> Document {
    clean_as(page, Format::Html)
}

fn clean_as(page: &str, format: Format) -> Document {
    let raw = RawDocument {
        id: DocumentId::new("page.html"),
        format,
        bytes: page.as_bytes().to_vec(),
    };
    let document = Cleaner::default().clean(&raw).unwrap();
    check_source(page, &document);
    document
}

/// For every character of the cleaned text, the source bytes are that character, up to character references
/// and white space.
fn check_source(page: &str, document: &Document) {
    let offsets = document.offsets.as_ref().unwrap();
    for (at, c) in document.text.char_indices() {
        let span = Span::in_text(&document.text, at, at + c.len_utf8()).unwrap();
        let source = &page[offsets.to_raw(span).unwrap().range()];
        let said: String = htmlize::unescape(source).nfc().collect();
        assert!(
            c.is_whitespace() || said.contains(c),
            "{c:?} came from {source:?}"
        );
    }
    for removal in &document.removed {
        assert!(page.is_char_boundary(removal.raw.start()) && page.is_char_boundary(removal.raw.end()));
    }
}

/// The source of `part` of the cleaned text.
fn source_of<'p>(page: &'p str, document: &Document, part: &str) -> &'p str {
    let at = document.text.find(part).expect("kept");
    let span = Span::in_text(&document.text, at, at + part.len()).unwrap();
    &page[document.raw_span(span).unwrap().range()]
}

const BODY: &str = "The ministers of the two countries met in the capital and signed a plan of joint work for the coming year.";

fn page() -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>Ministers sign a plan | Example News</title>\n\
         <meta property=\"article:published_time\" content=\"2021-03-05T10:00:00+05:00\">\n\
         <style>p {{ color: red }}</style><script>var a = \"<p>no text</p>\";</script></head>\n\
         <body><nav><ul><li><a href=/>Home</a></li><li><a href=/n>News of the day</a></li></ul></nav>\n\
         <article><h1>Ministers sign a plan</h1>\n<p>{BODY}</p>\n<p>Mr. O&#8217;Neill &amp; <b>Dr.&nbsp;Ann</b>&shy;abel \
         Smith of AT&amp;T were\n   present at the talks, too.</p></article>\n\
         <footer><p>Our office is open from nine to five every day.</p></footer></body></html>"
    )
}

#[test]
fn the_article_of_a_page() {
    let page = page();
    let document = clean(&page);
    assert_eq!(
        document.text,
        format!(
            "Ministers sign a plan\n{BODY}\nMr. O’Neill & Dr. Annabel Smith of AT&T were present at the talks, too."
        )
    );
    assert_eq!(document.title.as_deref(), Some("Ministers sign a plan"));
    assert_eq!(
        document.date.map(|date| date.to_string()).as_deref(),
        Some("2021-03-05")
    );
    let rules: Vec<&str> = document.removed.iter().map(|removal| removal.rule).collect();
    assert_eq!(rules, ["navigation", "page-footer"]);
    assert_eq!(
        &page[document.removed[0].raw.range()],
        "Home</a></li><li><a href=/n>News of the day"
    );
}

#[test]
fn offsets_point_into_the_markup() {
    let page = page();
    let document = clean(&page);
    assert_eq!(
        source_of(&page, &document, "O’Neill & Dr. Ann"),
        "O&#8217;Neill &amp; <b>Dr.&nbsp;Ann"
    );
    assert_eq!(source_of(&page, &document, "Annabel"), "Ann</b>&shy;abel");
    assert_eq!(source_of(&page, &document, "AT&T"), "AT&amp;T");
    assert_eq!(source_of(&page, &document, "were present"), "were\n   present");
}

#[test]
fn the_bytes_tell_the_format() {
    let page = page();
    assert_eq!(clean_as(&page, Format::Text).text, clean(&page).text);
    let text = format!("A headline < 5 words\n{BODY}");
    assert_eq!(clean_as(&text, Format::Html).text, text);
}

#[test]
fn encodings_declared_in_the_markup() {
    let page = "<html><head><meta charset=windows-1251></head><body><p>Президент прибыл.</p></body></html>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(page);
    let raw = RawDocument {
        id: DocumentId::new("page.html"),
        format: Format::Html,
        bytes: bytes.into_owned(),
    };
    let document = Cleaner::default().clean(&raw).unwrap();
    assert_eq!(document.text, "Президент прибыл.");
    let span = Span::in_text(&document.text, 0, "Президент".len()).unwrap();
    assert_eq!(
        document.raw_span(span).unwrap().len(),
        "Президент".chars().count()
    );
}

#[test]
fn a_page_of_fifty_megabytes_is_a_page() {
    let paragraph = format!("<div class=x><p>{BODY}</p></div>\n");
    let script = format!("<script>{}</script>", "var x = '<p>';\n".repeat(3_000_000));
    let page = format!("{script}{}", paragraph.repeat(50_000));
    assert!(page.len() > 50_000_000);
    assert_eq!(
        clean(&page).text.lines().filter(|line| *line == BODY).count(),
        50_000
    );
}

#[test]
fn broken_pages_have_a_clear_outcome() {
    let deep = format!("{}{BODY}{}", "<div>".repeat(50_000), "</div>".repeat(50_000));
    assert_eq!(clean(&deep).text, BODY);
    let unmatched = format!(
        "{}{BODY}{}",
        "<div><nav>".repeat(20_000),
        "</p></table></section>".repeat(20_000)
    );
    assert!(clean(&unmatched).text.contains("ministers"));
    let comment = clean(&format!("<p>{BODY}</p><!-- never closed <p>lost</p>"));
    assert_eq!(comment.text, BODY);
    assert!(
        comment.warnings[0].contains("never closed"),
        "{:?}",
        comment.warnings
    );
    let frames =
        clean("<html><head><title>Site</title></head><frameset cols=2><frame src=a.html></frameset></html>");
    assert!(frames.warnings[0].contains("frames"), "{:?}", frames.warnings);
    let empty = clean("<html><body></body></html>");
    assert_eq!(
        (empty.text.as_str(), empty.warnings.as_slice()),
        ("", &["the page has no text".to_owned()][..])
    );
}

/// Pieces of markup in any order.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "<p>",
            "</p>",
            "<div class=menu>",
            "<div>",
            "</div>",
            "<b>",
            "</b>",
            "<a href=x>",
            "</a>",
            "<li>",
            "<nav>",
            "</nav>",
            "<h1>",
            "</h1>",
            "<br>",
            "<br/>",
            "<script>",
            "</script>",
            "<title>",
            "</title>",
            "<!-- ",
            "-->",
            "<pre>",
            "</pre>",
            "<textarea>",
            "</textarea>",
            "&amp;",
            "&lt;",
            "&#x41;",
            "&nbsp",
            "&notit;",
            "&",
            "<",
            ">",
            "\n",
            "\r\n",
            " ",
            "<![CDATA[",
            "]]>",
            "<style>",
            "</style>",
            "é",
            "Ш",
            "e\u{301}",
            "\u{AD}",
            "<svg>",
            "</svg>",
            "</",
            "<a b='",
            "'",
            "\"",
            "<td>",
            "<article>",
            "</article>",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z ]{1,12}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_markup_maps_to_its_source(page in markup()) {
        let document = clean(&format!("<html>{page}"));
        // Text that speaks of HTML may look like HTML the second time.
        let as_text = Cleaner::new(CleanOptions {
            detect_format: false,
            ..CleanOptions::default()
        });
        let again = as_text
            .clean(&RawDocument {
                id: DocumentId::new("page"),
                format: Format::Text,
                bytes: document.text.clone().into_bytes(),
            })
            .unwrap();
        prop_assert_eq!(&again.text, &document.text);
    }
}
