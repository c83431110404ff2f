//! Which bytes of an HTML file a reader of the page can see.

use std::path::Path;

/// For each byte of `text`, whether it is part of the readable page. In HTML, tags, comments, scripts and styles are
/// not; in a file of any other name all bytes are.
pub(crate) fn visible(text: &str, id: &str) -> Vec<bool> {
    let mut visible = vec![true; text.len()];
    let extension = Path::new(id).extension().unwrap_or_default();
    if !["html", "htm"]
        .iter()
        .any(|html| extension.eq_ignore_ascii_case(html))
    {
        return visible;
    }
    let folded = text.to_ascii_lowercase();
    let mut at = 0;
    while let Some(open) = folded
        .get(at..)
        .and_then(|rest| rest.find('<'))
        .map(|found| at + found)
    {
        let rest = folded.get(open..).unwrap_or_default();
        let len = if rest.starts_with("<!--") {
            through(rest, "-->")
        } else if rest.starts_with("<script") {
            through(rest, "</script>")
        } else if rest.starts_with("<style") {
            through(rest, "</style>")
        } else if rest
            .get(1..2)
            .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)))
        {
            through(rest, ">")
        } else {
            // A lone "<" is text.
            at = open + 1;
            continue;
        };
        visible[open..open + len].fill(false);
        at = open + len;
    }
    visible
}

fn through(rest: &str, end: &str) -> usize {
    rest.find(end).map_or(rest.len(), |found| found + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> String {
        let visible = visible(text, "page.html");
        text.char_indices()
            .filter(|(at, _)| visible[*at])
            .map(|(_, c)| c)
            .collect()
    }

    #[test]
    fn a_reader_sees_text_only() {
        assert_eq!(
            seen("<p>Цена < 5<br/></p><!-- <p> no --><script>if (a<b)</script>да"),
            "Цена < 5да"
        );
        assert_eq!(seen("open <!-- never closed"), "open ");
    }
}
