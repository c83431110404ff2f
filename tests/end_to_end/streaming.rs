//! JSONL in, JSONL out.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use anyhow::{Context, Result};
use onomast_tests::{corpus, messages, onomast, records, text};

const PAGES: &str = concat!(
    r#"{"id":"a","text":"Ada Lovelace came to London. Lovelace met the press there."}"#,
    "\n",
    r#"{"id":"b","html":"<html><body><p>Grace Hopper spoke in New York on Monday about machines.</p></body></html>"}"#,
    "\n",
);

#[test]
fn documents_stream_from_standard_input_to_standard_output() -> Result<()> {
    let mut child = onomast()
        .args(["extract", "-", "-o", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child
        .stdin
        .take()
        .context("a pipe")?
        .write_all(PAGES.as_bytes())?;
    let output = child.wait_with_output()?;
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    let documents = records(&output.stdout)?;
    assert_eq!(
        documents
            .iter()
            .map(|document| text(document, "id"))
            .collect::<Vec<_>>(),
        ["a", "b"]
    );
    let mentions = documents[0]["mentions"].as_array().context("mentions")?;
    let of = |words: &str| mentions.iter().find(|mention| text(mention, "text") == words);
    let (full, short) = (
        of("Ada Lovelace").context("full name")?,
        of("Lovelace").context("surname")?,
    );
    assert_eq!(full["entity"], short["entity"], "linked within the document");
    Ok(())
}

#[test]
fn a_closed_pipe_is_a_quiet_exit() -> Result<()> {
    let mut child = onomast()
        .arg("clean")
        .arg(corpus())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut first = String::new();
    let mut stdout = BufReader::with_capacity(16, child.stdout.take().context("a pipe")?);
    stdout.read_line(&mut first)?;
    drop(stdout);
    let output = child.wait_with_output()?;
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    assert!(!messages(&output).contains("error"), "{}", messages(&output));
    Ok(())
}
