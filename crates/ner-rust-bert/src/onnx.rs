//! The weights of an ONNX export, quantised or not, under their PyTorch names.
//!
//! Embeddings keep their names in an export. The weight of a linear layer becomes the second factor of a product and
//! loses its name, but the bias that is added behind the product keeps it: `….bias` names `….weight`. Quantised
//! weights are turned back by `(weight − zero point) × scale`, with one scale for each column or for the whole.

use std::collections::HashMap;
use std::path::Path;

use onomast_ner::NerError;
use rten_onnx::onnx::{AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto};
use tch::{Kind, Tensor};

/// The ONNX numbers of element types.
mod element {
    pub const FLOAT: i32 = 1;
    pub const UINT8: i32 = 2;
    pub const INT8: i32 = 3;
}

/// How many nodes may lie between a product and the bias behind it.
const REACH: usize = 6;

/// All weights of an ONNX file that belong to a layer.
///
/// # Errors
/// When the file cannot be read or is no ONNX model with its weights inside.
pub(crate) fn weights(path: &Path) -> Result<Vec<(String, Tensor)>, NerError> {
    let bytes = std::fs::read(path).map_err(|source| NerError::ReadModel {
        path: path.to_owned(),
        source,
    })?;
    let malformed = |reason: String| NerError::MalformedModel {
        path: path.to_owned(),
        reason,
    };
    let model = ModelProto::parse_buf(&bytes).map_err(|error| malformed(error.to_string()))?;
    drop(bytes);
    let graph = model.graph.ok_or_else(|| malformed("it holds no graph".into()))?;
    Graph::new(&graph).weights().map_err(malformed)
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

    fn weights(&self) -> Result<Vec<(String, Tensor)>, String> {
        let mut weights = Vec::new();
        for node in self.nodes {
            match node.op_type.as_deref() {
                // Exporters turn a weight, which PyTorch keeps as outputs × inputs, to inputs × outputs.
                Some("MatMul" | "MatMulInteger") => {
                    if let Some(weight) = self.factor(node)?.filter(|weight| weight.dim() == 2)
                        && let Some(bias) = self.bias_behind(node)
                    {
                        let name = bias.trim_end_matches(".bias").to_owned() + ".weight";
                        weights.push((name, weight.tr().contiguous()));
                    }
                }
                Some("Gather") => {
                    let Some(name) = node.input.first() else { continue };
                    // A table may be turned back before the rows are taken, or the rows behind.
                    let table = self
                        .value(name)?
                        .map_or_else(|| self.quantised(name, 0), |table| Ok(Some(table)))?;
                    if let Some(table) = table {
                        weights.push((self.plain_name(name).to_owned(), table));
                    }
                }
                _ => {}
            }
        }
        let mut vectors: Vec<_> = self.values.keys().filter(|name| is_of_layer(name)).collect();
        vectors.sort();
        for name in vectors {
            if let Some(vector) = self.value(name)? {
                weights.push(((*name).to_owned(), vector));
            }
        }
        Ok(weights)
    }

    /// The constant second factor of a product; `None` where it is computed.
    fn factor(&self, product: &NodeProto) -> Result<Option<Tensor>, String> {
        match product.input.get(1) {
            None => Ok(None),
            Some(name) if product.op_type.as_deref() == Some("MatMul") => self.value(name),
            Some(name) => self.quantised(name, -1),
        }
    }

    /// A quantised constant, whose scale and zero point stand under the names that quantisation gives them; `None`
    /// where it is no such constant.
    fn quantised(&self, name: &str, axis: i64) -> Result<Option<Tensor>, String> {
        let (Some(weight), Some(stem)) = (self.values.get(name), name.strip_suffix("_quantized")) else {
            return Ok(None);
        };
        let beside = |what: &str| self.values.get(format!("{stem}_{what}").as_str()).copied();
        let scale = beside("scale").ok_or_else(|| format!("the weights {name} have no {stem}_scale"))?;
        dequantised(weight, scale, beside("zero_point"), axis).map(Some)
    }

    /// A constant as numbers, or what a `DequantizeLinear` makes of one; `None` where it is computed or no number.
    fn value(&self, name: &str) -> Result<Option<Tensor>, String> {
        if let Some(constant) = self.values.get(name) {
            return match constant.data_type.map(|kind| kind.0) {
                Some(element::FLOAT) => tensor(constant).map(Some),
                _ => Ok(None),
            };
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
        dequantised(weight, scale, input(2), axis).map(Some)
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

/// `(weight − zero) × scale`, along `axis` where there is more than one scale.
fn dequantised(
    weight: &TensorProto,
    scale: &TensorProto,
    zero: Option<&TensorProto>,
    axis: i64,
) -> Result<Tensor, String> {
    let (weight, scale) = (tensor(weight)?, tensor(scale)?);
    let zero = zero
        .map(tensor)
        .transpose()?
        .unwrap_or_else(|| scale.zeros_like());
    let rank = weight.dim() as i64;
    let mut shape = vec![1; weight.dim()];
    if scale.numel() > 1 {
        let axis = if axis < 0 { axis + rank } else { axis };
        let place = usize::try_from(axis).ok().and_then(|axis| shape.get_mut(axis));
        *place.ok_or("a scale has an axis that its weights have not")? = -1;
    }
    let spread = |values: Tensor| values.f_reshape(&shape[..]);
    let zero = spread(zero).and_then(|zero| weight.f_sub(&zero));
    zero.and_then(|shifted| shifted.f_mul(&spread(scale)?))
        .map_err(|error| error.to_string())
}

/// The numbers of a constant as 32-bit floating point.
fn tensor(constant: &TensorProto) -> Result<Tensor, String> {
    let name = constant.name.as_deref().unwrap_or("a constant");
    let kind = match constant.data_type.map(|kind| kind.0) {
        Some(element::FLOAT) => Kind::Float,
        Some(element::UINT8) => Kind::Uint8,
        Some(element::INT8) => Kind::Int8,
        other => {
            return Err(format!(
                "{name} is of an element type that this engine does not read ({other:?})"
            ));
        }
    };
    let loaded = match &constant.raw_data {
        Some(raw) => Tensor::f_from_data_size(&raw.borrow(), &constant.dims, kind),
        None if kind == Kind::Float => Tensor::f_from_slice(&constant.float_data),
        None => Tensor::f_from_slice(&constant.int32_data),
    };
    let loaded = loaded.and_then(|tensor| tensor.f_reshape(&constant.dims[..]));
    loaded
        .map(|tensor| tensor.to_kind(Kind::Float))
        .map_err(|error| format!("{name}: {error}"))
}
