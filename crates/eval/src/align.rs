//! Which predicted document belongs to which gold document, and which predicted mention to which gold mention.
//!
//! Documents are paired by name. Mentions are paired by place alone, in the coordinates of the original file:
//! kind, label and entity are for the measures to judge.

use std::collections::{BTreeMap, BTreeSet};

use onomast_document::RawSpan;

use crate::corpus::{AnnotatedText, Corpus, Mention};
use crate::error::EvalError;
use crate::text_map::{Bytes, TextMap, same_but_for_space};

/// What was paired and what was left over.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Coverage {
    /// Documents in gold and prediction.
    pub documents: usize,
    /// Gold documents that the prediction lacks; all of their mentions count as missed.
    pub missing_documents: Vec<String>,
    /// How many predicted documents gold does not have. They are not scored.
    pub unscored_documents: usize,
    /// Gold mentions.
    pub gold_mentions: usize,
    /// Predicted mentions in the paired documents.
    pub predicted_mentions: usize,
    /// Gold mentions without a place in the text of the prediction; they count as missed.
    pub unaligned_gold: usize,
    /// Predicted mentions without a place in the gold text; they count as spurious.
    pub unaligned_predicted: usize,
    /// Gold mentions inside what gold marks as junk. They are not scored.
    pub gold_mentions_in_junk: usize,
}

impl Coverage {
    pub(crate) fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.missing_documents.extend(other.missing_documents);
        self.missing_documents.sort();
        self.unscored_documents += other.unscored_documents;
        self.gold_mentions += other.gold_mentions;
        self.predicted_mentions += other.predicted_mentions;
        self.unaligned_gold += other.unaligned_gold;
        self.unaligned_predicted += other.unaligned_predicted;
        self.gold_mentions_in_junk += other.gold_mentions_in_junk;
    }
}

/// A mention with its place in the common text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed<'a> {
    pub mention: &'a Mention,
    /// `None` where it could not be aligned.
    pub place: Option<RawSpan>,
}

/// A gold document and what was predicted of it.
#[derive(Debug, Clone)]
pub(crate) struct Pair<'a> {
    pub gold: &'a AnnotatedText,
    /// `None` where the prediction lacks the document.
    pub predicted: Option<&'a AnnotatedText>,
    /// The text in which places count, where it is known.
    pub text: Option<&'a str>,
    /// Gold mentions outside junk, by place.
    pub gold_mentions: Vec<Placed<'a>>,
    /// Predicted mentions, by place.
    pub predicted_mentions: Vec<Placed<'a>>,
    /// For each gold mention the predicted mention of the same place.
    pub partner_of_gold: Vec<Option<usize>>,
    /// For each predicted mention the gold mention of the same place.
    pub partner_of_predicted: Vec<Option<usize>>,
}

/// Gold and prediction side by side, by the name of the document.
#[derive(Debug, Clone)]
pub(crate) struct Alignment<'a> {
    pub pairs: Vec<Pair<'a>>,
    pub coverage: Coverage,
}

pub(crate) fn align<'a>(gold: &'a Corpus, predicted: &'a Corpus) -> Result<Alignment<'a>, EvalError> {
    let gold_by_id = by_id(gold, "gold")?;
    let mut predicted_by_id = by_id(predicted, "prediction")?;
    if !gold_by_id.keys().any(|id| predicted_by_id.contains_key(id)) {
        predicted_by_id = renamed(&gold_by_id, predicted_by_id)?;
    }
    let mut alignment = Alignment {
        pairs: Vec::new(),
        coverage: Coverage::default(),
    };
    for (id, gold_document) in gold_by_id {
        let predicted_document = predicted_by_id.remove(id);
        let coverage = &mut alignment.coverage;
        if predicted_document.is_some() {
            coverage.documents += 1;
        } else {
            coverage.missing_documents.push(id.to_owned());
        }
        alignment
            .pairs
            .push(pair(gold_document, predicted_document, coverage));
    }
    alignment.coverage.unscored_documents = predicted_by_id.len();
    Ok(alignment)
}

/// Both sides over the text of gold: each mention at the place where it was aligned, without those gold mentions that
/// are not scored and those predicted documents that gold lacks.
pub(crate) fn aligned(gold: &Corpus, predicted: &Corpus) -> Result<(Corpus, Corpus), EvalError> {
    let alignment = align(gold, predicted)?;
    let over_gold = |pair: &Pair<'_>, mentions: &[Placed<'_>]| {
        let text = pair.text.ok_or_else(|| EvalError::NoText {
            document: pair.gold.id.to_string(),
        })?;
        let mut document = AnnotatedText::new(pair.gold.id.as_str(), Some(text.to_owned()));
        let at_place = |placed: &Placed<'_>| Mention {
            place: placed.place,
            clean_place: None,
            ..placed.mention.clone()
        };
        document.mentions = mentions.iter().map(at_place).collect();
        Ok::<_, EvalError>(document)
    };
    let (mut gold, mut predicted) = (Corpus::default(), Corpus::default());
    for pair in &alignment.pairs {
        gold.documents.push(over_gold(pair, &pair.gold_mentions)?);
        if pair.predicted.is_some() {
            predicted
                .documents
                .push(over_gold(pair, &pair.predicted_mentions)?);
        }
    }
    Ok((gold, predicted))
}

/// Each gold document with the predicted one of the same name.
pub(crate) fn same_names<'a>(
    gold: &'a Corpus,
    predicted: &'a Corpus,
) -> impl Iterator<Item = (&'a AnnotatedText, Option<&'a AnnotatedText>)> {
    let predicted: ById<'a> = predicted
        .documents
        .iter()
        .map(|document| (document.id.as_str(), document))
        .collect();
    let documents = gold.documents.iter();
    documents.map(move |gold| (gold, predicted.get(gold.id.as_str()).copied()))
}

/// Documents by their id.
type ById<'a> = BTreeMap<&'a str, &'a AnnotatedText>;

/// Predicted documents under the names of gold, where no name is the same: paired by the name without its extension,
/// or, where each side has just one document, with each other.
fn renamed<'a>(gold: &ById<'a>, predicted: ById<'a>) -> Result<ById<'a>, EvalError> {
    let stem = |id: &'a str| id.rsplit_once('.').map_or(id, |(stem, _)| stem);
    let stems: BTreeMap<&str, &str> = gold.keys().map(|id| (stem(id), *id)).collect();
    let alone = (gold.len() == 1 && predicted.len() == 1)
        .then(|| gold.keys().next().copied())
        .flatten();
    let names = (gold.keys().next().copied(), predicted.keys().next().copied());
    let mut found = false;
    let renamed: ById<'a> = predicted
        .into_iter()
        .map(|(id, document)| {
            let name = stems.get(stem(id)).copied().or(alone);
            found |= name.is_some();
            (name.unwrap_or(id), document)
        })
        .collect();
    if found {
        return Ok(renamed);
    }
    Err(EvalError::NothingInCommon {
        gold: names.0.unwrap_or_default().to_owned(),
        predicted: names.1.unwrap_or_default().to_owned(),
    })
}

fn by_id<'a>(
    corpus: &'a Corpus,
    side: &'static str,
) -> Result<BTreeMap<&'a str, &'a AnnotatedText>, EvalError> {
    let mut documents = BTreeMap::new();
    for document in &corpus.documents {
        if documents.insert(document.id.as_str(), document).is_some() {
            return Err(EvalError::DuplicateDocument {
                side,
                id: document.id.as_str().to_owned(),
            });
        }
    }
    Ok(documents)
}

fn pair<'a>(
    gold: &'a AnnotatedText,
    predicted: Option<&'a AnnotatedText>,
    coverage: &mut Coverage,
) -> Pair<'a> {
    let cleaned = predicted.is_some_and(|predicted| meet_in_cleaned_text(gold, predicted));
    let text = if cleaned {
        gold.clean_text.as_deref()
    } else {
        gold.text.as_deref()
    };
    let junk = gold.junk.as_deref().unwrap_or_default();
    let in_junk = |mention: &Mention| {
        junk.iter()
            .any(|stretch| mention.place.is_some_and(|place| stretch.contains(place)))
    };
    let mut gold_mentions: Vec<Placed<'_>> = gold
        .mentions
        .iter()
        .filter(|mention| !in_junk(mention))
        .map(|mention| Placed {
            mention,
            place: if cleaned {
                mention.clean_place
            } else {
                mention.place
            },
        })
        .collect();
    coverage.gold_mentions_in_junk += gold.mentions.len() - gold_mentions.len();
    let places = predicted.map(|predicted| match text {
        Some(text) => places_in(text, cleaned, predicted),
        None if predicted.unit == gold.unit => as_annotated(predicted),
        // Without a text, characters cannot be turned into bytes.
        None => vec![None; predicted.mentions.len()],
    });
    let mut predicted_mentions: Vec<Placed<'_>> = predicted
        .into_iter()
        .flat_map(|predicted| &predicted.mentions)
        .zip(places.unwrap_or_default())
        .map(|(mention, place)| Placed { mention, place })
        .collect();
    sort(&mut gold_mentions);
    sort(&mut predicted_mentions);
    coverage.gold_mentions += gold_mentions.len();
    coverage.predicted_mentions += predicted_mentions.len();
    coverage.unaligned_gold += unaligned(&gold_mentions);
    coverage.unaligned_predicted += unaligned(&predicted_mentions);
    let partner_of_gold = partners(&gold_mentions, &predicted_mentions);
    let mut partner_of_predicted = vec![None; predicted_mentions.len()];
    for (index, partner) in partner_of_gold.iter().enumerate() {
        if let Some(partner) = *partner {
            partner_of_predicted[partner] = Some(index);
        }
    }
    Pair {
        gold,
        predicted,
        text,
        gold_mentions,
        predicted_mentions,
        partner_of_gold,
        partner_of_predicted,
    }
}

/// Whether gold is records whose places in the original file say nothing to the prediction, which is on another text
/// or counts in another unit. The cleaned text of gold is the common ground then.
fn meet_in_cleaned_text(gold: &AnnotatedText, predicted: &AnnotatedText) -> bool {
    gold.text.is_none()
        && gold.clean_text.is_some()
        && (predicted.text.is_some() || predicted.unit != gold.unit)
}

/// The place in each predicted mention's text, whichever that is.
type Places = Vec<Option<RawSpan>>;

fn as_annotated(predicted: &AnnotatedText) -> Places {
    predicted.mentions.iter().map(|mention| mention.place).collect()
}

/// Where the predicted mentions stand in the text of gold, which is `cleaned`, or as it was annotated.
///
/// Records hold places in the original file and in the cleaned text. The first are those of gold where gold annotates
/// the original file. Where it annotates a text of its own making (tokens, another extraction), the cleaned text leads
/// there. Which of the two it is shows in the words: at the right places stand the words of the mentions.
fn places_in(text: &str, cleaned: bool, predicted: &AnnotatedText) -> Places {
    let from = |own: &str, place: fn(&Mention) -> Option<RawSpan>| -> Places {
        let map = TextMap::new(own, text);
        let places = predicted.mentions.iter().map(place);
        places
            .map(|place| place.and_then(|place| map.place(place)))
            .collect()
    };
    if let Some(own) = &predicted.text {
        return from(own, |mention| mention.place);
    }
    let by_cleaned = |clean: &str| from(clean, |mention| mention.clean_place);
    match predicted.clean_text.as_deref() {
        Some(clean) if cleaned || same_but_for_space(text, clean) => by_cleaned(clean),
        clean => {
            let bytes = Bytes::of(predicted.unit, text);
            let mut places = as_annotated(predicted);
            for place in &mut places {
                *place = place.and_then(|place| bytes.place(place));
            }
            let Some(clean) = clean else { return places };
            if !hold_their_words(&places, text, predicted) {
                return by_cleaned(clean);
            }
            if places.contains(&None) {
                for (place, by_cleaned) in places.iter_mut().zip(by_cleaned(clean)) {
                    *place = place.or(by_cleaned);
                }
            }
            places
        }
    }
}

/// Whether at most places stand the words of their mentions. Not at all: cleaning mends letters and spaces.
fn hold_their_words(places: &Places, text: &str, predicted: &AnnotatedText) -> bool {
    let placed = places
        .iter()
        .zip(&predicted.mentions)
        .filter_map(|(place, mention)| Some(((*place)?, mention)));
    let (mut all, mut held) = (0, 0);
    for (place, mention) in placed {
        let words = text.get(place.range());
        all += 1;
        held += usize::from(words.is_some_and(|words| same_but_for_space(words, &mention.text)));
    }
    2 * held >= all
}

fn unaligned(mentions: &[Placed<'_>]) -> usize {
    mentions.iter().filter(|mention| mention.place.is_none()).count()
}

/// By place, the longer first; of one place, in an order that the order of the input cannot change.
fn sort(mentions: &mut [Placed<'_>]) {
    mentions.sort_by(|a, b| {
        let key = |placed: &Placed<'_>| {
            let place = placed
                .place
                .map(|place| (place.start(), usize::MAX - place.end()));
            (place.is_none(), place, placed.mention.kind)
        };
        key(a)
            .cmp(&key(b))
            .then_with(|| a.mention.label.cmp(&b.mention.label))
            .then_with(|| a.mention.entity.cmp(&b.mention.entity))
    });
}

/// Pairs mentions of one place, each at most once: first those of one kind and label, then the rest in order.
fn partners(gold: &[Placed<'_>], predicted: &[Placed<'_>]) -> Vec<Option<usize>> {
    let mut by_place: BTreeMap<RawSpan, Vec<usize>> = BTreeMap::new();
    for (index, mention) in predicted.iter().enumerate() {
        if let Some(place) = mention.place {
            by_place.entry(place).or_default().push(index);
        }
    }
    let mut partners = vec![None; gold.len()];
    let mut taken = BTreeSet::new();
    for same_kind in [true, false] {
        for (index, mention) in gold.iter().enumerate() {
            let Some(candidates) = mention.place.and_then(|place| by_place.get(&place)) else {
                continue;
            };
            if partners[index].is_some() {
                continue;
            }
            let fits = |candidate: &&usize| {
                let other = predicted[**candidate].mention;
                !taken.contains(*candidate)
                    && (!same_kind
                        || (other.kind, &other.label) == (mention.mention.kind, &mention.mention.label))
            };
            if let Some(&partner) = candidates.iter().find(fits) {
                partners[index] = Some(partner);
                taken.insert(partner);
            }
        }
    }
    partners
}
