//! `onomast explain`.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use anyhow::{Context, bail};
use onomast_pipeline::OffsetUnit;
use onomast_pipeline::output::{DocumentRecord, EntityRecord, MentionRecord, read_documents, read_entities};
use onomast_pipeline::places::Places;

use crate::args::ExplainArgs;
use crate::exit::Exit;
use crate::message::counted;
use crate::show::offset_unit;

/// How much of a sentence is shown on either side of a mention, in characters.
const AROUND: usize = 100;

/// Prints how an entity came together, or why a mention went where it did.
pub fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let unit = offset_unit(&args.output)?;
    let mut out = BufWriter::new(io::stdout().lock());
    match args.what.rsplit_once(':') {
        Some((document, mention)) => explain_mention(args, document, mention, unit, &mut out)?,
        None => explain_entity(args, unit, &mut out)?,
    }
    out.flush()?;
    Ok(Exit::Good)
}

fn explain_entity(args: &ExplainArgs, unit: OffsetUnit, out: &mut impl Write) -> anyhow::Result<()> {
    let Some(entity) = entities(args, &[&args.what])?.remove(&args.what) else {
        bail!(
            "no entity {:?} in {}; `onomast entities {1}` shows them, and a mention is DOC:MENTION, such as page.txt:m7",
            args.what,
            args.output.display()
        );
    };
    heading(&entity, out)?;
    let names: Vec<String> = entity
        .aliases
        .iter()
        .map(|alias| format!("{} ({})", alias.text, alias.count))
        .collect();
    if !names.is_empty() {
        writeln!(out, "names: {}", names.join(", "))?;
    }
    if !entity.evidence.is_empty() {
        writeln!(out, "\nwhat holds it together:")?;
    }
    for evidence in &entity.evidence {
        writeln!(out, "  {}: {}", evidence.rule, evidence.detail)?;
    }
    let mut wanted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for at in &entity.mentions {
        wanted.entry(&at.document).or_default().push(&at.mention);
    }
    for document in read_documents(&args.output)? {
        let document = document?;
        let Some(ids) = wanted.get(document.id.as_str()) else {
            continue;
        };
        let date = document.date.as_deref().unwrap_or("no date");
        writeln!(out, "\n{} ({date})", document.id)?;
        let places = Places::of_mentions(&document, unit);
        let mentions = document
            .mentions
            .iter()
            .filter(|mention| ids.contains(&mention.id.as_str()));
        for (number, mention) in mentions.enumerate() {
            let first = if number == 0 {
                "its first mention here"
            } else {
                "the same as before"
            };
            let why = mention.why.as_deref().unwrap_or(first);
            writeln!(out, "  {} {}: {why}", mention.id, mention.kind)?;
            writeln!(out, "      {}", in_context(&document, mention, &places)?)?;
        }
    }
    Ok(())
}

fn explain_mention(
    args: &ExplainArgs,
    document: &str,
    mention: &str,
    unit: OffsetUnit,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let mut found = None;
    for candidate in read_documents(&args.output)? {
        let candidate = candidate?;
        if candidate.id == document {
            found = Some(candidate);
            break;
        }
    }
    let Some(document) = found else {
        bail!(
            "no document {document:?} in {}; `onomast entities {0} --json` shows ids",
            args.output.display()
        );
    };
    let Some(mention) = document.mentions.iter().find(|known| known.id == mention) else {
        bail!(
            "{:?} has no mention {mention:?}; it has {}",
            document.id,
            match document.mentions.len() {
                0 => "none".to_owned(),
                many => format!("m0 to m{}", many - 1),
            }
        );
    };
    writeln!(
        out,
        "{}:{} {} {}, score {}",
        document.id, mention.id, mention.label, mention.kind, mention.score
    )?;
    let places = Places::of_mentions(&document, unit);
    writeln!(out, "    {}", in_context(&document, mention, &places)?)?;
    let rivals = mention.runners_up.iter().map(|rival| &rival.entity);
    let ids: Vec<&String> = mention.entity.iter().chain(rivals).collect();
    let entities = entities(args, &ids)?;
    let Some(entity) = &mention.entity else {
        writeln!(out, "linked to nothing: no evidence was good enough")?;
        return runners_up(&entities, mention, out);
    };
    if let Some(entity) = entities.get(entity) {
        write!(out, "\nwent to ")?;
        heading(entity, out)?;
    }
    writeln!(
        out,
        "because: {}",
        mention
            .why
            .as_deref()
            .unwrap_or("it is the first mention of its entity here; names always have one")
    )?;
    let others: Vec<&MentionRecord> = document
        .mentions
        .iter()
        .filter(|other| other.entity == mention.entity && other.id != mention.id)
        .collect();
    if !others.is_empty() {
        writeln!(out, "\nwith it in this document:")?;
    }
    for other in others {
        let why = other.why.as_deref().unwrap_or("a first mention");
        writeln!(out, "  {} {:?}: {why}", other.id, other.text)?;
    }
    runners_up(&entities, mention, out)
}

fn runners_up(
    entities: &BTreeMap<String, EntityRecord>,
    mention: &MentionRecord,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if mention.runners_up.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nit might have gone to:")?;
    for rival in &mention.runners_up {
        let name = entities.get(&rival.entity).map_or("", |entity| &entity.name);
        writeln!(out, "  {} {name}: {:.0} %", rival.entity, rival.score * 100.0)?;
    }
    Ok(())
}

fn heading(entity: &EntityRecord, out: &mut impl Write) -> io::Result<()> {
    let known = entity.kb_id.as_ref().or(entity.nil_id.as_ref());
    let known = known.map_or_else(String::new, |id| format!(" ({id})"));
    writeln!(
        out,
        "{} {} {}{known}: {} in {}",
        entity.id,
        entity.label,
        entity.name,
        counted(entity.mentions.len() as u64, "mentions"),
        counted(entity.documents as u64, "documents")
    )
}

/// The entities of some ids, in one walk over the file.
fn entities(args: &ExplainArgs, ids: &[&String]) -> anyhow::Result<BTreeMap<String, EntityRecord>> {
    let mut found = BTreeMap::new();
    for entity in read_entities(&args.output)? {
        let entity = entity?;
        if ids.contains(&&entity.id) {
            found.insert(entity.id.clone(), entity);
            if found.len() == ids.len() {
                break;
            }
        }
    }
    Ok(found)
}

/// The sentence around a mention, which stands in brackets.
fn in_context(document: &DocumentRecord, mention: &MentionRecord, places: &Places) -> anyhow::Result<String> {
    let parts = places
        .get(mention.start)
        .zip(places.get(mention.end))
        .and_then(|(start, end)| {
            let (start, end) = (start.byte, end.byte);
            let text = &document.text;
            Some((text.get(..start)?, text.get(start..end)?, text.get(end..)?))
        });
    let (before, inside, after) = parts.with_context(|| {
        format!(
            "{}: the offsets of {} do not fit its text",
            document.id, mention.id
        )
    })?;
    let ends = |letter: char| matches!(letter, '.' | '!' | '?' | '\n');
    let from = before.rfind(ends).map_or(0, |at| at + 1);
    let before: Vec<char> = before
        .get(from..)
        .unwrap_or_default()
        .trim_start()
        .chars()
        .collect();
    let left: String = before[before.len().saturating_sub(AROUND)..].iter().collect();
    let to = after.find(ends).map_or(after.len(), |at| at + 1);
    let right: String = after
        .get(..to)
        .unwrap_or_default()
        .trim_end()
        .chars()
        .take(AROUND)
        .collect();
    Ok(format!("{left}[{inside}]{right}").replace('\n', " "))
}
