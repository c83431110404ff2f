//! Lines, names and datelines in capitals are given ordinary letter case before the model reads them.
//!
//! A model trained on running text takes a headline in capitals for one long name, or for none, and stumbles over "By PETER
//! KIPRONO" and "TALLINN (BNS) –". The recased text has the same byte length as the original, character by character, so
//! offsets stay as they are.

use std::borrow::Cow;
use std::ops::Range;

/// Words that are written small inside a headline.
const SMALL: &[&str] = &[
    "A", "ABOUT", "AFTER", "AGAINST", "AN", "AND", "ARE", "AS", "AT", "BE", "BEFORE", "BUT", "BY", "DURING",
    "FOR", "FROM", "HAS", "HAVE", "HER", "HIS", "IN", "INTO", "IS", "IT", "ITS", "MUST", "NEW", "NO", "NOT",
    "OF", "ON", "OR", "OUR", "OVER", "SAY", "SAYS", "THAT", "THE", "THEIR", "THIS", "TO", "UNDER", "WAS",
    "WERE", "WILL", "WITH",
];

/// How far behind a place in capitals the dash of a dateline may stand, in bytes.
const DATELINE: usize = 45;

/// The text with all that stands in capitals recased: lines, several words in a row, the place of a dateline.
pub(crate) fn truecased(text: &str) -> Cow<'_, str> {
    let mut recased = String::new();
    let mut taken = 0;
    let mut take = |from: usize, to: usize| {
        recased.push_str(&text[taken..from]);
        recase(&text[from..to], &mut recased);
        taken = to;
    };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if is_in_capitals(line) {
            take(at, at + line.len());
        } else {
            for run in runs_in_capitals(line) {
                if is_name(&line[run.clone()]) || run.start == 0 && is_dateline(&line[run.end..]) {
                    take(at + run.start, at + run.end);
                }
            }
        }
        at += line.len();
    }
    if taken == 0 {
        return Cow::Borrowed(text);
    }
    recased.push_str(&text[taken..]);
    Cow::Owned(recased)
}

/// The longest stretches of words in capitals, of two letters or more, with nothing but single spaces and hyphens between.
fn runs_in_capitals(line: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for word in line.split_inclusive(|c: char| !c.is_alphabetic()) {
        let letters = word.trim_end_matches(|c: char| !c.is_alphabetic());
        let mut capitals = letters.chars();
        if letters.chars().nth(1).is_some() && capitals.all(char::is_uppercase) {
            let end = at + letters.len();
            match runs.last_mut() {
                Some(run) if matches!(&line[run.end..at], " " | "-") => run.end = end,
                _ => runs.push(at..end),
            }
        }
        at += word.len();
    }
    runs
}

/// Whether at least two words have more than three letters: a lone acronym or "UN, EU" is no name in capitals.
fn is_name(run: &str) -> bool {
    let long_words = run
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() > 3);
    long_words.take(2).count() == 2
}

/// Whether a line that begins with a word in capitals goes on like a dateline: a stop of some kind, and a dash before long.
fn is_dateline(behind: &str) -> bool {
    let near = &behind[..behind.floor_char_boundary(DATELINE)];
    near.starts_with([',', '.', ' ', '(', '/', ':'])
        && [" – ", " — ", " - ", " -- ", ".- ", ".— ", ".– ", "— ", "/. "]
            .iter()
            .any(|dash| near.contains(dash))
}

/// Whether nine letters of ten are capitals and at least two words have more than three of them.
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
    upper > 9 * lower && is_name(line)
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
    fn names_and_datelines_in_capitals_are_recased() {
        for (text, recased) in [
            (
                "By PETER KIPRONO and ANNE-MARIE KAMAU",
                "By Peter Kiprono and Anne-Marie Kamau",
            ),
            ("TALLINN (BNS) – Ministers met.", "Tallinn (BNS) – Ministers met."),
            ("LOJA.- The presidents met.", "Loja.- The presidents met."),
            (
                "NUR-SULTAN, 4 May — The minister",
                "Nur-Sultan, 4 May — The minister",
            ),
            ("Photo: ŽELJKO ĐURIĆ / NATO", "Photo: Željko Đurić / NATO"),
        ] {
            assert_eq!(truecased(text), recased);
        }
    }

    #[test]
    fn acronyms_and_ordinary_lines_stay() {
        for text in [
            "UN, EU, NATO",
            "The UN and the EU met",
            "",
            "2017-11-01",
            "USA",
            "UNESCO, the agency for culture, met in Paris on Monday to discuss - again",
            "The OSCE and NATO sent observers",
            "I SAID no",
        ] {
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
