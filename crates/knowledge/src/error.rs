//! What can be wrong with a knowledge file.

use std::path::PathBuf;

/// A knowledge file that cannot be used. Lines are counted from 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KnowledgeError {
    /// The file could not be read.
    #[error("cannot read the knowledge file {}", path.display())]
    Read {
        /// Its path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A line is no record of the format.
    #[error("{file}:{line}: not a knowledge record")]
    Syntax {
        /// Name of the file.
        file: String,
        /// Number of the line.
        line: usize,
        /// What the reader met; its own line number is within the record.
        #[source]
        source: serde_json::Error,
    },
    /// A record contradicts itself.
    #[error("{file}:{line}: {message}")]
    Invalid {
        /// Name of the file.
        file: String,
        /// Number of the line.
        line: usize,
        /// What is wrong, and what is expected.
        message: String,
    },
    /// Two records of one file have the same id.
    #[error("{file}:{line}: {id} is already described on line {first}; join the two")]
    DuplicateId {
        /// Name of the file.
        file: String,
        /// Number of the second line.
        line: usize,
        /// Number of the first line.
        first: usize,
        /// The id.
        id: String,
    },
    /// A record names an item that no file describes, or one of the wrong kind.
    #[error("{file}:{line}: {field} names {id}, which is {problem}")]
    UnknownReference {
        /// Name of the file.
        file: String,
        /// Number of the line.
        line: usize,
        /// The field, such as `capital`.
        field: &'static str,
        /// The id that it names.
        id: String,
        /// Why it cannot be meant, such as "not described in any file".
        problem: &'static str,
    },
    /// Following a field leads back to where it began.
    #[error("{file}:{line}: following `{field}` leads in a circle: {}", ids.join(" → "))]
    Cycle {
        /// Name of the file that describes the first item.
        file: String,
        /// Number of that line.
        line: usize,
        /// The field: `country` or `successors`.
        field: &'static str,
        /// The circle; its first and last are the same.
        ids: Vec<String>,
    },
}

/// Something odd in a knowledge file, which is used none the less.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KnowledgeWarning {
    /// Two persons hold one office of one place at one time.
    #[error(
        "{file}:{line}: the term of {person} as {office} of {place} overlaps that of {other} ({other_file}:{other_line})"
    )]
    OverlappingTerms {
        /// Name of the file of the later term.
        file: String,
        /// Number of its line.
        line: usize,
        /// Who holds it.
        person: String,
        /// The office.
        office: String,
        /// Id of the place.
        place: String,
        /// Who holds the earlier term.
        other: String,
        /// Name of its file.
        other_file: String,
        /// Number of its line.
        other_line: usize,
    },
}
