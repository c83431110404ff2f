//! Dates, times and counters that stand alone.

use super::{Fact, Marks, Page};
use crate::dates::{Token, TokenKind, each_token, find_dates, find_times, tokens};
use crate::line::Line;
use crate::topic::Topic;
use crate::words::{Lexicon, lower_in_place};

/// Takes lines that are nothing but a date with its year, a time of day, or both, with labels ("Published:"),
/// and those in which a short section name stands behind a bar ("2017-11-01 | Politics").
pub(super) fn time_stamp(page: &Page<'_>, marks: &mut Marks) {
    for (at, line) in page.lines.iter().enumerate() {
        if line.fresh && line.facts.has(Fact::Stamp) {
            marks.take(at);
        }
    }
}

/// Words of the longest time stamp.
pub(super) const LONGEST: usize = 20;

/// Whether a line without a number is a time stamp: "2 hours ago" needs one, "Published yesterday" both words.
pub(super) fn is_stamp_in_words(line: &Line) -> bool {
    line.shape.digits == 0
        && line.hits.len() > 1
        && line.topic.is_some()
        && line.shape.words <= LONGEST
        && line
            .hits
            .iter()
            .all(|hit| hit.phrase.covers.contains(Topic::TimeStamp))
}

/// Whether a line has a number and the words of a time stamp.
pub(super) fn may_be_ago(line: &Line) -> bool {
    line.shape.digits > 0
        && line
            .hits
            .iter()
            .any(|hit| hit.phrase.covers.contains(Topic::TimeStamp))
}

/// Whether a line with a number is a bare time stamp. `lower` is space to work in.
pub(super) fn is_stamp(line: &Line, text: &str, lower: &mut String, lexicon: &Lexicon) -> bool {
    if line.shape.words > LONGEST {
        return false;
    }
    lower_in_place(text, lower);
    let tokens = tokens(lower);
    let dates = find_dates(&tokens, lexicon);
    let times = find_times(&tokens);
    // "2 hours ago", "3h ago".
    let is_unit = || lower.starts_with(|c: char| c.is_ascii_digit()) && line.shape.words == 2;
    let ago = line.hits.iter().any(|hit| {
        hit.phrase.covers.contains(Topic::TimeStamp)
            && (lower[hit.start..hit.end].contains(' ') || hit.end == lower.len() && is_unit())
    });
    if dates.is_empty() && times.is_empty() && !ago {
        return false;
    }
    let barred = lower.contains(['|', '•', '·']) && !dates.is_empty() && !line.shape.ends_sentence;
    // A label of the stamp; with a full date before it any known label: "5 May 2021, 17:25 Politics views 273".
    let counted = line
        .hits
        .iter()
        .any(|hit| hit.phrase.covers.contains(Topic::ViewCounter));
    let known_word = |token: &Token<'_>| {
        line.hits.iter().any(|hit| {
            let covers = hit.phrase.covers;
            (covers.contains(Topic::TimeStamp) || (!dates.is_empty() && !covers.is_empty()))
                && hit.start <= token.start
                && token.end() <= hit.end
        })
    };
    let in_stamp = |at: usize, token: &Token<'_>| {
        dates
            .iter()
            .any(|date| date.start <= token.start && token.end() <= date.end)
            || times.iter().any(|time| time.contains(&at))
    };
    let mut rest = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let known = match token.kind {
            TokenKind::Other => true,
            TokenKind::Word => {
                lexicon.is_weekday(token.text)
                    || (!ago && token.text.len() == 1)
                    || known_word(token)
                    || in_stamp(at, token)
            }
            TokenKind::Number => {
                ago || in_stamp(at, token) || (!dates.is_empty() && (counted || token.text.len() <= 2))
            }
        };
        if !known {
            rest.push(*token);
        }
    }
    // Behind a bar, or behind a day with its time, a section or a place may stand. Names of authors stay: all of their
    // words begin with capitals.
    let is_name = |tokens: &[Token<'_>]| {
        tokens.len() >= 2
            && tokens
                .iter()
                .all(|token| text[token.start..].starts_with(char::is_uppercase))
    };
    let is_label = |tokens: &[Token<'_>]| tokens.iter().any(|token| lower[token.end()..].starts_with(':'));
    let full = !dates.is_empty() && !times.is_empty() && !line.shape.ends_sentence;
    let is_behind = |token: &Token<'_>| dates.first().is_some_and(|date| date.start < token.start);
    let is_section =
        rest.len() <= 3 && !is_name(&rest) && !is_label(&rest) && (barred || rest.iter().all(is_behind));
    rest.is_empty() || (barred && rest.len() == 1) || ((barred || full) && is_section)
}

/// Takes counters: a number with the word for what it counts, and bare numbers and letters beside other page furniture.
pub(super) fn view_counter(page: &Page<'_>, marks: &mut Marks) {
    for at in 0..page.lines.len() {
        let line = &page.lines[at];
        if marks.is_taken(at) || line.shape.words > 12 {
            continue;
        }
        let text = page.text_of(at);
        // A counter counts: a number, or stars.
        let counted = page.is_covered(at)
            && (line.shape.digits > 0 || text.contains(['★', '☆', '⭐']))
            && line
                .hits
                .iter()
                .any(|hit| hit.phrase.covers.contains(Topic::ViewCounter));
        let eye = line.shape.letters == 0
            && line.shape.digits > 0
            && text.contains(['👁', '👀', '👍', '❤', '💬', '🔥']);
        // A single letter there is a button for the size of letters.
        let number = line.shape.letters == 0 && (1..=7).contains(&line.shape.digits);
        let letter = line.shape.letters == 1 && line.shape.digits == 0;
        let one = line.shape.words == 1 || number && is_grouped(text);
        let bare = one && (number || letter) && marks.has_taken_neighbour(at);
        if counted || eye || bare {
            marks.take(at);
        }
    }
}

/// A number of four digits or more with a space between the thousands: "1 284".
fn is_grouped(text: &str) -> bool {
    let mut groups = text.split([' ', '\u{A0}']);
    groups.next().is_some_and(|first| first.len() <= 3) && groups.all(|group| group.len() == 3)
}

/// Takes lines that are nothing but an e-mail or a web address, outside the body short ones with an e-mail address or
/// a telephone number, and what says whom to ask.
pub(super) fn address(page: &Page<'_>, marks: &mut Marks) {
    for (at, line) in page.lines.iter().enumerate() {
        let contact =
            || line.facts.has(Fact::Contact) && page.is_outside_body(at) && !line.shape.is_sentence();
        if line.facts.has(Fact::Address) || contact() {
            marks.take(at);
        }
    }
    super::wording::telling(page, marks, Topic::Address);
    postal_address(page, marks);
}

/// Takes the line of a postal address below the last paragraph: a short one with a comma and a number that stands right
/// above or below an e-mail address or a telephone number.
fn postal_address(page: &Page<'_>, marks: &mut Marks) {
    let is_contact =
        |marks: &Marks, at: usize| marks.lines.get(at).and_then(|mark| mark.line) == Some("address");
    for (at, line) in page.lines.iter().enumerate() {
        let beside = (!line.gap && at > 0 && is_contact(marks, at - 1))
            || (page.lines.get(at + 1).is_some_and(|next| !next.gap) && is_contact(marks, at + 1));
        let is_part = || {
            page.is_below_body(at)
                && line.shape.words <= 14
                && (1..=8).contains(&line.shape.digits)
                && !line.shape.is_sentence()
                && !line.shape.ends_sentence
                && page.text_of(at).contains(", ")
        };
        if beside && is_part() {
            marks.take(at);
        }
    }
}

/// Whether a line is nothing but an e-mail or web address.
pub(super) fn is_address(line: &Line, text: &str) -> bool {
    let web = || text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www.");
    let one_word =
        || memchr::memchr(b' ', text.as_bytes()).is_none() && memchr::memchr(b'.', text.as_bytes()).is_some();
    line.shape.letters > 3 && one_word() && (is_mail(text) || web())
}

/// Whether a short line has an e-mail address or a telephone number.
pub(super) fn is_contact(line: &Line, text: &str) -> bool {
    line.shape.words <= 14
        && (memchr::memchr(b'@', text.as_bytes()).is_some() && text.split(' ').any(is_mail)
            || line.shape.digits >= 7 && is_telephone(text))
}

fn is_mail(word: &str) -> bool {
    word.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// Whether the line ends in a telephone number: seven digits or more behind a label, in groups.
fn is_telephone(text: &str) -> bool {
    let label = text.trim_end_matches(|c: char| c.is_ascii_digit() || " +-()/.,;".contains(c));
    let number = &text[label.len()..];
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    (7..=30).contains(&digits)
        && (number.contains('+') || label.ends_with(':'))
        && number.contains([' ', '-', ')'])
}

/// Codes of currencies as tickers show them.
const CURRENCIES: [&str; 24] = [
    "usd", "eur", "rub", "rur", "gbp", "cny", "jpy", "chf", "try", "inr", "kzt", "uzs", "kgs", "tjs", "tmt",
    "azn", "amd", "gel", "uah", "byn", "pln", "czk", "aed", "cad",
];

/// Takes exchange rates ("USD 68.60 EUR 79.70") and weather ("Doha 29° Muscat 30°").
pub(super) fn ticker(page: &Page<'_>, marks: &mut Marks) {
    for (at, line) in page.lines.iter().enumerate() {
        if line.fresh && line.facts.has(Fact::Ticker) && !line.shape.is_sentence() {
            marks.take(at);
        }
    }
    super::wording::covered(page, marks, Topic::Ticker);
}

/// Whether a line shows exchange rates or weather.
pub(super) fn is_ticker(line: &Line, text: &str) -> bool {
    let shape = &line.shape;
    if shape.digits == 0 || shape.words > 30 {
        return false;
    }
    let degrees = || text.matches(['°', '℃', '℉']).count();
    let degrees = if text.is_ascii() { 0 } else { degrees() };
    let is_word = |token: &Token<'_>| token.kind == TokenKind::Word;
    let is_weather = degrees > 0 && each_token(text).filter(is_word).count() <= degrees * 3 + 1;
    let is_code = |token: &Token<'_>| {
        token.text.len() == 3
            && CURRENCIES
                .iter()
                .any(|code| token.text.eq_ignore_ascii_case(code))
    };
    let mut words = each_token(text).filter(is_word).peekable();
    is_weather
        || super::wording::opens(line, text, Topic::Ticker)
        || words.peek().is_some() && words.all(|word| is_code(&word))
}

/// Takes lines without a letter or a digit: rules, bullets, icons.
pub(super) fn symbols(page: &Page<'_>, marks: &mut Marks) {
    for (at, line) in page.lines.iter().enumerate() {
        if line.shape.letters == 0
            && line.shape.digits == 0
            && !page.text_of(at).chars().any(char::is_alphanumeric)
        {
            marks.take(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn stamps() {
        for stamp in [
            "18:08 / 08.12.2021",
            "2017-11-01 | Politics",
            "December 24, 2022",
            "Tuesday, 5 July 2022, 10:30 AM",
            "Published: 13 March 2017",
            "Опубликовано 5 июля 2022 г. в 18:08",
            "12/24/2022",
            "2 hours ago",
        ] {
            check(stamp, &[&format!("time-stamp| {stamp}")]);
        }
    }

    #[test]
    fn headings_and_sentences_with_dates_stay() {
        for text in [
            "1991",
            "Results of 2022",
            "The law of 13 March 2017",
            "TASHKENT, December 24, 2022 — The President of Uzbekistan arrived today.",
            "12 May 2020: the second visit",
            "General meeting on 23.3.2019, 19:00",
        ] {
            check(text, &[text]);
        }
    }

    #[test]
    fn a_postal_address_stands_beside_a_telephone() {
        let body = "The ministers of the two countries met in the capital and signed a plan of joint work for the coming year.";
        check(
            &format!("{body}\nArmenia, Belarus\nPress office, River street 53\nTel.: +370 5 239 60 60"),
            &[
                body,
                "Armenia, Belarus",
                "address| Press office, River street 53",
                "address| Tel.: +370 5 239 60 60",
            ],
        );
    }

    #[test]
    fn counters() {
        check("Views: 1 234", &["view-counter| Views: 1 234"]);
        check("👁 523", &["view-counter| 👁 523"]);
        check(
            "12 May 2021\n523\nTitle of the page",
            &[
                "time-stamp| 12 May 2021",
                "view-counter| 523",
                "Title of the page",
            ],
        );
    }
}
