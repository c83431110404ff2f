//! Search, filters, entities, documents, network.

use std::fs;

use anyhow::{Context, Result};
use onomast_tests::{corpus, number, text};
use serde_json::Value;

use crate::{PAGE, Report, SAMPLE, strings, texts_of};

const STATE_VISIT: &str = "uz-president/2017-09-state-visit.txt";

fn list<'a>(record: &'a Value, field: &str) -> &'a [Value] {
    record[field].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The record of an entity by its name.
fn entity(name: &str) -> Result<Value> {
    let entities = SAMPLE.entities()?;
    let found = entities.into_iter().find(|record| text(record, "name") == name);
    found.with_context(|| format!("no entity {name}"))
}

/// The record of a document.
fn document(id: &str) -> Result<Value> {
    let documents = SAMPLE.documents()?;
    let found = documents.into_iter().find(|record| text(record, "id") == id);
    found.with_context(|| format!("no document {id}"))
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn entities_stand_most_mentioned_first_with_what_the_records_say() -> Result<()> {
    let browser = PAGE.open("", "Entities")?;
    let entities = SAMPLE.entities()?;
    let rows = browser.run(
        "return [...document.querySelectorAll('tbody tr')].map((row) => [row.querySelector('.name a').textContent,
            ...['label', 'mentions', 'documents', 'kb'].map((key) => row.querySelector(`td.${key}`).textContent)])",
    )?;
    let rows = rows.as_array().context("rows")?;
    assert_eq!(rows.len(), entities.len().min(100));
    for (row, record) in rows.iter().zip(&entities) {
        let expected = [
            text(record, "name").to_owned(),
            text(record, "label").to_owned(),
            list(record, "mentions").len().to_string(),
            number(record, "documents").to_string(),
            text(record, "kb_id").to_owned(),
        ];
        assert_eq!(strings(row), expected);
    }
    browser.click("button.more")?;
    let more = browser
        .wait("const rows = document.querySelectorAll('tbody tr').length; return rows > 100 ? rows : 0")?;
    assert_eq!(more.as_u64(), Some(entities.len().min(200) as u64));
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn search_and_filters_work_as_one_types_and_stay_in_the_address() -> Result<()> {
    let browser = PAGE.open("", "Entities")?;
    let names = || browser.run(&texts_of("td.name a"));
    browser.type_into("input[type=search]", "mirziyaev")?;
    let found = names()?;
    let expected = entity("Shavkat Mirziyoyev")?;
    assert_eq!(strings(&found), ["Shavkat Mirziyoyev"], "found by an alias");
    assert_eq!(browser.run("return location.hash")?, "#entities?q=mirziyaev");
    let period = browser
        .run("return [...document.querySelectorAll('td.first, td.last')].map((cell) => cell.textContent)")?;
    let mut dates = Vec::new();
    for mention in list(&expected, "mentions") {
        dates.push(text(&document(text(mention, "document"))?, "date").to_owned());
    }
    dates.sort();
    assert_eq!(
        strings(&period),
        [dates[0].as_str(), dates[dates.len() - 1].as_str()]
    );

    // All filters at once, against the records.
    PAGE.open_in(
        &browser,
        "#entities?label=LOC&folder=kz-mfa&from=2021-01-01&to=2021-12-31&kb=with",
        "Entities",
    )?;
    let mut expected = Vec::new();
    for record in SAMPLE.entities()? {
        let there = list(&record, "mentions")
            .iter()
            .filter(|mention| text(mention, "document") == "kz-mfa/2021-10-cica-ministerial.txt")
            .count();
        if there > 0 && record["label"] == "LOC" && !record["kb_id"].is_null() {
            expected.push((there, text(&record, "name").to_owned()));
        }
    }
    expected.sort_by_key(|(mentions, _)| std::cmp::Reverse(*mentions));
    assert!(expected.len() > 3, "the filters leave something: {expected:?}");
    let found = names()?;
    let expected: Vec<&str> = expected.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(strings(&found), expected);

    // A box that is ticked takes effect at once.
    browser.click("input[value=LOC]")?;
    browser.click("input[value=ORG]")?;
    let labels = browser.run(&texts_of("td.label"))?;
    assert!(!strings(&labels).is_empty() && strings(&labels).iter().all(|label| *label == "ORG"));
    browser.click(".fields > button")?;
    let status = browser.run("return document.querySelector('.status').textContent")?;
    assert_eq!(status, format!("{} entities", SAMPLE.entities()?.len()));
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn a_mention_is_followed_to_its_sentence_and_back() -> Result<()> {
    let browser = PAGE.open("#entities?q=mirziyoyev", "Entities")?;
    browser.click("td.name a")?;
    browser.wait_for_heading("Shavkat Mirziyoyev")?;
    let record = entity("Shavkat Mirziyoyev")?;
    let aliases = browser.run(&texts_of(".aliases li"))?;
    let expected: Vec<String> = list(&record, "aliases")
        .iter()
        .map(|alias| format!("{} {}", text(alias, "text"), number(alias, "count")))
        .collect();
    assert_eq!(strings(&aliases), expected);

    // Every mention is there with its reason, by date.
    let shown = browser.run(
        "return [...document.querySelectorAll('.reasons a')].map((link) => decodeURIComponent(link.getAttribute('href')))",
    )?;
    let mut expected = Vec::new();
    for mention in list(&record, "mentions") {
        let id = text(mention, "document");
        expected.push(format!("#document/{id}?mention={}", text(mention, "mention")));
    }
    let (mut shown_sorted, mut expected_sorted) = (strings(&shown), expected.clone());
    shown_sorted.sort_unstable();
    expected_sorted.sort_unstable();
    assert_eq!(shown_sorted, expected_sorted);
    let dates = browser.run(&texts_of(".occurrence time"))?;
    assert!(strings(&dates).is_sorted(), "{dates}");
    let reason = browser.run(&texts_of(".reasons li"))?;
    assert!(
        strings(&reason).contains(
            &"The Leader of Uzbekistan nominal: office: President of Uzbekistan on 2017-09-16 is Shavkat Mirziyoyev (Q57808)"
        ),
        "{reason}"
    );

    // To the mention in its document, to the right place, and back to where one was.
    let visit = document(STATE_VISIT)?;
    let leader = list(&visit, "mentions")
        .iter()
        .find(|mention| text(mention, "text") == "The Leader of Uzbekistan")
        .context("the leader")?;
    let link = format!(
        ".sentence a[href$='{STATE_VISIT}?mention={}']",
        text(leader, "id")
    );
    browser.click(&link)?;
    browser.wait_for_heading(text(&visit, "title"))?;
    let target = browser.run("return document.querySelector('.target').textContent")?;
    assert_eq!(target, "The Leader of Uzbekistan");
    let visible = browser.run(
        "const place = document.querySelector('.target').getBoundingClientRect();
         return place.top > 0 && place.bottom < innerHeight",
    )?;
    assert_eq!(visible, true);
    browser.back()?;
    browser.wait_for_heading("Shavkat Mirziyoyev")?;
    let place = browser.run(&format!(
        "const place = document.querySelector({link:?}).getBoundingClientRect();
         return place.top >= 0 && place.bottom <= innerHeight + 1 ? 'in sight' : [place.top, place.bottom, innerHeight, scrollY]"
    ))?;
    assert_eq!(place, "in sight", "back at the sentence that one came from");
    browser.back()?;
    browser.wait_for_heading("Entities")?;
    assert_eq!(
        browser.run("return document.querySelector('input[type=search]').value")?,
        "mirziyoyev"
    );
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn a_document_is_its_text_with_its_mentions() -> Result<()> {
    let browser = PAGE.open("", "Entities")?;
    for record in SAMPLE.documents()? {
        PAGE.open_in(
            &browser,
            &format!("#document/{}", text(&record, "id")),
            text(&record, "title"),
        )?;
        let lines = browser.run(
            "return [...document.querySelectorAll('.text > p:not(.removed)')].map((line) => {
                const copy = line.cloneNode(true);
                copy.querySelectorAll('.removed').forEach((part) => part.remove());
                return copy.textContent; })",
        )?;
        let expected: Vec<&str> = text(&record, "text")
            .lines()
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(strings(&lines), expected);
        let mentions = browser.run(
            "return [...document.querySelectorAll('.text [data-mention]')].map((mention) => {
                const copy = mention.cloneNode(true);
                copy.querySelectorAll('.removed').forEach((part) => part.remove());
                return `${mention.dataset.mention} ${copy.textContent}`; })",
        )?;
        let expected: Vec<String> = list(&record, "mentions")
            .iter()
            .map(|mention| format!("{} {}", text(mention, "id"), text(mention, "text")))
            .collect();
        assert_eq!(strings(&mentions), expected, "{}", text(&record, "id"));
    }
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn removed_parts_and_raw_text_show_on_demand() -> Result<()> {
    let browser = PAGE.open(
        &format!("#document/{STATE_VISIT}"),
        "President of Kazakhstan arrives in Tashkent on a state visit",
    )?;
    let visible = || {
        browser.run(
            "return [...document.querySelectorAll('.text > p')].filter((line) => line.checkVisibility())
                .map((line) => line.textContent)",
        )
    };
    let clean = visible()?;
    assert!(!strings(&clean).iter().any(|line| line.contains("Viewed: 4 118")));
    browser.click(".toggle")?;
    let all = visible()?;
    let all = strings(&all);
    let views = all
        .iter()
        .position(|line| *line == "view-counter Viewed: 4 118 A- A A+ Print");
    let views = views.with_context(|| format!("the counter of views: {all:?}"))?;
    let title = "President of Kazakhstan arrives in Tashkent on a state visit";
    assert_eq!(all[views - 2], title, "in its place below the title and the date");
    assert!(
        all[views + 2].starts_with("On September 16"),
        "and above the text"
    );
    let record = document(STATE_VISIT)?;
    let removed = browser.run(&texts_of(".removed .rule"))?;
    assert_eq!(strings(&removed).len(), list(&record, "removed").len());
    assert_eq!(
        browser.run("return document.querySelector('.elsewhere').textContent")?,
        ""
    );

    browser.click(".toggle:nth-of-type(2)")?;
    let raw = browser.wait("return document.querySelector('.raw pre')?.textContent")?;
    assert_eq!(raw, fs::read_to_string(corpus().join(STATE_VISIT))?);
    let dimmed = browser.run(&texts_of(".raw del"))?;
    assert!(
        strings(&dimmed).contains(&"Viewed: 4 118      A- A A+      Print"),
        "{dimmed}"
    );
    assert!(
        browser
            .run("return location.hash")?
            .as_str()
            .unwrap_or_default()
            .ends_with("?removed=1&raw=1"),
        "a copied link shows the same"
    );
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn originals_that_have_moved_are_no_error() -> Result<()> {
    let nowhere = tempfile::tempdir()?;
    let report = Report::of(
        SAMPLE.folder.path(),
        &["--input", &nowhere.path().display().to_string()],
    )?;
    assert!(
        report
            .messages
            .contains("18 of 18 documents without their original"),
        "{}",
        report.messages
    );
    let browser = report.open(
        &format!("#document/{STATE_VISIT}?removed=1&raw=1"),
        "President of Kazakhstan arrives in Tashkent on a state visit",
    )?;
    let raw = browser.wait("return document.querySelector('.raw p')?.textContent")?;
    assert_eq!(raw, "Not at hand: the file is no longer among the inputs.");
    let parts = browser.run(&texts_of(".elsewhere .removed"))?;
    assert!(
        strings(&parts).contains(&"view-counter text not at hand"),
        "{parts}"
    );
    Ok(())
}

#[test]
#[ignore = "needs Chromium: just test-report"]
fn the_network_is_readable_and_leads_to_its_entities() -> Result<()> {
    let browser = PAGE.open("", "Entities")?;
    for top in [100, 20, 60] {
        PAGE.open_in(&browser, &format!("#network?top={top}"), "Network")?;
        let overlaps = browser.run(
            "const boxes = [...document.querySelectorAll('.net a')].map((link) => [
                link.querySelector('rect').getBBox(), link.querySelector('text').getBBox(), link.textContent]);
             const found = [];
             for (const [i, [a, words]] of boxes.entries()) {
               if (words.x < a.x || words.x + words.width > a.x + a.width) found.push(boxes[i][2]);
               for (const [b, , name] of boxes.slice(i + 1)) {
                 if (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height) {
                   found.push(`${boxes[i][2]} on ${name}`);
                 }
               }
             }
             return { boxes: boxes.length, found }",
        )?;
        assert_eq!(overlaps["boxes"], top);
        assert_eq!(strings(&overlaps["found"]), Vec::<&str>::new());
    }

    // The pairs are those of the records.
    let pair = browser.run("return document.querySelector('.pairs li').textContent")?;
    assert_eq!(pair, most_common_pair(60)?);
    browser.click(".net a[aria-label^='Dinara Kemelova']")?;
    browser.wait_for_heading("Dinara Kemelova")?;
    Ok(())
}

/// The two of the first `top` entities that share most documents, in the words of the page.
fn most_common_pair(top: usize) -> Result<String> {
    let entities = SAMPLE.entities()?;
    let documents = |record: &Value| -> Vec<String> {
        let mut ids: Vec<_> = list(record, "mentions")
            .iter()
            .map(|mention| text(mention, "document").to_owned())
            .collect();
        ids.dedup();
        ids
    };
    let mut best = (0, 0.0, String::new());
    let shown = &entities[..top.min(entities.len())];
    for (place, a) in shown.iter().enumerate() {
        for b in &shown[place + 1..] {
            let (of_a, of_b) = (documents(a), documents(b));
            let shared = of_a.iter().filter(|id| of_b.contains(id)).count();
            let strength = shared as f64 / ((of_a.len() * of_b.len()) as f64).sqrt();
            if (shared, strength) > (best.0, best.1) {
                let words = format!("{} and {} {shared} documents", text(a, "name"), text(b, "name"));
                best = (shared, strength, words);
            }
        }
    }
    Ok(best.2)
}
