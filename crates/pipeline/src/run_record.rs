//! What a run was made with and what it came to: `run.json`, and the head of the journal.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use onomast_document::EntityType;

use crate::journal::Maker;
use crate::models::{self, CheckedFile};
use crate::output::{
    CountsRecord, FailureRecord, RunRecord, SCHEMA, SecondsRecord, SettingsRecord, SkippedRecord,
};
use crate::run::Summary;
use crate::settings::Settings;
use crate::stages::Pipeline;

/// The record of a finished run.
pub(crate) fn run_record(
    pipeline: &Pipeline,
    settings: &Settings,
    inputs: Vec<String>,
    summary: &Summary,
) -> RunRecord {
    let seconds = |time: Duration| (time.as_secs_f64() * 1e3).round() / 1e3;
    let score_of = |label: EntityType| (label.to_string(), settings.min_score.of(label).get());
    let min_scores: BTreeMap<String, f32> = EntityType::ALL.into_iter().map(score_of).collect();
    RunRecord {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        inputs,
        engine: pipeline.engine().as_str().to_owned(),
        model: checksums(pipeline.model_files()),
        knowledge: checksums(pipeline.knowledge_files()),
        settings: SettingsRecord {
            device: settings.device.to_string(),
            model: settings.model.clone(),
            knowledge: settings.knowledge.clone(),
            threads: pipeline.threads(),
            offsets: settings.offsets.as_str().to_owned(),
            min_score: min_scores.values().copied().fold(1.0, f32::min),
            min_scores: match settings.min_score.of_all() {
                Some(_) => BTreeMap::new(),
                None => min_scores,
            },
            pronouns: settings.pronouns,
            first_person: settings.first_person,
            recurring_lines: settings.recurring_lines,
            max_bytes: settings.max_bytes,
        },
        counts: CountsRecord {
            documents: summary.documents,
            bytes: summary.bytes,
            mentions: summary.mentions,
            entities: summary.entities,
            failures: summary.failures.len() as u64,
        },
        seconds: SecondsRecord {
            clean: seconds(summary.times.clean),
            recognize: seconds(summary.times.recognize),
            resolve: seconds(summary.times.resolve),
            merge: seconds(summary.merge),
            total: seconds(summary.total),
        },
        failures: summary
            .failures
            .iter()
            .map(|failure| FailureRecord {
                document: failure.document.clone(),
                stage: failure.stage.as_str().to_owned(),
                cause: failure.cause.clone(),
            })
            .collect(),
        skipped: summary
            .skipped
            .iter()
            .map(|skipped| SkippedRecord {
                reason: skipped.reason.clone(),
                files: skipped.files,
                first: skipped.first.clone(),
            })
            .collect(),
    }
}

/// SHA-256 of the executable, as it was at the first run of this process.
static EXECUTABLE: LazyLock<String> = LazyLock::new(|| {
    let sum = std::env::current_exe().and_then(|path| models::checksum(&path));
    sum.unwrap_or_default()
});

/// What the documents of a run are made with.
pub(crate) fn maker(pipeline: &Pipeline, settings: &Settings) -> Maker {
    let settings_of_records = [
        ("device", settings.device.to_string()),
        ("offsets", settings.offsets.as_str().to_owned()),
        ("min_score", settings.min_score.to_string()),
        ("pronouns", settings.pronouns.to_string()),
        ("first_person", settings.first_person.to_string()),
    ];
    Maker::new(
        format!("{} {}", env!("CARGO_PKG_VERSION"), *EXECUTABLE),
        pipeline.engine().as_str(),
        checksums(pipeline.model_files()),
        checksums(pipeline.knowledge_files()),
        settings_of_records
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
    )
}

/// File names with their checksums.
fn checksums(files: &[CheckedFile]) -> BTreeMap<String, String> {
    let name = |file: &CheckedFile| {
        file.path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    files
        .iter()
        .map(|file| (name(file), file.sha256.clone()))
        .collect()
}
