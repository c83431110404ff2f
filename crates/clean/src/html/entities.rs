//! Character references of HTML (`&amp;`, `&#8217;`), decoded with their widths.

use std::ops::Range;

/// The longest name of a reference is shorter.
const LONGEST: usize = 40;

/// A stretch of markup text and what it says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text that says itself.
    Verbatim(&'a str),
    /// A reference.
    Decoded(String),
}

/// Cuts the text between tags into pieces, each with its bytes in `text`.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = (Range<usize>, Piece<'_>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        if let Some((decoded, len)) = reference(rest) {
            let range = at..at + len;
            at += len;
            return Some((range, Piece::Decoded(decoded)));
        }
        // An ampersand that begins no reference is text.
        let mut len = usize::from(rest.starts_with('&'));
        loop {
            len += memchr::memchr(b'&', &rest.as_bytes()[len..]).unwrap_or(rest.len() - len);
            if len == rest.len() || reference(&rest[len..]).is_some() {
                break;
            }
            len += 1;
        }
        let range = at..at + len;
        at += len;
        Some((range, Piece::Verbatim(&rest[..len])))
    })
}

/// The text with all references decoded.
pub(super) fn decoded(text: &str) -> String {
    pieces(text)
        .map(|(_, piece)| match piece {
            Piece::Verbatim(text) => text.to_owned(),
            Piece::Decoded(text) => text,
        })
        .collect()
}

/// The reference that `text` begins with: what it says, and its length.
fn reference(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'&') {
        return None;
    }
    let digits = match bytes {
        [_, b'#', b'x' | b'X', ..] => 3,
        [_, b'#', ..] => 2,
        _ => 1,
    };
    let fits = |b: &&u8| match digits {
        3 => b.is_ascii_hexdigit(),
        2 => b.is_ascii_digit(),
        _ => b.is_ascii_alphanumeric(),
    };
    // A number may have any length; a name is short.
    let most = if digits > 1 { usize::MAX } else { LONGEST };
    let len = digits + bytes[digits..].iter().take(most).take_while(fits).count();
    if len == digits {
        return None;
    }
    let source = &text[..len + usize::from(bytes.get(len) == Some(&b';'))];
    let said = htmlize::unescape(source);
    if said == source {
        return None;
    }
    // "&ampere;": some names need no semicolon, and what follows them is text. All of those say one character.
    let mut chars = said.chars();
    let first = chars.next()?;
    let tail = chars.as_str();
    if !tail.is_empty() && source.ends_with(tail) {
        return Some((first.to_string(), source.len() - tail.len()));
    }
    Some((said.into_owned(), source.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<(String, String)> = pieces(text)
            .map(|(range, piece)| {
                let said = match piece {
                    Piece::Verbatim(text) => text.to_owned(),
                    Piece::Decoded(text) => text,
                };
                (text[range].to_owned(), said)
            })
            .collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_numbers_and_stray_ampersands() {
        check("AT&amp;T", &[("AT", "AT"), ("&amp;", "&"), ("T", "T")]);
        check(
            "&#8217;&#x27;&#146;",
            &[("&#8217;", "’"), ("&#x27;", "'"), ("&#146;", "’")],
        );
        check("a & b &c; &", &[("a & b &c; &", "a & b &c; &")]);
        check(
            "&copy 2021 &ampere;",
            &[
                ("&copy", "©"),
                (" 2021 ", " 2021 "),
                ("&amp", "&"),
                ("ere;", "ere;"),
            ],
        );
        check("&amp;lt;", &[("&amp;", "&"), ("lt;", "lt;")]);
    }
}
