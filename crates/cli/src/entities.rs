//! `onomast entities`.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use console::{Term, truncate_str};
use onomast_pipeline::Date;
use onomast_pipeline::output::{EntityRecord, read_documents, read_entities};
use unicode_width::UnicodeWidthStr;

use crate::args::{EntitiesArgs, SortArg};
use crate::exit::Exit;

const HEADER: [&str; 7] = [
    "id",
    "label",
    "mentions",
    "documents",
    "knowledge",
    "name",
    "also",
];
/// Columns of numbers are set to the right.
const RIGHT: [usize; 2] = [2, 3];
const ALIASES_SHOWN: usize = 4;

/// Prints the entities that were asked for.
pub fn run(args: &EntitiesArgs) -> anyhow::Result<Exit> {
    let pattern = args.pattern.as_deref().map(str::to_lowercase);
    let recent = args
        .since
        .map(|day| documents_since(&args.output, day))
        .transpose()?;
    let mut entities = Vec::new();
    for entity in read_entities(&args.output)? {
        let entity = entity?;
        let is_wanted = pattern.as_deref().is_none_or(|pattern| matches(&entity, pattern))
            && (args.label.is_empty() || args.label.iter().any(|label| label.label() == entity.label))
            && recent.as_ref().is_none_or(|recent| {
                let mut documents = entity.mentions.iter().map(|mention| &mention.document);
                documents.any(|document| recent.contains(document))
            });
        if is_wanted {
            entities.push(entity);
        }
    }
    // The file has them by mentions; sorting keeps that order among equals.
    match args.sort {
        SortArg::Mentions => {}
        SortArg::Documents => entities.sort_by_key(|entity| Reverse(entity.documents)),
        SortArg::Name => entities.sort_by_key(|entity| entity.name.to_lowercase()),
    }
    let mut out = BufWriter::new(io::stdout().lock());
    if args.json {
        for entity in &entities {
            serde_json::to_writer(&mut out, entity)?;
            writeln!(out)?;
        }
    } else {
        table(&entities, &mut out)?;
    }
    out.flush()?;
    Ok(Exit::Good)
}

/// Ids of the documents of a day or later.
fn documents_since(folder: &Path, day: Date) -> anyhow::Result<HashSet<String>> {
    let mut recent = HashSet::new();
    for document in read_documents(folder)? {
        let document = document?;
        let date: Option<Date> = document.date.as_deref().map(str::parse).transpose()?;
        if date.is_some_and(|date| date >= day) {
            recent.insert(document.id);
        }
    }
    Ok(recent)
}

/// Prints a table; on a terminal, no wider than that.
fn table(entities: &[EntityRecord], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = vec![HEADER.map(str::to_owned)];
    rows.extend(entities.iter().map(row));
    let mut widths = [0; HEADER.len()];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let most = Term::stdout()
        .size_checked()
        .map(|(_, columns)| usize::from(columns));
    for row in &rows {
        let cells = row.iter().zip(widths).enumerate().map(|(column, (cell, width))| {
            let pad = " ".repeat(width - cell.width());
            if RIGHT.contains(&column) {
                pad + cell
            } else {
                cell.clone() + &pad
            }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        let line = line.trim_end();
        let shown = most.map_or(Cow::Borrowed(line), |most| truncate_str(line, most, "…"));
        writeln!(out, "{shown}")?;
    }
    Ok(())
}

fn matches(entity: &EntityRecord, pattern: &str) -> bool {
    let contains = |text: &str| text.to_lowercase().contains(pattern);
    contains(&entity.name)
        || entity.kb_id.as_deref().is_some_and(contains)
        || entity.aliases.iter().any(|alias| contains(&alias.text))
}

fn row(entity: &EntityRecord) -> [String; HEADER.len()] {
    let others: Vec<&str> = entity
        .aliases
        .iter()
        .map(|alias| alias.text.as_str())
        .filter(|text| *text != entity.name)
        .collect();
    let shown = others
        .iter()
        .take(ALIASES_SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    let also = match others.len().saturating_sub(ALIASES_SHOWN) {
        0 => shown,
        more => format!("{shown}, … {more} more"),
    };
    [
        entity.id.clone(),
        entity.label.to_string(),
        entity.mentions.len().to_string(),
        entity.documents.to_string(),
        entity.kb_id.clone().unwrap_or_else(|| "–".to_owned()),
        entity.name.clone(),
        also,
    ]
}
