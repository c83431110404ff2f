//! Writers: from a [`Corpus`](crate::Corpus) to CoNLL-2003 columns, brat standoff and JSON Lines of spans, for other
//! tools.

use std::collections::BTreeMap;
use std::fmt::Write;

use onomast_document::{MentionKind, RawSpan};
use serde_json::json;

use crate::corpus::{AnnotatedText, Mention};
use crate::text_map::units;

/// A document in another format, and how many of its mentions that format could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The lines.
    pub lines: String,
    /// Names that overlap another one, or have no place in the text, and mentions that are no names.
    pub left_out: usize,
}

/// A document in brat standoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standoff {
    /// The content of the `.txt` file.
    pub text: String,
    /// The content of the `.ann` file.
    pub annotations: String,
    /// Mentions without a place in the text.
    pub left_out: usize,
}

/// The names of a document as CoNLL-2003 columns: token, two columns of `_`, and the tag in IOB2, after a
/// `-DOCSTART-` line. Tokens are runs of letters and digits, and other characters one by one; they never straddle the
/// end of a mention. A line of the text is a sentence. Of names that overlap, the longest is kept, then the first.
///
/// `None` where the text of the document is not known.
pub fn conll2003(document: &AnnotatedText) -> Option<Columns> {
    let text = document.text.as_deref()?;
    let mut kept: Vec<(RawSpan, &str)> = Vec::new();
    let mut names: Vec<(RawSpan, &str)> = placed(document, text)
        .filter(|(mention, _)| mention.kind == MentionKind::Name)
        .map(|(mention, place)| (place, mention.label.as_str()))
        .collect();
    names.sort_by_key(|(place, _)| (std::cmp::Reverse(place.len()), place.start()));
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for (place, label) in names {
        let before = taken.range(..place.end()).next_back();
        if before.is_none_or(|(_, end)| *end <= place.start()) {
            taken.insert(place.start(), place.end());
            kept.push((place, label));
        }
    }
    kept.sort_by_key(|(place, _)| *place);
    let cuts: Vec<usize> = kept
        .iter()
        .flat_map(|(place, _)| [place.start(), place.end()])
        .collect();
    let mut lines = String::from("-DOCSTART- -X- _ O\n\n");
    let mut line_start = 0;
    let mut at_name = 0;
    for line in text.split_inclusive('\n') {
        let mut wrote = false;
        for (start, token) in units(line)
            .into_iter()
            .flat_map(|(at, unit)| cut(line_start + at, unit, &cuts))
        {
            while kept.get(at_name).is_some_and(|(place, _)| place.end() <= start) {
                at_name += 1;
            }
            let tag = match kept.get(at_name) {
                Some((place, label)) if place.start() == start => format!("B-{label}"),
                Some((place, label)) if place.start() < start => format!("I-{label}"),
                _ => "O".to_owned(),
            };
            // Writing to a string cannot fail.
            let _ = writeln!(lines, "{token} _ _ {tag}");
            wrote = true;
        }
        if wrote {
            lines.push('\n');
        }
        line_start += line.len();
    }
    Some(Columns {
        lines,
        left_out: document.mentions.len() - kept.len(),
    })
}

/// The parts of a token between cuts.
fn cut<'a>(start: usize, token: &'a str, cuts: &[usize]) -> Vec<(usize, &'a str)> {
    let mut parts = Vec::new();
    let mut from = 0;
    let inner = cuts
        .iter()
        .map(|cut| cut.wrapping_sub(start))
        .filter(|cut| (1..token.len()).contains(cut));
    for to in inner.chain([token.len()]) {
        if let Some(part) = token.get(from..to).filter(|part| !part.is_empty()) {
            parts.push((start + from, part));
            from = to;
        }
    }
    parts
}

/// A document in brat standoff: every mention with its kind, its entity and its id in the knowledge base, and the
/// mentions of one entity as an equivalence.
///
/// `None` where the text of the document is not known.
pub fn brat(document: &AnnotatedText) -> Option<Standoff> {
    let text = document.text.as_deref()?;
    let mut annotations = String::new();
    let mut entities: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut number = 0;
    let mut notes = 0;
    for (mention, place) in placed(document, text) {
        number += 1;
        let (start, words) = (
            chars(text, 0, place.start()),
            text.get(place.range()).unwrap_or_default(),
        );
        let end = start + chars(text, place.start(), place.end());
        let words = words.replace('\n', " ");
        let _ = writeln!(annotations, "T{number}\t{} {start} {end}\t{words}", mention.label);
        if mention.kind != MentionKind::Name {
            let _ = writeln!(annotations, "A{number}\tKind T{number} {}", mention.kind);
        }
        if let Some(entity) = &mention.entity {
            entities.entry(entity).or_default().push(number);
        }
        let base = [("Wikidata", &mention.kb_id), ("Entity", &mention.entity)];
        for (base, id) in base
            .into_iter()
            .filter_map(|(base, id)| Some((base, id.as_ref()?)))
        {
            notes += 1;
            let _ = writeln!(annotations, "N{notes}\tReference T{number} {base}:{id}\t{words}");
        }
    }
    for mentions in entities.values().filter(|mentions| mentions.len() > 1) {
        let ends: Vec<String> = mentions.iter().map(|number| format!("T{number}")).collect();
        let _ = writeln!(annotations, "*\tCoref {}", ends.join(" "));
    }
    Some(Standoff {
        text: text.to_owned(),
        annotations,
        left_out: document.mentions.len() - number,
    })
}

/// A document as a line of JSON with spans, as [`read`](fn@crate::read) reads it; offsets are bytes. Gives the line
/// without a line end, and how many mentions were left out because they have no place in the text.
///
/// `None` where the text of the document is not known.
pub fn spans(document: &AnnotatedText) -> Option<(String, usize)> {
    let text = document.text.as_deref()?;
    let spans: Vec<serde_json::Value> = placed(document, text)
        .map(|(mention, place)| {
            let mut span = json!({"start": place.start(), "end": place.end(), "label": mention.label});
            if mention.kind != MentionKind::Name {
                span["kind"] = json!(mention.kind.as_str());
            }
            for (key, id) in [("entity", &mention.entity), ("kb_id", &mention.kb_id)] {
                if let Some(id) = id {
                    span[key] = json!(id);
                }
            }
            span
        })
        .collect();
    let left_out = document.mentions.len() - spans.len();
    let line = json!({"id": document.id.as_str(), "text": text, "offsets": "bytes", "spans": spans});
    Some((line.to_string(), left_out))
}

/// The mentions that have a place in the text, in its order, the longer first.
fn placed<'a>(
    document: &'a AnnotatedText,
    text: &str,
) -> impl Iterator<Item = (&'a Mention, RawSpan)> + use<'a> {
    let fits = |mention: &'a Mention| {
        let place = mention
            .place
            .filter(|place| !place.is_empty() && text.get(place.range()).is_some())?;
        Some((mention, place))
    };
    let mut placed: Vec<(&Mention, RawSpan)> = document.mentions.iter().filter_map(fits).collect();
    placed.sort_by_key(|(mention, place)| (place.start(), std::cmp::Reverse(place.end()), mention.kind));
    placed.into_iter()
}

fn chars(text: &str, start: usize, end: usize) -> usize {
    text.get(start..end).map_or(0, |part| part.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str, mentions: &[(&str, &str, MentionKind, &str)]) -> AnnotatedText {
        let mut document = AnnotatedText::new("d", Some(text.to_owned()));
        for (words, label, kind, entity) in mentions {
            let start = text.find(words).unwrap();
            let place = RawSpan::new(start, start + words.len()).unwrap();
            document.mentions.push(
                Mention::name(place, *words, *label)
                    .of_kind(*kind)
                    .of_entity(*entity),
            );
        }
        document
    }

    #[test]
    fn columns_hold_flat_names() {
        let page = document(
            "Bank of Japan's head.\n\nАда-Paris",
            &[
                ("Bank of Japan", "ORG", MentionKind::Name, "boj"),
                ("Japan", "LOC", MentionKind::Name, "jp"),
                ("head", "PER", MentionKind::Nominal, "x"),
                ("Paris", "LOC", MentionKind::Name, "paris"),
            ],
        );
        let columns = conll2003(&page).unwrap();
        assert_eq!(
            columns.lines,
            "-DOCSTART- -X- _ O\n\nBank _ _ B-ORG\nof _ _ I-ORG\nJapan _ _ I-ORG\n' _ _ O\ns _ _ O\nhead _ _ O\n. _ _ O\n\n\
             Ада _ _ O\n- _ _ O\nParis _ _ B-LOC\n\n"
        );
        assert_eq!(columns.left_out, 2, "the name within a name, and the nominal");
    }

    #[test]
    fn standoff_counts_characters() {
        let page = document(
            "Ада и он",
            &[
                ("Ада", "PER", MentionKind::Name, "ada"),
                ("он", "PER", MentionKind::Pronoun, "ada"),
            ],
        );
        assert_eq!(
            brat(&page).unwrap().annotations,
            "T1\tPER 0 3\tАда\nN1\tReference T1 Entity:ada\tАда\nT2\tPER 6 8\tон\nA2\tKind T2 pronoun\n\
             N2\tReference T2 Entity:ada\tон\n*\tCoref T1 T2\n"
        );
    }
}
