//! Writers: from a [`Corpus`] to CoNLL-2003 columns, brat standoff and JSON Lines of spans, for other tools.
//!
//! A document is written with the text in which its mentions have their places; of our records that is the cleaned
//! text. Whole corpora go into folders ([`to_folder`]), and what was scored goes there side by side ([`side_by_side`]),
//! so that another scorer sees the same.
//!
//! ```
//! use std::path::Path;
//! use onomast_eval::write::{Format, to_folder};
//!
//! let gold = onomast_eval::read(Path::new("../../corpus/gold"))?;
//! let folder = tempfile::tempdir()?;
//! let left_out = to_folder(&gold, Format::Brat, folder.path())?;
//! assert_eq!(left_out, 0);
//!
//! let again = onomast_eval::read(folder.path())?;
//! assert_eq!(again.mention_count(), gold.mention_count());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Component, Path, PathBuf};

use onomast_document::{MentionKind, RawSpan};
use serde_json::json;

use crate::align::{aligned, same_names};
use crate::corpus::{AnnotatedText, Corpus, Mention};
use crate::error::EvalError;
use crate::text_map::units;

/// A format for folders of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Columns of names, one `.conll` file a document.
    Conll2003,
    /// Standoff, a `.txt` and an `.ann` file a document.
    Brat,
}

/// Writes each document into a file of its name, with the extension of the format, below `folder`. Gives the number of
/// mentions that the format could not hold.
///
/// # Errors
/// When the folder is not empty, a file cannot be written, the text of a document is not known, or its name would lead
/// out of the folder.
pub fn to_folder(corpus: &Corpus, format: Format, folder: &Path) -> Result<usize, EvalError> {
    let documents = corpus.documents.iter();
    let columns = |document: &AnnotatedText| conll2003(document);
    let mut left_out = 0;
    let folder = NewFolder::new(folder)?;
    for document in documents {
        left_out += folder.put(document, format, columns)?;
    }
    Ok(left_out)
}

/// Writes what is scored: both sides over the text of gold, into `folder/gold` and `folder/prediction`, each mention at
/// the place where it was aligned. Columns have the same tokens on both sides, as other scorers need it. Gives for each
/// side the number of mentions that the format could not hold, among them those that could not be aligned.
///
/// # Errors
/// As [`to_folder`] and [`evaluate`](crate::evaluate).
pub fn side_by_side(
    gold: &Corpus,
    predicted: &Corpus,
    format: Format,
    folder: &Path,
) -> Result<[usize; 2], EvalError> {
    let (gold, predicted) = aligned(gold, predicted)?;
    let folders = [
        NewFolder::new(&folder.join("gold"))?,
        NewFolder::new(&folder.join("prediction"))?,
    ];
    let mut left_out = [0, 0];
    for (gold, predicted) in same_names(&gold, &predicted) {
        for (side, document) in [Some(gold), predicted].into_iter().enumerate() {
            let columns = |document: &AnnotatedText| {
                let (text, names) = (known_text(document)?, flat_names(document)?);
                let other = [Some(gold), predicted][1 - side].and_then(flat_names);
                Some(columns(document, text, &names, &other.unwrap_or_default()))
            };
            if let Some(document) = document {
                left_out[side] += folders[side].put(document, format, columns)?;
            }
        }
    }
    Ok(left_out)
}

/// A folder that was empty.
struct NewFolder(PathBuf);

impl NewFolder {
    fn new(folder: &Path) -> Result<Self, EvalError> {
        fs::create_dir_all(folder).map_err(write_error(folder))?;
        let mut files = fs::read_dir(folder).map_err(write_error(folder))?;
        // Files of an earlier run would be read as documents of this one.
        if files.next().is_some() {
            return Err(EvalError::NotEmpty {
                path: folder.to_owned(),
            });
        }
        Ok(Self(folder.to_owned()))
    }

    /// Writes a document, and gives the number of mentions that were left out.
    fn put(
        &self,
        document: &AnnotatedText,
        format: Format,
        columns: impl Fn(&AnnotatedText) -> Option<Columns>,
    ) -> Result<usize, EvalError> {
        let no_text = || EvalError::NoText {
            document: document.id.to_string(),
        };
        match format {
            Format::Conll2003 => {
                let columns = columns(document).ok_or_else(no_text)?;
                self.file(document, "conll", &columns.lines)?;
                Ok(columns.left_out)
            }
            Format::Brat => {
                let standoff = brat(document).ok_or_else(no_text)?;
                self.file(document, "txt", &standoff.text)?;
                self.file(document, "ann", &standoff.annotations)?;
                Ok(standoff.left_out)
            }
        }
    }

    fn file(&self, document: &AnnotatedText, extension: &str, content: &str) -> Result<(), EvalError> {
        let id = document.id.as_str();
        let within = |part: Component<'_>| matches!(part, Component::Normal(_));
        if id.is_empty() || !Path::new(id).components().all(within) {
            return Err(EvalError::NoFileName {
                document: id.to_owned(),
            });
        }
        let path = self.0.join(format!("{id}.{extension}"));
        let folder = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(folder).map_err(write_error(folder))?;
        fs::write(&path, content).map_err(write_error(&path))
    }
}

fn write_error(path: &Path) -> impl FnOnce(std::io::Error) -> EvalError {
    let path = path.to_owned();
    move |source| EvalError::Write { path, source }
}

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
    /// Mentions without a place in the text or without a visible character, or whose label is not one word.
    pub left_out: usize,
}

/// The text in which mentions are written: that of the document, or the cleaned one of our records.
fn known_text(document: &AnnotatedText) -> Option<&str> {
    document.text.as_deref().or(document.clean_text.as_deref())
}

/// The names of a document as CoNLL-2003 columns: token, two columns of `_`, and the tag in IOB2, after a
/// `-DOCSTART-` line. Tokens are runs of letters and digits, and other characters one by one; they never straddle the
/// end of a mention. A line of the text is a sentence. Of names that overlap, the longest is kept, then the first.
///
/// `None` where the text of the document is not known.
pub fn conll2003(document: &AnnotatedText) -> Option<Columns> {
    let (text, names) = (known_text(document)?, flat_names(document)?);
    Some(columns(document, text, &names, &[]))
}

/// Names by place with their labels.
type Names<'a> = Vec<(RawSpan, &'a str)>;

/// The names of a document, without those that overlap one that is kept; by place.
fn flat_names(document: &AnnotatedText) -> Option<Names<'_>> {
    let text = known_text(document)?;
    let mut kept: Names<'_> = Vec::new();
    let mut names: Names<'_> = placed(document, text)
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
    Some(kept)
}

/// Columns of `names`, whose tokens straddle neither their ends nor those of `others`.
fn columns(
    document: &AnnotatedText,
    text: &str,
    names: &[(RawSpan, &str)],
    others: &[(RawSpan, &str)],
) -> Columns {
    let mut cuts: Vec<usize> = names
        .iter()
        .chain(others)
        .flat_map(|(place, _)| [place.start(), place.end()])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut lines = String::from("-DOCSTART- -X- _ O\n\n");
    let mut line_start = 0;
    let mut at_name = 0;
    for line in text.split_inclusive('\n') {
        let mut wrote = false;
        for (at, token) in tokens(line, line_start, &cuts) {
            let start = line_start + at;
            while names.get(at_name).is_some_and(|(place, _)| place.end() <= start) {
                at_name += 1;
            }
            let tag = match names.get(at_name) {
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
    Columns {
        lines,
        left_out: document.mentions.len() - names.len(),
    }
}

/// The tokens of a part of a text, each with the byte at which it starts in that part: runs of letters and digits, and
/// other characters one by one. White space and control characters, which no format of columns can hold, are in no
/// token. None straddles one of `cuts`, which are sorted and count from the start of the text; the part starts at
/// `from`.
pub fn tokens<'a>(part: &'a str, from: usize, cuts: &[usize]) -> Vec<(usize, &'a str)> {
    units(part)
        .into_iter()
        .filter(|(_, unit)| !unit.starts_with(char::is_control))
        .flat_map(|(at, unit)| cut(from + at, unit, cuts))
        .map(|(start, token)| (start - from, token))
        .collect()
}

/// The parts of a token between cuts, which are sorted.
fn cut<'a>(start: usize, token: &'a str, cuts: &[usize]) -> Vec<(usize, &'a str)> {
    let mut parts = Vec::new();
    let mut from = 0;
    let first = cuts.partition_point(|cut| *cut <= start);
    let inner = cuts
        .iter()
        .skip(first)
        .map(|cut| cut - start)
        .take_while(|cut| *cut < token.len());
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
    let text = known_text(document)?;
    let mut annotations = String::new();
    let mut entities: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut number = 0;
    let mut notes = 0;
    for (mention, place) in placed(document, text) {
        number += 1;
        let start = chars(text, 0, place.start());
        let (places, words) = fragments(text.get(place.range()).unwrap_or_default(), start);
        let _ = writeln!(annotations, "T{number}\t{} {places}\t{words}", mention.label);
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
    let text = known_text(document)?;
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

/// The mentions that have a place in the text and a label of one word, in the order of the text, the longer first.
fn placed<'a>(
    document: &'a AnnotatedText,
    text: &str,
) -> impl Iterator<Item = (&'a Mention, RawSpan)> + use<'a> {
    let own = |mention: &Mention| {
        if document.text.is_some() {
            mention.place
        } else {
            mention.clean_place
        }
    };
    let fits = |mention: &'a Mention| {
        let place = own(mention).filter(|place| !place.is_empty() && text.get(place.range()).is_some())?;
        let one_word = !mention.label.is_empty() && !mention.label.contains(char::is_whitespace);
        let is_visible = text
            .get(place.range())?
            .chars()
            .any(|c| !c.is_control() && !c.is_whitespace());
        (one_word && is_visible).then_some((mention, place))
    };
    let mut placed: Vec<(&Mention, RawSpan)> = document.mentions.iter().filter_map(fits).collect();
    placed.sort_by_key(|(mention, place)| (place.start(), std::cmp::Reverse(place.end()), mention.kind));
    placed.into_iter()
}

/// A mention that starts at character `start` as brat writes it: where its fragments lie, and their words with a space
/// between them. A line break, a tab or another control character within the mention cuts it.
fn fragments(mention: &str, start: usize) -> (String, String) {
    let is_break = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    let mut at = start;
    let (mut places, mut words) = (Vec::new(), Vec::new());
    for fragment in mention.split(is_break) {
        let end = at + fragment.chars().count();
        if end > at {
            places.push(format!("{at} {end}"));
            words.push(fragment);
        }
        at = end + 1;
    }
    (places.join(";"), words.join(" "))
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
    fn standoff_cuts_mentions_at_line_breaks() {
        assert_eq!(
            fragments("Ада\n\tЛав\u{85}", 4),
            ("4 7;9 12".to_owned(), "Ада Лав".to_owned())
        );
    }

    #[test]
    fn no_token_is_a_control_character() {
        assert_eq!(tokens("a\u{1f}b\u{0}", 7, &[]), [(0, "a"), (2, "b")]);
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
