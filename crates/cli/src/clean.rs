//! `onomast clean`.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::Context;
use onomast_pipeline::clean::{CleanOptions, Cleaner};
use onomast_pipeline::{Document, Failure, RawDocument, Sources, Stage, recurring_lines};

use tracing::warn;

use crate::args::CleanArgs;
use crate::exit::Exit;
use crate::message;

/// Cleans the inputs.
pub fn run(args: &CleanArgs) -> anyhow::Result<Exit> {
    let mut sources = Sources::new(&args.inputs, args.max_bytes)?;
    if let Some(folder) = &args.output {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        sources = sources.without(folder);
    }
    let mut cleaner = Cleaner::new(CleanOptions::default());
    if !args.keep_recurring_lines {
        let boilerplate = recurring_lines(&cleaner, &sources);
        cleaner = cleaner.with_boilerplate(boilerplate);
    }
    let mut stdout = BufWriter::new(io::stdout().lock());
    let mut failures = Vec::new();
    let mut shown = 0;
    let mut reader = sources.read();
    let mut next = reader.next();
    while let Some(item) = next {
        next = reader.next();
        let result = item.and_then(|page| {
            let cleaned = cleaner.clean(&page);
            let failed = |error| Failure::new(page.id.as_str(), Stage::Clean, &error);
            cleaned.map_err(failed).map(|document| (page, document))
        });
        let (page, document) = match result {
            Ok(cleaned) => cleaned,
            Err(failure) => {
                failures.push(failure);
                continue;
            }
        };
        for warning in &document.warnings {
            warn!("{}: {warning}", document.id);
        }
        if let Some(folder) = &args.output {
            write_text(folder, &document)?;
            continue;
        }
        let is_alone = shown == 0 && next.is_none();
        if !is_alone {
            let gap = if shown == 0 { "" } else { "\n" };
            writeln!(stdout, "{gap}==> {} <==", document.id)?;
        }
        if args.explain {
            explain(&mut stdout, &page, &document)?;
        } else {
            writeln!(stdout, "{}", document.text)?;
        }
        shown += 1;
    }
    stdout.flush()?;
    message::shortfalls(&failures, &reader.skipped(), None);
    Ok(if failures.is_empty() {
        Exit::Good
    } else {
        Exit::SomeFailed
    })
}

/// Writes a cleaned text under the name of its document. An id that would lead out of the folder (JSONL may hold
/// anything) is an error.
fn write_text(folder: &Path, document: &Document) -> anyhow::Result<()> {
    let id = Path::new(document.id.as_str());
    let is_inside = id.components().all(|part| matches!(part, Component::Normal(_)));
    anyhow::ensure!(
        is_inside,
        "the id {:?} cannot be a file name; give ids without .. and leading /",
        document.id
    );
    let mut path: PathBuf = folder.join(id);
    if path.extension().is_none_or(|extension| extension != "txt") {
        path.as_mut_os_string().push(".txt");
    }
    let write = |path: &Path| -> io::Result<()> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, document.text.as_bytes())
    };
    write(&path).with_context(|| format!("cannot write {}", path.display()))
}

/// Prints the removed spans: place, rule, text.
fn explain(out: &mut impl Write, page: &RawDocument, document: &Document) -> io::Result<()> {
    for removal in &document.removed {
        let bytes = page.bytes.get(removal.raw.range()).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes);
        let words: Vec<&str> = text.split_whitespace().collect();
        writeln!(
            out,
            "{:>7}..{:<7} {:<20} {}",
            removal.raw.start(),
            removal.raw.end(),
            removal.rule,
            words.join(" ")
        )?;
    }
    writeln!(
        out,
        "{} spans removed, {} of {} bytes kept",
        document.removed.len(),
        document.text.len(),
        page.bytes.len()
    )
}
