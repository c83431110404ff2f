//! Sub-words are grouped into windows: the stretches that the model takes in at once.
//!
//! A window holds as many whole sentences as fit. A sentence that fits none is spread over several windows, each of
//! which repeats the end of the one before.

use std::ops::Range;

use crate::tokenized::TokenizedText;

/// A stretch of consecutive words, as indices into [`TokenizedText::words`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    pub words: Range<usize>,
}

/// Cuts a text into windows of at most `budget` sub-words, special tokens not counted. Consecutive windows that cut
/// a sentence share words of about `overlap` sub-words; others share none.
pub(crate) fn windows(text: &TokenizedText, budget: usize, overlap: usize) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut open = 0..0;
    for sentence in sentences(text) {
        if text.subwords(open.start..sentence.end).len() <= budget {
            open.end = sentence.end;
            continue;
        }
        if !open.is_empty() {
            windows.push(Window { words: open });
        }
        if text.subwords(sentence.clone()).len() > budget {
            cut_sentence(text, sentence.clone(), budget, overlap, &mut windows);
            open = sentence.end..sentence.end;
        } else {
            open = sentence;
        }
    }
    if !open.is_empty() {
        windows.push(Window { words: open });
    }
    windows
}

/// The sentences, as ranges of words.
fn sentences(text: &TokenizedText) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.words.get(start + 1..)?;
        let length = rest
            .iter()
            .position(|word| word.starts_sentence)
            .unwrap_or(rest.len());
        let sentence = start..start + 1 + length;
        start = sentence.end;
        (!sentence.is_empty() && sentence.end <= text.words.len()).then_some(sentence)
    })
}

fn cut_sentence(
    text: &TokenizedText,
    sentence: Range<usize>,
    budget: usize,
    overlap: usize,
    windows: &mut Vec<Window>,
) {
    let mut start = sentence.start;
    loop {
        let mut end = start + 1;
        while end < sentence.end && text.subwords(start..end + 1).len() <= budget {
            end += 1;
        }
        windows.push(Window { words: start..end });
        if end == sentence.end {
            return;
        }
        let mut next = end;
        // The next window must reach further than this one, whatever it repeats.
        while next > start + 1
            && text.subwords(next - 1..end).len() <= overlap
            && text.subwords(next - 1..end + 1).len() <= budget
        {
            next -= 1;
        }
        start = next;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::Word;

    /// A text whose words have the given numbers of sub-words; a sentence starts where the flag says so.
    fn text(words: &[(usize, bool)]) -> TokenizedText {
        let mut text = TokenizedText::default();
        for &(length, starts_sentence) in words {
            let at = text.words.len() as u32;
            text.words.push(Word {
                start: at,
                end: at + 1,
                starts_sentence,
                is_address: false,
            });
            text.first.push(text.ids.len() as u32);
            text.ids.extend(vec![0; length]);
        }
        text
    }

    fn cut(words: &[(usize, bool)], budget: usize, overlap: usize) -> Vec<Range<usize>> {
        windows(&text(words), budget, overlap)
            .into_iter()
            .map(|window| window.words)
            .collect()
    }

    #[test]
    fn whole_sentences_are_kept_together() {
        let words = [(2, true), (2, false), (3, true), (2, true), (1, false)];
        assert_eq!(cut(&words, 7, 2), [0..3, 3..5]);
        assert_eq!(cut(&words, 8, 2), [0..3, 3..5]);
        assert_eq!(cut(&words, 4, 1), [0..2, 2..3, 3..5]);
        assert!(cut(&[], 4, 1).is_empty());
    }

    #[test]
    fn a_long_sentence_is_spread_with_overlap() {
        let words = [
            (1, true),
            (2, true),
            (2, false),
            (2, false),
            (2, false),
            (2, false),
            (1, true),
        ];
        assert_eq!(cut(&words, 6, 2), [0..1, 1..4, 3..6, 6..7]);
    }

    proptest! {
        #[test]
        fn every_word_is_in_a_window_and_windows_are_in_order(
            words in prop::collection::vec((0usize..9, prop::bool::weighted(0.2)), 0..60),
            budget in 4usize..20,
        ) {
            let windows = cut(&words, budget, budget / 3);
            let mut covered = 0;
            for window in &windows {
                prop_assert!(window.start <= covered, "no gap");
                prop_assert!(window.end > covered, "each window brings something new");
                let size: usize = words[window.clone()].iter().map(|word| word.0).sum();
                prop_assert!(size <= budget || window.len() == 1);
                covered = window.end;
            }
            prop_assert_eq!(covered, words.len());
        }

        /// A word of no sub-words of its own shares the first one of the next.
        #[test]
        fn every_first_subword_is_in_the_window_of_its_word(
            words in prop::collection::vec((0usize..3, prop::bool::weighted(0.2)), 0..60),
            budget in 4usize..20,
        ) {
            let text = text(&words);
            for window in windows(&text, budget, budget / 3) {
                let subwords = text.subwords(window.words.clone());
                prop_assert!(subwords.len() <= budget || window.words.len() == 1);
                for word in window.words {
                    let first = text.first[word] as usize;
                    prop_assert!(subwords.contains(&first) || first == text.ids.len());
                }
            }
        }
    }
}
