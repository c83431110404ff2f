//! Eight characters at a time, for the two loops that every byte of a page goes through.
//!
//! A number holds eight bytes of text, the first one lowest. A mask has the highest bit of each byte that is meant. (Known
//! as SWAR; see Warren, Hacker's Delight, 2nd edition, section 6-1.)

/// A one in each byte.
const ONES: u64 = u64::from_le_bytes([1; 8]);

/// The highest bit of each byte.
pub(crate) const HIGH: u64 = ONES << 7;

/// A space in each byte.
const SPACES: u64 = u64::from_le_bytes([b' '; 8]);

/// Eight bytes of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Eight(pub(crate) u64);

impl Eight {
    /// The eight bytes from `at`, and how many there are; behind the end there are spaces.
    pub(crate) fn at(bytes: &[u8], at: usize) -> (Self, usize) {
        if let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            return (Self(u64::from_le_bytes(*eight)), 8);
        }
        let given = bytes.len().saturating_sub(at);
        let ours = head(given);
        let tail = match bytes.last_chunk::<8>() {
            _ if given == 0 => 0,
            Some(last) => u64::from_le_bytes(*last) >> (8 * (8 - given)),
            None => bytes[at..]
                .iter()
                .rev()
                .fold(0, |tail, byte| tail << 8 | u64::from(*byte)),
        };
        (Self(tail | SPACES & !ours), given)
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

/// How many bytes a mask means.
pub(crate) fn count(mask: u64) -> usize {
    ((mask >> 7).wrapping_mul(ONES) >> 56) as usize
}

/// Which byte is the first that a mask means; 8 if it means none.
pub(crate) fn first(mask: u64) -> usize {
    (mask.trailing_zeros() / 8) as usize
}

/// All bits of the first `len` bytes, of 0 to 8.
pub(crate) fn head(len: usize) -> u64 {
    if len == 0 { 0 } else { u64::MAX >> (64 - 8 * len) }
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
                assert_eq!(count(letters), usize::from(byte.is_ascii_alphabetic()));
                assert_eq!(first(letters), if byte.is_ascii_alphabetic() { at } else { 8 });
            }
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
        assert_eq!((head(0), head(1), head(8)), (0, 0xFF, u64::MAX));
    }
}
