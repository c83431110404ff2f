//! Formats: what is written reads back, gold in one format scores predictions in another, and what cannot be aligned
//! is counted.

// The helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use onomast_document::RawSpan;
use onomast_eval::{AnnotatedText, Corpus, Mention, evaluate, read, write};

fn gold() -> Corpus {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/gold")).unwrap()
}

fn put(folder: &Path, name: &str, content: &str) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, content).unwrap();
    path
}

#[test]
fn brat_holds_the_sample_corpus_whole() {
    let gold = gold();
    let folder = tempfile::tempdir().unwrap();
    for document in &gold.documents {
        let standoff = write::brat(document).unwrap();
        assert_eq!(standoff.left_out, 0);
        let id = document.id.as_str().rsplit_once('.').unwrap().0;
        put(folder.path(), &format!("{id}.txt"), &standoff.text);
        put(folder.path(), &format!("{id}.ann"), &standoff.annotations);
    }
    let again = read(folder.path()).unwrap();
    assert_eq!(again.mention_count(), gold.mention_count());
    let report = evaluate(&gold, &again).unwrap();
    for figure in report.figures() {
        let cleaning = ["clean", "date", "title"]
            .iter()
            .any(|name| figure.name.starts_with(name));
        assert!(
            cleaning || figure.value.is_none_or(|value| value > 1.0 - 1e-12),
            "{figure:?}"
        );
    }
}

#[test]
fn json_lines_hold_it_too() {
    let gold = gold();
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = gold
        .documents
        .iter()
        .map(|document| write::spans(document).unwrap().0)
        .collect();
    let again = read(&put(folder.path(), "gold.jsonl", &lines.join("\n"))).unwrap();
    let sorted = |corpus: &Corpus| {
        let mut mentions: Vec<_> = corpus
            .documents
            .iter()
            .flat_map(|document| document.mentions.clone())
            .collect();
        mentions.sort_by(|a, b| (&a.text, a.place, &a.entity).cmp(&(&b.text, b.place, &b.entity)));
        mentions
    };
    assert_eq!(sorted(&again), sorted(&gold));
}

#[test]
fn columns_hold_its_names_in_another_text() {
    let gold = gold();
    let folder = tempfile::tempdir().unwrap();
    let mut nested = 0;
    for document in &gold.documents {
        let columns = write::conll2003(document).unwrap();
        nested += columns.left_out;
        let id = document.id.as_str().rsplit_once('.').unwrap().0;
        put(folder.path(), &format!("{id}.conll"), &columns.lines);
    }
    let report = evaluate(&gold, &read(folder.path()).unwrap()).unwrap();
    assert_eq!(
        report.coverage.unaligned_predicted, 0,
        "texts differ in white space only"
    );
    assert_eq!(report.figure("ner.strict.precision"), Some(1.0));
    let names = report.rows[0].counts.unwrap();
    assert!(names.gold - names.gold_hits <= nested as f64);
    assert!(report.figure("ner.strict.recall").unwrap() > 0.99, "{report}");
}

#[test]
fn records_score_against_gold_on_the_file_and_on_the_cleaned_text() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    put(
        &out,
        "documents.jsonl",
        r#"{"schema":1,"id":"a.txt","title":null,"date":null,"text":"Ada met Bob","removed":[],"mentions":[{"id":"m0","start":0,"end":3,"raw_start":6,"raw_end":9,"text":"Ada","label":"PER","kind":"name","entity":"e0"},{"id":"m1","start":8,"end":11,"raw_start":null,"raw_end":null,"text":"Bob","label":"PER","kind":"name","entity":"e1"}]}"#,
    );
    put(
        &out,
        "entities.jsonl",
        "{\"id\":\"e0\",\"kb_id\":\"Q7259\"}\n{\"id\":\"e1\",\"kb_id\":null}\n",
    );
    let records = read(&out).unwrap();
    let mention = |start, end, text: &str| Mention::name(RawSpan::new(start, end).unwrap(), text, "PER");
    let on = |text: &str, places: [(usize, usize); 2]| {
        let mut document = AnnotatedText::new("a", Some(text.to_owned()));
        document.mentions = vec![
            mention(places[0].0, places[0].1, "Ada"),
            mention(places[1].0, places[1].1, "Bob"),
        ];
        Corpus {
            documents: vec![document],
        }
    };
    for gold in [
        on("Menu\n\nAda met  Bob", [(6, 9), (15, 18)]),
        on("Ada met\nBob", [(0, 3), (8, 11)]),
    ] {
        let report = evaluate(&gold, &records).unwrap();
        assert_eq!(report.figure("ner.strict.f1"), Some(1.0), "{report}");
        assert_eq!(report.coverage.unaligned_predicted, 0);
    }
    let gold = on("Menu\n\nAda met  Eve", [(6, 9), (15, 18)]);
    let report = evaluate(&gold, &records).unwrap();
    assert_eq!(report.coverage.unaligned_predicted, 1, "gold has no Bob");
    assert_eq!(
        report.figure("ner.strict.precision"),
        Some(0.5),
        "and it counts as spurious"
    );
    let against_itself = evaluate(&records, &records).unwrap();
    assert_eq!(against_itself.figure("kb.linked.f1"), Some(1.0));
}

#[test]
fn a_wrong_path_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let message = read(&folder.path().join("nowhere")).unwrap_err().to_string();
    assert!(message.ends_with("nowhere: cannot be read"), "{message}");
    let message = read(folder.path()).unwrap_err().to_string();
    assert!(
        message.contains("no annotations found; expected a folder with documents.jsonl"),
        "{message}"
    );
    let some = |id: &str| Corpus {
        documents: vec![
            AnnotatedText::new(id, None),
            AnnotatedText::new(format!("{id}/2"), None),
        ],
    };
    let message = evaluate(&some("a"), &some("b")).unwrap_err().to_string();
    assert!(
        message.starts_with("gold and prediction have no document in common: gold has \"a\""),
        "{message}"
    );
}
