//! Scores of the linker on gold names, and the precision of each sieve.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use onomast_document::{AnnotatedDocument, Document, Mention, MentionKind, Score, Span};
use onomast_eval::Counts;
use onomast_eval::coref::{Measure, OverlapBuilder};
use onomast_linker::{Linker, Merger, ResolvedDocument};

use crate::gold::{GoldDocument, GoldMention};

/// What to print.
#[derive(Debug, Clone, Copy)]
pub struct Mode {
    pub by_sieve: bool,
    pub mistakes: bool,
}

/// Right and wrong decisions.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    right: usize,
    wrong: usize,
}

impl Tally {
    fn add(&mut self, right: bool) {
        if right {
            self.right += 1;
        } else {
            self.wrong += 1;
        }
    }
}

/// Resolves documents with their gold names and prints how it went.
pub fn evaluate(name: &str, documents: Vec<GoldDocument>, linker: &Linker, mode: Mode) {
    let mut sieves: BTreeMap<String, Tally> = BTreeMap::new();
    let mut nominals = [Tally::default(); 2];
    let mut gold_nominals = [0usize; 2];
    let mut within = BTreeMap::<Measure, Counts>::new();
    let mut all_within = BTreeMap::<Measure, Counts>::new();
    let mut merger = Merger::new();
    let mut resolved_all: Vec<(GoldDocument, ResolvedDocument)> = Vec::new();
    for (number, gold) in documents.into_iter().enumerate() {
        let resolved = linker.resolve(annotated(&gold));
        merger.add(number as u32, resolved.clusters.clone());
        resolved_all.push((gold, resolved));
    }
    let resolution = linker.finish(merger);
    let mut across: Vec<(Option<String>, Option<String>)> = Vec::new();
    // The gold entity of each entity of ours: that of most of its names.
    let mut votes: BTreeMap<u32, BTreeMap<String, usize>> = BTreeMap::new();
    let scope = |shared: bool, number: usize, entity: &str| {
        if shared {
            entity.to_owned()
        } else {
            format!("{number}/{entity}")
        }
    };
    for (number, (gold, resolved)) in resolved_all.iter().enumerate() {
        for mention in &resolved.mentions {
            let of = mention
                .cluster
                .and_then(|cluster| resolution.entity_of(number as u32, cluster));
            if let (Some(of), Some(entity)) = (of, gold_of(gold, mention.mention)) {
                let weight = if mention.mention.kind == MentionKind::Name {
                    1000
                } else {
                    1
                };
                *votes
                    .entry(of.0)
                    .or_default()
                    .entry(scope(gold.shared, number, entity))
                    .or_default() += weight;
            }
        }
    }
    let stands_for: BTreeMap<u32, String> = votes
        .into_iter()
        .filter_map(|(of, votes)| {
            votes
                .into_iter()
                .max_by_key(|(entity, count)| (*count, std::cmp::Reverse(entity.clone())))
                .map(|(entity, _)| (of, entity))
        })
        .collect();
    for (number, (gold, resolved)) in resolved_all.iter().enumerate() {
        let mut names = OverlapBuilder::new();
        let mut everything = OverlapBuilder::new();
        let labels: Vec<String> = (0..resolved.clusters.len())
            .map(|cluster| cluster.to_string())
            .collect();
        let mut paired: BTreeSet<usize> = BTreeSet::new();
        for mention in &resolved.mentions {
            let entity = gold_of(gold, mention.mention);
            let predicted = mention.cluster.map(|cluster| labels[cluster as usize].as_str());
            if mention.mention.kind == MentionKind::Name {
                names.add(entity, predicted);
            }
            everything.add(entity, predicted);
            if let Some(found) = gold_mention(gold, mention.mention) {
                paired.insert(found);
            }
            let of = mention
                .cluster
                .and_then(|cluster| resolution.entity_of(number as u32, cluster));
            if mention.mention.kind == MentionKind::Name {
                let own = entity.map(|entity| scope(gold.shared, number, entity));
                across.push((own, of.map(|of| of.to_string())));
            }
            let Some(of) = of else { continue };
            let same =
                entity.map(|entity| scope(gold.shared, number, entity)).as_ref() == stands_for.get(&of.0);
            // An entity that no name holds has to be judged by its document: the office has one holder.
            let right = entity.is_some() && same;
            if let Some(rule) = &mention.rule {
                sieves.entry(rule.to_string()).or_default().add(right);
            }
            let kind = match mention.mention.kind {
                MentionKind::Name => None,
                MentionKind::Nominal => Some(0),
                MentionKind::Pronoun => Some(1),
            };
            if let Some(kind) = kind {
                nominals[kind].add(right);
            }
            if mode.mistakes && !right && mention.rule.is_some() {
                let why = if entity.is_none() {
                    "NO MENTION"
                } else {
                    "OTHER ENTITY"
                };
                print_mistake(
                    gold,
                    mention.mention.span,
                    why,
                    mention.why.as_deref().unwrap_or_default(),
                );
            }
        }
        for (at, mention) in gold.mentions.iter().enumerate() {
            if !paired.contains(&at) {
                everything.add(Some(&mention.entity), None);
                if mode.mistakes && gold.descriptions && mention.kind != MentionKind::Name {
                    print_mistake(
                        gold,
                        mention.span,
                        "MISSED",
                        &format!("{} {}", mention.kind, mention.entity),
                    );
                }
            }
            match mention.kind {
                MentionKind::Nominal => gold_nominals[0] += 1,
                MentionKind::Pronoun => gold_nominals[1] += 1,
                MentionKind::Name => {}
            }
        }
        let (names, everything) = (names.finish(), everything.finish());
        for measure in [Measure::Muc, Measure::BCubed, Measure::CeafE, Measure::Lea] {
            *within.entry(measure).or_default() += measure.counts(&names);
            *all_within.entry(measure).or_default() += measure.counts(&everything);
        }
    }
    println!("{name}: {} documents", resolved_all.len());
    print_measures("  names, in documents", &within);
    if resolved_all.iter().any(|(gold, _)| {
        gold.mentions
            .iter()
            .any(|mention| mention.kind != MentionKind::Name)
    }) {
        print_measures("  all mentions, in documents", &all_within);
    }
    if resolved_all.iter().any(|(gold, _)| gold.shared) {
        let mut overlap = OverlapBuilder::new();
        for (gold, predicted) in &across {
            overlap.add(gold.as_deref(), predicted.as_deref());
        }
        let overlap = overlap.finish();
        let counts = [Measure::Muc, Measure::BCubed, Measure::CeafE, Measure::Lea]
            .into_iter()
            .map(|measure| (measure, measure.counts(&overlap)))
            .collect();
        print_measures("  names, across documents", &counts);
    }
    for (kind, what) in ["nominals", "pronouns"].iter().enumerate() {
        let Tally { right, wrong } = nominals[kind];
        if right + wrong > 0 {
            println!(
                "  {what}: precision {:.3} ({right} of {}), recall {:.3} ({right} of {})",
                ratio(right, right + wrong),
                right + wrong,
                ratio(right, gold_nominals[kind]),
                gold_nominals[kind],
            );
        }
    }
    if mode.by_sieve {
        for (rule, Tally { right, wrong }) in sieves {
            println!(
                "    {rule:16} {:.3}  {right:5} right {wrong:5} wrong",
                ratio(right, right + wrong)
            );
        }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn print_measures(title: &str, measures: &BTreeMap<Measure, Counts>) {
    let mut line = format!("{title}:");
    for (measure, counts) in measures {
        let part = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
        let _ = write!(
            line,
            "  {} {} ({}/{})",
            measure.name(),
            part(counts.f1()),
            part(counts.precision()),
            part(counts.recall())
        );
    }
    println!("{line}");
}

fn print_mistake(gold: &GoldDocument, span: Span, what: &str, why: &str) {
    let text = &gold.text;
    let from = (0..=span.start().saturating_sub(60))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    let to = (span.end() + 40..text.len())
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len());
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default().replace('\n', " ¶ ");
    println!(
        "    {what} {}: …{}⟦{}⟧{}… {why}",
        gold.id,
        part(from, span.start()),
        part(span.start(), span.end()),
        part(span.end(), to)
    );
}

/// The document as the recogniser would hand it on.
fn annotated(gold: &GoldDocument) -> AnnotatedDocument {
    let mut mentions: Vec<Mention> = Vec::new();
    for mention in gold
        .mentions
        .iter()
        .filter(|mention| mention.kind == MentionKind::Name)
    {
        let free = mentions
            .last()
            .is_none_or(|last: &Mention| !last.span.overlaps(mention.span));
        if free {
            mentions.push(Mention {
                span: mention.span,
                label: mention.label,
                kind: MentionKind::Name,
                score: Score::ONE,
            });
        }
    }
    let mut document =
        Document::from_clean_text(gold.id.as_str(), gold.text.as_str()).expect("texts are short");
    document.date = gold.date;
    AnnotatedDocument { document, mentions }
}

/// The gold mention that a mention of ours is.
fn gold_mention(gold: &GoldDocument, mention: Mention) -> Option<usize> {
    let span = mention.span;
    let fits = |candidate: &GoldMention| match mention.kind {
        MentionKind::Name => candidate.kind == MentionKind::Name && candidate.span == span,
        MentionKind::Pronoun => candidate.kind == MentionKind::Pronoun && candidate.span == span,
        MentionKind::Nominal if gold.descriptions => {
            candidate.kind == MentionKind::Nominal && candidate.span == span
        }
        // Other corpora end noun phrases elsewhere: with relative clauses, with the name itself.
        MentionKind::Nominal => {
            candidate.outer == span
                || (candidate.outer.start() == span.start()
                    && candidate.label == mention.label
                    && candidate.outer.contains(span)
                    && candidate.kind != MentionKind::Pronoun)
        }
    };
    let exact = gold
        .mentions
        .iter()
        .position(|candidate| candidate.span == span && fits(candidate));
    exact.or_else(|| {
        gold.mentions
            .iter()
            .enumerate()
            .filter(|(_, candidate)| fits(candidate))
            .min_by_key(|(_, candidate)| candidate.outer.len())
            .map(|(at, _)| at)
    })
}

fn gold_of(gold: &GoldDocument, mention: Mention) -> Option<&str> {
    gold_mention(gold, mention).map(|at| gold.mentions[at].entity.as_str())
}
