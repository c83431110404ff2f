//! Pages with the text that is to be kept of them, and how well a text agrees with it. Shared by what scores us, what
//! scores others, and a test.

use std::collections::HashMap;
use std::path::Path;

/// An HTML page.
pub struct Page {
    pub name: String,
    pub bytes: Vec<u8>,
    /// The text that is to be kept.
    pub gold: String,
}

/// The development pages of `CleanEval` in a folder with their gold texts, by name.
pub fn cleaneval(folder: &Path) -> std::io::Result<Vec<Page>> {
    let mut pages = Vec::new();
    for gold in sorted(&folder.join("GoldStandard"))? {
        let Some(name) = gold.file_stem().and_then(|stem| stem.to_str()) else {
            continue;
        };
        pages.push(Page {
            name: name.to_owned(),
            bytes: std::fs::read(folder.join("input").join(format!("{name}.html")))?,
            gold: gold_text(&std::fs::read(&gold)?),
        });
    }
    Ok(pages)
}

/// Our own pages, `tests/html` of the crate, by name.
pub fn own_pages() -> std::io::Result<Vec<Page>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = [folder.join("tests/html"), folder.join("../tests/html")]
        .into_iter()
        .find(|folder| folder.is_dir())
        .unwrap_or_default();
    let mut pages = Vec::new();
    for path in sorted(&folder)? {
        let bytes = std::fs::read(&path)?;
        pages.push(Page {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            gold: marked(&String::from_utf8_lossy(&bytes)),
            bytes,
        });
    }
    Ok(pages)
}

fn sorted(folder: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}

/// The text of the elements that are marked by `class=k`, one a line.
fn marked(page: &str) -> String {
    let mut lines = Vec::new();
    let mut rest = page;
    while let Some((before, behind)) = rest.split_once(" class=k>") {
        let tag = before.rsplit_once('<').map_or("", |(_, tag)| tag);
        let name = tag.split(' ').next().unwrap_or_default();
        let end = behind.find(&format!("</{name}>")).unwrap_or(behind.len());
        let mut line = String::new();
        let mut in_tag = false;
        for c in behind[..end].chars() {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                c if !in_tag => line.push(c),
                _ => {}
            }
        }
        for (reference, c) in [
            ("&#8220;", "“"),
            ("&#8221;", "”"),
            ("&ldquo;", "“"),
            ("&rdquo;", "”"),
            ("&rsquo;", "’"),
            ("&#x2019;", "’"),
        ] {
            line = line.replace(reference, c);
        }
        lines.push(line.split_whitespace().collect::<Vec<_>>().join(" "));
        rest = &behind[end..];
    }
    lines.join("\n")
}

/// The gold text of a `CleanEval` page: without its URL line and its marks of paragraphs.
fn gold_text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .lines()
        .filter(|line| !line.trim_start().starts_with("URL:"))
        .map(|line| {
            ["<p>", "<h>", "<l>"]
                .iter()
                .fold(line.to_owned(), |line, mark| line.replace(mark, " "))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Precision, recall and F1, of one page or as sums over pages.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

impl Score {
    /// Words of `found` that are in `gold`, counted with repetition, as shares of each.
    pub fn of(found: &str, gold: &str) -> Self {
        let (found, gold) = (words(found), words(gold));
        let both: usize = gold
            .iter()
            .map(|(word, count)| found.get(word).map_or(0, |other| *other.min(count)))
            .sum();
        let precision = both as f64 / found.values().sum::<usize>().max(1) as f64;
        let recall = both as f64 / gold.values().sum::<usize>().max(1) as f64;
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        Self {
            precision,
            recall,
            f1,
        }
    }

    /// The mean over so many pages of a sum.
    pub fn mean(self, pages: usize) -> Self {
        let pages = pages.max(1) as f64;
        Self {
            precision: self.precision / pages,
            recall: self.recall / pages,
            f1: self.f1 / pages,
        }
    }
}

impl std::ops::AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.precision += other.precision;
        self.recall += other.recall;
        self.f1 += other.f1;
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "precision {:.3} recall {:.3} F1 {:.3}",
            self.precision, self.recall, self.f1
        )
    }
}

/// Words of a text with how often each stands in it.
fn words(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}
