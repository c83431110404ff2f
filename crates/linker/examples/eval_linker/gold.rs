//! A document with gold mentions, whatever it was read from.

use onomast_document::{Date, EntityType, MentionKind, Span};

/// A gold mention.
#[derive(Debug, Clone)]
pub struct GoldMention {
    pub span: Span,
    /// The span that the corpus gives, where `span` is the bare name in it.
    pub outer: Span,
    pub label: EntityType,
    pub kind: MentionKind,
    /// The entity, named over the whole corpus where `GoldDocument::shared` holds.
    pub entity: String,
}

/// A gold document.
#[derive(Debug, Clone)]
pub struct GoldDocument {
    pub id: String,
    pub text: String,
    pub date: Option<Date>,
    pub mentions: Vec<GoldMention>,
    /// Whether entities are shared between documents.
    pub shared: bool,
    /// Whether nominals and pronouns are annotated in our manner.
    pub descriptions: bool,
}
