//! Brat standoff: a text, and beside it a file of annotations.
//!
//! Read are text-bound annotations (`T1 PER 0 12 Ada Lovelace`, offsets in characters), coreference as equivalence
//! (`* Coref T1 T2`) or as relations (`R1 Coref Arg1:T1 Arg2:T2`), the attribute `Kind` (`A1 Kind T2 nominal`), and
//! normalisations (`N1 Reference T1 Wikidata:Q7259 Ada Lovelace`; the base `Entity` gives the entity of the corpus).
//! Fields are apart by tabs, here shown as spaces.

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use onomast_document::{MentionKind, RawSpan};

use crate::corpus::{AnnotatedText, Mention, OffsetUnit};
use crate::error::EvalError;
use crate::text_map::Bytes;

/// Reads the annotations of one text. A mention in several fragments has no place and counts as not aligned, unless
/// nothing but white space and control characters lies between them: so brat cuts mentions at line breaks.
/// Relations other than coreference, events and notes are passed over.
///
/// # Errors
/// When a line is malformed, a place does not fit the text, or an annotation refers to one that is not there.
pub(super) fn read_brat(
    path: &Path,
    annotations: &str,
    text: &str,
    id: &str,
) -> Result<AnnotatedText, EvalError> {
    let mut reader = Reader {
        path,
        bytes: Bytes::of(OffsetUnit::Chars, text),
        text,
        numbers: BTreeMap::new(),
        mentions: Vec::new(),
        parent: Vec::new(),
        linked: Vec::new(),
    };
    // Annotations may stand in any order: first the mentions, then what speaks of them.
    for mentions in [true, false] {
        for (index, line) in annotations.lines().enumerate() {
            if line.starts_with('T') == mentions {
                reader.line(index + 1, line)?;
            }
        }
    }
    let mut document = AnnotatedText::new(id, Some(text.to_owned()));
    document.mentions = reader.finish(id);
    Ok(document)
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    bytes: Bytes,
    /// The position of each `T` annotation among the mentions.
    numbers: BTreeMap<String, usize>,
    mentions: Vec<Mention>,
    /// For each mention another of its cluster, up to the root.
    parent: Vec<usize>,
    /// Whether a mention is in a coreference relation.
    linked: Vec<bool>,
}

impl Reader<'_> {
    fn line(&mut self, line: usize, text: &str) -> Result<(), EvalError> {
        let fields: Vec<&str> = text.split('\t').collect();
        let malformed = |expected: &str| EvalError::syntax(self.path, line, expected, text);
        let words: Vec<&str> = fields.get(1).copied().unwrap_or_default().split(' ').collect();
        match text.chars().next() {
            Some('T') => {
                let expected = "T1, a tab, a label and offsets, a tab, the words";
                let (&[id, _, words_there], Some((label, offsets))) =
                    (&fields[..], fields.get(1).and_then(|field| field.split_once(' ')))
                else {
                    return Err(malformed(expected));
                };
                let place = self.place(line, offsets, words_there)?;
                self.numbers.insert(id.to_owned(), self.mentions.len());
                self.parent.push(self.mentions.len());
                self.linked.push(false);
                self.mentions.push(Mention {
                    place,
                    clean_place: None,
                    text: words_there.to_owned(),
                    label: label.to_owned(),
                    kind: MentionKind::Name,
                    entity: None,
                    kb_id: None,
                });
            }
            Some('*') if words.first().is_some_and(|kind| is_coreference(kind)) => {
                let ends = words[1..]
                    .iter()
                    .map(|end| self.number(line, end))
                    .collect::<Result<Vec<_>, _>>()?;
                for pair in ends.windows(2) {
                    self.join(pair[0], pair[1]);
                }
                for end in ends {
                    self.linked[end] = true;
                }
            }
            Some('R') if words.first().is_some_and(|kind| is_coreference(kind)) => {
                let [_, first, second] = words[..] else {
                    return Err(malformed("a relation with Arg1 and Arg2"));
                };
                let end = |argument: &str| {
                    argument
                        .split_once(':')
                        .map_or(argument.to_owned(), |(_, end)| end.to_owned())
                };
                let (first, second) = (self.number(line, &end(first))?, self.number(line, &end(second))?);
                self.join(first, second);
                (self.linked[first], self.linked[second]) = (true, true);
            }
            Some('A' | 'M') if words.first() == Some(&"Kind") => {
                let [_, of, kind] = words[..] else {
                    return Err(malformed("Kind, an annotation, and name, nominal or pronoun"));
                };
                let kind = MentionKind::from_str(kind)
                    .map_err(|error| EvalError::syntax(self.path, line, "a kind", error.to_string()))?;
                let of = self.number(line, of)?;
                self.mentions[of].kind = kind;
            }
            Some('N') => {
                let [_, of, reference] = words[..] else {
                    return Err(malformed("Reference, an annotation, and base:id"));
                };
                let of = self.number(line, of)?;
                match reference.split_once(':') {
                    Some(("Entity", entity)) => self.mentions[of].entity = Some(entity.to_owned()),
                    Some((_, id)) => self.mentions[of].kb_id = Some(id.to_owned()),
                    None => return Err(malformed("base:id")),
                }
            }
            Some('R' | 'E' | 'A' | 'M' | '#' | '*') | None => {}
            Some(_) => return Err(malformed("an annotation: T, R, E, A, N, * or #")),
        }
        Ok(())
    }

    fn place(&self, line: usize, offsets: &str, words: &str) -> Result<Option<RawSpan>, EvalError> {
        let byte = |number: &str| self.bytes.at(number.parse().ok()?);
        let fragment = |ends: &str| {
            let (start, end) = ends.split_once(' ')?;
            RawSpan::new(byte(start)?, byte(end)?).ok()
        };
        let fragments: Option<Vec<RawSpan>> = offsets.split(';').map(fragment).collect();
        let text_of = |place: RawSpan| self.text.get(place.range());
        let covered: Option<Vec<&str>> = fragments.iter().flatten().copied().map(text_of).collect();
        // Older files have a space for a line break within a fragment.
        let covered = covered.unwrap_or_default().join(" ");
        let (Some(fragments), true) = (fragments, covered.replace('\n', " ") == words) else {
            let expected = format!("characters {offsets} of the text to be {words:?}");
            return Err(EvalError::syntax(
                self.path,
                line,
                expected,
                format!("{covered:?}"),
            ));
        };
        let gap = |pair: &[RawSpan]| self.text.get(pair[0].end()..pair[1].start());
        let is_blank = |gap: &str| gap.chars().all(|c| c.is_whitespace() || c.is_control());
        let is_whole = fragments.windows(2).all(|pair| gap(pair).is_some_and(is_blank));
        let ends = fragments.first().zip(fragments.last()).filter(|_| is_whole);
        Ok(ends.and_then(|(first, last)| RawSpan::new(first.start(), last.end()).ok()))
    }

    fn number(&self, line: usize, id: &str) -> Result<usize, EvalError> {
        let found = self.numbers.get(id).copied();
        found.ok_or_else(|| EvalError::syntax(self.path, line, "an annotation of this file", id))
    }

    fn root(&self, mut node: usize) -> usize {
        while self.parent[node] != node {
            node = self.parent[node];
        }
        node
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
    }

    fn finish(mut self, id: &str) -> Vec<Mention> {
        for index in 0..self.mentions.len() {
            if self.linked[index] && self.mentions[index].entity.is_none() {
                self.mentions[index].entity = Some(format!("{id}/{}", self.root(index)));
            }
        }
        self.mentions
    }
}

fn is_coreference(relation: &str) -> bool {
    ["coref", "coreference", "equiv"]
        .iter()
        .any(|name| relation.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Ада met Charles. He left.";

    fn read(annotations: &str) -> Result<AnnotatedText, String> {
        read_brat(Path::new("a.ann"), annotations, TEXT, "a").map_err(|error| error.to_string())
    }

    #[test]
    fn mentions_and_what_speaks_of_them() {
        let document = read(
            "*\tCoref T2 T3\nT1\tPER 0 3\tАда\nT2\tPER 8 15\tCharles\nT3\tPER 17 19\tHe\nA1\tKind T3 pronoun\n\
             N1\tReference T1 Wikidata:Q7259\tAda\nN2\tReference T1 Entity:ada\tAda\nT4\tORG 0 3;8 15\tАда Charles\n",
        )
        .unwrap();
        let [ada, charles, he, parts] = &document.mentions[..] else {
            panic!("four mentions")
        };
        assert_eq!(
            (ada.kb_id.as_deref(), ada.entity.as_deref()),
            (Some("Q7259"), Some("ada"))
        );
        assert_eq!(charles.place, RawSpan::new(11, 18).ok());
        assert_eq!((he.kind, &he.entity), (MentionKind::Pronoun, &charles.entity));
        assert_eq!(charles.entity.as_deref(), Some("a/1"));
        assert_eq!(parts.place, None, "a mention in parts cannot be aligned");
    }

    #[test]
    fn bad_lines_are_named() {
        for (line, message) in [
            (
                "T1\tPER 0 4\tАда",
                "a.ann:1: expected characters 0 4 of the text to be \"Ада\", found \"Ада \"",
            ),
            (
                "T1\tPER",
                "a.ann:1: expected T1, a tab, a label and offsets, a tab, the words, found T1\tPER",
            ),
            (
                "*\tCoref T1 T2",
                "a.ann:1: expected an annotation of this file, found T1",
            ),
            (
                "X1\tPER",
                "a.ann:1: expected an annotation: T, R, E, A, N, * or #, found X1\tPER",
            ),
        ] {
            assert_eq!(read(line).unwrap_err(), message);
        }
    }
}
