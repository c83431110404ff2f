//! Descriptions by nationality: "the Qatari minister", "the Uzbek guest", where one such person was spoken of.

use onomast_document::EntityType;
use onomast_knowledge::office;

use crate::nominal::Determiner;
use crate::page::Page;
use crate::sieves::said::{describe, open};

/// How many sentences back that person may have been mentioned.
const REACH: u32 = 12;

/// Words that may be said of anybody from abroad.
const ANYBODY: &[&str] = &["guest", "host", "interlocutor", "visitor"];

/// Offices whose holders come as guests of a country.
const GUESTS: &[&str] = &[
    office::HEAD_OF_STATE,
    office::HEAD_OF_GOVERNMENT,
    office::FOREIGN_MINISTER,
];

/// "the distinguished guest" on a page of a country: a head or foreign minister of another, if nobody else comes from abroad.
pub(super) fn guests(page: &mut Page<'_>) {
    let Some(own) = page.country.clone() else { return };
    let is_foreign = |name: &usize| {
        let roles = &page.clusters.of(*name).roles;
        page.mentions[*name].label == EntityType::Person
            && roles.iter().any(|fact| {
                let abroad = fact.place.as_ref().is_some_and(|place| *place != own.id);
                abroad && !fact.former
            })
    };
    let Some(guest) = page.only((0..page.names).filter(is_foreign)) else {
        return;
    };
    let comes = page.clusters.of(guest).roles.iter().any(|fact| {
        let office = fact.office.as_deref();
        office.is_some_and(|office| GUESTS.contains(&office)) && fact.rank.is_empty()
    });
    if !comes {
        return;
    }
    for nominal in open(page, EntityType::Person) {
        let phrase = &page.nominals[nominal];
        let plain = phrase.complement.is_none() && phrase.genitive.is_none() && phrase.names.is_empty();
        if matches!(&*phrase.entry.role, "guest" | "visitor")
            && phrase.determiner == Determiner::The
            && plain
            && !phrase.ordinal
        {
            let detail = format!("{} is the only guest from abroad", page.name_of(guest));
            page.link(page.names + nominal, guest, "compatriot", || detail);
        }
    }
}

/// Links "the Qatari minister" to the only minister of that country, and "the Finnish guest" to the only person
/// of that country, whom the page has spoken of.
pub(super) fn compatriots(page: &mut Page<'_>) {
    for nominal in open(page, EntityType::Person) {
        let mention = page.names + nominal;
        let phrase = &page.nominals[nominal];
        let Some(country) = phrase.demonym.clone() else {
            continue;
        };
        if phrase.determiner != Determiner::The
            || phrase.former
            || phrase.ordinal
            || phrase.complement.is_some()
            || phrase.genitive.is_some()
            || describe(page, nominal).org.is_some()
        {
            continue;
        }
        let (role, rank) = (phrase.entry.role.clone(), phrase.rank.clone());
        let anybody = ANYBODY.contains(&&*role);
        let sentence = page.sentences[mention];
        let is_near = |at: &usize| sentence - page.sentences[*at] <= REACH;
        let is_meant = |at: &usize| {
            let cluster = page.clusters.of(*at);
            // A minister is whoever is minister for something.
            let fits = cluster.roles.iter().any(|fact| {
                let of_country = fact.place.as_deref() == Some(&*country);
                let same = fact.role == *role || (role == "minister" && fact.role.ends_with("minister"));
                of_country && !fact.former && (anybody || (same && fact.rank == rank))
            });
            cluster.label == EntityType::Person && fits
        };
        let before = page.before(mention, 80).take_while(is_near);
        if let Some(only) = page.only(before.filter(is_meant)) {
            let detail = format!("{} is the only one of that country", page.name_of(only));
            page.link(mention, only, "compatriot", || detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check_on;

    #[test]
    fn the_guest_is_from_abroad() {
        check_on(
            "2017-11-01",
            "[TASHKENT](LOC t), November 1 — [Shavkat Mirziyoyev](PER m) met [Nursultan Nazarbayev](PER n). [The distinguished guest](PER:nominal n) left.",
        );
        check_on(
            "2017-11-01",
            "[TASHKENT](LOC t), November 1 — [The Ambassador of [Russia](LOC r)](PER:nominal o) [Ivan Orlov](PER o) spoke of [Nursultan Nazarbayev](PER n). The guest left.",
        );
    }

    #[test]
    fn the_only_one_of_a_country_is_meant() {
        check_on(
            "2017-11-01",
            "[Foreign Minister of [Uzbekistan](LOC u)](PER:nominal a) [Abdulaziz Kamilov](PER a) came to [Astana](LOC t). [The [Uzbek](MISC z) guest](PER:nominal a) met [Kairat Abdrakhmanov](PER b). [The [Uzbek](MISC z) minister](PER:nominal a) left.",
        );
        check_on(
            "2017-11-01",
            "[Foreign Minister of [Uzbekistan](LOC u)](PER:nominal a) [Abdulaziz Kamilov](PER a) and [President of [Uzbekistan](LOC u)](PER:nominal b) [Shavkat Mirziyoyev](PER b) came. The [Uzbek](MISC z) guest left.",
        );
    }
}
