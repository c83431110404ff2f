//! Names that a page has elsewhere in full or in part: halves joined, labels of short forms, mentions passed over.

use std::collections::BTreeMap;
use std::ops::Range;

use onomast_document::{EntityType, Mention};

use super::View;
use super::spans::HOUSES;
use crate::lexicon::LEXICON;
use crate::name::{NameForm, is_acronym, is_given_name};

/// A name that the recogniser is less sure of may be the half of one.
const SURE: f32 = 0.6;

/// "Washington" and "Pereyra", "Fjellvann" and "Georgia": two names side by side that the page has as one elsewhere, or of
/// which the first is doubtful, and the second a surname.
pub(super) fn halves_joined(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut whole: BTreeMap<&str, EntityType> = BTreeMap::new();
    for name in &names {
        let surface = view.of(name);
        // All beginnings of two words or more.
        for (at, _) in surface.match_indices(' ').skip(1) {
            whole.entry(&surface[..at]).or_insert(name.label);
        }
        if surface.contains(' ') {
            whole.insert(surface, name.label);
        }
    }
    let mut out: Vec<Mention> = Vec::with_capacity(names.len());
    for name in names {
        if let Some(last) = out.last_mut()
            && view.between(last, &name) == " "
        {
            let (start, end) = (last.span.start(), name.span.end());
            let both = view.text.get(start..end).unwrap_or_default();
            let is_single = |mention: &Mention| !view.of(mention).contains(' ');
            let is_person = name.label == EntityType::Person
                && is_single(&name)
                && is_single(last)
                && !is_acronym(view.of(last))
                // The name of an account stands before that of its owner.
                && !view.text[..start].ends_with('@')
                && match last.label {
                    EntityType::Person => !is_given(view.of(&name)),
                    _ => last.score.get() <= SURE,
                };
            let known = whole
                .get(both)
                .copied()
                .or(is_person.then_some(EntityType::Person));
            if let Some(label) = known {
                *last = Mention {
                    label,
                    ..view.moved(last, start, end)
                };
                continue;
            }
        }
        out.push(name);
    }
    out
}

/// Whether a word is a usual given name.
pub(super) fn is_given(word: &str) -> bool {
    let form = NameForm::new(EntityType::Person, word);
    form.parts.first().is_some_and(is_given_name)
}

/// How much the mentions of a name of one word must weigh together for it to be marked where it was passed over.
const FAMILIAR: f32 = 0.9;
/// The least that the surest of them must be scored.
const CLEAR: f32 = 0.7;

/// The places of a page that hold a name of it, and were passed over.
pub(super) fn with_passed_over(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut weights: BTreeMap<&str, (f32, Mention)> = BTreeMap::new();
    for name in &names {
        let known = weights.entry(view.of(name)).or_insert((0.0, *name));
        known.0 += name.score.get();
        if name.score > known.1.score {
            known.1 = *name;
        }
    }
    let mut by_first: BTreeMap<&str, Vec<(&str, Mention)>> = BTreeMap::new();
    for (&surface, &(weight, mention)) in &weights {
        let word = surface.to_lowercase();
        let is_common = || LEXICON.role(&word).is_some() && !HOUSES.contains(&word.as_str());
        let is_familiar = surface.contains(' ') && weight >= SURE
            || mention.score.get() >= CLEAR && weight >= FAMILIAR && !is_common();
        if is_familiar && surface.chars().count() > 1 && surface.starts_with(char::is_uppercase) {
            by_first
                .entry(first_word(surface))
                .or_default()
                .push((surface, mention));
        }
    }
    let mut out: Vec<Mention> = Vec::with_capacity(names.len());
    let mut free = 0;
    for name in names {
        mark_familiar(view, free..name.span.start(), &by_first, &mut out);
        free = name.span.end();
        out.push(name);
    }
    mark_familiar(view, free..view.text.len(), &by_first, &mut out);
    out
}

/// Marks the names that stand in a stretch of the text, the longest of those that begin in one place.
fn mark_familiar(
    view: &View<'_>,
    stretch: Range<usize>,
    by_first: &BTreeMap<&str, Vec<(&str, Mention)>>,
    out: &mut Vec<Mention>,
) {
    let mut at = stretch.start;
    while let Some(rest) = view.text.get(at..stretch.end).filter(|rest| !rest.is_empty()) {
        let word = first_word(rest);
        let found = by_first.get(word).into_iter().flatten().filter(|(surface, _)| {
            let ends_well = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-');
            rest.starts_with(surface) && view.text.get(at + surface.len()..).is_some_and(ends_well)
        });
        if let Some((surface, mention)) = found.max_by_key(|(surface, _)| surface.len()) {
            out.push(view.moved(mention, at, at + surface.len()));
            at += surface.len();
        } else {
            let behind = &rest[word.len()..];
            at += word.len() + behind.find(char::is_alphanumeric).unwrap_or(behind.len());
        }
    }
}

/// The word that a text begins with, or else its first character.
fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    let least = text.chars().next().map_or(0, char::len_utf8);
    text.get(..end.max(least)).unwrap_or(text)
}
