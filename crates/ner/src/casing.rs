//! Lines in capitals are given ordinary letter case before the model reads them.
//!
//! A model trained on running text takes a headline in capitals for one long name, or for none. The recased text has
//! the same byte length as the original, character by character, so offsets stay as they are.

use std::borrow::Cow;

/// Words that are written small inside a headline.
const SMALL: &[&str] = &[
    "A", "ABOUT", "AFTER", "AGAINST", "AN", "AND", "ARE", "AS", "AT", "BE", "BEFORE", "BUT", "BY", "DURING",
    "FOR", "FROM", "HAS", "HAVE", "HER", "HIS", "IN", "INTO", "IS", "IT", "ITS", "MUST", "NEW", "NO", "NOT",
    "OF", "ON", "OR", "OUR", "OVER", "SAY", "SAYS", "THAT", "THE", "THEIR", "THIS", "TO", "UNDER", "WAS",
    "WERE", "WILL", "WITH",
];

/// The text with every line in capitals recased; all else unchanged.
pub(crate) fn truecased(text: &str) -> Cow<'_, str> {
    let mut recased = String::new();
    let mut taken = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if is_in_capitals(line) {
            recased.push_str(&text[taken..at]);
            recase(line, &mut recased);
            taken = at + line.len();
        }
        at += line.len();
    }
    if taken == 0 {
        return Cow::Borrowed(text);
    }
    recased.push_str(&text[taken..]);
    Cow::Owned(recased)
}

/// Whether nine letters of ten are capitals and at least two words have more than three of them: a lone acronym or
/// "UN, EU" is no headline.
fn is_in_capitals(line: &str) -> bool {
    let (mut upper, mut lower) = (0usize, 0usize);
    for c in line.chars() {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
            if lower > 8 && lower > upper {
                return false;
            }
        }
    }
    let long_words = line
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() > 3);
    upper > 9 * lower && long_words.take(2).count() == 2
}

/// Appends a line, each word with a capital and small letters; function words small, short words without a vowel as
/// they are.
fn recase(line: &str, out: &mut String) {
    let mut first = true;
    let mut rest = line;
    while !rest.is_empty() {
        let word_end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(word_end);
        let small = !first && SMALL.binary_search(&word).is_ok();
        let acronym = word.chars().count() <= 4 && !word.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
        for (index, c) in word.chars().enumerate() {
            let keep = acronym || index == 0 && !small;
            out.push(if keep { c } else { small_letter(c) });
        }
        first = first && word.is_empty();
        let gap_end = behind.find(char::is_alphabetic).unwrap_or(behind.len());
        out.push_str(&behind[..gap_end]);
        rest = &behind[gap_end..];
    }
}

/// The small letter, where it is one character of the same length in UTF-8.
fn small_letter(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(small), None) if small.len_utf8() == c.len_utf8() => small,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn headlines_in_capitals_are_recased() {
        assert_eq!(
            truecased("PRESIDENT OF UZBEKISTAN MEETS NATO CHIEF\nShavkat Mirziyoyev met him."),
            "President of Uzbekistan Meets Nato Chief\nShavkat Mirziyoyev met him."
        );
    }

    #[test]
    fn acronyms_and_ordinary_lines_stay() {
        for text in ["UN, EU, NATO", "The UN and the EU met", "", "2017-11-01", "USA"] {
            assert!(matches!(truecased(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn function_words_are_in_order() {
        assert!(SMALL.is_sorted());
    }

    proptest! {
        #[test]
        fn characters_keep_their_places(text in "([A-ZİŞÖА-Я .,\n]|.){0,60}") {
            let recased = truecased(&text);
            let places = |text: &str| text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
            prop_assert_eq!(places(&text), places(&recased));
        }
    }
}
