//! The report as a file; `tests/report` looks at it in a browser.

use std::fs;

use anyhow::Result;
use onomast_tests::{Extraction, messages, run};

use crate::SAMPLE;

#[test]
fn the_report_is_one_file_the_same_every_time() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let pages = ["a.html", "b.html"].map(|name| folder.path().join(name));
    for page in &pages {
        let output = run([
            "report".as_ref(),
            SAMPLE.folder.path().as_os_str(),
            "-o".as_ref(),
            page.as_os_str(),
        ])?;
        assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
        assert!(output.stdout.is_empty(), "messages are on standard error");
        assert!(
            messages(&output).contains("18 documents"),
            "{}",
            messages(&output)
        );
        assert!(
            !messages(&output).contains("warning"),
            "the originals are at hand"
        );
    }
    let page = fs::read_to_string(&pages[0])?;
    assert!(
        page == fs::read_to_string(&pages[1])?,
        "two reports of one run differ"
    );
    assert_eq!(
        fs::read_dir(folder.path())?.count(),
        2,
        "nothing else is left behind"
    );
    assert!(page.contains("default-src 'none'"));
    for external in ["https:", " src=", "@import", "url("] {
        assert!(!page.contains(external), "{external}");
    }
    let namespace = "http://www.w3.org/2000/svg";
    assert_eq!(page.matches("http:").count(), page.matches(namespace).count());
    Ok(())
}

#[test]
fn raw_text_and_originals_are_a_choice_and_never_a_failure() -> Result<()> {
    let size = |arguments: &[&str]| -> Result<(u64, String)> {
        let folder = tempfile::tempdir()?;
        let page = folder.path().join("report.html");
        let out = SAMPLE.folder.path().display().to_string();
        let page_name = page.display().to_string();
        let mut call = vec!["report", &out, "-o", &page_name];
        call.extend(arguments);
        let output = run(call)?;
        assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
        Ok((fs::metadata(page)?.len(), messages(&output)))
    };
    let (with, _) = size(&["--raw", "always"])?;
    let (without, said) = size(&["--raw", "never"])?;
    assert!(
        said.contains("without raw text") && without < with,
        "{without} {with} {said}"
    );
    let nowhere = tempfile::tempdir()?;
    let (least, said) = size(&["--input", &nowhere.path().display().to_string()])?;
    assert!(
        said.contains("18 of 18 documents without their original file"),
        "{said}"
    );
    assert!(said.contains("--input"), "the way out is named: {said}");
    assert!(least < without, "no text of removed parts either");
    Ok(())
}

#[test]
fn other_folders_are_refused_by_name() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let page = folder.path().join("report.html");
    let report = |out: &str| {
        let page = page.display().to_string();
        run(["report", out, "-o", &page])
    };
    let output = report("corpus")?;
    assert_eq!(output.status.code(), Some(2));
    assert!(messages(&output).contains("run.json"), "{}", messages(&output));

    // Records of two runs.
    let other = Extraction::of_files(&[("a.txt", b"Ada Lovelace came to London.")], &[])?;
    fs::copy(
        SAMPLE.folder.path().join("entities.jsonl"),
        other.folder.path().join("entities.jsonl"),
    )?;
    let output = report(&other.folder.path().display().to_string())?;
    assert_eq!(output.status.code(), Some(2));
    assert!(
        messages(&output).contains("not of one run"),
        "{}",
        messages(&output)
    );
    assert!(!page.exists(), "no page rather than a wrong one");
    Ok(())
}

#[test]
fn offsets_in_code_points_give_the_same_texts() -> Result<()> {
    let page = "<html><body><p>Шавкат Мирзиёев and Ada Lovelace 🏔 met Charles Babbage in Zürich on Monday.</p></body></html>";
    let extraction = Extraction::of_files(&[("a.html", page.as_bytes())], &["--offsets", "chars"])?;
    let folder = tempfile::tempdir()?;
    let report = folder.path().join("report.html");
    let output = run([
        "report".as_ref(),
        extraction.folder.path().as_os_str(),
        "-o".as_ref(),
        report.as_os_str(),
    ])?;
    // A mention that does not stand where its offsets say would be an error.
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    assert!(!extraction.entities()?.is_empty());
    Ok(())
}
