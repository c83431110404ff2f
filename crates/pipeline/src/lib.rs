//! From a folder of pages to clean text, located mentions and canonical entities.
//!
//! The stages stand in [`Pipeline`] in the order in which a page passes them:
//!
//! ```text
//! RawDocument ─clean─► Document ─recognize─► AnnotatedDocument ─resolve─► ResolvedDocument ─merge─► Resolution
//!                                (each document by itself)                   (the whole corpus)
//! ```
//!
//! [`Pipeline::extract`] takes pages from memory:
//!
//! ```
//! use onomast_pipeline::{Format, Pipeline, RawDocument, DocumentId, Settings};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let pipeline = Pipeline::load(&Settings::default())?;
//! let page = RawDocument {
//!     id: DocumentId::new("visit.txt"),
//!     format: Format::Text,
//!     bytes: b"Ada Lovelace came to London. Lovelace met the press there.".to_vec(),
//! };
//! let extraction = pipeline.extract(&[page]);
//! let ada = &extraction.resolution.entities[0];
//! assert_eq!((ada.name.as_str(), ada.mentions.len()), ("Ada Lovelace", 2));
//! # Ok(())
//! # }
//! ```
//!
//! [`run::to_folder`] does the main job of the command line, files to files, in bounded memory.
//!
//! Reading order: [`settings`], [`models`] (finding and checking the shipped files), [`engines`] (what runs the model),
//! [`source`] (inputs), [`stages`] (the pipeline itself), [`run`] (a whole job), [`journal`] (what is finished stays
//! finished), [`output`] (the versioned records), [`places`] (their offsets in other units),
//! [`failure`] (what went wrong, and with which document).

mod engines;
pub mod failure;
mod files;
pub mod journal;
pub mod models;
pub mod output;
pub mod places;
pub mod run;
mod run_record;
pub mod settings;
pub mod source;
pub mod stages;

pub use failure::{Failure, PipelineError, Stage};
pub use onomast_clean as clean;
pub use onomast_document::{
    Date, Document, DocumentId, Entity, EntityType, Format, Mention, RawDocument, RawSpan, Score, Span,
};
pub use onomast_linker::{Resolution, ResolvedDocument};
pub use onomast_ner::{Device, MinScore};
pub use settings::{Engine, OffsetUnit, Settings};
pub use source::Sources;
pub use stages::{Extraction, Pipeline, recurring_lines};
