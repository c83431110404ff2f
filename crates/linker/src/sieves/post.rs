//! Posts that somebody or something has: "its chairwoman", "her deputy", "the bank's president", "his predecessor".

use std::collections::HashMap;

use onomast_document::EntityType;

use crate::nominal::Determiner;
use crate::page::Page;
use crate::role::same_role;
use crate::sieves::antecedents::is_post;
use crate::sieves::place::doubtful;
use crate::sieves::said::open;

/// Who serves a person, one at a time.
const SERVANTS: &[&str] = &[
    "adviser",
    "assistant",
    "deputy",
    "lawyer",
    "press secretary",
    "spokesman",
    "spokeswoman",
];

/// Links them to whoever the page says to be so, or makes those whom it does not name entities by themselves.
pub(super) fn possessed_post(page: &mut Page<'_>) {
    let doubtful = doubtful(page);
    let mut known: HashMap<(String, usize), usize> = HashMap::new();
    for nominal in open(page, EntityType::Person) {
        let phrase = &page.nominals[nominal];
        let Some(owner) =
            owner(page, nominal).filter(|owner| page.is_linked(*owner) && !doubtful.contains(owner))
        else {
            continue;
        };
        if phrase.former || phrase.ordinal || phrase.complement.is_some() || phrase.beside.is_some() {
            continue;
        }
        let mention = page.names + nominal;
        let (role, rank) = (phrase.entry.role.clone().into_owned(), phrase.rank.clone());
        if let Some(person) = holder(page, nominal, owner) {
            let detail = format!(
                "{} is the {role} of {}",
                page.name_of(person),
                page.name_of(owner)
            );
            page.link(mention, person, "post", || detail);
            continue;
        }
        // Whom states have is known, or not to be guessed.
        let has_such = match page.clusters.of(owner).label {
            EntityType::Person => SERVANTS.contains(&&*role),
            EntityType::Organization => is_post(&phrase.entry),
            _ => false,
        };
        if !has_such {
            continue;
        }
        let title = [&*rank, &*phrase.portfolio, &*role]
            .iter()
            .filter(|part| !part.is_empty())
            .fold(String::new(), |title, part| {
                if title.is_empty() {
                    (*part).to_owned()
                } else {
                    format!("{title} {part}")
                }
            });
        let detail = format!("{title} of {}", page.name_of(owner));
        let key = (title, page.clusters.find(owner));
        if let Some(&to) = known.get(&key) {
            page.link(mention, to, "post", || detail);
        } else {
            page.describe_as(mention, "post", detail);
            known.insert(key, mention);
        }
    }
}

/// Whose it is: what the pronoun stands for, or the name before "'s".
fn owner(page: &Page<'_>, nominal: usize) -> Option<usize> {
    let phrase = &page.nominals[nominal];
    match phrase.determiner {
        Determiner::Possessive => {
            let first = phrase.tokens.0;
            let pronoun = page
                .pronouns
                .binary_search_by_key(&first, |pronoun| pronoun.token)
                .ok()?;
            Some(page.names + page.nominals.len() + pronoun)
        }
        Determiner::Genitive => {
            let (start, end) = phrase.genitive?;
            let name = page.name_at[end - 1].map(|name| name as usize);
            name.filter(|&name| page.ranges[name] == (start, end))
        }
        _ => None,
    }
}

/// The only person whom the page gives the post, or had before whoever has it now.
fn holder(page: &Page<'_>, nominal: usize, owner: usize) -> Option<usize> {
    let phrase = &page.nominals[nominal];
    let of = page.clusters.of(owner);
    let before = phrase.entry.role == "predecessor";
    let mut found: Option<usize> = None;
    for name in 0..page.names {
        let cluster = page.clusters.of(name);
        if cluster.label != EntityType::Person || page.clusters.same(name, owner) {
            continue;
        }
        let holds = cluster.roles.iter().any(|fact| {
            if before {
                let same = |ours: &&crate::role::RoleFact| {
                    let one_org = match (ours.org, fact.org) {
                        (Some(ours), Some(theirs)) => page.clusters.same(ours, theirs),
                        _ => false,
                    };
                    let one_place = ours.place.is_some() && ours.place == fact.place;
                    ours.role == fact.role && ours.rank == fact.rank && !ours.former && (one_org || one_place)
                };
                fact.former && of.roles.iter().any(|ours| same(&ours))
            } else {
                let one_org = fact.org.is_some_and(|org| page.clusters.same(org, owner));
                let one_place = fact.place.is_some() && fact.place == of.kb;
                !fact.former
                    && fact.rank == phrase.rank
                    && (one_org || one_place)
                    && same_role(phrase, fact, one_org)
            }
        });
        if holds {
            if found.is_some_and(|found| !page.clusters.same(found, name)) {
                return None;
            }
            found.get_or_insert(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::testing::check_pronouns;

    #[test]
    fn a_post_is_somebodys() {
        check_pronouns(
            "[Anne Petit](PER a), [the chief executive of [Altyn Rail](ORG r)](PER:nominal a), spoke. [Altyn Rail](ORG r) grew, and [[its](ORG:pronoun r) chief executive](PER:nominal a) smiled.",
        );
        check_pronouns(
            "[Altyn Rail](ORG r) grew. [[Altyn Rail](ORG r)'s director](PER:nominal d) said so, but [[Altyn Rail](ORG r)'s spokesman](PER:nominal s) did not.",
        );
    }
}
