//! Records of an extraction in the formats of other programs.
//!
//! [`export`] reads the output folder of `onomast extract` and writes one [`Format`]. Documents are read one after
//! another and written at once; memory holds the names of the entities and, for the graph, which documents mention them.
//! A result appears whole or not at all. What a format cannot hold is counted and said in the [`Summary`]; what would
//! break it is escaped. `docs/EXPORTS.md` describes each format for its readers.
//!
//! Reading order: `records` (what is exported, with checked places), `tables` (columns and rows for `csv` and `parquet`),
//! then a module a format; `destination` and `file_name` say where things are put.

mod brat;
mod conll;
mod csv;
mod destination;
mod displacy;
mod error;
mod file_name;
mod graphml;
mod jsonld;
#[cfg(feature = "parquet")]
mod parquet;
mod records;
pub mod tables;
#[cfg(test)]
mod testing;
mod webanno;

use std::path::Path;

pub use error::ExportError;
pub use file_name::file_name;

use records::Records;

/// A format of other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A folder of three Apache Parquet files: documents, mentions, entities.
    #[cfg(feature = "parquet")]
    Parquet,
    /// A folder of the same tables as comma-separated values.
    Csv,
    /// A folder of CoNLL-2003 columns, one file a document.
    Conll,
    /// A folder of brat standoff: a text, an annotation file a document, and the configuration.
    Brat,
    /// A folder of `WebAnno` TSV 3.3, one file a document.
    Webanno,
    /// A folder with one file of W3C Web Annotations, and the texts they point into.
    Jsonld,
    /// One `GraphML` file: the entities, joined where documents mention both.
    Graphml,
    /// One JSON file for displaCy.
    Displacy,
}

impl Format {
    /// Whether the format takes several files, and so a folder.
    pub fn is_folder(self) -> bool {
        !matches!(self, Self::Graphml | Self::Displacy)
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many of what, such as 18 documents.
    pub counts: Vec<(usize, &'static str)>,
    /// What the format could not hold as it was.
    pub warnings: Vec<String>,
}

/// Writes the extraction in `folder` to `destination` in a format: into a folder that is new or empty, or to a file,
/// as [`Format::is_folder`] says.
///
/// # Errors
/// When the records cannot be read or contradict each other, or the destination cannot be written or is a folder with
/// files.
pub fn export(folder: &Path, format: Format, destination: &Path) -> Result<Summary, ExportError> {
    let records = Records::open(folder)?;
    match format {
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::write(&records, destination),
        Format::Csv => csv::write(&records, destination),
        Format::Conll => conll::write(&records, destination),
        Format::Brat => brat::write(&records, destination),
        Format::Webanno => webanno::write(&records, destination),
        Format::Jsonld => jsonld::write(&records, destination),
        Format::Graphml => graphml::write(&records, destination),
        Format::Displacy => displacy::write(&records, destination),
    }
}
