//! From cleaned text back to the original bytes.
//!
//! Cleaning drops, shortens and replaces text. [`OffsetMap`] remembers for every character of the result
//! which bytes of the source it came from, in a few runs a page instead of a number a byte.

use crate::span::{RawSpan, Span, SpanError};

/// A run of `count` atoms, each `target_width` bytes of target text made of `source_width` bytes of source.
///
/// Text copied as it stands is a run of atoms of one byte on both sides; a replacement ("&amp;" for "&") is
/// a run of one atom. An atom is never split: any part of it maps to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    target: u32,
    source: u32,
    count: u32,
    target_width: u32,
    source_width: u32,
}

impl Run {
    fn target_end(self) -> u32 {
        self.target + self.count * self.target_width
    }

    fn source_end(self) -> u32 {
        self.source + self.count * self.source_width
    }

    /// The atom that holds the target byte `offset`.
    fn atom_at_target(self, offset: u32) -> u32 {
        (offset - self.target) / self.target_width
    }

    /// The atom that holds the source byte `offset`.
    fn atom_at_source(self, offset: u32) -> u32 {
        (offset - self.source) / self.source_width
    }
}

/// Where each byte of a text came from.
///
/// Source positions never decrease as target positions grow. Source bytes between runs were removed.
/// Build one with [`OffsetMapBuilder`]; chain two with [`OffsetMap::compose`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OffsetMap {
    runs: Vec<Run>,
}

impl OffsetMap {
    /// The map of a text of `len` bytes that was copied as it stands.
    ///
    /// # Errors
    /// When `len` does not fit 32 bits.
    pub fn identity(len: usize) -> Result<Self, SpanError> {
        let mut builder = OffsetMapBuilder::new();
        builder.copy(0, len)?;
        Ok(builder.finish())
    }

    /// Length of the target text in bytes.
    pub fn target_len(&self) -> usize {
        self.runs.last().map_or(0, |run| run.target_end() as usize)
    }

    /// The source bytes that the target bytes `span` came from, from the first byte of the first atom to the
    /// last byte of the last. What was removed in between is included; what was removed at either end is not.
    ///
    /// An empty span maps to an empty place: the start of the atom at that point, or the end of the last.
    ///
    /// Returns `None` where the span leaves the target text.
    pub fn to_raw(&self, span: Span) -> Option<RawSpan> {
        let (start, end) = (span.start() as u32, span.end() as u32);
        if span.is_empty() {
            let at = match self.run_of_target(start) {
                Some(run) => run.source + run.atom_at_target(start) * run.source_width,
                None if span.start() == self.target_len() => {
                    self.runs.last().map_or(0, |run| run.source_end())
                }
                None => return None,
            };
            return RawSpan::new(at as usize, at as usize).ok();
        }
        let first = self.run_of_target(start)?;
        let last = self.run_of_target(end - 1)?;
        let raw_start = first.source + first.atom_at_target(start) * first.source_width;
        let raw_end = last.source + (last.atom_at_target(end - 1) + 1) * last.source_width;
        RawSpan::new(raw_start as usize, raw_end as usize).ok()
    }

    /// The target bytes that came from the source bytes `span`: the smallest range that holds every atom which
    /// overlaps it. `None` where all of it was removed.
    pub fn to_clean(&self, span: RawSpan) -> Option<Span> {
        if span.is_empty() {
            return None;
        }
        let (start, end) = (span.start() as u32, span.end() as u32);
        let first = *self
            .runs
            .get(self.runs.partition_point(|run| run.source_end() <= start))?;
        let last = *self
            .runs
            .get(self.runs.partition_point(|run| run.source < end).checked_sub(1)?)?;
        let clean_start = if start <= first.source {
            first.target
        } else {
            first.target + first.atom_at_source(start) * first.target_width
        };
        let clean_end = if end >= last.source_end() {
            last.target_end()
        } else {
            last.target + (last.atom_at_source(end - 1) + 1) * last.target_width
        };
        // Where the span falls into a gap, the run after it comes before the run ahead of it.
        (clean_start < clean_end).then(|| Span::new(clean_start as usize, clean_end as usize).ok())?
    }

    /// The map of two steps made one: `self` leads from the middle text to the source, `outer` from the final
    /// text to the middle one.
    ///
    /// # Errors
    /// When `outer` refers to bytes that the middle text does not have.
    pub fn compose(&self, outer: &Self) -> Result<Self, SpanError> {
        let mut builder = OffsetMapBuilder::new();
        let out_of_bounds = |end: u32| SpanError::OutOfBounds {
            end: end as usize,
            len: self.target_len(),
        };
        for run in &outer.runs {
            if run.source_end() as usize > self.target_len() {
                return Err(out_of_bounds(run.source_end()));
            }
            if run.target_width != 1 || run.source_width != 1 {
                for atom in 0..run.count {
                    let middle = (run.source + atom * run.source_width) as usize;
                    let span = Span::new(middle, middle + run.source_width as usize)?;
                    let raw = self.to_raw(span).ok_or_else(|| out_of_bounds(run.source_end()))?;
                    builder.replace(run.target_width as usize, raw)?;
                }
                continue;
            }
            // A verbatim stretch: cut it along the runs of the inner map.
            let mut at = run.source;
            while at < run.source_end() {
                let inner = self
                    .run_of_target(at)
                    .ok_or_else(|| out_of_bounds(run.source_end()))?;
                let stop = inner.target_end().min(run.source_end());
                let (first, last) = (inner.atom_at_target(at), inner.atom_at_target(stop - 1));
                for_whole_atoms(&mut builder, inner, at, stop, first, last)?;
                at = stop;
            }
        }
        Ok(builder.finish())
    }

    fn run_of_target(&self, offset: u32) -> Option<Run> {
        let run = *self
            .runs
            .get(self.runs.partition_point(|run| run.target_end() <= offset))?;
        (run.target <= offset).then_some(run)
    }
}

/// Appends the atoms `first..=last` of `inner`, clipped to the target range `at..stop`, to `builder`.
fn for_whole_atoms(
    builder: &mut OffsetMapBuilder,
    inner: Run,
    at: u32,
    stop: u32,
    first: u32,
    last: u32,
) -> Result<(), SpanError> {
    for atom in first..=last {
        let target = inner.target + atom * inner.target_width;
        let width = (target + inner.target_width).min(stop) - target.max(at);
        if width == 1 && inner.target_width == 1 && inner.source_width == 1 {
            // The common case, taken as one run.
            let source = (inner.source + atom) as usize;
            return builder.copy(source, (last - atom + 1) as usize);
        }
        let source = (inner.source + atom * inner.source_width) as usize;
        builder.replace(
            width as usize,
            RawSpan::new(source, source + inner.source_width as usize)?,
        )?;
    }
    Ok(())
}

/// Builds an [`OffsetMap`] from left to right.
#[derive(Debug, Clone, Default)]
pub struct OffsetMapBuilder {
    runs: Vec<Run>,
    target: u32,
}

impl OffsetMapBuilder {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Length of the target text so far, in bytes.
    pub fn target_len(&self) -> usize {
        self.target as usize
    }

    /// Appends `len` target bytes that were copied from the source at `source`.
    ///
    /// # Errors
    /// When offsets go backwards in the source or do not fit 32 bits.
    pub fn copy(&mut self, source: usize, len: usize) -> Result<(), SpanError> {
        self.push(source, source + len, len, 1, 1)
    }

    /// Appends `len` target bytes that stand for the source bytes `source` as one atom.
    ///
    /// # Errors
    /// When offsets go backwards in the source or do not fit 32 bits.
    pub fn replace(&mut self, len: usize, source: RawSpan) -> Result<(), SpanError> {
        if len == 0 {
            return Ok(());
        }
        self.push(source.start(), source.end(), 1, len, source.len())
    }

    /// The finished map.
    pub fn finish(self) -> OffsetMap {
        OffsetMap { runs: self.runs }
    }

    fn push(
        &mut self,
        source: usize,
        source_end: usize,
        count: usize,
        target_width: usize,
        source_width: usize,
    ) -> Result<(), SpanError> {
        if count == 0 {
            return Ok(());
        }
        let reach = Span::new(source, source_end)?;
        let target_end = Span::new(0, self.target as usize + count * target_width)?.end() as u32;
        let run = Run {
            target: self.target,
            source: reach.start() as u32,
            count: count as u32,
            target_width: target_width as u32,
            source_width: source_width as u32,
        };
        if let Some(last) = self.runs.last_mut() {
            // Two replacements may share their source ("…" made of one character becomes three).
            let last_atom = last.source_end() - last.source_width;
            if run.source < last.source_end() && run.source != last_atom {
                return Err(SpanError::Reversed {
                    start: last.source_end() as usize,
                    end: source,
                });
            }
            let widths = (last.target_width, last.source_width) == (run.target_width, run.source_width);
            if widths && last.source_end() == run.source && run.source_width > 0 {
                last.count += run.count;
                self.target = target_end;
                return Ok(());
            }
        }
        self.runs.push(run);
        self.target = target_end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn raw(start: usize, end: usize) -> RawSpan {
        RawSpan::new(start, end).unwrap()
    }

    fn span(start: usize, end: usize) -> Span {
        Span::new(start, end).unwrap()
    }

    /// Source `aa&amp;bb XX cc`, target `aa&bbcc`.
    fn sample() -> OffsetMap {
        let mut builder = OffsetMapBuilder::new();
        builder.copy(0, 2).unwrap();
        builder.replace(1, raw(2, 7)).unwrap();
        builder.copy(7, 2).unwrap();
        builder.copy(13, 2).unwrap();
        builder.finish()
    }

    #[test]
    fn a_span_over_a_removal_covers_it_and_one_beside_it_does_not() {
        let map = sample();
        assert_eq!(map.to_raw(span(3, 5)), Some(raw(7, 9)));
        assert_eq!(map.to_raw(span(3, 7)), Some(raw(7, 15)));
        assert_eq!(map.to_raw(span(5, 7)), Some(raw(13, 15)));
        assert_eq!(
            map.to_raw(span(2, 3)),
            Some(raw(2, 7)),
            "a replacement maps to all of its source"
        );
        assert_eq!(map.to_raw(span(6, 8)), None);
        assert_eq!(map.to_raw(span(7, 7)), Some(raw(15, 15)));
    }

    #[test]
    fn removed_source_has_no_target() {
        let map = sample();
        assert_eq!(map.to_clean(raw(9, 13)), None);
        assert_eq!(
            map.to_clean(raw(4, 5)),
            Some(span(2, 3)),
            "part of a replacement is all of it"
        );
        assert_eq!(map.to_clean(raw(8, 14)), Some(span(4, 6)));
        assert_eq!(map.to_clean(raw(0, 15)), Some(span(0, 7)));
    }

    #[test]
    fn one_source_may_give_several_targets_but_never_goes_back() {
        let mut builder = OffsetMapBuilder::new();
        builder.replace(1, raw(0, 3)).unwrap();
        builder.replace(1, raw(0, 3)).unwrap();
        assert!(builder.replace(1, raw(1, 3)).is_err());
        assert!(builder.copy(2, 1).is_err());
        builder.copy(3, 1).unwrap();
        assert_eq!(builder.finish().to_raw(span(1, 3)), Some(raw(0, 4)));
    }

    /// Pieces of a map: bytes skipped in the source, then bytes copied, then a replacement of widths.
    fn maps(max: usize) -> impl Strategy<Value = (OffsetMap, usize)> {
        prop::collection::vec((0usize..4, 0usize..5, 0usize..4, 1usize..5), 0..max).prop_map(|pieces| {
            let (mut builder, mut source) = (OffsetMapBuilder::new(), 0);
            for (skipped, copied, made, from) in pieces {
                source += skipped;
                builder.copy(source, copied).unwrap();
                source += copied;
                builder.replace(made, raw(source, source + from)).unwrap();
                source += from;
            }
            (builder.finish(), source)
        })
    }

    proptest! {
        #[test]
        fn to_clean_inverts_to_raw(case in maps(12), a in 0usize..60, b in 0usize..60) {
            let (map, _) = case;
            let len = map.target_len();
            let (start, end) = (a.min(b).min(len), a.max(b).min(len));
            let wanted = span(start, end);
            let back = map.to_raw(wanted).expect("within the text");
            if start < end {
                let again = map.to_clean(back).expect("not removed");
                prop_assert!(again.contains(wanted), "{again:?} holds {wanted:?}");
                prop_assert_eq!(map.to_raw(again), Some(back), "atoms are whole");
            }
        }

        #[test]
        fn composition_is_one_map_after_the_other(inner in maps(10), pieces in prop::collection::vec((0usize..3, 0usize..6, 0usize..3), 0..8)) {
            let (inner, _) = inner;
            let (mut builder, mut middle) = (OffsetMapBuilder::new(), 0);
            for (skipped, copied, made) in pieces {
                middle = (middle + skipped).min(inner.target_len());
                let copied = copied.min(inner.target_len() - middle);
                builder.copy(middle, copied).unwrap();
                middle += copied;
                if middle < inner.target_len() {
                    builder.replace(made, raw(middle, middle + 1)).unwrap();
                    middle += 1;
                }
            }
            let outer = builder.finish();
            let both = inner.compose(&outer).unwrap();
            prop_assert_eq!(both.target_len(), outer.target_len());
            for start in 0..outer.target_len() {
                for end in start + 1..=outer.target_len() {
                    let via = outer.to_raw(span(start, end)).unwrap();
                    let expected = inner.to_raw(span(via.start(), via.end()));
                    prop_assert_eq!(both.to_raw(span(start, end)), expected);
                }
            }
        }
    }
}
