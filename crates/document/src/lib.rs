//! The data model of Onomast.
//!
//! A page travels as a value that no later stage edits: [`RawDocument`] (bytes of a file), [`Document`]
//! (readable text, and where it came from), [`AnnotatedDocument`] (text with mentions). The linker groups
//! mentions into [`Entity`] values.
//!
//! *Mention* is a place in a text; *entity* is the person, organisation or place that it refers to.
//!
//! Reading order: [`span`] (places in a text), [`offsets`] (from cleaned text back to the raw file),
//! [`date`], [`mention`], [`document`], [`entity`].

pub mod date;
pub mod document;
pub mod entity;
pub mod mention;
pub mod offsets;
pub mod span;

pub use date::{Date, DateError};
pub use document::{AnnotatedDocument, Document, DocumentId, Format, RawDocument, Removal};
pub use entity::{Alias, Entity, EntityId, Evidence, MentionRef};
pub use mention::{EntityType, Mention, MentionId, MentionKind, ParseLabelError, Score, ScoreError};
pub use offsets::{OffsetMap, OffsetMapBuilder};
pub use span::{RawSpan, Span, SpanError};
