//! Words of a text with their places: what the grammar reads.

use onomast_document::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Letters, with hyphens, apostrophes and digits inside.
    Word,
    /// Digits.
    Number,
    /// The ending `'s` (or the bare apostrophe after s).
    Possessive,
    /// Anything else, a character at a time.
    Punctuation,
}

/// A token. Its text is the document's.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub start: u32,
    pub end: u32,
    pub kind: TokenKind,
    /// In lower case; possessives are `'s`.
    pub lower: Box<str>,
    pub capital: bool,
    /// Number of the sentence.
    pub sentence: u32,
    /// Number of the paragraph.
    pub paragraph: u32,
}

impl Token {
    /// Whether it is a word or number.
    pub fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Number)
    }

    /// Whether it is this punctuation mark or word.
    pub fn is(&self, text: &str) -> bool {
        &*self.lower == text
    }
}

/// The tokens of a text in order.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    list: Vec<Token>,
}

impl std::ops::Deref for Tokens {
    type Target = [Token];

    fn deref(&self) -> &[Token] {
        &self.list
    }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`')
}

impl Tokens {
    /// Splits a text.
    pub fn new(text: &str) -> Self {
        let mut list: Vec<Token> = Vec::with_capacity(text.len() / 5);
        let (mut sentence, mut paragraph) = (0, 0);
        let mut broken = true;
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let start = text.len() - rest.len();
            if letter.is_whitespace() {
                let blank = rest.len() - rest.trim_start().len();
                if rest[..blank].contains(['\n', '\r', '\u{2029}']) && !list.is_empty() {
                    let after = rest[blank..].chars().next();
                    let hard = rest[..blank].matches('\n').count() > 1;
                    // A line that goes on in lower case is a wrapped one.
                    if hard || !after.is_some_and(char::is_lowercase) {
                        sentence += 1;
                        paragraph += 1;
                        broken = true;
                    }
                }
                rest = &rest[blank..];
                continue;
            }
            let (len, kind) = token_at(rest, letter);
            let surface = &rest[..len];
            if !std::mem::take(&mut broken) && ends_sentence(&list, start, letter, rest) {
                sentence += 1;
            }
            list.push(Token {
                start: start as u32,
                end: (start + len) as u32,
                kind,
                lower: if kind == TokenKind::Possessive {
                    "'s".into()
                } else {
                    surface.to_lowercase().into_boxed_str()
                },
                capital: letter.is_uppercase(),
                sentence,
                paragraph,
            });
            rest = &rest[len..];
        }
        Self { list }
    }

    /// The first token that starts at or after a byte offset.
    pub fn at_or_after(&self, offset: usize) -> usize {
        self.list.partition_point(|token| (token.start as usize) < offset)
    }

    /// The tokens that a span covers, as a half-open range.
    pub fn covered(&self, span: Span) -> (usize, usize) {
        let first = self
            .list
            .partition_point(|token| (token.end as usize) <= span.start());
        (first, self.at_or_after(span.end()).max(first))
    }

    /// Lower-case text of a token, empty past the end.
    pub fn lower(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |token| &token.lower)
    }
}

/// Length and kind of the token at the start of `rest`.
fn token_at(rest: &str, first: char) -> (usize, TokenKind) {
    if is_apostrophe(first) {
        let after = rest.strip_prefix(first).unwrap_or_default();
        let possessive =
            after.starts_with('s') && !after[1..].starts_with(|letter: char| letter.is_alphanumeric());
        return if possessive {
            (first.len_utf8() + 1, TokenKind::Possessive)
        } else {
            (first.len_utf8(), TokenKind::Punctuation)
        };
    }
    if !first.is_alphanumeric() {
        return (first.len_utf8(), TokenKind::Punctuation);
    }
    let mut end = 0;
    let mut letters = rest.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|&(_, next)| next);
        let inside = letter.is_alphanumeric()
            || is_mark(letter)
            || (matches!(letter, '-' | '‑') && next.is_some_and(char::is_alphanumeric))
            || (is_apostrophe(letter)
                && next.is_some_and(char::is_alphabetic)
                && token_at(&rest[at..], letter).1 != TokenKind::Possessive);
        if !inside {
            break;
        }
        end = at + letter.len_utf8();
    }
    let word = rest[..end].chars().any(char::is_alphabetic);
    (end, if word { TokenKind::Word } else { TokenKind::Number })
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// Whether a sentence begins with the token at `start`, by what stands before it.
fn ends_sentence(before: &[Token], start: usize, letter: char, rest: &str) -> bool {
    let opens = letter.is_uppercase()
        || letter.is_numeric()
        || (matches!(letter, '"' | '“' | '«' | '(' | '—' | '–' | '-' | '\'' | '‘')
            && rest[letter.len_utf8()..]
                .trim_start_matches(['"', '“', '«', ' ', '\''])
                .starts_with(char::is_uppercase));
    let Some(last) = before.last() else { return false };
    if !opens || (last.end as usize) == start {
        return false;
    }
    // A closing quotation mark or bracket after the point belongs to the sentence.
    let mut point = before.len();
    while point > 0
        && matches!(
            &*before[point - 1].lower,
            "\"" | "”" | "»" | ")" | "’" | "'" | "]"
        )
        && before.len() - point < 3
    {
        point -= 1;
    }
    let Some(mark) = point.checked_sub(1).map(|at| &before[at]) else {
        return false;
    };
    match &*mark.lower {
        "!" | "?" | "…" => true,
        "." => {
            // "A. Nasyrov", "Sh. Mirziyoyev", "Mr. Smith" and "U.S. officials" go on.
            let Some(word) = point.checked_sub(2).map(|at| &before[at]) else {
                return true;
            };
            let touching = word.end == mark.start;
            let initial = word.capital && word.lower.chars().count() <= 2 && word.kind == TokenKind::Word;
            let title = matches!(
                &*word.lower,
                "mr" | "mrs"
                    | "ms"
                    | "dr"
                    | "prof"
                    | "gen"
                    | "col"
                    | "lt"
                    | "sgt"
                    | "st"
                    | "sen"
                    | "rep"
                    | "gov"
                    | "no"
                    | "vs"
                    | "jr"
                    | "sr"
                    | "hon"
                    | "maj"
                    | "capt"
                    | "rev"
            );
            !(touching && (initial || title))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Tokens::new(text)
            .iter()
            .map(|token| token.lower.to_string())
            .collect()
    }

    #[test]
    fn possessives_stand_by_themselves_and_apostrophes_in_names_do_not() {
        assert_eq!(
            words("Uzbekistan’s O‘tkir said"),
            ["uzbekistan", "'s", "o‘tkir", "said"]
        );
        assert_eq!(words("(SCO)"), ["(", "sco", ")"]);
        assert_eq!(words("Secretary-General"), ["secretary-general"]);
    }

    #[test]
    fn sentences_end_at_points_but_not_after_initials() {
        let tokens = Tokens::new("A. Nasyrov met Sh. Mirziyoyev. He left.\nNext line");
        let starts: Vec<u32> = tokens.iter().map(|token| token.sentence).collect();
        assert_eq!(starts.last(), Some(&2));
        assert_eq!(
            tokens
                .iter()
                .find(|token| token.is("he"))
                .map(|token| token.sentence),
            Some(1)
        );
        assert_eq!(
            tokens
                .iter()
                .find(|token| token.is("mirziyoyev"))
                .map(|token| token.sentence),
            Some(0)
        );
    }

    #[test]
    fn any_text_is_covered_on_character_boundaries() {
        for text in ["", "…", "'", "Ә’s б", "a\u{300}'", "’’’s", "x-", "\u{ad}"] {
            for token in Tokens::new(text).iter() {
                assert!(
                    text.get(token.start as usize..token.end as usize).is_some(),
                    "{text:?}"
                );
            }
        }
    }
}
