//! The weights of an ONNX export, quantised or not, under their PyTorch names.
//!
//! Embeddings keep their names in an export. The weight of a linear layer becomes the second factor of a product and
//! loses its name, but the bias that is added behind the product keeps it: `….bias` names `….weight`. A quantised
//! weight stands for `(weight − zero point) × scale`, with one scale for each column or for the whole.

use std::collections::{BTreeSet, HashMap};

use rten_onnx::onnx::{AttributeProto, DataType, GraphProto, ModelProto, NodeProto, TensorProto};

use crate::error::EncoderError;

/// How many nodes may lie between a product and the bias behind it.
const REACH: usize = 6;

/// A weight as it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// The name of its PyTorch variable, perhaps behind that of a wrapper.
    pub name: String,
    /// Its dimensions in the file.
    pub shape: Vec<usize>,
    /// Whether it is a linear layer's, which PyTorch keeps as outputs × inputs, and an export as inputs × outputs.
    pub turned: bool,
    /// Its numbers, as many as the shape says.
    pub values: Values,
}

/// The numbers of a weight, the last dimension side by side.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// 32-bit numbers.
    Float(Vec<f32>),
    /// `(number − zero) × scale`.
    Quantised {
        /// The 8-bit numbers.
        numbers: Bytes,
        /// One scale for the whole, or one for each place along `axis`.
        scale: Vec<f32>,
        /// As many zero points.
        zero: Vec<i32>,
        /// The dimension that the scales belong to.
        axis: usize,
    },
}

/// 8-bit numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Bytes {
    /// From −128 to 127.
    Signed(Vec<i8>),
    /// From 0 to 255.
    Unsigned(Vec<u8>),
}

impl Bytes {
    /// The numbers one after the other.
    pub fn iter(&self) -> impl Iterator<Item = i32> {
        let (signed, unsigned): (&[i8], &[u8]) = match self {
            Self::Signed(numbers) => (numbers, &[]),
            Self::Unsigned(numbers) => (&[], numbers),
        };
        let signed = signed.iter().map(|&number| i32::from(number));
        signed.chain(unsigned.iter().map(|&number| i32::from(number)))
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Signed(numbers) => numbers.len(),
            Self::Unsigned(numbers) => numbers.len(),
        }
    }
}

impl Weight {
    /// The weight as 32-bit numbers, as they stand in the file.
    pub fn numbers(self) -> Vec<f32> {
        match self.values {
            Values::Float(numbers) => numbers,
            Values::Quantised {
                numbers,
                scale,
                zero,
                axis,
            } => {
                let inner: usize = self.shape[axis + 1..].iter().product();
                let place = |at: usize| {
                    if scale.len() == 1 {
                        0
                    } else {
                        at / inner % scale.len()
                    }
                };
                let number =
                    |(at, number): (usize, i32)| (number - zero[place(at)]) as f32 * scale[place(at)];
                numbers.iter().enumerate().map(number).collect()
            }
        }
    }
}

/// All weights of an ONNX file that belong to a layer. Lengths within the file are believed when it is parsed: that of
/// somebody else's is to be checked before.
///
/// # Errors
/// When it is no ONNX model with its weights inside, or a weight has other numbers than its shape asks for.
pub fn weights(file: Vec<u8>) -> Result<Vec<Weight>, EncoderError> {
    let model = ModelProto::parse_buf(&file).map_err(|error| EncoderError::Malformed(error.to_string()))?;
    // The model has copies of its own.
    drop(file);
    let graph = model
        .graph
        .ok_or_else(|| EncoderError::Malformed("it holds no graph".into()))?;
    Graph::new(&graph).weights().map_err(EncoderError::Malformed)
}

/// A graph with its values by name, and who reads and who makes each.
struct Graph<'a> {
    nodes: &'a [NodeProto],
    values: HashMap<&'a str, &'a TensorProto>,
    makers: HashMap<&'a str, &'a NodeProto>,
    readers: HashMap<&'a str, Vec<&'a NodeProto>>,
}

impl<'a> Graph<'a> {
    fn new(graph: &'a GraphProto) -> Self {
        let named = |tensor: &'a TensorProto| tensor.name.as_deref().map(|name| (name, tensor));
        let mut values: HashMap<_, _> = graph.initializer.iter().filter_map(named).collect();
        let (mut makers, mut readers) = (HashMap::new(), HashMap::<_, Vec<_>>::new());
        for node in &graph.node {
            for name in &node.output {
                makers.insert(name.as_str(), node);
                let constant = node.attribute.iter().find_map(|attribute| attribute.t.as_ref());
                if let (Some("Constant"), Some(constant)) = (node.op_type.as_deref(), constant) {
                    values.insert(name, constant);
                }
            }
            for name in &node.input {
                readers.entry(name.as_str()).or_default().push(node);
            }
        }
        Self {
            nodes: &graph.node,
            values,
            makers,
            readers,
        }
    }

    fn weights(&self) -> Result<Vec<Weight>, String> {
        let mut weights = Vec::new();
        for node in self.nodes {
            match node.op_type.as_deref() {
                Some("MatMul" | "MatMulInteger") => {
                    if let Some(mut weight) = self.factor(node)?.filter(|weight| weight.shape.len() == 2)
                        && let Some(bias) = self.bias_behind(node)
                    {
                        weight.name = bias.trim_end_matches(".bias").to_owned() + ".weight";
                        weight.turned = true;
                        weights.push(weight);
                    }
                }
                Some("Gather") => {
                    let Some(name) = node.input.first() else { continue };
                    // A table may be turned back before the rows are taken, or the rows behind.
                    let table = self
                        .value(name)?
                        .map_or_else(|| self.quantised(name, 0), |table| Ok(Some(table)))?;
                    if let Some(mut table) = table {
                        self.plain_name(name).clone_into(&mut table.name);
                        weights.push(table);
                    }
                }
                _ => {}
            }
        }
        let vectors: BTreeSet<_> = self.values.keys().filter(|name| is_of_layer(name)).collect();
        for name in vectors {
            if weights.iter().all(|weight| weight.name != **name)
                && let Some(vector) = self.value(name)?
            {
                weights.push(vector);
            }
        }
        Ok(weights)
    }

    /// The constant second factor of a product; `None` where it is computed.
    fn factor(&self, product: &NodeProto) -> Result<Option<Weight>, String> {
        match product.input.get(1) {
            None => Ok(None),
            Some(name) if product.op_type.as_deref() == Some("MatMul") => self.value(name),
            Some(name) => self.quantised(name, -1),
        }
    }

    /// A quantised constant, whose scale and zero point stand under the names that quantisation gives them; `None`
    /// where it is no such constant.
    fn quantised(&self, name: &str, axis: i64) -> Result<Option<Weight>, String> {
        let (Some(weight), Some(stem)) = (self.values.get(name), name.strip_suffix("_quantized")) else {
            return Ok(None);
        };
        let beside = |what: &str| self.values.get(format!("{stem}_{what}").as_str()).copied();
        let scale = beside("scale").ok_or_else(|| format!("the weights {name} have no {stem}_scale"))?;
        quantised(name, weight, scale, beside("zero_point"), axis).map(Some)
    }

    /// A constant as numbers, or what a `DequantizeLinear` makes of one; `None` where it is computed or no number.
    fn value(&self, name: &str) -> Result<Option<Weight>, String> {
        if let Some(constant) = self.values.get(name) {
            if constant.data_type != Some(DataType::FLOAT) {
                return Ok(None);
            }
            let shape = shape(constant)?;
            let numbers = floats(constant)?;
            return Ok(Some(Weight {
                name: name.to_owned(),
                shape,
                turned: false,
                values: Values::Float(numbers),
            }));
        }
        let Some(node) = self
            .makers
            .get(name)
            .filter(|node| node.op_type.as_deref() == Some("DequantizeLinear"))
        else {
            return Ok(None);
        };
        let input = |at: usize| {
            node.input
                .get(at)
                .and_then(|name| self.values.get(name.as_str()))
                .copied()
        };
        let (Some(weight), Some(scale)) = (input(0), input(1)) else {
            return Ok(None);
        };
        let axis =
            |attribute: &AttributeProto| attribute.i.filter(|_| attribute.name.as_deref() == Some("axis"));
        let axis = node.attribute.iter().find_map(axis).unwrap_or(1);
        quantised(name, weight, scale, input(2), axis).map(Some)
    }

    /// The name that a table had before quantisation.
    fn plain_name<'b>(&'b self, name: &'b str) -> &'b str {
        let source = self.makers.get(name).filter(|_| !self.values.contains_key(name));
        let name = source
            .and_then(|node| node.input.first())
            .map_or(name, String::as_str);
        name.strip_suffix("_quantized").unwrap_or(name)
    }

    /// The name of the bias that is added to a product.
    fn bias_behind(&self, product: &'a NodeProto) -> Option<&'a str> {
        let mut ahead = vec![product];
        for _ in 0..REACH {
            let outputs = ahead.iter().flat_map(|node| &node.output);
            let readers = outputs
                .filter_map(|name| self.readers.get(name.as_str()))
                .flatten();
            ahead = readers
                .copied()
                .filter(|node| matches!(node.op_type.as_deref(), Some("Add" | "Cast" | "Mul")))
                .collect();
            let bias = ahead
                .iter()
                .flat_map(|node| &node.input)
                .find(|name| last_part(name) == "bias");
            if let Some(bias) = bias {
                return Some(bias);
            }
        }
        None
    }
}

/// What stands behind the last full stop of a name.
fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Whether a name is that of a layer's weights, as PyTorch has it.
fn is_of_layer(name: &str) -> bool {
    matches!(last_part(name), "bias" | "weight")
}

/// A constant with its scales and zero points, along `axis` where there is more than one.
fn quantised(
    name: &str,
    weight: &TensorProto,
    scale: &TensorProto,
    zero: Option<&TensorProto>,
    axis: i64,
) -> Result<Weight, String> {
    let shape = shape(weight)?;
    let numbers = bytes(weight)?;
    let scale = floats(scale)?;
    let zero = match zero {
        Some(zero) => bytes(zero)?.iter().collect(),
        None => vec![0; scale.len()],
    };
    let axis = if axis < 0 { axis + shape.len() as i64 } else { axis };
    let axis = usize::try_from(axis).unwrap_or(usize::MAX);
    let (axis, places) = match (scale.len(), shape.get(axis)) {
        (1, _) => (0, 1),
        (_, Some(&places)) => (axis, places),
        (_, None) => {
            return Err(format!(
                "the scale of {name} has an axis that its weights have not"
            ));
        }
    };
    if shape.is_empty() || scale.len() != places || zero.len() != places {
        return Err(format!(
            "{name} of the shape {shape:?} has {} scales and {} zero points",
            scale.len(),
            zero.len()
        ));
    }
    Ok(Weight {
        name: name.to_owned(),
        shape,
        turned: false,
        values: Values::Quantised {
            numbers,
            scale,
            zero,
            axis,
        },
    })
}

/// The dimensions of a constant.
fn shape(constant: &TensorProto) -> Result<Vec<usize>, String> {
    let dimensions = constant
        .dims
        .iter()
        .map(|&dimension| usize::try_from(dimension).ok());
    dimensions
        .collect::<Option<_>>()
        .ok_or_else(|| format!("{} has a negative dimension", name(constant)))
}

fn name(constant: &TensorProto) -> &str {
    constant.name.as_deref().unwrap_or("a constant")
}

/// The constant, if it has as many numbers as its shape says.
fn checked<T>(constant: &TensorProto, numbers: T, found: usize) -> Result<T, String> {
    let expected = shape(constant)?
        .iter()
        .try_fold(1usize, |product, &dimension| product.checked_mul(dimension));
    if expected != Some(found) {
        return Err(format!(
            "{} holds {found} numbers, but has the shape {:?}",
            name(constant),
            constant.dims
        ));
    }
    Ok(numbers)
}

/// The numbers of a 32-bit constant.
fn floats(constant: &TensorProto) -> Result<Vec<f32>, String> {
    if constant.data_type != Some(DataType::FLOAT) {
        return Err(format!("{} does not hold 32-bit numbers", name(constant)));
    }
    let numbers: Vec<f32> = match &constant.raw_data {
        Some(raw) => {
            let raw = raw.borrow();
            let (numbers, rest) = raw.as_chunks::<4>();
            if !rest.is_empty() {
                return Err(format!("{} ends within a number", name(constant)));
            }
            numbers.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
        }
        None => constant.float_data.clone(),
    };
    if !numbers.iter().all(|number| number.is_finite()) {
        return Err(format!("{} holds what is no number", name(constant)));
    }
    let found = numbers.len();
    checked(constant, numbers, found)
}

/// The numbers of an 8-bit constant.
fn bytes(constant: &TensorProto) -> Result<Bytes, String> {
    let signed = match constant.data_type {
        Some(DataType::INT8) => true,
        Some(DataType::UINT8) => false,
        other => {
            return Err(format!(
                "{} is of an element type that is not read here ({:?})",
                name(constant),
                other.map(|kind| kind.0)
            ));
        }
    };
    let raw = match &constant.raw_data {
        Some(raw) => raw.take(),
        None => constant.int32_data.iter().map(|&number| number as u8).collect(),
    };
    let numbers = if signed {
        Bytes::Signed(raw.into_iter().map(u8::cast_signed).collect())
    } else {
        Bytes::Unsigned(raw)
    };
    let found = numbers.len();
    checked(constant, numbers, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantised_numbers_stand_for_what_their_scale_says() {
        let weight = |scale: &[f32], zero: &[i32], axis| Weight {
            name: "w".into(),
            shape: vec![2, 3],
            turned: false,
            values: Values::Quantised {
                numbers: Bytes::Signed(vec![1, 2, 3, 4, -5, -128]),
                scale: scale.into(),
                zero: zero.into(),
                axis,
            },
        };
        let whole = weight(&[0.5], &[1], 0).numbers();
        assert_eq!(whole, [0.0, 0.5, 1.0, 1.5, -3.0, -64.5]);
        let rows = weight(&[1.0, 10.0], &[0, 1], 0).numbers();
        assert_eq!(rows, [1.0, 2.0, 3.0, 30.0, -60.0, -1290.0]);
        let columns = weight(&[1.0, 10.0, 0.5], &[0, 0, 2], 1).numbers();
        assert_eq!(columns, [1.0, 20.0, 0.5, 4.0, -50.0, -65.0]);
    }
}
