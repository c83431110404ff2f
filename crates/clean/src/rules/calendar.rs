//! A month of a calendar, as a grid of days.

use super::{Marks, Page};
use crate::dates::{TokenKind, each_token};

/// Takes a header of weekday names (in one line, or one a line) with the day numbers around it, and lines of
/// many consecutive day numbers.
pub(super) fn calendar_grid(page: &Page<'_>, marks: &mut Marks) {
    let lines: Vec<Grid> = (0..page.lines.len()).map(|at| grid(page, at)).collect();
    for (at, line) in lines.iter().enumerate() {
        if line.consecutive >= 5 {
            marks.take(at);
        }
    }
    let mut at = 0;
    while at < lines.len() {
        let run = lines[at..].iter().take_while(|line| line.only_days).count();
        let weekdays: usize = lines[at..at + run].iter().map(|line| line.weekdays).sum();
        if weekdays >= 5 {
            for taken in at..at + run {
                marks.take(taken);
            }
        }
        at += run.max(1);
    }
}

/// What a line has of a calendar.
struct Grid {
    /// Names of weekdays.
    weekdays: usize,
    /// The longest row of numbers each one more than the one before.
    consecutive: usize,
    /// Whether the line has nothing else than weekdays, day numbers, a month with its year, and arrows.
    only_days: bool,
}

fn grid(page: &Page<'_>, at: usize) -> Grid {
    let nothing = Grid {
        weekdays: 0,
        consecutive: 0,
        only_days: false,
    };
    let shape = &page.lines[at].shape;
    // Days are short: most lines are told apart by their letters.
    if shape.words > 45
        || shape.letters > 9 * 9
        || (shape.digits == 0 && shape.letters > 10 * shape.words)
        || shape.ends_sentence
    {
        return nothing;
    }
    let lower = page.lower_of(at);
    let (mut weekdays, mut longest, mut row) = (0, 0, 0);
    let mut last: Option<u16> = None;
    for token in each_token(&lower) {
        match token.kind {
            TokenKind::Number => {
                let Some(number) = token
                    .text
                    .parse::<u16>()
                    .ok()
                    .filter(|n| *n <= 31 || (1900..2100).contains(n))
                else {
                    return nothing;
                };
                row = if last.is_some_and(|last| last + 1 == number) {
                    row + 1
                } else {
                    1
                };
                last = Some(number);
                longest = longest.max(row);
            }
            TokenKind::Word if page.lexicon.is_weekday(token.text) => weekdays += 1,
            TokenKind::Word if page.lexicon.month(token.text).is_some() => {}
            TokenKind::Other if "«»<>‹›|.←→,".contains(token.text) => {}
            TokenKind::Word | TokenKind::Other => return nothing,
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
