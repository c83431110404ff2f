//! What somebody is said to be: roles read from the page or known, and how a description fits one.

use crate::nominal::Nominal;

/// Where a role was learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RoleSource {
    /// The page: in apposition or as a predicate.
    Apposition,
    /// The page: a title before the name.
    Title,
    /// The knowledge base, at the date of the page.
    Knowledge,
    /// The knowledge base, at some time: the page has no date.
    AnyTime,
}

/// A role that a cluster's entity has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoleFact {
    /// The role that synonyms share: "president".
    pub role: String,
    /// The knowledge base's office, if it is one.
    pub office: Option<String>,
    pub rank: String,
    pub former: bool,
    pub portfolio: String,
    /// Id of the country or key of the place.
    pub place: Option<String>,
    /// A mention of the organisation.
    pub org: Option<usize>,
    pub source: RoleSource,
}

/// A description with its place and organisation found.
#[derive(Debug, Clone)]
pub(crate) struct Description<'a> {
    pub nominal: &'a Nominal,
    pub place: Option<String>,
    pub org: Option<usize>,
}

/// Words for whoever is at the top of an organisation.
pub(crate) const TOPS: &[&str] = &[
    "head",
    "chief",
    "leader",
    "director",
    "chairman",
    "chairwoman",
    "president",
    "chief executive",
    "general director",
    "director-general",
    "executive director",
    "managing director",
    "secretary-general",
    "rector",
    "governor",
];

/// Whether a description fits a role. `same_org` tells whether two mentions are of one organisation.
pub(crate) fn fits(
    description: &Description<'_>,
    fact: &RoleFact,
    same_org: impl Fn(usize, usize) -> bool,
) -> bool {
    let nominal = description.nominal;
    if nominal.rank != fact.rank || nominal.former != fact.former {
        return false;
    }
    let one_org = match (description.org, fact.org) {
        (Some(ours), Some(theirs)) => {
            if !same_org(ours, theirs) {
                return false;
            }
            true
        }
        (Some(_), None) => return false,
        _ => false,
    };
    match (&description.place, &fact.place) {
        (Some(ours), Some(theirs)) if ours != theirs => return false,
        (Some(_), None) => return false,
        _ => {}
    }
    if !same_role(nominal, fact, one_org) {
        return false;
    }
    // "the minister" may be any; "the health minister" is one for health.
    let wanted = portfolio(&nominal.portfolio, &nominal.entry.role);
    let held = portfolio(&fact.portfolio, &fact.role);
    wanted.is_empty() || one_org || wanted == held
}

/// What a role is for: a foreign minister's portfolio is in the title.
pub(crate) fn portfolio<'a>(portfolio: &'a str, role: &str) -> &'a str {
    if portfolio.is_empty() && role == "foreign minister" {
        "foreign"
    } else {
        portfolio
    }
}

/// Whether what a description says is what a fact says, places and organisations aside.
pub(crate) fn same_role(nominal: &Nominal, fact: &RoleFact, one_org: bool) -> bool {
    let (asked, held) = (&*nominal.entry.role, fact.role.as_str());
    if asked == held {
        return true;
    }
    match asked {
        "head of state" => fact.office.as_deref() == Some("head-of-state"),
        "leader" | "ruler" => {
            matches!(
                fact.office.as_deref(),
                Some("head-of-state" | "head-of-government" | "leader")
            ) || (one_org && TOPS.contains(&held))
        }
        "head of government" => fact.office.as_deref() == Some("head-of-government"),
        "minister" => held == "foreign minister",
        "foreign minister" => held == "minister" && fact.portfolio.split(' ').any(|word| word == "foreign"),
        "monarch" | "sovereign" => matches!(held, "king" | "queen" | "emir" | "sultan" | "emperor"),
        "diplomat" => matches!(held, "foreign minister" | "ambassador" | "envoy"),
        // Who presides over one and the same house.
        "chair" | "chairman" | "chairperson" | "chairwoman" | "speaker" if one_org => {
            matches!(
                held,
                "chair" | "chairman" | "chairperson" | "chairwoman" | "speaker"
            ) || (TOPS.contains(&asked) && TOPS.contains(&held) && nominal.is_bare())
        }
        _ => one_org && TOPS.contains(&asked) && TOPS.contains(&held) && nominal.is_bare(),
    }
}
