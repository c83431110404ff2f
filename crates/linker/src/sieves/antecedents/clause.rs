//! What the words around a mention tell: its clause, its verb, whether anything is referred to at all.

use onomast_document::EntityType;

use super::{Asked, Candidate};
use crate::lexicon::{Class, LEXICON};
use crate::page::Page;
use crate::pronoun::{Case, is_verb};
use crate::scorer::Anaphor;

/// First and end token of a mention.
pub(super) fn tokens_of(page: &Page<'_>, mention: usize) -> (usize, usize) {
    if mention < page.names {
        return page.ranges[mention];
    }
    match page.pronoun(mention) {
        Some(pronoun) => (pronoun.token, pronoun.token + 1),
        None => page.nominals[mention - page.names].tokens,
    }
}

/// The token before a mention and before the titles and articles that belong to it.
pub(super) fn word_before<'p>(page: &'p Page<'_>, first: usize) -> &'p str {
    let mut at = first;
    while at > 0 && page.tokens[at - 1].sentence == page.tokens[first].sentence {
        let word = page.tokens.lower(at - 1);
        let own = LEXICON.is(word, Class::Determiner)
            || LEXICON.is(word, Class::Honorific)
            || word == "."
            || LEXICON
                .role(word)
                .is_some_and(|role| role.label == EntityType::Person);
        if !own {
            return word;
        }
        at -= 1;
    }
    ""
}

pub(super) fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "in"
            | "on"
            | "at"
            | "by"
            | "to"
            | "for"
            | "from"
            | "with"
            | "between"
            | "against"
            | "about"
            | "under"
            | "over"
            | "into"
            | "near"
            | "like"
            | "through"
            | "during"
            | "via"
    )
}

/// Whether a mention is the subject of its clause, as far as the next words tell.
pub(super) fn is_subject(page: &Page<'_>, mention: usize) -> bool {
    let (first, end) = tokens_of(page, mention);
    if let Some(pronoun) = page.pronoun(mention) {
        return pronoun.case == Case::Subject;
    }
    if is_preposition(word_before(page, first)) {
        return false;
    }
    // "X also said", "X, who came in May, said" has its verb farther off; a comma is as good as a verb.
    let next = page.tokens.lower(end);
    let present = |at: usize| {
        page.tokens.get(at).is_some_and(|token| {
            token.is_word() && !token.capital && token.lower.len() > 3 && token.lower.ends_with('s')
        }) && page.name_at[at].is_none()
    };
    is_verb(next)
        || (mention < page.names && present(end))
        || ((next.ends_with("ly")
            || matches!(
                next,
                "also" | "then" | "now" | "still" | "later" | "himself" | "who"
            ))
            && is_verb(page.tokens.lower(end + 1)))
}

/// Whether a mention is the subject or the object of a verb of speech beside it.
pub(super) fn speaks(page: &Page<'_>, first: usize, end: usize) -> bool {
    let speech =
        |at: usize| LEXICON.is(page.tokens.lower(at), Class::Speech) && page.name_at.get(at) == Some(&None);
    speech(end) || speech(end + 1) || first.checked_sub(1).is_some_and(speech)
}

/// Whether what is asked about says something: "it said".
pub(super) fn is_speaking(page: &Page<'_>, asked: &Asked<'_>) -> bool {
    let end = asked
        .nominal
        .map_or(asked.token + 1, |nominal| page.nominals[nominal].tokens.1);
    LEXICON.is(page.tokens.lower(end), Class::Speech) || LEXICON.is(page.tokens.lower(end + 1), Class::Speech)
}

/// "Kyrgyzstan and Kazakhstan": which of the two is meant, distance does not tell.
pub(super) fn is_coordinated(page: &Page<'_>, at: usize, candidates: &[Candidate]) -> bool {
    let (first, end) = tokens_of(page, at);
    candidates.iter().any(|other| {
        let (other_first, other_end) = tokens_of(page, other.at);
        let between = if other_end <= first {
            other_end..first
        } else {
            end..other_first
        };
        let joins = |at: usize| matches!(page.tokens.lower(at), "and" | "or" | "nor" | "&");
        let article = |at: usize| matches!(page.tokens.lower(at), "the" | "both" | ",");
        between.len() <= 3 && between.clone().any(joins) && between.clone().all(|at| joins(at) || article(at))
    })
}

/// Whether nothing between two tokens ends a clause.
pub(super) fn in_one_clause(page: &Page<'_>, from: usize, to: usize) -> bool {
    (from..to).all(|at| {
        !matches!(
            page.tokens.lower(at),
            "," | ";"
                | ":"
                | "that"
                | "who"
                | "which"
                | "whom"
                | "whose"
                | "and"
                | "but"
                | "or"
                | "because"
                | "when"
                | "while"
                | "after"
                | "before"
                | "if"
                | "as"
                | "where"
                | "since"
                | "until"
                | "although"
                | "—"
                | "–"
                | "-"
                | "("
                | "\""
                | "“"
        )
    })
}

/// "It is clear that", "it rained", "it took two days to": an "it" that refers to nothing.
pub(super) fn is_expletive(page: &Page<'_>, asked: &Asked<'_>) -> bool {
    if asked.class != Anaphor::Thing || asked.case == Case::Possessive {
        return false;
    }
    let word = |offset: usize| page.tokens.lower(asked.token + offset);
    if matches!(
        word(1),
        "seems"
            | "appears"
            | "rained"
            | "snowed"
            | "takes"
            | "took"
            | "turned"
            | "emerged"
            | "follows"
            | "happened"
    ) {
        return true;
    }
    let copula = (1..4).find(|&offset| {
        matches!(
            word(offset),
            "is" | "was" | "be" | "been" | "'s" | "became" | "becomes"
        )
    });
    let sentence = page.tokens[asked.token].sentence;
    copula.is_some_and(|copula| {
        (copula + 1..copula + 8)
            .take_while(|&offset| {
                page.tokens
                    .get(asked.token + offset)
                    .is_some_and(|token| token.sentence == sentence)
            })
            .any(|offset| {
                matches!(
                    word(offset),
                    "that" | "to" | "whether" | "who" | "when" | "how" | "why"
                )
            })
    })
}
