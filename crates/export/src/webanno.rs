//! `WebAnno` TSV 3.3, which `INCEpTION` reads, too: names as `NamedEntity` with their label and Wikidata address, all linked
//! mentions of a document as `CoreferenceLink` chains. One file a document.
//!
//! The format was followed from its manual ("Appendix B: `WebAnno` TSV 3.2 File format") and from what `INCEpTION` writes.

use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

use onomast_eval::write::tokens;

use crate::Summary;
use crate::destination::NewFolder;
use crate::error::ExportError;
use crate::records::{Page, Records, wikidata};

const HEADER: &str = "#FORMAT=WebAnno TSV 3.3\n\
    #T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\
    #T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceRelation|referenceType\n\n";

/// Writes `ID.tsv` for each document.
pub(crate) fn write(records: &Records, destination: &Path) -> Result<Summary, ExportError> {
    let folder = NewFolder::new(destination)?;
    let (mut documents, mut mentions, mut empty) = (0, 0, 0);
    for page in records.pages()? {
        let page = page?;
        let tsv = document(records, &page);
        if tsv.len() == HEADER.len() {
            // A file without a sentence cannot be read.
            empty += 1;
            continue;
        }
        folder.document(&page.record.id, "tsv", &tsv)?;
        documents += 1;
        mentions += page.places.len();
    }
    folder.finish()?;
    let warning = format!("{empty} documents without a word are left out: WebAnno cannot read them");
    Ok(Summary {
        counts: vec![(documents, "documents"), (mentions, "mentions")],
        warnings: (empty > 0).then_some(warning).into_iter().collect(),
    })
}

/// A document, sentence by sentence; the header alone where it has no word.
fn document(records: &Records, page: &Page) -> String {
    let text = &page.record.text;
    let layers = Layers::of(records, page);
    let cuts = page.cuts();
    let mut tsv = HEADER.to_owned();
    let mut sentence_number = 0;
    // The place that is known in UTF-16 units, which the format counts.
    let (mut bytes, mut utf16) = (0, 0);
    let mut place = |byte: usize| {
        utf16 += width(&text[bytes..byte]);
        bytes = byte;
        utf16
    };
    // The first mention that does not end before the current token.
    let mut first = 0;
    for line in sentences(page) {
        let tokens = tokens(&text[line.clone()], line.start, &cuts);
        let (Some((start, _)), Some((last, last_token))) = (tokens.first(), tokens.last()) else {
            continue;
        };
        let sentence = &text[line.start + start..line.start + last + last_token.len()];
        sentence_number += 1;
        tsv.push('\n');
        for text in sentence.split('\n') {
            // Writing to a string cannot fail.
            let _ = writeln!(tsv, "#Text={}", escaped_text(text));
        }
        for (number, (at, token)) in tokens.iter().enumerate() {
            let token_place = line.start + at..line.start + at + token.len();
            let (start, end) = (place(token_place.start), place(token_place.end));
            let _ = write!(tsv, "{sentence_number}-{}\t{start}-{end}\t{token}\t", number + 1);
            while page
                .places
                .get(first)
                .is_some_and(|place| place.bytes.end <= token_place.start)
            {
                first += 1;
            }
            let columns = layers.columns(page, first, &token_place);
            let _ = writeln!(tsv, "{}\t", columns.join("\t"));
        }
    }
    tsv
}

/// What is said of each mention.
struct Layers {
    /// For a name its address in Wikidata and its label.
    names: Vec<Option<[String; 2]>>,
    /// For a mention of an entity, or a description or pronoun, its link in a chain.
    links: Vec<Option<[String; 2]>>,
}

impl Layers {
    fn of(records: &Records, page: &Page) -> Self {
        let mut layers = Self {
            names: Vec::new(),
            links: Vec::new(),
        };
        let mut chains: HashMap<&str, (usize, usize)> = HashMap::new();
        let mut chain_count = 0;
        for (number, mention) in page.record.mentions.iter().enumerate() {
            let id = number + 1;
            let is_name = mention.kind == "name";
            layers.names.push(is_name.then(|| {
                let address = records.kb_id(mention).and_then(wikidata);
                let address = address.map_or("*".to_owned(), |address| escaped_value(&address));
                [address, escaped_value(&mention.label)].map(|value| format!("{value}[{id}]"))
            }));
            let link = match &mention.entity {
                Some(entity) => {
                    let chain = chains.entry(entity).or_insert_with(|| {
                        chain_count += 1;
                        (chain_count, 0)
                    });
                    chain.1 += 1;
                    Some(*chain)
                }
                None if is_name => None,
                None => {
                    chain_count += 1;
                    Some((chain_count, 1))
                }
            };
            layers.links.push(link.map(|(chain, link)| {
                let kind = escaped_value(&mention.kind);
                [format!("*->{chain}-{link}"), format!("{kind}[{chain}]")]
            }));
        }
        layers
    }

    /// The columns of a token. The mentions before `first` end before it.
    fn columns(&self, page: &Page, first: usize, token: &Range<usize>) -> [String; 4] {
        let mut columns = [const { Vec::new() }; 4];
        let covering = page.places.iter().enumerate().skip(first);
        let covering = covering
            .take_while(|(_, place)| place.bytes.start <= token.start)
            .filter(|(_, place)| place.bytes.end >= token.end);
        for (number, _) in covering {
            let values = [&self.names[number], &self.links[number]];
            for (values, columns) in values.into_iter().zip(columns.chunks_mut(2)) {
                for (value, column) in values.iter().flatten().zip(columns) {
                    column.push(value.as_str());
                }
            }
        }
        columns.map(|column| {
            if column.is_empty() {
                "_".to_owned()
            } else {
                column.join("|")
            }
        })
    }
}

/// The lines of the text; those that a mention joins are one sentence, for none may cross its end.
fn sentences(page: &Page) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut mentions = page.places.iter().peekable();
    let mut reach = 0;
    let mut start = 0;
    for line in page.record.text.split_inclusive('\n') {
        let end = start + line.len();
        match sentences.last_mut() {
            Some(last) if reach > start => last.end = end,
            _ => sentences.push(start..end),
        }
        while let Some(place) = mentions.next_if(|place| place.bytes.start < end) {
            reach = reach.max(place.bytes.end);
        }
        start = end;
    }
    sentences
}

fn width(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// A backslash before what would end a value or part it.
fn escaped_value(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\\' | '[' | ']' | '|' | '_' | ';' | '*' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped.replace("->", "\\->")
}

/// Control characters and backslashes as the format escapes them in a sentence.
fn escaped_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\u{8}' => escaped.push_str("\\b"),
            '\u{c}' => escaped.push_str("\\f"),
            '\\' => escaped.push_str("\\\\"),
            '\u{b}' => escaped.push(c),
            '\0'..' ' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::testing::{Sample, hostile, sample_corpus};
    use crate::{Format, export};

    #[test]
    fn a_document_as_it_is_written() {
        let sample = Sample::of(&[
            "[Ada Lovelace](PER e0 name) met [the [Bank](ORG e1 name)'s head](PER – nominal).\n\n[She](PER e0 pronoun)_",
        ]);
        sample.change("entities.jsonl", r#""kb_id":null"#, r#""kb_id":"Q7259""#);
        let out = sample.destination();
        export(sample.folder(), Format::Webanno, &out).unwrap();
        let tsv = std::fs::read_to_string(out.join("0.txt.tsv")).unwrap();
        let expected = "\
            \n#Text=Ada Lovelace met the Bank's head.\n\
            1-1\t0-3\tAda\thttp://www.wikidata.org/entity/Q7259[1]\tPER[1]\t*->1-1\tname[1]\t\n\
            1-2\t4-12\tLovelace\thttp://www.wikidata.org/entity/Q7259[1]\tPER[1]\t*->1-1\tname[1]\t\n\
            1-3\t13-16\tmet\t_\t_\t_\t_\t\n\
            1-4\t17-20\tthe\t_\t_\t*->2-1\tnominal[2]\t\n\
            1-5\t21-25\tBank\thttp://www.wikidata.org/entity/Q7259[3]\tORG[3]\t*->2-1|*->3-1\tnominal[2]|name[3]\t\n\
            1-6\t25-26\t'\t_\t_\t*->2-1\tnominal[2]\t\n\
            1-7\t26-27\ts\t_\t_\t*->2-1\tnominal[2]\t\n\
            1-8\t28-32\thead\t_\t_\t*->2-1\tnominal[2]\t\n\
            1-9\t32-33\t.\t_\t_\t_\t_\t\n\
            \n#Text=She_\n\
            2-1\t35-38\tShe\t_\t_\t*->1-2\tpronoun[1]\t\n\
            2-2\t38-39\t_\t_\t_\t_\t_\t\n";
        assert_eq!(tsv, format!("{HEADER}{expected}"));
    }

    #[test]
    fn all_mentions_are_read_back() {
        for sample in [sample_corpus(), hostile("bytes")] {
            let out = sample.destination();
            export(sample.folder(), Format::Webanno, &out).unwrap();
            for document in sample.documents() {
                let path = out.join(format!("{}.tsv", crate::file_name(&document.id)));
                let (text, found) = read(&std::fs::read_to_string(path).unwrap());
                let utf16: Vec<u16> = document.text.encode_utf16().collect();
                assert_eq!(text.len(), text.len().min(utf16.len()));
                let solid = |text: &[u16]| -> Vec<u16> {
                    let text = String::from_utf16(text).unwrap();
                    text.replace(char::is_whitespace, " ").encode_utf16().collect()
                };
                assert_eq!(
                    solid(&text),
                    solid(&utf16[..text.len()]),
                    "blanks may differ, nothing else"
                );
                let mut expected: Vec<(String, String)> = document
                    .mentions
                    .iter()
                    .filter(|mention| mention.kind == "name")
                    .map(|mention| (mention.label.to_string(), mention.text.clone()))
                    .collect();
                let mut names: Vec<(String, String)> = found
                    .iter()
                    .map(|(label, place)| (label.clone(), String::from_utf16(&utf16[place.clone()]).unwrap()))
                    .collect();
                expected.sort();
                names.sort();
                assert_eq!(names, expected);
            }
        }
    }

    /// Reads text and names as the format's manual says: sentences at the offsets of their first tokens, names by their
    /// numbers.
    fn read(tsv: &str) -> (Vec<u16>, Vec<(String, Range<usize>)>) {
        let mut text: Vec<u16> = Vec::new();
        let mut sentence: Vec<String> = Vec::new();
        let mut names: BTreeMap<String, (String, Range<usize>)> = BTreeMap::new();
        for line in tsv.split('\n').skip(4) {
            if let Some(line) = line.strip_prefix("#Text=") {
                sentence.push(unescaped(line));
            } else if !line.is_empty() {
                let fields: Vec<&str> = line.split('\t').collect();
                assert_eq!(fields.len(), 8, "{line:?}");
                let (start, end) = fields[1].split_once('-').unwrap();
                let place: Range<usize> = start.parse().unwrap()..end.parse().unwrap();
                if !sentence.is_empty() {
                    assert!(text.len() <= place.start, "sentences overlap");
                    text.resize(place.start, u16::from(b' '));
                    text.extend(sentence.join("\n").encode_utf16());
                    sentence.clear();
                }
                assert_eq!(String::from_utf16(&text[place.clone()]).unwrap(), fields[2]);
                for name in fields[4].split('|').filter(|name| *name != "_") {
                    let (label, number) = name.split_once('[').unwrap();
                    let name = names
                        .entry(number.to_owned())
                        .or_insert_with(|| (label.to_owned(), place.clone()));
                    name.1.end = place.end;
                }
            }
        }
        (text, names.into_values().collect())
    }

    fn unescaped(text: &str) -> String {
        let mut plain = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            plain.push(match c {
                '\\' => match chars.next().unwrap() {
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    c => c,
                },
                c => c,
            });
        }
        plain
    }
}
