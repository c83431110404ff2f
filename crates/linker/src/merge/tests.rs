//! Tests of merging across documents: pages in, entities out, in words.

use std::sync::Arc;

use onomast_document::{Entity, EntityType};

use crate::testing::{KNOWLEDGE, annotated};
use crate::{ClusterRecord, Linker, LinkerOptions, Merger};

fn linker() -> Linker {
    Linker::new(
        Arc::clone(&KNOWLEDGE),
        LinkerOptions {
            pronouns: false,
            unlinked: false,
            ..LinkerOptions::default()
        },
    )
}

fn records(pages: &[(Option<&str>, &str)]) -> Vec<(u32, Vec<ClusterRecord>)> {
    let linker = linker();
    let resolve = |(at, (date, page)): (usize, &(Option<&str>, &str))| {
        let (document, _) = annotated(&format!("{at}.txt"), *date, page);
        (at as u32, linker.resolve(document).clusters)
    };
    pages.iter().enumerate().map(resolve).collect()
}

fn line(entity: &Entity) -> String {
    let aliases: Vec<String> = entity
        .aliases
        .iter()
        .map(|alias| format!("{} {}", alias.text, alias.count))
        .collect();
    format!("{} {} ({})", entity.label, entity.name, aliases.join(", "))
}

/// Merges pages, and again in reverse order, and compares the entities of one label.
#[track_caller]
fn check(label: EntityType, pages: &[(Option<&str>, &str)], expected: &[&str]) {
    let merge = |pages: &[(Option<&str>, &str)]| -> Vec<String> {
        let entities = linker().merge(records(pages)).entities;
        entities
            .iter()
            .filter(|entity| entity.label == label)
            .map(line)
            .collect()
    };
    assert_eq!(merge(pages), expected);
    let reversed: Vec<_> = pages.iter().rev().copied().collect();
    let mut backwards = merge(&reversed);
    let mut forwards = merge(pages);
    backwards.sort();
    forwards.sort();
    assert_eq!(forwards, backwards, "the order of documents must not matter");
}

#[test]
fn one_person_in_many_documents_is_one_entity() {
    check(
        EntityType::Person,
        &[
            (
                Some("2017-11-01"),
                "[Shavkat Mirziyoyev](PER a) spoke in [Uzbekistan](LOC u).",
            ),
            (
                Some("2021-11-01"),
                "[Mirziyoev](PER a) spoke in [Uzbekistan](LOC u).",
            ),
            (
                Some("2020-11-01"),
                "[Shavkat Mirziyaev](PER a) of [Uzbekistan](LOC u); [Mirziyaev](PER a) left.",
            ),
        ],
        &["PER Shavkat Mirziyoyev (Mirziyaev 1, Mirziyoev 1, Shavkat Mirziyaev 1, Shavkat Mirziyoyev 1)"],
    );
}

#[test]
fn an_office_has_other_holders_at_other_dates() {
    check(
        EntityType::Person,
        &[
            (
                Some("2017-11-01"),
                "[the President of [Kazakhstan](LOC k)](PER:nominal a) [Nursultan Nazarbayev](PER a) came.",
            ),
            (
                Some("2021-11-01"),
                "[the President of [Kazakhstan](LOC k)](PER:nominal a) came.",
            ),
            (
                Some("2018-11-01"),
                "[the President of [Kazakhstan](LOC k)](PER:nominal a) came.",
            ),
        ],
        &[
            "PER Nursultan Nazarbayev (Nursultan Nazarbayev 1)",
            "PER Kassym-Jomart Tokayev ()",
        ],
    );
}

#[test]
fn two_persons_of_one_name_stay_two() {
    check(
        EntityType::Person,
        &[
            (
                None,
                "[[Kazakh](MISC z) Health Minister](PER:nominal a) [Azamat Nasyrov](PER a) spoke. [Azamat Nasyrov](PER a) left.",
            ),
            (
                None,
                "[[Uzbek](MISC u) Justice Minister](PER:nominal a) [Azamat Nasyrov](PER a) spoke.",
            ),
        ],
        &[
            "PER Azamat Nasyrov (Azamat Nasyrov 2)",
            "PER Azamat Nasyrov (Azamat Nasyrov 1)",
        ],
    );
}

#[test]
fn one_person_with_another_role_later_stays_one() {
    check(
        EntityType::Person,
        &[
            (
                Some("2015-01-01"),
                "[[Kazakh](MISC z) Health Minister](PER:nominal a) [Azamat Nasyrov](PER a) spoke.",
            ),
            (
                Some("2019-01-01"),
                "[[Kazakh](MISC z) Justice Minister](PER:nominal a) [Azamat Nasyrov](PER a) spoke.",
            ),
        ],
        &["PER Azamat Nasyrov (Azamat Nasyrov 2)"],
    );
}

#[test]
fn a_surname_joins_a_full_name_on_evidence_only() {
    check(
        EntityType::Person,
        &[
            (
                None,
                "[The director of the [Aral Institute](ORG i)](PER:nominal a) [Azamat Nasyrov](PER a) spoke.",
            ),
            (None, "[Nasyrov](PER a) of the [Aral Institute](ORG i) left."),
            (None, "[Nasyrov](PER b) sings in [Berlin](LOC b)."),
        ],
        &[
            "PER Azamat Nasyrov (Azamat Nasyrov 1, Nasyrov 1)",
            "PER Nasyrov (Nasyrov 1)",
        ],
    );
}

#[test]
fn ministries_are_one_per_country() {
    check(
        EntityType::Organization,
        &[
            (
                None,
                "The [Ministry of Foreign Affairs of the Republic of Uzbekistan](ORG a) and its [Ministry of Foreign Affairs](ORG a).",
            ),
            (
                None,
                "The [Ministry of Foreign Affairs of Kazakhstan](ORG a) said.",
            ),
            (
                None,
                "[Kazakhstan](LOC k)'s [Ministry of Foreign Affairs](ORG a) said.",
            ),
        ],
        &[
            "ORG Ministry of Foreign Affairs of Kazakhstan (Ministry of Foreign Affairs 1, Ministry of Foreign Affairs of Kazakhstan 1)",
            "ORG Ministry of Foreign Affairs of the Republic of Uzbekistan (Ministry of Foreign Affairs 1, Ministry of Foreign Affairs of the Republic of Uzbekistan 1)",
        ],
    );
}

#[test]
fn acronyms_are_explained_by_other_documents() {
    check(
        EntityType::Organization,
        &[
            (None, "The [Aral Restoration Fund](ORG a) ([ARF](ORG a)) gives."),
            (None, "The [ARF](ORG a) takes."),
        ],
        &["ORG Aral Restoration Fund (ARF 2, Aral Restoration Fund 1)"],
    );
}

#[test]
fn merging_parts_is_merging_all() {
    let pages = [
        (
            Some("2017-11-01"),
            "[Shavkat Mirziyoyev](PER a) of [Uzbekistan](LOC u) met [Azamat Nasyrov](PER b).",
        ),
        (
            Some("2018-11-01"),
            "[Mirziyoyev](PER a) of [Uzbekistan](LOC u) met [A. Nasyrov](PER b) in [Tashkent](LOC t).",
        ),
        (
            None,
            "[Azamat Nasyrov](PER b) sings in [Tashkent](LOC t) with the [Aral Institute](ORG i).",
        ),
        (None, "[Nasyrov](PER b) of the [Aral Institute](ORG i)."),
    ];
    let linker = linker();
    let all = linker.merge(records(&pages));
    let mut halves = [Merger::new(), Merger::new()];
    for (document, clusters) in records(&pages).into_iter().rev() {
        halves[document as usize % 2].add(document, clusters);
    }
    let [mut one, other] = halves;
    one.absorb(other);
    assert_eq!(linker.finish(one), all);
    for document in 0..4 {
        assert!(all.entity_of(document, 0).is_some());
    }
    assert_eq!(all.entity_of(9, 0), None);
}

/// The ids of the entities that the knowledge base does not have, by name.
fn unknown(pages: &[(Option<&str>, &str)]) -> Vec<(String, String)> {
    let entities = linker().merge(records(pages)).entities;
    let mut ids: Vec<(String, String)> = entities
        .into_iter()
        .filter_map(|entity| entity.nil_id.map(|id| (entity.name, id)))
        .collect();
    ids.sort();
    ids
}

#[test]
fn an_id_of_our_own_is_not_given_for_wikidatas() {
    let pages = [(None, "The [SCO](ORG a) wrote to [Altyn Rail](ORG b).")];
    let ids: Vec<_> = linker()
        .merge(records(&pages))
        .entities
        .into_iter()
        .map(|entity| (entity.kb_id, entity.nil_id))
        .collect();
    let own = (None, Some("onomast:altyn-rail".to_owned()));
    assert!(
        ids.contains(&own) && ids.contains(&(Some("Q485207".to_owned()), None)),
        "{ids:?}"
    );
}

#[test]
fn ids_of_the_unknown_outlive_added_documents() {
    let first = [
        (
            Some("2017-11-01"),
            "[[Kazakh](MISC z) Health Minister](PER:nominal a) [Azamat Nasyrov](PER a) spoke.",
        ),
        (
            Some("2018-11-01"),
            "[Ada Lovelace](PER b) joined [Kolkhi Terminals](ORG c).",
        ),
    ];
    let before = unknown(&first);
    assert_eq!(before.len(), 4, "the adjective has one too: {before:?}");
    let added = [
        first[1],
        (
            Some("2020-11-01"),
            "[[Uzbek](MISC u) Justice Minister](PER:nominal a) [Azamat Nasyrov](PER a) spoke.",
        ),
        (Some("2021-01-01"), "[Ada Lovelace](PER b) left."),
        first[0],
    ];
    let after = unknown(&added);
    assert_eq!(after.len(), 6, "{after:?}");
    for known in &before {
        assert!(after.contains(known), "{known:?} is gone from {after:?}");
    }
    let ids: std::collections::BTreeSet<&String> = after.iter().map(|(_, id)| id).collect();
    assert_eq!(ids.len(), 6, "two people of one name have two ids");
}
