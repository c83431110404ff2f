//! DeBERTa (He et al., 2021) and DeBERTa-v2, whose third version has the same form, on libtorch directly.
//!
//! rust-bert 0.23 has these models, but with other attention than the checkpoints were trained with: its DeBERTa takes
//! the number of heads for the length of the text, its DeBERTa-v2 leaves out the root under the scale of the position
//! scores and does not shift their table.
//!
//! To the scores of contents against contents come those of contents against relative positions (`c2p`) and of relative
//! positions against contents (`p2c`). In the second version distances grow into buckets, and content and position may
//! share their projections.

use rust_bert::Activation;
use serde_json::Value;
use tch::nn::{self, Module, Path};
use tch::{Device, Kind, Tensor};

use crate::layers::{Settings, linear, norm};

/// Of layer norms, where it is not said.
const EPSILON: f64 = 1e-7;

/// A DeBERTa of either version with a head for token classification.
pub(crate) struct Deberta {
    words: nn::Embedding,
    positions: Option<nn::Embedding>,
    types: Option<nn::Embedding>,
    widen: Option<nn::Linear>,
    embeddings_norm: nn::LayerNorm,
    layers: Vec<Layer>,
    distances: Distances,
    classifier: nn::Linear,
}

/// The table of relative positions, and how it is read.
struct Distances {
    table: Tensor,
    norm: Option<nn::LayerNorm>,
    /// Half the length of the table.
    span: i64,
    /// In the second version: distances over half of this many are put into buckets that grow with them; 0 for none.
    buckets: i64,
    /// Distances beyond are taken for this one.
    furthest: i64,
    /// Whether only the middle of the table is used where a text is shorter than its half.
    middle: bool,
}

struct Layer {
    attention: Attention,
    attention_output: nn::Linear,
    attention_norm: nn::LayerNorm,
    wide: nn::Linear,
    activation: Activation,
    narrow: nn::Linear,
    norm: nn::LayerNorm,
}

struct Attention {
    heads: i64,
    project: Projections,
    /// Keys of positions, where contents look at positions.
    position_key: Option<nn::Linear>,
    /// Queries of positions, where positions look at contents.
    position_query: Option<nn::Linear>,
}

enum Projections {
    /// One matrix for query, key and value, side by side within each head; biases for query and value.
    Joint {
        all: nn::Linear,
        query_bias: Tensor,
        value_bias: Tensor,
    },
    Separate {
        query: nn::Linear,
        key: nn::Linear,
        value: nn::Linear,
    },
}

impl Deberta {
    /// An empty model of the first version or the second.
    ///
    /// # Errors
    /// In words, when a setting is missing or not known here.
    pub(crate) fn new(config: &Value, second: bool, root: &Path) -> Result<Self, String> {
        let settings = Settings(config);
        if settings.is("relative_attention") != Some(true) {
            return Err("relative_attention must be true".to_owned());
        }
        if settings.is("talking_head") == Some(true) || settings.number("conv_kernel_size").unwrap_or(0) > 0 {
            return Err("talking_head and conv_kernel_size are not known to this engine".to_owned());
        }
        let hidden = settings.needed("hidden_size")?;
        let embedding = settings.number("embedding_size").unwrap_or(hidden);
        let places = settings.number("max_position_embeddings").unwrap_or(512);
        let types = settings.number("type_vocab_size").unwrap_or(0);
        let labels = config
            .get("id2label")
            .and_then(Value::as_object)
            .map_or(0, serde_json::Map::len) as i64;
        let (base, encoder) = (root / "deberta", root / "deberta" / "encoder");
        let table = &base / "embeddings";
        let embed = |name: &str, count: i64| {
            nn::embedding(&table / name, count, embedding, nn::EmbeddingConfig::default())
        };
        let layers = (0..settings.needed("num_hidden_layers")?)
            .map(|number| Layer::new(&settings, second, &(&encoder / "layer" / number)));
        Ok(Self {
            words: embed("word_embeddings", settings.needed("vocab_size")?),
            positions: (settings.is("position_biased_input") != Some(false))
                .then(|| embed("position_embeddings", places)),
            types: (types > 0).then(|| embed("token_type_embeddings", types)),
            widen: (embedding != hidden).then(|| linear(&(&table / "embed_proj"), embedding, hidden, false)),
            embeddings_norm: norm(&settings, &(&table / "LayerNorm"), hidden, EPSILON),
            layers: layers.collect::<Result<_, _>>()?,
            distances: Distances::new(&settings, second, hidden, places, &encoder),
            classifier: linear(&(root / "classifier"), hidden, labels, true),
        })
    }

    /// Logits of `rows × width × labels` for ids of `rows × width`.
    pub(crate) fn forward(&self, ids: &Tensor) -> Tensor {
        let width = ids.size()[1];
        let mut hidden = self.words.forward(ids);
        if let Some(positions) = &self.positions {
            let places = Tensor::arange(width, (Kind::Int64, ids.device())).unsqueeze(0);
            hidden += positions.forward(&places);
        }
        if let Some(types) = &self.types {
            hidden += types.forward(&ids.zeros_like());
        }
        if let Some(widen) = &self.widen {
            hidden = widen.forward(&hidden);
        }
        hidden = self.embeddings_norm.forward(&hidden);
        let (table, span) = self.distances.table(width);
        let places = self.distances.places(width, span, ids.device());
        for layer in &self.layers {
            hidden = layer.forward(&hidden, &table, &places);
        }
        self.classifier.forward(&hidden)
    }
}

impl Distances {
    fn new(settings: &Settings, second: bool, hidden: i64, places: i64, encoder: &Path) -> Self {
        let furthest = settings
            .number("max_relative_positions")
            .filter(|&furthest| furthest > 0)
            .unwrap_or(places);
        let buckets = settings
            .number("position_buckets")
            .filter(|&buckets| second && buckets > 0)
            .unwrap_or(0);
        let span = if buckets > 0 { buckets } else { furthest };
        let table = nn::embedding(
            encoder / "rel_embeddings",
            2 * span,
            hidden,
            nn::EmbeddingConfig::default(),
        )
        .ws;
        let norm = (second && settings.lists("norm_rel_ebd", "layer_norm"))
            .then(|| norm(settings, &(encoder / "LayerNorm"), hidden, EPSILON));
        Self {
            table,
            norm,
            span,
            buckets,
            furthest,
            middle: !second,
        }
    }

    /// The part of the table that a text of this many sub-words needs, and half its length.
    fn table(&self, width: i64) -> (Tensor, i64) {
        let table = self
            .norm
            .as_ref()
            .map_or_else(|| self.table.shallow_clone(), |norm| norm.forward(&self.table));
        if !self.middle {
            return (table, self.span);
        }
        let span = width.min(self.span);
        (table.narrow(0, self.span - span, 2 * span), span)
    }

    /// For each pair of sub-words, where in the table their distance stands: `1 × 1 × width × width`.
    fn places(&self, width: i64, span: i64, device: Device) -> Tensor {
        let pairs = (0..width).flat_map(|from| (0..width).map(move |to| from - to));
        let places: Vec<i64> = pairs
            .map(|distance| (self.bucket(distance) + span).clamp(0, 2 * span - 1))
            .collect();
        Tensor::from_slice(&places)
            .view([1, 1, width, width])
            .to_device(device)
    }

    fn bucket(&self, distance: i64) -> i64 {
        let half = self.buckets / 2;
        if self.buckets == 0 || distance.abs() <= half {
            return distance;
        }
        // In 32 bits, as the checkpoints were trained.
        let scaled =
            (distance.abs() as f32 / half as f32).ln() / ((self.furthest - 1) as f32 / half as f32).ln();
        let bucket = (scaled * (half - 1) as f32).ceil() as i64 + half;
        bucket * distance.signum()
    }
}

impl Layer {
    fn new(settings: &Settings, second: bool, path: &Path) -> Result<Self, String> {
        let (hidden, inner) = (
            settings.needed("hidden_size")?,
            settings.needed("intermediate_size")?,
        );
        let activation = settings
            .0
            .get("hidden_act")
            .cloned()
            .unwrap_or_else(|| "gelu".into());
        let (attention, output) = (path / "attention", path / "output");
        Ok(Self {
            attention: Attention::new(settings, second, hidden, &(&attention / "self"))?,
            attention_output: linear(&(&attention / "output" / "dense"), hidden, hidden, true),
            attention_norm: norm(settings, &(&attention / "output" / "LayerNorm"), hidden, EPSILON),
            wide: linear(&(path / "intermediate" / "dense"), hidden, inner, true),
            activation: serde_json::from_value(activation).map_err(|error| format!("hidden_act: {error}"))?,
            narrow: linear(&(&output / "dense"), inner, hidden, true),
            norm: norm(settings, &(&output / "LayerNorm"), hidden, EPSILON),
        })
    }

    fn forward(&self, hidden: &Tensor, table: &Tensor, places: &Tensor) -> Tensor {
        let context = self.attention.forward(hidden, table, places);
        let attended = self
            .attention_norm
            .forward(&(self.attention_output.forward(&context) + hidden));
        let activation = self.activation.get_function();
        let wide = activation.get_fn()(&self.wide.forward(&attended));
        self.norm.forward(&(self.narrow.forward(&wide) + attended))
    }
}

impl Attention {
    fn new(settings: &Settings, second: bool, hidden: i64, path: &Path) -> Result<Self, String> {
        let layer = |name: &str, bias: bool| linear(&(path / name), hidden, hidden, bias);
        let to_positions = settings.lists("pos_att_type", "c2p");
        let from_positions = settings.lists("pos_att_type", "p2c");
        let shared = second && settings.is("share_att_key") == Some(true);
        let (key_name, query_name) = if second {
            ("pos_key_proj", "pos_query_proj")
        } else {
            ("pos_proj", "pos_q_proj")
        };
        let project = if second {
            Projections::Separate {
                query: layer("query_proj", true),
                key: layer("key_proj", true),
                value: layer("value_proj", true),
            }
        } else {
            Projections::Joint {
                all: linear(&(path / "in_proj"), hidden, 3 * hidden, false),
                query_bias: path.zeros("q_bias", &[hidden]),
                value_bias: path.zeros("v_bias", &[hidden]),
            }
        };
        let (own_key, own_query) = (|| layer(key_name, second), || layer(query_name, true));
        let (position_key, position_query) = match &project {
            Projections::Separate { query, key, .. } if shared => (
                to_positions.then(|| same(key)),
                from_positions.then(|| same(query)),
            ),
            _ => (to_positions.then(own_key), from_positions.then(own_query)),
        };
        Ok(Self {
            heads: settings.needed("num_attention_heads")?,
            project,
            position_key,
            position_query,
        })
    }

    fn forward(&self, hidden: &Tensor, table: &Tensor, places: &Tensor) -> Tensor {
        let (query, key, value) = self.projected(hidden);
        let size = query.size();
        let parts = 1 + i64::from(self.position_key.is_some()) + i64::from(self.position_query.is_some());
        let scale = ((size[3] * parts) as f64).sqrt();
        let shape = [size[0], size[1], size[2], size[2]];
        let mut scores = query.matmul(&key.transpose(-1, -2));
        if let Some(position_key) = &self.position_key {
            let keys = self.split(&position_key.forward(table).unsqueeze(0));
            let all = query.matmul(&keys.transpose(-1, -2));
            scores += all.gather(-1, &places.expand(shape, true), false);
        }
        if let Some(position_query) = &self.position_query {
            let queries = self.split(&position_query.forward(table).unsqueeze(0));
            let all = key.matmul(&queries.transpose(-1, -2));
            let back = places.transpose(-1, -2).expand(shape, true);
            scores += all.gather(-1, &back, false).transpose(-1, -2);
        }
        let context = (scores / scale).softmax(-1, Kind::Float).matmul(&value);
        context
            .permute([0, 2, 1, 3])
            .contiguous()
            .view([size[0], size[2], -1])
    }

    /// Query, key and value, each `rows × heads × width × size of a head`.
    fn projected(&self, hidden: &Tensor) -> (Tensor, Tensor, Tensor) {
        match &self.project {
            Projections::Separate { query, key, value } => (
                self.split(&query.forward(hidden)),
                self.split(&key.forward(hidden)),
                self.split(&value.forward(hidden)),
            ),
            Projections::Joint {
                all,
                query_bias,
                value_bias,
            } => {
                let all = self.split(&all.forward(hidden));
                let size = all.size()[3] / 3;
                let bias = |bias: &Tensor| self.split(&bias.view([1, 1, -1]));
                (
                    all.narrow(-1, 0, size) + bias(query_bias),
                    all.narrow(-1, size, size),
                    all.narrow(-1, 2 * size, size) + bias(value_bias),
                )
            }
        }
    }

    /// From `rows × width × hidden` to `rows × heads × width × size of a head`.
    fn split(&self, values: &Tensor) -> Tensor {
        let size = values.size();
        values
            .view([size[0], size[1], self.heads, -1])
            .permute([0, 2, 1, 3])
    }
}

/// A layer on the same weights.
fn same(layer: &nn::Linear) -> nn::Linear {
    nn::Linear {
        ws: layer.ws.shallow_clone(),
        bs: layer.bs.as_ref().map(Tensor::shallow_clone),
    }
}
