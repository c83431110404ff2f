//! Lines that recur on the pages of one source: its furniture, whatever it says.
//!
//! A first, cheap look at all pages counts short lines by source; the source of a page is the folder of its id. What
//! stands on at least half of the pages of a source, and on four or more, is boilerplate. Memory is bounded: when the
//! table is full, lines seen once are forgotten. The order of the pages decides what is forgotten, so pages are added
//! one after another in the order of the input, and the same input gives the same result.

use std::collections::HashMap;

use onomast_document::{DocumentId, RawDocument};

use crate::error::CleanError;
use crate::line::Line;

/// Pages on which a line must stand at least.
const PAGES: u32 = 4;

/// Longer lines are not counted.
const LONGEST: usize = 300;

/// Counts lines over the pages of a corpus. Feed it with [`Cleaner::count_lines`](crate::Cleaner::count_lines).
#[derive(Debug, Clone)]
pub struct BoilerplateCounter {
    capacity: usize,
    pages: u32,
    sources: HashMap<u64, u32>,
    lines: HashMap<u64, Count>,
}

/// On how many pages a line was seen, and the last of them.
#[derive(Debug, Clone, Copy)]
struct Count {
    pages: u32,
    last: u32,
}

impl Default for BoilerplateCounter {
    /// A counter of a million lines, about 30 MB when full.
    fn default() -> Self {
        Self::with_capacity(1 << 20)
    }
}

impl BoilerplateCounter {
    /// A counter that remembers so many different lines at most.
    pub fn with_capacity(lines: usize) -> Self {
        Self {
            capacity: lines.max(1),
            pages: 0,
            sources: HashMap::new(),
            lines: HashMap::new(),
        }
    }

    /// Counts the lines of one page, each once.
    pub(crate) fn add(&mut self, id: &DocumentId, text: &str) {
        self.pages += 1;
        let source = source_key(id);
        *self.sources.entry(source).or_default() += 1;
        for line in text
            .split('\n')
            .filter(|line| !line.is_empty() && line.len() <= LONGEST)
        {
            let key = line_key(source, line);
            if let Some(count) = self.lines.get_mut(&key) {
                if count.last != self.pages {
                    *count = Count {
                        pages: count.pages + 1,
                        last: self.pages,
                    };
                }
                continue;
            }
            if self.lines.len() >= self.capacity {
                // Most lines of a corpus are seen once. Where even that frees nothing, new lines are not counted.
                self.lines.retain(|_, count| count.pages > 1);
                if self.lines.len() >= self.capacity {
                    continue;
                }
            }
            self.lines.insert(
                key,
                Count {
                    pages: 1,
                    last: self.pages,
                },
            );
        }
    }

    /// The lines that recur.
    pub fn finish(self) -> Boilerplate {
        let Self {
            sources, mut lines, ..
        } = self;
        lines.retain(|_, count| count.pages >= PAGES);
        let lines = lines.into_iter().map(|(key, count)| (key, count.pages)).collect();
        Boilerplate { sources, lines }
    }
}

/// The lines that recur on the pages of each source. Made by a [`BoilerplateCounter`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Boilerplate {
    /// Pages of each source.
    sources: HashMap<u64, u32>,
    /// Pages on which a line of a source stands.
    lines: HashMap<u64, u32>,
}

impl Boilerplate {
    /// How many lines recur, over all sources.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether no line recurs.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Tells each short line of a page whether it recurs. A page whose paragraphs recur is a copy of other pages, and
    /// then recurring means nothing.
    pub(crate) fn tell(&self, id: &DocumentId, text: &str, lines: &mut [Line]) {
        let source = source_key(id);
        let Some(pages) = self.sources.get(&source) else {
            return;
        };
        let recurs = |line: &Line| {
            self.lines
                .get(&line_key(source, line.of(text)))
                .is_some_and(|count| count * 2 >= *pages)
        };
        let paragraphs = lines
            .iter()
            .filter(|line| line.shape.is_paragraph() && line.end - line.start <= LONGEST);
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

/// The source of a page: the folder of its id.
fn source_key(id: &DocumentId) -> u64 {
    let folder = id.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    hash(0, folder)
}

/// A line of a source, with numbers made alike: counters and dates change from page to page.
fn line_key(source: u64, line: &str) -> u64 {
    let mut key = String::with_capacity(line.len());
    for c in line.chars() {
        if !c.is_ascii_digit() {
            key.push(c);
        } else if !key.ends_with('0') {
            key.push('0');
        }
    }
    hash(source, &key)
}

/// FNV-1a, which is the same on every machine and in every run.
fn hash(seed: u64, text: &str) -> u64 {
    let start = 0xCBF2_9CE4_8422_2325 ^ seed;
    text.bytes().fold(start, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

impl crate::Cleaner {
    /// Counts the lines of a page: the first look of two. The second is [`Cleaner::clean`](crate::Cleaner::clean) of a
    /// cleaner that was given [`BoilerplateCounter::finish`].
    ///
    /// # Errors
    /// As for [`Cleaner::clean`](crate::Cleaner::clean).
    pub fn count_lines(&self, raw: &RawDocument, counter: &mut BoilerplateCounter) -> Result<(), CleanError> {
        let read = self.read(raw)?;
        counter.add(&raw.id, &read.page.text);
        Ok(())
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
            cleaner.count_lines(page, &mut counter).unwrap();
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
    fn a_full_table_forgets_what_was_seen_once() {
        let mut counter = BoilerplateCounter::with_capacity(2);
        for at in 0..6 {
            counter.add(
                &DocumentId::new("a/x"),
                &format!("Herald of the Alps\nLine {}", ["q", "w", "e", "r", "t", "y"][at]),
            );
        }
        assert!(counter.lines.len() <= 2);
        assert_eq!(counter.finish().len(), 1);
    }
}
