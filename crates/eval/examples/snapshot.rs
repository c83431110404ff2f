//! Puts gold and prediction into JSON Lines of spans over one text, for other scorers:
//! `cargo run -p onomast-eval --example snapshot -- GOLD PREDICTION FOLDER` writes `gold.jsonl` and `prediction.jsonl`.
//!
//! Places of the prediction must be those of the gold text, as with records of the pages that gold annotates.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use onomast_eval::{Corpus, read, write};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [gold, prediction, folder] = &arguments[..] else {
        return Err("usage: snapshot GOLD PREDICTION FOLDER".into());
    };
    let (gold, mut prediction) = (read(Path::new(gold))?, read(Path::new(prediction))?);
    let texts: BTreeMap<&str, &Option<String>> = gold
        .documents
        .iter()
        .map(|document| (document.id.as_str(), &document.text))
        .collect();
    prediction
        .documents
        .retain(|document| texts.contains_key(document.id.as_str()));
    for document in &mut prediction.documents {
        document.text = texts.get(document.id.as_str()).copied().cloned().flatten();
    }
    for (corpus, name) in [(&gold, "gold.jsonl"), (&prediction, "prediction.jsonl")] {
        fs::write(Path::new(folder).join(name), lines(corpus)?)?;
    }
    Ok(())
}

fn lines(corpus: &Corpus) -> Result<String, Box<dyn Error>> {
    let mut lines = String::new();
    for document in &corpus.documents {
        let (line, left_out) = write::spans(document).ok_or("a document without its text")?;
        if left_out > 0 {
            return Err(format!("{}: {left_out} mentions without a place", document.id).into());
        }
        lines += &line;
        lines.push('\n');
    }
    Ok(lines)
}
