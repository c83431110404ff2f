//! Batches: windows of many documents on their way through an engine, and the logits that come back.

use std::ops::Range;

use crate::error::InferenceError;

/// Rows of sub-word ids, special tokens included, that are classified in one call.
///
/// Rows may differ in length and are kept without padding: an engine that needs a rectangle asks for
/// [`Batch::padded`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    ids: Vec<u32>,
    ends: Vec<usize>,
}

impl Batch {
    /// An empty batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a row.
    pub fn push(&mut self, ids: impl IntoIterator<Item = u32>) {
        self.ids.extend(ids);
        self.ends.push(self.ids.len());
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many ids all rows hold together.
    pub fn tokens(&self) -> usize {
        self.ids.len()
    }

    /// Length of the longest row.
    pub fn width(&self) -> usize {
        self.rows().map(<[u32]>::len).max().unwrap_or(0)
    }

    /// The rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.ids[start..end])
    }

    /// Ids and attention mask as rectangles of `len × width`, row by row; short rows are filled up with `pad`,
    /// where the mask is 0.
    pub fn padded(&self, pad: u32) -> (Vec<i64>, Vec<i64>) {
        let width = self.width();
        let (mut ids, mut mask) = (Vec::new(), Vec::new());
        for row in self.rows() {
            let filling = width - row.len();
            ids.extend(row.iter().map(|&id| i64::from(id)));
            ids.extend(std::iter::repeat_n(i64::from(pad), filling));
            mask.extend(std::iter::repeat_n(1, row.len()));
            mask.extend(std::iter::repeat_n(0, filling));
        }
        (ids, mask)
    }
}

/// For each id of a batch, row after row without padding, one number a label.
#[derive(Debug, Clone, PartialEq)]
pub struct Logits {
    labels: usize,
    values: Vec<f32>,
}

impl Logits {
    /// Logits of `batch`: `values` has `batch.tokens() × labels` numbers, those of one id side by side.
    ///
    /// # Errors
    /// When there are more or fewer numbers, or one of them is not finite.
    pub fn new(batch: &Batch, labels: usize, values: Vec<f32>) -> Result<Self, InferenceError> {
        if labels == 0 || values.len() != batch.tokens() * labels {
            let (found, tokens) = (values.len(), batch.tokens());
            return Err(
                format!("expected {tokens} × {labels} logits, the model gave {found} numbers").into(),
            );
        }
        if !values.iter().all(|value| value.is_finite()) {
            return Err("the model gave logits that are no numbers".into());
        }
        Ok(Self { labels, values })
    }

    /// The same from a rectangle of `batch.len() × batch.width() × labels`, whose padding is left out.
    ///
    /// # Errors
    /// As [`Logits::new`].
    pub fn from_padded(batch: &Batch, labels: usize, values: &[f32]) -> Result<Self, InferenceError> {
        let stride = batch.width() * labels;
        if values.len() != batch.len() * stride {
            let (rows, width, found) = (batch.len(), batch.width(), values.len());
            return Err(format!(
                "expected {rows} × {width} × {labels} logits, the model gave {found} numbers"
            )
            .into());
        }
        let rows = batch.rows().zip(values.chunks(stride.max(1)));
        let kept = rows.flat_map(|(row, logits)| &logits[..row.len() * labels]);
        Self::new(batch, labels, kept.copied().collect())
    }

    /// Whether these are logits of that batch for so many labels, as any engine must give them.
    pub(crate) fn check(&self, batch: &Batch, labels: usize) -> Result<(), InferenceError> {
        if self.labels != labels || self.values.len() != batch.tokens() * labels {
            return Err(format!("expected {labels} labels, the model gave {}", self.labels).into());
        }
        Ok(())
    }

    /// How many labels there are.
    pub fn labels(&self) -> usize {
        self.labels
    }

    /// All numbers.
    pub fn values(&self) -> &[f32] {
        &self.values
    }
}

/// Which rows go together, as ranges of `lengths`, which fall: each group holds at most `budget` sub-words, counted
/// with padding, or a single row.
pub(crate) fn groups(lengths: &[usize], budget: usize) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for at in 0..lengths.len() {
        match groups.last_mut() {
            Some(group) if lengths[group.start] * (group.len() + 1) <= budget => group.end = at + 1,
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_comes_and_goes() {
        let mut batch = Batch::new();
        batch.push([7, 8, 9]);
        batch.push([5]);
        let (ids, mask) = batch.padded(0);
        assert_eq!(ids, [7, 8, 9, 5, 0, 0]);
        assert_eq!(mask, [1, 1, 1, 1, 0, 0]);
        let rectangle: Vec<f32> = (0u8..12).map(f32::from).collect();
        let logits = Logits::from_padded(&batch, 2, &rectangle).unwrap();
        assert_eq!(logits.values(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        assert!(Logits::new(&batch, 2, vec![0.0; 7]).is_err());
        assert!(Logits::new(&batch, 2, vec![f32::NAN; 8]).is_err());
    }

    #[test]
    fn groups_keep_to_the_budget() {
        let lengths = [90, 50, 50, 10, 5];
        assert_eq!(groups(&lengths, 100), [0..1, 1..3, 3..5]);
        assert_eq!(groups(&lengths[..2], 1), [0..1, 1..2]);
        assert!(groups(&[], 1).is_empty());
    }
}
