//! Names that are none: common words, and guesses that nothing else on the page speaks for.

use std::collections::BTreeMap;

use onomast_document::{EntityType, Mention};

use super::View;
use crate::lexicon::{Class, LEXICON};

/// Whether a word is an abbreviation of a common noun, in capitals: "NGO", "NGOs".
fn is_abbreviation(word: &str) -> bool {
    let singular = word.strip_suffix('s').unwrap_or(word);
    singular.chars().all(char::is_uppercase) && LEXICON.is(&singular.to_lowercase(), Class::Abbreviation)
}

/// "The", "EUR", "NGO", and "January" as a place.
pub(super) fn without_common_words(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    names.retain(|name| {
        let word = view.of(name).trim_end_matches('.');
        let lower = word.to_lowercase();
        let is_shouted = word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
        let is_common = is_abbreviation(word)
            || !is_shouted && (LEXICON.is(&lower, Class::Function) || LEXICON.is(&lower, Class::Determiner))
            || name.label != EntityType::Person && LEXICON.is(&lower, Class::Calendar);
        !is_common
    });
    names
}

/// The least that a name of one word must be scored by itself; in a line of capitals, where all words look like names.
fn least(label: EntityType, is_shouted: bool) -> f32 {
    match label {
        _ if is_shouted => 0.65,
        EntityType::Person | EntityType::Location => 0.3,
        EntityType::Organization | EntityType::Misc => 0.4,
    }
}

/// How much the other mentions of a name must weigh for it to stay whatever its score.
const SUPPORT: f32 = 0.6;

/// A name of one word that the recogniser is unsure of stays where the page has it elsewhere, alone or in a longer name.
pub(super) fn without_guesses(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    let mut support: BTreeMap<String, f32> = BTreeMap::new();
    for name in &names {
        for word in view.of(name).split(' ') {
            *support.entry(word.to_lowercase()).or_default() += name.score.get();
        }
    }
    names.retain(|name| {
        let surface = view.of(name);
        let score = name.score.get();
        surface.contains([' ', '-', '\u{a0}'])
            || score >= least(name.label, is_in_capitals(view, name))
            || view.is_known(surface)
            || view.knowledge.country_of_demonym(surface).is_some()
            || support
                .get(&surface.to_lowercase())
                .is_some_and(|sum| sum - score > SUPPORT)
    });
    names
}

/// How many characters of its line are looked at on each side of a name.
const REACH: usize = 200;

/// Whether a name of small letters in other lines stands in one of capitals.
fn is_in_capitals(view: &View<'_>, name: &Mention) -> bool {
    if view.of(name).chars().any(char::is_lowercase) {
        return false;
    }
    let before = view.text.get(..name.span.start()).unwrap_or_default();
    let after = view.text.get(name.span.end()..).unwrap_or_default();
    let is_within = |c: &char| *c != '\n';
    let before: Vec<char> = before.chars().rev().take(REACH).take_while(is_within).collect();
    let after: Vec<char> = after.chars().take(REACH).take_while(is_within).collect();
    let sides = [before, after];
    let has_words = sides
        .iter()
        .any(|side| side.iter().filter(|c| c.is_uppercase()).count() > 3);
    has_words && !sides.iter().flatten().any(|c| c.is_lowercase())
}
