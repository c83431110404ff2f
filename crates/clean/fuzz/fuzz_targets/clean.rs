//! Any bytes, as text and as HTML: no panic, offsets that fit, and cleaning twice is cleaning once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onomast_clean::{CleanOptions, Cleaner};
use onomast_document::{DocumentId, Format, RawDocument, Span};

fuzz_target!(|bytes: &[u8]| {
    let cleaner = Cleaner::default();
    for format in [Format::Text, Format::Html] {
        let raw = RawDocument { id: DocumentId::new("page"), format, bytes: bytes.to_vec() };
        let Ok(document) = cleaner.clean(&raw) else { continue };
        let offsets = document.offsets.as_ref().expect("always known");
        assert_eq!(offsets.target_len(), document.text.len());
        for (at, c) in document.text.char_indices() {
            let span = Span::in_text(&document.text, at, at + c.len_utf8()).expect("on boundaries");
            assert!(offsets.to_raw(span).expect("has a source").end() <= bytes.len());
        }
        // Text that speaks of HTML may look like HTML the second time.
        let as_text = Cleaner::new(CleanOptions { detect_format: false, ..CleanOptions::default() });
        let again = RawDocument { format: Format::Text, bytes: document.text.clone().into_bytes(), ..raw };
        // What stands below the furniture may begin as a file of another kind does ("{\rtf"), and is refused.
        let Ok(again) = as_text.clean(&again) else { continue };
        assert_eq!(again.text, document.text);
    }
});
