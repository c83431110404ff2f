//! What rules tell from a line by itself, told once, when the line is made: the rules look at a page several times, and
//! what stands around a line changes between the looks, but not the line.

use super::calendar::{Grid, grid};
use super::{lists, stamps, wording};
use crate::line::Line;
use crate::words::Lexicon;

/// Something that a rule tells from a line by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Fact {
    /// Nothing but a date or a time of day.
    Stamp,
    /// Exchange rates or weather, unless it is running text.
    Ticker,
    /// Nothing but an e-mail or web address.
    Address,
    /// A short line with an e-mail address or a telephone number.
    Contact,
    /// Page numbers.
    Pages,
    /// "Home / News / Politics".
    Breadcrumb,
    /// Known labels between dividers.
    Divided,
    /// Labels of a few words between dividers, whatever they say.
    LabelRow,
    /// Known labels with nothing but space between them.
    Spaced,
    /// Nothing but words with a hash before them.
    Hashtags,
    /// Nothing but codes of languages.
    Languages,
}

/// What rules tell from one line by itself.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Facts {
    set: u16,
    /// What it has of a calendar.
    pub(super) grid: Grid,
}

/// Words of the longest line that is told by itself, but for rows of labels and for addresses.
const LONGEST: usize = 45;

/// So many digits have dates, times of day and rows of page numbers at least.
const DIGITS: usize = 3;

impl Facts {
    /// The facts of a line. `lower` is space to work in.
    pub(crate) fn of(line: &Line, text: &str, lexicon: &Lexicon, lower: &mut String) -> Self {
        let mut facts = Self::default();
        let shape = &line.shape;
        facts.note(Fact::Divided, lists::is_divided(line, text));
        facts.note(Fact::LabelRow, lists::is_row_of_labels(line, text));
        facts.note(Fact::Hashtags, wording::is_hashtags(line, text));
        facts.note(Fact::Address, stamps::is_address(line, text));
        if shape.words > LONGEST {
            return facts;
        }
        facts.grid = grid(line, text, lexicon);
        facts.note(Fact::Languages, lists::is_row_of_languages(line, text));
        facts.note(Fact::Contact, stamps::is_contact(line, text));
        facts.note(Fact::Ticker, stamps::is_ticker(line, text));
        facts.note(Fact::Breadcrumb, lists::is_breadcrumb(line, text));
        facts.note(Fact::Spaced, lists::is_spaced(line, text));
        let short = shape.words <= stamps::LONGEST || shape.letters <= lists::PAGES_LETTERS;
        if !short {
            return facts;
        }
        if shape.digits >= DIGITS || stamps::may_be_ago(line) {
            facts.note(Fact::Pages, lists::is_row_of_pages(line, text));
            facts.note(Fact::Stamp, stamps::is_stamp(line, text, lower, lexicon));
        } else {
            facts.note(Fact::Stamp, stamps::is_stamp_in_words(line));
        }
        facts
    }

    /// Whether the line is so.
    pub(crate) fn has(self, fact: Fact) -> bool {
        self.set & (1 << fact as u8) != 0
    }

    fn note(&mut self, fact: Fact, is_so: bool) {
        self.set |= u16::from(is_so) << fact as u8;
    }
}
