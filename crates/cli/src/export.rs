//! `onomast export`.

use onomast_export::{Format, export};
use tracing::{info, warn};

use crate::args::{ExportArgs, ExportFormat};
use crate::exit::Exit;
use crate::message::counted;

/// Writes an extraction in the format of another program.
pub fn run(args: &ExportArgs) -> anyhow::Result<Exit> {
    let format = match args.to {
        #[cfg(feature = "parquet")]
        ExportFormat::Parquet => Format::Parquet,
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Conll => Format::Conll,
        ExportFormat::Brat => Format::Brat,
        ExportFormat::Webanno => Format::Webanno,
        ExportFormat::Jsonld => Format::Jsonld,
        ExportFormat::Graphml => Format::Graphml,
        ExportFormat::Displacy => Format::Displacy,
    };
    let summary = export(&args.folder, format, &args.output)?;
    for warning in &summary.warnings {
        warn!("{warning}");
    }
    let counts: Vec<String> = summary
        .counts
        .iter()
        .map(|&(count, things)| counted(count as u64, things))
        .collect();
    info!("{} written to {}", counts.join(", "), args.output.display());
    Ok(Exit::Good)
}
