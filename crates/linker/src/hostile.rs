//! Tests of input that nobody wrote for us: huge, tiny, wrong.

use std::sync::Arc;

use onomast_document::{AnnotatedDocument, Document, EntityType, Mention, MentionKind, Score, Span};
use onomast_knowledge::Knowledge;

use crate::testing::KNOWLEDGE;
use crate::{Linker, LinkerOptions, ResolvedDocument};

fn resolve(text: &str, names: &[(usize, usize, EntityType)]) -> ResolvedDocument {
    let mentions = names
        .iter()
        .map(|&(start, end, label)| Mention {
            span: Span::new(start, end).expect("in order"),
            label,
            kind: MentionKind::Name,
            score: Score::ONE,
        })
        .collect();
    let document = Document::from_clean_text("page", text).expect("a short text");
    Linker::new(Arc::clone(&KNOWLEDGE), LinkerOptions::default())
        .resolve(AnnotatedDocument { document, mentions })
}

#[test]
fn a_hundred_thousand_mentions_of_one_name() {
    let line = "Ada Lovelace\n";
    let names: Vec<_> = (0..100_000)
        .map(|at| (at * line.len(), at * line.len() + 12, EntityType::Person))
        .collect();
    let resolved = resolve(&line.repeat(names.len()), &names);
    assert_eq!(resolved.clusters.len(), 1);
    assert_eq!(resolved.clusters[0].mentions.len(), 100_000);
    let linker = Linker::new(Arc::new(Knowledge::empty()), LinkerOptions::default());
    let mut record = resolved.clusters[0].clone();
    record.mentions.truncate(1);
    let many: Vec<_> = (0..20_000)
        .map(|document| (document, vec![record.clone()]))
        .collect();
    assert_eq!(linker.merge(many).entities.len(), 1);
}

#[test]
fn labels_that_disagree_on_one_name() {
    for (text, wrong) in [
        (
            "Jordan came. Jordan spoke. Jordan left. Jordan sang.",
            EntityType::Location,
        ),
        (
            "Washington came. Washington spoke. Washington left. Washington sang.",
            EntityType::Person,
        ),
        (
            "Amazon came. Amazon spoke. Amazon left. Amazon sang.",
            EntityType::Location,
        ),
    ] {
        let name = text.split(' ').next().expect("a word");
        let starts: Vec<usize> = text.match_indices(name).map(|(at, _)| at).collect();
        let names: Vec<_> = starts
            .iter()
            .enumerate()
            .map(|(number, &start)| {
                let label = if number == 1 {
                    wrong
                } else {
                    EntityType::Organization
                };
                (start, start + name.len(), label)
            })
            .collect();
        let resolved = resolve(text, &names);
        let right = resolved.mentions[0].cluster;
        assert!(
            resolved.mentions.iter().all(|mention| mention.cluster.is_some()),
            "{text}: {resolved:?}"
        );
        assert_eq!(right, resolved.mentions[2].cluster, "{text}");
        assert_eq!(right, resolved.mentions[3].cluster, "{text}");
    }
}

#[test]
fn a_page_without_a_date_says_so() {
    let text = "Nursultan Nazarbayev spoke. The President of Kazakhstan left.";
    let resolved = resolve(
        text,
        &[(0, 20, EntityType::Person), (45, 55, EntityType::Location)],
    );
    let description = resolved
        .mentions
        .iter()
        .find(|mention| mention.mention.kind == MentionKind::Nominal)
        .expect("the President of Kazakhstan");
    assert_eq!(description.cluster, resolved.mentions[0].cluster);
    let why = description.why.as_deref().unwrap_or_default();
    assert!(why.contains("the page has no date"), "{why}");
}

#[test]
fn a_surname_of_ten_thousand_persons() {
    let (mut text, mut names) = (String::new(), Vec::new());
    for number in 0..10_000u32 {
        let letter = |shift: u32| char::from(b'a' + ((number >> shift) % 16) as u8);
        let given: String = ["X", "o"].concat()
            + &[letter(0), 'u', letter(4), 'i', letter(8), 'a', letter(12)]
                .iter()
                .collect::<String>();
        for name in [format!("{given} Smith"), "Smith".to_owned()] {
            let start = text.len();
            text += &name;
            names.push((start, text.len(), EntityType::Person));
            text += " came. ";
        }
    }
    let resolved = resolve(&text, &names);
    assert!(resolved.clusters.len() >= 10_000, "nobody is joined to another");
}

#[test]
fn names_of_one_letter_or_none() {
    for text in ["X", "…", "-", "名", "'", "Ә"] {
        for label in EntityType::ALL {
            let resolved = resolve(text, &[(0, text.len(), label)]);
            assert_eq!(resolved.mentions.len(), 1, "{text}");
            assert_eq!(resolved.mentions[0].cluster, Some(0), "{text}");
        }
    }
    assert!(resolve("", &[]).mentions.is_empty());
}

#[test]
fn names_that_do_not_fit_the_text_are_left_out() {
    let resolved = resolve("Әbc", &[(0, 1, EntityType::Person), (0, 99, EntityType::Person)]);
    assert!(resolved.mentions.is_empty());
}

#[test]
fn names_that_overlap_break_nothing() {
    let text = "the President of Kazakhstan Nursultan Nazarbayev";
    let resolved = resolve(
        text,
        &[
            (4, 27, EntityType::Person),
            (17, 27, EntityType::Location),
            (17, 48, EntityType::Person),
            (28, 48, EntityType::Person),
        ],
    );
    assert!(
        resolved
            .mentions
            .iter()
            .all(|mention| mention.mention.span.of(text).is_some())
    );
}

#[test]
fn text_without_sense_breaks_nothing() {
    for text in [
        "the the the President of of of the",
        "President President President's 's 's",
        "our our country of our of",
        "\"\"\"our country\" said said \"\"",
        "the head of the head of the head of the head of the head of the head",
        ", , , the minister, , the minister (the minister",
        "a\u{300}'s the\u{ad} President\u{200b} of",
    ] {
        let _ = resolve(text, &[]);
        let _ = resolve(&text.repeat(50), &[]);
    }
}
