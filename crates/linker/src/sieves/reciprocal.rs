//! "his counterpart", "her guest": the other one of two.

use onomast_document::EntityType;
use onomast_knowledge::Item;

use crate::known::Known;
use crate::nominal::Determiner;
use crate::page::Page;
use crate::sieves::office::{Holder, to_holder};

/// How many sentences back the other one may be named.
const REACH: u32 = 2;

/// Words for somebody who is met.
const OTHERS: &[&str] = &[
    "colleague",
    "counterpart",
    "guest",
    "host",
    "interlocutor",
    "visitor",
];

/// Links them to the only other person spoken of; with a country ("his Kazakh counterpart"), to whoever holds the
/// office there that the one spoken of holds here.
pub(super) fn reciprocal(page: &mut Page<'_>) {
    let known = Known::new(page);
    for nominal in 0..page.nominals.len() {
        let phrase = &page.nominals[nominal];
        if !OTHERS.contains(&&*phrase.entry.role)
            || phrase.determiner != Determiner::Possessive
            || phrase.former
            || phrase.complement.is_some()
            || !phrase.is_mention()
            || page.is_linked(page.names + nominal)
        {
            continue;
        }
        let first = phrase.tokens.0;
        let base = page.names + page.nominals.len();
        let Ok(pronoun) = page
            .pronouns
            .binary_search_by_key(&first, |pronoun| pronoun.token)
        else {
            continue;
        };
        let owner = base + pronoun;
        if page.is_linked(owner) && page.clusters.of(owner).label == EntityType::Person {
            one_of_two(page, nominal, owner, &known);
        }
    }
}

fn one_of_two(page: &mut Page<'_>, nominal: usize, owner: usize, known: &Known) {
    let mention = page.names + nominal;
    let country = page.nominals[nominal].demonym.clone();
    let sentence = page.sentences[mention];
    let mut others: Vec<usize> = Vec::new();
    for at in page.before(mention, 40) {
        if sentence - page.sentences[at] > REACH {
            break;
        }
        let cluster = page.clusters.of(at);
        let is_there = country.as_ref().is_none_or(|country| {
            let places = || cluster.roles.iter().filter_map(|role| role.place.as_ref());
            places().any(|place| place == country)
        });
        if cluster.label == EntityType::Person
            && is_there
            && !page.clusters.same(at, owner)
            && !others.iter().any(|&other| page.clusters.same(at, other))
        {
            others.push(at);
        }
    }
    let role = page.nominals[nominal].entry.role.clone();
    if let [only] = others[..] {
        let detail = format!("{} is the {role} of {}", page.name_of(only), page.name_of(owner));
        page.link(mention, only, "counterpart", || detail);
        return;
    }
    let (Some(country), Some(date), []) = (country, page.date, &others[..]) else {
        return;
    };
    // Whoever holds the same office of the other country.
    let offices: Vec<String> = page
        .clusters
        .of(owner)
        .roles
        .iter()
        .filter(|role| !role.former && role.rank.is_empty())
        .filter_map(|role| role.office.clone())
        .collect();
    let holder = offices.iter().find_map(|office| {
        let holding = page
            .knowledge
            .holders(office, &country, date)
            .into_iter()
            .next()?;
        let place = page.knowledge.item(&country).map_or("", Item::name);
        let holder = Holder {
            person: holding.person.id().to_owned(),
            name: holding.person.name().to_owned(),
            office: format!("{} of {place}", holding.title()),
        };
        Some((holder, holding.sure))
    });
    if let Some((holder, sure)) = holder {
        let detail = format!(
            "{} on {date} is {} ({}), the {role} of {}",
            holder.office,
            holder.name,
            holder.person,
            page.name_of(owner)
        );
        to_holder(page, nominal, &holder, sure, known, detail);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check_pronouns;

    #[test]
    fn a_counterpart_is_the_other_one() {
        check_pronouns(
            "[Foreign Minister](PER:nominal a) [Abdulaziz Kamilov](PER a) of [Uzbekistan](LOC u) came. [Kamilov](PER a) met [[his](PER:pronoun a) [Kazakh](MISC k) counterpart](PER:nominal b).",
        );
        check_pronouns(
            "[Angela Merkel](PER a) met [Shavkat Mirziyoyev](PER b). [He](PER:pronoun b) thanked [[his](PER:pronoun b) host](PER:nominal a).",
        );
    }
}
