//! Coreference columns: CoNLL-2012 and kin, with the clusters in the last column.

use std::collections::BTreeMap;
use std::path::Path;

use onomast_document::MentionKind;

use super::Documents;
use super::tokens::TokenText;
use crate::corpus::{AnnotatedText, Mention};
use crate::error::EvalError;

/// The label of mentions in a format that has none.
const NO_LABEL: &str = "_";

/// Reads coreference columns: documents between `#begin document (name); part 0` and `#end document`, a token a line,
/// and in the last column the clusters that open and close there: `(3|(7)`, `3)`, or `-`, `_` or nothing.
///
/// The token is the fourth column, or, in files with fewer than five, the one before the last. The fifth column
/// tells pronouns (`PRP`, `PRP$`) and names (`NNP`, `NNPS` at the last token) from the rest, which are nominals;
/// mentions have no label. Clusters are those of a document.
///
/// # Errors
/// When a bracket has no partner or is malformed, or a token stands outside a document.
pub(super) fn read_coref_columns(
    path: &Path,
    text: &str,
    name: &str,
) -> Result<Vec<AnnotatedText>, EvalError> {
    let mut documents = Documents::new(name);
    let mut page: Option<Page> = None;
    let mut last_line = 0;
    for (index, line) in text.lines().enumerate() {
        last_line = index + 1;
        let syntax = |expected: String, found: &str| EvalError::syntax(path, index + 1, expected, found);
        if let Some(header) = line.strip_prefix("#begin document") {
            if page.is_some() {
                return Err(syntax("#end document before the next one".to_owned(), line));
            }
            let id = document_name(header);
            documents.start(Some(&id));
            page = Some(Page {
                id,
                ..Page::default()
            });
        } else if line.starts_with("#end document") {
            let Some(page) = page.take() else {
                return Err(syntax("#begin document before #end document".to_owned(), line));
            };
            documents.finish(Some(page.finish(path, index + 1)?));
        } else if line.trim().is_empty() {
            if let Some(page) = &mut page {
                page.tokens.end_sentence();
            }
        } else if !line.starts_with('#') || page.is_some() {
            let Some(page) = &mut page else {
                return Err(syntax("#begin document (name); part 0".to_owned(), line));
            };
            page.token(path, index + 1, line)?;
        }
    }
    if page.is_some() {
        return Err(EvalError::syntax(
            path,
            last_line,
            "#end document",
            "the end of the file",
        ));
    }
    Ok(documents.list())
}

/// `(name); part 001` as `name` for part 0, else `name#1`.
fn document_name(header: &str) -> String {
    let (name, part) = header.split_once(';').unwrap_or((header, ""));
    let name = name.trim().trim_start_matches('(').trim_end_matches(')');
    match part
        .trim()
        .trim_start_matches("part")
        .trim()
        .trim_start_matches('0')
    {
        "" => name.to_owned(),
        part => format!("{name}#{part}"),
    }
}

#[derive(Default)]
struct Page {
    id: String,
    tokens: TokenText,
    tags: Vec<String>,
    /// First tokens of the open mentions of each cluster, the latest last.
    open: BTreeMap<String, Vec<usize>>,
    mentions: Vec<Mention>,
}

impl Page {
    fn token(&mut self, path: &Path, number: usize, line: &str) -> Result<(), EvalError> {
        let columns: Vec<&str> = if line.contains('\t') {
            line.split('\t').map(str::trim).collect()
        } else {
            line.split_whitespace().collect()
        };
        let word = if columns.len() >= 5 {
            3
        } else {
            columns.len().saturating_sub(2)
        };
        let (Some(token), Some(clusters)) = (columns.get(word), columns.last()) else {
            return Err(EvalError::syntax(path, number, "a token and its clusters", line));
        };
        let too_long = |found| EvalError::syntax(path, number, "a document under 4 GiB", found);
        self.tokens.push(token, true, too_long)?;
        self.tags
            .push(columns.get(4).copied().unwrap_or_default().to_owned());
        if matches!(*clusters, "" | "-" | "_" | "*") {
            return Ok(());
        }
        let at = self.tokens.tokens.len() - 1;
        for part in clusters.split('|') {
            let (opens, closes) = (part.starts_with('('), part.ends_with(')'));
            let cluster = part.trim_start_matches('(').trim_end_matches(')');
            if cluster.is_empty() || !(opens || closes) || cluster.contains(['(', ')']) {
                let expected = "clusters as (3, 3) or (3), apart by |";
                return Err(EvalError::syntax(path, number, expected, *clusters));
            }
            if opens {
                self.open.entry(cluster.to_owned()).or_default().push(at);
            }
            if closes {
                let Some(first) = self.open.get_mut(cluster).and_then(Vec::pop) else {
                    let expected = format!("({cluster} before {cluster})");
                    return Err(EvalError::syntax(path, number, expected, *clusters));
                };
                self.mention(cluster, first, at);
            }
        }
        Ok(())
    }

    fn mention(&mut self, cluster: &str, first: usize, last: usize) {
        let place = self.tokens.place(first, last);
        let kind = match self.tags.get(last).map(String::as_str) {
            Some("PRP" | "PRP$") if first == last => MentionKind::Pronoun,
            Some("NNP" | "NNPS") => MentionKind::Name,
            _ => MentionKind::Nominal,
        };
        self.mentions.push(Mention {
            place,
            clean_place: None,
            text: self.tokens.words(place),
            label: NO_LABEL.to_owned(),
            kind,
            entity: Some(format!("{}/{cluster}", self.id)),
            kb_id: None,
        });
    }

    fn finish(mut self, path: &Path, line: usize) -> Result<(String, Vec<Mention>), EvalError> {
        if let Some((cluster, _)) = self.open.iter().find(|(_, open)| !open.is_empty()) {
            let expected = format!("{cluster}) for the open ({cluster}");
            return Err(EvalError::syntax(path, line, expected, "#end document"));
        }
        self.tokens.end_sentence();
        Ok((self.tokens.text, self.mentions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Result<Vec<AnnotatedText>, String> {
        let text = format!("#begin document (d); part 000\n{lines}#end document\n");
        read_coref_columns(Path::new("a.conll"), &text, "a").map_err(|error| error.to_string())
    }

    #[test]
    fn clusters_nest_and_end_where_others_begin() {
        let documents = read("d\t0\t0\tHer\t(2|(1)\nd\t0\t1\tbrother\t2)\nd\t0\t2\tleft\t\n").unwrap();
        let found: Vec<_> = documents[0]
            .mentions
            .iter()
            .map(|mention| (mention.text.as_str(), mention.entity.as_deref().unwrap()))
            .collect();
        assert_eq!(found, [("Her", "d/1"), ("Her brother", "d/2")]);
        assert_eq!(documents[0].text.as_deref(), Some("Her brother left\n"));
    }

    #[test]
    fn brackets_without_partner_are_named() {
        assert_eq!(
            read("d 0 0 Her PRP 1)\n").unwrap_err(),
            "a.conll:2: expected (1 before 1), found 1)"
        );
        assert_eq!(
            read("d 0 0 Her PRP (1\n").unwrap_err(),
            "a.conll:3: expected 1) for the open (1, found #end document"
        );
        assert_eq!(
            read("d 0 0 Her PRP 1|(2)\n").unwrap_err(),
            "a.conll:2: expected clusters as (3, 3) or (3), apart by |, found 1|(2)"
        );
    }
}
