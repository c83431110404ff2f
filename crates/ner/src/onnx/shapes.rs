//! The shape of what an operator gives, from the shapes that it takes, as the ONNX operators are defined (opset 21).

#![expect(
    clippy::cast_possible_wrap,
    reason = "dimensions are at most 2³¹, as their tensors are read or made"
)]

use super::MAX_VALUES;
use super::read::{Node, Tensor, size_of};

/// What an operator is given: a tensor for each input, `None` where it is left out.
pub(super) struct Call<'a> {
    pub node: &'a Node,
    pub inputs: Vec<Option<&'a Tensor>>,
}

type Outputs = Result<Vec<Tensor>, String>;

impl Tensor {
    fn of_shape(shape: Vec<usize>) -> Self {
        Self::with(shape, None)
    }

    fn row(values: Vec<f64>) -> Self {
        let shape = vec![values.len()];
        Self::with(shape, (values.len() <= MAX_VALUES).then_some(values))
    }

    pub fn size(&self) -> Option<usize> {
        size_of(&self.shape)
    }

    fn with(shape: Vec<usize>, values: Option<Vec<f64>>) -> Self {
        let size = size_of(&shape);
        let values = values.filter(|values| Some(values.len()) == size);
        Self {
            shape,
            values,
            whole: false,
        }
    }

    /// A tensor made of numbers of this one: `place` says where each stands.
    fn picked(&self, shape: Vec<usize>, place: impl Fn(&[usize]) -> Vec<usize>) -> Self {
        let numbers = || {
            let values = self.values.as_ref()?;
            let size = size_of(&shape).filter(|&size| size <= MAX_VALUES)?;
            let number = |number: usize| {
                let at = place(&coordinates(number, &shape));
                values.get(number_of(&at, &self.shape)?).copied()
            };
            (0..size).map(number).collect()
        };
        let values = numbers();
        Self::with(shape, values)
    }
}

/// Where a number stands, by its place in rows.
fn coordinates(number: usize, shape: &[usize]) -> Vec<usize> {
    let mut rest = number;
    let mut at: Vec<usize> = shape
        .iter()
        .rev()
        .map(|&dim| {
            let at = rest % dim;
            rest /= dim;
            at
        })
        .collect();
    at.reverse();
    at
}

/// The place in rows of a number; `None` outside.
fn number_of(at: &[usize], shape: &[usize]) -> Option<usize> {
    at.iter().zip(shape).try_fold(0, |number: usize, (&at, &dim)| {
        (at < dim).then_some(number.checked_mul(dim)?.checked_add(at)?)
    })
}

/// What the operator gives.
pub(super) fn outputs(call: &Call) -> Outputs {
    let whole = call.is_whole();
    let tensors = computed(call)?.into_iter();
    Ok(tensors.map(|tensor| tensor.settled(whole)).collect())
}

fn computed(call: &Call) -> Outputs {
    let one = |tensor: Tensor| Ok(vec![tensor]);
    match call.node.operator.as_str() {
        "Abs" => one(call.each(f64::abs)?),
        "Neg" => one(call.each(|x| -x)?),
        "Not" => one(call.each(|x| f64::from(x == 0.0))?),
        "Ceil" => one(call.each(f64::ceil)?),
        "Floor" => one(call.each(f64::floor)?),
        "Round" => one(call.each(f64::round_ties_even)?),
        "Sqrt" => one(call.each(f64::sqrt)?),
        "Sign" => one(call.each(|x| if x == 0.0 { 0.0 } else { x.signum() })?),
        "Identity" | "CastLike" => one(call.each(|x| x)?),
        "Cast" => one(call.cast()?),
        "Acos"
        | "Acosh"
        | "Asin"
        | "Asinh"
        | "Atan"
        | "Atanh"
        | "BatchNormalization"
        | "BiasGelu"
        | "BitCast"
        | "Celu"
        | "Clip"
        | "Cos"
        | "Cosh"
        | "CumSum"
        | "DequantizeLinear"
        | "Elu"
        | "Erf"
        | "Exp"
        | "EyeLike"
        | "FastGelu"
        | "Gelu"
        | "HardSigmoid"
        | "HardSwish"
        | "InstanceNormalization"
        | "IsInf"
        | "IsNaN"
        | "LeakyRelu"
        | "Log"
        | "LogSoftmax"
        | "LpNormalization"
        | "Mish"
        | "PRelu"
        | "QuantizeLinear"
        | "QuickGelu"
        | "Reciprocal"
        | "Relu"
        | "RMSNormalization"
        | "RotaryEmbedding"
        | "Scatter"
        | "ScatterElements"
        | "ScatterND"
        | "Selu"
        | "Sigmoid"
        | "SimplifiedLayerNormalization"
        | "Sin"
        | "Sinh"
        | "Softmax"
        | "Softplus"
        | "Softsign"
        | "Swish"
        | "Tan"
        | "Tanh"
        | "Trilu" => one(Tensor::of_shape(call.shape(0)?)),
        // Further outputs of these are no larger than the first.
        "LayerNormalization" | "SkipLayerNormalization" | "SkipSimplifiedLayerNormalization" | "Dropout" => {
            Ok(vec![Tensor::of_shape(call.shape(0)?); call.node.outputs.len()])
        }
        "DynamicQuantizeLinear" => Ok(vec![
            Tensor::of_shape(call.shape(0)?),
            Tensor::default(),
            Tensor::default(),
        ]),
        "Add" => one(call.pairs(|a, b| a + b)?),
        "Sub" => one(call.pairs(|a, b| a - b)?),
        "Mul" => one(call.pairs(|a, b| a * b)?),
        "Div" => one(call.divided()?),
        "Mod" => one(call.pairs(f64::rem_euclid)?),
        "Pow" => one(call.pairs(f64::powf)?),
        "Equal" => one(call.pairs(|a, b| f64::from(a.total_cmp(&b).is_eq()))?),
        "Greater" => one(call.pairs(|a, b| f64::from(a > b))?),
        "GreaterOrEqual" => one(call.pairs(|a, b| f64::from(a >= b))?),
        "Less" => one(call.pairs(|a, b| f64::from(a < b))?),
        "LessOrEqual" => one(call.pairs(|a, b| f64::from(a <= b))?),
        "And" => one(call.pairs(|a, b| f64::from(a != 0.0 && b != 0.0))?),
        "Or" => one(call.pairs(|a, b| f64::from(a != 0.0 || b != 0.0))?),
        "Xor" => one(call.pairs(|a, b| f64::from((a != 0.0) != (b != 0.0)))?),
        "Max" => one(call.pairs(f64::max)?),
        "Min" => one(call.pairs(f64::min)?),
        "Sum" => one(call.pairs(|a, b| a + b)?),
        "Mean" => one(Tensor::of_shape(call.broadcast_all()?)),
        "Where" => one(call.chosen()?),
        "MatMul" | "MatMulInteger" => one(Tensor::of_shape(product(&call.shape(0)?, &call.shape(1)?)?)),
        "MatMulNBits" => {
            let mut shape = call.shape(0)?;
            let columns = usize::try_from(call.node.integer("N").unwrap_or(-1));
            *shape.last_mut().ok_or("takes no scalar")? = columns.map_err(|_| "has no size N")?;
            one(Tensor::of_shape(shape))
        }
        "Gemm" => one(Tensor::of_shape(call.gemm()?)),
        "Einsum" => one(Tensor::of_shape(call.einsum()?)),
        "Conv" => one(Tensor::of_shape(call.convolution()?)),
        "Shape" => one(call.shape_of()?),
        "Size" => {
            let size = call.input(0)?.size().unwrap_or(usize::MAX);
            one(Tensor::with(vec![], Some(vec![size as f64])))
        }
        "Reshape" => one(call.reshaped()?),
        "Flatten" => {
            let shape = call.shape(0)?;
            let at = axis_of(call.node.integer("axis").unwrap_or(1), shape.len() + 1)?;
            let (outer, inner) = shape.split_at(at);
            let sizes = size_of(outer).zip(size_of(inner)).ok_or("is too large")?;
            one(Tensor::of_shape(vec![sizes.0, sizes.1]))
        }
        "Squeeze" => one(call.squeezed()?),
        "Unsqueeze" => one(call.unsqueezed()?),
        "Transpose" => one(call.transposed()?),
        "Expand" => {
            let to = call.dimensions(1)?;
            one(call.expanded(&broadcast(&call.shape(0)?, &to)?)?)
        }
        "Concat" => one(call.concatenated()?),
        "Split" => call.split(),
        "Slice" => one(call.sliced()?),
        "Gather" => one(call.gathered()?),
        "GatherElements" => one(Tensor::of_shape(call.shape(1)?)),
        "GatherND" => one(Tensor::of_shape(call.gathered_nd()?)),
        "ConstantOfShape" => {
            let shape = call.dimensions(0)?;
            let size = size_of(&shape).filter(|&size| size <= MAX_VALUES);
            let fill = match call.node.value() {
                Some(value) => value.values.as_ref().and_then(|values| values.first().copied()),
                None => Some(0.0),
            };
            let values = size.zip(fill).map(|(size, fill)| vec![fill; size]);
            one(Tensor::with(shape, values))
        }
        "Range" => one(call.range()?),
        "Tile" => {
            let (shape, repeats) = (call.shape(0)?, call.dimensions(1)?);
            if shape.len() != repeats.len() {
                return Err("has a number of repeats that is not its rank".to_owned());
            }
            let tiled = shape
                .iter()
                .zip(repeats)
                .map(|(dim, repeat)| dim.saturating_mul(repeat));
            one(Tensor::of_shape(tiled.collect()))
        }
        "Pad" => one(Tensor::of_shape(call.padded()?)),
        "OneHot" => {
            let (mut shape, depth) = (call.shape(0)?, call.dimensions(1)?);
            let at = axis_of(call.node.integer("axis").unwrap_or(-1), shape.len() + 1)?;
            shape.insert(at, *depth.first().ok_or("has no depth")?);
            one(Tensor::of_shape(shape))
        }
        "ArgMax" | "ArgMin" => {
            let axis = call.node.integer("axis").unwrap_or(0);
            one(Tensor::of_shape(call.reduced_shape(&[axis])?))
        }
        "ReduceL1" | "ReduceL2" | "ReduceLogSum" | "ReduceLogSumExp" | "ReduceMax" | "ReduceMean"
        | "ReduceMin" | "ReduceProd" | "ReduceSum" | "ReduceSumSquare" => one(call.reduced()?),
        "TopK" => {
            let (mut shape, count) = (call.shape(0)?, call.dimensions(1)?);
            let at = axis_of(call.node.integer("axis").unwrap_or(-1), shape.len())?;
            shape[at] = *count.first().ok_or("has no count")?;
            Ok(vec![Tensor::of_shape(shape); 2])
        }
        _ => Err("is none that is known of token classifiers".to_owned()),
    }
}

impl Call<'_> {
    fn input(&self, number: usize) -> Result<&Tensor, String> {
        let input = self.inputs.get(number).copied().flatten();
        input.ok_or_else(|| format!("lacks input {number}"))
    }

    fn shape(&self, number: usize) -> Result<Vec<usize>, String> {
        Ok(self.input(number)?.shape.clone())
    }

    /// The numbers of an input that a size depends on.
    fn numbers(&self, number: usize) -> Result<&[f64], String> {
        let values = self.input(number)?.values.as_deref();
        values.ok_or_else(|| "has a size that cannot be told beforehand".to_owned())
    }

    fn integers(&self, number: usize) -> Result<Vec<i64>, String> {
        Ok(self.numbers(number)?.iter().map(|&value| value as i64).collect())
    }

    /// The numbers of an input as sizes.
    fn dimensions(&self, number: usize) -> Result<Vec<usize>, String> {
        let sizes = self.integers(number)?.into_iter().map(usize::try_from);
        sizes
            .collect::<Result<_, _>>()
            .map_err(|_| "is given a size under 0".to_owned())
    }

    /// An attribute of integers, or in later opsets an input.
    fn listed(&self, name: &str, input: usize) -> Result<Option<Vec<i64>>, String> {
        if let Some(list) = self.node.integers(name) {
            return Ok(Some(list.to_vec()));
        }
        if self.inputs.get(input).copied().flatten().is_none() {
            return Ok(None);
        }
        self.integers(input).map(Some)
    }

    /// Whether the numbers that come out are integers.
    fn is_whole(&self) -> bool {
        let input = |number: usize| {
            self.inputs
                .get(number)
                .copied()
                .flatten()
                .is_some_and(|input| input.whole)
        };
        match self.node.operator.as_str() {
            "Shape" | "Size" | "ArgMax" | "ArgMin" | "Equal" | "Greater" | "GreaterOrEqual" | "Less"
            | "LessOrEqual" | "And" | "Or" | "Xor" | "Not" => true,
            "Cast" => !matches!(self.node.integer("to"), Some(1 | 10 | 11 | 16)),
            "CastLike" => input(1),
            "Where" => input(1) && input(2),
            "ConstantOfShape" => self.node.value().is_some_and(|value| value.whole),
            "Add" | "Sub" | "Mul" | "Div" | "Mod" | "Pow" | "Max" | "Min" | "Sum" | "Range" => {
                self.inputs.iter().flatten().all(|input| input.whole)
            }
            _ => input(0),
        }
    }

    fn each(&self, change: impl Fn(f64) -> f64) -> Result<Tensor, String> {
        let input = self.input(0)?;
        let values = input.values.as_ref();
        let values = values.map(|values| values.iter().map(|&value| change(value)).collect());
        Ok(Tensor::with(input.shape.clone(), values))
    }

    fn cast(&self) -> Result<Tensor, String> {
        // Kinds 1, 10, 11 and 16 are floats, 9 is true or false, the others are integers.
        match self.node.integer("to") {
            Some(1 | 10 | 11 | 16) => self.each(|x| x),
            Some(9) => self.each(|x| f64::from(x != 0.0)),
            _ => self.each(f64::trunc),
        }
    }

    fn broadcast_all(&self) -> Result<Vec<usize>, String> {
        let mut shape = self.shape(0)?;
        for input in self.inputs.iter().skip(1).flatten() {
            shape = broadcast(&shape, &input.shape)?;
        }
        Ok(shape)
    }

    /// Two or more tensors, number by number.
    fn pairs(&self, join: impl Fn(f64, f64) -> f64) -> Result<Tensor, String> {
        let shape = self.broadcast_all()?;
        let mut joined = spread(self.input(0)?, &shape);
        for input in self.inputs.iter().skip(1).flatten() {
            joined = joined.zip(spread(input, &shape)).map(|(a, b)| {
                let pairs = a.into_iter().zip(b);
                pairs.map(|(a, b)| join(a, b)).collect()
            });
        }
        Ok(Tensor::with(shape, joined))
    }

    /// Integers are divided without a rest.
    fn divided(&self) -> Result<Tensor, String> {
        if self.is_whole() {
            self.pairs(|a, b| (a / b).trunc())
        } else {
            self.pairs(|a, b| a / b)
        }
    }

    fn chosen(&self) -> Result<Tensor, String> {
        let shape = self.broadcast_all()?;
        let part = |number| Ok::<_, String>(spread(self.input(number)?, &shape));
        let (is_first, first, second) = (part(0)?, part(1)?, part(2)?);
        let values = is_first
            .zip(first)
            .zip(second)
            .map(|((is_first, first), second)| {
                let rows = is_first.into_iter().zip(first).zip(second);
                rows.map(|((is_first, a), b)| if is_first == 0.0 { b } else { a })
                    .collect()
            });
        Ok(Tensor::with(shape, values))
    }

    fn gemm(&self) -> Result<Vec<usize>, String> {
        let side = |number, name: &str| match self.shape(number)?[..] {
            [rows, columns] if self.node.integer(name).unwrap_or(0) != 0 => Ok([columns, rows]),
            [rows, columns] => Ok([rows, columns]),
            _ => Err("takes matrices".to_owned()),
        };
        let ([rows, inner], [other, columns]) = (side(0, "transA")?, side(1, "transB")?);
        if inner != other {
            return Err(format!("multiplies {inner} columns with {other} rows"));
        }
        Ok(vec![rows, columns])
    }

    fn einsum(&self) -> Result<Vec<usize>, String> {
        let equation: String = self
            .node
            .text("equation")
            .unwrap_or_default()
            .split(' ')
            .collect();
        let (terms, result) = equation.split_once("->").ok_or("has no result in its equation")?;
        let mut sizes = std::collections::BTreeMap::new();
        for (number, term) in terms.split(',').enumerate() {
            let shape = self.shape(number)?;
            if term.chars().count() != shape.len() || !term.chars().all(|letter| letter.is_ascii_alphabetic())
            {
                return Err(format!(
                    "has the equation {equation:?}, which does not fit its inputs"
                ));
            }
            for (letter, dim) in term.chars().zip(shape) {
                let known = sizes.entry(letter).or_insert(dim);
                *known = dim.max(*known);
            }
        }
        let sizes = result.chars().map(|letter| sizes.get(&letter).copied());
        sizes
            .collect::<Option<_>>()
            .ok_or_else(|| "has an unknown letter in its equation".to_owned())
    }

    /// Batch, channels, and any number of other dimensions.
    fn convolution(&self) -> Result<Vec<usize>, String> {
        let (image, kernel) = (self.shape(0)?, self.shape(1)?);
        if image.len() < 3 || kernel.len() != image.len() {
            return Err("takes an image and a kernel of one rank".to_owned());
        }
        let list = |name: &str, number: usize, default: i64| {
            let list = self.node.integers(name);
            list.map_or(default, |list| list.get(number).copied().unwrap_or(default))
        };
        let padded_alike = self
            .node
            .text("auto_pad")
            .is_some_and(|how| how.starts_with("SAME"));
        let mut shape = vec![image[0], kernel[0]];
        for (number, (&dim, &width)) in image[2..].iter().zip(&kernel[2..]).enumerate() {
            let (dim, width) = (dim as i64, width as i64);
            let stride = list("strides", number, 1).max(1);
            let reach = list("dilations", number, 1)
                .saturating_mul(width.saturating_sub(1))
                .saturating_add(1);
            let pads = list("pads", number, 0).saturating_add(list("pads", number + image.len() - 2, 0));
            let room = if padded_alike {
                dim.saturating_sub(1)
            } else {
                dim.saturating_add(pads).saturating_sub(reach)
            };
            shape.push(usize::try_from(room.div_euclid(stride).saturating_add(1)).unwrap_or(0));
        }
        Ok(shape)
    }

    fn shape_of(&self) -> Result<Tensor, String> {
        let shape = self.shape(0)?;
        let bound = |name: &str, default: usize| {
            let end = self.node.integer(name).map(|end| within(end, shape.len()));
            end.unwrap_or(default)
        };
        let (start, end) = (bound("start", 0), bound("end", shape.len()));
        let part = shape.get(start..end.max(start)).unwrap_or_default();
        Ok(Tensor::row(part.iter().map(|&dim| dim as f64).collect()))
    }

    fn reshaped(&self) -> Result<Tensor, String> {
        let input = self.input(0)?;
        let size = input.size().ok_or("is too large")?;
        let keeps_zero = self.node.integer("allowzero").unwrap_or(0) != 0;
        let (mut shape, mut open) = (Vec::new(), None);
        for (at, wanted) in self.integers(1)?.into_iter().enumerate() {
            shape.push(match usize::try_from(wanted) {
                Ok(0) if !keeps_zero => *input
                    .shape
                    .get(at)
                    .ok_or("copies a dimension that is not there")?,
                Ok(dim) => dim,
                Err(_) if wanted == -1 && open.is_none() => {
                    open = Some(at);
                    1
                }
                Err(_) => return Err(format!("is given the size {wanted}")),
            });
        }
        let rest = size_of(&shape).ok_or("is too large")?;
        if let Some(open) = open {
            shape[open] = size.checked_div(rest).unwrap_or(0);
        }
        if size_of(&shape) != Some(size) {
            return Err(format!("makes {shape:?} of {:?}", input.shape));
        }
        Ok(Tensor::with(shape, input.values.clone()))
    }

    fn squeezed(&self) -> Result<Tensor, String> {
        let input = self.input(0)?;
        let rank = input.shape.len();
        let axes = match self.listed("axes", 1)? {
            Some(axes) => axes
                .into_iter()
                .map(|axis| axis_of(axis, rank))
                .collect::<Result<Vec<_>, _>>()?,
            None => (0..rank).filter(|&at| input.shape[at] == 1).collect(),
        };
        if axes.iter().any(|&at| input.shape[at] != 1) {
            return Err(format!(
                "leaves out a dimension of {:?} that is not 1",
                input.shape
            ));
        }
        let kept = (0..rank)
            .filter(|at| !axes.contains(at))
            .map(|at| input.shape[at]);
        Ok(Tensor::with(kept.collect(), input.values.clone()))
    }

    fn unsqueezed(&self) -> Result<Tensor, String> {
        let input = self.input(0)?;
        let axes = self.listed("axes", 1)?.ok_or("has no axes")?;
        let rank = input.shape.len() + axes.len();
        let axes = axes.into_iter().map(|axis| axis_of(axis, rank));
        let axes: Vec<usize> = axes.collect::<Result<_, _>>()?;
        let mut kept = input.shape.iter().copied();
        let shape: Option<Vec<usize>> = (0..rank)
            .map(|at| if axes.contains(&at) { Some(1) } else { kept.next() })
            .collect();
        let shape = shape.ok_or("has an axis twice")?;
        Ok(Tensor::with(shape, input.values.clone()))
    }

    fn transposed(&self) -> Result<Tensor, String> {
        let input = self.input(0)?;
        let rank = input.shape.len();
        let order = match self.node.integers("perm") {
            Some(order) => order
                .iter()
                .map(|&axis| axis_of(axis, rank))
                .collect::<Result<Vec<_>, _>>()?,
            None => (0..rank).rev().collect(),
        };
        let is_order = order.len() == rank && (0..rank).all(|at| order.contains(&at));
        if !is_order {
            return Err(format!("has the order {order:?} for {rank} dimensions"));
        }
        let shape = order.iter().map(|&at| input.shape[at]).collect();
        Ok(input.picked(shape, |at| {
            let mut place = vec![0; rank];
            for (&from, &at) in order.iter().zip(at) {
                place[from] = at;
            }
            place
        }))
    }

    fn expanded(&self, shape: &[usize]) -> Result<Tensor, String> {
        let values = spread(self.input(0)?, shape);
        Ok(Tensor::with(shape.to_vec(), values))
    }

    fn concatenated(&self) -> Result<Tensor, String> {
        let mut shape = self.shape(0)?;
        let at = axis_of(self.node.integer("axis").unwrap_or(0), shape.len())?;
        let mut values = Some(Vec::new());
        shape[at] = 0;
        for input in self.inputs.iter().flatten() {
            let others = |shape: &[usize]| {
                shape
                    .iter()
                    .enumerate()
                    .all(|(other, dim)| other == at || input.shape.get(other) == Some(dim))
            };
            if input.shape.len() != shape.len() || !others(&shape) {
                return Err(format!("joins {:?} to {shape:?}", input.shape));
            }
            shape[at] = shape[at].saturating_add(input.shape[at]);
            values = values.zip(input.values.clone()).map(|(mut all, more)| {
                all.extend(more);
                all
            });
        }
        // Rows behind rows stay in their order; columns beside columns do not.
        let values = values.filter(|values| at == 0 && values.len() <= MAX_VALUES);
        Ok(Tensor::with(shape, values))
    }

    fn split(&self) -> Outputs {
        let input = self.input(0)?;
        let at = axis_of(self.node.integer("axis").unwrap_or(0), input.shape.len())?;
        let (dim, parts) = (input.shape[at], self.node.outputs.len().max(1));
        let sizes: Vec<usize> = if let Some(sizes) = self.listed("split", 1)? {
            let sizes = sizes.into_iter().map(usize::try_from);
            sizes
                .collect::<Result<_, _>>()
                .map_err(|_| "is given a size under 0")?
        } else {
            let size = dim.div_ceil(parts);
            let size_of_part = |part: usize| size.min(dim.saturating_sub(part.saturating_mul(size)));
            (0..parts).map(size_of_part).collect()
        };
        if sizes.iter().fold(0usize, |all, &size| all.saturating_add(size)) != dim {
            return Err(format!("cuts {dim} into {sizes:?}"));
        }
        let mut from = 0;
        let part = |size: usize| {
            let mut shape = input.shape.clone();
            shape[at] = size;
            let values = input.values.as_ref().filter(|_| shape.len() == 1);
            let values = values
                .and_then(|values| values.get(from..from + size))
                .map(<[f64]>::to_vec);
            from += size;
            Tensor::with(shape, values)
        };
        Ok(sizes.into_iter().map(part).collect())
    }

    fn sliced(&self) -> Result<Tensor, String> {
        let input = self.input(0)?;
        let mut shape = input.shape.clone();
        let starts = self.listed("starts", 1)?.ok_or("has no start")?;
        let ends = self.listed("ends", 2)?.ok_or("has no end")?;
        let axes = self.listed("axes", 3)?;
        let axes = axes.unwrap_or_else(|| (0..starts.len() as i64).collect());
        let steps = self.listed("steps", 4)?.unwrap_or_else(|| vec![1; starts.len()]);
        if ends.len() != starts.len() || axes.len() != starts.len() || steps.len() != starts.len() {
            return Err("has starts and ends of different number".to_owned());
        }
        // For each dimension the place in the input of each place that is kept.
        let mut places: Vec<Option<Vec<usize>>> = vec![None; shape.len()];
        for (number, &axis) in axes.iter().enumerate() {
            let at = axis_of(axis, shape.len())?;
            let (start, end, step, dim) = (starts[number], ends[number], steps[number], input.shape[at]);
            places[at] = Some(match step {
                0 => return Err("has a step of 0".to_owned()),
                1.. => {
                    let (start, end) = (within(start, dim), within(end, dim));
                    let step = usize::try_from(step).unwrap_or(usize::MAX);
                    shape[at] = end.saturating_sub(start).div_ceil(step);
                    let kept = shape[at].min(MAX_VALUES);
                    (0..kept)
                        .map(|number| start.saturating_add(number.saturating_mul(step)))
                        .collect()
                }
                _ => {
                    let from_end = |bound: i64| {
                        if bound < 0 {
                            bound.saturating_add(dim as i64)
                        } else {
                            bound
                        }
                    };
                    let start = from_end(start).min(dim as i64 - 1);
                    let count = start.saturating_sub(from_end(end).max(-1)).max(0) as u64;
                    shape[at] = count.div_ceil(step.unsigned_abs()) as usize;
                    let kept = shape[at].min(MAX_VALUES) as i64;
                    let place =
                        |number: i64| usize::try_from(start.saturating_add(number.saturating_mul(step)));
                    (0..kept).filter_map(|number| place(number).ok()).collect()
                }
            });
        }
        Ok(input.picked(shape, |at| {
            let place = |(&at, places): (&usize, &Option<Vec<usize>>)| match places {
                Some(places) => places.get(at).copied().unwrap_or(usize::MAX),
                None => at,
            };
            at.iter().zip(&places).map(place).collect()
        }))
    }

    fn gathered(&self) -> Result<Tensor, String> {
        let (data, places) = (self.input(0)?, self.input(1)?);
        let at = axis_of(self.node.integer("axis").unwrap_or(0), data.shape.len())?;
        let shape = [&data.shape[..at], &places.shape, &data.shape[at + 1..]].concat();
        let taken = |values: &Vec<f64>, places: &Vec<f64>| -> Option<Vec<f64>> {
            let place = |&place: &f64| values.get(axis_of(place as i64, values.len()).ok()?).copied();
            places.iter().map(place).collect()
        };
        let rows = data.values.as_ref().filter(|_| data.shape.len() == 1);
        let values = rows
            .zip(places.values.as_ref())
            .and_then(|(values, places)| taken(values, places));
        Ok(Tensor::with(shape, values))
    }

    fn gathered_nd(&self) -> Result<Vec<usize>, String> {
        let (data, places) = (self.shape(0)?, self.shape(1)?);
        let batch = usize::try_from(self.node.integer("batch_dims").unwrap_or(0)).unwrap_or(usize::MAX);
        let (&depth, outer) = places.split_last().ok_or("takes no scalar")?;
        let rest = data
            .get(batch.saturating_add(depth)..)
            .ok_or("goes deeper than its input")?;
        Ok([outer, rest].concat())
    }

    fn range(&self) -> Result<Tensor, String> {
        let number = |input| Ok::<f64, String>(*self.numbers(input)?.first().ok_or("has an empty bound")?);
        let (start, limit, step) = (number(0)?, number(1)?, number(2)?);
        let count = ((limit - start) / step).ceil().max(0.0);
        if !count.is_finite() {
            return Err("never comes to its end".to_owned());
        }
        let size = count as usize;
        let values = (size <= MAX_VALUES).then(|| (0..size).map(|at| start + at as f64 * step).collect());
        Ok(Tensor::with(vec![size], values))
    }

    fn padded(&self) -> Result<Vec<usize>, String> {
        let mut shape = self.shape(0)?;
        let pads = self.listed("pads", 1)?.ok_or("has no pads")?;
        let axes = match self.inputs.get(3).copied().flatten() {
            Some(_) => self.integers(3)?,
            None => (0..shape.len() as i64).collect(),
        };
        if pads.len() != 2 * axes.len() {
            return Err("has a number of pads that does not fit".to_owned());
        }
        for (number, &axis) in axes.iter().enumerate() {
            let at = axis_of(axis, shape.len())?;
            let more = pads[number].saturating_add(pads[number + axes.len()]);
            let padded = (shape[at] as i64).saturating_add(more);
            shape[at] = usize::try_from(padded).map_err(|_| "takes away more than there is")?;
        }
        Ok(shape)
    }

    fn reduced(&self) -> Result<Tensor, String> {
        let axes = self.listed("axes", 1)?.unwrap_or_default();
        if axes.is_empty() && self.node.integer("noop_with_empty_axes").unwrap_or(0) != 0 {
            return Ok(Tensor::of_shape(self.shape(0)?));
        }
        let shape = self.reduced_shape(&axes)?;
        let join: Option<fn(f64, f64) -> f64> = match self.node.operator.as_str() {
            "ReduceMax" => Some(f64::max),
            "ReduceMin" => Some(f64::min),
            "ReduceProd" => Some(|a, b| a * b),
            "ReduceSum" => Some(|a, b| a + b),
            _ => None,
        };
        let values = self.input(0)?.values.as_ref().zip(join);
        let values = values.and_then(|(values, join)| Some(vec![values.iter().copied().reduce(join)?]));
        Ok(Tensor::with(shape, values))
    }

    /// The shape without some axes, or all where none is given.
    fn reduced_shape(&self, axes: &[i64]) -> Result<Vec<usize>, String> {
        let shape = self.shape(0)?;
        let axes = axes.iter().map(|&axis| axis_of(axis, shape.len()));
        let axes: Vec<usize> = axes.collect::<Result<_, _>>()?;
        let is_gone = |at: &usize| axes.is_empty() || axes.contains(at);
        Ok(if self.node.integer("keepdims").unwrap_or(1) == 0 {
            (0..shape.len())
                .filter(|at| !is_gone(at))
                .map(|at| shape[at])
                .collect()
        } else {
            (0..shape.len())
                .map(|at| if is_gone(&at) { 1 } else { shape[at] })
                .collect()
        })
    }
}

/// An axis, which counts from the end where it is negative.
fn axis_of(axis: i64, rank: usize) -> Result<usize, String> {
    let at = if axis < 0 {
        axis.saturating_add(rank as i64)
    } else {
        axis
    };
    let at = usize::try_from(at).ok().filter(|&at| at < rank);
    at.ok_or_else(|| format!("has axis {axis} in {rank} dimensions"))
}

/// A bound of a slice: counted from the end where it is negative, and within the dimension.
fn within(bound: i64, dim: usize) -> usize {
    let bound = if bound < 0 {
        bound.saturating_add(dim as i64)
    } else {
        bound
    };
    usize::try_from(bound).unwrap_or(0).min(dim)
}

/// The shape that two shapes have in common, where a 1 may stand for any size.
fn broadcast(a: &[usize], b: &[usize]) -> Result<Vec<usize>, String> {
    let rank = a.len().max(b.len());
    let dim = |shape: &[usize], at: usize| (at + shape.len()).checked_sub(rank).map_or(1, |at| shape[at]);
    (0..rank)
        .map(|at| match (dim(a, at), dim(b, at)) {
            (a, b) if a == b || b == 1 => Ok(a),
            (1, b) => Ok(b),
            _ => Err(format!("joins {a:?} and {b:?}, which do not fit")),
        })
        .collect()
}

/// The numbers of a tensor, repeated to a larger shape; `None` where they are not known or too many.
fn spread(tensor: &Tensor, shape: &[usize]) -> Option<Vec<f64>> {
    let place = |at: &[usize]| -> Vec<usize> {
        let own = at.iter().skip(shape.len() - tensor.shape.len());
        own.zip(&tensor.shape)
            .map(|(&at, &dim)| if dim == 1 { 0 } else { at })
            .collect()
    };
    tensor.picked(shape.to_vec(), place).values
}

/// The shape of a product of matrices, or of stacks of them.
fn product(a: &[usize], b: &[usize]) -> Result<Vec<usize>, String> {
    if a.is_empty() || b.is_empty() {
        return Err("takes no scalars".to_owned());
    }
    let left = if a.len() == 1 {
        [&[1], a].concat()
    } else {
        a.to_vec()
    };
    let right = if b.len() == 1 {
        [b, &[1]].concat()
    } else {
        b.to_vec()
    };
    let (outer_left, [rows, inner]) = left.split_at(left.len() - 2) else {
        return Err("takes matrices".to_owned());
    };
    let (outer_right, [other, columns]) = right.split_at(right.len() - 2) else {
        return Err("takes matrices".to_owned());
    };
    if inner != other {
        return Err(format!("multiplies {a:?} with {b:?}, which do not fit"));
    }
    let mut shape = broadcast(outer_left, outer_right)?;
    if a.len() > 1 {
        shape.push(*rows);
    }
    if b.len() > 1 {
        shape.push(*columns);
    }
    Ok(shape)
}
