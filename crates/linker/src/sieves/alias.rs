//! Names that the knowledge base gives one thing: Kyrgyz Republic and Kyrgyzstan, Nur-Sultan and Astana.

use std::collections::BTreeMap;

use onomast_document::EntityType;
use onomast_knowledge::{Item, ItemKind};

use crate::page::Page;

/// Finds organisations and places in the knowledge base, and joins those that are one item there.
pub(super) fn alias(page: &mut Page<'_>) {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut looked_up: Vec<Option<Option<String>>> = vec![None; page.forms.len()];
    for name in 0..page.names {
        let label = page.mentions[name].label;
        if !matches!(label, EntityType::Location | EntityType::Organization) {
            continue;
        }
        let number = page.form_of[name] as usize;
        let known = looked_up[number].clone();
        let id = known.unwrap_or_else(|| {
            let id = item_of(page, name).map(|item| item.id().to_owned());
            looked_up[number] = Some(id.clone());
            id
        });
        let Some(id) = id else { continue };
        match &page.clusters.of(name).kb {
            None => page.set_item(name, &id),
            Some(known) if *known != id => continue,
            Some(_) => {}
        }
        match first.get(&id) {
            None => {
                first.insert(id, name);
            }
            Some(&to) => {
                let item = page.knowledge.item(&id).map_or("", Item::name);
                let detail = format!("{} is a name of {item} ({id})", page.form(name).bare);
                page.link(name, to, "alias", || detail);
            }
        }
    }
}

/// The item that a name stands for.
fn item_of<'k>(page: &Page<'k>, name: usize) -> Option<&'k Item> {
    let form = page.form(name);
    let label = form.label;
    let dated = page.knowledge.find(&form.bare, Some(label), page.date);
    // A name that was not in use on the day of the page may be an old one, used of the past.
    let mut found = if dated.is_empty() {
        page.knowledge.find(&form.bare, Some(label), None)
    } else {
        dated
    };
    if found.is_empty() {
        // Recognisers take a state for an organisation and the European Union for a place.
        found = page.knowledge.find(&form.bare, None, page.date);
        found.retain(|item| {
            item.kind() != ItemKind::Person && (item.is_country() || item.kind() == ItemKind::Organization)
        });
    }
    match found[..] {
        [] => None,
        [only] => Some(only),
        [first, second, ..] => {
            // "Georgia" the country before the state; two cities of one name stay unknown.
            (first.is_country() && !second.is_country()
                || first.entity_type() != second.entity_type()
                || first.name() == form.bare && second.name() != form.bare)
                .then_some(first)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{check, check_on};

    #[test]
    fn names_of_one_thing_meet() {
        check(
            "[Kyrgyz Republic](LOC a) is [Kyrgyzstan](LOC a). The [SCO](ORG b) is the [Shanghai Cooperation Organisation](ORG b).",
        );
        check_on("2020-05-01", "[Nur-Sultan](LOC a) was [Astana](LOC a) before.");
    }

    #[test]
    fn things_of_other_names_do_not() {
        check(
            "[Kyrgyzstan](LOC a) borders [Kazakhstan](LOC b). The [EU](ORG c) is not the [UN](ORG d). [Uzbek](MISC e) is of [Uzbekistan](LOC f).",
        );
    }
}
