//! Whole encoders: small random ones, written as ONNX files, against a reference in 64 bits; and the shipped one.
#![allow(clippy::unwrap_used)]

mod reference;
mod small;

use std::path::Path as FilePath;
use std::sync::Arc;

use onomast_encoder::{Architecture, Encoder, EncoderError, Family, Path, WindowError, Worker};
use rten_onnx::onnx::{DataType, ModelProto};
use small::{Form, Small};

/// The logits of windows on a path, as bits.
fn bits(encoder: &Arc<Encoder>, path: Path, windows: &[&[u32]]) -> Vec<u32> {
    let logits = Worker::on(Arc::clone(encoder), path).logits(windows).unwrap();
    logits.into_iter().map(f32::to_bits).collect()
}

fn shipped() -> Arc<Encoder> {
    let path = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("../../models/ner/model.onnx");
    let architecture = Architecture {
        family: Family::MpNet,
        layers: 6,
        heads: 12,
        epsilon: 1e-5,
    };
    Arc::new(Encoder::load(std::fs::read(path).unwrap(), &architecture).unwrap())
}

#[test]
fn small_encoders_are_computed_right() {
    for family in [Family::Bert, Family::DistilBert, Family::MpNet] {
        for form in [Form::Float, Form::Integer, Form::Unsigned] {
            let small = Small::new(family, form);
            let encoder = Arc::new(small.load().unwrap());
            assert_eq!(
                (encoder.labels(), encoder.longest(), encoder.vocabulary()),
                (5, 40, 50)
            );
            let ids = (encoder.vocabulary() * encoder.cases()) as u32;
            assert_eq!(ids, if family == Family::MpNet { 100 } else { 50 });
            let windows: Vec<Vec<u32>> = (1..=14)
                .chain([30, 40])
                .map(|length| (0..length).map(|at| at * 7 % ids).collect())
                .collect();
            let mut worker = Worker::new(encoder);
            let mut close = 0;
            for window in &windows {
                let found = worker.logits(&[window]).unwrap();
                let expected = small.reference(window);
                assert_eq!(found.len(), expected.len());
                let off = found
                    .iter()
                    .zip(&expected)
                    .map(|(found, expected)| (f64::from(*found) - expected).abs());
                let off = off.fold(0.0, f64::max);
                assert!(off < 0.15, "{family:?} {form:?} {window:?}: {off}");
                close += usize::from(off < 1e-4);
                assert!(
                    expected.iter().any(|logit| logit.abs() > 0.3),
                    "there is something to see"
                );
            }
            // A number on the border of two 8-bit steps may fall to either side, and with it some that depend on it.
            assert!(
                close >= 12,
                "{family:?} {form:?}: {close} of 16 windows are computed exactly"
            );
        }
    }
}

#[test]
fn every_processor_gives_the_same_bits() {
    let windows: [&[u32]; 2] = [&[0, 1, 2_000, 90_000, 28_995, 2], &[0, 2]];
    for encoder in [
        shipped(),
        Arc::new(Small::new(Family::Bert, Form::Float).load().unwrap()),
        Arc::new(Small::new(Family::MpNet, Form::Float).load().unwrap()),
    ] {
        let windows = windows.map(|window| {
            window
                .iter()
                .map(|&id| id % (encoder.vocabulary() * encoder.cases()) as u32)
                .collect::<Vec<_>>()
        });
        let windows: Vec<&[u32]> = windows.iter().map(Vec::as_slice).collect();
        let expected = bits(&encoder, Path::available()[0], &windows);
        for path in Path::available() {
            assert!(bits(&encoder, path, &windows) == expected, "{}", path.name());
        }
    }
}

#[test]
fn a_window_does_not_depend_on_those_beside_it() {
    let encoder = shipped();
    let windows: Vec<Vec<u32>> = [1, 3, 128, 40, 0, 33, 512, 8]
        .map(|length| (0..length).map(|at| at * 37 % 28_000).collect())
        .into();
    let windows: Vec<&[u32]> = windows.iter().map(Vec::as_slice).collect();
    let together = bits(&encoder, Path::best(), &windows);
    let alone: Vec<u32> = windows
        .iter()
        .flat_map(|window| bits(&encoder, Path::best(), &[window]))
        .collect();
    assert!(together == alone);
    assert_eq!(
        together.len(),
        9 * windows.iter().map(|window| window.len()).sum::<usize>()
    );
}

#[test]
fn windows_that_do_not_fit_are_refused() {
    let cased = Arc::new(Small::new(Family::MpNet, Form::Float).load().unwrap());
    assert_eq!(Worker::new(Arc::clone(&cased)).logits(&[&[99]]).unwrap().len(), 5);
    assert_eq!(
        Worker::new(cased).logits(&[&[100]]),
        Err(WindowError::Unknown(100))
    );
    let encoder = Arc::new(Small::new(Family::Bert, Form::Float).load().unwrap());
    let mut worker = Worker::new(encoder);
    assert_eq!(worker.logits(&[]), Ok(vec![]));
    assert_eq!(worker.logits(&[&[]]), Ok(vec![]));
    assert_eq!(worker.logits(&[&[1], &[50]]), Err(WindowError::Unknown(50)));
    assert_eq!(worker.logits(&[&[1; 41]]), Err(WindowError::TooLong(41)));
    assert_eq!(worker.logits(&[&[1; 40]]).unwrap().len(), 200);
}

/// What loading says of a small model that was changed.
fn error_of(
    family: Family,
    form: Form,
    change: impl FnOnce(&mut ModelProto, &mut Architecture),
) -> EncoderError {
    let mut small = Small::new(family, form);
    change(&mut small.model, &mut small.architecture);
    small.load().unwrap_err()
}

#[test]
fn files_that_do_not_fit_are_refused() {
    fn initializer<'a>(model: &'a mut ModelProto, name: &str) -> &'a mut rten_onnx::onnx::TensorProto {
        let mut all = model.graph.as_mut().unwrap().initializer.iter_mut();
        all.find(|tensor| tensor.name.as_deref().is_some_and(|other| other.contains(name)))
            .unwrap()
    }
    let cases: [(&str, &str, EncoderError); 12] = [
        (
            "a huge table",
            "word_embeddings",
            error_of(Family::Bert, Form::Float, |model, _| {
                initializer(model, "word_embeddings").dims = vec![1 << 40, 1 << 40];
            }),
        ),
        (
            "a negative dimension",
            "negative",
            error_of(Family::Bert, Form::Float, |model, _| {
                initializer(model, "word_embeddings").dims = vec![-1, 32];
            }),
        ),
        (
            "half a number",
            "ends within",
            error_of(Family::Bert, Form::Float, |model, _| {
                initializer(model, "position_embeddings")
                    .raw_data
                    .as_ref()
                    .unwrap()
                    .borrow_mut()
                    .pop();
            }),
        ),
        (
            "no number",
            "no number",
            error_of(Family::Bert, Form::Float, |model, _| {
                let raw = initializer(model, "LayerNorm.bias").raw_data.as_ref().unwrap();
                raw.borrow_mut()[..4].copy_from_slice(&f32::NAN.to_le_bytes());
            }),
        ),
        (
            "another type",
            "element type",
            error_of(Family::Bert, Form::Integer, |model, _| {
                initializer(model, "w0_quantized").data_type = Some(DataType(16));
            }),
        ),
        (
            "scales of another layer",
            "scales",
            error_of(Family::Bert, Form::Integer, |model, _| {
                let scale = initializer(model, "w0_scale");
                scale.dims = vec![2];
                scale.raw_data = Some(vec![0; 8].into());
            }),
        ),
        (
            "no such family",
            "distilbert.embeddings",
            error_of(Family::Bert, Form::Float, |_, architecture| {
                architecture.family = Family::DistilBert;
            }),
        ),
        (
            "a missing layer",
            "layer.2",
            error_of(Family::Bert, Form::Float, |_, architecture| {
                architecture.layers = 3;
            }),
        ),
        (
            "a layer too many",
            "more than 1",
            error_of(Family::Bert, Form::Float, |_, architecture| {
                architecture.layers = 1;
            }),
        ),
        (
            "other distances",
            "30 distances",
            error_of(Family::MpNet, Form::Float, |model, _| {
                let weights = initializer(model, "relative_attention_bias");
                weights.dims = vec![30, 2];
                weights.raw_data = Some(vec![0; 240].into());
            }),
        ),
        (
            "no heads",
            "0 heads",
            error_of(Family::Bert, Form::Float, |_, architecture| {
                architecture.heads = 0;
            }),
        ),
        (
            "narrow heads",
            "multiple of 8",
            error_of(Family::Bert, Form::Float, |_, architecture| {
                architecture.heads = 8;
            }),
        ),
    ];
    for (case, word, error) in cases {
        let message = error.to_string();
        assert!(message.contains(word), "{case}: {message}");
    }
    let none = Encoder::load(vec![0; 100], &Small::new(Family::Bert, Form::Float).architecture);
    assert!(matches!(none, Err(EncoderError::Malformed(_))));
}

#[test]
fn weights_that_overflow_give_no_finite_logits() {
    let mut small = Small::new(Family::DistilBert, Form::Float);
    for tensor in &mut small.model.graph.as_mut().unwrap().initializer {
        if tensor
            .name
            .as_deref()
            .is_some_and(|name| name.contains("q_lin.bias"))
        {
            let mut raw = tensor.raw_data.as_ref().unwrap().borrow_mut();
            for number in raw.as_chunks_mut::<4>().0 {
                *number = 3e38f32.to_le_bytes();
            }
        }
    }
    let logits = Worker::new(Arc::new(small.load().unwrap()))
        .logits(&[&[1, 2, 3]])
        .unwrap();
    assert!(logits.iter().all(|logit| logit.is_nan()), "{logits:?}");
}
