//! Descriptions by another word: "the 61-year-old", "the Norwegian developer", "the lender", where one person or
//! thing was spoken of that they can be said of.

use onomast_document::EntityType;

use crate::lexicon::{Class, LEXICON};
use crate::page::Page;
use crate::quote::speaker;
use crate::record::country;
use crate::sieves::antecedents::{has_role, is_post, is_preposition, is_subject};
use crate::sieves::evidence::closes;
use crate::sieves::organization::{has_other_head, is_so};

/// How many sentences back a person may be spoken of, and how many an organisation.
const PERSON_REACH: u32 = 3;
const ORGANIZATION_REACH: u32 = 2;
/// How many mentions back.
const MENTIONS: usize = 40;

/// The mention of whoever or whatever a description by another word is said of.
pub(super) fn meant(page: &Page<'_>, nominal: usize) -> Option<usize> {
    let phrase = &page.nominals[nominal];
    let end = phrase.tokens.1;
    // "the revolutionary change", "the physician at the hostel".
    if !closes(page, end) || is_preposition(page.tokens.lower(end)) {
        return None;
    }
    // "the East Los Angeles sheriff", "the visiting monk": somebody else.
    let is_of = |&name: &usize| {
        let word = page.tokens.lower(page.ranges[name].0);
        page.mentions[name].label != EntityType::Misc && !word.contains('-')
    };
    let is_new = |&word: &usize| matches!(page.tokens.lower(word), "another" | "local" | "new" | "visiting");
    if (phrase.demonym.is_none() && phrase.names.iter().any(is_of)) || phrase.modifiers.iter().any(is_new) {
        return None;
    }
    match phrase.label {
        EntityType::Person => person(page, nominal),
        EntityType::Organization => organization(page, nominal),
        _ => None,
    }
}

fn person(page: &Page<'_>, nominal: usize) -> Option<usize> {
    let mention = page.names + nominal;
    let phrase = &page.nominals[nominal];
    let age = age_in(page, nominal);
    let told = phrase.demonym.is_some() || age.is_some();
    let role = &*phrase.entry.role;
    let quoted = page.quote_of(phrase.tokens.0).is_some();
    if quoted
        || is_post(&phrase.entry)
        || phrase.entry.relation
        || (LEXICON.is(role, Class::Newcomer) && !told)
    {
        return None;
    }
    // Whoever governs a state is called by the office.
    let politic = role.ends_with("-year-old")
        || matches!(
            role,
            "diplomat" | "lawmaker" | "legislator" | "politician" | "statesman" | "veteran"
        );
    let sentence = page.sentences[mention];
    // Of two in one sentence each has a word of its own.
    let place = page.place_in_order[mention] as usize;
    let here: Vec<usize> = page.order[place.saturating_sub(20)..(place + 20).min(page.order.len())]
        .iter()
        .map(|&at| at as usize)
        .filter(|&at| at != mention && page.sentences[at] == sentence && page.is_linked(at))
        .collect();
    let mut found: Vec<(usize, u32)> = Vec::new();
    for at in page.before(mention, MENTIONS) {
        let distance = sentence - page.sentences[at];
        if distance > PERSON_REACH {
            break;
        }
        let cluster = page.clusters.of(at);
        let fits = cluster.label == EntityType::Person
            && !found.iter().any(|&(other, _)| page.clusters.same(other, at))
            && !here.iter().any(|&other| page.clusters.same(other, at))
            && phrase
                .entry
                .gender
                .zip(cluster.gender)
                .is_none_or(|(ours, theirs)| ours == theirs)
            && !is_byline(page, at)
            && (politic || cluster.roles.iter().all(|fact| fact.office.is_none()))
            && age
                .zip(age_of(page, at))
                .is_none_or(|(ours, theirs)| ours == theirs)
            && phrase.demonym.as_ref().is_none_or(|home| {
                let place = cluster.roles.iter().find_map(|fact| fact.place.as_ref());
                place.is_none_or(|place| place == home)
            });
        if fits {
            found.push((at, distance));
        }
    }
    // Whoever is known to be so, or to be of that age, before all others.
    if let [only] = found
        .iter()
        .map(|&(at, _)| at)
        .filter(|&at| has_role(page, nominal, at) || (age.is_some() && age_of(page, at) == age))
        .collect::<Vec<_>>()[..]
    {
        return Some(only);
    }
    let nearest = found.first()?.1;
    let near: Vec<usize> = found
        .iter()
        .filter(|&&(_, distance)| distance == nearest)
        .map(|&(at, _)| at)
        .collect();
    if let [only] = near[..] {
        return (found.len() == 1 || is_topic(page, only)).then_some(only);
    }
    let mut subjects = near.into_iter().filter(|&at| is_topic(page, at));
    let only = subjects.next()?;
    let opens = phrase.tokens.0 == 0 || page.tokens[phrase.tokens.0 - 1].sentence != sentence;
    (opens && subjects.next().is_none()).then_some(only)
}

/// Whether the sentence of a mention has its entity for the subject.
fn is_topic(page: &Page<'_>, mention: usize) -> bool {
    let sentence = page.sentences[mention];
    let place = page.place_in_order[mention] as usize;
    page.order[..=place]
        .iter()
        .rev()
        .map(|&at| at as usize)
        .take_while(|&at| page.sentences[at] == sentence)
        .any(|at| page.clusters.same(at, mention) && is_subject(page, at))
}

fn organization(page: &Page<'_>, nominal: usize) -> Option<usize> {
    let mention = page.names + nominal;
    let phrase = &page.nominals[nominal];
    let role = &*phrase.entry.role;
    // "the Company" of a contract is what the contract calls so.
    let defined = page.tokens[phrase.tokens.1 - 1].capital && !page.tokens[phrase.tokens.0].capital;
    if defined || !LEXICON.is(role, Class::AnyFirm) {
        return None;
    }
    let home = phrase.demonym.clone();
    let sentence = page.sentences[mention];
    let speaker = page
        .quote_of(phrase.tokens.0)
        .and_then(|quote| speaker(page, quote));
    let mut found: Vec<usize> = Vec::new();
    for at in page.before(mention, MENTIONS) {
        if sentence - page.sentences[at] > ORGANIZATION_REACH {
            break;
        }
        let cluster = page.clusters.of(at);
        if cluster.label == phrase.label
            && !found.iter().any(|&other| page.clusters.same(other, at))
            && !speaker.is_some_and(|speaker| page.clusters.same(speaker, at))
            && !page.mentions[at].span.contains(page.mentions[mention].span)
            && !is_agency(page, at)
            && (is_so(page, at, role) || !has_other_head(page, at, role))
        {
            found.push(at);
        }
    }
    let of_country = |at: &usize| {
        let mentions = page.clusters.of(*at).mentions.iter();
        country(page, &mentions.map(|&at| at as usize).collect::<Vec<_>>(), &[])
    };
    if home.is_some() {
        found.retain(|at| of_country(at).is_none_or(|country| home.as_ref() == Some(&country)));
        let known: Vec<usize> = found
            .iter()
            .copied()
            .filter(|at| of_country(at) == home)
            .collect();
        if !known.is_empty() {
            found = known;
        }
    }
    if let [only] = found[..] { Some(only) } else { None }
}

/// "By Asel Tulegenova": who wrote the page is not whom it tells of.
fn is_byline(page: &Page<'_>, mention: usize) -> bool {
    let cluster = page.clusters.of(mention);
    cluster.mentions.iter().take(2).all(|&at| {
        page.ranges.get(at as usize).is_some_and(|&(first, _)| {
            first.checked_sub(1).is_some_and(|before| {
                page.tokens.opens_paragraph(before) && page.tokens.lower(before) == "by"
            })
        })
    })
}

/// "ALMATY (Steppe Wire) –", "told Steppe Wire": whose report it is.
fn is_agency(page: &Page<'_>, mention: usize) -> bool {
    let cluster = page.clusters.of(mention);
    cluster.mentions.iter().take(8).any(|&at| {
        page.ranges.get(at as usize).is_some_and(|&(first, end)| {
            let before = first
                .checked_sub(1)
                .map_or("", |before| page.tokens.lower(before));
            let dateline = before == "("
                && page.tokens.lower(end) == ")"
                && matches!(page.tokens.lower(end + 1), "–" | "—" | "-");
            dateline || before == "told"
        })
    })
}

/// The age that a description gives.
fn age_in(page: &Page<'_>, nominal: usize) -> Option<u32> {
    let (start, end) = page.nominals[nominal].tokens;
    (start..end).find_map(|at| page.tokens.lower(at).strip_suffix("-year-old")?.parse().ok())
}

/// The age that stands behind a name: "Daniyar Omarov, 61,".
fn age_of(page: &Page<'_>, mention: usize) -> Option<u32> {
    page.clusters
        .of(mention)
        .mentions
        .iter()
        .take(16)
        .find_map(|&at| {
            let &(_, end) = page.ranges.get(at as usize)?;
            let opens = matches!(page.tokens.lower(end), "," | "(");
            let closes = matches!(page.tokens.lower(end + 2), "," | ")" | ".");
            page.tokens
                .lower(end + 1)
                .parse()
                .ok()
                .filter(|age: &u32| opens && closes && *age < 120)
        })
}

#[cfg(test)]
mod tests {
    use crate::testing::check_pronouns;

    #[test]
    fn an_epithet_is_said_of_the_only_one() {
        check_pronouns(
            "[Azamat Nasyrov](PER a), 61, came to [Tashkent](LOC t). [The 61-year-old](PER:nominal a) spoke. [The economist](PER:nominal a) left.",
        );
        check_pronouns("[Altyn Zhol](ORG a) grew. [The firm](ORG:nominal a) has cars.");
        check_pronouns("[Altyn Zhol](ORG a) met [Kumush Yol](ORG b). The firm has cars.");
    }

    #[test]
    fn whoever_is_named_in_the_sentence_is_another() {
        check_pronouns("[Azamat Nasyrov](PER a) met the economist.");
        check_pronouns("\"The economist came,\" [Azamat Nasyrov](PER a) said.");
    }
}
