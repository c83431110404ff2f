//! A model folder in Hugging Face layout: `config.json` and `tokenizer.json` beside the weights.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::error::{NerError, catching_panics};
use crate::labels::LabelSet;
use crate::tokenized::LetterCase;
pub use crate::tokenized::SubwordTokenizer;

/// The most bytes of a `config.json`.
const MAX_CONFIG: u64 = 4 << 20;
/// The most bytes of a `tokenizer.json`; that of a million sub-words has some 40 MB.
const MAX_TOKENIZER: u64 = 64 << 20;
/// The most bytes of a `model.onnx`: Protocol Buffers have no larger messages.
pub(crate) const MAX_MODEL: u64 = 1 << 31;
/// The most entries of its lists, which take some two hundred bytes each in memory.
const MAX_ENTRIES: usize = 4_000_000;
/// The most that a normaliser may lengthen a text.
const MAX_GROWTH: f64 = 1000.0;

/// What every engine needs to know of a model besides its weights.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The folder.
    pub folder: PathBuf,
    /// The labels, in the order of the model's outputs.
    pub labels: LabelSet,
    /// Text to sub-word ids.
    pub tokenizer: SubwordTokenizer,
    /// How many ids the model knows: every id is below.
    pub vocabulary_size: usize,
    /// How many sub-words the model can take in at once, special tokens included.
    pub max_positions: usize,
    /// What logits are divided by to make honest probabilities (Guo et al., 2017): `calibration_temperature` of
    /// `config.json`, or 1.
    pub temperature: f32,
}

impl Checkpoint {
    /// Reads and checks `config.json` and `tokenizer.json` of a folder.
    ///
    /// # Errors
    /// When one of them is missing or damaged, the labels are not IOB2 labels of our types, or the tokenizer has
    /// ids that the model does not know. The error names the file.
    pub fn open(folder: &Path) -> Result<Self, NerError> {
        let path = folder.join("config.json");
        let config = config(&path)?;
        let unsuitable = |reason: String| NerError::UnsuitableModel {
            path: path.clone(),
            reason,
        };
        let labels = labels(&config).map_err(unsuitable)?;
        let number = |name: &str| {
            config
                .get(name)
                .and_then(Value::as_u64)
                .map(|number| number as usize)
        };
        let vocabulary_size =
            number("vocab_size").ok_or_else(|| unsuitable("vocab_size is missing".into()))?;
        let max_positions = match (number("max_position_embeddings"), config.get("model_type")) {
            // RoBERTa and MPNet count their positions from behind the padding id.
            (Some(positions), Some(Value::String(kind))) if kind.contains("roberta") || kind == "mpnet" => {
                positions.saturating_sub(number("pad_token_id").unwrap_or(1) + 1)
            }
            (Some(positions), _) => positions,
            (None, _) => 512,
        };
        let temperature = match config.get("calibration_temperature") {
            None => 1.0,
            Some(value) => match value.as_f64() {
                Some(temperature) if (0.01..=100.0).contains(&temperature) => temperature as f32,
                _ => {
                    return Err(unsuitable(
                        "calibration_temperature must be a number from 0.01 to 100".into(),
                    ));
                }
            },
        };
        let tells_case = config.get("token_types").and_then(Value::as_str) == Some("letter_case");
        if tells_case && number("type_vocab_size") != Some(LetterCase::COUNT as usize) {
            return Err(unsuitable(format!(
                "token_types are letter_case, of which there are {}, and type_vocab_size must say so",
                LetterCase::COUNT
            )));
        }

        let path = folder.join("tokenizer.json");
        let bytes = read(&path, MAX_TOKENIZER)?;
        check_growth(&bytes).map_err(|reason| NerError::MalformedModel {
            path: path.clone(),
            reason,
        })?;
        let tokenizer = catching_panics(|| SubwordTokenizer::from_bytes(&bytes))
            .and_then(|tokenizer| tokenizer.map_err(|error| error.to_string()))
            .map_err(|reason| NerError::MalformedModel {
                path: path.clone(),
                reason,
            })?;
        let ids = tokenizer.vocabulary_size();
        if ids > vocabulary_size {
            let reason = format!(
                "it has {ids} ids, but the model of config.json knows {vocabulary_size}; take all files of a model \
                 from one place"
            );
            return Err(NerError::UnsuitableModel { path, reason });
        }
        let tokenizer = if tells_case {
            tokenizer
                .with_letter_case(vocabulary_size)
                .map_err(|reason| NerError::UnsuitableModel {
                    path: path.clone(),
                    reason,
                })?
        } else {
            tokenizer
        };
        let special = tokenizer.prefix().len() + tokenizer.suffix().len();
        if special >= max_positions {
            let reason = format!(
                "it puts {special} special tokens around a text, and the model of config.json takes {max_positions} in all"
            );
            return Err(NerError::UnsuitableModel { path, reason });
        }
        Ok(Self {
            folder: folder.to_owned(),
            labels,
            tokenizer,
            vocabulary_size,
            max_positions,
            temperature,
        })
    }
}

/// Reads a `config.json`.
pub(crate) fn config(path: &Path) -> Result<Value, NerError> {
    serde_json::from_slice(&read(path, MAX_CONFIG)?).map_err(|error| NerError::MalformedModel {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

/// Reads a file of a model folder, of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, NerError> {
    let failed = |source| NerError::ReadModel {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    // The length is only a hint: what grows while it is read, or is no ordinary file, is bounded as well.
    let length = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::with_capacity(length.min(limit) as usize + 1);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(NerError::UnsuitableModel {
            path: path.to_owned(),
            reason: format!("it is over {limit} bytes; no model of ours is that large"),
        });
    }
    Ok(bytes)
}

/// Checks that a tokenizer does not make very much of little text: how much longer its normaliser may make a text is
/// bounded by what it puts in place of what.
fn check_growth(tokenizer: &[u8]) -> Result<(), String> {
    // Every entry of a vocabulary stands before or behind a comma.
    if memchr::memchr_iter(b',', tokenizer).count() > MAX_ENTRIES {
        return Err(format!(
            "it has over {MAX_ENTRIES} entries, more than any vocabulary"
        ));
    }
    let tokenizer: Head = serde_json::from_slice(tokenizer).map_err(|error| error.to_string())?;
    let growth = growth(&tokenizer.normalizer);
    if growth > MAX_GROWTH {
        return Err("its normaliser would make a text more than a thousand times as long".to_owned());
    }
    Ok(())
}

/// What `check_growth` needs of a `tokenizer.json`.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    normalizer: Value,
}

/// How many times as long a text may become, by the replacements of a normaliser one after the other.
fn growth(normalizer: &Value) -> f64 {
    let length = |field: &str| normalizer.get(field).and_then(Value::as_str).map_or(0, str::len) as f64;
    let own = match normalizer.get("type").and_then(Value::as_str) {
        Some("Replace") => {
            let pattern = normalizer.pointer("/pattern/String").and_then(Value::as_str);
            match pattern.map_or(0, str::len) {
                // An expression may match between any two characters.
                0 => 1.0 + length("content"),
                pattern => (length("content") / pattern as f64).max(1.0),
            }
        }
        Some("Prepend") => 1.0 + length("prepend"),
        _ => 1.0,
    };
    let parts = normalizer.get("normalizers").and_then(Value::as_array);
    parts.into_iter().flatten().map(growth).fold(own, |a, b| a * b)
}

/// The labels of `id2label`, whose keys must be 0, 1, 2, …
fn labels(config: &Value) -> Result<LabelSet, String> {
    let table = config.get("id2label").and_then(Value::as_object);
    let table = table.ok_or("id2label is missing: this is no model for token classification")?;
    let label = |id: usize| {
        let label = table.get(&id.to_string()).and_then(Value::as_str);
        label.ok_or_else(|| format!("id2label has no label for {id}"))
    };
    LabelSet::new((0..table.len()).map(label).collect::<Result<Vec<_>, _>>()?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::testing::model_folder;
    use crate::{Checkpoint, NerOptions, TransformerRecognizer};

    /// What loading says of a copy of the shipped model in which one file is `spoilt`, or missing.
    fn error_of(file: &str, spoil: impl Fn(Vec<u8>) -> Option<Vec<u8>>) -> String {
        let folder = tempfile::tempdir().unwrap();
        for name in ["config.json", "tokenizer.json", "model.onnx"] {
            let (from, to) = (model_folder().join(name), folder.path().join(name));
            if name == file {
                if let Some(bytes) = spoil(fs::read(from).unwrap()) {
                    fs::write(to, bytes).unwrap();
                }
            } else if name != "model.onnx" {
                // The weights are read last: where another file is at fault, they need not be there.
                fs::copy(from, to).unwrap();
            }
        }
        match TransformerRecognizer::load(folder.path(), &NerOptions::default()) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn each_fault_of_a_model_folder_is_named() {
        let replaced = |from: &'static str, to: &'static str| {
            move |bytes: Vec<u8>| Some(String::from_utf8(bytes).unwrap().replace(from, to).into_bytes())
        };
        for (error, file, word) in [
            (error_of("config.json", |_| None), "config.json", "cannot read"),
            (
                error_of("config.json", |_| Some(b"{".to_vec())),
                "config.json",
                "damaged",
            ),
            (
                error_of("config.json", replaced("B-MISC", "B-DATE")),
                "config.json",
                "B-DATE",
            ),
            (
                error_of("config.json", replaced("\"3\": \"B-ORG\"", "\"x\": \"B-ORG\"")),
                "config.json",
                "no label for 3",
            ),
            (
                error_of("config.json", replaced("30527", "20000")),
                "tokenizer.json",
                "30527 ids",
            ),
            (
                error_of(
                    "config.json",
                    replaced("\"type_vocab_size\": 5", "\"type_vocab_size\": 4"),
                ),
                "config.json",
                "there are 5",
            ),
            (
                error_of("tokenizer.json", |_| None),
                "tokenizer.json",
                "cannot read",
            ),
            (
                error_of("tokenizer.json", |_| Some(b"{}".to_vec())),
                "tokenizer.json",
                "damaged",
            ),
            (error_of("model.onnx", |_| None), "model.onnx", "cannot read"),
            (
                error_of("model.onnx", |mut bytes| {
                    bytes.truncate(30_000_000);
                    Some(bytes)
                }),
                "model.onnx",
                "damaged",
            ),
            (
                error_of("model.onnx", |_| Some(vec![0; 100])),
                "model.onnx",
                "damaged",
            ),
        ] {
            assert!(
                error.contains(file) && error.contains(word),
                "{file}, {word}: {error}"
            );
        }
    }

    #[test]
    fn the_shipped_model_opens() {
        let checkpoint = Checkpoint::open(&model_folder()).unwrap();
        assert_eq!((checkpoint.labels.len(), checkpoint.max_positions), (9, 512));
        assert_eq!(
            (checkpoint.tokenizer.prefix(), checkpoint.tokenizer.suffix()),
            (&[0][..], &[2][..])
        );
    }
}
