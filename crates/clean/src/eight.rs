//! Eight bytes of a text as one number, the first one lowest: the beginnings of words are compared so.

/// The highest bit of each byte.
pub(crate) const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// The eight bytes from `at`; behind the end there are spaces.
#[inline]
pub(crate) fn at(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(eight) => u64::from_le_bytes(*eight),
        None => at_end(bytes, at),
    }
}

/// The fewer than eight bytes from `at`.
#[cold]
fn at_end(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut padded = [b' '; 8];
    padded[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(padded)
}

/// All bits of the first `len` bytes, of 0 to 8.
#[inline]
pub(crate) fn head(len: usize) -> u64 {
    const HEADS: [u64; 9] = [
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
    HEADS[len]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_of_any_part_of_a_text() {
        let text = "0123456789";
        for end in 0..=text.len() {
            for start in 0..=end {
                let expected = format!("{:8}", &text[start..end.min(start + 8)]);
                let eight = at(&text.as_bytes()[..end], start);
                assert_eq!(eight.to_le_bytes(), expected.as_bytes());
            }
        }
        assert_eq!((head(0), head(1), head(8)), (0, 0xFF, u64::MAX));
    }
}
