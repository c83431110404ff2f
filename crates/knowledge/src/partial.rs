//! Days of which only the year, or the year and month, may be known.

use std::fmt;
use std::str::FromStr;

use onomast_document::Date;

/// A text that is no date of the form `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a date as YYYY, YYYY-MM or YYYY-MM-DD, found {0:?}")]
pub struct PartialDateError(String);

/// A year, a month or a day, as far as it is known. Printed as it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    earliest: Date,
    latest: Date,
    precision: Precision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Precision {
    Year,
    Month,
    Day,
}

impl PartialDate {
    /// The first day it can be: 1 January for a bare year.
    pub fn earliest(self) -> Date {
        self.earliest
    }

    /// The last day it can be: 31 December for a bare year.
    pub fn latest(self) -> Date {
        self.latest
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> Self {
        Self {
            earliest: day,
            latest: day,
            precision: Precision::Day,
        }
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<Self, PartialDateError> {
        let error = || PartialDateError(text.to_owned());
        let day = |text: String| text.parse::<Date>().map_err(|_| error());
        match text.len() {
            4 => Ok(Self {
                earliest: day(format!("{text}-01-01"))?,
                latest: day(format!("{text}-12-31"))?,
                precision: Precision::Year,
            }),
            7 => {
                // The last day of the month is the last one that exists.
                let latest = (28..=31)
                    .rev()
                    .find_map(|last| format!("{text}-{last}").parse().ok());
                Ok(Self {
                    earliest: day(format!("{text}-01"))?,
                    latest: latest.ok_or_else(error)?,
                    precision: Precision::Month,
                })
            }
            _ => day(text.to_owned()).map(Self::from),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.earliest;
        match self.precision {
            Precision::Year => write!(f, "{:04}", day.year()),
            Precision::Month => write!(f, "{:04}-{:02}", day.year(), day.month()),
            Precision::Day => day.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_date_invert() {
        for text in ["1991", "2008-05", "2016-12-14"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
        for text in ["", "91", "2016-13", "2016-02-30", "2016-12-14T00", "19९1"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text:?} must be refused");
        }
    }

    #[test]
    fn bounds_cover_what_is_unknown() {
        let month: PartialDate = "2024-02".parse().unwrap();
        assert_eq!(month.earliest().to_string(), "2024-02-01");
        assert_eq!(month.latest().to_string(), "2024-02-29");
        let year: PartialDate = "2023".parse().unwrap();
        assert_eq!(year.latest().to_string(), "2023-12-31");
    }
}
