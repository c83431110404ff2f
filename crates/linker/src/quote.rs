//! Quotations, and who is quoted.

use onomast_document::EntityType;

use crate::lexicon::{Class, LEXICON};
use crate::page::Page;
use crate::token::Tokens;

/// How many tokens around a quotation its speaker is looked for in.
const REACH: usize = 16;

/// How many quotations back in a paragraph a speaker goes on speaking.
const TURNS: usize = 8;

/// Quotations between marks within one paragraph, as half-open ranges of tokens.
pub(crate) fn quotations(tokens: &Tokens) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, token) in tokens.iter().enumerate() {
        if open.is_some_and(|start| tokens[start].paragraph != token.paragraph) {
            // A quotation of several paragraphs, or a mark for inches.
            open = None;
        }
        match (&*token.lower, open) {
            ("“" | "«" | "\"" | "„", None) => open = Some(at),
            ("”" | "»" | "\"" | "“", Some(start)) => {
                found.push((start, at + 1));
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// The mention of whoever speaks a quotation: `"…," X said`, `"…," said X`, `X said: "…"`, or the speaker of
/// the quotation before it in the paragraph.
pub(crate) fn speaker(page: &Page<'_>, quote: usize) -> Option<usize> {
    speaker_within(page, quote, TURNS, usize::MAX)
}

/// The same, where the words around the quotation itself tell, or it goes on behind them: `"…," X said. "…"`
pub(crate) fn speaker_beside(page: &Page<'_>, quote: usize) -> Option<usize> {
    speaker_within(page, quote, TURNS, REACH / 2)
}

/// `gap` is how many tokens may stand between two quotations of one speaker.
fn speaker_within(page: &Page<'_>, quote: usize, turns: usize, gap: usize) -> Option<usize> {
    let (start, end) = page.quotes[quote];
    let sentence_ends = |at: usize| {
        page.tokens
            .get(at)
            .is_none_or(|token| token.paragraph != page.tokens[start].paragraph)
    };
    let speech = |at: usize| {
        page.tokens
            .get(at)
            .is_some_and(|token| LEXICON.is(&token.lower, Class::Speech))
            && page.name_at[at].is_none()
    };
    // After it, unless the next quotation begins first.
    let stop = (end..end + REACH)
        .find(|&at| sentence_ends(at) || page.tokens.lower(at) == "." || page.quote_of(at).is_some());
    if let Some(verb) = (end..stop.unwrap_or(end + REACH)).find(|&at| speech(at)) {
        let subject = person_between(page, end, verb).or_else(|| person_between(page, verb + 1, verb + 4));
        if subject.is_some() {
            return subject;
        }
    }
    let from = start.saturating_sub(REACH);
    let before = (from..start)
        .rev()
        .take_while(|&at| !sentence_ends(at) && page.quote_of(at).is_none());
    let mut introduced = false;
    for at in before {
        introduced |= at + 2 >= start && matches!(page.tokens.lower(at), ":" | ",");
        if page.tokens.lower(at) == "." {
            break;
        }
        if introduced && speech(at) {
            return person_between(page, from, at);
        }
    }
    let previous = quote.checked_sub(1).filter(|_| turns > 0)?;
    let same = page.tokens[page.quotes[previous].0].paragraph == page.tokens[start].paragraph;
    if same && start - page.quotes[previous].1 <= gap {
        speaker_within(page, previous, turns - 1, gap)
    } else {
        None
    }
}

/// The last outermost person mentioned between two tokens.
fn person_between(page: &Page<'_>, from: usize, to: usize) -> Option<usize> {
    let begins = |at: usize| page.tokens.get(at).map(|token| token.start as usize);
    let (start, end) = (begins(from)?, begins(to).unwrap_or(usize::MAX));
    let first = page
        .order
        .partition_point(|&at| page.mentions[at as usize].span.start() < start);
    let inside = page.order[first..]
        .iter()
        .map(|&at| at as usize)
        .take_while(|&at| page.mentions[at].span.start() < end)
        .filter(|&at| page.mentions[at].label == EntityType::Person);
    // Of "his mother" she speaks, not he.
    inside.reduce(|last, at| {
        if page.mentions[last].span.contains(page.mentions[at].span) {
            last
        } else {
            at
        }
    })
}
