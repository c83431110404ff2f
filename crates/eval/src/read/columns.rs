//! Token columns: CoNLL-2003 (token first, tag last) and its kin with a token number before the token.

use std::path::Path;

use onomast_document::MentionKind;

use super::tags::{Tag, mentions};
use super::tokens::TokenText;
use crate::corpus::{AnnotatedText, Mention};
use crate::error::EvalError;

/// Reads token columns. A line holds a token first and its tag in the last column that holds tags, in IOB1, IOB2,
/// IOBES or BILOU; where every line begins with a number, the token is the second column. Columns are separated by
/// tabs, or else by white space. An empty line ends a sentence; `-DOCSTART-` or `# newdoc id = …` starts a document. In
/// files with tabs, other lines that begin with `# ` are comments.
///
/// Documents without a name are called `name`, or, where there are several, `name#1`, `name#2`, …
///
/// # Errors
/// When a line has too few columns or its tag is none.
pub(super) fn read_columns(path: &Path, text: &str, name: &str) -> Result<Vec<AnnotatedText>, EvalError> {
    let layout = Layout::of(text);
    let mut documents = super::Documents::new(name);
    let mut page = Page::default();
    for (index, line) in text.lines().enumerate() {
        let named = line
            .strip_prefix("# newdoc id = ")
            .filter(|_| layout.is_comment(line));
        if is_start(line) || named.is_some() {
            documents.finish(page.finish());
            documents.start(named);
        } else if line.trim().is_empty() {
            page.end_sentence();
        } else if !layout.is_comment(line) {
            let columns = layout.columns(line);
            let tag = columns
                .get(layout.tag)
                .filter(|tag| layout.tag > layout.token && Tag::parse(tag).is_some());
            let (Some(token), Some(tag)) = (columns.get(layout.token), tag) else {
                let expected = "a token and a tag: O, or one of B I E S L U, a hyphen and a label";
                return Err(EvalError::syntax(path, index + 1, expected, line));
            };
            let too_long = |found| EvalError::syntax(path, index + 1, "a document under 4 GiB", found);
            page.tokens.push(token, true, too_long)?;
            page.tags.push((*tag).to_owned());
        }
    }
    documents.finish(page.finish());
    Ok(documents.list())
}

fn is_start(line: &str) -> bool {
    line.starts_with("-DOCSTART-")
}

/// Which column holds what.
struct Layout {
    tabs: bool,
    token: usize,
    tag: usize,
}

impl Layout {
    fn of(text: &str) -> Self {
        let mut layout = Self {
            tabs: text.lines().any(|line| line.contains('\t')),
            token: 0,
            tag: 0,
        };
        let (mut lines, mut numbered) = (0, 0);
        let mut tags: Vec<usize> = Vec::new();
        for line in text
            .lines()
            .filter(|line| !line.trim().is_empty() && !is_start(line))
        {
            if layout.is_comment(line) {
                continue;
            }
            let columns = layout.columns(line);
            lines += 1;
            numbered +=
                usize::from(columns.len() > 2 && columns[0].bytes().all(|byte| byte.is_ascii_digit()));
            tags.resize(tags.len().max(columns.len()), 0);
            for (count, column) in tags.iter_mut().zip(columns) {
                *count += usize::from(Tag::parse(column).is_some());
            }
        }
        layout.token = usize::from(lines > 0 && numbered == lines);
        // A column holds tags when most lines have one there: a malformed tag must not make it another column's turn.
        layout.tag = tags
            .iter()
            .rposition(|count| 2 * count > lines)
            .unwrap_or(tags.len().saturating_sub(1));
        layout
    }

    fn columns<'a>(&self, line: &'a str) -> Vec<&'a str> {
        if self.tabs {
            line.trim_end().split('\t').collect()
        } else {
            line.split_whitespace().collect()
        }
    }

    fn is_comment(&self, line: &str) -> bool {
        self.tabs && line.starts_with("# ")
    }
}

/// A document as it is read.
#[derive(Default)]
struct Page {
    tokens: TokenText,
    /// The tags of the sentence that is being read.
    tags: Vec<String>,
    mentions: Vec<Mention>,
}

impl Page {
    fn end_sentence(&mut self) {
        let tags: Vec<Tag<'_>> = self.tags.iter().filter_map(|tag| Tag::parse(tag)).collect();
        let shift = self.tokens.tokens.len() - tags.len();
        for (first, last, label) in mentions(&tags) {
            let place = self.tokens.place(shift + first, shift + last);
            self.mentions.push(Mention {
                place,
                clean_place: None,
                text: self.tokens.words(place),
                label: label.to_owned(),
                kind: MentionKind::Name,
                entity: None,
                kb_id: None,
            });
        }
        self.tags.clear();
        self.tokens.end_sentence();
    }

    /// The document so far, if it has any token; the next one starts empty.
    fn finish(&mut self) -> Option<(String, Vec<Mention>)> {
        self.end_sentence();
        let page = std::mem::take(self);
        (!page.tokens.tokens.is_empty()).then_some((page.tokens.text, page.mentions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<AnnotatedText>, String> {
        read_columns(Path::new("a.conll"), text, "a").map_err(|error| error.to_string())
    }

    fn spans(document: &AnnotatedText) -> Vec<(&str, &str)> {
        document
            .mentions
            .iter()
            .map(|mention| (mention.text.as_str(), mention.label.as_str()))
            .collect()
    }

    #[test]
    fn documents_sentences_and_names() {
        let text = "-DOCSTART- -X- -X- O\n\nAda NNP I-NP I-PER\nLovelace NNP I-NP I-PER\nspoke VBD I-VP O\n\nParis NNP I-NP I-LOC\n\n-DOCSTART- -X- O O\n\n# NN O O\nIt PRP O O\n";
        let documents = read(text).unwrap();
        assert_eq!(documents.len(), 2);
        assert_eq!(documents[0].id.as_str(), "a#1");
        assert_eq!(documents[0].text.as_deref(), Some("Ada Lovelace spoke\nParis\n"));
        assert_eq!(spans(&documents[0]), [("Ada Lovelace", "PER"), ("Paris", "LOC")]);
        assert_eq!(
            documents[1].text.as_deref(),
            Some("# It\n"),
            "a lone # is a token, not a comment"
        );
    }

    #[test]
    fn numbered_tokens_and_named_documents() {
        let text = "# newdoc id = x\n# sent_id = 1\n1\tParis\tB-LOC\t-\t-\n2\tfell\tO\t-\t-\n\n";
        let documents = read(text).unwrap();
        assert_eq!(documents[0].id.as_str(), "x");
        assert_eq!(spans(&documents[0]), [("Paris", "LOC")]);
    }

    #[test]
    fn a_line_without_a_tag_is_named() {
        let message = "a.conll:2: expected a token and a tag: O, or one of B I E S L U, a hyphen and a label, found fell";
        assert_eq!(read("Paris B-LOC\nfell\n").unwrap_err(), message);
    }
}
