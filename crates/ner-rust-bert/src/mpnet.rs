//! MPNet (Song et al., 2020), which rust-bert does not have, on libtorch directly.
//!
//! To the scores of a query and the keys comes a number for how far they are apart, the same in each layer. A model that is
//! blind to letter case may have vectors of it: then an id is that of a sub-word and `vocab_size` more for each case.

use onomast_encoder::{DISTANCE_BUCKETS, distance_bucket};
use serde_json::Value;
use tch::nn::{self, Module, Path};
use tch::{Kind, Tensor};

use crate::layers::{Settings, linear, norm};

/// Of layer norms, where it is not said.
const EPSILON: f64 = 1e-12;
const BUCKETS: i64 = DISTANCE_BUCKETS as i64;

/// An MPNet with a head for token classification.
pub(crate) struct MpNet {
    words: nn::Embedding,
    positions: nn::Embedding,
    cases: Option<nn::Embedding>,
    norm: nn::LayerNorm,
    distances: nn::Embedding,
    layers: Vec<Layer>,
    classifier: nn::Linear,
    vocabulary: i64,
    /// Places count from here on.
    first_place: i64,
}

struct Layer {
    heads: i64,
    query: nn::Linear,
    key: nn::Linear,
    value: nn::Linear,
    output: nn::Linear,
    attention_norm: nn::LayerNorm,
    wide: nn::Linear,
    narrow: nn::Linear,
    norm: nn::LayerNorm,
}

impl MpNet {
    /// An empty model.
    ///
    /// # Errors
    /// In words, when a setting is missing or not known here.
    pub(crate) fn new(config: &Value, root: &Path) -> Result<Self, String> {
        let settings = Settings(config);
        if let Some(other) = config.get("hidden_act").filter(|name| *name != "gelu") {
            return Err(format!("hidden_act is {other}, but this engine knows gelu only"));
        }
        let buckets = settings.number("relative_attention_num_buckets");
        if buckets.is_some_and(|buckets| buckets != BUCKETS) {
            return Err(format!("relative_attention_num_buckets must be {BUCKETS}"));
        }
        let hidden = settings.needed("hidden_size")?;
        let vocabulary = settings.needed("vocab_size")?;
        let places = settings.number("max_position_embeddings").unwrap_or(512);
        let kinds = if config
            .get("token_types")
            .is_some_and(|types| types == "letter_case")
        {
            Some(settings.needed("type_vocab_size")?)
        } else {
            None
        };
        let labels = config.get("id2label").and_then(Value::as_object);
        let (base, encoder) = (root / "mpnet", root / "mpnet" / "encoder");
        let table = |path: Path, rows: i64, width: i64| {
            nn::embedding(path, rows, width, nn::EmbeddingConfig::default())
        };
        let embed = |name: &str, rows: i64| table(&base / "embeddings" / name, rows, hidden);
        let layers = (0..settings.needed("num_hidden_layers")?)
            .map(|number| Layer::new(&settings, hidden, &(&encoder / "layer" / number)));
        Ok(Self {
            words: embed("word_embeddings", vocabulary),
            positions: embed("position_embeddings", places),
            cases: kinds.map(|kinds| embed("token_type_embeddings", kinds)),
            norm: norm(&settings, &(&base / "embeddings" / "LayerNorm"), hidden, EPSILON),
            distances: table(
                &encoder / "relative_attention_bias",
                BUCKETS,
                settings.needed("num_attention_heads")?,
            ),
            layers: layers.collect::<Result<_, _>>()?,
            classifier: linear(
                &(root / "classifier"),
                hidden,
                labels.map_or(0, serde_json::Map::len) as i64,
                true,
            ),
            vocabulary,
            first_place: settings.number("pad_token_id").unwrap_or(1) + 1,
        })
    }

    /// Logits of `rows × width × labels` for ids of `rows × width`.
    pub(crate) fn forward(&self, ids: &Tensor) -> Tensor {
        let (width, options) = (ids.size()[1], (Kind::Int64, ids.device()));
        let places = Tensor::arange_start(self.first_place, self.first_place + width, options).unsqueeze(0);
        let mut hidden =
            self.words.forward(&ids.remainder(self.vocabulary)) + self.positions.forward(&places);
        if let Some(cases) = &self.cases {
            hidden += cases.forward(&ids.divide_scalar_mode(self.vocabulary, "floor"));
        }
        hidden = self.norm.forward(&hidden);
        let places = || 0..usize::try_from(width).unwrap_or_default();
        let pairs = places().flat_map(|query| places().map(move |key| distance_bucket(query, key) as i64));
        let buckets = Tensor::from_slice(&pairs.collect::<Vec<i64>>()).to_device(ids.device());
        let distances = self.distances.forward(&buckets.view([width, width]));
        let distances = distances.permute([2, 0, 1]).unsqueeze(0);
        for layer in &self.layers {
            hidden = layer.forward(&hidden, &distances);
        }
        self.classifier.forward(&hidden)
    }
}

impl Layer {
    fn new(settings: &Settings, hidden: i64, path: &Path) -> Result<Self, String> {
        let (attention, inner) = (path / "attention", settings.needed("intermediate_size")?);
        let within = |name: &str| linear(&(&attention / "attn" / name), hidden, hidden, true);
        Ok(Self {
            heads: settings.needed("num_attention_heads")?,
            query: within("q"),
            key: within("k"),
            value: within("v"),
            output: within("o"),
            attention_norm: norm(settings, &(&attention / "LayerNorm"), hidden, EPSILON),
            wide: linear(&(path / "intermediate" / "dense"), hidden, inner, true),
            narrow: linear(&(path / "output" / "dense"), inner, hidden, true),
            norm: norm(settings, &(path / "output" / "LayerNorm"), hidden, EPSILON),
        })
    }

    fn forward(&self, hidden: &Tensor, distances: &Tensor) -> Tensor {
        let size = hidden.size();
        let split = |layer: &nn::Linear| {
            let values = layer.forward(hidden).view([size[0], size[1], self.heads, -1]);
            values.transpose(1, 2)
        };
        let (query, key, value) = (split(&self.query), split(&self.key), split(&self.value));
        let scale = (query.size()[3] as f64).sqrt();
        let scores = query.matmul(&key.transpose(-1, -2)) / scale + distances;
        let context = scores.softmax(-1, Kind::Float).matmul(&value);
        let context = context.transpose(1, 2).contiguous().view(&size[..]);
        let attended = self
            .attention_norm
            .forward(&(self.output.forward(&context) + hidden));
        let wide = self.wide.forward(&attended).gelu("none");
        self.norm.forward(&(self.narrow.forward(&wide) + attended))
    }
}
