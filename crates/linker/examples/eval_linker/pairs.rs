//! The pairs that the scorer of antecedents is fitted to, with gold's word on each.
//!
//! While they are written, every mention is linked as gold has it, so that later ones meet the entities that a
//! perfect scorer would have made.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use onomast_document::{MentionKind, Span};
use onomast_knowledge::Knowledge;
use onomast_linker::scorer::{Anaphor, FEATURES, Pair, PairScorer};
use onomast_linker::{Linker, LinkerOptions};

use crate::gold::GoldDocument;
use crate::score::annotated;

/// Knows the gold entity of each mention by its end, and writes down what it is asked.
#[derive(Debug, Default)]
struct Teacher {
    entities: BTreeMap<(usize, usize), String>,
    /// Gold descriptions and pronouns by where they start.
    starts: BTreeMap<usize, String>,
    asked: Mutex<String>,
}

impl Teacher {
    fn new(gold: &GoldDocument) -> Self {
        let mut teacher = Self::default();
        for mention in &gold.mentions {
            for span in [mention.outer, mention.span] {
                teacher
                    .entities
                    .insert((span.start(), span.end()), mention.entity.clone());
            }
            if mention.kind != MentionKind::Name {
                teacher
                    .starts
                    .entry(mention.outer.start())
                    .or_insert_with(|| mention.entity.clone());
            }
        }
        teacher
    }

    fn entity(&self, span: Span) -> Option<&String> {
        self.entities
            .get(&(span.start(), span.end()))
            .or_else(|| self.starts.get(&span.start()))
    }
}

impl PairScorer for Teacher {
    fn score(&self, pair: &Pair<'_>) -> f32 {
        let ours = self.entity(pair.anaphor);
        let right = match pair.antecedent {
            Some(antecedent) => ours.is_some() && ours == self.entity(antecedent),
            None => false,
        };
        let class = match pair.class {
            Anaphor::Person => "person",
            Anaphor::Thing => "thing",
            Anaphor::PersonDescribed => "person described",
            Anaphor::ThingDescribed => "thing described",
        };
        let mut line = format!(
            "{class}\t{}\t{}",
            pair.anaphor.start(),
            match pair.antecedent {
                None => "none",
                Some(_) if right => "right",
                Some(_) => "wrong",
            }
        );
        for value in pair.features {
            let _ = write!(line, "\t{value}");
        }
        line.push('\n');
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_str(&line);
        match (pair.antecedent, right) {
            (None, _) => 0.0,
            (Some(_), true) => 50.0,
            (Some(_), false) => -50.0,
        }
    }
}

/// The pairs of some documents as tab-separated lines, blank lines between documents.
pub fn pairs(documents: &[GoldDocument], knowledge: &Arc<Knowledge>) -> String {
    let mut out = format!("class\tat\tverdict\t{}\n", FEATURES.join("\t"));
    for gold in documents {
        let teacher = Arc::new(Teacher::new(gold));
        let mut options = LinkerOptions::default();
        options.correct = false;
        let linker = Linker::new(Arc::clone(knowledge), options)
            .with_scorer(Arc::clone(&teacher) as Arc<dyn PairScorer>);
        let _ = linker.resolve(annotated(gold));
        let asked = teacher.asked.lock().unwrap_or_else(PoisonError::into_inner);
        out.push_str(&asked);
        out.push('\n');
    }
    out
}
