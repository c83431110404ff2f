//! The architectures: which of rust-bert's models a `config.json` asks for, and how each is called.

use rust_bert::albert::AlbertForTokenClassification;
use rust_bert::bert::BertForTokenClassification;
use rust_bert::distilbert::DistilBertForTokenClassification;
use rust_bert::electra::ElectraForTokenClassification;
use rust_bert::longformer::LongformerForTokenClassification;
use rust_bert::mobilebert::MobileBertForTokenClassification;
use rust_bert::roberta::RobertaForTokenClassification;
use rust_bert::{Config, RustBertError};
use serde_json::{Value, json};
use tch::Tensor;
use tch::nn::Path;

use crate::deberta::Deberta;
use crate::mpnet::MpNet;

/// A token classifier of any of the known architectures.
pub(crate) enum Model {
    Albert(AlbertForTokenClassification),
    Bert(BertForTokenClassification),
    Deberta(Deberta),
    DistilBert(DistilBertForTokenClassification),
    Electra(ElectraForTokenClassification),
    Longformer(LongformerForTokenClassification),
    MobileBert(MobileBertForTokenClassification),
    MpNet(MpNet),
    Roberta(RobertaForTokenClassification),
}

/// The known values of `model_type`.
const KNOWN: &str = "albert, bert, deberta, deberta-v2, distilbert, electra, longformer, mobilebert, mpnet, roberta, xlm-roberta";

impl Model {
    /// The model that a `config.json` describes, its weights yet to be read into the variables of `root`.
    ///
    /// # Errors
    /// In words, when the architecture or one of its settings is not known.
    pub(crate) fn new(config: &Value, root: &Path) -> Result<Self, String> {
        let architecture = config.get("model_type").and_then(Value::as_str);
        let architecture = architecture.ok_or_else(|| format!("model_type is missing; known are {KNOWN}"))?;
        check(config, architecture)?;
        let model = match architecture {
            "albert" => AlbertForTokenClassification::new(root, &parsed(config)?).map(Self::Albert),
            "bert" => BertForTokenClassification::new(root, &parsed(config)?).map(Self::Bert),
            "deberta" => return Deberta::new(config, false, root).map(Self::Deberta),
            "deberta-v2" => return Deberta::new(config, true, root).map(Self::Deberta),
            "distilbert" => {
                DistilBertForTokenClassification::new(root, &parsed(config)?).map(Self::DistilBert)
            }
            "electra" => ElectraForTokenClassification::new(root, &parsed(config)?).map(Self::Electra),
            "longformer" => {
                LongformerForTokenClassification::new(root, &parsed(config)?).map(Self::Longformer)
            }
            "mobilebert" => {
                MobileBertForTokenClassification::new(root, &parsed(config)?).map(Self::MobileBert)
            }
            "mpnet" => return MpNet::new(config, root).map(Self::MpNet),
            "roberta" | "xlm-roberta" => {
                RobertaForTokenClassification::new(root, &parsed(config)?).map(Self::Roberta)
            }
            other => {
                return Err(format!(
                    "the architecture {other:?} is not known to this engine; known are {KNOWN}"
                ));
            }
        };
        model.map_err(|error| error.to_string())
    }

    /// Logits of `rows × width × labels` for ids of `rows × width`, none of which is padding.
    pub(crate) fn forward(&self, rows: &Tensor) -> Result<Tensor, RustBertError> {
        let ids = Some(rows);
        Ok(match self {
            Self::Albert(model) => model.forward_t(ids, None, None, None, None, false).logits,
            Self::Bert(model) => model.forward_t(ids, None, None, None, None, false).logits,
            Self::Deberta(model) => model.forward(rows),
            Self::DistilBert(model) => model.forward_t(ids, None, None, false)?.logits,
            Self::Electra(model) => model.forward_t(ids, None, None, None, None, false).logits,
            Self::Longformer(model) => model.forward_t(ids, None, None, None, None, None, false)?.logits,
            Self::MobileBert(model) => model.forward_t(ids, None, None, None, None, false)?.logits,
            Self::MpNet(model) => model.forward(rows),
            Self::Roberta(model) => model.forward_t(ids, None, None, None, None, false).logits,
        })
    }
}

/// Settings that rust-bert does not read and takes for granted: another value would give wrong logits in silence.
fn check(config: &Value, architecture: &str) -> Result<(), String> {
    let granted: &[(&str, Value)] = match architecture {
        "bert" | "electra" | "albert" | "longformer" => &[("position_embedding_type", json!("absolute"))],
        "roberta" | "xlm-roberta" => &[
            ("position_embedding_type", json!("absolute")),
            ("pad_token_id", json!(1)),
        ],
        _ => &[],
    };
    for (name, expected) in granted {
        if let Some(found) = config.get(name).filter(|found| *found != expected) {
            return Err(format!(
                "{name} is {found}, but this engine knows {expected} only"
            ));
        }
    }
    Ok(())
}

/// What Hugging Face takes for a setting that a `config.json` leaves out, where rust-bert wants it said.
fn defaults() -> Value {
    json!({
        "activation": "gelu",
        "attention_dropout": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "bos_token_id": 0,
        "dropout": 0.1,
        "eos_token_id": 2,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "initializer_range": 0.02,
        "inner_group_num": 1,
        "max_position_embeddings": 512,
        "num_hidden_groups": 1,
        "pad_token_id": 0,
        "qa_dropout": 0.1,
        "sep_token_id": 2,
        "seq_classif_dropout": 0.2,
        "sinusoidal_pos_embds": false,
        "tie_weights_": true,
        "type_vocab_size": 2,
    })
}

/// The settings in rust-bert's form.
fn parsed<C: Config>(config: &Value) -> Result<C, String> {
    let mut settings = defaults();
    if let (Some(settings), Some(config)) = (settings.as_object_mut(), config.as_object()) {
        let said = config.iter().filter(|(_, value)| !value.is_null());
        settings.extend(said.map(|(name, value)| (name.clone(), value.clone())));
    }
    // By way of text, in which the numbers of `id2label` may stand as keys.
    serde_json::from_str(&settings.to_string()).map_err(|error| error.to_string())
}
