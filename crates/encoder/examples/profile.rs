//! How fast an encoder is on each instruction set of this processor, beside the most that its multipliers can do, and where
//! the time goes.
//!
//!     cargo run --release -p onomast-encoder --example profile -- [--window N] [--batch N] [--sub-words N] [--path NAME]
//!
//! Takes the shipped model from the current folder, and windows of N random sub-words (by default 128), as many of them at a time as a
//! batch (by default 512 sub-words) holds. One thread.
#![allow(clippy::print_stdout)] // A report is what this program is for.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use onomast_encoder::{Architecture, Encoder, Family, Path, Step, Worker};

/// Multiplications by weights for one sub-word: six layers of four square matrices and two of four times that size, each
/// 768 numbers wide.
const PRODUCTS: f64 = 6.0 * (4.0 + 8.0) * 768.0 * 768.0;

fn main() -> Result<(), Box<dyn Error>> {
    let (mut window, mut batch, mut sub_words, mut only) = (128, 512, 4_096, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--window" => window = value.parse()?,
            "--batch" => batch = value.parse()?,
            "--sub-words" => sub_words = value.parse()?,
            "--path" => only = Some(value),
            _ => return Err(format!("unexpected argument {argument:?}").into()),
        }
    }
    let start = Instant::now();
    let architecture = Architecture {
        family: Family::MpNet,
        layers: 6,
        heads: 12,
        epsilon: 1e-5,
    };
    let encoder = Arc::new(Encoder::load(
        std::fs::read("models/ner/model.onnx")?,
        &architecture,
    )?);
    println!("loaded in {:.3} s", start.elapsed().as_secs_f64());
    let ids: Vec<u32> = (0..sub_words)
        .map(|at| at * 7_919 % encoder.vocabulary() as u32)
        .collect();
    let windows: Vec<&[u32]> = ids.chunks(window).collect();
    let batches: Vec<&[&[u32]]> = windows.chunks((batch / window).max(1)).collect();
    let paths = Path::available().into_iter().rev();
    for path in paths.filter(|path| only.as_ref().is_none_or(|only| path.name() == only)) {
        let mut worker = Worker::on(Arc::clone(&encoder), path);
        worker.logits(batches[0])?;
        let (mut peak, mut best) = (0.0f64, (Duration::MAX, BTreeMap::new()));
        for _ in 0..3 {
            let start = Instant::now();
            let (products, sum) = path.bare_products(if path == Path::available()[0] { 100 } else { 50_000 });
            peak = peak.max(products as f64 / start.elapsed().as_secs_f64());
            assert!(sum != 0, "the products are computed");
            let round = one_round(&mut worker, &batches)?;
            if round.0 < best.0 {
                best = round;
            }
        }
        let speed = f64::from(sub_words) / best.0.as_secs_f64();
        println!(
            "{}: {speed:.0} sub-words/s, {:.0} of {:.0} thousand million products/s ({:.0} %)",
            path.name(),
            speed * PRODUCTS / 1e9,
            peak / 1e9,
            100.0 * speed * PRODUCTS / peak
        );
        for (step, time) in best.1 {
            println!(
                "    {step:?} {:.1} %",
                100.0 * time.as_secs_f64() / best.0.as_secs_f64()
            );
        }
    }
    Ok(())
}

/// All batches once: the time it took, and that of each step.
fn one_round(
    worker: &mut Worker,
    batches: &[&[&[u32]]],
) -> Result<(Duration, BTreeMap<Step, Duration>), Box<dyn Error>> {
    let mut times = BTreeMap::<Step, Duration>::new();
    let start = Instant::now();
    let mut last = start;
    for batch in batches {
        worker.logits_and(batch, &mut |step| {
            let now = Instant::now();
            *times.entry(step).or_default() += now - last;
            last = now;
        })?;
    }
    Ok((start.elapsed(), times))
}
