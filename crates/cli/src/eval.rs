//! `onomast eval`.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use onomast_eval::read::read_run;
use onomast_eval::write::{Format, side_by_side};
use onomast_eval::{Baseline, Bootstrap, Checksums, Corpus, Evaluation, OffsetUnit, Report};
use tracing::{error, info, warn};

use crate::args::{EvalArgs, OffsetsArg};
use crate::exit::Exit;

/// Scores predictions against gold, or compares two of them.
pub fn run(args: &EvalArgs) -> anyhow::Result<Exit> {
    let unit = match args.offsets {
        OffsetsArg::Bytes => OffsetUnit::Bytes,
        OffsetsArg::Chars => OffsetUnit::Chars,
    };
    let read = |path: &Path| onomast_eval::read_in(path, unit);
    let (gold, predicted) = (read(&args.gold)?, read(&args.predicted)?);
    let bootstrap = Bootstrap::default();
    let evaluation = Evaluation::new(&gold, &predicted)?;
    // A comparison has intervals of its own.
    let report = evaluation.report(args.against.is_none().then_some(&bootstrap));
    let mut out = io::stdout().lock();
    let (json, table) = if let Some(other) = &args.against {
        let compared = onomast_eval::compare(&gold, &predicted, &read(other)?, &bootstrap)?;
        (compared.to_json()?, compared.to_string())
    } else {
        (report.to_json()?, report.to_string())
    };
    if args.json {
        writeln!(out, "{json}")?;
    } else {
        write!(out, "{table}")?;
    }
    if let Some(path) = &args.errors {
        let mistakes = onomast_eval::list_mistakes(&gold, &predicted)?;
        fs::write(path, mistakes.to_string()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    for (folder, format) in [(&args.conll, Format::Conll2003), (&args.brat, Format::Brat)] {
        if let Some(folder) = folder {
            write_sides(&gold, &predicted, format, folder)?;
        }
    }
    let floors_hold = holds_floors(args, &report)?;
    let baseline_holds = holds_baseline(args, &report)?;
    Ok(if floors_hold && baseline_holds {
        Exit::Good
    } else {
        Exit::SomeFailed
    })
}

fn write_sides(gold: &Corpus, predicted: &Corpus, format: Format, folder: &Path) -> anyhow::Result<()> {
    let left_out = side_by_side(gold, predicted, format, folder)?;
    for (side, count) in ["gold", "prediction"].into_iter().zip(left_out) {
        if count > 0 {
            let place = folder.join(side);
            warn!(
                "{count} mentions are not in {}: that format cannot hold them, or they could not be aligned",
                place.display()
            );
        }
    }
    Ok(())
}

/// Whether all figures reach their floors.
fn holds_floors(args: &EvalArgs, report: &Report) -> anyhow::Result<bool> {
    let mut holds = true;
    for (name, floor) in &args.floor {
        let Some(figure) = report.figure(name) else {
            let names: Vec<_> = report.figures().into_iter().map(|figure| figure.name).collect();
            anyhow::bail!("there is no figure {name:?}; there are {}", names.join(", "));
        };
        if figure < *floor {
            error!("{name} is {figure:.4}, under its floor of {floor}");
            holds = false;
        }
    }
    Ok(holds)
}

/// Whether all figures reach those of the baseline, which is written anew where that is asked for.
fn holds_baseline(args: &EvalArgs, report: &Report) -> anyhow::Result<bool> {
    let Some(path) = &args.baseline else {
        return Ok(true);
    };
    let shown = path.display();
    let run = read_run(&args.predicted)?.with_context(|| {
        format!(
            "{}: no run.json; a baseline needs the output folder of `onomast extract`, for its checksums",
            args.predicted.display()
        )
    })?;
    let checksums = Checksums::new(&args.gold, run)?;
    let Some(baseline) = Baseline::read(path)? else {
        anyhow::ensure!(
            args.update_baseline,
            "{shown}: there is no such baseline; --update-baseline makes it"
        );
        Baseline::new(report, checksums).write(path)?;
        info!("{shown} is made");
        return Ok(true);
    };
    let shortfalls = baseline.shortfalls(report);
    for shortfall in &shortfalls {
        error!("{shortfall}");
    }
    let holds = shortfalls.is_empty();
    if args.update_baseline && (holds || args.allow_lower) {
        baseline
            .renewed(report, checksums, args.allow_lower)
            .write(path)?;
        info!("{shown} is made anew");
        return Ok(true);
    }
    let changes = baseline.changes(&checksums);
    if !changes.is_empty() {
        warn!(
            "since {shown} was made these have changed: {}; its figures hold as floors all the same, and \
             --update-baseline makes it anew",
            changes.join(", ")
        );
    }
    if !holds {
        info!("if these falls are meant, --update-baseline --allow-lower accepts them");
    }
    Ok(holds)
}
