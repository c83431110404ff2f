//! From an annotated document to a resolved one.

use std::borrow::Cow;

use onomast_document::{AnnotatedDocument, Document, EntityType, Mention, MentionKind, Score};
use onomast_knowledge::Knowledge;

use crate::LinkerOptions;
use crate::page::Page;
use crate::pronoun::Case;
use crate::record::{ClusterRecord, record, stable_hash};
use crate::scorer::PairScorer;
use crate::sieves::STEPS;

/// A mention with its cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedMention {
    /// The mention.
    pub mention: Mention,
    /// Its cluster, as a position in [`ResolvedDocument::clusters`]. Names always have one; nominals and
    /// pronouns do where the evidence is good.
    pub cluster: Option<u32>,
    /// The sieve that placed it.
    pub rule: Option<Cow<'static, str>>,
    /// Why it is there, in words, beginning with the sieve.
    pub why: Option<String>,
    /// Other entities that a pronoun or description might have gone to, the likeliest first; a few at most.
    pub runners_up: Vec<RunnerUp>,
}

/// An entity that a mention might have gone to.
#[derive(Debug, Clone, PartialEq)]
pub struct RunnerUp {
    /// Its cluster.
    pub cluster: u32,
    /// How likely it was, 0..=1.
    pub score: Score,
}

/// A document with its clusters of mentions.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedDocument {
    /// The text.
    pub document: Document,
    /// Names, nominals and pronouns in the order of the text: by start, the longer first. The position of a
    /// mention is its [`MentionId`](onomast_document::MentionId).
    pub mentions: Vec<LinkedMention>,
    /// Its clusters, in the order of their first mentions.
    pub clusters: Vec<ClusterRecord>,
}

/// Sends a document through the sieves.
pub(crate) fn resolve(
    knowledge: &Knowledge,
    scorer: &dyn PairScorer,
    options: &LinkerOptions,
    annotated: AnnotatedDocument,
) -> ResolvedDocument {
    let (mentions, clusters) = {
        let mut page = Page::new(knowledge, scorer, &annotated, options);
        for step in STEPS {
            step(&mut page);
        }
        output(&page, options)
    };
    ResolvedDocument {
        document: annotated.document,
        mentions,
        clusters,
    }
}

fn output(page: &Page<'_>, options: &LinkerOptions) -> (Vec<LinkedMention>, Vec<ClusterRecord>) {
    // Which mentions go out, in the order of the text.
    let goes_out = |at: usize| -> bool {
        let kind = page.mentions[at].kind;
        let predicate = page.nominal(at).is_some_and(|nominal| !nominal.is_mention());
        let relation = page.nominal(at).is_some_and(|nominal| nominal.entry.relation);
        // "himself" helps to find who "he" is, and is no mention.
        let reflexive = page
            .pronoun(at)
            .is_some_and(|pronoun| pronoun.case == Case::Reflexive);
        kind == MentionKind::Name
            || (!predicate && !reflexive && (page.is_linked(at) || (options.unlinked && !relation)))
    };
    let kept: Vec<usize> = page
        .order
        .iter()
        .map(|&at| at as usize)
        .filter(|&at| goes_out(at))
        .collect();
    let mut numbers: Vec<Option<u32>> = vec![None; page.mentions.len()];
    let mut cluster_of_root: Vec<Option<u32>> = vec![None; page.mentions.len()];
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (number, &at) in kept.iter().enumerate() {
        numbers[at] = Some(number as u32);
        if !page.is_linked(at) {
            continue;
        }
        let slot = &mut cluster_of_root[page.clusters.find(at)];
        let cluster = *slot.get_or_insert_with(|| {
            members.push(Vec::new());
            members.len() as u32 - 1
        });
        members[cluster as usize].push(at);
    }
    let company = company(page, &members);
    let clusters = members
        .iter()
        .map(|mentions| record(page, mentions, &numbers, &company))
        .collect();
    let mut runners_up: Vec<Vec<RunnerUp>> = vec![Vec::new(); page.mentions.len()];
    for rival in &page.rivals {
        if let (Some(cluster), Ok(score)) = (
            cluster_of_root[page.clusters.find(rival.to)],
            Score::new(rival.chance),
        ) {
            runners_up[rival.mention].push(RunnerUp { cluster, score });
        }
    }
    let mentions = kept
        .iter()
        .map(|&at| {
            let linked = page.is_linked(at);
            let why = page.why[at].as_ref().filter(|_| linked);
            LinkedMention {
                mention: page.mentions[at],
                cluster: if linked {
                    cluster_of_root[page.clusters.find(at)]
                } else {
                    None
                },
                rule: why.map(|why| why.rule.clone()),
                why: why.map(|why| format!("{}: {}", why.rule, why.detail)),
                runners_up: std::mem::take(&mut runners_up[at]),
            }
        })
        .collect();
    (mentions, clusters)
}

/// Hashes of what the page names, smallest first, each with its cluster.
fn company(page: &Page<'_>, members: &[Vec<usize>]) -> Vec<(u64, usize)> {
    let mut company: Vec<(u64, usize)> = members
        .iter()
        .filter_map(|mentions| {
            let cluster = page.clusters.of(mentions[0]);
            let telling = match cluster.label {
                EntityType::Person => cluster
                    .forms
                    .iter()
                    .map(|&form| &page.forms[form as usize])
                    .find(|form| form.parts.len() > 1),
                EntityType::Organization => cluster
                    .forms
                    .iter()
                    .map(|&form| &page.forms[form as usize])
                    .next(),
                // Countries are everybody's company; other places are not.
                EntityType::Location if cluster.kb.is_none() => cluster
                    .forms
                    .iter()
                    .map(|&form| &page.forms[form as usize])
                    .next(),
                _ => None,
            }?;
            let key = cluster.kb.clone().unwrap_or_else(|| telling.key.clone());
            Some((stable_hash(&key), page.clusters.find(mentions[0])))
        })
        .collect();
    company.sort_unstable();
    company.truncate(64);
    company
}
