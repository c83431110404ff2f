//! Labels by the word that says what a name is of: "Museum of Carpet Weaving", "Fedchenko Glacier".

use std::collections::HashMap;
use std::sync::LazyLock;

use onomast_document::{EntityType, Mention};

use super::View;

/// A name that the recogniser is this sure of keeps its label, whatever its words say.
const SURE: f32 = 0.8;
/// Surnames and titles of books are of all kinds of words.
const SURE_OF_OTHERS: f32 = 0.65;

/// Where the head of a name ends.
const PREPOSITIONS: [&str; 9] = ["of", "for", "on", "in", "at", "to", "against", "and", "with"];

/// What a word says of a name that it ends or, `true`, begins.
static HEADS: LazyLock<HashMap<(bool, &'static str), EntityType>> = LazyLock::new(|| {
    let lines = include_str!("../../data/heads.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let mut heads = HashMap::new();
    for line in lines {
        if let [place, label, words] = line.split('\t').collect::<Vec<_>>()[..]
            && let Ok(label) = label.parse()
        {
            heads.extend(words.split(' ').map(|word| ((place == "first", word), label)));
        }
    }
    heads
});

/// What the words of a name say that it is of. An organisation may have a place in front of it ("District of Columbia
/// Court of Appeals"); then nothing is said.
pub(super) fn label_by_head(surface: &str) -> Option<EntityType> {
    let words: Vec<&str> = surface.split([' ', '\u{a0}']).collect();
    let says = |begins: bool, word: &str| {
        let is_capitalised = word.starts_with(char::is_uppercase);
        let word = word.trim_end_matches(['.', ',']).to_lowercase();
        let label = HEADS.get(&(begins, word.as_str())).copied();
        label.filter(|_| is_capitalised)
    };
    let is_end = |at: usize| words.get(at + 1).is_none_or(|next| PREPOSITIONS.contains(next));
    let mut ends = (0..words.len()).filter(|&at| is_end(at));
    let first = says(false, words[ends.next().filter(|_| words.len() > 1)?]);
    let rest = || ends.filter_map(|at| says(false, words[at]));
    match first {
        Some(EntityType::Organization) => first,
        Some(label) => rest().all(|other| other == label).then_some(label),
        None => says(true, words[0]),
    }
}

/// A museum is an organisation and a glacier a place, where the recogniser is not sure of something else.
pub(super) fn labelled_by_head(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    for name in &mut names {
        let Some(label) = label_by_head(view.of(name)) else {
            continue;
        };
        let sure = match (name.label, label) {
            (EntityType::Person | EntityType::Misc, _) | (_, EntityType::Misc) => SURE_OF_OTHERS,
            _ => SURE,
        };
        if name.score.get() < sure {
            name.label = label;
        }
    }
    names
}
