//! Within a document, one name keeps one label.
//!
//! The model reads a page window by window and may take one and the same name for a person here and a place there. The
//! label that it holds more probable over all places of the name is given to the doubtful ones.

use std::collections::BTreeMap;

use onomast_document::{EntityType, Mention};

/// Surer labels than this are left alone: a page may well speak of both Washingtons.
const DOUBTFUL: f32 = 0.9;
/// How much more the other label must weigh in the document.
const WEIGHT: f32 = 1.5;

/// Gives doubtful mentions the label that their text has elsewhere in the document.
pub(crate) fn agree(text: &str, names: &mut [Mention]) {
    let mut weights: BTreeMap<&str, [f32; EntityType::ALL.len()]> = BTreeMap::new();
    for name in names.iter() {
        if let Some(surface) = name.span.of(text) {
            weights.entry(surface).or_default()[index(name.label)] += name.score.get();
        }
    }
    for name in names {
        let Some(weights) = name.span.of(text).and_then(|surface| weights.get(surface)) else {
            continue;
        };
        let mut best = name.label;
        for label in EntityType::ALL {
            if weights[index(label)] > weights[index(best)] {
                best = label;
            }
        }
        if name.score.get() < DOUBTFUL && weights[index(best)] >= WEIGHT * weights[index(name.label)] {
            name.label = best;
        }
    }
}

fn index(label: EntityType) -> usize {
    EntityType::ALL
        .iter()
        .position(|other| *other == label)
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use onomast_document::{MentionKind, Score, Span};

    use super::*;

    /// The labels after agreement of names that stand one behind the other in a text.
    fn agreed(names: &[(&str, EntityType, f32)]) -> Vec<EntityType> {
        let (mut text, mut mentions) = (String::new(), Vec::new());
        for &(name, label, score) in names {
            let start = text.len();
            text.push_str(name);
            let span = Span::new(start, text.len()).unwrap();
            mentions.push(Mention {
                span,
                label,
                kind: MentionKind::Name,
                score: Score::new(score).unwrap(),
            });
        }
        agree(&text, &mut mentions);
        mentions.iter().map(|mention| mention.label).collect()
    }

    #[test]
    fn the_doubtful_label_gives_way() {
        use EntityType::{Location, Organization, Person};
        let names = [
            ("Daesh", Organization, 0.9),
            ("Daesh", Organization, 0.7),
            ("Daesh", Person, 0.6),
        ];
        assert_eq!(agreed(&names), [Organization; 3]);
        let sure = [
            ("Jordan", Person, 0.99),
            ("Jordan", Person, 0.99),
            ("Jordan", Location, 0.95),
        ];
        assert_eq!(agreed(&sure), [Person, Person, Location], "a sure label stays");
        let even = [("Jordan", Person, 0.8), ("Jordan", Location, 0.7)];
        assert_eq!(agreed(&even), [Person, Location], "no side outweighs the other");
    }
}
