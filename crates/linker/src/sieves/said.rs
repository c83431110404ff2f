//! Descriptions that repeat what the page has said of somebody.

use onomast_document::EntityType;

use crate::country::country_of_name;
use crate::known::Known;
use crate::page::Page;
use crate::role::{Description, RoleSource};

/// The place and organisation of a description.
pub(crate) fn describe<'p>(page: &'p Page<'_>, nominal: usize) -> Description<'p> {
    let phrase = &page.nominals[nominal];
    let mut place = None;
    let mut org = None;
    for &name in &phrase.names {
        match page.mentions[name].label {
            EntityType::Location => {
                let cluster = page.clusters.of(name);
                place = place.or_else(|| {
                    Some(
                        cluster
                            .kb
                            .clone()
                            .unwrap_or_else(|| format!("name:{}", page.form(name).key)),
                    )
                });
            }
            EntityType::Misc => {
                place = place.or_else(|| country_of_name(page, name).map(|item| item.id().to_owned()));
            }
            EntityType::Organization => {
                // Recognisers take a state for an organisation now and then.
                let country = page
                    .clusters
                    .of(name)
                    .kb
                    .as_deref()
                    .and_then(|id| page.knowledge.item(id));
                match country.filter(|item| item.is_country()) {
                    Some(item) => place = place.or_else(|| Some(item.id().to_owned())),
                    None => org = org.or(Some(name)),
                }
            }
            EntityType::Person => {}
        }
    }
    place = place.or_else(|| phrase.demonym.clone());
    // A description within it: "the president of our country", "the head of the agency".
    for range in [
        phrase.complement.map(|(start, end)| (start + 1, end)),
        phrase.genitive,
    ]
    .into_iter()
    .flatten()
    {
        let inner = page.nominals.partition_point(|other| other.tokens.0 < range.0);
        for other in page.nominals[inner..]
            .iter()
            .take_while(|other| other.tokens.0 < range.1)
        {
            if other.tokens.1 > range.1 || other.tokens == phrase.tokens {
                continue;
            }
            let at = page.names + position(page, other.tokens);
            match other.label {
                EntityType::Location => {
                    let cluster = page.clusters.of(at);
                    place = place.or_else(|| cluster.kb.clone());
                }
                EntityType::Organization if page.is_linked(at) => org = org.or(Some(at)),
                _ => {}
            }
            break;
        }
    }
    if org.is_none() && phrase.determiner == crate::nominal::Determiner::Our {
        place = place.or_else(|| page.country.as_ref().map(|country| country.id.clone()));
    }
    Description {
        nominal: phrase,
        place,
        org,
    }
}

/// The number of the nominal with exactly these tokens.
fn position(page: &Page<'_>, tokens: (usize, usize)) -> usize {
    let start = page.nominals.partition_point(|other| other.tokens.0 < tokens.0);
    page.nominals[start..]
        .iter()
        .position(|other| other.tokens == tokens)
        .map_or(start, |offset| start + offset)
}

/// Nominals that still want an entity.
pub(super) fn open(page: &Page<'_>, label: EntityType) -> Vec<usize> {
    (0..page.nominals.len())
        .filter(|&nominal| {
            let phrase = &page.nominals[nominal];
            phrase.label == label
                && phrase.is_mention()
                && !phrase.entry.relation
                && !page.is_linked(page.names + nominal)
        })
        .collect()
}

/// "the President of Uzbekistan" after "the President of Uzbekistan Shavkat Mirziyoyev": a description that the
/// page itself has explained, and that fits one person only.
pub(super) fn same_description(page: &mut Page<'_>) {
    let known = Known::new(page);
    for nominal in open(page, EntityType::Person) {
        let description = describe(page, nominal);
        let of = |source: RoleSource| known.fitting(page, &description, |fact| fact.source == source);
        let mut fitting = of(RoleSource::Apposition);
        if fitting.is_empty() {
            // What anybody was at some time is for the office sieve, which says that the page has no date.
            fitting = known.fitting(page, &description, |fact| fact.source != RoleSource::AnyTime);
        }
        if let [only] = fitting[..] {
            let name = page.name_of(only);
            let called = [RoleSource::Apposition, RoleSource::Title]
                .iter()
                .any(|&source| of(source).contains(&only));
            let detail = match page.date {
                Some(date) if !called => format!("{name} is so on {date}"),
                _ => format!("{name} is called so on this page"),
            };
            page.link(page.names + nominal, only, "role", || detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn a_description_explained_once_is_known() {
        check(
            "[the Mayor of [Osh](LOC o)](PER:nominal a) [Azamat Nasyrov](PER a) came. One. Two. Then [the Mayor of [Osh](LOC o)](PER:nominal a) left.",
        );
        check(
            "[the Minister of Health of [France](LOC f)](PER:nominal a) [Anne Petit](PER a) met [the Minister of Health of [Spain](LOC s)](PER:nominal b) [Luis Gil](PER b). \
             [The Minister of Health of [Spain](LOC s)](PER:nominal b) spoke.",
        );
    }

    #[test]
    fn a_deputy_is_not_the_minister() {
        check(
            "[Deputy Minister of Justice](PER:nominal a) [Azamat Nasyrov](PER a) came. The Minister of Justice did not.",
        );
    }
}
