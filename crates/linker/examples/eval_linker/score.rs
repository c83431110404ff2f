//! Scores of the linker on gold names or on our own, and the precision of each sieve.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use onomast_document::{AnnotatedDocument, Document, EntityType, Mention, MentionKind, Score, Span};
use onomast_eval::Counts;
use onomast_eval::coref::{Measure, Overlap, OverlapBuilder};
use onomast_linker::{Linker, Merger, ResolvedDocument};
use onomast_ner::{Recognizer, TransformerRecognizer};

use crate::gold::{GoldDocument, GoldMention, Manner};

/// What to print.
#[derive(Debug, Clone, Copy)]
pub struct Mode {
    pub by_sieve: bool,
    pub mistakes: bool,
}

/// Right and wrong decisions.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
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

/// Decisions by sieve.
pub type BySieve = BTreeMap<String, Tally>;

/// Descriptions or pronouns: decisions of ours, and what there was to find.
#[derive(Debug, Default)]
struct Found {
    decisions: Tally,
    gold: usize,
    /// Of the gold ones those that our guideline would mark too.
    ours: usize,
}

/// A document with what became of it, and the gold entity that each of our entities stands for: that of most of
/// its names.
struct Judged {
    gold: GoldDocument,
    resolved: ResolvedDocument,
    /// The gold names that lie in no other, all of which there are to find.
    handed: BTreeSet<Span>,
    /// The gold mention that each of our mentions is.
    paired: Vec<Option<usize>>,
    /// The entity of each cluster: over all documents where gold has such, else in its document.
    entities: Vec<Option<u32>>,
}

impl Judged {
    fn entity_of(&self, mention: usize) -> Option<&str> {
        self.paired[mention].map(|at| self.gold.mentions[at].entity.as_str())
    }

    fn predicted(&self, mention: usize) -> Option<u32> {
        self.entities[self.resolved.mentions[mention].cluster? as usize]
    }

    /// Where a mention of ours might have gone, in words.
    fn runners_up(&self, mention: Option<usize>) -> String {
        let mut words = String::new();
        for rival in mention
            .iter()
            .flat_map(|&at| &self.resolved.mentions[at].runners_up)
        {
            let cluster = &self.resolved.clusters[rival.cluster as usize];
            let name = cluster.names.first().map_or("", |(name, _)| name.as_str());
            let _ = write!(words, ", {name} {:.2}", rival.score.get());
        }
        words
    }

    fn kind(&self, mention: usize) -> MentionKind {
        self.resolved.mentions[mention].mention.kind
    }
}

/// Resolves documents with their gold names, or those that a recogniser finds, and prints how it went; gives the
/// decisions of each sieve.
pub fn evaluate(
    name: &str,
    documents: Vec<GoldDocument>,
    linker: &Linker,
    recognizer: Option<&TransformerRecognizer>,
    mode: Mode,
) -> BySieve {
    let documents = judged(documents, linker, recognizer);
    println!("{name}: {} documents", documents.len());
    let all_kinds = documents[0].gold.manner != Manner::NamesOnly;
    let of_kinds = |kinds: &[MentionKind]| within(&documents, |kind| kinds.contains(&kind));
    let names = of_kinds(&[MentionKind::Name]);
    print_measures("names, in documents", &names);
    if all_kinds {
        let described = of_kinds(&[MentionKind::Name, MentionKind::Nominal]);
        print_measures("names and nominals", &described);
        let everything = within(&documents, |_| true);
        print_measures("all mentions", &everything);
        let plural: Vec<Overlap> = everything.iter().map(Overlap::without_singletons).collect();
        print_measures("all mentions, no singletons", &plural);
    }
    if documents[0].gold.shared {
        print_measures("names, across documents", &[across(&documents)]);
    }
    if all_kinds {
        for (kind, what) in [
            (MentionKind::Nominal, "nominals"),
            (MentionKind::Pronoun, "pronouns"),
        ] {
            print_found(what, &found(&documents, kind, mode));
        }
    }
    let sieves = by_sieve(&documents, mode);
    if mode.by_sieve {
        print_sieves(&sieves);
    }
    sieves
}

fn judged(
    documents: Vec<GoldDocument>,
    linker: &Linker,
    recognizer: Option<&TransformerRecognizer>,
) -> Vec<Judged> {
    let mut merger = Merger::new();
    let mut all = Vec::new();
    for (number, gold) in documents.into_iter().enumerate() {
        let mut annotated = annotated(&gold);
        let handed: BTreeSet<Span> = annotated.mentions.iter().map(|mention| mention.span).collect();
        if let Some(recognizer) = recognizer {
            annotated = recognized(&gold, recognizer, annotated.document);
        }
        let resolved = linker.resolve(annotated);
        merger.add(number as u32, resolved.clusters.clone());
        all.push((gold, handed, resolved));
    }
    let resolution = linker.finish(merger);
    all.into_iter()
        .enumerate()
        .map(|(number, (gold, handed, resolved))| {
            let clusters = 0..resolved.clusters.len() as u32;
            let entity = |cluster| {
                if gold.shared {
                    resolution
                        .entity_of(number as u32, cluster)
                        .map(|entity| entity.0)
                } else {
                    Some(cluster)
                }
            };
            Judged {
                entities: clusters.map(entity).collect(),
                paired: resolved
                    .mentions
                    .iter()
                    .map(|mention| gold_mention(&gold, mention.mention))
                    .collect(),
                gold,
                handed,
                resolved,
            }
        })
        .collect()
}

/// The document with the names that the recogniser finds, but for those of a type that gold does not have.
fn recognized(
    gold: &GoldDocument,
    recognizer: &TransformerRecognizer,
    document: Document,
) -> AnnotatedDocument {
    let has_misc = gold
        .mentions
        .iter()
        .any(|mention| mention.label == EntityType::Misc);
    let mut annotated = recognizer
        .recognize(vec![document])
        .remove(0)
        .expect("the model takes in any text");
    annotated
        .mentions
        .retain(|mention| has_misc || mention.label != EntityType::Misc);
    annotated
}

/// Clusters of each document, over the mentions of some kinds.
fn within(documents: &[Judged], counts: impl Fn(MentionKind) -> bool) -> Vec<Overlap> {
    let mut overlaps = Vec::with_capacity(documents.len());
    for judged in documents {
        let labels: Vec<String> = (0..judged.resolved.clusters.len())
            .map(|cluster| cluster.to_string())
            .collect();
        let mut overlap = OverlapBuilder::new();
        for (at, mention) in judged.resolved.mentions.iter().enumerate() {
            if counts(mention.mention.kind) {
                let predicted = mention.cluster.map(|cluster| labels[cluster as usize].as_str());
                overlap.add(judged.entity_of(at), predicted);
            }
        }
        for (at, mention) in judged.gold.mentions.iter().enumerate() {
            // Names within names are not handed to the linker, which knows none.
            let nested = mention.kind == MentionKind::Name && !judged.handed.contains(&mention.span);
            if counts(mention.kind) && !nested && !judged.paired.contains(&Some(at)) {
                overlap.add(Some(&mention.entity), None);
            }
        }
        overlaps.push(overlap.finish());
    }
    overlaps
}

/// Clusters of the corpus, over names.
fn across(documents: &[Judged]) -> Overlap {
    let names: Vec<(Option<&str>, Option<String>)> = documents
        .iter()
        .flat_map(|judged| {
            let names =
                (0..judged.resolved.mentions.len()).filter(|&at| judged.kind(at) == MentionKind::Name);
            names.map(|at| {
                (
                    judged.entity_of(at),
                    judged.predicted(at).map(|entity| entity.to_string()),
                )
            })
        })
        .collect();
    let mut overlap = OverlapBuilder::new();
    for (gold, predicted) in &names {
        overlap.add(*gold, predicted.as_deref());
    }
    overlap.finish()
}

/// For each entity of ours, given with its document where documents do not share entities, the gold one.
fn stands_for(documents: &[Judged]) -> BTreeMap<(usize, u32), &str> {
    let mut votes: BTreeMap<(usize, u32), BTreeMap<&str, usize>> = BTreeMap::new();
    for (number, judged) in documents.iter().enumerate() {
        for at in 0..judged.resolved.mentions.len() {
            if let (Some(of), Some(entity)) = (judged.predicted(at), judged.entity_of(at)) {
                // An entity that no name holds is judged by its other mentions.
                let weight = if judged.kind(at) == MentionKind::Name {
                    1000
                } else {
                    1
                };
                let key = (if judged.gold.shared { 0 } else { number }, of);
                *votes.entry(key).or_default().entry(entity).or_default() += weight;
            }
        }
    }
    votes
        .into_iter()
        .filter_map(|(of, votes)| {
            let best = votes
                .into_iter()
                .max_by_key(|&(entity, count)| (count, std::cmp::Reverse(entity)));
            best.map(|(entity, _)| (of, entity))
        })
        .collect()
}

/// Calls back with each mention of ours that is in an entity, and whether it is there rightly.
fn each_decision(documents: &[Judged], mut decide: impl FnMut(&Judged, usize, bool)) {
    let stands_for = stands_for(documents);
    for (number, judged) in documents.iter().enumerate() {
        for at in 0..judged.resolved.mentions.len() {
            let names_only = judged.gold.manner == Manner::NamesOnly;
            let Some(of) = judged.predicted(at) else { continue };
            if names_only && judged.kind(at) != MentionKind::Name {
                continue;
            }
            let entity = judged.entity_of(at);
            let key = (if judged.gold.shared { 0 } else { number }, of);
            let right = entity.is_some() && entity == stands_for.get(&key).copied();
            decide(judged, at, right);
        }
    }
}

fn by_sieve(documents: &[Judged], mode: Mode) -> BySieve {
    let mut sieves = BySieve::new();
    each_decision(documents, |judged, at, right| {
        let mention = &judged.resolved.mentions[at];
        let Some(rule) = &mention.rule else { return };
        sieves.entry(rule.to_string()).or_default().add(right);
        if mode.mistakes && !right {
            let what = if judged.paired[at].is_none() {
                "NO MENTION"
            } else {
                "OTHER ENTITY"
            };
            let why = mention.why.as_deref().unwrap_or_default();
            print_mistake(&judged.gold, mention.mention.span, what, why);
        }
    });
    sieves
}

fn found(documents: &[Judged], kind: MentionKind, mode: Mode) -> Found {
    let mut found = Found::default();
    each_decision(documents, |judged, at, right| {
        if judged.kind(at) == kind {
            found.decisions.add(right);
        }
    });
    for judged in documents {
        for (at, mention) in judged.gold.mentions.iter().enumerate() {
            if mention.kind != kind {
                continue;
            }
            found.gold += 1;
            if !judged.gold.is_in_our_manner(mention) {
                continue;
            }
            found.ours += 1;
            let paired = judged.paired.iter().position(|&paired| paired == Some(at));
            if mode.mistakes && paired.is_none_or(|at| judged.predicted(at).is_none()) {
                let rivals = paired.map_or("", |_| "seen").to_owned() + &judged.runners_up(paired);
                print_mistake(
                    &judged.gold,
                    mention.outer,
                    "MISSED",
                    &format!("{kind} {} {rivals}", mention.entity),
                );
            }
        }
    }
    found
}

fn print_found(what: &str, found: &Found) {
    let Tally { right, wrong } = found.decisions;
    println!(
        "  {what}: precision {:.3} ({right} of {}), recall {:.3} (of {}), of those that we would mark {:.3} (of {})",
        ratio(right, right + wrong),
        right + wrong,
        ratio(right, found.gold),
        found.gold,
        ratio(right, found.ours),
        found.ours,
    );
}

/// Adds up the decisions of several corpora.
pub fn add(to: &mut BySieve, more: &BySieve) {
    for (rule, tally) in more {
        let sum = to.entry(rule.clone()).or_default();
        sum.right += tally.right;
        sum.wrong += tally.wrong;
    }
}

/// Prints the precision of each sieve.
pub fn print_sieves(sieves: &BySieve) {
    for (rule, Tally { right, wrong }) in sieves {
        println!(
            "    {rule:16} {:.3}  {right:5} right {wrong:5} wrong",
            ratio(*right, right + wrong)
        );
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// The four measures, summed over documents, and the mean of the first three.
fn print_measures(title: &str, overlaps: &[Overlap]) {
    let mut line = format!("  {title}:");
    let mut mean = 0.0;
    for measure in [Measure::Muc, Measure::BCubed, Measure::CeafE, Measure::Lea] {
        let mut counts = Counts::default();
        for overlap in overlaps {
            counts += measure.counts(overlap);
        }
        let part = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
        let _ = write!(
            line,
            "  {} {} ({}/{})",
            measure.name(),
            part(counts.f1()),
            part(counts.precision()),
            part(counts.recall())
        );
        if measure != Measure::Lea {
            mean += counts.f1().unwrap_or_default() / 3.0;
        }
    }
    println!("{line}  mean of muc, b3, ceafe {mean:.3}");
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
pub fn annotated(gold: &GoldDocument) -> AnnotatedDocument {
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
        // Other corpora hold titles to be of the name: "President Tokayev".
        MentionKind::Name => {
            candidate.kind == MentionKind::Name
                && (candidate.span == span
                    || (gold.manner != Manner::Ours
                        && candidate.span.contains(span)
                        && candidate.span.end() == span.end()))
        }
        MentionKind::Pronoun => candidate.kind == MentionKind::Pronoun && candidate.span == span,
        MentionKind::Nominal if gold.manner == Manner::Ours => {
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
