//! Characters: invisible ones go, spaces become one space, line ends become `\n`, look-alikes and composition
//! are made regular. Nothing here is a removal of content, so nothing here is recorded as one.

use onomast_document::SpanError;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::lookalike::LookAlikes;
use crate::mapped::{Mapped, Writer};
use crate::masks::{self, masks};

/// All character steps in their order. Doing it twice is doing it once.
pub(crate) fn normalise(page: Mapped, look_alikes: Option<&LookAlikes>) -> Result<Mapped, SpanError> {
    let (page, seen) = characters(page)?;
    let mut page = composed(page, seen)?;
    if !seen.alike {
        return Ok(page);
    }
    if let Some(step) = look_alikes.and_then(|table| table.apply(&page.text).transpose()) {
        // A letter made Latin may compose with the accent behind it.
        page = composed(page.then(step?)?, seen)?;
    }
    Ok(page)
}

/// What further steps have to look at.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// A character that may compose with others, or be composed anew.
    composing: bool,
    /// A letter of a script that has look-alikes.
    alike: bool,
}

impl Seen {
    fn note(&mut self, c: char) {
        self.alike |= matches!(c, '\u{340}'..='\u{53F}' | '\u{1000}'..='\u{1FFF}');
        // Letters and signs that composition leaves alone whatever stands beside them.
        self.composing |= !matches!(c,
            '\0'..='\u{2FF}'
            | '\u{400}'..='\u{482}'
            | '\u{48A}'..='\u{52F}'
            | '\u{5D0}'..='\u{5EA}'
            | '\u{600}'..='\u{60F}'
            | '\u{620}'..='\u{64A}'
            | '\u{660}'..='\u{66F}'
            | '\u{671}'..='\u{6D5}'
            | '\u{2010}'..='\u{20CF}'
            | '\u{2190}'..='\u{2328}'
            | '\u{232B}'..='\u{2ADB}'
            | '\u{3001}'..='\u{3029}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{FFFD}'
            | '\u{1F300}'..='\u{1FAFF}');
    }
}

/// The page in canonical composition.
fn composed(page: Mapped, seen: Seen) -> Result<Mapped, SpanError> {
    // Below U+0300 nothing composes or is composed anew.
    if !seen.composing || is_nfc_quick(page.text.chars().filter(|c| *c >= '\u{300}')) == IsNormalized::Yes {
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

/// Whether a joiner behind the character may mean something. Latin and Greek letters, into which some of the later blocks
/// are composed, need none.
fn takes_joiners(c: char) -> bool {
    c >= '\u{590}' && !matches!(c, '\u{1E00}'..='\u{1FFF}' | '\u{2100}'..='\u{214F}')
}

/// One pass over the characters: classes above, runs of space to one, none beside a line end, blank lines to
/// at most one.
fn characters(page: Mapped) -> Result<(Mapped, Seen), SpanError> {
    let text = page.text.as_str();
    let bytes = text.as_bytes();
    let mut seen = Seen::default();
    let mut at = 0;
    let mut run = regular_run(text, &mut seen);
    if run == text.len() {
        return Ok((page, seen));
    }
    let mut out = Writer::with_capacity(text.len());
    // Space and line ends seen since the last kept character: not written before something follows them. A joiner behind
    // them joins nothing.
    let mut space: Option<(usize, usize)> = None;
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut last = '\n';
    while at < bytes.len() {
        // The common case: a stretch of text that is regular already.
        if run > 0 {
            write_gap(&mut out, &mut space, &mut ends)?;
            out.copy(&text[at..at + run], at)?;
            at += run;
            last = text[..at].chars().next_back().unwrap_or(last);
        }
        let Some(c) = text[at..].chars().next() else { break };
        let end = at + c.len_utf8();
        match class(c) {
            Class::Space => {
                space = Some((space.map_or(at, |(start, _)| start), end));
                last = ' ';
            }
            Class::LineEnd => {
                let crlf = c == '\r' && bytes.get(end) == Some(&b'\n');
                let end = end + usize::from(crlf);
                if ends.len() < 2 {
                    ends.push((at, end));
                }
                space = None;
                last = '\n';
                at = end;
                run = regular_run(&text[at..], &mut seen);
                continue;
            }
            Class::Joiner if !takes_joiners(last) => {}
            Class::Invisible => {}
            Class::Keep | Class::Joiner => {
                write_gap(&mut out, &mut space, &mut ends)?;
                out.copy(&text[at..end], at)?;
                seen.note(c);
                last = c;
            }
        }
        at = end;
        run = regular_run(&text[at..], &mut seen);
    }
    Ok((page.then(out.finish())?, seen))
}

/// Length of the leading stretch that is copied as it stands: characters that are kept, and between two of them one
/// space or up to two line ends.
fn regular_run(text: &str, seen: &mut Seen) -> usize {
    let bytes = text.as_bytes();
    // Where the last kept character ended, and whether a blank stands before the block.
    let (mut kept, mut blank) = (0, 1);
    let mut at = 0;
    while at < bytes.len() {
        let ([blanks, visible], len) = masks(bytes, at, |bytes| {
            let blanks = masks::among(bytes, b' ', b' ') | masks::among(bytes, b'\n', b'\n');
            [blanks, masks::visible(bytes)]
        });
        // What stands from here on to the next irregular place is regular.
        let mut from = at;
        let end = at + len;
        let mut stops = (blanks & (blanks << 1 | blank) | !(blanks | visible)) & masks::head(len);
        while stops != 0 {
            let stop = at + stops.trailing_zeros() as usize;
            if stop > from {
                kept = stop - usize::from(bytes[stop - 1] <= b' ');
            }
            match bytes[stop] {
                // The second of two line ends.
                b'\n' if stop == kept + 1 && bytes[kept] == b'\n' => from = stop + 1,
                byte if byte.is_ascii() => return kept,
                _ => {
                    let Some(c) = text[stop..].chars().next().filter(|c| class(*c) == Class::Keep) else {
                        return kept;
                    };
                    seen.note(c);
                    from = stop + c.len_utf8();
                    kept = from;
                }
            }
            stops &= !masks::head((from - at).min(masks::BLOCK));
        }
        if end > from {
            kept = end - usize::from(bytes[end - 1] <= b' ');
        }
        at = end.max(from);
        blank = u64::from(at != kept);
    }
    kept
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
        let page = normalise(identity(raw), None).unwrap();
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
        check("\u{1FBE}\u{200D}", "ι");
    }

    #[test]
    fn letters_are_composed_and_keep_their_bytes() {
        let raw = "a Poincare\u{301} b";
        let page = normalise(identity(raw), None).unwrap();
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
            let once = normalise(identity(&raw), Some(&table)).unwrap();
            let twice = normalise(identity(&once.text), Some(&table)).unwrap();
            prop_assert_eq!(&once.text, &twice.text);
            prop_assert_eq!(once.map.target_len(), once.text.len());
        }
    }
}
