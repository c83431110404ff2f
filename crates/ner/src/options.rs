//! The settings of a recogniser.

use std::num::NonZeroUsize;

use onomast_document::Score;

use crate::error::NerError;

/// How texts are cut for the model and what is kept of its answer. The defaults are the product's.
///
/// `threads` and `batch_tokens` change the speed only, never the names found.
#[derive(Debug, Clone, PartialEq)]
pub struct NerOptions {
    /// Worker threads; `None` for one a processor core.
    pub threads: Option<NonZeroUsize>,
    /// Sub-words that a batch may hold, padding included: the unit in which work is shared out.
    pub batch_tokens: usize,
    /// Sub-words that a window may hold, the special tokens at its ends included. Never more than the model's positions.
    pub window: usize,
    /// Sub-words that two windows share where a sentence is too long for one.
    pub overlap: usize,
    /// Names with a lower score are dropped.
    pub min_score: Score,
    /// Whether lines in capitals are read as if they were in ordinary letter case.
    pub truecase: bool,
}

impl Default for NerOptions {
    fn default() -> Self {
        Self {
            threads: None,
            batch_tokens: 1024,
            window: 128,
            overlap: 32,
            min_score: Score::new(0.0).unwrap_or(Score::ONE),
            truecase: true,
        }
    }
}

impl NerOptions {
    /// The fewest sub-words a window may hold.
    const MIN_WINDOW: usize = 16;

    /// # Errors
    /// When the window is too small to be of use, or the overlap takes up half of it.
    pub(crate) fn check(&self) -> Result<(), NerError> {
        if self.window < Self::MIN_WINDOW {
            let expected = format!("at least {} sub-words", Self::MIN_WINDOW);
            return Err(NerError::Option {
                option: "window",
                expected,
            });
        }
        if self.overlap * 2 > self.window {
            let expected = "at most half of the window".to_owned();
            return Err(NerError::Option {
                option: "overlap",
                expected,
            });
        }
        Ok(())
    }

    /// The number of workers.
    pub(crate) fn workers(&self) -> usize {
        self.threads
            .or_else(|| std::thread::available_parallelism().ok())
            .map_or(1, NonZeroUsize::get)
    }
}
