//! What a head governs: "of the agency", "for trade", "to Norway".

use onomast_document::EntityType;

use super::Grammar;
use crate::lexicon::{Class, LEXICON, RoleEntry};
use crate::token::TokenKind;

impl Grammar<'_> {
    /// The complement after a head that ends before `at`. The outer `None` refuses the phrase: a complement
    /// stands there that the grammar cannot read.
    #[allow(clippy::option_option, clippy::type_complexity)]
    pub(super) fn complement(
        &self,
        at: usize,
        entry: &RoleEntry,
        depth: usize,
    ) -> Option<(Option<(usize, usize)>, Vec<usize>)> {
        let none = Some((None, Vec::new()));
        if depth > 4 || !self.same_sentence(at.saturating_sub(1), at) || self.name_at[at].is_some() {
            return none;
        }
        let opens = match self.tokens.lower(at) {
            "of" => true,
            "for" => {
                matches!(
                    &*entry.role,
                    "minister"
                        | "mp"
                        | "secretary"
                        | "commissioner"
                        | "representative"
                        | "special representative"
                        | "envoy"
                        | "special envoy"
                        | "high representative"
                        | "high commissioner"
                        | "agency"
                        | "ministry"
                        | "committee"
                        | "department"
                        | "centre"
                        | "fund"
                        | "foreign minister"
                        | "spokesman"
                        | "spokeswoman"
                        | "spokesperson"
                        | "coordinator"
                ) && self.portfolio_or_name(at + 1)
            }
            "to" => {
                matches!(
                    &*entry.role,
                    "ambassador"
                        | "envoy"
                        | "special envoy"
                        | "adviser"
                        | "representative"
                        | "permanent representative"
                        | "special representative"
                ) && self.portfolio_or_name(at + 1)
            }
            // "the government in Astana", "the delegation in Serbia".
            "in" => {
                matches!(
                    &*entry.role,
                    "government" | "embassy" | "consulate" | "delegation" | "branch"
                ) && self
                    .name_at
                    .get(at + 1)
                    .copied()
                    .flatten()
                    .is_some_and(|name| self.names[name as usize].label == EntityType::Location)
            }
            _ => return none,
        };
        if !opens {
            return none;
        }
        let mut names: Vec<usize> = Vec::new();
        let mut end = at + 1;
        let start = end;
        if self.tokens.get(end).is_none() || !self.same_sentence(at, end) {
            return None;
        }
        if self.name_at[end].is_none() {
            let word = self.tokens.lower(end);
            if LEXICON.is(word, Class::Indefinite) {
                return None; // "the president of a company"
            }
            if LEXICON.is(word, Class::Determiner) || LEXICON.is(word, Class::Possessive) {
                end += 1;
            }
        }
        let (mut content, mut unknown) = (0, 0);
        let mut last_entry: Option<&RoleEntry> = None;
        while end < self.tokens.len() && self.same_sentence(at, end) && end - start < 16 {
            let token = &self.tokens[end];
            if let Some(name) = self.name_at[end] {
                let name = name as usize;
                let person = self.names[name].label == EntityType::Person;
                if person
                    && (content > 0
                        || names
                            .iter()
                            .any(|&other| self.names[other].label != EntityType::Misc))
                {
                    break;
                }
                // "the President of Kazakhstan Kazakhmys": two places do not stand side by side.
                let place_after_place = content > 0
                    && self.name_at[end - 1].is_some_and(|other| {
                        self.names[other as usize].label == EntityType::Location
                            && self.names[name].label == EntityType::Location
                    });
                if place_after_place {
                    break;
                }
                names.push(name);
                end = self.ranges[name].1;
                content += 1;
                last_entry = None;
                continue;
            }
            if token.kind == TokenKind::Possessive {
                end += 1;
                continue;
            }
            if !token.is_word() {
                break;
            }
            let word = &*token.lower;
            let after_name = end > start && self.name_at[end - 1].is_some();
            let genitive = end > start && self.tokens[end - 1].kind == TokenKind::Possessive;
            if matches!(word, "and" | "&")
                && content > 0
                && !after_name
                && !self.portfolio(&[end - 1], None).is_empty()
            {
                // "of Foreign Affairs and Trade", not "of Uzbekistan and the President of …".
                if self.word_class(end + 1, Class::Portfolio) && self.name_at.get(end + 1) == Some(&None) {
                    end += 2;
                    content += 1;
                    continue;
                }
                break;
            }
            if LEXICON.is(word, Class::Function) || LEXICON.is(word, Class::Indefinite) {
                break;
            }
            let role = LEXICON.role_at(&self.tokens[end..]);
            let known = LEXICON.is(word, Class::Portfolio) || LEXICON.is(word, Class::Body);
            if let Some(role) = role
                && !after_name
                && role.label != EntityType::Person
            {
                last_entry = Some(role);
                end += role.len;
                content += 1;
                continue;
            }
            if (known || LEXICON.is(word, Class::Qualifier)) && (!after_name || genitive) {
                end += 1;
                content += 1;
                last_entry = None;
                continue;
            }
            if token.capital
                && (!after_name || LEXICON.is(word, Class::Portfolio))
                && self.name_at[end].is_none()
            {
                if self.word_class(end, Class::Honorific) || role.is_some() {
                    break;
                }
                end += 1;
                content += 1;
                last_entry = None;
                continue;
            }
            if after_name && role.is_some_and(|role| role.label != EntityType::Person) {
                // "of the Uzbekistan government".
                let role_len = role.map_or(1, |role| role.len);
                last_entry = role;
                end += role_len;
                continue;
            }
            if content == 0 && unknown == 0 && token.kind == TokenKind::Word && end > start {
                unknown += 1;
                end += 1;
                continue;
            }
            break;
        }
        if content == 0 && unknown == 0 {
            return None;
        }
        if content == 0 && unknown > 0 && !self.closes(end) {
            return None;
        }
        if self.tokens[end - 1].kind == TokenKind::Possessive {
            end -= 1;
        }
        // "of the East African Community (EAC)".
        if self.name_at[end - 1].is_some()
            && self.tokens.lower(end) == "("
            && let Some(short) = self.name_at.get(end + 1).copied().flatten()
            && self.tokens.lower(self.ranges[short as usize].1) == ")"
            && self.same_sentence(at, self.ranges[short as usize].1)
        {
            names.push(short as usize);
            end = self.ranges[short as usize].1 + 1;
        }
        let nested = last_entry.unwrap_or(entry);
        let goes_on = match self.tokens.lower(end) {
            "of" | "in" => Some(nested),
            // "the Ambassador of the Kyrgyz Republic to Kazakhstan".
            "to" if depth == 0 => Some(entry),
            _ => None,
        };
        if let Some(of) = goes_on
            && let Some((Some((_, further)), more)) = self.complement(end, of, depth + 1)
        {
            end = further;
            names.extend(more);
        }
        Some((Some((at, end)), names))
    }

    pub(super) fn portfolio_or_name(&self, at: usize) -> bool {
        let at = if self.tokens.lower(at) == "the" {
            at + 1
        } else {
            at
        };
        self.name_at.get(at).is_some_and(Option::is_some)
            || self.word_class(at, Class::Portfolio)
            || self.tokens.get(at).is_some_and(|token| token.capital)
    }

    /// The names that begin between two tokens.
    pub(super) fn names_between(&self, from: usize, to: usize) -> Vec<usize> {
        let mut names: Vec<usize> = self.name_at[from..to]
            .iter()
            .flatten()
            .map(|&name| name as usize)
            .collect();
        names.dedup();
        names
    }
}
