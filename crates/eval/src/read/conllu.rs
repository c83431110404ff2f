//! CoNLL-U with `Entity=` in its last column: GUM, and `CorefUD` 1.0 and later.

use std::collections::BTreeMap;
use std::path::Path;

use onomast_document::{MentionKind, RawSpan};

use super::Documents;
use super::tokens::TokenText;
use crate::corpus::{AnnotatedText, Mention};
use crate::error::EvalError;

/// Reads CoNLL-U with entities. `# global.Entity = …` names the fields of an opening bracket; `GRP` or `eid` is the
/// entity, `etype` the label, `minspan` or `head` the head, `identity` the id in a knowledge base (Wikipedia, in GUM).
///
/// Labels `person`, `place` and `organization` are read as `PER`, `LOC` and `ORG`, others as they stand. A mention is
/// a pronoun, a name or a nominal by the part of speech of its head: `PRON`, `PROPN`, or another. The text is made of
/// the tokens, with `SpaceAfter=No`. Entities of GUM are those of a document. A mention in several parts, or of empty
/// nodes only, has no place and counts as not aligned.
///
/// # Errors
/// When a token line has not ten columns, or a bracket is malformed or has no partner.
pub(super) fn read_conllu(path: &Path, text: &str, name: &str) -> Result<Vec<AnnotatedText>, EvalError> {
    let mut documents = Documents::new(name);
    let mut page = Page::default();
    let mut fields = vec!["GRP".to_owned(), "etype".to_owned()];
    let mut last_line = 0;
    for (index, line) in text.lines().enumerate() {
        last_line = index + 1;
        if let Some(id) = line.strip_prefix("# newdoc") {
            documents.finish(page.finish(path, index + 1)?);
            let id = id.split_once('=').map(|(_, id)| id.trim());
            documents.start(id);
            id.unwrap_or(name).clone_into(&mut page.id);
        } else if let Some(names) = line.strip_prefix("# global.Entity = ") {
            fields = names.trim().split('-').map(str::to_owned).collect();
        } else if line.is_empty() {
            page.tokens.end_sentence();
            page.multiword = None;
        } else if !line.starts_with('#') {
            page.token(path, index + 1, line, &fields)?;
        }
    }
    documents.finish(page.finish(path, last_line)?);
    Ok(documents.list())
}

#[derive(Default)]
struct Page {
    id: String,
    tokens: TokenText,
    nodes: Vec<Node>,
    /// Open brackets by the entity as it will be closed, the latest last.
    open: BTreeMap<String, Vec<Open>>,
    mentions: Vec<Mention>,
    multiword: Option<Multiword>,
}

/// A token of several words, whose words are being read.
#[derive(Clone, Copy)]
struct Multiword {
    /// The last of its words, as `3` of `2-3`.
    last: usize,
    space_after: bool,
}

/// A word, or an empty node: a word that is understood and not in the text, such as a subject in Spanish.
struct Node {
    part_of_speech: String,
    /// Its number among the words of the text.
    token: Option<usize>,
}

struct Open {
    /// The first node.
    first: usize,
    values: Vec<String>,
}

impl Page {
    fn token(&mut self, path: &Path, number: usize, line: &str, fields: &[String]) -> Result<(), EvalError> {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[id, form, _, part_of_speech, .., misc] = &columns[..] else {
            return Err(EvalError::syntax(path, number, "ten columns with tabs", line));
        };
        if columns.len() != 10 {
            return Err(EvalError::syntax(path, number, "ten columns with tabs", line));
        }
        let is_empty_node = id.contains('.');
        let mut space_after = !misc.split('|').any(|item| item == "SpaceAfter=No");
        if let Some((_, last)) = id.split_once('-') {
            let last = last.parse().map_err(|_| {
                EvalError::syntax(
                    path,
                    number,
                    "the numbers of the first and the last word, as 2-3",
                    id,
                )
            })?;
            self.multiword = Some(Multiword { last, space_after });
            return Ok(());
        }
        if let Some(whole) = self.multiword.filter(|_| !is_empty_node) {
            // Its words stand side by side, so that each keeps a place.
            let is_last = id.parse().is_ok_and(|id: usize| id >= whole.last);
            space_after = is_last && whole.space_after;
            if is_last {
                self.multiword = None;
            }
        }
        let token = (!is_empty_node).then_some(self.tokens.tokens.len());
        if token.is_some() {
            let too_long = |found| EvalError::syntax(path, number, "a document under 4 GiB", found);
            self.tokens.push(form, space_after, too_long)?;
        }
        self.nodes.push(Node {
            part_of_speech: part_of_speech.to_owned(),
            token,
        });
        if let Some(entities) = misc.split('|').find_map(|item| item.strip_prefix("Entity=")) {
            self.brackets(path, number, entities, fields)?;
        }
        Ok(())
    }

    /// Brackets such as `(1-person-new(2-place-new)` or `2)1)`.
    fn brackets(
        &mut self,
        path: &Path,
        line: usize,
        brackets: &str,
        fields: &[String],
    ) -> Result<(), EvalError> {
        let at = self.nodes.len() - 1;
        let mut rest = brackets;
        while !rest.is_empty() {
            let malformed = || EvalError::syntax(path, line, "Entity= with ( entity-… ) brackets", brackets);
            let (content, opens) = match rest.strip_prefix('(') {
                Some(content) => (content, true),
                None => (rest, false),
            };
            let end = content.find(['(', ')']).unwrap_or(content.len());
            let (body, tail) = content.split_at(end);
            let closes = tail.starts_with(')');
            if body.is_empty() || !(opens || closes) {
                return Err(malformed());
            }
            rest = if closes {
                tail.get(1..).unwrap_or_default()
            } else {
                tail
            };
            if opens {
                let values: Vec<String> = body.splitn(fields.len(), '-').map(str::to_owned).collect();
                let entity = values.first().cloned().unwrap_or_default();
                let open = Open { first: at, values };
                if closes {
                    self.mention(&open, at, fields);
                } else {
                    self.open.entry(entity).or_default().push(open);
                }
            } else {
                let Some(open) = self.open.get_mut(body).and_then(Vec::pop) else {
                    let expected = format!("an open ({body} before {body})");
                    return Err(EvalError::syntax(path, line, expected, brackets));
                };
                self.mention(&open, at, fields);
            }
        }
        Ok(())
    }

    fn mention(&mut self, open: &Open, last: usize, fields: &[String]) {
        let value = |names: &[&str]| {
            let field = fields.iter().position(|field| names.contains(&field.as_str()))?;
            open.values
                .get(field)
                .map(String::as_str)
                .filter(|value| !value.is_empty() && *value != "_")
        };
        let group = value(&["GRP", "eid"]).unwrap_or_default();
        let (entity, part) = group.split_once('[').unwrap_or((group, ""));
        // Of a mention in parts, `e1[2/3]`, only the first part is counted, and it has no place.
        if part.split_once('/').is_some_and(|(number, _)| number != "1") {
            return;
        }
        let head = value(&["minspan", "head"]).and_then(|head| head.split(',').next()?.parse::<usize>().ok());
        let head = head
            .map_or(open.first, |head| (open.first + head).saturating_sub(1))
            .min(last);
        let nodes = self.nodes.get(open.first..=last).unwrap_or_default();
        let mut tokens = nodes.iter().filter_map(|node| node.token);
        let first = tokens.next();
        let kind = match self.nodes.get(head).map(|node| node.part_of_speech.as_str()) {
            // What is understood only is a pronoun that was left out.
            _ if first.is_none() => MentionKind::Pronoun,
            Some("PRON") => MentionKind::Pronoun,
            Some("PROPN") => MentionKind::Name,
            _ => MentionKind::Nominal,
        };
        let words = first.and_then(|first| self.tokens.place(first, tokens.next_back().unwrap_or(first)));
        let label = match value(&["etype"]).unwrap_or("_") {
            "person" => "PER",
            "place" => "LOC",
            "organization" => "ORG",
            other => other,
        };
        self.mentions.push(Mention {
            place: words.filter(|_: &RawSpan| part.is_empty()),
            clean_place: None,
            text: self.tokens.words(words),
            label: label.to_owned(),
            kind,
            entity: Some(format!("{}/{entity}", self.id)),
            kb_id: value(&["identity"]).map(unescape),
        });
    }

    fn finish(&mut self, path: &Path, line: usize) -> Result<Option<(String, Vec<Mention>)>, EvalError> {
        let mut page = std::mem::take(self);
        if let Some((entity, _)) = page.open.iter().find(|(_, open)| !open.is_empty()) {
            let expected = format!("{entity}) for the open ({entity}");
            return Err(EvalError::syntax(path, line, expected, "the end of the document"));
        }
        page.tokens.end_sentence();
        Ok((!page.tokens.tokens.is_empty()).then_some((page.tokens.text, page.mentions)))
    }
}

/// Brackets, hyphens and the like inside a value are written as `%28`.
fn unescape(value: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = value.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let escaped = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = escaped
            .filter(|_| byte == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() {
            tail.get(2..).unwrap_or_default()
        } else {
            tail
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# newdoc id = d\n# global.Entity = GRP-etype-infstat-minspan-link-identity\n\
        1\tOur\twe\tPRON\t_\t_\t_\t_\t_\tEntity=(1-organization-new-2-coref(2-person-giv-1-ana)\n\
        2\toffice\toffice\tNOUN\t_\t_\t_\t_\t_\tEntity=1)\n\
        3\tin\tin\tADP\t_\t_\t_\t_\t_\t_\n\
        4\tNew\tNew\tPROPN\t_\t_\t_\t_\t_\tEntity=(3-place-new-1,2-coref-New_York_%28city%29\n\
        5\tYork\tYork\tPROPN\t_\t_\t_\t_\t_\tEntity=3)|SpaceAfter=No\n\
        6\t.\t.\tPUNCT\t_\t_\t_\t_\t_\t_\n\n";

    #[test]
    fn brackets_become_mentions() {
        let documents = read_conllu(Path::new("d.conllu"), PAGE, "d").unwrap();
        assert_eq!(documents[0].text.as_deref(), Some("Our office in New York.\n"));
        let found: Vec<_> = documents[0]
            .mentions
            .iter()
            .map(|mention| {
                (
                    mention.text.as_str(),
                    mention.label.as_str(),
                    mention.kind,
                    mention.kb_id.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("Our", "PER", MentionKind::Pronoun, None),
                ("Our office", "ORG", MentionKind::Nominal, None),
                ("New York", "LOC", MentionKind::Name, Some("New_York_(city)")),
            ]
        );
        assert_eq!(documents[0].mentions[2].entity.as_deref(), Some("d/3"));
    }

    #[test]
    fn words_of_one_token_stand_side_by_side() {
        let row = |id: &str, form: &str, misc: &str| format!("{id}\t{form}\t_\tX\t_\t_\t_\t_\t_\t{misc}\n");
        let lines = [
            row("1", "I", "_"),
            row("2-3", "can't", "_"),
            row("2", "ca", "_"),
            row("3", "n't", "_"),
            row("4-5", "gonna", "SpaceAfter=No"),
            row("4", "gon", "_"),
            row("5", "na", "_"),
            row("6", ".", "_"),
            "\n".to_owned(),
            row("1", "So", "_"),
            row("2", "be", "_"),
            row("3", "it", "_"),
        ];
        let documents = read_conllu(Path::new("d.conllu"), &lines.concat(), "d").unwrap();
        assert_eq!(documents[0].text.as_deref(), Some("I can't gonna.\nSo be it\n"));
    }

    #[test]
    fn what_is_understood_has_no_place() {
        let row =
            |id: &str, form: &str, misc: &str| format!("{id}\t{form}\t_\tNOUN\t_\t_\t_\t_\t_\t{misc}\n");
        let lines = [
            "# global.Entity = eid-etype-head\n".to_owned(),
            row("0.1", "_", "Entity=(e1-person-1)"),
            row("1", "Come", "_"),
            row("2", "pan", "Entity=(e2-_-1"),
            row("2.1", "_", "Entity=e2)"),
        ];
        let documents = read_conllu(Path::new("d.conllu"), &lines.concat(), "d").unwrap();
        let found: Vec<_> = documents[0]
            .mentions
            .iter()
            .map(|mention| (mention.text.as_str(), mention.kind, mention.place.is_some()))
            .collect();
        assert_eq!(
            found,
            [
                ("", MentionKind::Pronoun, false),
                ("pan", MentionKind::Nominal, true)
            ]
        );
    }

    #[test]
    fn bad_lines_are_named() {
        let read = |text: &str| {
            read_conllu(Path::new("d.conllu"), text, "d")
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            read("1\tOur"),
            "d.conllu:1: expected ten columns with tabs, found 1\tOur"
        );
        let line = "1\tOur\twe\tPRON\t_\t_\t_\t_\t_\tEntity=1)";
        assert_eq!(read(line), "d.conllu:1: expected an open (1 before 1), found 1)");
        assert_eq!(
            read(&line.replace("1)", "(1-person")),
            "d.conllu:1: expected 1) for the open (1, found the end of the document"
        );
    }
}
