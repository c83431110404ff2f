//! The labels of a model, read as IOB2 tags (Tjong Kim Sang and Veenstra, 1999).

use onomast_document::EntityType;

/// What a label says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// `O`: in no name.
    Outside,
    /// `B-…`: the first word of a name.
    Begin(EntityType),
    /// `I-…`: a further word of a name.
    Inside(EntityType),
}

impl Tag {
    /// The type of the name that the word is in.
    pub fn entity_type(self) -> Option<EntityType> {
        match self {
            Self::Outside => None,
            Self::Begin(entity_type) | Self::Inside(entity_type) => Some(entity_type),
        }
    }

    /// Whether a word with this tag may stand after a word with tag `before`; `None` at the start of a sentence.
    pub(crate) fn may_follow(self, before: Option<Self>) -> bool {
        match self {
            Self::Inside(entity_type) => before.and_then(Self::entity_type) == Some(entity_type),
            Self::Outside | Self::Begin(_) => true,
        }
    }

    fn parse(label: &str) -> Option<Self> {
        if label == "O" {
            return Some(Self::Outside);
        }
        let (position, name) = label.split_once('-')?;
        let entity_type = match name {
            "PER" | "PERSON" => EntityType::Person,
            "ORG" | "ORGANIZATION" | "ORGANISATION" => EntityType::Organization,
            "LOC" | "LOCATION" => EntityType::Location,
            "MISC" => EntityType::Misc,
            _ => return None,
        };
        match position {
            "B" => Some(Self::Begin(entity_type)),
            "I" => Some(Self::Inside(entity_type)),
            _ => None,
        }
    }
}

/// The labels of a model, by their number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelSet {
    tags: Vec<Tag>,
}

impl LabelSet {
    /// The label set with the given labels, in the order of the model's outputs.
    ///
    /// # Errors
    /// In words, when a label is not `O`, `B-…` or `I-…` of PER, ORG, LOC or MISC, is there twice, or when `O` or
    /// one of a pair is missing.
    pub fn new<S: AsRef<str>>(labels: impl IntoIterator<Item = S>) -> Result<Self, String> {
        let mut tags = Vec::new();
        for label in labels {
            let label = label.as_ref();
            let tag = Tag::parse(label).ok_or_else(|| {
                format!("label {label:?} is none of ours: IOB2 labels O, B-… and I-… of PER, ORG, LOC, MISC are needed")
            })?;
            if tags.contains(&tag) {
                return Err(format!("label {label:?} is there twice"));
            }
            tags.push(tag);
        }
        if !tags.contains(&Tag::Outside) {
            return Err("the label O is missing".to_owned());
        }
        if tags.len() == 1 {
            return Err("there is no label but O".to_owned());
        }
        for tag in &tags {
            if let Some(entity_type) = tag.entity_type()
                && !(tags.contains(&Tag::Begin(entity_type)) && tags.contains(&Tag::Inside(entity_type)))
            {
                return Err(format!("{entity_type} needs both a B- and an I- label"));
            }
        }
        Ok(Self { tags })
    }

    /// Tags by label number.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// How many labels there are: the width of the model's output.
    pub fn len(&self) -> usize {
        self.tags.len()
    }

    /// Never: a label set has at least three labels.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_set_is_checked() {
        let labels = |text: &str| LabelSet::new(text.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(labels("O B-PER I-PER").unwrap().len(), 3);
        for (wrong, word) in [
            ("O B-DATE I-DATE", "B-DATE"),
            ("B-PER I-PER", "O is missing"),
            ("O B-PER", "both"),
            ("O B-PER B-PER I-PER", "twice"),
            ("O", "no label but O"),
            ("O LABEL_1", "LABEL_1"),
        ] {
            let error = labels(wrong).unwrap_err();
            assert!(error.contains(word), "{wrong}: {error}");
        }
    }

    #[test]
    fn a_name_goes_on_only_in_its_own_type() {
        use EntityType::{Location, Person};
        assert!(Tag::Inside(Person).may_follow(Some(Tag::Begin(Person))));
        assert!(!Tag::Inside(Person).may_follow(Some(Tag::Inside(Location))));
        assert!(!Tag::Inside(Person).may_follow(Some(Tag::Outside)));
        assert!(!Tag::Inside(Person).may_follow(None));
        assert!(Tag::Begin(Person).may_follow(Some(Tag::Begin(Person))));
    }
}
