//! Scores recognisers on annotated texts: strict micro F1, span and label both right, by `onomast-eval`.
//!
//!     cargo run --release -p onomast-ner --example eval_ner -- SETS [--model DIR]... [--rten DIR]... [--names NAME=FOLDER]...
//!         [--window N] [--min-score X] [--no-truecase] [--capitals] [--errors SET]
//!
//! SETS is a folder of files as `models/ner/train/sets.py` writes them, one a set. Each model folder runs as it does in
//! the product, those of `--rten` on rten; `--names` takes what another system found in the same texts (`just eval-ner` does all of this).
//! `--capitals` turns all texts into capitals, `--errors` lists what the first model gets wrong in a set.

#![allow(clippy::print_stdout)] // A report is what this program is for.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use onomast_document::{Document, RawSpan};
use onomast_eval::{AnnotatedText, Corpus, Mention, evaluate};
use onomast_ner::{Checkpoint, NerOptions, Recognizer, RtenClassifier, TransformerRecognizer};
use serde::Deserialize;

/// A name as it stands in the files; offsets count characters.
#[derive(Debug, Clone, Deserialize)]
struct Name {
    start: usize,
    end: usize,
    label: String,
    #[serde(default)]
    score: f64,
}

/// A text as it stands in the files.
#[derive(Debug, Deserialize)]
struct Annotated {
    text: String,
    names: Vec<Name>,
    /// Stretches that the annotation says nothing about.
    unknown: Vec<(usize, usize)>,
    /// Whether MISC is annotated.
    misc: bool,
}

/// Who finds names: one of our models, or a system whose names lie in files.
enum System {
    Model(String, Box<TransformerRecognizer>),
    Names(String, PathBuf),
}

/// The labels of the main score; MISC is scored apart, where it is annotated.
const MAIN: [&str; 3] = ["PER", "ORG", "LOC"];

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (mut sets, mut models, mut others) = (None, Vec::new(), Vec::new());
    let (mut options, mut capitals, mut errors) = (NerOptions::default(), false, None);
    while let Some(argument) = arguments.next() {
        let mut value = || {
            arguments
                .next()
                .with_context(|| format!("{argument} needs a value"))
        };
        match argument.as_str() {
            "--model" => models.push((value()?, false)),
            "--rten" => models.push((value()?, true)),
            "--names" => others.push(value()?),
            "--window" => options.window = value()?.parse()?,
            "--min-score" => options.min_score = value()?.parse().map_err(anyhow::Error::msg)?,
            "--no-truecase" => options.truecase = false,
            "--capitals" => capitals = true,
            "--errors" => errors = Some(value()?),
            _ if sets.is_none() => sets = Some(PathBuf::from(argument)),
            _ => bail!("unexpected argument {argument:?}"),
        }
    }
    let sets = sets.context("name the folder of sets: eval_ner SETS")?;
    if models.is_empty() {
        models.push(("models/ner".to_owned(), false));
    }
    let mut systems = Vec::new();
    for (folder, on_rten) in models {
        let recognizer = if on_rten {
            let checkpoint = Checkpoint::open(Path::new(&folder))?;
            let classifiers = RtenClassifier::load(&checkpoint)?.workers(options.workers().get());
            TransformerRecognizer::new(checkpoint, classifiers, &options)?
        } else {
            TransformerRecognizer::load(Path::new(&folder), &options)?
        };
        let name = if on_rten { folder + " on rten" } else { folder };
        systems.push(System::Model(name, Box::new(recognizer)));
    }
    for other in others {
        let (name, folder) = other.split_once('=').context("--names wants NAME=FOLDER")?;
        systems.push(System::Names(name.to_owned(), folder.into()));
    }
    println!(
        "| set | names | system | P | R | **F1** | with MISC | PER | ORG | LOC | MISC | calibration error |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|"
    );
    let mut means = vec![Vec::new(); systems.len()];
    for path in set_files(&sets)? {
        let set = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let mut texts = lines_of::<Annotated>(&path)?;
        if capitals {
            for text in &mut texts {
                text.text.make_ascii_uppercase();
            }
        }
        for (system, mean) in systems.iter().zip(&mut means) {
            let found = system.names(&path, &texts)?;
            // The challenge list is short and hard by intent: no part of the mean.
            let f1 = report(&set, system.name(), &texts, &found)?;
            if set != "challenge" {
                mean.push(f1);
            }
        }
        if errors.as_deref() == Some(&set) {
            list_errors(&texts, &systems[0].names(&path, &texts)?);
        }
    }
    for (system, mean) in systems.iter().zip(means) {
        let value = mean.iter().sum::<f64>() / mean.len().max(1) as f64;
        println!(
            "| mean without challenge | | {} | | | **{value:.1}** | | | | | | |",
            system.name()
        );
    }
    Ok(())
}

/// The files of a folder, in order of their names.
fn set_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "jsonl"));
    files.sort();
    ensure!(!files.is_empty(), "{}: no sets (*.jsonl)", folder.display());
    Ok(files)
}

/// One value a line.
fn lines_of<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let content = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let parsed = content.lines().enumerate().map(|(number, line)| {
        serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), number + 1))
    });
    parsed.collect()
}

impl System {
    fn name(&self) -> &str {
        match self {
            Self::Model(name, _) | Self::Names(name, _) => name,
        }
    }

    /// The names in each text.
    fn names(&self, set: &Path, texts: &[Annotated]) -> Result<Vec<Vec<Name>>> {
        match self {
            Self::Model(_, recognizer) => recognized(recognizer, texts),
            Self::Names(_, folder) => {
                let path = folder.join(set.file_name().unwrap_or_default());
                let found = lines_of(&path)?;
                ensure!(
                    found.len() == texts.len(),
                    "{}: not one line a text",
                    path.display()
                );
                Ok(found)
            }
        }
    }
}

fn recognized(recognizer: &TransformerRecognizer, texts: &[Annotated]) -> Result<Vec<Vec<Name>>> {
    let documents = texts
        .iter()
        .map(|text| Document::from_clean_text("text", text.text.as_str()))
        .collect::<Result<Vec<_>, _>>()?;
    let names = recognizer.recognize(documents).into_iter().map(|result| {
        let annotated = result?;
        let text = &annotated.document.text;
        let characters = |bytes: usize| text[..bytes].chars().count();
        let names = annotated.mentions.iter().map(|mention| Name {
            start: characters(mention.span.start()),
            end: characters(mention.span.end()),
            label: mention.label.to_string(),
            score: f64::from(mention.score.get()),
        });
        Ok(names.collect())
    });
    names.collect()
}

/// The names that count: of the labels asked for, and not at a place that the annotation says nothing about.
fn counted<'a>(text: &'a Annotated, names: &'a [Name], labels: &'a [&str]) -> impl Iterator<Item = &'a Name> {
    names.iter().filter(move |name| {
        let touches = |&(start, end): &(usize, usize)| start < name.end && name.start < end;
        labels.contains(&name.label.as_str()) && !text.unknown.iter().any(touches)
    })
}

/// Prints a line of the table; returns F1 over the main labels, in percent.
fn report(set: &str, system: &str, texts: &[Annotated], found: &[Vec<Name>]) -> Result<f64> {
    let misc = texts.iter().any(|text| text.misc);
    let score = |labels: &[&str]| -> Result<_> {
        let side = |names: &dyn Fn(usize) -> Vec<Name>| {
            let documents = texts.iter().enumerate().map(|(at, text)| {
                let mut document = AnnotatedText::new(at.to_string(), None);
                let mentions = names(at).into_iter().map(|name| {
                    let place = RawSpan::new(name.start, name.end)?;
                    Ok(Mention::name(place, quoted(text, &name), name.label))
                });
                document.mentions = mentions.collect::<Result<_>>()?;
                Ok(document)
            });
            Ok::<_, anyhow::Error>(Corpus {
                documents: documents.collect::<Result<_>>()?,
            })
        };
        let gold = side(&|at| counted(&texts[at], &texts[at].names, labels).cloned().collect())?;
        let predicted = side(&|at| counted(&texts[at], &found[at], labels).cloned().collect())?;
        Ok((gold.mention_count(), evaluate(&gold, &predicted)?))
    };
    let figure = |labels: &[&str], name: &str| -> Result<f64> {
        Ok(100.0 * score(labels)?.1.figure(name).unwrap_or_default())
    };
    let (names, main) = score(&MAIN)?;
    let of = |name: &str| 100.0 * main.figure(name).unwrap_or_default();
    let all = ["PER", "ORG", "LOC", "MISC"];
    let with_misc = |labels: &[&str]| {
        if misc {
            Ok(format!("{:.1}", figure(labels, "ner.strict.f1")?))
        } else {
            Ok::<_, anyhow::Error>("–".to_owned())
        }
    };
    let f1 = of("ner.strict.f1");
    println!(
        "| {set} | {names} | {system} | {:.1} | {:.1} | **{f1:.1}** | {} | {:.1} | {:.1} | {:.1} | {} | {} |",
        of("ner.strict.precision"),
        of("ner.strict.recall"),
        with_misc(&all)?,
        figure(&["PER"], "ner.strict.f1")?,
        figure(&["ORG"], "ner.strict.f1")?,
        figure(&["LOC"], "ner.strict.f1")?,
        with_misc(&["MISC"])?,
        calibration_error(texts, found).map_or("–".to_owned(), |error| format!("{error:.3}")),
    );
    Ok(f1)
}

fn quoted(text: &Annotated, name: &Name) -> String {
    text.text
        .chars()
        .skip(name.start)
        .take(name.end - name.start)
        .collect()
}

/// The distance of confidence and precision over ten bins of equal width, weighted by their size; `None` without scores.
fn calibration_error(texts: &[Annotated], found: &[Vec<Name>]) -> Option<f64> {
    let (mut bins, mut count) = ([(0.0, 0.0); 10], 0);
    for (text, names) in texts.iter().zip(found) {
        for name in counted(text, names, &MAIN) {
            let right = text.names.iter().any(|gold| same(gold, name));
            let bin = &mut bins[((name.score * 10.0) as usize).min(9)];
            *bin = (bin.0 + name.score, bin.1 + f64::from(u8::from(right)));
            count += 1;
        }
    }
    let scored = found.iter().flatten().any(|name| name.score > 0.0);
    scored.then(|| bins.iter().map(|bin| (bin.0 - bin.1).abs()).sum::<f64>() / f64::from(count.max(1)))
}

fn same(one: &Name, other: &Name) -> bool {
    (one.start, one.end, &one.label) == (other.start, other.end, &other.label)
}

/// Prints names that were missed (`-`) and names that were made up (`+`), each in its line.
fn list_errors(texts: &[Annotated], found: &[Vec<Name>]) {
    let labels = |text: &Annotated| {
        if text.misc {
            vec!["PER", "ORG", "LOC", "MISC"]
        } else {
            MAIN.to_vec()
        }
    };
    for (text, found) in texts.iter().zip(found) {
        let labels = labels(text);
        let without = |names: &[Name], others: &[Name], sign: char| {
            counted(text, names, &labels)
                .filter(|name| !others.iter().any(|other| same(other, name)))
                .map(|name| (name.start, sign, name.clone()))
                .collect::<Vec<_>>()
        };
        let mut errors = without(&text.names, found, '-');
        errors.extend(without(found, &text.names, '+'));
        errors.sort_by_key(|(start, sign, _)| (*start, *sign));
        for (start, sign, name) in errors {
            let part = |from: usize, to: usize| {
                text.text
                    .chars()
                    .skip(from)
                    .take(to.saturating_sub(from))
                    .collect::<String>()
            };
            let line = format!(
                "{sign} {:<4} {}[{}]{}",
                name.label,
                part(start.saturating_sub(50), start),
                quoted(text, &name),
                part(name.end, name.end + 40)
            );
            println!("{}", line.replace('\n', " ¶ "));
        }
    }
}
