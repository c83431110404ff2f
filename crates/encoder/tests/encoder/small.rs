//! Small random encoders as ONNX files, in the forms that exporters and quantisers give them.

use std::collections::BTreeMap;

use onomast_encoder::{Architecture, Encoder, EncoderError, Family};
use rten_onnx::onnx::{DataType, GraphProto, ModelProto, NodeProto, TensorProto};

use crate::reference;

const HIDDEN: usize = 32;
const INNER: usize = 52;

/// How weights stand in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As 32-bit numbers.
    Float,
    /// As signed bytes, with a scale for each column.
    Integer,
    /// As unsigned bytes with one scale and zero point.
    Unsigned,
}

pub struct Small {
    pub model: ModelProto,
    pub architecture: Architecture,
    /// What the weights stand for, linear layers as inputs × outputs, by their names without that of the family.
    weights: BTreeMap<String, Vec<f64>>,
}

impl Small {
    pub fn new(family: Family, form: Form) -> Self {
        let architecture = Architecture {
            family,
            layers: 2,
            heads: 2,
            epsilon: 1e-12,
        };
        let mut writer = Writer {
            graph: GraphProto::default(),
            weights: BTreeMap::new(),
            state: 7,
            form,
            layers: 0,
        };
        let wrapper = "m.";
        let (root, layers, parts): (_, _, [&str; 8]) = match family {
            Family::Bert => (
                "bert",
                "encoder.layer",
                [
                    "attention.self.query",
                    "attention.self.key",
                    "attention.self.value",
                    "attention.output.dense",
                    "intermediate.dense",
                    "output.dense",
                    "attention.output.LayerNorm",
                    "output.LayerNorm",
                ],
            ),
            Family::DistilBert => (
                "distilbert",
                "transformer.layer",
                [
                    "attention.q_lin",
                    "attention.k_lin",
                    "attention.v_lin",
                    "attention.out_lin",
                    "ffn.lin1",
                    "ffn.lin2",
                    "sa_layer_norm",
                    "output_layer_norm",
                ],
            ),
            Family::MpNet => (
                "mpnet",
                "encoder.layer",
                [
                    "attention.attn.q",
                    "attention.attn.k",
                    "attention.attn.v",
                    "attention.attn.o",
                    "intermediate.dense",
                    "output.dense",
                    "attention.LayerNorm",
                    "output.LayerNorm",
                ],
            ),
        };
        let names = [
            "query",
            "key",
            "value",
            "attended",
            "inner",
            "outer",
            "attention_norm",
            "norm",
        ];
        let embeddings = format!("{wrapper}{root}.embeddings");
        writer.table("words", &format!("{embeddings}.word_embeddings.weight"), 50);
        writer.table(
            "positions",
            &format!("{embeddings}.position_embeddings.weight"),
            if family == Family::MpNet { 42 } else { 40 },
        );
        if family != Family::DistilBert {
            writer.table("types", &format!("{embeddings}.token_type_embeddings.weight"), 2);
        }
        if family == Family::MpNet {
            let place = format!("{wrapper}{root}.encoder.relative_attention_bias.weight");
            let numbers = writer.random(32 * architecture.heads, 2.0);
            writer.floats(&place, &[32, architecture.heads], &numbers);
            writer.keep("distances", &numbers);
        }
        writer.norm("embedding_norm", &format!("{embeddings}.LayerNorm"));
        for layer in 0..architecture.layers {
            for (part, name) in parts.iter().zip(names) {
                let (name, place) = (
                    format!("{layer}.{name}"),
                    format!("{wrapper}{root}.{layers}.{layer}.{part}"),
                );
                match name.rsplit('.').next().unwrap() {
                    "attention_norm" | "norm" => writer.norm(&name, &place),
                    "inner" => writer.linear(&name, &place, HIDDEN, INNER),
                    "outer" => writer.linear(&name, &place, INNER, HIDDEN),
                    _ => writer.linear(&name, &place, HIDDEN, HIDDEN),
                }
            }
        }
        writer.linear("classifier", &format!("{wrapper}classifier"), HIDDEN, 5);
        Self {
            model: ModelProto {
                graph: Some(writer.graph),
                ..ModelProto::default()
            },
            architecture,
            weights: writer.weights,
        }
    }

    pub fn load(&self) -> Result<Encoder, EncoderError> {
        Encoder::load(self.model.write_buf().unwrap(), &self.architecture)
    }

    /// The logits of a window, in 64 bits.
    pub fn reference(&self, window: &[u32]) -> Vec<f64> {
        reference::logits(&self.weights, &self.architecture, HIDDEN, window)
    }
}

struct Writer {
    graph: GraphProto,
    weights: BTreeMap<String, Vec<f64>>,
    state: u64,
    form: Form,
    layers: usize,
}

impl Writer {
    fn random(&mut self, count: usize, spread: f32) -> Vec<f32> {
        let mut number = || {
            self.state = self
                .state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((self.state >> 40) as f32 / (1 << 23) as f32 - 1.0) * spread
        };
        (0..count).map(|_| number()).collect()
    }

    fn constant(&mut self, name: &str, dims: &[usize], kind: DataType, bytes: Vec<u8>) {
        self.graph.initializer.push(TensorProto {
            name: Some(name.to_owned()),
            dims: dims.iter().map(|&dimension| dimension as i64).collect(),
            data_type: Some(kind),
            raw_data: Some(bytes.into()),
            ..TensorProto::default()
        });
    }

    fn floats(&mut self, name: &str, dims: &[usize], numbers: &[f32]) {
        let bytes = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.constant(name, dims, DataType::FLOAT, bytes);
    }

    fn node(&mut self, kind: &str, input: &[&str], output: &str) {
        let owned = |name: &&str| (*name).to_owned();
        self.graph.node.push(NodeProto {
            op_type: Some(kind.to_owned()),
            input: input.iter().map(owned).collect(),
            output: vec![output.to_owned()],
            ..NodeProto::default()
        });
    }

    fn keep(&mut self, name: &str, numbers: &[f32]) {
        self.weights.insert(
            name.to_owned(),
            numbers.iter().map(|&number| f64::from(number)).collect(),
        );
    }

    fn norm(&mut self, name: &str, place: &str) {
        let weight: Vec<f32> = self
            .random(HIDDEN, 0.5)
            .iter()
            .map(|number| number + 1.0)
            .collect();
        let bias = self.random(HIDDEN, 0.3);
        self.floats(&format!("{place}.weight"), &[HIDDEN], &weight);
        self.floats(&format!("{place}.bias"), &[HIDDEN], &bias);
        self.keep(&format!("{name}.weight"), &weight);
        self.keep(&format!("{name}.bias"), &bias);
    }

    fn table(&mut self, name: &str, place: &str, rows: usize) {
        let numbers = self.random(rows * HIDDEN, 1.0);
        if self.form == Form::Float {
            self.floats(place, &[rows, HIDDEN], &numbers);
            self.node("Gather", &[place, "ids"], name);
            self.keep(name, &numbers);
        } else {
            let (scale, zero) = (1.0 / 100.0, 120u8);
            let bytes: Vec<u8> = numbers
                .iter()
                .map(|number| (number / scale + f32::from(zero)) as u8)
                .collect();
            let stands_for: Vec<f32> = bytes
                .iter()
                .map(|&byte| (f32::from(byte) - f32::from(zero)) * scale)
                .collect();
            self.keep(name, &stands_for);
            self.constant(
                &format!("{place}_quantized"),
                &[rows, HIDDEN],
                DataType::UINT8,
                bytes,
            );
            self.floats(&format!("{place}_scale"), &[], &[scale]);
            self.constant(&format!("{place}_zero_point"), &[], DataType::UINT8, vec![zero]);
            self.node("Gather", &[&format!("{place}_quantized"), "ids"], name);
        }
    }

    fn linear(&mut self, name: &str, place: &str, inputs: usize, outputs: usize) {
        let weights = self.random(inputs * outputs, 0.4);
        let bias = self.random(outputs, 0.2);
        let weight = format!("w{}", self.layers);
        self.layers += 1;
        self.floats(&format!("{place}.bias"), &[outputs], &bias);
        self.keep(&format!("{name}.bias"), &bias);
        let shape = [inputs, outputs];
        let product = format!("{name}.product");
        match self.form {
            Form::Float => {
                self.floats(&weight, &shape, &weights);
                self.node("MatMul", &["x", &weight], &product);
                self.keep(name, &rounded_by_column(&weights, outputs));
            }
            Form::Integer => {
                let scale: Vec<f32> = (0..outputs).map(|output| 0.004 + output as f32 * 1e-5).collect();
                let bytes: Vec<i8> = weights
                    .iter()
                    .enumerate()
                    .map(|(at, weight)| (weight / scale[at % outputs]) as i8)
                    .collect();
                let stands_for: Vec<f32> = bytes
                    .iter()
                    .enumerate()
                    .map(|(at, &byte)| f32::from(byte) * scale[at % outputs])
                    .collect();
                self.keep(name, &stands_for);
                let bytes = bytes.into_iter().map(i8::cast_unsigned).collect();
                self.constant(&format!("{weight}_quantized"), &shape, DataType::INT8, bytes);
                self.floats(&format!("{weight}_scale"), &[outputs], &scale);
                self.constant(
                    &format!("{weight}_zero_point"),
                    &[outputs],
                    DataType::INT8,
                    vec![0; outputs],
                );
                self.node("MatMulInteger", &["x", &format!("{weight}_quantized")], &product);
            }
            Form::Unsigned => {
                let (scale, zero) = (0.8 / 250.0, 125u8);
                let bytes: Vec<u8> = weights
                    .iter()
                    .map(|weight| (weight / scale + f32::from(zero)) as u8)
                    .collect();
                let stands_for: Vec<f32> = bytes
                    .iter()
                    .map(|&byte| (f32::from(byte) - f32::from(zero)) * scale)
                    .collect();
                self.keep(name, &rounded_by_column(&stands_for, outputs));
                self.constant(&format!("{weight}_quantized"), &shape, DataType::UINT8, bytes);
                self.floats(&format!("{weight}_scale"), &[], &[scale]);
                self.constant(&format!("{weight}_zero_point"), &[], DataType::UINT8, vec![zero]);
                self.node("MatMulInteger", &["x", &format!("{weight}_quantized")], &product);
            }
        }
        self.node(
            "Add",
            &[&format!("{place}.bias"), &product],
            &format!("{name}.out"),
        );
    }
}

/// Weights rounded to 127 steps on either side of 0, by the largest of each column.
fn rounded_by_column(weights: &[f32], outputs: usize) -> Vec<f32> {
    let step = |column: usize| {
        let column = weights.iter().skip(column).step_by(outputs);
        column.fold(0.0f32, |largest, weight| largest.max(weight.abs())) / 127.0
    };
    let steps: Vec<f32> = (0..outputs).map(step).collect();
    let rounded =
        |(at, weight): (usize, &f32)| (weight / steps[at % outputs]).round_ties_even() * steps[at % outputs];
    weights.iter().enumerate().map(rounded).collect()
}
