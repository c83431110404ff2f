//! Lets the rules look until they find nothing more, and puts the kept lines together.

use onomast_document::{RawSpan, Removal, SpanError};

use crate::line::{Hint, Line, Scratch, Shape, goes_on, note_wraps};
use crate::mapped::{Mapped, Writer};
use crate::rules::{Mark, Marks, Page};
use crate::title::HeaderLine;
use crate::words::Lexicon;

/// Gives each line what the markup says of it. `hints` are in the order of the file, by where their lines begin.
pub(crate) fn give_hints(
    page: &Mapped,
    lines: &mut [Line],
    hints: &[(usize, Hint)],
) -> Result<(), SpanError> {
    if hints.is_empty() {
        return Ok(());
    }
    for line in lines {
        let start = page.raw(line.start, line.start + 1)?.start();
        let after = hints.partition_point(|(from, _)| *from <= start);
        line.hint = after.checked_sub(1).map(|at| hints[at].1);
    }
    Ok(())
}

/// The rules look at most so often. Each look but the last takes something, and two or three are the rule.
const LOOKS: usize = 100;

/// A stretch of the normalised text that a rule took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) rule: &'static str,
}

/// What the rules took, in the order of the text, and what a user should know about it.
pub(crate) struct Sifted {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) warning: Option<String>,
}

/// Takes out of `lines` what the rules mark, until they mark nothing more.
pub(crate) fn sift(
    text: &str,
    lines: &mut Vec<Line>,
    lexicon: &Lexicon,
    wanted: impl Fn(&str) -> bool,
) -> Sifted {
    let mut pieces = Vec::new();
    let mut warning = None;
    for _ in 0..LOOKS {
        note_wraps(text, lines);
        let page = Page::new(text, lines);
        let marks = Marks::of(&page, &wanted);
        let nothing = marks.lines.iter().all(|mark| *mark == Mark::default());
        let everything = marks.lines.iter().all(|mark| mark.line.is_some());
        if nothing || everything {
            if everything && !lines.is_empty() {
                warning = Some("every line looks like page furniture; the page was kept as it is".to_owned());
            }
            // The same text cleaned again has neither markup nor columns, so the last look is without them.
            if lines.iter().all(|line| line.hint.is_none() && line.columns == 1) {
                break;
            }
            for line in lines.iter_mut() {
                (line.hint, line.columns, line.fresh) = (None, 1, true);
            }
            continue;
        }
        apply(text, lines, &marks, lexicon, &mut pieces);
    }
    pieces.sort_by_key(|piece| piece.start);
    Sifted { pieces, warning }
}

/// What a rule tells from a line by itself may hang on whether a sentence is wrapped around it, and whether those beside it
/// are wrapped: on so many lines.
const REACH: usize = 2;

/// Takes the marked parts out of `lines`.
fn apply(text: &str, lines: &mut Vec<Line>, marks: &Marks, lexicon: &Lexicon, pieces: &mut Vec<Piece>) {
    let mut scratch = Scratch::default();
    let (mut gap, mut is_first) = (false, true);
    let marks = &marks.lines;
    let is_near_change = |at: usize| {
        let around = at.saturating_sub(REACH)..(at + REACH + 1).min(marks.len());
        marks[around].iter().any(|mark| *mark != Mark::default())
    };
    let mut at = 0;
    lines.retain_mut(|line| {
        let (mark, is_near_change) = (marks[at], is_near_change(at));
        at += 1;
        gap |= line.gap;
        let (start, end) = (line.start, line.end);
        if let Some(rule) = mark.line {
            pieces.push(Piece { start, end, rule });
            return false;
        }
        let changed = mark.head.is_some() || mark.tail.is_some();
        if changed {
            let body_start = mark.head.map_or(start, |(at, _)| start + at);
            let body_end = mark.tail.map_or(end, |(at, _)| start + at).max(body_start);
            let body = &text[body_start..body_end];
            let body_start = body_start + (body.len() - body.trim_start().len());
            let body_end = body_start + body.trim().len();
            if let Some((_, rule)) = mark.head {
                pieces.push(trimmed(text, start, body_start, rule));
            }
            if let Some((_, rule)) = mark.tail {
                pieces.push(trimmed(text, body_end, end, rule));
            }
            if body_start == body_end {
                return false;
            }
            let hint = line.hint;
            *line = Line::new(text, body_start, body_end, lexicon, &mut scratch);
            line.hint = hint;
        }
        line.fresh = is_near_change;
        line.gap = gap && !is_first;
        (gap, is_first) = (false, false);
        true
    });
}

fn trimmed(text: &str, start: usize, end: usize, rule: &'static str) -> Piece {
    let piece = &text[start..end];
    let start = start + (piece.len() - piece.trim_start().len());
    Piece {
        start,
        end: start + piece.trim().len(),
        rule,
    }
}

/// Kept and taken lines together, in the order of the text.
pub(crate) fn header_lines<'a>(text: &'a str, lines: &'a [Line], pieces: &[Piece]) -> Vec<HeaderLine<'a>> {
    let mut all: Vec<(usize, HeaderLine<'a>)> = Vec::with_capacity(lines.len() + pieces.len());
    for line in lines {
        let kept = HeaderLine {
            text: line.of(text),
            shape: line.shape,
            kept: Some(line),
            rule: None,
        };
        all.push((line.start, kept));
    }
    for piece in pieces {
        let taken = HeaderLine {
            text: &text[piece.start..piece.end],
            shape: Shape::of(&text[piece.start..piece.end]),
            kept: None,
            rule: Some(piece.rule),
        };
        all.push((piece.start, taken));
    }
    all.sort_by_key(|(start, _)| *start);
    all.into_iter().map(|(_, line)| line).collect()
}

/// So many lines that go on with the line before make a page one of hard-wrapped text.
const WRAPS: usize = 4;

/// What a sentence may begin with besides letters and digits; bullets are none of them.
const OPENING: [char; 9] = ['"', '“', '„', '«', '\'', '‘', '(', '[', '$'];

/// The kept lines that are the rest of a paragraph which a hard wrap cut, on a page where that is usual: behind a line that
/// is wrapped and about as long as such lines are, or going on with its sentence.
pub(crate) fn rests(text: &str, lines: &[Line]) -> Vec<usize> {
    let length = |line: &Line| line.of(text).chars().count();
    let goes_on = |at: &usize| goes_on(text, &lines[at - 1], &lines[*at]);
    let cuts: Vec<usize> = (1..lines.len()).filter(goes_on).collect();
    if cuts.len() < WRAPS {
        return Vec::new();
    }
    let lengths = cuts.iter().map(|at| length(&lines[at - 1]));
    let width = lengths.max().unwrap_or_default();
    let is_rest = |at: &usize| {
        let (before, line) = (&lines[at - 1], &lines[*at]);
        let is_full = before.shape.wrapped && length(before) * 10 >= width * 7;
        let is_text = line
            .of(text)
            .starts_with(|c: char| c.is_alphanumeric() || OPENING.contains(&c));
        !line.gap && line.topic.is_none() && is_text && (is_full || goes_on(at))
    };
    (1..lines.len()).filter(is_rest).collect()
}

/// The kept lines as a text with its way back to the file, those of `rests` each behind the line before; and the pieces as
/// spans of the file. Pieces of one rule with nothing kept between them become one.
pub(crate) fn assemble(
    page: &Mapped,
    lines: &[Line],
    pieces: &[Piece],
    rests: &[usize],
) -> Result<(Mapped, Vec<Removal>), SpanError> {
    let mut out = Writer::with_capacity(page.text.len());
    // Where something was kept: lines, and the line ends between them.
    let mut kept = Vec::with_capacity(lines.len() * 2);
    // Lines that stand one below the other are copied together, from here on.
    let mut from = lines.first().map_or(0, |line| line.start);
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            let before = lines[at - 1].end;
            let end = memchr::memchr(b'\n', &page.text.as_bytes()[before..line.start])
                .map_or(before, |i| before + i);
            let is_rest = rests.binary_search(&at).is_ok();
            if is_rest || line.start > before + 1 {
                let between = match line.gap {
                    _ if is_rest => " ",
                    true => "\n\n",
                    false => "\n",
                };
                out.copy(&page.text[from..before], from)?;
                out.replace(between, end, end + 1)?;
                from = line.start;
            }
            kept.push(end);
        }
        kept.push(line.start);
    }
    if let Some(last) = lines.last() {
        out.copy(&page.text[from..last.end], from)?;
    }
    let mut removed: Vec<Removal> = Vec::new();
    let mut kept = kept.into_iter().peekable();
    for piece in pieces {
        let mut parted = false;
        while kept.next_if(|at| *at < piece.start).is_some() {
            parted = true;
        }
        let raw = page.raw(piece.start, piece.end)?;
        match removed.last_mut() {
            Some(last) if last.rule == piece.rule && !parted => {
                last.raw = RawSpan::new(last.raw.start(), raw.end())?;
            }
            _ => removed.push(Removal {
                raw,
                rule: piece.rule,
            }),
        }
    }
    Ok((page.then(out.finish())?, removed))
}
