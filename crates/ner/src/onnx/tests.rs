//! Models that ask for more than they are, each refused in words.

use std::cell::RefCell;

use rten_onnx::onnx::{
    AttributeProto, DataLocation, DataType, Dimension, GraphProto, ModelProto, NodeProto, OperatorSetIdProto,
    StringStringEntryProto, TensorProto, TensorShapeProto, TypeProto, TypeProtoTensor, ValueInfoProto,
};

use super::*;
use crate::testing::model_folder;

fn value(name: &str, shape: &[i64]) -> ValueInfoProto {
    let dim = |&size: &i64| Dimension {
        dim_value: (size >= 0).then_some(size),
        dim_param: (size < 0).then(|| format!("open{size}")),
    };
    let tensor_type = TypeProtoTensor {
        elem_type: Some(DataType::FLOAT),
        shape: Some(TensorShapeProto {
            dim: shape.iter().map(dim).collect(),
        }),
    };
    ValueInfoProto {
        name: Some(name.to_owned()),
        r#type: Some(TypeProto {
            tensor_type: Some(tensor_type),
            ..TypeProto::default()
        }),
    }
}

fn integers(name: &str, values: &[i64]) -> TensorProto {
    TensorProto {
        name: Some(name.to_owned()),
        dims: vec![i64::try_from(values.len()).unwrap()],
        data_type: Some(DataType::INT64),
        int64_data: values.to_vec(),
        ..TensorProto::default()
    }
}

fn floats(name: &str, dims: &[i64], bytes: usize) -> TensorProto {
    TensorProto {
        name: Some(name.to_owned()),
        dims: dims.to_vec(),
        data_type: Some(DataType::FLOAT),
        raw_data: Some(RefCell::new(vec![0; bytes])),
        ..TensorProto::default()
    }
}

/// `output = OPERATOR(input, …)`.
fn node(step: &str) -> NodeProto {
    let (output, call) = step.split_once(" = ").unwrap();
    let (operator, inputs) = call.trim_end_matches(')').split_once('(').unwrap();
    NodeProto {
        name: Some(format!("make-{output}")),
        op_type: Some(operator.to_owned()),
        input: inputs.split(", ").map(str::to_owned).collect(),
        output: vec![output.to_owned()],
        ..NodeProto::default()
    }
}

fn with_integer(mut node: NodeProto, name: &str, integer: i64) -> NodeProto {
    node.attribute.push(AttributeProto {
        name: Some(name.to_owned()),
        i: Some(integer),
        ..AttributeProto::default()
    });
    node
}

fn model(nodes: Vec<NodeProto>, initializer: Vec<TensorProto>) -> ModelProto {
    let last = nodes
        .last()
        .map_or("input_ids", |node| node.output[0].as_str())
        .to_owned();
    ModelProto {
        ir_version: Some(9),
        graph: Some(GraphProto {
            node: nodes,
            initializer,
            input: vec![value("input_ids", &[-1, -1])],
            output: vec![ValueInfoProto {
                name: Some(last),
                r#type: None,
            }],
            value_info: vec![],
        }),
        opset_import: vec![OperatorSetIdProto {
            domain: None,
            version: Some(17),
        }],
        ..ModelProto::default()
    }
}

fn steps(steps: &[&str], initializer: Vec<TensorProto>) -> Vec<u8> {
    let nodes = steps.iter().map(|step| node(step)).collect();
    model(nodes, initializer).write_buf().unwrap()
}

/// What checking says of a file; empty where it says nothing.
fn verdict(bytes: &[u8]) -> String {
    let checked = Outline::of(bytes).and_then(|outline| outline.check(2).and_then(|()| outline.check(512)));
    checked.err().unwrap_or_default()
}

fn refused(bytes: &[u8], word: &str) {
    let verdict = verdict(bytes);
    assert!(verdict.contains(word), "{word}: {verdict:?}");
}

#[test]
fn the_shipped_model_is_modest() {
    let bytes = std::fs::read(model_folder().join("model.onnx")).unwrap();
    let outline = Outline::of(&bytes).unwrap();
    for tokens in [1, 2, 3, 17, 128, 511, 512] {
        outline.check(tokens).unwrap();
    }
    assert!(outline.check(2_000_000).unwrap_err().contains("more memory"));
}

#[test]
fn tensors_are_all_there() {
    let of = |tensor| model(vec![], vec![tensor]).write_buf().unwrap();
    assert_eq!(verdict(&of(floats("w", &[2, 3], 24))), "");
    refused(&of(floats("w", &[2, 3], 20)), "but 5 numbers");
    refused(&of(floats("w", &[1 << 40, 1 << 40], 4)), "impossible shape");
    refused(
        &of(floats("w", &[1 << 30, 1 << 30, 1 << 30], 4)),
        "impossible shape",
    );
    refused(&of(floats("w", &[-1], 4)), "impossible shape");
    refused(&of(floats("w", &[1 << 30], 4)), "but 1 numbers");
    refused(
        &of(TensorProto {
            dims: vec![7],
            ..integers("i", &[1, 2])
        }),
        "but 2 numbers",
    );
    for path in ["../../secret", "/etc/passwd", "model.onnx_data"] {
        let location = StringStringEntryProto {
            key: Some("location".to_owned()),
            value: Some(path.to_owned()),
        };
        refused(
            &of(TensorProto {
                external_data: vec![location],
                data_location: Some(DataLocation::EXTERNAL),
                raw_data: None,
                ..floats("w", &[2, 3], 0)
            }),
            "another file",
        );
    }
}

#[test]
fn parts_lie_within_what_holds_them() {
    let whole = steps(&["y = Neg(input_ids)"], vec![floats("w", &[64], 256)]);
    assert_eq!(verdict(&whole), "");
    for length in 0..whole.len() {
        // A cut may fall between two fields; what is left is then checked as it stands.
        let _ = verdict(&whole[..length]);
    }
    // The graph (field 7) said to be of 2⁴⁰ bytes, and a tensor in it.
    let huge = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
    refused(&[&[0x3a][..], &huge].concat(), "longer than what holds it");
    refused(
        &[&[0x3a, 7, 0x2a][..], &huge].concat(),
        "longer than what holds it",
    );
    refused(
        &[
            0x3a, 11, 0x2a, 9, 0x4a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
        ],
        "longer than what holds it",
    );
    refused(
        &[
            0x38, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1,
        ],
        "64 bits",
    );
    refused(&[0x3b], "kind 3");
    refused(b"", "no graph");
    // Six hundred thousand operators of two bytes each.
    let nodes = [0x0a, 0].repeat(600_000);
    refused(
        &[&[0x3a, 0x80, 0x9f, 0x49][..], &nodes].concat(),
        "over 500000 parts",
    );
}

#[test]
fn graphs_do_not_nest() {
    let mut inner = GraphProto::default();
    for _ in 0..300 {
        let mut holder = node("y = Loop(input_ids)");
        holder.attribute.push(AttributeProto {
            name: Some("body".to_owned()),
            g: Some(inner),
            ..AttributeProto::default()
        });
        inner = GraphProto {
            node: vec![holder],
            ..GraphProto::default()
        };
    }
    let bytes = model(inner.node, vec![]).write_buf().unwrap();
    refused(&bytes, "graph within the graph");
    // Types of sequences of sequences of …
    let mut kind = vec![];
    for _ in 0..50 {
        let sequence = [&[0x0a, kind.len() as u8][..], &kind].concat();
        kind = [&[0x22, sequence.len() as u8][..], &sequence].concat();
        if kind.len() > 100 {
            break;
        }
    }
    let input = [&[0x12, kind.len() as u8][..], &kind].concat();
    let graph = [&[0x5a, input.len() as u8][..], &input].concat();
    refused(&[&[0x3a, graph.len() as u8][..], &graph].concat(), "no tensors");
}

#[test]
fn what_a_run_would_allocate_is_bounded() {
    let huge = integers("huge", &[1 << 20, 1 << 14]);
    refused(
        &steps(&["y = ConstantOfShape(huge)"], vec![huge.clone()]),
        "more memory",
    );
    refused(
        &steps(&["one = Neg(input_ids)", "y = Expand(one, huge)"], vec![huge]),
        "fit",
    );
    let big = integers("big", &[30_000_000]);
    refused(
        &steps(
            &[
                "s = Shape(input_ids)",
                "t = Mul(s, big)",
                "y = ConstantOfShape(t)",
            ],
            vec![big.clone()],
        ),
        "more memory",
    );
    // A row of integers would become one of symbols.
    refused(
        &steps(&["y = ConstantOfShape(big)"], vec![big.clone()]),
        "more memory",
    );
    refused(
        &steps(
            &["y = Range(a, big, b)"],
            vec![integers("a", &[0]), integers("b", &[1]), big],
        ),
        "more memory",
    );
    refused(
        &steps(
            &["x = Unsqueeze(input_ids, two)", "y = Tile(x, r)"],
            vec![integers("two", &[2]), integers("r", &[1, 90_000, 90_000])],
        ),
        "more memory",
    );
    refused(
        &steps(
            &["y = Pad(input_ids, p)"],
            vec![integers("p", &[0, 1 << 40, 0, 0])],
        ),
        "more memory",
    );
    // Doubled forty times.
    let mut nodes: Vec<NodeProto> = vec![with_integer(node("v0 = Concat(input_ids, input_ids)"), "axis", 1)];
    for step in 1..40 {
        let before = step - 1;
        let double = node(&format!("v{step} = Concat(v{before}, v{before})"));
        nodes.push(with_integer(double, "axis", 1));
    }
    refused(&model(nodes, vec![]).write_buf().unwrap(), "more memory");
    // A column by a row.
    let columns = vec![
        floats("column", &[40_000, 1], 160_000),
        floats("row", &[1, 40_000], 160_000),
    ];
    refused(&steps(&["y = MatMul(column, row)"], columns), "more memory");
    // A size that only the text tells.
    refused(
        &steps(&["s = Squeeze(input_ids)", "y = ConstantOfShape(s)"], vec![]),
        "cannot be told beforehand",
    );
    refused(
        &steps(&["y = NonMaxSuppression(input_ids)"], vec![]),
        "none that is known",
    );
}

#[test]
fn modest_for_some_lengths_is_not_enough() {
    // Two numbers for a row of two, thirty thousand million for one of three.
    let bytes = steps(
        &[
            "s = Shape(input_ids)",
            "n = Gather(s, one)",
            "odd = Sub(n, two)",
            "more = Mul(odd, big)",
            "size = Add(more, two)",
            "row = Unsqueeze(size, zero)",
            "y = ConstantOfShape(row)",
        ],
        vec![
            TensorProto {
                dims: vec![],
                ..integers("one", &[1])
            },
            TensorProto {
                dims: vec![],
                ..integers("two", &[2])
            },
            integers("zero", &[0]),
            TensorProto {
                dims: vec![],
                ..integers("big", &[30_000_000_000])
            },
        ],
    );
    let outline = Outline::of(&bytes).unwrap();
    outline.check(2).unwrap();
    assert!(outline.check(3).unwrap_err().contains("make-y"));
}

/// Steps that make a number `size`, by which a value is then as long.
fn sized(make_size: &[&str], constants: Vec<TensorProto>) -> Vec<u8> {
    let mut all = make_size.to_vec();
    all.extend(["row = Reshape(size, flat)", "y = ConstantOfShape(row)"]);
    let mut initializer = constants;
    initializer.push(integers("flat", &[-1]));
    steps(&all, initializer)
}

#[test]
fn numbers_are_those_that_engines_compute() {
    let float = |name: &str, value: f32| TensorProto {
        raw_data: Some(RefCell::new(value.to_le_bytes().to_vec())),
        ..floats(name, &[1], 4)
    };
    // Integers are divided without a rest: 7 / 2 − 3 = 0.
    let whole = vec![
        integers("seven", &[7]),
        integers("two", &[2]),
        integers("three", &[3]),
        integers("huge", &[2_000_000_000]),
    ];
    let divide = [
        "half = Div(seven, two)",
        "rest = Sub(half, three)",
        "size = Mul(rest, huge)",
    ];
    assert_eq!(verdict(&sized(&divide, whole)), "");
    // Floats have 24 bits: 2²⁴ + 1 − 2²⁴ = 0.
    let cast = |steps: &[&str], constants: Vec<TensorProto>| {
        let mut nodes: Vec<NodeProto> = steps.iter().map(|step| node(step)).collect();
        nodes.push(with_integer(node("size = Cast(long)"), "to", 7));
        nodes.push(node("y = ConstantOfShape(size)"));
        model(nodes, constants).write_buf().unwrap()
    };
    let rounded = [
        "sum = Add(large, one)",
        "rest = Sub(sum, large)",
        "long = Mul(rest, huge)",
    ];
    let constants = vec![
        float("large", 16_777_216.0),
        float("one", 1.0),
        float("huge", 2e9),
    ];
    assert_eq!(verdict(&cast(&rounded, constants)), "");
    let constants = vec![float("large", 8_388_608.0), float("one", 1.0), float("huge", 2e9)];
    refused(&cast(&rounded, constants), "more memory");
    // Where integers of 32 bits run over, nobody knows what an engine makes of it.
    let over = vec![integers("a", &[65_536]), integers("b", &[4_294_967_295])];
    refused(
        &sized(&["square = Mul(a, a)", "size = Sub(square, b)"], over),
        "cannot be told",
    );
}

#[test]
fn numbers_keep_their_places() {
    // The pads of an exporter: pairs by dimension, the last first, turned into befores and afters.
    let pads = &[
        "pairs = Reshape(list, twos)",
        "turned = Slice(pairs, last, first, zero, back)",
        "columns = Transpose(turned)",
        "flat = Reshape(columns, open)",
        "y = Pad(input_ids, flat)",
    ];
    let constants = |list: &[i64]| {
        vec![
            integers("list", list),
            integers("twos", &[-1, 2]),
            integers("last", &[-1]),
            integers("first", &[i64::MIN]),
            integers("zero", &[0]),
            integers("back", &[-1]),
            integers("open", &[-1]),
        ]
    };
    let of = |list: &[i64]| {
        let mut model = ModelProto::parse_buf(&steps(pads, constants(list))).unwrap();
        let graph = model.graph.as_mut().unwrap();
        graph.node[2].attribute.push(AttributeProto {
            name: Some("perm".to_owned()),
            ints: vec![1, 0],
            ..AttributeProto::default()
        });
        graph.value_info = vec![value("y", &[10, 14])];
        let bytes = model.write_buf().unwrap();
        Outline::of(&bytes).unwrap().check(4).err().unwrap_or_default()
    };
    // Three before and seven after the last dimension, four and five at the first.
    assert_eq!(of(&[3, 7, 4, 5]), "");
    assert!(of(&[4, 5, 3, 7]).contains("declares the shape"));
}

#[test]
fn declared_shapes_are_true() {
    let mut lie = model(vec![node("y = Neg(input_ids)")], vec![]);
    let graph = lie.graph.as_mut().unwrap();
    graph.value_info.push(value("y", &[-1, 2_000_000_000]));
    refused(&lie.write_buf().unwrap(), "declares the shape");
    let mut fixed = model(vec![], vec![]);
    fixed.graph.as_mut().unwrap().input = vec![value("input_ids", &[1, 128])];
    refused(&fixed.write_buf().unwrap(), "open sizes");
}

/// Engines go through a chain of operators by recursion, on threads of two megabytes.
#[test]
fn the_longest_chain_allowed_is_run_and_a_longer_one_refused() {
    let chain = |length: usize| {
        let mut nodes = vec![node("v0 = Neg(input_ids)")];
        for step in 1..length {
            nodes.push(node(&format!("v{step} = Erf(v{})", step - 1)));
        }
        model(nodes, vec![]).write_buf().unwrap()
    };
    let longest = chain(MAX_DEPTH);
    assert_eq!(verdict(&longest), "");
    let run = move || {
        let model = rten::ModelOptions::with_all_ops().load(longest).unwrap();
        let input = rten_tensor::NdTensor::from_data([1, 2], vec![0.5f32, 1.0]);
        model.run_one(input.into(), None).unwrap();
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(run);
    thread.unwrap().join().unwrap();
    refused(&chain(MAX_DEPTH + 1), "one behind the other");
}

fn bytes(name: &str, dims: &[i64], signed: bool, values: &[u8]) -> TensorProto {
    TensorProto {
        name: Some(name.to_owned()),
        dims: dims.to_vec(),
        data_type: Some(if signed { DataType::INT8 } else { DataType::UINT8 }),
        raw_data: Some(RefCell::new(values.to_vec())),
        ..TensorProto::default()
    }
}

/// A product of 8-bit integers, with the given constants beside it.
fn integer_product(left_zero: TensorProto, right: TensorProto, right_zero: TensorProto) -> Vec<u8> {
    let to_bytes = with_integer(node("left = Cast(input_ids)"), "to", 2);
    let product = node("product = MatMulInteger(left, right, left_zero, right_zero)");
    model(vec![to_bytes, product], vec![left_zero, right, right_zero])
        .write_buf()
        .unwrap()
}

#[test]
fn widened_products_of_bytes_do_not_overflow() {
    let weights = [127i8, -128, 100, 127, -128, -3, 127, -128, 77, 127, -128, 0];
    let (left, left_zero, right_zero) = ([255u8, 255, 254, 3], 5u8, [0i8, 7, -9]);
    let file = integer_product(
        bytes("left_zero", &[], false, &[left_zero]),
        bytes("right", &[4, 3], true, &weights.map(i8::cast_unsigned)),
        bytes("right_zero", &[3], true, &right_zero.map(i8::cast_unsigned)),
    );
    let sum = |column: usize| -> i32 {
        let place = |row: usize| {
            let weight = i32::from(weights[3 * row + column]) - i32::from(right_zero[column]);
            (i32::from(left[row]) - i32::from(left_zero)) * weight
        };
        (0..4).map(place).sum()
    };
    let run = |file| {
        let model = rten::ModelOptions::with_all_ops().load(file).unwrap();
        let input = rten_tensor::NdTensor::from_data([1, 4], left.map(f32::from).to_vec());
        let product: rten_tensor::NdTensor<i32, 2> =
            model.run_one(input.into(), None).unwrap().try_into().unwrap();
        rten_tensor::AsView::to_vec(&product)
    };
    let expected = [sum(0), sum(1), sum(2)];
    assert_eq!(run(widen::widened(file.clone()).unwrap()), expected);
    // A product that rten is trusted with is as good.
    assert!(widen::products_may_overflow() || run(file) == expected);
}

#[test]
fn what_cannot_be_widened_is_refused_with_a_remedy() {
    let row_wise = integer_product(
        bytes("left_zero", &[2], false, &[1, 2]),
        bytes("right", &[4, 3], true, &[0; 12]),
        bytes("right_zero", &[], true, &[0]),
    );
    let convolution = steps(&["product = ConvInteger(input_ids, input_ids)"], vec![]);
    for file in [row_wise, convolution] {
        let error = widen::widened(file).unwrap_err();
        assert!(
            error.contains("make-product") && error.contains("32-bit numbers"),
            "{error}"
        );
    }
}
