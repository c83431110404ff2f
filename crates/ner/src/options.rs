//! The settings of a recogniser.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

use onomast_document::{EntityType, Score};

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
    /// Names with a lower score than their label asks for are dropped.
    pub min_score: MinScore,
    /// Whether lines in capitals are read as if they were in ordinary letter case.
    pub truecase: bool,
}

impl Default for NerOptions {
    fn default() -> Self {
        Self {
            threads: None,
            batch_tokens: 512,
            window: 128,
            overlap: 32,
            min_score: MinScore::default(),
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

/// The lowest score that a name may have, by its label. By default every name is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MinScore([Score; EntityType::ALL.len()]);

impl MinScore {
    /// The lowest score for names of a label.
    pub fn of(&self, label: EntityType) -> Score {
        self.0[label as usize]
    }

    /// The lowest score for all names, where it does not depend on the label.
    pub fn of_all(&self) -> Option<Score> {
        self.0
            .iter()
            .all(|score| *score == self.0[0])
            .then_some(self.0[0])
    }
}

impl Default for MinScore {
    fn default() -> Self {
        Score::ZERO.into()
    }
}

/// The same for all labels.
impl From<Score> for MinScore {
    fn from(score: Score) -> Self {
        Self([score; EntityType::ALL.len()])
    }
}

impl FromStr for MinScore {
    type Err = String;

    /// Reads a number for all labels, or numbers for some: `0.5`, `ORG=0.7`, `0.3,ORG=0.7,MISC=0.5`. Of two for one label
    /// the later counts.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut scores = Self::default();
        for part in text.split(',') {
            let (label, number) = part
                .split_once('=')
                .map_or((None, part), |(label, number)| (Some(label), number));
            let score = number.parse().ok().and_then(|number| Score::new(number).ok());
            let score = score.ok_or("expected a number from 0 to 1, or LABEL=NUMBER, such as ORG=0.7")?;
            match label {
                None => scores = score.into(),
                Some(label) => {
                    let label: EntityType = label
                        .parse()
                        .map_err(|error: onomast_document::ParseLabelError| error.to_string())?;
                    scores.0[label as usize] = score;
                }
            }
        }
        Ok(scores)
    }
}

impl fmt::Display for MinScore {
    /// One number where all labels have the same, else one for each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(score) = self.of_all() {
            return write!(f, "{}", score.get());
        }
        for (at, label) in EntityType::ALL.into_iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{label}={}", self.of(label).get())?;
        }
        Ok(())
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
    use onomast_document::{EntityType, Score};

    use super::{Device, MinScore};

    #[test]
    fn lowest_scores_are_read_as_they_are_written() {
        let org = |text: &str| {
            text.parse::<MinScore>()
                .map(|scores| scores.of(EntityType::Organization).get())
        };
        for (text, score, written) in [
            ("0", 0.0, "0"),
            ("0.5", 0.5, "0.5"),
            ("ORG=0.75", 0.75, "PER=0,ORG=0.75,LOC=0,MISC=0"),
            ("0.25,ORG=0.5,PER=1", 0.5, "PER=1,ORG=0.5,LOC=0.25,MISC=0.25"),
            ("ORG=0.5,0.25", 0.25, "0.25"),
        ] {
            assert_eq!(org(text), Ok(score));
            assert_eq!(text.parse::<MinScore>().unwrap().to_string(), written);
            assert_eq!(written.parse::<MinScore>(), text.parse());
        }
        for wrong in ["", "2", "ORG", "ORG=", "DATE=0.5", "0.5,", "NaN"] {
            assert!(wrong.parse::<MinScore>().is_err(), "{wrong}");
        }
        assert_eq!(MinScore::from(Score::ZERO), MinScore::default());
    }

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
