//! Makes a large corpus of changed copies of the sample pages, to measure speed and memory on.
//!
//! `cargo run --release -p onomast-tests --example vary_corpus -- FOLDER COPIES`
//!
//! In each copy a part of the capitalised words is respelt, each word always in the same way, and digits in
//! longer numbers are changed; so names, windows and clusters differ from copy to copy while the pages keep
//! their shape. The same arguments give the same bytes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use onomast_tests::corpus;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, copies] = &arguments[..] else {
        anyhow::bail!("usage: vary_corpus FOLDER COPIES")
    };
    let copies: usize = copies.parse().context("COPIES is a number of documents")?;
    let pages = pages(&corpus())?;
    ensure!(!pages.is_empty(), "the sample corpus holds no pages");
    for copy in 0..copies {
        let page = &pages[copy % pages.len()];
        let source = page
            .parent()
            .and_then(Path::file_name)
            .context("a page lies in the folder of its source")?;
        let extension = page.extension().context("a page has an extension")?;
        let target = Path::new(folder)
            .join(source)
            .join(format!("{copy:06}"))
            .with_extension(extension);
        fs::create_dir_all(target.parent().context("a folder")?)?;
        fs::write(&target, vary(&fs::read_to_string(page)?, copy as u64))?;
    }
    Ok(())
}

/// The sample pages, in the order of their paths.
fn pages(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(pages(&path)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "txt" || extension == "html")
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn vary(page: &str, copy: u64) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(first) = rest.chars().next() {
        let in_word = |c: char| c.is_alphanumeric() == first.is_alphanumeric();
        let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        out.push_str(&respell(word, copy));
        rest = after;
    }
    out
}

fn respell(word: &str, copy: u64) -> String {
    let chance = hash(word, copy);
    let letters = word.chars().count();
    let is_name = letters > 4 && word.chars().next().is_some_and(char::is_uppercase);
    let is_number = letters > 4 && word.chars().all(|c| c.is_ascii_digit());
    if is_number {
        return word
            .chars()
            .rev()
            .enumerate()
            .map(|(i, _)| digit(chance, i))
            .collect();
    }
    if !is_name || !chance.is_multiple_of(3) {
        return word.to_owned();
    }
    let vowels = ['a', 'e', 'i', 'o', 'u'];
    let letter_at = |(place, letter): (usize, char)| {
        if place > 0 && vowels.contains(&letter) {
            vowels[((chance >> place) % 5) as usize]
        } else {
            letter
        }
    };
    word.chars().enumerate().map(letter_at).collect()
}

fn digit(chance: u64, place: usize) -> char {
    char::from(b'1' + ((chance >> (place % 32)) % 9) as u8)
}

/// FNV-1a over the word and the number of the copy.
fn hash(word: &str, copy: u64) -> u64 {
    let bytes = word.bytes().chain(copy.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
