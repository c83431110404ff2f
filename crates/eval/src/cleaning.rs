//! Cleaning: how much of the junk was removed, how much of the article with it; headlines and dates.

use onomast_document::RawSpan;

use crate::align::Pair;
use crate::counts::{Counts, Tally};
use crate::markup::visible;
use crate::text_map::Bytes;

/// Adds `clean.chars` and `clean.lines` (junk removed), `clean.article-lines` (article lines kept), `date` and
/// `title`, each where gold and prediction both speak of it.
pub(crate) fn count(pair: &Pair<'_>, tally: &mut Tally) {
    let Some(predicted) = pair.predicted else { return };
    if let (Some(gold), Some(removed), Some(text)) = (&pair.gold.junk, &predicted.junk, &pair.gold.text) {
        let bytes = Bytes::of(predicted.unit, text);
        let removed: Vec<RawSpan> = removed
            .iter()
            .filter_map(|stretch| bytes.place(*stretch))
            .collect();
        junk(text, pair.gold.id.as_str(), gold, &removed, tally);
    }
    if let (Some(gold), Some(predicted)) = (&pair.gold.metadata, &predicted.metadata) {
        tally.add("date", agreement(gold.date.as_ref(), predicted.date.as_ref()));
        let (gold, predicted) = (
            gold.title.as_deref().map(words),
            predicted.title.as_deref().map(words),
        );
        tally.add("title", agreement(gold.as_ref(), predicted.as_ref()));
    }
}

fn words(title: &str) -> Vec<&str> {
    title.split_whitespace().collect()
}

fn agreement<T: PartialEq>(gold: Option<&T>, predicted: Option<&T>) -> Counts {
    Counts::paired(
        usize::from(gold.is_some() && gold == predicted),
        usize::from(predicted.is_some()),
        usize::from(gold.is_some()),
    )
}

/// Only visible characters count: no white space, and of HTML no markup. A line is junk, or removed, when more than
/// half of its visible characters are.
fn junk(text: &str, id: &str, gold: &[RawSpan], removed: &[RawSpan], tally: &mut Tally) {
    let (gold, removed) = (covered(text.len(), gold), covered(text.len(), removed));
    let visible = visible(text, id);
    let mut chars = Line::default();
    let mut lines = Counts::default();
    let mut article = Counts::default();
    let mut line = Line::default();
    for (at, character) in text.char_indices().chain([(text.len(), '\n')]) {
        if character == '\n' {
            chars.add(&line);
            if line.visible > 0 {
                let (is_junk, is_removed) = (2 * line.junk > line.visible, 2 * line.removed > line.visible);
                lines += Counts::paired(
                    usize::from(is_junk && is_removed),
                    usize::from(is_removed),
                    usize::from(is_junk),
                );
                article += Counts::paired(
                    usize::from(!is_junk && !is_removed),
                    usize::from(!is_removed),
                    usize::from(!is_junk),
                );
            }
            line = Line::default();
        } else if visible[at] && !character.is_whitespace() {
            line.visible += 1;
            line.junk += usize::from(gold[at]);
            line.removed += usize::from(removed[at]);
            line.both += usize::from(gold[at] && removed[at]);
        }
    }
    tally.add(
        "clean.chars",
        Counts::paired(chars.both, chars.removed, chars.junk),
    );
    tally.add("clean.lines", lines);
    tally.add("clean.article-lines", article);
}

#[derive(Debug, Default)]
struct Line {
    visible: usize,
    junk: usize,
    removed: usize,
    both: usize,
}

impl Line {
    fn add(&mut self, other: &Self) {
        self.visible += other.visible;
        self.junk += other.junk;
        self.removed += other.removed;
        self.both += other.both;
    }
}

/// For each byte, whether one of the stretches covers it.
fn covered(len: usize, stretches: &[RawSpan]) -> Vec<bool> {
    let mut covered = vec![false; len];
    for stretch in stretches {
        let (start, end) = (stretch.start().min(len), stretch.end().min(len));
        covered[start..end].fill(true);
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(list: &[(usize, usize)]) -> Vec<RawSpan> {
        list.iter()
            .map(|&(start, end)| RawSpan::new(start, end).unwrap())
            .collect()
    }

    #[test]
    fn lines_and_characters_of_junk() {
        let text = "Menu Home\nThe minister spoke.\nShare this\n";
        let mut tally = Tally::new();
        junk(
            text,
            "a.txt",
            &spans(&[(0, 9), (30, 40)]),
            &spans(&[(0, 9), (10, 29)]),
            &mut tally,
        );
        assert_eq!(tally.get("clean.lines"), Some(Counts::paired(1, 2, 2)));
        assert_eq!(tally.get("clean.article-lines"), Some(Counts::paired(0, 1, 1)));
        assert_eq!(tally.get("clean.chars"), Some(Counts::paired(8, 25, 17)));
    }

    #[test]
    fn markup_is_no_text() {
        let text = "<div class=\"menu\">Home</div>\n<p>News";
        let mut tally = Tally::new();
        junk(
            text,
            "a.html",
            &spans(&[(0, 28)]),
            &spans(&[(18, 22)]),
            &mut tally,
        );
        assert_eq!(tally.get("clean.chars"), Some(Counts::paired(4, 4, 4)));
        assert_eq!(tally.get("clean.article-lines"), Some(Counts::paired(1, 1, 1)));
    }
}
