//! Apache Parquet: the tables, compressed with Snappy. Row groups are cut by size, so that memory stays small.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::Arc;

use onomast_document::Date;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use crate::Summary;
use crate::destination::NewFolder;
use crate::error::ExportError;
use crate::records::Records;
use crate::tables::{Cell, Column, Kind, Rows, Table, fill};

/// A row group is written when its text comes to this many bytes, or
const GROUP_BYTES: usize = 32 << 20;
/// when it has this many rows.
const GROUP_ROWS: usize = 1 << 16;

/// Writes `documents.parquet`, `mentions.parquet` and `entities.parquet`.
pub(crate) fn write(records: &Records, destination: &Path) -> Result<Summary, ExportError> {
    let folder = NewFolder::new(destination)?;
    let summary = fill(records, |table| ParquetTable::new(&folder, table, records))?;
    folder.finish()?;
    Ok(summary)
}

/// The schema of a table in the language of Parquet.
fn schema(table: &Table) -> String {
    let field = |column: &Column| {
        let repetition = if column.nullable { "OPTIONAL" } else { "REQUIRED" };
        let (physical, logical) = match column.kind {
            Kind::Text => ("BYTE_ARRAY", " (STRING)"),
            Kind::Integer => ("INT64", ""),
            Kind::Number => ("DOUBLE", ""),
            Kind::Date => ("INT32", " (DATE)"),
        };
        format!("{repetition} {physical} {}{logical};\n", column.name)
    };
    let fields: String = table.columns.iter().map(field).collect();
    format!("message {} {{\n{fields}}}", table.name)
}

struct ParquetTable<'a> {
    folder: &'a NewFolder,
    name: String,
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Buffer>,
    rows: usize,
    bytes: usize,
}

/// Cells of a column that are not yet written: values, and for each row whether it has one.
struct Buffer {
    values: Values,
    /// 1 for a value, 0 for null; empty where the column has no nulls.
    levels: Vec<i16>,
    nullable: bool,
}

enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Days(Vec<i32>),
}

impl<'a> ParquetTable<'a> {
    fn new(folder: &'a NewFolder, table: &Table, records: &Records) -> Result<Self, ExportError> {
        let name = format!("{}.parquet", table.name);
        let entry = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
        let whole_text = ColumnPath::from("text");
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("onomast {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(vec![
                entry("onomast.version", &records.run.version),
                entry("onomast.schema", &records.run.schema.to_string()),
            ]));
        if table.name == "documents" {
            // Texts do not recur, and their least and greatest tell nothing.
            properties = properties
                .set_column_dictionary_enabled(whole_text.clone(), false)
                .set_column_statistics_enabled(whole_text, EnabledStatistics::None);
        }
        let failed = |error| folder.failed(&name)(other(error));
        let schema = parse_message_type(&schema(table)).map_err(failed)?;
        let writer = SerializedFileWriter::new(
            folder.file(&name)?,
            Arc::new(schema),
            Arc::new(properties.build()),
        );
        Ok(Self {
            writer: writer.map_err(failed)?,
            columns: table.columns.iter().map(Buffer::new).collect(),
            rows: 0,
            bytes: 0,
            folder,
            name,
        })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            column.write(&mut group)?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Rows for ParquetTable<'_> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += column.push(cell);
        }
        self.rows += 1;
        if self.bytes >= GROUP_BYTES || self.rows >= GROUP_ROWS {
            let failed = self.folder.failed(&self.name);
            self.write_group().map_err(|error| failed(other(error)))?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), ExportError> {
        let failed = self.folder.failed(&self.name);
        if self.rows > 0 {
            self.write_group().map_err(|error| failed(other(error)))?;
        }
        let file = self.writer.into_inner().map_err(|error| failed(other(error)))?;
        file.into_inner().map_err(|error| failed(error.into_error()))?;
        Ok(())
    }
}

impl Buffer {
    fn new(column: &Column) -> Self {
        Self {
            values: match column.kind {
                Kind::Text => Values::Text(Vec::new()),
                Kind::Integer => Values::Integer(Vec::new()),
                Kind::Number => Values::Number(Vec::new()),
                Kind::Date => Values::Days(Vec::new()),
            },
            levels: Vec::new(),
            nullable: column.nullable,
        }
    }

    /// Takes a cell, and gives its size in bytes.
    fn push(&mut self, cell: &Cell<'_>) -> usize {
        if self.nullable {
            self.levels.push(i16::from(*cell != Cell::Null));
        }
        match (&mut self.values, cell) {
            (Values::Text(values), Cell::Text(text)) => {
                values.push(ByteArray::from(text.as_bytes().to_vec()));
                return text.len();
            }
            (Values::Integer(values), Cell::Integer(number)) => values.push(*number),
            (Values::Number(values), Cell::Number(number)) => values.push(*number),
            (Values::Days(values), Cell::Date(date)) => values.push(days_since_1970(*date)),
            (_, Cell::Null) => return 0,
            (_, cell) => unreachable!("{cell:?} stands in a column of another kind"),
        }
        size_of::<i64>()
    }

    /// Writes the cells as the next column of a row group, and forgets them.
    fn write(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, BufWriter<File>>,
    ) -> Result<(), ParquetError> {
        let levels = self.nullable.then_some(&*self.levels);
        match &mut self.values {
            Values::Text(values) => write_column::<ByteArrayType>(group, values, levels)?,
            Values::Integer(values) => write_column::<Int64Type>(group, values, levels)?,
            Values::Number(values) => write_column::<DoubleType>(group, values, levels)?,
            Values::Days(values) => write_column::<Int32Type>(group, values, levels)?,
        }
        self.levels.clear();
        Ok(())
    }
}

fn write_column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, BufWriter<File>>,
    values: &mut Vec<T::T>,
    levels: Option<&[i16]>,
) -> Result<(), ParquetError> {
    let column = group.next_column()?;
    let mut column =
        column.ok_or_else(|| ParquetError::General("more columns than in the schema".to_owned()))?;
    column.typed::<T>().write_batch(values, levels, None)?;
    values.clear();
    column.close()
}

fn other(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// Days from 1 January 1970 to a day, as Parquet counts dates.
fn days_since_1970(date: Date) -> i32 {
    const DAYS_FROM_YEAR_0_TO_1970: i32 = 719_468;
    // The year is taken to begin in March, so that its only irregular day is its last.
    let (month, day) = (i32::from(date.month()), i32::from(date.day()));
    let year = i32::from(date.year()) - i32::from(month < 3);
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + leap_days + day_of_year - DAYS_FROM_YEAR_0_TO_1970
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Row, RowAccessor};

    use super::*;
    use crate::testing::hostile;
    use crate::{Format, export};

    #[test]
    fn hostile_text_is_read_back_as_it_was() {
        let sample = hostile("chars");
        let out = sample.destination();
        export(sample.folder(), Format::Parquet, &out).unwrap();
        let read = |name: &str| -> Vec<Row> {
            let reader = SerializedFileReader::new(File::open(out.join(name)).unwrap()).unwrap();
            reader.get_row_iter(None).unwrap().map(Result::unwrap).collect()
        };
        let documents = read("documents.parquet");
        assert_eq!(documents.len(), 2);
        for (row, document) in documents.iter().zip(sample.documents()) {
            assert_eq!(row.get_string(0).unwrap(), &document.id);
            assert_eq!(row.get_string(2).ok(), document.title.as_ref());
            assert_eq!(row.get_string(4).unwrap(), &document.text);
        }
        assert!(
            documents[0].to_string().contains("date: 2022-12-24"),
            "{}",
            documents[0]
        );
        let mentions = read("mentions.parquet");
        let expected: Vec<_> = sample
            .documents()
            .iter()
            .flat_map(|document| document.mentions.clone())
            .collect();
        assert_eq!(mentions.len(), expected.len());
        for (row, mention) in mentions.iter().zip(expected) {
            assert_eq!(usize::try_from(row.get_long(2).unwrap()), Ok(mention.start));
            assert_eq!(row.get_string(9).unwrap(), &mention.text);
            assert_eq!(row.get_double(12).ok(), Some(mention.score));
            assert_eq!(row.get_string(13).ok(), mention.entity.as_ref());
        }
        let entities = read("entities.parquet");
        assert_eq!(entities[0].get_string(1).unwrap(), &sample.entities()[0].name);
    }

    #[test]
    fn large_tables_have_several_row_groups() {
        let place = tempfile::tempdir().unwrap();
        let folder = NewFolder::new(&place.path().join("out")).unwrap();
        let records = Records::open(hostile("bytes").folder()).unwrap();
        let mut table = ParquetTable::new(&folder, &crate::tables::DOCUMENTS, &records).unwrap();
        let text = "x".repeat(GROUP_BYTES / 2);
        for number in 0..5 {
            let id = format!("d{number}");
            let text_cell = |text: &'static str| Cell::Text(text.into());
            let cells = [
                Cell::Text(id.into()),
                text_cell("00"),
                Cell::Null,
                Cell::Null,
                Cell::Text(text.as_str().into()),
                Cell::Integer(0),
                Cell::Null,
            ];
            table.row(&cells).unwrap();
        }
        table.finish().unwrap();
        folder.finish().unwrap();
        let file = File::open(place.path().join("out/documents.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.num_row_groups(), 3);
        let ids: Vec<String> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap().get_string(0).unwrap().clone())
            .collect();
        assert_eq!(ids, ["d0", "d1", "d2", "d3", "d4"]);
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (day, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2022-12-24", 19_350),
            ("0000-03-01", -719_468),
        ] {
            assert_eq!(days_since_1970(day.parse().unwrap()), days, "{day}");
        }
    }
}
