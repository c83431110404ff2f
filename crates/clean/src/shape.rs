//! Counts over the characters of a line, and its words: the one look at every byte of it.

use crate::eight::{self, Eight};
use crate::line::ends_sentence;
use crate::phrases::{Word, is_alphanumeric};

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
        let mut in_word = false;
        let mut words = Words {
            line,
            open: None,
            is_ascii: true,
            told,
        };
        // For scripts without spaces every second character counts as a word.
        let mut ideographs = 0;
        let bytes = line.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            at = shape.count_ascii(bytes, at, &mut in_word, &mut words);
            let Some(c) = line[at..].chars().next() else { break };
            words.foreign(c, at);
            at += c.len_utf8();
            let (word, small) = match c {
                '…' | '。' | '！' | '？' | '؟' | '।' => {
                    shape.stops += 1;
                    (false, false)
                }
                '•' | '·' | '»' | '›' | '→' | '▪' | '●' | '■' | '–' => {
                    shape.dividers += 1;
                    (false, false)
                }
                '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' => {
                    shape.letters += 1;
                    ideographs += 1;
                    (false, false)
                }
                'а'..='я' | 'à'..='ö' | 'ø'..='ÿ' => {
                    shape.letters += 1;
                    (true, true)
                }
                'А'..='Я' | 'À'..='Ö' | 'Ø'..='Þ' => {
                    shape.letters += 1;
                    shape.capitals += 1;
                    (true, false)
                }
                '▾' => {
                    shape.dashes += 1;
                    (in_word, false)
                }
                '’' | '‘' | '“' | '”' | '„' | '«' | '—' => (in_word, false),
                c if c.is_alphabetic() => {
                    shape.letters += 1;
                    let capital = c.is_uppercase();
                    shape.capitals += usize::from(capital);
                    (true, !capital)
                }
                // Combining marks go on with a word; other signs end it.
                c => (in_word && !c.is_whitespace(), false),
            };
            if word && !in_word {
                shape.words += 1;
                shape.small_words += usize::from(small);
            }
            in_word = word;
        }
        words.end(line.len());
        shape.words += ideographs / 2;
        shape.small_words += ideographs / 2;
        shape.ends_sentence = ends_sentence(line);
        shape
    }

    /// Counts the ASCII characters from `at` on, and says where they end.
    fn count_ascii(
        &mut self,
        bytes: &[u8],
        mut at: usize,
        in_word: &mut bool,
        found: &mut Words<'_, impl FnMut(Word)>,
    ) -> usize {
        // Whether the character before is part of a word, as the highest bit of a byte.
        let mut before = u64::from(*in_word) << 7;
        loop {
            let (all, given) = Eight::at(bytes, at);
            let len = given.min(eight::first(all.foreign()));
            if len == 0 {
                *in_word = before != 0;
                return at;
            }
            let ours = eight::head(len);
            let letters = all.letters() & ours;
            let capitals = all.capitals(letters);
            let digits = all.digits() & ours;
            let mut words = letters | digits;
            found.ascii(at, words, ours);
            let mut signs = all.visible() & !words & ours;
            let starts = words;
            while signs != 0 {
                let sign = eight::first(signs);
                signs &= signs - 1;
                match (all.0 >> (8 * sign)) as u8 {
                    b'.' | b'!' | b'?' => self.stops += 1,
                    b'|' | b'>' | b'/' | b'*' => self.dividers += 1,
                    // These go on with a word.
                    mark @ (b'\'' | b'-') => {
                        words |= (words << 8 | before) & (0x80 << (8 * sign));
                        self.dashes += usize::from(mark == b'-');
                    }
                    _ => {}
                }
            }
            let starts = starts & !(words << 8 | before);
            self.letters += eight::count(letters);
            self.capitals += eight::count(capitals);
            self.digits += eight::count(digits);
            self.words += eight::count(starts);
            self.small_words += eight::count(starts & letters & !capitals);
            before = words >> (8 * (len - 1)) & 0x80;
            at += len;
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

/// Finds the words of a line on the way: runs of letters and digits, and copyright signs.
struct Words<'l, F> {
    line: &'l str,
    /// Where the word began that has not ended, and whether it has ASCII characters only.
    open: Option<usize>,
    is_ascii: bool,
    told: F,
}

impl<F: FnMut(Word)> Words<'_, F> {
    /// Up to eight ASCII characters from `at`, of which `words` belong to words.
    fn ascii(&mut self, at: usize, words: u64, ours: u64) {
        let before = u64::from(self.open.is_some()) << 7;
        let mut borders = (words ^ (words << 8 | before)) & ours & eight::HIGH;
        while borders != 0 {
            let border = at + eight::first(borders);
            borders &= borders - 1;
            match self.open {
                Some(_) => self.end(border),
                None => self.open = Some(border),
            }
        }
    }

    /// Another character.
    fn foreign(&mut self, c: char, at: usize) {
        if is_alphanumeric(c) {
            self.open.get_or_insert(at);
            self.is_ascii = false;
            return;
        }
        self.end(at);
        if c == '©' {
            (self.told)(Word::foreign(self.line, at, at + c.len_utf8()));
        }
    }

    /// Here a word ends, if there is one.
    fn end(&mut self, at: usize) {
        let is_ascii = std::mem::replace(&mut self.is_ascii, true);
        let Some(start) = self.open.take() else { return };
        (self.told)(if is_ascii {
            Word::ascii(self.line, start, at)
        } else {
            Word::foreign(self.line, start, at)
        });
    }
}
