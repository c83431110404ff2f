//! The table of sub-words' vectors, kept as it stands in the file.

use crate::onnx::{Bytes, Values, Weight};

/// A vector for each sub-word.
#[derive(Debug)]
pub(crate) struct Table {
    width: usize,
    values: Values,
}

impl Table {
    /// # Errors
    /// When it is no table, or has scales of another kind than one for the whole or one a row.
    pub(crate) fn new(weight: Weight) -> Result<Self, String> {
        let [_, width] = weight.shape[..] else {
            return Err(format!("{} is no table", weight.name));
        };
        match weight.values {
            Values::Quantised { scale, axis, .. } if scale.len() > 1 && axis != 0 => {
                Err(format!("{} has one scale a column", weight.name))
            }
            values => Ok(Self { width, values }),
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn rows(&self) -> usize {
        let numbers = match &self.values {
            Values::Float(numbers) => numbers.len(),
            Values::Quantised { numbers, .. } => numbers.len(),
        };
        numbers / self.width.max(1)
    }

    /// Writes the vector of a sub-word.
    #[inline(always)]
    pub(crate) fn look_up(&self, id: usize, out: &mut [f32]) {
        let range = id * self.width..(id + 1) * self.width;
        match &self.values {
            Values::Float(numbers) => out.copy_from_slice(&numbers[range]),
            Values::Quantised {
                numbers, scale, zero, ..
            } => {
                let place = if scale.len() == 1 { 0 } else { id };
                let (scale, zero) = (scale[place], zero[place]);
                match numbers {
                    Bytes::Signed(numbers) => scaled(&numbers[range], scale, zero, out),
                    Bytes::Unsigned(numbers) => scaled(&numbers[range], scale, zero, out),
                }
            }
        }
    }
}

#[inline(always)]
fn scaled<T: Copy + Into<i32>>(numbers: &[T], scale: f32, zero: i32, out: &mut [f32]) {
    for (out, &number) in out.iter_mut().zip(numbers) {
        *out = (number.into() - zero) as f32 * scale;
    }
}
