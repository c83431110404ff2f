//! Pronouns and bare descriptions that the sieves before left alone: each goes to the entity that is the
//! likeliest by far, or to none.

mod clause;
mod features;

use onomast_document::EntityType;

use crate::lexicon::{Gender, RoleEntry};
use crate::nominal::{Determiner, Nominal};
use crate::page::{Page, Rival};
use crate::pronoun::{Case, Pronoun, is_verb};
use crate::quote::speaker_beside;
use crate::role::{TOPS, fits};
use crate::scorer::{Anaphor, Pair};
use crate::sieves::organization::{has_other_head, is_so};
use crate::sieves::place::named_so;
use crate::sieves::said::{describe, open};

use clause::{in_one_clause, is_coordinated, is_preposition, is_subject, tokens_of, word_before};
use features::{features, none_features};

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
        if let Some(pronoun) = page.pronoun(mention) {
            return Self {
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
            };
        }
        let nominal = mention - page.names;
        let phrase = &page.nominals[nominal];
        let next = page.tokens.lower(phrase.tokens.1);
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
            case: if next == "'s" {
                Case::Possessive
            } else if is_verb(next) {
                Case::Subject
            } else {
                Case::Object
            },
            gender: phrase.entry.gender,
            pronoun: None,
            nominal: Some(nominal),
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
    page.all_before(mention, MENTIONS).filter(|&at| {
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
