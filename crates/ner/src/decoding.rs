//! Logits become one label a word.
//!
//! The first sub-word of a word speaks for it. Among all sequences that IOB2 allows (a name goes on only in its own
//! type, and never over the start of a sentence) the most probable one is taken, by Viterbi's algorithm over the
//! words' label probabilities.

use crate::labels::{LabelSet, Tag};

/// The label of a word and how probable the model holds it to be in a name of that type (for `O`: in none).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WordLabel {
    pub tag: Tag,
    pub probability: f32,
}

/// A word to be labelled: its logits, and whether a sentence starts with it.
pub(crate) struct WordLogits<'a> {
    pub logits: &'a [f32],
    pub starts_sentence: bool,
    /// Whether the word is known to be in no name.
    pub is_outside: bool,
}

/// Labels the consecutive words of a window. Logits are divided by `temperature`: over 1 makes the model less sure.
pub(crate) fn decode<'a>(
    labels: &LabelSet,
    temperature: f32,
    words: impl ExactSizeIterator<Item = WordLogits<'a>>,
) -> Vec<WordLabel> {
    let tags = labels.tags();
    let width = tags.len();
    let mut probabilities: Vec<f32> = Vec::with_capacity(words.len() * width);
    let mut back: Vec<u8> = Vec::with_capacity(words.len() * width);
    let mut best = vec![0.0f32; width];
    let mut reached = best.clone();
    for (at, word) in words.enumerate() {
        let from = probabilities.len();
        probabilities.extend(softmax(word.logits, temperature));
        for (label, tag) in tags.iter().enumerate() {
            let allowed = |&before: &usize| {
                let before = (at > 0 && !word.starts_sentence).then(|| tags[before]);
                tag.may_follow(before) && (!word.is_outside || *tag == Tag::Outside)
            };
            // The first of equals, so that ties are decided the same way everywhere.
            let previous = (0..width)
                .filter(allowed)
                .reduce(|a, b| if best[b] > best[a] { b } else { a });
            let score = previous.map_or(f32::NEG_INFINITY, |previous| best[previous]);
            reached[label] = score + probabilities[from + label].max(f32::MIN_POSITIVE).ln();
            back.push(previous.unwrap_or(0) as u8);
        }
        std::mem::swap(&mut best, &mut reached);
    }
    let count = probabilities.len() / width;
    let mut label = (0..width)
        .reduce(|a, b| if best[b] > best[a] { b } else { a })
        .unwrap_or(0);
    let mut decoded = vec![
        WordLabel {
            tag: Tag::Outside,
            probability: 0.0
        };
        count
    ];
    for at in (0..count).rev() {
        let tag = tags[label];
        let same_type = tags.iter().zip(&probabilities[at * width..(at + 1) * width]);
        let probability = same_type
            .filter(|(other, _)| other.entity_type() == tag.entity_type())
            .map(|(_, p)| p)
            .sum();
        decoded[at] = WordLabel { tag, probability };
        label = usize::from(back[at * width + label]);
    }
    decoded
}

/// Logits as probabilities that add up to one.
fn softmax(logits: &[f32], temperature: f32) -> impl Iterator<Item = f32> {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let total: f32 = logits
        .iter()
        .map(|logit| ((logit - highest) / temperature).exp())
        .sum();
    logits
        .iter()
        .map(move |logit| ((logit - highest) / temperature).exp() / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABELS: [&str; 5] = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"];

    /// Labels words given as logits of `LABELS`; `true` starts a sentence.
    fn labelled(words: &[([f32; 5], bool)]) -> Vec<&'static str> {
        let labels = LabelSet::new(LABELS).unwrap();
        let words = words.iter().map(|(logits, starts_sentence)| WordLogits {
            logits,
            starts_sentence: *starts_sentence,
            is_outside: false,
        });
        let decoded = decode(&labels, 1.0, words);
        let name = |word: &WordLabel| labels.tags().iter().position(|tag| *tag == word.tag).unwrap();
        decoded.iter().map(|word| LABELS[name(word)]).collect()
    }

    const O: [f32; 5] = [5.0, 0.0, 0.0, 0.0, 0.0];
    const B_PER: [f32; 5] = [0.0, 5.0, 0.0, 0.0, 0.0];
    const I_PER: [f32; 5] = [0.0, 0.0, 5.0, 0.0, 0.0];

    #[test]
    fn a_valid_sequence_stays() {
        assert_eq!(
            labelled(&[(O, true), (B_PER, false), (I_PER, false)]),
            ["O", "B-PER", "I-PER"]
        );
        assert!(labelled(&[]).is_empty());
    }

    #[test]
    fn a_name_never_starts_with_an_inside_label() {
        let doubtful = [0.0, 2.0, 3.0, 0.0, 0.0];
        assert_eq!(
            labelled(&[(O, true), (doubtful, false), (I_PER, false)]),
            ["O", "B-PER", "I-PER"]
        );
        assert_eq!(
            labelled(&[(B_PER, true), (doubtful, true)]),
            ["B-PER", "B-PER"],
            "a new sentence"
        );
    }

    #[test]
    fn one_stray_type_within_a_name_gives_way() {
        let stray = [0.0, 0.0, 2.0, 0.0, 2.5];
        assert_eq!(
            labelled(&[(B_PER, true), (stray, false), (I_PER, false)]),
            ["B-PER", "I-PER", "I-PER"]
        );
    }

    #[test]
    fn probabilities_are_of_the_type() {
        let labels = LabelSet::new(LABELS).unwrap();
        let logits = [0.0, 1.0, 1.0, 0.0, 0.0];
        let decoded = decode(
            &labels,
            1.0,
            std::iter::once(WordLogits {
                logits: &logits,
                starts_sentence: true,
                is_outside: false,
            }),
        );
        let e = std::f32::consts::E;
        assert!((decoded[0].probability - 2.0 * e / (2.0 * e + 3.0)).abs() < 1e-6);
    }
}
