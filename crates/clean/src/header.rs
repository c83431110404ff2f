//! The day of publication of a page of plain text, from the lines at its head and foot.

use onomast_document::Date;

use crate::dates::{FoundDate, Order, find_dates, find_times, tokens};
use crate::line::Shape;
use crate::title::HeaderLine;
use crate::words::Lexicon;

/// How many lines of the foot of a page, and behind the beginning of its body, may hold its date.
const FAR: usize = 20;

/// Words of the longest label above a date.
const LABEL: usize = 3;

/// Rules whose lines are headlines of other articles.
const OTHERS: [&str; 3] = ["related", "teaser", "page-end"];

/// In so many bytes of the first paragraph a dateline may stand.
const DATELINE: usize = 160;

/// The day of publication: a date of its own line near the title, best a labelled one; else the date that opens
/// the first paragraph; else a labelled date anywhere. A date within running text is none.
pub(crate) fn date(lines: &[HeaderLine<'_>], title: Option<&str>, lexicon: &Lexicon) -> Option<Date> {
    let body = lines
        .iter()
        .position(|line| line.rule.is_none() && line.shape.is_paragraph());
    let title_at = title.and_then(|title| {
        lines
            .iter()
            .position(|line| line.rule.is_none() && line.text == title)
    });
    let mut found: Vec<(i32, FoundDate)> = Vec::new();
    let mut sure = Vec::new();
    let mut order = Order::DayFirst;
    let mut votes = 0;
    let mut small = String::new();
    for (at, line) in lines.iter().enumerate() {
        // Below the head of the page only lines that stand alone are looked at, and the last ones.
        let far = at > body.unwrap_or(0) + FAR && at + FAR < lines.len() && line.rule.is_none();
        if line.shape.digits < 3 || far || (line.shape.words > 30 && Some(at) != body) {
            continue;
        }
        let reach = if line.shape.words > 30 {
            DATELINE
        } else {
            line.text.len()
        };
        let head = &line.text[..crate::line::floor(line.text, reach)];
        if !may_have_date(head) {
            continue;
        }
        crate::words::lower_in_place(head, &mut small);
        let tokens = tokens(&small);
        let dates = find_dates(&tokens, lexicon);
        for date in &dates {
            votes += match date.shows {
                Some(Order::MonthFirst) => 1,
                Some(Order::DayFirst) => -2,
                None => 0,
            };
        }
        if !find_times(&tokens).is_empty() && tokens.iter().any(|t| t.text == "am" || t.text == "pm") {
            votes += 1;
        }
        let Some(first) = dates.first() else { continue };
        sure.extend(dates.iter().filter_map(FoundDate::only));
        let above = at.checked_sub(1).map(|at| &lines[at]);
        // A date below the headline of another article is of that one.
        let is_others = |line: &HeaderLine<'_>| line.rule.is_some_and(|rule| OTHERS.contains(&rule));
        if body.is_some_and(|body| at > body) && above.is_some_and(is_others) {
            continue;
        }
        // What date it is may stand in a line of its own.
        if let Some(label) = above.filter(|line| line.shape.digits == 0 && line.shape.words <= LABEL) {
            small.insert(0, '\n');
            small.insert_str(0, &label.text.to_lowercase());
        }
        if let Some(score) = date_score(at, line, first, &small, body, title_at, lexicon) {
            found.push((score, *first));
        }
    }
    if votes > 0 {
        order = Order::MonthFirst;
    }
    let mut best: Option<(i32, FoundDate)> = None;
    for (score, date) in found {
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, date));
        }
    }
    // A date in words beside one in numbers tells how the numbers are read.
    best.and_then(|(_, date)| {
        [Order::DayFirst, Order::MonthFirst]
            .into_iter()
            .find(|order| date.read(*order).is_some_and(|read| sure.contains(&read)))
            .map_or_else(|| date.read(order), |order| date.read(order))
    })
}

/// Whether a text has a year, or what may be a short one, or a time of day.
fn may_have_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).any(|at| match bytes[at] {
        b'1' | b'2' => is_digit(at + 1) && is_digit(at + 2) && is_digit(at + 3),
        b'.' | b':' => at > 0 && is_digit(at - 1) && is_digit(at + 1) && is_digit(at + 2),
        // Apostrophes; of typographic ones the last byte.
        b'\'' | 0x98 | 0x99 => is_digit(at + 1),
        _ => false,
    })
}

/// How likely the first date of a line is the day of publication; `None` where it is not.
fn date_score(
    at: usize,
    line: &HeaderLine<'_>,
    date: &FoundDate,
    lower: &str,
    body: Option<usize>,
    title_at: Option<usize>,
    lexicon: &Lexicon,
) -> Option<i32> {
    let body_at = body.unwrap_or(usize::MAX);
    if at == body_at {
        // A dateline: names before the date, and at most one small word ("on").
        let before = Shape::of(line.text.get(..date.start).unwrap_or_default());
        return (before.words <= 6 && before.small_words <= 1).then_some(20);
    }
    if line.rule.is_some_and(|rule| {
        !matches!(
            rule,
            "time-stamp" | "view-counter" | "photo-credit" | "tag-cloud" | "menu" | "share-buttons"
        )
    }) {
        return None;
    }
    let updated = lexicon.says_updated(lower);
    let published = !updated && lexicon.says_published(lower);
    let stamp = line.rule == Some("time-stamp");
    if line.shape.is_sentence() && !published {
        return None;
    }
    let mut score = match (stamp, published, updated) {
        (_, true, _) => 60,
        (true, _, false) => 50,
        (true, _, true) => 35,
        (false, _, true) => 25,
        (false, _, false) => 30,
    };
    if at > body_at {
        // Behind the body only what says that it is the date, or stands alone.
        if !published && !stamp {
            return None;
        }
        score -= 35;
    } else if body.is_none() && !stamp && !published && line.shape.words > 12 {
        return None;
    }
    let anchor = title_at.or(body).unwrap_or(0);
    score -= i32::try_from(at.abs_diff(anchor).min(20)).unwrap_or(20);
    Some(score)
}
