//! Whether a phrase ends where it seems to.

use onomast_document::EntityType;

use super::Grammar;
use crate::lexicon::{Class, LEXICON, RoleEntry};
use crate::token::{Token, TokenKind};

impl Grammar<'_> {
    /// Whether a phrase may end before `at`: punctuation, a function word, a verb.
    pub(super) fn closes(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return true;
        };
        !self.same_sentence(at.saturating_sub(1), at)
            || !token.is_word()
            || self.is_verb_or_function(token)
            || self.name_at[at].is_some()
    }

    #[allow(clippy::unused_self)]
    pub(super) fn is_verb_or_function(&self, token: &Token) -> bool {
        let word = &*token.lower;
        [Class::Function, Class::Verb, Class::Speech, Class::Copula]
            .iter()
            .any(|&class| LEXICON.is(word, class))
            || (!token.capital && (word.ends_with("ed") || word.ends_with("ly")))
    }

    /// Whether the head that ends before `at` is the last noun of its phrase.
    pub(super) fn head_stands(&self, at: usize, entry: &RoleEntry) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return true;
        };
        if !self.same_sentence(at - 1, at) || token.kind == TokenKind::Possessive {
            return true;
        }
        if let Some(name) = self.name_at[at] {
            return self.names[name as usize].label == entry.label;
        }
        match token.kind {
            TokenKind::Number => return false,
            TokenKind::Word => {}
            _ => return true,
        }
        let word = &*token.lower;
        if LEXICON.is(word, Class::Honorific) && token.capital {
            return true;
        }
        // "the centre shares its reading room", but "the company shares".
        let governs = LEXICON.is(word, Class::Verb)
            && [Class::Determiner, Class::Possessive, Class::Indefinite]
                .iter()
                .any(|&class| self.word_class(at + 1, class));
        if !governs
            && (LEXICON.is(word, Class::Compound)
                || (LEXICON.role(word).is_some() && !LEXICON.is(word, Class::Verb)))
        {
            return false;
        }
        // "calls the country a bridge", "gave the ministry its due".
        let begins_another = [Class::Determiner, Class::Possessive, Class::Indefinite]
            .iter()
            .any(|&class| LEXICON.is(word, class));
        if self.is_verb_or_function(token) || begins_another {
            return true;
        }
        if token.capital {
            // A name that was not recognised, unless a heading has every word so.
            return false;
        }
        if self.is_present_tense(at) {
            return true;
        }
        if LEXICON.is(word, Class::Portfolio) || LEXICON.is(word, Class::Body) {
            return false;
        }
        let nounlike = [
            "tion", "sion", "ment", "ness", "ity", "ship", "ance", "ence", "ism", "ist", "ure", "ing",
        ];
        entry.label == EntityType::Person && !nounlike.iter().any(|ending| word.ends_with(ending))
    }

    /// "the institute asks users", rather than "the company cars": a word in -s with more of its clause behind it.
    pub(super) fn is_present_tense(&self, at: usize) -> bool {
        let word = self.tokens.lower(at);
        let plural = [
            "ers", "ors", "ists", "ions", "ments", "ings", "ees", "ties", "ss", "ics", "us", "men",
        ]
        .iter()
        .any(|ending| word.ends_with(ending));
        let Some(next) = self.tokens.get(at + 1) else {
            return false;
        };
        word.len() > 3
            && word.ends_with('s')
            && !plural
            && !LEXICON.is(word, Class::Compound)
            && self.same_sentence(at, at + 1)
            && next.is_word()
            && !matches!(&*next.lower, "of" | "and" | "or" | "who" | "which" | "that")
            && ![Class::Verb, Class::Speech, Class::Copula]
                .iter()
                .any(|&class| LEXICON.is(&next.lower, class))
            && !matches!(
                &*next.lower,
                "has"
                    | "have"
                    | "had"
                    | "do"
                    | "did"
                    | "will"
                    | "would"
                    | "may"
                    | "can"
                    | "could"
                    | "must"
                    | "should"
            )
    }
}
