//! `onomast eval`.

use std::fs;
use std::io::{self, Write};

use anyhow::Context;

use crate::args::EvalArgs;
use crate::exit::Exit;

/// Scores predictions against gold.
pub fn run(args: &EvalArgs) -> anyhow::Result<Exit> {
    let gold = onomast_eval::read(&args.gold)?;
    let predicted = onomast_eval::read(&args.predicted)?;
    let report = onomast_eval::evaluate(&gold, &predicted)?;
    let mut out = io::stdout().lock();
    if args.json {
        writeln!(out, "{}", report.to_json()?)?;
    } else {
        write!(out, "{report}")?;
    }
    if let Some(path) = &args.errors {
        let mistakes = onomast_eval::list_mistakes(&gold, &predicted)?;
        fs::write(path, mistakes.to_string()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let mut exit = Exit::Good;
    for (name, floor) in &args.floor {
        let Some(figure) = report.figure(name) else {
            let names: Vec<_> = report.figures().into_iter().map(|figure| figure.name).collect();
            anyhow::bail!("there is no figure {name:?}; there are {}", names.join(", "));
        };
        if figure < *floor {
            tracing::error!("{name} is {figure:.4}, under its floor of {floor}");
            exit = Exit::SomeFailed;
        }
    }
    Ok(exit)
}
