//! "I" and "we": whoever speaks.

use std::collections::BTreeMap;

use onomast_document::Evidence;

use crate::page::Page;
use crate::pronoun::FirstPerson;
use crate::quote::speaker;

/// Whose words a pronoun stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Voice {
    /// An entity that is quoted, by the first mention of its cluster.
    Speaker(usize),
    /// A quotation of somebody unknown.
    Quotation(usize),
    /// The page outside quotations.
    Author,
}

/// Links "I" to the speaker of its quotation, and makes all others of one voice one entity: the author of the page, an unknown
/// speaker, and those for whom either says "we".
pub(super) fn first_person(page: &mut Page<'_>) {
    let mut voices: BTreeMap<(FirstPerson, Voice), usize> = BTreeMap::new();
    let first = page.names + page.nominals.len() + page.pronouns.len();
    for number in 0..page.first_persons.len() {
        let speaking = page.first_persons[number];
        let mention = first + number;
        let quote = page.quote_of(speaking.token);
        let named = quote
            .and_then(|quote| speaker(page, quote))
            .filter(|&speaker| page.is_linked(speaker));
        let voice = match (named, quote) {
            (Some(speaker), _) => Voice::Speaker(page.clusters.find(speaker)),
            (None, Some(quote)) => Voice::Quotation(quote),
            (None, None) => Voice::Author,
        };
        if let (Some(speaker), FirstPerson::I) = (named, speaking.person) {
            let name = page.name_of(speaker);
            page.link(mention, speaker, "first person", || format!("{name} speaks"));
            continue;
        }
        if let Some(&to) = voices.get(&(speaking.person, voice)) {
            let detail = page.name_of(to);
            page.link(mention, to, "first person", || detail);
            continue;
        }
        let whose = match (voice, named) {
            (_, Some(speaker)) => page.name_of(speaker),
            (Voice::Author, _) => "the author of the page".to_owned(),
            _ => "whoever is quoted".to_owned(),
        };
        let detail = match speaking.person {
            FirstPerson::I => whose,
            FirstPerson::We => format!("those for whom {whose} speaks"),
        };
        page.why[mention] = Some(Evidence {
            rule: "first person".into(),
            detail: detail.clone(),
        });
        page.clusters.of_mut(mention).described = Some(detail);
        voices.insert((speaking.person, voice), mention);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check_first_person;

    #[test]
    fn i_is_whoever_speaks() {
        check_first_person(
            "\"[I](PER:pronoun a) like [my](PER:pronoun a) town,\" [Ana Kovac](PER a) said. [I](PER:pronoun x) asked. \"So do [I](PER:pronoun b),\" said [Ivo Balan](PER b).",
        );
    }

    #[test]
    fn we_are_those_of_one_voice() {
        check_first_person(
            "\"[We](PER:pronoun w) won, and [our](PER:pronoun w) side is proud,\" [Ana Kovac](PER a) said. [We](PER:pronoun p) asked about the US and Part I.",
        );
    }
}
