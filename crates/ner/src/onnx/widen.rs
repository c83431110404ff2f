//! Products of 8-bit integers, computed in 32-bit numbers.
//!
//! On x86-64 without VNNI rten multiplies 8-bit integers by an instruction that adds pairs of products in 16 bits
//! (`vpmaddubsw`). Weights that use all eight bits overflow there, and the sums are wrong without a sign of it.

use rten_gemm::GemmExecutor;
use rten_onnx::onnx::{AttributeProto, AttributeType, DataType, ModelProto, NodeProto, TensorProto};

/// Whether rten's products of 8-bit integers may overflow on this processor.
pub fn products_may_overflow() -> bool {
    GemmExecutor::<u8, i8, i32>::default().may_saturate()
}

/// The model with each `MatMulInteger` as a product of 32-bit numbers: exact, but for sums beyond 2²⁴, of which the 24
/// leading bits are kept. The engine turns constant factors into such numbers when it loads them, which takes four
/// times their memory.
///
/// # Errors
/// In words, when the model cannot be read or multiplies 8-bit integers in another way.
pub fn widened(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let mut model = ModelProto::parse_buf(&bytes).map_err(|error| error.to_string())?;
    // The model has copies of its own.
    drop(bytes);
    let graph = model.graph.as_mut().ok_or("it holds no graph")?;
    let is_row = |zero: &&TensorProto| zero.dims.iter().product::<i64>() > 1;
    let rows = graph.initializer.iter().filter(is_row);
    let rows: Vec<String> = rows.filter_map(|zero| zero.name.clone()).collect();
    let mut nodes = Vec::with_capacity(graph.node.len());
    for node in std::mem::take(&mut graph.node) {
        let refused = |what: &str| {
            let name = node.name.as_deref().unwrap_or_default();
            format!(
                "operator {name:?} {what}, which overflows on this processor; export the model in 32-bit numbers"
            )
        };
        match node.op_type.as_deref() {
            Some("ConvInteger") => return Err(refused("is a convolution of 8-bit integers")),
            Some("MatMulInteger") if node.input.get(2).is_some_and(|zero| rows.contains(zero)) => {
                return Err(refused("multiplies 8-bit integers with a zero point a row"));
            }
            Some("MatMulInteger") => widen(&node, &mut nodes).ok_or_else(|| refused("lacks a factor"))?,
            _ => nodes.push(node),
        }
    }
    graph.node = nodes;
    model.write_buf().map_err(|error| error.to_string())
}

/// Appends what computes a `MatMulInteger`; `None` where it lacks a factor or its product.
fn widen(product: &NodeProto, nodes: &mut Vec<NodeProto>) -> Option<()> {
    let output = product.output.first()?;
    let mut step = |operator: &str, inputs: Vec<String>, output: String, to: Option<DataType>| {
        let to = to.map(|kind| AttributeProto {
            name: Some("to".to_owned()),
            i: Some(i64::from(kind.0)),
            r#type: Some(AttributeType::INT),
            ..AttributeProto::default()
        });
        nodes.push(NodeProto {
            name: Some(format!("{output}/{operator}")),
            op_type: Some(operator.to_owned()),
            input: inputs,
            output: vec![output.clone()],
            attribute: to.into_iter().collect(),
            ..NodeProto::default()
        });
        output
    };
    let mut factors = Vec::new();
    for (side, (factor, zero)) in [("left", (0, 2)), ("right", (1, 3))] {
        let given = |at: usize| product.input.get(at).filter(|name| !name.is_empty()).cloned();
        let mut wide = |name: String, what: &str| {
            let output = format!("{output}/{side}{what}");
            step("Cast", vec![name], output, Some(DataType::FLOAT))
        };
        let mut number = wide(given(factor)?, "");
        if let Some(zero) = given(zero) {
            let zero = wide(zero, "_zero");
            number = step(
                "Sub",
                vec![number, zero],
                format!("{output}/{side}_from_zero"),
                None,
            );
        }
        factors.push(number);
    }
    let sums = step("MatMul", factors, format!("{output}/sums"), None);
    step("Cast", vec![sums], output.clone(), Some(DataType::INT32));
    Some(())
}
