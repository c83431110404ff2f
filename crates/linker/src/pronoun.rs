//! Third-person pronouns in the singular.

use onomast_document::EntityType;

use crate::lexicon::Gender;
use crate::token::Tokens;

/// A pronoun in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pronoun {
    pub token: usize,
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
            "its" | "itself" => None,
            _ => continue,
        };
        // "He" in capitals may be an abbreviation, as may "H.E.".
        if !tokens
            .get(token + 1)
            .is_some_and(|next| next.is(".") && word.capital)
        {
            found.push(Pronoun { token, gender });
        }
    }
    found
}
