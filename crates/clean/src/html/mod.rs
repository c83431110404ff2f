//! The text of an HTML page, in the order of the file, with the bytes of every character.
//!
//! A tokenizer that knows positions (`html5gum`) cuts the page into tags and text; text is kept with its place,
//! blocks become lines, and each line gets a [`Hint`] of what the markup says about it. No tree is built, so depth
//! costs nothing: fifty thousand nested elements are a list of fifty thousand names.
//!
//! The attribute `lang` is not read: pages say it wrong too often, and no later step asks for the language of a page.

mod entities;
mod meta;
mod region;
mod walk;

use onomast_document::{Date, SpanError};

use crate::line::Hint;
use crate::mapped::Mapped;
use crate::words::Lexicon;

/// What an HTML page gives.
#[derive(Debug)]
pub(crate) struct Extracted {
    /// Its text, one line a block.
    pub(crate) page: Mapped,
    /// For each line, where it begins in the file, and its hint. In the order of the file.
    pub(crate) hints: Vec<(usize, Hint)>,
    /// The title that the head of the page gives, without the name of the site.
    pub(crate) title: Option<String>,
    /// Whether that title may be the name of the site.
    pub(crate) may_name_site: bool,
    /// The day of publication that the markup gives.
    pub(crate) date: Option<Date>,
    /// What a careful user would want to know.
    pub(crate) warnings: Vec<String>,
}

impl Extracted {
    /// A page of plain text: no markup says anything of it.
    pub(crate) fn none(page: Mapped) -> Self {
        Self {
            page,
            hints: Vec::new(),
            title: None,
            may_name_site: false,
            date: None,
            warnings: Vec::new(),
        }
    }
}

/// Takes the text out of an HTML page.
pub(crate) fn extract(page: &Mapped, lexicon: &Lexicon) -> Result<Extracted, SpanError> {
    let walked = walk::walk(&page.text)?;
    let text = page.then(walked.flat)?;
    let places = region::places(&walked.regions, &walked.blocks);
    let mut hints = Vec::with_capacity(walked.blocks.len());
    for (block, place) in walked.blocks.iter().zip(places) {
        let hint = Hint {
            heading: block.heading,
            place,
            linked: (block.linked * 100 / block.letters.max(1)).min(100) as u8,
            item: block.item,
        };
        hints.push((text.raw(block.start, block.start + 1)?.start(), hint));
    }
    Ok(Extracted {
        page: text,
        hints,
        title: walked.meta.title(),
        may_name_site: walked.meta.may_name_site(),
        date: walked.meta.date(lexicon),
        warnings: walked.warnings,
    })
}

/// Whether text is HTML: it begins as a page does, or has many closing tags.
pub(crate) fn looks_like_html(text: &str) -> bool {
    let head = text.trim_start();
    let head = &head[..crate::line::floor(head, 4096)];
    if memchr::memchr(b'<', head.as_bytes()).is_none() {
        return false;
    }
    let lower = head.to_ascii_lowercase();
    let begins = ["<!doctype html", "<html", "<head", "<body", "<?xml"]
        .iter()
        .any(|start| lower.starts_with(start));
    if begins {
        return !lower.starts_with("<?xml") || lower.contains("<html");
    }
    let closing = ["</p>", "</div>", "</a>", "</li>", "</td>", "</span>", "<br"];
    closing
        .iter()
        .map(|tag| lower.matches(tag).count())
        .sum::<usize>()
        >= 5
}

/// Whether there is a tag in the text at all.
pub(crate) fn has_tags(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        bytes
            .get(at + 1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
    })
}
