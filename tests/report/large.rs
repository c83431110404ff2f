//! Ten thousand documents.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use onomast_tests::browser::Browser;
use onomast_tests::{corpus, text};
use serde_json::{Value, json};

use crate::{Report, SAMPLE, strings, texts_of};

const DOCUMENTS: usize = 10_000;

/// Writes the sample extraction over and over into `out`, as if it were one of `DOCUMENTS` pages, and the pages into
/// `input`: those entities that are known to the knowledge base are one over all copies, the others are of their copy.
fn multiply(out: &Path, input: &Path) -> Result<usize> {
    let documents = SAMPLE.documents()?;
    let entities = SAMPLE.entities()?;
    let mut places: HashMap<(&str, &str), usize> = HashMap::new();
    for (number, entity) in entities.iter().enumerate() {
        for mention in entity["mentions"].as_array().into_iter().flatten() {
            places.insert((text(mention, "document"), text(mention, "mention")), number);
        }
    }
    // The number of an entity of the sample and, unless it is known, its copy; then its mentions.
    let mut found: HashMap<(usize, usize), Vec<Value>> = HashMap::new();
    let mut lines = Vec::new();
    for copy in 0..DOCUMENTS {
        let (original, round) = (&documents[copy % documents.len()], copy / documents.len());
        let mut document = original.clone();
        // In the order of the paths, as a run gives them.
        let (folder, name) = (copy * 7 / DOCUMENTS, text(original, "id").replace('/', "-"));
        let id = format!("source-{folder}/{copy:05}-{name}");
        document["id"] = id.as_str().into();
        document["date"] = format!("{}-{:02}-{:02}", 2010 + copy % 13, 1 + copy % 12, 1 + copy % 28).into();
        for mention in document["mentions"].as_array_mut().context("mentions")? {
            let key = (text(original, "id"), text(mention, "id"));
            let Some(&entity) = places.get(&key) else { continue };
            let round = if entities[entity]["kb_id"].is_null() {
                round
            } else {
                0
            };
            mention["entity"] = format!("{entity}-{round}").into();
            let place = json!({ "document": id, "mention": mention["id"] });
            found.entry((entity, round)).or_default().push(place);
        }
        lines.push(document);
        let page = input.join(&id);
        fs::create_dir_all(page.parent().context("a folder")?)?;
        fs::copy(corpus().join(text(original, "id")), page)?;
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|((entity, round), mentions)| (std::cmp::Reverse(mentions.len()), *entity, *round));
    let mut ids = HashMap::new();
    let mut file = BufWriter::new(File::create(out.join("entities.jsonl"))?);
    for (number, ((entity, round), mentions)) in found.iter().enumerate() {
        let mut record = entities[*entity].clone();
        record["id"] = format!("e{number}").into();
        ids.insert(format!("{entity}-{round}"), number);
        if record["kb_id"].is_null() {
            record["name"] = format!("{} {round}", text(&record, "name")).into();
        }
        let mut of: Vec<&str> = mentions.iter().map(|mention| text(mention, "document")).collect();
        of.dedup();
        record["documents"] = of.len().into();
        record["mentions"] = Value::Array(mentions.clone());
        writeln!(file, "{record}")?;
    }
    file.flush()?;
    let mut file = BufWriter::new(File::create(out.join("documents.jsonl"))?);
    for mut document in lines {
        for mention in document["mentions"].as_array_mut().context("mentions")? {
            if let Some(number) = mention["entity"].as_str().and_then(|entity| ids.get(entity)) {
                mention["entity"] = format!("e{number}").into();
            }
        }
        writeln!(file, "{document}")?;
    }
    file.flush()?;
    let mut run = SAMPLE.run_record()?;
    run["inputs"] = json!([input]);
    fs::write(out.join("run.json"), run.to_string())?;
    Ok(found.len())
}

/// The processor time of the page's main thread so far, in milliseconds: what a reader waits for on a machine that has
/// nothing else to do.
fn busy(browser: &Browser) -> Result<f64> {
    let metrics = browser.devtools("Performance.getMetrics", &json!({}))?;
    let metrics = metrics["metrics"].as_array().context("metrics")?;
    let total = metrics.iter().find(|metric| metric["name"] == "TaskDuration");
    let seconds = total.and_then(|metric| metric["value"].as_f64());
    Ok(seconds.context("the time of all tasks")? * 1e3)
}

/// Prints how long the page takes to open and to answer; that is for the reader, since a test machine may be busy.
#[test]
#[ignore = "needs Chromium: just test-report"]
fn ten_thousand_documents_open_and_answer() -> Result<()> {
    let (out, input) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let entities = multiply(out.path(), input.path())?;
    let report = Report::of(out.path(), &["--raw", "always"])?;
    assert!(!report.messages.contains("warning"), "{}", report.messages);
    let megabytes = fs::metadata(&report.page)?.len() as f64 / 1e6;
    let browser = Browser::start()?;
    browser.devtools("Performance.enable", &json!({ "timeDomain": "threadTicks" }))?;
    report.open_in(&browser, "", "Entities")?;
    let wall = browser.run("return performance.getEntriesByName('list')[0].startTime")?;
    let list = busy(&browser)?;
    let status = browser.run("return document.querySelector('.status').textContent.replaceAll(',', '')")?;
    assert_eq!(status, format!("{entities} entities"));
    browser.wait("return document.readyState === 'complete'")?;
    let all = busy(&browser)?;
    println!(
        "{DOCUMENTS} documents, {entities} entities, {megabytes:.0} MB: the list after {list:.0} ms ({wall} ms with what \
         else this machine does), the whole page after {all:.0} ms"
    );

    let mut keys = Vec::new();
    for key in ["m", "i", "r", "z", "i", "y", "a"] {
        let before = busy(&browser)?;
        browser.type_into("input[type=search]", key)?;
        keys.push(format!("{:.0}", busy(&browser)? - before));
    }
    let names = browser.run(&texts_of("td.name a"))?;
    assert_eq!(strings(&names), ["Shavkat Mirziyoyev"]);
    println!("keys: {} ms", keys.join(", "));

    let before = busy(&browser)?;
    browser.click("td.name a")?;
    browser.wait_for_heading("Shavkat Mirziyoyev")?;
    let shown = browser.run("return document.querySelectorAll('.occurrence').length")?;
    assert_eq!(shown, 20, "the first of thousands of documents");
    println!(
        "an entity of thousands of documents: {:.0} ms",
        busy(&browser)? - before
    );
    for (address, heading) in [
        ("#documents", "Documents"),
        ("#network", "Network"),
        ("#entities?from=2015-01-01&to=2016-01-01", "Entities"),
    ] {
        let before = busy(&browser)?;
        browser.run(&format!("location.hash = {address:?}"))?;
        browser.wait_for_heading(heading)?;
        println!("{address}: {:.0} ms", busy(&browser)? - before);
    }
    Ok(())
}
