//! Section 2 of the design: files, fields, offsets, exit codes, the same bytes on every run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};
use onomast_tests::{Extraction, corpus, folder_of, messages, number, onomast, root, run, text};
use serde_json::Value;

use crate::SAMPLE;

const LABELS: [&str; 4] = ["PER", "ORG", "LOC", "MISC"];
const KINDS: [&str; 3] = ["name", "nominal", "pronoun"];

fn keys(record: &Value) -> Vec<&str> {
    record
        .as_object()
        .map(|fields| fields.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

fn list<'a>(record: &'a Value, field: &str) -> &'a [Value] {
    record[field].as_array().map(Vec::as_slice).unwrap_or_default()
}

#[test]
fn the_main_job_succeeds_and_leaves_three_files_and_its_journal() -> Result<()> {
    assert_eq!(
        SAMPLE.output.status.code(),
        Some(0),
        "{}",
        messages(&SAMPLE.output)
    );
    let mut names = Vec::new();
    for entry in fs::read_dir(SAMPLE.folder.path())? {
        names.push(entry?.file_name().into_string().unwrap_or_default());
    }
    names.sort();
    assert_eq!(
        names,
        [
            ".onomast-journal",
            "documents.jsonl",
            "entities.jsonl",
            "run.json"
        ]
    );
    assert!(
        SAMPLE.output.stdout.is_empty(),
        "results and messages are not mixed"
    );
    Ok(())
}

#[test]
fn documents_have_the_fields_of_the_contract() -> Result<()> {
    let documents = SAMPLE.documents()?;
    assert!(documents.len() >= 15, "{} documents", documents.len());
    let expected = [
        "schema", "id", "sha256", "title", "date", "text", "removed", "mentions",
    ];
    for document in &documents {
        for key in expected {
            assert!(
                keys(document).contains(&key),
                "{} lacks {key}",
                text(document, "id")
            );
        }
        assert_eq!(document["schema"], 1);
        assert_eq!(text(document, "sha256").len(), 64);
        for (position, mention) in list(document, "mentions").iter().enumerate() {
            assert_eq!(text(mention, "id"), format!("m{position}"));
            assert!(LABELS.contains(&text(mention, "label")), "{mention}");
            assert!(KINDS.contains(&text(mention, "kind")), "{mention}");
            assert!(
                mention["score"]
                    .as_f64()
                    .is_some_and(|score| (0.0..=1.0).contains(&score)),
                "{mention}"
            );
            let is_name = text(mention, "kind") == "name";
            assert!(
                mention["entity"].is_string() || !is_name,
                "a name always has an entity: {mention}"
            );
        }
    }
    let ids: Vec<&str> = documents.iter().map(|document| text(document, "id")).collect();
    let by_path = ids.is_sorted_by(|a, b| a.split('/').lt(b.split('/')));
    assert!(by_path, "documents come in the order of their paths: {ids:?}");
    Ok(())
}

#[test]
fn offsets_hold_in_the_cleaned_text_and_in_the_raw_file() -> Result<()> {
    let mut checked = 0;
    for document in SAMPLE.documents()? {
        let id = text(&document, "id");
        let raw = fs::read(corpus().join(id))?;
        let cleaned = text(&document, "text");
        for mention in list(&document, "mentions") {
            let span = number(mention, "start")..number(mention, "end");
            assert_eq!(cleaned.get(span), mention["text"].as_str(), "{id} {mention}");
            let raw_span = number(mention, "raw_start")..number(mention, "raw_end");
            let source = std::str::from_utf8(&raw[raw_span])?;
            assert!(
                same_letters(source, text(mention, "text"), id),
                "{id}: {source:?} became {mention}"
            );
            checked += 1;
        }
        let mut last = 0;
        for removed in list(&document, "removed") {
            let (start, end) = (number(removed, "raw_start"), number(removed, "raw_end"));
            assert!(last <= start && start < end && end <= raw.len(), "{id} {removed}");
            assert!(!text(removed, "rule").is_empty());
            std::str::from_utf8(&raw[start..end])?;
            last = end;
        }
    }
    assert!(checked > 500, "{checked} mentions");
    Ok(())
}

/// Whether the source bytes read as the mention: the same letters and digits, but for tags, entities and
/// invisible characters, and for Cyrillic letters that look Latin.
fn same_letters(source: &str, mention: &str, id: &str) -> bool {
    let letters = |text: &str| -> Vec<char> { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let (source_letters, mention_letters) = (letters(source), letters(mention));
    let is_html = std::path::Path::new(id)
        .extension()
        .is_some_and(|extension| extension == "html");
    if is_html && source.contains(['<', '&']) {
        return source_letters.len() >= mention_letters.len();
    }
    let looks_like = |(a, b): (&char, &char)| a == b || (!a.is_ascii() && b.is_ascii());
    source_letters.len() == mention_letters.len()
        && source_letters.iter().zip(&mention_letters).all(looks_like)
}

#[test]
fn entities_have_the_fields_of_the_contract_and_partition_the_linked_mentions() -> Result<()> {
    let mut linked: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for document in SAMPLE.documents()? {
        for mention in list(&document, "mentions") {
            if let Some(entity) = mention["entity"].as_str() {
                let place = (text(&document, "id").to_owned(), text(mention, "id").to_owned());
                linked.entry(entity.to_owned()).or_default().insert(place);
            }
        }
    }
    let entities = SAMPLE.entities()?;
    assert_eq!(entities.len(), linked.len());
    let mut last = usize::MAX;
    for (position, entity) in entities.iter().enumerate() {
        for key in [
            "schema",
            "id",
            "name",
            "label",
            "kb_id",
            "aliases",
            "documents",
            "mentions",
            "evidence",
        ] {
            assert!(keys(entity).contains(&key), "{entity} lacks {key}");
        }
        assert_eq!(text(entity, "id"), format!("e{position}"));
        let mentions = list(entity, "mentions");
        assert!(mentions.len() <= last, "most mentioned first");
        last = mentions.len();
        let places: BTreeSet<_> = mentions
            .iter()
            .map(|at| (text(at, "document").to_owned(), text(at, "mention").to_owned()))
            .collect();
        assert_eq!(places.len(), mentions.len(), "no mention twice");
        assert_eq!(Some(&places), linked.get(text(entity, "id")));
        let documents: BTreeSet<_> = places.iter().map(|(document, _)| document).collect();
        assert_eq!(number(entity, "documents"), documents.len());
        for alias in list(entity, "aliases") {
            assert!(number(alias, "count") > 0 && !text(alias, "text").is_empty());
        }
    }
    Ok(())
}

#[test]
fn the_run_is_recorded() -> Result<()> {
    let run = SAMPLE.run_record()?;
    for key in [
        "version",
        "engine",
        "model",
        "knowledge",
        "settings",
        "counts",
        "seconds",
        "inputs",
        "failures",
    ] {
        assert!(keys(&run).contains(&key), "run.json lacks {key}");
    }
    assert_eq!(run["engine"], "native");
    assert_eq!(text(&run["model"], "model.onnx").len(), 64, "a checksum");
    assert_eq!(
        run["counts"]["documents"].as_u64(),
        Some(SAMPLE.documents()?.len() as u64)
    );
    Ok(())
}

#[test]
fn two_threads_give_the_same_bytes_as_one() -> Result<()> {
    let other = Extraction::of(&corpus(), &["--threads", "2"])?;
    for name in ["documents.jsonl", "entities.jsonl"] {
        assert!(other.bytes(name)? == SAMPLE.bytes(name)?, "{name} differs");
    }
    Ok(())
}

#[test]
fn offsets_in_code_points_name_the_same_text() -> Result<()> {
    let page = "Élodie Marchand met Şebnem Yılmaz in Tromsø.\n";
    let bytes = Extraction::of_files(&[("a.txt", page.as_bytes())], &[])?.documents()?;
    let chars = Extraction::of_files(&[("a.txt", page.as_bytes())], &["--offsets", "chars"])?.documents()?;
    let cleaned: Vec<char> = text(&chars[0], "text").chars().collect();
    let raw: Vec<char> = page.chars().collect();
    let mentions = list(&chars[0], "mentions");
    assert!(!mentions.is_empty());
    assert_eq!(mentions.len(), list(&bytes[0], "mentions").len());
    for mention in mentions {
        let found: String = cleaned[number(mention, "start")..number(mention, "end")]
            .iter()
            .collect();
        assert_eq!(found, text(mention, "text"));
        let found: String = raw[number(mention, "raw_start")..number(mention, "raw_end")]
            .iter()
            .collect();
        assert_eq!(found, text(mention, "text"));
    }
    Ok(())
}

#[test]
fn several_inputs_are_told_apart_by_their_names() -> Result<()> {
    let (north, south) = (
        onomast_tests::folder_of(&[("north/a.txt", b"Oslo is far.")])?,
        onomast_tests::folder_of(&[("south/a.txt", b"Lima is far.")])?,
    );
    let out = tempfile::tempdir()?;
    let status = onomast()
        .arg("extract")
        .args([north.path().join("north"), south.path().join("south")])
        .arg("-o")
        .arg(out.path())
        .output()?;
    assert_eq!(status.status.code(), Some(0), "{}", messages(&status));
    let documents = onomast_tests::records(&fs::read(out.path().join("documents.jsonl"))?)?;
    let ids: Vec<_> = documents.iter().map(|document| text(document, "id")).collect();
    assert_eq!(ids, ["north/a.txt", "south/a.txt"]);
    Ok(())
}

#[test]
fn knowledge_of_the_user_is_added() -> Result<()> {
    let page = "Zorvania signed the treaty. The Kingdom of Zorvania is small.\n";
    let facts = concat!(
        r#"{"kind":"place","id":"onomast:test:zorvania","type":"country","name":"Zorvania","#,
        r#""aliases":["Kingdom of Zorvania"]}"#,
        "\n"
    );
    let files = onomast_tests::folder_of(&[("facts.jsonl", facts.as_bytes())])?;
    let file = files.path().join("facts.jsonl");
    let extraction = Extraction::of_files(
        &[("a.txt", page.as_bytes())],
        &["--knowledge", file.to_str().unwrap_or_default()],
    )?;
    assert_eq!(
        extraction.output.status.code(),
        Some(0),
        "{}",
        messages(&extraction.output)
    );
    let run = extraction.run_record()?;
    assert!(keys(&run["knowledge"]).contains(&"facts.jsonl"), "{run}");
    Ok(())
}

#[test]
fn clean_prints_text_alone_and_explains_on_demand() -> Result<()> {
    let page =
        b"This website uses cookies to improve your experience. Accept\n\nThe minister opened a bridge over \
                 the river on Tuesday.\nShare on Facebook\n";
    let input = onomast_tests::folder_of(&[("page.txt", page)])?;
    let file = input.path().join("page.txt");
    let cleaned = run([file.as_os_str(), "clean".as_ref()].into_iter().rev())?;
    assert_eq!(
        String::from_utf8(cleaned.stdout)?.trim_end(),
        "The minister opened a bridge over the river on Tuesday."
    );
    let explained = onomast().arg("clean").arg(&file).arg("--explain").output()?;
    let explained = String::from_utf8(explained.stdout)?;
    assert!(
        explained.contains("cookie") && explained.contains("This website uses cookies"),
        "{explained}"
    );
    Ok(())
}

#[test]
fn entities_prints_a_table_that_can_be_searched() -> Result<()> {
    let out = SAMPLE.folder.path().as_os_str();
    let table = onomast().arg("entities").arg(out).output()?;
    let table = String::from_utf8(table.stdout)?;
    assert_eq!(table.lines().count(), SAMPLE.entities()?.len() + 1);
    let first = text(&SAMPLE.entities()?[0], "name").to_owned();
    let found = onomast()
        .arg("entities")
        .arg(out)
        .arg(first.to_uppercase())
        .output()?;
    assert!(String::from_utf8(found.stdout)?.contains(&first));
    Ok(())
}

#[test]
fn entities_are_filtered_sorted_and_printed_as_records() -> Result<()> {
    let asked = |arguments: &[&str]| -> Result<Vec<Value>> {
        let output = onomast()
            .arg("entities")
            .arg(SAMPLE.folder.path())
            .arg("--json")
            .args(arguments)
            .output()?;
        onomast_tests::records(&output.stdout)
    };
    assert_eq!(asked(&[])?, SAMPLE.entities()?);
    let organizations = asked(&["--label", "org", "--sort", "documents"])?;
    assert!(organizations.len() > 10);
    assert!(organizations.iter().all(|entity| entity["label"] == "ORG"));
    let documents: Vec<usize> = organizations
        .iter()
        .map(|entity| number(entity, "documents"))
        .collect();
    assert!(documents.is_sorted_by(|a, b| a >= b), "{documents:?}");
    let dates: BTreeMap<String, String> = SAMPLE
        .documents()?
        .iter()
        .map(|document| (text(document, "id").to_owned(), text(document, "date").to_owned()))
        .collect();
    let recent = asked(&["--since", "2021-01-01"])?;
    assert!(!recent.is_empty() && recent.len() < SAMPLE.entities()?.len());
    for entity in &recent {
        let mut days = list(entity, "mentions")
            .iter()
            .map(|mention| &dates[text(mention, "document")]);
        assert!(days.any(|day| day.as_str() >= "2021-01-01"), "{entity}");
    }
    Ok(())
}

#[test]
fn a_document_is_shown_with_its_mentions_in_brackets() -> Result<()> {
    let documents = SAMPLE.documents()?;
    let document = &documents[0];
    let id = text(document, "id");
    let show = |id: &str| onomast().arg("show").arg(SAMPLE.folder.path()).arg(id).output();
    let shown = String::from_utf8(show(id)?.stdout)?;
    assert!(shown.starts_with(id), "{shown}");
    let mentions = list(document, "mentions");
    let brackets = shown.matches("](").count() - text(document, "text").matches("](").count();
    assert_eq!(brackets, mentions.len());
    for mention in mentions {
        let entity = mention["entity"].as_str().unwrap_or("–");
        let end = format!("]({} {entity})", text(mention, "label"));
        assert!(shown.contains(&end), "{end} is not in {shown}");
    }
    let missing = show("no-such-document")?;
    assert_eq!(missing.status.code(), Some(2));
    assert!(messages(&missing).contains("no-such-document"));
    Ok(())
}

#[test]
fn manual_pages_are_written_for_every_command() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let written = onomast().arg("man").arg(folder.path()).output()?;
    assert!(written.status.success(), "{}", messages(&written));
    let page = fs::read_to_string(folder.path().join("onomast-extract.1"))?;
    assert!(page.contains("\\-\\-resume"), "{page}");
    Ok(())
}

#[test]
fn eval_scores_and_holds_floors() -> Result<()> {
    let gold = root().join("corpus/gold");
    let score = |floor: &str| {
        onomast()
            .arg("eval")
            .arg(&gold)
            .arg(SAMPLE.folder.path())
            .args(["--floor", floor])
            .output()
    };
    assert_eq!(score("ner.strict.f1=0.01")?.status.code(), Some(0));
    assert_eq!(score("ner.strict.f1=1.01")?.status.code(), Some(1));
    let unknown = score("no.such.figure=1")?;
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        messages(&unknown).contains("ner.strict.f1"),
        "the figures that there are, are named"
    );
    Ok(())
}

#[test]
fn eval_compares_two_predictions() -> Result<()> {
    let gold = root().join("corpus/gold");
    let compare = |format: &[&str]| {
        onomast()
            .arg("eval")
            .args([gold.as_os_str(), SAMPLE.folder.path().as_os_str()])
            .arg("--against")
            .arg(&gold)
            .args(format)
            .output()
    };
    let table = String::from_utf8(compare(&[])?.stdout)?;
    assert!(
        table.contains("ner.strict.f1") && table.contains("Paired bootstrap"),
        "{table}"
    );
    let record: Value = serde_json::from_slice(&compare(&["--json"])?.stdout)?;
    let differences = record["differences"].as_array().context("differences")?;
    let names = differences
        .iter()
        .find(|difference| difference["name"] == "ner.strict.f1")
        .context("ner.strict.f1")?;
    assert_eq!(names["second"], 1.0, "gold against itself");
    assert!(
        names["difference"].as_f64() < Some(0.0) && names["p"].as_f64() < Some(0.05),
        "{names}"
    );
    Ok(())
}

#[test]
fn a_baseline_is_lowered_only_on_demand() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("baseline.json");
    let score = |options: &[&str]| {
        onomast()
            .arg("eval")
            .arg(root().join("corpus/gold"))
            .arg(SAMPLE.folder.path())
            .arg("--baseline")
            .arg(&path)
            .args(options)
            .output()
    };
    let missing = score(&[])?;
    assert_eq!(missing.status.code(), Some(2));
    assert!(
        messages(&missing).contains("--update-baseline"),
        "{}",
        messages(&missing)
    );
    assert_eq!(score(&["--update-baseline"])?.status.code(), Some(0));
    let made = fs::read_to_string(&path)?;
    let held = score(&[])?;
    assert_eq!((held.status.code(), messages(&held)), (Some(0), String::new()));

    let mut other: Value = serde_json::from_str(&made)?;
    other["checksums"]["knowledge"]["places.jsonl"] = "other".into();
    fs::write(&path, serde_json::to_string(&other)?)?;
    let changed = score(&[])?;
    assert_eq!(
        changed.status.code(),
        Some(0),
        "a changed file alone is no failure"
    );
    assert!(
        messages(&changed).contains("have changed: knowledge places.jsonl"),
        "{}",
        messages(&changed)
    );
    other["figures"]["ner.strict.f1"] = 1.0.into();
    fs::write(&path, serde_json::to_string(&other)?)?;
    for options in [&[][..], &["--update-baseline"]] {
        let fallen = score(options)?;
        assert_eq!(fallen.status.code(), Some(1));
        assert!(
            messages(&fallen).contains("ner.strict.f1 is 0.") && messages(&fallen).contains("--allow-lower"),
            "{}",
            messages(&fallen)
        );
    }
    assert_eq!(
        score(&["--update-baseline", "--allow-lower"])?.status.code(),
        Some(0)
    );
    assert_eq!(fs::read_to_string(&path)?, made);
    Ok(())
}

#[test]
fn what_cannot_run_exits_with_two() -> Result<()> {
    let missing = run(["extract", "no/such/folder", "-o", "out"])?;
    assert_eq!(missing.status.code(), Some(2));
    assert!(
        messages(&missing).contains("no/such/folder"),
        "{}",
        messages(&missing)
    );
    assert_eq!(run(["extract"])?.status.code(), Some(2));
    let engine = run(["extract", "corpus", "-o", "out", "--engine", "abacus"])?;
    assert_eq!(engine.status.code(), Some(2));
    assert!(
        messages(&engine).contains("rten"),
        "the engines that there are, are named"
    );
    Ok(())
}

#[test]
fn completions_are_printed() -> Result<()> {
    let script = run(["completions", "bash"])?;
    assert!(String::from_utf8(script.stdout)?.contains("extract"));
    Ok(())
}

/// Five pages of a folder whose first line is the same, and one of another folder.
fn pages_of_a_source() -> Vec<(String, String)> {
    let places = ["London", "Paris", "Lisbon", "Ankara", "Madrid", "Vienna"];
    let page = |(at, place): (usize, &&str)| {
        let folder = if at == 5 { "other" } else { "herald" };
        let text = format!(
            "Herald of the Alps\nLovelace visits {place} today\nAda Lovelace came to {place} on Tuesday, met the press of {place} and spoke of engines at length.\n"
        );
        (format!("{folder}/{at}.txt"), text)
    };
    places.iter().enumerate().map(page).collect()
}

#[test]
fn lines_that_recur_in_a_folder_are_boilerplate_unless_the_user_says_no() -> Result<()> {
    let pages = pages_of_a_source();
    let files: Vec<(&str, &[u8])> = pages
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    let one = Extraction::of_files(&files, &["--threads", "1"])?;
    let documents = one.documents()?;
    for document in &documents {
        let removed = list(document, "removed");
        if text(document, "id").starts_with("herald") {
            assert!(
                text(document, "text").starts_with("Lovelace visits"),
                "{document}"
            );
            assert_eq!(text(&removed[0], "rule"), "recurring-line");
        } else {
            assert!(removed.is_empty(), "{document}");
        }
    }
    let two = Extraction::of_files(&files, &["--threads", "2"])?;
    assert!(one.bytes("documents.jsonl")? == two.bytes("documents.jsonl")?);
    let kept = Extraction::of_files(&files, &["--keep-recurring-lines"])?;
    assert!(
        kept.documents()?
            .iter()
            .all(|document| list(document, "removed").is_empty())
    );
    assert_eq!(kept.run_record()?["settings"]["recurring_lines"], false);
    Ok(())
}

#[test]
fn clean_takes_recurring_lines_as_extract_does() -> Result<()> {
    let pages = pages_of_a_source();
    let files: Vec<(&str, &[u8])> = pages
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    let folder = folder_of(&files)?;
    let input = folder.path().as_os_str();
    let count = |arguments: &[&str]| -> Result<usize> {
        let output = onomast().arg("clean").arg(input).args(arguments).output()?;
        Ok(String::from_utf8_lossy(&output.stdout)
            .matches("Herald of the Alps")
            .count())
    };
    assert_eq!((count(&[])?, count(&["--keep-recurring-lines"])?), (1, 6));
    Ok(())
}

#[test]
fn explain_shows_reasons_and_sentences() -> Result<()> {
    let folder = SAMPLE.folder.path().to_string_lossy().into_owned();
    let explain = |what: &str| run(["explain", folder.as_str(), what]);
    let printed = String::from_utf8(explain("e0")?.stdout)?;
    assert!(printed.starts_with("e0 "), "{printed}");
    assert!(printed.contains("what holds it together:"), "{printed}");
    let documents = SAMPLE.documents()?;
    let mut mentions = documents.iter().flat_map(|document| {
        list(document, "mentions")
            .iter()
            .map(move |mention| (document, mention))
    });
    let Some((document, mention)) = mentions.find(|(_, mention)| mention["runners_up"].is_array()) else {
        anyhow::bail!("no mention has runners-up");
    };
    let what = format!("{}:{}", text(document, "id"), text(mention, "id"));
    let printed = String::from_utf8(explain(&what)?.stdout)?;
    assert!(printed.contains("it might have gone to:"), "{printed}");
    assert!(
        printed.contains(&format!("[{}]", text(mention, "text"))),
        "{printed}"
    );
    for wrong in ["e999999", "nowhere.txt:m0"] {
        let output = explain(wrong)?;
        assert_eq!(output.status.code(), Some(2), "{}", messages(&output));
    }
    Ok(())
}
