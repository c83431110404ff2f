//! One page as the sieves see it: text, mentions, clusters, and what is known of them.

use std::collections::HashMap;

use onomast_document::{AnnotatedDocument, Date, EntityType, Evidence, Mention, MentionKind, Score, Span};
use onomast_knowledge::Knowledge;

use crate::LinkerOptions;
use crate::cluster::{Cluster, Clusters};
use crate::country::PageCountry;
use crate::name::NameForm;
use crate::nominal::{Grammar, Nominal, nouns_of};
use crate::pronoun::{Pronoun, Speaking, first_persons, pronouns};
use crate::quote::quotations;
use crate::scorer::PairScorer;
use crate::token::Tokens;

/// An entity that a pronoun or description might have gone to, and did not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rival {
    /// What was asked about.
    pub mention: usize,
    /// A mention of the entity.
    pub to: usize,
    /// How likely it was.
    pub chance: f32,
}

/// One page on its way through the sieves.
pub(crate) struct Page<'a> {
    pub knowledge: &'a Knowledge,
    pub text: &'a str,
    pub id: &'a str,
    pub date: Option<Date>,
    pub tokens: Tokens,
    /// Names, then nominals, then pronouns, then those of the first person.
    pub mentions: Vec<Mention>,
    /// How many of the mentions are names.
    pub names: usize,
    /// Distinct names.
    pub forms: Vec<NameForm>,
    /// The form of each name.
    pub form_of: Vec<u32>,
    /// First and end token of each name.
    pub ranges: Vec<(usize, usize)>,
    /// The name that covers each token.
    pub name_at: Vec<Option<u32>>,
    /// Mention `names + i` is nominal `i`.
    pub nominals: Vec<Nominal>,
    /// Mention `names + nominals.len() + i` is pronoun `i`.
    pub pronouns: Vec<Pronoun>,
    /// Mention `names + nominals.len() + pronouns.len() + i` is number `i` of them.
    pub first_persons: Vec<Speaking>,
    pub clusters: Clusters,
    /// Why each mention is where it is.
    pub why: Vec<Option<Evidence>>,
    /// Mentions in the order of the text.
    pub order: Vec<u32>,
    /// Where each mention stands in `order`.
    pub place_in_order: Vec<u32>,
    /// The sentence of each mention.
    pub sentences: Vec<u32>,
    /// The page's own country.
    pub country: Option<PageCountry>,
    /// The first mention that was recognised as each item of the knowledge base. Only looked up in.
    items: HashMap<String, usize>,
    /// Quotations, as half-open ranges of tokens.
    pub quotes: Vec<(usize, usize)>,
    pub scorer: &'a dyn PairScorer,
    /// Runners-up of the mentions that were asked about, in the order of asking.
    pub rivals: Vec<Rival>,
}

impl<'a> Page<'a> {
    /// Reads a document.
    pub fn new(
        knowledge: &'a Knowledge,
        scorer: &'a dyn PairScorer,
        annotated: &'a AnnotatedDocument,
        options: &LinkerOptions,
    ) -> Self {
        let text = annotated.document.text.as_str();
        let tokens = Tokens::new(text);
        // Names nested in one another are none of ours, but must not break anything.
        let mut mentions: Vec<Mention> = annotated.mentions.clone();
        mentions.retain(|mention| mention.kind == MentionKind::Name && mention.span.of(text).is_some());
        let names = mentions.len();
        let mut numbers: HashMap<(EntityType, String), u32> = HashMap::new();
        let (mut forms, mut form_of) = (Vec::new(), Vec::with_capacity(names));
        let mut ranges = Vec::with_capacity(names);
        let mut name_at = vec![None; tokens.len()];
        for (at, mention) in mentions.iter().enumerate() {
            let surface = mention.span.of(text).unwrap_or_default();
            let number = *numbers
                .entry((mention.label, surface.to_owned()))
                .or_insert_with(|| {
                    forms.push(NameForm::new(mention.label, surface));
                    forms.len() as u32 - 1
                });
            form_of.push(number);
            let range = tokens.covered(mention.span);
            ranges.push(range);
            for slot in &mut name_at[range.0..range.1] {
                slot.get_or_insert(at as u32);
            }
        }
        let nouns = nouns_of(forms.iter().map(|form| (form.label, form.bare.as_str())));
        let grammar = Grammar {
            text,
            tokens: &tokens,
            names: &mentions,
            ranges: &ranges,
            name_at: &name_at,
            knowledge,
            nouns: &nouns,
        };
        let nominals = grammar.nominals();
        let pronouns = if options.pronouns {
            pronouns(&tokens, &name_at)
        } else {
            Vec::new()
        };
        let first_persons = if options.first_person {
            first_persons(&tokens, &name_at)
        } else {
            Vec::new()
        };
        mentions.extend(
            nominals
                .iter()
                .map(|nominal| described(nominal.span, nominal.label, MentionKind::Nominal)),
        );
        let third = pronouns.iter().map(|pronoun| (pronoun.token, pronoun.label()));
        let first = first_persons
            .iter()
            .map(|speaking| (speaking.token, EntityType::Person));
        for (token, label) in third.chain(first) {
            let token = &tokens[token];
            if let Ok(span) = Span::new(token.start as usize, token.end as usize) {
                mentions.push(described(span, label, MentionKind::Pronoun));
            }
        }
        let mut order: Vec<u32> = (0..mentions.len() as u32).collect();
        order.sort_by_key(|&at| {
            let span = mentions[at as usize].span;
            (span.start(), std::cmp::Reverse(span.end()), at)
        });
        let mut place_in_order = vec![0; order.len()];
        for (place, &at) in order.iter().enumerate() {
            place_in_order[at as usize] = place as u32;
        }
        let sentences = mentions
            .iter()
            .map(|mention| {
                tokens
                    .get(tokens.covered(mention.span).0)
                    .map_or(0, |token| token.sentence)
            })
            .collect();
        let quotes = quotations(&tokens);
        let clusters = mentions
            .iter()
            .enumerate()
            .map(|(at, mention)| Cluster {
                label: mention.label,
                forms: form_of.get(at).copied().into_iter().collect(),
                mentions: vec![at as u32],
                gender: match (form_of.get(at), at.checked_sub(names)) {
                    (Some(&form), _) => forms[form as usize].gender,
                    (_, Some(nominal)) => nominals.get(nominal).and_then(|nominal| nominal.entry.gender),
                    _ => None,
                },
                roles: Vec::new(),
                kb: None,
                described: None,
                nominals: at
                    .checked_sub(names)
                    .filter(|&nominal| nominal < nominals.len())
                    .map(|nominal| nominal as u32)
                    .into_iter()
                    .collect(),
            })
            .collect();
        Self {
            knowledge,
            text,
            id: annotated.document.id.as_str(),
            date: annotated.document.date,
            why: vec![None; mentions.len()],
            tokens,
            mentions,
            names,
            forms,
            form_of,
            ranges,
            name_at,
            nominals,
            pronouns,
            first_persons,
            clusters: Clusters::new(clusters),
            order,
            place_in_order,
            sentences,
            country: None,
            quotes,
            scorer,
            rivals: Vec::new(),
            items: HashMap::new(),
        }
    }

    /// The quotation that a token stands in.
    pub fn quote_of(&self, token: usize) -> Option<usize> {
        let after = self.quotes.partition_point(|&(start, _)| start <= token);
        let quote = after.checked_sub(1)?;
        (token < self.quotes[quote].1).then_some(quote)
    }

    /// Gives a mention's cluster an item of the knowledge base.
    pub fn set_item(&mut self, mention: usize, id: &str) {
        self.items.entry(id.to_owned()).or_insert(mention);
        self.clusters.of_mut(mention).kb = Some(id.to_owned());
    }

    /// A mention of an item of the knowledge base.
    pub fn mention_of_item(&self, id: &str) -> Option<usize> {
        self.items
            .get(id)
            .copied()
            .filter(|&at| self.clusters.of(at).kb.as_deref() == Some(id))
    }

    /// The form of a name.
    pub fn form(&self, name: usize) -> &NameForm {
        &self.forms[self.form_of[name] as usize]
    }

    /// Whether a mention has an entity: names always, others once they were joined to something.
    pub fn is_linked(&self, mention: usize) -> bool {
        self.clusters.of(mention).is_named()
    }

    /// The description that a mention is.
    pub fn nominal(&self, mention: usize) -> Option<&Nominal> {
        self.nominals.get(mention.checked_sub(self.names)?)
    }

    /// Joins the cluster of `mention` to that of `to` unless something forbids it, with the reason for each
    /// mention that has none yet.
    pub fn link(
        &mut self,
        mention: usize,
        to: usize,
        rule: &'static str,
        detail: impl FnOnce() -> String,
    ) -> bool {
        if self.clusters.same(mention, to) {
            return true;
        }
        if self.clusters.conflict(&self.forms, mention, to).is_some() {
            return false;
        }
        let detail = detail();
        // The mentions of the cluster that is explained; of a large one only those without a reason count.
        let joined = self.clusters.of(mention).mentions.clone();
        for at in joined {
            let why = &mut self.why[at as usize];
            if why.is_none() {
                *why = Some(Evidence {
                    rule: rule.into(),
                    detail: detail.clone(),
                });
            }
        }
        self.clusters.join(mention, to);
        true
    }

    /// The third-person pronoun that a mention is.
    pub fn pronoun(&self, mention: usize) -> Option<&Pronoun> {
        let number = mention.checked_sub(self.names + self.nominals.len())?;
        self.pronouns.get(number)
    }

    /// Makes a mention, which goes with nothing before it, an entity that is but described.
    pub fn describe_as(&mut self, mention: usize, rule: &'static str, description: String) {
        self.why[mention] = Some(Evidence {
            rule: rule.into(),
            detail: description.clone(),
        });
        self.clusters.of_mut(mention).described = Some(description);
    }

    /// The only entity that the mentions are of, by the first of them; `None` for none and for several.
    pub fn only(&self, mentions: impl IntoIterator<Item = usize>) -> Option<usize> {
        let mut mentions = mentions.into_iter();
        let first = mentions.next()?;
        mentions
            .all(|other| self.clusters.same(first, other))
            .then_some(first)
    }

    /// Gives a mention of unknown type the type of what it refers to.
    pub fn adopt_label(&mut self, mention: usize, of: usize) {
        let label = self.clusters.of(of).label;
        self.mentions[mention].label = label;
        self.clusters.of_mut(mention).label = label;
    }

    /// The last `limit` mentions before one, nearest first.
    pub fn all_before(&self, mention: usize, limit: usize) -> impl Iterator<Item = usize> + '_ {
        let place = self.place_in_order[mention] as usize;
        let mentions = self.order[..place].iter().rev().take(limit);
        mentions.map(|&at| at as usize)
    }

    /// The names and linked ones among the last `limit` mentions before one, nearest first.
    pub fn before(&self, mention: usize, limit: usize) -> impl Iterator<Item = usize> + '_ {
        self.all_before(mention, limit).filter(|&at| self.is_linked(at))
    }

    /// The best name of a mention's cluster, for use in reasons.
    pub fn name_of(&self, mention: usize) -> String {
        let cluster = self.clusters.of(mention);
        let best = cluster
            .forms
            .iter()
            .map(|&form| &self.forms[form as usize])
            .max_by_key(|form| (form.parts.len(), form.bare.len(), std::cmp::Reverse(&form.bare)));
        match (best, &cluster.kb) {
            (Some(form), _) => form.bare.clone(),
            (None, Some(id)) => self
                .knowledge
                .item(id)
                .map_or_else(|| id.clone(), |item| item.name().to_owned()),
            (None, None) => cluster.described.clone().unwrap_or_else(|| {
                self.mentions[mention]
                    .span
                    .of(self.text)
                    .unwrap_or_default()
                    .to_owned()
            }),
        }
    }
}

fn described(span: Span, label: EntityType, kind: MentionKind) -> Mention {
    Mention {
        span,
        label,
        kind,
        score: Score::ONE,
    }
}
