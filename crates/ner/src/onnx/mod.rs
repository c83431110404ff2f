//! A `model.onnx` is data of somebody else's: what it says of its sizes is checked before an engine believes it.
//!
//! [`Outline::of`] reads the file without its weights, and refuses one in which a part is longer than what holds it, a
//! tensor has more or fewer numbers than its shape says, or a graph lies within the graph. [`Outline::check`] goes through
//! the operators with shapes in place of numbers, and refuses what would take more memory than any encoder of text does.
//! A file that has passed both may still be slow, or wrong; it cannot ask for memory out of proportion.
//!
//! Reading order: `wire` (Protocol Buffers), `read` (the outline), `shapes` (what each operator gives); `widen` changes a
//! model for processors on which rten's products of 8-bit integers overflow.

mod read;
mod shapes;
#[cfg(test)]
mod tests;
pub(crate) mod widen;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

use read::{Declared, Graph, Tensor};
use shapes::{Call, outputs};

/// Messages of Protocol Buffers in a file; models of a billion parameters have some ten thousand.
const MAX_MESSAGES: usize = 500_000;
/// Numbers of a tensor that are kept because shapes may be computed from them.
const MAX_VALUES: usize = 256;
/// Operators one behind the other. Engines go through them by recursion; large models have some two thousand.
const MAX_DEPTH: usize = 4_000;
/// Integers side by side, which engines keep as symbols of some forty bytes each when they prepare a graph.
const MAX_ROW: usize = 1 << 22;
/// A dimension; of a tensor without numbers it may be anything.
const MAX_DIMENSION: usize = 1 << 31;
/// Bytes that the values of a run may take at any time beside the weights, each number counted as four bytes.
const MAX_BYTES: u64 = 1 << 30;

/// A model without its weights: what it computes, in which sizes.
#[derive(Debug)]
pub struct Outline {
    graph: Graph,
    /// For each operator those values that no later one takes.
    done: Vec<Vec<String>>,
}

/// Checks the file of a model as far as its bytes tell: an engine that parses it next allocates no more than
/// a small multiple of its size.
///
/// # Errors
/// As [`Outline::of`].
pub fn check_file(bytes: &[u8]) -> Result<(), String> {
    Outline::of(bytes).map(|_| ())
}

impl Outline {
    /// The outline of a `model.onnx`.
    ///
    /// # Errors
    /// In words, when it is no ONNX model, a part of it is not all there, weights lie in other files, or its operators
    /// do not stand in the order in which they are computed.
    pub fn of(bytes: &[u8]) -> Result<Self, String> {
        let graph = read::graph(bytes)?;
        let mut depth: BTreeMap<&str, usize> = BTreeMap::new();
        let given = graph.constants.iter().map(|(name, _)| name);
        for name in given.chain(graph.inputs.iter().map(|input| &input.name)) {
            depth.insert(name, 0);
        }
        for node in &graph.nodes {
            let mut deepest = 0;
            for input in node.inputs.iter().filter(|input| !input.is_empty()) {
                let known = depth.get(input.as_str());
                let known = known.ok_or_else(|| {
                    format!(
                        "operator {:?} takes {input:?}, which nothing before it gives",
                        node.name
                    )
                })?;
                deepest = deepest.max(known + 1);
            }
            if deepest > MAX_DEPTH {
                return Err(format!(
                    "over {MAX_DEPTH} of its operators stand one behind the other"
                ));
            }
            for output in node.outputs.iter().filter(|output| !output.is_empty()) {
                if depth.insert(output, deepest).is_some() {
                    return Err(format!("{output:?} is given twice"));
                }
            }
        }
        let done = last_uses(&graph);
        Ok(Self { graph, done })
    }

    /// Checks what a run on a row of so many sub-words would allocate.
    ///
    /// # Errors
    /// In words that name the operator, when that is more than 1 GiB, cannot be told, or contradicts what the file
    /// declares.
    pub fn check(&self, tokens: usize) -> Result<(), String> {
        let graph = &self.graph;
        let mut known: BTreeMap<&str, Tensor> = BTreeMap::new();
        for (name, tensor) in &graph.constants {
            known.insert(name, tensor.clone());
        }
        for input in &graph.inputs {
            known.entry(&input.name).or_insert_with(|| Tensor {
                shape: vec![1, tokens],
                values: None,
                whole: true,
            });
        }
        let declared = self.declared();
        let mut live = 0_u64;
        for input in &graph.inputs {
            agrees(&declared, &input.name, &known[input.name.as_str()])?;
        }
        for (node, done) in graph.nodes.iter().zip(&self.done) {
            let constant = node.constant().filter(|_| node.operator == "Constant");
            let given = if let Some(constant) = constant {
                vec![constant]
            } else {
                let input = |name: &String| known.get(name.as_str());
                let call = Call {
                    node,
                    inputs: node.inputs.iter().map(input).collect(),
                };
                let wrong = |problem| format!("operator {:?} ({}) {problem}", node.name, node.operator);
                outputs(&call).map_err(wrong)?
            };
            for (name, tensor) in node.outputs.iter().zip(given) {
                agrees(&declared, name, &tensor)?;
                let size = tensor.size().unwrap_or(usize::MAX);
                live = live.saturating_add(bytes(&tensor));
                let is_long = tensor.shape.len() < 2 && size > MAX_ROW;
                if live > MAX_BYTES || is_long || tensor.shape.iter().any(|&dim| dim > MAX_DIMENSION) {
                    return Err(format!(
                        "operator {:?} ({}) makes a value of the shape {:?} for {tokens} sub-words, more memory than any \
                         encoder of text takes",
                        node.name, node.operator, tensor.shape
                    ));
                }
                known.insert(name, tensor);
            }
            for name in done {
                if let Some(tensor) = known.remove(name.as_str()) {
                    live = live.saturating_sub(bytes(&tensor));
                }
            }
        }
        Ok(())
    }

    /// Whether the model multiplies 8-bit integers.
    pub(crate) fn multiplies_bytes(&self) -> bool {
        let is_product = |operator: &str| matches!(operator, "MatMulInteger" | "ConvInteger");
        self.graph.nodes.iter().any(|node| is_product(&node.operator))
    }

    /// All that the file declares, by name; a name may be declared several times.
    fn declared(&self) -> BTreeMap<&str, Vec<&Declared>> {
        let graph = &self.graph;
        let mut by_name: BTreeMap<&str, Vec<&Declared>> = BTreeMap::new();
        for declared in graph.inputs.iter().chain(&graph.declared).chain(&graph.outputs) {
            by_name.entry(&declared.name).or_default().push(declared);
        }
        by_name
    }
}

fn bytes(tensor: &Tensor) -> u64 {
    (tensor.size().unwrap_or(usize::MAX) as u64).saturating_mul(4)
}

/// Engines believe declared shapes, so these must be true.
fn agrees(declared: &BTreeMap<&str, Vec<&Declared>>, name: &str, found: &Tensor) -> Result<(), String> {
    let is_same = |(declared, found): (&Option<i64>, &usize)| {
        declared.is_none_or(|dim| usize::try_from(dim) == Ok(*found))
    };
    let shapes = declared.get(name).into_iter().flatten();
    for shape in shapes.filter_map(|declared| declared.shape.as_ref()) {
        if shape.len() != found.shape.len() || !shape.iter().zip(&found.shape).all(is_same) {
            return Err(format!(
                "it declares the shape {shape:?} for {name:?}, which would be {:?}; export it anew, with open sizes for \
                 batch and sequence",
                found.shape
            ));
        }
    }
    Ok(())
}

/// For each operator the values that it takes or gives last. What follows from constants alone is kept, since engines
/// compute that in advance.
fn last_uses(graph: &Graph) -> Vec<Vec<String>> {
    let mut kept: BTreeSet<&str> = graph.constants.iter().map(|(name, _)| name.as_str()).collect();
    kept.extend(graph.outputs.iter().map(|output| output.name.as_str()));
    let mut fixed: BTreeSet<&str> = graph.constants.iter().map(|(name, _)| name.as_str()).collect();
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, node) in graph.nodes.iter().enumerate() {
        let is_fixed = node
            .inputs
            .iter()
            .all(|input| input.is_empty() || fixed.contains(input.as_str()));
        for output in &node.outputs {
            last.insert(output, number);
            if is_fixed {
                fixed.insert(output);
                kept.insert(output);
            }
        }
        for input in &node.inputs {
            last.insert(input, number);
        }
    }
    let mut done = vec![Vec::new(); graph.nodes.len()];
    for (name, number) in last {
        if !kept.contains(name) {
            done[number].push(name.to_owned());
        }
    }
    done
}
