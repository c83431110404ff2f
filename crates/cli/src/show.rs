//! `onomast show`.

use std::cmp::Reverse;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, bail};
use console::{Style, colors_enabled};
use onomast_pipeline::OffsetUnit;
use onomast_pipeline::output::{DocumentRecord, MentionRecord, read_documents, read_run};
use onomast_pipeline::places::Places;

use crate::args::ShowArgs;
use crate::exit::Exit;

/// Prints a document with its mentions marked.
pub fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    let unit = offset_unit(&args.output)?;
    let document = find(args)?;
    let marks = marks(&document, unit)
        .with_context(|| format!("{}: offsets that do not fit its text", document.id))?;
    let mut out = BufWriter::new(io::stdout().lock());
    let heading = [
        Some(document.id.as_str()),
        document.date.as_deref(),
        document.title.as_deref(),
    ];
    let heading: Vec<&str> = heading.into_iter().flatten().collect();
    writeln!(out, "{}\n", Style::new().dim().apply_to(heading.join("  ")))?;
    let is_coloured = colors_enabled();
    let mut open: Vec<&MentionRecord> = Vec::new();
    let mut at = 0;
    for mark in marks {
        // The last begun is the innermost.
        let innermost = open.last().copied();
        write!(out, "{}", look(innermost).apply_to(&document.text[at..mark.at]))?;
        at = mark.at;
        if mark.begins {
            open.push(mark.mention);
        } else {
            open.retain(|mention| mention.id != mark.mention.id);
        }
        if is_coloured {
            continue;
        }
        if mark.begins {
            write!(out, "[")?;
        } else {
            let entity = mark.mention.entity.as_deref().unwrap_or("–");
            write!(out, "]({} {entity})", mark.mention.label)?;
        }
    }
    writeln!(out, "{}", &document.text[at..])?;
    out.flush()?;
    Ok(Exit::Good)
}

/// The document of an id, or the only one whose id ends so.
fn find(args: &ShowArgs) -> anyhow::Result<DocumentRecord> {
    let mut found: Vec<DocumentRecord> = Vec::new();
    for document in read_documents(&args.output)? {
        let document = document?;
        if document.id == args.document {
            return Ok(document);
        }
        if document.id.ends_with(&args.document) {
            found.push(document);
        }
    }
    match (found.pop(), found.pop()) {
        (Some(one), None) => Ok(one),
        (None, _) => bail!(
            "no document {:?} in {}; `onomast entities {0} --json` shows ids",
            args.document,
            args.output.display()
        ),
        (Some(one), Some(other)) => bail!(
            "the ids of several documents end in {:?}: {}, {}; give more of it",
            args.document,
            other.id,
            one.id
        ),
    }
}

/// Where a mention begins or ends, in bytes.
struct Mark<'a> {
    at: usize,
    begins: bool,
    mention: &'a MentionRecord,
}

/// All marks in the order of the text; none where an offset does not fit it.
fn marks(document: &DocumentRecord, unit: OffsetUnit) -> Option<Vec<Mark<'_>>> {
    let places = Places::of_mentions(document, unit);
    let mut marks = Vec::new();
    for mention in &document.mentions {
        let (start, end) = (places.get(mention.start)?.byte, places.get(mention.end)?.byte);
        let mark = |at, begins| Mark { at, begins, mention };
        marks.extend([mark(start, true), mark(end, false)]);
    }
    // Ends before beginnings; the longer mention begins first and ends last.
    marks.sort_by_key(|mark| {
        let length = mark.mention.end - mark.mention.start;
        (
            mark.at,
            mark.begins,
            if mark.begins {
                Reverse(length)
            } else {
                Reverse(usize::MAX - length)
            },
        )
    });
    Some(marks)
}

/// Colours by type; names bold, pronouns dim.
fn look(mention: Option<&MentionRecord>) -> Style {
    let Some(mention) = mention else {
        return Style::new();
    };
    let style = match &*mention.label {
        "PER" => Style::new().cyan(),
        "ORG" => Style::new().magenta(),
        "LOC" => Style::new().green(),
        _ => Style::new().yellow(),
    };
    match &*mention.kind {
        "name" => style.bold(),
        "pronoun" => style.dim(),
        _ => style,
    }
}

/// What the offsets in the records of an output folder count.
pub fn offset_unit(folder: &Path) -> anyhow::Result<OffsetUnit> {
    let unit = read_run(folder)?.settings.offsets;
    OffsetUnit::of_name(&unit).with_context(|| format!("offsets count {unit:?}, which is not known"))
}
