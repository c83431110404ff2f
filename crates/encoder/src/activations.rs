//! Activations in 8 bits, each row with a scale and a zero point of its own.
//!
//! Of a row of numbers, the least becomes 0 and the largest 255; 0.0 is always met exactly. With one scale a row (rather
//! than one a tensor), what a sub-word becomes does not depend on its neighbours, and less is lost.

use crate::cpu::{ROWS, RowStep};

/// Rows of 8-bit numbers, laid out for [`Multiply`](crate::cpu::Multiply): in blocks of [`ROWS`], four numbers of each row side by side.
#[derive(Debug, Default)]
pub(crate) struct Activations {
    /// Steps of a block.
    pub(crate) depth: usize,
    pub(crate) steps: Vec<RowStep>,
    /// A number of row `r` is `(byte − zero[r]) × scale[r]`.
    pub(crate) scale: Vec<f32>,
    pub(crate) zero: Vec<i32>,
    /// One row, before it is laid out.
    bytes: Vec<u8>,
}

/// Added to a number from 0 to 255, this leaves the nearest integer in the lowest bits, ties to even.
const ROUNDING: f32 = 8_388_608.0;

impl Activations {
    /// Takes in rows of `width` numbers.
    #[inline(always)]
    pub(crate) fn quantise(&mut self, values: &[f32], width: usize) {
        let rows = values.len() / width;
        self.depth = width.div_ceil(4);
        self.steps.clear();
        self.steps
            .resize(rows.div_ceil(ROWS) * self.depth, RowStep([[0; 4]; ROWS]));
        self.bytes.clear();
        self.bytes.resize(self.depth * 4, 0);
        self.scale.clear();
        self.zero.clear();
        for (row, values) in values.chunks_exact(width).enumerate() {
            let (least, largest, poison) = range(values);
            let width = largest - least;
            let steps_of_one = if width > 0.0 { 255.0 / width } else { 0.0 };
            let zero = (-least * steps_of_one + ROUNDING) - ROUNDING;
            self.scale.push(width / 255.0 + poison);
            self.zero.push(zero as i32);
            for (byte, value) in self.bytes.iter_mut().zip(values) {
                let place = value * steps_of_one + zero;
                let place = if place > 0.0 { place } else { 0.0 };
                let place = if place < 255.0 { place } else { 255.0 };
                *byte = (place + ROUNDING).to_bits() as u8;
            }
            let block = &mut self.steps[row / ROWS * self.depth..][..self.depth];
            for (step, &bytes) in block.iter_mut().zip(self.bytes.as_chunks::<4>().0) {
                step.0[row % ROWS] = bytes;
            }
        }
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.scale.len()
    }
}

/// The least and the largest number of a row, or 0.0 where that lies beyond; and 0.0, or what is no number if the row has
/// such: it must not be lost in rounding.
#[inline(always)]
fn range(values: &[f32]) -> (f32, f32, f32) {
    const LANES: usize = 32;
    let (mut least, mut largest, mut poison) = ([0.0f32; LANES], [0.0f32; LANES], [0.0f32; LANES]);
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            least[lane] = if chunk[lane] < least[lane] {
                chunk[lane]
            } else {
                least[lane]
            };
            largest[lane] = if chunk[lane] > largest[lane] {
                chunk[lane]
            } else {
                largest[lane]
            };
            poison[lane] += chunk[lane] * 0.0;
        }
    }
    let all = |lanes: [f32; LANES], better: fn(f32, f32) -> bool| {
        let mut best = 0.0;
        for &value in lanes.iter().chain(rest) {
            best = if better(value, best) { value } else { best };
        }
        best
    };
    let poison = poison
        .iter()
        .chain(rest)
        .fold(0.0, |sum, value| sum + value * 0.0);
    (
        all(least, |value, best| value < best),
        all(largest, |value, best| value > best),
        poison,
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quantised(values: &[f32], width: usize) -> Activations {
        let mut activations = Activations::default();
        activations.quantise(values, width);
        activations
    }

    /// What a quantised number stands for.
    fn number(activations: &Activations, row: usize, column: usize) -> f32 {
        let step = activations.steps[row / ROWS * activations.depth + column / 4];
        let byte = step.0[row % ROWS][column % 4];
        (i32::from(byte) - activations.zero[row]) as f32 * activations.scale[row]
    }

    proptest! {
        #[test]
        fn numbers_are_off_by_half_a_step(width in 1usize..80, rows in 1usize..20, seed in prop::collection::vec(-1e3f32..1e4, 97)) {
            let values: Vec<f32> = (0..rows * width).map(|at| seed[at % 97] / (at % 7 + 1) as f32).collect();
            let activations = quantised(&values, width);
            prop_assert_eq!(activations.rows(), rows);
            for (at, value) in values.iter().enumerate() {
                let (row, column) = (at / width, at % width);
                let off = (number(&activations, row, column) - value).abs();
                // Half a step for the number, half for the zero point.
                prop_assert!(off <= activations.scale[row] * 1.001, "{value} is off by {off}");
            }
        }
    }

    #[test]
    fn zero_stays_zero() {
        let activations = quantised(&[0.0, 0.3, 7.0, 0.0, 0.0, 0.0, -2.0, -1.0, 0.0], 3);
        assert_eq!(number(&activations, 0, 0).to_bits(), 0.0f32.to_bits());
        assert_eq!((activations.scale[1], number(&activations, 1, 2)), (0.0, 0.0));
        assert_eq!(number(&activations, 2, 2).to_bits(), 0.0f32.to_bits());
    }

    #[test]
    fn what_is_no_number_is_not_lost() {
        for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for at in [0, 40] {
                let mut values = [1.0; 41];
                values[at] = wrong;
                assert!(quantised(&values, 41).scale[0].is_nan(), "{wrong} at {at}");
            }
        }
    }
}
