//! Comma-separated values: the tables as RFC 4180 has them, in UTF-8, with a header line.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use crate::Summary;
use crate::destination::NewFolder;
use crate::error::ExportError;
use crate::records::Records;
use crate::tables::{Cell, Rows, Table, fill};

/// Writes `documents.csv`, `mentions.csv` and `entities.csv`.
pub(crate) fn write(records: &Records, destination: &Path) -> Result<Summary, ExportError> {
    let folder = NewFolder::new(destination)?;
    let summary = fill(records, |table| CsvTable::new(&folder, table))?;
    folder.finish()?;
    Ok(summary)
}

struct CsvTable<'a> {
    folder: &'a NewFolder,
    name: String,
    writer: csv::Writer<BufWriter<File>>,
}

impl<'a> CsvTable<'a> {
    fn new(folder: &'a NewFolder, table: &Table) -> Result<Self, ExportError> {
        let name = format!("{}.csv", table.name);
        let writer = csv::Writer::from_writer(folder.file(&name)?);
        let mut csv = Self { folder, name, writer };
        csv.record(
            table
                .columns
                .iter()
                .map(|column| column.name.to_owned())
                .collect(),
        )?;
        Ok(csv)
    }

    fn record(&mut self, fields: Vec<String>) -> Result<(), ExportError> {
        let written = self.writer.write_record(fields);
        written.map_err(|error| self.folder.failed(&self.name)(error.into()))
    }
}

impl Rows for CsvTable<'_> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        let field = |cell: &Cell<'_>| match cell {
            Cell::Null => String::new(),
            Cell::Text(text) => text.to_string(),
            Cell::Integer(number) => number.to_string(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(date) => date.to_string(),
        };
        self.record(cells.iter().map(field).collect())
    }

    fn finish(mut self) -> Result<(), ExportError> {
        self.writer.flush().map_err(self.folder.failed(&self.name))
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::hostile;
    use crate::{Format, export};

    #[test]
    fn hostile_text_is_read_back_as_it_was() {
        let sample = hostile("bytes");
        let out = sample.destination();
        let summary = export(sample.folder(), Format::Csv, &out).unwrap();
        assert_eq!(
            summary.counts,
            [(2, "documents"), (3, "mentions"), (2, "entities")]
        );
        let read = |name: &str| -> Vec<csv::StringRecord> {
            let mut reader = csv::Reader::from_path(out.join(name)).unwrap();
            reader.records().map(Result::unwrap).collect()
        };
        let documents = read("documents.csv");
        for (row, document) in documents.iter().zip(sample.documents()) {
            assert_eq!((&row[0], &row[4]), (&*document.id, &*document.text));
            assert_eq!(&row[2], document.title.as_deref().unwrap_or_default());
        }
        let mentions = read("mentions.csv");
        for row in &mentions {
            let text = documents.iter().find(|document| document[0] == row[0]).unwrap()[4].to_owned();
            let [start, end, from, to] = [2, 3, 4, 5].map(|at: usize| row[at].parse::<usize>().unwrap());
            let words: String = text.chars().skip(start).take(end - start).collect();
            assert_eq!((&row[9], text.get(from..to)), (&*words, Some(&*words)));
        }
        assert_eq!(mentions.len(), 3);
        let entities = read("entities.csv");
        assert_eq!(&entities[0][1], sample.entities()[0].name);
        let aliases: serde_json::Value = serde_json::from_str(&entities[0][6]).unwrap();
        assert_eq!(aliases[0]["text"], sample.entities()[0].aliases[0].text);
    }
}
