//! The gold annotations of the sample corpus: they read, agree with the pages, and score 1 against themselves.

use std::fs;
use std::path::{Path, PathBuf};

use onomast_eval::{evaluate, list_mistakes, read};

fn corpus_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

#[test]
fn gold_without_marks_is_the_page_byte_for_byte() {
    let gold = read(&corpus_folder().join("gold")).unwrap();
    assert!(!gold.documents.is_empty());
    for document in &gold.documents {
        let page = fs::read(corpus_folder().join(document.id.as_str())).unwrap();
        assert!(
            document.text.as_deref().map(str::as_bytes) == Some(&page[..]),
            "{}: gold and page differ",
            document.id
        );
    }
}

#[test]
fn gold_against_itself_is_perfect() {
    let gold = read(&corpus_folder().join("gold")).unwrap();
    let report = evaluate(&gold, &gold).unwrap();
    for figure in report.figures() {
        assert!(
            figure.value.is_none_or(|value| (value - 1.0).abs() < 1e-12),
            "{figure:?}"
        );
    }
    for name in [
        "ner.strict.f1",
        "b3.corpus.f1",
        "nominal.f1",
        "kb.all.f1",
        "clean.lines.f1",
        "date.f1",
    ] {
        assert_eq!(report.figure(name), Some(1.0), "{name}");
    }
    assert_eq!(list_mistakes(&gold, &gold).unwrap().groups, []);
}
