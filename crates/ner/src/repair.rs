//! Names that the labels broke are made whole, by a list of rules.
//!
//! The model sees a few hundred patterns of names far more often than others. Where it stumbles in a regular way, the
//! form of the text tells what was meant.

use std::ops::Range;

use onomast_document::EntityType;

use crate::words::Word;

/// Consecutive words labelled as one name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LabelledRun {
    /// Which words of the text.
    pub words: Range<usize>,
    pub label: EntityType,
    /// How probable it is that each of them is in a name of that type.
    pub probability: f32,
}

/// A text with its words, as rules see it.
#[derive(Clone, Copy)]
pub(crate) struct Page<'a> {
    pub text: &'a str,
    pub words: &'a [Word],
}

impl Page<'_> {
    fn word(&self, at: usize) -> &str {
        self.words[at].of(self.text)
    }

    /// Whether no white space parts the word from the one behind it.
    fn is_glued(&self, at: usize) -> bool {
        self.words[at].end == self.words[at + 1].start
    }

    /// Whether no word stands between two runs, nor the end of a sentence.
    fn has_side_by_side(&self, first: &LabelledRun, second: &LabelledRun) -> bool {
        first.words.end == second.words.start && !self.words[second.words.start].starts_sentence
    }
}

/// Whether a run goes on into the next one; the two then are one name with the label of the first.
type Rule = fn(Page, &LabelledRun, &LabelledRun) -> bool;

const RULES: &[Rule] = &[broken_behind_a_small_word, double_name, two_organisations];

/// Joins runs that belong together. Initials are left to the linker, which sees the names of the whole page.
pub(crate) fn repaired(page: Page, runs: Vec<LabelledRun>) -> Vec<LabelledRun> {
    let mut whole: Vec<LabelledRun> = Vec::with_capacity(runs.len());
    for run in runs {
        match whole.last_mut() {
            Some(last) if RULES.iter().any(|rule| rule(page, last, &run)) => {
                last.words.end = run.words.end;
                last.probability *= run.probability;
            }
            _ => whole.push(run),
        }
    }
    whole
}

/// Words that no name ends with.
pub(crate) fn is_small_word(word: &str) -> bool {
    matches!(word, "of" | "the" | "for" | "and" | "in" | "on" | "&")
}

/// `Ministry of Foreign Affairs of the` + `Republic of Kazakhstan`.
fn broken_behind_a_small_word(page: Page, first: &LabelledRun, second: &LabelledRun) -> bool {
    page.has_side_by_side(first, second)
        && is_small_word(page.word(first.words.end - 1))
        && (first.label == second.label || first.label == EntityType::Organization)
}

/// `Asia` - `Pacific Economic Cooperation`. Two places or peoples joined by a hyphen stay two.
fn double_name(page: Page, first: &LabelledRun, second: &LabelledRun) -> bool {
    let hyphen = first.words.end;
    hyphen + 1 == second.words.start
        && first.label == second.label
        && matches!(first.label, EntityType::Person | EntityType::Organization)
        && matches!(page.word(hyphen), "-" | "‐" | "‑")
        && page.is_glued(hyphen - 1)
        && page.is_glued(hyphen)
}

/// `Monarchist` + `National Party`. Text sets a word or a mark between two organisations; persons and peoples stand side by
/// side in lists and headlines.
fn two_organisations(page: Page, first: &LabelledRun, second: &LabelledRun) -> bool {
    page.has_side_by_side(first, second)
        && first.label == EntityType::Organization
        && second.label == EntityType::Organization
}

#[cfg(test)]
mod tests {
    use EntityType::{Location, Misc, Organization, Person};

    use super::*;
    use crate::words::words;

    /// The names that come of runs given as their texts, which stand in `text` in this order.
    fn repaired_names(text: &str, runs: &[(&str, EntityType)]) -> Vec<String> {
        let words = words(text);
        let mut from = 0;
        let runs = runs.iter().map(|&(name, label)| {
            let start = from + text[from..].find(name).unwrap();
            from = start + name.len();
            let at = |byte: usize| words.partition_point(|word| (word.end as usize) <= byte);
            LabelledRun {
                words: at(start)..at(from - 1) + 1,
                label,
                probability: 0.5,
            }
        });
        let whole = repaired(Page { text, words: &words }, runs.collect());
        let shown = whole.iter().map(|run| {
            let bytes = words[run.words.start].start as usize..words[run.words.end - 1].end as usize;
            format!("{} {}", &text[bytes], run.label)
        });
        shown.collect()
    }

    #[test]
    fn long_official_names_are_joined() {
        let text = "the Ministry of Foreign Affairs of the Republic of Kazakhstan said";
        let runs = [
            ("Ministry of Foreign Affairs of the", Organization),
            ("Republic of Kazakhstan", Location),
        ];
        assert_eq!(
            repaired_names(text, &runs),
            ["Ministry of Foreign Affairs of the Republic of Kazakhstan ORG"]
        );
    }

    #[test]
    fn organisations_side_by_side_are_one() {
        let text = "the Monarchist National Party, IMF, OECD. Ann Lee Bo Li";
        let runs = [
            ("Monarchist", Organization),
            ("National Party", Organization),
            ("IMF", Organization),
            ("OECD", Organization),
            ("Ann Lee", Person),
            ("Bo Li", Person),
        ];
        let expected = [
            "Monarchist National Party ORG",
            "IMF ORG",
            "OECD ORG",
            "Ann Lee PER",
            "Bo Li PER",
        ];
        assert_eq!(repaired_names(text, &runs), expected);
    }

    #[test]
    fn double_names_are_joined_and_pairs_are_not() {
        let text = "Asia-Pacific Forum, Kyrgyz-Uzbek, Ann-Li, Rome - Tate";
        let runs = [
            ("Asia", Organization),
            ("Pacific Forum", Organization),
            ("Kyrgyz", Misc),
            ("Uzbek", Misc),
            ("Ann", Person),
            ("Li", Person),
            ("Rome", Person),
            ("Tate", Person),
        ];
        let expected = [
            "Asia-Pacific Forum ORG",
            "Kyrgyz MISC",
            "Uzbek MISC",
            "Ann-Li PER",
            "Rome PER",
            "Tate PER",
        ];
        assert_eq!(repaired_names(text, &runs), expected);
    }
}
