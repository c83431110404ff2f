//! Calendar days, in the Gregorian calendar.

use std::fmt;
use std::str::FromStr;

/// Why a date could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// There is no such day.
    #[error("there is no day {year:04}-{month:02}-{day:02}")]
    NoSuchDay {
        /// Year.
        year: u16,
        /// Month, 1 to 12 expected.
        month: u8,
        /// Day of the month, from 1.
        day: u8,
    },
    /// The text is not `YYYY-MM-DD`.
    #[error("expected a date as YYYY-MM-DD, found {0:?}")]
    Syntax(String),
}

/// A day: year, month, day of the month. Ordered in time; printed and read as `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "String", try_from = "String")
)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The given day.
    ///
    /// # Errors
    /// When there is no such day, or the year is over 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, DateError> {
        if year > 9999 || !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return Err(DateError::NoSuchDay { year, month, day });
        }
        Ok(Self { year, month, day })
    }

    /// Year, 0 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let syntax = || DateError::Syntax(text.to_owned());
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else {
            return Err(syntax());
        };
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return Err(syntax());
        }
        let number = |part: &str| -> Result<u16, DateError> {
            if part.bytes().all(|b| b.is_ascii_digit()) {
                part.parse().map_err(|_| syntax())
            } else {
                Err(syntax())
            }
        };
        Self::new(number(year)?, number(month)? as u8, number(day)? as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_exist_or_are_refused() {
        assert!(Date::new(2024, 2, 29).is_ok());
        assert!(Date::new(2023, 2, 29).is_err());
        assert!(Date::new(1900, 2, 29).is_err(), "1900 was no leap year");
        assert!(Date::new(2022, 13, 1).is_err());
        assert!(Date::new(2022, 0, 1).is_err());
    }

    #[test]
    fn text_and_date_invert() {
        for text in ["2017-11-01", "0987-06-05", "2024-02-29"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        for text in ["2017-11-1", "2017/11/01", "+017-11-01", "2017-11", ""] {
            assert!(text.parse::<Date>().is_err(), "{text:?} must be refused");
        }
    }

    #[test]
    fn dates_are_ordered_in_time() {
        let at = |text: &str| text.parse::<Date>().unwrap();
        assert!(at("2016-12-14") > at("2016-09-08"));
        assert!(at("2017-01-01") > at("2016-12-31"));
    }
}
