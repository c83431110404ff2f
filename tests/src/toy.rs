//! A recogniser for tests that are not about recognition.

use onomast_document::{AnnotatedDocument, Document, EntityType, Mention, MentionKind, Score, Span};
use onomast_ner::{NerError, Recognizer};

/// Takes every capitalised word inside a sentence for a person.
pub struct Capitals;

impl Recognizer for Capitals {
    fn recognize(&self, documents: Vec<Document>) -> Vec<Result<AnnotatedDocument, NerError>> {
        let annotated = documents.into_iter().map(|document| {
            let mentions = names(&document.text);
            Ok(AnnotatedDocument { document, mentions })
        });
        annotated.collect()
    }
}

fn names(text: &str) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut at = 0;
    let mut is_inside = false;
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end().trim_end_matches(['.', ',']);
        if is_inside
            && bare.starts_with(|first: char| first.is_uppercase())
            && let Ok(span) = Span::new(at, at + bare.len())
        {
            mentions.push(Mention {
                span,
                label: EntityType::Person,
                kind: MentionKind::Name,
                score: Score::ONE,
            });
        }
        is_inside = !word.trim_end().ends_with('.');
        at += word.len();
    }
    mentions
}
