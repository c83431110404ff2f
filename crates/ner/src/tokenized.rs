//! Words become sub-word ids.

use tokenizers::Tokenizer;

use crate::casing::truecased;
use crate::error::{InferenceError, NerError};
use crate::words::{Word, words};

/// A text as the model sees it: the sub-words of all its words, in one row.
#[derive(Debug, Clone, Default)]
pub(crate) struct TokenizedText {
    /// Sub-word ids, without special tokens.
    pub ids: Vec<u32>,
    /// Words that have at least one sub-word.
    pub words: Vec<Word>,
    /// The index into `ids` of each word's first sub-word. That one carries the word's label.
    pub first: Vec<u32>,
}

impl TokenizedText {
    /// Where in `ids` the sub-words of a range of words stand. Words may share a sub-word ("..." is one for some
    /// tokenizers and three words here), so that neighbouring ranges may overlap by one.
    pub fn subwords(&self, words: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let at = |word: usize| {
            self.first
                .get(word)
                .map_or(self.ids.len(), |&first| first as usize)
        };
        let start = at(words.start);
        if words.is_empty() {
            return start..start;
        }
        start..at(words.end).max(at(words.end - 1) + 1).min(self.ids.len())
    }
}

/// A tokenizer with the special tokens that it puts around a text.
#[derive(Debug, Clone)]
pub struct SubwordTokenizer {
    tokenizer: Tokenizer,
    prefix: Vec<u32>,
    suffix: Vec<u32>,
    pad: u32,
    /// How many ids the model knows, where ids tell letter case too: see [`SubwordTokenizer::with_letter_case`].
    case_step: Option<u32>,
}

/// Letter cases of sub-words that a model blind to them may be told, in the order of its vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LetterCase {
    Lower,
    Capitalised,
    Upper,
    Mixed,
    /// There is no letter.
    None,
}

impl LetterCase {
    /// How many there are.
    pub(crate) const COUNT: u32 = 5;

    fn of(subword: &str) -> Self {
        let is_lower = |text: &str| text.chars().all(|c| c.to_lowercase().eq([c]));
        let mut rest = subword.chars();
        let is_long = rest.next().is_some() && !rest.as_str().is_empty();
        if !subword.chars().any(char::is_alphabetic) {
            Self::None
        } else if is_lower(subword) {
            Self::Lower
        } else if is_long && subword.chars().all(|c| c.to_uppercase().eq([c])) {
            Self::Upper
        } else if is_lower(rest.as_str()) {
            Self::Capitalised
        } else {
            Self::Mixed
        }
    }
}

/// Of a longer word the model sees no more than this: no name is that long, and junk must not fill windows.
const MAX_WORD_BYTES: usize = 96;
/// Words are encoded this many at a time at most, which bounds the tokenizer's own memory.
const MAX_ENCODED_WORDS: usize = 256;

impl SubwordTokenizer {
    /// A tokenizer read from the bytes of a `tokenizer.json`.
    ///
    /// # Errors
    /// When they are no tokenizer, or it gives a plain letter no id.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InferenceError> {
        let mut tokenizer = Tokenizer::from_bytes(bytes)?;
        // Texts are cut into windows here, and "[SEP]" in a page is text like any other.
        tokenizer.with_truncation(None)?;
        tokenizer.with_padding(None);
        tokenizer.set_encode_special_tokens(true);
        let bare = tokenizer.encode("a", false)?;
        let dressed = tokenizer.encode("a", true)?;
        let (bare, dressed) = (bare.get_ids(), dressed.get_ids());
        let at = (!bare.is_empty())
            .then(|| dressed.windows(bare.len()).position(|part| part == bare))
            .flatten()
            .ok_or("the tokenizer has no id for the letter a")?;
        let pad = ["[PAD]", "<pad>"]
            .iter()
            .find_map(|token| tokenizer.token_to_id(token));
        Ok(Self {
            prefix: dressed[..at].to_vec(),
            suffix: dressed[at + bare.len()..].to_vec(),
            pad: pad.unwrap_or(0),
            tokenizer,
            case_step: None,
        })
    }

    /// The same for a model that is told the letter case of each sub-word by its id: that of the vocabulary, and
    /// `vocabulary` more for each case before it. The cases are lower, capitalised, upper, mixed, and none; special tokens
    /// have the first.
    ///
    /// # Errors
    /// When there would be too many ids.
    pub(crate) fn with_letter_case(mut self, vocabulary: usize) -> Result<Self, String> {
        let step = u32::try_from(vocabulary).ok();
        self.case_step = step.filter(|step| step.checked_mul(LetterCase::COUNT).is_some());
        match self.case_step {
            Some(_) => Ok(self),
            None => Err(format!("{vocabulary} ids are too many to tell letter case")),
        }
    }

    /// The ids before a window's sub-words, such as `[CLS]`.
    pub fn prefix(&self) -> &[u32] {
        &self.prefix
    }

    /// The ids behind a window's sub-words, such as `[SEP]`.
    pub fn suffix(&self) -> &[u32] {
        &self.suffix
    }

    /// The id that fills up short rows.
    pub fn pad(&self) -> u32 {
        self.pad
    }

    /// One more than the highest id of the vocabulary.
    pub fn vocabulary_size(&self) -> usize {
        let highest = self.tokenizer.get_vocab(true).into_values().max();
        highest.map_or(0, |highest| highest as usize + 1)
    }

    /// Cuts a text into words and these into sub-words.
    ///
    /// # Errors
    /// When the tokenizer fails.
    pub(crate) fn tokenize(&self, text: &str, truecase: bool) -> Result<TokenizedText, NerError> {
        let mut tokenized = TokenizedText::default();
        let seen = if truecase { truecased(text) } else { text.into() };
        let words = words(text);
        let mut start = 0;
        while start < words.len() {
            let mut end = start + 1;
            let is_long = |word: Word| word.end - word.start > MAX_WORD_BYTES as u32;
            if !is_long(words[start]) {
                while end < words.len()
                    && end - start < MAX_ENCODED_WORDS
                    && !words[end].starts_sentence
                    && !is_long(words[end])
                {
                    end += 1;
                }
            }
            self.encode(&seen, &words[start..end], &mut tokenized)?;
            start = end;
        }
        Ok(tokenized)
    }

    /// Encodes some words that stand next to one another, with the white space between them.
    fn encode(&self, text: &str, words: &[Word], tokenized: &mut TokenizedText) -> Result<(), NerError> {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return Ok(());
        };
        let start = first.start as usize;
        let mut end = last.end as usize;
        if words.len() == 1 {
            end = text.floor_char_boundary(end.min(start + MAX_WORD_BYTES));
        }
        let slice = text.get(start..end).unwrap_or_default();
        let encoding = self.tokenizer.encode(slice, false).map_err(NerError::Tokenize)?;
        let mut waiting = words.iter().copied().peekable();
        let mut starts_sentence = false;
        for (&id, &(from, to)) in encoding.get_ids().iter().zip(encoding.get_offsets()) {
            let case = self.case_step.map_or(0, |step| {
                step * LetterCase::of(slice.get(from..to).unwrap_or_default()) as u32
            });
            let (from, to) = ((start + from) as u32, (start + to) as u32);
            while let Some(word) = waiting.next_if(|word| word.start < to) {
                starts_sentence |= word.starts_sentence;
                if word.end > from {
                    tokenized.words.push(Word {
                        starts_sentence,
                        ..word
                    });
                    tokenized.first.push(tokenized.ids.len() as u32);
                    starts_sentence = false;
                }
            }
            tokenized.ids.push(id + case);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::shipped_model;

    fn tokenized(text: &str) -> String {
        let tokenizer = shipped_model().tokenizer;
        let cut_text = tokenizer.tokenize(text, true).unwrap();
        let vocabulary = tokenizer.case_step.unwrap();
        let cut = |at: usize| &cut_text.ids[cut_text.subwords(at..at + 1)];
        let shown = cut_text.words.iter().enumerate().map(|(at, word)| {
            let pieces = cut(at).iter().map(|&id| {
                let token = tokenizer.tokenizer.id_to_token(id % vocabulary).unwrap();
                format!(
                    "{token}{}",
                    [":", ":Aa", ":A", ":aA", ""][(id / vocabulary) as usize]
                )
            });
            format!("{}={}", word.of(text), pieces.collect::<Vec<_>>().join(" "))
        });
        shown.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn each_word_has_its_subwords() {
        assert_eq!(
            tokenized("Qasym-Jomart met."),
            "Qasym=q:Aa ##as: ##ym:; -=-; Jomart=jo:Aa ##mart:; met=met:; .=."
        );
        assert_eq!(
            tokenized("NATO SUMMIT OPENS\nin Kyiv"),
            "NATO=nato:Aa; SUMMIT=summit:Aa; OPENS=opens:Aa; in=in:; Kyiv=kyiv:Aa"
        );
    }

    #[test]
    fn special_tokens_in_a_page_are_text() {
        assert_eq!(tokenized("[SEP]"), "[=[; SEP=sep:A; ]=]");
    }

    #[test]
    fn invisible_words_are_left_out() {
        assert_eq!(tokenized("\u{200b} Ada \u{1}"), "Ada=ada:Aa");
        assert_eq!(tokenized(""), "");
    }

    #[test]
    fn endless_words_are_short_for_the_model() {
        let tokenizer = shipped_model().tokenizer;
        let text = "ab1".repeat(1_000_000);
        let cut_text = tokenizer.tokenize(&text, true).unwrap();
        assert_eq!(cut_text.words.len(), 1);
        assert!(cut_text.ids.len() < 100);
    }
}
