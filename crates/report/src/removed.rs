//! What cleaning took out of a page, with its text and its place in the cleaned text.
//!
//! The rules are not asked again: they may have known more than one page tells, and may have changed. The whole page,
//! made readable without any rule, less the removed parts is the cleaned text but for white space; so walking along
//! both tells where each part stood. Where the two do not agree, no place is given.

use onomast_pipeline::clean::Cleaner;
use onomast_pipeline::output::DocumentRecord;
use onomast_pipeline::places::Places;
use onomast_pipeline::{OffsetUnit, RawDocument, RawSpan, Span};
use serde::Serialize;

/// A removed part of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Removed {
    rule: String,
    /// Its text, without markup; none where the original is not at hand.
    text: Option<String>,
    /// The UTF-16 unit of the cleaned text before which it stood; none where that is not known.
    at: Option<usize>,
}

/// The removed parts of a document, in the order of the page. `cleaner` uses no rules.
pub(crate) fn removed(
    record: &DocumentRecord,
    original: Option<&RawDocument>,
    unit: OffsetUnit,
    cleaner: &Cleaner,
) -> Vec<Removed> {
    let mut parts: Vec<Removed> = record
        .removed
        .iter()
        .map(|removed| Removed {
            rule: removed.rule.to_string(),
            text: None,
            at: None,
        })
        .collect();
    let Some(original) = original else {
        return parts;
    };
    let Ok(page) = cleaner.clean(original) else {
        return parts;
    };
    let spans: Vec<Option<Span>> = removed_bytes(record, &original.bytes, unit)
        .into_iter()
        .map(|span| page.offsets.as_ref()?.to_clean(span?))
        .collect();
    for (part, span) in parts.iter_mut().zip(&spans) {
        part.text = span
            .and_then(|span| page.text.get(span.range()))
            .map(str::to_owned);
    }
    // A part of which nothing can be seen needs no place; where the place of another is not known, none is.
    let seen: Vec<Span> = spans.iter().flatten().copied().collect();
    if let Some(places) = places(&page.text, &record.text, &seen) {
        let at = Places::of(&record.text, OffsetUnit::Bytes, places.clone());
        let mut places = places.into_iter();
        for (part, _) in parts.iter_mut().zip(&spans).filter(|(_, span)| span.is_some()) {
            part.at = places
                .next()
                .and_then(|place| at.get(place))
                .map(|place| place.utf16);
        }
    }
    parts
}

/// The removed parts of a document in bytes of its file; none for one whose place is not known.
pub(crate) fn removed_bytes(record: &DocumentRecord, bytes: &[u8], unit: OffsetUnit) -> Vec<Option<RawSpan>> {
    let ends = || {
        let removed = record.removed.iter();
        removed.map(|removed| removed.raw_start.zip(removed.raw_end))
    };
    let spans: Vec<Option<(usize, usize)>> = match unit {
        OffsetUnit::Bytes => ends().collect(),
        OffsetUnit::Chars => {
            // Code points are given for UTF-8 only.
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            let wanted = ends().flatten().flat_map(|(start, end)| [start, end]);
            let places = Places::of(text, unit, wanted.collect());
            let byte = |offset| places.get(offset).map(|place| place.byte);
            ends()
                .map(|ends| ends.and_then(|(start, end)| byte(start).zip(byte(end))))
                .collect()
        }
    };
    let span = |ends: Option<(usize, usize)>| ends.and_then(|(start, end)| RawSpan::new(start, end).ok());
    spans.into_iter().map(span).collect()
}

/// The byte of `cleaned` after which each of the `removed` parts of `page` stood, at the end of what was kept before
/// it. None where `page` less these parts is not `cleaned` but for white space.
fn places(page: &str, cleaned: &str, removed: &[Span]) -> Option<Vec<usize>> {
    let mut places = Vec::with_capacity(removed.len());
    let mut kept = cleaned.char_indices().filter(|(_, c)| !c.is_whitespace());
    let mut place = 0;
    let mut removed = removed.iter().peekable();
    let mut end = 0;
    for (at, c) in page.char_indices() {
        while let Some(span) = removed.next_if(|span| span.start() <= at) {
            places.push(place);
            end = end.max(span.end());
        }
        if at >= end && !c.is_whitespace() {
            let (byte, same) = kept.next()?;
            if same != c {
                return None;
            }
            place = byte + c.len_utf8();
        }
    }
    places.extend(removed.map(|_| place));
    kept.next().is_none().then_some(places)
}

#[cfg(test)]
mod tests {
    use onomast_pipeline::clean::CleanOptions;
    use onomast_pipeline::{DocumentId, Format};

    use super::*;

    fn place(page: &str, cleaned: &str, parts: &[&str]) -> Option<Vec<usize>> {
        let spans = parts.iter().map(|part| {
            let start = page.find(part).unwrap();
            Span::new(start, start + part.len()).unwrap()
        });
        places(page, cleaned, &spans.collect::<Vec<_>>())
    }

    #[test]
    fn parts_stand_after_what_was_kept_before_them() {
        let page = "Menu\n\nЎзбек news. Read more\nThe end.\nShare";
        let cleaned = "Ўзбек news.\nThe end.";
        let first = "Ўзбек news.".len();
        assert_eq!(
            place(page, cleaned, &["Menu", "Read more", "Share"]),
            Some(vec![0, first, cleaned.len()])
        );
        assert_eq!(
            place(page, cleaned, &["Menu", "Share"]),
            None,
            "more was removed than is said"
        );
        assert_eq!(place(page, "Ўзбек news", &["Menu", "Read more", "Share"]), None);
    }

    #[test]
    fn removed_parts_have_their_text_whatever_the_encoding_and_markup() {
        let html = "<html><head><meta charset=windows-1251></head><body><nav><a href=/>\u{413}\u{43b}\u{430}\u{432}\u{43d}\u{430}\u{44f}</a> | \
                    <a href=/n>News</a> | <a href=/c>Contacts</a></nav><p>The ministers met in Tashkent and signed a plan of work.</p></body></html>";
        let bytes: Vec<u8> = html
            .chars()
            .map(|c| match c as u32 {
                code @ 0x410..=0x44F => (code - 0x410 + 0xC0) as u8,
                code => code as u8,
            })
            .collect();
        let raw = RawDocument {
            id: DocumentId::new("page.html"),
            format: Format::Html,
            bytes,
        };
        let document = Cleaner::default().clean(&raw).unwrap();
        let record = DocumentRecord::of_document(&document, &raw, String::new(), OffsetUnit::Bytes);
        let cleaner = Cleaner::new(CleanOptions {
            rules: false,
            ..CleanOptions::default()
        });
        let parts = removed(&record, Some(&raw), OffsetUnit::Bytes, &cleaner);
        let text: String = parts.iter().filter_map(|part| part.text.as_deref()).collect();
        assert!(
            text.contains("\u{413}\u{43b}\u{430}\u{432}\u{43d}\u{430}\u{44f}") && !text.contains('<'),
            "{text}"
        );
        assert!(parts.iter().all(|part| part.at == Some(0)), "{parts:?}");
        let without = removed(&record, None, OffsetUnit::Bytes, &cleaner);
        assert_eq!(without.len(), parts.len());
        assert!(
            without
                .iter()
                .all(|part| part.text.is_none() && part.at.is_none())
        );
    }
}
