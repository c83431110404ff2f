//! "I" and "we": whoever speaks.

use std::collections::BTreeMap;

use crate::page::Page;
use crate::pronoun::FirstPerson;
use crate::quote::speaker;

/// Whose words a pronoun stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Voice {
    /// An entity that is quoted, by a mention of it.
    Speaker(usize),
    /// A quotation of somebody unknown.
    Quotation(usize),
    /// The page outside quotations.
    Author,
}

/// Links "I" to the speaker of its quotation, and makes all others of one voice one entity: the author of the page, an unknown
/// speaker, and those for whom either says "we".
pub(super) fn first_person(page: &mut Page<'_>) {
    let mut others = Vec::new();
    for number in 0..page.first_persons.len() {
        let mention = page.names + page.nominals.len() + page.pronouns.len() + number;
        let speaking = page.first_persons[number];
        let quote = page.quote_of(speaking.token);
        let named = quote
            .and_then(|quote| speaker(page, quote))
            .filter(|&speaker| page.is_linked(speaker));
        match (named, speaking.person, quote) {
            (Some(speaker), FirstPerson::I, _) => {
                let name = page.name_of(speaker);
                page.link(mention, speaker, "first person", || format!("{name} speaks"));
            }
            (Some(speaker), ..) => others.push((mention, speaking.person, Voice::Speaker(speaker))),
            (None, _, Some(quote)) => others.push((mention, speaking.person, Voice::Quotation(quote))),
            (None, ..) => others.push((mention, speaking.person, Voice::Author)),
        }
    }
    let mut known: BTreeMap<(FirstPerson, Voice), usize> = BTreeMap::new();
    for (mention, person, voice) in others {
        let (voice, whose) = match voice {
            Voice::Speaker(speaker) => (Voice::Speaker(page.clusters.find(speaker)), page.name_of(speaker)),
            Voice::Quotation(_) => (voice, "whoever is quoted".to_owned()),
            Voice::Author => (voice, "the author of the page".to_owned()),
        };
        let detail = match person {
            FirstPerson::I => whose,
            FirstPerson::We => format!("those for whom {whose} speaks"),
        };
        if let Some(&to) = known.get(&(person, voice)) {
            page.link(mention, to, "first person", || detail);
        } else {
            page.describe_as(mention, "first person", detail);
            known.insert((person, voice), mention);
        }
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
