//! Dates written in a line, in the ways that pages write them.
//!
//! Which of two numbers is the day, when both could be: with dots the first (`03.04.2022` is 3 April); with
//! slashes or hyphens whatever the rest of the page shows (see [`Order`]), and the first if it shows nothing.
//! A year has four digits, or two in an all-number date with dots. Words such as "yesterday" give no date.

use onomast_document::Date;

use crate::words::Lexicon;

/// The order of day and month in a date that does not tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// A date found in a line: its bytes there, and its one or two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FoundDate {
    pub(crate) start: usize,
    pub(crate) end: usize,
    day_first: Option<Date>,
    month_first: Option<Date>,
    /// What this date shows about the page's habit.
    pub(crate) shows: Option<Order>,
}

impl FoundDate {
    /// The date, read in the given order where both are possible.
    pub(crate) fn read(&self, order: Order) -> Option<Date> {
        match order {
            Order::DayFirst => self.day_first.or(self.month_first),
            Order::MonthFirst => self.month_first.or(self.day_first),
        }
    }

    /// The date, where it can be read in one way only.
    pub(crate) fn only(&self) -> Option<Date> {
        let (one, other) = (self.read(Order::DayFirst), self.read(Order::MonthFirst));
        one.filter(|_| one == other)
    }

    /// The date, without the reading that falls on another day of the week (1 is Monday).
    fn on(self, weekday: u8) -> Self {
        let fits = |date: Option<Date>| date.filter(|date| weekday_of(*date) == weekday);
        match (fits(self.day_first), fits(self.month_first)) {
            (Some(date), None) | (None, Some(date)) => Self {
                day_first: Some(date),
                month_first: Some(date),
                ..self
            },
            _ => self,
        }
    }

    fn sure(start: usize, end: usize, date: Date, shows: Option<Order>) -> Self {
        Self {
            start,
            end,
            day_first: Some(date),
            month_first: Some(date),
            shows,
        }
    }
}

/// A number, a word or a separating character of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
    pub(crate) kind: TokenKind,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Number,
    Word,
    Other,
}

impl Token<'_> {
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn number(&self) -> Option<u16> {
        (self.kind == TokenKind::Number && self.text.len() <= 4)
            .then(|| self.text.parse().ok())
            .flatten()
    }

    fn year(&self) -> Option<u16> {
        self.number()
            .filter(|y| self.text.len() == 4 && (1900..2100).contains(y))
    }

    /// A number of one or two digits.
    fn short(&self) -> Option<u8> {
        self.number().filter(|_| self.text.len() <= 2).map(|n| n as u8)
    }
}

/// The day of the week, 1 for Monday: by Zeller's congruence.
fn weekday_of(date: Date) -> u8 {
    let (mut year, mut month) = (i32::from(date.year()), i32::from(date.month()));
    if month < 3 {
        (year, month) = (year - 1, month + 12);
    }
    let days = i32::from(date.day()) + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400;
    // Zeller counts from Saturday.
    ((days + 5) % 7 + 1) as u8
}

/// A month as a Roman number.
fn roman(token: &Token<'_>) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
    ];
    let at = MONTHS.iter().position(|month| *month == token.text)?;
    Some(at as u8 + 1)
}

/// Cuts a line in lower case into numbers, words and single other characters; spaces are left out.
pub(crate) fn tokens(lower: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(lower.len() / 3 + 1);
    tokens.extend(each_token(lower));
    tokens
}

/// The tokens of a line one by one.
pub(crate) fn each_token(line: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let mut first = char_at(line, at)?;
        while first.is_whitespace() {
            at += first.len_utf8();
            first = char_at(line, at)?;
        }
        let start = at;
        at += first.len_utf8();
        let kind = kind_of(first);
        let ascii =
            |at: usize, is: fn(&u8) -> bool| line.as_bytes()[at..].iter().take_while(|byte| is(byte)).count();
        match kind {
            TokenKind::Number => at += ascii(at, u8::is_ascii_digit),
            TokenKind::Word => loop {
                at += ascii(at, u8::is_ascii_alphabetic);
                match char_at(line, at) {
                    Some(c) if c.is_alphabetic() => at += c.len_utf8(),
                    _ => break,
                }
            },
            TokenKind::Other => {}
        }
        Some(Token {
            text: &line[start..at],
            start,
            kind,
        })
    })
}

/// The character at a boundary.
fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        _ => text[at..].chars().next(),
    }
}

fn kind_of(c: char) -> TokenKind {
    if c.is_ascii_digit() {
        TokenKind::Number
    } else if c.is_alphabetic() {
        TokenKind::Word
    } else {
        TokenKind::Other
    }
}

/// All dates with day, month and year in the tokens of a line. The name of a weekday in the line tells how numbers are
/// read.
pub(crate) fn find_dates(tokens: &[Token<'_>], lexicon: &Lexicon) -> Vec<FoundDate> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        // No date begins in the middle of a longer number ("1.12.03.2022").
        let inside = at > 1 && joined(&tokens[at - 2..=at]);
        match (!inside).then(|| date_at(&tokens[at..], lexicon)).flatten() {
            Some((date, used)) => {
                found.push(date);
                at += used;
            }
            None => at += 1,
        }
    }
    if !found.is_empty()
        && let Some(weekday) = tokens.iter().find_map(|token| lexicon.weekday(token.text))
    {
        for date in &mut found {
            *date = date.on(weekday);
        }
    }
    found
}

/// Number, dot or hyphen or slash, number, with nothing between.
fn joined(three: &[Token<'_>]) -> bool {
    let [a, b, c] = three else { return false };
    a.kind == TokenKind::Number
        && c.kind == TokenKind::Number
        && matches!(b.text, "." | "/" | "-")
        && a.end() == b.start
        && b.end() == c.start
}

/// The date that begins with the first token, and how many tokens it takes.
fn date_at(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<(FoundDate, usize)> {
    all_numbers(tokens).or_else(|| with_month_name(tokens, lexicon))
}

/// `2017-11-01`, `08.12.2021`, `12/24/2022`, `24.12.22`, `2022年12月24日`.
fn all_numbers(tokens: &[Token<'_>]) -> Option<(FoundDate, usize)> {
    let [a, s1, b, s2, c, rest @ ..] = tokens else {
        return None;
    };
    let start = a.start;
    if (s1.text, s2.text) == ("年", "月") {
        let date = Date::new(
            a.year()?,
            u8::try_from(b.number()?).ok()?,
            u8::try_from(c.number()?).ok()?,
        )
        .ok()?;
        let day_sign = rest.first().filter(|t| t.text.starts_with('日'));
        let end = day_sign.map_or(c.end(), |t| t.start + '日'.len_utf8());
        return Some((
            FoundDate::sure(start, end, date, None),
            5 + usize::from(day_sign.is_some()),
        ));
    }
    if s1.text != s2.text || !matches!(s1.text, "." | "/" | "-") {
        return None;
    }
    // A fourth part makes it a version, a phone number or an address, unless it is a clock time.
    if let [s3, d, ..] = rest
        && joined(&[*c, *s3, *d])
    {
        return None;
    }
    if let Some(year) = a.year() {
        let date = Date::new(year, b.short()?, c.short()?).ok()?;
        return Some((FoundDate::sure(start, c.end(), date, None), 5));
    }
    let year = match (c.year(), c.short()) {
        (Some(year), _) => year,
        (None, Some(short))
            if c.text.len() == 2 && s1.text == "." && a.text.len() == 2 && b.text.len() == 2 =>
        {
            2000 + u16::from(short)
        }
        _ => return None,
    };
    let (first, second) = (a.short()?, b.short()?);
    let day_first = Date::new(year, second, first).ok();
    let month_first = Date::new(year, first, second).ok().filter(|_| s1.text != ".");
    let shows = match (day_first, month_first) {
        (None, None) => return None,
        (Some(_), None) if s1.text != "." => Some(Order::DayFirst),
        (None, Some(_)) => Some(Order::MonthFirst),
        _ => None,
    };
    Some((
        FoundDate {
            start,
            end: c.end(),
            day_first,
            month_first,
            shows,
        },
        5,
    ))
}

/// `13 March 2017`, `1er mars 2017`, `24 de diciembre de 2022`, `24-Dec-2022`, `December 24, 2022`.
fn with_month_name(tokens: &[Token<'_>], lexicon: &Lexicon) -> Option<(FoundDate, usize)> {
    let month_of = |token: &Token<'_>| {
        (token.kind == TokenKind::Word)
            .then(|| lexicon.month(token.text))
            .flatten()
    };
    let first = tokens.first()?;
    let mut at = 1;
    let (day, month, shows);
    // Most words have no number behind them.
    let is_before_day = tokens[1..]
        .iter()
        .take(2)
        .any(|token| token.kind == TokenKind::Number);
    if first.kind == TokenKind::Word && !is_before_day {
        return None;
    }
    if let Some(name) = month_of(first) {
        at += skip(&tokens[at..], &["."]);
        day = tokens.get(at)?.short()?;
        at += 1;
        at += skip(&tokens[at..], &["st", "nd", "rd", "th", "."]);
        (month, shows) = (name, Some(Order::MonthFirst));
    } else if let Some(number) = first.short() {
        day = number;
        at += skip(
            &tokens[at..],
            &["st", "nd", "rd", "th", "er", "º", "°", ".", "-", "/", "–"],
        );
        let divided = matches!(tokens[at - 1].text, "." | "/" | "-");
        at += skip(&tokens[at..], &["of", "de", "del"]);
        let name = tokens.get(at)?;
        month = month_of(name).or_else(|| roman(name).filter(|_| divided))?;
        at += 1;
        shows = None;
    } else {
        // `2022, December 24`, `2022 December 24`, `2022 m. gruodžio 24 d.`
        let year = first.year()?;
        at += skip(&tokens[at..], &[",", "-", "m"]);
        at += skip(&tokens[at..], &["."]);
        let month = month_of(tokens.get(at)?)?;
        let day = tokens.get(at + 1)?;
        let date = Date::new(year, month, day.short()?).ok()?;
        return Some((FoundDate::sure(first.start, day.end(), date, None), at + 2));
    }
    at += skip(&tokens[at..], &[",", ".", "-", "/", "–"]);
    at += skip(&tokens[at..], &["de", "del", "of"]);
    let shortened = skip(&tokens[at..], &["'", "’", "‘"]);
    at += shortened;
    let token = tokens.get(at)?;
    let year = match token.short().filter(|_| shortened > 0 && token.text.len() == 2) {
        Some(year) => 2000 + u16::from(year),
        None => token.year()?,
    };
    let date = Date::new(year, month, day).ok()?;
    Some((FoundDate::sure(first.start, token.end(), date, shows), at + 1))
}

fn skip(tokens: &[Token<'_>], any_of: &[&str]) -> usize {
    usize::from(tokens.first().is_some_and(|token| any_of.contains(&token.text)))
}

/// Where clock times stand: `18:08`, `9:05:30`, with what follows of `am`, `pm`. As token ranges.
pub(crate) fn find_times(tokens: &[Token<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at + 2 < tokens.len() {
        let [hour, colon, minute] = [tokens[at], tokens[at + 1], tokens[at + 2]];
        // "18h05" is one word of numbers and a letter.
        let is_french = colon.text == "h" && hour.end() == colon.start && colon.end() == minute.start;
        let fits = (colon.text == ":" || is_french)
            && hour.short().is_some_and(|h| h < 25)
            && minute.short().is_some_and(|m| m < 60)
            && minute.text.len() == 2;
        if fits {
            let seconds = matches!(&tokens[at + 3..], [c, s, ..] if c.text == ":" && s.short().is_some());
            let mut end = at + if seconds { 5 } else { 3 };
            end += skip(&tokens[end..], &["am", "pm"]);
            found.push(at..end);
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(text: &str, order: Order) -> Vec<String> {
        let lower = text.to_lowercase();
        find_dates(&tokens(&lower), Lexicon::shared())
            .iter()
            .filter_map(|found| found.read(order))
            .map(|date| date.to_string())
            .collect()
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(dates(text, Order::DayFirst), [expected], "{text:?}");
    }

    #[test]
    fn with_a_month_name() {
        check("December 24, 2022", "2022-12-24");
        check("Dec. 4 2022", "2022-12-04");
        check("13 March 2017", "2017-03-13");
        check("Tuesday, 5th of July, 2022", "2022-07-05");
        check("1er mars 2017", "2017-03-01");
        check("24. Dezember 2022", "2022-12-24");
        check("24 de diciembre de 2022", "2022-12-24");
        check("5 июля 2022 г.", "2022-07-05");
        check("24-Dec-2022", "2022-12-24");
        check("Sat 11 Nov ’23", "2023-11-11");
        check("14/VII/2022", "2022-07-14");
        check("2021 m. gegužės 5 d.", "2021-05-05");
        check("5 de maio de 2021", "2021-05-05");
        check("5 травня 2021 р., 14:20", "2021-05-05");
        check("5. svibnja 2021.", "2021-05-05");
        check("5 مايو 2021", "2021-05-05");
    }

    #[test]
    fn of_numbers() {
        check("18:08 / 08.12.2021", "2021-12-08");
        check("2017-11-01 | Politics", "2017-11-01");
        check("2017-11-01T10:30:00Z", "2017-11-01");
        check("2022年12月24日", "2022-12-24");
        check("24.12.22 10:15", "2022-12-24");
        check("12/24/2022", "2022-12-24");
        check("03/04/2022", "2022-04-03");
        check("Wed 06-07-2022", "2022-07-06");
        check("Tue 06-07-2022", "2022-06-07");
        assert_eq!(dates("03/04/2022", Order::MonthFirst), ["2022-03-04"]);
        assert_eq!(
            dates("03.04.2022", Order::MonthFirst),
            ["2022-04-03"],
            "dots are always day first"
        );
    }

    #[test]
    fn no_date() {
        for text in [
            "yesterday",
            "in May 2022",
            "on 31.02.2022",
            "192.168.10.2022",
            "+998 71 233-28-28",
            "1/2",
            "24 December",
        ] {
            assert!(dates(text, Order::DayFirst).is_empty(), "{text:?}");
        }
    }
}
