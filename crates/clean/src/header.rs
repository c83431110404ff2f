//! Title and date of a page of plain text, from the lines at its head.

use onomast_document::Date;

use crate::dates::{FoundDate, Order, find_dates, find_times, tokens};
use crate::line::{Line, Shape};
use crate::words::Lexicon;

/// A line of the page before cleaning, and whether a rule took it.
pub(crate) struct HeaderLine<'a> {
    pub(crate) text: &'a str,
    pub(crate) shape: Shape,
    pub(crate) rule: Option<&'static str>,
}

/// How many lines of the foot of a page, and behind the beginning of its body, may hold its date.
const FAR: usize = 20;

/// In so many bytes of the first paragraph a dateline may stand.
const DATELINE: usize = 160;

/// How many lines may stand between the title and a date of the header.
const REACH: usize = 8;

/// The title: the line above the first paragraph that reads most like a headline.
pub(crate) fn title(text: &str, lines: &[Line]) -> Option<String> {
    title_line(text, lines.iter()).map(|at| lines[at].of(text).to_owned())
}

/// Which of the lines is the title.
pub(crate) fn title_line<'l>(text: &str, lines: impl Iterator<Item = &'l Line>) -> Option<usize> {
    let mut above: Vec<&Line> = Vec::new();
    let mut found = false;
    for line in lines {
        if line.shape.is_paragraph() {
            found = true;
            break;
        }
        above.push(line);
    }
    let body = found.then_some(above.len())?;
    let mut best: Option<(i32, usize)> = None;
    for (at, line) in above.iter().enumerate().skip(body.saturating_sub(REACH)) {
        let Some(score) = headline_score(line, line.of(text), body - at) else {
            continue;
        };
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| at)
}

/// How much a line reads like a headline; `None` where it cannot be one.
fn headline_score(line: &Line, text: &str, above_body: usize) -> Option<i32> {
    let shape = &line.shape;
    if shape.words < 2 || shape.words > 35 || text.len() > 300 || text.ends_with([':', ',', ';']) {
        return None;
    }
    let byline = ["by ", "von ", "par ", "por ", "автор"]
        .iter()
        .any(|by| text.to_lowercase().starts_with(by));
    let mut score = match shape.words {
        5..=20 => 6,
        4 | 21..=25 => 4,
        3 => 2,
        _ => 0,
    };
    // Headlines of most languages have small words; names of sites and sections have none.
    score += if shape.small_words * 3 >= shape.words {
        3
    } else {
        0
    };
    score -= if shape.capitals * 5 >= shape.letters * 4 {
        2
    } else {
        0
    };
    // A headline is rarely a full sentence with its stop, never a row of labels or of single letters.
    score -= if text.ends_with('.') { 4 } else { 0 };
    score -= if byline || is_labelled(line, text) { 8 } else { 0 };
    score -= if shape.digits > shape.letters { 6 } else { 0 };
    score -= if shape.dividers >= 2 { 6 } else { 0 };
    score -= if shape.letters < shape.words * 3 { 6 } else { 0 };
    score += line
        .hint
        .and_then(|hint| hint.heading)
        .map_or(0, |level| 10 - i32::from(level));
    score -= i32::try_from(above_body / 2).unwrap_or(i32::MAX);
    Some(score)
}

/// Whether the line begins with a label of page furniture: "Reading time: …".
fn is_labelled(line: &Line, text: &str) -> bool {
    line.hits.first().is_some_and(|hit| {
        hit.start == 0 && !hit.phrase.covers.is_empty() && text[hit.end..].starts_with(':')
    })
}

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
    let mut order = Order::DayFirst;
    let mut votes = 0;
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
        let lower = crate::line::floor(line.text, reach);
        let mut small = String::new();
        crate::words::lower_in_place(&line.text[..lower], &mut small);
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
        if let Some(score) = date_score(at, line, first, &small, body, title_at) {
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
    best.and_then(|(_, date)| date.read(order))
}

/// How likely the first date of a line is the day of publication; `None` where it is not.
fn date_score(
    at: usize,
    line: &HeaderLine<'_>,
    date: &FoundDate,
    lower: &str,
    body: Option<usize>,
    title_at: Option<usize>,
) -> Option<i32> {
    const PUBLISHED: [&str; 11] = [
        "publish",
        "posted",
        "released",
        "veröffentlicht",
        "publié",
        "publicad",
        "опубликован",
        "дата",
        "date",
        "добавлено",
        "stand",
    ];
    const UPDATED: [&str; 7] = [
        "updated",
        "modified",
        "aktualisiert",
        "mis à jour",
        "actualizad",
        "обновлен",
        "изменен",
    ];
    let updated = UPDATED.iter().any(|word| lower.contains(word));
    let published = !updated && PUBLISHED.iter().any(|word| lower.contains(word));
    let stamp = line.rule == Some("time-stamp");
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
