//! JSON for spaCy's displaCy, a list with one value a document, for `displacy.render(…, manual=True)`.
//!
//! Its style `ent` draws `ents`, which cannot overlap: the longest is kept, then the first, as `spacy.util.filter_spans`
//! does. Its style `span` draws `spans` over `tokens`: all mentions. Offsets count code points. displaCy takes a title
//! for markup, so the title is escaped here.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use onomast_eval::write::tokens;
use onomast_pipeline::output::MentionRecord;
use serde_json::{Value, json};

use crate::Summary;
use crate::destination::NewFile;
use crate::error::ExportError;
use crate::records::{Page, Place, Records, wikidata};

/// Writes the list.
pub(crate) fn write(records: &Records, destination: &Path) -> Result<Summary, ExportError> {
    let mut file = NewFile::new(destination)?;
    let failed = file.failed();
    let (mut documents, mut mentions, mut overlapping) = (0, 0, 0);
    write!(file.writer(), "[").map_err(&failed)?;
    for page in records.pages()? {
        let page = page?;
        let separator = if documents == 0 { "\n" } else { ",\n" };
        let (document, left_out) = document(records, &page);
        write!(file.writer(), "{separator}{document}").map_err(&failed)?;
        documents += 1;
        mentions += page.places.len();
        overlapping += left_out;
    }
    writeln!(file.writer(), "\n]").map_err(failed)?;
    file.finish()?;
    let warning = format!(
        "{overlapping} mentions that overlap a longer one are in `spans` (style=\"span\") but not in `ents` (style=\"ent\")"
    );
    Ok(Summary {
        counts: vec![(documents, "documents"), (mentions, "mentions")],
        warnings: (overlapping > 0).then_some(warning).into_iter().collect(),
    })
}

/// The value of a document, and how many mentions are not among its `ents`.
fn document(records: &Records, page: &Page) -> (Value, usize) {
    let text = &page.record.text;
    let mentions: Vec<(&MentionRecord, &Place)> = page.record.mentions.iter().zip(&page.places).collect();
    let kept = without_overlap(&mentions);
    let ents: Vec<Value> = kept
        .iter()
        .map(|(mention, place)| {
            let mut ent = labelled(records, mention);
            (ent["start"], ent["end"]) = (json!(place.chars.start), json!(place.chars.end));
            ent
        })
        .collect();
    let tokens = tokens(text, 0, &page.cuts());
    let first_from = |byte: usize| tokens.partition_point(|(at, _)| *at < byte);
    let spans: Vec<Value> = mentions
        .iter()
        .map(|(mention, place)| {
            let mut span = labelled(records, mention);
            span["start_token"] = json!(first_from(place.bytes.start));
            span["end_token"] = json!(first_from(place.bytes.end));
            span
        })
        .collect();
    let tokens: Vec<&str> = tokens.into_iter().map(|(_, token)| token).collect();
    let title = page.record.title.as_deref().unwrap_or(&page.record.id);
    let left_out = mentions.len() - kept.len();
    let document = json!({
        "id": page.record.id,
        "title": escaped(title),
        "text": text,
        "ents": ents,
        "tokens": tokens,
        "spans": spans,
    });
    (document, left_out)
}

fn labelled(records: &Records, mention: &MentionRecord) -> Value {
    let mut value = json!({"label": escaped(&mention.label)});
    if let Some(kb_id) = records.kb_id(mention) {
        value["kb_id"] = json!(escaped(kb_id));
        value["kb_url"] = json!(wikidata(kb_id).unwrap_or_else(|| "#".to_owned()));
    }
    value
}

/// The mentions without those that overlap a longer one, or an earlier one of the same length; by place.
fn without_overlap<'a>(mentions: &[(&'a MentionRecord, &'a Place)]) -> Vec<(&'a MentionRecord, &'a Place)> {
    let mut longest_first = mentions.to_vec();
    longest_first.sort_by_key(|(_, place)| (Reverse(place.bytes.len()), place.bytes.start));
    let mut kept: BTreeMap<usize, (&MentionRecord, &Place)> = BTreeMap::new();
    for mention in longest_first {
        let place = &mention.1.bytes;
        let before = kept.range(..place.end).next_back();
        if before.is_none_or(|(_, (_, before))| before.bytes.end <= place.start) {
            kept.insert(place.start, mention);
        }
    }
    kept.into_values().collect()
}

/// What displaCy puts into its page as it is.
fn escaped(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Sample, hostile};
    use crate::{Format, export};

    fn exported(sample: &Sample) -> (Summary, Vec<Value>) {
        let out = sample.destination();
        let summary = export(sample.folder(), Format::Displacy, &out).unwrap();
        (
            summary,
            serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap(),
        )
    }

    #[test]
    fn ents_are_flat_and_spans_hold_all() {
        let sample = Sample::of(&["[The [Bank](ORG e0 name)](ORG e0 nominal) of 🏔 [Ада](PER e1 name)"]);
        let (summary, documents) = exported(&sample);
        assert!(
            summary.warnings[0].starts_with("1 mentions that overlap"),
            "{summary:?}"
        );
        let places = |list: &str, start: &str, end: &str| -> Vec<(u64, u64)> {
            let list = documents[0][list].as_array().unwrap();
            list.iter()
                .map(|item| (item[start].as_u64().unwrap(), item[end].as_u64().unwrap()))
                .collect()
        };
        assert_eq!(places("ents", "start", "end"), [(0, 8), (14, 17)]);
        assert_eq!(documents[0]["tokens"], json!(["The", "Bank", "of", "🏔", "Ада"]));
        assert_eq!(
            places("spans", "start_token", "end_token"),
            [(0, 2), (1, 2), (4, 5)]
        );
    }

    #[test]
    fn hostile_text_is_read_back_and_hostile_titles_are_no_markup() {
        let sample = hostile("bytes");
        let (_, documents) = exported(&sample);
        for (value, document) in documents.iter().zip(sample.documents()) {
            assert_eq!(value["text"], document.text);
            assert!(!value["title"].as_str().unwrap().contains(['<', '>', '"']));
            for ent in value["ents"].as_array().unwrap() {
                let [start, end] = ["start", "end"].map(|key| ent[key].as_u64().unwrap() as usize);
                let words: String = document.text.chars().skip(start).take(end - start).collect();
                assert!(
                    document.mentions.iter().any(|mention| mention.text == words),
                    "{words:?}"
                );
            }
        }
    }
}
