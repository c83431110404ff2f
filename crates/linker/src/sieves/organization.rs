//! Descriptions of organisations: "the ministry", "the agency", "the bloc".

use onomast_document::EntityType;

use crate::lexicon::LEXICON;
use crate::name::common_key;
use crate::nominal::Determiner;
use crate::page::Page;
use crate::sieves::place::country_of;
use crate::sieves::said::{describe, open};

/// How many sentences back an antecedent may lie.
const REACH: u32 = 8;

/// Words that all international organisations go by.
const INTERNATIONAL: &[&str] = &[
    "organisation",
    "union",
    "bloc",
    "association",
    "alliance",
    "group",
    "league",
];

/// What has the word in its name, or a name that everybody knows.
const NAMED_SO: &[&str] = &[
    "air force",
    "army",
    "cabinet",
    "cabinet of ministers",
    "central bank",
    "church",
    "congress",
    "council",
    "court",
    "embassy",
    "foreign ministry",
    "government",
    "house of representatives",
    "kremlin",
    "lower house",
    "military",
    "militia",
    "ministry",
    "national assembly",
    "navy",
    "parliament",
    "police",
    "senate",
    "supreme court",
    "union",
    "university",
    "upper house",
    "white house",
];

/// What may be said of an organisation by its type in the knowledge base: of each, and of some.
fn words_of(subtype: Option<&str>) -> (&'static [&'static str], &'static [&'static str]) {
    match subtype {
        Some("intergovernmental") => (INTERNATIONAL, &[]),
        Some("company") => (
            &["company", "corporation", "firm"],
            &[
                "airline",
                "bank",
                "carmaker",
                "carrier",
                "conglomerate",
                "developer",
                "exporter",
                "group",
                "lender",
                "manufacturer",
                "operator",
                "planemaker",
                "producer",
                "railway",
                "retailer",
                "supplier",
            ],
        ),
        Some("media") => (
            &["outlet"],
            &[
                "agency",
                "broadcaster",
                "channel",
                "company",
                "daily",
                "magazine",
                "news agency",
                "newspaper",
                "publisher",
                "station",
                "weekly",
            ],
        ),
        Some("parliament") => (
            &["legislature", "parliament"],
            &["chamber", "lower house", "upper house"],
        ),
        Some("movement") => (&["group", "movement"], &["organisation", "party"]),
        Some("non-governmental") => (&["group", "ngo", "organisation"], &["charity", "foundation"]),
        Some("sport") => (&["organisation"], &["association", "confederation", "federation"]),
        Some("government") => (&[], &["agency", "bank", "bureau", "central bank"]),
        _ => (&[], &[]),
    }
}

/// What may be said of organisations whose names do not tell it.
const GENERIC: &[&str] = &["club", "company", "firm", "group", "organisation", "team"];

/// Links descriptions of organisations to names that have the same noun in them.
pub(super) fn described(page: &mut Page<'_>) {
    for nominal in open(page, EntityType::Organization) {
        let mention = page.names + nominal;
        let description = describe(page, nominal);
        let phrase = description.nominal;
        // "this court" is the one that is spoken to.
        if matches!(
            phrase.determiner,
            Determiner::Possessive | Determiner::Absent | Determiner::This
        ) || !phrase.rank.is_empty()
            || phrase.former
            || (phrase.is_bare() && !phrase.is_plain())
        {
            continue;
        }
        if description.org.is_some() {
            continue; // "the department of the ministry" is none of its names
        }
        let phrase_is_bare = phrase.is_bare() && phrase.determiner == Determiner::The;
        let first_token = phrase.tokens.0;
        let role = phrase.entry.role.clone();
        let place = description.place.clone();
        let portfolio = phrase.portfolio.clone();
        if place.is_none() && phrase.complement.is_some() && portfolio.is_empty() {
            continue;
        }
        // "the European bloc": an adjective of no country says something that cannot be checked.
        if place.is_none() && !phrase.names.is_empty() {
            continue;
        }
        let sentence = page.sentences[mention];
        let reach = if place.is_some() || !portfolio.is_empty() {
            u32::MAX
        } else {
            REACH
        };
        let fitting: Vec<usize> = page
            .before(mention, 60)
            .take_while(|&at| sentence - page.sentences[at] <= reach)
            .filter(|&at| {
                page.clusters.of(at).label == EntityType::Organization
                    && is_so(page, at, &role)
                    && portfolio
                        .split(' ')
                        .filter(|word| !word.is_empty())
                        .all(|word| has_word(page, at, word))
                    && place.as_ref().is_none_or(|place| belongs(page, at, place))
            })
            .collect();
        let Some((&nearest, others)) = fitting.split_first() else {
            let only = only_one(page, nominal, &role, place.as_deref(), &portfolio)
                .filter(|&only| !has_rival(page, mention, only, &role));
            if let Some(only) = only {
                let detail = format!("{} is the only {role} before it", page.name_of(only));
                page.link(mention, only, "organisation", || detail);
            } else {
                // "the government" on a page of one country is that country's.
                let bare = phrase_is_bare && page.quote_of(first_token).is_none();
                let own = page
                    .country
                    .as_ref()
                    .filter(|_| bare)
                    .map(|country| country.id.clone());
                let described = place
                    .or(own)
                    .and_then(|place| unique(page, &role, &portfolio, &place));
                if let Some(described) = described {
                    to_described(page, nominal, described);
                }
            }
            continue;
        };
        let distance = sentence - page.sentences[nearest];
        let alone = others.iter().all(|&other| {
            page.clusters.same(other, nearest) || sentence - page.sentences[other] >= distance + 3
        });
        if alone && !has_rival(page, mention, nearest, &role) {
            let detail = format!("{} is the {role} spoken of", page.name_of(nearest));
            page.link(mention, nearest, "organisation", || detail);
        }
    }
}

/// Whether an organisation that may be of that sort too was named since: "Baltic Rail Company … Tengri. The company".
fn has_rival(page: &Page<'_>, mention: usize, chosen: usize, role: &str) -> bool {
    let sentence = page.sentences[mention];
    GENERIC.contains(&role)
        && page
            .before(mention, 60)
            .take_while(|&at| sentence - page.sentences[at] <= 2 && !page.clusters.same(at, chosen))
            .any(|at| {
                page.clusters.of(at).label == EntityType::Organization && !has_other_head(page, at, role)
            })
}

/// The only organisation of that sort named before, however far away.
fn only_one(
    page: &Page<'_>,
    nominal: usize,
    role: &str,
    place: Option<&str>,
    portfolio: &str,
) -> Option<usize> {
    if place.is_some() || !portfolio.is_empty() || INTERNATIONAL.contains(&role) {
        return None;
    }
    let mut found: Option<usize> = None;
    for at in page.before(page.names + nominal, 400) {
        if page.clusters.of(at).label == EntityType::Organization && is_so(page, at, role) {
            if found.is_some_and(|found| !page.clusters.same(found, at)) {
                return None;
            }
            found.get_or_insert(at);
        }
    }
    found
}

/// What is one in a country, so that a description with the country is as good as a name.
fn unique(page: &Page<'_>, role: &str, portfolio: &str, place: &str) -> Option<String> {
    let item = page.knowledge.item(place).filter(|item| item.is_country())?;
    let capital = |text: &str| -> String {
        let mut letters = text.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect())
            .unwrap_or_default()
    };
    match role {
        "government" | "parliament" | "central bank" | "supreme court" | "constitutional court"
            if portfolio.is_empty() =>
        {
            Some(format!("{} of {}", capital(role), item.name()))
        }
        "cabinet" if portfolio.is_empty() => Some(format!("Government of {}", item.name())),
        "foreign ministry" => Some(format!("Ministry of Foreign Affairs of {}", item.name())),
        _ => None,
    }
}

/// Joins a description to others of the same, or makes it the first.
fn to_described(page: &mut Page<'_>, nominal: usize, described: String) {
    let mention = page.names + nominal;
    let known = page
        .before(mention, 400)
        .find(|&at| page.clusters.of(at).described.as_ref() == Some(&described));
    if let Some(to) = known {
        page.link(mention, to, "organisation", || described);
    } else {
        page.describe_as(mention, "organisation", described);
    }
}

/// Whether an organisation is of the sort that a word names.
pub(super) fn is_so(page: &Page<'_>, mention: usize, role: &str) -> bool {
    let cluster = page.clusters.of(mention);
    let item = cluster.kb.as_deref().and_then(|id| page.knowledge.item(id));
    if item.is_some_and(onomast_knowledge::Item::is_country) {
        return false;
    }
    let (sure, _) = words_of(item.and_then(onomast_knowledge::Item::subtype));
    if sure.contains(&role) {
        return true;
    }
    if cluster.roles.iter().any(|fact| broader(&fact.role, role)) {
        return true;
    }
    if let Some(described) = &cluster.described {
        return described.to_lowercase().starts_with(role);
    }
    cluster.forms.iter().any(|&form| {
        let words: Vec<&str> = page.forms[form as usize].key.split(' ').collect();
        // The head noun: the last word before "of" or "for".
        let end = words
            .iter()
            .position(|word| matches!(*word, "of" | "for" | "on" | "in" | "under"))
            .unwrap_or(words.len());
        let head = end.checked_sub(1).map_or("", |last| words[last]);
        let two = if end >= 2 {
            format!("{} {}", words[end - 2], head)
        } else {
            String::new()
        };
        head == role
            || [head, two.as_str()].iter().any(|word| {
                let spelt = word.replace("ization", "isation");
                let entry = LEXICON.role(&spelt).or_else(|| LEXICON.role(word));
                entry.is_some_and(|entry| {
                    entry.label == EntityType::Organization && broader(&entry.role, role)
                })
            })
    })
}

/// Whether an organisation is of a sort that a word does not name, as far as its name or the knowledge base tells.
pub(super) fn has_other_head(page: &Page<'_>, mention: usize, role: &str) -> bool {
    let cluster = page.clusters.of(mention);
    if let Some(id) = &cluster.kb {
        let item = page.knowledge.item(id);
        let (sure, perhaps) = words_of(item.and_then(onomast_knowledge::Item::subtype));
        return !sure.contains(&role) && !perhaps.contains(&role);
    }
    if cluster.described.is_some() || NAMED_SO.contains(&role) {
        return true;
    }
    let has_head = |form: u32| {
        page.forms[form as usize].key.split(' ').any(|word| {
            let spelt = word.replace("ization", "isation");
            LEXICON
                .role(&spelt)
                .is_some_and(|entry| entry.label == EntityType::Organization && !broader(&entry.role, role))
        })
    };
    cluster.forms.iter().any(|&form| has_head(form))
}

/// Whether `asked` may be said of what is named as `held`: "the ministry" of a foreign ministry.
fn broader(held: &str, asked: &str) -> bool {
    held == asked
        || matches!(
            (held, asked),
            ("foreign ministry" | "state department", "ministry")
                | ("news agency", "agency")
                | ("central bank", "bank" | "regulator")
                | ("ruling party", "party")
                | (
                    "national assembly" | "senate" | "congress" | "duma",
                    "parliament" | "legislature"
                )
                | ("university" | "college", "school")
                | ("airline" | "carrier", "company" | "carrier" | "airline")
                | ("security council", "council")
                | ("supreme court" | "constitutional court", "court")
                | ("trade union", "union")
                | ("federation" | "confederation", "organisation")
        )
}

fn has_word(page: &Page<'_>, mention: usize, word: &str) -> bool {
    let wanted = common_key(word);
    page.clusters
        .of(mention)
        .forms
        .iter()
        .any(|&form| page.forms[form as usize].key.split(' ').any(|own| own == wanted))
}

/// Whether an organisation belongs to a country: by the knowledge base, or by a name within its name.
fn belongs(page: &Page<'_>, mention: usize, place: &str) -> bool {
    if country_of(page, mention).is_some_and(|item| item.id() == place) {
        return true;
    }
    let Some(item) = page.knowledge.item(place) else {
        return false;
    };
    let names: Vec<String> = std::iter::once(item.name())
        .chain(item.official())
        .chain(item.demonyms().iter().map(String::as_str))
        .map(common_key)
        .collect();
    page.clusters.of(mention).forms.iter().any(|&form| {
        let key = format!(" {} ", page.forms[form as usize].key);
        names.iter().any(|name| key.contains(&format!(" {name} ")))
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn the_ministry_is_the_one_spoken_of() {
        check(
            "The [Ministry of Health](ORG a) spoke. [The ministry](ORG:nominal a) added more. The agency did not.",
        );
        check(
            "The [Ministry of Health](ORG a) and the [Ministry of Justice](ORG b) spoke. The ministry added more.",
        );
        check("The [European Union](ORG a) met. [The bloc](ORG:nominal a) agreed.");
    }

    #[test]
    fn a_noun_before_another_noun_is_no_head() {
        check("The [Ministry of Health](ORG a) spoke. The ministry spokesman left the ministry building.");
    }
}
