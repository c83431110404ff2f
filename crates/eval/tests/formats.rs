//! Formats: what is written reads back, gold in one format scores predictions in another, and what cannot be aligned
//! is counted.

// The helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use onomast_document::{MentionKind, RawSpan};
use onomast_eval::write::Format;
use onomast_eval::{AnnotatedText, Corpus, Mention, OffsetUnit, Report, evaluate, read, read_in, write};

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
    assert_eq!(write::to_folder(&gold, Format::Brat, folder.path()).unwrap(), 0);
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
    let left_out = write::to_folder(&gold, Format::Conll2003, folder.path()).unwrap();
    let all = gold.documents.iter().flat_map(|document| &document.mentions);
    let others = all.filter(|mention| mention.kind != MentionKind::Name).count();
    let report = evaluate(&gold, &read(folder.path()).unwrap()).unwrap();
    assert_eq!(
        report.coverage.unaligned_predicted, 0,
        "texts differ in white space only"
    );
    assert_eq!(report.figure("ner.strict.precision"), Some(1.0));
    let names = report.rows[0].counts.unwrap();
    assert!(names.gold - names.gold_hits <= (left_out - others) as f64);
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

/// "Ада met Charles Babbage . She left ." with its names and its clusters, in every format. The texts differ in white
/// space, as those of tokenised formats do.
fn one_page_in_every_format(folder: &Path) -> Vec<(&'static str, PathBuf)> {
    let file = |name: &'static str, content: &str| put(folder, name, content);
    file("brat/page.txt", "Ада met Charles Babbage. She left.");
    let records = r#"{"schema":1,"id":"page","title":null,"date":null,"text":"Ада met Charles Babbage. She left.","removed":[],"mentions":[{"id":"m0","start":0,"end":6,"raw_start":0,"raw_end":6,"text":"Ада","label":"PER","kind":"name","entity":"e0"},{"id":"m1","start":11,"end":26,"raw_start":11,"raw_end":26,"text":"Charles Babbage","label":"PER","kind":"name","entity":"e1"},{"id":"m2","start":28,"end":31,"raw_start":28,"raw_end":31,"text":"She","label":"PER","kind":"pronoun","entity":"e0"}]}"#;
    file(
        "records/entities.jsonl",
        "{\"id\":\"e0\",\"kb_id\":null}\n{\"id\":\"e1\",\"kb_id\":null}\n",
    );
    file("records/documents.jsonl", records);
    file(
        "gold/entities.tsv",
        "id\tlabel\tkb_id\tname\nada\tPER\t-\tАда\ncharles\tPER\t-\tCharles Babbage\n",
    );
    file(
        "gold/page.gold",
        "[Ада](PER ada) met [Charles Babbage](PER charles). [She](PER:pronoun ada) left.",
    );
    file("gold/documents.tsv", "path\tdate\ttitle\npage.txt\t-\t-\n");
    vec![
        ("gold pages", folder.join("gold")),
        ("records", folder.join("records")),
        ("streamed records", file("page.jsonl", records)),
        (
            "brat",
            file(
                "brat/page.ann",
                "T1\tPER 0 3\tАда\nT2\tPER 8 23\tCharles Babbage\nT3\tPER 25 28\tShe\nA1\tKind T3 pronoun\n\
                 N1\tReference T1 Entity:a\tАда\nN2\tReference T2 Entity:c\tCharles\n\
                 N3\tReference T3 Entity:a\tShe\n",
            )
            .parent()
            .unwrap()
            .to_owned(),
        ),
        (
            "spans in characters",
            file(
                "spans.jsonl",
                r#"{"id":"page","text":"Ада met\nCharles Babbage.\nShe left.","offsets":"chars","spans":[{"start":0,"end":3,"label":"PER","entity":"1"},{"start":8,"end":23,"label":"PER","entity":"2"},{"start":25,"end":28,"label":"PER","kind":"pronoun","entity":"1"}]}"#,
            ),
        ),
        (
            "CoNLL-U",
            file(
                "page.conllu",
                "# newdoc id = page\n# global.Entity = eid-etype-head\n\
                 1\tАда\t_\tPROPN\t_\t_\t_\t_\t_\tEntity=(e1-person-1)\n\
                 2\tmet\t_\tVERB\t_\t_\t_\t_\t_\t_\n\
                 3\tCharles\t_\tPROPN\t_\t_\t_\t_\t_\tEntity=(e2-person-1\n\
                 4\tBabbage\t_\tPROPN\t_\t_\t_\t_\t_\tEntity=e2)|SpaceAfter=No\n\
                 5\t.\t_\tPUNCT\t_\t_\t_\t_\t_\t_\n\n\
                 1\tShe\t_\tPRON\t_\t_\t_\t_\t_\tEntity=(e1-person-1)\n\
                 2\tleft\t_\tVERB\t_\t_\t_\t_\t_\tSpaceAfter=No\n\
                 3\t.\t_\tPUNCT\t_\t_\t_\t_\t_\t_\n\n",
            ),
        ),
        (
            "CoNLL-2012",
            file(
                "coref.conll",
                "#begin document (page); part 000\n\
                 page 0 0 Ада NNP (0)\npage 0 1 met VBD -\npage 0 2 Charles NNP (1\npage 0 3 Babbage NNP 1)\n\
                 page 0 4 . . -\n\npage 0 0 She PRP (0)\npage 0 1 left VBD -\npage 0 2 . . -\n#end document\n",
            ),
        ),
        (
            "IOB1",
            file(
                "page.iob",
                "Ада I-PER\nmet O\nCharles I-PER\nBabbage I-PER\n. O\n\nShe O\nleft O\n. O\n",
            ),
        ),
        (
            "IOBES",
            file(
                "page.iobes",
                "Ада S-PER\nmet O\nCharles B-PER\nBabbage E-PER\n. O\n\nShe O\nleft O\n. O\n",
            ),
        ),
        (
            "CoNLL-2003",
            file(
                "page.conll",
                "-DOCSTART- -X- -X- O\n\nАда NNP B-NP B-PER\nmet VBD B-VP O\nCharles NNP B-NP B-PER\n\
                 Babbage NNP I-NP I-PER\n. . O O\n\nShe PRP B-NP O\nleft VBD B-VP O\n. . O O\n",
            ),
        ),
    ]
}

#[test]
fn every_format_is_gold_and_prediction_for_every_other() {
    let folder = tempfile::tempdir().unwrap();
    let pages = one_page_in_every_format(folder.path());
    let columns_of_names = ["IOB1", "IOBES", "CoNLL-2003"];
    for (gold_format, gold) in &pages {
        for (format, predicted) in &pages {
            let (gold, predicted) = (read(gold).unwrap(), read(predicted).unwrap());
            let report = evaluate(&gold, &predicted).unwrap();
            let pair = format!("{gold_format} and {format}:\n{report}");
            assert_eq!(report.coverage.documents, 1, "{pair}");
            assert_eq!(
                report.coverage.unaligned_gold + report.coverage.unaligned_predicted,
                0,
                "{pair}"
            );
            assert_eq!(report.figure("ner.semeval.exact.f1"), Some(1.0), "{pair}");
            let has_labels = (*gold_format == "CoNLL-2012") == (*format == "CoNLL-2012");
            assert_eq!(
                report.figure("ner.strict.f1"),
                Some(f64::from(has_labels)),
                "{pair}"
            );
            if !columns_of_names.contains(gold_format) {
                let linked = Some(f64::from(!columns_of_names.contains(format)));
                for figure in ["conll.document.f1", "b3.corpus.f1", "pronoun.f1"] {
                    assert_eq!(report.figure(figure), linked, "{figure} of {pair}");
                }
            }
        }
    }
}

/// The same records, their offsets in bytes and in characters, on a page with letters of two bytes before the mentions
/// and something that cleaning removes.
fn records(folder: &Path, unit: &str, places: [[usize; 4]; 2], removed: [usize; 2], run: bool) -> PathBuf {
    let mention = |number: usize, [start, end, raw_start, raw_end]: [usize; 4], text: &str| {
        format!(
            r#"{{"id":"m{number}","start":{start},"end":{end},"raw_start":{raw_start},"raw_end":{raw_end},"text":"{text}","label":"PER","kind":"name","entity":"e{number}"}}"#
        )
    };
    let line = format!(
        r#"{{"id":"a.txt","title":null,"date":null,"text":"Ада met Bob","removed":[{{"raw_start":{},"raw_end":{},"rule":"menu"}}],"mentions":[{},{}]}}"#,
        removed[0],
        removed[1],
        mention(0, places[0], "Ада"),
        mention(1, places[1], "Bob")
    );
    let folder = folder.join(format!("{unit}-{run}"));
    put(&folder, "documents.jsonl", &line);
    put(&folder, "entities.jsonl", "{\"id\":\"e0\"}\n{\"id\":\"e1\"}\n");
    if run {
        put(
            &folder,
            "run.json",
            &format!("{{\"settings\":{{\"offsets\":\"{unit}\"}}}}"),
        );
    }
    folder
}

#[test]
fn records_in_characters_score_as_in_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = [[0, 6, 10, 16], [11, 14, 21, 24]];
    let chars = [[0, 3, 6, 9], [8, 11, 14, 17]];
    let in_bytes = read(&records(folder.path(), "bytes", bytes, [0, 10], true)).unwrap();
    let in_chars = read(&records(folder.path(), "chars", chars, [0, 6], true)).unwrap();
    put(
        folder.path(),
        "gold/entities.tsv",
        "id\tlabel\tkb_id\tname\nada\tPER\t-\tАда\nbob\tPER\t-\tBob\n",
    );
    put(
        folder.path(),
        "gold/a.gold",
        "{{Меню\n\n}}[Ада](PER ada) met [Bob](PER bob)",
    );
    put(
        folder.path(),
        "gold/documents.tsv",
        "path\tdate\ttitle\na.txt\t-\t-\n",
    );
    let gold = read(&folder.path().join("gold")).unwrap();
    let perfect = |report: &Report| {
        let figures = report.figures();
        assert!(
            figures
                .iter()
                .all(|figure| figure.value.is_none_or(|value| value > 0.999)),
            "{report}"
        );
        assert_eq!(report.coverage.unaligned_predicted, 0, "{report}");
    };
    for predicted in [&in_bytes, &in_chars] {
        let report = evaluate(&gold, predicted).unwrap();
        perfect(&report);
        assert_eq!(report.figure("clean.chars.f1"), Some(1.0));
        perfect(&evaluate(predicted, &in_bytes).unwrap());
        perfect(&evaluate(predicted, &in_chars).unwrap());
    }
    // Without run.json the unit must be said, and a wrong one is told.
    let without = records(folder.path(), "chars", chars, [0, 6], false);
    perfect(&evaluate(&gold, &read_in(&without, OffsetUnit::Chars).unwrap()).unwrap());
    let message = read(&without).unwrap_err().to_string();
    assert!(
        message.contains("documents.jsonl:1: expected text[0..3] to be \"Ада\", counted in bytes")
            && message.contains("--offsets chars"),
        "{message}"
    );
}

#[test]
fn entities_of_streamed_records_are_those_of_a_document() {
    let folder = tempfile::tempdir().unwrap();
    let line = |id: &str| {
        format!(
            r#"{{"id":"{id}","text":"Ada","mentions":[{{"start":0,"end":3,"raw_start":0,"raw_end":3,"text":"Ada","label":"PER","kind":"name","entity":"e0"}}]}}"#
        )
    };
    let corpus = read(&put(
        folder.path(),
        "documents.jsonl",
        &format!("{}\n{}\n", line("a"), line("b")),
    ))
    .unwrap();
    let entities: Vec<_> = corpus
        .documents
        .iter()
        .map(|document| document.mentions[0].entity.as_deref())
        .collect();
    assert_eq!(entities, [Some("a/e0"), Some("b/e0")]);
}

/// Gold on neither the file nor the cleaned text: the places of the records in the file mean nothing there.
#[test]
fn gold_on_a_text_of_its_own_is_met_by_the_words() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = [[0, 6, 411, 417], [11, 14, 422, 425]];
    let predicted = read(&records(folder.path(), "bytes", bytes, [0, 411], true)).unwrap();
    let quiet = "It was a quiet day in the old town , and nobody left the house . ".repeat(8);
    let text = format!("{quiet}Ада met Bob there .");
    let mut document = AnnotatedText::new("a", Some(text.clone()));
    for words in ["Ада", "Bob"] {
        let start = text.find(words).unwrap();
        let place = RawSpan::new(start, start + words.len()).unwrap();
        document.mentions.push(Mention::name(place, words, "PER"));
    }
    let gold = Corpus {
        documents: vec![document],
    };
    let report = evaluate(&gold, &predicted).unwrap();
    assert_eq!(report.figure("ner.strict.f1"), Some(1.0), "{report}");
}

#[test]
fn gold_records_may_have_removed_what_their_text_keeps_elsewhere() {
    // Places in the cleaned text are no places in the file: a removal must not hide what stands at its number.
    let folder = tempfile::tempdir().unwrap();
    let bytes = [[0, 6, 40, 46], [11, 14, 51, 54]];
    let gold = read(&records(folder.path(), "bytes", bytes, [0, 40], true)).unwrap();
    let mut document = AnnotatedText::new("a", Some("Ада met Bob".to_owned()));
    document.mentions = vec![Mention::name(RawSpan::new(0, 6).unwrap(), "Ада", "PER")];
    let report = evaluate(
        &gold,
        &Corpus {
            documents: vec![document],
        },
    )
    .unwrap();
    assert_eq!(
        (
            report.coverage.gold_mentions,
            report.coverage.gold_mentions_in_junk
        ),
        (2, 0)
    );
    assert_eq!(report.figure("ner.strict.recall"), Some(0.5));
}

#[test]
fn records_are_written_with_their_cleaned_text() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = [[0, 6, 11, 17], [11, 14, 22, 25]];
    let corpus = read(&records(folder.path(), "bytes", bytes, [0, 11], true)).unwrap();
    let standoff = write::brat(&corpus.documents[0]).unwrap();
    assert_eq!((standoff.text.as_str(), standoff.left_out), ("Ада met Bob", 0));
    assert!(
        standoff.annotations.starts_with("T1\tPER 0 3\tАда\n"),
        "{}",
        standoff.annotations
    );
    let columns = write::conll2003(&corpus.documents[0]).unwrap();
    assert!(
        columns
            .lines
            .ends_with("Ада _ _ B-PER\nmet _ _ O\nBob _ _ B-PER\n\n"),
        "{}",
        columns.lines
    );
}

#[test]
fn no_file_is_written_outside_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    for id in ["../a", "/a", ""] {
        let corpus = Corpus {
            documents: vec![AnnotatedText::new(id, Some("Ada".to_owned()))],
        };
        let error = write::to_folder(&corpus, Format::Brat, &folder.path().join("new")).unwrap_err();
        assert!(error.to_string().contains("no file can be called so"), "{error}");
    }
}
