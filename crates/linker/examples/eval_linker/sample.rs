//! The sample corpus: pages with inline marks, junk taken out.

use std::fs;
use std::path::Path;

use onomast_document::{MentionKind, Span};

use crate::gold::{GoldDocument, GoldMention, Manner};

/// Reads all pages of the folder.
pub fn read(folder: &Path) -> Option<Vec<GoldDocument>> {
    let table = fs::read_to_string(folder.join("documents.tsv")).ok()?;
    let mut documents = Vec::new();
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [path, date, ..] = fields[..] else { continue };
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let Ok(marked) = fs::read_to_string(folder.join(format!("{stem}.gold"))) else {
            continue;
        };
        let (text, mentions) = unmark(
            &marked,
            Path::new(path)
                .extension()
                .is_some_and(|extension| extension == "html"),
        );
        documents.push(GoldDocument {
            id: path.to_owned(),
            text,
            date: date.parse().ok(),
            mentions,
            shared: true,
            manner: Manner::Ours,
        });
    }
    Some(documents)
}

fn unmark(marked: &str, html: bool) -> (String, Vec<GoldMention>) {
    let (mut text, mut mentions, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = marked;
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("{{") {
            rest = after.split_once("}}").map_or("", |(_, after)| after);
            continue;
        }
        if html && letter == '<' {
            let (tag, after) = rest.split_once('>').unwrap_or(("", ""));
            if ["<p", "</p", "<h", "</h", "<li", "<br", "<div"]
                .iter()
                .any(|block| tag.starts_with(block))
            {
                text.push('\n');
            }
            rest = after;
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        match letter {
            '\\' => {
                if let Some(literal) = rest.chars().next() {
                    text.push(literal);
                    rest = &rest[literal.len_utf8()..];
                }
            }
            '[' => open.push(text.len()),
            ']' => {
                let Some((mark, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) else {
                    continue;
                };
                rest = after;
                let Some((kind, entity)) = mark.split_once(' ') else {
                    continue;
                };
                let (label, kind) = kind.split_once(':').unwrap_or((kind, "name"));
                let (Some(start), Ok(label), Ok(kind)) = (open.pop(), label.parse(), kind.parse()) else {
                    continue;
                };
                if let Ok(span) = Span::new(start, text.len()) {
                    mentions.push(GoldMention {
                        span,
                        outer: span,
                        label,
                        kind,
                        entity: entity.to_owned(),
                    });
                }
            }
            // What cleaning takes out of words.
            '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            '\u{a0}' => text.push(' '),
            other => text.push(other),
        }
    }
    mentions.sort_by_key(|mention| {
        (
            mention.span.start(),
            std::cmp::Reverse(mention.span.end()),
            mention.kind != MentionKind::Name,
        )
    });
    (text, mentions)
}
