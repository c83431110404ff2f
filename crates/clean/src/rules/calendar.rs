//! A month of a calendar, as a grid of days.

use super::{Marks, Page};
use crate::dates::{TokenKind, each_token};
use crate::line::Line;
use crate::words::Lexicon;

/// Takes a header of weekday names (in one line, or one a line) with the day numbers around it, and lines of
/// many consecutive day numbers.
pub(super) fn calendar_grid(page: &Page<'_>, marks: &mut Marks) {
    let mut at = 0;
    while at < page.lines.len() {
        let (first, mut weekdays) = (at, 0);
        while let Some(line) = page.lines.get(at).map(|line| line.facts.grid)
            && line.only_days
        {
            weekdays += usize::from(line.weekdays);
            if line.consecutive >= 5 {
                marks.take(at);
            }
            at += 1;
        }
        if weekdays >= 5 {
            for taken in first..at {
                marks.take(taken);
            }
        }
        at += 1;
    }
}

/// What a line has of a calendar.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Grid {
    /// Names of weekdays.
    weekdays: u8,
    /// The longest row of numbers each one more than the one before.
    consecutive: u8,
    /// Whether the line has nothing else than weekdays, day numbers, a month with its year, and arrows.
    only_days: bool,
}

/// What a line of at most 45 words has of a calendar.
pub(super) fn grid(line: &Line, text: &str, lexicon: &Lexicon) -> Grid {
    let shape = &line.shape;
    // Days are short: most lines are told apart by their letters.
    if shape.letters > 9 * 9 || (shape.digits == 0 && shape.letters > 10 * shape.words) || shape.ends_sentence
    {
        return Grid::default();
    }
    let (mut weekdays, mut longest, mut row) = (0, 0, 0);
    let mut last: Option<u16> = None;
    for token in each_token(text) {
        match token.kind {
            TokenKind::Number => {
                let Some(number) = token
                    .text
                    .parse::<u16>()
                    .ok()
                    .filter(|n| *n <= 31 || (1900..2100).contains(n))
                else {
                    return Grid::default();
                };
                row = if last.is_some_and(|last| last + 1 == number) {
                    row + 1
                } else {
                    1
                };
                last = Some(number);
                longest = longest.max(row);
            }
            TokenKind::Word if lexicon.is_weekday(token.text) => weekdays += 1,
            TokenKind::Word if lexicon.month(token.text).is_some() => {}
            TokenKind::Other if "«»<>‹›|.←→,".contains(token.text) => {}
            TokenKind::Word | TokenKind::Other => return Grid::default(),
        }
    }
    Grid {
        weekdays,
        consecutive: longest,
        only_days: true,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check;

    #[test]
    fn a_grid_in_rows() {
        check(
            "« October 2017 »\nMo Tu We Th Fr Sa Su\n1\n2 3 4 5 6 7 8\n30 31\nA headline",
            &[
                "calendar-grid| « October 2017 »",
                "calendar-grid| Mo Tu We Th Fr Sa Su",
                "calendar-grid| 1",
                "calendar-grid| 2 3 4 5 6 7 8",
                "calendar-grid| 30 31",
                "A headline",
            ],
        );
    }

    #[test]
    fn one_cell_a_line() {
        let taken = crate::rules::tests::marked("Пн\nВт\nСр\nЧт\nПт\nСб\nВс\n1\n2\n3");
        assert!(
            taken.iter().all(|line| line.starts_with("calendar-grid|")),
            "{taken:?}"
        );
    }
}
