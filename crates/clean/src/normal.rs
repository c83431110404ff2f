//! Characters: invisible ones go, spaces become one space, line ends become `\n`, look-alikes and composition
//! are made regular. Nothing here is a removal of content, so nothing here is recorded as one.

use onomast_document::SpanError;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::lookalike::LookAlikes;
use crate::mapped::{Mapped, Writer};

/// All character steps in their order. Doing it twice is doing it once.
pub(crate) fn normalise(page: &Mapped, look_alikes: Option<&LookAlikes>) -> Result<Mapped, SpanError> {
    let mut page = page.then(characters(&page.text)?)?;
    if page.text.is_ascii() {
        return Ok(page);
    }
    page = composed(page)?;
    if let Some(step) = look_alikes.and_then(|table| table.apply(&page.text).transpose()) {
        // A letter made Latin may compose with the accent behind it.
        page = composed(page.then(step?)?)?;
    }
    Ok(page)
}

/// The page in canonical composition.
fn composed(page: Mapped) -> Result<Mapped, SpanError> {
    // Below U+0300, whose first byte is CC, nothing composes or is composed anew.
    if page.text.bytes().all(|byte| byte < 0xCC)
        || is_nfc_quick(page.text.chars().filter(|c| *c >= '\u{300}')) == IsNormalized::Yes
    {
        return Ok(page);
    }
    page.then(compose(&page.text)?)
}

/// What a character becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Keep,
    Space,
    LineEnd,
    /// Shows nothing by itself.
    Invisible,
    /// Joins letters in scripts that need it and emoji; elsewhere invisible.
    Joiner,
}

fn class(c: char) -> Class {
    match c {
        ' ' | '\t' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => {
            Class::Space
        }
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::LineEnd,
        '\u{200C}' | '\u{200D}' => Class::Joiner,
        '\0'..='\u{1F}'
        | '\u{7F}'..='\u{9F}'
        | '\u{AD}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFC}'
        // Icon fonts put their pictures here.
        | '\u{E000}'..='\u{F8FF}' => Class::Invisible,
        _ => Class::Keep,
    }
}

/// One pass over the characters: classes above, runs of space to one, none beside a line end, blank lines to
/// at most one.
fn characters(text: &str) -> Result<Mapped, SpanError> {
    let bytes = text.as_bytes();
    let mut out = Writer::with_capacity(text.len());
    let mut at = 0;
    // Space and line ends seen since the last kept character: not written before something follows them.
    let mut space: Option<(usize, usize)> = None;
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut last = '\n';
    while at < bytes.len() {
        // The common case: a stretch of printable ASCII with single spaces inside.
        let run = plain_run(&bytes[at..]);
        if run > 0 {
            write_gap(&mut out, &mut space, &mut ends)?;
            out.copy(&text[at..at + run], at)?;
            at += run;
            last = char::from(bytes[at - 1]);
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let end = at + c.len_utf8();
        match class(c) {
            Class::Space => space = Some((space.map_or(at, |(start, _)| start), end)),
            Class::LineEnd => {
                let crlf = c == '\r' && bytes.get(end) == Some(&b'\n');
                let end = end + usize::from(crlf);
                if ends.len() < 2 {
                    ends.push((at, end));
                }
                space = None;
                at = end;
                continue;
            }
            Class::Joiner if last < '\u{590}' || last == '\n' => {}
            Class::Invisible => {}
            Class::Keep | Class::Joiner => {
                write_gap(&mut out, &mut space, &mut ends)?;
                out.copy(&text[at..end], at)?;
                last = c;
            }
        }
        at = end;
    }
    Ok(out.finish())
}

/// Visible ASCII characters.
const VISIBLE: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 128 {
        table[at] = (at as u8).is_ascii_graphic();
        at += 1;
    }
    table
};

/// Length of the leading stretch that is copied as it stands: visible ASCII, single spaces between.
fn plain_run(bytes: &[u8]) -> usize {
    let is_visible = |at: usize| bytes.get(at).is_some_and(|byte| VISIBLE[usize::from(*byte)]);
    let mut at = 0;
    loop {
        let start = at;
        while is_visible(at) {
            at += 1;
        }
        // A space belongs to the run when visible characters are around it.
        if at > start && bytes.get(at) == Some(&b' ') && is_visible(at + 1) {
            at += 1;
        } else {
            return at;
        }
    }
}

fn write_gap(
    out: &mut Writer,
    space: &mut Option<(usize, usize)>,
    ends: &mut Vec<(usize, usize)>,
) -> Result<(), SpanError> {
    if !out.text().is_empty() {
        if ends.is_empty() {
            if let Some((start, end)) = *space {
                out.replace(" ", start, end)?;
            }
        } else {
            for &(start, end) in ends.iter() {
                out.replace("\n", start, end)?;
            }
        }
    }
    *space = None;
    ends.clear();
    Ok(())
}

/// Canonical composition (NFC), by the smallest stretches that compose on their own.
fn compose(text: &str) -> Result<Mapped, SpanError> {
    let mut out = Writer::with_capacity(text.len());
    let mut start = 0;
    while start < text.len() {
        let len = stretch(&text[start..]);
        let piece = &text[start..start + len];
        if is_nfc_quick(piece.chars()) == IsNormalized::Yes {
            out.copy(piece, start)?;
        } else {
            let composed: String = piece.nfc().collect();
            if composed == piece {
                out.copy(piece, start)?;
            } else {
                out.replace(&composed, start, start + len)?;
            }
        }
        start += len;
    }
    Ok(out.finish())
}

/// Length of the leading character with all that may combine with it.
fn stretch(text: &str) -> usize {
    let starts_anew = |c: char| {
        c.is_ascii()
            || (unicode_normalization::char::canonical_combining_class(c) == 0
                && is_nfc_quick(std::iter::once(c)) != IsNormalized::Maybe)
    };
    text.char_indices()
        .skip(1)
        .find(|(_, c)| starts_anew(*c))
        .map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::decode::identity;

    fn check(raw: &str, expected: &str) {
        let page = normalise(&identity(raw), None).unwrap();
        assert_eq!(page.text, expected);
    }

    #[test]
    fn spaces_and_line_ends_become_regular() {
        check(
            "  The\u{A0}President \t of\u{2009}France \r\n\r\n\r\n\r\nsaid\u{85}so.\r\n ",
            "The President of France\n\nsaid\nso.",
        );
        check("one\r two \u{2028}three", "one\ntwo\nthree");
    }

    #[test]
    fn invisible_characters_go() {
        check(
            "Shav\u{AD}kat Mirzi\u{200B}yoyev\u{FEFF}\u{7}",
            "Shavkat Mirziyoyev",
        );
        check("\u{202B}مرحبا\u{202C}", "مرحبا");
        check("می\u{200C}خواهم", "می\u{200C}خواهم");
        check("👩\u{200D}🚀 ok\u{200D}ay", "👩\u{200D}🚀 okay");
    }

    #[test]
    fn letters_are_composed_and_keep_their_bytes() {
        let raw = "a Poincare\u{301} b";
        let page = normalise(&identity(raw), None).unwrap();
        assert_eq!(page.text, "a Poincaré b");
        let at = page.text.find('é').unwrap();
        let span = page.raw(at, at + 'é'.len_utf8()).unwrap();
        assert_eq!(&raw[span.range()], "e\u{301}");
        check("각", "각");
    }

    proptest! {
        #[test]
        fn twice_is_once(raw in "(\\PC|[ \t\r\n\u{AD}\u{200B}\u{200D}\u{301}\u{308}еЕаоАі\u{1100}\u{1161}]){0,40}") {
            let table = LookAlikes::new(crate::words::Lexicon::shared());
            let once = normalise(&identity(&raw), Some(&table)).unwrap();
            let twice = normalise(&identity(&once.text), Some(&table)).unwrap();
            prop_assert_eq!(&once.text, &twice.text);
            prop_assert_eq!(once.map.target_len(), once.text.len());
        }
    }
}
