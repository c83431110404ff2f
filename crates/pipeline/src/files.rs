//! Files of the output folder, which appear whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;
use tempfile::NamedTempFile;

use crate::failure::PipelineError;

const PREFIX: &str = ".onomast-tmp-";

/// A file in the output folder under a temporary name; it goes away by itself unless it is renamed.
pub(crate) struct TemporaryFile {
    writer: BufWriter<NamedTempFile>,
}

impl TemporaryFile {
    pub(crate) fn new(folder: &Path) -> Result<Self, PipelineError> {
        let named = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder);
        let named = named.map_err(|source| PipelineError::write(folder, source))?;
        Ok(Self {
            writer: BufWriter::new(named),
        })
    }

    fn error(&self, source: io::Error) -> PipelineError {
        PipelineError::write(self.writer.get_ref().path(), source)
    }

    /// Adds a record as one line of JSON.
    pub(crate) fn line(&mut self, record: &impl Serialize) -> Result<(), PipelineError> {
        let written = serde_json::to_writer(&mut self.writer, record).map_err(io::Error::from);
        written
            .and_then(|()| self.writer.write_all(b"\n"))
            .map_err(|source| self.error(source))
    }

    /// Adds a record as JSON for people to read.
    pub(crate) fn pretty(&mut self, record: &impl Serialize) -> Result<(), PipelineError> {
        let written = serde_json::to_writer_pretty(&mut self.writer, record).map_err(io::Error::from);
        written
            .and_then(|()| self.writer.write_all(b"\n"))
            .map_err(|source| self.error(source))
    }

    /// Adds bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), PipelineError> {
        self.writer.write_all(bytes).map_err(|source| self.error(source))
    }

    /// Puts the file in place of `path`, once all of it is on the disk.
    pub(crate) fn rename(self, path: &Path) -> Result<(), PipelineError> {
        let failed = |source| PipelineError::write(path, source);
        let named = self
            .writer
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        readable_by_others(named.as_file()).map_err(failed)?;
        named.as_file().sync_all().map_err(failed)?;
        named.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

/// Removes what a killed run left behind. Only for who holds the lock of the folder.
pub(crate) fn remove_leftovers(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Writes the names in a folder to the disk, so that they outlast a loss of power.
#[cfg(unix)]
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Temporary files are private to their owner; a result is not.
#[cfg(unix)]
fn readable_by_others(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_others(_file: &File) -> io::Result<()> {
    Ok(())
}
