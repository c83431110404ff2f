//! JSON Lines of spans: one document a line.
//!
//! `{"id":"a","text":"Ada spoke.","offsets":"bytes","spans":[{"start":0,"end":3,"label":"PER"}]}`: `offsets` is
//! `bytes` or `chars` (Unicode code points). A span may have `kind` (`name` where it is missing), `entity` and `kb_id`.

use std::path::Path;
use std::str::FromStr;

use onomast_document::{MentionKind, RawSpan};
use serde::Deserialize;

use crate::corpus::{AnnotatedText, Mention, OffsetUnit};
use crate::error::EvalError;
use crate::text_map::Bytes;

#[derive(Deserialize)]
struct DocumentSpans {
    id: String,
    text: String,
    offsets: OffsetUnit,
    spans: Vec<SpanRecord>,
}

#[derive(Deserialize)]
struct SpanRecord {
    start: usize,
    end: usize,
    label: String,
    kind: Option<String>,
    entity: Option<String>,
    kb_id: Option<String>,
}

/// Reads JSON Lines of spans.
///
/// # Errors
/// When a line is no such record, or a span does not fit its text.
pub(super) fn read_spans(path: &Path, text: &str) -> Result<Vec<AnnotatedText>, EvalError> {
    let mut documents = Vec::new();
    for (index, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let record: DocumentSpans = serde_json::from_str(line).map_err(|source| EvalError::Json {
            path: path.to_owned(),
            line: index + 1,
            expected: "\"id\", \"text\", \"offsets\" (bytes or chars) and \"spans\" with start, end and label",
            source,
        })?;
        documents.push(document(path, index + 1, record)?);
    }
    Ok(documents)
}

fn document(path: &Path, line: usize, record: DocumentSpans) -> Result<AnnotatedText, EvalError> {
    let bytes = Bytes::of(record.offsets, &record.text);
    let mut mentions = Vec::new();
    for span in record.spans {
        let place = bytes.at(span.start).zip(bytes.at(span.end));
        let place = place.and_then(|(start, end)| RawSpan::new(start, end).ok());
        let words = place.and_then(|place| record.text.get(place.range()));
        let (Some(place), Some(words)) = (place, words) else {
            let found = format!("{}..{} in {:?}", span.start, span.end, record.id);
            return Err(EvalError::syntax(
                path,
                line,
                "a span within the text, between characters",
                found,
            ));
        };
        let kind = MentionKind::from_str(span.kind.as_deref().unwrap_or("name"))
            .map_err(|error| EvalError::syntax(path, line, "\"kind\"", error.to_string()))?;
        mentions.push(Mention {
            place: Some(place),
            clean_place: None,
            text: words.to_owned(),
            label: span.label,
            kind,
            entity: span.entity,
            kb_id: span.kb_id,
        });
    }
    let mut document = AnnotatedText::new(record.id, Some(record.text));
    document.mentions = mentions;
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Vec<AnnotatedText>, String> {
        read_spans(Path::new("a.jsonl"), line).map_err(|error| error.to_string())
    }

    #[test]
    fn bytes_or_characters() {
        for (offsets, start, end) in [("bytes", 3, 9), ("chars", 2, 5)] {
            let line = format!(
                r#"{{"id":"a","text":"и Ада","offsets":"{offsets}","spans":[{{"start":{start},"end":{end},"label":"PER","entity":"e"}}]}}"#
            );
            assert_eq!(read(&line).unwrap()[0].mentions[0].text, "Ада", "{offsets}");
        }
    }

    #[test]
    fn offsets_must_be_stated_and_fit() {
        assert!(
            read(r#"{"id":"a","text":"b","spans":[]}"#)
                .unwrap_err()
                .contains("a.jsonl:1: expected \"id\"")
        );
        let split = r#"{"id":"a","text":"и","offsets":"bytes","spans":[{"start":0,"end":1,"label":"PER"}]}"#;
        assert_eq!(
            read(split).unwrap_err(),
            "a.jsonl:1: expected a span within the text, between characters, found 0..1 in \"a\""
        );
    }
}
