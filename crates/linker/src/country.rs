//! Whose page it is: the country that "our country" and "the Head of the state" mean.

use std::collections::BTreeMap;

use onomast_document::EntityType;
use onomast_knowledge::Item;

use crate::page::Page;

/// The page's own country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageCountry {
    /// Its id in the knowledge base.
    pub id: String,
    /// What it was seen by, in words.
    pub because: String,
    /// Seen by the site itself (its address, its own ministry), not by counting alone.
    pub sure: bool,
}

/// The country of a name: the country itself, or the one that a city or organisation belongs to.
pub(crate) fn country_of_name<'k>(page: &Page<'k>, name: usize) -> Option<&'k Item> {
    let knowledge = page.knowledge;
    if page.mentions[name].label == EntityType::Misc {
        return knowledge.country_of_demonym(&page.form(name).bare);
    }
    let item = knowledge.item(page.clusters.of(name).kb.as_deref()?)?;
    if item.is_country() {
        Some(item)
    } else {
        knowledge.item(item.country()?).filter(|item| item.is_country())
    }
}

/// Top-level domains of countries, as far as a page's address may show them.
fn country_of_domain<'k>(page: &Page<'k>) -> Option<&'k Item> {
    let lines = || include_str!("../data/domains.tsv").lines();
    let host_in = |text: &str| -> Option<&'static str> {
        text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '.' || letter == '-'))
            .find_map(|host| {
                let (before, top) = host.rsplit_once('.')?;
                let known = top.len() == 2
                    && before.len() >= 2
                    && before.bytes().all(|byte| {
                        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-')
                    });
                known.then(|| {
                    lines().find_map(|line| {
                        line.split_once('\t')
                            .filter(|(code, _)| *code == top)
                            .map(|(_, name)| name)
                    })
                })?
            })
    };
    let name = page.id.split('/').find_map(host_in).or_else(|| {
        // An address in the page itself counts if only one country is seen so.
        let mut seen: Vec<&str> = page
            .text
            .split_whitespace()
            .filter(|word| !joined_by_mistake(word))
            .filter_map(host_in)
            .collect();
        seen.sort_unstable();
        seen.dedup();
        if let [only] = seen[..] { Some(only) } else { None }
    })?;
    page.knowledge
        .find(name, Some(EntityType::Location), None)
        .into_iter()
        .find(|item| item.is_country())
}

/// Two words without a space after the point ("ended.It"), rather than an address.
fn joined_by_mistake(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "is", "it", "am", "at", "be", "in", "no", "my", "by", "do", "as", "me", "to", "so", "st", "us",
    ];
    !word.contains("www.")
        && word
            .rsplit_once('.')
            .is_none_or(|(_, last)| WORDS.contains(&last))
}

/// Finds the page's own country.
pub(crate) fn page_country(page: &Page<'_>) -> Option<PageCountry> {
    if let Some(item) = country_of_domain(page) {
        return Some(PageCountry {
            id: item.id().to_owned(),
            because: format!("an address of {}", item.name()),
            sure: true,
        });
    }
    // Sentences with "our country": a country named there is more likely another one.
    let mut ours: Vec<u32> = Vec::new();
    let mut homes = 0;
    for (at, token) in page.tokens.iter().enumerate() {
        if token.is("our")
            && matches!(
                page.tokens.lower(at + 1),
                "country"
                    | "republic"
                    | "state"
                    | "homeland"
                    | "motherland"
                    | "president"
                    | "people"
                    | "nation"
            )
        {
            homes += 1;
            if ours.last() != Some(&token.sentence) {
                ours.push(token.sentence);
            }
        }
    }
    let mut votes: BTreeMap<&str, f64> = BTreeMap::new();
    let mut total = 0.0;
    for name in 0..page.names {
        let Some(country) = country_of_name(page, name) else {
            continue;
        };
        let mut weight = match page.mentions[name].label {
            EntityType::Location | EntityType::Organization => 1.0,
            _ => 0.6,
        };
        if ours.binary_search(&page.sentences[name]).is_ok() {
            weight = -1.0;
        } else if is_dateline(page, name) {
            weight += 2.0;
        }
        *votes.entry(country.id()).or_default() += weight;
        total += f64::max(weight, 0.0);
    }
    let mut ranked: Vec<(&str, f64)> = votes.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let (&(id, best), rest) = ranked.split_first()?;
    let second = rest.first().map_or(0.0, |&(_, votes)| votes);
    // A page that says "our country" need not name it often.
    let enough = if homes > 0 { 1.0 } else { 2.0 };
    if best < enough || best < 1.5 * second || best < 0.4 * total {
        return None;
    }
    let name = page.knowledge.item(id).map_or(id, Item::name);
    Some(PageCountry {
        id: id.to_owned(),
        because: format!("{name} is the country most spoken of"),
        sure: false,
    })
}

/// "TASHKENT, October 3 —", "Astana. 12 May.": a place at the beginning of a line in capitals or before a date.
fn is_dateline(page: &Page<'_>, name: usize) -> bool {
    let (first, end) = page.ranges[name];
    let opens = first == 0 || page.tokens[first - 1].paragraph != page.tokens[first].paragraph;
    if !opens || page.mentions[name].label != EntityType::Location {
        return false;
    }
    let capitals = page
        .form(name)
        .surface
        .chars()
        .all(|letter| !letter.is_lowercase());
    let marked = (end..end + 6).any(|at| matches!(page.tokens.lower(at), "—" | "–" | "-" | "/" | "("));
    capitals || (matches!(page.tokens.lower(end), "," | "." | "(") && marked)
}
