//! Mentions: places in a cleaned text that refer to something.

use std::fmt;
use std::str::FromStr;

use crate::span::Span;

/// The number of a mention within its document, in the order of the text. Printed as `m0`, `m1`, …
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MentionId(pub u32);

impl fmt::Display for MentionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m{}", self.0)
    }
}

/// The type of an entity, by the CoNLL-2003 inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum EntityType {
    /// `PER`: a person.
    Person,
    /// `ORG`: an organisation: government, ministry, company, party, team.
    Organization,
    /// `LOC`: a place: country, city, river, building.
    Location,
    /// `MISC`: other names: nationality, language, event, law, work.
    Misc,
}

impl EntityType {
    /// Every type, in the order in which tables list them.
    pub const ALL: [Self; 4] = [Self::Person, Self::Organization, Self::Location, Self::Misc];

    /// The label: `PER`, `ORG`, `LOC` or `MISC`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "PER",
            Self::Organization => "ORG",
            Self::Location => "LOC",
            Self::Misc => "MISC",
        }
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}

/// A label or mention kind that is not one of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} {found:?}: expected one of {expected}")]
pub struct ParseLabelError {
    what: &'static str,
    found: String,
    expected: &'static str,
}

impl FromStr for EntityType {
    type Err = ParseLabelError;

    fn from_str(label: &str) -> Result<Self, ParseLabelError> {
        Self::ALL
            .into_iter()
            .find(|entity_type| entity_type.label() == label)
            .ok_or_else(|| ParseLabelError {
                what: "label",
                found: label.to_owned(),
                expected: "PER, ORG, LOC, MISC",
            })
    }
}

/// How a mention refers to its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionKind {
    /// By name: "Shavkat Mirziyoyev".
    Name,
    /// By a description: "the Head of the state".
    Nominal,
    /// By a pronoun: "he".
    Pronoun,
}

impl MentionKind {
    /// Every kind, in the order in which tables list them.
    pub const ALL: [Self; 3] = [Self::Name, Self::Nominal, Self::Pronoun];

    /// `name`, `nominal` or `pronoun`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Nominal => "nominal",
            Self::Pronoun => "pronoun",
        }
    }
}

impl fmt::Display for MentionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for MentionKind {
    type Err = ParseLabelError;

    fn from_str(word: &str) -> Result<Self, ParseLabelError> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| ParseLabelError {
                what: "mention kind",
                found: word.to_owned(),
                expected: "name, nominal, pronoun",
            })
    }
}

/// A score outside 0..=1, or not a number.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("a score must lie in 0..=1, found {0}")]
pub struct ScoreError(pub f32);

/// How sure a stage is of a mention: finite, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Score(f32);

impl Score {
    /// No certainty at all: every score is at least this.
    pub const ZERO: Self = Self(0.0);
    /// Full certainty: the score of what a rule found.
    pub const ONE: Self = Self(1.0);

    /// A score.
    ///
    /// # Errors
    /// When `value` is not a number or lies outside 0..=1.
    pub fn new(value: f32) -> Result<Self, ScoreError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(ScoreError(value))
        }
    }

    /// The number.
    pub fn get(self) -> f32 {
        self.0
    }
}

/// A place in a cleaned text that refers to an entity. It holds no text: the document does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mention {
    /// Where it stands in the cleaned text.
    pub span: Span,
    /// The type of what it refers to.
    pub label: EntityType,
    /// Name, nominal or pronoun.
    pub kind: MentionKind,
    /// How sure the stage that found it is.
    pub score: Score,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_kinds_invert() {
        for entity_type in EntityType::ALL {
            assert_eq!(entity_type.label().parse(), Ok(entity_type));
        }
        for kind in MentionKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        let error = "PERSON".parse::<EntityType>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown label \"PERSON\": expected one of PER, ORG, LOC, MISC"
        );
    }

    #[test]
    fn a_score_is_a_probability() {
        assert!(Score::new(1.0).is_ok());
        for wrong in [-0.1, 1.1, f32::NAN, f32::INFINITY] {
            assert!(Score::new(wrong).is_err(), "{wrong} must be refused");
        }
    }
}
