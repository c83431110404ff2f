//! Finds phrases in a line by their first words: one look into a table a word, and no more for most words.

/// Phrases with a value each, found as whole words, the longest first.
#[derive(Debug)]
pub(crate) struct PhraseTable<V> {
    /// Open addressing by the hash of the first word: its entries, as a range of `entries`.
    slots: Vec<Slot>,
    entries: Vec<Entry<V>>,
    /// A bit for each hash of a first word: small enough to stay at hand, and most words end here.
    filter: Vec<u64>,
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
    value: V,
}

/// Bits of the filter.
const FILTER: usize = 1 << 16;

/// A hash of a word's first eight bytes and its length: words are short, and what is found is compared in full.
fn hash_of(word: &[u8]) -> u64 {
    let mut head = [0; 8];
    let len = word.len().min(8);
    head[..len].copy_from_slice(&word[..len]);
    let mixed = u64::from_le_bytes(head) ^ (word.len() as u64).rotate_left(32);
    // The high bits of a product are the mixed ones.
    mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20
}

/// Letters and digits among the ASCII characters.
const IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 128 {
        table[at] = (at as u8).is_ascii_alphanumeric();
        at += 1;
    }
    table
};

impl<V: Copy> PhraseTable<V> {
    /// A table of phrases in lower case.
    pub(crate) fn new(phrases: impl IntoIterator<Item = (String, V)>) -> Self {
        let mut keyed: Vec<(u64, Entry<V>)> = phrases
            .into_iter()
            .filter_map(|(text, value)| {
                let (start, end) = first_word(&text, 0)?;
                let hash = hash_of(&text.as_bytes()[start..end]);
                Some((
                    hash,
                    Entry {
                        text,
                        lead: start,
                        value,
                    },
                ))
            })
            .collect();
        keyed.sort_by(|(h, a), (k, b)| {
            h.cmp(k)
                .then(b.text.len().cmp(&a.text.len()))
                .then(a.text.cmp(&b.text))
        });
        let mut slots = vec![Slot::default(); (keyed.len() * 2).next_power_of_two()];
        let mask = slots.len() - 1;
        let mut filter = vec![0u64; FILTER / 64];
        let mut first = 0;
        while first < keyed.len() {
            let hash = keyed[first].0;
            let count = keyed[first..]
                .iter()
                .take_while(|(other, _)| *other == hash)
                .count();
            filter[hash as usize % FILTER / 64] |= 1 << (hash % 64);
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
        let hash = hash_of(word.as_bytes());
        if self.filter[hash as usize % FILTER / 64] & (1 << (hash % 64)) == 0 {
            return None;
        }
        let mut value = None;
        self.find(word, |start, end, found| {
            if start == 0 && end == word.len() {
                value = Some(found);
            }
        });
        value
    }

    /// The phrases in `lower`, from left to right without overlaps, as `(start, end, value)`.
    pub(crate) fn find(&self, lower: &str, mut found: impl FnMut(usize, usize, V)) {
        let mask = self.slots.len() - 1;
        let (mut at, mut free) = (0, 0);
        while let Some((start, end)) = first_word(lower, at) {
            at = end;
            let hash = hash_of(&lower.as_bytes()[start..end]);
            if self.filter[hash as usize % FILTER / 64] & (1 << (hash % 64)) == 0 {
                continue;
            }
            let mut slot = hash as usize & mask;
            while self.slots[slot].count > 0 && self.slots[slot].hash != hash {
                slot = (slot + 1) & mask;
            }
            let Slot { first, count, .. } = self.slots[slot];
            for entry in &self.entries[first as usize..(first + count) as usize] {
                let Some(from) = start.checked_sub(entry.lead).filter(|from| *from >= free) else {
                    continue;
                };
                let to = from + entry.text.len();
                let fits = lower.as_bytes()[from..].starts_with(entry.text.as_bytes())
                    && (to <= end || is_word_boundary(lower, to));
                // Within a word the phrase must end with it: "©" before a number is a word of its own.
                if fits && to >= end {
                    found(from, to, entry.value);
                    free = to;
                    at = at.max(to);
                    break;
                }
            }
        }
    }
}

/// The first run of letters and digits at or after `at`. A copyright sign is a word.
fn first_word(text: &str, mut at: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    loop {
        let byte = *bytes.get(at)?;
        if IS_WORD[usize::from(byte)] {
            break;
        }
        if byte.is_ascii() {
            at += 1;
            continue;
        }
        let c = text[at..].chars().next()?;
        if c == '©' {
            return Some((at, at + c.len_utf8()));
        }
        if c.is_alphanumeric() {
            break;
        }
        at += c.len_utf8();
    }
    let start = at;
    loop {
        while at < bytes.len() && IS_WORD[usize::from(bytes[at])] {
            at += 1;
        }
        match text[at..].chars().next() {
            Some(c) if !c.is_ascii() && c.is_alphanumeric() => at += c.len_utf8(),
            _ => return Some((start, at)),
        }
    }
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
        table.find(line, |start, end, ()| found.push(&line[start..end]));
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
