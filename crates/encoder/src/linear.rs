//! A linear layer: 8-bit activations times 8-bit weights, plus a bias.

use crate::activations::Activations;
use crate::cpu::{COLUMNS, ColumnStep, Multiply, ROWS};
use crate::math::gelu;

/// The 8-bit weights of a layer as a matrix of inputs × outputs. Weight `w` of an output stands for `w × scale`.
#[derive(Debug, Clone)]
pub(crate) struct Matrix {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    pub(crate) weights: Vec<i8>,
    /// One for each output.
    pub(crate) scale: Vec<f32>,
    /// One for each output.
    pub(crate) bias: Vec<f32>,
}

/// The same, laid out for [`Multiply`]: in panels of [`COLUMNS`] outputs, four inputs of each side by side.
#[derive(Debug)]
pub(crate) struct Linear {
    pub(crate) outputs: usize,
    /// Steps of a panel.
    depth: usize,
    steps: Vec<ColumnStep>,
    columns: Vec<Columns>,
}

/// What belongs to the outputs of a panel.
#[derive(Debug)]
struct Columns {
    /// The sums of their weights: what a zero point of 1 would add to each product.
    sums: [i32; COLUMNS],
    scale: [f32; COLUMNS],
    bias: [f32; COLUMNS],
}

/// What becomes of the numbers that a layer gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finish {
    /// They are stored.
    Store,
    /// GELU of them is stored.
    Gelu,
    /// They are added to what stands there.
    Add,
}

impl Linear {
    /// Lays the weights of layers with the same inputs side by side, as one layer.
    pub(crate) fn new(matrices: &[Matrix]) -> Self {
        let inputs = matrices.first().map_or(0, |matrix| matrix.inputs);
        let outputs = matrices.iter().map(|matrix| matrix.outputs).sum();
        let (depth, panels) = (inputs.div_ceil(4), usize::div_ceil(outputs, COLUMNS));
        let mut linear = Self {
            outputs,
            depth,
            steps: vec![ColumnStep([[0; 4]; COLUMNS]); depth * panels],
            columns: Vec::with_capacity(panels),
        };
        linear.columns.resize_with(panels, || Columns {
            sums: [0; COLUMNS],
            scale: [0.0; COLUMNS],
            bias: [0.0; COLUMNS],
        });
        let mut first = 0;
        for matrix in matrices {
            linear.fill(matrix, first);
            first += matrix.outputs;
        }
        linear
    }

    /// Puts a matrix in, its outputs from `first` on.
    fn fill(&mut self, matrix: &Matrix, first: usize) {
        let mut output = 0;
        while output < matrix.outputs {
            let (panel, column) = ((first + output) / COLUMNS, (first + output) % COLUMNS);
            let width = (COLUMNS - column).min(matrix.outputs - output);
            let columns = &mut self.columns[panel];
            columns.scale[column..column + width].copy_from_slice(&matrix.scale[output..output + width]);
            columns.bias[column..column + width].copy_from_slice(&matrix.bias[output..output + width]);
            for (input, row) in matrix.weights.chunks_exact(matrix.outputs).enumerate() {
                let step = &mut self.steps[panel * self.depth + input / 4].0[column..column + width];
                let sums = &mut columns.sums[column..column + width];
                for ((step, sum), &weight) in step.iter_mut().zip(sums).zip(&row[output..output + width]) {
                    step[input % 4] = weight;
                    *sum += i32::from(weight);
                }
            }
            output += width;
        }
    }

    /// Computes the outputs for each row of activations into rows of `out`.
    #[inline(always)]
    pub(crate) fn apply<M: Multiply>(
        &self,
        multiply: M,
        rows: &Activations,
        out: &mut [f32],
        finish: Finish,
    ) {
        assert!(rows.depth == self.depth && out.len() == rows.rows() * self.outputs);
        for (panel, columns) in self.columns.iter().enumerate() {
            let weights = &self.steps[panel * self.depth..][..self.depth];
            let left = panel * COLUMNS;
            let width = COLUMNS.min(self.outputs - left);
            for block in 0..rows.rows().div_ceil(ROWS) {
                let tile = multiply.tile(&rows.steps[block * rows.depth..][..rows.depth], weights);
                for (row, sums) in (block * ROWS..rows.rows()).zip(&tile) {
                    let mut numbers = columns.numbers(sums, rows.scale[row], rows.zero[row]);
                    if finish == Finish::Gelu {
                        for number in &mut numbers {
                            *number = gelu(*number);
                        }
                    }
                    let out = &mut out[row * self.outputs + left..][..width];
                    if finish == Finish::Add {
                        for (out, number) in out.iter_mut().zip(numbers) {
                            *out += number;
                        }
                    } else {
                        out.copy_from_slice(&numbers[..width]);
                    }
                }
            }
        }
    }
}

impl Columns {
    /// Sums of products of bytes as what they stand for.
    #[inline(always)]
    fn numbers(&self, sums: &[i32; COLUMNS], scale: f32, zero: i32) -> [f32; COLUMNS] {
        let mut numbers = [0.0; COLUMNS];
        for column in 0..COLUMNS {
            let exact = sums[column] - zero * self.sums[column];
            numbers[column] = exact as f32 * (scale * self.scale[column]) + self.bias[column];
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cpu::{Job, Path};

    struct Apply<'a>(&'a Linear, &'a [f32], usize, Finish, Vec<f32>);

    impl Job for Apply<'_> {
        type Output = Vec<f32>;

        #[inline(always)]
        fn run<M: Multiply>(self, multiply: M) -> Vec<f32> {
            let Apply(linear, values, width, finish, mut out) = self;
            let mut rows = Activations::default();
            rows.quantise(values, width);
            linear.apply(multiply, &rows, &mut out, finish);
            out
        }
    }

    fn matrix(inputs: usize, outputs: usize, byte: &mut impl FnMut() -> u8) -> Matrix {
        Matrix {
            inputs,
            outputs,
            weights: (0..inputs * outputs).map(|_| byte().cast_signed()).collect(),
            scale: (0..outputs).map(|_| f32::from(byte()) / 4e4).collect(),
            bias: (0..outputs)
                .map(|_| f32::from(byte().cast_signed()) / 50.0)
                .collect(),
        }
    }

    /// The layer, number by number.
    fn naive(matrices: &[Matrix], rows: &Activations, finish: Finish, before: f32) -> Vec<f32> {
        let mut out = Vec::new();
        for row in 0..rows.rows() {
            for matrix in matrices {
                for output in 0..matrix.outputs {
                    let mut sum = 0;
                    for input in 0..matrix.inputs {
                        let byte = rows.steps[row / ROWS * rows.depth + input / 4].0[row % ROWS][input % 4];
                        let weight = matrix.weights[input * matrix.outputs + output];
                        sum += (i32::from(byte) - rows.zero[row]) * i32::from(weight);
                    }
                    let number = sum as f32 * (rows.scale[row] * matrix.scale[output]) + matrix.bias[output];
                    out.push(match finish {
                        Finish::Store => number,
                        Finish::Gelu => gelu(number),
                        Finish::Add => before + number,
                    });
                }
            }
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn layers_of_all_sizes_are_exact(
            rows in 0usize..20, inputs in 1usize..70, first in 1usize..110, second in 0usize..60, seed in any::<u64>(),
        ) {
            let mut state = seed;
            let mut byte = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as u8
            };
            let mut matrices = vec![matrix(inputs, first, &mut byte)];
            if second > 0 {
                matrices.push(matrix(inputs, second, &mut byte));
            }
            let linear = Linear::new(&matrices);
            let values: Vec<f32> = (0..rows * inputs).map(|_| f32::from(byte().cast_signed()) / 9.0).collect();
            let mut quantised = Activations::default();
            quantised.quantise(&values, inputs);
            for finish in [Finish::Store, Finish::Gelu, Finish::Add] {
                let expected = naive(&matrices, &quantised, finish, 3.5);
                for path in Path::available() {
                    let before = vec![3.5; rows * (first + second)];
                    let found = path.run(Apply(&linear, &values, inputs, finish, before));
                    let same = found.iter().zip(&expected).all(|(found, expected)| found.to_bits() == expected.to_bits());
                    prop_assert!(same && found.len() == expected.len(), "{} {finish:?}", path.name());
                }
            }
        }
    }
}
