//! Entities that a page describes more than once and never names: "a man … the man … he".

use onomast_document::Evidence;

use crate::page::Page;

/// Makes what was joined and has no name an entity that goes by its first definite description.
pub(super) fn unnamed(page: &mut Page<'_>) {
    for nominal in 0..page.nominals.len() {
        let mention = page.names + nominal;
        let phrase = &page.nominals[nominal];
        let cluster = page.clusters.of(mention);
        if !phrase.is_mention() || cluster.is_named() || cluster.mentions.len() < 2 {
            continue;
        }
        let description = phrase.span.of(page.text).unwrap_or_default().to_owned();
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
