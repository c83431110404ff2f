//! What stands left of a head: determiner, modifiers, possessor.

use onomast_document::EntityType;

use super::{Determiner, Grammar};
use crate::lexicon::{Class, LEXICON, RoleEntry};
use crate::token::TokenKind;

/// What stands left of a head.
#[derive(Debug, Default)]
pub(super) struct Left {
    pub(super) start: usize,
    pub(super) determiner: Option<Determiner>,
    pub(super) words: Vec<usize>,
    pub(super) names: Vec<usize>,
    pub(super) demonym: Option<String>,
    pub(super) genitive: Option<(usize, usize)>,
}

impl Grammar<'_> {
    /// Reads leftwards from a head to the beginning of its phrase; `None` when the phrase is indefinite.
    pub(super) fn left(&self, head: usize, entry: &RoleEntry) -> Option<Left> {
        let mut left = Left {
            start: head,
            ..Left::default()
        };
        let mut at = head;
        let (mut unknown, mut sure) = (0, head);
        while at > 0 && head - at < 10 && self.same_sentence(at - 1, head) {
            let before = at - 1;
            let token = &self.tokens[before];
            if token.kind == TokenKind::Possessive {
                if let Some(start) = self.possessor(before, &mut left) {
                    left.genitive = Some((start, before));
                    left.determiner = Some(Determiner::Genitive);
                    at = start;
                    sure = start;
                }
                break;
            }
            if let Some(name) = self.name_at[before] {
                let name = name as usize;
                let person = self.names[name].label == EntityType::Person;
                let start = self.ranges[name].0;
                if (person && entry.label != EntityType::Organization)
                    || self.ranges[name].1 != at
                    || start >= at
                {
                    break;
                }
                if self.names[name].label == EntityType::Misc || left.demonym.is_none() {
                    let surface = self.names[name].span.of(self.text).unwrap_or_default();
                    if let Some(country) = self.knowledge.country_of_demonym(surface) {
                        left.demonym = Some(country.id().to_owned());
                    }
                }
                left.names.push(name);
                at = start;
                sure = at;
                continue;
            }
            let word = &*token.lower;
            if LEXICON.is(word, Class::Determiner) {
                left.determiner = match word {
                    "the" => Some(Determiner::The),
                    "this" => Some(Determiner::This),
                    _ => None,
                };
                if left.determiner.is_some() {
                    at = before;
                    sure = at;
                }
                break;
            }
            if LEXICON.is(word, Class::Possessive) {
                left.determiner = match word {
                    "our" => Some(Determiner::Our),
                    "his" | "her" | "its" | "their" => Some(Determiner::Possessive),
                    // "my country" is our country; "my brother" is nobody's that the page names, unless beside it.
                    "my" if matches!(&*entry.role, "country" | "homeland" | "state") => Some(Determiner::Our),
                    "my" | "your" if entry.relation => Some(Determiner::Possessive),
                    _ => return None,
                };
                at = before;
                sure = at;
                break;
            }
            // "The late prime minister", "one of the …": an indefinite word spoils the phrase it opens.
            if matches!(word, "a" | "an") {
                left.determiner = Some(Determiner::Indefinite);
                at = before;
                sure = at;
                break;
            }
            // "…, for which Swedish referee Lars Edqvist booked him": the pronoun is of the clause.
            if matches!(word, "which" | "whom" | "whose") && at < head {
                break;
            }
            if LEXICON.is(word, Class::Indefinite) {
                return None;
            }
            if !token.is_word() {
                break;
            }
            let joins = matches!(word, "and" | "&")
                && before > 0
                && {
                    let other = self.tokens.lower(before - 1);
                    LEXICON.is(other, Class::Portfolio) && self.name_at[before - 1].is_none()
                }
                && LEXICON.is(self.tokens.lower(at), Class::Portfolio);
            if joins {
                at = before;
                continue;
            }
            let known = LEXICON.is(word, Class::Qualifier)
                || LEXICON.is(word, Class::Portfolio)
                || LEXICON.is(word, Class::Body)
                || (LEXICON.role(word).is_some() && !LEXICON.is(word, Class::Function));
            if known {
                left.words.push(before);
                at = before;
                sure = at;
                continue;
            }
            // "on 8 January President Pou came": a date.
            if LEXICON.is(word, Class::Function)
                || LEXICON.is(word, Class::Verb)
                || LEXICON.is(word, Class::Copula)
                || token.capital && LEXICON.is(word, Class::Calendar)
            {
                break;
            }
            if token.capital
                && let Some(country) = self
                    .knowledge
                    .country_of_demonym(&self.text[token.start as usize..token.end as usize])
            {
                left.demonym.get_or_insert_with(|| country.id().to_owned());
                left.words.push(before);
                at = before;
                sure = at;
                continue;
            }
            let opens = before == 0 || !self.same_sentence(before - 1, before);
            // "its purchasing manager": a participle after a determiner is an adjective.
            let determined = before > 0
                && self.same_sentence(before - 1, before)
                && (self.word_class(before - 1, Class::Determiner)
                    || self.word_class(before - 1, Class::Possessive));
            let verbal = (word.ends_with("ed") || word.ends_with("ing"))
                && !LEXICON.is(word, Class::Qualifier)
                && !determined;
            // "Indigenous leader Rosa Nahuel" at the beginning of a sentence.
            let adjective = ["ous", "ish", "ese", "ic", "al"]
                .iter()
                .any(|ending| word.ends_with(ending))
                && !self.tokens[head].capital;
            if token.capital && opens && adjective && at == head {
                left.words.push(before);
                at = before;
                sure = at;
                break;
            }
            // "at a dinner Foreign Minister of Tanzania Stergomena Tax": the title begins with its capital.
            let titled = !token.capital && self.tokens[at].capital;
            if (token.capital && opens) || (verbal && !word.contains('-')) || titled || unknown == 2 {
                break;
            }
            unknown += 1;
            left.words.push(before);
            at = before;
            if token.capital && self.tokens[head].capital {
                sure = at;
            }
        }
        // Unknown words count only where a determiner stands before them.
        left.start = if left.determiner.is_some() { at } else { sure };
        left.words.retain(|&word| word >= left.start);
        left.names.retain(|&name| self.ranges[name].0 >= left.start);
        left.names.reverse();
        Some(left)
    }

    /// The start of the possessor that ends before the token `mark`, itself "'s".
    pub(super) fn possessor(&self, mark: usize, left: &mut Left) -> Option<usize> {
        let last = mark.checked_sub(1)?;
        let mut start = last;
        if let Some(name) = self.name_at[last] {
            start = self.ranges[name as usize].0;
            left.names.push(name as usize);
        } else if !self.tokens[last].is_word() {
            return None;
        } else {
            while start > 0
                && last - start < 3
                && self.same_sentence(start - 1, last)
                && self.name_at[start - 1].is_none()
                && (self.word_class(start - 1, Class::Qualifier)
                    || self.word_class(start - 1, Class::Portfolio))
            {
                start -= 1;
            }
        }
        if start > 0 && self.same_sentence(start - 1, last) && self.name_at[start - 1].is_none() {
            let word = self.tokens.lower(start - 1);
            if matches!(word, "the" | "our" | "this" | "his" | "her" | "its" | "their") {
                start -= 1;
            } else if LEXICON.is(word, Class::Indefinite) {
                return None;
            }
        }
        Some(start)
    }
}
