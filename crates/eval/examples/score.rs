//! Scores a prediction against gold: `cargo run --release -p onomast-eval --example score -- GOLD PREDICTION [OTHER]`.
//!
//! With a third path the two predictions are compared. `onomast eval` does the same with more options.

use std::path::PathBuf;
use std::process::ExitCode;

use onomast_eval::{Bootstrap, EvalError, compare, evaluate, list_mistakes, read};

fn main() -> ExitCode {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    match run(&paths) {
        Ok(text) => {
            print_text(&text);
            ExitCode::SUCCESS
        }
        Err(error) => {
            print_text(&format!("{error}\n"));
            ExitCode::from(2)
        }
    }
}

#[expect(clippy::print_stdout, reason = "an example prints")]
fn print_text(text: &str) {
    print!("{text}");
}

fn run(paths: &[PathBuf]) -> Result<String, EvalError> {
    match paths {
        [gold, predicted] => {
            let (gold, predicted) = (read(gold)?, read(predicted)?);
            let mistakes = list_mistakes(&gold, &predicted)?;
            Ok(format!("{}\n{mistakes}", evaluate(&gold, &predicted)?))
        }
        [gold, first, second] => {
            let compared = compare(&read(gold)?, &read(first)?, &read(second)?, &Bootstrap::default())?;
            Ok(compared.to_string())
        }
        _ => Ok("usage: score GOLD PREDICTION [OTHER]\n".to_owned()),
    }
}
