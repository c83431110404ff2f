//! Spans set right: names cut short, names that took in their surroundings, several names taken for one.

use onomast_document::{EntityType, Mention};

use super::{View, is_named};
use crate::lexicon::LEXICON;

pub(super) const FUNCTION_WORDS: [&str; 9] = ["of", "the", "in", "for", "and", "on", "at", "to", "a"];

/// How many words a name of the knowledge base may go on for.
const REACH: usize = 9;

/// "Bosnia" where the page says "Bosnia and Herzegovina", "Republic" where it says "Republic of Uzbekistan": the
/// longest name of the knowledge base that begins with this one, and takes no name in half.
pub(super) fn as_long_as_known(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let spans: Vec<(usize, usize)> = names
        .iter()
        .map(|name| (name.span.start(), name.span.end()))
        .collect();
    let mut out: Vec<Mention> = Vec::with_capacity(names.len());
    for (at, mut name) in names.into_iter().enumerate() {
        if out.last().is_some_and(|last| last.span.end() > name.span.start()) {
            continue;
        }
        let rest = view.text.get(name.span.end()..).unwrap_or_default();
        let ends = word_ends(rest).into_iter().map(|len| name.span.end() + len);
        let cuts = |end: usize| {
            let mut begun = spans[at + 1..].iter().take_while(|(from, _)| *from < end);
            begun.any(|(_, to)| end < *to)
        };
        let is_known = |end: &usize| {
            let longer = view.text.get(name.span.start()..*end).unwrap_or_default();
            let found = view.knowledge.find(longer, None, None);
            !cuts(*end) && found.iter().any(|item| is_named(item, longer))
        };
        if name.label != EntityType::Person
            && let Some(end) = ends.rev().find(is_known)
        {
            name = view.moved(&name, name.span.start(), end);
        }
        out.push(name);
    }
    out
}

/// The places where the next words of the line end; none if the text goes on within a word.
fn word_ends(rest: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    if !rest.starts_with(' ') {
        return ends;
    }
    for (at, letter) in rest.char_indices().skip(1) {
        if matches!(letter, ' ' | ',' | '.' | ';' | ':' | ')' | '\n') {
            ends.push(at);
        }
        if letter == '\n' || ends.len() == REACH {
            return ends;
        }
    }
    ends.push(rest.len());
    ends
}

/// "Jeddah-based" is from Jeddah.
pub(super) fn without_compounds(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    const ENDINGS: [&str; 7] = [
        "-based",
        "-led",
        "-backed",
        "-born",
        "-funded",
        "-run",
        "-mediated",
    ];
    for name in &mut names {
        let surface = view.of(name);
        let Some(base) = ENDINGS.iter().find_map(|ending| surface.strip_suffix(ending)) else {
            continue;
        };
        let label = if view.is_place(base) {
            EntityType::Location
        } else {
            name.label
        };
        *name = Mention {
            label,
            ..view.moved(name, name.span.start(), name.span.start() + base.len())
        };
    }
    names
}

/// "Namanga crossing" and "Kyrgyz government": a common noun in small letters is no part of the name before it.
pub(super) fn without_common_nouns(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    for name in &mut names {
        let surface = view.of(name);
        let words: Vec<&str> = surface.split(' ').collect();
        let is_small = |word: &&&str| word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        let small = words.iter().rev().take_while(is_small).count();
        let kept = words[..words.len() - small].join(" ");
        if small == 0 || kept.is_empty() {
            continue;
        }
        let is_noun = LEXICON.role(words[words.len() - 1]).is_some();
        let is_cut = match name.label {
            EntityType::Location => true,
            // What an event is called by may well be small: "2001 Italian general election".
            EntityType::Misc => view.is_known(&kept),
            _ => is_noun,
        };
        if is_cut || view.is_adjective(&kept) {
            *name = view.moved(name, name.span.start(), name.span.start() + kept.len());
        }
    }
    names
}

/// Houses whose common noun is their name.
pub(super) const HOUSES: [&str; 4] = ["congress", "duma", "parliament", "senate"];

/// "the Ministry", "the Embassy": one capitalised common noun behind an article describes, and is for the grammar.
pub(super) fn without_described(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    const DETERMINERS: [&str; 8] = ["the ", "The ", "this ", "This ", "our ", "Our ", "its ", "Its "];
    names.retain(|name| {
        let surface = view.of(name);
        let word = surface.to_lowercase();
        // Not "MFA", and not phrases such as "Ministry of Justice".
        let is_word = !surface.contains(' ') && surface.chars().skip(1).any(char::is_lowercase);
        let is_noun = LEXICON
            .role(&word)
            .is_some_and(|role| role.label != EntityType::Person);
        let before = view.text.get(..name.span.start()).unwrap_or_default();
        let after = view.text.get(name.span.end()..).unwrap_or_default();
        let is_definite = DETERMINERS.iter().any(|determiner| before.ends_with(determiner));
        let is_described = is_word && is_noun && is_definite && !after.starts_with(" of ");
        !is_described || HOUSES.contains(&word.as_str()) || view.is_place(surface)
    });
    names
}

/// "Ministry of Energy in": the words that lead on to nothing are no part of the name.
pub(super) fn without_dangling_words(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::with_capacity(names.len());
    let mut names = names.into_iter().peekable();
    while let Some(name) = names.next() {
        let surface = view.of(&name);
        let kept = without_last_function_words(surface);
        if kept.len() == surface.len() {
            out.push(name);
            continue;
        }
        // "… Affairs of the" and "Kyrgyz Republic", side by side: one name, cut in two.
        let asks_for_more = surface.ends_with(" of") || surface.ends_with(" of the");
        let goes_on = |next: &Mention| asks_for_more && matches!(view.between(&name, next), " " | "\u{a0}");
        if name.label == EntityType::Organization && names.peek().is_some_and(goes_on) {
            let end = names.next().map_or(name.span.end(), |next| next.span.end());
            out.push(view.moved(&name, name.span.start(), end));
        } else if !kept.is_empty() {
            out.push(view.moved(&name, name.span.start(), name.span.start() + kept.len()));
        }
    }
    out
}

fn without_last_function_words(mut surface: &str) -> &str {
    while let Some((rest, last)) = surface.rsplit_once([' ', '\u{a0}']) {
        if !FUNCTION_WORDS.contains(&last) {
            break;
        }
        surface = rest.trim_end();
    }
    surface
}

/// What a state has one of: with the state, it is a name of its own.
const BODIES_OF_STATE: [&str; 4] = ["Ministry", "Government", "Embassy", "Parliament"];

fn first_word(surface: &str) -> &str {
    surface.split([' ', '\u{a0}']).next().unwrap_or_default()
}

/// "Ministry of Foreign Affairs of the Republic of Kazakhstan" is one name, of the ministry.
pub(super) fn with_their_country(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::with_capacity(names.len());
    for name in names {
        if let Some(last) = out.last_mut() {
            let joins = matches!(view.between(last, &name), " of " | " of the ");
            let is_body = last.label == EntityType::Organization
                && BODIES_OF_STATE.contains(&first_word(view.of(last)));
            let is_country = name.label == EntityType::Location && view.is_country(view.of(&name));
            if joins && is_body && is_country {
                *last = view.moved(last, last.span.start(), name.span.end());
                continue;
            }
        }
        out.push(name);
    }
    out
}

/// "Uzbek Ministry of Transport": an adjective, and the name of a ministry.
pub(super) fn without_leading_adjective(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let surface = view.of(&name);
        let adjective = first_word(surface);
        let rest = surface[adjective.len()..].trim_start();
        let is_body = BODIES_OF_STATE.contains(&first_word(rest)) || rest.starts_with("Foreign Ministry");
        if name.label == EntityType::Organization && is_body && view.is_adjective(adjective) {
            let (start, end) = (name.span.start(), name.span.end());
            out.push(Mention {
                label: EntityType::Misc,
                ..view.moved(&name, start, start + adjective.len())
            });
            // "Government" alone is a description, for the grammar to find.
            if rest.contains(' ') {
                out.push(view.moved(&name, end - rest.len(), end));
            }
        } else {
            out.push(name);
        }
    }
    out
}

/// "Kazakh-Kyrgyz" and "China-Kyrgyzstan-Uzbekistan" name each of their parts.
pub(super) fn joined_apart(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let surface = view.of(&name);
        let parts: Vec<(usize, &str)> = surface
            .split(['-', '–', '—'])
            .map(|part| (part.as_ptr() as usize - surface.as_ptr() as usize, part))
            .collect();
        let is_known = |part: &str| view.is_adjective(part) || view.is_place(part);
        if parts.len() < 2 || view.is_place(surface) || !parts.iter().all(|(_, part)| is_known(part)) {
            out.push(name);
            continue;
        }
        for (offset, part) in parts {
            let start = name.span.start() + offset;
            let label = if view.is_adjective(part) {
                EntityType::Misc
            } else {
                EntityType::Location
            };
            out.push(Mention {
                label,
                ..view.moved(&name, start, start + part.len())
            });
        }
    }
    out
}
