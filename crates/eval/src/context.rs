//! The sentence around a place, for showing.

use onomast_document::RawSpan;

/// How much is shown on each side where a sentence is long, in bytes.
const REACH: usize = 160;

/// The sentence (within its line, cut where it is long) around `place`, white space made single, the place in
/// brackets.
pub(crate) fn sentence(text: &str, place: RawSpan) -> String {
    let (before, rest) = text.split_at(boundary(text, place.start()));
    let (within, after) = rest.split_at(boundary(rest, place.end().saturating_sub(before.len())));
    let near = before
        .get(boundary(before, before.len().saturating_sub(REACH))..)
        .unwrap_or_default();
    let near_start = ends(near).last().unwrap_or(0);
    let cut_before = if near_start == 0 && near.len() < before.len() {
        "…"
    } else {
        ""
    };
    let far = after.get(..boundary(after, REACH)).unwrap_or_default();
    let far_end = ends(far).next();
    let cut_after = if far_end.is_none() && far.len() < after.len() {
        "…"
    } else {
        ""
    };
    let shown = format!(
        "{cut_before}{}[{within}]{}{cut_after}",
        near.get(near_start..).unwrap_or_default(),
        far.get(..far_end.unwrap_or(far.len())).unwrap_or_default()
    );
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where sentences and lines end: after a line break, or after a full stop with white space behind it.
fn ends(text: &str) -> impl Iterator<Item = usize> {
    let next = text.chars().skip(1).map(Some).chain([None]);
    text.char_indices()
        .zip(next)
        .filter_map(|((at, character), next)| {
            let stop = matches!(character, '.' | '!' | '?') && next.is_some_and(char::is_whitespace);
            (character == '\n' || stop).then(|| at + character.len_utf8())
        })
}

fn boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_stands_in_its_sentence() {
        let text = "Menu\nIt rained. Then  Ада spoke. It stopped.";
        let start = text.find("Ада").unwrap();
        let place = RawSpan::new(start, start + "Ада".len()).unwrap();
        assert_eq!(sentence(text, place), "Then [Ада] spoke.");
        assert_eq!(sentence(text, RawSpan::new(0, 4).unwrap()), "[Menu]");
    }

    #[test]
    fn a_long_sentence_is_cut() {
        let text = format!("{}Ada{}", "ж ".repeat(300), " ж".repeat(300));
        let place = RawSpan::new(900, 903).unwrap();
        let shown = sentence(&text, place);
        assert!(
            shown.starts_with('…') && shown.ends_with('…') && shown.contains("ж [Ada] ж"),
            "{shown}"
        );
    }
}
