//! The instruction sets that an encoder is compiled for, and the one step that is written for each by hand: a tile of
//! a product of 8-bit integers. All `unsafe` code of the project stands here.
//!
//! A [`Path`] can only be had where the processor has its instructions. [`Path::run`] compiles a [`Job`] once for each:
//! everything in it that is inlined is compiled for the instructions of the path. Sums of integers are exact on
//! all paths, and other numbers are computed in an order that the source fixes, so all give the same bits.
#![allow(unsafe_code)]

/// Rows of activations that one tile takes.
pub(crate) const ROWS: usize = 8;
/// Columns of weights that one tile takes.
pub(crate) const COLUMNS: usize = 48;

/// Four neighbouring activations of each row of a tile.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(32))]
pub(crate) struct RowStep(pub(crate) [[u8; 4]; ROWS]);

/// The weights that they meet, in each column of a tile.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct ColumnStep(pub(crate) [[i8; 4]; COLUMNS]);

/// Sums of products, row by row.
pub(crate) type Tile = [[i32; COLUMNS]; ROWS];

/// Numbers that a tile of 32-bit floating point has side by side.
pub(crate) const LANES: usize = 32;
/// And one below the other.
pub(crate) const FACTORS: usize = 8;

/// A way to multiply.
pub(crate) trait Multiply: Copy {
    /// The products of as many steps of rows and columns, summed up. Sums must fit 32 bits.
    fn tile(self, rows: &[RowStep], columns: &[ColumnStep]) -> Tile;

    /// The products of each factor with each lane, summed up step by step: every product is rounded, then every sum.
    fn float_tile<'a>(
        self,
        steps: impl Iterator<Item = ([f32; FACTORS], &'a [f32; LANES])>,
    ) -> [[f32; LANES]; FACTORS];
}

/// Work that is compiled for each path. `run` must be `#[inline(always)]`, as must be whatever is to be fast in it.
pub(crate) trait Job {
    type Output;
    fn run<M: Multiply>(self, multiply: M) -> Self::Output;
}

/// A set of instructions that this processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Path(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx512Vnni,
}

impl Path {
    /// Those that this processor has, from the slowest, which all have, to the fastest.
    pub fn available() -> Vec<Self> {
        let mut paths = vec![Self(Kind::Portable)];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                paths.push(Self(Kind::Avx2));
                if is_x86_feature_detected!("avxvnni") {
                    paths.push(Self(Kind::AvxVnni));
                }
            }
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512vnni")
            {
                paths.push(Self(Kind::Avx512Vnni));
            }
        }
        paths
    }

    /// The fastest of this processor.
    pub fn best() -> Self {
        Self::available().pop().unwrap_or(Self(Kind::Portable))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self.0 {
            Kind::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Kind::AvxVnni => "AVX-VNNI",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512Vnni => "AVX-512 VNNI",
        }
    }

    /// Computes the same tile `times` over, from the nearest memory, and gives how many products that took and a sum of
    /// them: what a measurement can be held against.
    pub fn bare_products(self, times: usize) -> (usize, i32) {
        const DEPTH: usize = 96;
        let rows = vec![RowStep([[3; 4]; ROWS]); DEPTH];
        let columns = vec![ColumnStep([[5; 4]; COLUMNS]); DEPTH];
        let sum = self.run(Bare(&rows, &columns, times));
        (times * DEPTH * 4 * ROWS * COLUMNS, sum)
    }

    /// Does a job with these instructions.
    #[inline]
    pub(crate) fn run<J: Job>(self, job: J) -> J::Output {
        match self.0 {
            Kind::Portable => job.run(Portable),
            // SAFETY: `available` has found each of the instruction sets that the function names.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { x86::with_avx2(job) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::AvxVnni => unsafe { x86::with_avx_vnni(job) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512Vnni => unsafe { x86::with_avx512_vnni(job) },
        }
    }
}

/// A tile, computed over and over.
struct Bare<'a>(&'a [RowStep], &'a [ColumnStep], usize);

impl Job for Bare<'_> {
    type Output = i32;

    #[inline(always)]
    fn run<M: Multiply>(self, multiply: M) -> i32 {
        let mut sum = 0i32;
        for _ in 0..self.2 {
            // Nobody may know that all times are the same, or that most sums are not looked at.
            let tile = std::hint::black_box(multiply.tile(std::hint::black_box(self.0), self.1));
            sum = sum.wrapping_add(tile[ROWS - 1][COLUMNS - 1]);
        }
        sum
    }
}

/// In plain Rust.
#[derive(Clone, Copy)]
struct Portable;

impl Multiply for Portable {
    #[inline(always)]
    fn tile(self, rows: &[RowStep], columns: &[ColumnStep]) -> Tile {
        let mut sums = [[0; COLUMNS]; ROWS];
        for (rows, columns) in rows.iter().zip(columns) {
            // One number of each column after the other, so that a compiler finds the columns side by side.
            let mut turned = [[0i16; COLUMNS]; 4];
            for (column, weights) in columns.0.iter().enumerate() {
                for (turned, &weight) in turned.iter_mut().zip(weights) {
                    turned[column] = i16::from(weight);
                }
            }
            for (sums, values) in sums.iter_mut().zip(rows.0) {
                let [a, b, c, d] = values.map(|value| i32::from(i16::from(value)));
                for column in 0..COLUMNS {
                    sums[column] += a * i32::from(turned[0][column])
                        + b * i32::from(turned[1][column])
                        + c * i32::from(turned[2][column])
                        + d * i32::from(turned[3][column]);
                }
            }
        }
        sums
    }

    #[inline(always)]
    fn float_tile<'a>(
        self,
        steps: impl Iterator<Item = ([f32; FACTORS], &'a [f32; LANES])>,
    ) -> [[f32; LANES]; FACTORS] {
        let mut sums = [[0.0; LANES]; FACTORS];
        for (factors, lanes) in steps {
            for (sums, factor) in sums.iter_mut().zip(factors) {
                for (sum, lane) in sums.iter_mut().zip(lanes) {
                    *sum += factor * lane;
                }
            }
        }
        sums
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m128i, __m256i, __m512i, _mm_loadu_si128, _mm256_add_epi32, _mm256_add_ps, _mm256_cvtepi8_epi16,
        _mm256_cvtepu8_epi16, _mm256_dpbusd_avx_epi32, _mm256_hadd_epi32, _mm256_loadu_ps,
        _mm256_loadu_si256, _mm256_madd_epi16, _mm256_mul_ps, _mm256_permute4x64_epi64, _mm256_set1_epi32,
        _mm256_set1_epi64x, _mm256_set1_ps, _mm256_setzero_ps, _mm256_setzero_si256, _mm256_storeu_ps,
        _mm256_storeu_si256, _mm512_add_ps, _mm512_dpbusd_epi32, _mm512_loadu_ps, _mm512_loadu_si512,
        _mm512_mul_ps, _mm512_set1_epi32, _mm512_set1_ps, _mm512_setzero_ps, _mm512_setzero_si512,
        _mm512_storeu_ps, _mm512_storeu_si512,
    };

    use super::{COLUMNS, ColumnStep, FACTORS, Job, LANES, Multiply, ROWS, RowStep, Tile};

    #[target_feature(enable = "avx2")]
    pub(super) fn with_avx2<J: Job>(job: J) -> J::Output {
        job.run(Avx2(()))
    }

    #[target_feature(enable = "avx2,avxvnni")]
    pub(super) fn with_avx_vnni<J: Job>(job: J) -> J::Output {
        job.run(AvxVnni(()))
    }

    #[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
    pub(super) fn with_avx512_vnni<J: Job>(job: J) -> J::Output {
        job.run(Avx512Vnni(()))
    }

    /// Made by [`with_avx2`] alone.
    #[derive(Clone, Copy)]
    pub(super) struct Avx2(());
    /// Made by [`with_avx_vnni`] alone.
    #[derive(Clone, Copy)]
    pub(super) struct AvxVnni(());
    /// Made by [`with_avx512_vnni`] alone.
    #[derive(Clone, Copy)]
    pub(super) struct Avx512Vnni(());

    impl Multiply for Avx2 {
        #[inline(always)]
        fn tile(self, rows: &[RowStep], columns: &[ColumnStep]) -> Tile {
            // SAFETY: this value is made where the processor has these instructions, and nowhere else.
            unsafe { tile_avx2(rows, columns) }
        }

        #[inline(always)]
        fn float_tile<'a>(
            self,
            steps: impl Iterator<Item = ([f32; FACTORS], &'a [f32; LANES])>,
        ) -> [[f32; LANES]; FACTORS] {
            // SAFETY: as above.
            unsafe { float_tile_avx2(steps) }
        }
    }

    impl Multiply for AvxVnni {
        #[inline(always)]
        fn tile(self, rows: &[RowStep], columns: &[ColumnStep]) -> Tile {
            // SAFETY: this value is made where the processor has these instructions, and nowhere else.
            unsafe { tile_avx_vnni(rows, columns) }
        }

        #[inline(always)]
        fn float_tile<'a>(
            self,
            steps: impl Iterator<Item = ([f32; FACTORS], &'a [f32; LANES])>,
        ) -> [[f32; LANES]; FACTORS] {
            // SAFETY: as above.
            unsafe { float_tile_avx2(steps) }
        }
    }

    impl Multiply for Avx512Vnni {
        #[inline(always)]
        fn tile(self, rows: &[RowStep], columns: &[ColumnStep]) -> Tile {
            // SAFETY: this value is made where the processor has these instructions, and nowhere else.
            unsafe { tile_avx512_vnni(rows, columns) }
        }

        #[inline(always)]
        fn float_tile<'a>(
            self,
            steps: impl Iterator<Item = ([f32; FACTORS], &'a [f32; LANES])>,
        ) -> [[f32; LANES]; FACTORS] {
            // SAFETY: as above.
            unsafe { float_tile_avx512(steps) }
        }
    }

    /// 8 × 48 sums in 24 registers of 16.
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn tile_avx512_vnni(rows: &[RowStep], columns: &[ColumnStep]) -> Tile {
        let mut sums = [[_mm512_setzero_si512(); 3]; ROWS];
        for (rows, columns) in rows.iter().zip(columns) {
            let columns = load_512(&columns.0);
            for (sums, row) in sums.iter_mut().zip(rows.0) {
                let row = _mm512_set1_epi32(i32::from_le_bytes(row));
                for (sum, columns) in sums.iter_mut().zip(columns) {
                    *sum = _mm512_dpbusd_epi32(*sum, row, columns);
                }
            }
        }
        let mut tile = [[0; COLUMNS]; ROWS];
        for (tile, sums) in tile.iter_mut().zip(sums) {
            for (tile, sum) in tile.as_chunks_mut::<16>().0.iter_mut().zip(sums) {
                // SAFETY: 16 numbers of 32 bits are 512 bits.
                unsafe { _mm512_storeu_si512(tile.as_mut_ptr().cast(), sum) };
            }
        }
        tile
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load_512(columns: &[[i8; 4]; COLUMNS]) -> [__m512i; 3] {
        let (parts, _) = columns.as_chunks::<16>();
        // SAFETY: 16 × 4 numbers of 8 bits are 512 bits.
        [0, 1, 2].map(|part| unsafe { _mm512_loadu_si512(parts[part].as_ptr().cast()) })
    }

    /// 4 × 24 sums at a time, in 12 registers of 8.
    #[target_feature(enable = "avx2,avxvnni")]
    fn tile_avx_vnni(rows: &[RowStep], columns: &[ColumnStep]) -> Tile {
        let mut tile = [[0; COLUMNS]; ROWS];
        for top in [0, 4] {
            for left in [0, 24] {
                let mut sums = [[_mm256_setzero_si256(); 3]; 4];
                for (rows, columns) in rows.iter().zip(columns) {
                    let columns = load_256(&columns.0, left);
                    for (sums, &row) in sums.iter_mut().zip(&rows.0[top..top + 4]) {
                        let row = _mm256_set1_epi32(i32::from_le_bytes(row));
                        for (sum, columns) in sums.iter_mut().zip(columns) {
                            *sum = _mm256_dpbusd_avx_epi32(*sum, row, columns);
                        }
                    }
                }
                for (tile, sums) in tile[top..top + 4].iter_mut().zip(sums) {
                    let (parts, _) = tile[left..left + 24].as_chunks_mut::<8>();
                    for (part, sum) in parts.iter_mut().zip(sums) {
                        // SAFETY: 8 numbers of 32 bits are 256 bits.
                        unsafe { _mm256_storeu_si256(part.as_mut_ptr().cast(), sum) };
                    }
                }
            }
        }
        tile
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load_256(columns: &[[i8; 4]; COLUMNS], left: usize) -> [__m256i; 3] {
        let (parts, _) = columns[left..left + 24].as_chunks::<8>();
        // SAFETY: 8 × 4 numbers of 8 bits are 256 bits.
        [0, 1, 2].map(|part| unsafe { _mm256_loadu_si256(parts[part].as_ptr().cast()) })
    }

    /// Steps of activations that are held 16 bits wide at a time.
    const WIDE_STEPS: usize = 64;

    /// 4 × 8 sums at a time, in 8 registers of pairs. The instruction for bytes would saturate, so all are made 16 bits
    /// wide: activations once for all columns, weights as they are met.
    #[target_feature(enable = "avx2")]
    fn tile_avx2(rows: &[RowStep], columns: &[ColumnStep]) -> Tile {
        let mut tile = [[0; COLUMNS]; ROWS];
        // Four activations make a number of 64 bits.
        let mut wide = [[0i64; ROWS]; WIDE_STEPS];
        for (rows, columns) in rows.chunks(WIDE_STEPS).zip(columns.chunks(WIDE_STEPS)) {
            let wide = &mut wide[..rows.len()];
            for (wide, rows) in wide.iter_mut().zip(rows) {
                let (halves, _) = rows.0.as_chunks::<4>();
                for (wide, half) in wide.as_chunks_mut::<4>().0.iter_mut().zip(halves) {
                    // SAFETY: 4 × 4 numbers of 8 bits are 128 bits, and 4 numbers of 64 bits are 256.
                    unsafe {
                        let half = _mm256_cvtepu8_epi16(_mm_loadu_si128(half.as_ptr().cast()));
                        _mm256_storeu_si256(wide.as_mut_ptr().cast(), half);
                    }
                }
            }
            for top in [0, 4] {
                for left in (0..COLUMNS).step_by(8) {
                    let mut sums = [[_mm256_setzero_si256(); 2]; 4];
                    for (rows, columns) in wide.iter().zip(columns) {
                        let (parts, _) = columns.0[left..left + 8].as_chunks::<4>();
                        let columns = [load_wide(&parts[0]), load_wide(&parts[1])];
                        for (sums, &row) in sums.iter_mut().zip(&rows[top..top + 4]) {
                            let row = _mm256_set1_epi64x(row);
                            for (sum, columns) in sums.iter_mut().zip(columns) {
                                *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(row, columns));
                            }
                        }
                    }
                    for (tile, [first, second]) in tile[top..top + 4].iter_mut().zip(sums) {
                        let (parts, _) = tile[left..left + 8].as_chunks_mut::<8>();
                        // Both halves of each column, which come out as 0 1 4 5 2 3 6 7.
                        let sums =
                            _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_hadd_epi32(first, second));
                        let part = parts[0].as_mut_ptr().cast();
                        // SAFETY: 8 numbers of 32 bits are 256 bits.
                        unsafe {
                            let before = _mm256_loadu_si256(part);
                            _mm256_storeu_si256(part, _mm256_add_epi32(before, sums));
                        }
                    }
                }
            }
        }
        tile
    }

    /// The weights of four columns, each 16 bits wide.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn load_wide(columns: &[[i8; 4]; 4]) -> __m256i {
        // SAFETY: 4 × 4 numbers of 8 bits are 128 bits.
        let bytes: __m128i = unsafe { _mm_loadu_si128(columns.as_ptr().cast()) };
        _mm256_cvtepi8_epi16(bytes)
    }

    /// 8 × 32 sums in 16 registers of 16.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn float_tile_avx512<'a>(
        steps: impl Iterator<Item = ([f32; FACTORS], &'a [f32; LANES])>,
    ) -> [[f32; LANES]; FACTORS] {
        let mut sums = [[_mm512_setzero_ps(); 2]; FACTORS];
        for (factors, lanes) in steps {
            // SAFETY: twice 16 numbers of 32 bits are 512 bits.
            let lanes = [0, 16].map(|at| unsafe { _mm512_loadu_ps(lanes[at..at + 16].as_ptr()) });
            for (sums, factor) in sums.iter_mut().zip(factors) {
                for (sum, lanes) in sums.iter_mut().zip(lanes) {
                    *sum = _mm512_add_ps(*sum, _mm512_mul_ps(_mm512_set1_ps(factor), lanes));
                }
            }
        }
        let mut tile = [[0.0; LANES]; FACTORS];
        for (tile, sums) in tile.iter_mut().zip(sums) {
            for (part, sum) in tile.as_chunks_mut::<16>().0.iter_mut().zip(sums) {
                // SAFETY: 16 numbers of 32 bits are 512 bits.
                unsafe { _mm512_storeu_ps(part.as_mut_ptr(), sum) };
            }
        }
        tile
    }

    /// The same in registers of 8, of which there are half as many.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn float_tile_avx2<'a>(
        steps: impl Iterator<Item = ([f32; FACTORS], &'a [f32; LANES])>,
    ) -> [[f32; LANES]; FACTORS] {
        let mut sums = [[_mm256_setzero_ps(); 4]; FACTORS];
        for (factors, lanes) in steps {
            // SAFETY: four times 8 numbers of 32 bits are 256 bits.
            let lanes = [0, 8, 16, 24].map(|at| unsafe { _mm256_loadu_ps(lanes[at..at + 8].as_ptr()) });
            for (sums, factor) in sums.iter_mut().zip(factors) {
                for (sum, lanes) in sums.iter_mut().zip(lanes) {
                    *sum = _mm256_add_ps(*sum, _mm256_mul_ps(_mm256_set1_ps(factor), lanes));
                }
            }
        }
        let mut tile = [[0.0; LANES]; FACTORS];
        for (tile, sums) in tile.iter_mut().zip(sums) {
            for (part, sum) in tile.as_chunks_mut::<8>().0.iter_mut().zip(sums) {
                // SAFETY: 8 numbers of 32 bits are 256 bits.
                unsafe { _mm256_storeu_ps(part.as_mut_ptr(), sum) };
            }
        }
        tile
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Both kinds of tile on any path.
    struct Tiles<'a> {
        rows: &'a [RowStep],
        columns: &'a [ColumnStep],
        steps: &'a [([f32; FACTORS], [f32; LANES])],
    }

    impl Job for Tiles<'_> {
        type Output = (Tile, [[u32; LANES]; FACTORS]);

        #[inline(always)]
        fn run<M: Multiply>(self, multiply: M) -> Self::Output {
            let steps = self.steps.iter().map(|(factors, lanes)| (*factors, lanes));
            let floats = multiply.float_tile(steps).map(|row| row.map(f32::to_bits));
            (multiply.tile(self.rows, self.columns), floats)
        }
    }

    /// The sums of bytes, one by one.
    fn naive(rows: &[RowStep], columns: &[ColumnStep]) -> Tile {
        let mut tile = [[0; COLUMNS]; ROWS];
        for (row, tile) in tile.iter_mut().enumerate() {
            for (column, sum) in tile.iter_mut().enumerate() {
                for (rows, columns) in rows.iter().zip(columns) {
                    for four in 0..4 {
                        *sum += i32::from(rows.0[row][four]) * i32::from(columns.0[column][four]);
                    }
                }
            }
        }
        tile
    }

    fn check(rows: &[RowStep], columns: &[ColumnStep], steps: &[([f32; FACTORS], [f32; LANES])]) {
        let expected = naive(rows, columns);
        let floats = Path(Kind::Portable).run(Tiles { rows, columns, steps }).1;
        for path in Path::available() {
            let (tile, found) = path.run(Tiles { rows, columns, steps });
            assert!(tile == expected, "{} is not exact", path.name());
            assert!(found == floats, "{} has other bits", path.name());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn all_paths_agree(depth in 0usize..150, seed in any::<u64>()) {
            let mut state = seed;
            let mut byte = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                // The ends of the range above all.
                match state >> 62 { 0 => 0u8, 1 => 0x7f, 2 => 0x80, _ => (state >> 40) as u8 }
            };
            let rows: Vec<_> = (0..depth).map(|_| RowStep(std::array::from_fn(|_| std::array::from_fn(|_| byte())))).collect();
            let columns: Vec<_> = (0..depth)
                .map(|_| ColumnStep(std::array::from_fn(|_| std::array::from_fn(|_| byte().cast_signed()))))
                .collect();
            let mut number = || f32::from(byte().cast_signed()) / 37.0 + f32::from(byte()) * 1e3;
            let steps: Vec<_> =
                (0..depth).map(|_| (std::array::from_fn(|_| number()), std::array::from_fn(|_| number()))).collect();
            check(&rows, &columns, &steps);
        }
    }

    #[test]
    fn nothing_saturates() {
        let rows = vec![RowStep([[255; 4]; ROWS]); 768];
        for weight in [-128, 127] {
            check(&rows, &vec![ColumnStep([[weight; 4]; COLUMNS]); 768], &[]);
        }
    }
}
