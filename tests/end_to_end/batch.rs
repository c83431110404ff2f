//! Runs that are stopped, killed, repeated.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use onomast_document::{AnnotatedDocument, Document};
use onomast_ner::{NerError, Recognizer};
use onomast_pipeline::run::{self, Existing};
use onomast_pipeline::{DocumentId, Format, Pipeline, RawDocument, Settings, Sources, Stage};
use onomast_tests::kill::kill_and_resume;
use onomast_tests::toy::Capitals;
use onomast_tests::{Extraction, folder_of, messages, onomast, root};
use tempfile::TempDir;

const JOURNAL: &str = ".onomast-journal";

/// Forty short pages.
fn pages() -> Result<TempDir> {
    let pages: Vec<(String, String)> = (0..40)
        .map(|number| {
            let city = ["Oslo", "Lima", "Astana", "Accra"][number % 4];
            let text = format!(
                "Visit number {number}\n\nAda Lovelace came to {city} on Tuesday. The Ministry of Trade of Norway \
                 sent Karl Berg, who met Lovelace at noon.\n"
            );
            (format!("{}/{number:02}.txt", number % 3), text)
        })
        .collect();
    let pages: Vec<(&str, &[u8])> = pages
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    folder_of(&pages)
}

fn extract(input: &Path, out: &Path, arguments: &[&str]) -> Command {
    let mut command = onomast();
    command
        .arg("extract")
        .arg(input)
        .arg("-o")
        .arg(out)
        .args(arguments);
    command
}

fn same_output(one: &Path, other: &Path) -> Result<()> {
    for name in ["documents.jsonl", "entities.jsonl"] {
        assert!(
            fs::read(one.join(name))? == fs::read(other.join(name))?,
            "{name} differs"
        );
    }
    Ok(())
}

#[test]
fn killed_runs_end_with_the_bytes_of_an_undisturbed_one() -> Result<()> {
    let report = kill_and_resume(pages()?.path(), 8, 20_260_101)?;
    assert_eq!(report.killed, 8);
    Ok(())
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_can_be_resumed() -> Result<()> {
    let input = pages()?;
    let undisturbed = Extraction::of(input.path(), &[])?;
    let out = tempfile::tempdir()?;
    let mut child = extract(input.path(), out.path(), &["--threads", "1"])
        .stderr(Stdio::piped())
        .spawn()?;
    // Once the first batch is in the journal, the run is well under way and not at its end.
    let lines = |journal: Vec<u8>| journal.split(|&byte| byte == b'\n').count();
    while fs::read(out.path().join(JOURNAL)).map_or(0, lines) < 3 {
        assert!(
            child.try_wait()?.is_none(),
            "the run was over before its first batch"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    Command::new("kill")
        .arg("-INT")
        .arg(child.id().to_string())
        .status()?;
    let ended = child.wait_with_output()?;
    assert_eq!(ended.status.code(), Some(130), "{}", messages(&ended));
    assert!(messages(&ended).contains("--resume"), "{}", messages(&ended));
    assert!(!out.path().join("documents.jsonl").exists());
    let resumed = extract(input.path(), out.path(), &["--resume"]).output()?;
    assert!(resumed.status.success(), "{}", messages(&resumed));
    assert!(messages(&resumed).contains("unchanged"), "{}", messages(&resumed));
    same_output(undisturbed.folder.path(), out.path())
}

#[test]
fn only_changed_documents_are_computed_again() -> Result<()> {
    let input = pages()?;
    let first = Extraction::of(input.path(), &[])?;
    fs::write(input.path().join("0/00.txt"), "Grace Hopper went to Lima.")?;
    fs::remove_file(input.path().join("1/01.txt"))?;
    let again = extract(input.path(), first.folder.path(), &[]).output()?;
    assert!(
        messages(&again).contains("39 documents (38 unchanged)"),
        "{}",
        messages(&again)
    );
    let forced = extract(input.path(), first.folder.path(), &["--force"]).output()?;
    assert!(!messages(&forced).contains("unchanged"), "{}", messages(&forced));
    let anew = Extraction::of(input.path(), &[])?;
    same_output(anew.folder.path(), first.folder.path())
}

#[test]
fn what_cannot_be_resumed_says_why() -> Result<()> {
    let input = pages()?;
    let out = tempfile::tempdir()?;
    let nothing = extract(input.path(), out.path(), &["--resume"]).output()?;
    assert_eq!(nothing.status.code(), Some(2));
    assert!(
        messages(&nothing).contains("no unfinished run"),
        "{}",
        messages(&nothing)
    );
    let done = extract(input.path(), out.path(), &[]).output()?;
    assert!(done.status.success(), "{}", messages(&done));
    let other = extract(input.path(), out.path(), &["--resume", "--no-pronouns"]).output()?;
    assert_eq!(other.status.code(), Some(2));
    assert!(messages(&other).contains("settings"), "{}", messages(&other));
    Ok(())
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() -> Result<()> {
    let input = pages()?;
    let out = folder_of(&[("documents.jsonl", b"mine")])?;
    let refused = extract(input.path(), out.path(), &[]).output()?;
    assert_eq!(refused.status.code(), Some(2));
    assert!(messages(&refused).contains("--force"), "{}", messages(&refused));
    assert_eq!(fs::read(out.path().join("documents.jsonl"))?, b"mine");
    let forced = extract(input.path(), out.path(), &["--force"]).output()?;
    assert!(forced.status.success(), "{}", messages(&forced));
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_full_disk_ends_the_run_with_the_reason_and_can_be_resumed() -> Result<()> {
    let input = pages()?;
    let out = tempfile::tempdir()?;
    let mut limited = Command::new("bash");
    // A file may not grow over 16 KiB; with the signal ignored, that is an error of writing like a full disk's.
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "limited"])
        .arg(onomast().get_program())
        .current_dir(root())
        .args(["extract", "-o"])
        .args([out.path(), input.path()]);
    let stopped = limited.output().context("bash cannot be started")?;
    assert_eq!(stopped.status.code(), Some(2), "{}", messages(&stopped));
    assert!(
        messages(&stopped).contains("cannot write"),
        "{}",
        messages(&stopped)
    );
    assert!(!out.path().join("documents.jsonl").exists());
    let resumed = extract(input.path(), out.path(), &["--resume"]).output()?;
    assert!(resumed.status.success(), "{}", messages(&resumed));
    same_output(Extraction::of(input.path(), &[])?.folder.path(), out.path())
}

#[test]
fn threads_and_the_order_of_a_folder_change_nothing() -> Result<()> {
    let input = pages()?;
    let expected = Extraction::of(input.path(), &["--threads", "1"])?;
    // The same files, made in the opposite order.
    let shuffled = tempfile::tempdir()?;
    for source in ["2", "1", "0"] {
        fs::create_dir(shuffled.path().join(source))?;
        let mut names = Vec::new();
        for entry in fs::read_dir(input.path().join(source))? {
            names.push(entry?.path());
        }
        names.sort();
        for path in names.iter().rev() {
            fs::copy(
                path,
                shuffled
                    .path()
                    .join(source)
                    .join(path.file_name().context("a name")?),
            )?;
        }
    }
    for threads in ["2", "3", "5", "8"] {
        let found = Extraction::of(shuffled.path(), &["--threads", threads])?;
        same_output(expected.folder.path(), found.folder.path())?;
    }
    Ok(())
}

#[test]
fn lines_that_recur_are_learnt_from_pages_in_memory_too() -> Result<()> {
    let pages: Vec<RawDocument> = (0..5)
        .map(|number| RawDocument {
            id: DocumentId::new(format!("wire/{number}.txt")),
            format: Format::Text,
            bytes: format!(
                "The Quiet Wire of the upper valley\nThe envoy number {number} met the press in the city of Oslo and spoke about the plans for year {number} of the treaty."
            )
            .into_bytes(),
        })
        .collect();
    let pipeline = Pipeline::load(&Settings::default())?.with_recognizer(Box::new(Capitals));
    let texts = |pipeline: &Pipeline| -> Vec<bool> {
        let documents = pipeline.extract(&pages).documents;
        documents
            .iter()
            .flatten()
            .map(|resolved| resolved.document.text.contains("Quiet Wire"))
            .collect()
    };
    assert_eq!(texts(&pipeline), [true; 5]);
    let boilerplate = pipeline.recurring_lines_of(&pages);
    assert_eq!(boilerplate.len(), 1);
    assert_eq!(texts(&pipeline.with_boilerplate(boilerplate)), [false; 5]);
    Ok(())
}

/// A recogniser with a fault.
struct Faulty;

impl Recognizer for Faulty {
    fn recognize(&self, documents: Vec<Document>) -> Vec<Result<AnnotatedDocument, NerError>> {
        let is_bomb = |document: &Document| document.text.contains("bomb");
        assert!(!documents.iter().any(is_bomb), "the bomb has gone off");
        Capitals.recognize(documents)
    }
}

#[test]
fn a_panic_costs_its_own_document_only() -> Result<()> {
    let names = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"];
    let texts = names.map(|name| {
        let thing = if name == "c.txt" { "a bomb" } else { "the press" };
        format!("The envoy Lovelace met {thing} in the city of Oslo.")
    });
    let files: Vec<(&str, &[u8])> = names
        .into_iter()
        .zip(texts.iter().map(String::as_bytes))
        .collect();
    let input = folder_of(&files)?;
    let settings = Settings::default();
    let pipeline = Pipeline::load(&settings)?.with_recognizer(Box::new(Faulty));
    let out = tempfile::tempdir()?;
    let mut go_on = |_| ControlFlow::Continue(());
    let sources = Sources::new(&[input.path().to_owned()], settings.max_bytes)?;
    let summary = run::to_folder(
        &pipeline,
        &settings,
        sources,
        out.path(),
        Existing::Reuse,
        &mut go_on,
    )?;
    let [failure] = &summary.failures[..] else {
        anyhow::bail!("one document fails: {:?}", summary.failures)
    };
    assert_eq!(
        (failure.document.as_str(), failure.stage),
        ("c.txt", Stage::Recognize)
    );
    assert!(failure.cause.contains("the bomb has gone off"), "{failure}");
    assert_eq!((summary.documents, summary.mentions), (4, 8));
    Ok(())
}
