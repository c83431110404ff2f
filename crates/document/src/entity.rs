//! Entities: the persons, organisations and places that mentions refer to.

use std::borrow::Cow;
use std::fmt;

use crate::mention::{EntityType, MentionId};

/// The number of an entity in a run, most mentioned first. Printed as `e0`, `e1`, …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub u32);

impl fmt::Display for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "e{}", self.0)
    }
}

/// One way in which an entity is named, with how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The surface form.
    pub text: String,
    /// How many mentions have it.
    pub count: u32,
}

/// Why mentions were taken for one entity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Evidence {
    /// The sieve or rule, such as `surname`.
    pub rule: Cow<'static, str>,
    /// What it saw, in words.
    pub detail: String,
}

/// A mention in a corpus: the position of its document in the input, and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MentionRef {
    /// Position of the document in the input, from 0.
    pub document: u32,
    /// The mention in that document.
    pub mention: MentionId,
}

/// One real person, organisation or place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its number in this run.
    pub id: EntityId,
    /// The canonical name.
    pub name: String,
    /// Its type.
    pub label: EntityType,
    /// Its id in Wikidata, or in the user's knowledge file, if it was recognised there.
    pub kb_id: Option<String>,
    /// Where it has none there: our knowledge base's own id (`onomast:…`), or one made from its name, type and evidence; the
    /// same in every run.
    pub nil_id: Option<String>,
    /// Surface forms of its names, most frequent first.
    pub aliases: Vec<Alias>,
    /// Its mentions, in the order of the input.
    pub mentions: Vec<MentionRef>,
    /// Why its parts were merged, without repetition.
    pub evidence: Vec<Evidence>,
}
