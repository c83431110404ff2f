//! The words of page furniture: the files of `lang/`, as one table of phrases.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::phrases::{PhraseTable, Word, begins_with, small};
use crate::topic::{Topic, TopicSet};

/// One file a language; `names` holds the names of languages. Their order decides nothing.
const FILES: [&str; 16] = [
    include_str!("lang/en.txt"),
    include_str!("lang/de.txt"),
    include_str!("lang/fr.txt"),
    include_str!("lang/es.txt"),
    include_str!("lang/ru.txt"),
    include_str!("lang/pt.txt"),
    include_str!("lang/it.txt"),
    include_str!("lang/ro.txt"),
    include_str!("lang/pl.txt"),
    include_str!("lang/lt.txt"),
    include_str!("lang/sh.txt"),
    include_str!("lang/sr.txt"),
    include_str!("lang/uk.txt"),
    include_str!("lang/tr.txt"),
    include_str!("lang/ar.txt"),
    include_str!("lang/names.txt"),
];

/// What a phrase does for each topic that lists it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Phrase {
    pub(crate) covers: TopicSet,
    pub(crate) tells: TopicSet,
    pub(crate) opens: TopicSet,
    pub(crate) closes: TopicSet,
    pub(crate) supports: TopicSet,
}

/// A phrase found in a line: which, and its bytes in the line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    pub(crate) phrase: Phrase,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// All words the rules know.
#[derive(Debug)]
pub(crate) struct Lexicon {
    phrases: PhraseTable<Phrase>,
    months: PhraseTable<u8>,
    weekdays: PhraseTable<u8>,
    small_latin: Vec<String>,
    function_words: PhraseTable<()>,
    published: Vec<Finder<'static>>,
    updated: Vec<Finder<'static>>,
    by: Vec<&'static str>,
}

impl Lexicon {
    /// The lexicon, read once in a program.
    pub(crate) fn shared() -> &'static Self {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);
        &LEXICON
    }

    /// Reads the files of `lang/`.
    fn read() -> Self {
        let mut reader = Reader::default();
        for file in FILES {
            reader.read(file);
        }
        Self {
            phrases: PhraseTable::new(reader.phrases),
            months: PhraseTable::new(reader.months),
            weekdays: PhraseTable::new(reader.weekdays),
            small_latin: reader.small_latin,
            published: reader.published,
            updated: reader.updated,
            by: reader.by,
            function_words: PhraseTable::new(reader.function_words.into_iter().map(|word| (word, ()))),
        }
    }

    /// Whether a phrase may begin with the word.
    #[inline]
    pub(crate) fn may_begin_phrase(&self, word: Word) -> bool {
        self.phrases.may_begin_with(word)
    }

    /// The phrases in a part of a line, as whole words, from left to right without overlaps. `words` are those of the line
    /// that may begin phrases.
    pub(crate) fn hits(&self, line: &str, part: Range<usize>, words: &[Word], hits: &mut Vec<Hit>) {
        self.phrases.find(line, part, words, |start, end, phrase| {
            hits.push(Hit { phrase, start, end });
        });
    }

    /// The month, 1 to 12, that a word names.
    pub(crate) fn month(&self, word: &str) -> Option<u8> {
        self.months.get(word)
    }

    /// Whether a word names a day of the week.
    pub(crate) fn is_weekday(&self, word: &str) -> bool {
        self.weekday(word).is_some()
    }

    /// The day of the week, 1 for Monday, that a word names.
    pub(crate) fn weekday(&self, word: &str) -> Option<u8> {
        self.weekdays.get(word)
    }

    /// Whether a word of the text is a function word of any language.
    #[inline]
    pub(crate) fn is_function_word(&self, text: &str, word: Word) -> bool {
        self.function_words.value_of(text, word).is_some()
    }

    /// Whether a line in lower case says that its date is the day of publication.
    pub(crate) fn says_published(&self, lower: &str) -> bool {
        has_any(&self.published, lower)
    }

    /// Whether a line in lower case says that its date is the day of a change.
    pub(crate) fn says_updated(&self, lower: &str) -> bool {
        has_any(&self.updated, lower)
    }

    /// Whether a line begins as one that names the author does.
    pub(crate) fn is_byline(&self, line: &str) -> bool {
        self.by
            .iter()
            .any(|by| begins_with(line, by) && line[by.len()..].starts_with(|c: char| !c.is_alphanumeric()))
    }

    /// Function words of the languages in Latin letters.
    pub(crate) fn small_latin_words(&self) -> impl Iterator<Item = &str> {
        self.small_latin.iter().map(String::as_str)
    }
}

fn has_any(words: &[Finder<'_>], text: &str) -> bool {
    words.iter().any(|word| word.find(text.as_bytes()).is_some())
}

/// Lower case letter by letter, each kept as it is where the lower one has another length, so that offsets stay.
pub(crate) fn lower_in_place(text: &str, lower: &mut String) {
    lower.clear();
    if text.is_ascii() {
        lower.push_str(text);
        lower.make_ascii_lowercase();
        return;
    }
    let mut rest = text;
    loop {
        let ascii = rest
            .bytes()
            .position(|byte| !byte.is_ascii())
            .unwrap_or(rest.len());
        let from = lower.len();
        lower.push_str(&rest[..ascii]);
        lower[from..].make_ascii_lowercase();
        rest = &rest[ascii..];
        let Some(c) = rest.chars().next() else { return };
        lower.push(small(c));
        rest = &rest[c.len_utf8()..];
    }
}

#[derive(Default)]
struct Reader {
    phrases: HashMap<String, Phrase>,
    months: HashMap<String, u8>,
    weekdays: HashMap<String, u8>,
    small_latin: Vec<String>,
    function_words: HashSet<String>,
    published: Vec<Finder<'static>>,
    updated: Vec<Finder<'static>>,
    by: Vec<&'static str>,
}

impl Reader {
    fn read(&mut self, file: &'static str) {
        let (mut section, mut row, mut latin) = ("", 0, false);
        for line in file.lines().map(str::trim) {
            if line.is_empty() || line.starts_with("# ") {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                (section, row) = (name, 0);
                continue;
            }
            row = u8::saturating_add(row, 1);
            let words = line.split_whitespace();
            match section {
                "script" => latin = line == "latin",
                "function-words" => {
                    self.function_words.extend(words.clone().map(str::to_owned));
                    if latin {
                        self.small_latin.extend(words.map(str::to_owned));
                    }
                }
                // The first language to claim an abbreviation keeps it; the files agree but for accents.
                "months" => {
                    for word in words {
                        self.months.entry(word.to_owned()).or_insert(row);
                    }
                }
                "weekdays" => {
                    for word in words {
                        self.weekdays.entry(word.to_owned()).or_insert(row);
                    }
                }
                "published" => self.published.push(Finder::new(line)),
                "updated" => self.updated.push(Finder::new(line)),
                "byline" => self.by.push(line),
                name => {
                    if let Some(topic) = Topic::from_name(name) {
                        self.phrase(line, topic);
                    }
                }
            }
        }
    }

    fn phrase(&mut self, line: &str, topic: Topic) {
        let (sign, text) = match line.split_once(' ') {
            Some((sign @ ("~" | "^" | "$" | "+"), rest)) => (sign, rest),
            _ => ("", line),
        };
        // Typographic apostrophes are as common as typewriter ones.
        for text in [text.to_owned(), text.replace('\'', "’")] {
            let phrase = self.phrases.entry(text).or_default();
            let set = match sign {
                "~" => &mut phrase.tells,
                "^" => &mut phrase.opens,
                "$" => &mut phrase.closes,
                "+" => &mut phrase.supports,
                _ => &mut phrase.covers,
            };
            set.insert(topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_every_file_is_known_and_complete() {
        for file in FILES {
            let (mut months, mut section) = (0, "");
            for line in file.lines() {
                if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                    section = name;
                    let known = [
                        "script",
                        "function-words",
                        "months",
                        "weekdays",
                        "published",
                        "updated",
                        "byline",
                    ]
                    .contains(&name);
                    assert!(
                        known || Topic::from_name(name).is_some(),
                        "unknown section [{name}]"
                    );
                } else if section == "months" && !line.is_empty() && !line.starts_with("# ") {
                    months += 1;
                }
                if !line.starts_with("# ") {
                    let mut lower = String::new();
                    lower_in_place(line, &mut lower);
                    assert_eq!(line, lower.trim(), "phrases are in lower case");
                }
            }
            assert!(months % 12 == 0, "twelve lines of months");
        }
    }

    #[test]
    fn phrases_are_found_as_whole_words_and_the_longest_wins() {
        let lexicon = Lexicon::shared();
        let mut hits = Vec::new();
        let line = "printed — print this page | share on facebook";
        lexicon.hits(line, 0..line.len(), &crate::phrases::words(line), &mut hits);
        let found: Vec<&str> = hits.iter().map(|hit| &line[hit.start..hit.end]).collect();
        assert_eq!(found, ["print this page", "share on facebook"]);
    }

    #[test]
    fn months_of_several_languages() {
        let lexicon = Lexicon::shared();
        for (word, month) in [
            ("december", 12),
            ("märz", 3),
            ("août", 8),
            ("enero", 1),
            ("июля", 7),
            ("sept", 9),
            ("maio", 5),
            ("giugno", 6),
            ("iulie", 7),
            ("sierpnia", 8),
            ("rugsėjo", 9),
            ("rujna", 9),
            ("октобра", 10),
            ("листопада", 11),
            ("aralık", 12),
            ("أغسطس", 8),
        ] {
            assert_eq!(lexicon.month(word), Some(month), "{word}");
        }
        assert_eq!(lexicon.month("yesterday"), None);
    }
}
