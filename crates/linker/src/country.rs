//! Whose page it is: the country that "our country" and "the Head of the state" mean.

use std::collections::{BTreeMap, BTreeSet};

use onomast_document::EntityType;
use onomast_knowledge::Item;

use crate::page::Page;
use crate::sieves::describe;

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

/// How often the page's own country is named, at least, beside another that its guests are from.
const GUESTS: f64 = 0.34;

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
    let name = page
        .id
        .split('/')
        .find_map(host_in)
        .or_else(|| page.id.split('/').find_map(site_in))
        .or_else(|| {
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

/// The country of a folder or file named after an official site: `mfa-uz`, `uz_president_2017`.
fn site_in(name: &str) -> Option<&'static str> {
    const OFFICIAL: &[&str] = &[
        "president",
        "presidency",
        "mfa",
        "mid",
        "gov",
        "government",
        "ministry",
        "parliament",
        "senate",
        "pm",
        "premier",
        "primeminister",
        "foreign",
        "embassy",
        "cabinet",
    ];
    let parts: Vec<String> = name
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .map(str::to_ascii_lowercase)
        .collect();
    if !parts.iter().any(|part| OFFICIAL.contains(&part.as_str())) {
        return None;
    }
    let mut found: Vec<&'static str> = include_str!("../data/domains.tsv")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter(|(code, _)| parts.iter().any(|part| part == code) && !joined_by_mistake(&format!("x.{code}")))
        .map(|(_, country)| country)
        .collect();
    found.dedup();
    if let [only] = found[..] { Some(only) } else { None }
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
    let ours = own_sentences(page);
    let (guests, hosts) = visits(page, &ours);
    let mut votes: BTreeMap<&str, f64> = BTreeMap::new();
    let mut named: BTreeMap<&str, f64> = BTreeMap::new();
    let mut total = 0.0;
    for name in 0..page.names {
        let Some(country) = country_of_name(page, name) else {
            continue;
        };
        let mut weight = match page.mentions[name].label {
            EntityType::Location | EntityType::Organization => 1.0,
            _ => 0.6,
        };
        *named.entry(country.id()).or_default() += weight;
        if guests.contains(country.id()) {
            weight = 0.0;
        } else if ours.binary_search(&page.sentences[name]).is_ok()
            && !hosts.contains(country.id())
            && page.quote_of(page.ranges[name].0).is_none()
        {
            weight = -1.0;
        } else if is_dateline(page, name) {
            return Some(PageCountry {
                id: country.id().to_owned(),
                because: format!("the page is from {}", page.form(name).bare),
                sure: false,
            });
        }
        *votes.entry(country.id()).or_default() += weight;
        total += f64::max(weight, 0.0);
    }
    for host in &hosts {
        *votes.entry(host).or_default() += 3.0;
        total += 3.0;
    }
    let mut ranked: Vec<(&str, f64)> = votes.into_iter().collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let (&(id, best), rest) = ranked.split_first()?;
    let second = rest.first().map_or(0.0, |&(_, votes)| votes);
    // A page that says "our country" need not name it often.
    let enough = if ours.is_empty() { 2.0 } else { 1.0 };
    if best < enough || best < 1.5 * second || best < 0.4 * total {
        return None;
    }
    // Guests are spoken of more than hosts, but not by that much.
    if named.values().any(|&named| best < GUESTS * named) {
        return None;
    }
    let name = page.knowledge.item(id).map_or(id, Item::name);
    Some(PageCountry {
        id: id.to_owned(),
        because: format!("{name} is the country most spoken of"),
        sure: false,
    })
}

/// Sentences outside quotations that speak of "our country" or "the Head of the state": another country named
/// there is more likely not the page's own.
fn own_sentences(page: &Page<'_>) -> Vec<u32> {
    let mut ours: Vec<u32> = Vec::new();
    for (at, token) in page.tokens.iter().enumerate() {
        let next = page.tokens.lower(at + 1);
        let own = token.is("our")
            && matches!(
                next,
                "country" | "republic" | "state" | "homeland" | "motherland" | "president" | "nation"
            );
        let head = token.is("head")
            && next == "of"
            && (page.tokens.lower(at + 2) == "state"
                || (matches!(page.tokens.lower(at + 2), "the" | "our")
                    && page.tokens.lower(at + 3) == "state"));
        if (own || head) && page.quote_of(at).is_none() && ours.last() != Some(&token.sentence) {
            ours.push(token.sentence);
        }
    }
    ours
}

/// Countries whose heads visit, or meet, the page's own; and those that invite.
fn visits(page: &Page<'_>, ours: &[u32]) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut guests, mut hosts) = (BTreeSet::new(), BTreeSet::new());
    for nominal in 0..page.nominals.len() {
        let phrase = &page.nominals[nominal];
        if phrase.entry.office.is_none() || phrase.former || !phrase.rank.is_empty() {
            continue;
        }
        let Some(place) = describe(page, nominal).place else {
            continue;
        };
        let (first, _) = phrase.tokens;
        let invites = first >= 2
            && page.tokens.lower(first - 1) == "of"
            && page.tokens.lower(first - 2) == "invitation";
        if invites {
            hosts.insert(place);
        } else if ours.binary_search(&page.tokens[first].sentence).is_ok() {
            guests.insert(place);
        }
    }
    // Who invites is at home there, whoever else is met.
    guests.retain(|guest| !hosts.contains(guest));
    (guests, hosts)
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
