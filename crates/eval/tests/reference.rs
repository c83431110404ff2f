//! Our scores beside those of other scorers, on snapshots of real output: `reference/figures.py` makes the figures.
//!
//! Two predictions of the sample corpus are scored: what Onomast made of it, and gold with mistakes thrown in. The
//! snapshots are kept as they were, so that the figures stay true when the corpus or the program changes.

// The helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use onomast_eval::write::{Format, side_by_side};
use onomast_eval::{Bootstrap, Corpus, Evaluation, Report, compare, evaluate, read};
use serde_json::Value;

const SYSTEMS: [&str; 2] = ["onomast", "disturbed"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference")
}

fn figures() -> Value {
    serde_json::from_str(&fs::read_to_string(folder().join("figures.json")).unwrap()).unwrap()
}

fn corpus(name: &str) -> Corpus {
    read(&folder().join(format!("{name}.jsonl"))).unwrap()
}

fn report(gold: &Corpus, predicted: &Corpus) -> Report {
    Evaluation::new(gold, predicted).unwrap().report(None)
}

/// A figure is that of the reference; one that is undefined here is 0 there.
#[track_caller]
fn check(report: &Report, name: &str, reference: &Value, of: &str) {
    let (found, expected) = (report.figure(name).unwrap_or(0.0), reference.as_f64().unwrap());
    assert!(
        (found - expected).abs() < 1e-9,
        "{of}: {name} is {found}, the reference has {expected}"
    );
}

#[test]
fn names_score_as_with_seqeval() {
    let figures = figures();
    let gold = corpus("gold");
    for system in SYSTEMS {
        let report = report(&gold, &corpus(system));
        for (key, scores) in figures[system]["seqeval"].as_object().unwrap() {
            let measure = match key.as_str() {
                "micro avg" => "ner.strict".to_owned(),
                "macro avg" => "ner.strict.macro".to_owned(),
                label => format!("ner.strict.{label}"),
            };
            for (ours, theirs) in [
                ("precision", "precision"),
                ("recall", "recall"),
                ("f1", "f1-score"),
            ] {
                check(&report, &format!("{measure}.{ours}"), &scores[theirs], system);
            }
        }
    }
}

#[test]
fn schemes_score_as_with_nervaluate() {
    let figures = figures();
    let gold = corpus("gold");
    for system in SYSTEMS {
        let report = report(&gold, &corpus(system));
        for (scheme, reference) in figures[system]["nervaluate"].as_object().unwrap() {
            for outcome in ["correct", "incorrect", "partial", "missed", "spurious"] {
                let found = report.numbers[&format!("ner.semeval.{scheme}.{outcome}")];
                assert_eq!(
                    found as u64,
                    reference[outcome].as_u64().unwrap(),
                    "{system}: {scheme} {outcome}"
                );
            }
            for score in ["precision", "recall", "f1"] {
                check(
                    &report,
                    &format!("ner.semeval.{scheme}.{score}"),
                    &reference[score],
                    system,
                );
            }
        }
    }
}

/// The measures of one set of clusters: recall, precision, F1; of the CoNLL average only F1.
#[track_caller]
fn check_clusters(report: &Report, scope: &str, reference: &Value, of: &str) {
    for (measure, scores) in reference.as_object().unwrap() {
        let names: &[&str] = if measure == "conll" {
            &["f1"]
        } else {
            &["recall", "precision", "f1"]
        };
        for (name, score) in names.iter().zip(scores.as_array().unwrap()) {
            check(report, &format!("{measure}.{scope}.{name}"), score, of);
        }
    }
}

#[test]
fn clusters_of_each_document_score_as_with_scorch() {
    let figures = figures();
    let gold = corpus("gold");
    for system in SYSTEMS {
        let predicted = corpus(system);
        for document in &gold.documents {
            let id = document.id.as_str();
            let alone = |corpus: &Corpus| Corpus {
                documents: corpus
                    .documents
                    .iter()
                    .filter(|other| other.id.as_str() == id)
                    .cloned()
                    .collect(),
            };
            let report = report(&alone(&gold), &alone(&predicted));
            check_clusters(
                &report,
                "document",
                &figures[system]["documents"][id],
                &format!("{system}, {id}"),
            );
        }
    }
}

#[test]
fn clusters_over_the_corpus_score_as_with_scorch() {
    let figures = figures();
    let gold = corpus("gold");
    for system in SYSTEMS {
        let report = report(&gold, &corpus(system));
        for scope in ["corpus", "corpus-no-singletons", "corpus-names"] {
            check_clusters(&report, scope, &figures[system][scope], system);
        }
    }
}

#[test]
fn links_and_clusters_score_as_with_neleval() {
    let figures = figures();
    let gold = corpus("gold");
    for system in SYSTEMS {
        let report = report(&gold, &corpus(system));
        let reference = &figures[system]["neleval"];
        check_clusters(&report, "corpus", &reference["corpus"], system);
        for (measure, scores) in reference["links"].as_object().unwrap() {
            for (name, score) in ["recall", "precision", "f1"]
                .iter()
                .zip(scores.as_array().unwrap())
            {
                check(&report, &format!("{measure}.{name}"), score, system);
            }
        }
    }
}

#[test]
fn intervals_hold_their_scores() {
    let gold = corpus("gold");
    for system in SYSTEMS {
        let report = evaluate(&gold, &corpus(system)).unwrap();
        for figure in report.figures() {
            let (Some(value), Some(interval)) = (figure.value, figure.interval) else {
                continue;
            };
            assert!(
                interval.low <= value && value <= interval.high,
                "{system}: {figure:?}"
            );
        }
    }
}

#[test]
fn the_better_system_is_found_better() {
    let bootstrap = Bootstrap {
        resamples: 200,
        seed: 1,
    };
    let compared = compare(
        &corpus("gold"),
        &corpus("onomast"),
        &corpus("disturbed"),
        &bootstrap,
    )
    .unwrap();
    let strict = compared.of("ner.strict.f1").unwrap();
    let (interval, difference) = (strict.interval.unwrap(), strict.difference.unwrap());
    assert!(
        interval.low > 0.0 && interval.low < difference && difference < interval.high,
        "{strict:?}"
    );
    assert!(strict.p.unwrap() < 0.05, "{strict:?}");
    let back = compare(
        &corpus("gold"),
        &corpus("disturbed"),
        &corpus("onomast"),
        &bootstrap,
    )
    .unwrap();
    let turned = back.of("ner.strict.f1").unwrap();
    assert!((turned.difference.unwrap() + difference).abs() < 1e-12 && turned.p == strict.p);
    assert!((turned.interval.unwrap().low + interval.high).abs() < 1e-12);
    let table = compared.to_string();
    assert!(
        table.contains("second prediction: 18 documents") && table.contains("ner.strict.f1"),
        "{table}"
    );
}

#[test]
fn one_document_says_nothing_of_others() {
    let only_first = |mut corpus: Corpus| {
        corpus.documents.truncate(1);
        corpus
    };
    let [gold, first, second] = ["gold", "onomast", "disturbed"].map(|name| only_first(corpus(name)));
    let compared = compare(&gold, &first, &second, &Bootstrap::default()).unwrap();
    assert_eq!(compared.bootstrap, None);
    let strict = compared.of("ner.strict.f1").unwrap();
    assert!(strict.difference.is_some() && strict.interval.is_none() && strict.p.is_none());
}

/// What was scored, written for other tools and read back, scores the same.
#[test]
fn both_sides_written_score_the_same() {
    let (gold, predicted) = (corpus("gold"), corpus("onomast"));
    let before = report(&gold, &predicted);
    let folder = tempfile::tempdir().unwrap();
    for (name, format, measures) in [("brat", Format::Brat, ""), ("conll", Format::Conll2003, "ner.")] {
        let folder = folder.path().join(name);
        let left_out = side_by_side(&gold, &predicted, format, &folder).unwrap();
        assert_eq!(
            left_out == [0, 0],
            format == Format::Brat,
            "columns hold names only"
        );
        let [gold, predicted] = ["gold", "prediction"].map(|side| read(&folder.join(side)).unwrap());
        let after = report(&gold, &predicted);
        for figure in before
            .figures()
            .iter()
            .filter(|figure| figure.name.starts_with(measures))
        {
            let same = match (figure.value, after.figure(&figure.name)) {
                (Some(before), Some(after)) => (before - after).abs() < 1e-12,
                (before, after) => before == after,
            };
            assert!(same, "{name}: {figure:?}, then {:?}", after.figure(&figure.name));
        }
        // The tokens are the same, so that scorers of columns can be given the two files.
        let tokens = |corpus: &Corpus| -> Vec<Option<String>> {
            corpus
                .documents
                .iter()
                .map(|document| document.text.clone())
                .collect()
        };
        assert_eq!(tokens(&gold), tokens(&predicted), "{name}");
        let again = side_by_side(&gold, &predicted, format, &folder).unwrap_err();
        assert!(again.to_string().contains("is not empty"), "{again}");
    }
}
