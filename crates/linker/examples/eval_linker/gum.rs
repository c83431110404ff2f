//! GUM: entity annotations of CoNLL-U files.

use std::fs;
use std::path::Path;

use onomast_document::{EntityType, MentionKind, Span};

use crate::gold::{GoldDocument, GoldMention, Manner};

/// Genres nearest to ours.
pub const NEWS_AND_KIN: &[&str] = &["news", "speech", "interview", "bio", "court", "voyage"];
/// All genres.
pub const ALL: &[&str] = &[""];

struct Token {
    span: Span,
    part_of_speech: String,
    head: usize,
}

struct Open {
    id: String,
    label: Option<EntityType>,
    start: usize,
}

/// Reads the documents of some genres.
pub fn read(folder: &Path, genres: &[&str]) -> Option<Vec<GoldDocument>> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.sort();
    let mut documents = Vec::new();
    for path in paths {
        let name = path
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if !genres.iter().any(|genre| name.contains(&format!("_{genre}"))) {
            continue;
        }
        if let Ok(content) = fs::read_to_string(&path) {
            documents.push(document(name, &content));
        }
    }
    Some(documents)
}

fn document(id: String, content: &str) -> GoldDocument {
    let mut text = String::new();
    let mut mentions = Vec::new();
    let mut date = None;
    for block in content.split("\n\n") {
        let mut tokens: Vec<Token> = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let mut found: Vec<(String, EntityType, usize, usize)> = Vec::new();
        let mut glued_until: usize = 0;
        for line in block.lines() {
            if let Some(day) = line.strip_prefix("# meta::dateCreated = ") {
                date = day.parse().ok();
            }
            if line.starts_with("# newpar") && !text.is_empty() && !text.ends_with('\n') {
                text.truncate(text.trim_end().len());
                text.push('\n');
            }
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            let [number, form, _, part_of_speech, _, _, head, _, _, misc] = fields[..] else {
                continue;
            };
            if let Some((_, last)) = number.split_once('-') {
                glued_until = last.parse().unwrap_or(0);
                continue;
            }
            let Ok(number) = number.parse::<usize>() else {
                continue;
            };
            let start = text.len();
            text.push_str(form);
            let Ok(span) = Span::new(start, text.len()) else {
                continue;
            };
            tokens.push(Token {
                span,
                part_of_speech: part_of_speech.to_owned(),
                head: head.parse().unwrap_or(0),
            });
            if number >= glued_until && !misc.contains("SpaceAfter=No") {
                text.push(' ');
            }
            for field in misc.split('|').filter_map(|field| field.strip_prefix("Entity=")) {
                entities(field, tokens.len() - 1, &mut open, &mut found);
            }
        }
        mentions.extend(
            found
                .into_iter()
                .filter_map(|(entity, label, first, last)| mention(&tokens, entity, label, first, last)),
        );
        if !text.is_empty() && !text.ends_with([' ', '\n']) {
            text.push(' ');
        }
    }
    mentions
        .sort_by_key(|mention: &GoldMention| (mention.span.start(), std::cmp::Reverse(mention.span.end())));
    mentions.dedup_by_key(|mention| (mention.span, mention.kind));
    GoldDocument {
        id,
        text,
        date,
        mentions,
        shared: false,
        manner: Manner::Other,
    }
}

/// Reads `(1-person-new-…(2-place-…2)1)`.
fn entities(
    field: &str,
    token: usize,
    open: &mut Vec<Open>,
    found: &mut Vec<(String, EntityType, usize, usize)>,
) {
    let mut rest = field;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('(') {
            let end = after.find(['(', ')']).unwrap_or(after.len());
            let parts: Vec<&str> = after[..end].split('-').collect();
            let label = match parts.get(1).copied() {
                Some("person") => Some(EntityType::Person),
                Some("organization") => Some(EntityType::Organization),
                Some("place") => Some(EntityType::Location),
                _ => None,
            };
            open.push(Open {
                id: parts[0].to_owned(),
                label,
                start: token,
            });
            rest = &after[end..];
            if let Some(after) = rest.strip_prefix(')') {
                close(open.len() - 1, token, open, found);
                rest = after;
            }
            continue;
        }
        let end = rest.find(')').unwrap_or(rest.len() - 1);
        let id = rest[..end].trim_end_matches(|letter: char| !letter.is_ascii_digit());
        if let Some(at) = open.iter().rposition(|open| open.id == id) {
            close(at, token, open, found);
        }
        rest = &rest[end + 1..];
    }
}

fn close(at: usize, token: usize, open: &mut Vec<Open>, found: &mut Vec<(String, EntityType, usize, usize)>) {
    let mention = open.remove(at);
    if let Some(label) = mention.label {
        found.push((mention.id, label, mention.start, token));
    }
}

/// A mention by its head: a proper noun makes it a name, a noun a nominal, a pronoun a pronoun.
fn mention(
    tokens: &[Token],
    entity: String,
    label: EntityType,
    first: usize,
    last: usize,
) -> Option<GoldMention> {
    let inside = |head: usize| head > first && head <= last + 1;
    let head = (first..=last).find(|&at| !inside(tokens[at].head))?;
    let outer = Span::new(tokens[first].span.start(), tokens[last].span.end()).ok()?;
    let (kind, span) = match tokens[head].part_of_speech.as_str() {
        "PROPN" => {
            let is_name = |at: &usize| tokens[*at].part_of_speech == "PROPN";
            let mut start = (first..=head).find(is_name)?;
            let mut end = head;
            while end < last
                && (tokens[end + 1].part_of_speech == "PROPN"
                    || (end + 2 <= last
                        && tokens[end + 1].part_of_speech == "ADP"
                        && label != EntityType::Person
                        && tokens[end + 2].part_of_speech == "PROPN"))
            {
                end += 1;
            }
            // Names stand together: a name before a possessive is another's.
            let parts = ["PROPN", "ADJ", "NOUN"];
            if let Some(gap) = (start..head)
                .rev()
                .find(|&at| !parts.contains(&tokens[at].part_of_speech.as_str()))
            {
                start = gap + 1;
            }
            (
                MentionKind::Name,
                Span::new(tokens[start].span.start(), tokens[end].span.end()).ok()?,
            )
        }
        "NOUN" => (MentionKind::Nominal, outer),
        "PRON" => (MentionKind::Pronoun, tokens[head].span),
        _ => return None,
    };
    Some(GoldMention {
        span,
        outer,
        label,
        kind,
        entity,
    })
}
