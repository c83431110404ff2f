//! One line of a knowledge file, as it is written.
//!
//! Each line is a JSON object with its `kind` first. Unknown fields are refused, so that a typing error is
//! noticed where it is made.

use serde::Deserialize;

/// A line of a knowledge file.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Record {
    /// A country, territory, region or city.
    Place {
        /// Wikidata id, or a local id such as `onomast:city:oranjestad`.
        id: String,
        /// `country`, `territory`, `region`, `city`, …
        #[serde(rename = "type")]
        subtype: Option<String>,
        /// Usual English name.
        name: Option<String>,
        /// Official English name.
        official: Option<String>,
        /// Other names, plain or dated.
        aliases: Option<Vec<AliasRecord>>,
        /// Abbreviations, matched only in their own capitals: `USA`.
        acronyms: Option<Vec<String>>,
        /// Words for what or who belongs to the place: `Kazakh`.
        demonyms: Option<Vec<String>>,
        /// Id of the country that the place lies in.
        country: Option<String>,
        /// Id of its capital.
        capital: Option<String>,
        /// Ids of the states that followed it.
        successors: Option<Vec<String>>,
        /// Since when it exists.
        from: Option<String>,
        /// Until when it existed.
        to: Option<String>,
    },
    /// An organisation.
    Organization {
        /// Wikidata id, or a local id such as `onomast:cica`.
        id: String,
        /// `intergovernmental`, …
        #[serde(rename = "type")]
        subtype: Option<String>,
        /// Usual English name.
        name: Option<String>,
        /// Other names, plain or dated.
        aliases: Option<Vec<AliasRecord>>,
        /// Abbreviations, matched only in their own capitals: `SCO`.
        acronyms: Option<Vec<String>>,
        /// Id of the country that it belongs to, if to one.
        country: Option<String>,
        /// Ids of the organisations that followed it.
        successors: Option<Vec<String>>,
        /// Since when it exists.
        from: Option<String>,
        /// Until when it existed.
        to: Option<String>,
    },
    /// A person.
    Person {
        /// Wikidata id, or a local id such as `onomast:person:wm:ada-lovelace`.
        id: String,
        /// Usual English name.
        name: Option<String>,
        /// Other names and spellings.
        aliases: Option<Vec<AliasRecord>>,
        /// `female`, `male` or another word.
        gender: Option<String>,
    },
    /// A term of office.
    Term {
        /// The office: `head-of-state`, `head-of-government`, `foreign-minister`, …
        office: String,
        /// The holder's title: `President`, `King`, `Chancellor`, …
        title: String,
        /// Id of the place whose office it is.
        place: String,
        /// Id of the holder.
        person: String,
        /// First day.
        from: String,
        /// Last day; absent when the term goes on or its end is unknown.
        to: Option<String>,
        /// The last day for which a source vouches, where that is before `to` or there is no `to`.
        known_to: Option<String>,
        /// The holder was acting or interim.
        #[serde(default)]
        acting: bool,
    },
}

/// A name: plain, or valid only in a time.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum AliasRecord {
    /// Valid at all times.
    Plain(String),
    /// Valid from and to the given days.
    Dated(DatedAlias),
}

/// A name with the time of its validity.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedAlias {
    /// The name.
    pub text: String,
    /// First day.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
}
