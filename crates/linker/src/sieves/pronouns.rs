//! Pronouns, last and most cautious.

use onomast_document::EntityType;

use crate::lexicon::Gender;
use crate::page::Page;

/// How many sentences back an antecedent may lie.
const REACH: u32 = 2;

/// Links "he", "she" and their forms to the person spoken of, "its" to the organisation or place.
pub(super) fn pronouns(page: &mut Page<'_>) {
    let first = page.names + page.nominals.len();
    for number in 0..page.pronouns.len() {
        let mention = first + number;
        match page.pronouns[number].gender {
            Some(gender) => personal(page, mention, gender),
            None => possessive(page, mention),
        }
    }
}

/// "he": the nearest person whose gender fits, if no other fits as well.
fn personal(page: &mut Page<'_>, mention: usize, gender: Gender) {
    let sentence = page.sentences[mention];
    let persons: Vec<usize> = page
        .before(mention, 30)
        .take_while(|&at| sentence - page.sentences[at] <= REACH)
        .filter(|&at| {
            let cluster = page.clusters.of(at);
            cluster.label == EntityType::Person && cluster.gender.is_none_or(|theirs| theirs == gender)
        })
        .collect();
    let Some(&nearest) = persons.first() else { return };
    // The subject of the nearest sentence with a person stands first there.
    let nearest_sentence = page.sentences[nearest];
    let in_it: Vec<usize> = persons
        .iter()
        .copied()
        .take_while(|&at| page.sentences[at] == nearest_sentence)
        .collect();
    let Some(&leading) = in_it.last() else { return };
    let one = persons.iter().all(|&at| page.clusters.same(at, leading));
    let known = page.clusters.of(leading).gender == Some(gender);
    let others_known = persons
        .iter()
        .any(|&at| !page.clusters.same(at, leading) && page.clusters.of(at).gender == Some(gender));
    let clear = one || (known && !others_known);
    if clear {
        let detail = format!("{} is the person spoken of", page.name_of(leading));
        page.link(mention, leading, "pronoun", || detail);
        page.clusters.of_mut(leading).gender.get_or_insert(gender);
    }
}

/// "its": the only organisation or place named before it in its sentence.
fn possessive(page: &mut Page<'_>, mention: usize) {
    let sentence = page.sentences[mention];
    let things: Vec<usize> = page
        .before(mention, 12)
        .take_while(|&at| page.sentences[at] == sentence)
        .filter(|&at| {
            matches!(
                page.clusters.of(at).label,
                EntityType::Organization | EntityType::Location
            )
        })
        .collect();
    let Some(&nearest) = things.first() else { return };
    if things.iter().all(|&at| page.clusters.same(at, nearest)) {
        let detail = format!("{} is the only thing named before it", page.name_of(nearest));
        // The label of a bare "its" is not known beforehand.
        page.adopt_label(mention, nearest);
        page.link(mention, nearest, "pronoun", || detail);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check_pronouns;

    #[test]
    fn he_is_the_person_spoken_of() {
        check_pronouns(
            "[Shavkat Mirziyoyev](PER a) came. [He](PER:pronoun a) spoke. [Angela Merkel](PER b) and [her](PER:pronoun b) staff left.",
        );
        check_pronouns(
            "[Nursultan Nazarbayev](PER a) met [Shavkat Mirziyoyev](PER b) in [Kazakhstan](LOC k) and [Uzbekistan](LOC u). He spoke.",
        );
    }

    #[test]
    fn its_is_the_only_thing_named() {
        check_pronouns("The [European Union](ORG a) and [its](ORG:pronoun a) members met.");
        check_pronouns("The [European Union](ORG a) told the [United Nations](ORG b) its wishes.");
    }
}
