//! Names set right before they are linked: spans and labels that the page itself or the knowledge base
//! contradicts.
//!
//! A recogniser sees a few sentences at a time and knows no facts. It takes "Bishkek" for a person here and there,
//! cuts "Ministry of Foreign Affairs of the Kyrgyz Republic" in two, and gives one adjective a different label in
//! each paragraph. The steps of [`STEPS`] mend what is certain, in order; each takes the names and gives them back.

mod corporate;
mod doubtful;
mod heads;
mod initials;
mod labels;
mod parts;
mod seats;
mod spans;

use onomast_document::{AnnotatedDocument, EntityType, Mention, MentionKind, Span};
use onomast_knowledge::{Item, Knowledge};

/// What a step sees.
struct View<'a> {
    text: &'a str,
    knowledge: &'a Knowledge,
}

type Step = fn(&View<'_>, Vec<Mention>) -> Vec<Mention>;

/// The method: surest first, spans before labels.
const STEPS: [Step; 24] = [
    doubtful::without_common_words,
    initials::without_bare_titles,
    initials::without_leading_titles,
    initials::with_initials,
    parts::halves_joined,
    spans::as_long_as_known,
    spans::without_dangling_words,
    spans::without_compounds,
    spans::without_common_nouns,
    spans::with_their_country,
    seats::without_seat,
    seats::with_host,
    spans::without_leading_adjective,
    spans::joined_apart,
    spans::without_described,
    heads::labelled_by_head,
    labels::labelled_by_knowledge,
    labels::labelled_as_company,
    corporate::labelled_by_business,
    labels::labelled_alike,
    labels::bracketed_alike,
    doubtful::without_guesses,
    parts::with_passed_over,
    in_order,
];

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
        self.is_known_as(name, Some(EntityType::Location))
    }

    fn is_country(&self, name: &str) -> bool {
        let found = self.knowledge.find(name, Some(EntityType::Location), None);
        found.iter().any(|item| item.is_country())
    }

    /// Whether the knowledge base has anything of this name.
    fn is_known(&self, name: &str) -> bool {
        self.is_known_as(name, None)
    }

    fn is_known_as(&self, name: &str, label: Option<EntityType>) -> bool {
        let found = self.knowledge.find(name, label, None);
        found.iter().any(|item| is_named(item, name))
    }
}

/// Whether an item bears this name to the letter, rather than in some other letter case or spelling. Datelines and
/// headlines shout; acronyms may have points.
fn is_named(item: &Item, name: &str) -> bool {
    let is_shouted = name.chars().count() > 3 && !name.chars().any(char::is_lowercase);
    let is_it = |known: &str| known == name || is_shouted && known.to_uppercase() == name;
    is_it(item.name())
        || item.official().is_some_and(is_it)
        || item.aliases().iter().any(|alias| is_it(&alias.text))
        || item
            .acronyms()
            .iter()
            .any(|acronym| acronym == name || *acronym == name.replace('.', ""))
}

/// Steps keep the order and never let names overlap; this one holds them to it.
fn in_order(_: &View<'_>, mut names: Vec<Mention>) -> Vec<Mention> {
    names.sort_by_key(|name| (name.span.start(), std::cmp::Reverse(name.span.end())));
    let mut end = 0;
    names.retain(|name| {
        let is_free = name.span.start() >= end && !name.span.is_empty();
        if is_free {
            end = name.span.end();
        }
        is_free
    });
    names
}

#[cfg(test)]
mod tests;
