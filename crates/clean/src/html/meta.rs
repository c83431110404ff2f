//! Title and date that the markup of a page gives.

use onomast_document::Date;

use crate::dates::{Order, find_dates, tokens};
use crate::words::{Lexicon, lower_in_place};

/// What was found in the head of the page and in its markup, first come first kept.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub(super) title: String,
    og_title: Option<String>,
    heading: Option<String>,
    published: Option<String>,
    linked_data: Option<String>,
    time: Option<String>,
}

/// Names of `<meta>` that give the day of publication.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "dc.created",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "published_date",
    "datecreated",
    "citation_publication_date",
    "citation_date",
    "sailthru.date",
    "parsely-pub-date",
    "article.published",
    "article_date_original",
    "cxenseparse:recs:publishtime",
    "release_date",
    "originalpublicationdate",
    "date.issued",
    "created",
];

/// Words of the longest `<title>` that may be the name of the site.
const SITE: usize = 5;

impl Meta {
    /// Takes what a `<meta>` element says.
    pub(super) fn element(&mut self, name: &str, content: &str) {
        let name = name.to_ascii_lowercase();
        if PUBLISHED.contains(&name.as_str()) {
            self.published.get_or_insert_with(|| content.to_owned());
        } else if matches!(name.as_str(), "og:title" | "twitter:title" | "dc.title") {
            self.og_title.get_or_insert_with(|| content.to_owned());
        }
    }

    /// Takes the text of the first `<h1>`.
    pub(super) fn heading(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.heading.get_or_insert_with(|| one_line(text));
        }
    }

    /// Takes a `<time datetime>`.
    pub(super) fn time(&mut self, datetime: &str) {
        self.time.get_or_insert_with(|| datetime.to_owned());
    }

    /// Takes the publication date out of JSON-LD.
    pub(super) fn linked_data(&mut self, json: &str) {
        for key in ["\"datePublished\"", "\"dateCreated\"", "\"uploadDate\""] {
            let Some(at) = json.find(key) else { continue };
            let value = json[at + key.len()..].trim_start_matches([' ', ':', '\n', '\t', '\r']);
            if let Some(value) = value.strip_prefix('"').and_then(|value| value.split('"').next()) {
                self.linked_data.get_or_insert_with(|| value.to_owned());
                return;
            }
        }
    }

    /// Whether the title is `<title>` alone, and short: many pages give the name of the site there.
    pub(super) fn may_name_site(&self) -> bool {
        self.og_title.is_none() && self.heading.is_none() && self.title.split_whitespace().count() <= SITE
    }

    /// The first heading, if the title of the page says much of the same; else what the head says, without the name of
    /// the site.
    pub(super) fn title(&self) -> Option<String> {
        let title = one_line(&self.title);
        let social = self
            .og_title
            .as_deref()
            .map(one_line)
            .filter(|title| !title.is_empty());
        if let Some(heading) = &self.heading {
            let said = |other: &str| shares_words(heading, other);
            if said(&title) || social.as_deref().is_some_and(said) {
                return Some(heading.clone());
            }
        }
        social
            .map(|title| without_site(&title))
            .or_else(|| (!title.is_empty()).then(|| without_site(&title)))
            .or_else(|| self.heading.clone())
    }

    /// The day of publication, from the surest source that has one.
    pub(super) fn date(&self, lexicon: &Lexicon) -> Option<Date> {
        [&self.published, &self.linked_data, &self.time]
            .into_iter()
            .flatten()
            .find_map(|text| {
                let mut lower = String::new();
                lower_in_place(text, &mut lower);
                let dates = find_dates(&tokens(&lower), lexicon);
                dates
                    .first()
                    .and_then(|date| date.read(Order::DayFirst))
                    .or_else(|| compact(text))
            })
    }
}

/// `20171101`.
fn compact(text: &str) -> Option<Date> {
    let digits = text
        .get(..8)
        .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    Date::new(
        digits[..4].parse().ok()?,
        digits[4..6].parse().ok()?,
        digits[6..].parse().ok()?,
    )
    .ok()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether at least half of the words of a heading of three words or more are in a title that is no mere part of it: a
/// heading that is the name of the site stands in the title, too, but is the smaller part of it.
fn shares_words(heading: &str, title: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (heading, title) = (words(heading), words(title));
    let shared = heading.iter().filter(|word| title.contains(word)).count();
    heading.len() >= 3 && shared * 2 >= heading.len() && shared * 3 >= title.len()
}

/// The longest part of a title between bars and dashes, if it is clearly the longest.
fn without_site(title: &str) -> String {
    for divider in [" | ", " – ", " — ", " - ", " :: ", " » ", " • ", " · "] {
        let parts: Vec<&str> = title.split(divider).collect();
        let longest = parts
            .iter()
            .max_by_key(|part| part.len())
            .copied()
            .unwrap_or(title);
        let next = parts
            .iter()
            .filter(|part| **part != longest)
            .map(|part| part.len())
            .max();
        if next.is_some_and(|next| longest.len() > next + next / 4) {
            return longest.trim().to_owned();
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_site_is_no_title() {
        assert_eq!(
            without_site("President visits Samarkand | News"),
            "President visits Samarkand"
        );
        assert_eq!(
            without_site("Agency - President visits the Samarkand region"),
            "President visits the Samarkand region"
        );
        assert_eq!(
            without_site("Ministry of Health - Ministry of Trade"),
            "Ministry of Health - Ministry of Trade"
        );
    }

    #[test]
    fn dates_from_the_surest_source() {
        let mut meta = Meta::default();
        meta.time("2020-01-01");
        meta.linked_data("{\"datePublished\": \"2021-03-05T10:00:00+05:00\"}");
        assert_eq!(
            meta.date(Lexicon::shared())
                .map(|date| date.to_string())
                .as_deref(),
            Some("2021-03-05")
        );
        meta.element("article:published_time", "2021-03-04T10:00");
        assert_eq!(
            meta.date(Lexicon::shared())
                .map(|date| date.to_string())
                .as_deref(),
            Some("2021-03-04")
        );
    }
}
