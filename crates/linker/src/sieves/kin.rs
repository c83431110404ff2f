//! Relations without a name beside them: "his mother" is the mother of whoever "his" stands for.

use std::collections::HashMap;

use onomast_document::EntityType;

use crate::nominal::Determiner;
use crate::page::Page;
use crate::quote::speaker;

/// Relations of which a person has one.
const ONLY: &[&str] = &[
    "bride",
    "bridegroom",
    "ex-husband",
    "ex-wife",
    "father",
    "father-in-law",
    "fiancé",
    "fiancée",
    "foster father",
    "foster mother",
    "husband",
    "mother",
    "mother-in-law",
    "stepfather",
    "stepmother",
    "widow",
    "widower",
    "wife",
];

/// Relations of which a person may have several, though whoever goes by "her sister" on a page is one.
const ONE_MEANT: &[&str] = &[
    "aunt",
    "brother",
    "brother-in-law",
    "cousin",
    "daughter",
    "daughter-in-law",
    "granddaughter",
    "grandfather",
    "grandmother",
    "grandson",
    "great-grandfather",
    "great-grandmother",
    "half-brother",
    "half-sister",
    "nephew",
    "niece",
    "sister",
    "sister-in-law",
    "son",
    "son-in-law",
    "stepdaughter",
    "stepson",
    "uncle",
];

/// Whose relation somebody is: a person's cluster, or whoever writes the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    Person(usize),
    Author,
}

/// "his brother" after "his brother Dean": the same. "her mother", whom the page does not name: an entity by itself.
pub(super) fn kin(page: &mut Page<'_>) {
    let mut known: HashMap<(String, Owner), usize> = HashMap::new();
    // Those whom the page names, wherever it does.
    for nominal in 0..page.nominals.len() {
        if let Some((role, owner)) = relation(page, nominal)
            && page.is_linked(page.names + nominal)
        {
            known.entry((role, owner)).or_insert(page.names + nominal);
        }
    }
    for nominal in 0..page.nominals.len() {
        let mention = page.names + nominal;
        if page.is_linked(mention) {
            continue;
        }
        let Some((role, owner)) = relation(page, nominal) else {
            continue;
        };
        let detail = match owner {
            Owner::Person(cluster) => format!("{role} of {}", page.name_of(cluster)),
            Owner::Author => format!("{role} of the author"),
        };
        let head = &*page.nominals[nominal].entry.role;
        let is_one = ONLY.contains(&head) || ONE_MEANT.contains(&head);
        if let Some(&to) = known.get(&(role.clone(), owner)) {
            page.link(mention, to, "relation", || detail);
        } else if is_one {
            page.describe_as(mention, "relation", detail);
            known.insert((role, owner), mention);
        }
    }
}

/// What relation a description is, and whose.
fn relation(page: &Page<'_>, nominal: usize) -> Option<(String, Owner)> {
    let phrase = &page.nominals[nominal];
    if !phrase.entry.relation
        || phrase.label != EntityType::Person
        || phrase.former
        || !phrase.is_mention()
        || !phrase.rank.is_empty()
        || phrase.complement.is_some()
    {
        return None;
    }
    let mut role = phrase.entry.role.clone().into_owned();
    // "his elder brother" may be another than "his brother".
    if !ONLY.contains(&role.as_str()) {
        for &word in &phrase.modifiers {
            role = format!("{} {role}", page.tokens.lower(word));
        }
    }
    let first = phrase.tokens.0;
    let owner = match (phrase.determiner, &phrase.names[..]) {
        (Determiner::Possessive, _) if page.tokens.lower(first) == "my" => match page.quote_of(first) {
            Some(quote) => speaker(page, quote)?,
            None => return Some((role, Owner::Author)),
        },
        (Determiner::Possessive, _) => {
            let pronoun = page
                .pronouns
                .binary_search_by_key(&first, |pronoun| pronoun.token)
                .ok()?;
            page.names + page.nominals.len() + pronoun
        }
        (Determiner::Genitive, &[name]) => name,
        _ => return None,
    };
    let is_person = page.is_linked(owner) && page.clusters.of(owner).label == EntityType::Person;
    is_person.then(|| (role, Owner::Person(page.clusters.find(owner))))
}

#[cfg(test)]
mod tests {
    use crate::testing::check_pronouns;

    #[test]
    fn a_relation_is_of_whoever_has_it() {
        check_pronouns(
            "[Daniel Bernoulli](PER d) wrote. [[His](PER:pronoun d) father](PER:nominal f) read. [[Bernoulli](PER d)'s father](PER:nominal f) left.",
        );
        check_pronouns(
            "[Azamat Nasyrov](PER a) met [[his](PER:pronoun a) brother](PER:nominal b) [Bakyt Nasyrov](PER b). One. [[His](PER:pronoun a) brother](PER:nominal b) spoke.",
        );
        check_pronouns("[Azamat Nasyrov](PER a) came. [His](PER:pronoun a) friend left.");
        check_pronouns(
            "\"[My uncle](PER:nominal u) was cold,\" [Azamat Nasyrov](PER a) said. \"[He](PER:pronoun u) left.\" [Nasyrov](PER a) wept for [[his](PER:pronoun a) uncle](PER:nominal u).",
        );
    }
}
