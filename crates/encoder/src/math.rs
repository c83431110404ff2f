//! Functions of numbers, in plain additions, multiplications and divisions: each rounds as IEEE 754 has it and none is
//! fused with another, so that every processor gives the same bits.

/// For each lane, what it sums up is added in this order; the lanes then in pairs.
const LANES: usize = 32;

/// Added to a number of less than 2^22 and taken away again, this leaves the nearest integer.
const ROUNDING: f32 = 12_582_912.0;

/// 2 to the power of `x`, for `x` up to 0; under −125 as at −125. Off by 2 units of the last place at most.
#[inline(always)]
pub(crate) fn exp2(x: f32) -> f32 {
    // A Chebyshev approximation of 2^x over −½..½ (error 1.1e-7), scaled by the exponent's bits.
    #[expect(clippy::approx_constant)] // The second last coefficient is near, but not equal to, the logarithm of 2.
    const P: [f32; 6] = [
        0.001_340_043_2,
        0.009_676_037,
        0.055_503_27,
        0.240_221_07,
        0.693_147_2,
        1.000_000_1,
    ];
    let x = if x > -125.0 { x } else { -125.0 };
    let shifted = x + ROUNDING;
    let fraction = x - (shifted - ROUNDING);
    let mut power = P[0];
    for coefficient in &P[1..] {
        power = power * fraction + coefficient;
    }
    f32::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// The Gaussian error linear unit, `x Φ(x)` (Hendrycks and Gimpel, 2016), off by 2.1e-6 at most.
#[inline(always)]
pub(crate) fn gelu(x: f32) -> f32 {
    // Φ(x) − ½ = x P(x²): a Chebyshev approximation of P for |x| up to 5, in t = 2 x² / 5² − 1.
    const P: [f32; 13] = [
        0.000_735_376_4,
        -0.001_676_731,
        0.001_374_596_2,
        -0.002_526_916_7,
        0.006_766_527_5,
        -0.011_307_125,
        0.016_236_09,
        -0.023_213_128,
        0.031_476_76,
        -0.040_451_28,
        0.051_517_93,
        -0.070_295_91,
        0.141_363_82,
    ];
    let z = if x > -5.0 { x } else { -5.0 };
    let z = if z < 5.0 { z } else { 5.0 };
    let t = z * z * 0.08 - 1.0;
    let mut p = P[0];
    for coefficient in &P[1..] {
        p = p * t + coefficient;
    }
    x * (z * p + 0.5)
}

/// What a layer norm multiplies by and adds, one number a column.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) weight: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    pub(crate) epsilon: f32,
}

impl Norm {
    /// Brings each row to mean 0 and variance 1, then scales and shifts it (Ba et al., 2016).
    #[inline(always)]
    pub(crate) fn apply(&self, values: &mut [f32]) {
        let width = self.weight.len();
        for row in values.chunks_exact_mut(width) {
            let mean = sum(row, |value| value) / width as f32;
            for value in row.iter_mut() {
                *value -= mean;
            }
            let variance = sum(row, |value| value * value) / width as f32;
            let scale = 1.0 / (variance + self.epsilon).sqrt();
            for ((value, weight), bias) in row.iter_mut().zip(&self.weight).zip(&self.bias) {
                *value = *value * scale * weight + bias;
            }
        }
    }
}

/// The sum of a function of each value.
#[inline(always)]
fn sum(values: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for chunk in chunks {
        for lane in 0..LANES {
            sums[lane] += of(chunk[lane]);
        }
    }
    let mut half = LANES;
    while half > 1 {
        half /= 2;
        for lane in 0..half {
            sums[lane] += sums[lane + half];
        }
    }
    rest.iter().fold(sums[0], |sum, &value| sum + of(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Φ(x) − ½ as the integral of the normal density, by Simpson's rule.
    fn half_phi(x: f64) -> f64 {
        let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let steps = 2_000;
        let step = x / f64::from(steps);
        let inner = |at: i32| if at % 2 == 1 { 4.0 } else { 2.0 } * density(f64::from(at) * step);
        (density(0.0) + density(x) + (1..steps).map(inner).sum::<f64>()) * step / 3.0
    }

    #[test]
    fn gelu_is_as_close_as_it_says() {
        for at in -1_000..=1_000 {
            let x = at as f32 / 100.0;
            let expected = f64::from(x) * (0.5 + half_phi(f64::from(x)));
            let off = (f64::from(gelu(x)) - expected).abs();
            assert!(off < 2.1e-6, "gelu({x}) is off by {off}");
        }
    }

    #[test]
    fn powers_are_as_close_as_they_say() {
        for at in 0..=24_000 {
            let x = -(at as f32) / 200.0;
            let off = f64::from(exp2(x)) / f64::from(x).exp2() - 1.0;
            assert!(off.abs() < 2.4e-7, "exp2({x}) is off by {off}");
        }
        for below in [-1e30, f32::NEG_INFINITY] {
            assert_eq!(exp2(below).to_bits(), exp2(-125.0).to_bits());
        }
    }

    #[test]
    fn rows_are_normed() {
        for width in [1, 31, 32, 33, 100] {
            let row: Vec<f32> = (0..2 * width)
                .map(|at| (at as f32 * 0.7).sin() * 3.0 + 1.0)
                .collect();
            let norm = Norm {
                weight: (0..width).map(|at| 1.0 + at as f32 / 9.0).collect(),
                bias: (0..width).map(|at| at as f32 / 7.0).collect(),
                epsilon: 1e-5,
            };
            let mut found = row.clone();
            norm.apply(&mut found);
            for (row, found) in row.chunks(width).zip(found.chunks(width)) {
                let mean = row.iter().map(|&value| f64::from(value)).sum::<f64>() / width as f64;
                let square = |&value: &f32| (f64::from(value) - mean).powi(2);
                let variance = row.iter().map(square).sum::<f64>() / width as f64;
                for (at, (&value, &found)) in row.iter().zip(found).enumerate() {
                    let normed = (f64::from(value) - mean) / (variance + 1e-5).sqrt();
                    let expected = normed * f64::from(norm.weight[at]) + f64::from(norm.bias[at]);
                    assert!(
                        (expected - f64::from(found)).abs() < 1e-4,
                        "{expected} {found} in {width}"
                    );
                }
            }
        }
    }
}
