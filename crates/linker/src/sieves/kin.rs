//! Relations without a name beside them: "his mother" is the mother of whoever "his" stands for.

use std::collections::HashMap;

use onomast_document::{EntityType, Evidence};

use crate::nominal::Determiner;
use crate::page::Page;

/// Relations of which a person has one, or that go by such a word only where one is meant.
const ONLY: &[&str] = &[
    "father",
    "fiancé",
    "fiancée",
    "grandfather",
    "grandmother",
    "husband",
    "mother",
    "stepfather",
    "stepmother",
    "wife",
];

/// "his brother" after "his brother Dean": the same. "her mother", whom the page does not name: an entity by itself.
pub(super) fn kin(page: &mut Page<'_>) {
    let mut known: HashMap<(String, usize), usize> = HashMap::new();
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
        let detail = format!("{role} of {}", page.name_of(owner));
        if let Some(&to) = known.get(&(role.clone(), owner)) {
            page.link(mention, to, "relation", || detail);
        } else if ONLY.contains(&role.as_str()) {
            page.why[mention] = Some(Evidence {
                rule: "relation".into(),
                detail: detail.clone(),
            });
            page.clusters.of_mut(mention).described = Some(detail);
            known.insert((role, owner), mention);
        }
    }
}

/// What relation a description is, and of which person's cluster.
fn relation(page: &Page<'_>, nominal: usize) -> Option<(String, usize)> {
    let phrase = &page.nominals[nominal];
    if !phrase.entry.relation
        || phrase.label != EntityType::Person
        || phrase.former
        || phrase.is_predicate()
        || !phrase.rank.is_empty()
        || phrase.complement.is_some()
        || phrase.modifiers > 0
    {
        return None;
    }
    let owner = match (phrase.determiner, &phrase.names[..]) {
        (Determiner::Possessive, []) => {
            let pronoun = page
                .pronouns
                .binary_search_by_key(&phrase.tokens.0, |pronoun| pronoun.token)
                .ok()?;
            page.names + page.nominals.len() + pronoun
        }
        (Determiner::Genitive, &[name]) => name,
        _ => return None,
    };
    let is_person = page.is_linked(owner) && page.clusters.of(owner).label == EntityType::Person;
    is_person.then(|| (phrase.entry.role.clone().into_owned(), page.clusters.find(owner)))
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
    }
}
