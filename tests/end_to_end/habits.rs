//! Habits that no compiler checks.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use onomast_tests::{corpus, root};

/// Files under a folder with one of the given extensions, but for built ones.
fn files(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("target") {
            found.extend(files(&path, extensions)?);
        } else if path
            .extension()
            .is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
        {
            found.push(path);
        }
    }
    Ok(found)
}

#[test]
fn every_rust_file_opens_by_saying_what_it_is() -> Result<()> {
    let mut sources = files(&root().join("crates"), &["rs"])?;
    sources.extend(files(&root().join("tests"), &["rs"])?);
    assert!(sources.len() > 30);
    for path in sources {
        let text = fs::read_to_string(&path)?;
        assert!(
            text.starts_with("//!"),
            "{} does not open with //!",
            path.display()
        );
    }
    Ok(())
}

#[test]
fn every_page_of_the_corpus_is_its_gold_without_the_marks() -> Result<()> {
    let gold = corpus().join("gold");
    let pages: Vec<_> = files(&corpus(), &["txt", "html"])?;
    assert!(pages.len() >= 15);
    for page in pages {
        let relative = page.strip_prefix(corpus())?;
        let path = gold.join(relative).with_extension("gold");
        let marked = onomast_eval::read::strip_marks(&fs::read_to_string(&path)?, &path)?;
        assert_eq!(marked.text, fs::read_to_string(&page)?, "{}", relative.display());
    }
    Ok(())
}
