//! The text of a tokenised file: its tokens, put together again.

use onomast_document::RawSpan;

use crate::error::EvalError;

/// A text made of tokens, and where each stands in it.
#[derive(Debug, Clone, Default)]
pub(super) struct TokenText {
    pub text: String,
    pub tokens: Vec<RawSpan>,
    space_due: bool,
}

impl TokenText {
    /// Appends a token, with a space before the next one if `space_after`.
    ///
    /// # Errors
    /// What `too_long` makes of a text over 4 GiB.
    pub fn push(
        &mut self,
        token: &str,
        space_after: bool,
        too_long: impl Fn(String) -> EvalError,
    ) -> Result<(), EvalError> {
        if self.space_due {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(token);
        let place = RawSpan::new(start, self.text.len()).map_err(|error| too_long(error.to_string()))?;
        self.tokens.push(place);
        self.space_due = space_after;
        Ok(())
    }

    /// Ends a sentence: the next token starts a line.
    pub fn end_sentence(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.space_due = false;
    }

    /// Where tokens `first..=last` stand.
    pub fn place(&self, first: usize, last: usize) -> Option<RawSpan> {
        RawSpan::new(self.tokens.get(first)?.start(), self.tokens.get(last)?.end()).ok()
    }

    /// The words at a place.
    pub fn words(&self, place: Option<RawSpan>) -> String {
        place
            .and_then(|place| self.text.get(place.range()))
            .unwrap_or_default()
            .to_owned()
    }
}
