//! JSONL of pages: each line is a document within the limit, or a failure that names the line.

use std::collections::BTreeSet;

use onomast_pipeline::Sources;

use super::{folder, write};

/// Small enough that inputs of a few kilobytes go over it.
const MAX_BYTES: u64 = 200;

pub(super) fn jsonl(bytes: &[u8]) {
    let folder = folder();
    let path = write(folder.path(), "pages.jsonl", bytes);
    let sources = Sources::new(&[path], MAX_BYTES).expect("the file is there");
    let mut seen = BTreeSet::new();
    let mut items = 0;
    for item in sources.read() {
        items += 1;
        match item {
            Ok(page) => {
                assert!(page.bytes.len() as u64 <= MAX_BYTES);
                assert!(!page.id.as_str().is_empty() && page.id.as_str().len() <= 4096);
                assert!(seen.insert(page.id), "an id is given twice");
            }
            Err(failure) => {
                let line = failure
                    .document
                    .strip_prefix("pages.jsonl:")
                    .and_then(|line| line.parse().ok());
                assert!(line.is_some_and(|line: usize| line >= items), "{failure}");
            }
        }
    }
    let lines = bytes.split(|&byte| byte == b'\n').count();
    assert!(items <= lines);
}
