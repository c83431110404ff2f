//! Self-attention (Vaswani et al., 2017) within one window, in 32-bit numbers.
//!
//! The queries of a head stand side by side in lanes, so that the sums over numbers and keys are taken one after the
//! other and in the same order everywhere.

use crate::cpu::{FACTORS, LANES, Multiply};
use crate::math::exp2;

/// How many heads there are, and how many numbers a query, key or value of each has: a multiple of [`FACTORS`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heads {
    pub(crate) count: usize,
    pub(crate) width: usize,
}

impl Heads {
    fn hidden(self) -> usize {
        self.count * self.width
    }
}

/// What each head adds to the scores of a query and a key for how far they are apart, as MPNet and T5 (Raffel et al.,
/// 2020) do.
#[derive(Debug)]
pub(crate) struct Distances {
    /// For each head a row of numbers for the place of the query less that of the key, from the least to the greatest,
    /// and [`LANES`] more that no query reads.
    table: Vec<f32>,
    /// The longest window.
    longest: usize,
}

/// Distances to one side that have a weight of their own; behind them a bucket holds ever more.
const NEAR: usize = 8;
/// Buckets for each side.
const BUCKETS: usize = 16;

/// How many distances have weights of their own in an MPNet.
pub const DISTANCE_BUCKETS: usize = 2 * BUCKETS;

impl Distances {
    /// From weights of [`DISTANCE_BUCKETS`] × heads.
    ///
    /// # Errors
    /// In words, when there are more or fewer buckets.
    pub(crate) fn new(buckets: &[f32], heads: usize, longest: usize) -> Result<Self, String> {
        if buckets.len() != DISTANCE_BUCKETS * heads {
            let found = buckets.len() / heads;
            return Err(format!(
                "it has weights for {found} distances and not {DISTANCE_BUCKETS}"
            ));
        }
        let row = 2 * longest + LANES;
        let mut table = vec![0.0; heads * row];
        for (head, row) in table.chunks_exact_mut(row).enumerate() {
            for (place, weight) in row.iter_mut().enumerate() {
                // Powers of 2 do for those of e.
                *weight = buckets[distance_bucket(place, longest) * heads + head] * std::f32::consts::LOG2_E;
            }
        }
        Ok(Self { table, longest })
    }

    /// What a head adds for a key and [`LANES`] queries, of which the first is given.
    #[inline(always)]
    fn of(&self, head: usize, key: usize, query: usize) -> &[f32] {
        let row = 2 * self.longest + LANES;
        &self.table[head * row + self.longest + query - key..][..LANES]
    }
}

/// Which of the [`DISTANCE_BUCKETS`] is that of a query and a key at these places (T5's, Raffel et al., 2020, found in whole
/// numbers): keys behind the query have the second half.
pub fn distance_bucket(query: usize, key: usize) -> usize {
    let (side, apart) = if query < key {
        (BUCKETS, key - query)
    } else {
        (0, query - key)
    };
    // The first bucket beyond is for distances of 8 to 8 √2, and so on.
    let far = || NEAR + ((apart * apart).ilog2() - (NEAR * NEAR).ilog2()) as usize;
    side + if apart < NEAR {
        apart
    } else {
        far().min(BUCKETS - 1)
    }
}

/// What is kept between calls.
#[derive(Debug, Default)]
pub(crate) struct Attention {
    /// [`LANES`] queries of a head, turned: a row for each of their numbers.
    queries: Vec<[f32; LANES]>,
    /// For each key, what each query makes of it.
    weights: Vec<[f32; LANES]>,
}

/// One head in the rows of a window, of which each has the queries of all heads, then the keys, then the values.
#[derive(Clone, Copy)]
struct Head<'a> {
    rows: &'a [f32],
    heads: Heads,
    /// Where the head begins within the queries.
    first: usize,
}

impl<'a> Head<'a> {
    #[inline(always)]
    fn query(self, row: usize) -> &'a [f32] {
        let hidden = self.heads.hidden();
        &self.rows[row * 3 * hidden + self.first..][..self.heads.width]
    }

    #[inline(always)]
    fn key(self, row: usize) -> &'a [f32] {
        let hidden = self.heads.hidden();
        &self.rows[(row * 3 + 1) * hidden + self.first..][..self.heads.width]
    }

    /// [`FACTORS`] numbers of each value.
    #[inline(always)]
    fn values(self, at: usize) -> impl Iterator<Item = [f32; FACTORS]> {
        let (hidden, left) = (self.heads.hidden(), 2 * self.heads.hidden() + self.first + at);
        let rows = self.rows.chunks_exact(3 * hidden);
        rows.filter_map(move |row| row[left..].first_chunk().copied())
    }
}

impl Attention {
    /// For each row of a window, the values of all rows, weighted by how its query meets their keys, head by head.
    ///
    /// A row of `rows` has queries, keys and values; a row of `out` is as long as one of the three.
    #[inline(always)]
    pub(crate) fn apply<M: Multiply>(
        &mut self,
        multiply: M,
        heads: Heads,
        distances: Option<&Distances>,
        rows: &[f32],
        out: &mut [f32],
    ) {
        let hidden = heads.hidden();
        self.weights.clear();
        self.weights.resize(out.len() / hidden, [0.0; LANES]);
        for first in (0..hidden).step_by(heads.width) {
            let head = Head { rows, heads, first };
            for (block, out) in out.chunks_mut(LANES * hidden).enumerate() {
                self.turn(head, block * LANES..block * LANES + out.len() / hidden);
                self.weigh(multiply, head);
                if let Some(distances) = distances {
                    self.distance(distances, first / heads.width, block * LANES);
                }
                let total = self.soften();
                self.gather(multiply, head, &total, out);
            }
        }
    }

    /// Takes in some queries, scaled so that powers of 2 do for those of e.
    #[inline(always)]
    fn turn(&mut self, head: Head, rows: std::ops::Range<usize>) {
        let scale = std::f32::consts::LOG2_E / (head.heads.width as f32).sqrt();
        self.queries.clear();
        self.queries.resize(head.heads.width, [0.0; LANES]);
        for (lane, row) in rows.enumerate() {
            for (turned, number) in self.queries.iter_mut().zip(head.query(row)) {
                turned[lane] = number * scale;
            }
        }
    }

    /// Scalar products of all keys with the queries.
    #[inline(always)]
    fn weigh<M: Multiply>(&mut self, multiply: M, head: Head) {
        let (last, width) = (self.weights.len() - 1, head.heads.width);
        for (tile, weights) in self.weights.chunks_mut(FACTORS).enumerate() {
            let keys: [&[f32]; FACTORS] =
                std::array::from_fn(|key| &head.key((tile * FACTORS + key).min(last))[..width]);
            let steps = self.queries[..width].iter().enumerate();
            let sums = multiply.float_tile(steps.map(|(at, queries)| (keys.map(|key| key[at]), queries)));
            weights.copy_from_slice(&sums[..weights.len()]);
        }
    }

    /// Adds what the distances of all keys to the queries from `query` on weigh.
    #[inline(always)]
    fn distance(&mut self, distances: &Distances, head: usize, query: usize) {
        for (key, weights) in self.weights.iter_mut().enumerate() {
            for (weight, distance) in weights.iter_mut().zip(distances.of(head, key, query)) {
                *weight += distance;
            }
        }
    }

    /// Softmax over the keys, but for the division by the sums, which are given back.
    #[inline(always)]
    fn soften(&mut self) -> [f32; LANES] {
        let mut largest = [f32::MIN; LANES];
        for weights in &self.weights {
            for (largest, &weight) in largest.iter_mut().zip(weights) {
                *largest = if weight > *largest { weight } else { *largest };
            }
        }
        let mut total = [0.0; LANES];
        for weights in &mut self.weights {
            for query in 0..LANES {
                let below = weights[query] - largest[query];
                weights[query] = exp2(below);
                // The second adds nothing, but what is no number must not be lost.
                total[query] += weights[query] + below * 0.0;
            }
        }
        total
    }

    /// Sums of all values by their weights, divided by `total`, into the head's place in the rows of the queries.
    #[inline(always)]
    fn gather<M: Multiply>(&self, multiply: M, head: Head, total: &[f32; LANES], out: &mut [f32]) {
        for at in (0..head.heads.width).step_by(FACTORS) {
            let mut sums = multiply.float_tile(head.values(at).zip(&self.weights));
            for sums in &mut sums {
                for (sum, total) in sums.iter_mut().zip(total) {
                    *sum /= total;
                }
            }
            for (query, out) in out.chunks_exact_mut(head.heads.hidden()).enumerate() {
                let out = &mut out[head.first + at..][..FACTORS];
                for (out, sums) in out.iter_mut().zip(&sums) {
                    *out = sums[query];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cpu::{Job, Path};

    struct Attend<'a>(Heads, &'a [f32]);

    impl Job for Attend<'_> {
        type Output = Vec<f32>;

        #[inline(always)]
        fn run<M: Multiply>(self, multiply: M) -> Vec<f32> {
            let mut out = vec![f32::NAN; self.1.len() / 3];
            Attention::default().apply(multiply, self.0, None, self.1, &mut out);
            out
        }
    }

    /// The same in 64 bits, number by number.
    fn naive(heads: Heads, rows: &[f32]) -> Vec<f64> {
        let hidden = heads.hidden();
        let at = |row: usize, column: usize| f64::from(rows[row * 3 * hidden + column]);
        let length = rows.len() / (3 * hidden);
        let mut out = Vec::new();
        for query in 0..length {
            for column in 0..hidden {
                let first = column / heads.width * heads.width;
                let weight = |key: usize| {
                    let product =
                        (first..first + heads.width).map(|at_| at(query, at_) * at(key, hidden + at_));
                    (product.sum::<f64>() / (heads.width as f64).sqrt()).exp()
                };
                let total: f64 = (0..length).map(weight).sum();
                out.push(
                    (0..length)
                        .map(|key| weight(key) / total * at(key, 2 * hidden + column))
                        .sum(),
                );
            }
        }
        out
    }

    #[test]
    fn windows_of_all_lengths_are_attended_to() {
        let heads = Heads { count: 2, width: 24 };
        for length in [0, 1, 2, 7, 8, 9, 31, 32, 33, 70] {
            let rows: Vec<f32> = (0..length * 3 * heads.hidden())
                .map(|at| ((at * at) as f32 * 0.37).sin() * 2.0)
                .collect();
            let expected = naive(heads, &rows);
            let portable = Path::available()[0].run(Attend(heads, &rows));
            assert_eq!(portable.len(), expected.len());
            for (found, expected) in portable.iter().zip(expected) {
                assert!(
                    (f64::from(*found) - expected).abs() < 1e-5,
                    "{found} {expected} of {length}"
                );
            }
            for path in Path::available() {
                let found = path.run(Attend(heads, &rows));
                let same = found
                    .iter()
                    .zip(&portable)
                    .all(|(found, portable)| found.to_bits() == portable.to_bits());
                assert!(same, "{} at {length}", path.name());
            }
        }
    }
}
