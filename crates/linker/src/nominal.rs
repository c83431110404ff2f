//! The noun-phrase grammar: descriptions that may refer to one person, organisation or place.
//!
//! A phrase is `determiner modifiers head complement`: "the | first deputy | head | of the agency". The head
//! is a role word in the singular; the determiner is definite ("the", "our", "Uzbekistan's"), or absent where
//! a title does without: directly before a name ("Uzbek President Shavkat Mirziyoyev"), in apposition after
//! one, or capitalised with a complement ("President of Uzbekistan"). Indefinite, plural and predicative
//! phrases are no mentions. What a phrase refers to is for the sieves to find out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use onomast_document::{EntityType, Mention, Span};
use onomast_knowledge::Knowledge;

use crate::lexicon::{Class, LEXICON, RoleEntry};
use crate::pronoun::is_verb;
use crate::token::{Token, TokenKind, Tokens};

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

/// So many words may close an apposition that the grammar cannot read to its end.
const TAIL: usize = 14;

/// What stands left of a head.
#[derive(Debug, Default)]
struct Left {
    start: usize,
    determiner: Option<Determiner>,
    words: Vec<usize>,
    names: Vec<usize>,
    demonym: Option<String>,
    genitive: Option<(usize, usize)>,
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
        let tail = self.tail(&left, read_end, &entry).filter(|_| !is_whole);
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

    /// Where an apposition closes whose complement the grammar reads but in part, or not at all: "Gulnora Asadova, | the
    /// founder of glacier research in the Pamirs |,". The commas tell what the words do not.
    fn tail(&self, left: &Left, from: usize, entry: &RoleEntry) -> Option<usize> {
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
    fn is_adverbial(&self, at: usize) -> bool {
        matches!(
            self.tokens.lower(at),
            "in" | "at" | "from" | "since" | "under" | "during"
        )
    }

    /// Whether an apposition ends before a token.
    fn apposition_closes(&self, at: usize) -> bool {
        matches!(
            self.tokens.lower(at),
            "," | "." | ";" | "(" | ")" | "–" | "—" | ":" | "who" | "which"
        )
    }

    /// The name with a label that ends with a token, or does so before its abbreviation: "the Water Authority (WA)".
    fn name_ending(&self, at: usize, label: EntityType) -> Option<usize> {
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

    /// The names that begin between two tokens.
    fn names_between(&self, from: usize, to: usize) -> Vec<usize> {
        let mut names: Vec<usize> = self.name_at[from..to]
            .iter()
            .flatten()
            .map(|&name| name as usize)
            .collect();
        names.dedup();
        names
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

    /// Reads leftwards from a head to the beginning of its phrase; `None` when the phrase is indefinite.
    fn left(&self, head: usize, entry: &RoleEntry) -> Option<Left> {
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
    fn possessor(&self, mark: usize, left: &mut Left) -> Option<usize> {
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

    /// The complement after a head that ends before `at`. The outer `None` refuses the phrase: a complement
    /// stands there that the grammar cannot read.
    #[allow(clippy::option_option, clippy::type_complexity)]
    fn complement(
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

    fn portfolio_or_name(&self, at: usize) -> bool {
        let at = if self.tokens.lower(at) == "the" {
            at + 1
        } else {
            at
        };
        self.name_at.get(at).is_some_and(Option::is_some)
            || self.word_class(at, Class::Portfolio)
            || self.tokens.get(at).is_some_and(|token| token.capital)
    }

    /// Whether a phrase may end before `at`: punctuation, a function word, a verb.
    fn closes(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return true;
        };
        !self.same_sentence(at.saturating_sub(1), at)
            || !token.is_word()
            || self.is_verb_or_function(token)
            || self.name_at[at].is_some()
    }

    #[allow(clippy::unused_self)]
    fn is_verb_or_function(&self, token: &Token) -> bool {
        let word = &*token.lower;
        [Class::Function, Class::Verb, Class::Speech, Class::Copula]
            .iter()
            .any(|&class| LEXICON.is(word, class))
            || (!token.capital && (word.ends_with("ed") || word.ends_with("ly")))
    }

    /// Whether the head that ends before `at` is the last noun of its phrase.
    fn head_stands(&self, at: usize, entry: &RoleEntry) -> bool {
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
    fn is_present_tense(&self, at: usize) -> bool {
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

    /// "Deputy Prime Minister | and Minister of Finance": another office of the same person follows.
    fn office_follows(&self, end: usize) -> bool {
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
    fn beside(&self, left: &Left, head: usize, end: usize, entry: &RoleEntry) -> Option<Beside> {
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
                || matches!(
                    self.tokens.lower(at),
                    "," | "." | ";" | "(" | ")" | "–" | "—" | "-" | ":" | "who" | "which" | "!" | "?"
                )
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
    fn is_title(&self, at: usize) -> bool {
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
