//! Labels become names: joined where windows meet, trimmed to the guideline, scored.
//!
//! A name's span leaves out what is no part of the name: punctuation at its ends, a leading article, the possessive
//! ending, and before a person the title ("President", "Mr.").

use onomast_document::{EntityType, Mention, MentionKind, Score, Span, SpanError};

use crate::decoding::WordLabel;
use crate::labels::Tag;
use crate::repair::{LabelledRun, Page, is_small_word, repaired};
use crate::windows::Window;
use crate::words::Word;

/// One label for each word of a document, from the labels of its windows.
///
/// Where two windows share words, both saw the shared words with half of their surroundings. The change from one
/// to the other is made as near to the middle as it cuts no name of either.
pub(crate) fn joined(windows: &[Window], labels: &[impl AsRef<[WordLabel]>]) -> Vec<WordLabel> {
    let mut all: Vec<WordLabel> = Vec::new();
    for (window, labels) in windows.iter().zip(labels) {
        let (start, labels) = (window.words.start, labels.as_ref());
        let cut = cut_between(&all, start, labels);
        all.truncate(cut);
        all.extend(&labels[cut - start..]);
    }
    all
}

/// The word at which labels `all`, from word 0, give way to labels `next`, from word `start`.
fn cut_between(all: &[WordLabel], start: usize, next: &[WordLabel]) -> usize {
    let middle = usize::midpoint(start, all.len());
    let continues =
        |label: Option<&WordLabel>| label.is_some_and(|label| matches!(label.tag, Tag::Inside(_)));
    let clean = |&at: &usize| !continues(all.get(at)) && !continues(next.get(at - start));
    (start..=all.len())
        .filter(clean)
        .min_by_key(|at| at.abs_diff(middle))
        .unwrap_or(middle)
}

/// The names that the labels of a text's words spell out, in order.
///
/// A name's score is the product, over its words, of the probability that the word is in a name of that type. Of mean,
/// least and product, the product came nearest to how often a name is right.
///
/// # Errors
/// When the text is over 4 GiB.
pub(crate) fn names(text: &str, words: &[Word], labels: &[WordLabel]) -> Result<Vec<Mention>, SpanError> {
    let page = Page { text, words };
    let mut names = Vec::new();
    for run in repaired(page, runs(words, labels)) {
        let kept = trimmed(text, &words[run.words], run.label).unwrap_or_default();
        let (Some(first), Some(last)) = (kept.first(), kept.last()) else {
            continue;
        };
        names.push(Mention {
            span: Span::in_text(text, first.start as usize, last.end as usize)?,
            label: run.label,
            kind: MentionKind::Name,
            score: Score::new(run.probability.clamp(0.0, 1.0)).unwrap_or(Score::ONE),
        });
    }
    Ok(names)
}

/// The names as the labels have them.
fn runs(words: &[Word], labels: &[WordLabel]) -> Vec<LabelledRun> {
    let mut runs = Vec::new();
    let mut start = 0;
    while start < labels.len() {
        let Some(label) = labels[start].tag.entity_type() else {
            start += 1;
            continue;
        };
        let goes_on = |at: &usize| labels[*at].tag == Tag::Inside(label) && !words[*at].starts_sentence;
        let end = start + 1 + (start + 1..labels.len()).take_while(goes_on).count();
        runs.push(LabelledRun {
            words: start..end,
            label,
            probability: labels[start..end].iter().map(|word| word.probability).product(),
        });
        start = end;
    }
    runs
}

/// Titles that stand before the name of a person, without their full stop, in small letters.
const TITLES: &[&str] = &[
    "adm",
    "admiral",
    "amb",
    "ambassador",
    "baroness",
    "capt",
    "captain",
    "chairman",
    "chairwoman",
    "chancellor",
    "col",
    "colonel",
    "comrade",
    "congressman",
    "congresswoman",
    "director",
    "dr",
    "gen",
    "general",
    "gov",
    "governor",
    "judge",
    "lieutenant",
    "lt",
    "madam",
    "maj",
    "major",
    "mayor",
    "minister",
    "miss",
    "mr",
    "mrs",
    "ms",
    "pres",
    "president",
    "prime",
    "prof",
    "professor",
    "rep",
    "representative",
    "rev",
    "reverend",
    "secretary",
    "sen",
    "senator",
    "sergeant",
    "sgt",
    "sir",
    "spokesman",
    "spokesperson",
    "spokeswoman",
];

/// The words of a name that are its own; `None` where nothing is left.
fn trimmed<'w>(text: &str, mut words: &'w [Word], label: EntityType) -> Option<&'w [Word]> {
    loop {
        let (first, last) = (words.first()?.of(text), words.last()?.of(text));
        let inner = &words[1..];
        let count = |bracket| words.iter().filter(|word| word.of(text) == bracket).count();
        if is_punctuation(first) || !inner.is_empty() && is_before_name(first, label) {
            words = inner;
        } else if count("(") > count(")") {
            // The name before the bracket that does not close; the first word is none.
            words = &words[..words.iter().rposition(|word| word.of(text) == "(")?];
        } else if is_punctuation(last) && !(last == ")" && count("(") == count(")"))
            || !inner.is_empty() && is_small_word(last)
            || matches!(last, "'s" | "’s" | "'S" | "’S")
        {
            words = &words[..words.len() - 1];
        } else {
            return Some(words);
        }
    }
}

fn is_punctuation(word: &str) -> bool {
    !word.chars().any(char::is_alphanumeric)
}

/// Whether a word before a name of this type is no part of it.
fn is_before_name(word: &str, label: EntityType) -> bool {
    // "A." is an initial, "a" an article.
    let small = word.to_lowercase();
    matches!(small.as_str(), "the" | "a" | "an")
        || label == EntityType::Person && TITLES.binary_search(&small.trim_end_matches('.')).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::words;

    /// The trimmed name when all of `text` is labelled as one name.
    fn kept(text: &str, label: EntityType) -> Option<&str> {
        let words = words(text);
        let word_label = |at| {
            let tag = if at == 0 {
                Tag::Begin(label)
            } else {
                Tag::Inside(label)
            };
            WordLabel {
                tag,
                probability: 0.5,
            }
        };
        let labels: Vec<WordLabel> = (0..words.len()).map(word_label).collect();
        let names = names(text, &words, &labels).unwrap();
        names.first().and_then(|name| name.span.of(text))
    }

    #[test]
    fn names_are_trimmed() {
        use EntityType::{Location, Organization, Person};
        for (text, label, expected) in [
            ("President Shavkat Mirziyoyev", Person, Some("Shavkat Mirziyoyev")),
            ("Mr. Smith's", Person, Some("Smith")),
            ("A. Nasyrov", Person, Some("A. Nasyrov")),
            ("the United Nations,", Organization, Some("United Nations")),
            (
                "(Ministry of Defence (Oman))",
                Organization,
                Some("Ministry of Defence (Oman)"),
            ),
            ("U.S.", Location, Some("U.S.")),
            ("PML (N", Organization, Some("PML")),
            ("Bank (of Oman) (CBO", Organization, Some("Bank (of Oman)")),
            ("The", Organization, Some("The")),
            ("--", Location, None),
            ("President", Person, Some("President")),
            (
                "Ministry of Health of the",
                Organization,
                Some("Ministry of Health"),
            ),
            ("President Hotel", Organization, Some("President Hotel")),
        ] {
            assert_eq!(kept(text, label), expected, "{text}");
        }
    }

    #[test]
    fn titles_are_in_order() {
        assert!(TITLES.is_sorted());
    }

    /// Labels written as `O`, `B` and `I`.
    fn labels(text: &str) -> Vec<WordLabel> {
        let tag = |c| match c {
            'B' => Tag::Begin(EntityType::Person),
            'I' => Tag::Inside(EntityType::Person),
            _ => Tag::Outside,
        };
        text.chars()
            .map(|c| WordLabel {
                tag: tag(c),
                probability: 1.0,
            })
            .collect()
    }

    /// Two windows, the second from word `start`, joined.
    fn join(first: &str, start: usize, second: &str) -> String {
        let windows = [
            Window {
                words: 0..first.len(),
            },
            Window {
                words: start..start + second.len(),
            },
        ];
        let joined = joined(&windows, &[labels(first), labels(second)]);
        let letter = |label: &WordLabel| match label.tag {
            Tag::Outside => 'O',
            Tag::Begin(_) => 'B',
            Tag::Inside(_) => 'I',
        };
        joined.iter().map(letter).collect()
    }

    #[test]
    fn windows_are_joined_where_no_name_is_cut() {
        assert_eq!(join("OOOO", 2, "OOOB"), "OOOOOB", "in the middle");
        assert_eq!(
            join("OOOO", 2, "BIOO"),
            "OOBIOO",
            "not within a name of the second"
        );
        assert_eq!(
            join("OOBI", 2, "BIIO"),
            "OOBIIO",
            "the whole name of the one that saw its end"
        );
        assert_eq!(join("OBII", 2, "BIIO"), "OBIIIO", "a name that fills the overlap");
        assert_eq!(join("OB", 2, "BI"), "OBBI", "without overlap");
    }
}
