//! Finds phrases in a line by their first words: one look into a table a word, and no more for most words. Case is
//! folded on the way, so that no line has to be written anew in lower case.

use std::ops::Range;

use crate::eight;
use crate::shape::Shape;

/// Phrases with a value each, found as whole words, the longest first.
#[derive(Debug)]
pub(crate) struct PhraseTable<V> {
    /// Open addressing by the hash of the first word: its entries, as a range of `entries`.
    slots: Vec<Slot>,
    entries: Vec<Entry<V>>,
    /// A bit for each hash of a beginning: small enough to stay at hand, and most words end here.
    filter: Box<[u64; FILTER / 64]>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u64,
    first: u32,
    count: u32,
}

#[derive(Debug)]
struct Entry<V> {
    text: String,
    /// Bytes before the first word: an opening bracket, an upside-down question mark.
    lead: usize,
    /// Its first bytes, up to eight, as far as they are ASCII: most texts are told apart by them.
    head: u64,
    /// All bits of those bytes.
    head_bits: u64,
    /// Whether they are all of it, and each stands for itself alone in lower case.
    is_head: bool,
    value: V,
}

impl<V> Entry<V> {
    fn new(text: String, lead: usize, value: V) -> Self {
        let ascii = text.bytes().take(8).take_while(u8::is_ascii).count();
        let head_bits = eight::head(ascii);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b' ';
        Self {
            is_head: text.len() <= 8 && text.bytes().all(is_plain),
            head: (eight::at(text.as_bytes(), 0) | LOWER) & head_bits,
            head_bits,
            text,
            lead,
            value,
        }
    }

    /// Whether the phrase stands at a place of the text.
    fn is_at(&self, text: &str, at: usize) -> bool {
        (eight::at(text.as_bytes(), at) | LOWER) & self.head_bits == self.head
            && (self.is_head || text.get(at..).is_some_and(|text| begins_with(text, &self.text)))
    }
}

/// Bits of the filter.
const FILTER: usize = 1 << 16;

/// A hash of a word's first eight bytes in lower case and its length: words are short, and what is found is compared in
/// full.
fn hash_of(head: u64, len: usize) -> u64 {
    let mixed = head ^ (len as u64).rotate_left(32);
    // The high bits of a product are the mixed ones.
    mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20
}

/// Lower case is a bit of each letter, which digits have, too.
const LOWER: u64 = u64::from_le_bytes([0x20; 8]);

/// A run of letters and digits in a text, or a copyright sign.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether all of its characters are ASCII.
    pub(crate) is_ascii: bool,
    /// Its first eight bytes in lower case, the first one lowest; zeros behind a shorter word.
    pub(crate) head: u64,
    /// The same with what stands behind a shorter word, if its characters are ASCII.
    eight: u64,
}

impl Word {
    /// The word at `start..end` of a text.
    #[inline]
    pub(crate) fn new(text: &str, start: usize, end: usize, is_ascii: bool) -> Self {
        let (eight, head) = if is_ascii {
            let eight = eight::at(text.as_bytes(), start) | LOWER;
            (eight, eight & eight::head((end - start).min(8)))
        } else {
            (0, folded_head(&text[start..end]))
        };
        Self {
            start,
            end,
            is_ascii,
            head,
            eight,
        }
    }

    fn hash(self) -> u64 {
        hash_of(self.head, self.end - self.start)
    }
}

/// The first eight bytes of a word in lower case.
#[inline(never)]
fn folded_head(word: &str) -> u64 {
    let bytes = word.as_bytes();
    // Most words have no capitals but ASCII ones, and that can be seen.
    let is_small = |(at, byte): (usize, &u8)| match (*byte, bytes.get(at + 1)) {
        (0xC3, Some(next)) => *next >= 0xA0,
        (0xD0, Some(next)) => *next >= 0xB0,
        (byte, _) => byte < 0xC0 || matches!(byte, 0xD1 | 0xD7..=0xDB),
    };
    if bytes.iter().take(8).enumerate().all(is_small) {
        let eight = eight::at(bytes, 0);
        return (eight | (!eight & eight::HIGH) >> 2) & eight::head(bytes.len().min(8));
    }
    let mut head = [0; 8];
    let mut len = 0;
    for c in word.chars().map(small) {
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            if len == 8 {
                return u64::from_le_bytes(head);
            }
            head[len] = byte;
            len += 1;
        }
    }
    u64::from_le_bytes(head)
}

/// A letter in lower case, or as it is where the lower one has another length, so that offsets stay.
pub(crate) fn small(c: char) -> char {
    match c {
        'a'..='z' | 'à'..='ö' | 'ø'..='ÿ' | 'а'..='џ' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        'À'..='Ö' | 'Ø'..='Þ' | 'А'..='Я' => char::from_u32(c as u32 + 0x20).unwrap_or(c),
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
                _ => c,
            }
        }
    }
}

/// Whether the text begins with a phrase that is in lower case.
#[inline]
pub(crate) fn begins_with(text: &str, phrase: &str) -> bool {
    // Most are told apart by their first letter, which is ASCII in both or in neither.
    match (text.as_bytes().first(), phrase.as_bytes().first()) {
        (Some(ours), Some(theirs)) if theirs.is_ascii() && ours.to_ascii_lowercase() != *theirs => false,
        _ => goes_on_with(text, phrase),
    }
}

fn goes_on_with(text: &str, phrase: &str) -> bool {
    let Some(head) = text.as_bytes().get(..phrase.len()) else {
        return false;
    };
    if head.is_ascii() {
        return head.eq_ignore_ascii_case(phrase.as_bytes());
    }
    let mut chars = text.chars().map(small);
    phrase.chars().all(|c| chars.next() == Some(c))
}

impl<V: Copy> PhraseTable<V> {
    /// A table of phrases in lower case.
    pub(crate) fn new(phrases: impl IntoIterator<Item = (String, V)>) -> Self {
        let mut filter = Box::new([0u64; FILTER / 64]);
        let mut keyed: Vec<(u64, Entry<V>)> = phrases
            .into_iter()
            .filter_map(|(text, value)| {
                let word = *words(&text).first()?;
                let entry = Entry::new(text, word.start, value);
                // Many words begin a phrase of several, but few go on as it does.
                let goes_on = word.end < entry.text.len() && entry.lead == 0;
                let is_told_by_eight = goes_on && word.is_ascii && entry.head_bits == u64::MAX;
                let beginning = if is_told_by_eight {
                    hash_of(entry.head, 0)
                } else {
                    word.hash()
                };
                filter[beginning as usize % FILTER / 64] |= 1 << (beginning % 64);
                Some((word.hash(), entry))
            })
            .collect();
        keyed.sort_by(|(h, a), (k, b)| {
            h.cmp(k)
                .then(b.text.len().cmp(&a.text.len()))
                .then(a.text.cmp(&b.text))
        });
        let mut slots = vec![Slot::default(); (keyed.len() * 2).next_power_of_two()];
        let mask = slots.len() - 1;
        let mut first = 0;
        while first < keyed.len() {
            let hash = keyed[first].0;
            let count = keyed[first..]
                .iter()
                .take_while(|(other, _)| *other == hash)
                .count();
            let mut at = hash as usize & mask;
            while slots[at].count > 0 {
                at = (at + 1) & mask;
            }
            slots[at] = Slot {
                hash,
                first: first as u32,
                count: count as u32,
            };
            first += count;
        }
        Self {
            slots,
            entries: keyed.into_iter().map(|(_, entry)| entry).collect(),
            filter,
        }
    }

    /// The value of a phrase that is one word, as `word` is.
    pub(crate) fn get(&self, word: &str) -> Option<V> {
        self.value_of(word, Word::new(word, 0, word.len(), word.is_ascii()))
    }

    /// The value of a phrase that is one word, as `word` of `text` is.
    #[inline]
    pub(crate) fn value_of(&self, text: &str, word: Word) -> Option<V> {
        self.may_be(word.hash())
            .then(|| self.value_behind_filter(text, word))
            .flatten()
    }

    fn value_behind_filter(&self, text: &str, word: Word) -> Option<V> {
        let len = word.end - word.start;
        let is = |entry: &&Entry<V>| {
            let same = entry.text.len() == len && entry.head == word.head & entry.head_bits;
            // Of letters and digits the head says everything.
            same && (word.is_ascii && len <= 8 || begins_with(&text[word.start..], &entry.text))
        };
        self.beginning_with(word).iter().find(is).map(|entry| entry.value)
    }

    /// Whether a phrase may begin with the word: no, for most words.
    #[inline]
    pub(crate) fn may_begin_with(&self, word: Word) -> bool {
        self.may_be(word.hash()) || self.may_be(hash_of(word.eight, 0))
    }

    /// Whether the filter knows the hash of a beginning.
    #[inline]
    fn may_be(&self, hash: u64) -> bool {
        self.filter[hash as usize % FILTER / 64] & (1 << (hash % 64)) != 0
    }

    /// The phrases whose first word has the hash of the word, which may be none.
    fn beginning_with(&self, word: Word) -> &[Entry<V>] {
        let hash = word.hash();
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].count > 0 && self.slots[at].hash != hash {
            at = (at + 1) & mask;
        }
        let Slot { first, count, .. } = self.slots[at];
        &self.entries[first as usize..(first + count) as usize]
    }

    /// The phrases in a part of `text`, in whatever case, from left to right without overlaps, as `(start, end, value)`.
    /// `words` are those of the text that phrases [may begin with](Self::may_begin_with).
    pub(crate) fn find(
        &self,
        text: &str,
        part: Range<usize>,
        words: &[Word],
        mut found: impl FnMut(usize, usize, V),
    ) {
        let mut free = part.start;
        let first = words.partition_point(|word| word.start < part.start);
        for word in words[first..].iter().take_while(|word| word.end <= part.end) {
            if word.start < free {
                continue;
            }
            let here = eight::at(text.as_bytes(), word.start) | LOWER;
            for entry in self.beginning_with(*word) {
                if entry.lead == 0 && here & entry.head_bits != entry.head {
                    continue;
                }
                let Some(from) = word.start.checked_sub(entry.lead).filter(|from| *from >= free) else {
                    continue;
                };
                let to = from + entry.text.len();
                // Within a word the phrase must end with it: "©" before a number is a word of its own.
                let fits = (word.end..=part.end).contains(&to)
                    && entry.is_at(text, from)
                    && (to == word.end || is_word_boundary(text, to));
                if fits {
                    found(from, to, entry.value);
                    free = to;
                    break;
                }
            }
        }
    }
}

/// The words of a text.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    Shape::with_words(text, |word| words.push(word));
    words
}

/// Whether no word runs over the byte `at`.
fn is_word_boundary(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[&str]) {
        let phrases = [
            "print",
            "print this page",
            "share on",
            "(c)",
            "©",
            "a+",
            "¿olvidó",
            "read more »",
            "войти",
            "read",
        ];
        let table = PhraseTable::new(phrases.iter().map(|text| ((*text).to_owned(), ())));
        let mut found = Vec::new();
        table.find(line, 0..line.len(), &words(line), |start, end, ()| {
            found.push(&line[start..end]);
        });
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn whole_words_and_the_longest_first() {
        check(
            "printed — print this page | share on it",
            &["print this page", "share on"],
        );
        check("print this pages", &["print"]);
        check("read more » read more", &["read more »", "read"]);
        check(
            "(c) ©2021 a+ ¿olvidó войти войтих",
            &["(c)", "©", "a+", "¿olvidó", "войти"],
        );
    }
}
