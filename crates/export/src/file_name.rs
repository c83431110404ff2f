//! File names of documents.

use std::fmt::Write;

/// A path below a folder for the id of a document. Ids that are ordinary paths stay as they are; what would lead out of
/// the folder or is forbidden on some system is percent-encoded, so that different ids have different names.
///
/// ```
/// use onomast_export::file_name;
///
/// assert_eq!(file_name("ministry/2022-12-24.txt"), "ministry/2022-12-24.txt");
/// assert_eq!(file_name("https://a.org/?q=1"), "https%3A/%/a.org/%3Fq=1");
/// assert_eq!(file_name("../50%"), "%2E%2E/50%25");
/// ```
pub fn file_name(id: &str) -> String {
    id.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn part(part: &str) -> String {
    match part {
        // A percent sign alone stands for nothing, for an encoded one has digits.
        "" => "%".to_owned(),
        "." | ".." => part.replace('.', "%2E"),
        _ => encoded(part, |c| c.is_control() || "%\\:*?\"<>|".contains(c)),
    }
}

/// A relative IRI reference to the file of a name, as RFC 3987 has it.
pub(crate) fn iri(name: &str) -> String {
    encoded(name, |c| {
        c.is_control() || c.is_whitespace() || "%\\:?#[]@\"<>^`{|}".contains(c)
    })
}

/// The text with the UTF-8 bytes of some characters percent-encoded.
fn encoded(text: &str, is_unsafe: impl Fn(char) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe(c) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        } else {
            encoded.push(c);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Component, Path};

    use super::*;

    #[test]
    fn no_name_leads_out_and_no_two_are_the_same() {
        let ids = [
            "",
            ".",
            "..",
            "/",
            "//",
            "a",
            "/a",
            "a/",
            "a//b",
            "a/b",
            "../a",
            "/etc/passwd",
            "%",
            "%25",
            "%2E",
            "c:\\x",
            "a\0b",
            "a\nb",
            "Ада.txt",
            "a b",
        ];
        let names: BTreeSet<String> = ids.iter().map(|id| file_name(id)).collect();
        assert_eq!(names.len(), ids.len(), "{names:?}");
        for name in &names {
            let mut parts = Path::new(name).components();
            assert!(parts.all(|part| matches!(part, Component::Normal(_))), "{name:?}");
            assert_eq!(
                Path::new(name).components().count(),
                name.split('/').count(),
                "{name:?}"
            );
        }
    }

    #[test]
    fn references_hold_no_reserved_character() {
        assert_eq!(iri(&file_name("Ада 1/#2?.txt")), "Ада%201/%232%253F.txt");
    }
}
