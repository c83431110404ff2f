//! Terms of office: who, what, where, from when to when, and how sure that is on a given day.

use onomast_document::Date;

use crate::item::Item;
use crate::partial::PartialDate;

/// Names of the offices that every state has.
pub mod office {
    /// President, monarch, supreme leader.
    pub const HEAD_OF_STATE: &str = "head-of-state";
    /// Prime minister, chancellor, a president who governs himself.
    pub const HEAD_OF_GOVERNMENT: &str = "head-of-government";
    /// Minister of foreign affairs, secretary of state.
    pub const FOREIGN_MINISTER: &str = "foreign-minister";
}

/// One term of one person in one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub(crate) office: String,
    pub(crate) title: String,
    pub(crate) place: String,
    pub(crate) person: String,
    pub(crate) from: PartialDate,
    pub(crate) to: Option<PartialDate>,
    pub(crate) known_to: Option<PartialDate>,
    pub(crate) acting: bool,
    /// Number of the file that states it: a later file wins.
    pub(crate) layer: usize,
}

/// How a day lies to a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Outside.
    No,
    /// The last day: handed over in the course of it, if there is a successor.
    LastDay,
    /// Inside as far as the sources tell.
    Maybe,
    /// Inside.
    Sure,
}

impl Term {
    /// The office, such as `head-of-state`.
    pub fn office(&self) -> &str {
        &self.office
    }

    /// The holder's title, such as `President`.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Id of the place.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Id of the holder.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// First day.
    pub fn from(&self) -> PartialDate {
        self.from
    }

    /// Last day; `None` when the term goes on or its end is unknown.
    pub fn to(&self) -> Option<PartialDate> {
        self.to
    }

    /// The last day for which a source vouches, where that is before the end.
    pub fn known_to(&self) -> Option<PartialDate> {
        self.known_to
    }

    /// Whether the holder was acting or interim.
    pub fn is_acting(&self) -> bool {
        self.acting
    }

    pub(crate) fn fit(&self, day: Date) -> Fit {
        if day < self.from.earliest() || self.to.is_some_and(|to| to.latest() < day) {
            return Fit::No;
        }
        if self.to.is_some_and(|to| to == PartialDate::from(day)) && self.from != PartialDate::from(day) {
            return Fit::LastDay;
        }
        let begun = self.from.latest() <= day;
        let going = self.to.is_none_or(|to| day < to.earliest());
        let vouched = self.known_to.is_none_or(|known| day <= known.earliest());
        if begun && going && vouched {
            Fit::Sure
        } else {
            Fit::Maybe
        }
    }
}

/// Somebody who held an office on the day asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding<'a> {
    /// The term.
    pub term: &'a Term,
    /// Its holder.
    pub person: &'a Item,
    /// The place of the office.
    pub place: &'a Item,
    /// Whether the sources vouch for that day: false near an end known only by month or year, in a gap
    /// between sources, and after the day on which the sources end.
    pub sure: bool,
}

impl<'a> Holding<'a> {
    /// The holder's title, such as `President`.
    pub fn title(&self) -> &'a str {
        self.term.title()
    }

    /// First day of the term.
    pub fn from(&self) -> PartialDate {
        self.term.from()
    }

    /// Last day of the term, if it is known and over.
    pub fn to(&self) -> Option<PartialDate> {
        self.term.to()
    }
}
