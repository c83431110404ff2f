//! The way of a batch through the layers.

use std::sync::Arc;

use crate::activations::Activations;
use crate::attention::{Attention, Distances, Heads};
use crate::cpu::{Job, Multiply, Path};
use crate::linear::{Finish, Linear};
use crate::math::Norm;
use crate::table::Table;

/// The weights of a BERT-shaped encoder with a classifier of its outputs.
#[derive(Debug)]
pub struct Encoder {
    pub(crate) words: Table,
    /// One row for each letter case, where ids tell it.
    pub(crate) cases: Vec<f32>,
    /// One row for each place in a window.
    pub(crate) positions: Vec<f32>,
    pub(crate) distances: Option<Distances>,
    pub(crate) norm: Norm,
    pub(crate) layers: Vec<Layer>,
    pub(crate) classifier: Linear,
    pub(crate) heads: Heads,
}

/// A layer: attention and a feed-forward network, each added to what came in and then normed.
#[derive(Debug)]
pub(crate) struct Layer {
    /// Queries, keys and values side by side.
    pub(crate) attention_in: Linear,
    pub(crate) attention_out: Linear,
    pub(crate) attention_norm: Norm,
    pub(crate) inner: Linear,
    pub(crate) outer: Linear,
    pub(crate) norm: Norm,
}

/// The steps of the way, for those who want to know how long each takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Sub-words and their places are looked up.
    Embedding,
    /// Activations are rounded to 8 bits.
    Quantising,
    /// Products with the weights, in which values are also scaled back, and GELU is computed.
    Products,
    /// Attention itself.
    Attention,
    /// Layer norms.
    Norm,
}

impl Encoder {
    /// Length of a vector.
    pub fn hidden(&self) -> usize {
        self.norm.weight.len()
    }

    /// How many logits there are for each sub-word.
    pub fn labels(&self) -> usize {
        self.classifier.outputs
    }

    /// How many sub-words are known. Each id is less, unless it tells letter case: then it is that of the sub-word and as
    /// many vocabularies more as the number of the case says, one of [`Encoder::cases`].
    pub fn vocabulary(&self) -> usize {
        self.words.rows()
    }

    /// How many letter cases ids tell, or 1.
    pub fn cases(&self) -> usize {
        (self.cases.len() / self.hidden()).max(1)
    }

    /// The longest window.
    pub fn longest(&self) -> usize {
        self.positions.len() / self.hidden()
    }
}

/// Who does the work: shares an encoder, and keeps the memory that one batch needs for the next.
#[derive(Debug)]
pub struct Worker {
    encoder: Arc<Encoder>,
    path: Path,
    memory: Memory,
}

#[derive(Debug, Default)]
struct Memory {
    /// A vector for each sub-word.
    rows: Vec<f32>,
    /// What a wide layer makes of each.
    wide: Vec<f32>,
    mixed: Vec<f32>,
    rounded: Activations,
    attention: Attention,
}

/// A sub-word or window that the encoder does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// There is no such sub-word.
    #[error("the model knows no sub-word {0}")]
    Unknown(u32),
    /// There are more sub-words than places.
    #[error("a window of {0} sub-words is too long for the model")]
    TooLong(usize),
}

impl Worker {
    /// A worker with the fastest instructions of this processor.
    pub fn new(encoder: Arc<Encoder>) -> Self {
        Self::on(encoder, Path::best())
    }

    /// A worker with certain instructions.
    pub fn on(encoder: Arc<Encoder>, path: Path) -> Self {
        Self {
            encoder,
            path,
            memory: Memory::default(),
        }
    }

    /// For each sub-word of each window, one logit for each label. Those of a window do not depend on the others.
    ///
    /// # Errors
    /// When a window is too long, or has an id that is not in the vocabulary.
    pub fn logits(&mut self, windows: &[&[u32]]) -> Result<Vec<f32>, WindowError> {
        self.logits_and(windows, &mut |_| ())
    }

    /// The same, telling `after` of each step when it is done.
    ///
    /// # Errors
    /// As [`Worker::logits`].
    pub fn logits_and(
        &mut self,
        windows: &[&[u32]],
        after: &mut dyn FnMut(Step),
    ) -> Result<Vec<f32>, WindowError> {
        for window in windows {
            if window.len() > self.encoder.longest() {
                return Err(WindowError::TooLong(window.len()));
            }
            if let Some(&id) = window
                .iter()
                .find(|&&id| id as usize >= self.encoder.vocabulary() * self.encoder.cases())
            {
                return Err(WindowError::Unknown(id));
            }
        }
        Ok(self.path.run(Pass {
            encoder: &self.encoder,
            memory: &mut self.memory,
            windows,
            after,
        }))
    }
}

/// One batch on its way.
struct Pass<'a> {
    encoder: &'a Encoder,
    memory: &'a mut Memory,
    windows: &'a [&'a [u32]],
    after: &'a mut dyn FnMut(Step),
}

impl Job for Pass<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<M: Multiply>(self, multiply: M) -> Vec<f32> {
        let Self {
            encoder,
            memory,
            windows,
            after,
        } = self;
        let Memory {
            rows,
            wide,
            mixed,
            rounded,
            attention,
        } = memory;
        let (hidden, vocabulary) = (encoder.hidden(), encoder.vocabulary());
        let count: usize = windows.iter().map(|window| window.len()).sum();
        rows.resize(count * hidden, 0.0);
        let mut places = rows.chunks_exact_mut(hidden);
        for window in windows {
            let positions = encoder.positions.chunks_exact(hidden);
            for ((&id, position), row) in window.iter().zip(positions).zip(&mut places) {
                let (case, word) = (id as usize / vocabulary, id as usize % vocabulary);
                encoder.words.look_up(word, row);
                for (value, position) in row.iter_mut().zip(position) {
                    *value += position;
                }
                if let Some(case) = encoder.cases.chunks_exact(hidden).nth(case) {
                    for (value, case) in row.iter_mut().zip(case) {
                        *value += case;
                    }
                }
            }
        }
        after(Step::Embedding);
        encoder.norm.apply(rows);
        after(Step::Norm);
        for layer in &encoder.layers {
            rounded.quantise(rows, hidden);
            after(Step::Quantising);
            wide.resize(count * 3 * hidden, 0.0);
            layer.attention_in.apply(multiply, rounded, wide, Finish::Store);
            after(Step::Products);
            mixed.resize(count * hidden, 0.0);
            let mut first = 0;
            for window in windows {
                let (start, end) = (first * hidden, (first + window.len()) * hidden);
                attention.apply(
                    multiply,
                    encoder.heads,
                    encoder.distances.as_ref(),
                    &wide[3 * start..3 * end],
                    &mut mixed[start..end],
                );
                first += window.len();
            }
            after(Step::Attention);
            rounded.quantise(mixed, hidden);
            after(Step::Quantising);
            layer.attention_out.apply(multiply, rounded, rows, Finish::Add);
            after(Step::Products);
            layer.attention_norm.apply(rows);
            after(Step::Norm);
            rounded.quantise(rows, hidden);
            after(Step::Quantising);
            wide.resize(count * layer.inner.outputs, 0.0);
            layer.inner.apply(multiply, rounded, wide, Finish::Gelu);
            after(Step::Products);
            rounded.quantise(wide, layer.inner.outputs);
            after(Step::Quantising);
            layer.outer.apply(multiply, rounded, rows, Finish::Add);
            after(Step::Products);
            layer.norm.apply(rows);
            after(Step::Norm);
        }
        rounded.quantise(rows, hidden);
        after(Step::Quantising);
        let mut logits = vec![0.0; count * encoder.labels()];
        encoder
            .classifier
            .apply(multiply, rounded, &mut logits, Finish::Store);
        after(Step::Products);
        logits
    }
}
