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
    pub manner: Manner,
}

/// How a corpus annotates descriptions and pronouns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// As `corpus/gold/README.md` has it.
    Ours,
    /// In its own way: plural and generic ones, first persons, relative clauses.
    Other,
    /// Not at all.
    NamesOnly,
}

/// Pronouns that our guideline marks.
const PRONOUNS: &[&str] = &[
    "he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself",
];

impl GoldDocument {
    /// Whether our guideline would mark a description or pronoun too, as far as its first word tells, and
    /// whether there is a name for what it refers to.
    pub fn is_in_our_manner(&self, mention: &GoldMention) -> bool {
        if self.manner == Manner::Ours {
            return true;
        }
        let named = self
            .mentions
            .iter()
            .any(|other| other.kind == MentionKind::Name && other.entity == mention.entity);
        let text = mention.outer.of(&self.text).unwrap_or_default().to_lowercase();
        let first = text.split([' ', '\'']).next().unwrap_or_default();
        named
            && match mention.kind {
                MentionKind::Pronoun => PRONOUNS.contains(&text.as_str()),
                _ => ["the", "this", "our", "his", "her", "its"].contains(&first),
            }
    }
}
