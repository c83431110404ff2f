//! The settings of a recogniser.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

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

    /// The number of worker threads.
    pub fn workers(&self) -> NonZeroUsize {
        self.threads
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN)
    }
}

/// Where an engine computes, for those that leave a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// On the first GPU that the engine can use, or else on the processor.
    #[default]
    Auto,
    /// On the processor.
    Cpu,
    /// On the CUDA device of this number.
    Cuda(usize),
}

impl FromStr for Device {
    type Err = String;

    /// Reads `auto`, `cpu`, `cuda` (the first) or `cuda:N`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = match text {
            "auto" => return Ok(Self::Auto),
            "cpu" => return Ok(Self::Cpu),
            "cuda" => "0",
            _ => text.strip_prefix("cuda:").unwrap_or_default(),
        };
        let index = number
            .parse()
            .map_err(|_| "expected auto, cpu or cuda:N, such as cuda:0")?;
        Ok(Self::Cuda(index))
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(index) => write!(f, "cuda:{index}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Device;

    #[test]
    fn devices_are_read_as_they_are_written() {
        for (text, device) in [
            ("auto", Device::Auto),
            ("cpu", Device::Cpu),
            ("cuda:1", Device::Cuda(1)),
        ] {
            assert_eq!(text.parse(), Ok(device));
            assert_eq!(device.to_string(), text);
        }
        assert_eq!("cuda".parse(), Ok(Device::Cuda(0)));
        for wrong in ["", "gpu", "cuda:", "cuda:-1", "0"] {
            assert!(wrong.parse::<Device>().unwrap_err().contains("cuda:0"), "{wrong}");
        }
    }
}
