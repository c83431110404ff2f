//! Office and date: "the President of Kazakhstan" is one person in a page of 2017, another in one of 2021.

use onomast_document::EntityType;
use onomast_knowledge::{Holding, office};

use crate::known::Known;
use crate::page::Page;
use crate::role::{Description, RoleSource};
use crate::sieves::said::{describe, open};

/// Who holds the office that a description names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holder {
    /// Id in the knowledge base.
    pub person: String,
    /// Name in the knowledge base.
    pub name: String,
    /// Gender, place and title in words: "President of Kazakhstan".
    pub office: String,
}

/// The holder of the office that a description names, by place and date; the flag says whether that is sure.
pub(super) fn holder(page: &Page<'_>, description: &Description<'_>) -> Option<(Holder, bool)> {
    let nominal = description.nominal;
    let kind = nominal.entry.office?;
    if !nominal.rank.is_empty() || nominal.former || nominal.ordinal || description.org.is_some() {
        return None;
    }
    let date = page.date?;
    let place = description.place.as_deref()?;
    let item = page.knowledge.item(place)?;
    let holdings = match (kind, &*nominal.entry.role) {
        ("leader", _) => leaders(page, place),
        (_, "head of state") => page.knowledge.holders(office::HEAD_OF_STATE, place, date),
        (_, "head of government") => page.knowledge.holders(office::HEAD_OF_GOVERNMENT, place, date),
        (office::FOREIGN_MINISTER, _) => page.knowledge.holders(office::FOREIGN_MINISTER, place, date),
        (_, role) => page.knowledge.holders_by_title(role, place, date),
    };
    let [first, rest @ ..] = &holdings[..] else {
        return None;
    };
    let sure = first.sure && rest.iter().all(|other| !other.sure);
    if !first.sure && !rest.is_empty() {
        return None;
    }
    let holder = Holder {
        person: first.person.id().to_owned(),
        name: first.person.name().to_owned(),
        office: format!("{} of {}", first.title(), item.name()),
    };
    Some((holder, sure))
}

/// Who is called the leader of a state: its head, or its head of government where the head does not govern.
fn leaders<'p>(page: &'p Page<'_>, place: &str) -> Vec<Holding<'p>> {
    let Some(date) = page.date else { return Vec::new() };
    let heads = page.knowledge.holders(office::HEAD_OF_STATE, place, date);
    let governing = page.knowledge.holders(office::HEAD_OF_GOVERNMENT, place, date);
    let Some(head) = heads.first() else {
        return governing;
    };
    let Some(governor) = governing.first() else {
        return heads;
    };
    if head.person.id() == governor.person.id() {
        return heads;
    }
    // Of the two, the only one whom the page names; else by the constitution.
    let named = |holding: &Holding<'_>| page.mention_of_item(holding.person.id()).is_some();
    let governs = include_str!("../../data/parliamentary.tsv")
        .lines()
        .any(|line| line.split_once('\t').is_some_and(|(id, _)| id == place))
        || matches!(
            head.title().to_lowercase().as_str(),
            "king" | "queen" | "emperor" | "governor-general" | "grand duke" | "monarch"
        );
    match (named(head), named(governor)) {
        (true, false) => heads,
        (false, true) => governing,
        _ if governs => governing,
        _ => heads,
    }
}

/// Links descriptions of offices of states to their holders on the day of the page.
pub(super) fn office_and_date(page: &mut Page<'_>) {
    let known = Known::new(page);
    for nominal in open(page, EntityType::Person) {
        let description = describe(page, nominal);
        if page.date.is_none() {
            undated(page, nominal, &known);
            continue;
        }
        let Some((holder, sure)) = holder(page, &description) else {
            continue;
        };
        let Some(date) = page.date else { continue };
        let detail = format!(
            "{} on {date} is {} ({})",
            holder.office, holder.name, holder.person
        );
        to_holder(page, nominal, &holder, sure, &known, detail);
    }
}

/// Links a nominal to the holder's cluster, or makes it one.
pub(super) fn to_holder(
    page: &mut Page<'_>,
    nominal: usize,
    holder: &Holder,
    sure: bool,
    known: &Known,
    detail: String,
) {
    let mention = page.names + nominal;
    let named = page.mention_of_item(&holder.person).filter(|&at| at != mention);
    match named {
        Some(to) => {
            page.link(mention, to, "office", || detail);
        }
        // Not named on the page: the knowledge base alone must be sure, and must not contradict the page.
        None if sure && !contradicted(page, nominal, known) => {
            let gender = page
                .knowledge
                .item(&holder.person)
                .and_then(onomast_knowledge::Item::gender);
            page.set_item(mention, &holder.person);
            let cluster = page.clusters.of_mut(mention);
            cluster.gender = cluster.gender.or(crate::sieves::person::gender(gender));
            page.why[mention] = Some(onomast_document::Evidence {
                rule: "office".into(),
                detail,
            });
        }
        None => {}
    }
}

/// Whether the page gives the office to somebody by name, who is not the one of the knowledge base.
fn contradicted(page: &Page<'_>, nominal: usize, known: &Known) -> bool {
    let description = describe(page, nominal);
    !known
        .fitting(page, &description, |fact| fact.source == RoleSource::Apposition)
        .is_empty()
}

/// Without a date: the only person on the page who ever held the office.
fn undated(page: &mut Page<'_>, nominal: usize, known: &Known) {
    let description = describe(page, nominal);
    if description.place.is_none()
        || description.nominal.entry.office.is_none()
        || description.nominal.ordinal
    {
        return;
    }
    let fitting = known.fitting(page, &description, |_| true);
    if let [only] = fitting[..] {
        let detail = format!(
            "the page has no date; {} is the only one named here who held it",
            page.name_of(only)
        );
        page.link(page.names + nominal, only, "office", || detail);
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{check, check_on};

    #[test]
    fn an_office_has_its_holder_at_the_date() {
        check_on(
            "2017-11-01",
            "[The President of [Kazakhstan](LOC k)](PER:nominal a) came. [Nursultan Nazarbayev](PER a) spoke to [Kassym-Jomart Tokayev](PER b).",
        );
        check_on(
            "2021-11-01",
            "[The President of [Kazakhstan](LOC k)](PER:nominal b) came. [Nursultan Nazarbayev](PER a) spoke to [Kassym-Jomart Tokayev](PER b).",
        );
        check_on(
            "2017-11-01",
            "[The [Kazakh](MISC z) leader](PER:nominal a) came to [Uzbekistan](LOC u). [Nursultan Nazarbayev](PER a) spoke.",
        );
        check_on(
            "2017-11-01",
            "[Angela Merkel](PER m) flew. [The [German](MISC g) leader](PER:nominal m) smiled. [The chancellor of [Germany](LOC d)](PER:nominal m) left.",
        );
    }

    #[test]
    fn a_holder_need_not_be_named() {
        check_on(
            "2017-11-01",
            "[Tashkent](LOC t) expects [the President of [Kazakhstan](LOC k)](PER:nominal a).",
        );
    }

    #[test]
    fn former_and_deputy_holders_are_others() {
        check_on(
            "2017-11-01",
            "The former president of [Kazakhstan](LOC k) and the deputy foreign minister of [Uzbekistan](LOC u) met.",
        );
    }

    #[test]
    fn without_a_date_the_page_must_tell() {
        check(
            "[Shavkat Mirziyoyev](PER a) spoke. [The Leader of [Uzbekistan](LOC u)](PER:nominal a) stressed it.",
        );
        check(
            "[Nursultan Nazarbayev](PER a) and [Kassym-Jomart Tokayev](PER b) know [Kazakhstan](LOC k). The President of [Kazakhstan](LOC k) spoke.",
        );
    }
}
