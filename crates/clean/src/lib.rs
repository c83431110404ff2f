//! From the bytes of a page to readable text, reversibly and with reasons.
//!
//! The steps of [`Cleaner::clean`], in their order and their modules:
//!
//! 1. `decode`: bytes to text, in whatever encoding.
//! 2. `html`: the text of an HTML page, with what its markup says of each line, its title and its date.
//! 3. `normal` and `lookalike`: characters made regular.
//! 4. `line` and `shape`: the lines of the page and what can be told of each by itself.
//! 5. `rules`: the ordered list of named rules that take page furniture ([`RULES`]); their words are the files of
//!    `lang/`, read by `words` and found by `phrases`.
//! 6. [`model`]: the last rule, trained, for lines that no other is certain of.
//! 7. `title`, `header` and `dates`: title and day of publication.
//! 8. `assemble`: the kept lines as a [`Document`].
//!
//! `recurring` counts lines over the pages of a source beforehand, where there are many; see [`BoilerplateCounter`].
//!
//! In the text of a [`Document`] lines are separated by `\n`, with one blank line where the page had one or more;
//! no line begins or ends with space. Lines of a paragraph that was wrapped by hand or by a mail program are one line.
//! Every byte of it knows its bytes in the file, and every piece of text that was taken out is in
//! [`Document::removed`] with its rule. What is not text is not listed there: markup, scripts, styles, comments,
//! drawings and formulas of HTML, control and invisible characters, spaces and blank lines beyond one.
//!
//! A line that is nothing but a number is a counter more often than the cell of a table, and may go as one.
//!
//! Cleaning a cleaned text takes nothing more. A page all of whose lines look like page furniture is kept as it
//! is, with a warning. An empty file is an empty document with a warning.

mod assemble;
mod dates;
mod decode;
mod eight;
mod error;
mod header;
mod html;
mod line;
mod lookalike;
mod mapped;
mod masks;
pub mod model;
mod normal;
mod phrases;
mod recurring;
mod rules;
mod shape;
mod title;
mod topic;
mod words;

use onomast_document::{Document, Format, OffsetMap, RawDocument, Removal};

pub use error::CleanError;
pub use recurring::{Boilerplate, BoilerplateCounter, PageLines};
pub use rules::{RULES, RuleInfo};

use lookalike::LookAlikes;
use words::Lexicon;

/// The text of a file as it stands, markup and all, with the way back to its bytes; the encoding is found out as in
/// [`Cleaner::clean`].
///
/// # Errors
/// When the bytes are not text in any encoding, or over 4 GiB.
pub fn decode(bytes: &[u8]) -> Result<(String, OffsetMap), CleanError> {
    let page = decode::decode(bytes)?.page;
    Ok((page.text, page.map))
}

/// What cleaning does. The default does everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanOptions {
    /// Whether page furniture is taken out. Without it only characters are made regular.
    pub rules: bool,
    /// Names of rules that do not look at the page; [`RULES`] lists all names, others have no effect.
    pub without: Vec<String>,
    /// Whether Cyrillic and Greek look-alikes of Latin letters are made Latin where Latin is meant.
    pub look_alikes: bool,
    /// Whether the bytes may overrule the name of a file: HTML named as text, and the reverse.
    pub detect_format: bool,
}

impl Default for CleanOptions {
    fn default() -> Self {
        Self {
            rules: true,
            without: Vec::new(),
            look_alikes: true,
            detect_format: true,
        }
    }
}

/// A page before any rule: its text, and what its markup says of it and of its lines.
struct Read {
    page: mapped::Mapped,
    hints: Vec<(usize, line::Hint)>,
    title: Option<String>,
    /// Whether that title may be the name of the site.
    may_name_site: bool,
    date: Option<onomast_document::Date>,
    warnings: Vec<String>,
}

/// Makes pages readable. Costs a few milliseconds to make; one serves all threads.
#[derive(Debug, Clone)]
pub struct Cleaner {
    options: CleanOptions,
    lexicon: &'static Lexicon,
    look_alikes: Option<LookAlikes>,
    boilerplate: Boilerplate,
}

impl Default for Cleaner {
    fn default() -> Self {
        Self::new(CleanOptions::default())
    }
}

impl Cleaner {
    /// A cleaner.
    pub fn new(options: CleanOptions) -> Self {
        let lexicon = Lexicon::shared();
        let look_alikes = options.look_alikes.then(|| LookAlikes::new(lexicon));
        Self {
            options,
            lexicon,
            look_alikes,
            boilerplate: Boilerplate::default(),
        }
    }

    /// The readable text of a page, where each byte of it came from, what was taken out, title and date.
    ///
    /// ```
    /// use onomast_clean::Cleaner;
    /// use onomast_document::{DocumentId, Format, RawDocument};
    ///
    /// let page = "Home | News | Contact\nDecember 24, 2022\nThe ministers met in Tashkent and signed a plan. Read more";
    /// let document = Cleaner::default().clean(&RawDocument {
    ///     id: DocumentId::new("page.txt"),
    ///     format: Format::Text,
    ///     bytes: page.into(),
    /// })?;
    /// assert_eq!(document.text, "The ministers met in Tashkent and signed a plan.");
    /// assert_eq!(document.date.map(|date| date.to_string()).as_deref(), Some("2022-12-24"));
    /// let rules: Vec<&str> = document.removed.iter().map(|removal| removal.rule).collect();
    /// assert_eq!(rules, ["menu", "time-stamp", "teaser"]);
    /// # Ok::<(), onomast_clean::CleanError>(())
    /// ```
    ///
    /// # Errors
    /// When the bytes are not text in any encoding, or over 4 GiB.
    pub fn clean(&self, raw: &RawDocument) -> Result<Document, CleanError> {
        let Read {
            page,
            hints,
            title,
            may_name_site,
            date,
            mut warnings,
        } = self.read(raw)?;
        let mut lines = line::lines(&page.text, self.lexicon);
        if hints.is_empty() {
            line::note_columns(&page, &raw.bytes, &mut lines)?;
        }
        assemble::give_hints(&page, &mut lines, &hints)?;
        self.boilerplate.tell(&raw.id, &page.text, &mut lines);
        let wanted = |rule: &str| self.options.rules && self.options.without.iter().all(|name| name != rule);
        let sifted = assemble::sift(&page.text, &mut lines, self.lexicon, wanted);
        warnings.extend(sifted.warning);
        if page.text.is_empty() {
            warnings.push("the page has no text".to_owned());
        }
        let header = assemble::header_lines(&page.text, &lines, &sifted.pieces);
        let title = title
            .filter(|title| !may_name_site || !is_beside_headline(title, &header))
            .or_else(|| title::headline(&header).map(|headline| header[headline.at].text.to_owned()));
        let date = date.or_else(|| header::date(&header, title.as_deref(), self.lexicon));
        let rests = |text: &str, lines: &[line::Line]| {
            if self.options.rules {
                assemble::rests(text, lines)
            } else {
                Vec::new()
            }
        };
        let mut wraps = rests(&page.text, &lines);
        let (mut text, mut removed) = assemble::assemble(&page, &lines, &sifted.pieces, &wraps)?;
        // Whole paragraphs may show what their lines did not, and words what they did not beside those of another script.
        loop {
            let table = self.look_alikes.as_ref().filter(|_| !removed.is_empty());
            let mended = table.map_or(Ok(None), |table| table.apply(&text.text))?;
            if wraps.is_empty() && mended.is_none() {
                break;
            }
            if let Some(mended) = mended {
                text = text.then(mended)?;
            }
            let mut lines = line::lines(&text.text, self.lexicon);
            let sifted = assemble::sift(&text.text, &mut lines, self.lexicon, wanted);
            wraps = rests(&text.text, &lines);
            let (sparser, more) = assemble::assemble(&text, &lines, &sifted.pieces, &wraps)?;
            text = sparser;
            // A paragraph that goes as a whole takes with it what went from its midst before.
            let within = |removal: &Removal| {
                more.iter().any(|whole| {
                    removal.raw.start() >= whole.raw.start() && removal.raw.end() <= whole.raw.end()
                })
            };
            removed.retain(|removal| !within(removal));
            removed.extend(more);
            removed.sort_by_key(|removal| removal.raw.start());
        }
        Ok(Document {
            id: raw.id.clone(),
            text: text.text,
            offsets: Some(text.map),
            removed,
            title,
            date,
            warnings,
        })
    }

    /// The text of a page, before any rule.
    fn read(&self, raw: &RawDocument) -> Result<Read, CleanError> {
        let decode::Decoded { page, mut warnings } = decode::decode(&raw.bytes)?;
        let html = if self.is_html(raw.format, &page.text) {
            html::extract(&page, self.lexicon)?
        } else {
            html::Extracted::none(page)
        };
        warnings.extend(html.warnings);
        Ok(Read {
            page: normal::normalise(html.page, self.look_alikes.as_ref())?,
            hints: html.hints,
            title: html.title,
            may_name_site: html.may_name_site,
            date: html.date,
            warnings,
        })
    }

    /// Whether to read the page as HTML: by its name, unless its bytes say otherwise.
    fn is_html(&self, format: Format, text: &str) -> bool {
        match format {
            Format::Html => !self.options.detect_format || html::has_tags(text),
            Format::Text => self.options.detect_format && html::looks_like_html(text),
        }
    }
}

/// Whether the page has a headline that it bears out and that says other things than a title.
fn is_beside_headline(title: &str, lines: &[title::HeaderLine<'_>]) -> bool {
    title::headline(lines).is_some_and(|headline| headline.sure && !lines[headline.at].text.contains(title))
}
