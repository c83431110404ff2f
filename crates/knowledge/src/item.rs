//! A place, an organisation or a person.

use onomast_document::{Date, EntityType};

use crate::partial::PartialDate;

/// What ids of our own begin with.
const LOCAL: &str = "onomast:";

/// What kind of thing an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A country, territory, region or city.
    Place,
    /// An organisation.
    Organization,
    /// A person.
    Person,
}

impl ItemKind {
    /// The label that a mention of such a thing has.
    pub fn entity_type(self) -> EntityType {
        match self {
            Self::Place => EntityType::Location,
            Self::Organization => EntityType::Organization,
            Self::Person => EntityType::Person,
        }
    }
}

/// Grammatical gender of a person, as far as a source states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// She.
    Female,
    /// He.
    Male,
    /// Stated, and neither of the two.
    Other,
}

/// A name with the time of its validity; open ends are `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedName {
    /// The name.
    pub text: String,
    /// Since when it is in use.
    pub from: Option<PartialDate>,
    /// Until when it was in use.
    pub to: Option<PartialDate>,
}

impl DatedName {
    /// Whether the name may have been in use on `day`.
    pub fn valid_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from.earliest() <= day) && self.to.is_none_or(|to| day <= to.latest())
    }
}

/// A place, an organisation or a person, with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub(crate) id: String,
    pub(crate) kind: ItemKind,
    pub(crate) subtype: Option<String>,
    pub(crate) name: String,
    pub(crate) official: Option<String>,
    pub(crate) aliases: Vec<DatedName>,
    pub(crate) acronyms: Vec<String>,
    pub(crate) demonyms: Vec<String>,
    pub(crate) country: Option<String>,
    pub(crate) capital: Option<String>,
    pub(crate) successors: Vec<String>,
    pub(crate) gender: Option<Gender>,
    pub(crate) from: Option<PartialDate>,
    pub(crate) to: Option<PartialDate>,
}

impl Item {
    pub(crate) fn new(id: String, kind: ItemKind) -> Self {
        Self {
            id,
            kind,
            subtype: None,
            name: String::new(),
            official: None,
            aliases: Vec::new(),
            acronyms: Vec::new(),
            demonyms: Vec::new(),
            country: None,
            capital: None,
            successors: Vec::new(),
            gender: None,
            from: None,
            to: None,
        }
    }

    /// Wikidata id (`Q265`), or a local one (`onomast:cica`).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether its id is one of our own making, for want of one that others know.
    pub fn has_local_id(&self) -> bool {
        self.id.starts_with(LOCAL)
    }

    /// Place, organisation or person.
    pub fn kind(&self) -> ItemKind {
        self.kind
    }

    /// The label that a mention of it has.
    pub fn entity_type(&self) -> EntityType {
        self.kind.entity_type()
    }

    /// A finer type, such as `country`, `city` or `intergovernmental`.
    pub fn subtype(&self) -> Option<&str> {
        self.subtype.as_deref()
    }

    /// Whether it is a country, of today or of the past.
    pub fn is_country(&self) -> bool {
        self.kind == ItemKind::Place && self.subtype() == Some("country")
    }

    /// Usual English name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Official English name, where it differs.
    pub fn official(&self) -> Option<&str> {
        self.official.as_deref()
    }

    /// Other names and spellings, some of them valid only in a time.
    pub fn aliases(&self) -> &[DatedName] {
        &self.aliases
    }

    /// Abbreviations, in their own capitals.
    pub fn acronyms(&self) -> &[String] {
        &self.acronyms
    }

    /// Words for what or who belongs to a place: `Kazakh`, `Kazakhstani`.
    pub fn demonyms(&self) -> &[String] {
        &self.demonyms
    }

    /// Id of the country that a place lies in, or an organisation belongs to.
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// Id of a country's capital.
    pub fn capital(&self) -> Option<&str> {
        self.capital.as_deref()
    }

    /// Ids of what followed a state or organisation that is no more.
    pub fn successors(&self) -> &[String] {
        &self.successors
    }

    /// A person's gender, where a source states it.
    pub fn gender(&self) -> Option<Gender> {
        self.gender
    }

    /// Since when a place or organisation exists, where stated.
    pub fn from(&self) -> Option<PartialDate> {
        self.from
    }

    /// Until when a place or organisation existed; `None` for those that exist.
    pub fn to(&self) -> Option<PartialDate> {
        self.to
    }
}
