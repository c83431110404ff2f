//! Takes pictures of every view of a report in headless Chromium, to be looked at.
//!
//! `cargo run -p onomast-tests --example report_pictures -- REPORT FOLDER`
//!
//! The addresses are those of the sample corpus.

use std::fs;
use std::path::Path;

use anyhow::Result;
use onomast_tests::browser::Browser;

/// Stands for the address of the person most mentioned.
const FIRST_PERSON: &str = "";

/// Name, width, height, colour scheme, address, and what is done before the picture.
const PICTURES: [(&str, u32, u32, &str, &str, &str); 14] = [
    ("entities", 1280, 800, "light", "#entities", ""),
    (
        "entities-filtered",
        1280,
        800,
        "light",
        "#entities?q=berdi&label=PER&folder=tm-portal",
        "",
    ),
    ("entity", 1280, 800, "light", FIRST_PERSON, ""),
    ("entity-dark", 1280, 800, "dark", FIRST_PERSON, ""),
    ("entity-phone", 390, 844, "light", FIRST_PERSON, ""),
    ("entities-phone", 390, 844, "dark", "#entities", ""),
    ("documents", 1280, 800, "light", "#documents", ""),
    (
        "document",
        1280,
        800,
        "light",
        "#document/uz-president/2017-09-state-visit.txt",
        "document.querySelector('.text .nominal').dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))",
    ),
    (
        "document-removed",
        1280,
        800,
        "light",
        "#document/uz-president/2017-09-state-visit.txt?removed=1",
        "",
    ),
    (
        "document-raw",
        1280,
        800,
        "dark",
        "#document/tm-portal/2022-10-uzbek-visit.html?removed=1&raw=1",
        "",
    ),
    (
        "document-phone",
        390,
        844,
        "light",
        "#document/uz-president/2017-09-state-visit.txt",
        "",
    ),
    ("network", 1280, 1100, "light", "#network", ""),
    ("network-100", 1280, 1100, "dark", "#network?top=100", ""),
    ("about", 1280, 800, "light", "#about", ""),
];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [report, folder] = &arguments[..] else {
        anyhow::bail!("usage: report_pictures REPORT FOLDER")
    };
    let (report, folder) = (fs::canonicalize(report)?, Path::new(folder));
    fs::create_dir_all(folder)?;
    let browser = Browser::start()?;
    for (name, width, height, scheme, address, action) in PICTURES {
        browser.resize(width, height)?;
        browser.emulate("screen", scheme)?;
        if address == FIRST_PERSON {
            browser.open_page(&report, "#entities?label=PER")?;
            browser.wait("return document.querySelector('td.name a')")?;
            browser.run("document.querySelector('td.name a').click()")?;
            browser.wait("return document.querySelector('main.entity h1')")?;
        } else {
            browser.open_page(&report, address)?;
            browser.wait("return document.querySelector('h1')")?;
        }
        browser.run(action)?;
        fs::write(folder.join(name).with_extension("png"), browser.picture()?)?;
    }
    Ok(())
}
