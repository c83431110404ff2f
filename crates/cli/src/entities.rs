//! `onomast entities`.

use std::io::{self, BufWriter, Write};

use onomast_pipeline::output::{EntityRecord, read_entities};
use unicode_width::UnicodeWidthStr;

use crate::args::EntitiesArgs;
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

/// Prints the table of entities.
pub fn run(args: &EntitiesArgs) -> anyhow::Result<Exit> {
    let pattern = args.pattern.as_deref().map(str::to_lowercase);
    let mut rows = vec![HEADER.map(str::to_owned)];
    for entity in read_entities(&args.output)? {
        let entity = entity?;
        if pattern.as_deref().is_none_or(|pattern| matches(&entity, pattern)) {
            rows.push(row(&entity));
        }
    }
    let mut widths = [0; HEADER.len()];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
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
        writeln!(out, "{}", line.trim_end())?;
    }
    out.flush()?;
    Ok(Exit::Good)
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
