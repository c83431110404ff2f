//! What is scored: documents with their mentions, the same values for gold and for predictions.

use onomast_document::{Date, DocumentId, MentionKind, RawSpan};
use serde::Deserialize;

/// What the offsets of a place count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OffsetUnit {
    /// Bytes of UTF-8.
    #[default]
    Bytes,
    /// Unicode code points.
    Chars,
}

/// A place in a text that refers to something, as an annotator or a system gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands in the text of its document; for our records, in the original file. Counted in the document's
    /// [`unit`](AnnotatedText::unit). `None` where the system could not say; such a mention cannot be aligned, and is
    /// counted so.
    pub place: Option<RawSpan>,
    /// Where it stands in the cleaned text of its document, for our records. Always in bytes.
    pub clean_place: Option<RawSpan>,
    /// The words, as annotated.
    pub text: String,
    /// Its type, such as `PER`. Labels are compared as they stand.
    pub label: String,
    /// Name, nominal or pronoun.
    pub kind: MentionKind,
    /// The name of its entity, unique in the corpus. `None` for a mention that was left unlinked.
    pub entity: Option<String>,
    /// The id of its entity in the knowledge base. `None` is NIL where `entity` is given.
    pub kb_id: Option<String>,
}

impl Mention {
    /// A name mention without an entity.
    pub fn name(place: RawSpan, text: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            place: Some(place),
            clean_place: None,
            text: text.into(),
            label: label.into(),
            kind: MentionKind::Name,
            entity: None,
            kb_id: None,
        }
    }

    /// The same mention as one of `entity`.
    #[must_use]
    pub fn of_entity(mut self, entity: impl Into<String>) -> Self {
        self.entity = Some(entity.into());
        self
    }

    /// The same mention as one of another kind.
    #[must_use]
    pub fn of_kind(mut self, kind: MentionKind) -> Self {
        self.kind = kind;
        self
    }
}

/// What a page says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline, where the page has one.
    pub title: Option<String>,
    /// The day of publication, where the page gives it.
    pub date: Option<Date>,
}

/// A document as annotated by a person or by a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotatedText {
    /// Its name; gold and prediction are paired by it.
    pub id: DocumentId,
    /// The text in which places count, where it is known. For our records it is not: they hold the cleaned text.
    pub text: Option<String>,
    /// What `place` and `junk` count. Characters occur only where `text` is not known, for only with it can they be
    /// turned into bytes.
    pub unit: OffsetUnit,
    /// The cleaned text, for our records.
    pub clean_text: Option<String>,
    /// Mentions, in any order.
    pub mentions: Vec<Mention>,
    /// Stretches that are not part of the article: those that cleaning should remove, or did. `None` where the
    /// format says nothing of cleaning.
    pub junk: Option<Vec<RawSpan>>,
    /// Headline and date. `None` where the format does not speak of them.
    pub metadata: Option<Metadata>,
}

impl AnnotatedText {
    /// A document without annotations.
    pub fn new(id: impl Into<std::sync::Arc<str>>, text: Option<String>) -> Self {
        Self {
            id: DocumentId::new(id),
            text,
            unit: OffsetUnit::Bytes,
            clean_text: None,
            mentions: Vec::new(),
            junk: None,
            metadata: None,
        }
    }
}

/// Annotated documents: a gold standard, or the output of a system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corpus {
    /// The documents, in any order.
    pub documents: Vec<AnnotatedText>,
}

impl Corpus {
    /// Whether any mention has an entity.
    pub fn has_entities(&self) -> bool {
        self.any_mention(|mention| mention.entity.is_some())
    }

    /// Whether any mention has an id in a knowledge base.
    pub fn has_kb_ids(&self) -> bool {
        self.any_mention(|mention| mention.kb_id.is_some())
    }

    /// How many mentions there are.
    pub fn mention_count(&self) -> usize {
        self.documents
            .iter()
            .map(|document| document.mentions.len())
            .sum()
    }

    fn any_mention(&self, wanted: impl Fn(&Mention) -> bool) -> bool {
        self.documents
            .iter()
            .any(|document| document.mentions.iter().any(&wanted))
    }
}
