//! Intervals by the bootstrap: scores of many corpora of the same size, drawn from the documents with replacement
//! (Efron, 1979; for this use Berg-Kirkpatrick et al., 2012).
//!
//! Documents are drawn, not mentions, because mentions of one document are not independent. The interval is the
//! middle 95 % of the scores. Sampling is seeded and does not depend on the number of threads.

use rayon::prelude::*;
use serde::Serialize;

/// How resamples are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bootstrap {
    /// How many.
    pub resamples: u32,
    /// Where the random numbers start.
    pub seed: u64,
}

impl Default for Bootstrap {
    /// 1000 resamples, seed 1.
    fn default() -> Self {
        Self {
            resamples: 1000,
            seed: 1,
        }
    }
}

impl Bootstrap {
    /// `score` of each resample, given how often each of `documents` was drawn.
    pub(crate) fn samples<T: Send>(&self, documents: usize, score: impl Fn(&[u32]) -> T + Sync) -> Vec<T> {
        let draw = |number: u32| {
            let mut random = SplitMix(mix(self.seed).wrapping_add(u64::from(number)));
            // One step of mixing keeps the streams of neighbouring resamples apart.
            random.0 = mix(random.0);
            let mut weights = vec![0_u32; documents];
            for _ in 0..documents {
                weights[random.below(documents)] += 1;
            }
            score(&weights)
        };
        (0..self.resamples).into_par_iter().map(draw).collect()
    }
}

/// Runs `work` for each number below `count`, on all processors; the results are in order.
pub(crate) fn in_parallel<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    (0..count).into_par_iter().map(work).collect()
}

/// The generator of Steele, Lea and Flood (2014): a counter, and a mixing function.
struct SplitMix(u64);

impl SplitMix {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        // The high half of the product is uniform but for one part in 2⁶⁴ / bound.
        ((u128::from(mix(self.0)) * bound as u128) >> 64) as usize
    }
}

fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// The middle 95 % of the scores of resamples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Below it lie 2.5 % of them.
    pub low: f64,
    /// Above it lie 2.5 %.
    pub high: f64,
}

impl Interval {
    /// The interval of some scores; `None` of none.
    pub(crate) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        Some(Self {
            low: quantile(&values, 0.025)?,
            high: quantile(&values, 0.975)?,
        })
    }
}

/// The quantile of sorted values, by linear interpolation.
fn quantile(sorted: &[f64], at: f64) -> Option<f64> {
    let place = at * sorted.len().checked_sub(1)? as f64;
    let (low, high) = (
        *sorted.get(place.floor() as usize)?,
        *sorted.get(place.ceil() as usize)?,
    );
    Some(low + (high - low) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_resample_has_as_many_documents_as_the_corpus() {
        let bootstrap = Bootstrap {
            resamples: 500,
            seed: 7,
        };
        let samples = bootstrap.samples(20, <[u32]>::to_vec);
        assert!(samples.iter().all(|weights| weights.iter().sum::<u32>() == 20));
        let mean_of_first: f64 = samples.iter().map(|weights| f64::from(weights[0])).sum::<f64>() / 500.0;
        assert!((mean_of_first - 1.0).abs() < 0.2, "{mean_of_first}");
        assert_ne!(samples[0], samples[1]);
        assert_eq!(
            samples,
            bootstrap.samples(20, <[u32]>::to_vec),
            "the seed fixes the draw"
        );
    }

    #[test]
    fn the_interval_holds_the_middle() {
        let values: Vec<f64> = (0..=1000).rev().map(f64::from).collect();
        assert_eq!(
            Interval::of(values),
            Some(Interval {
                low: 25.0,
                high: 975.0
            })
        );
        assert_eq!(Interval::of(Vec::new()), None);
    }
}
