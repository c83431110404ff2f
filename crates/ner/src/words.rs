//! A text is cut into words, and the words are grouped into sentences.
//!
//! A word is what carries one label: `Mirziyoyev`, `U.S.`, `O'Brien`, `'s`, `,`. The ends of lines end sentences too,
//! since cleaned text keeps one paragraph, list item or headline on a line.

use std::ops::Range;

/// A word of a text: a byte range on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    pub start: u32,
    pub end: u32,
    /// Whether a sentence begins here.
    pub starts_sentence: bool,
    /// Whether this is a web or mail address, which is never a name.
    pub is_address: bool,
}

impl Word {
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The word itself, in the text that it was cut from.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

/// Abbreviations whose full stop is theirs, beside initials and dotted letters.
const ABBREVIATIONS: &[&str] = &[
    "Adm", "Amb", "Apr", "Aug", "Ave", "Blvd", "Bros", "Capt", "Cmdr", "Col", "Corp", "Dec", "Dept", "Feb",
    "Fr", "Gen", "Gov", "Hon", "Inc", "Jan", "Jr", "Lt", "Ltd", "Maj", "Mr", "Mrs", "Ms", "Nov", "Oct",
    "Pres", "Prof", "Rep", "Rev", "Sen", "Sept", "Sgt", "Sr", "St", "Univ", "Vol", "al", "approx", "etc",
    "vs",
];

/// Cuts a text into words, each marked if it begins a sentence.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for line in pieces(text, is_line_break) {
        let first_of_line = words.len();
        for chunk in pieces(&text[line.clone()], char::is_whitespace) {
            let chunk = line.start + chunk.start..line.start + chunk.end;
            let address = address_in(&text[chunk.clone()]);
            let address = chunk.start + address.start..chunk.start + address.end;
            cut_chunk(text, chunk.start..address.start, &mut words);
            if !address.is_empty() {
                words.push(Word {
                    start: address.start as u32,
                    end: address.end as u32,
                    starts_sentence: false,
                    is_address: true,
                });
            }
            cut_chunk(text, address.end..chunk.end, &mut words);
        }
        mark_sentences(text, &mut words[first_of_line..]);
    }
    words
}

/// The ranges between separators, the empty ones left out.
fn pieces(text: &str, separator: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let start = text.as_ptr() as usize;
    text.split(separator)
        .filter(|piece| !piece.is_empty())
        .map(move |piece| {
            let at = piece.as_ptr() as usize - start;
            at..at + piece.len()
        })
}

/// Where a web or mail address stands in a stretch without white space; an empty range where there is none.
fn address_in(chunk: &str) -> Range<usize> {
    let web = ["http://", "https://", "www."]
        .iter()
        .filter_map(|start| chunk.find(start))
        .min();
    let start = match web {
        Some(start) => start,
        None if is_mail_address(chunk) => chunk.find(char::is_alphanumeric).unwrap_or(0),
        None => return chunk.len()..chunk.len(),
    };
    let closes = |c: char| {
        matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '>' | '"' | '\'' | '”' | '’' | '»'
        )
    };
    start..start + chunk[start..].trim_end_matches(closes).len()
}

fn is_mail_address(chunk: &str) -> bool {
    let name_char = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    chunk.split_once('@').is_some_and(|(name, host)| {
        name.ends_with(name_char) && host.starts_with(char::is_alphanumeric) && host.contains('.')
    })
}

fn is_line_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Whether the character belongs to a word by itself: a letter, a digit, or a mark upon one.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// Whether `c` belongs to a word when it stands between the word characters `before` and `after`.
fn joins(c: char, before: char, after: char) -> bool {
    match c {
        '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '&' | '_' => true,
        // "3.5" and "e.g", but not "noted.He" of a page whose line breaks were lost.
        '.' => !(before.is_lowercase() && after.is_uppercase()),
        ',' | ':' => before.is_ascii_digit() && after.is_ascii_digit(),
        _ => false,
    }
}

/// Cuts a stretch without white space into words.
fn cut_chunk(text: &str, chunk: Range<usize>, words: &mut Vec<Word>) {
    let mut push = |start: usize, end: usize| {
        // A `Document` holds less than 4 GiB: spans are checked on the way out.
        words.push(Word {
            start: start as u32,
            end: end as u32,
            starts_sentence: false,
            is_address: false,
        });
    };
    let mut characters = text[chunk.clone()]
        .char_indices()
        .map(|(at, c)| (chunk.start + at, c))
        .peekable();
    let mut open: Option<usize> = None;
    let mut before = ' ';
    while let Some((at, c)) = characters.next() {
        let after = characters.peek().map(|&(_, next)| next);
        let inside = is_word_char(c)
            || open.is_some() && after.is_some_and(|next| is_word_char(next) && joins(c, before, next));
        if inside {
            open.get_or_insert(at);
        } else {
            if let Some(start) = open.take() {
                if c == '.' && keeps_full_stop(&text[start..at], after) {
                    push(start, at + 1);
                    before = c;
                    continue;
                }
                push_core(text, start, at, &mut push);
            }
            push(at, at + c.len_utf8());
        }
        before = c;
    }
    if let Some(start) = open {
        push_core(text, start, chunk.end, &mut push);
    }
}

/// Pushes a word without its possessive ending, and then the ending.
fn push_core(text: &str, start: usize, end: usize, push: &mut impl FnMut(usize, usize)) {
    let word = &text[start..end];
    let ending = ["'s", "’s", "'S", "’S"]
        .iter()
        .find(|ending| word.len() > ending.len() && word.ends_with(**ending));
    match ending {
        Some(ending) => {
            push(start, end - ending.len());
            push(end - ending.len(), end);
        }
        None => push(start, end),
    }
}

/// Whether the full stop behind `word` belongs to it: `A.`, `Sh.`, `U.S.`, `Gen.`, but not `Al.` before a quote.
fn keeps_full_stop(word: &str, after: Option<char>) -> bool {
    if after.is_some_and(|c| c == '.') {
        return false;
    }
    let mut letters = word.chars();
    let (first, second, third) = (letters.next(), letters.next(), letters.next());
    let capital = first.is_some_and(char::is_uppercase);
    match (second, third) {
        (None, _) => capital,
        (Some(second), None) if capital && second.is_lowercase() => {
            !matches!(word, "He" | "It" | "We" | "Me" | "No")
        }
        _ => {
            ABBREVIATIONS.binary_search(&word).is_ok()
                || word.contains('.') && word.split('.').all(|part| part.chars().count() == 1)
        }
    }
}

/// Marks the words of a line that begin a sentence.
fn mark_sentences(text: &str, words: &mut [Word]) {
    let mut ended = true;
    for at in 0..words.len() {
        let word = words[at].of(text);
        let glued = at > 0 && words[at - 1].end == words[at].start;
        let closes = matches!(word, ")" | "]" | "”" | "»" | "’" | "\"" | "'") && glued;
        if ended && !closes {
            let capital = word
                .chars()
                .next()
                .is_some_and(|c| !c.is_lowercase() && !matches!(c, '.' | ',' | ';'));
            words[at].starts_sentence = at == 0 || capital;
            ended = false;
        }
        ended = ended || matches!(word, "." | "!" | "?" | "…");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words joined by `·`, sentences by ` | `.
    fn cut(text: &str) -> String {
        let mut shown = String::new();
        for word in words(text) {
            if !shown.is_empty() {
                shown.push_str(if word.starts_sentence { " | " } else { "·" });
            }
            shown.push_str(word.of(text));
        }
        shown
    }

    #[test]
    fn punctuation_stands_by_itself_and_names_stay_whole() {
        assert_eq!(
            cut("\"Hello,\" said O'Brien (of AT&T)."),
            "\"·Hello·,·\"·said·O'Brien·(·of·AT&T·)·."
        );
        assert_eq!(
            cut("Uzbekistan's Qasym-Jomart O‘zbekiston 3.5 10:30"),
            "Uzbekistan·'s·Qasym·-·Jomart·O‘zbekiston·3.5·10:30"
        );
    }

    #[test]
    fn abbreviations_keep_their_full_stop() {
        assert_eq!(
            cut("Sh. Mirziyoyev met A. Nasyrov of the U.S. on Jan. 5."),
            "Sh.·Mirziyoyev·met·A.·Nasyrov·of·the·U.S.·on·Jan.·5·."
        );
    }

    #[test]
    fn sentences_end_at_full_stops_and_at_lines() {
        assert_eq!(
            cut("He came. \"She left.\" (They stayed.) all"),
            "He·came·. | \"·She·left·.·\" | (·They·stayed·.·)·all"
        );
        assert_eq!(
            cut("Tashkent\n\nAstana  now\r\nBishkek"),
            "Tashkent | Astana·now | Bishkek"
        );
        assert_eq!(
            cut("as he noted.Shavkat Mirziyoyev"),
            "as·he·noted·. | Shavkat·Mirziyoyev"
        );
        assert_eq!(cut("Yes! \"No?\" 12 came"), "Yes·! | \"·No·?·\" | 12·came");
    }

    #[test]
    fn addresses_are_single_words() {
        assert_eq!(
            cut("see (https://www.gov.uz/en/news?id=1). Write to <a.b@gov.uz>, www.x.org/"),
            "see·(·https://www.gov.uz/en/news?id=1·)·. | Write·to·<·a.b@gov.uz·>·,·www.x.org/"
        );
    }

    #[test]
    fn abbreviations_are_in_order() {
        assert!(ABBREVIATIONS.is_sorted());
    }

    proptest! {
        #[test]
        fn words_cover_all_but_white_space(text in "(?s).{0,80}|[A-Za-z .,'\n’–-]{0,60}") {
            let mut at = 0;
            for word in words(&text) {
                let gap = text.get(at..word.start as usize).expect("on character boundaries, in order");
                prop_assert!(gap.trim().is_empty(), "{gap:?} was left out");
                prop_assert!(!word.of(&text).is_empty());
                at = word.end as usize;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
