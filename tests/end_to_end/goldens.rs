//! What the sample corpus gives, to be read by eye when it changes.
//!
//! A golden shows the cleaned text with each mention in brackets and the name of its entity, where it is another:
//! `[the minister](PER:nominal = Ada Lovelace)`. Numbers of entities are not shown: one mention more would change them all.

use std::collections::BTreeMap;

use anyhow::Result;
use onomast_tests::{number, text};
use serde_json::Value;

use crate::SAMPLE;

/// The text of a document with its mentions marked; `names` has the entities' names by id. Mentions nest and never cross.
fn marked(document: &Value, names: &BTreeMap<String, String>) -> String {
    let source = text(document, "text");
    let mentions = document["mentions"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    // Each mark with its place: at one place inner ends close before outer ones, and outer starts open first.
    let mut marks: Vec<(usize, bool, usize, String)> = Vec::new();
    for mention in mentions {
        let (start, end) = (number(mention, "start"), number(mention, "end"));
        let kind = match text(mention, "kind") {
            "name" => String::new(),
            kind => format!(":{kind}"),
        };
        let entity = match mention["entity"].as_str() {
            None => " -".to_owned(),
            Some(id) if names[id] == text(mention, "text") => String::new(),
            Some(id) => format!(" = {}", names[id]),
        };
        marks.push((start, true, usize::MAX - end, "[".to_owned()));
        marks.push((
            end,
            false,
            end - start,
            format!("]({}{kind}{entity})", text(mention, "label")),
        ));
    }
    marks.sort();
    let mut out = String::new();
    let mut last = 0;
    for (place, _, _, mark) in marks {
        out.push_str(source.get(last..place).unwrap_or_default());
        out.push_str(&mark);
        last = place;
    }
    out.push_str(source.get(last..).unwrap_or_default());
    out
}

#[test]
fn documents_of_the_sample_corpus() -> Result<()> {
    let documents = SAMPLE.documents()?;
    let entities = SAMPLE.entities()?;
    let names = entities
        .iter()
        .map(|entity| (text(entity, "id").to_owned(), text(entity, "name").to_owned()))
        .collect();
    insta::with_settings!({ snapshot_path => "goldens", prepend_module_to_snapshot => false, omit_expression => true }, {
        for document in documents {
            let title = document["title"].as_str().unwrap_or("-");
            let date = document["date"].as_str().unwrap_or("-");
            let rules: Vec<&str> =
                document["removed"].as_array().into_iter().flatten().map(|removed| text(removed, "rule")).collect();
            let shown = format!("title: {title}\ndate: {date}\nremoved: {}\n\n{}", rules.join(" "), marked(&document, &names));
            insta::assert_snapshot!(text(&document, "id").replace('/', "__"), shown);
        }
    });
    Ok(())
}

#[test]
fn entities_of_the_sample_corpus() -> Result<()> {
    let mut shown = String::new();
    for entity in SAMPLE.entities()? {
        let aliases: Vec<String> = entity["aliases"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|alias| format!("{} × {}", text(alias, "text"), number(alias, "count")))
            .collect();
        let line = format!(
            "{} {} [{}] {} mentions, {} documents: {}\n",
            text(&entity, "label"),
            text(&entity, "name"),
            entity["kb_id"].as_str().unwrap_or("-"),
            entity["mentions"].as_array().map_or(0, Vec::len),
            number(&entity, "documents"),
            aliases.join(", "),
        );
        shown.push_str(&line);
    }
    insta::with_settings!({ snapshot_path => "goldens", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("entities", shown);
    });
    Ok(())
}
