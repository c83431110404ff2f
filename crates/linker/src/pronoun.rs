//! Third-person pronouns in the singular, and what they are in their clauses; and pronouns of the first person.

use onomast_document::EntityType;

use crate::lexicon::{Class, Gender, LEXICON};
use crate::token::{Token, Tokens};

/// What a pronoun is in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// "he", and "it" before a verb.
    Subject,
    /// "him", and "it" elsewhere.
    Object,
    /// "his", "its".
    Possessive,
    /// "himself".
    Reflexive,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FirstPerson {
    /// "I", "me", "my".
    I,
    /// "we", "us", "our".
    We,
}

/// A pronoun of the first person in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Speaking {
    pub token: usize,
    pub person: FirstPerson,
}

/// All pronouns of the first person outside names.
pub(crate) fn first_persons(tokens: &Tokens, name_at: &[Option<u32>]) -> Vec<Speaking> {
    let mut found = Vec::new();
    for (token, word) in tokens.iter().enumerate() {
        let person = match &*word.lower {
            "i" if word.capital => FirstPerson::I,
            "me" | "my" | "mine" => FirstPerson::I,
            "we" | "our" | "ours" => FirstPerson::We,
            // "US" is a country.
            "us" if !word.capital => FirstPerson::We,
            _ => continue,
        };
        // "Part I", "Henry I.", "I. Introduction" count.
        let counts = person == FirstPerson::I
            && &*word.lower == "i"
            && (tokens.lower(token + 1) == "."
                || token > 0 && tokens[token - 1].capital && tokens[token - 1].sentence == word.sentence);
        if name_at[token].is_none() && !counts {
            found.push(Speaking { token, person });
        }
    }
    found
}

/// A pronoun in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pronoun {
    pub token: usize,
    pub case: Case,
    /// `None` for "it", "its".
    pub gender: Option<Gender>,
}

impl Pronoun {
    /// What it refers to, as far as the word tells.
    pub fn label(self) -> EntityType {
        if self.gender.is_some() {
            EntityType::Person
        } else {
            EntityType::Organization
        }
    }
}

/// All third-person singular pronouns outside names.
pub(crate) fn pronouns(tokens: &Tokens, name_at: &[Option<u32>]) -> Vec<Pronoun> {
    let mut found = Vec::new();
    for (token, word) in tokens.iter().enumerate() {
        if name_at[token].is_some() {
            continue;
        }
        let gender = match &*word.lower {
            "he" | "him" | "his" | "himself" => Some(Gender::Male),
            "she" | "her" | "hers" | "herself" => Some(Gender::Female),
            "it" | "its" | "itself" => None,
            _ => continue,
        };
        // "He" in capitals may be an abbreviation, as may "H.E."; "His Excellency" is a title, and "he who waits"
        // anybody.
        let next = tokens.lower(token + 1);
        let title = word.capital
            && matches!(
                next,
                "." | "excellency" | "majesty" | "highness" | "holiness" | "eminence"
            );
        let anybody = matches!(&*word.lower, "he" | "she") && next == "who";
        if !title && !anybody {
            found.push(Pronoun {
                token,
                case: case(tokens, token),
                gender,
            });
        }
    }
    found
}

fn case(tokens: &Tokens, at: usize) -> Case {
    let next = tokens.lower(at + 1);
    match tokens.lower(at) {
        "he" | "she" => Case::Subject,
        "himself" | "herself" | "itself" => Case::Reflexive,
        "his" | "its" | "hers" => Case::Possessive,
        // "her staff", but "her in May", "her and", "her.".
        "her" => {
            let noun = tokens.get(at + 1).is_some_and(Token::is_word)
                && !LEXICON.is(next, Class::Function)
                && !LEXICON.is(next, Class::Determiner)
                && !LEXICON.is(next, Class::Indefinite);
            if noun { Case::Possessive } else { Case::Object }
        }
        "it" if is_verb(next) || tokens.lower(at + 2) == "not" => Case::Subject,
        _ => Case::Object,
    }
}

/// Whether a word looks like the verb of a clause.
pub(crate) fn is_verb(word: &str) -> bool {
    const AUXILIARIES: &[&str] = &[
        "has", "have", "had", "do", "does", "did", "will", "would", "shall", "should", "may", "might", "can",
        "could", "must", "'s",
    ];
    [Class::Verb, Class::Speech, Class::Copula]
        .iter()
        .any(|&class| LEXICON.is(word, class))
        || AUXILIARIES.contains(&word)
        || (word.len() > 4 && word.ends_with("ed"))
}
