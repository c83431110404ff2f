//! What must hold of every score, whatever the annotations.

// The helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

use onomast_document::{MentionKind, RawSpan};
use onomast_eval::coref::{Measure, OverlapBuilder};
use onomast_eval::{AnnotatedText, Bootstrap, Corpus, Evaluation, Mention, Report, compare, list_mistakes};
use proptest::prelude::*;

/// Words of a page, each of four bytes with its space.
const WORDS: usize = 24;

fn page() -> String {
    let words: Vec<String> = (0..WORDS).map(|number| format!("w{number:02}")).collect();
    words.join(" ") + " "
}

fn mention(first: usize, length: usize, label: usize, kind: usize, entity: usize) -> Mention {
    let (start, end) = (4 * first, 4 * (first + length).min(WORDS) - 1);
    let mut mention = Mention::name(
        RawSpan::new(start, end).unwrap(),
        &page()[start..end],
        ["PER", "LOC", "ORG"][label],
    )
    .of_kind(MentionKind::ALL[kind]);
    // The last entity stands for none.
    mention.entity = (entity < 5).then(|| format!("e{entity}"));
    mention.kb_id = mention
        .entity
        .is_some()
        .then(|| format!("Q{entity}"))
        .filter(|_| entity < 3);
    mention
}

/// Mentions of one page, no two of one place.
fn mentions() -> impl Strategy<Value = Vec<Mention>> {
    let one = (0..WORDS, 1_usize..4, 0_usize..3, 0_usize..3, 0_usize..6);
    prop::collection::vec(one, 0..14).prop_map(|list| {
        let mut mentions: Vec<Mention> = list
            .into_iter()
            .map(|(first, length, label, kind, entity)| mention(first, length, label, kind, entity))
            .collect();
        mentions.sort_by_key(|mention| mention.place);
        mentions.dedup_by_key(|mention| mention.place);
        mentions
    })
}

fn corpora() -> impl Strategy<Value = (Corpus, Corpus)> {
    let page_of = |number: usize, mentions: Vec<Mention>| {
        let mut document = AnnotatedText::new(format!("d{number}"), Some(page()));
        document.mentions = mentions;
        document
    };
    prop::collection::vec((mentions(), mentions()), 1..5).prop_map(move |pages| {
        let (gold, predicted): (Vec<_>, Vec<_>) = pages
            .into_iter()
            .enumerate()
            .map(|(number, (gold, predicted))| (page_of(number, gold), page_of(number, predicted)))
            .unzip();
        (Corpus { documents: gold }, Corpus { documents: predicted })
    })
}

fn score(gold: &Corpus, predicted: &Corpus) -> Report {
    Evaluation::new(gold, predicted).unwrap().report(Some(&Bootstrap {
        resamples: 20,
        seed: 3,
    }))
}

/// The figures of two reports, side by side, agree but for rounding.
fn agree(first: &Report, second: &Report) -> Result<(), TestCaseError> {
    let (first, second) = (first.figures(), second.figures());
    prop_assert_eq!(first.len(), second.len());
    for (a, b) in first.iter().zip(&second) {
        let same = match (a.value, b.value) {
            (Some(x), Some(y)) => (x - y).abs() < 1e-9,
            (x, y) => x == y,
        };
        prop_assert!(same && a.name == b.name, "{a:?} and {b:?}");
    }
    Ok(())
}

/// Clusters by letter: for each mention the gold and the predicted cluster, either of which may be missing.
type Clustering = Vec<(Option<u8>, Option<u8>)>;

fn clusterings(clusters: u8) -> impl Strategy<Value = Clustering> {
    let side = || prop::option::weighted(0.9, 0..clusters);
    prop::collection::vec((side(), side()), 1..40)
}

fn overlap(clustering: &Clustering) -> onomast_eval::coref::Overlap {
    const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let mut builder = OverlapBuilder::new();
    for (gold, predicted) in clustering {
        let name = |cluster: Option<u8>| cluster.map(|cluster| NAMES[usize::from(cluster)]);
        builder.add(name(*gold), name(*predicted));
    }
    builder.finish()
}

/// Clusters of each side as lists of mentions.
fn clusters_of(clustering: &Clustering, gold: bool) -> Vec<Vec<usize>> {
    let mut clusters = vec![Vec::new(); 8];
    for (mention, sides) in clustering.iter().enumerate() {
        if let Some(cluster) = if gold { sides.0 } else { sides.1 } {
            clusters[usize::from(cluster)].push(mention);
        }
    }
    clusters.retain(|cluster| !cluster.is_empty());
    clusters
}

/// The best total over all assignments, tried one by one.
fn best_by_trial(
    gold: &[Vec<usize>],
    predicted: &[Vec<usize>],
    value: &dyn Fn(&[usize], &[usize]) -> f64,
) -> f64 {
    let Some((first, rest)) = gold.split_first() else {
        return 0.0;
    };
    let mut best = best_by_trial(rest, predicted, value);
    for index in 0..predicted.len() {
        let mut others = predicted.to_vec();
        let partner = others.remove(index);
        best = best.max(value(first, &partner) + best_by_trial(rest, &others, value));
    }
    best
}

fn shared(a: &[usize], b: &[usize]) -> f64 {
    a.iter().filter(|mention| b.contains(mention)).count() as f64
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_prediction_like_gold_is_perfect((gold, _) in corpora()) {
        for figure in score(&gold, &gold).figures() {
            prop_assert!(figure.value.is_none_or(|value| (value - 1.0).abs() < 1e-12), "{figure:?}");
        }
        let mistakes = list_mistakes(&gold, &gold).unwrap();
        prop_assert!(mistakes.merges.is_empty() && mistakes.splits.is_empty());
    }

    #[test]
    fn scores_lie_in_0_to_1((gold, predicted) in corpora()) {
        for figure in score(&gold, &predicted).figures() {
            prop_assert!(figure.value.is_none_or(|value| (0.0..=1.0).contains(&value)), "{figure:?}");
            let in_order = |interval: onomast_eval::Interval| {
                0.0 <= interval.low && interval.low <= interval.high && interval.high <= 1.0
            };
            prop_assert!(figure.interval.is_none_or(in_order), "{figure:?}");
        }
    }

    #[test]
    fn order_and_names_change_nothing((gold, predicted) in corpora(), turn in 1_usize..9) {
        let before = score(&gold, &predicted);
        let (mut gold, mut predicted) = (gold, predicted);
        for (corpus, prefix) in [(&mut gold, "zebra"), (&mut predicted, "ant")] {
            corpus.documents.reverse();
            for document in &mut corpus.documents {
                document.mentions.reverse();
                let length = document.mentions.len().max(1);
                document.mentions.rotate_left(turn % length);
                for entity in document.mentions.iter_mut().filter_map(|mention| mention.entity.as_mut()) {
                    // The order of the names changes too.
                    let number: usize = entity.trim_start_matches('e').parse().unwrap();
                    *entity = format!("{prefix}{}", (7 * number + turn) % 11);
                }
            }
        }
        agree(&before, &score(&gold, &predicted))?;
    }

    #[test]
    fn exchanged_sides_exchange_precision_and_recall((gold, predicted) in corpora()) {
        let (there, back) = (score(&gold, &predicted), score(&predicted, &gold));
        // What asks of gold what there is to score is not symmetric.
        let symmetric = |name: &str| ["ner", "mentions", "muc", "b3", "ceaf", "lea", "pairwise"].iter().any(|start| name.starts_with(start));
        for row in there.rows.iter().filter(|row| symmetric(&row.measure)) {
            let Some(other) = back.rows.iter().find(|other| other.measure == row.measure) else { continue };
            let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                (a, b) => a == b,
            };
            prop_assert!(
                close(row.scores.precision, other.scores.recall) && close(row.scores.f1, other.scores.f1),
                "{row:?} and {other:?}"
            );
        }
    }

    #[test]
    fn parts_add_up_to_the_whole((gold, predicted) in corpora(), at in 0_usize..4) {
        let at = at.min(gold.documents.len() - 1);
        let split = |corpus: &Corpus| {
            let (first, second) = corpus.documents.split_at(at);
            [first, second].map(|documents| Corpus { documents: documents.to_vec() })
        };
        let whole = Evaluation::new(&gold, &predicted).unwrap().report(None);
        if at > 0 {
            let [[gold_a, gold_b], [a, b]] = [split(&gold), split(&predicted)];
            let (a, b) = (Evaluation::new(&gold_a, &a).unwrap(), Evaluation::new(&gold_b, &b).unwrap());
            for parts in [a.clone().merge(b.clone()), b.merge(a)] {
                let parts = parts.report(None);
                prop_assert_eq!(&parts.coverage, &whole.coverage);
                prop_assert_eq!(&parts.numbers, &whole.numbers);
                agree(&whole, &parts)?;
            }
        }
    }

    #[test]
    fn a_prediction_does_not_differ_from_itself((gold, predicted) in corpora()) {
        let compared = compare(&gold, &predicted, &predicted, &Bootstrap { resamples: 20, seed: 3 }).unwrap();
        for difference in compared.differences {
            prop_assert!(difference.difference.is_none_or(|value| value.abs() < 1e-12) && difference.p.is_none_or(|p| p > 0.999), "{difference:?}");
        }
    }

    #[test]
    fn merging_predicted_clusters_never_lowers_recall(clustering in clusterings(6), a in 0_u8..6, b in 0_u8..6) {
        let mut merged = clustering.clone();
        for (_, predicted) in &mut merged {
            if *predicted == Some(a) {
                *predicted = Some(b);
            }
        }
        for measure in [Measure::BCubed, Measure::Muc, Measure::Pairwise] {
            let (before, after) = (measure.counts(&overlap(&clustering)), measure.counts(&overlap(&merged)));
            prop_assert!(after.gold_hits >= before.gold_hits - 1e-9, "{measure:?}: {before:?}, {after:?}");
        }
    }

    #[test]
    fn merging_two_gold_clusters_costs_precision_only(sizes in (1_u64..9, 1_u64..9)) {
        let mention = |gold: u8| (Some(gold), Some(0));
        let clustering: Clustering = (0..sizes.0).map(|_| mention(0)).chain((0..sizes.1).map(|_| mention(1))).collect();
        let counts = Measure::BCubed.counts(&overlap(&clustering));
        prop_assert_eq!(counts.recall(), Some(1.0));
        let expected = (sizes.0 * sizes.0 + sizes.1 * sizes.1) as f64 / ((sizes.0 + sizes.1) * (sizes.0 + sizes.1)) as f64;
        prop_assert!((counts.precision().unwrap() - expected).abs() < 1e-12 && expected < 1.0);
    }

    #[test]
    fn ceaf_finds_the_best_assignment(clustering in clusterings(5)) {
        let (gold, predicted) = (clusters_of(&clustering, true), clusters_of(&clustering, false));
        let overlap = overlap(&clustering);
        let by_trial = best_by_trial(&gold, &predicted, &shared);
        prop_assert!((Measure::CeafM.counts(&overlap).gold_hits - by_trial).abs() < 1e-9);
        let dice = |a: &[usize], b: &[usize]| 2.0 * shared(a, b) / (a.len() + b.len()) as f64;
        let by_trial = best_by_trial(&gold, &predicted, &dice);
        prop_assert!((Measure::CeafE.counts(&overlap).gold_hits - by_trial).abs() < 1e-9);
    }

    #[test]
    fn lea_and_pairs_count_links_one_by_one(clustering in clusterings(6)) {
        let (gold, predicted) = (clusters_of(&clustering, true), clusters_of(&clustering, false));
        let together = |a: usize, b: usize| predicted.iter().any(|cluster| cluster.contains(&a) && cluster.contains(&b));
        let (mut lea, mut links) = (0.0, 0.0);
        for cluster in &gold {
            let mut kept = 0.0;
            for (index, &a) in cluster.iter().enumerate() {
                kept += cluster.iter().skip(index + 1).filter(|&&b| together(a, b)).count() as f64;
            }
            links += kept;
            let size = cluster.len() as f64;
            lea += if cluster.len() == 1 {
                f64::from(predicted.iter().any(|other| other == cluster))
            } else {
                size * kept / (size * (size - 1.0) / 2.0)
            };
        }
        let overlap = overlap(&clustering);
        prop_assert!((Measure::Lea.counts(&overlap).gold_hits - lea).abs() < 1e-9);
        prop_assert!((Measure::Pairwise.counts(&overlap).gold_hits - links).abs() < 1e-9);
    }
}
