//! What a user can choose.

use std::path::PathBuf;

use onomast_ner::{Device, MinScore};

/// The inference engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// [`Engine::Native`] where that computes the model, and otherwise [`Engine::Rten`].
    #[default]
    Auto,
    /// Our own encoder, int8: BERT, DistilBERT and MPNet.
    Native,
    /// Any ONNX model, in pure Rust.
    Rten,
    /// PyTorch checkpoints on libtorch; only in builds with the feature `rust-bert`.
    RustBert,
}

impl Engine {
    /// The name on the command line and in `run.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Native => "native",
            Self::Rten => "rten",
            Self::RustBert => "rust-bert",
        }
    }
}

/// What offsets in the records count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OffsetUnit {
    /// UTF-8 bytes.
    #[default]
    Bytes,
    /// Unicode code points.
    Chars,
}

impl OffsetUnit {
    /// The unit of a name, as [`OffsetUnit::as_str`] gives it.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::Bytes, Self::Chars]
            .into_iter()
            .find(|unit| unit.as_str() == name)
    }

    /// The name on the command line and in `run.json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Chars => "chars",
        }
    }
}

/// The choices of a run. None but `engine`, `device`, `offsets`, `model`, `knowledge`, `min_score`, `pronouns`,
/// `first_person` and `recurring_lines` changes the records.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The engine that runs the model.
    pub engine: Engine,
    /// Where it runs.
    pub device: Device,
    /// A model directory in Hugging Face layout; `None` for the shipped one.
    pub model: Option<PathBuf>,
    /// Knowledge files to add to the shipped ones; what they say wins.
    pub knowledge: Vec<PathBuf>,
    /// Worker threads; 0 for as many as the machine has cores.
    pub threads: usize,
    /// What offsets in the records count.
    pub offsets: OffsetUnit,
    /// Names under this score are dropped.
    pub min_score: MinScore,
    /// Whether pronouns are resolved.
    pub pronouns: bool,
    /// Whether "I" and "we" are resolved, to whoever speaks.
    pub first_person: bool,
    /// Whether lines that recur on the pages of a folder are taken for boilerplate; they are learnt in a first look at
    /// all folders and JSONL files among the inputs.
    pub recurring_lines: bool,
    /// Documents over this many bytes fail instead of being read.
    pub max_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            engine: Engine::default(),
            device: Device::default(),
            model: None,
            knowledge: Vec::new(),
            threads: 0,
            offsets: OffsetUnit::default(),
            min_score: MinScore::default(),
            pronouns: true,
            first_person: false,
            recurring_lines: true,
            max_bytes: 256 << 20,
        }
    }
}
