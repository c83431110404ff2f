//! Eight characters at a time, for the two loops that every byte of a page goes through, and masks of 64.
//!
//! A number holds eight bytes of text, the first one lowest. What is told of them has the highest bit of each byte that is
//! meant. (Known as SWAR; see Warren, Hacker's Delight, 2nd edition, section 6-1.) A mask has a bit for each byte of 64,
//! the first one lowest.

/// A one in each byte.
const ONES: u64 = u64::from_le_bytes([1; 8]);

/// The highest bit of each byte.
pub(crate) const HIGH: u64 = ONES << 7;

/// Bytes that a mask can mean.
pub(crate) const BLOCK: usize = 64;

/// A space in each byte.
const SPACES: u64 = u64::from_le_bytes([b' '; 8]);

/// Eight bytes of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Eight(pub(crate) u64);

impl Eight {
    /// The eight bytes from `at`, and how many there are; behind the end there are spaces.
    #[inline]
    pub(crate) fn at(bytes: &[u8], at: usize) -> (Self, usize) {
        match bytes.get(at..at + 8) {
            Some(&[a, b, c, d, e, f, g, h]) => (Self(u64::from_le_bytes([a, b, c, d, e, f, g, h])), 8),
            _ => Self::at_end(bytes, at),
        }
    }

    /// The fewer than eight bytes from `at`.
    #[cold]
    fn at_end(bytes: &[u8], at: usize) -> (Self, usize) {
        let given = bytes.len().saturating_sub(at);
        let tail = match bytes.last_chunk::<8>() {
            _ if given == 0 => 0,
            Some(last) => u64::from_le_bytes(*last) >> (8 * (8 - given)),
            None => bytes[at..]
                .iter()
                .rev()
                .fold(0, |tail, byte| tail << 8 | u64::from(*byte)),
        };
        (Self(tail | SPACES & !bytes_of(given)), given)
    }

    /// The bytes that are no ASCII characters.
    pub(crate) fn foreign(self) -> u64 {
        self.0 & HIGH
    }

    /// ASCII letters.
    pub(crate) fn letters(self) -> u64 {
        let small = Self(self.0 | ONES << 5);
        small.at_least(b'a') & !small.at_least(b'z' + 1) & !self.foreign()
    }

    /// Those of `letters` that are capitals: lower case is a bit.
    pub(crate) fn capitals(self, letters: u64) -> u64 {
        (!self.0 << 2) & letters
    }

    /// The digits 0 to 9.
    pub(crate) fn digits(self) -> u64 {
        self.at_least(b'0') & !self.at_least(b'9' + 1) & !self.foreign()
    }

    /// ASCII characters from `!` on.
    pub(crate) fn visible(self) -> u64 {
        self.at_least(b'!') & !self.foreign()
    }

    /// One ASCII character; of other bytes anything.
    pub(crate) fn equal(self, byte: u8) -> u64 {
        (HIGH - ((self.0 ^ (u64::from(byte) * ONES)) & !HIGH)) & HIGH
    }

    /// ASCII characters from `least` on; of other bytes anything.
    fn at_least(self, least: u8) -> u64 {
        ((self.0 & !HIGH) + u64::from(0x80 - least) * ONES) & HIGH
    }
}

/// A mask for each of several kinds of bytes, of up to 64 bytes from `at` on, and how many there are.
pub(crate) fn masks<const KINDS: usize>(
    bytes: &[u8],
    at: usize,
    kinds: impl Fn(Eight) -> [u64; KINDS],
) -> ([u64; KINDS], usize) {
    let block = &bytes[at..bytes.len().min(at + BLOCK)];
    let (eights, rest) = block.as_chunks::<8>();
    let mut masks = [0; KINDS];
    let mut add = |place: usize, eight: Eight| {
        for (mask, kind) in masks.iter_mut().zip(kinds(eight)) {
            *mask |= gathered(kind) << (8 * place);
        }
    };
    for (place, eight) in eights.iter().enumerate() {
        add(place, Eight(u64::from_le_bytes(*eight)));
    }
    if !rest.is_empty() {
        add(eights.len(), Eight::at(bytes, at + 8 * eights.len()).0);
    }
    (masks, block.len())
}

/// The highest bits of eight bytes, side by side.
fn gathered(high: u64) -> u64 {
    // Each is moved to its place in the highest byte of the product, where no other comes.
    high.wrapping_mul(0x0002_0408_1020_4081) >> 56
}

/// How many bytes a mask means.
pub(crate) fn count(mask: u64) -> usize {
    mask.count_ones() as usize
}

/// Which bytes a mask means.
pub(crate) fn places(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = mask.trailing_zeros() as usize;
        (mask != 0).then(|| {
            mask &= mask - 1;
            place
        })
    })
}

/// A mask of the first `len` bytes, of 0 to 64.
pub(crate) fn head(len: usize) -> u64 {
    u64::MAX.checked_shr((BLOCK - len) as u32).unwrap_or(0)
}

/// Of eight bytes the first of those that are meant by their highest bits; 8 if none is.
pub(crate) fn first(high: u64) -> usize {
    (high.trailing_zeros() / 8) as usize
}

/// All bits of the first `len` bytes, of 0 to 8.
#[inline]
pub(crate) fn bytes_of(len: usize) -> u64 {
    const BITS: [u64; 9] = [
        0,
        0xFF,
        0xFFFF,
        0xFF_FFFF,
        0xFFFF_FFFF,
        0xFF_FFFF_FFFF,
        0xFFFF_FFFF_FFFF,
        0xFF_FFFF_FFFF_FFFF,
        u64::MAX,
    ];
    BITS[len]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_in_every_place() {
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut bytes = [0xFF; 8];
                bytes[at] = byte;
                let eight = Eight::at(&bytes, 0).0;
                let is = |mask: u64| mask >> (8 * at) & 0x80 != 0;
                let letters = eight.letters();
                assert_eq!(is(letters), byte.is_ascii_alphabetic());
                assert_eq!(is(eight.capitals(letters)), byte.is_ascii_uppercase());
                assert_eq!(is(eight.digits()), byte.is_ascii_digit());
                assert_eq!(is(eight.visible()), byte.is_ascii() && byte > b' ');
                assert_eq!(is(eight.foreign()), !byte.is_ascii());
                assert!((0..0x80).all(|other| !byte.is_ascii() || is(eight.equal(other)) == (other == byte)));
                assert_eq!(gathered(letters), u64::from(byte.is_ascii_alphabetic()) << at);
                assert_eq!(first(letters), if byte.is_ascii_alphabetic() { at } else { 8 });
            }
        }
        let long = "ab.".repeat(40);
        for at in 0..long.len() {
            let ([stops], len) = masks(long.as_bytes(), at, |eight| [eight.equal(b'.')]);
            let found: Vec<usize> = places(stops).map(|place| at + place).collect();
            let expected: Vec<usize> = (at..at + len).filter(|place| place % 3 == 2).collect();
            assert_eq!((found, len), (expected, (long.len() - at).min(BLOCK)));
        }
        let text = "0123456789";
        for end in 0..=text.len() {
            for at in 0..=end {
                let (eight, len) = Eight::at(&text.as_bytes()[..end], at);
                let expected = format!("{:8}", &text[at..end.min(at + 8)]);
                assert_eq!(eight.0.to_le_bytes(), expected.as_bytes());
                assert_eq!(len, (end - at).min(8));
            }
        }
        assert_eq!((head(0), head(1), head(64)), (0, 1, u64::MAX));
        assert_eq!(gathered(HIGH), 0xFF);
    }
}
