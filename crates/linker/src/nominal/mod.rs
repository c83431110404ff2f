//! The noun-phrase grammar: descriptions that may refer to one person, organisation or place.
//!
//! A phrase is `determiner modifiers head complement`: "the | first deputy | head | of the agency". The head
//! is a role word in the singular; the determiner is definite ("the", "our", "Uzbekistan's"), or absent where
//! a title does without: directly before a name ("Uzbek President Shavkat Mirziyoyev"), in apposition after
//! one, or capitalised with a complement ("President of Uzbekistan"). Indefinite, plural and predicative
//! phrases are no mentions. What a phrase refers to is for the sieves to find out.

mod beside;
mod complement;
mod ends;
mod left;

use std::borrow::Cow;
use std::collections::BTreeMap;

use onomast_document::{EntityType, Mention, Span};
use onomast_knowledge::Knowledge;

use crate::lexicon::{Class, LEXICON, RoleEntry};
use crate::token::Tokens;

/// How a phrase is made definite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Determiner {
    /// "the".
    The,
    /// "this".
    This,
    /// "our".
    Our,
    /// "his", "her", "its", "their".
    Possessive,
    /// "Uzbekistan's", "the country's".
    Genitive,
    /// "a": never a mention, though it may say what a name beside it is, and be what a pronoun stands for.
    Indefinite,
    /// None.
    Absent,
}

/// A name beside a phrase that it describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// "the President of Kazakhstan Nursultan Nazarbayev".
    Before(usize),
    /// "the capital, Astana,".
    BeforeComma(usize),
    /// "Azamat Nasyrov, the head of the agency,".
    After(usize),
    /// "Azamat Nasyrov is the head of the agency": no mention, yet it may say who a name is.
    Predicate(Option<usize>),
}

/// A description as the grammar finds it.
#[derive(Debug, Clone)]
pub(crate) struct Nominal {
    pub span: Span,
    pub label: EntityType,
    pub entry: RoleEntry,
    /// Its tokens, half-open.
    pub tokens: (usize, usize),
    pub determiner: Determiner,
    /// "deputy", "first deputy", "vice": whoever is so is another person than the head.
    pub rank: String,
    /// "former", "late".
    pub former: bool,
    /// "first", "last", "new" and other words that single out one of several.
    pub ordinal: bool,
    /// What a ministry or minister is for, in one order.
    pub portfolio: String,
    /// Names within it.
    pub names: Vec<usize>,
    /// Id of the country of a demonym among its modifiers.
    pub demonym: Option<String>,
    /// Tokens of the complement after "of", half-open.
    pub complement: Option<(usize, usize)>,
    /// Tokens of the possessor before "'s", half-open.
    pub genitive: Option<(usize, usize)>,
    pub beside: Option<Beside>,
    /// Tokens of the words before the head that single it out, the nearest first.
    pub modifiers: Vec<usize>,
}

impl Nominal {
    /// Whether nothing but a determiner and the head stands there.
    pub fn is_bare(&self) -> bool {
        self.complement.is_none()
            && self.genitive.is_none()
            && self.names.is_empty()
            && self.demonym.is_none()
            && self.portfolio.is_empty()
            && self.rank.is_empty()
    }

    /// Whether nothing but words that single nothing out stand between determiner and head: "the whole country",
    /// and not "the old town" or "the Creek Trail".
    pub fn is_plain(&self) -> bool {
        self.modifiers.is_empty()
    }

    /// Whether it says who somebody is.
    pub fn is_predicate(&self) -> bool {
        matches!(self.beside, Some(Beside::Predicate(_)))
    }

    /// Whether it may be given out: no predicate, and definite.
    pub fn is_mention(&self) -> bool {
        !self.is_predicate() && self.determiner != Determiner::Indefinite
    }
}

/// The text as the grammar reads it.
pub(crate) struct Grammar<'a> {
    pub text: &'a str,
    pub tokens: &'a Tokens,
    pub names: &'a [Mention],
    /// First and end token of each name.
    pub ranges: &'a [(usize, usize)],
    /// The name that covers each token.
    pub name_at: &'a [Option<u32>],
    pub knowledge: &'a Knowledge,
    /// Nouns that the page's own names end in ("the [Caspian Sea]"), beside those of the lexicon.
    pub nouns: &'a BTreeMap<String, EntityType>,
}

/// The nouns that names of organisations and places on a page end in, before any "of".
pub(crate) fn nouns_of<'n>(
    names: impl Iterator<Item = (EntityType, &'n str)>,
) -> BTreeMap<String, EntityType> {
    let mut nouns = BTreeMap::new();
    for (label, name) in names {
        if !matches!(label, EntityType::Organization | EntityType::Location) {
            continue;
        }
        let words: Vec<&str> = name.split_whitespace().collect();
        let end = words
            .iter()
            .position(|word| matches!(*word, "of" | "for" | "on" | "in" | "under"))
            .unwrap_or(words.len());
        let Some(&last) = end.checked_sub(1).and_then(|last| words.get(last)) else {
            continue;
        };
        let noun = last.to_lowercase();
        let known = LEXICON.role(&noun).is_some()
            || [
                Class::Common,
                Class::Function,
                Class::Portfolio,
                Class::Qualifier,
                Class::Compound,
                Class::Honorific,
            ]
            .iter()
            .any(|&class| LEXICON.is(&noun, class));
        // One word is a name, not a noun; a plural is no head.
        let plain = noun.len() > 3 && noun.bytes().all(|byte| byte.is_ascii_lowercase());
        if words.len() > 1 && plain && !known && (!noun.ends_with('s') || noun.ends_with("ss")) {
            nouns.entry(noun).or_insert(label);
        }
    }
    nouns
}

impl Grammar<'_> {
    /// All phrases, in the order of the text, the longer first.
    pub fn nominals(&self) -> Vec<Nominal> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            // A role phrase ends where a name begins: "Chairman of the [Cabinet of Ministers]".
            let free = self.name_at[at..]
                .iter()
                .take(8)
                .take_while(|name| name.is_none())
                .count();
            let Some(entry) = self.role_at(at, at + free) else {
                at += 1;
                continue;
            };
            let end = at + entry.len;
            if let Some(nominal) = self.phrase(at, end, entry) {
                found.push(nominal);
            }
            at = end;
        }
        found.sort_by_key(|nominal| (nominal.tokens.0, std::cmp::Reverse(nominal.tokens.1)));
        // Phrases nest or stand apart; one that crosses another was misread.
        let mut kept: Vec<Nominal> = Vec::with_capacity(found.len());
        let mut open: Vec<(usize, usize)> = Vec::new();
        for nominal in found {
            let (start, end) = nominal.tokens;
            open.retain(|&(_, other)| other > start);
            if open
                .iter()
                .any(|&(first, other)| end > other || (first == start && other == end))
            {
                continue;
            }
            open.push((start, end));
            kept.push(nominal);
        }
        kept
    }

    /// The role that begins at a token and ends before `limit`.
    fn role_at(&self, at: usize, limit: usize) -> Option<RoleEntry> {
        if let Some(entry) = LEXICON.role_at(&self.tokens[at..limit]) {
            return Some(entry.clone());
        }
        let noun = &*self.tokens[..limit].get(at)?.lower;
        // "The 61-year-old is accused", but "the 61-year-old banker".
        let aged = noun.ends_with("-year-old") && self.closes(at + 1);
        let label = if aged {
            EntityType::Person
        } else {
            *self.nouns.get(noun)?
        };
        Some(RoleEntry {
            label,
            role: Cow::Owned(noun.to_owned()),
            office: None,
            gender: None,
            len: 1,
            relation: false,
        })
    }

    fn same_sentence(&self, a: usize, b: usize) -> bool {
        matches!((self.tokens.get(a), self.tokens.get(b)), (Some(a), Some(b)) if a.sentence == b.sentence)
    }

    fn word_class(&self, at: usize, class: Class) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| LEXICON.is(&token.lower, class))
    }

    fn phrase(&self, head: usize, head_end: usize, entry: RoleEntry) -> Option<Nominal> {
        let left = self.left(head, &entry)?;
        let read = self.complement(head_end, &entry, 0);
        let read_end = read
            .as_ref()
            .and_then(|(complement, _)| complement.as_ref())
            .map_or(head_end, |&(_, end)| end);
        // "the head of the Hauliers' Association | in Kumanovo".
        let is_whole =
            read_end > head_end && self.name_at[read_end - 1].is_some() && self.is_adverbial(read_end);
        let tail = if is_whole {
            None
        } else {
            self.tail(&left, read_end, &entry)
        };
        let (complement, complement_names) = match (read, tail) {
            (Some(read), _) => read,
            (None, Some(end)) => (None, self.names_between(head_end, end)),
            (None, None) => return None,
        };
        let end = tail.unwrap_or(read_end);
        if complement.is_none() && tail.is_none() && !self.head_stands(head_end, &entry) {
            return None;
        }
        let entry = self.head_of_state(entry, complement, &complement_names);
        let mut beside = self.beside(&left, head, end, &entry);
        let determiner = left.determiner.unwrap_or(Determiner::Absent);
        let words = end - left.start - usize::from(matches!(determiner, Determiner::The | Determiner::This));
        let capital = self.tokens[head].capital;
        match beside {
            // "chef Melis Asanov", "the company Turkmengaz": a title, not a description by itself.
            Some(Beside::Before(name)) if words < 2 => beside = Some(Beside::Predicate(Some(name))),
            Some(Beside::After(name) | Beside::Before(name) | Beside::BeforeComma(name))
                if determiner == Determiner::Indefinite =>
            {
                beside = Some(Beside::Predicate(Some(name)));
            }
            _ => {}
        }
        // "the state" is any; "our state" is one.
        if entry.role == "state" && determiner != Determiner::Our {
            return None;
        }
        // "his address to the nation", "the Leader of the Nation": a people.
        let people = self.tokens.lower(head) == "nation"
            && left.start > 0
            && matches!(self.tokens.lower(left.start - 1), "of" | "to");
        if people && determiner == Determiner::The && complement.is_none() {
            return None;
        }
        // A noun of the page's own is no title.
        let own_noun = LEXICON.role(&entry.role).is_none();
        if own_noun && (!matches!(determiner, Determiner::The | Determiner::This) || complement.is_some()) {
            return None;
        }
        if determiner == Determiner::Absent {
            let identified = complement.is_some() || left.demonym.is_some() || !left.names.is_empty();
            let stands = match beside {
                Some(Beside::Before(_) | Beside::After(_) | Beside::Predicate(_)) => true,
                Some(Beside::BeforeComma(_)) => identified && capital,
                None => {
                    (identified || self.office_follows(end))
                        && capital
                        && entry.label == EntityType::Person
                        && !entry.relation
                }
            };
            if !stands {
                return None;
            }
        }
        // "his counterpart", "her mother" need no name beside them: it is enough to know whose.
        let owned = matches!(determiner, Determiner::Possessive | Determiner::Genitive)
            && self.tokens.lower(left.start) != "your";
        if entry.relation
            && !owned
            && determiner != Determiner::Indefinite
            && !matches!(
                beside,
                Some(Beside::After(_) | Beside::Before(_) | Beside::BeforeComma(_))
            )
        {
            return None;
        }
        let start = self.tokens[left.start].start as usize;
        let stop = self.tokens[end - 1].end as usize;
        let span = Span::in_text(self.text, start, stop).ok()?;
        let mut names = left.names;
        names.extend(complement_names);
        if names.iter().any(|&name| self.names[name].span == span) {
            return None;
        }
        let (rank, former, ordinal) = self.rank(&left.words);
        Some(Nominal {
            span,
            label: entry.label,
            entry,
            tokens: (left.start, end),
            determiner,
            rank,
            former,
            ordinal,
            portfolio: self.portfolio(&left.words, complement),
            names,
            demonym: left.demonym,
            complement,
            genitive: left.genitive,
            beside,
            modifiers: left
                .words
                .iter()
                .copied()
                .filter(|&word| {
                    !matches!(
                        self.tokens.lower(word),
                        "whole" | "entire" | "host" | "very" | "distinguished" | "esteemed"
                    )
                })
                .collect(),
        })
    }

    /// "the Head of Turkmenistan" and "the Head of our state" are heads of state.
    fn head_of_state(
        &self,
        entry: RoleEntry,
        complement: Option<(usize, usize)>,
        names: &[usize],
    ) -> RoleEntry {
        let Some((start, end)) = complement.filter(|_| entry.role == "head") else {
            return entry;
        };
        let of_country = match names {
            [name] => {
                let surface = self.names[*name].span.of(self.text).unwrap_or_default();
                self.ranges[*name].1 == end
                    && end - start <= self.ranges[*name].1 - self.ranges[*name].0 + 2
                    && self
                        .knowledge
                        .find(surface, Some(EntityType::Location), None)
                        .first()
                        .is_some_and(|item| item.is_country())
            }
            [] => {
                self.tokens.lower(start + 1) == "our"
                    && matches!(self.tokens.lower(end - 1), "state" | "country" | "republic")
            }
            _ => false,
        };
        match LEXICON.role("head of state") {
            Some(head) if of_country => head.clone(),
            _ => entry,
        }
    }

    fn rank(&self, words: &[usize]) -> (String, bool, bool) {
        let mut words: Vec<usize> = words.to_vec();
        words.sort_unstable();
        let (mut rank, mut former, mut ordinal) = (Vec::new(), false, false);
        for &at in &words {
            match self.tokens.lower(at) {
                "deputy" | "vice" | "assistant" | "associate" => {
                    let first = at > 0 && words.contains(&(at - 1)) && self.tokens.lower(at - 1) == "first";
                    rank.push(if first {
                        "first deputy"
                    } else {
                        self.tokens.lower(at)
                    });
                }
                "former" | "ex" | "late" | "then" | "deposed" | "ousted" | "exiled" => former = true,
                "first" | "second" | "third" => {
                    ordinal |= !matches!(self.tokens.lower(at + 1), "deputy" | "vice" | "lady");
                }
                _ => {}
            }
        }
        (rank.join(" "), former, ordinal)
    }

    /// Portfolio words among modifiers and complement, sorted, in one spelling.
    fn portfolio(&self, words: &[usize], complement: Option<(usize, usize)>) -> String {
        let of = complement.map_or(0..0, |(start, end)| start..end);
        let mut list: Vec<&str> = words
            .iter()
            .copied()
            .chain(of)
            .filter(|&at| self.name_at[at].is_none() && self.word_class(at, Class::Portfolio))
            .map(|at| match self.tokens.lower(at) {
                "defense" => "defence",
                "labour" => "labor",
                "financial" => "finance",
                "economic" | "economics" | "economical" => "economy",
                "internal" | "interior" => "interior",
                "healthcare" => "health",
                "digitalisation" => "digitalization",
                other => other,
            })
            .filter(|word| {
                !matches!(
                    *word,
                    "affairs" | "relations" | "state" | "service" | "services" | "association"
                )
            })
            .collect();
        list.sort_unstable();
        list.dedup();
        list.join(" ")
    }
}
