//! Lines that recur on the pages of one source: its furniture, whatever it says.
//!
//! A first, cheap look at all pages counts short lines by source; the source of a page is the folder of its id, or the
//! host where the id is a web address. What stands on at least half of the pages of a source, and on four or more, is
//! boilerplate. Memory is bounded: when the table is full, the rarest lines are forgotten. Only then does the order of
//! the pages matter, so they are added one after another in the order of the input, and the same input gives the same
//! result.

use std::collections::HashMap;
use std::sync::Arc;

use onomast_document::{DocumentId, RawDocument};

use crate::error::CleanError;
use crate::line::Line;

/// Pages on which a line must stand at least.
const PAGES: u32 = 4;

/// Longer lines are not counted.
const LONGEST: usize = 300;

/// The short lines of one page, for a [`BoilerplateCounter`]. Made by [`Cleaner::short_lines`](crate::Cleaner::short_lines).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLines {
    source: u64,
    /// Each line once.
    keys: Vec<u64>,
}

impl PageLines {
    fn of(id: &DocumentId, text: &str) -> Self {
        let source = source_key(id);
        let mut keys: Vec<u64> = text
            .split('\n')
            .filter(|line| !line.is_empty() && line.len() <= LONGEST)
            .map(|line| line_key(source, line))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        Self { source, keys }
    }
}

/// Counts lines over the pages of a corpus.
#[derive(Debug, Clone)]
pub struct BoilerplateCounter {
    capacity: usize,
    /// Pages of each source.
    sources: HashMap<u64, u32>,
    /// Pages on which a line of a source stands.
    lines: HashMap<u64, u32>,
}

impl Default for BoilerplateCounter {
    /// A counter of a million lines, about 30 MB when full.
    fn default() -> Self {
        Self::with_capacity(1 << 20)
    }
}

impl BoilerplateCounter {
    /// A counter that remembers so many different lines, and sources, at most.
    pub fn with_capacity(lines: usize) -> Self {
        Self {
            capacity: lines.max(1),
            sources: HashMap::new(),
            lines: HashMap::new(),
        }
    }

    /// Counts the lines of one page.
    pub fn add(&mut self, page: &PageLines) {
        let known = self.sources.len();
        match self.sources.get_mut(&page.source) {
            Some(pages) => *pages += 1,
            None if known < self.capacity => _ = self.sources.insert(page.source, 1),
            // Of one source too many nothing is learnt.
            None => return,
        }
        for key in &page.keys {
            if let Some(pages) = self.lines.get_mut(key) {
                *pages += 1;
                continue;
            }
            if self.lines.len() >= self.capacity {
                self.forget();
            }
            self.lines.insert(*key, 1);
        }
    }

    /// Forgets the rarest lines, so that at most half of the table is full. Most lines of a corpus are seen once.
    fn forget(&mut self) {
        let mut least = 1;
        while self.lines.len() * 2 > self.capacity {
            self.lines.retain(|_, pages| *pages > least);
            least *= 2;
        }
    }

    /// The lines that recur.
    pub fn finish(self) -> Boilerplate {
        let Self {
            sources, mut lines, ..
        } = self;
        lines.retain(|_, pages| *pages >= PAGES);
        lines.shrink_to_fit();
        Boilerplate(Arc::new(Recurring { sources, lines }))
    }
}

/// The lines that recur on the pages of each source. Made by a [`BoilerplateCounter`]; cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Boilerplate(Arc<Recurring>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Recurring {
    /// Pages of each source.
    sources: HashMap<u64, u32>,
    /// Pages on which a line of a source stands.
    lines: HashMap<u64, u32>,
}

impl Boilerplate {
    /// How many lines recur, over all sources.
    pub fn len(&self) -> usize {
        self.0.lines.len()
    }

    /// Whether no line recurs.
    pub fn is_empty(&self) -> bool {
        self.0.lines.is_empty()
    }

    /// Tells each short line of a page whether it recurs. A page whose paragraphs recur is a copy of other pages, and
    /// then recurring means nothing.
    pub(crate) fn tell(&self, id: &DocumentId, text: &str, lines: &mut [Line]) {
        if self.is_empty() {
            return;
        }
        let source = source_key(id);
        let Some(pages) = self.0.sources.get(&source) else {
            return;
        };
        let recurs = |line: &Line| {
            line.end - line.start <= LONGEST
                && self
                    .0
                    .lines
                    .get(&line_key(source, line.of(text)))
                    .is_some_and(|count| count * 2 >= *pages)
        };
        let paragraphs = lines.iter().filter(|line| line.shape.is_paragraph());
        let (all, copied) = paragraphs.fold((0, 0), |(all, copied), line| {
            (all + 1, copied + usize::from(recurs(line)))
        });
        if copied * 2 > all && copied > 1 {
            return;
        }
        for line in lines {
            line.recurs = recurs(line);
        }
    }
}

/// The source of a page: the folder of its id, or the host of a web address.
fn source_key(id: &DocumentId) -> u64 {
    let id = id.as_str();
    let source = match id.split_once("://") {
        Some((_, address)) => address.split(['/', '?', '#']).next().unwrap_or_default(),
        None => id.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    hash(0, source.bytes())
}

/// Of lines with more words than this the numbers count: "Session 12 of the council" may be a headline.
const LABEL: usize = 3;

/// A line of a source. In labels numbers are made alike: counters and dates change from page to page.
fn line_key(source: u64, line: &str) -> u64 {
    let words = line
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .take(LABEL + 1)
        .count();
    if words > LABEL {
        return hash(source, line.bytes());
    }
    let mut in_number = false;
    hash(
        source,
        line.bytes().filter_map(|byte| {
            let first = !std::mem::replace(&mut in_number, byte.is_ascii_digit());
            if byte.is_ascii_digit() {
                first.then_some(b'0')
            } else {
                Some(byte)
            }
        }),
    )
}

/// FNV-1a, which is the same on every machine and in every run.
fn hash(seed: u64, bytes: impl Iterator<Item = u8>) -> u64 {
    let start = 0xCBF2_9CE4_8422_2325 ^ seed;
    bytes.fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

impl crate::Cleaner {
    /// The short lines of a page: the first look of two. The second is [`Cleaner::clean`](crate::Cleaner::clean) of a
    /// cleaner that was given [`BoilerplateCounter::finish`].
    ///
    /// # Errors
    /// As for [`Cleaner::clean`](crate::Cleaner::clean).
    pub fn short_lines(&self, raw: &RawDocument) -> Result<PageLines, CleanError> {
        Ok(PageLines::of(&raw.id, &self.read(raw)?.page.text))
    }

    /// This cleaner with lines that recur, taken by the rule `recurring-line`.
    #[must_use]
    pub fn with_boilerplate(mut self, boilerplate: Boilerplate) -> Self {
        self.boilerplate = boilerplate;
        self
    }
}

#[cfg(test)]
mod tests {
    use onomast_document::Format;

    use super::*;
    use crate::Cleaner;

    fn page(id: &str, text: &str) -> RawDocument {
        RawDocument {
            id: DocumentId::new(id),
            format: Format::Text,
            bytes: text.into(),
        }
    }

    fn article(number: usize) -> String {
        format!(
            "The {number}th session of the council was opened in city number {number} by its chairman, who spoke about the plans for year {number}.",
        )
    }

    fn cleaned(pages: &[RawDocument], capacity: usize) -> Vec<String> {
        let cleaner = Cleaner::default();
        let mut counter = BoilerplateCounter::with_capacity(capacity);
        for page in pages {
            counter.add(&cleaner.short_lines(page).unwrap());
        }
        let cleaner = cleaner.with_boilerplate(counter.finish());
        pages
            .iter()
            .map(|page| cleaner.clean(page).unwrap().text)
            .collect()
    }

    #[test]
    fn a_line_on_most_pages_of_a_folder_goes() {
        let names = ["alpha", "beta", "gamma", "delta", "epsilon"];
        let pages: Vec<RawDocument> = names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                page(
                    &format!("a/{at}.txt"),
                    &format!(
                        "Herald of the Alps\n{}\nQuarter {name}",
                        article(at).replace("th", name)
                    ),
                )
            })
            .chain([page("b/1.txt", &format!("Herald of the Alps\n{}", article(9)))])
            .collect();
        let texts = cleaned(&pages, 1000);
        assert_eq!(
            texts[0],
            format!("{}\nQuarter alpha", article(0).replace("th", "alpha"))
        );
        assert_eq!(
            texts[5],
            format!("Herald of the Alps\n{}", article(9)),
            "another source"
        );
        assert_eq!(cleaned(&pages, 1000), texts);
    }

    #[test]
    fn copies_of_one_page_are_kept_whole() {
        let text = format!(
            "Herald of the Alps\n{}\n{}",
            article(1),
            article(2).replace("council", "senate")
        );
        let pages: Vec<RawDocument> = (0..6).map(|at| page(&format!("a/{at}.txt"), &text)).collect();
        assert!(cleaned(&pages, 1000).iter().all(|cleaned| *cleaned == text));
    }

    #[test]
    fn a_headline_that_differs_in_a_number_stays() {
        let pages: Vec<RawDocument> = (1..6)
            .map(|at| {
                let text = format!(
                    "Views: {at}\nSession {at} of the council was opened\n{}",
                    article(at)
                );
                page(&format!("a/{at}.txt"), &text)
            })
            .collect();
        assert!(cleaned(&pages, 1000)[0].starts_with("Session 1 of the council was opened\n"));
    }

    #[test]
    fn the_source_of_a_web_address_is_its_host() {
        let key = |id: &str| source_key(&DocumentId::new(id));
        assert_eq!(key("https://a.example/b/c"), key("https://a.example/d?e"));
        assert_ne!(key("https://a.example/b/c"), key("https://b.example/b/c"));
        assert_eq!(key("a/b.txt"), key("a/c.txt"));
        assert_ne!(key("a/b.txt"), key("b.txt"));
    }

    #[test]
    fn a_full_table_forgets_what_was_seen_once() {
        let mut counter = BoilerplateCounter::with_capacity(4);
        for at in ["q", "w", "e", "r", "t", "y"] {
            counter.add(&PageLines::of(
                &DocumentId::new("a/x"),
                &format!("Herald of the Alps\nLine {at}"),
            ));
        }
        assert!(counter.lines.len() <= 4);
        assert_eq!(counter.finish().len(), 1);
    }

    #[test]
    fn the_order_of_pages_decides_nothing_while_there_is_room() {
        let lines: Vec<PageLines> = (0..8)
            .map(|at| {
                PageLines::of(
                    &DocumentId::new(format!("{}/x", at % 2)),
                    &format!("One\nTwo {at}\nThree four {at} five six"),
                )
            })
            .collect();
        let learnt = |order: &mut dyn Iterator<Item = &PageLines>| {
            let mut counter = BoilerplateCounter::default();
            order.for_each(|page| counter.add(page));
            counter.finish()
        };
        assert_eq!(learnt(&mut lines.iter()), learnt(&mut lines.iter().rev()));
        assert_eq!(learnt(&mut lines.iter()).len(), 4);
    }
}
