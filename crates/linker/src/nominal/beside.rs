//! The name that a phrase stands beside.

use onomast_document::EntityType;

use super::left::Left;
use super::{Beside, Determiner, Grammar};
use crate::lexicon::{Class, LEXICON, RoleEntry};
use crate::pronoun::is_verb;
use crate::token::TokenKind;

/// So many words may close an apposition that the grammar cannot read to its end.
const TAIL: usize = 14;

impl Grammar<'_> {
    /// Where an apposition closes whose complement the grammar reads but in part, or not at all: "Gulnora Asadova, | the
    /// founder of glacier research in the Pamirs |,". The commas tell what the words do not.
    pub(super) fn tail(&self, left: &Left, from: usize, entry: &RoleEntry) -> Option<usize> {
        if left.determiner == Some(Determiner::Indefinite) || !self.same_sentence(from - 1, from) {
            return None;
        }
        let mark = |at: usize| matches!(self.tokens.lower(at), "," | "–" | "—");
        let opens = left.start >= 2
            && mark(left.start - 1)
            && self.same_sentence(left.start - 2, from)
            && self.name_ending(left.start - 2, entry.label).is_some();
        // "X, teacher and traveller, 84": without an article only what a preposition opens.
        let is_read =
            left.determiner.is_some() || matches!(self.tokens.lower(from), "of" | "for" | "at" | "in");
        if !opens || !is_read || self.apposition_closes(from) {
            return None;
        }
        for end in from..from + TAIL {
            if end > from && (self.apposition_closes(end) || !self.same_sentence(from, end)) {
                return Some(end);
            }
            let token = &self.tokens[end];
            let finite = [Class::Speech, Class::Copula]
                .iter()
                .any(|&class| LEXICON.is(&token.lower, class))
                || (LEXICON.is(&token.lower, Class::Verb) && !token.lower.ends_with("ed"));
            // "X, the director of one thing and the owner of another": a list.
            let listed = &*token.lower == "and"
                && (self.word_class(end + 1, Class::Determiner)
                    || self.word_class(end + 1, Class::Possessive));
            let person = self.name_at[end].is_some_and(|name| self.names[name as usize].label == entry.label);
            let told =
                token.is_word() || token.kind == TokenKind::Number || token.kind == TokenKind::Possessive;
            if self.name_at[end].is_none() && (finite || listed || !told) || person {
                return None;
            }
        }
        None
    }

    /// Whether what begins with a token says where or when, and not of what: "the mayor of Almaty | since May".
    pub(super) fn is_adverbial(&self, at: usize) -> bool {
        matches!(
            self.tokens.lower(at),
            "in" | "at" | "from" | "since" | "under" | "during"
        )
    }

    /// Whether an apposition ends before a token.
    pub(super) fn apposition_closes(&self, at: usize) -> bool {
        matches!(
            self.tokens.lower(at),
            "," | "." | ";" | "(" | ")" | "–" | "—" | ":" | "who" | "which"
        )
    }

    /// The name with a label that ends with a token, or does so before its abbreviation: "the Water Authority (WA)".
    pub(super) fn name_ending(&self, at: usize, label: EntityType) -> Option<usize> {
        let is_so = |name: u32| (self.names[name as usize].label == label).then_some(name as usize);
        if self.tokens.lower(at) == ")" && at > 0 {
            let short = self.name_at[at - 1].and_then(is_so)?;
            let opens = self.ranges[short].0.checked_sub(1)?;
            let is_short = self.tokens.lower(opens) == "("
                && opens > 0
                && self.name_at[opens - 1].and_then(is_so).is_some();
            return is_short.then_some(short);
        }
        self.name_at[at].and_then(is_so)
    }

    /// "Deputy Prime Minister | and Minister of Finance": another office of the same person follows.
    pub(super) fn office_follows(&self, end: usize) -> bool {
        let next = end + 1;
        self.tokens.lower(end) == "and"
            && self.same_sentence(end, next)
            && self.tokens[next].capital
            && self.name_at[next].is_none()
            && LEXICON
                .role_at(&self.tokens[next..])
                .is_some_and(|role| role.label == EntityType::Person)
    }

    /// The name that the phrase from `left` to `end` stands beside.
    pub(super) fn beside(&self, left: &Left, head: usize, end: usize, entry: &RoleEntry) -> Option<Beside> {
        let labelled = |name: u32| (self.names[name as usize].label == entry.label).then_some(name as usize);
        let start = left.start;
        // "X is the president of Y": a copula before the phrase.
        if start > 0 && self.same_sentence(start - 1, head) {
            let word = self.tokens.lower(start - 1);
            let copula = LEXICON.is(word, Class::Copula) && self.name_at[start - 1].is_none();
            let clause = word == "as"
                && self
                    .tokens
                    .get(end)
                    .is_some_and(|token| self.is_verb_or_function(token))
                && self.word_class(end, Class::Verb);
            if copula && !clause {
                let mut subject = start - 1;
                while subject > 0
                    && (LEXICON.is(self.tokens.lower(subject - 1), Class::Copula)
                        || matches!(
                            self.tokens.lower(subject - 1),
                            "has" | "had" | "who" | "also" | ","
                        ))
                {
                    subject -= 1;
                }
                let name = subject
                    .checked_sub(1)
                    .and_then(|at| self.name_at[at])
                    .and_then(labelled);
                return Some(Beside::Predicate(name));
            }
        }
        // Directly before a name, honorifics between them aside.
        let mut next = end;
        while self.same_sentence(end - 1, next) && self.name_at[next].is_none() {
            let word = self.tokens.lower(next);
            let title = LEXICON.is(word, Class::Honorific) || (word == "." && next > end) || word == "e";
            if !title {
                break;
            }
            next += 1;
        }
        if self.same_sentence(end - 1, next)
            && let Some(name) = self.name_at[next].and_then(labelled)
        {
            return Some(Beside::Before(name));
        }
        let mark = |at: usize| matches!(self.tokens.lower(at), "," | "–" | "—" | "-" | "(");
        // "Elia Kazan (The Last Tycoon)": a title of a work.
        let work = start > 0 && self.tokens.lower(start - 1) == "(" && self.tokens[start].capital;
        let closes = |at: usize| {
            !self.same_sentence(end - 1, at)
                || self.apposition_closes(at)
                || matches!(self.tokens.lower(at), "-" | "!" | "?")
                || self.word_class(at, Class::Speech)
        };
        // "…, the head of the agency," after a name.
        let goes_on = self.is_adverbial(end);
        if start >= 2
            && self.same_sentence(start - 2, head)
            && mark(start - 1)
            && !work
            && (closes(end) || self.office_follows(end) || (goes_on && self.same_sentence(end - 1, end)))
        {
            // "X, the mayor, and Y came", but "X, the mayor, and calls on all".
            let listed = self.tokens.lower(end) == ","
                && matches!(self.tokens.lower(end + 1), "and" | "or")
                && !(self.name_at.get(end + 2) == Some(&None) && is_verb(self.tokens.lower(end + 2)));
            if !listed && let Some(name) = self.name_ending(start - 2, entry.label) {
                return Some(Beside::After(name));
            }
        }
        // "the capital, Astana,": a name between marks after the phrase.
        // "the coast of Aceh, Indonesia": where that is.
        let within = entry.label == EntityType::Location && self.name_at[end - 1].is_some();
        if (left.determiner.is_some() || left.demonym.is_some()) && !within {
            let mut name_at = end + 1;
            // "the Executive Director, Ambassador Kairat Sarybay,".
            while name_at < end + 7 && self.is_title(name_at) {
                name_at += 1;
            }
            if mark(end)
                && self.same_sentence(end, name_at)
                && let Some(name) = self.name_at[name_at].and_then(labelled)
            {
                let after = self.ranges[name].1;
                let listed =
                    self.tokens.lower(after) == "," && matches!(self.tokens.lower(after + 1), "and" | "or");
                let dash = matches!(self.tokens.lower(end), "–" | "—");
                if (closes(after) || dash) && !listed && self.ranges[name].0 == name_at {
                    return Some(Beside::BeforeComma(name));
                }
            }
        }
        None
    }

    /// Whether a token may stand between a comma and the name that it belongs to.
    pub(super) fn is_title(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return false;
        };
        if let Some(name) = self.name_at[at] {
            return self.names[name as usize].label == EntityType::Misc;
        }
        let word = &*token.lower;
        word == "."
            || LEXICON
                .role(word)
                .is_some_and(|role| role.label == EntityType::Person)
            || [Class::Honorific, Class::Qualifier, Class::Portfolio]
                .iter()
                .any(|&class| LEXICON.is(word, class))
    }
}
