//! Pages: no panic, offsets that fit, and cleaning twice is cleaning once.

use std::sync::LazyLock;

use onomast_pipeline::clean::{CleanOptions, Cleaner};
use onomast_pipeline::{DocumentId, Format, RawDocument, Span};

pub(super) fn text(bytes: &[u8]) {
    check(bytes, Format::Text);
}

pub(super) fn html(bytes: &[u8]) {
    check(bytes, Format::Html);
}

fn check(bytes: &[u8], format: Format) {
    static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::default);
    // Text that speaks of HTML may look like HTML the second time.
    static AS_TEXT: LazyLock<Cleaner> = LazyLock::new(|| {
        Cleaner::new(CleanOptions {
            detect_format: false,
            ..CleanOptions::default()
        })
    });
    let raw = RawDocument {
        id: DocumentId::new("page"),
        format,
        bytes: bytes.to_vec(),
    };
    // What a run learns of a page before it cleans it.
    let _ = CLEANER.short_lines(&raw);
    let Ok(document) = CLEANER.clean(&raw) else {
        return;
    };
    let offsets = document
        .offsets
        .as_ref()
        .expect("the way back to the file is always known");
    assert_eq!(offsets.target_len(), document.text.len());
    for (at, c) in document.text.char_indices() {
        let span = Span::in_text(&document.text, at, at + c.len_utf8()).expect("on boundaries");
        let raw = offsets.to_raw(span).expect("every character has a source");
        assert!(raw.end() <= bytes.len());
    }
    for removal in &document.removed {
        assert!(removal.raw.end() <= bytes.len());
    }
    let again = RawDocument {
        format: Format::Text,
        bytes: document.text.clone().into_bytes(),
        ..raw
    };
    // What stands below the furniture may begin as a file of another kind does ("{\rtf"), and is refused.
    if let Ok(again) = AS_TEXT.clean(&again) {
        assert_eq!(again.text, document.text);
    }
}
