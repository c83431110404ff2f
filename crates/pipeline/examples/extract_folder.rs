//! The pipeline from a program of one's own: a folder of pages in memory, entities out.
//!
//! `cargo run --release --example extract_folder -p onomast-pipeline -- corpus`

use std::error::Error;
use std::path::PathBuf;

use onomast_pipeline::{Pipeline, Settings, Sources};

#[expect(clippy::print_stdout, reason = "an example shows its result")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "corpus".to_owned()));
    let settings = Settings::default();
    let pages = Sources::new(&[folder], settings.max_bytes)?
        .read()
        .collect::<Result<Vec<_>, _>>()?;
    let extraction = Pipeline::load(&settings)?.extract(&pages);
    for entity in &extraction.resolution.entities {
        println!("{:>5} {} {}", entity.mentions.len(), entity.label, entity.name);
    }
    Ok(())
}
