//! Roles without a place: "the Head of the state", "the minister", "the president".

use onomast_document::EntityType;
use onomast_knowledge::office;

use crate::known::Known;
use crate::nominal::Determiner;
use crate::page::Page;
use crate::role::{Description, fits};
use crate::sieves::office::{holder, to_holder};
use crate::sieves::said::{describe, open};

/// How many sentences back an antecedent may lie.
const REACH: u32 = 12;
/// How many mentions back it may lie.
const MENTIONS: usize = 80;

/// Links bare roles by the page's country, and by who was spoken of last.
pub(super) fn bare_role(page: &mut Page<'_>) {
    let known = Known::new(page);
    for nominal in open(page, EntityType::Person) {
        let description = describe(page, nominal);
        if matches!(
            description.nominal.determiner,
            Determiner::Possessive | Determiner::This
        ) || description.nominal.ordinal
            || description.place.is_some()
            || description.org.is_some()
            || !description.nominal.names.is_empty()
            || description.nominal.complement.is_some()
            || description.nominal.genitive.is_some()
        {
            continue;
        }
        let head_of_state = description.nominal.entry.office == Some(office::HEAD_OF_STATE)
            || description.nominal.entry.role == "leader"
                && description.nominal.determiner == Determiner::Our;
        if head_of_state && of_own_country(page, nominal, &known) {
            continue;
        }
        by_salience(page, nominal, &known, head_of_state);
    }
}

/// "the Head of the state" on a page of a country: its own, if that is consistent with the page.
fn of_own_country(page: &mut Page<'_>, nominal: usize, known: &Known) -> bool {
    let Some(country) = page.country.clone() else {
        return false;
    };
    let mut description = describe(page, nominal);
    description.place = Some(country.id.clone());
    let fitting = known.fitting(page, &description, |_| true);
    let item = page
        .knowledge
        .item(&country.id)
        .map_or("", onomast_knowledge::Item::name)
        .to_owned();
    let Some((holder, sure)) = holder(page, &description) else {
        // No date, or nobody known: whoever the page itself gives the office.
        if let [only] = fitting[..] {
            let undated = if page.date.is_none() {
                "; the page has no date"
            } else {
                ""
            };
            let detail = format!(
                "{} is so of {item}: {}{undated}",
                page.name_of(only),
                country.because
            );
            return page.link(page.names + nominal, only, "bare role", || detail);
        }
        return false;
    };
    let named = fitting
        .iter()
        .any(|&name| page.clusters.of(name).kb.as_deref() == Some(&holder.person));
    // Another head of state whom the page names, and not its own, is meant more likely.
    let others = known.with_office(office::HEAD_OF_STATE).iter().any(|&name| {
        page.clusters.of(name).kb.as_deref() != Some(&holder.person)
            && page.clusters.of(name).roles.iter().any(|fact| {
                fact.office.as_deref() == Some(office::HEAD_OF_STATE) && !fact.former && fact.rank.is_empty()
            })
    });
    if !(named || country.sure && !others) {
        return false;
    }
    let Some(date) = page.date else { return false };
    let detail = format!(
        "{} on {date} is {} ({}); {}",
        holder.office, holder.name, holder.person, country.because
    );
    to_holder(page, nominal, &holder, sure, known, detail);
    page.is_linked(page.names + nominal)
}

/// The person with that role who was spoken of last, unless another one was spoken of about as lately.
fn by_salience(page: &mut Page<'_>, nominal: usize, known: &Known, whole_page: bool) {
    let mention = page.names + nominal;
    let description = describe(page, nominal);
    let candidate = |at: usize| {
        fitting(page, &description, at) && page.clusters.conflict(&page.forms, mention, at).is_none()
    };
    let sentence = page.sentences[mention];
    let recent: Vec<(usize, u32)> = page
        .before(mention, MENTIONS)
        .map(|at| (at, sentence - page.sentences[at]))
        .take_while(|&(_, distance)| distance <= REACH)
        .filter(|&(at, _)| candidate(at))
        .collect();
    let chosen = match recent.split_first() {
        Some((&(nearest, distance), others)) => {
            let rival = others.iter().find(|&&(at, _)| !page.clusters.same(at, nearest));
            match rival {
                None => Some(nearest),
                // Of two heads of state on a page, whose is meant is the page's choice, not the distance's.
                Some(&(_, other)) if other >= distance + 3 && !whole_page => Some(nearest),
                Some(_) => None,
            }
        }
        None if whole_page => {
            let all: Vec<usize> = known
                .with_office(office::HEAD_OF_STATE)
                .iter()
                .copied()
                .filter(|&name| candidate(name))
                .collect();
            if let [only] = all[..] { Some(only) } else { None }
        }
        None => None,
    };
    if let Some(to) = chosen {
        let role = description.nominal.entry.role.clone();
        let detail = format!("{} is the {role} spoken of", page.name_of(to));
        page.link(mention, to, "bare role", || detail);
    }
}

fn fitting(page: &Page<'_>, description: &Description<'_>, name: usize) -> bool {
    page.clusters
        .of(name)
        .roles
        .iter()
        .any(|fact| fits(description, fact, |a, b| page.clusters.same(a, b)))
}

#[cfg(test)]
mod tests {
    use crate::testing::{check, check_on};

    #[test]
    fn the_head_of_the_state_is_the_pages_own() {
        check_on(
            "2017-11-01",
            "[Uzbekistan](LOC u) and [Tashkent](LOC t) wait. [Uzbekistan](LOC u) is ready. [Nursultan Nazarbayev](PER n) of [Kazakhstan](LOC k) came. \
             [Shavkat Mirziyoyev](PER m) met him. [The Head of the state](PER:nominal m) thanked him.",
        );
        check(
            "\"In these times\", [the Head of the state](PER:nominal a) noted. [Shavkat Mirziyoyev](PER a) stressed it. [The Leader of [Uzbekistan](LOC u)](PER:nominal a) left.",
        );
    }

    #[test]
    fn the_minister_is_the_one_spoken_of() {
        check(
            "[Foreign Minister](PER:nominal a) [Abdulaziz Kamilov](PER a) came. [The minister](PER:nominal a) spoke.",
        );
        check(
            "[Foreign Minister](PER:nominal a) [Anne Petit](PER a) met [Justice Minister](PER:nominal b) [Luis Gil](PER b). The minister spoke.",
        );
        check("President [Tokayev](PER a) came. [The president](PER:nominal a) spoke. The minister did not.");
    }
}
