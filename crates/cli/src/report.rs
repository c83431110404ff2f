//! `onomast report`.

use std::io::BufWriter;
use std::path::Path;

use anyhow::Context;
use onomast_report::{Options, RawText, write_page};
use tempfile::NamedTempFile;
use tracing::{info, warn};

use crate::args::{RawArg, ReportArgs};
use crate::exit::Exit;
use crate::message::counted;

/// Writes the page of an extraction.
pub fn run(args: &ReportArgs) -> anyhow::Result<Exit> {
    let options = Options {
        inputs: args.input.clone(),
        raw: match args.raw {
            RawArg::Auto => RawText::IfSmall,
            RawArg::Always => RawText::Always,
            RawArg::Never => RawText::Never,
        },
    };
    let page = &args.output;
    let failed = || format!("cannot write {}; is its folder there?", page.display());
    // A page appears whole or not at all.
    let folder = page.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".onomast-");
    readable_by_others(&mut builder);
    let temporary = builder
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .with_context(failed)?;
    let mut writer = BufWriter::new(temporary);
    let summary = write_page(&args.folder, &options, &mut writer)?;
    let temporary: NamedTempFile = writer
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)
        .with_context(failed)?;
    let bytes = temporary.as_file().metadata().with_context(failed)?.len();
    temporary.persist(page).with_context(failed)?;

    if let Some(reason) = summary.reason {
        warn!(
            "{} of {} without their original file, so the page lacks their raw text and the text of removed \
             parts; {reason}; give the inputs of the run with --input",
            summary.without_original,
            counted(summary.documents as u64, "documents")
        );
    }
    info!(
        "{}, {}, {} raw text, {:.1} MB written to {}",
        counted(summary.documents as u64, "documents"),
        counted(summary.entities as u64, "entities"),
        if summary.raw { "with" } else { "without" },
        bytes as f64 / 1e6,
        page.display()
    );
    Ok(Exit::Good)
}

/// Temporary files are private to their owner; a result is not.
#[cfg(unix)]
fn readable_by_others(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn readable_by_others(_builder: &mut tempfile::Builder<'_, '_>) {}
