//! `onomast extract`.

use std::io::{self, BufWriter};

use onomast_pipeline::output::RUN;
use onomast_pipeline::run;
use onomast_pipeline::{Pipeline, PipelineError, Sources};

use tracing::warn;

use crate::args::ExtractArgs;
use crate::exit::Exit;
use crate::message::{self, Bar};
use crate::stop::Stop;

/// Runs the main job.
pub fn run(args: &ExtractArgs, is_quiet: bool) -> anyhow::Result<Exit> {
    let settings = args.settings();
    let sources = Sources::new(&args.inputs, settings.max_bytes)?;
    let bar = Bar::new((!is_quiet).then(|| sources.total_bytes()).flatten(), is_quiet);
    let stop = Stop::on_signals()?;
    let pipeline = Pipeline::load(&settings);
    let result = pipeline.and_then(|pipeline| {
        let mut progress = |progress| {
            bar.show(progress);
            stop.asked()
        };
        if args.output.as_os_str() == "-" {
            let mut stdout = BufWriter::new(io::stdout().lock());
            run::to_stream(&pipeline, &settings, &sources, &mut stdout, &mut progress)
        } else {
            run::to_folder(
                &pipeline,
                &settings,
                sources,
                &args.output,
                args.existing(),
                &mut progress,
            )
        }
    });
    bar.finish();
    let is_stream = args.output.as_os_str() == "-";
    if let (Err(PipelineError::Interrupted { .. }), false) = (&result, is_stream) {
        warn!("what is done is kept; the same command with --resume goes on from there");
    }
    let summary = result?;
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
        warn!("no documents were found; .txt, .html, .htm and .jsonl files are read");
    }
    Ok(if summary.failures.is_empty() {
        Exit::Good
    } else {
        Exit::SomeFailed
    })
}
