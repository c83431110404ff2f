//! The headline, told again.

use super::{Marks, Page};

/// The headline stands within the first lines of a page, and its repetition soon after.
const REACH: usize = 60;

/// Takes a line without a sentence's end that repeats an earlier line of four words or more, or repeats it with
/// the name of the site behind a bar, at the head of the page: no more than one line of running text stands between
/// the two. Of a pair of which one has the name of the site, the plain one stays.
pub(super) fn duplicate_headline(page: &Page<'_>, marks: &mut Marks) {
    let mut keys: Vec<Option<u64>> = Vec::new();
    let mut prose = 0;
    for at in 0..page.lines.len().min(REACH) {
        let line = &page.lines[at];
        prose += usize::from(line.shape.is_sentence() && !marks.is_taken(at));
        if prose > 1 {
            break;
        }
        keys.push(may_be_headline(page, marks, at).then(|| key(page.text_of(at))));
    }
    let same = |one: &str, other: usize| letters_of(one).eq(letters_of(page.text_of(other)));
    for at in 0..keys.len() {
        let Some(plain) = keys[at] else { continue };
        let text = page.text_of(at);
        let is_again = |key: u64, text: &str, among: &[Option<u64>]| {
            (0..among.len()).any(|other| among[other] == Some(key) && same(text, other))
        };
        let is_first = || before_site_name(text).is_some_and(|first| is_again(key(first), first, &keys));
        if is_again(plain, text, &keys[..at]) || is_first() {
            marks.take(at);
        }
    }
}

fn may_be_headline(page: &Page<'_>, marks: &Marks, at: usize) -> bool {
    let shape = &page.lines[at].shape;
    !marks.is_taken(at)
        && (4..=40).contains(&shape.words)
        && shape.letters >= 15
        && !shape.ends_sentence
        && !page.text_of(at).starts_with(['-', '–', '•', '*', '|'])
}

/// What may stand between a headline and the name of the site.
const DIVIDERS: [&str; 7] = [" | ", " - ", " – ", " — ", " :: ", " » ", " • "];

/// The part before the last " | Site", " - Site" or " :: Site", if it has three words or more and is the longer one.
fn before_site_name(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    // Signs that are not ASCII begin with one of two bytes.
    let may_divide = |byte: &u8| matches!(byte, b'|' | b'-' | b':' | 0xC2 | 0xE2);
    let at = memchr::memrchr_iter(b' ', bytes)
        .filter(|at| bytes.get(at + 1).is_some_and(may_divide))
        .find(|at| DIVIDERS.iter().any(|divider| text[*at..].starts_with(divider)))?;
    let (first, site) = text.split_at(at);
    (first.split(' ').count() >= 3 && first.len() >= site.len() / 2).then_some(first)
}

/// Letters and digits only, in lower case.
fn letters_of(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
}

/// A hash of the letters and digits of a text (FNV-1a, a character at a time).
fn key(text: &str) -> u64 {
    let add = |hash: u64, c: char| (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01B3);
    let counted = text.chars().filter(|c| c.is_alphanumeric());
    counted.fold(0xCBF2_9CE4_8422_2325, |hash, c| match c {
        c if c.is_ascii() => add(hash, c.to_ascii_lowercase()),
        c => c.to_lowercase().fold(hash, add),
    })
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
