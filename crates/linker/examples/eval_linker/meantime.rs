//! MEANTIME: Wikinews articles with chains of entities across documents. Headline and five sentences of each are
//! annotated in full; the rest is cut off.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use onomast_document::{EntityType, MentionKind, Span};
use serde_json::Value;

use crate::gold::{GoldDocument, GoldMention, Manner};

/// The last sentence that is annotated in full; the headline is 0.
const SENTENCES: u64 = 5;

/// Reads the texts and the mentions.
pub fn read(folder: &Path) -> Option<Vec<GoldDocument>> {
    let content = fs::read_to_string(folder.join("entities_mentions.topics1-3.json")).ok()?;
    let mentions: Vec<Value> = serde_json::from_str(&content).ok()?;
    let mut by_document: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for mention in mentions
        .iter()
        .filter(|mention| mention["sent_id"].as_u64() <= Some(SENTENCES))
    {
        by_document
            .entry(mention["doc_id"].as_str()?.to_owned())
            .or_default()
            .push(mention);
    }
    let mut documents = Vec::new();
    for (id, mut mentions) in by_document {
        let topic = mentions[0]["topic_id"].as_u64()?;
        let Ok(page) = fs::read_to_string(folder.join(format!("{topic}MEANTIME/{id}.json"))) else {
            continue;
        };
        let page: Value = serde_json::from_str(&page).ok()?;
        let mut text = page["text"].as_str()?.to_owned();
        mentions.sort_by_key(|mention| (mention["sent_id"].as_u64(), mention["tokens_number"][0].as_u64()));
        let mut from = 0;
        let mut found: Vec<GoldMention> = Vec::new();
        for mention in mentions {
            let surface = mention["tokens_str"].as_str()?.trim();
            let Some(at) = whole_words(&text[from..], surface) else {
                continue;
            };
            let start = from + at;
            from = start;
            let label = match mention["mention_type"].as_str()? {
                "ORG" => EntityType::Organization,
                "PER" => EntityType::Person,
                "LOC" => EntityType::Location,
                _ => continue,
            };
            let kind = match mention["mention_head_pos"].as_str()? {
                "PROPN" => MentionKind::Name,
                "NOUN" => MentionKind::Nominal,
                "PRON" => MentionKind::Pronoun,
                _ => continue,
            };
            let outer = Span::new(start, start + surface.len()).ok()?;
            let bare = if kind == MentionKind::Name {
                bare(surface)
            } else {
                surface
            };
            let offset = surface.find(bare).unwrap_or(0);
            let span = Span::new(start + offset, start + offset + bare.len()).ok()?;
            let entity = mention["coref_chain"].as_str()?.to_owned();
            found.push(GoldMention {
                span,
                outer,
                label,
                kind,
                entity,
            });
        }
        let last = found.iter().map(|mention| mention.outer.end()).max().unwrap_or(0);
        if let Some(end) = text[last..].find(['.', '?', '!']) {
            text.truncate(last + end + 1);
        }
        found.sort_by_key(|mention| (mention.span.start(), std::cmp::Reverse(mention.span.end())));
        documents.push(GoldDocument {
            id,
            text,
            date: None,
            mentions: found,
            shared: true,
            manner: Manner::Other,
        });
    }
    Some(documents)
}

/// Where a phrase stands as whole words.
fn whole_words(text: &str, phrase: &str) -> Option<usize> {
    let is_free = |letter: Option<char>| !letter.is_some_and(char::is_alphanumeric);
    text.match_indices(phrase).map(|(at, _)| at).find(|&at| {
        is_free(text[..at].chars().next_back()) && is_free(text[at + phrase.len()..].chars().next())
    })
}

/// The words with capitals from the first one on, without a title in lower case.
fn bare(surface: &str) -> &str {
    let start = surface
        .split(' ')
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        })
        .find(|(_, word)| word.starts_with(char::is_uppercase) && !matches!(*word, "The"))
        .map_or(0, |(start, _)| start);
    let rest = &surface[start..];
    let end = rest.find([',', '(']).filter(|&end| end > 0).unwrap_or(rest.len());
    rest[..end].trim_end()
}
