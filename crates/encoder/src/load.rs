//! From the weights of an ONNX file to an encoder.

use crate::attention::{Distances, Heads};
use crate::cpu::FACTORS;
use crate::encoder::{Encoder, Layer};
use crate::error::EncoderError;
use crate::linear::{Linear, Matrix};
use crate::math::Norm;
use crate::onnx::{self, Bytes, Values, Weight};
use crate::table::Table;

/// What weights do not say of themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Architecture {
    /// Whose names the weights have.
    pub family: Family,
    /// How many layers there are.
    pub layers: usize,
    /// Attention heads of each layer.
    pub heads: usize,
    /// What is added to a variance before its root is taken.
    pub epsilon: f32,
}

/// Families of encoders, which differ in the names of their weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// BERT (Devlin et al., 2019).
    Bert,
    /// DistilBERT (Sanh et al., 2019), which has no types of texts.
    DistilBert,
    /// MPNet (Song et al., 2020), which weighs the distance of two sub-words. It may have vectors of letter case, which are
    /// added to those of sub-words that are blind to it; see [`Encoder::vocabulary`].
    MpNet,
}

/// MPNet counts places from behind the id that fills up rows, which is 1.
const MPNET_FIRST_PLACE: usize = 2;

/// The names of the weights of a family; layers stand behind `layers` and their number.
struct Names {
    words: &'static str,
    positions: &'static str,
    types: Types,
    /// Weights of distances, of buckets × heads.
    distances: Option<&'static str>,
    norm: &'static str,
    layers: &'static str,
    attention_in: [&'static str; 3],
    attention_out: &'static str,
    attention_norm: &'static str,
    inner: &'static str,
    outer: &'static str,
    output_norm: &'static str,
}

/// What a table of types is there for, and its name.
enum Types {
    None,
    /// The first of two texts or the second: here always the first.
    Text(&'static str),
    /// Letter case, where the model has it.
    Case(&'static str),
}

impl Family {
    fn names(self) -> Names {
        match self {
            Self::Bert => Names {
                words: "bert.embeddings.word_embeddings",
                positions: "bert.embeddings.position_embeddings",
                types: Types::Text("bert.embeddings.token_type_embeddings"),
                distances: None,
                norm: "bert.embeddings.LayerNorm",
                layers: "bert.encoder.layer",
                attention_in: [
                    "attention.self.query",
                    "attention.self.key",
                    "attention.self.value",
                ],
                attention_out: "attention.output.dense",
                attention_norm: "attention.output.LayerNorm",
                inner: "intermediate.dense",
                outer: "output.dense",
                output_norm: "output.LayerNorm",
            },
            Self::DistilBert => Names {
                words: "distilbert.embeddings.word_embeddings",
                positions: "distilbert.embeddings.position_embeddings",
                types: Types::None,
                distances: None,
                norm: "distilbert.embeddings.LayerNorm",
                layers: "distilbert.transformer.layer",
                attention_in: ["attention.q_lin", "attention.k_lin", "attention.v_lin"],
                attention_out: "attention.out_lin",
                attention_norm: "sa_layer_norm",
                inner: "ffn.lin1",
                outer: "ffn.lin2",
                output_norm: "output_layer_norm",
            },
            Self::MpNet => Names {
                words: "mpnet.embeddings.word_embeddings",
                positions: "mpnet.embeddings.position_embeddings",
                types: Types::Case("mpnet.embeddings.token_type_embeddings"),
                distances: Some("mpnet.encoder.relative_attention_bias"),
                norm: "mpnet.embeddings.LayerNorm",
                layers: "mpnet.encoder.layer",
                attention_in: ["attention.attn.q", "attention.attn.k", "attention.attn.v"],
                attention_out: "attention.attn.o",
                attention_norm: "attention.LayerNorm",
                inner: "intermediate.dense",
                outer: "output.dense",
                output_norm: "output.LayerNorm",
            },
        }
    }
}

impl Encoder {
    /// Loads an encoder with a token classifier from the bytes of an ONNX file: a PyTorch export, with weights of 32 bits or quantised
    /// to 8, in the columns of linear layers or as a whole.
    ///
    /// # Errors
    /// When the file is damaged, or its weights are not those of the architecture.
    pub fn load(file: Vec<u8>, architecture: &Architecture) -> Result<Self, EncoderError> {
        let weights = Weights(onnx::weights(file)?);
        weights.encoder(architecture).map_err(EncoderError::Unsuitable)
    }
}

/// Weights that have not been used yet.
struct Weights(Vec<Weight>);

impl Weights {
    fn encoder(mut self, architecture: &Architecture) -> Result<Encoder, String> {
        let (names, epsilon) = (architecture.family.names(), architecture.epsilon);
        let words = Table::new(self.take(names.words, "weight")?)?;
        let hidden = words.width();
        if hidden == 0 || architecture.heads == 0 || hidden % architecture.heads != 0 {
            return Err(format!(
                "vectors of {hidden} numbers cannot be cut into {} heads",
                architecture.heads
            ));
        }
        let heads = Heads {
            count: architecture.heads,
            width: hidden / architecture.heads,
        };
        if !heads.width.is_multiple_of(FACTORS) {
            return Err(format!(
                "its heads are {} numbers wide, which is no multiple of {FACTORS}",
                heads.width
            ));
        }
        let mut positions = self.table(names.positions, hidden)?;
        if architecture.family == Family::MpNet {
            let unused = MPNET_FIRST_PLACE * hidden;
            positions.drain(..unused.min(positions.len()));
        }
        let mut cases = Vec::new();
        match names.types {
            Types::Text(types) => {
                // All sub-words of a window are of the first type.
                let types = self.table(types, hidden)?;
                for row in positions.chunks_exact_mut(hidden) {
                    for (position, kind) in row.iter_mut().zip(&types) {
                        *position += kind;
                    }
                }
            }
            Types::Case(types) if self.has(types) => cases = self.table(types, hidden)?,
            Types::Case(_) | Types::None => {}
        }
        let distances = match names.distances {
            Some(name) => {
                let table = self.table(name, heads.count)?;
                Some(Distances::new(&table, heads.count, positions.len() / hidden)?)
            }
            None => None,
        };
        let norm = self.norm(names.norm, hidden, epsilon)?;
        let mut layers = Vec::new();
        for number in 0..architecture.layers {
            let name = |part: &str| format!("{}.{number}.{part}", names.layers);
            let attention_in = [
                self.matrix(&name(names.attention_in[0]), hidden)?,
                self.matrix(&name(names.attention_in[1]), hidden)?,
                self.matrix(&name(names.attention_in[2]), hidden)?,
            ];
            let attention_out = self.matrix(&name(names.attention_out), hidden)?;
            let inner = self.matrix(&name(names.inner), hidden)?;
            let outer = self.matrix(&name(names.outer), inner.outputs)?;
            let narrow = attention_in.iter().chain([&attention_out, &outer]);
            if narrow.into_iter().any(|matrix| matrix.outputs != hidden) {
                return Err(format!("{} has layers of other widths than {hidden}", name("")));
            }
            layers.push(Layer {
                attention_norm: self.norm(&name(names.attention_norm), hidden, epsilon)?,
                norm: self.norm(&name(names.output_norm), hidden, epsilon)?,
                attention_in: Linear::new(&attention_in),
                attention_out: Linear::new(&[attention_out]),
                inner: Linear::new(&[inner]),
                outer: Linear::new(&[outer]),
            });
        }
        if self.has(&format!("{}.{}.", names.layers, architecture.layers)) {
            return Err(format!("it has more than {} layers", architecture.layers));
        }
        let classifier = Linear::new(&[self.matrix("classifier", hidden)?]);
        Ok(Encoder {
            words,
            cases,
            positions,
            distances,
            norm,
            layers,
            classifier,
            heads,
        })
    }

    /// Whether there is a weight of such a name.
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|weight| weight.name.contains(name))
    }

    /// Takes a weight; an exporter may have put the name of a wrapper before its name.
    fn take(&mut self, layer: &str, what: &str) -> Result<Weight, String> {
        let name = format!("{layer}.{what}");
        let place = self.0.iter().position(|weight| {
            let wrapper = weight.name.strip_suffix(&name);
            wrapper.is_some_and(|wrapper| wrapper.is_empty() || wrapper.ends_with('.'))
        });
        let place = place.ok_or_else(|| format!("it has no weights {name}"))?;
        Ok(self.0.swap_remove(place))
    }

    /// A table of 32-bit numbers with rows of `width`.
    fn table(&mut self, layer: &str, width: usize) -> Result<Vec<f32>, String> {
        let weight = self.take(layer, "weight")?;
        match weight.shape[..] {
            [rows, columns] if rows > 0 && columns == width => Ok(weight.numbers()),
            _ => Err(shape_of(&weight, &format!("rows of {width}"))),
        }
    }

    fn vector(&mut self, layer: &str, what: &str, length: usize) -> Result<Vec<f32>, String> {
        let weight = self.take(layer, what)?;
        if weight.shape != [length] {
            return Err(shape_of(&weight, &format!("{length} numbers")));
        }
        Ok(weight.numbers())
    }

    fn norm(&mut self, layer: &str, width: usize, epsilon: f32) -> Result<Norm, String> {
        Ok(Norm {
            weight: self.vector(layer, "weight", width)?,
            bias: self.vector(layer, "bias", width)?,
            epsilon,
        })
    }

    fn matrix(&mut self, layer: &str, inputs: usize) -> Result<Matrix, String> {
        let weight = self.take(layer, "weight")?;
        let outputs = match weight.shape[..] {
            [rows, outputs] if weight.turned && rows == inputs && outputs > 0 => outputs,
            _ => return Err(shape_of(&weight, &format!("{inputs} inputs"))),
        };
        let bias = self.vector(layer, "bias", outputs)?;
        let (weights, scale) = signed(weight, outputs);
        Ok(Matrix {
            inputs,
            outputs,
            weights,
            scale,
            bias,
        })
    }
}

fn shape_of(weight: &Weight, expected: &str) -> String {
    format!(
        "{} has the shape {:?}, where {expected} are expected",
        weight.name, weight.shape
    )
}

/// The weights of a linear layer as signed bytes without zero point, and the scale of each column. What stands
/// like that in the file is taken as it is; the rest is quantised by the largest of each column.
fn signed(weight: Weight, outputs: usize) -> (Vec<i8>, Vec<f32>) {
    match weight.values {
        Values::Quantised {
            numbers: Bytes::Signed(numbers),
            scale,
            zero,
            axis,
        } if zero.iter().all(|&zero| zero == 0) && (axis == 1 || scale.len() == 1) => {
            let scale = if scale.len() == 1 {
                vec![scale[0]; outputs]
            } else {
                scale
            };
            (numbers, scale)
        }
        _ => quantised(&weight.numbers(), outputs),
    }
}

/// Numbers as signed bytes from −127 to 127, with a scale for each column.
fn quantised(numbers: &[f32], outputs: usize) -> (Vec<i8>, Vec<f32>) {
    let mut largest = vec![0.0f32; outputs];
    for row in numbers.chunks_exact(outputs) {
        for (largest, number) in largest.iter_mut().zip(row) {
            *largest = largest.max(number.abs());
        }
    }
    let steps: Vec<f32> = largest
        .iter()
        .map(|&largest| if largest > 0.0 { 127.0 / largest } else { 0.0 })
        .collect();
    let rows = numbers.chunks_exact(outputs);
    let bytes = rows.flat_map(|row| {
        row.iter()
            .zip(&steps)
            .map(|(number, steps)| (number * steps).round_ties_even() as i8)
    });
    (
        bytes.collect(),
        largest.iter().map(|largest| largest / 127.0).collect(),
    )
}
