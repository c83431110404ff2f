//! What the trainer of the line model needs: the lines of a page as the model sees them.

use onomast_document::SpanError;

use super::features::{features, names};
use crate::line::{lines, note_wraps};
use crate::mapped::Mapped;
use crate::normal::normalise;
use crate::rules::{Marks, Page};
use crate::words::Lexicon;

/// A line of a page as the line model sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingLine {
    /// Where it begins in the page, in bytes.
    pub start: usize,
    /// The rule that takes it before the model is asked.
    pub rule: Option<&'static str>,
    /// Its features, as positions in [`feature_names`].
    pub features: Vec<u16>,
}

/// The names of all features, `group=class`.
pub fn feature_names() -> Vec<String> {
    names()
}

/// The lines of a page of plain text, blank ones left out, as the model sees them when it looks first.
///
/// # Errors
/// When the page is over 4 GiB.
pub fn training_lines(page: &str) -> Result<Vec<TrainingLine>, SpanError> {
    let mut map = onomast_document::OffsetMapBuilder::new();
    map.copy(0, page.len())?;
    let page = Mapped {
        text: page.to_owned(),
        map: map.finish(),
    };
    let page = normalise(page, None)?;
    let lexicon = Lexicon::shared();
    let mut found = lines(&page.text, lexicon);
    note_wraps(&page.text, &mut found);
    let marks = Marks::of(&Page::new(&page.text, &found), |rule| rule != "line-model");
    found
        .iter()
        .zip(features(&page.text, &found))
        .zip(&marks.lines)
        .map(|((line, features), mark)| {
            Ok(TrainingLine {
                start: page.raw(line.start, line.start + 1)?.start(),
                rule: mark.line,
                features,
            })
        })
        .collect()
}
