//! What the tests of this crate share: the shipped model, and texts with their names in brackets.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::OnceLock;

use onomast_document::{AnnotatedDocument, Document};

use crate::{Checkpoint, NerOptions, Recognizer, TransformerRecognizer};

/// The folder of the model in the repository.
pub(crate) fn model_folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/ner"))
}

/// Its labels and tokenizer.
pub(crate) fn shipped_model() -> Checkpoint {
    Checkpoint::open(&model_folder()).expect("the shipped model opens")
}

/// A recogniser with the shipped model and the default options.
pub(crate) fn shipped_recognizer() -> &'static TransformerRecognizer {
    static RECOGNIZER: OnceLock<TransformerRecognizer> = OnceLock::new();
    RECOGNIZER.get_or_init(|| {
        TransformerRecognizer::load(&model_folder(), &NerOptions::default()).expect("the shipped model loads")
    })
}

/// A document of the given text.
pub(crate) fn document(text: &str) -> Document {
    Document::from_clean_text("test.txt", text).expect("a short text")
}

/// The text with its names in brackets: `[Ada Lovelace](PER) wrote`.
pub(crate) fn shown(annotated: &AnnotatedDocument) -> String {
    let text = &annotated.document.text;
    let (mut shown, mut at) = (String::new(), 0);
    for name in &annotated.mentions {
        let before = text
            .get(at..name.span.start())
            .expect("in order, without overlap");
        let covered = annotated.document.text_of(name.span);
        write!(shown, "{before}[{covered}]({})", name.label).expect("a string takes all");
        at = name.span.end();
    }
    shown + text.get(at..).expect("within the text")
}

/// Recognises the names of a text written with brackets and compares: `[Ada Lovelace](PER) wrote`.
#[track_caller]
pub(crate) fn check(expected: &str) {
    let plain = without_brackets(expected);
    let annotated = shipped_recognizer()
        .recognize(vec![document(&plain)])
        .remove(0)
        .expect("recognised");
    assert_eq!(shown(&annotated), expected);
}

fn without_brackets(marked: &str) -> String {
    let (mut plain, mut rest) = (String::new(), marked);
    while let Some((before, name, label_and_after)) = rest
        .split_once('[')
        .and_then(|(before, rest)| rest.split_once("](").map(|(name, rest)| (before, name, rest)))
    {
        plain.push_str(before);
        plain.push_str(name);
        rest = label_and_after.split_once(')').expect("a label").1;
    }
    plain + rest
}
