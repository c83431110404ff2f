//! What a run has finished, kept in the output folder so that it is never computed twice.
//!
//! The journal is a file of lines, `KEY CHECKSUM JSON`. The first tells what made the entries (program, model,
//! knowledge, settings); each further one holds a document as the stages left it, under a [`Key`] that covers all
//! that its result depends on. Lines are only ever added, and each batch is on the disk before the next begins. A
//! kill or a loss of power can therefore cost the lines of one batch, and a line that is cut off or damaged fails its
//! checksum: what follows it is not believed, and is computed again.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use onomast_document::Document;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tracing::info;

use crate::failure::PipelineError;
use crate::files::{self, TemporaryFile};
use crate::output::{ENTITIES, RUN};
use crate::run::Existing;

/// The journal's file in an output folder.
pub const JOURNAL: &str = ".onomast-journal";

/// The version of the form described above.
const FORM: u32 = 1;

/// Bytes of a line before its JSON: the digits of key and checksum, and a space behind each.
const HEAD: usize = 32 + 1 + 16 + 1;

/// What every entry of a journal was made with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Maker {
    pub form: u32,
    /// Version, and checksum of the executable.
    pub program: String,
    pub engine: String,
    pub model: BTreeMap<String, String>,
    pub knowledge: BTreeMap<String, String>,
    /// Those that change records, beside cleaning, which a [`Key`] covers.
    pub settings: BTreeMap<String, String>,
}

impl Maker {
    pub(crate) fn new(
        program: String,
        engine: &str,
        model: BTreeMap<String, String>,
        knowledge: BTreeMap<String, String>,
        settings: BTreeMap<String, String>,
    ) -> Self {
        Self {
            form: FORM,
            program,
            engine: engine.to_owned(),
            model,
            knowledge,
            settings,
        }
    }

    /// What is not the same in another maker, in words.
    fn change_from(&self, other: &Self) -> Option<&'static str> {
        let parts = [
            (
                self.form != other.form || self.program != other.program,
                "the program has changed",
            ),
            (
                self.engine != other.engine || self.model != other.model,
                "the model has changed",
            ),
            (self.knowledge != other.knowledge, "the knowledge has changed"),
            (self.settings != other.settings, "the settings have changed"),
        ];
        parts
            .into_iter()
            .find(|(differs, _)| *differs)
            .map(|(_, words)| words)
    }
}

/// A document with all that its result depends on beside the [`Maker`]: the first half of a SHA-256 over its raw
/// bytes' checksum and what cleaning made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 16]);

impl Key {
    const FIRST_LINE: Self = Self([0; 16]);

    pub(crate) fn of(document: &Document, raw_sha256: &str) -> Self {
        let mut hasher = Sha256::new();
        // Each part with its length, so that no two sequences of parts give the same bytes.
        let mut part = |bytes: &[u8]| {
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        part(document.id.as_str().as_bytes());
        part(raw_sha256.as_bytes());
        part(document.text.as_bytes());
        part(document.title.as_deref().unwrap_or_default().as_bytes());
        part(
            document
                .date
                .map(|date| date.to_string())
                .unwrap_or_default()
                .as_bytes(),
        );
        for removal in &document.removed {
            part(&(removal.raw.start() as u64).to_le_bytes());
            part(&(removal.raw.end() as u64).to_le_bytes());
            part(removal.rule.as_bytes());
        }
        for warning in &document.warnings {
            part(warning.as_bytes());
        }
        Self(first(&hasher.finalize()))
    }
}

fn first<const N: usize>(digest: &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&digest[..N]);
    bytes
}

/// Where an entry's JSON stands in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    start: u64,
    length: u32,
}

impl Place {
    /// Where its line ends, line feed included.
    fn end(self) -> u64 {
        self.start + u64::from(self.length) + 1
    }
}

/// The journal of an output folder, open and locked.
pub(crate) struct Journal {
    folder: PathBuf,
    path: PathBuf,
    /// What it is written through; the position is always the end of the file.
    writer: BufWriter<File>,
    end: u64,
    places: HashMap<Key, Place>,
    /// Entries on file, those included that newer ones have taken the place of.
    entries: usize,
}

impl Journal {
    /// Opens the journal of `folder`, or begins one. What an earlier run by the same `maker` finished is kept.
    ///
    /// # Errors
    /// When the folder holds files of somebody else, another run is at work in it, it has nothing that could be
    /// resumed although that was asked for, or a file cannot be read or written.
    pub(crate) fn open(folder: &Path, maker: &Maker, existing: Existing) -> Result<Self, PipelineError> {
        fs::create_dir_all(folder).map_err(|source| PipelineError::write(folder, source))?;
        let path = folder.join(JOURNAL);
        let failed = |source| PipelineError::write(&path, source);
        let is_there = match fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() => true,
            Ok(_) => {
                return Err(failed(io::Error::other(
                    "it is no ordinary file, and nothing is written through links; remove it",
                )));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(failed(error)),
        };
        if !is_there && existing != Existing::Replace && !is_ours(folder).map_err(failed)? {
            return Err(PipelineError::NotOurs(folder.to_owned()));
        }
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(PipelineError::Busy(folder.to_owned())),
            // Some file systems have no locks; then it is the user's word that counts.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        files::remove_leftovers(folder).map_err(failed)?;
        let found = match existing {
            Existing::Replace => Found::default(),
            Existing::Reuse | Existing::Resume => scan(&file).map_err(failed)?,
        };
        let change = match &found.maker {
            Some(found) => maker.change_from(found),
            None => Some("there is no unfinished run in it"),
        };
        if let (Existing::Resume, Some(change)) = (existing, change) {
            return Err(PipelineError::CannotResume {
                folder: folder.to_owned(),
                change,
            });
        }
        if let (Some(_), Some(change)) = (&found.maker, change) {
            info!(
                "{change} since the last run into {}: all is computed anew",
                folder.display()
            );
        }
        let found = if change.is_some() { Found::default() } else { found };
        file.set_len(found.end).map_err(failed)?;
        let mut journal = Self {
            folder: folder.to_owned(),
            writer: BufWriter::new(file),
            end: found.end,
            entries: found.entries,
            places: found.places,
            path,
        };
        journal
            .writer
            .seek(SeekFrom::Start(journal.end))
            .map_err(|source| journal.error(source))?;
        if journal.end == 0 {
            journal.put(Key::FIRST_LINE, maker)?;
            journal.sync()?;
            files::sync_folder(folder).map_err(|source| PipelineError::write(folder, source))?;
        }
        Ok(journal)
    }

    /// Where the entry of a key is, if there is one.
    pub(crate) fn find(&self, key: Key) -> Option<Place> {
        self.places.get(&key).copied()
    }

    /// Adds an entry.
    pub(crate) fn add(&mut self, key: Key, entry: &impl Serialize) -> Result<Place, PipelineError> {
        let place = self.put(key, entry)?;
        self.places.insert(key, place);
        self.entries += 1;
        Ok(place)
    }

    fn put(&mut self, key: Key, entry: &impl Serialize) -> Result<Place, PipelineError> {
        let json = serde_json::to_vec(entry).map_err(|error| self.error(error.into()))?;
        let length = u32::try_from(json.len())
            .map_err(|_| self.error(io::Error::other("a document's result is over 4 GiB")))?;
        let place = Place {
            start: self.end + HEAD as u64,
            length,
        };
        let head = head(key, &json);
        let written = self
            .writer
            .write_all(head.as_bytes())
            .and_then(|()| self.writer.write_all(&json))
            .and_then(|()| self.writer.write_all(b"\n"));
        written.map_err(|source| self.error(source))?;
        self.end = place.end();
        Ok(place)
    }

    /// Brings all entries to the disk.
    pub(crate) fn sync(&mut self) -> Result<(), PipelineError> {
        let written = self
            .writer
            .flush()
            .and_then(|()| self.writer.get_ref().sync_data());
        written.map_err(|source| self.error(source))
    }

    /// Reads entries, best in the order in which they were written.
    pub(crate) fn entries(&self) -> Result<Entries<'_>, PipelineError> {
        let file = File::open(&self.path).map_err(|source| self.error(source))?;
        Ok(Entries {
            path: &self.path,
            reader: BufReader::with_capacity(1 << 16, file),
            at: 0,
            json: Vec::new(),
        })
    }

    /// Forgets the entries of documents that have changed or gone: the file is written anew with the `live` ones, in
    /// their order. Nothing happens where all are live.
    pub(crate) fn keep_only(self, maker: &Maker, live: &[Place]) -> Result<(), PipelineError> {
        if self.entries == live.len() {
            return Ok(());
        }
        let keys: HashMap<u64, Key> = self
            .places
            .iter()
            .map(|(key, place)| (place.start, *key))
            .collect();
        let mut file = TemporaryFile::new(&self.folder)?;
        let mut put = |key, json: &[u8]| {
            file.bytes(head(key, json).as_bytes())?;
            file.bytes(json)?;
            file.bytes(b"\n")
        };
        let json = serde_json::to_vec(maker).map_err(|error| self.error(error.into()))?;
        put(Key::FIRST_LINE, &json)?;
        let mut entries = self.entries()?;
        for place in live {
            if let Some(key) = keys.get(&place.start) {
                put(*key, entries.json(*place)?)?;
            }
        }
        file.rename(&self.path)
    }

    fn error(&self, source: io::Error) -> PipelineError {
        PipelineError::write(&self.path, source)
    }
}

/// A reader of a journal's entries.
pub(crate) struct Entries<'a> {
    path: &'a Path,
    reader: BufReader<File>,
    at: u64,
    json: Vec<u8>,
}

impl Entries<'_> {
    /// The entry at a place.
    pub(crate) fn read<T: DeserializeOwned>(&mut self, place: Place) -> Result<T, PipelineError> {
        let path = self.path;
        serde_json::from_slice(self.json(place)?).map_err(|error| PipelineError::write(path, error.into()))
    }

    fn json(&mut self, place: Place) -> Result<&[u8], PipelineError> {
        let failed = |source| PipelineError::write(self.path, source);
        let distance = place.start.cast_signed() - self.at.cast_signed();
        self.reader.seek_relative(distance).map_err(failed)?;
        self.json.resize(place.length as usize, 0);
        self.reader.read_exact(&mut self.json).map_err(failed)?;
        self.at = place.end() - 1;
        Ok(&self.json)
    }
}

fn head(key: Key, json: &[u8]) -> String {
    format!(
        "{:032x} {:016x} ",
        u128::from_be_bytes(key.0),
        checksum(key, json)
    )
}

fn checksum(key: Key, json: &[u8]) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(key.0);
    hasher.update(json);
    u64::from_be_bytes(first(&hasher.finalize()))
}

/// What stands in a journal, as far as it can be believed.
#[derive(Default)]
struct Found {
    maker: Option<Maker>,
    places: HashMap<Key, Place>,
    entries: usize,
    end: u64,
}

fn scan(file: &File) -> io::Result<Found> {
    let mut found = Found::default();
    let mut reader = BufReader::with_capacity(1 << 16, file);
    reader.rewind()?;
    let mut line = Vec::new();
    loop {
        line.clear();
        reader.read_until(b'\n', &mut line)?;
        let Some((key, json)) = believed(&line) else {
            return Ok(found);
        };
        if found.maker.is_none() {
            let Ok(maker) = serde_json::from_slice(json) else {
                return Ok(found);
            };
            if key != Key::FIRST_LINE {
                return Ok(found);
            }
            found.maker = Some(maker);
        } else {
            let place = Place {
                start: found.end + HEAD as u64,
                length: json.len() as u32,
            };
            found.places.insert(key, place);
            found.entries += 1;
        }
        found.end += line.len() as u64;
    }
}

/// Key and JSON of a line, if it is whole and its checksum right.
fn believed(line: &[u8]) -> Option<(Key, &[u8])> {
    let line = line.strip_suffix(b"\n")?;
    let (head, json) = line.split_at_checked(HEAD)?;
    u32::try_from(json.len()).ok()?;
    let head = std::str::from_utf8(head).ok()?;
    let (key, rest) = head.split_once(' ')?;
    let key = Key(u128::from_str_radix(key, 16).ok()?.to_be_bytes());
    let sum = u64::from_str_radix(rest.strip_suffix(' ')?, 16).ok()?;
    (sum == checksum(key, json)).then_some((key, json))
}

/// Whether a folder without a journal is empty or holds the result of an extraction.
fn is_ours(folder: &Path) -> io::Result<bool> {
    if fs::read_dir(folder)?.next().is_none() {
        return Ok(true);
    }
    let run = fs::read(folder.join(RUN)).unwrap_or_default();
    let run: serde_json::Value = serde_json::from_slice(&run).unwrap_or_default();
    Ok(run["schema"].is_u64() && run["engine"].is_string() && folder.join(ENTITIES).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maker(model: &str) -> Maker {
        let model = [("model.onnx".to_owned(), model.to_owned())].into();
        Maker::new(
            "0 abc".to_owned(),
            "rten",
            model,
            BTreeMap::new(),
            BTreeMap::new(),
        )
    }

    fn key(number: u8) -> Key {
        Key([number; 16])
    }

    fn open(folder: &Path, existing: Existing) -> Result<Journal, PipelineError> {
        Journal::open(folder, &maker("a"), existing)
    }

    /// A journal with the entries 1 to `count`, on the disk and closed.
    fn journal_of(folder: &Path, count: u8) -> Vec<Place> {
        let mut journal = open(folder, Existing::Reuse).unwrap();
        let places = (1..=count)
            .map(|number| journal.add(key(number), &format!("entry {number}")).unwrap())
            .collect();
        journal.sync().unwrap();
        places
    }

    fn entries(journal: &Journal) -> Vec<Option<String>> {
        let mut reader = journal.entries().unwrap();
        (1..=3)
            .map(|number| journal.find(key(number)).map(|place| reader.read(place).unwrap()))
            .collect()
    }

    fn entry(number: u8) -> String {
        format!("entry {number}")
    }

    #[test]
    fn entries_outlast_the_run() {
        let temp = tempfile::tempdir().unwrap();
        journal_of(temp.path(), 2);
        let mut journal = open(temp.path(), Existing::Resume).unwrap();
        assert_eq!(entries(&journal), [Some(entry(1)), Some(entry(2)), None]);
        journal.add(key(3), &"entry 3").unwrap();
        journal.sync().unwrap();
        drop(journal);
        assert_eq!(
            entries(&open(temp.path(), Existing::Reuse).unwrap()),
            [Some(entry(1)), Some(entry(2)), Some(entry(3))]
        );
    }

    #[test]
    fn a_journal_cut_off_anywhere_keeps_the_entries_before() {
        let temp = tempfile::tempdir().unwrap();
        let places = journal_of(temp.path(), 3);
        let whole = fs::read(temp.path().join(JOURNAL)).unwrap();
        for length in 0..whole.len() {
            fs::write(temp.path().join(JOURNAL), &whole[..length]).unwrap();
            let mut journal = open(temp.path(), Existing::Reuse).unwrap();
            for (place, number) in places.iter().zip(1..) {
                let expected = (place.end() <= length as u64).then(|| format!("entry {number}"));
                assert_eq!(
                    entries(&journal)[number - 1],
                    expected,
                    "entry {number} of {length} bytes"
                );
            }
            // What is added next stands on whole lines.
            journal.add(key(3), &"entry 3").unwrap();
            journal.sync().unwrap();
            drop(journal);
            assert_eq!(
                entries(&open(temp.path(), Existing::Resume).unwrap())[2],
                Some(entry(3)),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn what_follows_damage_is_not_believed() {
        let temp = tempfile::tempdir().unwrap();
        let places = journal_of(temp.path(), 3);
        let path = temp.path().join(JOURNAL);
        let mut bytes = fs::read(&path).unwrap();
        bytes[places[1].start as usize + 3] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert_eq!(
            entries(&open(temp.path(), Existing::Reuse).unwrap()),
            [Some(entry(1)), None, None]
        );
    }

    #[test]
    fn arbitrary_bytes_are_no_journal_and_no_harm() {
        let temp = tempfile::tempdir().unwrap();
        for bytes in [
            &b"\0\xff\xfe"[..],
            b"\n\n\n",
            &[b'0'; 5000],
            "ü".repeat(60).as_bytes(),
        ] {
            fs::write(temp.path().join(JOURNAL), bytes).unwrap();
            assert!(open(temp.path(), Existing::Resume).is_err());
            assert_eq!(
                entries(&open(temp.path(), Existing::Reuse).unwrap()),
                [None, None, None]
            );
        }
    }

    #[test]
    fn another_model_begins_anew_and_cannot_resume() {
        let temp = tempfile::tempdir().unwrap();
        journal_of(temp.path(), 2);
        let error = Journal::open(temp.path(), &maker("b"), Existing::Resume)
            .err()
            .unwrap();
        assert!(error.to_string().contains("the model has changed"), "{error}");
        let journal = Journal::open(temp.path(), &maker("b"), Existing::Reuse).unwrap();
        assert_eq!(entries(&journal), [None, None, None]);
    }

    #[test]
    fn entries_of_documents_that_are_gone_go() {
        let temp = tempfile::tempdir().unwrap();
        let places = journal_of(temp.path(), 3);
        let journal = open(temp.path(), Existing::Reuse).unwrap();
        journal.keep_only(&maker("a"), &[places[2], places[0]]).unwrap();
        let journal = open(temp.path(), Existing::Resume).unwrap();
        assert_eq!(entries(&journal), [Some(entry(1)), None, Some(entry(3))]);
        assert!(journal.find(key(3)).unwrap().start < journal.find(key(1)).unwrap().start);
    }

    #[test]
    fn a_folder_of_others_is_refused_unless_forced() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join("thesis.txt"), "").unwrap();
        let error = open(temp.path(), Existing::Reuse).err().unwrap();
        assert!(error.to_string().contains("--force"), "{error}");
        assert!(open(temp.path(), Existing::Replace).is_ok());
    }

    #[test]
    fn two_runs_do_not_write_to_one_folder() {
        let temp = tempfile::tempdir().unwrap();
        let first = open(temp.path(), Existing::Reuse).unwrap();
        let error = open(temp.path(), Existing::Reuse).err().unwrap();
        assert!(error.to_string().contains("another run"), "{error}");
        drop(first);
        assert!(open(temp.path(), Existing::Reuse).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_journal_that_is_a_link_is_not_written_through() {
        let temp = tempfile::tempdir().unwrap();
        let outside = tempfile::NamedTempFile::new().unwrap();
        std::os::unix::fs::symlink(outside.path(), temp.path().join(JOURNAL)).unwrap();
        assert!(open(temp.path(), Existing::Replace).is_err());
        assert_eq!(fs::read(outside.path()).unwrap(), b"");
    }

    #[test]
    fn a_key_covers_what_cleaning_made_of_a_page() {
        let page = |text: &str| Document::from_clean_text("a.txt", text).unwrap();
        let key = Key::of(&page("One."), "raw");
        assert_eq!(key, Key::of(&page("One."), "raw"));
        assert_ne!(key, Key::of(&page("Two."), "raw"));
        assert_ne!(key, Key::of(&page("One."), "other"));
        let mut titled = page("One.");
        titled.title = Some("One.".to_owned());
        assert_ne!(key, Key::of(&titled, "raw"));
    }
}
