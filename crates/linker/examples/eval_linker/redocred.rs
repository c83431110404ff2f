//! Re-DocRED: clusters of names in Wikipedia texts.

use std::fs;
use std::path::Path;

use onomast_document::{EntityType, MentionKind, Span};
use serde_json::Value;

use crate::gold::{GoldDocument, GoldMention, Manner};

/// Reads a file of documents.
pub fn read(path: &Path) -> Option<Vec<GoldDocument>> {
    let content = fs::read_to_string(path).ok()?;
    let documents: Vec<Value> = serde_json::from_str(&content).ok()?;
    Some(documents.iter().filter_map(document).collect())
}

fn document(value: &Value) -> Option<GoldDocument> {
    let mut text = String::new();
    let mut spans: Vec<Vec<Span>> = Vec::new();
    for sentence in value["sents"].as_array()? {
        let mut own = Vec::new();
        for token in sentence.as_array()? {
            let start = text.len();
            text.push_str(token.as_str()?);
            own.push(Span::new(start, text.len()).ok()?);
            text.push(' ');
        }
        spans.push(own);
    }
    let mut mentions = Vec::new();
    for (entity, vertex) in value["vertexSet"].as_array()?.iter().enumerate() {
        for mention in vertex.as_array()? {
            let Ok(label) = mention["type"].as_str()?.parse::<EntityType>() else {
                continue;
            };
            let sentence = spans.get(mention["sent_id"].as_u64()? as usize)?;
            let (first, end) = (
                mention["pos"][0].as_u64()? as usize,
                mention["pos"][1].as_u64()? as usize,
            );
            let (Some(from), Some(to)) = (
                sentence.get(first),
                end.checked_sub(1).and_then(|last| sentence.get(last)),
            ) else {
                continue;
            };
            let span = Span::new(from.start(), to.end()).ok()?;
            mentions.push(GoldMention {
                span,
                outer: span,
                label,
                kind: MentionKind::Name,
                entity: entity.to_string(),
            });
        }
    }
    mentions.sort_by_key(|mention| (mention.span.start(), std::cmp::Reverse(mention.span.end())));
    let mut kept: Vec<GoldMention> = Vec::new();
    for mention in mentions {
        if kept.last().is_none_or(|last| !last.span.overlaps(mention.span)) {
            kept.push(mention);
        }
    }
    Some(GoldDocument {
        id: value["title"].as_str()?.to_owned(),
        text,
        date: None,
        mentions: kept,
        shared: false,
        manner: Manner::NamesOnly,
    })
}
