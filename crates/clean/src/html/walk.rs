//! One walk over the tokens of a page.

use std::collections::HashMap;
use std::convert::Infallible;

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use onomast_document::SpanError;

use super::entities::{Piece, decoded, pieces};
use super::meta::Meta;
use super::region::{DEPTH, Region, region_of};
use crate::line::Shape;
use crate::mapped::{Mapped, Writer};

/// A line of the flat text and what the markup says of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// First byte in the flat text.
    pub(super) start: usize,
    /// Letters of the line, and how many of them are in links.
    pub(super) letters: usize,
    pub(super) linked: usize,
    pub(super) heading: Option<u8>,
    pub(super) item: bool,
    /// Whether the line is running text outside links.
    pub(super) prose: bool,
    pub(super) region: Option<usize>,
}

/// What a walk gives.
#[derive(Debug)]
pub(super) struct Walked {
    pub(super) flat: Mapped,
    pub(super) blocks: Vec<Block>,
    pub(super) regions: Vec<Region>,
    pub(super) meta: Meta,
    pub(super) warnings: Vec<String>,
}

/// Walks over a page.
pub(super) fn walk(html: &str) -> Result<Walked, SpanError> {
    let mut walker = Walker::new(html);
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span<usize>| {
        walker.event(&event, span.start, span.end);
        None::<Infallible>
    });
    emitter.naively_switch_states(true);
    // The reader is a string: it cannot fail.
    let Ok(()) = Tokenizer::new_with_emitter(html, emitter).finish();
    walker.finish()
}

/// Elements whose text is not text of the page.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "iframe", "noembed", "noframe", "svg", "math", "map", "title", "xmp",
];

/// Elements within a line; all others end it.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "mark",
    "nobr",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    "link",
    "meta",
    "area",
    "source",
    "picture",
    "param",
    "o:p",
    "blink",
    "center-inline",
    "base",
];

/// Elements whose ends are written often enough to be followed.
const FOLLOWED: &[&str] = &[
    "div",
    "section",
    "article",
    "main",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "ul",
    "ol",
    "dl",
    "table",
    "body",
    "figure",
    "figcaption",
    "dialog",
    "select",
    "button",
    "details",
    "fieldset",
    "blockquote",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "address",
    "center",
    "template",
    "svg",
    "math",
    "object",
    "applet",
    "audio",
    "video",
    "canvas",
    "map",
    "td",
    "li",
    "p",
    "span",
];

/// The stretches of a piece of markup that are neither tags nor styles nor scripts.
fn outside_tags(source: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(tag) = source[at..].find('<').map(|tag| at + tag) {
        found.push(at..tag);
        let rest = source[tag..].to_ascii_lowercase();
        let raw = ["style", "script"]
            .iter()
            .find(|name| rest[1..].starts_with(**name));
        let close = raw.and_then(|name| rest.find(&format!("</{name}"))).unwrap_or(0);
        let Some(end) = rest[close..].find('>') else {
            return found;
        };
        at = tag + close + end + 1;
    }
    found.push(at..source.len());
    found
}

/// An open element.
struct Open {
    tag: usize,
    region: Option<usize>,
    depth: usize,
}

struct Walker<'h> {
    html: &'h str,
    out: Writer,
    blocks: Vec<Block>,
    regions: Vec<Region>,
    meta: Meta,
    warnings: Vec<String>,
    error: Option<SpanError>,
    /// Open elements that are followed, and how many of each name.
    open: Vec<Open>,
    counts: HashMap<usize, usize>,
    /// The line being written: where it begins, letters in it, letters in links.
    line: Option<(usize, usize, usize)>,
    item: bool,
    links: usize,
    /// The start tag being read.
    tag: String,
    tag_start: usize,
    attribute: String,
    attributes: Vec<(String, String)>,
    /// The element whose raw text comes next, such as `script`; whether that is JSON-LD.
    raw: Option<&'static str>,
    linked_data: bool,
    headline: Option<usize>,
}

impl<'h> Walker<'h> {
    fn new(html: &'h str) -> Self {
        Self {
            html,
            out: Writer::with_capacity(html.len() / 4),
            blocks: Vec::new(),
            regions: Vec::new(),
            meta: Meta::default(),
            warnings: Vec::new(),
            error: None,
            open: Vec::new(),
            counts: HashMap::new(),
            line: None,
            item: false,
            links: 0,
            tag: String::new(),
            tag_start: 0,
            attribute: String::new(),
            attributes: Vec::new(),
            raw: None,
            linked_data: false,
            headline: None,
        }
    }

    fn event(&mut self, event: &CallbackEvent<'_>, start: usize, end: usize) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match *event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = text(name);
                self.tag_start = start;
                self.attributes.clear();
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = text(name);
                self.attributes.push((self.attribute.clone(), String::new()));
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, said)) = self.attributes.last_mut() {
                    *said = text(value);
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => self.start_tag(end, self_closing),
            CallbackEvent::EndTag { name } => self.end_tag(&text(name), start, end),
            CallbackEvent::String { value } => self.text(value, start, end),
            CallbackEvent::Comment { .. } if end >= self.html.len() && !self.html.ends_with("-->") => {
                self.warnings.push(format!(
                    "a comment that begins at byte {start} of the page is never closed; what follows it was not read"
                ));
            }
            _ => {}
        }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn start_tag(&mut self, end: usize, self_closing: bool) {
        let tag = std::mem::take(&mut self.tag);
        self.raw = SILENT.iter().find(|silent| **silent == tag).copied();
        self.linked_data = tag == "script"
            && self
                .attribute("type")
                .is_some_and(|kind| kind.contains("ld+json"));
        match tag.as_str() {
            "meta" => {
                let name = ["property", "name", "itemprop"]
                    .iter()
                    .find_map(|key| self.attribute(key));
                if let (Some(name), Some(content)) = (name, self.attribute("content")) {
                    let (name, content) = (name.to_owned(), content.to_owned());
                    self.meta.element(&name, &content);
                }
            }
            "time" => {
                if let Some(datetime) = self.attribute("datetime").map(str::to_owned) {
                    self.meta.time(&datetime);
                }
            }
            "frameset" => self
                .warnings
                .push("a page in frames: its text is in other files".to_owned()),
            "a" => {
                // Links side by side are words of their own.
                if self.line.is_some()
                    && !self.out.text().ends_with(' ')
                    && self.html[..self.tag_start].ends_with("</a>")
                {
                    self.write(" ", self.tag_start, end);
                }
                self.links += 1;
            }
            _ => {}
        }
        if !INLINE.contains(&tag.as_str()) {
            self.end_line(self.tag_start, end);
            self.item = tag == "li" || (self.item && tag == "p");
        }
        let Some(at) = FOLLOWED.iter().position(|known| *known == tag) else {
            return;
        };
        if self_closing && matches!(tag.as_str(), "svg" | "math") {
            self.raw = None;
            return;
        }
        if tag == "h1" && self.headline.is_none() {
            self.headline = Some(self.out.text().len());
        }
        let outer = self.open.last().and_then(|open| open.region);
        let depth = self.open.last().map_or(0, |open| open.depth);
        let style = self
            .attribute("style")
            .unwrap_or_default()
            .replace(' ', "")
            .to_ascii_lowercase();
        let hidden = self.attribute("hidden").is_some()
            || self.attribute("aria-hidden") == Some("true")
            || style.contains("display:none")
            || style.contains("visibility:hidden");
        let names = ["class", "id", "role"]
            .iter()
            .filter_map(|key| self.attribute(key))
            .collect::<Vec<_>>()
            .join(" ")
            .to_ascii_lowercase();
        let mut open = Open {
            tag: at,
            region: outer,
            depth,
        };
        if let Some((place, certain)) = region_of(&tag, &names, hidden)
            && depth < DEPTH
            && outer.is_none_or(|outer| self.regions[outer].place != place)
        {
            self.regions.push(Region {
                place,
                parent: outer,
                certain,
            });
            open.region = Some(self.regions.len() - 1);
            open.depth = depth + 1;
        }
        self.open.push(open);
        *self.counts.entry(at).or_default() += 1;
    }

    fn end_tag(&mut self, tag: &str, start: usize, end: usize) {
        self.raw = None;
        if tag == "a" {
            self.links = self.links.saturating_sub(1);
        }
        if tag == "h1"
            && let Some(from) = self.headline.take()
        {
            let heading = self.out.text().get(from..).unwrap_or_default().to_owned();
            self.meta.heading(&heading);
        }
        if !INLINE.contains(&tag) {
            self.end_line(start, end);
            self.item = false;
            self.links = 0;
        }
        let Some(at) = FOLLOWED.iter().position(|known| *known == tag) else {
            return;
        };
        // An end tag without a start is nothing; one across others closes them, as each was opened once.
        if self.counts.get(&at).is_none_or(|count| *count == 0) {
            return;
        }
        while let Some(open) = self.open.pop() {
            if let Some(count) = self.counts.get_mut(&open.tag) {
                *count -= 1;
            }
            if open.tag == at {
                break;
            }
        }
    }

    /// Whether the text here is not text of the page.
    fn is_silent(&self) -> bool {
        self.raw.is_some()
            || self
                .open
                .iter()
                .rev()
                .take(8)
                .any(|open| SILENT.contains(&FOLLOWED[open.tag]))
    }

    fn heading(&self) -> Option<u8> {
        self.open.iter().rev().take(4).find_map(|open| {
            FOLLOWED[open.tag]
                .strip_prefix('h')
                .and_then(|level| level.parse().ok())
        })
    }

    fn is_preformatted(&self) -> bool {
        self.open
            .iter()
            .rev()
            .take(3)
            .any(|open| FOLLOWED[open.tag] == "pre")
    }

    fn text(&mut self, value: &[u8], start: usize, end: usize) {
        let Some(source) = self.html.get(start..end) else {
            return;
        };
        match self.raw {
            Some("title") if self.meta.title.is_empty() => {
                self.meta.title = decoded(source);
                return;
            }
            Some("script") if self.linked_data => {
                self.meta.linked_data(&String::from_utf8_lossy(value));
                return;
            }
            Some("noscript") => return self.without_scripts(source, start),
            _ if self.is_silent() => return,
            _ => {}
        }
        self.write_text(source, start);
    }

    /// What a browser without scripts would show: text that others do not see. The tokenizer gives it with its markup.
    fn without_scripts(&mut self, source: &str, start: usize) {
        let end = start + source.len();
        self.end_line(start, start);
        let outer = self.open.last().and_then(|open| open.region);
        let depth = self.open.last().map_or(0, |open| open.depth);
        self.regions.push(Region {
            place: "hidden",
            parent: outer,
            certain: true,
        });
        self.open.push(Open {
            tag: 0,
            region: Some(self.regions.len() - 1),
            depth,
        });
        for text in outside_tags(source) {
            self.write_text(&source[text.clone()], start + text.start);
        }
        self.end_line(end, end);
        self.open.pop();
    }

    /// Writes the text between two tags, which stands in the page at `start`.
    fn write_text(&mut self, source: &str, start: usize) {
        let lines = self.is_preformatted();
        for (range, piece) in pieces(source) {
            let (from, to) = (start + range.start, start + range.end);
            match piece {
                Piece::Decoded(said) => self.write(&said, from, to),
                Piece::Verbatim(verbatim) => {
                    let mut at = from;
                    for part in verbatim.split_inclusive(['\n', '\r']) {
                        let body = part.trim_end_matches(['\n', '\r']);
                        self.copy(body, at);
                        let end = at + part.len();
                        if body.len() < part.len() {
                            if lines {
                                self.end_line(at + body.len(), end);
                            } else {
                                self.write(" ", at + body.len(), end);
                            }
                        }
                        at = end;
                    }
                }
            }
        }
    }

    fn copy(&mut self, text: &str, source: usize) {
        if self.begin(text) {
            let copied = self.out.copy(text, source);
            self.note(copied);
        }
    }

    fn write(&mut self, text: &str, start: usize, end: usize) {
        if self.begin(text) {
            // A reference to a line end is space here.
            let text = if text.contains(['\n', '\r']) { " " } else { text };
            let written = self.out.replace(text, start, end);
            self.note(written);
        }
    }

    /// Begins a line if need be, and counts the letters. No line begins with space.
    fn begin(&mut self, text: &str) -> bool {
        if text.is_empty() || (self.line.is_none() && text.trim().is_empty()) {
            return false;
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let at = self.out.text().len();
        let (_, all, linked) = self.line.get_or_insert((at, 0, 0));
        *all += letters;
        if self.links > 0 {
            *linked += letters;
        }
        true
    }

    /// Ends the line being written; its line end stands for the tag at `start..end`.
    fn end_line(&mut self, start: usize, end: usize) {
        let Some((from, letters, linked)) = self.line.take() else {
            return;
        };
        let shape = Shape::of(self.out.text()[from..].trim());
        self.blocks.push(Block {
            start: from,
            letters,
            linked,
            heading: self.heading(),
            item: self.item,
            prose: shape.is_sentence() && linked * 2 < letters,
            region: self.open.last().and_then(|open| open.region),
        });
        let written = self.out.replace("\n", start, end);
        self.note(written);
    }

    fn note(&mut self, result: Result<(), SpanError>) {
        if let Err(error) = result {
            self.error.get_or_insert(error);
        }
    }

    fn finish(mut self) -> Result<Walked, SpanError> {
        self.end_line(self.html.len(), self.html.len());
        match self.error {
            Some(error) => Err(error),
            None => Ok(Walked {
                flat: self.out.finish(),
                blocks: self.blocks,
                regions: self.regions,
                meta: self.meta,
                warnings: self.warnings,
            }),
        }
    }
}
