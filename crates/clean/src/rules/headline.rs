//! The headline, told again.

use std::collections::HashMap;

use super::{Marks, Page};

/// Headlines are this far apart at most, in lines.
const REACH: usize = 60;

/// Takes a line without a sentence's end that repeats an earlier line of three words or more, or repeats it with
/// the name of the site behind a bar, within the first lines of the page. Of a pair of which one has the name of
/// the site, the plain one stays.
pub(super) fn duplicate_headline(page: &Page<'_>, marks: &mut Marks) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for at in 0..page.lines.len().min(REACH) {
        let line = &page.lines[at];
        if marks.is_taken(at) || line.shape.words < 3 || line.shape.is_sentence() {
            continue;
        }
        let text = page.text_of(at);
        let plain = key(text);
        if seen.contains_key(&plain) {
            marks.take(at);
            continue;
        }
        if let Some(first) = before_site_name(text) {
            if seen.contains_key(&key(first)) {
                marks.take(at);
                continue;
            }
            let again = |other: usize| !marks.is_taken(other) && key(page.text_of(other)) == key(first);
            if (at + 1..page.lines.len().min(REACH)).any(again) {
                marks.take(at);
                continue;
            }
        }
        seen.insert(plain, at);
    }
}

/// The part before " | Site", " - Site" or " :: Site", if it has three words or more and is the longer one.
fn before_site_name(text: &str) -> Option<&str> {
    let at = [" | ", " - ", " – ", " — ", " :: ", " » ", " • "]
        .iter()
        .filter_map(|divider| text.rfind(divider))
        .max()?;
    let (first, site) = (&text[..at], &text[at..]);
    (first.split(' ').count() >= 3 && first.len() >= site.len() / 2).then_some(first)
}

/// Letters and digits only, in lower case.
fn key(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn repeated_and_with_the_name_of_the_site() {
        check(
            "President visits Samarkand region | News.example\nPresident visits Samarkand region\nPRESIDENT VISITS SAMARKAND REGION",
            &[
                "duplicate-headline| President visits Samarkand region | News.example",
                "President visits Samarkand region",
                "duplicate-headline| PRESIDENT VISITS SAMARKAND REGION",
            ],
        );
    }

    #[test]
    fn short_lines_may_repeat() {
        check(
            "He said:\nTwo words\nTwo words",
            &["He said:", "Two words", "Two words"],
        );
    }
}
