//! Bytes of a file to text, in whatever encoding they are.
//!
//! In this order: a byte-order mark; valid UTF-8; the encoding an HTML page declares; UTF-8 with a few broken
//! places; the encoding that the bytes look like. Offsets always count the bytes of the file.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use onomast_document::{OffsetMapBuilder, SpanError};

use crate::error::CleanError;
use crate::mapped::{Mapped, Writer};

/// How many bytes are looked at to tell text from other files, and for a declared encoding.
const HEAD: usize = 64 * 1024;

/// A decoded file and what a careful user would want to know about it.
pub(crate) struct Decoded {
    pub(crate) page: Mapped,
    pub(crate) warnings: Vec<String>,
}

/// Decodes a file.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, CleanError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(CleanError::TooLarge { len: bytes.len() });
    }
    let page = match bytes {
        [0xFF, 0xFE, ..] => utf16(bytes, u16::from_le_bytes)?,
        [0xFE, 0xFF, ..] => utf16(bytes, u16::from_be_bytes)?,
        _ => {
            refuse_binary(bytes)?;
            return decode_bytes(bytes);
        }
    };
    let replaced = page.text.matches(char::REPLACEMENT_CHARACTER).count();
    Ok(Decoded {
        page,
        warnings: replaced_warning(replaced, "UTF-16"),
    })
}

fn decode_bytes(bytes: &[u8]) -> Result<Decoded, CleanError> {
    let start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    if let Ok(text) = std::str::from_utf8(&bytes[start..]) {
        let mut map = OffsetMapBuilder::new();
        map.copy(start, text.len())?;
        return Ok(Decoded {
            page: Mapped {
                text: text.to_owned(),
                map: map.finish(),
            },
            warnings: Vec::new(),
        });
    }
    let declared = declared_encoding(bytes).filter(|encoding| *encoding != UTF_8);
    let (encoding, mut warnings) = if start > 0 || (declared.is_none() && mostly_utf8(bytes)) {
        (UTF_8, Vec::new())
    } else if let Some(encoding) = declared {
        (encoding, Vec::new())
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
        detector.feed(bytes, true);
        let encoding = detector.guess(None, Utf8Detection::Deny);
        let name = encoding.name();
        (
            encoding,
            vec![format!(
                "no encoding is declared; the bytes were taken for {name}"
            )],
        )
    };
    let (page, replaced) = by_byte(bytes, start, encoding)?;
    warnings.extend(replaced_warning(replaced, encoding.name()));
    Ok(Decoded { page, warnings })
}

fn replaced_warning(count: usize, encoding: &str) -> Vec<String> {
    match count {
        0 => Vec::new(),
        1 => vec![format!(
            "1 place could not be decoded as {encoding} and was replaced by U+FFFD"
        )],
        _ => vec![format!(
            "{count} places could not be decoded as {encoding} and were replaced by U+FFFD"
        )],
    }
}

/// Files that are not text: by their first bytes, or by the share of control characters.
fn refuse_binary(bytes: &[u8]) -> Result<(), CleanError> {
    const KNOWN: [(&[u8], &str); 8] = [
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"\x89PNG", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"\x7FELF", "a program"),
        (b"{\\rtf", "an RTF document"),
    ];
    for (magic, what) in KNOWN {
        if bytes.starts_with(magic) {
            return Err(CleanError::Binary { what });
        }
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    // Sums of a byte over short stretches, which a compiler turns into few wide steps.
    let control: usize = head
        .chunks(usize::from(u8::MAX))
        .map(|stretch| usize::from(stretch.iter().map(|byte| u8::from(is_control(*byte))).sum::<u8>()))
        .sum();
    let nul = memchr::memchr(0, head).is_some();
    // Stray control characters in a page are cleaned away; where they are a tenth it is another kind of file.
    if control * 10 > head.len() || (nul && std::str::from_utf8(bytes).is_err()) {
        return Err(CleanError::Binary {
            what: if nul {
                "binary data (or UTF-16 without its byte-order mark)"
            } else {
                "binary data"
            },
        });
    }
    Ok(())
}

/// Control characters that no text has, but for white space and the escapes of ISO-2022.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 14..=26 | 28..=31)
}

/// Whether the bytes are UTF-8 with a few broken places: ten whole characters for each break.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good >= broken * 10
}

/// The encoding in `<meta charset=…>`, `<meta … content="…; charset=…">` or `<?xml encoding=…>`.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    for key in [&b"charset"[..], b"encoding"] {
        let mut from = 0;
        while let Some(at) = memchr::memmem::find(&head[from..], key) {
            from += at + key.len();
            let inside_tag = memchr::memrchr2(b'<', b'>', &head[..from]).is_some_and(|i| head[i] == b'<');
            let rest = head[from..].trim_ascii_start();
            let Some(value) = rest.strip_prefix(b"=") else {
                continue;
            };
            let value = value.trim_ascii_start();
            let value = value
                .strip_prefix(b"\"")
                .or(value.strip_prefix(b"'"))
                .unwrap_or(value);
            let len = value
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(b))
                .count();
            if let Some(encoding) = Encoding::for_label(&value[..len]).filter(|_| inside_tag) {
                return Some(encoding);
            }
        }
    }
    None
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Mapped, SpanError> {
    let mut out = Writer::with_capacity(bytes.len());
    let mut at = 2;
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    for decoded in char::decode_utf16(units) {
        let c = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        let end = at + 2 * c.len_utf16();
        out.replace_char(c, at, end)?;
        at = end;
    }
    if at < bytes.len() {
        out.replace_char(char::REPLACEMENT_CHARACTER, at, bytes.len())?;
    }
    Ok(out.finish())
}

/// Decodes byte by byte, so that each character knows its bytes. Returns how many places were replaced.
fn by_byte(bytes: &[u8], start: usize, encoding: &'static Encoding) -> Result<(Mapped, usize), SpanError> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = Writer::with_capacity(bytes.len() * 2);
    let mut buffer = [0u8; 64];
    let (mut at, mut pending) = (start, start);
    let mut replaced = 0;
    // An ASCII byte between whole characters is itself; ISO-2022-JP alone has states in which it is not.
    let ascii_is_itself = encoding.is_ascii_compatible() && encoding != encoding_rs::ISO_2022_JP;
    while at < bytes.len() {
        if ascii_is_itself && pending == at {
            let run = bytes[at..].iter().take_while(|b| b.is_ascii()).count();
            if let Ok(piece) = std::str::from_utf8(&bytes[at..at + run]) {
                out.copy(piece, at)?;
            }
            at += run;
            pending = at;
            if at == bytes.len() {
                break;
            }
        }
        let last = at + 1 == bytes.len();
        let (_, read, written, bad) = decoder.decode_to_utf8(&bytes[at..=at], &mut buffer, last);
        replaced += usize::from(bad);
        at += read;
        if written > 0 {
            let piece = std::str::from_utf8(&buffer[..written]).unwrap_or("\u{FFFD}");
            for c in piece.chars() {
                out.replace_char(c, pending, at)?;
            }
            pending = at;
        }
    }
    Ok((out.finish(), replaced))
}

/// A text that is its own source.
#[cfg(test)]
pub(crate) fn identity(text: &str) -> Mapped {
    Mapped {
        text: text.to_owned(),
        map: onomast_document::OffsetMap::identity(text.len()).unwrap(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> String {
        decode(bytes).unwrap().page.text
    }

    /// The bytes of the file behind `part` of the decoded text.
    fn bytes_behind<'a>(bytes: &'a [u8], part: &str) -> &'a [u8] {
        let page = decode(bytes).unwrap().page;
        let start = page.text.find(part).unwrap();
        &bytes[page.raw(start, start + part.len()).unwrap().range()]
    }

    #[test]
    fn utf8_with_and_without_a_mark() {
        assert_eq!(text_of("Ташкент".as_bytes()), "Ташкент");
        assert_eq!(text_of("\u{FEFF}Ташкент".as_bytes()), "Ташкент");
        assert_eq!(
            bytes_behind("\u{FEFF}Ташкент".as_bytes(), "кент"),
            "кент".as_bytes()
        );
    }

    #[test]
    fn utf16_by_its_mark_in_both_orders() {
        for (mark, order) in [
            (0xFEFFu16, u16::to_le_bytes as fn(u16) -> [u8; 2]),
            (0xFEFF, u16::to_be_bytes),
        ] {
            let bytes: Vec<u8> = std::iter::once(mark)
                .chain("Ўзбек 🏔 x".encode_utf16())
                .flat_map(order)
                .collect();
            assert_eq!(text_of(&bytes), "Ўзбек 🏔 x");
            assert_eq!(bytes_behind(&bytes, "🏔").len(), 4);
            assert_eq!(bytes_behind(&bytes, "бек").len(), 6);
        }
    }

    #[test]
    fn legacy_encodings_are_declared_or_detected_and_offsets_count_their_bytes() {
        let (bytes, _, _) =
            encoding_rs::WINDOWS_1251.encode("Президент Узбекистана прибыл в Москву с визитом");
        assert_eq!(text_of(&bytes), "Президент Узбекистана прибыл в Москву с визитом");
        assert_eq!(bytes_behind(&bytes, "Узбекистана").len(), 11);
        assert!(decode(&bytes).unwrap().warnings[0].contains("windows-1251"));

        let page = "<html><head><meta charset='shift_jis'></head>日本の首相 visits";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(page);
        assert_eq!(text_of(&bytes), page);
        assert_eq!(bytes_behind(&bytes, "首相").len(), 4);
        assert!(decode(&bytes).unwrap().warnings.is_empty());
    }

    #[test]
    fn broken_bytes_are_replaced_and_told() {
        let mut bytes = "Қазақстан Республикасының Президенті".as_bytes().to_vec();
        bytes.extend(b" \xFF end");
        let decoded = decode(&bytes).unwrap();
        assert!(decoded.page.text.ends_with(" \u{FFFD} end"));
        assert!(decoded.warnings[0].starts_with("1 place could not be decoded as UTF-8"));
        assert_eq!(bytes_behind(&bytes, "\u{FFFD}"), b"\xFF");
    }

    #[test]
    fn other_files_are_refused_by_name() {
        for (bytes, what) in [
            (&b"%PDF-1.7 \x00\x01"[..], "PDF"),
            (b"\x00\x01\x02\x03", "binary data"),
            (b"h\x00e\x00l\x00l\x00o\x00", "without its byte-order mark"),
        ] {
            let Err(error) = decode(bytes) else {
                panic!("{bytes:?} must be refused")
            };
            assert!(error.to_string().contains(what), "{error}");
        }
    }
}
