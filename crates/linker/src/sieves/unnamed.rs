//! Entities that a page describes more than once and never names: "a man … the man … he".

use onomast_document::{EntityType, Evidence};

use crate::nominal::Determiner;
use crate::page::Page;

/// Makes what was joined and has no name an entity that goes by its first definite description.
pub(super) fn unnamed(page: &mut Page<'_>) {
    for nominal in 0..page.nominals.len() {
        let mention = page.names + nominal;
        let phrase = &page.nominals[nominal];
        let cluster = page.clusters.of(mention);
        // "a bridge … the bridge" may be any, and one that is not built.
        let any = cluster.label != EntityType::Person
            && cluster
                .nominals
                .iter()
                .any(|&other| page.nominals[other as usize].determiner == Determiner::Indefinite);
        if !phrase.is_mention() || cluster.is_named() || cluster.mentions.len() < 2 || any {
            continue;
        }
        // In lower case, unlike what is as good as a name ("Government of Georgia"): it means nothing elsewhere.
        let mut description = phrase.span.of(page.text).unwrap_or_default().to_owned();
        if let Some(first) = description.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        for at in cluster.mentions.clone() {
            page.why[at as usize].get_or_insert_with(|| Evidence {
                rule: "unnamed".into(),
                detail: format!("{description}, spoken of again"),
            });
        }
        page.clusters.of_mut(mention).described = Some(description);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check_pronouns;

    #[test]
    fn what_is_described_twice_is_an_entity() {
        check_pronouns("A man came. [The man](PER:nominal a) said that [he](PER:pronoun a) was cold.");
    }
}
