//! What the models that are written out here share: settings of a `config.json`, linear layers and norms.

use serde_json::Value;
use tch::nn::{self, Path};

/// The settings of a `config.json`.
pub(crate) struct Settings<'a>(pub(crate) &'a Value);

impl Settings<'_> {
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Value::as_i64)
    }

    pub(crate) fn needed(&self, name: &str) -> Result<i64, String> {
        self.number(name).ok_or_else(|| format!("{name} is missing"))
    }

    pub(crate) fn is(&self, name: &str) -> Option<bool> {
        self.0.get(name).and_then(Value::as_bool)
    }

    /// Whether a list of words, written as a list or joined by `|`, has one of them.
    pub(crate) fn lists(&self, name: &str, word: &str) -> bool {
        match self.0.get(name) {
            Some(Value::Array(words)) => words.iter().any(|other| other == word),
            Some(Value::String(words)) => words.split('|').any(|other| other.trim() == word),
            _ => false,
        }
    }
}

pub(crate) fn linear(path: &Path, from: i64, to: i64, bias: bool) -> nn::Linear {
    nn::linear(
        path,
        from,
        to,
        nn::LinearConfig {
            bias,
            ..nn::LinearConfig::default()
        },
    )
}

/// A norm; `epsilon` is what the setting is where it is not said.
pub(crate) fn norm(settings: &Settings, path: &Path, size: i64, epsilon: f64) -> nn::LayerNorm {
    let eps = settings
        .0
        .get("layer_norm_eps")
        .and_then(Value::as_f64)
        .unwrap_or(epsilon);
    nn::layer_norm(
        path,
        vec![size],
        nn::LayerNormConfig {
            eps,
            ..nn::LayerNormConfig::default()
        },
    )
}
