//! Sieves over names: equal, nearly equal, shortened.

use std::collections::{BTreeMap, HashMap};

use onomast_document::EntityType;

use crate::lexicon::{Class, LEXICON};
use crate::name::{Comparison, NameForm, abbreviates, compare, given_key, is_legal_form, shortened};
use crate::page::Page;
use crate::pronoun::is_verb;

/// Persons of one surname on a page beyond which a bare surname is left alone.
const NAMESAKES: usize = 60;
/// How often a bare surname stands on a page that is about one of several who share it.
const STANDING: usize = 3;
/// The last sentence of a page's opening: a headline and a first sentence.
const OPENING: u32 = 1;

/// Full names of persons by their last and first words.
pub(super) struct FullNames {
    last: HashMap<String, Vec<u32>>,
    first: HashMap<String, Vec<u32>>,
    middle: HashMap<String, Vec<u32>>,
}

impl FullNames {
    pub(super) fn new(forms: &[NameForm]) -> Self {
        let mut index = Self {
            last: HashMap::new(),
            first: HashMap::new(),
            middle: HashMap::new(),
        };
        for (number, form) in forms.iter().enumerate() {
            if let [first, .., last] = &form.parts[..] {
                index
                    .last
                    .entry(last.key.clone())
                    .or_default()
                    .push(number as u32);
                if !first.initial {
                    index
                        .first
                        .entry(first.key.clone())
                        .or_default()
                        .push(number as u32);
                }
                for part in &form.parts[1..form.parts.len() - 1] {
                    if !part.initial {
                        let names = index.middle.entry(part.key.clone()).or_default();
                        names.push(number as u32);
                    }
                }
            }
        }
        index
    }

    /// Full names that a single word shortens: by surname if there are any, else by first word, else by one within.
    pub(super) fn of_single(&self, form: &NameForm) -> &[u32] {
        let Some(part) = form.parts.first() else {
            return &[];
        };
        self.last
            .get(&part.key)
            .or_else(|| self.first.get(&part.key))
            .or_else(|| self.middle.get(&part.key))
            .map_or(&[], Vec::as_slice)
    }
}

/// Whether a single word may shorten names of different persons on the page.
fn is_ambiguous(forms: &[NameForm], index: &FullNames, form: &NameForm) -> bool {
    let full = index.of_single(form);
    let Some((&first, rest)) = full.split_first() else {
        return false;
    };
    rest.iter().any(|&other| {
        !matches!(
            compare(&forms[first as usize], &forms[other as usize]),
            Comparison::Same | Comparison::Initials
        )
    })
}

/// Joins the names that share a key, all but the ambiguous single words.
fn join_equal(page: &mut Page<'_>, rule: &'static str, key: impl Fn(&NameForm) -> Option<String>) {
    let index = FullNames::new(&page.forms);
    let keys: Vec<Option<String>> = page
        .forms
        .iter()
        .map(|form| {
            let ambiguous = form.label == EntityType::Person
                && form.is_single()
                && is_ambiguous(&page.forms, &index, form);
            if ambiguous { None } else { key(form) }
        })
        .collect();
    let mut first: HashMap<(EntityType, &str), usize> = HashMap::new();
    for name in 0..page.names {
        let form = page.form_of[name] as usize;
        let Some(key) = &keys[form] else { continue };
        let label = page.forms[form].label;
        match first.get(&(label, key.as_str())) {
            None => {
                first.insert((label, key), name);
            }
            Some(&to) => {
                let other = page.form(to).surface.clone();
                page.link(name, to, rule, || other);
            }
        }
    }
}

/// The same string.
pub(super) fn exact(page: &mut Page<'_>) {
    join_equal(page, "exact", |form| Some(form.surface.clone()));
    // One name of several words under two labels: "Eurasian Economic Union" as organisation and as place.
    let mut first: HashMap<String, usize> = HashMap::new();
    for name in 0..page.names {
        let form = page.form(name);
        if form.label == EntityType::Person || !form.key.contains(' ') {
            continue;
        }
        let key = form.key.clone();
        match first.get(&key) {
            None => {
                first.insert(key, name);
            }
            Some(&to) => {
                let other = page.form(to).surface.clone();
                page.link(name, to, "exact", || other);
            }
        }
    }
}

/// The same name, with and without a title.
pub(super) fn title_stripped(page: &mut Page<'_>) {
    join_equal(page, "title-stripped", |form| Some(form.bare.clone()));
}

/// The same name in another spelling or transliteration.
pub(super) fn spelling(page: &mut Page<'_>) {
    join_equal(page, "spelling", |form| {
        let letters = form.key.chars().filter(|letter| letter.is_alphabetic()).count();
        (letters > 1).then(|| format!("{}|{}", form.key, form.suffix.as_deref().unwrap_or_default()))
    });
    // "Kim Jong-un" and "Kim Jong Un", "Nur-Sultan" and "Nursultan" as places.
    join_equal(page, "spelling", |form| {
        (form.key.contains(' ') || form.surface.contains('-')).then(|| {
            format!(
                "{}|{}",
                form.key.replace(' ', ""),
                form.suffix.as_deref().unwrap_or_default()
            )
        })
    });
    // Middle names, patronymics, order: names in one surname block.
    join_in_blocks(page, Comparison::Same, "spelling");
}

/// "A. Nasyrov" is Azamat Nasyrov, if he is the only one it can be.
pub(super) fn initials(page: &mut Page<'_>) {
    join_in_blocks(page, Comparison::Initials, "initials");
}

/// Keys that full names share where they compare as `wanted`.
fn block_keys(form: &NameForm, wanted: Comparison) -> Vec<String> {
    let parts = &form.parts;
    let (first, last) = (&parts[0], &parts[parts.len() - 1]);
    if wanted == Comparison::Initials {
        let letter = first.key.chars().next().unwrap_or_default();
        return vec![format!("{} {letter}", last.key)];
    }
    let given = given_key(&first.key);
    let ends = if given <= last.key {
        format!("{given} {}", last.key)
    } else {
        format!("{} {given}", last.key)
    };
    // "López Obrador" and "Shavkat Miromonovich" are the end and the beginning of longer names.
    let two = |at: usize| format!("{}|{}", parts[at].key, parts[at + 1].key);
    let mut keys = vec![ends, two(0), two(parts.len() - 2)];
    keys.sort();
    keys.dedup();
    keys
}

/// Joins full names of one surname that compare as `wanted`, each to the only cluster it fits.
fn join_in_blocks(page: &mut Page<'_>, wanted: Comparison, rule: &'static str) {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut seen = vec![false; page.forms.len()];
    for name in 0..page.names {
        let number = page.form_of[name] as usize;
        let form = &page.forms[number];
        if form.label != EntityType::Person
            || form.parts.len() < 2
            || std::mem::replace(&mut seen[number], true)
        {
            continue;
        }
        for key in block_keys(form, wanted) {
            blocks.entry(key).or_default().push(name);
        }
    }
    for names in blocks.values() {
        // Forms with initials look for forms without; large blocks are looked at through given names alone.
        for &name in names {
            let form = page.form(name);
            let has_initial = form.parts.iter().any(|part| part.initial);
            if wanted == Comparison::Initials && !has_initial {
                continue;
            }
            let mut to: Vec<usize> = Vec::new();
            for &other in names.iter().take(400) {
                if other == name || page.clusters.same(other, name) {
                    continue;
                }
                if compare(page.form(name), page.form(other)) == wanted
                    && !to.iter().any(|&known| page.clusters.same(known, other))
                {
                    to.push(other);
                }
            }
            to.retain(|&other| page.clusters.conflict(&page.forms, name, other).is_none());
            if let [other] = to[..] {
                let detail = page.name_of(other);
                page.link(name, other, rule, || detail);
            }
        }
    }
}

/// A surname or given name by itself.
pub(super) fn surname(page: &mut Page<'_>) {
    let index = FullNames::new(&page.forms);
    let mut first_of: Vec<Option<usize>> = vec![None; page.forms.len()];
    for name in 0..page.names {
        first_of[page.form_of[name] as usize].get_or_insert(name);
    }
    let mut ambiguous = Vec::new();
    for (number, form) in page.forms.iter().enumerate() {
        if form.label == EntityType::Person && form.is_single() && is_ambiguous(&page.forms, &index, form) {
            ambiguous.push(number as u32);
        }
    }
    for number in 0..page.forms.len() {
        let form = &page.forms[number];
        let Some(name) = first_of[number] else { continue };
        if form.label != EntityType::Person
            || !form.is_single()
            || ambiguous.binary_search(&(number as u32)).is_ok()
        {
            continue;
        }
        let Some(to) = index
            .of_single(form)
            .first()
            .and_then(|&full| first_of[full as usize])
        else {
            continue;
        };
        let kind = compare(form, page.form(to));
        let detail = part_of(kind, &page.name_of(to));
        page.link(name, to, "surname", || detail);
    }
    // Ambiguous ones: each mention by itself, on good evidence only.
    let ambiguous: Vec<usize> = (0..page.names)
        .filter(|&name| ambiguous.binary_search(&page.form_of[name]).is_ok())
        .collect();
    let mut times: HashMap<u32, usize> = HashMap::new();
    for &name in &ambiguous {
        *times.entry(page.form_of[name]).or_default() += 1;
    }
    for name in ambiguous {
        let full: Vec<usize> = index
            .of_single(page.form(name))
            .iter()
            .filter_map(|&full| first_of[full as usize])
            .collect();
        let standing = times
            .get(&page.form_of[name])
            .is_some_and(|&times| times >= STANDING);
        choose(page, name, &full, standing);
    }
}

fn part_of(kind: Comparison, name: &str) -> String {
    match kind {
        Comparison::Given => format!("first name of {name}"),
        _ => format!("surname of {name}"),
    }
}

/// Links an ambiguous surname to one of several persons: by title or gender, else to the only one just
/// mentioned, or named so far; a `standing` surname, which the page uses again and again, to the only one whom it
/// opens with.
fn choose(page: &mut Page<'_>, name: usize, candidates: &[usize], standing: bool) {
    // A surname of very many is nobody's.
    if candidates.len() > NAMESAKES {
        return;
    }
    let mut open: Vec<usize> = Vec::new();
    for &candidate in candidates {
        if page.clusters.conflict(&page.forms, name, candidate).is_none()
            && !open.iter().any(|&known| page.clusters.same(known, candidate))
        {
            open.push(candidate);
        }
    }
    let own = page.clusters.of(name);
    let (gender, roles) = (own.gender, own.roles.clone());
    if let [only] = open[..] {
        let detail = format!("surname of {}, the only one it fits", page.name_of(only));
        page.link(name, only, "surname", || detail);
        return;
    }
    let by_title: Vec<usize> = open
        .iter()
        .copied()
        .filter(|&candidate| {
            let theirs = page.clusters.of(candidate);
            roles.iter().any(|role| {
                theirs
                    .roles
                    .iter()
                    .any(|held| held.role == role.role && held.rank == role.rank)
            }) || (gender.is_some() && theirs.gender == gender)
        })
        .collect();
    if let [only] = by_title[..] {
        let detail = format!("surname of {}, whom the title fits", page.name_of(only));
        page.link(name, only, "surname", || detail);
        return;
    }
    let before = page.ranges[name]
        .0
        .checked_sub(1)
        .map_or("", |at| page.tokens.lower(at));
    if matches!(before, "another" | "other" | "different" | "second") {
        return;
    }
    let sentence = page.sentences[name];
    let near: Vec<usize> = page
        .before(name, 40)
        .take_while(|&other| sentence - page.sentences[other] <= 2)
        .filter(|&other| open.iter().any(|&candidate| page.clusters.same(candidate, other)))
        .collect();
    if let Some((&nearest, others)) = near.split_first()
        && others.iter().all(|&other| page.clusters.same(other, nearest))
    {
        let detail = format!("surname of {}, just mentioned", page.name_of(nearest));
        page.link(name, nearest, "surname", || detail);
    } else if near.is_empty() {
        let with = |holds: &dyn Fn(usize) -> bool| -> Vec<usize> {
            let is_one = |person: usize| {
                candidates
                    .iter()
                    .any(|&candidate| holds(candidate) && page.clusters.same(candidate, person))
            };
            open.iter().copied().filter(|&person| is_one(person)).collect()
        };
        // Others of that name come later; or the page is about one of them.
        let introduced = with(&|candidate| candidate < name);
        let opening = with(&|candidate| page.sentences[candidate] <= OPENING);
        let (chosen, why) = match (&introduced[..], &opening[..]) {
            ([only], _) => (*only, "the only one named so far"),
            (_, [only]) if standing => (*only, "whom the page is about"),
            _ => return,
        };
        let detail = format!("surname of {}, {why}", page.name_of(chosen));
        page.link(name, chosen, "surname", || detail);
    }
}

/// An acronym and what it stands for.
pub(super) fn acronym(page: &mut Page<'_>) {
    // "Shanghai Cooperation Organisation (SCO)", and "SCO (Shanghai Cooperation Organisation)".
    for name in 1..page.names {
        let previous = name - 1;
        let between = (page.ranges[previous].1, page.ranges[name].0);
        if between.1 != between.0 + 1
            || page.tokens.lower(between.0) != "("
            || page.tokens.lower(page.ranges[name].1) != ")"
        {
            continue;
        }
        let (long, short) = (page.form(previous), page.form(name));
        let (long, short) = if long.acronym {
            (short, long)
        } else {
            (long, short)
        };
        if short.acronym && !long.acronym && page.mentions[name].label == page.mentions[previous].label {
            let letters = |text: &str| {
                text.chars()
                    .find(|letter| letter.is_alphabetic())
                    .map(|letter| letter.to_lowercase().to_string())
            };
            if abbreviates(&short.bare, &long.bare) || letters(&short.bare) == letters(&long.bare) {
                let detail = format!(
                    "{} in brackets after {}",
                    page.form(name).bare,
                    page.form(previous).bare
                );
                page.link(name, previous, "acronym", || detail);
            }
        }
    }
    // Elsewhere on the page.
    let mut acronyms: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut longer: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut seen = vec![false; page.forms.len()];
    for name in 0..page.names {
        let number = page.form_of[name] as usize;
        if std::mem::replace(&mut seen[number], true) {
            continue;
        }
        let form = &page.forms[number];
        if form.label == EntityType::Person {
            continue;
        }
        if form.acronym {
            acronyms.entry(form.bare.clone()).or_default().push(name);
        } else if form.key.contains(' ') {
            for start in acronym_starts(&form.bare) {
                longer.entry(start).or_default().push(name);
            }
        }
    }
    for (acronym, names) in &acronyms {
        let start: String = acronym
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .take(2)
            .collect();
        let Some(candidates) = longer.get(&start.to_lowercase()) else {
            continue;
        };
        for &name in names {
            let fitting = candidates.iter().copied().filter(|&candidate| {
                abbreviates(acronym, &page.form(candidate).bare)
                    && page.clusters.conflict(&page.forms, name, candidate).is_none()
            });
            if let Some(only) = page.only(fitting) {
                let detail = format!("{acronym} abbreviates {}", page.form(only).bare);
                page.link(name, only, "acronym", || detail);
            }
        }
    }
}

/// The first two letters of acronyms that a name may have: with its small words and without.
fn acronym_starts(name: &str) -> Vec<String> {
    let words = || name.split([' ', '-']).filter(|word| !word.is_empty());
    let small =
        |word: &str| LEXICON.is(&word.to_lowercase(), Class::Function) || word.eq_ignore_ascii_case("the");
    let start = |words: &mut dyn Iterator<Item = &str>| -> String {
        words
            .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
            .take(2)
            .collect::<String>()
            .to_lowercase()
    };
    let mut starts = vec![
        start(&mut words()),
        start(&mut words().filter(|word| !small(word))),
        start(&mut words().filter(|word| !word.eq_ignore_ascii_case("the"))),
    ];
    starts.sort();
    starts.dedup();
    starts
}

/// "Ministry of Foreign Affairs" of the "… of the Republic of Uzbekistan"; a company without its legal form.
pub(super) fn short_name(page: &mut Page<'_>) {
    join_equal(page, "short name", |form| {
        if form.label != EntityType::Organization {
            return None;
        }
        let mut words: Vec<&str> = form.key.split(' ').collect();
        while words.len() > 1 && is_legal_form(words[words.len() - 1]) {
            words.pop();
        }
        while words.len() > 1 && is_legal_form(words[0]) {
            words.remove(0);
        }
        Some(words.join(" "))
    });
    // By the part before the last "of" or "for": the first complement is kept ("Ministry of …").
    let mut by_short: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut seen = vec![false; page.forms.len()];
    for name in 0..page.names {
        let number = page.form_of[name] as usize;
        let form = &page.forms[number];
        if form.label != EntityType::Organization || std::mem::replace(&mut seen[number], true) {
            continue;
        }
        for short in shortened(&form.bare) {
            let names = by_short.entry(short).or_default();
            if !names.iter().any(|&other| page.clusters.same(other, name)) {
                names.push(name);
            }
        }
    }
    for name in 0..page.names {
        let form = page.form(name);
        if form.label != EntityType::Organization {
            continue;
        }
        let Some(names) = by_short.get(&form.key) else {
            continue;
        };
        if let Some(other) = page.only(names.iter().copied()) {
            let detail = format!("short for {}", page.form(other).bare);
            page.link(name, other, "short name", || detail);
        }
    }
}

/// So many words at the beginning of a text may be a headline that stands on the line of its first sentence.
const HEADLINE: usize = 12;

/// How many words a name may go without.
const LEFT_OFF: usize = 3;

/// "Pacific Meridian" after "Pacific Meridian Airways": the only organisation that the page has named in full by that
/// beginning, unless the beginning is known as one by itself.
pub(super) fn beginning(page: &mut Page<'_>) {
    // Where each name of an organisation first stands.
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for name in 0..page.names {
        if page.mentions[name].label == EntityType::Organization {
            first.entry(&page.form(name).bare).or_insert(name);
        }
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (&short, &name) in &first {
        let longer = first
            .range(short..)
            .skip(1)
            .take_while(|(long, _)| long.starts_with(short))
            .filter(|(long, _)| {
                let left_off: Vec<&str> = long[short.len()..].split_whitespace().collect();
                long[short.len()..].starts_with(' ')
                    && left_off.len() <= LEFT_OFF
                    && left_off[0].starts_with(char::is_uppercase)
            });
        let Some(long) = page.only(longer.map(|(_, &long)| long)) else {
            continue;
        };
        // What comes first is called in full, but in a headline.
        let token = page.ranges[name].0;
        let paragraph = |token: usize| page.tokens[token].paragraph;
        let is_headline = token < HEADLINE || paragraph(token) == 0 && paragraph(page.ranges[long].0) > 0;
        let is_before = name < long && !is_headline;
        // "a Catholic monk" is no Church.
        let next = page
            .tokens
            .get(page.ranges[name].1)
            .filter(|next| next.is_word() && !next.capital);
        let is_attribute = next.is_some_and(|next| {
            let word = &*next.lower;
            !is_verb(word) && !LEXICON.is(word, Class::Function) && !word.ends_with('s')
        });
        // "League" is a description, and "Gazprom" beside "Gazprom Neft" a name of its own.
        let is_other = || {
            let known = page.knowledge.find(short, Some(EntityType::Organization), None);
            LEXICON.role(&short.to_lowercase()).is_some() || !known.is_empty()
        };
        if !is_before && !is_attribute && !is_other() {
            found.push((name, long));
        }
    }
    for (name, long) in found {
        let detail = format!("short for {}", page.form(long).bare);
        page.link(name, long, "beginning", || detail);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn one_string_is_one_entity() {
        check(
            "[Ada Lovelace](PER a) wrote. [Ada Lovelace](PER a) slept in [Reading](LOC r), and [Reading](LOC r) slept.",
        );
        check("[Jordan](PER a) plays in [Jordan](LOC b). [Amazon](ORG c) ships along the [Amazon](LOC d).");
    }

    #[test]
    fn titles_within_a_name_do_not_matter() {
        check("[Dr. Jane Goodall](PER a) came. [Jane Goodall](PER a) left.");
    }

    #[test]
    fn spellings_of_one_name_meet() {
        check(
            "[Shavkat Mirziyoyev](PER a) spoke. [Shavkat Mirziyaev](PER a) left. [Шавкат Мирзиёев](PER a) stayed.",
        );
        check("[Kim Jong-un](PER a) and [Kim Jong Un](PER a)");
        check("[World Health Organisation](ORG a), [World Health Organization](ORG a)");
        check("[Islam Karimov](PER a) met [Islam Kerimov](PER b).");
    }

    #[test]
    fn initials_find_their_name() {
        check("[Azamat Nasyrov](PER a) opened it. [A. Nasyrov](PER a) thanked all.");
        check("[Sh. Karimov](PER a) is not [Islam Karimov](PER b).");
        check("[A. Nasyrov](PER x) may be [Azamat Nasyrov](PER a) or [Aibek Nasyrov](PER b).");
    }

    #[test]
    fn a_surname_stands_for_the_only_person_who_has_it() {
        check(
            "[Ada Lovelace](PER a) met [Charles Babbage](PER b). [Lovelace](PER a) wrote to [Babbage](PER b).",
        );
        check(
            "[Tokayev](PER a) arrived. [Kassym-Jomart Tokayev](PER a) was met by [Nursultan Nazarbayev](PER b).",
        );
        check(
            "[Xi Jinping](PER a) spoke; [Xi](PER a) left. [Shavkat](PER b) is a friend of [Shavkat Karimov](PER b).",
        );
    }

    #[test]
    fn brothers_stay_two() {
        check(
            "[Fidel Castro](PER a) led first, and for long; all of it is known to all. [Raul Castro](PER b) came \
             after. [Castro](PER x) was loved.",
        );
        check("[Bill Clinton](PER a) and [Hillary Clinton](PER b) came. Mrs. [Clinton](PER b) spoke.");
        check(
            "[Raul Castro](PER b) came. Then [Fidel Castro](PER a) spoke. Nothing more. One. Two. Three. Four. [Castro](PER x) left.",
        );
        check("[George Bush Sr.](PER a), [George Bush Jr.](PER b)");
    }

    #[test]
    fn a_surname_between_namesakes_goes_to_the_one_just_mentioned() {
        check(
            "[Fidel Castro](PER a) led. One. Two. Three. Four. [Raul Castro](PER b) came to power. [Castro](PER b) \
             then spoke.",
        );
    }

    #[test]
    fn a_standing_surname_is_of_whom_the_page_is_about() {
        check(
            "[Patrick Gordon](PER a) was a general. He served. One. Two. [Gordon](PER a) rose. One. Two. Three. Then \
             [James Gordon](PER b) was born. One. Two. Three. [Gordon](PER a) wrote. One. Two. Three. \
             [Gordon](PER a) died.",
        );
    }

    #[test]
    fn acronyms_find_what_they_stand_for() {
        check("The [Asian Development Bank](ORG a) ([ADB](ORG a)) lends. [ADB](ORG a) helps.");
        check(
            "[CICA](ORG a) met. The [Conference on Interaction and Confidence Building Measures in Asia](ORG b) met.",
        );
        check("[Ministry of Foreign Affairs](ORG a) of old; the [MFA](ORG a) said.");
        check("The [World Trade Union](ORG a) and the [World Tourism Unit](ORG b) fear the [WTU](ORG c).");
    }

    #[test]
    fn short_names_of_organisations() {
        check("[Ministry of Health of the Kyrgyz Republic](ORG a): the [Ministry of Health](ORG a) said.");
        check("[Apple Inc.](ORG a) sells. [Apple](ORG a) buys.");
        check(
            "[Ministry of Health of France](ORG a), [Ministry of Health of Spain](ORG b), [Ministry of Health](ORG c).",
        );
    }

    #[test]
    fn an_organisation_is_called_by_the_beginning_of_its_name() {
        check("[Pacific Meridian Airways](ORG a) fell. [Pacific Meridian](ORG a) rose.");
        check("[Kestrel](ORG a) rises\n\n[Kestrel Air](ORG a) rose. [Kestrel](ORG a) said so.");
        check("[Altyn Rail Cargo](ORG c) is not [Altyn Rail](ORG d).");
        check("[Kestrel Air](ORG a) and [Kestrel Foods](ORG b) are no [Kestrel](ORG c).");
        check("The [Benedictine Order](ORG a) had a [Benedictine](ORG b) monk.");
        check(
            "In the capital the ministers of two countries spoke on Monday of trade. [Kestrel](ORG a) met [Kestrel Air](ORG b).",
        );
    }

    #[test]
    fn numbered_things_differ() {
        check("[School No. 5](ORG a) and [School No. 6](ORG b)");
    }
}
