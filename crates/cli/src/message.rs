//! Messages to the user, on standard error, so that results on standard output stay clean.

use std::cell::Cell;
use std::fmt::{self, Write};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{BinaryBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use onomast_pipeline::Failure;
use onomast_pipeline::run::{Progress, Summary};
use onomast_pipeline::source::Skipped;
use tracing::{Event, Level, Subscriber, info, warn};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::FmtContext;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use crate::args::{LogFormat, MessageArgs};

/// At most this many failures are printed; all are in `run.json`.
const FAILURES_SHOWN: usize = 20;

/// Sends what the program and its crates have to say to standard error, from the given level on.
///
/// Where standard error is gone, there is nobody left to tell, and nothing happens.
pub fn listen(args: &MessageArgs) {
    let level = match (args.quiet, args.verbose) {
        (true, _) => LevelFilter::WARN,
        (false, 0) => LevelFilter::INFO,
        (false, 1) => LevelFilter::DEBUG,
        (false, _) => LevelFilter::TRACE,
    };
    // What other packages have to say is for their developers.
    let ours = Targets::new().with_target("onomast", level);
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let registry = tracing_subscriber::registry();
    // Setting it fails only where it has been set before.
    let _ = match args.log_format {
        LogFormat::Text => tracing::subscriber::set_global_default(
            registry.with(lines.event_format(Plain).with_filter(ours)),
        ),
        LogFormat::Json => tracing::subscriber::set_global_default(
            registry.with(
                lines
                    .json()
                    .flatten_event(true)
                    .with_target(false)
                    .with_filter(ours),
            ),
        ),
    };
}

/// `onomast: warning: …`, one line an event.
struct Plain;

impl<S, N> FormatEvent<S, N> for Plain
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        writer.write_str(match *event.metadata().level() {
            Level::ERROR => "onomast: error: ",
            Level::WARN => "onomast: warning: ",
            _ => "onomast: ",
        })?;
        context.field_format().format_fields(writer.by_ref(), event)?;
        writeln!(writer)
    }
}

/// Prints the documents that failed, and what was left alone.
pub fn shortfalls(failures: &[Failure], skipped: &[Skipped], listed_in: Option<&str>) {
    for Skipped { reason, files, first } in skipped {
        let word = if *files == 1 { "file" } else { "files" };
        info!("left alone: {files} {word}, {reason}; the first is {first}");
    }
    for failure in failures.iter().take(FAILURES_SHOWN) {
        warn!("{failure}");
    }
    if let Some(more) = failures.len().checked_sub(FAILURES_SHOWN + 1) {
        let place = listed_in
            .map(|file| format!("; all are in {file}"))
            .unwrap_or_default();
        warn!(
            "and {} that failed{place}",
            counted(more as u64 + 1, "more documents")
        );
    }
}

/// Prints what a run came to.
pub fn summary(summary: &Summary, place: &str) {
    let seconds = summary.total.as_secs_f64();
    let unchanged = if summary.reused > 0 {
        format!(" ({} unchanged)", HumanCount(summary.reused))
    } else {
        String::new()
    };
    info!(
        "{}{unchanged}, {}, {} in {seconds:.1} s, written to {place}",
        counted(summary.documents, "documents"),
        counted(summary.mentions, "mentions"),
        counted(summary.entities, "entities"),
    );
}

/// So many of a thing, whose name is given in the plural: `1 entity`, `1,200 entities`.
pub fn counted(count: u64, things: &str) -> String {
    let shown = HumanCount(count);
    match (count, things.strip_suffix("ies"), things.strip_suffix('s')) {
        (1, Some(stem), _) => format!("{shown} {stem}y"),
        (1, None, Some(stem)) => format!("{shown} {stem}"),
        _ => format!("{shown} {things}"),
    }
}

/// How often a run says how far it has come where there is no terminal.
const EVERY: Duration = Duration::from_secs(30);

/// A bar on a terminal; elsewhere a line now and then.
pub struct Bar {
    line: ProgressBar,
    total: Option<u64>,
    started: Instant,
    said: Cell<Instant>,
}

impl Bar {
    /// A bar over `total` bytes; without a total, a counter of documents.
    pub fn new(total: Option<u64>, is_quiet: bool) -> Self {
        let bar = match total {
            Some(bytes) => ProgressBar::new(bytes).with_style(style(
                "{bar:30} {percent:>3} %  {binary_bytes}/{binary_total_bytes}  {msg}  {eta} left",
            )),
            None => {
                ProgressBar::new_spinner().with_style(style("{spinner} {binary_bytes}  {msg}  {elapsed}"))
            }
        };
        if is_quiet || !io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        bar.set_message("loading the model");
        let now = Instant::now();
        Self {
            line: bar,
            total,
            started: now,
            said: Cell::new(now),
        }
    }

    /// Shows how far the run has come.
    pub fn show(&self, progress: Progress) {
        if self.line.is_hidden() && self.said.get().elapsed() >= EVERY {
            self.said.set(Instant::now());
            info!("{}", so_far(progress, self.total, self.started.elapsed()));
        }
        self.line.set_position(progress.bytes);
        let failed = if progress.failed > 0 {
            format!(", {} failed", progress.failed)
        } else {
            String::new()
        };
        self.line
            .set_message(format!("{}{failed}", counted(progress.documents, "documents")));
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.line.finish_and_clear();
    }
}

/// `1 200 documents, 3.1 MiB of 10 MiB, 4.1 documents/s, 12 minutes left`.
fn so_far(progress: Progress, total: Option<u64>, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    let rate = progress.documents as f64 / seconds;
    let mut words = format!(
        "{}, {}",
        counted(progress.documents, "documents"),
        BinaryBytes(progress.bytes)
    );
    if let Some(total) = total {
        let left = total.saturating_sub(progress.bytes) as f64 / progress.bytes.max(1) as f64 * seconds;
        let left = HumanDuration(Duration::from_secs_f64(left));
        let _ = write!(
            words,
            " of {}, {rate:.1} documents/s, {left} left",
            BinaryBytes(total)
        );
    } else {
        let _ = write!(words, ", {rate:.1} documents/s");
    }
    if progress.failed > 0 {
        let _ = write!(words, ", {} failed", HumanCount(progress.failed));
    }
    words
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_thing_is_said_in_the_singular() {
        let said = [
            (0, "documents"),
            (1, "documents"),
            (1, "entities"),
            (1200, "entities"),
        ];
        let said = said.map(|(count, things)| counted(count, things));
        assert_eq!(said, ["0 documents", "1 document", "1 entity", "1,200 entities"]);
    }
}
