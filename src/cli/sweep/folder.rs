//! A folder with the rows of a sweep, a file for each part.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::output;
use crate::diagnostics::Result;
use crate::diagnostics::file::FileProblem;
use crate::sweep::Row;
use crate::sweep::part::{self, Fingerprint};

/// The file with the fingerprint of the sweep.
const FINGERPRINT: &str = "sweep.json";

/// A folder of parts.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// What to do with the parts that exist.
    pub parts: Parts,
}

/// What to do with the parts that a folder has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// Compute them again.
    Renew,
    /// Reuse them, and compute the others.
    Resume,
    /// Reuse them; all must exist.
    Merge,
}

impl Folder {
    /// The folder at a path, made if it is not there.
    ///
    /// # Errors
    /// When it has parts of another sweep, parts are missing, or it cannot be read or written.
    pub fn open(path: &Path, parts: Parts, fingerprint: &Fingerprint, count: u64) -> Result<Self> {
        let folder = Folder { path: path.to_owned(), parts };
        folder.check(fingerprint)?;
        if parts == Parts::Merge {
            folder.check_whole(count)?;
        }
        Ok(folder)
    }

    /// Checks that the parts are of this sweep. Writes the fingerprint if there is none yet.
    fn check(&self, fingerprint: &Fingerprint) -> Result<()> {
        let shown = || self.path.display().to_string();
        let file = self.path.join(FINGERPRINT);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            // Then there is no part either, which is reported next.
            Err(_) if self.parts == Parts::Merge => return Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(&self.path).map_err(|error| {
                    let (path, reason) = (shown(), error.kind().to_string());
                    FileProblem::Unwritable { path, reason, help: None }
                })?;
                let text = serde_json::to_string_pretty(fingerprint).unwrap_or_default();
                return output::to_file(&file, |out| Ok(writeln!(out, "{text}")?));
            }
            Err(error) => {
                let (path, reason) = (file.display().to_string(), error.kind());
                return Err(FileProblem::Unreadable { path, reason, span: None }.into());
            }
        };
        let found: Fingerprint = serde_json::from_str(&text).unwrap_or_default();
        let missing = found.iter().find(|each| !fingerprint.contains(each));
        let differs = fingerprint.iter().find(|each| !found.contains(each)).or(missing);
        match differs {
            Some((what, _)) => {
                Err(FileProblem::OtherParts { path: shown(), what: what.clone() }.into())
            }
            None => Ok(()),
        }
    }

    /// Checks that all parts exist.
    fn check_whole(&self, count: u64) -> Result<()> {
        let mut missing = (0..count).filter(|part| !self.file(*part).is_file());
        let Some(first) = missing.next() else { return Ok(()) };
        let (path, missing) =
            (self.path.display().to_string(), 1 + missing.map(|_| 1).sum::<u64>());
        Err(FileProblem::MissingParts { path, first, missing, count }.into())
    }

    fn file(&self, part: u64) -> PathBuf {
        self.path.join(format!("part-{part:08}.jsonl"))
    }

    /// The rows of a part to reuse; `None` if it has to be computed.
    ///
    /// # Errors
    /// When it must exist and cannot be read.
    pub fn read(&self, part: u64) -> Result<Option<Vec<Row>>> {
        if self.parts == Parts::Renew {
            return Ok(None);
        }
        let file = self.file(part);
        let rows = fs::read_to_string(&file).ok().and_then(|text| part::from_text(&text));
        if rows.is_none() && self.parts == Parts::Merge {
            let (path, reason) = (file.display().to_string(), ErrorKind::InvalidData);
            return Err(FileProblem::Unreadable { path, reason, span: None }.into());
        }
        Ok(rows)
    }

    /// Stores the rows of a part. The file appears only when it is complete.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, part: u64, rows: &[Row]) -> Result<()> {
        output::to_file(&self.file(part), |out| {
            let text = part::to_text(rows).map_err(std::io::Error::from)?;
            Ok(out.write_all(text.as_bytes())?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(condition: &str) -> Fingerprint {
        vec![
            ("the version of netcost".into(), "1".into()),
            ("the condition".into(), condition.into()),
        ]
    }

    #[test]
    fn a_folder_keeps_the_parts_of_one_sweep() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("new/parts");
        let open = |parts, condition| Folder::open(&path, parts, &fingerprint(condition), 2);
        let message = |parts, condition| open(parts, condition).unwrap_err().to_string();
        assert!(message(Parts::Merge, "a").contains("2 of 2 parts"));

        let row = Row { id: 3, outcome: Ok(vec![("macs", 5)]) };
        let folder = open(Parts::Renew, "a").unwrap();
        folder.write(1, std::slice::from_ref(&row)).unwrap();
        assert_eq!(folder.read(1), Ok(None));
        assert_eq!(open(Parts::Resume, "a").unwrap().read(1), Ok(Some(vec![row])));
        assert!(message(Parts::Resume, "b").contains("the condition"));
        assert!(message(Parts::Merge, "a").contains("1 of 2 parts"));

        folder.write(0, &[]).unwrap();
        let merged = open(Parts::Merge, "a").unwrap();
        assert_eq!(merged.read(0), Ok(Some(Vec::new())));
        fs::write(path.join("part-00000000.jsonl"), "3\n").unwrap();
        assert!(merged.read(0).is_err());
        assert_eq!(open(Parts::Resume, "a").unwrap().read(0), Ok(None));
    }
}
