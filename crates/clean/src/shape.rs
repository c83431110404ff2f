//! Counts over the characters of a line, and its words: the one look at every byte of it.

use crate::line::ends_sentence;
use crate::masks::{self, masks};
use crate::phrases::Word;

/// Counts over the characters of a line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shape {
    /// Letters of any script.
    pub(crate) letters: usize,
    /// Capital letters.
    pub(crate) capitals: usize,
    /// Digits 0 to 9.
    pub(crate) digits: usize,
    /// Runs of letters and digits.
    pub(crate) words: usize,
    /// Words that begin with a small letter, or of a script without capitals.
    pub(crate) small_words: usize,
    /// Characters that lists of links put between them.
    pub(crate) dividers: usize,
    /// Hyphens, and other characters that may stand between labels.
    pub(crate) dashes: usize,
    /// Sentence ends within the line or at its end.
    pub(crate) stops: usize,
    /// Characters of scripts that have no spaces between words.
    ideographs: usize,
    /// Whether the line ends as a sentence does.
    pub(crate) ends_sentence: bool,
    /// Whether the line is a piece of running text that was cut into lines.
    pub(crate) wrapped: bool,
}

impl Shape {
    /// Counts the characters of a line.
    pub(crate) fn of(line: &str) -> Self {
        Self::with_words(line, |_| ())
    }

    /// Counts the characters of a line, and tells its words one after another.
    pub(crate) fn with_words(line: &str, told: impl FnMut(Word)) -> Self {
        let mut shape = Self::default();
        let mut words = Words {
            line,
            open: None,
            told,
        };
        // Whether the character before is part of a word, as the lowest bit.
        let mut before = 0;
        let mut at = 0;
        // A word that ends with the line ends in a block of its own, if the last one is full.
        while at < line.len() || words.open.is_some() {
            let block = shape.read(line, at);
            words.read(at, &block);
            // Joiners behind a word belong to it: a sum carries over a row of them.
            let behind = block.joiners & (block.words << 1 | before);
            let within = block.words | block.joiners & !block.joiners.wrapping_add(behind);
            let starts = block.words & !(within << 1 | before);
            shape.letters += masks::count(block.letters);
            shape.capitals += masks::count(block.capitals);
            shape.digits += masks::count(block.digits);
            shape.words += masks::count(starts);
            shape.small_words += masks::count(starts & block.letters & !block.capitals);
            before = within >> block.len.saturating_sub(1) & 1;
            at += block.len;
        }
        // For scripts without spaces every second character counts as a word.
        let ideographs = shape.ideographs / 2;
        shape.words += ideographs;
        shape.small_words += ideographs;
        shape.ends_sentence = ends_sentence(line);
        shape
    }

    /// Reads up to 64 bytes of a line, of whole characters, and counts the signs among them.
    fn read(&mut self, line: &str, at: usize) -> Block {
        let bytes = line.as_bytes();
        let ([letters, capitals, digits, visible, foreign], len) = masks(bytes, at, |bytes| {
            [
                masks::letters(bytes),
                masks::among(bytes, b'A', b'Z'),
                masks::among(bytes, b'0', b'9'),
                masks::visible(bytes),
                bytes,
            ]
        });
        let words = letters | digits;
        let mut block = Block {
            len,
            letters,
            capitals,
            digits,
            words,
            joiners: 0,
            runs: words,
            copyright: 0,
            foreign,
        };
        for sign in masks::places(visible & !words) {
            match bytes[at + sign] {
                b'.' | b'!' | b'?' => self.stops += 1,
                b'|' | b'>' | b'/' | b'*' => self.dividers += 1,
                mark @ (b'\'' | b'-') => {
                    block.joiners |= 1 << sign;
                    self.dashes += usize::from(mark == b'-');
                }
                _ => {}
            }
        }
        let mut foreign = foreign;
        while foreign != 0 {
            let first = foreign.trailing_zeros() as usize;
            let Some(c) = line[at + first..].chars().next() else {
                break;
            };
            // What reaches the end of a full block may go on behind it, and is left to the next.
            if first + c.len_utf8() >= masks::BLOCK {
                block.len = first;
                break;
            }
            let all = masks::head(c.len_utf8()) << first;
            foreign &= !all;
            self.foreign(c, all, &mut block);
        }
        block
    }

    /// Notes a character that is not ASCII; `all` means its bytes in the block.
    fn foreign(&mut self, c: char, all: u64, block: &mut Block) {
        let first = all & all.wrapping_neg();
        match c {
            '…' | '。' | '！' | '？' | '؟' | '।' => self.stops += 1,
            '•' | '·' | '»' | '›' | '→' | '▪' | '●' | '■' | '–' => self.dividers += 1,
            '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' => {
                self.letters += 1;
                self.ideographs += 1;
                block.runs |= if c.is_alphanumeric() { all } else { 0 };
            }
            '’' | '‘' | '“' | '”' | '„' | '«' | '—' => block.joiners |= all,
            'а'..='я' | 'ß'..='ö' | 'ø'..='ÿ' => block.letter(all, 0),
            'А'..='Я' | 'À'..='Ö' | 'Ø'..='Þ' => block.letter(all, first),
            '▾' => {
                self.dashes += 1;
                block.joiners |= all;
            }
            '©' => {
                block.joiners |= all;
                block.runs |= all;
                block.copyright |= first;
            }
            c if c.is_alphabetic() => block.letter(all, if c.is_uppercase() { first } else { 0 }),
            c if c.is_whitespace() => {}
            // Combining marks go on with a word.
            c => {
                block.joiners |= all;
                block.runs |= if c.is_numeric() { all } else { 0 };
            }
        }
    }

    /// Whether the line reads as running text: enough words, most of them small, and an end.
    pub(crate) fn is_sentence(&self) -> bool {
        let running = self.small_words * 5 >= self.words * 2;
        self.wrapped || running && ((self.words >= 6 && self.ends_sentence) || self.words >= 18)
    }

    /// Whether a sentence may go on in the next line: names of sites and labels have few small words.
    pub(crate) fn reads_on(&self) -> bool {
        self.words >= 4 && (self.small_words * 2 >= self.words || self.words >= 9)
    }

    /// A sentence that is long enough to be a paragraph of an article.
    pub(crate) fn is_paragraph(&self) -> bool {
        self.words >= 15 && self.is_sentence()
    }
}

/// What the characters of up to 64 bytes of a line are, as masks with a bit for each byte, the first one lowest.
struct Block {
    len: usize,
    /// The first byte of each letter,
    letters: u64,
    /// and of each capital.
    capitals: u64,
    digits: u64,
    /// All bytes of letters and digits,
    words: u64,
    /// and of characters that go on with a word.
    joiners: u64,
    /// All bytes of the words that phrases are made of: numbers of all scripts belong to them, and copyright signs.
    runs: u64,
    /// The first byte of each copyright sign.
    copyright: u64,
    /// All bytes that are not ASCII.
    foreign: u64,
}

impl Block {
    /// Notes a letter, of the bytes `all`.
    fn letter(&mut self, all: u64, capital: u64) {
        self.letters |= all & all.wrapping_neg();
        self.capitals |= capital;
        self.words |= all;
        self.runs |= all;
    }
}

/// Finds the words of a line on the way: runs of letters and digits, and copyright signs.
struct Words<'l, F> {
    line: &'l str,
    /// Where the word began that has not ended.
    open: Option<usize>,
    told: F,
}

impl<F: FnMut(Word)> Words<'_, F> {
    /// The block at `at`.
    fn read(&mut self, at: usize, block: &Block) {
        let before = block.runs << 1 | u64::from(self.open.is_some());
        // A copyright sign is a word of its own, whatever stands beside it.
        let cuts = block.copyright | block.copyright << 2;
        let mut starts = block.runs & (!before | cuts);
        // The line ends words, too.
        let is_last = at + block.len == self.line.len() && block.len < masks::BLOCK;
        let reach = masks::head(block.len + usize::from(is_last));
        for end in masks::places(before & (!block.runs | cuts) & reach) {
            let (start, is_ascii) = if let Some(start) = self.open.take() {
                (start, is_ascii(&self.line.as_bytes()[start..at + end]))
            } else {
                let start = starts.trailing_zeros();
                starts &= starts - 1;
                let is_ascii = block.foreign == 0 || block.foreign & ((1 << end) - (1 << start)) == 0;
                (at + start as usize, is_ascii)
            };
            (self.told)(Word::new(self.line, start, at + end, is_ascii));
        }
        if starts != 0 {
            self.open = Some(at + starts.trailing_zeros() as usize);
        }
    }
}

#[cold]
fn is_ascii(word: &[u8]) -> bool {
    word.is_ascii()
}
