//! Initials and titles before surnames.

use onomast_document::{EntityType, Mention};

use super::View;
use super::spans::FUNCTION_WORDS;
use crate::lexicon::{Class, LEXICON};

/// "Sheikh" and "Amir of" are titles without their person.
pub(super) fn without_bare_titles(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    let is_title = |word: &str| {
        let lower = word.trim_end_matches('.').to_lowercase();
        let is_title = LEXICON.is(&lower, Class::Honorific) || LEXICON.role(&lower).is_some();
        is_title || FUNCTION_WORDS.contains(&word)
    };
    names.retain(|name| name.label != EntityType::Person || !view.of(name).split(' ').all(is_title));
    names
}

/// "H.E. Dinara Kemelova" and "Sheikh Tamim": a title is no part of the name.
pub(super) fn without_leading_titles(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    for name in names.iter_mut().filter(|name| name.label == EntityType::Person) {
        while let Some((title, rest)) = view.of(name).split_once(' ')
            && is_title(title)
        {
            *name = view.moved(name, name.span.end() - rest.len(), name.span.end());
        }
    }
    names
}

fn is_title(word: &str) -> bool {
    let lower = word.trim_end_matches('.').to_lowercase();
    !is_initial(word) && LEXICON.is(&lower, Class::Honorific) || LEXICON.is(&lower, Class::Address)
}

/// "A. Nasyrov" where only "Nasyrov" was taken, or only "A."; and whatever it was taken for, a person.
pub(super) fn with_initials(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::with_capacity(names.len());
    let mut names = names.into_iter().peekable();
    while let Some(mut name) = names.next() {
        let floor = out.last().map_or(0, |last| last.span.end());
        if name.label == EntityType::Person
            && let Some(start) = initial_before(view.text, floor, name.span.start())
        {
            name = view.moved(&name, start, name.span.end());
        }
        if is_initial(view.of(&name)) {
            let cut_in_two =
                |next: &Mention| view.between(&name, next).trim().is_empty() && !view.of(next).contains(' ');
            let ceiling = names.peek().map_or(view.text.len(), |next| next.span.start());
            if names.peek().is_some_and(cut_in_two) {
                let end = names.next().map_or(name.span.end(), |next| next.span.end());
                name = view.moved(&name, name.span.start(), end);
            } else if name.label == EntityType::Person
                && let Some(end) = word_after(view.text, name.span.end(), ceiling)
            {
                name = view.moved(&name, name.span.start(), end);
            }
        }
        if is_initial_and_surname(view.of(&name)) {
            name.label = EntityType::Person;
        }
        out.push(name);
    }
    out
}

fn is_initial_and_surname(surface: &str) -> bool {
    let Some((initial, surname)) = surface.split_once([' ', '\u{a0}']) else {
        return false;
    };
    let is_word = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’');
    let is_capitalised = surname.chars().next().is_some_and(char::is_uppercase);
    is_initial(initial)
        && is_capitalised
        && surname.chars().all(is_word)
        && surname.chars().any(char::is_lowercase)
}

/// "A." or "Sh.", as they stand before a surname.
fn is_initial(word: &str) -> bool {
    let Some(letters) = word.strip_suffix('.') else {
        return false;
    };
    let mut letters = letters.chars();
    let (first, second, third) = (letters.next(), letters.next(), letters.next());
    first.is_some_and(char::is_uppercase) && second.is_none_or(char::is_lowercase) && third.is_none()
}

/// Where the initial directly before `end` begins, if one stands there after `floor`. "Mr." and "St." have the
/// same shape, and are no initials.
fn initial_before(text: &str, floor: usize, end: usize) -> Option<usize> {
    let before = text.get(floor..end)?;
    let trimmed = before.trim_end_matches([' ', '\u{a0}']);
    let start = trimmed
        .rfind(|c: char| !c.is_alphabetic() && c != '.')
        .map_or(0, |at| at + 1);
    let start = (start..trimmed.len()).find(|&at| trimmed.is_char_boundary(at))?;
    let word = trimmed.get(start..)?;
    // "A.B. Nasyrov": each initial by itself.
    let initials = word.split_inclusive('.').all(is_initial);
    let is_title = LEXICON.is(&word.trim_end_matches('.').to_lowercase(), Class::Honorific);
    (initials && !is_title && !word.is_empty()).then_some(floor + start)
}

/// Where the capitalised word after `start` ends, if it ends before `ceiling`.
fn word_after(text: &str, start: usize, ceiling: usize) -> Option<usize> {
    let rest = text.get(start..ceiling)?;
    let word = rest.strip_prefix(' ').unwrap_or(rest);
    let len = word
        .find(|c: char| !c.is_alphabetic() && c != '-')
        .unwrap_or(word.len());
    let is_name = len > 1 && word.starts_with(char::is_uppercase);
    is_name.then(|| start + (rest.len() - word.len()) + len)
}
