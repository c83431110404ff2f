//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use onomast_pipeline::run::Existing;
use onomast_pipeline::{Date, Device, Engine, EntityType, MinScore, OffsetUnit, Settings};

/// Clean text, located mentions and canonical entities from scraped pages. Works offline.
#[derive(Debug, Parser)]
#[command(name = "onomast", version, about, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 all good; 1 finished, but some documents failed or a score is under its floor; \
                        2 could not run; 130 stopped by the user."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What is said.
    #[command(flatten)]
    pub messages: MessageArgs,
}

/// What the program says on standard error, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct MessageArgs {
    /// Say more: each document; twice, each step
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Say nothing but errors and warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// How messages are written
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

/// `--log-format`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// For programs: one JSON object a line
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Extract clean text, mentions and entities from files and folders
    Extract(ExtractArgs),
    /// Clean pages only, and show what was removed and why
    Clean(CleanArgs),
    /// Show the entities of an extraction as a table
    Entities(EntitiesArgs),
    /// Show a document of an extraction with its mentions marked
    Show(ShowArgs),
    /// Show how an entity came together, or why a mention went where it did
    Explain(ExplainArgs),
    /// Write an extraction as one page to read: entities, documents, network
    Report(ReportArgs),
    /// Write an extraction in the format of another program
    Export(ExportArgs),
    /// Score an extraction against gold annotations
    Eval(EvalArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages, one a command, into a folder
    Man {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// Arguments of `extract`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onomast extract corpus -o out
  onomast extract news reports/2024.html -o out --threads 2
  cat pages.jsonl | onomast extract - -o - > documents.jsonl

OUT gets documents.jsonl (cleaned text and mentions), entities.jsonl (one line an entity) and run.json.
A journal there keeps what is finished: documents that have not changed are not computed again by a later run.
With -o - the documents stream to standard output; entity ids then stand for their own document only.")]
// Each is a switch of its own.
#[expect(clippy::struct_excessive_bools)]
pub struct ExtractArgs {
    /// Files (.txt, .html, .htm, .jsonl) and folders of them, or - for JSONL on standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The folder to write to, or - for standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    /// Go on with a run that was stopped; an error where program, model, knowledge or settings have changed since
    #[arg(long, conflicts_with = "force")]
    pub resume: bool,
    /// Compute every document anew, and write to OUT even if it holds other files
    #[arg(long)]
    pub force: bool,
    /// Worker threads; as many as there are cores by default
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub threads: usize,
    /// What offsets count
    #[arg(long, value_enum, default_value_t = OffsetsArg::Bytes)]
    pub offsets: OffsetsArg,
    /// A model directory in Hugging Face layout (config.json, tokenizer.json, and model.onnx; model.safetensors does for
    /// rust-bert), instead of the shipped one
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
    /// A knowledge file to add to the shipped ones; what it says wins (may be given again)
    #[arg(long, value_name = "FILE")]
    pub knowledge: Vec<PathBuf>,
    /// The engine that runs the model
    #[arg(long, value_enum, default_value_t = EngineArg::Auto)]
    pub engine: EngineArg,
    /// Where the engine computes: cpu, cuda:N, or auto for a GPU if the engine can use one
    #[arg(long, value_name = "DEVICE", default_value_t = Device::Auto)]
    pub device: Device,
    /// Drop names that the model is less sure of: a number from 0 to 1, or one for a label, as in 0.3,ORG=0.7
    #[arg(long, value_name = "SCORE", default_value_t = MinScore::default())]
    pub min_score: MinScore,
    /// Leave pronouns alone
    #[arg(long)]
    pub no_pronouns: bool,
    /// Resolve "I" and "we" too, to whoever speaks
    #[arg(long)]
    pub first_person: bool,
    /// Do not take lines that stand on most pages of a folder for boilerplate
    #[arg(long)]
    pub keep_recurring_lines: bool,
    /// Fail documents larger than this many bytes instead of reading them
    #[arg(long, value_name = "BYTES", default_value_t = Settings::default().max_bytes)]
    pub max_bytes: u64,
}

impl ExtractArgs {
    /// What becomes of an output folder that is there already.
    pub fn existing(&self) -> Existing {
        match (self.resume, self.force) {
            (true, _) => Existing::Resume,
            (_, true) => Existing::Replace,
            (false, false) => Existing::Reuse,
        }
    }

    /// The pipeline's settings.
    pub fn settings(&self) -> Settings {
        Settings {
            engine: match self.engine {
                EngineArg::Auto => Engine::Auto,
                EngineArg::Native => Engine::Native,
                EngineArg::Rten => Engine::Rten,
                EngineArg::RustBert => Engine::RustBert,
            },
            device: self.device,
            model: self.model.clone(),
            knowledge: self.knowledge.clone(),
            threads: self.threads,
            offsets: match self.offsets {
                OffsetsArg::Bytes => OffsetUnit::Bytes,
                OffsetsArg::Chars => OffsetUnit::Chars,
            },
            min_score: self.min_score,
            pronouns: !self.no_pronouns,
            first_person: self.first_person,
            recurring_lines: !self.keep_recurring_lines,
            max_bytes: self.max_bytes,
        }
    }
}

/// `--offsets`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OffsetsArg {
    /// UTF-8 bytes
    Bytes,
    /// Unicode code points
    Chars,
}

/// `--engine`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum EngineArg {
    /// Native where it computes the model, otherwise rten
    Auto,
    /// Our own encoder in 8-bit integers, the fastest: BERT, DistilBERT and MPNet
    Native,
    /// ONNX models of any kind, in pure Rust
    Rten,
    /// PyTorch checkpoints on libtorch; in builds with --features rust-bert
    RustBert,
}

/// Arguments of `clean`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onomast clean page.txt
  onomast clean corpus -o text
  onomast clean page.html --explain")]
pub struct CleanArgs {
    /// Files and folders, or - for JSONL on standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// A folder for the cleaned texts, one .txt a document; standard output by default
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// Show each removed span with its rule instead of the text
    #[arg(long, conflicts_with = "output")]
    pub explain: bool,
    /// Do not take lines that stand on most pages of a folder for boilerplate
    #[arg(long)]
    pub keep_recurring_lines: bool,
    /// Fail documents larger than this many bytes instead of reading them
    #[arg(long, value_name = "BYTES", default_value_t = Settings::default().max_bytes)]
    pub max_bytes: u64,
}

/// Arguments of `entities`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onomast entities out
  onomast entities out mirziyo
  onomast entities out --label PER --since 2022-01-01 --sort documents
  onomast entities out --label ORG --json | jq .name")]
pub struct EntitiesArgs {
    /// The output folder of an extraction
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// Show only entities whose name, an alias or knowledge id contains this, in any letter case
    #[arg(value_name = "PATTERN")]
    pub pattern: Option<String>,
    /// Show only entities of this type: PER, ORG, LOC or MISC (may be given again)
    #[arg(long, value_name = "LABEL", value_parser = label)]
    pub label: Vec<EntityType>,
    /// Show only entities that a document of this day or later mentions, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub since: Option<Date>,
    /// What the table is sorted by
    #[arg(long, value_enum, default_value_t = SortArg::Mentions)]
    pub sort: SortArg,
    /// Print the records as JSONL instead of a table
    #[arg(long)]
    pub json: bool,
}

/// `--sort`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SortArg {
    /// The most mentioned first
    Mentions,
    /// Those in most documents first
    Documents,
    /// By name
    Name,
}

fn label(text: &str) -> Result<EntityType, String> {
    let known = text.to_ascii_uppercase().parse::<EntityType>();
    known.map_err(|error| error.to_string())
}

/// Arguments of `show`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onomast show out ministry/2022-12-24.txt
  onomast show out ministry/2022-12-24.txt | less -R

Mentions are coloured by type on a terminal: names bold, descriptions plain, pronouns dim. Elsewhere, or with NO_COLOR
set, they stand in brackets: [Astana](LOC e6).")]
pub struct ShowArgs {
    /// The output folder of an extraction
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// The id of a document, or the end of one
    #[arg(value_name = "DOC")]
    pub document: String,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onomast explain out e3                          the reasons and the sentences of an entity
  onomast explain out ministry/2022-12-24.txt:m7  why a mention is of its entity, and what else it might have been")]
pub struct ExplainArgs {
    /// The output folder of an extraction
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// The id of an entity, or of a document with that of a mention: DOC:MENTION
    #[arg(value_name = "WHAT")]
    pub what: String,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  onomast report out -o report.html

The page holds everything and opens from disk in a browser: Chrome or Edge 93, Firefox 113, Safari 16.4, or later.
What cleaning removed and the raw text are taken from the original files, by default those that run.json names. Where
one has moved or changed since, the page says so.")]
pub struct ReportArgs {
    /// The output folder of an extraction
    #[arg(value_name = "OUT")]
    pub folder: PathBuf,
    /// The page to write
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Where the original files lie now: the inputs of the run, in their order (may be given again)
    #[arg(long, value_name = "INPUT")]
    pub input: Vec<PathBuf>,
    /// Put the raw text of the documents into the page
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = RawArg::Auto)]
    pub raw: RawArg,
}

/// `--raw`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RawArg {
    /// Where the original files are 64 MiB at most, all together
    Auto,
    /// Whatever their size
    Always,
    /// Not at all
    Never,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onomast export out --to parquet -o tables
  duckdb -c \"SELECT name, mentions FROM 'tables/entities.parquet' LIMIT 10\"
  onomast export out --to graphml -o network.graphml
  onomast export out --to brat -o brat/data/news

A folder has to be new or empty; a file is replaced. What a format cannot hold is counted in a warning.
docs/EXPORTS.md describes each format: its files, columns and offsets.")]
pub struct ExportArgs {
    /// The output folder of an extraction
    #[arg(value_name = "OUT")]
    pub folder: PathBuf,
    /// The format
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: ExportFormat,
    /// The folder to write to; for graphml and displacy, the file
    #[arg(short, long, value_name = "DEST")]
    pub output: PathBuf,
}

/// `--to`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExportFormat {
    /// Three tables (documents, mentions, entities) as Apache Parquet
    #[cfg(feature = "parquet")]
    Parquet,
    /// The same tables as comma-separated values
    Csv,
    /// CoNLL-2003 columns, names only
    Conll,
    /// Brat standoff with its configuration
    Brat,
    #[value(help = "WebAnno TSV 3.3, which INCEpTION reads, too")]
    Webanno,
    /// JSON-LD by the W3C Web Annotation vocabulary
    Jsonld,
    /// The entities that appear in the same documents, as a graph
    Graphml,
    /// JSON for spaCy's displaCy
    Displacy,
}

/// Arguments of `eval`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onomast eval corpus/gold out                             a table of all scores
  onomast eval corpus/gold out --errors errors.txt         each mistake in its sentence
  onomast eval corpus/gold out --against out-before        is the difference more than chance?
  onomast eval corpus/gold out --floor ner.strict.f1=0.90  exit with 1 below
  onomast eval gold.conllu pred.conll --json               another system, other formats

GOLD and PRED may each be
  a folder with documents.tsv        gold pages with inline marks
  a folder with documents.jsonl      output of `onomast extract`
  .conll, .iob2, .bioes, .tsv, ...   columns of names (CoNLL-2003) or of coreference (CoNLL-2012)
  .conllu                            CoNLL-U with Entity= (GUM, CorefUD)
  .ann beside .txt                   brat standoff
  .jsonl                             spans in bytes or chars, or streamed records
  another folder                     all such files in it and below

docs/EVALUATION.md says what each score is, and whom it follows.")]
pub struct EvalArgs {
    /// Gold annotations
    #[arg(value_name = "GOLD")]
    pub gold: PathBuf,
    /// What is to be scored, such as the output folder of an extraction
    #[arg(value_name = "PRED")]
    pub predicted: PathBuf,
    /// Compare PRED with this other prediction instead: each difference with its 95 % interval and p
    #[arg(long, value_name = "OTHER")]
    pub against: Option<PathBuf>,
    /// Print the figures as JSON
    #[arg(long)]
    pub json: bool,
    /// Write each mistake in its sentence to this file, grouped, the most frequent first
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Write what was scored as CoNLL-2003 columns, gold and prediction with the same tokens, into this new folder
    #[arg(long, value_name = "DIR")]
    pub conll: Option<PathBuf>,
    /// Write what was scored as brat standoff, gold and prediction over the same text, into this new folder
    #[arg(long, value_name = "DIR")]
    pub brat: Option<PathBuf>,
    /// Exit with 1 where a figure is under this value (may be given again)
    #[arg(long, value_name = "NAME=VALUE", value_parser = floor)]
    pub floor: Vec<(String, f64)>,
    /// Exit with 1 where a figure has fallen under that of this file by more than its tolerance
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the figures into the baseline, where they are higher
    #[arg(long, requires = "baseline")]
    pub update_baseline: bool,
    /// Let --update-baseline lower figures, too
    #[arg(long, requires = "update_baseline")]
    pub allow_lower: bool,
    /// What the offsets of records count where no run.json beside them says it
    #[arg(long, value_enum, default_value_t = OffsetsArg::Bytes)]
    pub offsets: OffsetsArg,
}

fn floor(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or("expected NAME=VALUE, such as ner.strict.f1=0.9")?;
    let value = value.parse().map_err(|_| format!("{value:?} is not a number"))?;
    Ok((name.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn floors_are_checked() {
        assert_eq!(floor("b3.f1=0.85"), Ok(("b3.f1".to_owned(), 0.85)));
        assert!(floor("b3.f1").is_err() && floor("b3.f1=high").is_err());
    }
}
