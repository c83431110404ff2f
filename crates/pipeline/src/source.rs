//! Inputs: files, folders and JSONL, one raw document after another, in a fixed order.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use onomast_document::{DocumentId, Format, RawDocument};
use serde::Deserialize;
use walkdir::WalkDir;

use crate::failure::{Failure, PipelineError, Stage};

/// What the user asked to be read. Opening it checks that every input exists; [`Sources::read`] reads.
#[derive(Debug, Clone)]
pub struct Sources {
    inputs: Vec<Input>,
    excluded: Option<PathBuf>,
    max_bytes: u64,
}

#[derive(Debug, Clone)]
enum Input {
    Stdin,
    File { path: PathBuf, id: String },
    Folder { path: PathBuf, prefix: String },
}

/// Files that were left alone, grouped by the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Why, in words.
    pub reason: String,
    /// How many.
    pub files: u64,
    /// The first of them.
    pub first: String,
}

impl Sources {
    /// The given inputs: files and folders, or `-` for JSONL on standard input. A document over `max_bytes` will
    /// fail instead of being read.
    ///
    /// # Errors
    /// When an input does not exist, or two of them have the same name, which would mix up their documents.
    pub fn new(paths: &[PathBuf], max_bytes: u64) -> Result<Self, PipelineError> {
        let mut inputs = Vec::new();
        let mut names = Vec::new();
        for path in paths {
            if path.as_os_str() == "-" {
                inputs.push(Input::Stdin);
                continue;
            }
            let error = |source| PipelineError::Input {
                path: path.clone(),
                source,
            };
            let is_folder = fs::metadata(path).map_err(error)?.is_dir();
            let name = own_name(path).map_err(error)?;
            if names.contains(&name) {
                return Err(PipelineError::SameName(name));
            }
            names.push(name.clone());
            inputs.push(if is_folder {
                let prefix = if paths.len() > 1 {
                    format!("{name}/")
                } else {
                    String::new()
                };
                Input::Folder {
                    path: path.clone(),
                    prefix,
                }
            } else {
                Input::File {
                    path: path.clone(),
                    id: name,
                }
            });
        }
        Ok(Self {
            inputs,
            excluded: None,
            max_bytes,
        })
    }

    /// The inputs as the user gave them; `-` for standard input.
    pub fn inputs(&self) -> Vec<String> {
        let inputs = self.inputs.iter().map(|input| match input {
            Input::Stdin => "-".to_owned(),
            Input::File { path, .. } | Input::Folder { path, .. } => path.to_string_lossy().into_owned(),
        });
        inputs.collect()
    }

    /// Leaves a folder out, such as the output folder where it lies within the input.
    #[must_use]
    pub fn without(mut self, folder: &Path) -> Self {
        self.excluded = fs::canonicalize(folder).ok();
        self
    }

    /// Reads the documents one after another.
    pub fn read(&self) -> Reader<'_> {
        Reader {
            sources: self,
            inputs: self.inputs.iter(),
            current: Current::None,
            seen: HashMap::new(),
            skipped: BTreeMap::new(),
        }
    }

    /// The inputs that hold many pages and can be read twice: folders and JSONL files.
    pub(crate) fn collections(&self) -> Self {
        let is_collection = |input: &&Input| match input {
            Input::Stdin => false,
            Input::File { path, .. } => Kind::of(path) == Some(Kind::Lines),
            Input::Folder { .. } => true,
        };
        Self {
            inputs: self.inputs.iter().filter(is_collection).cloned().collect(),
            excluded: self.excluded.clone(),
            max_bytes: self.max_bytes,
        }
    }

    /// Bytes of all files that will be read, or `None` where standard input is among the inputs.
    pub fn total_bytes(&self) -> Option<u64> {
        let mut total = 0;
        for input in &self.inputs {
            total += match input {
                Input::Stdin => return None,
                Input::File { path, .. } => fs::metadata(path).map_or(0, |file| file.len()),
                Input::Folder { path, .. } => walk(path)
                    .filter_map(Result::ok)
                    .filter(|entry| entry.file_type().is_file() && Kind::of(entry.path()).is_some())
                    .filter_map(|entry| entry.metadata().ok())
                    .map(|file| file.len())
                    .sum(),
            };
        }
        Some(total)
    }
}

/// The last part of a path's name; for `.` and the like, of the folder that it stands for.
fn own_name(path: &Path) -> io::Result<String> {
    let name = match path.file_name() {
        Some(name) => name.to_owned(),
        None => fs::canonicalize(path)?.file_name().unwrap_or_default().to_owned(),
    };
    Ok(name.to_string_lossy().into_owned())
}

/// What a file's extension says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page(Format),
    Lines,
}

impl Kind {
    fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Self::Page(Format::Text)),
            "html" | "htm" => Some(Self::Page(Format::Html)),
            "jsonl" => Some(Self::Lines),
            _ => None,
        }
    }
}

const READ_EXTENSIONS: &str = ".txt, .html, .htm and .jsonl are read";

fn walk(folder: &Path) -> walkdir::IntoIter {
    WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
}

/// The documents of [`Sources`], in the order of the inputs and of the paths within each folder.
///
/// Files are read one at a time, JSONL line by line, so memory holds one document.
#[derive(Debug)]
pub struct Reader<'a> {
    sources: &'a Sources,
    inputs: std::slice::Iter<'a, Input>,
    current: Current<'a>,
    seen: HashMap<DocumentId, Origin>,
    skipped: BTreeMap<String, Skipped>,
}

/// Where a document came from, for the message about a second of the same id.
#[derive(Debug, Clone)]
struct Origin {
    file: std::sync::Arc<str>,
    line: Option<usize>,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

enum Current<'a> {
    None,
    Folder {
        root: PathBuf,
        prefix: &'a str,
        walk: Box<walkdir::IntoIter>,
        lines: Option<Lines>,
    },
    Lines(Lines),
}

impl std::fmt::Debug for Current<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Folder { .. } => "Folder",
            Self::Lines(_) => "Lines",
        })
    }
}

/// A JSONL stream.
struct Lines {
    name: std::sync::Arc<str>,
    reader: Box<dyn BufRead + Send>,
    line: usize,
}

/// What a read of a line comes to.
enum Line {
    Whole(Vec<u8>),
    TooLong,
    End,
}

/// What a line may hold beside the text or the HTML, in bytes over `max_bytes`.
const BESIDE_THE_TEXT: u64 = 1 << 16;

#[derive(Deserialize)]
struct LineRecord {
    id: String,
    text: Option<String>,
    html: Option<String>,
}

type Item = Result<RawDocument, Failure>;

/// The most bytes of an id. Ids are kept in memory for a whole run; paths have no more either.
const MAX_ID: usize = 4096;

fn failed(document: impl Into<String>, cause: impl Into<String>) -> Failure {
    Failure {
        document: document.into(),
        stage: Stage::Read,
        cause: cause.into(),
    }
}

impl Lines {
    fn open(path: &Path, name: &str) -> io::Result<Self> {
        Ok(Self {
            name: name.into(),
            reader: Box::new(BufReader::new(File::open(path)?)),
            line: 0,
        })
    }

    /// The next line. Of one that is too long for its document to be within `max_bytes`, no more is kept than that:
    /// an escape takes at most six bytes for one.
    fn read_line(&mut self, max_bytes: u64) -> io::Result<Line> {
        let (mut line, mut escapes) = (Vec::new(), 0_u64);
        loop {
            let read = self.reader.fill_buf()?;
            if read.is_empty() {
                return Ok(if line.is_empty() {
                    Line::End
                } else {
                    Line::Whole(line)
                });
            }
            let end = memchr::memchr(b'\n', read);
            let part = &read[..end.unwrap_or(read.len())];
            escapes += memchr::memchr_iter(b'\\', part).count() as u64;
            line.extend_from_slice(part);
            let taken = part.len() + usize::from(end.is_some());
            self.reader.consume(taken);
            if (line.len() as u64).saturating_sub(5 * escapes) > max_bytes.saturating_add(BESIDE_THE_TEXT) {
                if end.is_none() {
                    self.reader.skip_until(b'\n')?;
                }
                return Ok(Line::TooLong);
            }
            if end.is_some() {
                return Ok(Line::Whole(line));
            }
        }
    }

    /// The next record with the place it came from; blank lines are passed over.
    fn next(&mut self, max_bytes: u64) -> Option<Result<(RawDocument, Origin), Failure>> {
        loop {
            self.line += 1;
            let origin = Origin {
                file: self.name.clone(),
                line: Some(self.line),
            };
            let bytes = match self.read_line(max_bytes) {
                Ok(Line::Whole(bytes)) => bytes,
                Ok(Line::TooLong) => {
                    let cause = format!("the line has over {max_bytes} bytes; raise --max-bytes to read it");
                    return Some(Err(failed(origin.to_string(), cause)));
                }
                Ok(Line::End) => return None,
                Err(error) => {
                    self.reader = Box::new(io::empty());
                    return Some(Err(failed(
                        origin.to_string(),
                        format!("cannot be read: {error}"),
                    )));
                }
            };
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            return Some(parse_line(&bytes, max_bytes, &origin).map(|raw| (raw, origin)));
        }
    }
}

fn parse_line(bytes: &[u8], max_bytes: u64, origin: &Origin) -> Item {
    let bad = |cause: String| failed(origin.to_string(), cause);
    let record: LineRecord = serde_json::from_slice(bytes).map_err(|error| {
        bad(format!(
            "{error}; expected one JSON object a line with \"id\" and \"text\" or \"html\""
        ))
    })?;
    let (format, content) = match (record.text, record.html) {
        (Some(text), None) => (Format::Text, text),
        (None, Some(html)) => (Format::Html, html),
        (Some(_), Some(_)) => return Err(bad("has both \"text\" and \"html\"; keep one".to_owned())),
        (None, None) => return Err(bad("has neither \"text\" nor \"html\"".to_owned())),
    };
    if record.id.is_empty() {
        return Err(bad("its \"id\" is empty".to_owned()));
    }
    if record.id.len() > MAX_ID {
        return Err(bad(format!(
            "its \"id\" has {} bytes; give one of at most {MAX_ID}",
            record.id.len()
        )));
    }
    if content.len() as u64 > max_bytes {
        return Err(bad(format!(
            "{} bytes, over the limit; raise --max-bytes to read it",
            content.len()
        )));
    }
    Ok(RawDocument {
        id: DocumentId::new(record.id),
        format,
        bytes: content.into_bytes(),
    })
}

fn read_page(path: &Path, id: &str, format: Format, max_bytes: u64) -> Item {
    let unreadable = |error: io::Error| failed(id, format!("cannot be read: {error}; check its permissions"));
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > max_bytes {
        return Err(failed(
            id,
            format!("over {max_bytes} bytes; raise --max-bytes to read it"),
        ));
    }
    Ok(RawDocument {
        id: DocumentId::new(id),
        format,
        bytes,
    })
}

/// When a batch ends: at this many raw bytes or documents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BatchSize {
    bytes: usize,
    documents: usize,
}

impl BatchSize {
    /// For a look at all files.
    pub(crate) const LOOK: Self = Self {
        bytes: 1 << 20,
        documents: 128,
    };

    /// For the stages: some seconds of work for so many threads. Large enough that none of them idles long at a
    /// batch's end, small enough that a run that is stopped loses little.
    pub(crate) fn for_threads(threads: usize) -> Self {
        Self {
            bytes: threads * (48 << 10),
            documents: threads * 16,
        }
    }
}

impl Reader<'_> {
    /// The next documents, read or failed; none at the end.
    pub(crate) fn batch(&mut self, size: BatchSize) -> Vec<Result<RawDocument, Failure>> {
        let (mut items, mut bytes) = (Vec::new(), 0);
        while bytes < size.bytes && items.len() < size.documents {
            let Some(item) = self.next() else { break };
            bytes += item.as_ref().map_or(0, |page| page.bytes.len());
            items.push(item);
        }
        items
    }

    /// The files that were left alone so far, by reason.
    pub fn skipped(&self) -> Vec<Skipped> {
        self.skipped.values().cloned().collect()
    }

    fn skip(&mut self, reason: String, file: String) {
        self.skipped
            .entry(reason)
            .and_modify(|skipped| skipped.files += 1)
            .or_insert_with_key(|reason| Skipped {
                reason: reason.clone(),
                files: 1,
                first: file,
            });
    }

    /// Passes a document on, unless one of its id came before.
    fn unique(&mut self, raw: RawDocument, origin: Origin) -> Item {
        if let Some(first) = self.seen.get(&raw.id) {
            let cause = format!(
                "the id {:?} was given before, in {first}; make ids unique",
                raw.id
            );
            return Err(failed(origin.to_string(), cause));
        }
        self.seen.insert(raw.id.clone(), origin);
        Ok(raw)
    }

    fn page(&mut self, path: &Path, id: &str, format: Format) -> Item {
        let raw = read_page(path, id, format, self.sources.max_bytes)?;
        self.unique(
            raw,
            Origin {
                file: id.into(),
                line: None,
            },
        )
    }

    fn open_input(&mut self, input: &Input) -> Option<Item> {
        match input {
            Input::Stdin => {
                let reader = Box::new(BufReader::new(io::stdin()));
                self.current = Current::Lines(Lines {
                    name: "standard input".into(),
                    reader,
                    line: 0,
                });
                None
            }
            Input::File { path, id } => match Kind::of(path) {
                Some(Kind::Page(format)) => Some(self.page(path, id, format)),
                Some(Kind::Lines) => match Lines::open(path, id) {
                    Ok(lines) => {
                        self.current = Current::Lines(lines);
                        None
                    }
                    Err(error) => Some(Err(failed(
                        id,
                        format!("cannot be read: {error}; check its permissions"),
                    ))),
                },
                None => Some(Err(failed(
                    id,
                    format!("its extension is not known; {READ_EXTENSIONS}: rename or convert it"),
                ))),
            },
            Input::Folder { .. } => None,
        }
    }

    /// The next document of a folder, or `None` at its end.
    fn next_in_folder(
        &mut self,
        root: &Path,
        prefix: &str,
        walk: &mut walkdir::IntoIter,
        lines: &mut Option<Lines>,
    ) -> Option<Item> {
        loop {
            if let Some(open) = lines {
                match open.next(self.sources.max_bytes) {
                    Some(Ok((raw, origin))) => return Some(self.unique(raw, origin)),
                    Some(Err(failure)) => return Some(Err(failure)),
                    None => *lines = None,
                }
            }
            let entry = match walk.next()? {
                Ok(entry) => entry,
                Err(error) if error.loop_ancestor().is_some() => {
                    let name = error
                        .path()
                        .map(|path| id_of(path, root, prefix))
                        .unwrap_or_default();
                    self.skip("a link that leads back to a folder above it".to_owned(), name);
                    continue;
                }
                Err(error) => {
                    let name = error
                        .path()
                        .map(|path| id_of(path, root, prefix))
                        .unwrap_or_default();
                    let cause = error
                        .io_error()
                        .map_or_else(|| error.to_string(), ToString::to_string);
                    return Some(Err(failed(
                        name,
                        format!("cannot be read: {cause}; check its permissions"),
                    )));
                }
            };
            let id = id_of(entry.path(), root, prefix);
            let is_folder = entry.file_type().is_dir();
            if entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.') {
                if is_folder {
                    walk.skip_current_dir();
                }
                self.skip("hidden (the name begins with a dot)".to_owned(), id);
                continue;
            }
            if entry.path_is_symlink() && entry.depth() > 0 && !leads_inside(entry.path(), root) {
                if is_folder {
                    walk.skip_current_dir();
                }
                self.skip("a link that leads out of the input folder".to_owned(), id);
                continue;
            }
            if is_folder {
                if self.is_excluded(entry.path()) {
                    walk.skip_current_dir();
                }
                continue;
            }
            match Kind::of(entry.path()) {
                Some(Kind::Page(format)) => return Some(self.page(entry.path(), &id, format)),
                Some(Kind::Lines) => match Lines::open(entry.path(), &id) {
                    Ok(open) => *lines = Some(open),
                    Err(error) => {
                        return Some(Err(failed(
                            id,
                            format!("cannot be read: {error}; check its permissions"),
                        )));
                    }
                },
                None => {
                    let extension = entry
                        .path()
                        .extension()
                        .unwrap_or_default()
                        .to_string_lossy()
                        .into_owned();
                    let what = if extension.is_empty() {
                        "no extension".to_owned()
                    } else {
                        format!("extension .{extension}")
                    };
                    self.skip(format!("{what} ({READ_EXTENSIONS})"), id);
                }
            }
        }
    }

    fn is_excluded(&self, folder: &Path) -> bool {
        let excluded = self.sources.excluded.as_deref();
        excluded.is_some_and(|excluded| fs::canonicalize(folder).is_ok_and(|folder| folder == excluded))
    }
}

fn id_of(path: &Path, root: &Path, prefix: &str) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    format!("{prefix}{}", parts.join("/"))
}

fn leads_inside(link: &Path, root: &Path) -> bool {
    match (fs::canonicalize(link), fs::canonicalize(root)) {
        (Ok(target), Ok(root)) => target.starts_with(root),
        _ => false,
    }
}

impl Iterator for Reader<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            match std::mem::replace(&mut self.current, Current::None) {
                Current::Lines(mut lines) => {
                    if let Some(found) = lines.next(self.sources.max_bytes) {
                        self.current = Current::Lines(lines);
                        return Some(found.and_then(|(raw, origin)| self.unique(raw, origin)));
                    }
                }
                Current::Folder {
                    root,
                    prefix,
                    mut walk,
                    mut lines,
                } => {
                    if let Some(item) = self.next_in_folder(&root, prefix, &mut walk, &mut lines) {
                        self.current = Current::Folder {
                            root,
                            prefix,
                            walk,
                            lines,
                        };
                        return Some(item);
                    }
                }
                Current::None => {}
            }
            let input = self.inputs.next()?;
            if let Input::Folder { path, prefix } = input {
                let walk = Box::new(walk(path));
                self.current = Current::Folder {
                    root: path.clone(),
                    prefix,
                    walk,
                    lines: None,
                };
            } else if let Some(item) = self.open_input(input) {
                return Some(item);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let temp = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = temp.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        temp
    }

    /// Ids of the documents and messages of the failures, in order.
    fn read(paths: &[PathBuf]) -> Vec<String> {
        let sources = Sources::new(paths, 1000).unwrap();
        sources
            .read()
            .map(|item| item.map_or_else(|failure| failure.to_string(), |raw| raw.id.to_string()))
            .collect()
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_its_paths() {
        let temp = folder(&[
            ("b.txt", ""),
            ("a/z.html", ""),
            ("a/c.HTM", ""),
            ("a.txt", ""),
            ("notes.md", ""),
        ]);
        assert_eq!(
            read(&[temp.path().to_owned()]),
            ["a/c.HTM", "a/z.html", "a.txt", "b.txt"]
        );
    }

    #[test]
    fn what_is_not_read_is_counted() {
        let temp = folder(&[
            ("a.md", ""),
            ("b.md", ""),
            ("c.txt", ""),
            (".hidden/d.txt", ""),
            ("e", ""),
        ]);
        let sources = Sources::new(&[temp.path().to_owned()], 1000).unwrap();
        let mut reader = sources.read();
        assert_eq!(reader.by_ref().count(), 1);
        let skipped: Vec<_> = reader
            .skipped()
            .into_iter()
            .map(|s| (s.reason, s.files, s.first))
            .collect();
        assert_eq!(skipped.len(), 3, "{skipped:?}");
        assert!(
            skipped
                .iter()
                .any(|(reason, files, first)| reason.contains(".md") && *files == 2 && first == "a.md")
        );
    }

    #[test]
    fn several_inputs_are_prefixed_by_their_names() {
        let (one, two) = (folder(&[("north/a.txt", "")]), folder(&[("south/a.txt", "")]));
        assert_eq!(
            read(&[one.path().join("north"), two.path().join("south")]),
            ["north/a.txt", "south/a.txt"]
        );
        let same = Sources::new(&[one.path().join("north"), one.path().join("north")], 1000);
        assert!(same.unwrap_err().to_string().contains("north"));
    }

    #[test]
    fn jsonl_gives_one_document_a_line_and_names_bad_lines() {
        let lines = concat!(
            "{\"id\":\"a\",\"text\":\"x\"}\n\n{\"id\":\"b\",\"html\":\"<p>\"}\nnot json\n",
            "{\"id\":\"a\",\"text\":\"again\"}\n{\"id\":\"c\"}\n{\"id\":\"d\",\"text\":\"last\"}"
        );
        let temp = folder(&[("pages.jsonl", lines)]);
        let found = read(&[temp.path().to_owned()]);
        assert_eq!(
            (found[0].as_str(), found[1].as_str(), found[5].as_str()),
            ("a", "b", "d")
        );
        assert!(found[2].starts_with("pages.jsonl:4: "), "{}", found[2]);
        assert!(
            found[3].starts_with("pages.jsonl:5: ") && found[3].contains("pages.jsonl:1"),
            "{}",
            found[3]
        );
        assert!(found[4].contains("neither"), "{}", found[4]);
    }

    #[test]
    fn a_document_over_the_limit_fails_by_itself() {
        let temp = folder(&[("a.txt", &"x".repeat(1001)), ("b.txt", &"x".repeat(1000))]);
        let found = read(&[temp.path().to_owned()]);
        assert!(found[0].contains("--max-bytes"), "{}", found[0]);
        assert_eq!(found[1], "b.txt");
    }

    #[test]
    fn enormous_and_deeply_nested_lines_fail_by_themselves() {
        let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let with =
            |id: &str, field: &str, value: &str| format!(r#"{{"id":"{id}","{field}":{value},"text":"x"}}"#);
        let long = "x".repeat(1001);
        let lines = [
            with("deep", "more", &deep(100)),
            with("deeper", "more", &deep(2900)),
            with("odd", "text", &deep(2900)),
            format!(r#"{{"id":"long","text":"{long}"}}"#),
            format!(r#"{{"id":"{}","text":"x"}}"#, "i".repeat(4097)),
            "[".repeat(1_000_000),
            with("big", "more", &format!("\"{}\"", "x".repeat(100_000))),
            r#"{"id":"last","text":"x"}"#.to_owned(),
        ];
        let temp = folder(&[("pages.jsonl", &lines.join("\n"))]);
        let found = read(&[temp.path().join("pages.jsonl")]);
        assert_eq!(found.len(), lines.len(), "{found:?}");
        assert_eq!((found[0].as_str(), found[7].as_str()), ("deep", "last"));
        for (number, words) in [
            (2, "invalid type"),
            (3, "--max-bytes"),
            (4, "at most 4096"),
            (5, "over 1000 bytes"),
            (6, "over 1000 bytes"),
        ] {
            assert!(
                found[number].starts_with(&format!("pages.jsonl:{}: ", number + 1)),
                "{}",
                found[number]
            );
            assert!(found[number].contains(words), "{}", found[number]);
        }
        // Escapes make a line longer than its text.
        let escaped = format!(r#"{{"id":"a","text":"{}"}}"#, r"\u0430".repeat(500));
        let temp_escaped = folder(&[("pages.jsonl", &escaped)]);
        assert_eq!(read(&[temp_escaped.path().join("pages.jsonl")]), ["a"]);
        // What is not asked for may nest as it likes, or be refused; the reader goes on either way.
        assert!(
            found[1] == "deeper" || found[1].contains("recursion limit"),
            "{}",
            found[1]
        );
    }

    #[test]
    fn the_output_folder_is_not_input() {
        let temp = folder(&[
            ("a.txt", ""),
            ("out/documents.jsonl", "{\"id\":\"x\",\"text\":\"\"}"),
        ]);
        let sources = Sources::new(&[temp.path().to_owned()], 1000)
            .unwrap()
            .without(&temp.path().join("out"));
        assert_eq!(sources.read().count(), 1);
    }

    #[test]
    fn a_file_of_unknown_extension_that_was_asked_for_fails() {
        let temp = folder(&[("a.pdf", "")]);
        let found = read(&[temp.path().join("a.pdf")]);
        assert!(found[0].contains("extension is not known"), "{}", found[0]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_only_inside_the_input() {
        use std::os::unix::fs::symlink;
        let outside = folder(&[("secret.txt", "")]);
        let temp = folder(&[("a/b.txt", "")]);
        symlink(temp.path(), temp.path().join("a/loop")).unwrap();
        symlink(outside.path().join("secret.txt"), temp.path().join("secret.txt")).unwrap();
        symlink(temp.path().join("a/b.txt"), temp.path().join("link.txt")).unwrap();
        let sources = Sources::new(&[temp.path().to_owned()], 1000).unwrap();
        let mut reader = sources.read();
        let ids: Vec<_> = reader.by_ref().map(|item| item.unwrap().id.to_string()).collect();
        assert_eq!(ids, ["a/b.txt", "link.txt"]);
        let reasons: Vec<_> = reader
            .skipped()
            .into_iter()
            .map(|skipped| skipped.reason)
            .collect();
        assert_eq!(reasons.len(), 2, "{reasons:?}");
    }
}
