//! From the bytes of a `model.onnx` to its outline: operators, names and sizes, without the weights.

use super::wire::{Fields, Value};
use super::{MAX_MESSAGES, MAX_VALUES};

/// A tensor as far as sizes depend on it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Tensor {
    pub shape: Vec<usize>,
    /// Its numbers in rows, of small tensors whose numbers are known.
    pub values: Option<Vec<f64>>,
    /// Whether its numbers are integers.
    pub whole: bool,
}

impl Tensor {
    /// The same with its numbers as engines hold them: integers of 32 bits, larger ones not known here; floats of 32 bits.
    pub fn settled(mut self, whole: bool) -> Self {
        self.whole = whole;
        if whole {
            let range = f64::from(i32::MIN)..=f64::from(i32::MAX);
            let fits = |value: &f64| value.fract() == 0.0 && range.contains(value);
            self.values = self.values.filter(|values| values.iter().all(fits));
        } else if let Some(values) = &mut self.values {
            for value in values {
                *value = f64::from(*value as f32);
            }
        }
        self
    }
}

/// A graph that is all there: whatever is said to be in the file is in it.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    pub constants: Vec<(String, Tensor)>,
    pub inputs: Vec<Declared>,
    pub outputs: Vec<Declared>,
    pub declared: Vec<Declared>,
    messages: usize,
}

/// A value with the shape that the file declares; `None` for a dimension that is left open.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub name: String,
    pub shape: Option<Vec<Option<i64>>>,
}

#[derive(Debug, Default)]
pub(super) struct Node {
    pub name: String,
    pub operator: String,
    pub inputs: Vec<String>,
    pub outputs: Vec<String>,
    attributes: Vec<Attribute>,
}

#[derive(Debug, Default)]
struct Attribute {
    name: String,
    integer: Option<i64>,
    float: Option<f64>,
    text: Option<String>,
    integers: Vec<i64>,
    floats: Vec<f64>,
    tensor: Option<Tensor>,
}

impl Node {
    fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    pub fn integer(&self, name: &str) -> Option<i64> {
        self.attribute(name)?.integer
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.attribute(name)?.text.as_deref()
    }

    pub fn integers(&self, name: &str) -> Option<&[i64]> {
        Some(&self.attribute(name)?.integers)
    }

    /// What an operator `Constant` is.
    pub fn constant(&self) -> Option<Tensor> {
        let of = |values: &[f64], shape: Vec<usize>, whole: bool| Tensor {
            shape,
            values: (values.len() <= MAX_VALUES).then(|| values.to_vec()),
            whole,
        };
        let saturated = |value: i64| value.clamp(i32::MIN.into(), i32::MAX.into()) as f64;
        let attribute = self.attributes.first()?;
        match attribute.name.as_str() {
            "value" => attribute.tensor.clone(),
            "value_int" => Some(of(&[saturated(attribute.integer?)], vec![], true)),
            "value_float" => Some(of(&[attribute.float?], vec![], false)),
            "value_ints" => {
                let values: Vec<f64> = attribute.integers.iter().map(|&value| saturated(value)).collect();
                Some(of(&values, vec![values.len()], true))
            }
            "value_floats" => Some(of(&attribute.floats, vec![attribute.floats.len()], false)),
            _ => None,
        }
    }

    /// The tensor of the attribute `value`.
    pub fn value(&self) -> Option<&Tensor> {
        self.attribute("value")?.tensor.as_ref()
    }
}

/// Reads the graph of a model.
pub(super) fn graph(model: &[u8]) -> Result<Graph, String> {
    let mut graph = Graph::default();
    let mut found = None;
    let mut fields = Fields::of(model);
    while let Some((number, value)) = fields.next()? {
        match number {
            7 if found.is_some() => return Err("it holds two graphs".to_owned()),
            7 => found = Some(value.bytes()?),
            // Operator sets, and remarks.
            8 | 14 => graph.remark(value)?,
            _ => {}
        }
    }
    graph.fill(found.ok_or("it holds no graph")?)?;
    Ok(graph)
}

impl Graph {
    fn count(&mut self) -> Result<(), String> {
        self.messages += 1;
        if self.messages > MAX_MESSAGES {
            return Err(format!(
                "it has over {MAX_MESSAGES} parts, more than any model of text"
            ));
        }
        Ok(())
    }

    /// Checks that a message without a meaning for sizes is sound.
    fn remark(&mut self, message: Value) -> Result<(), String> {
        self.count()?;
        let mut fields = Fields::of(message.bytes()?);
        while fields.next()?.is_some() {}
        Ok(())
    }

    fn fill(&mut self, message: &[u8]) -> Result<(), String> {
        let mut fields = Fields::of(message);
        while let Some((number, value)) = fields.next()? {
            match number {
                1 => {
                    let node = self.node(value.bytes()?)?;
                    self.nodes.push(node);
                }
                5 => {
                    let (name, tensor) = self.tensor(value.bytes()?)?;
                    self.constants.push((name, tensor));
                }
                11..=13 => {
                    let declared = self.declared(value.bytes()?)?;
                    match number {
                        11 => self.inputs.push(declared),
                        12 => self.outputs.push(declared),
                        _ => self.declared.push(declared),
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn node(&mut self, message: &[u8]) -> Result<Node, String> {
        self.count()?;
        let mut node = Node::default();
        let mut fields = Fields::of(message);
        while let Some((number, value)) = fields.next()? {
            match number {
                1 => node.inputs.push(value.text()?),
                2 => node.outputs.push(value.text()?),
                3 => node.name = value.text()?,
                4 => node.operator = value.text()?,
                5 => {
                    let attribute = self.attribute(value.bytes()?);
                    let attribute =
                        attribute.map_err(|problem| format!("operator {:?}: {problem}", node.operator))?;
                    node.attributes.push(attribute);
                }
                _ => {}
            }
        }
        Ok(node)
    }

    fn attribute(&mut self, message: &[u8]) -> Result<Attribute, String> {
        self.count()?;
        let mut attribute = Attribute::default();
        let mut fields = Fields::of(message);
        while let Some((number, value)) = fields.next()? {
            match number {
                1 => attribute.name = value.text()?,
                2 => value.floats(|float| attribute.float = Some(float))?,
                3 => attribute.integer = Some(value.integer()?),
                4 => attribute.text = Some(value.text()?),
                5 => attribute.tensor = Some(self.tensor(value.bytes()?)?.1),
                7 => value.floats(|float| attribute.floats.push(float))?,
                8 => value.integers(|integer| attribute.integers.push(integer))?,
                6 | 11 => {
                    return Err(
                        "a graph within the graph, as of a loop, has no place in a token classifier"
                            .to_owned(),
                    );
                }
                _ => {}
            }
        }
        Ok(attribute)
    }

    /// Name and outline of a tensor, whose numbers must all be in the file.
    fn tensor(&mut self, message: &[u8]) -> Result<(String, Tensor), String> {
        self.count()?;
        let (mut name, mut kind, mut dims) = (String::new(), 0, Vec::new());
        let (mut raw, mut listed, mut values) = (None, 0, Vec::new());
        let mut is_outside = false;
        let mut fields = Fields::of(message);
        while let Some((number, value)) = fields.next()? {
            let mut add = |number: f64| {
                listed += 1;
                if values.len() < MAX_VALUES {
                    values.push(number);
                }
            };
            match number {
                1 => value.integers(|dim| dims.push(dim))?,
                2 => kind = value.integer()?,
                4 => value.floats(add)?,
                5 | 7 | 11 => value.integers(|integer| add(integer as f64))?,
                10 => value.doubles(add)?,
                8 => name = value.text()?,
                9 => raw = Some(value.bytes()?),
                13 => is_outside = true,
                14 => is_outside |= value.integer()? != 0,
                _ => {}
            }
        }
        let wrong = |problem: String| Err(format!("tensor {name:?} {problem}"));
        if is_outside {
            return wrong("is kept in another file; save the model as one file".to_owned());
        }
        let dim = |&dim: &i64| {
            usize::try_from(dim)
                .ok()
                .filter(|&dim| dim <= super::MAX_DIMENSION)
        };
        let shape: Option<Vec<usize>> = dims.iter().map(dim).collect();
        let size = shape.as_deref().and_then(size_of);
        let (Some(shape), Some(size)) = (shape, size) else {
            return wrong(format!("has the impossible shape {dims:?}"));
        };
        let found = match (raw, width(kind)) {
            (Some(raw), Some(width)) if raw.len() % width == 0 => raw.len() / width,
            (Some(raw), _) => return wrong(format!("has {} bytes of kind {kind}", raw.len())),
            (None, _) => listed,
        };
        if found != size || (raw.is_some() && listed > 0) {
            return wrong(format!("has the shape {shape:?}, but {found} numbers"));
        }
        if shape.len() == 1 && size > super::MAX_ROW && matches!(kind, 6 | 7) {
            return wrong(format!(
                "is a row of {size} integers, more than any model of text has"
            ));
        }
        let values = match raw {
            _ if size > MAX_VALUES => None,
            Some(raw) => numbers(raw, kind),
            None => Some(values),
        };
        // Engines hold 64-bit integers as 32-bit ones, the largest of those in place of larger ones.
        let whole = !matches!(kind, 1 | 10 | 11 | 16);
        let saturated = |value: f64| value.clamp(i32::MIN.into(), i32::MAX.into());
        let values = match values {
            Some(values) if whole => Some(values.into_iter().map(saturated).collect()),
            values => values,
        };
        let tensor = Tensor { shape, values, whole };
        Ok((name, tensor.settled(whole)))
    }

    fn declared(&mut self, message: &[u8]) -> Result<Declared, String> {
        self.count()?;
        let mut declared = Declared::default();
        let mut fields = Fields::of(message);
        while let Some((number, value)) = fields.next()? {
            match number {
                1 => declared.name = value.text()?,
                2 => {
                    let mut kinds = Fields::of(value.bytes()?);
                    while let Some((number, value)) = kinds.next()? {
                        match number {
                            1 => declared.shape = self.declared_shape(value.bytes()?)?,
                            6 => {}
                            _ => return Err("it has values that are no tensors".to_owned()),
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(declared)
    }

    fn declared_shape(&mut self, tensor: &[u8]) -> Result<Option<Vec<Option<i64>>>, String> {
        let mut shape = None;
        let mut fields = Fields::of(tensor);
        while let Some((number, value)) = fields.next()? {
            if number != 2 {
                continue;
            }
            let mut dims = Vec::new();
            let mut list = Fields::of(value.bytes()?);
            while let Some((number, value)) = list.next()? {
                if number == 1 {
                    self.count()?;
                    let mut dim = None;
                    let mut fields = Fields::of(value.bytes()?);
                    while let Some((number, value)) = fields.next()? {
                        if number == 1 {
                            dim = Some(value.integer()?);
                        }
                    }
                    dims.push(dim);
                }
            }
            shape = Some(dims);
        }
        Ok(shape)
    }
}

/// How many numbers a tensor of a shape has.
pub(super) fn size_of(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1usize, |size, &dim| size.checked_mul(dim))
}

/// Bytes of a number, by the kinds of ONNX that a token classifier may have.
fn width(kind: i64) -> Option<usize> {
    match kind {
        2 | 3 | 9 => Some(1),
        4 | 5 | 10 | 16 => Some(2),
        1 | 6 | 12 => Some(4),
        7 | 11 | 13 => Some(8),
        _ => None,
    }
}

/// The numbers of a small tensor, of those kinds that sizes are computed with.
fn numbers(raw: &[u8], kind: i64) -> Option<Vec<f64>> {
    let four = || raw.as_chunks::<4>().0.iter();
    let eight = || raw.as_chunks::<8>().0.iter();
    Some(match kind {
        1 => four()
            .map(|&bytes| f64::from(f32::from_le_bytes(bytes)))
            .collect(),
        2 | 9 => raw.iter().map(|&byte| f64::from(byte)).collect(),
        3 => raw.iter().map(|&byte| f64::from(byte.cast_signed())).collect(),
        6 => four()
            .map(|&bytes| f64::from(i32::from_le_bytes(bytes)))
            .collect(),
        7 => eight().map(|&bytes| i64::from_le_bytes(bytes) as f64).collect(),
        11 => eight().map(|&bytes| f64::from_le_bytes(bytes)).collect(),
        _ => return None,
    })
}
