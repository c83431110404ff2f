//! `onomast extract`.

use std::io::{self, BufWriter};

use onomast_pipeline::output::RUN;
use onomast_pipeline::run;
use onomast_pipeline::{Pipeline, Sources};

use crate::args::ExtractArgs;
use crate::exit::Exit;
use crate::message::{self, Bar};

/// Runs the main job.
pub fn run(args: &ExtractArgs) -> anyhow::Result<Exit> {
    let settings = args.settings();
    let sources = Sources::new(&args.inputs, settings.max_bytes)?;
    let bar = Bar::new(Bar::is_wanted().then(|| sources.total_bytes()).flatten());
    let pipeline = Pipeline::load(&settings);
    let result = pipeline.and_then(|pipeline| {
        let mut progress = |progress| bar.show(progress);
        if args.output.as_os_str() == "-" {
            let mut stdout = BufWriter::new(io::stdout().lock());
            run::to_stream(&pipeline, &settings, &sources, &mut stdout, &mut progress)
        } else {
            run::to_folder(&pipeline, &settings, sources, &args.output, &mut progress)
        }
    });
    bar.finish();
    let summary = result?;
    let is_stream = args.output.as_os_str() == "-";
    let run_file = args.output.join(RUN).display().to_string();
    message::shortfalls(
        &summary.failures,
        &summary.skipped,
        (!is_stream).then_some(run_file.as_str()),
    );
    if !is_stream {
        message::summary(&summary, &args.output.display().to_string());
    }
    if summary.documents == 0 && summary.failures.is_empty() {
        message::warning("no documents were found; .txt, .html, .htm and .jsonl files are read");
    }
    Ok(if summary.failures.is_empty() {
        Exit::Good
    } else {
        Exit::SomeFailed
    })
}
