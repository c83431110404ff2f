//! Pronouns and bare descriptions that the sieves before left alone: each goes to the entity that is the
//! likeliest by far, or to none.

use onomast_document::{EntityType, MentionKind};

use crate::lexicon::{Class, Gender, LEXICON, RoleEntry};
use crate::nominal::{Determiner, Nominal};
use crate::page::{Page, Rival};
use crate::pronoun::{Case, Pronoun, is_verb};
use crate::quote::{speaker, speaker_beside};
use crate::role::{TOPS, fits};
use crate::scorer::{Anaphor, FEATURES, Pair, feature};
use crate::sieves::organization::{has_other_head, is_so};
use crate::sieves::place::{is_known_so, named_so};
use crate::sieves::said::{describe, open};
use crate::token::Token;

/// How many sentences back an antecedent may lie.
const REACH: u32 = 4;
/// How many mentions back it may lie.
const MENTIONS: usize = 60;
/// How many words back a person may be described; a text without points is one sentence.
const WORDS: usize = 120;
/// Candidates beyond this many are too old.
const CANDIDATES: usize = 10;
/// How likely the chosen one must be, in the order of [`Anaphor`]; and an organisation that is described: names of persons
/// and organisations seldom tell what they are.
const SURE: [f32; 4] = [0.45, 0.5, 0.9, 0.65];
const SURE_OF_ORGANIZATION: f32 = 0.9;
/// Runners-up that are kept for the explanation.
const RIVALS: usize = 3;

/// What is asked about: a pronoun or a description.
struct Asked<'p> {
    mention: usize,
    class: Anaphor,
    token: usize,
    case: Case,
    gender: Option<Gender>,
    pronoun: Option<&'p Pronoun>,
    /// The number of the description.
    nominal: Option<usize>,
}

/// An entity spoken of before.
struct Candidate {
    /// Its last mention before.
    at: usize,
    /// How many of the last mentions are its.
    count: usize,
}

/// Links pronouns and descriptions in the order of the text, so that one stands on another.
pub(super) fn antecedents(page: &mut Page<'_>) {
    let first_pronoun = page.names + page.nominals.len();
    let mut asked: Vec<usize> = (first_pronoun..first_pronoun + page.pronouns.len()).collect();
    for label in [EntityType::Person, EntityType::Organization, EntityType::Location] {
        let unsure = open(page, label).into_iter().filter(|&nominal| {
            let phrase = &page.nominals[nominal];
            matches!(phrase.determiner, Determiner::The | Determiner::This)
                && phrase.complement.is_none()
                && phrase.genitive.is_none()
                && phrase.rank.is_empty()
                && phrase.portfolio.is_empty()
                && phrase.beside.is_none()
                && !narrowed(page, phrase.tokens.1)
                && !phrase.former
                && !phrase.ordinal
                && describe(page, nominal).org.is_none()
        });
        asked.extend(unsure.map(|nominal| page.names + nominal));
    }
    asked.sort_by_key(|&mention| page.place_in_order[mention]);
    for mention in asked {
        resolve(page, mention);
    }
}

/// "the organisation | founded by", "the team formed to": what follows says which one, as a name would.
fn narrowed(page: &Page<'_>, end: usize) -> bool {
    let participle = page.tokens.lower(end);
    matches!(
        participle,
        "based"
            | "called"
            | "formed"
            | "known"
            | "located"
            | "named"
            | "that"
            | "where"
            | "which"
            | "who"
            | "whom"
            | "whose"
    ) || (page.tokens.lower(end + 1) == "by"
        && (participle.ends_with("ed") || matches!(participle, "led" | "run" | "set" | "built" | "held")))
}

fn resolve(page: &mut Page<'_>, mention: usize) {
    let (choice, rivals) = {
        let asked = Asked::new(page, mention);
        let candidates = candidates(page, &asked);
        if candidates.is_empty() {
            return;
        }
        choose(page, &asked, &candidates)
    };
    page.rivals.extend(rivals);
    let Some((to, chance, rule)) = choice else { return };
    let name = page.name_of(to);
    let gender = page.pronoun(mention).and_then(|pronoun| pronoun.gender);
    // The label of "it" is not known beforehand.
    if rule == "pronoun" && gender.is_none() {
        page.adopt_label(mention, to);
    }
    let linked = page.link(mention, to, rule, || {
        format!(
            "{name} is the one most likely spoken of ({:.0} %)",
            chance * 100.0
        )
    });
    if let (true, Some(gender)) = (linked, gender) {
        page.clusters.of_mut(to).gender.get_or_insert(gender);
    }
}

/// The likeliest candidate with its chance and the sieve's name, if it is likely enough; and the others.
fn choose(
    page: &Page<'_>,
    asked: &Asked<'_>,
    candidates: &[Candidate],
) -> (Option<(usize, f32, &'static str)>, Vec<Rival>) {
    let anaphor = page.mentions[asked.mention].span;
    let pair = |antecedent, features| Pair {
        text: page.text,
        anaphor,
        class: asked.class,
        antecedent,
        features,
    };
    let none = page
        .scorer
        .score(&pair(None, none_features(page, asked, candidates)));
    let mut scores: Vec<f32> = Vec::with_capacity(candidates.len());
    for number in 0..candidates.len() {
        let span = page.mentions[candidates[number].at].span;
        let features = features(page, asked, candidates, number);
        scores.push(page.scorer.score(&pair(Some(span), features)));
    }
    let top = scores.iter().copied().fold(none, f32::max);
    let total: f32 = scores.iter().map(|score| (score - top).exp()).sum::<f32>() + (none - top).exp();
    let mut ranked: Vec<(f32, usize)> = scores
        .iter()
        .zip(candidates)
        .map(|(score, candidate)| ((score - top).exp() / total, candidate.at))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (chance, at) = ranked[0];
    let label = page.mentions[asked.mention].label;
    let bar = match (asked.class, label) {
        (Anaphor::ThingDescribed, EntityType::Organization) => SURE_OF_ORGANIZATION,
        (class, _) => SURE[class as usize],
    };
    let is_thing = matches!(asked.class, Anaphor::Thing | Anaphor::ThingDescribed);
    let sure = chance >= bar && !(is_thing && is_coordinated(page, at, candidates));
    let rule = match (asked.pronoun, label) {
        (Some(_), _) => "pronoun",
        (_, EntityType::Person) => "person spoken of",
        (_, EntityType::Organization) => "organisation spoken of",
        _ => "place spoken of",
    };
    let rivals = ranked
        .iter()
        .skip(usize::from(sure))
        .take(RIVALS)
        .filter(|(chance, _)| *chance >= 0.01)
        .map(|&(chance, to)| Rival {
            mention: asked.mention,
            to,
            chance,
        });
    (sure.then_some((at, chance, rule)), rivals.collect())
}

impl<'p> Asked<'p> {
    fn new(page: &'p Page<'_>, mention: usize) -> Self {
        let nominal = mention - page.names;
        #[allow(clippy::single_match_else)] // two kinds of equal weight
        match page.pronoun(mention) {
            Some(pronoun) => Self {
                mention,
                class: if pronoun.gender.is_some() {
                    Anaphor::Person
                } else {
                    Anaphor::Thing
                },
                token: pronoun.token,
                case: pronoun.case,
                gender: pronoun.gender,
                pronoun: Some(pronoun),
                nominal: None,
            },
            None => {
                let phrase = &page.nominals[nominal];
                Self {
                    mention,
                    // "the 61-year-old", "the company" say no more than a pronoun does.
                    class: if phrase.entry.role.ends_with("-year-old") {
                        Anaphor::Person
                    } else if says_little(phrase) {
                        Anaphor::Thing
                    } else if phrase.label == EntityType::Person {
                        Anaphor::PersonDescribed
                    } else {
                        Anaphor::ThingDescribed
                    },
                    token: phrase.tokens.0,
                    case: if page.tokens.lower(phrase.tokens.1) == "'s" {
                        Case::Possessive
                    } else if is_verb(page.tokens.lower(phrase.tokens.1)) {
                        Case::Subject
                    } else {
                        Case::Object
                    },
                    gender: phrase.entry.gender,
                    pronoun: None,
                    nominal: Some(nominal),
                }
            }
        }
    }

    /// Whether an entity can be meant at all.
    fn may_be(&self, page: &Page<'_>, at: usize) -> bool {
        let cluster = page.clusters.of(at);
        let label = page.mentions[self.mention].label;
        let label_fits = match self.class {
            Anaphor::Thing if self.pronoun.is_none() => cluster.label == label,
            Anaphor::Thing => matches!(cluster.label, EntityType::Organization | EntityType::Location),
            Anaphor::Person => cluster.label == EntityType::Person,
            Anaphor::PersonDescribed | Anaphor::ThingDescribed => cluster.label == label,
        };
        if !label_fits
            || self
                .gender
                .zip(cluster.gender)
                .is_some_and(|(ours, theirs)| ours != theirs)
        {
            return false;
        }
        let Some(nominal) = self.nominal else { return true };
        let phrase = &page.nominals[nominal];
        let role = &*phrase.entry.role;
        if called_so(page, at, phrase) {
            return true;
        }
        if !cluster.is_named() {
            return false;
        }
        match label {
            EntityType::Organization => is_so(page, at, role) || !has_other_head(page, at, role),
            EntityType::Location => named_so(page, at, role),
            // Who holds a post is who the page or the knowledge says, not who might.
            _ => !is_post(&phrase.entry) || has_role(page, nominal, at),
        }
    }
}

/// Whether an entity was described by the same noun before.
fn called_so(page: &Page<'_>, at: usize, phrase: &Nominal) -> bool {
    page.clusters.of(at).nominals.iter().any(|&other| {
        let other = &page.nominals[other as usize];
        alike(&other.entry.role, &phrase.entry.role)
            && other.rank == phrase.rank
            && other.former == phrase.former
    })
}

/// "the company", "the firm": not what sort of organisation it is.
fn says_little(phrase: &Nominal) -> bool {
    phrase.is_plain()
        && phrase.is_bare()
        && matches!(&*phrase.entry.role, "company" | "group" | "organisation")
}

/// Nouns that are said of the same things.
fn alike(one: &str, other: &str) -> bool {
    const ALIKE: &[&[&str]] = &[
        &["business", "company", "corporation", "enterprise", "firm"],
        &["baby", "boy", "child", "girl", "kid", "youngster", "teenager"],
        &["fellow", "gentleman", "guy", "man"],
        &["lady", "woman"],
        &["city", "town"],
        &["country", "nation"],
    ];
    one == other
        || ALIKE
            .iter()
            .any(|words| words.contains(&one) && words.contains(&other))
}

/// Posts that are not said of somebody whom nobody has given them.
pub(super) fn is_post(entry: &RoleEntry) -> bool {
    entry.office.is_some()
        || TOPS.contains(&&*entry.role)
        || matches!(
            &*entry.role,
            "adviser"
                | "ambassador"
                | "attorney general"
                | "captain"
                | "ceo"
                | "chair"
                | "chairperson"
                | "coach"
                | "commander"
                | "commissioner"
                | "consul"
                | "coordinator"
                | "dean"
                | "deputy"
                | "editor"
                | "envoy"
                | "general"
                | "general secretary"
                | "judge"
                | "mayor"
                | "minister"
                | "moderator"
                | "mp"
                | "ombudsman"
                | "owner"
                | "pope"
                | "president-elect"
                | "priest"
                | "principal"
                | "prosecutor"
                | "referee"
                | "representative"
                | "secretary"
                | "senator"
                | "speaker"
                | "spokesman"
                | "spokesperson"
                | "spokeswoman"
                | "treasurer"
                | "vice president"
        )
}

fn has_role(page: &Page<'_>, nominal: usize, at: usize) -> bool {
    let description = describe(page, nominal);
    let facts = &page.clusters.of(at).roles;
    facts
        .iter()
        .any(|fact| fits(&description, fact, |a, b| page.clusters.same(a, b)))
}

/// Entities spoken of before, the last first.
fn candidates(page: &Page<'_>, asked: &Asked<'_>) -> Vec<Candidate> {
    let sentence = page.sentences[asked.mention];
    let excluded = excluded(page, asked);
    let mut found: Vec<Candidate> = Vec::new();
    for at in spoken_of(page, asked.mention) {
        if sentence - page.sentences[at] > REACH {
            break;
        }
        // A phrase that the mention is a part of: "the head of its board".
        if page.mentions[at].span.contains(page.mentions[asked.mention].span) {
            continue;
        }
        if let Some(known) = found.iter_mut().find(|known| page.clusters.same(known.at, at)) {
            known.count += 1;
        } else if found.len() < CANDIDATES
            && !excluded.is_some_and(|other| page.clusters.same(other, at))
            && asked.may_be(page, at)
        {
            found.push(Candidate { at, count: 1 });
        }
    }
    found
}

/// The mentions before one, nearest first: of entities with a name, and of those that are but described.
fn spoken_of<'p>(page: &'p Page<'_>, mention: usize) -> impl Iterator<Item = usize> + 'p {
    let place = page.place_in_order[mention] as usize;
    page.order[..place]
        .iter()
        .rev()
        .take(MENTIONS)
        .map(|&at| at as usize)
        .filter(|&at| {
            let cluster = page.clusters.of(at);
            let stands = page.nominal(at).is_none_or(|nominal| !nominal.is_predicate());
            cluster.is_named() || (stands && !cluster.nominals.is_empty())
        })
}

/// Whom grammar forbids: "Tamim saw him" has another than Tamim, "with Ruto, he" another than Ruto.
fn excluded(page: &Page<'_>, asked: &Asked<'_>) -> Option<usize> {
    asked.pronoun?;
    // Who speaks says "I".
    let speaking = page
        .quote_of(asked.token)
        .and_then(|quote| speaker_beside(page, quote));
    if speaking.is_some_and(|speaking| page.is_linked(speaking)) {
        return speaking;
    }
    let sentence = page.sentences[asked.mention];
    page.before(asked.mention, 8)
        .take_while(|&at| page.sentences[at] == sentence)
        .find(|&at| {
            let (first, end) = tokens_of(page, at);
            if end > asked.token {
                return false;
            }
            match asked.case {
                Case::Object => {
                    let governed = end < asked.token && !is_preposition(page.tokens.lower(asked.token - 1));
                    governed && is_subject(page, at) && in_one_clause(page, end, asked.token)
                }
                Case::Subject => {
                    let gap = asked.token - end;
                    (gap == 0 || gap == 1 && page.tokens.lower(end) == ",")
                        && word_before(page, first) == "with"
                }
                _ => false,
            }
        })
}

/// First and end token of a mention.
fn tokens_of(page: &Page<'_>, mention: usize) -> (usize, usize) {
    if mention < page.names {
        return page.ranges[mention];
    }
    match (mention - page.names).checked_sub(page.nominals.len()) {
        Some(pronoun) => {
            let token = page.pronouns[pronoun].token;
            (token, token + 1)
        }
        None => page.nominals[mention - page.names].tokens,
    }
}

/// The token before a mention and before the titles and articles that belong to it.
fn word_before<'p>(page: &'p Page<'_>, first: usize) -> &'p str {
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

fn is_preposition(word: &str) -> bool {
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
fn is_subject(page: &Page<'_>, mention: usize) -> bool {
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
fn speaks(page: &Page<'_>, first: usize, end: usize) -> bool {
    let speech =
        |at: usize| LEXICON.is(page.tokens.lower(at), Class::Speech) && page.name_at.get(at) == Some(&None);
    speech(end) || speech(end + 1) || first.checked_sub(1).is_some_and(speech)
}

/// Whether what is asked about says something: "it said".
fn is_speaking(page: &Page<'_>, asked: &Asked<'_>) -> bool {
    let end = asked
        .nominal
        .map_or(asked.token + 1, |nominal| page.nominals[nominal].tokens.1);
    LEXICON.is(page.tokens.lower(end), Class::Speech) || LEXICON.is(page.tokens.lower(end + 1), Class::Speech)
}

/// "Kyrgyzstan and Kazakhstan": which of the two is meant, distance does not tell.
fn is_coordinated(page: &Page<'_>, at: usize, candidates: &[Candidate]) -> bool {
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
fn in_one_clause(page: &Page<'_>, from: usize, to: usize) -> bool {
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

fn label_of_country(page: &Page<'_>, at: usize) -> bool {
    page.clusters
        .of(at)
        .kb
        .as_deref()
        .and_then(|id| page.knowledge.item(id))
        .is_some_and(onomast_knowledge::Item::is_country)
}

/// What holds of a candidate.
fn features(
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

/// Whether the possession of "its director" is somebody in a post, as organisations and states have them.
fn has_officers(page: &Page<'_>, asked: &Asked<'_>) -> bool {
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
fn home_of(page: &Page<'_>, at: usize) -> Option<String> {
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

/// What speaks for none of the candidates.
fn none_features(page: &Page<'_>, asked: &Asked<'_>, candidates: &[Candidate]) -> [f32; FEATURES.len()] {
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

/// "It is clear that", "it rained", "it took two days to": an "it" that refers to nothing.
fn is_expletive(page: &Page<'_>, asked: &Asked<'_>) -> bool {
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

#[cfg(test)]
mod tests {
    use crate::testing::check_pronouns;

    #[test]
    fn he_is_the_person_spoken_of() {
        check_pronouns(
            "[Shavkat Mirziyoyev](PER a) came. [He](PER:pronoun a) spoke. [Angela Merkel](PER b) and [her](PER:pronoun b) staff left.",
        );
    }

    #[test]
    fn it_is_the_thing_spoken_of() {
        check_pronouns("The [European Union](ORG a) has changed [its](ORG:pronoun a) plan.");
        check_pronouns("The [European Union](ORG a) met. It is clear that it rained.");
    }

    #[test]
    fn of_two_joined_by_and_neither_is_chosen() {
        check_pronouns("[Kyrgyzstan](LOC k) and [Kazakhstan](LOC z) met. The country has lakes.");
    }

    #[test]
    fn a_woman_is_no_he() {
        check_pronouns(
            "[Angela Merkel](PER b) met [Shavkat Mirziyoyev](PER a) in May. [He](PER:pronoun a) thanked [her](PER:pronoun b).",
        );
    }
}
