//! The three tables of `csv` and `parquet`: their columns, and the rows of a document or an entity.

use std::borrow::Cow;
use std::str::FromStr;

use onomast_document::Date;
use onomast_pipeline::output::{EntityRecord, read_entities};

use crate::Summary;
use crate::error::ExportError;
use crate::records::{Page, Records};

/// A table.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name, and that of its file.
    pub name: &'static str,
    /// Its columns in their order.
    pub columns: &'static [Column],
}

/// A column of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// Whether cells may be null; in CSV they are empty then.
    pub nullable: bool,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A number of double precision.
    Number,
    /// A day.
    Date,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Text(Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Date(Date),
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        nullable: false,
    }
}

const fn nullable(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        nullable: true,
    }
}

/// One row a document.
pub const DOCUMENTS: Table = Table {
    name: "documents",
    columns: &[
        column("id", Kind::Text),
        column("sha256", Kind::Text),
        nullable("title", Kind::Text),
        nullable("date", Kind::Date),
        column("text", Kind::Text),
        column("mentions", Kind::Integer),
        nullable("warnings", Kind::Text),
    ],
};

/// One row a mention, by document.
pub const MENTIONS: Table = Table {
    name: "mentions",
    columns: &[
        column("document", Kind::Text),
        column("mention", Kind::Text),
        column("start_char", Kind::Integer),
        column("end_char", Kind::Integer),
        column("start_byte", Kind::Integer),
        column("end_byte", Kind::Integer),
        nullable("raw_start", Kind::Integer),
        nullable("raw_end", Kind::Integer),
        column("raw_unit", Kind::Text),
        column("text", Kind::Text),
        column("label", Kind::Text),
        column("kind", Kind::Text),
        column("score", Kind::Number),
        nullable("entity", Kind::Text),
        nullable("why", Kind::Text),
    ],
};

/// One row an entity, most mentioned first.
pub const ENTITIES: Table = Table {
    name: "entities",
    columns: &[
        column("id", Kind::Text),
        column("name", Kind::Text),
        column("label", Kind::Text),
        nullable("kb_id", Kind::Text),
        column("documents", Kind::Integer),
        column("mentions", Kind::Integer),
        column("aliases", Kind::Text),
        column("evidence", Kind::Text),
    ],
};

/// Takes the rows of one table.
pub(crate) trait Rows {
    /// Takes a row, a cell a column.
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError>;
    /// Writes what is left.
    fn finish(self) -> Result<(), ExportError>;
}

/// Fills the three tables.
pub(crate) fn fill<R: Rows>(
    records: &Records,
    open: impl Fn(&'static Table) -> Result<R, ExportError>,
) -> Result<Summary, ExportError> {
    let mut counts = [0; 3];
    let (mut documents, mut mentions) = (open(&DOCUMENTS)?, open(&MENTIONS)?);
    for page in records.pages()? {
        let page = page?;
        documents.row(&document_row(records, &page)?)?;
        for row in mention_rows(records, &page) {
            mentions.row(&row)?;
        }
        counts[0] += 1;
        counts[1] += page.places.len();
    }
    documents.finish()?;
    mentions.finish()?;
    let mut entities = open(&ENTITIES)?;
    for entity in read_entities(records.folder())? {
        entities.row(&entity_row(&entity?))?;
        counts[2] += 1;
    }
    entities.finish()?;
    Ok(Summary {
        counts: counts
            .into_iter()
            .zip(["documents", "mentions", "entities"])
            .collect(),
        warnings: Vec::new(),
    })
}

fn document_row<'a>(
    records: &Records,
    page: &'a Page,
) -> Result<[Cell<'a>; DOCUMENTS.columns.len()], ExportError> {
    let record = &page.record;
    let date = record.date.as_deref().map(Date::from_str).transpose();
    let date = date.map_err(|error| records.faulty(&record.id, error.to_string()))?;
    Ok([
        text(&record.id),
        text(&record.sha256),
        optional(record.title.as_deref()),
        date.map_or(Cell::Null, Cell::Date),
        text(&record.text),
        integer(record.mentions.len()),
        if record.warnings.is_empty() {
            Cell::Null
        } else {
            Cell::Text(record.warnings.join("\n").into())
        },
    ])
}

fn mention_rows<'a>(
    records: &'a Records,
    page: &'a Page,
) -> impl Iterator<Item = [Cell<'a>; MENTIONS.columns.len()]> {
    page.record
        .mentions
        .iter()
        .zip(&page.places)
        .map(|(mention, place)| {
            [
                text(&page.record.id),
                text(&mention.id),
                integer(place.chars.start),
                integer(place.chars.end),
                integer(place.bytes.start),
                integer(place.bytes.end),
                mention.raw_start.map_or(Cell::Null, integer),
                mention.raw_end.map_or(Cell::Null, integer),
                text(&records.run.settings.offsets),
                text(&mention.text),
                text(&mention.label),
                text(&mention.kind),
                Cell::Number(mention.score),
                optional(mention.entity.as_deref()),
                optional(mention.why.as_deref()),
            ]
        })
}

fn entity_row(entity: &EntityRecord) -> [Cell<'_>; ENTITIES.columns.len()] {
    let aliases: Vec<_> = entity
        .aliases
        .iter()
        .map(|alias| serde_json::json!({"text": alias.text, "count": alias.count}))
        .collect();
    let evidence: Vec<_> = entity
        .evidence
        .iter()
        .map(|evidence| serde_json::json!({"rule": evidence.rule, "detail": evidence.detail}))
        .collect();
    [
        text(&entity.id),
        text(&entity.name),
        text(&entity.label),
        optional(entity.kb_id.as_deref()),
        integer(entity.documents),
        integer(entity.mentions.len()),
        Cell::Text(serde_json::Value::from(aliases).to_string().into()),
        Cell::Text(serde_json::Value::from(evidence).to_string().into()),
    ]
}

fn text(text: &str) -> Cell<'_> {
    Cell::Text(text.into())
}

fn optional(text: Option<&str>) -> Cell<'_> {
    text.map_or(Cell::Null, |text| Cell::Text(text.into()))
}

fn integer(number: usize) -> Cell<'static> {
    Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_documented() {
        let manual = include_str!("../../../docs/EXPORTS.md");
        for table in [DOCUMENTS, MENTIONS, ENTITIES] {
            let heading = format!("### {}\n", table.name);
            let (_, section) = manual.split_once(&heading).unwrap();
            let section = section.split("\n#").next().unwrap();
            let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).collect();
            let names: Vec<&str> = rows.iter().filter_map(|row| row.split('`').nth(1)).collect();
            let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(names, columns);
            for (row, column) in rows.iter().zip(table.columns) {
                let kind = match column.kind {
                    Kind::Text => "text",
                    Kind::Integer => "integer",
                    Kind::Number => "number",
                    Kind::Date => "date",
                };
                let kind = if column.nullable {
                    format!("{kind} or null")
                } else {
                    kind.to_owned()
                };
                assert_eq!(row.split('|').nth(2).map(str::trim), Some(&*kind), "{row}");
            }
        }
    }
}
