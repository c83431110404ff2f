//! Descriptions beside the name that they describe.

use std::collections::HashMap;

use onomast_document::EntityType;

use crate::nominal::{Beside, Determiner};
use crate::page::Page;
use crate::sieves::evidence::{add_role, fact_of};
use crate::sieves::office::holder;
use crate::sieves::said::describe;

/// "the President of Kazakhstan Nursultan Nazarbayev"; "Azamat Nasyrov, the head of the agency,".
pub(super) fn apposition(page: &mut Page<'_>) {
    for nominal in 0..page.nominals.len() {
        let (name, direct) = match page.nominals[nominal].beside {
            Some(Beside::Before(name)) => (name, true),
            Some(Beside::BeforeComma(name) | Beside::After(name)) => (name, false),
            Some(Beside::Predicate(_)) => continue,
            None => match joined(page, nominal) {
                Some(name) => (name, true),
                None => continue,
            },
        };
        if page.nominals[nominal].entry.relation {
            continue;
        }
        let mention = page.names + nominal;
        // A comma may also stand in a list: not if the office is known to be another's.
        if !direct
            && page.nominals[nominal].label == EntityType::Person
            && let Some((holder, true)) = holder(page, &describe(page, nominal))
            && !page
                .knowledge
                .person_named(&page.name_of(name))
                .iter()
                .any(|item| item.id() == holder.person)
            && page
                .clusters
                .of(name)
                .kb
                .as_ref()
                .is_some_and(|id| *id != holder.person)
        {
            continue;
        }
        if !direct && page.nominals[nominal].label == EntityType::Location && !place_fits(page, nominal, name)
        {
            continue;
        }
        let fact = fact_of(page, nominal);
        let detail = page.form(name).bare.clone();
        let detail = format!("{} {detail}", if direct { "before" } else { "beside" });
        if page.link(mention, name, "apposition", || detail)
            && page.nominals[nominal].label == EntityType::Person
        {
            add_role(page, name, fact);
        }
    }
}

/// "Fjellvann Energi ASA ("Fjellvann" or "the Company") has …": what a contract calls whom; and each "the Company".
pub(super) fn defined(page: &mut Page<'_>) {
    let mut known: HashMap<String, usize> = HashMap::new();
    for nominal in 0..page.nominals.len() {
        let phrase = &page.nominals[nominal];
        let (first, end) = phrase.tokens;
        if phrase.determiner != Determiner::The
            || phrase.label == EntityType::Location
            || !phrase.is_bare()
            || !page.tokens[end - 1].capital
        {
            continue;
        }
        let is_mark = |at: usize| matches!(page.tokens.lower(at), "\"" | "“" | "”" | "«" | "'" | "‘" | "’");
        let role = phrase.entry.role.clone().into_owned();
        let opening = (first.saturating_sub(10)..first)
            .rev()
            .find(|&at| page.tokens.lower(at) == "(")
            .filter(|&at| at > 0 && first > 0 && is_mark(first - 1) && is_mark(end));
        let name = opening
            .and_then(|at| page.name_at[at - 1])
            .filter(|&name| page.mentions[name as usize].label == phrase.label);
        if let Some(name) = name {
            known.insert(role.clone(), name as usize);
        }
        if let Some(&to) = known.get(&role) {
            let detail = format!("{} is called so", page.name_of(to));
            page.link(page.names + nominal, to, "apposition", || detail);
        }
    }
}

/// "Deputy Chairman of the Cabinet of Ministers and Foreign Minister of Turkmenistan Rashid Meredov": two offices
/// of one person, unless they are of two places.
fn joined(page: &Page<'_>, nominal: usize) -> Option<usize> {
    let phrase = &page.nominals[nominal];
    if phrase.label != EntityType::Person
        || phrase.determiner != Determiner::Absent
        || page.tokens.lower(phrase.tokens.1) != "and"
    {
        return None;
    }
    let start = phrase.tokens.1 + 1;
    let other = page
        .nominals
        .iter()
        .skip(nominal + 1)
        .position(|other| other.tokens.0 >= start)?
        + nominal
        + 1;
    let second = &page.nominals[other];
    if second.tokens.0 != start
        || second.determiner != Determiner::Absent
        || second.label != EntityType::Person
    {
        return None;
    }
    let Some(Beside::Before(name)) = second.beside else {
        return None;
    };
    let (ours, theirs) = (describe(page, nominal).place, describe(page, other).place);
    (ours.is_none() || ours == theirs).then_some(name)
}

/// Whether a place between commas can be what the description says: lists of places look the same.
fn place_fits(page: &Page<'_>, nominal: usize, name: usize) -> bool {
    let role = page.nominals[nominal].entry.role.clone();
    let item = page
        .clusters
        .of(name)
        .kb
        .as_deref()
        .and_then(|id| page.knowledge.item(id));
    match &*role {
        "country" | "republic" | "kingdom" => item.is_none_or(onomast_knowledge::Item::is_country),
        "capital" | "city" | "village" => !item.is_some_and(onomast_knowledge::Item::is_country),
        _ => true,
    }
}

/// "his wife, Ziroat Mirziyoyeva,": words for relations are mentions only where they stand beside a name.
pub(super) fn relations(page: &mut Page<'_>) {
    for nominal in 0..page.nominals.len() {
        let phrase = &page.nominals[nominal];
        if !phrase.entry.relation || phrase.label != EntityType::Person {
            continue;
        }
        let name = match phrase.beside {
            Some(Beside::Before(name) | Beside::BeforeComma(name) | Beside::After(name)) => name,
            None if phrase.is_mention() => match called(page, phrase.tokens.1) {
                Some(name) => name,
                None => continue,
            },
            _ => continue,
        };
        // "Kazakhstan's leader and his wife Sara": the name is hers, not of the name before.
        if phrase.names.iter().any(|&inner| page.clusters.same(inner, name)) {
            continue;
        }
        let detail = format!("beside {}", page.form(name).bare);
        page.link(page.names + nominal, name, "apposition", || detail);
    }
}

/// "His brother | is called Lincoln": the person whom a copula behind a description names.
fn called(page: &Page<'_>, end: usize) -> Option<usize> {
    let mut at = end;
    if !matches!(page.tokens.lower(at), "is" | "was") {
        return None;
    }
    at += 1;
    if matches!(page.tokens.lower(at), "called" | "named") {
        at += 1;
    }
    let name = page.name_at.get(at).copied().flatten()? as usize;
    (page.mentions[name].label == EntityType::Person && page.ranges[name].0 == at).then_some(name)
}

#[cfg(test)]
mod tests {
    use crate::testing::{check, check_on};

    #[test]
    fn a_description_before_a_name_is_the_names() {
        check("[the President of [Kazakhstan](LOC k)](PER:nominal a) [Nursultan Nazarbayev](PER a) arrived.");
        check("[First Deputy Foreign Minister](PER:nominal a) [Dinara Kemelova](PER a) spoke.");
        check("[[Uzbek](MISC u) President](PER:nominal a) [Shavkat Mirziyoyev](PER a) spoke.");
        check("[Prime Minister](PER:nominal a) Mr. [Ulukbek Maripov](PER a) left.");
        check(
            "[President of the [Republic of Uzbekistan](LOC u)](PER:nominal a) H.E. [Shavkat Mirziyoyev](PER a)",
        );
        check(
            "[[Kazakhstan](LOC k)'s foreign minister](PER:nominal a), [Kairat Abdrakhmanov](PER a), said so.",
        );
    }

    #[test]
    fn an_apposition_goes_to_its_comma() {
        check(
            "[Gulnora Asadova](PER a), [the founder of glacier research in the [Pamirs](LOC p)](PER:nominal a), died. [Ivo Balan](PER i), the driver and the cook met.",
        );
        check(
            "The [Northern Water Authority](ORG w) ([NWA](ORG w)), [the state body in charge of the dam](ORG:nominal w), said so.",
        );
        check(
            "He met [Marta Holm](PER h), [the ambassador of [Norway](LOC n) with residence in [Astana](LOC a)](PER:nominal h), in May.",
        );
    }

    #[test]
    fn what_a_contract_calls_so_is_so() {
        check(
            "[Altyn Zhol LLC](ORG a) (\"[the Company](ORG:nominal a)\") sold cars to [Kumush Yol](ORG b). [The Company](ORG:nominal a) grew.",
        );
    }

    #[test]
    fn a_single_title_is_no_mention() {
        check(
            "President [Tokayev](PER a) met the writer [Mukhtar Auezov](PER b) and Mr. [Nasyrov](PER c) of the company [Turkmengaz](ORG d).",
        );
    }

    #[test]
    fn descriptions_between_commas() {
        check("[Azamat Nasyrov](PER a), [the head of the agency](PER:nominal a), said so.");
        check("[Azamat Nasyrov](PER a), [deputy head of the agency](PER:nominal a), said so.");
        check("In [the capital](LOC:nominal t), [Tashkent](LOC t), it rained.");
        check("[Azamat Nasyrov](PER a), a member of parliament, said so.");
    }

    #[test]
    fn a_list_is_no_apposition() {
        check_on(
            "2017-11-01",
            "[Vladimir Putin](PER a), [the [Kazakh](MISC k) leader](PER:nominal n) and others came; [Nursultan Nazarbayev](PER n) spoke.",
        );
        check("[Azamat Nasyrov](PER a), the mayor, and [Daniyar Osmonov](PER b) came.");
    }

    #[test]
    fn predicates_and_generic_phrases_are_no_mentions() {
        check("[Azamat Nasyrov](PER a) is the director of the plant.");
        check("[Azamat Nasyrov](PER a) was elected president of [Kyrgyzstan](LOC k).");
        check(
            "The two presidents met. A president must. The heads of state spoke. Any minister knows. [Tokayev](PER a) left.",
        );
        check("The president of a company spoke to [Tokayev](PER a).");
    }

    #[test]
    fn relations_stand_beside_names() {
        check(
            "[Azamat Nasyrov](PER a) came. [His wife](PER:nominal b), [Ainura Nasyrova](PER b), spoke. His wife left.",
        );
        check("[Azamat Nasyrov](PER a) came. [His brother](PER:nominal b) is called [Bakyt](PER b).");
    }
}
