//! The whole program, built with the engine rust-bert.
#![cfg(feature = "rust-bert")]

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

#[test]
fn a_page_goes_all_the_way() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = tempfile::tempdir()?;
    let page = folder.path().join("visit.txt");
    fs::write(
        &page,
        "Ada Lovelace came to London on Tuesday. Lovelace met the press there.\n",
    )?;
    let out = folder.path().join("out");
    let output = Command::new(env!("CARGO_BIN_EXE_onomast"))
        .current_dir(&root)
        .args(["extract", "--engine", "rust-bert", "--device", "cpu", "-o"])
        .args([&out, &page])
        .output()?;
    let messages = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{messages}");
    let run: Value = serde_json::from_slice(&fs::read(out.join("run.json"))?)?;
    assert_eq!(
        (&run["engine"], &run["settings"]["device"]),
        (&"rust-bert".into(), &"cpu".into())
    );
    let entities = fs::read_to_string(out.join("entities.jsonl"))?;
    let first: Value = serde_json::from_str(entities.lines().next().context("an entity")?)?;
    assert_eq!(first["name"], "Ada Lovelace");
    Ok(())
}
