//! Annotated texts: mentions stand where they say, and what is written again is read as the same.

use std::path::Path;

use onomast_eval::{AnnotatedText, Corpus, evaluate, list_mistakes, read, write as formats};

use super::{files, folder, write};

/// Columns, CoNLL-U or lines of spans: the first line is the extension of the file.
pub(super) fn conll(bytes: &[u8]) {
    let end = bytes
        .iter()
        .position(|&byte| byte == b'\n')
        .unwrap_or(bytes.len());
    let extension = match &bytes[..end] {
        b"conllu" => "conllu",
        b"jsonl" => "jsonl",
        b"tsv" => "tsv",
        _ => "conll",
    };
    let folder = folder();
    let content = bytes.get(end + 1..).unwrap_or_default();
    let path = write(folder.path(), &format!("a.{extension}"), content);
    if let Ok(corpus) = read(&path) {
        check(&corpus);
    }
}

/// Standoff: the annotations, and the text that they are of.
pub(super) fn brat(bytes: &[u8]) {
    let [annotations, text] = files(bytes);
    let folder = folder();
    write(folder.path(), "a.txt", text);
    let path = write(folder.path(), "a.ann", annotations);
    let Ok(corpus) = read(&path) else { return };
    check(&corpus);
    for document in &corpus.documents {
        let Some(standoff) = formats::brat(document) else {
            continue;
        };
        write(folder.path(), "a.ann", standoff.annotations.as_bytes());
        let again = read(&path).expect("what we write, we read");
        let placed = |document: &AnnotatedText| {
            document
                .mentions
                .iter()
                .filter_map(|mention| Some((mention.place?, mention.label.clone())))
                .collect::<Vec<_>>()
        };
        let (mut found, mut expected) = (placed(&again.documents[0]), placed(document));
        found.sort_by(|a, b| (a.0.start(), a.0.end(), &a.1).cmp(&(b.0.start(), b.0.end(), &b.1)));
        expected.sort_by(|a, b| (a.0.start(), a.0.end(), &a.1).cmp(&(b.0.start(), b.0.end(), &b.1)));
        assert_eq!(
            found.len() + standoff.left_out,
            expected.len() + unplaced(document)
        );
    }
}

fn unplaced(document: &AnnotatedText) -> usize {
    let mentions = document.mentions.iter();
    mentions.filter(|mention| mention.place.is_none()).count()
}

/// A gold page with its two tables.
pub(super) fn gold(bytes: &[u8]) {
    let [page, documents, entities] = files(bytes);
    if let Ok(page) = std::str::from_utf8(page)
        && let Ok(marked) = read::strip_marks(page, Path::new("a.gold"))
    {
        for mention in &marked.mentions {
            let place = mention.place.expect("a mark has a place");
            assert_eq!(marked.text.get(place.range()), Some(mention.text.as_str()));
        }
        for junk in &marked.junk {
            assert!(marked.text.get(junk.range()).is_some());
        }
    }
    let folder = folder();
    write(folder.path(), "a.gold", page);
    write(folder.path(), "documents.tsv", documents);
    write(folder.path(), "entities.tsv", entities);
    if let Ok(corpus) = read(folder.path()) {
        check(&corpus);
    }
}

fn check(corpus: &Corpus) {
    for document in &corpus.documents {
        if let Some(text) = &document.text {
            for place in document.mentions.iter().filter_map(|mention| mention.place) {
                assert!(text.get(place.range()).is_some(), "a place is not in its text");
            }
            let (line, left_out) = formats::spans(document).expect("the text is known");
            let folder = folder();
            let again = read(&write(folder.path(), "a.jsonl", line.as_bytes()));
            let again = again.expect("what we write, we read");
            assert_eq!(
                again.documents[0].mentions.len() + left_out,
                document.mentions.len()
            );
        }
        let _ = formats::conll2003(document);
    }
    // Two documents of one name cannot be scored, and that is said.
    let _ = evaluate(corpus, corpus);
    let _ = list_mistakes(corpus, corpus);
}
