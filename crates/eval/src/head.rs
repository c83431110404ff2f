//! The head of a noun phrase, near enough to compare mentions that differ in their modifiers.

use std::ops::Range;

/// Words that open a modifier after the head of an English noun phrase.
const AFTER_HEAD: [&str; 19] = [
    "of", "for", "to", "in", "on", "at", "from", "with", "by", "under", "as", "who", "whom", "which", "that",
    "and", "or", "then", "now",
];

/// The bytes of the head word: the last word before the first comma, preposition or relative pronoun; where the
/// phrase opens with one, its first word.
pub(crate) fn head(phrase: &str) -> Range<usize> {
    let mut head: Option<Range<usize>> = None;
    for word in words(phrase) {
        let text = phrase.get(word.clone()).unwrap_or_default();
        if head.is_some() && AFTER_HEAD.contains(&text.to_lowercase().as_str()) {
            break;
        }
        let core = text.trim_end_matches([',', ';', ':', '.', '"', '”', ')']);
        let ends_phrase = core.len() < text.len();
        head = Some(word.start..word.start + core.len());
        if ends_phrase && text.contains([',', ';', ':']) {
            break;
        }
    }
    head.filter(|range| !range.is_empty()).unwrap_or(0..phrase.len())
}

fn words(phrase: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    phrase.split(char::is_whitespace).filter_map(move |word| {
        let start = at;
        // Any whitespace character of the separators is one `char`; its width is found in the phrase itself.
        at += word.len();
        at += phrase
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        (!word.is_empty()).then(|| start..start + word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_comes_before_its_modifiers() {
        for (phrase, expected) in [
            ("the President of Kazakhstan", "President"),
            ("Head of the state", "Head"),
            ("the First Deputy Foreign Minister", "Minister"),
            ("the minister, who signed it", "minister"),
            ("he", "he"),
            ("the country's new leader", "leader"),
            ("Президент Казахстана", "Казахстана"),
            ("the\u{a0}leader  of the party", "leader"),
        ] {
            assert_eq!(phrase.get(head(phrase)), Some(expected), "{phrase}");
        }
    }
}
