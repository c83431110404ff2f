//! Where an export is put: it appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::error::ExportError;
use crate::file_name::file_name;

/// A folder that gets its name when it is complete.
pub(crate) struct NewFolder {
    temporary: TempDir,
    destination: PathBuf,
}

impl NewFolder {
    /// For a destination that is not there, or an empty folder.
    pub(crate) fn new(destination: &Path) -> Result<Self, ExportError> {
        let failed = ExportError::write(destination);
        match fs::read_dir(destination) {
            Ok(mut files) => {
                if files.next().is_some() {
                    return Err(ExportError::NotEmpty(destination.to_owned()));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        let parent = parent(destination);
        fs::create_dir_all(parent).map_err(&failed)?;
        Ok(Self {
            temporary: builder(0o777).tempdir_in(parent).map_err(failed)?,
            destination: destination.to_owned(),
        })
    }

    /// A new file in it, by its path there.
    pub(crate) fn file(&self, name: &str) -> Result<BufWriter<File>, ExportError> {
        let path = self.temporary.path().join(name);
        // Errors name the place that the user knows.
        let failed = ExportError::write(&self.destination.join(name));
        fs::create_dir_all(path.parent().unwrap_or(&path)).map_err(&failed)?;
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        Ok(BufWriter::new(file.map_err(failed)?))
    }

    /// Writes a file for a document, named by its id and an extension.
    pub(crate) fn document(&self, id: &str, extension: &str, content: &str) -> Result<(), ExportError> {
        let name = format!("{}.{extension}", file_name(id));
        let write = |mut file: BufWriter<File>| {
            io::Write::write_all(&mut file, content.as_bytes()).and_then(|()| {
                file.into_inner()
                    .map(drop)
                    .map_err(io::IntoInnerError::into_error)
            })
        };
        match self.file(&name) {
            Ok(file) => write(file).map_err(self.failed(&name)),
            Err(ExportError::Write { path, source }) if source.kind() == io::ErrorKind::AlreadyExists => {
                Err(ExportError::Twice {
                    path,
                    document: id.to_owned(),
                })
            }
            Err(error) => Err(error),
        }
    }

    /// Says that a file in it cannot be written.
    pub(crate) fn failed(&self, name: &str) -> impl Fn(io::Error) -> ExportError + use<> {
        ExportError::write(&self.destination.join(name))
    }

    /// Gives the folder its name.
    pub(crate) fn finish(self) -> Result<(), ExportError> {
        let failed = ExportError::write(&self.destination);
        if self.destination.is_dir() {
            fs::remove_dir(&self.destination).map_err(&failed)?;
        }
        // Not kept before it has its name, so that it is removed where it cannot get it.
        fs::rename(self.temporary.path(), &self.destination).map_err(failed)?;
        let _ = self.temporary.keep();
        Ok(())
    }
}

/// A file that gets its name when it is complete.
pub(crate) struct NewFile {
    writer: BufWriter<NamedTempFile>,
    destination: PathBuf,
}

impl NewFile {
    /// For a destination that is not there, or a file to be replaced.
    pub(crate) fn new(destination: &Path) -> Result<Self, ExportError> {
        let failed = ExportError::write(destination);
        let parent = parent(destination);
        fs::create_dir_all(parent).map_err(&failed)?;
        let temporary = builder(0o666).tempfile_in(parent).map_err(failed)?;
        Ok(Self {
            writer: BufWriter::new(temporary),
            destination: destination.to_owned(),
        })
    }

    /// What writes to it.
    pub(crate) fn writer(&mut self) -> &mut BufWriter<NamedTempFile> {
        &mut self.writer
    }

    /// Says that it cannot be written.
    pub(crate) fn failed(&self) -> impl Fn(io::Error) -> ExportError + use<> {
        ExportError::write(&self.destination)
    }

    /// Gives the file its name.
    pub(crate) fn finish(self) -> Result<(), ExportError> {
        let failed = self.failed();
        let temporary = self
            .writer
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        temporary
            .persist(&self.destination)
            .map_err(|error| failed(error.error))?;
        Ok(())
    }
}

fn parent(path: &Path) -> &Path {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// Temporary files and folders are private to their owner; a result is as open as the user's other files.
#[cfg_attr(not(unix), expect(unused_variables))]
fn builder(mode: u32) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".onomast-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_appears_whole_or_not_at_all() {
        let place = tempfile::tempdir().unwrap();
        let destination = place.path().join("new/folder");
        let folder = NewFolder::new(&destination).unwrap();
        folder.document("a/b", "txt", "x").unwrap();
        assert!(!destination.exists());
        folder.finish().unwrap();
        assert_eq!(fs::read_to_string(destination.join("a/b.txt")).unwrap(), "x");
        let error = NewFolder::new(&destination).err().unwrap().to_string();
        assert!(error.contains("is not empty"), "{error}");

        let given_up = place.path().join("other");
        drop(NewFolder::new(&given_up).unwrap());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "only `new`");
    }

    #[test]
    fn two_documents_never_share_a_file() {
        let place = tempfile::tempdir().unwrap();
        let folder = NewFolder::new(&place.path().join("out")).unwrap();
        folder.document("a", "txt", "x").unwrap();
        let error = folder.document("a", "txt", "y").unwrap_err().to_string();
        assert!(
            error.contains("a.txt") && error.contains("second document"),
            "{error}"
        );
    }
}
