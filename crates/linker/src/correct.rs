//! Names set right before they are linked: spans and labels that the page itself or the knowledge base
//! contradicts.
//!
//! A recogniser sees a few sentences at a time and knows no facts. It takes "Bishkek" for a person here and there,
//! cuts "Ministry of Foreign Affairs of the Kyrgyz Republic" in two, and gives one adjective a different label in
//! each paragraph. The steps of [`STEPS`] mend what is certain, in order; each takes the names and gives them back.

use std::collections::BTreeMap;

use onomast_document::{AnnotatedDocument, EntityType, Mention, MentionKind, Span};
use onomast_knowledge::{Item, Knowledge};

use crate::lexicon::{Class, LEXICON};

/// What a step sees.
struct View<'a> {
    text: &'a str,
    knowledge: &'a Knowledge,
}

type Step = fn(&View<'_>, Vec<Mention>) -> Vec<Mention>;

const STEPS: [Step; 8] = [
    without_bare_titles,
    with_initials,
    without_dangling_words,
    with_their_country,
    without_leading_adjective,
    joined_apart,
    labelled_by_knowledge,
    labelled_alike,
];

/// A name that the recogniser is less sure of gives way to knowledge of other things of that name.
const SURE: f32 = 0.9;

/// The document with its names set right.
pub(crate) fn corrected(knowledge: &Knowledge, mut annotated: AnnotatedDocument) -> AnnotatedDocument {
    let view = View {
        text: &annotated.document.text,
        knowledge,
    };
    let is_name =
        |mention: &Mention| mention.kind == MentionKind::Name && mention.span.of(view.text).is_some();
    let mut names: Vec<Mention> = annotated.mentions.into_iter().filter(is_name).collect();
    for step in STEPS {
        names = step(&view, names);
    }
    annotated.mentions = names;
    annotated
}

impl<'a> View<'a> {
    fn of(&self, mention: &Mention) -> &'a str {
        mention.span.of(self.text).unwrap_or_default()
    }

    fn between(&self, left: &Mention, right: &Mention) -> &'a str {
        self.text
            .get(left.span.end()..right.span.start())
            .unwrap_or_default()
    }

    /// The mention with another span; as it was where that is no span of the text.
    fn moved(&self, mention: &Mention, start: usize, end: usize) -> Mention {
        Mention {
            span: Span::in_text(self.text, start, end).unwrap_or(mention.span),
            ..*mention
        }
    }

    fn is_adjective(&self, word: &str) -> bool {
        self.knowledge.country_of_demonym(word).is_some() && !self.is_place(word)
    }

    fn is_place(&self, name: &str) -> bool {
        self.knowledge
            .find(name, Some(EntityType::Location), None)
            .iter()
            .any(|item| is_named(item, name))
    }
}

/// Whether an item bears this name to the letter, rather than in some other letter case or spelling.
fn is_named(item: &Item, name: &str) -> bool {
    item.name() == name
        || item.official() == Some(name)
        || item.aliases().iter().any(|alias| alias.text == name)
        || item.acronyms().iter().any(|acronym| acronym == name)
}

/// "Sheikh" and "Amir of" are titles without their person.
fn without_bare_titles(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    let is_title = |word: &str| {
        let lower = word.trim_end_matches('.').to_lowercase();
        let is_title = LEXICON.is(&lower, Class::Honorific) || LEXICON.role(&lower).is_some();
        is_title || FUNCTION_WORDS.contains(&word)
    };
    names.retain(|name| name.label != EntityType::Person || !view.of(name).split(' ').all(is_title));
    names
}

/// "A. Nasyrov" where only "Nasyrov" was taken, or only "A.".
fn with_initials(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::with_capacity(names.len());
    let mut names = names.into_iter().peekable();
    while let Some(mut name) = names.next() {
        if name.label == EntityType::Person {
            let floor = out.last().map_or(0, |last| last.span.end());
            if let Some(start) = initial_before(view.text, floor, name.span.start()) {
                name = view.moved(&name, start, name.span.end());
            }
            if is_initial(view.of(&name)) {
                let ceiling = names.peek().map_or(view.text.len(), |next| next.span.start());
                if let Some(end) = word_after(view.text, name.span.end(), ceiling) {
                    name = view.moved(&name, name.span.start(), end);
                }
            }
        }
        out.push(name);
    }
    out
}

/// "A." or "Sh.", as they stand before a surname.
fn is_initial(word: &str) -> bool {
    let Some(letters) = word.strip_suffix('.') else {
        return false;
    };
    let mut letters = letters.chars();
    let (first, second, third) = (letters.next(), letters.next(), letters.next());
    first.is_some_and(char::is_uppercase) && second.is_none_or(char::is_lowercase) && third.is_none()
}

/// Where the initial directly before `end` begins, if one stands there after `floor`. "Mr." and "St." have the
/// same shape, and are no initials.
fn initial_before(text: &str, floor: usize, end: usize) -> Option<usize> {
    let before = text.get(floor..end)?;
    let trimmed = before.trim_end_matches([' ', '\u{a0}']);
    let start = trimmed
        .rfind(|c: char| !c.is_alphabetic() && c != '.')
        .map_or(0, |at| at + 1);
    let start = (start..trimmed.len()).find(|&at| trimmed.is_char_boundary(at))?;
    let word = trimmed.get(start..)?;
    // "A.B. Nasyrov": each initial by itself.
    let initials = word.split_inclusive('.').all(is_initial);
    let is_title = LEXICON.is(&word.trim_end_matches('.').to_lowercase(), Class::Honorific);
    (initials && !is_title && !word.is_empty()).then_some(floor + start)
}

/// Where the capitalised word after `start` ends, if it ends before `ceiling`.
fn word_after(text: &str, start: usize, ceiling: usize) -> Option<usize> {
    let rest = text.get(start..ceiling)?;
    let word = rest.strip_prefix(' ').unwrap_or(rest);
    let len = word
        .find(|c: char| !c.is_alphabetic() && c != '-')
        .unwrap_or(word.len());
    let is_name = len > 1 && word.starts_with(char::is_uppercase);
    is_name.then(|| start + (rest.len() - word.len()) + len)
}

/// "Ministry of Energy in": the words that lead on to nothing are no part of the name.
fn without_dangling_words(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::with_capacity(names.len());
    let mut names = names.into_iter().peekable();
    while let Some(name) = names.next() {
        let surface = view.of(&name);
        let kept = without_last_function_words(surface);
        if kept.len() == surface.len() {
            out.push(name);
            continue;
        }
        // "… Affairs of the" and "Kyrgyz Republic", side by side: one name, cut in two.
        let asks_for_more = surface.ends_with(" of") || surface.ends_with(" of the");
        let goes_on = |next: &Mention| asks_for_more && matches!(view.between(&name, next), " " | "\u{a0}");
        if name.label == EntityType::Organization && names.peek().is_some_and(goes_on) {
            let end = names.next().map_or(name.span.end(), |next| next.span.end());
            out.push(view.moved(&name, name.span.start(), end));
        } else if !kept.is_empty() {
            out.push(view.moved(&name, name.span.start(), name.span.start() + kept.len()));
        }
    }
    out
}

const FUNCTION_WORDS: [&str; 9] = ["of", "the", "in", "for", "and", "on", "at", "to", "a"];

fn without_last_function_words(mut surface: &str) -> &str {
    while let Some((rest, last)) = surface.rsplit_once([' ', '\u{a0}']) {
        if !FUNCTION_WORDS.contains(&last) {
            break;
        }
        surface = rest.trim_end();
    }
    surface
}

/// What a state has one of: with the state, it is a name of its own.
const BODIES_OF_STATE: [&str; 4] = ["Ministry", "Government", "Embassy", "Parliament"];

fn first_word(surface: &str) -> &str {
    surface.split([' ', '\u{a0}']).next().unwrap_or_default()
}

/// "Ministry of Foreign Affairs of the Republic of Kazakhstan" is one name, of the ministry.
fn with_their_country(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::with_capacity(names.len());
    for name in names {
        if let Some(last) = out.last_mut() {
            let joins = matches!(view.between(last, &name), " of " | " of the ");
            let is_body = last.label == EntityType::Organization
                && BODIES_OF_STATE.contains(&first_word(view.of(last)));
            let is_country = name.label == EntityType::Location
                && view
                    .knowledge
                    .find(view.of(&name), Some(EntityType::Location), None)
                    .iter()
                    .any(|item| item.is_country());
            if joins && is_body && is_country {
                *last = view.moved(last, last.span.start(), name.span.end());
                continue;
            }
        }
        out.push(name);
    }
    out
}

/// "Uzbek Ministry of Transport": an adjective, and the name of a ministry.
fn without_leading_adjective(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let surface = view.of(&name);
        let adjective = first_word(surface);
        let rest = surface[adjective.len()..].trim_start();
        let is_body = BODIES_OF_STATE.contains(&first_word(rest)) || rest.starts_with("Foreign Ministry");
        if name.label == EntityType::Organization && is_body && view.is_adjective(adjective) {
            let (start, end) = (name.span.start(), name.span.end());
            out.push(Mention {
                label: EntityType::Misc,
                ..view.moved(&name, start, start + adjective.len())
            });
            // "Government" alone is a description, for the grammar to find.
            if rest.contains(' ') {
                out.push(view.moved(&name, end - rest.len(), end));
            }
        } else {
            out.push(name);
        }
    }
    out
}

/// "Kazakh-Kyrgyz" and "China-Kyrgyzstan-Uzbekistan" name each of their parts.
fn joined_apart(view: &View<'_>, names: Vec<Mention>) -> Vec<Mention> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let surface = view.of(&name);
        let parts: Vec<(usize, &str)> = surface
            .split(['-', '–', '—'])
            .map(|part| (part.as_ptr() as usize - surface.as_ptr() as usize, part))
            .collect();
        let is_known = |part: &str| view.is_adjective(part) || view.is_place(part);
        if parts.len() < 2 || view.is_place(surface) || !parts.iter().all(|(_, part)| is_known(part)) {
            out.push(name);
            continue;
        }
        for (offset, part) in parts {
            let start = name.span.start() + offset;
            let label = if view.is_adjective(part) {
                EntityType::Misc
            } else {
                EntityType::Location
            };
            out.push(Mention {
                label,
                ..view.moved(&name, start, start + part.len())
            });
        }
    }
    out
}

/// A nationality is MISC; a capital is no person; an acronym of an organisation is that organisation.
fn labelled_by_knowledge(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    for name in &mut names {
        let surface = view.of(name);
        let is_single = !surface.contains(' ');
        if is_single && view.is_adjective(surface) && (name.label != EntityType::Person || is_unsure(name)) {
            name.label = EntityType::Misc;
            continue;
        }
        let known: Vec<EntityType> = view
            .knowledge
            .find(surface, None, None)
            .into_iter()
            .filter(|item| is_named(item, surface))
            .map(Item::entity_type)
            .collect();
        let Some(&first) = known.first() else { continue };
        let is_certain = known.iter().all(|&label| label == first);
        // A place may share its name with a person, or lend it to a club; where the page leaves no doubt, a list has
        // no say.
        let stands = first == EntityType::Location && name.label != EntityType::Misc && !is_unsure(name);
        if is_certain && !stands && first != EntityType::Person {
            name.label = first;
        }
    }
    names
}

fn is_unsure(name: &Mention) -> bool {
    name.score.get() < SURE
}

/// One name has one label on a page: the one that most of its mentions have, weighed by score. A surname is its
/// person's, whatever it looked like alone.
fn labelled_alike(view: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    let mut votes: BTreeMap<&str, [f32; 4]> = BTreeMap::new();
    let mut surnames: BTreeMap<&str, f32> = BTreeMap::new();
    for name in &names {
        let surface = view.of(name);
        votes.entry(surface).or_default()[place_of(name.label)] += name.score.get();
        if let Some((_, surname)) = surface.rsplit_once(' ')
            && name.label == EntityType::Person
        {
            *surnames.entry(surname).or_default() += name.score.get();
        }
    }
    for name in &mut names {
        let surface = view.of(name);
        if surnames.get(surface).is_some_and(|&weight| weight > SURE / 2.0) && !view.is_place(surface) {
            name.label = EntityType::Person;
            continue;
        }
        let Some(weights) = votes.get(surface) else {
            continue;
        };
        let best = EntityType::ALL.into_iter().max_by(|&a, &b| {
            // On a tie the first of the types wins.
            weights[place_of(a)]
                .total_cmp(&weights[place_of(b)])
                .then(b.cmp(&a))
        });
        let Some(best) = best else { continue };
        if weights[place_of(best)] > 2.0 * weights[place_of(name.label)] {
            name.label = best;
        }
    }
    names
}

fn place_of(label: EntityType) -> usize {
    EntityType::ALL
        .iter()
        .position(|&other| other == label)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use onomast_document::{Document, Score};

    use super::*;
    use crate::testing::WORLD;

    /// Names as a recogniser gives them, in brackets, against what is made of them, likewise.
    fn check(given: &str, expected: &str) {
        let (text, mentions) = parse(given);
        let document = Document::from_clean_text("page", text.clone()).unwrap();
        let knowledge = Knowledge::from_jsonl("world", WORLD).unwrap();
        let annotated = corrected(&knowledge, AnnotatedDocument { document, mentions });
        let mut shown = String::new();
        let mut last = 0;
        for name in &annotated.mentions {
            shown.push_str(&text[last..name.span.start()]);
            shown.push_str(&format!("[{}]({})", name.span.of(&text).unwrap(), name.label));
            last = name.span.end();
        }
        shown.push_str(&text[last..]);
        assert_eq!(shown, expected);
    }

    fn parse(marked: &str) -> (String, Vec<Mention>) {
        let (mut text, mut mentions) = (String::new(), Vec::new());
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once('[') {
            let (name, after) = after.split_once("](").unwrap();
            let (label, after) = after.split_once(')').unwrap();
            text.push_str(before);
            let start = text.len();
            text.push_str(name);
            let span = Span::in_text(&text, start, text.len()).unwrap();
            // "PER?" is a person that the recogniser is unsure of.
            let score = Score::new(if label.ends_with('?') { 0.6 } else { 0.95 }).unwrap();
            let label = label.trim_end_matches('?').parse().unwrap();
            mentions.push(Mention {
                span,
                label,
                kind: MentionKind::Name,
                score,
            });
            rest = after;
        }
        text.push_str(rest);
        (text, mentions)
    }

    #[test]
    fn a_nationality_is_misc() {
        check(
            "The [Kazakh](LOC) side met [German](ORG) firms.",
            "The [Kazakh](MISC) side met [German](MISC) firms.",
        );
    }

    #[test]
    fn joined_adjectives_and_countries_come_apart() {
        check(
            "[Kazakh-Kyrgyz](LOC) talks",
            "[Kazakh](MISC)-[Kyrgyz](MISC) talks",
        );
        check(
            "the [Uzbekistan–Kyrgyzstan](LOC) road",
            "the [Uzbekistan](LOC)–[Kyrgyzstan](LOC) road",
        );
        check("[Qasym-Jomart](PER) spoke", "[Qasym-Jomart](PER) spoke");
    }

    #[test]
    fn a_ministry_has_its_country_and_no_adjective() {
        check(
            "the [Ministry of Foreign Affairs](ORG) of the [Kyrgyz Republic](LOC) said",
            "the [Ministry of Foreign Affairs of the Kyrgyz Republic](ORG) said",
        );
        check(
            "the [Ministry of Health of the](ORG) [Kyrgyz Republic](LOC)",
            "the [Ministry of Health of the Kyrgyz Republic](ORG)",
        );
        check(
            "the [Uzbek Ministry of Transport](ORG)",
            "the [Uzbek](MISC) [Ministry of Transport](ORG)",
        );
        check(
            "the [Bank](ORG) of [Kazakhstan](LOC)",
            "the [Bank](ORG) of [Kazakhstan](LOC)",
        );
        check(
            "the [Ministry of Energy in](ORG) town",
            "the [Ministry of Energy](ORG) in town",
        );
    }

    #[test]
    fn a_title_is_no_person() {
        check("the [Amir of](PER) [Qatar](LOC)", "the Amir of [Qatar](LOC)");
        check(
            "[Sheikh](PER) spoke to [Mr.](PER) [Nasyrov](PER)",
            "Sheikh spoke to Mr. [Nasyrov](PER)",
        );
    }

    #[test]
    fn an_initial_belongs_to_its_surname() {
        check("said A. [Nasyrov](PER).", "said [A. Nasyrov](PER).");
        check("said Sh.[Nasyrov](PER).", "said [Sh.Nasyrov](PER).");
        check("said [A.](PER) Nasyrov.", "said [A. Nasyrov](PER).");
        check("said Mr. [Nasyrov](PER).", "said Mr. [Nasyrov](PER).");
        check(
            "into the USA. [Nasyrov](PER) left.",
            "into the USA. [Nasyrov](PER) left.",
        );
    }

    #[test]
    fn a_surname_is_its_persons() {
        check(
            "[William Ruto](PER) spoke. [Ruto](LOC) left.",
            "[William Ruto](PER) spoke. [Ruto](PER) left.",
        );
        check(
            "[Michael Jordan](PER) came to [Jordan](LOC).",
            "[Michael Jordan](PER) came to [Jordan](LOC).",
        );
    }

    #[test]
    fn one_name_has_one_label_on_a_page() {
        check(
            "[Zenit](ORG), [Zenit](ORG), [Zenit](ORG), [Zenit](MISC?)",
            "[Zenit](ORG), [Zenit](ORG), [Zenit](ORG), [Zenit](ORG)",
        );
        check("[Zenit](ORG) and [Zenit](MISC)", "[Zenit](ORG) and [Zenit](MISC)");
    }
}
