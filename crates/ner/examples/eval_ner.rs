//! Scores the recogniser on published data sets: strict micro F1, span and label both right.
//!
//!     cargo run --release -p onomast-ner --example eval_ner -- DATA_FOLDER [--model DIR] [--window N]
//!         [--min-score X] [--no-truecase] [--capitals] [--errors SET]
//!
//! The data folder holds `uner_ewt`, `btc`, `wnut17`, `crossner` and `re3d` as published (the model card says
//! what they are); a set that is missing is named and left out. Texts are put together from their words as running
//! text. Spans of the gold are brought to our guideline: no leading article, no `@`. `--capitals` turns all texts into
//! capitals, `--errors` lists what is wrong in a set.

#![allow(clippy::print_stdout)] // A report is what this program is for.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use onomast_document::{Document, EntityType, Score, Span};
use onomast_ner::{NerOptions, Recognizer, TransformerRecognizer};

/// A name by its place and label.
type Name = (Span, EntityType);

/// A text with the names that annotators found.
#[derive(Default)]
struct Annotated {
    text: String,
    gold: Vec<Name>,
}

impl Annotated {
    /// Appends a word; `None` continues no name.
    fn push(&mut self, word: &str, glued: bool, label: Option<(bool, EntityType)>) {
        if !glued && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(word);
        let Some((begins, label)) = label else { return };
        match self.gold.last_mut() {
            Some((span, last)) if !begins && *last == label => {
                *span = Span::new(span.start(), self.text.len()).expect("in order");
            }
            _ => self
                .gold
                .push((Span::new(start, self.text.len()).expect("in order"), label)),
        }
    }

    /// The gold by our guideline, restricted to the labels that the set has.
    fn guided(&self, misc: bool) -> Vec<Name> {
        let names = self
            .gold
            .iter()
            .filter(|(_, label)| misc || *label != EntityType::Misc);
        let trimmed = names.map(|&(span, label)| {
            let text = &self.text[span.range()];
            let kept = ["the ", "The ", "THE ", "a ", "an ", "@ ", "@", "# ", "#"]
                .iter()
                .find_map(|before| text.strip_prefix(before))
                .unwrap_or(text);
            (
                Span::new(span.end() - kept.len(), span.end()).expect("in order"),
                label,
            )
        });
        trimmed.filter(|(span, _)| !span.is_empty()).collect()
    }
}

/// Right names, names found, names in the gold.
#[derive(Default, Clone, Copy)]
struct Counts {
    right: usize,
    found: usize,
    gold: usize,
}

impl Counts {
    fn add(&mut self, found: &[Name], gold: &[Name], label: Option<EntityType>) {
        let of_label = |name: &&Name| label.is_none_or(|label| name.1 == label);
        self.right += found
            .iter()
            .filter(of_label)
            .filter(|name| gold.contains(name))
            .count();
        self.found += found.iter().filter(of_label).count();
        self.gold += gold.iter().filter(of_label).count();
    }

    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut data, mut model) = (None, PathBuf::from("models/ner"));
    let (mut options, mut capitals, mut errors) = (NerOptions::default(), false, None);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .with_context(|| format!("{argument} needs a value"))
        };
        match argument.as_str() {
            "--model" => model = value()?.into(),
            "--window" => options.window = value()?.parse()?,
            "--min-score" => options.min_score = Score::new(value()?.parse()?)?,
            "--no-truecase" => options.truecase = false,
            "--capitals" => capitals = true,
            "--errors" => errors = Some(value()?),
            _ if data.is_none() => data = Some(PathBuf::from(argument)),
            _ => bail!("unexpected argument {argument:?}"),
        }
    }
    let data = data.context("name the data folder: eval_ner DATA_FOLDER")?;
    let recognizer = TransformerRecognizer::load(&model, &options)?;
    println!(
        "{:<10}{:>6}{:>7}{:>7}{:>7}{:>9}{:>7}{:>7}{:>7}",
        "set", "names", "P", "R", "F1", "PER", "ORG", "LOC", "MISC"
    );
    let mut all = Vec::new();
    for (name, misc, read) in SETS {
        match read(&data) {
            Ok(mut texts) => {
                if capitals {
                    for annotated in &mut texts {
                        annotated.text.make_ascii_uppercase();
                    }
                }
                all.push(report(
                    name,
                    *misc,
                    &texts,
                    &recognizer,
                    errors.as_deref() == Some(*name),
                )?);
            }
            Err(error) => println!("{name:<10} left out: {error:#}"),
        }
    }
    println!(
        "{:<10}{:>27.3}",
        "mean",
        all.iter().sum::<f64>() / all.len().max(1) as f64
    );
    Ok(())
}

/// Prints the scores of a set; F1 over PER, ORG and LOC.
fn report(
    name: &str,
    misc: bool,
    texts: &[Annotated],
    recognizer: &TransformerRecognizer,
    list: bool,
) -> Result<f64> {
    let documents = texts
        .iter()
        .map(|annotated| Document::from_clean_text(name, annotated.text.as_str()));
    let documents = documents.collect::<Result<Vec<_>, _>>()?;
    let (mut total, mut by_label) = (Counts::default(), [Counts::default(); 4]);
    let (mut calibration, mut count) = ([(0.0f64, 0usize, 0usize); 10], 0);
    for (annotated, result) in texts.iter().zip(recognizer.recognize(documents)) {
        let result = result?;
        let gold = annotated.guided(true);
        let found: Vec<Name> = result
            .mentions
            .iter()
            .map(|name| (name.span, name.label))
            .collect();
        for (counts, label) in by_label.iter_mut().zip(EntityType::ALL) {
            counts.add(&found, &gold, Some(label));
        }
        let core = |names: &[Name]| {
            names
                .iter()
                .copied()
                .filter(|name| name.1 != EntityType::Misc)
                .collect::<Vec<_>>()
        };
        total.add(&core(&found), &core(&gold), None);
        for mention in result
            .mentions
            .iter()
            .filter(|mention| mention.label != EntityType::Misc)
        {
            let score = f64::from(mention.score.get());
            let bin = &mut calibration[((score * 10.0) as usize).min(9)];
            let right = gold.contains(&(mention.span, mention.label));
            *bin = (bin.0 + score, bin.1 + usize::from(right), bin.2 + 1);
            count += 1;
        }
        if list {
            list_errors(&annotated.text, &found, &gold, misc);
        }
    }
    let [person, organization, location, other] = by_label.map(Counts::f1);
    let (precision, recall) = (
        total.right as f64 / total.found.max(1) as f64,
        total.right as f64 / total.gold.max(1) as f64,
    );
    let gap: f64 = calibration
        .iter()
        .map(|bin| (bin.0 - bin.1 as f64).abs())
        .sum::<f64>()
        / f64::from(count.max(1));
    print!(
        "{name:<10}{:>6}{precision:>7.3}{recall:>7.3}{:>7.3}  {person:>7.3}{organization:>7.3}{location:>7.3}",
        total.gold,
        total.f1()
    );
    println!(
        "{}   calibration error {gap:.3}",
        if misc {
            format!("{other:>7.3}")
        } else {
            "      –".into()
        }
    );
    Ok(total.f1())
}

/// Prints names that were missed (`-`) and names that were made up (`+`), each in its line.
fn list_errors(text: &str, found: &[Name], gold: &[Name], misc: bool) {
    let missed = gold
        .iter()
        .filter(|name| !found.contains(name))
        .map(|name| ('-', name));
    let invented = found
        .iter()
        .filter(|name| !gold.contains(name))
        .map(|name| ('+', name));
    let mut errors: Vec<_> = missed
        .chain(invented)
        .filter(|(_, name)| misc || name.1 != EntityType::Misc)
        .collect();
    errors.sort_by_key(|(_, name)| name.0);
    for (sign, (span, label)) in errors {
        let start = text.floor_char_boundary(span.start().saturating_sub(50));
        let end = text.ceil_char_boundary((span.end() + 40).min(text.len()));
        let (before, name, after) = (
            &text[start..span.start()],
            &text[span.range()],
            &text[span.end()..end],
        );
        println!(
            "{sign} {label:<4} {}",
            format!("{before}[{name}]{after}").replace('\n', " ¶ ")
        );
    }
}

type Reader = fn(&Path) -> Result<Vec<Annotated>>;

/// The sets: name, whether MISC is annotated, how to read it.
const SETS: &[(&str, bool, Reader)] = &[
    ("ewt", false, |data| {
        read_ewt(&data.join("uner_ewt/en_ewt-ud-dev.iob2"))
    }),
    ("btc", false, |data| {
        read_columns(&[data.join("btc/btc.dev")], true)
    }),
    ("wnut", true, |data| {
        read_columns(&[data.join("wnut17/emerging.dev.conll")], true)
    }),
    ("politics", true, |data| {
        read_columns(&[data.join("crossner/politics/dev.txt")], true)
    }),
    ("re3d", false, |data| {
        read_columns(&files_below(&data.join("re3d"))?, false)
    }),
];

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "conll") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Two columns, word and label; an empty line ends a sentence. A sentence is a document, or a line of its file's.
fn read_columns(paths: &[PathBuf], sentence_is_document: bool) -> Result<Vec<Annotated>> {
    let mut texts = Vec::new();
    for path in paths {
        let content = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let mut open = Annotated::default();
        for line in content.lines().chain([""]) {
            let mut columns = line.split_whitespace();
            match (columns.next(), columns.next_back()) {
                (Some(word), Some(label)) => open.push(word, is_glued(word, &open.text), parse_label(label)),
                _ if sentence_is_document => texts.push(std::mem::take(&mut open)),
                _ => open.text.push('\n'),
            }
        }
        texts.push(open);
    }
    texts.retain(|annotated| !annotated.text.trim().is_empty());
    Ok(texts)
}

/// Whether a word stands without a space behind the text so far, as printers have it.
fn is_glued(word: &str, text: &str) -> bool {
    matches!(
        word,
        "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "'s" | "’s" | "n't" | "%" | "..."
    ) || text.ends_with(['(', '[', '@', '#'])
}

/// The treebank's own format; the words of a document stand as in its original text.
fn read_ewt(path: &Path) -> Result<Vec<Annotated>> {
    let content = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut texts: Vec<Annotated> = Vec::new();
    let (mut original, mut at) = ("", 0);
    for line in content.lines() {
        if line.starts_with("# newdoc") || texts.is_empty() {
            texts.push(Annotated::default());
        }
        let open = texts.last_mut().context("no document")?;
        // Lines of a letter or a list: a new paragraph, or a sentence without a full stop.
        if line.starts_with("# newpar") || line.starts_with("# sent_id") && !ends_sentence(&open.text) {
            open.text.push_str(if open.text.is_empty() { "" } else { "\n" });
        }
        if let Some(text) = line.strip_prefix("# text = ") {
            (original, at) = (text, 0);
        }
        let mut columns = line.split('\t');
        let (Some(number), Some(word), Some(label)) = (columns.next(), columns.next(), columns.next()) else {
            continue;
        };
        if number.contains(['-', '.']) {
            continue;
        }
        let found = original[at..]
            .find(word)
            .with_context(|| format!("{word:?} is not in {original:?}"))?;
        let glued = at > 0 && found == 0;
        at += found + word.len();
        open.push(word, glued, parse_label(label));
    }
    Ok(texts)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', ')', ' '])
        .ends_with(['.', '!', '?', ':', ',', ';', '…'])
}

/// A label of any of the sets; `true` where a name begins.
fn parse_label(label: &str) -> Option<(bool, EntityType)> {
    let (position, name) = label.split_once('-')?;
    let entity_type = match name {
        "PER" | "person" | "politician" | "Person" => EntityType::Person,
        "ORG" | "organisation" | "Organisation" | "corporation" | "group" | "politicalparty" => {
            EntityType::Organization
        }
        "LOC" | "location" | "country" | "Location" => EntityType::Location,
        "O" => return None,
        _ => EntityType::Misc,
    };
    Some((position == "B", entity_type))
}
