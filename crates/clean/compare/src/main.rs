//! Our reading of HTML beside that of other crates: `cargo run --release -- FOLDER`, in this folder.
//!
//! FOLDER holds `cleaneval_dev`; our own pages are those of `../tests/html`. Each crate gets the same pages in one run,
//! by itself and as its page recommends: words against the gold text, and pages in a second on one thread. Where a
//! crate finds no article in a page, its text is empty.

// Names of pages are for others.
#[allow(dead_code)]
#[path = "../../examples/score/mod.rs"]
mod score;

use std::path::Path;
use std::time::Instant;

use onomast_clean::Cleaner;
use onomast_document::{DocumentId, Format, RawDocument};
use score::{Page, Score};

type Extract = Box<dyn Fn(&[u8]) -> String>;

fn extractors() -> Vec<(&'static str, Extract)> {
    let cleaner = Cleaner::default();
    let ours = move |bytes: &[u8]| {
        let page = RawDocument {
            id: DocumentId::new("page"),
            format: Format::Html,
            bytes: bytes.to_vec(),
        };
        cleaner
            .clean(&page)
            .map_or(String::new(), |document| document.text)
    };
    let text = |extract: fn(&str) -> String| -> Extract {
        Box::new(move |bytes| extract(&String::from_utf8_lossy(bytes)))
    };
    vec![
        ("ours", Box::new(ours)),
        ("legible 0.5.1", text(legible)),
        ("dom_smoothie 0.19.0", text(dom_smoothie)),
        ("libreadability 0.2.0", text(libreadability)),
        ("trafilatura 0.6.0, favouring recall", text(trafilatura_recall)),
        ("trafilatura 0.6.0", text(trafilatura)),
        ("rs-trafilatura 0.2.2", text(rs_trafilatura)),
        ("dom-content-extraction 0.4.5", text(dom_content_extraction)),
    ]
}

fn legible(html: &str) -> String {
    legible::parse(html, None, None).map_or(String::new(), |article| article.text_content)
}

fn dom_smoothie(html: &str) -> String {
    dom_smoothie::Readability::new(html, None, None)
        .and_then(|mut page| page.parse())
        .map_or(String::new(), |article| article.text_content.to_string())
}

fn libreadability(html: &str) -> String {
    libreadability::extract(html, None).map_or(String::new(), |article| article.text_content)
}

fn trafilatura(html: &str) -> String {
    trafilatura::extract(html, &trafilatura::Options::default())
        .map_or(String::new(), |page| page.content_text)
}

fn trafilatura_recall(html: &str) -> String {
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_focus(trafilatura::ExtractionFocus::FavorRecall);
    trafilatura::extract(html, &options).map_or(String::new(), |page| page.content_text)
}

fn rs_trafilatura(html: &str) -> String {
    rs_trafilatura::extract(html).map_or(String::new(), |page| page.content_text)
}

fn dom_content_extraction(html: &str) -> String {
    let page = dom_content_extraction::scraper::Html::parse_document(html);
    dom_content_extraction::get_content(&page).unwrap_or_default()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(folder) = std::env::args().nth(1) else {
        return Err("name the folder that holds cleaneval_dev".into());
    };
    // A crate that panics on a page has no text for it.
    std::panic::set_hook(Box::new(|_| ()));
    for (name, pages) in [
        (
            "CleanEval dev",
            score::cleaneval(&Path::new(&folder).join("cleaneval_dev"))?,
        ),
        ("our pages", score::own_pages()?),
    ] {
        println!("{name}, {} pages: means over pages", pages.len());
        for (extractor, extract) in extractors() {
            let (score, failed) = score_of(&pages, &extract);
            let speed = pages_a_second(&pages, &extract);
            println!("{extractor:<36} {score} {speed:>6.0} pages/s, {failed} without text");
        }
    }
    Ok(())
}

fn score_of(pages: &[Page], extract: &Extract) -> (Score, usize) {
    let (mut sum, mut failed) = (Score::default(), 0);
    for page in pages {
        let text = text_of(page, extract);
        failed += usize::from(text.trim().is_empty());
        sum += Score::of(&text, &page.gold);
    }
    (sum.mean(pages.len()), failed)
}

fn text_of(page: &Page, extract: &Extract) -> String {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| extract(&page.bytes))).unwrap_or_default()
}

/// The fastest of three rounds.
fn pages_a_second(pages: &[Page], extract: &Extract) -> f64 {
    let round = || {
        let start = Instant::now();
        for page in pages {
            text_of(page, extract);
        }
        start.elapsed().as_secs_f64()
    };
    let best = (0..3).map(|_| round()).fold(f64::MAX, f64::min);
    pages.len() as f64 / best
}
