//! A baseline: the figures below which a system must not fall, and of what they were the figures.
//!
//! A floor is a figure of the baseline less its tolerance. Figures only rise, unless lowering them is asked for. The
//! checksums say which corpus, model and knowledge gave the figures. Where they differ now the figures still hold as
//! floors: a change of the knowledge is no reason to fall. But a reader is told, for a corpus that has changed can
//! make figures fall without any fault of the system.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::EvalError;
use crate::read::{RunRecord, files_under};
use crate::report::Report;

/// The figures of a new baseline.
const FIGURES: [&str; 13] = [
    "ner.strict.precision",
    "ner.strict.recall",
    "ner.strict.f1",
    "conll.corpus.f1",
    "b3.corpus.f1",
    "nominal.precision",
    "nominal.recall",
    "pronoun.precision",
    "pronoun.recall",
    "kb.all.f1",
    "clean.chars.f1",
    "clean.article-lines.recall",
    "title.f1",
];

/// How far a figure may fall in a new baseline. The model computes in whole numbers whose rounding depends on the
/// processor, which moves a few mentions, and one of the 165 pronouns of the sample corpus is 0.006.
const TOLERANCE: f64 = 0.01;

/// The figures below which a system must not fall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// The version of this record.
    pub schema: u32,
    /// How far a figure may fall.
    pub tolerance: f64,
    /// The figures by their names.
    pub figures: BTreeMap<String, f64>,
    /// Of what they are the figures.
    pub checksums: Checksums,
}

/// SHA-256 of what figures depend on, besides the program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksums {
    /// The gold annotations, which hold the pages too.
    pub corpus: String,
    /// Each file of the model.
    pub model: BTreeMap<String, String>,
    /// Each knowledge file.
    pub knowledge: BTreeMap<String, String>,
}

impl Checksums {
    /// Those of a file or folder of gold, and of the model and the knowledge that `run.json` names. Markdown in the
    /// folder is not annotation.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn new(gold: &Path, run: RunRecord) -> Result<Self, EvalError> {
        let files = if gold.is_dir() {
            files_under(gold, "")?
        } else {
            vec![gold.to_owned()]
        };
        let mut all = Sha256::new();
        for path in files
            .iter()
            .filter(|path| path.extension().is_none_or(|extension| extension != "md"))
        {
            let content = fs::read(path).map_err(|source| EvalError::Io {
                path: path.clone(),
                source,
            })?;
            let name = path.strip_prefix(gold).unwrap_or(path).to_string_lossy();
            all.update(format!(
                "{} {}\n",
                Hex(&Sha256::digest(&content)),
                name.replace('\\', "/")
            ));
        }
        Ok(Self {
            corpus: Hex(&all.finalize()).to_string(),
            model: run.model,
            knowledge: run.knowledge,
        })
    }

    /// What differs from `other`, in words.
    fn changes(&self, other: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        if self.corpus != other.corpus {
            changes.push("the corpus".to_owned());
        }
        for (what, ours, theirs) in [
            ("model", &self.model, &other.model),
            ("knowledge", &self.knowledge, &other.knowledge),
        ] {
            let names: BTreeSet<&str> = ours.keys().chain(theirs.keys()).map(String::as_str).collect();
            let changed = names
                .into_iter()
                .filter(|name| ours.get(*name) != theirs.get(*name));
            changes.extend(changed.map(|name| format!("{what} {name}")));
        }
        changes
    }
}

struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A figure under that of the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortfall {
    /// Its name.
    pub name: String,
    /// The figure now. `None` where there is none any more.
    pub figure: Option<f64>,
    /// That of the baseline.
    pub baseline: f64,
    /// How far it may fall.
    pub tolerance: f64,
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let floor = self.baseline - self.tolerance;
        match self.figure {
            Some(figure) => write!(f, "{} is {figure:.4}, under its floor of {floor:.4}", self.name)?,
            None => write!(f, "{} is not there, and has a floor of {floor:.4}", self.name)?,
        }
        write!(
            f,
            " (baseline {:.4}, tolerance {})",
            self.baseline, self.tolerance
        )
    }
}

impl Baseline {
    /// The baseline of a report, with the figures that a baseline has of itself.
    pub fn new(report: &Report, checksums: Checksums) -> Self {
        let mut baseline = Self {
            schema: 1,
            tolerance: TOLERANCE,
            figures: FIGURES.map(|name| (name.to_owned(), 0.0)).into(),
            checksums: Checksums::default(),
        };
        baseline.figures.retain(|name, _| report.figure(name).is_some());
        baseline.renewed(report, checksums, true)
    }

    /// Reads a baseline; `None` where there is no such file.
    ///
    /// # Errors
    /// When the file cannot be read, or is no baseline.
    pub fn read(path: &Path) -> Result<Option<Self>, EvalError> {
        if !path.exists() {
            return Ok(None);
        }
        let text = crate::read::read_text(path)?;
        let baseline = serde_json::from_str(&text).map_err(|source| EvalError::Json {
            path: path.to_owned(),
            line: source.line(),
            expected: "a baseline with \"schema\", \"tolerance\", \"figures\" and \"checksums\"",
            source,
        })?;
        Ok(Some(baseline))
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), EvalError> {
        let failed = |source| EvalError::Write {
            path: path.to_owned(),
            source,
        };
        let text = serde_json::to_string_pretty(self).map_err(|error| failed(error.into()))?;
        fs::write(path, text + "\n").map_err(failed)
    }

    /// The figures that have fallen by more than the tolerance, by name.
    pub fn shortfalls(&self, report: &Report) -> Vec<Shortfall> {
        let short = |(name, baseline): (&String, &f64)| {
            let figure = report.figure(name);
            let holds = figure.is_some_and(|figure| figure >= baseline - self.tolerance);
            (!holds).then(|| Shortfall {
                name: name.clone(),
                figure,
                baseline: *baseline,
                tolerance: self.tolerance,
            })
        };
        self.figures.iter().filter_map(short).collect()
    }

    /// What has changed since the baseline was made, in words.
    pub fn changes(&self, checksums: &Checksums) -> Vec<String> {
        self.checksums.changes(checksums)
    }

    /// The baseline with the figures of `report`. A figure that has fallen stays where it was, unless `lower`: else
    /// many small falls would each be within the tolerance. A figure that there is no more goes, if `lower`.
    #[must_use]
    pub fn renewed(&self, report: &Report, checksums: Checksums, lower: bool) -> Self {
        let mut renewed = Self {
            checksums,
            ..self.clone()
        };
        for (name, baseline) in &mut renewed.figures {
            if let Some(figure) = report.figure(name) {
                // Four digits, rounded down so that the floor is never above the figure.
                let figure = (figure * 1e4).floor() / 1e4;
                *baseline = if lower { figure } else { baseline.max(figure) };
            }
        }
        if lower {
            renewed.figures.retain(|name, _| report.figure(name).is_some());
        }
        renewed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Coverage;
    use crate::counts::{Counts, Tally};
    use crate::report::rows;

    fn report(hits: usize) -> Report {
        let mut tally = Tally::new();
        tally.add("ner.strict", Counts::paired(hits, 1000, 1000));
        Report {
            schema: 1,
            coverage: Coverage::default(),
            bootstrap: None,
            rows: rows(&tally),
            numbers: BTreeMap::new(),
        }
    }

    fn checksums(corpus: &str) -> Checksums {
        Checksums {
            corpus: corpus.to_owned(),
            knowledge: [("places.jsonl".to_owned(), corpus.to_owned())].into(),
            ..Checksums::default()
        }
    }

    #[test]
    fn a_fall_beyond_the_tolerance_is_named() {
        let baseline = Baseline::new(&report(900), checksums("a"));
        assert_eq!(
            baseline.figures.keys().collect::<Vec<_>>(),
            ["ner.strict.f1", "ner.strict.precision", "ner.strict.recall"],
            "only what there is to score"
        );
        assert_eq!(baseline.shortfalls(&report(896)), []);
        let short = baseline.shortfalls(&report(885));
        assert_eq!(short.len(), 3);
        assert_eq!(
            short[0].to_string(),
            "ner.strict.f1 is 0.8850, under its floor of 0.8900 (baseline 0.9000, tolerance 0.01)"
        );
    }

    #[test]
    fn figures_fall_only_when_that_is_asked_for() {
        let baseline = Baseline::new(&report(900), checksums("a"));
        let f1 = |baseline: &Baseline| baseline.figures["ner.strict.f1"];
        assert!((f1(&baseline.renewed(&report(897), checksums("b"), false)) - 0.9).abs() < 1e-12);
        assert!((f1(&baseline.renewed(&report(897), checksums("b"), true)) - 0.897).abs() < 1e-12);
        assert!((f1(&baseline.renewed(&report(910), checksums("b"), false)) - 0.91).abs() < 1e-12);
    }

    #[test]
    fn what_changed_is_named() {
        let baseline = Baseline::new(&report(900), checksums("a"));
        assert_eq!(baseline.changes(&checksums("a")), Vec::<String>::new());
        assert_eq!(
            baseline.changes(&checksums("b")),
            ["the corpus", "knowledge places.jsonl"]
        );
    }
}
