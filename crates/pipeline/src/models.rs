//! Finding the shipped files and checking them against `models/manifest.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::failure::PipelineError;

/// A file with its SHA-256, as `run.json` lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedFile {
    /// Where it was read.
    pub path: PathBuf,
    /// SHA-256 in lower-case hexadecimal digits.
    pub sha256: String,
}

/// The folder `models` with the shipped model and knowledge.
#[derive(Debug, Clone)]
pub struct ModelsFolder {
    root: PathBuf,
    pins: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Manifest {
    files: BTreeMap<String, String>,
}

const MANIFEST: &str = "manifest.toml";

impl ModelsFolder {
    /// Looks for the folder: `ONOMAST_MODELS`, then `models` in this folder and those above it, then beside the
    /// program and above it.
    ///
    /// # Errors
    /// When there is none, or its manifest cannot be read.
    pub fn find() -> Result<Self, PipelineError> {
        if let Some(root) = std::env::var_os("ONOMAST_MODELS") {
            return Self::open(PathBuf::from(root));
        }
        let starts = [std::env::current_dir().ok(), std::env::current_exe().ok()];
        for start in starts.into_iter().flatten() {
            for folder in start.ancestors() {
                let root = folder.join("models");
                if root.join(MANIFEST).is_file() {
                    return Self::open(root);
                }
            }
        }
        Err(PipelineError::NoModels)
    }

    /// Opens a given models folder.
    ///
    /// # Errors
    /// When its `manifest.toml` is missing or malformed.
    pub fn open(root: PathBuf) -> Result<Self, PipelineError> {
        let path = root.join(MANIFEST);
        let text = fs::read_to_string(&path).map_err(|source| PipelineError::Read {
            path: path.clone(),
            source,
        })?;
        let manifest: Manifest = toml::from_str(&text).map_err(|error| PipelineError::Manifest {
            path,
            problem: error.message().to_owned(),
        })?;
        Ok(Self {
            root,
            pins: manifest.files,
        })
    }

    /// The directory of the shipped model.
    pub fn model(&self) -> PathBuf {
        self.root.join("ner")
    }

    /// The shipped knowledge files, in the order of their names.
    pub fn knowledge(&self) -> Vec<PathBuf> {
        let knowledge = self.pins.keys().filter(|name| {
            name.starts_with("knowledge/") && Path::new(name).extension().is_some_and(|end| end == "jsonl")
        });
        knowledge.map(|name| self.root.join(name)).collect()
    }

    /// Checks every file that the manifest pins under `folder` (such as `ner`), and returns their checksums.
    ///
    /// # Errors
    /// When a file is missing, cannot be read or differs from its pin.
    pub fn check(&self, folder: &str) -> Result<Vec<CheckedFile>, PipelineError> {
        let prefix = format!("{folder}/");
        let mut checked = Vec::new();
        for (name, pin) in self.pins.iter().filter(|(name, _)| name.starts_with(&prefix)) {
            let path = self.root.join(name);
            let sha256 = match checksum(&path) {
                Ok(sha256) => sha256,
                Err(error) => {
                    return Err(PipelineError::Manifest {
                        path,
                        problem: format!("cannot be read ({error})"),
                    });
                }
            };
            if sha256 != *pin {
                let problem = format!("its SHA-256 is {sha256}, but {MANIFEST} says {pin}");
                return Err(PipelineError::Manifest { path, problem });
            }
            checked.push(CheckedFile { path, sha256 });
        }
        Ok(checked)
    }
}

/// SHA-256 of a file, as lower-case hexadecimal digits.
///
/// # Errors
/// When the file cannot be read.
pub fn checksum(path: &Path) -> std::io::Result<String> {
    let mut file = fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}

/// SHA-256 of bytes in memory, as lower-case hexadecimal digits.
pub fn checksum_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(digest: &[u8]) -> String {
    use std::fmt::Write;
    digest.iter().fold(String::with_capacity(64), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A models folder with one pinned file, whose content is `content`.
    fn folder(content: &[u8], pin: &str) -> (tempfile::TempDir, ModelsFolder) {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir(temp.path().join("ner")).unwrap();
        fs::write(temp.path().join("ner/config.json"), content).unwrap();
        fs::write(
            temp.path().join(MANIFEST),
            format!("[files]\n\"ner/config.json\" = \"{pin}\"\n"),
        )
        .unwrap();
        let models = ModelsFolder::open(temp.path().to_owned()).unwrap();
        (temp, models)
    }

    #[test]
    fn the_checksum_is_sha256() {
        // The example of FIPS 180-2, appendix B.1.
        assert_eq!(
            checksum_of(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_changed_file_is_named() {
        let (_temp, models) = folder(b"abc", &checksum_of(b"abc"));
        assert_eq!(models.check("ner").unwrap()[0].sha256, checksum_of(b"abc"));
        let (_temp, models) = folder(b"abd", &checksum_of(b"abc"));
        let error = models.check("ner").unwrap_err().to_string();
        assert!(
            error.contains("config.json") && error.contains("manifest.toml says"),
            "{error}"
        );
    }

    #[test]
    fn a_missing_file_is_named() {
        let (temp, models) = folder(b"abc", &checksum_of(b"abc"));
        fs::remove_file(temp.path().join("ner/config.json")).unwrap();
        let error = models.check("ner").unwrap_err().to_string();
        assert!(
            error.contains("config.json") && error.contains("cannot be read"),
            "{error}"
        );
    }

    #[test]
    fn a_malformed_manifest_is_named() {
        let temp = tempfile::tempdir().unwrap();
        fs::write(temp.path().join(MANIFEST), "files = 3").unwrap();
        let error = ModelsFolder::open(temp.path().to_owned())
            .unwrap_err()
            .to_string();
        assert!(error.contains("manifest.toml"), "{error}");
    }
}
