//! What the bytes of a text are, 64 at a time, for the two loops that every byte of a page goes through.
//!
//! A mask has a bit for each of 64 bytes, the first one lowest, so that runs and borders are found by a few steps of
//! arithmetic. Processors tell 16 bytes by one instruction, which the crate `wide` calls where they have it.

use wide::u8x16;

/// Bytes that a mask can mean.
pub(crate) const BLOCK: usize = 64;

/// Bytes that are told at once.
const LANES: usize = 16;

/// A mask for each of several kinds of bytes, of up to 64 bytes from `at` on, and how many there are. `kinds` sets the
/// highest bit of each byte that is of the kind.
pub(crate) fn masks<const KINDS: usize>(
    bytes: &[u8],
    at: usize,
    kinds: impl Fn(u8x16) -> [u8x16; KINDS],
) -> ([u64; KINDS], usize) {
    let block = &bytes[at..bytes.len().min(at + BLOCK)];
    let mut masks = [0; KINDS];
    let mut add = |lanes: [u8; LANES], before: usize, place: usize| {
        for (mask, kind) in masks.iter_mut().zip(kinds(u8x16::new(lanes))) {
            *mask |= u64::from(kind.to_bitmask()) >> before << place;
        }
    };
    let (whole, rest) = block.as_chunks::<LANES>();
    for (number, lanes) in whole.iter().enumerate() {
        add(*lanes, 0, LANES * number);
    }
    if !rest.is_empty() {
        let place = block.len() - rest.len();
        if let Some(last) = bytes.last_chunk::<LANES>() {
            add(*last, LANES - rest.len(), place);
        } else {
            let mut padded = [b' '; LANES];
            padded[..rest.len()].copy_from_slice(rest);
            add(padded, 0, place);
        }
    }
    (masks, block.len())
}

/// The bytes from `first` to `last`.
pub(crate) fn among(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    let above = bytes - u8x16::splat(first);
    above.min(u8x16::splat(last - first)).simd_eq(above)
}

/// ASCII letters.
pub(crate) fn letters(bytes: u8x16) -> u8x16 {
    // Lower case is a bit.
    among(bytes | u8x16::splat(0x20), b'a', b'z')
}

/// Visible ASCII characters.
pub(crate) fn visible(bytes: u8x16) -> u8x16 {
    among(bytes, b'!', b'~')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_in_every_place() {
        for byte in 0..=u8::MAX {
            for at in 0..LANES {
                let mut bytes = [0xFF; LANES];
                bytes[at] = byte;
                let is = |kind: u8x16| kind.to_bitmask() >> at & 1 == 1;
                let bytes = u8x16::new(bytes);
                assert_eq!(is(letters(bytes)), byte.is_ascii_alphabetic());
                assert_eq!(is(visible(bytes)), byte.is_ascii_graphic());
                assert_eq!(is(among(bytes, b'0', b'9')), byte.is_ascii_digit());
                assert_eq!(is(bytes), !byte.is_ascii());
            }
        }
    }

    #[test]
    fn masks_of_any_part_of_a_text() {
        let text = "ab.".repeat(40);
        for end in 0..=text.len() {
            for at in 0..=end {
                let ([dots], len) = masks(&text.as_bytes()[..end], at, |bytes| [among(bytes, b'.', b'.')]);
                let found: Vec<usize> = places(dots).map(|place| at + place).collect();
                let expected: Vec<usize> = (at..at + len).filter(|place| place % 3 == 2).collect();
                assert_eq!((found, len), (expected, (end - at).min(BLOCK)));
            }
        }
        assert_eq!((head(0), head(1), head(64)), (0, 1, u64::MAX));
    }
}
