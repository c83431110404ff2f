//! JSON-LD by the W3C Web Annotation vocabulary: one collection of annotations, and beside it the texts they point into.
//!
//! Each mention is an annotation whose target is a place in a text, by position in code points and by quotation (W3C
//! Web Annotation Data Model, 2017, 4.2.4 and 4.2.5), and whose bodies say what it is.

use std::io::Write;
use std::path::Path;

use onomast_pipeline::output::MentionRecord;
use serde_json::{Value, json};

use crate::Summary;
use crate::destination::NewFolder;
use crate::error::ExportError;
use crate::file_name::{file_name, iri};
use crate::records::{Page, Place, Records, wikidata};

/// As many characters before and after a mention are quoted.
const CONTEXT: usize = 32;
const FILE: &str = "annotations.jsonld";

/// Writes `annotations.jsonld`, and `documents/ID.txt` for each document.
pub(crate) fn write(records: &Records, destination: &Path) -> Result<Summary, ExportError> {
    let folder = NewFolder::new(destination)?;
    let failed = folder.failed(FILE);
    let mut file = folder.file(FILE)?;
    let head = concat!(
        r#"{"@context":"http://www.w3.org/ns/anno.jsonld","id":"annotations.jsonld","type":"AnnotationCollection","#,
        r##""first":{"id":"#page","type":"AnnotationPage","partOf":"annotations.jsonld","startIndex":0,"items":["##,
    );
    file.write_all(head.as_bytes()).map_err(&failed)?;
    let (mut documents, mut mentions) = (0, 0);
    for page in records.pages()? {
        let page = page?;
        folder.document(&format!("documents/{}", page.record.id), "txt", &page.record.text)?;
        documents += 1;
        for (mention, place) in page.record.mentions.iter().zip(&page.places) {
            let separator = if mentions == 0 { "\n" } else { ",\n" };
            let annotation = annotation(records, &page, mention, place);
            write!(file, "{separator}{annotation}").map_err(&failed)?;
            mentions += 1;
        }
    }
    writeln!(file, "\n]}},\"total\":{mentions}}}")
        .and_then(|()| file.flush())
        .map_err(failed)?;
    folder.finish()?;
    Ok(Summary {
        counts: vec![(documents, "documents"), (mentions, "mentions")],
        warnings: Vec::new(),
    })
}

fn annotation(records: &Records, page: &Page, mention: &MentionRecord, place: &Place) -> Value {
    let text_body =
        |purpose: &str, value: &str| json!({"type": "TextualBody", "purpose": purpose, "value": value});
    let resource = |purpose: &str, source: String| json!({"type": "SpecificResource", "purpose": purpose, "source": source});
    let mut bodies = vec![
        text_body("classifying", &mention.label),
        text_body("tagging", &mention.kind),
    ];
    if let Some(entity) = &mention.entity {
        bodies.push(resource("linking", format!("#entity/{}", iri(entity))));
    }
    if let Some(kb_id) = records.kb_id(mention) {
        bodies.push(match wikidata(kb_id) {
            Some(address) => resource("identifying", address),
            None => text_body("identifying", kb_id),
        });
    }
    if let Some(why) = &mention.why {
        bodies.push(text_body("describing", why));
    }
    let record = &page.record;
    let (before, after) = (&record.text[..place.bytes.start], &record.text[place.bytes.end..]);
    let prefix = before
        .char_indices()
        .rev()
        .nth(CONTEXT - 1)
        .map_or(0, |(at, _)| at);
    let suffix = after
        .char_indices()
        .nth(CONTEXT)
        .map_or(after.len(), |(at, _)| at);
    let name = iri(&file_name(&format!("documents/{}", record.id)));
    json!({
        "id": format!("#{}/{}", name, iri(&mention.id)),
        "type": "Annotation",
        "body": bodies,
        "target": {
            "source": format!("{name}.txt"),
            "selector": [
                {"type": "TextPositionSelector", "start": place.chars.start, "end": place.chars.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": mention.text,
                    "prefix": before[prefix..],
                    "suffix": after[..suffix],
                },
            ],
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{hostile, sample_corpus};
    use crate::{Format, export};

    #[test]
    fn selectors_find_their_words() {
        for sample in [sample_corpus(), hostile("bytes")] {
            let out = sample.destination();
            export(sample.folder(), Format::Jsonld, &out).unwrap();
            let collection: Value = serde_json::from_slice(&std::fs::read(out.join(FILE)).unwrap()).unwrap();
            let annotations = collection["first"]["items"].as_array().unwrap();
            let mentions: Vec<_> = sample
                .documents()
                .iter()
                .flat_map(|document| document.mentions.clone())
                .collect();
            assert_eq!(collection["total"], mentions.len());
            assert_eq!(annotations.len(), mentions.len());
            for (annotation, mention) in annotations.iter().zip(&mentions) {
                let target = &annotation["target"];
                let source = decoded(target["source"].as_str().unwrap());
                let text = std::fs::read_to_string(out.join(source)).unwrap();
                let [position, quote] = [0, 1].map(|at: usize| &target["selector"][at]);
                let [start, end] = ["start", "end"].map(|key| position[key].as_u64().unwrap() as usize);
                let words: String = text.chars().skip(start).take(end - start).collect();
                assert_eq!((&*words, &quote["exact"]), (&*mention.text, &json!(mention.text)));
                let quoted =
                    [&quote["prefix"], &quote["exact"], &quote["suffix"]].map(|part| part.as_str().unwrap());
                assert!(text.contains(&quoted.concat()));
                assert_eq!(annotation["body"][0]["value"], *mention.label);
            }
        }
    }

    /// What a reader does with an address: takes percent-encoding away.
    fn decoded(address: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = address.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let digits: String = rest.by_ref().take(2).map(char::from).collect();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).unwrap()
    }
}
