//! The marks of gold pages: the raw page with its annotations written into it.
//!
//! | mark | meaning |
//! |---|---|
//! | `[Ada Lovelace](PER lovelace)` | a name, its label, its entity |
//! | `[the countess](PER:nominal lovelace)`, `[her](PER:pronoun lovelace)` | a nominal, a pronoun |
//! | `{{Accept all cookies}}` | junk that cleaning should remove |
//! | `\[ \] \{ \} \\` | these characters themselves |
//!
//! Mentions nest. Without the marks the page is the raw file, byte for byte.

use std::path::Path;
use std::str::FromStr;

use onomast_document::{EntityType, MentionKind, RawSpan};

use crate::corpus::Mention;
use crate::error::EvalError;

/// A page with its marks taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The raw page.
    pub text: String,
    /// Its mentions, by their end, inner ones first.
    pub mentions: Vec<Mention>,
    /// Junk, in order, without overlaps.
    pub junk: Vec<RawSpan>,
}

/// Takes the marks out of a gold page. `path` is for messages only.
///
/// # Errors
/// When a mark is malformed, never closed, or empty; with the line on which it stands.
pub fn strip_marks(marked: &str, path: &Path) -> Result<Marked, EvalError> {
    let mut reader = MarkReader {
        path,
        rest: marked,
        line: 1,
        text: String::with_capacity(marked.len()),
        open: Vec::new(),
        junk_open: None,
        mentions: Vec::new(),
        junk: Vec::new(),
    };
    reader.run()?;
    Ok(Marked {
        text: reader.text,
        mentions: reader.mentions,
        junk: reader.junk,
    })
}

struct MarkReader<'a> {
    path: &'a Path,
    rest: &'a str,
    line: usize,
    text: String,
    /// Where each open mention starts, with the line of its bracket.
    open: Vec<(usize, usize)>,
    junk_open: Option<(usize, usize)>,
    mentions: Vec<Mention>,
    junk: Vec<RawSpan>,
}

impl MarkReader<'_> {
    fn run(&mut self) -> Result<(), EvalError> {
        while let Some(character) = self.rest.chars().next() {
            match character {
                '\\' => self.escape()?,
                '[' => {
                    self.open.push((self.text.len(), self.line));
                    self.skip(1);
                }
                ']' => self.close_mention()?,
                '{' if self.rest.starts_with("{{") => {
                    if let Some((_, line)) = self.junk_open {
                        return Err(
                            self.error(format!("the }}}} of the junk that opens on line {line}"), "{{")
                        );
                    }
                    self.junk_open = Some((self.text.len(), self.line));
                    self.skip(2);
                }
                '}' if self.rest.starts_with("}}") => {
                    let Some((start, _)) = self.junk_open.take() else {
                        return Err(self.error("{{ before }}, or \\}", "}}"));
                    };
                    let span = self.span(start)?;
                    self.junk.push(span);
                    self.skip(2);
                }
                '{' | '}' => return Err(self.error(format!("\\{character} or a doubled brace"), character)),
                _ => {
                    self.line += usize::from(character == '\n');
                    self.text.push(character);
                    self.skip(character.len_utf8());
                }
            }
        }
        if let Some((_, line)) = self.open.pop() {
            return Err(EvalError::syntax(
                self.path,
                line,
                "a ] for this [, or \\[",
                "the end of the file",
            ));
        }
        if let Some((_, line)) = self.junk_open {
            return Err(EvalError::syntax(
                self.path,
                line,
                "a }} for this {{",
                "the end of the file",
            ));
        }
        Ok(())
    }

    fn escape(&mut self) -> Result<(), EvalError> {
        let escaped = self
            .rest
            .chars()
            .nth(1)
            .filter(|escaped| "[]{}\\".contains(*escaped));
        let Some(escaped) = escaped else {
            return Err(self.error(
                "one of [ ] { } \\ after a backslash",
                self.rest.chars().take(2).collect::<String>(),
            ));
        };
        self.text.push(escaped);
        self.skip(2);
        Ok(())
    }

    fn close_mention(&mut self) -> Result<(), EvalError> {
        let Some((start, _)) = self.open.pop() else {
            return Err(self.error("a [ before ], or \\]", "]"));
        };
        self.skip(1);
        let mark = self.rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        let Some((mark, _)) = mark.filter(|(mark, _)| !mark.contains('\n')) else {
            return Err(self.error(
                "(LABEL entity) after ]",
                self.rest.chars().take(20).collect::<String>(),
            ));
        };
        let mut words = mark.split_whitespace();
        let (Some(class), Some(entity), None) = (words.next(), words.next(), words.next()) else {
            return Err(self.error("a label and an entity id", mark));
        };
        let (label, kind) = class.split_once(':').unwrap_or((class, "name"));
        let kind = MentionKind::from_str(kind)
            .map_err(|error| self.error("LABEL, LABEL:nominal or LABEL:pronoun", error.to_string()))?;
        let label = EntityType::from_str(label).map_err(|error| self.error("a label", error.to_string()))?;
        let span = self.span(start)?;
        let text = self.text.get(span.range()).unwrap_or_default().to_owned();
        if text.trim() != text || text.is_empty() {
            return Err(self.error("a mention without white space at its ends", format!("{text:?}")));
        }
        self.mentions.push(Mention {
            place: Some(span),
            clean_place: None,
            text,
            label: label.label().to_owned(),
            kind,
            entity: Some(entity.to_owned()),
            kb_id: None,
        });
        let length = mark.len() + 2;
        self.skip(length);
        Ok(())
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn span(&self, start: usize) -> Result<RawSpan, EvalError> {
        RawSpan::new(start, self.text.len())
            .map_err(|error| self.error("a file under 4 GiB", error.to_string()))
    }

    fn error(&self, expected: impl Into<String>, found: impl Into<String>) -> EvalError {
        EvalError::syntax(self.path, self.line, expected, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(marked: &str) -> Result<Marked, String> {
        strip_marks(marked, Path::new("a.gold")).map_err(|error| error.to_string())
    }

    #[test]
    fn marks_nest_and_come_out() {
        let page = strip("{{Menu \\[x\\]}}\n[the President of [Chile](LOC cl)](PER:nominal boric) said [he](PER:pronoun boric) … \\\\").unwrap();
        assert_eq!(page.text, "Menu [x]\nthe President of Chile said he … \\");
        assert_eq!(page.junk, [RawSpan::new(0, 8).unwrap()]);
        let read: Vec<_> = page
            .mentions
            .iter()
            .map(|mention| {
                let place = mention.place.unwrap();
                assert_eq!(page.text.get(place.range()), Some(mention.text.as_str()));
                (
                    mention.text.as_str(),
                    mention.kind,
                    mention.entity.as_deref().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            read,
            [
                ("Chile", MentionKind::Name, "cl"),
                ("the President of Chile", MentionKind::Nominal, "boric"),
                ("he", MentionKind::Pronoun, "boric"),
            ]
        );
    }

    #[test]
    fn a_bad_mark_names_its_line() {
        for (marked, message) in [
            (
                "a\nb [c",
                "a.gold:2: expected a ] for this [, or \\[, found the end of the file",
            ),
            ("x] y", "a.gold:1: expected a [ before ], or \\], found ]"),
            ("\n[x] y", "a.gold:2: expected (LABEL entity) after ], found  y"),
            (
                "[x](PER)",
                "a.gold:1: expected a label and an entity id, found PER",
            ),
            (
                "[x](PERS a)",
                "a.gold:1: expected a label, found unknown label \"PERS\": expected one of PER, ORG, LOC, MISC",
            ),
            (
                "[ x](PER a)",
                "a.gold:1: expected a mention without white space at its ends, found \" x\"",
            ),
            ("{x", "a.gold:1: expected \\{ or a doubled brace, found {"),
            (
                "{{x",
                "a.gold:1: expected a }} for this {{, found the end of the file",
            ),
            (
                "\\n",
                "a.gold:1: expected one of [ ] { } \\ after a backslash, found \\n",
            ),
        ] {
            assert_eq!(strip(marked).unwrap_err(), message);
        }
    }
}
