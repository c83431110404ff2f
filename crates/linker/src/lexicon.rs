//! Role words and word classes, read from the tables in `data/`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use onomast_document::EntityType;

use crate::token::Token;

/// Grammatical gender as roles, titles and names show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Gender {
    /// She.
    Female,
    /// He.
    Male,
}

/// A role word or phrase: "prime minister", "agency", "capital".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoleEntry {
    /// What it describes.
    pub label: EntityType,
    /// The role that its synonyms share.
    pub role: Cow<'static, str>,
    /// Office of the knowledge base, if it is one.
    pub office: Option<&'static str>,
    /// Of whoever bears it.
    pub gender: Option<Gender>,
    /// How many words it has.
    pub len: usize,
    /// A word like "wife", which is a mention only beside a name.
    pub relation: bool,
}

/// What class a word is of; a word may be of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    Determiner,
    Possessive,
    Indefinite,
    Qualifier,
    Portfolio,
    Body,
    Function,
    Verb,
    Compound,
    Common,
    Speech,
    Copula,
    Honorific,
    Male,
    Female,
    Particle,
    Suffix,
    /// Common nouns for persons that are no roles: "man", "girl".
    Human,
    /// Sorts that a noun behind a name tells ("the Rogun dam"); "the EU delegation" is no EU.
    SortBehind,
    /// Sorts of places that a name stands behind with "of": "the city of Samarkand".
    SortBefore,
    /// Months and days of the week, and their abbreviations.
    Calendar,
    /// Abbreviations of common nouns, and of currencies before a sum: "NGO", "EUR".
    Abbreviation,
    /// Ranks, offices and forms of address in many languages that are hardly ever given names, beside honorifics.
    Address,
}

/// The tables.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// By first word, the longest phrase first.
    roles: HashMap<&'static str, Vec<(Vec<&'static str>, RoleEntry)>>,
    classes: HashMap<&'static str, Vec<Class>>,
}

/// The lexicon of the crate.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::read(
        include_str!("../data/roles.tsv"),
        include_str!("../data/words.tsv"),
    )
});

impl Lexicon {
    fn read(roles: &'static str, words: &'static str) -> Self {
        let mut lexicon = Self {
            roles: HashMap::new(),
            classes: HashMap::new(),
        };
        for line in roles.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&'static str> = line.split('\t').collect();
            let [phrase, label, role, office, gender] = fields[..] else {
                continue;
            };
            let Ok(label) = label.parse() else { continue };
            let phrase: Vec<&'static str> = phrase.split(' ').collect();
            let entry = RoleEntry {
                label,
                role: Cow::Borrowed(role),
                office: (office != "-" && office != "relation").then_some(office),
                gender: match gender {
                    "f" => Some(Gender::Female),
                    "m" => Some(Gender::Male),
                    _ => None,
                },
                len: phrase.len(),
                relation: office == "relation",
            };
            let entries = lexicon.roles.entry(phrase[0]).or_default();
            entries.push((phrase, entry));
            entries.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        }
        for line in words.lines() {
            let Some((class, words)) = line.split_once('\t') else {
                continue;
            };
            let Some(class) = class_named(class) else { continue };
            for word in words.split(' ') {
                lexicon.classes.entry(word).or_default().push(class);
            }
        }
        lexicon
    }

    /// The longest role phrase that begins with the first of these tokens.
    pub fn role_at(&self, tokens: &[Token]) -> Option<&RoleEntry> {
        let first = tokens.first()?;
        self.roles.get(&*first.lower)?.iter().find_map(|(phrase, entry)| {
            let fits = tokens.len() >= phrase.len()
                && phrase.iter().zip(tokens).all(|(word, token)| token.is(word))
                && tokens[..phrase.len()]
                    .windows(2)
                    .all(|pair| pair[0].paragraph == pair[1].paragraph);
            fits.then_some(entry)
        })
    }

    /// The role of a single word or space-separated phrase in lower case.
    pub fn role(&self, phrase: &str) -> Option<&RoleEntry> {
        let words: Vec<&str> = phrase.split(' ').collect();
        self.roles
            .get(words[0])?
            .iter()
            .find(|(known, _)| *known == words)
            .map(|(_, entry)| entry)
    }

    /// Whether a word in lower case is of a class.
    pub fn is(&self, word: &str, class: Class) -> bool {
        self.classes
            .get(word)
            .is_some_and(|classes| classes.contains(&class))
    }

    /// What an honorific says of gender.
    pub fn honorific_gender(&self, word: &str) -> Option<Gender> {
        if self.is(word, Class::Male) {
            Some(Gender::Male)
        } else if self.is(word, Class::Female) {
            Some(Gender::Female)
        } else {
            None
        }
    }
}

fn class_named(name: &str) -> Option<Class> {
    Some(match name {
        "determiner" => Class::Determiner,
        "possessive" => Class::Possessive,
        "indefinite" => Class::Indefinite,
        "qualifier" => Class::Qualifier,
        "portfolio" => Class::Portfolio,
        "body" => Class::Body,
        "function" => Class::Function,
        "verb" => Class::Verb,
        "compound" => Class::Compound,
        "common" => Class::Common,
        "speech" => Class::Speech,
        "copula" => Class::Copula,
        "honorific" => Class::Honorific,
        "male" => Class::Male,
        "female" => Class::Female,
        "particle" => Class::Particle,
        "suffix" => Class::Suffix,
        "human" => Class::Human,
        "sortbehind" => Class::SortBehind,
        "sortbefore" => Class::SortBefore,
        "calendar" => Class::Calendar,
        "abbreviation" => Class::Abbreviation,
        "address" => Class::Address,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::Tokens;

    #[test]
    fn every_line_of_the_tables_is_read() {
        let lines = include_str!("../data/roles.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'));
        for line in lines {
            let phrase = line.split('\t').next().unwrap_or_default();
            assert!(LEXICON.role(phrase).is_some(), "{line}");
        }
        for line in include_str!("../data/words.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            assert!(
                class_named(line.split('\t').next().unwrap_or_default()).is_some(),
                "{line}"
            );
        }
    }

    #[test]
    fn the_longest_phrase_wins() {
        let tokens = Tokens::new("Head of the state");
        let entry = LEXICON.role_at(&tokens).expect("a role");
        assert_eq!((&*entry.role, entry.len), ("head of state", 4));
        assert_eq!(
            LEXICON
                .role_at(&Tokens::new("head of a band"))
                .map(|entry| entry.len),
            Some(1)
        );
    }
}
