//! Figures of the cleaner on development data: `cargo run --release -p onomast-clean --example eval_clean -- FOLDER`.
//!
//! FOLDER holds `turku_lines` (pages as lines, each kept or junk) and `cleaneval_dev` (HTML pages with their text).
//! With `--errors LANGUAGE SPLIT` it prints the lines on which it and the annotators differ, with `--text NUMBER` the
//! cleaned text of one `CleanEval` page, with `CORPUS --gold` the mistakes on annotated pages (`CORPUS/gold`), with `FILE --explain` how a file is cleaned, with `--features LANGUAGE SPLIT` what
//! `train/train.py` learns from, and with `--rounds NUMBER` it
//! cleans the plain pages so many times by the rules alone, for a profiler.

// An example prints.
#![allow(clippy::print_stdout)]

use std::collections::HashMap;
use std::path::Path;

mod score;

use onomast_clean::Cleaner;
use onomast_clean::model::training::{feature_names, training_lines};
use onomast_document::{Document, DocumentId, Format, RawDocument, RawSpan};
use score::Score;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = arguments.first().map(Path::new) else {
        return Err("name the folder that holds turku_lines and cleaneval_dev".into());
    };
    let cleaner = Cleaner::default();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[1..] {
        ["--errors", language, split] => {
            lines_of(&cleaner, folder, language, split, true)?;
        }
        ["--features", language, split] => features_of(folder, language, split)?,
        ["--explain"] => explain(&cleaner, folder)?,
        ["--speed"] => speed(&cleaner, folder)?,
        ["--rounds", rounds] => plain(folder, rounds.parse()?)?,
        ["--gold"] => gold(&cleaner, folder)?,
        ["--text", number] => println!("{}", clean_page(&cleaner, folder, number)?.text),
        _ => {
            println!(
                "junk lines          lines   junk  removed  precision  recall     F1  kept lines removed, sentences of them"
            );
            for (language, split) in [
                ("en", "dev"),
                ("de", "dev"),
                ("es", "dev"),
                ("fi", "dev"),
                ("en", "train"),
            ] {
                let score = lines_of(&cleaner, folder, language, split, false)?;
                println!("turku {language} {split:<5}  {score}");
            }
            html_of(&cleaner, folder)?;
            speed(&cleaner, folder)?;
        }
    }
    Ok(())
}

/// Prints a file as it is cleaned: its title and date, what is kept, and what each rule takes.
fn explain(cleaner: &Cleaner, path: &Path) -> Result<(), Failure> {
    let bytes = std::fs::read(path)?;
    let html = path
        .extension()
        .is_some_and(|extension| extension == "html" || extension == "htm");
    let document = clean(cleaner, &bytes, if html { Format::Html } else { Format::Text })?;
    println!(
        "title: {:?}\ndate: {:?}\nwarnings: {:?}",
        document.title, document.date, document.warnings
    );
    for removal in &document.removed {
        let taken = String::from_utf8_lossy(&bytes[removal.raw.range()]);
        println!("- {} {:?}: {taken}", removal.rule, removal.raw);
    }
    println!("{}", document.text);
    Ok(())
}

/// Prints what goes wrong on the pages of a corpus with gold annotations, and the figures.
fn gold(cleaner: &Cleaner, corpus: &Path) -> Result<(), Failure> {
    let sum = |spans: &[RawSpan]| spans.iter().map(|span| span.len()).sum::<usize>();
    let (mut junk, mut removed, mut both, mut lost, mut article) = (0, 0, 0, 0, 0);
    let (mut pages, mut titles, mut dates) = (0, 0, 0);
    for page in onomast_eval::read::read(&corpus.join("gold"))?.documents {
        let is_text = Path::new(page.id.as_str())
            .extension()
            .is_some_and(|extension| extension == "txt");
        let Some(text) = page.text.filter(|_| is_text) else {
            continue;
        };
        let document = clean(cleaner, text.as_bytes(), Format::Text)?;
        let metadata = page.metadata.unwrap_or_default();
        pages += 1;
        titles += usize::from(metadata.title == document.title);
        dates += usize::from(metadata.date == document.date);
        if metadata.title != document.title {
            println!("{}: title {:?} of {:?}", page.id, document.title, metadata.title);
        }
        if metadata.date != document.date {
            println!("{}: date {:?} of {:?}", page.id, document.date, metadata.date);
        }
        let marked = page.junk.unwrap_or_default();
        junk += sum(&marked);
        let mut at = 0;
        for line in text.split('\n') {
            let span = RawSpan::new(at, at + line.len())?;
            at += line.len() + 1;
            let is_junk = marked.iter().any(|junk| 2 * overlap_of(*junk, span) > span.len());
            let rule = rule_of(&document, span.start(), span.end());
            article += usize::from(!is_junk && !span.is_empty());
            if let (false, Some(rule)) = (is_junk, rule) {
                lost += 1;
                println!("{}: LOST {rule}| {line}", page.id);
            } else if is_junk && rule.is_none() && !line.trim().is_empty() {
                println!("{}: left | {line}", page.id);
            }
        }
        for removal in &document.removed {
            removed += removal.raw.len();
            both += marked
                .iter()
                .map(|junk| overlap_of(*junk, removal.raw))
                .sum::<usize>();
        }
    }
    println!(
        "{titles} titles and {dates} dates of {pages} pages; bytes of junk: precision {:.3}, recall {:.3}; {lost} of {article} article lines lost",
        both as f64 / removed as f64,
        both as f64 / junk as f64
    );
    Ok(())
}

fn overlap_of(one: RawSpan, other: RawSpan) -> usize {
    one.end()
        .min(other.end())
        .saturating_sub(one.start().max(other.start()))
}

/// Counts of lines by what the annotators and the cleaner say.
#[derive(Default)]
struct LineScore {
    kept: usize,
    junk_removed: usize,
    junk_kept: usize,
    kept_removed: usize,
    /// Those of them that read as a sentence.
    sentences_removed: usize,
}

impl std::fmt::Display for LineScore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (removed, junk) = (
            self.junk_removed + self.kept_removed,
            self.junk_removed + self.junk_kept,
        );
        let precision = self.junk_removed as f64 / removed.max(1) as f64;
        let recall = self.junk_removed as f64 / junk.max(1) as f64;
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        write!(
            f,
            "{:>7} {junk:>6} {removed:>8} {precision:>10.3} {recall:>7.3} {f1:>6.3} {:>9} of {:<5} {:>9}",
            self.kept + junk,
            self.kept_removed,
            self.kept,
            self.sentences_removed,
        )
    }
}

fn lines_of(
    cleaner: &Cleaner,
    folder: &Path,
    language: &str,
    split: &str,
    show: bool,
) -> Result<LineScore, Failure> {
    let mut score = LineScore::default();
    for (number, (lines, kept)) in pages_of(folder, language, split)?.into_iter().enumerate() {
        let text = lines.join("\n");
        let document = clean(cleaner, text.as_bytes(), Format::Text)?;
        let mut at = 0;
        for (line, keep) in lines.iter().zip(kept) {
            let rule = rule_of(&document, at, at + line.len());
            at += line.len() + 1;
            score.kept += usize::from(keep);
            match (keep, rule) {
                (true, Some(_)) => {
                    score.kept_removed += 1;
                    score.sentences_removed += usize::from(is_sentence(line));
                }
                (false, Some(_)) => score.junk_removed += 1,
                (false, None) => score.junk_kept += 1,
                (true, None) => {}
            }
            if show && keep == rule.is_some() {
                println!(
                    "{number}\t{}\t{}\t{line}",
                    if keep { "WRONG" } else { "missed" },
                    rule.unwrap_or("-")
                );
            }
        }
    }
    Ok(score)
}

/// Whether a line has six words or more and ends as a sentence does.
fn is_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '»', ')', ' ']);
    line.split_whitespace().count() >= 6 && line.ends_with(['.', '!', '?', '…'])
}

/// Prints what `train/train.py` learns from: the names of the features, then a line for each line of the pages with the
/// number of its page, its label, whether a rule takes it, and its features.
fn features_of(folder: &Path, language: &str, split: &str) -> Result<(), Failure> {
    println!("names\t{}", feature_names().join(" "));
    // Some pages stand in both splits; what is measured on must not be learnt from.
    let held = pages_of(folder, language, "dev")?;
    for (number, (lines, kept)) in pages_of(folder, language, split)?.iter().enumerate() {
        if split != "dev" && held.iter().any(|(other, _)| other == lines) {
            continue;
        }
        let mut starts = HashMap::new();
        let mut at = 0;
        for (line, keep) in lines.iter().zip(kept) {
            let body = line.len() - line.trim_start().len();
            starts.insert(at + body, *keep);
            at += line.len() + 1;
        }
        for line in training_lines(&lines.join("\n"))? {
            let Some(keep) = starts.get(&line.start) else {
                continue;
            };
            let features: Vec<String> = line.features.iter().map(u16::to_string).collect();
            println!(
                "{number}\t{}\t{}\t{}",
                u8::from(!keep),
                line.rule.unwrap_or("-"),
                features.join(" ")
            );
        }
    }
    Ok(())
}

/// Pages as their lines, and whether each is to be kept.
type Pages = Vec<(Vec<String>, Vec<bool>)>;

fn pages_of(folder: &Path, language: &str, split: &str) -> Result<Pages, Failure> {
    let path = folder
        .join("turku_lines")
        .join(language)
        .join(format!("{split}.json"));
    let pages: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(&path)?)?;
    let strings = |value: &serde_json::Value| -> Vec<String> {
        value
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|line| line.as_str())
            .map(str::to_owned)
            .collect()
    };
    Ok(pages
        .iter()
        .map(|page| {
            (
                strings(&page["text"]),
                strings(&page["labels"])
                    .iter()
                    .map(|label| label == "1")
                    .collect(),
            )
        })
        .collect())
}

/// The rule that took all of the bytes `start..end` (but for white space).
fn rule_of(document: &Document, start: usize, end: usize) -> Option<&'static str> {
    let span = RawSpan::new(start, end).ok()?;
    if document.offsets.as_ref()?.to_clean(span).is_some() {
        return None;
    }
    document
        .removed
        .iter()
        .find(|removal| removal.raw.overlaps(span))
        .map(|removal| removal.rule)
}

fn clean(cleaner: &Cleaner, bytes: &[u8], format: Format) -> Result<Document, Failure> {
    Ok(cleaner.clean(&RawDocument {
        id: DocumentId::new("page"),
        format,
        bytes: bytes.to_vec(),
    })?)
}

fn clean_page(cleaner: &Cleaner, folder: &Path, number: &str) -> Result<Document, Failure> {
    let bytes = std::fs::read(folder.join("cleaneval_dev/input").join(format!("{number}.html")))?;
    clean(cleaner, &bytes, Format::Html)
}

/// How well the text of HTML pages agrees with their gold texts. `compare/` does the same for other crates.
fn html_of(cleaner: &Cleaner, folder: &Path) -> Result<(), Failure> {
    let sets = [
        ("cleaneval dev", score::cleaneval(&folder.join("cleaneval_dev"))?),
        ("our pages", score::own_pages()?),
    ];
    for (name, pages) in sets {
        let mut sum = Score::default();
        for page in &pages {
            let document = clean(cleaner, &page.bytes, Format::Html)?;
            let score = Score::of(&document.text, &page.gold);
            if std::env::var_os("PAGES").is_some() {
                println!("page {}: {score}", page.name);
            }
            sum += score;
        }
        println!(
            "{name}: {} pages, words: {} (means over pages)",
            pages.len(),
            sum.mean(pages.len())
        );
    }
    Ok(())
}

/// Cleans the plain pages some times by the rules alone, for a profiler.
fn plain(folder: &Path, rounds: usize) -> Result<(), Failure> {
    let cleaner = Cleaner::new(rules_alone());
    let mut pages = Vec::new();
    for language in ["en", "de", "es"] {
        for (lines, _) in pages_of(folder, language, "train")? {
            pages.push(RawDocument {
                id: DocumentId::new("page"),
                format: Format::Text,
                bytes: lines.join("\n").into_bytes(),
            });
        }
    }
    for _ in 0..rounds {
        for page in &pages {
            cleaner.clean(page)?;
        }
    }
    println!("{} pages", pages.len());
    Ok(())
}

fn rules_alone() -> onomast_clean::CleanOptions {
    onomast_clean::CleanOptions {
        without: vec!["line-model".to_owned()],
        ..onomast_clean::CleanOptions::default()
    }
}

/// How fast pages are cleaned, on one thread.
fn speed(cleaner: &Cleaner, folder: &Path) -> Result<(), Failure> {
    let mut pages = Vec::new();
    let mut english = Vec::new();
    for language in ["en", "de", "es"] {
        for (lines, _) in pages_of(folder, language, "train")? {
            pages.push(lines.join("\n").into_bytes());
        }
        if language == "en" {
            english.clone_from(&pages);
        }
    }
    let rules_alone = Cleaner::new(rules_alone());
    let characters_alone = Cleaner::new(onomast_clean::CleanOptions {
        rules: false,
        ..onomast_clean::CleanOptions::default()
    });
    for (name, cleaner, pages) in [
        ("characters alone", &characters_alone, &pages),
        ("rules alone", &rules_alone, &pages),
        ("rules alone, English", &rules_alone, &english),
        ("rules and model", cleaner, &pages),
    ] {
        let (bytes, best, worst) = rounds(cleaner, pages, Format::Text)?;
        println!(
            "plain text, {name}: {:.0} MB/s, {:.0} in the slowest of five rounds ({} pages, {bytes} bytes)",
            bytes as f64 / best / 1e6,
            bytes as f64 / worst / 1e6,
            pages.len()
        );
    }
    let text = pages.concat();
    let start = std::time::Instant::now();
    let lower = String::from_utf8_lossy(&text).to_lowercase();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "the same pages through str::to_lowercase: {:.0} MB/s",
        lower.len() as f64 / seconds / 1e6
    );
    let mut html = Vec::new();
    for entry in std::fs::read_dir(folder.join("cleaneval_dev/input"))? {
        html.push(std::fs::read(entry?.path())?);
    }
    let (bytes, best, worst) = rounds(cleaner, &html, Format::Html)?;
    println!(
        "HTML: {:.0} pages/s, {:.0} in the slowest of five rounds, {:.0} MB/s ({} pages)",
        html.len() as f64 / best,
        html.len() as f64 / worst,
        bytes as f64 / best / 1e6,
        html.len()
    );
    Ok(())
}

/// How many bytes there are, and the seconds of the fastest and of the slowest of five rounds. A round goes through the
/// pages so often that it takes a quarter of a second: the system counts in steps of milliseconds.
fn rounds(cleaner: &Cleaner, pages: &[Vec<u8>], format: Format) -> Result<(usize, f64, f64), Failure> {
    let raw: Vec<RawDocument> = pages
        .iter()
        .map(|bytes| RawDocument {
            id: DocumentId::new("page"),
            format,
            bytes: bytes.clone(),
        })
        .collect();
    let (mut best, mut worst) = (f64::MAX, 0.0f64);
    for _ in 0..5 {
        let start = busy_seconds();
        let (mut passes, mut seconds) = (0.0, 0.0);
        while seconds < 0.25 {
            for page in &raw {
                cleaner.clean(page)?;
            }
            passes += 1.0;
            seconds = busy_seconds() - start;
        }
        best = best.min(seconds / passes);
        worst = worst.max(seconds / passes);
    }
    Ok((pages.iter().map(Vec::len).sum(), best, worst))
}

/// Seconds that this process has run on a processor where the system tells, so that other work does not count; else
/// seconds of the clock.
fn busy_seconds() -> f64 {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    let told = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}
