//! What holds of a mention with a candidate, and with none, for the scorer.

use onomast_document::{EntityType, MentionKind};

use super::clause::{
    in_one_clause, is_expletive, is_preposition, is_speaking, is_subject, speaks, tokens_of, word_before,
};
use super::{Asked, Candidate, WORDS, called_so, has_role};
use crate::lexicon::{Class, LEXICON};
use crate::nominal::{Determiner, Nominal};
use crate::page::Page;
use crate::pronoun::Case;
use crate::quote::speaker;
use crate::scorer::{Anaphor, FEATURES, feature};
use crate::sieves::organization::is_so;
use crate::sieves::place::is_known_so;
use crate::sieves::said::describe;
use crate::token::Token;

/// What holds of a candidate.
pub(super) fn features(
    page: &Page<'_>,
    asked: &Asked<'_>,
    candidates: &[Candidate],
    number: usize,
) -> [f32; FEATURES.len()] {
    let mut features = [0.0; FEATURES.len()];
    let Candidate { at, count } = candidates[number];
    let mut set = |name: &str, holds: bool| features[feature(name)] = f32::from(u8::from(holds));
    let cluster = page.clusters.of(at);
    let (first, end) = tokens_of(page, at);
    let quote_now = page.quote_of(asked.token);
    let distance = page.sentences[asked.mention] - page.sentences[at];
    let here = distance == 0;
    set(
        ["sentence 0", "sentence 1", "sentence 2", "sentence 3", "farther"][distance.min(4) as usize],
        true,
    );
    set(
        "other paragraph",
        page.tokens[first].paragraph != page.tokens[asked.token].paragraph,
    );
    set("nearest", number == 0);
    let most = candidates
        .iter()
        .map(|candidate| candidate.count)
        .max()
        .unwrap_or(1);
    set(
        "most mentioned",
        count == most && candidates.iter().filter(|other| other.count == most).count() == 1,
    );
    set(
        "in the first sentence",
        cluster
            .mentions
            .iter()
            .take(64)
            .any(|&other| page.sentences[other as usize] == 0),
    );
    set("only candidate", candidates.len() == 1);
    let subject = is_subject(page, at);
    let asks_subject = asked.case == Case::Subject;
    set("subject", subject);
    set("subject, for a subject", subject && asks_subject);
    set(
        "subject of the sentence before",
        subject && asks_subject && distance == 1,
    );
    set(
        "subject of the sentence before, for a possessive",
        subject && asked.case == Case::Possessive && distance == 1,
    );
    set("subject here, for a subject", subject && asks_subject && here);
    set(
        "organisation, for one that speaks",
        cluster.label == EntityType::Organization && is_speaking(page, asked),
    );
    let same_label = |other: usize| page.clusters.of(other).label == cluster.label;
    let earlier = page.order[..page.place_in_order[at] as usize]
        .iter()
        .rev()
        .map(|&other| other as usize)
        .take(20)
        .take_while(|&other| page.sentences[other] == page.sentences[at])
        .any(|other| page.is_linked(other) && same_label(other));
    set("first in its sentence", !earlier);
    set("after a preposition", is_preposition(word_before(page, first)));
    set("possessor", page.tokens.lower(end) == "'s");
    let place = page.place_in_order[at] as usize;
    let within = page.order[place.saturating_sub(4)..place].iter().any(|&outer| {
        page.mentions[outer as usize]
            .span
            .contains(page.mentions[at].span)
    });
    set("within a phrase", within);
    let kind = page.mentions[at].kind;
    set("pronoun", kind == MentionKind::Pronoun);
    let pronoun = page.pronoun(at);
    set(
        "same pronoun",
        asked
            .pronoun
            .zip(pronoun)
            .is_some_and(|(ours, theirs)| ours.gender == theirs.gender),
    );
    set("description", kind == MentionKind::Nominal);
    set("for a possessive there", here && asked.case == Case::Possessive);
    set("for a subject there", here && asks_subject);
    set("for an object there", here && asked.case == Case::Object);
    let there = |candidate: &&Candidate| page.sentences[candidate.at] == page.sentences[asked.mention];
    set(
        "only one there",
        here && candidates.iter().filter(there).count() == 1,
    );
    let reported = here
        && subject
        && asks_subject
        && end < asked.token
        && (end..asked.token).any(|at| LEXICON.is(page.tokens.lower(at), Class::Speech));
    set("in its reported speech", reported);
    set(
        "joined by and",
        here && end + 1 == asked.token && matches!(page.tokens.lower(end), "and" | "or" | "," | "with"),
    );
    set(
        "in one clause",
        here && asked.case == Case::Object && end <= asked.token && in_one_clause(page, end, asked.token),
    );
    set(
        "subject of a possessive's clause",
        here && subject
            && asked.case == Case::Possessive
            && end <= asked.token
            && in_one_clause(page, end, asked.token),
    );
    // "Massa smiled. «Fernando is a serious man,» he said": who speaks is not whom the quotation names.
    let spoken = asked
        .token
        .checked_sub(1)
        .and_then(|before| page.quote_of(before));
    set(
        "named in the words of the speaker",
        quote_now.is_none()
            && speaks(page, asked.token, asked.token + 1)
            && spoken.is_some_and(|spoken| page.quote_of(first) == Some(spoken)),
    );
    set("for a reflexive there", here && asked.case == Case::Reflexive);
    let quote = quote_now;
    let theirs = page.quote_of(first);
    let spoken_by = quote.and_then(|quote| speaker(page, quote));
    set(
        "speaker of the quotation",
        spoken_by.is_some_and(|speaker| page.clusters.same(speaker, at)),
    );
    set(
        "subject of speech, for one",
        quote.is_none() && speaks(page, asked.token, asked.token + 1) && speaks(page, first, end),
    );
    set("in one quotation", quote.is_some() && quote == theirs);
    set("outside the quotation", quote.is_some() && theirs.is_none());
    set(
        "gender known",
        asked.gender.is_some() && cluster.gender == asked.gender,
    );
    let known = |candidate: &&Candidate| page.clusters.of(candidate.at).gender == asked.gender;
    set(
        "only known gender",
        asked.gender.is_some()
            && cluster.gender == asked.gender
            && candidates.iter().filter(known).count() == 1,
    );
    set("place", cluster.label == EntityType::Location);
    set("country", label_of_country(page, at));
    set("office", cluster.roles.iter().any(|role| role.office.is_some()));
    let officers = has_officers(page, asked);
    set(
        "organisation, for one with officers",
        officers && cluster.label == EntityType::Organization,
    );
    set(
        "place, for one with officers",
        officers && cluster.label == EntityType::Location,
    );
    set("unnamed", !cluster.is_named());
    set(
        "indefinite",
        page.nominal(at)
            .is_some_and(|nominal| nominal.determiner == Determiner::Indefinite),
    );
    if let Some(nominal) = asked.nominal {
        let description = describe(page, nominal);
        let phrase = description.nominal;
        let role = &*phrase.entry.role;
        set("same head", called_so(page, at, phrase));
        let words = |nominal: &Nominal| -> Vec<&str> {
            let modifiers = nominal.modifiers.iter();
            modifiers.map(|&word| page.tokens.lower(word)).collect()
        };
        let ours = words(phrase);
        let described = || {
            let nominals = cluster.nominals.iter();
            nominals.map(|&other| &page.nominals[other as usize])
        };
        let shared = described().any(|other| words(other).iter().any(|word| ours.contains(word)));
        set("modifier of its description", shared);
        set(
            "other modifiers",
            !ours.is_empty() && !shared && described().any(|other| !other.is_plain()),
        );
        let home = description.place.as_deref().and_then(|place| {
            let home = home_of(page, at)?;
            Some(home == place)
        });
        set("country agrees", home == Some(true));
        set("other country", home == Some(false));
        set(
            "any person, for a modified one",
            cluster.label == EntityType::Person && !(phrase.is_plain() && phrase.is_bare()),
        );
        set(
            "word of its name",
            match cluster.label {
                EntityType::Organization => is_so(page, at, role),
                EntityType::Location => is_known_so(page, at, role),
                _ => false,
            },
        );
        let held = has_role(page, nominal, at);
        set("role known", held);
        set("other role", !held && !cluster.roles.is_empty());
    }
    let total: usize = candidates.iter().map(|candidate| candidate.count).sum();
    features[feature("nearer ones")] = (1.0 + number as f32).ln();
    features[feature("mentions before")] = (count as f32).ln();
    features[feature("share of mentions")] = count as f32 / total as f32;
    features
}

/// What speaks for none of the candidates.
pub(super) fn none_features(
    page: &Page<'_>,
    asked: &Asked<'_>,
    candidates: &[Candidate],
) -> [f32; FEATURES.len()] {
    let mut features = [0.0; FEATURES.len()];
    let mut set = |name: &str, value: f32| features[feature(name)] = value;
    let is = |holds: bool| f32::from(u8::from(holds));
    set("none", 1.0);
    set("none: it is that", is(is_expletive(page, asked)));
    set("none: in a quotation", is(page.quote_of(asked.token).is_some()));
    // "a man", "the doctor": persons that have no entity, and may be meant.
    let sentence = page.tokens[asked.token].sentence;
    let described = page.tokens[..asked.token]
        .iter()
        .enumerate()
        .rev()
        .take(WORDS)
        .take_while(|(_, token)| sentence - token.sentence <= 1)
        .filter(|&(at, token)| {
            page.name_at[at].is_none()
                && !token.capital
                && (LEXICON.is(&token.lower, Class::Human)
                    || LEXICON
                        .role(&token.lower)
                        .is_some_and(|role| role.label == EntityType::Person))
        })
        .count();
    set("none: persons described", (described as f32).min(3.0));
    let known = |candidate: &Candidate| page.clusters.of(candidate.at).gender == asked.gender;
    set(
        "none: no known gender",
        is(asked.gender.is_some() && !candidates.iter().any(known)),
    );
    set("none: possessive", is(asked.case == Case::Possessive));
    set("none: subject", is(asked.case == Case::Subject));
    set("none: it speaks", is(is_speaking(page, asked)));
    let place = page.sentences[asked.mention];
    let is_near = |candidate: &&Candidate| place - page.sentences[candidate.at] <= 1;
    set(
        "none: a candidate is near",
        is(candidates.iter().any(|candidate| is_near(&candidate))),
    );
    set(
        "none: a subject is near",
        is(candidates
            .iter()
            .filter(is_near)
            .any(|candidate| is_subject(page, candidate.at))),
    );
    set("none: candidates", (candidates.len() as f32).ln());
    let opens =
        asked.token == 0 || page.tokens[asked.token - 1].paragraph != page.tokens[asked.token].paragraph;
    set("none: opens a paragraph", is(opens));
    set("none: with officers", is(has_officers(page, asked)));
    if let Some(nominal) = asked.nominal {
        let phrase = &page.nominals[nominal];
        set("none: modified", is(!(phrase.is_plain() && phrase.is_bare())));
        set(
            "none: narrowed",
            is(is_preposition(page.tokens.lower(phrase.tokens.1))),
        );
        set("none: this", is(phrase.determiner == Determiner::This));
        let told = |candidate: &Candidate| called_so(page, candidate.at, phrase);
        set("none: head told before", is(candidates.iter().any(told)));
    }
    features
}

pub(super) fn label_of_country(page: &Page<'_>, at: usize) -> bool {
    page.clusters
        .of(at)
        .kb
        .as_deref()
        .and_then(|id| page.knowledge.item(id))
        .is_some_and(onomast_knowledge::Item::is_country)
}

/// Whether the possession of "its director" is somebody in a post, as organisations and states have them.
pub(super) fn has_officers(page: &Page<'_>, asked: &Asked<'_>) -> bool {
    let is_officer = |at: usize| {
        page.name_at.get(at) == Some(&None)
            && LEXICON
                .role(page.tokens.lower(at))
                .is_some_and(|role| role.label == EntityType::Person && !role.relation)
    };
    asked.class == Anaphor::Thing
        && asked.case == Case::Possessive
        && (asked.token + 1..asked.token + 4)
            .take_while(|&at| page.tokens.get(at).is_some_and(Token::is_word))
            .any(is_officer)
}

/// The country or place that an entity is said to be of.
pub(super) fn home_of(page: &Page<'_>, at: usize) -> Option<String> {
    let cluster = page.clusters.of(at);
    let said = cluster.roles.iter().find_map(|role| role.place.clone());
    let nominals = cluster.nominals.iter();
    let described = || {
        nominals
            .clone()
            .find_map(|&nominal| describe(page, nominal as usize).place)
    };
    let known = || {
        page.knowledge
            .item(cluster.kb.as_deref()?)?
            .country()
            .map(str::to_owned)
    };
    said.or_else(described).or_else(known)
}
