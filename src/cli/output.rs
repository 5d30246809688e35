//! Where a report goes: stdout, or a file that is whole or untouched.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diagnostics::file::FileProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::report::WriteError;

/// Why a report was not written: its writer fails, or what it writes to.
#[derive(Debug)]
pub enum Unwritten {
    /// The output took no more.
    Output(io::Error),
    /// There is no such report.
    Report(Box<DiagnosticKind>),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Unwritten::Output(error)
    }
}

impl From<WriteError> for Unwritten {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Cost(problem) => Unwritten::Report(problem.into()),
            WriteError::Io(error) => Unwritten::Output(error),
        }
    }
}

impl Unwritten {
    fn into_problem(self, path: &str) -> Box<DiagnosticKind> {
        match self {
            Unwritten::Output(error) => unwritable(path, &error),
            Unwritten::Report(problem) => problem,
        }
    }
}

fn unwritable(path: &str, error: &io::Error) -> Box<DiagnosticKind> {
    let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
    let missing = folder.filter(|folder| !folder.exists()).map(Path::display);
    let path = path.to_owned();
    match (error.kind(), missing) {
        (ErrorKind::IsADirectory, _) => {
            let help = format!("name a file in it: `{}`", Path::new(&path).join("NAME").display());
            FileProblem::Directory { path, span: None, help: Some(help) }.into()
        }
        (ErrorKind::NotFound, Some(folder)) => FileProblem::Unwritable {
            path,
            reason: format!("there is no folder `{folder}`"),
            help: Some(format!("make it first: `mkdir -p {folder}`")),
        }
        .into(),
        (reason, _) => {
            FileProblem::Unwritable { path, reason: reason.to_string(), help: None }.into()
        }
    }
}

/// The file that `--output` names; none for stdout.
pub fn file(output: Option<&Path>) -> Option<&Path> {
    output.filter(|path| !STDOUT.iter().any(|name| *path == Path::new(name)))
}

/// The names of stdout, which may be a file that others write as well: it is not replaced.
const STDOUT: [&str; 4] = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

/// An empty file with this ending, in the folder of temporary files, where it stays.
///
/// # Errors
/// When it cannot be made.
pub fn temporary(ending: &str) -> Result<PathBuf> {
    let made = tempfile::Builder::new().prefix("netcost-").suffix(ending).tempfile();
    let kept = made.and_then(|file| Ok(file.keep()?.1));
    kept.map_err(|error| unwritable(&std::env::temp_dir().display().to_string(), &error))
}

/// Writes to stdout. A reader that stops is not a failure.
///
/// # Errors
/// When the writer fails, or stdout otherwise.
pub fn to_stdout(
    stdout: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Unwritten>,
) -> Result<()> {
    through(stdout, write).map_err(|unwritten| unwritten.into_problem("<stdout>"))
}

/// How many bytes are written at once: as many as a pipe holds.
const BUFFER: usize = 1 << 16;

/// Writes through a buffer to what may have a reader; a reader that stops is not a failure.
fn through(
    out: impl Write,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Unwritten>,
) -> Result<(), Unwritten> {
    let mut out = BufWriter::with_capacity(BUFFER, out);
    match write(&mut out).and_then(|()| Ok(out.flush()?)) {
        Err(Unwritten::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
            // What is left in the buffer goes nowhere.
            drop(out.into_parts());
            Ok(())
        }
        written => written,
    }
}

/// Writes a file; on any failure what stood there before still does.
///
/// # Errors
/// When the writer fails, or the file cannot be written.
pub fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Unwritten>,
) -> Result<()> {
    replace(path, write).map_err(|unwritten| unwritten.into_problem(&path.display().to_string()))
}

fn replace(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Unwritten>,
) -> Result<(), Unwritten> {
    let Some(target) = Target::of(path)? else {
        // A device or a pipe is written as it is.
        return through(OpenOptions::new().write(true).open(path)?, write);
    };
    let mut out = BufWriter::with_capacity(BUFFER, target.beside()?);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(&target.path).map_err(|error| error.error)?;
    Ok(())
}

/// A regular file, or the place of one.
struct Target {
    /// Where it lies, links followed.
    path: PathBuf,
    /// Its permissions, if it is there.
    permissions: Option<fs::Permissions>,
}

impl Target {
    /// What a path leads to; `None` if that is not a regular file.
    fn of(path: &Path) -> io::Result<Option<Target>> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(ErrorKind::IsADirectory.into()),
            Ok(found) if found.is_file() => {
                // A file that may not be written is not replaced either, whoever asks.
                if found.permissions().readonly() {
                    return Err(ErrorKind::PermissionDenied.into());
                }
                OpenOptions::new().append(true).open(path)?;
                let permissions = Some(found.permissions());
                Ok(Some(Target { path: fs::canonicalize(path)?, permissions }))
            }
            Ok(_) => Ok(None),
            Err(error) if error.kind() == ErrorKind::NotFound => match fs::read_link(path) {
                // It leads to a file that is not there yet; a circle of links is another error.
                Ok(leads_to) => Target::of(&folder(path).join(leads_to)),
                Err(_) => Ok(Some(Target { path: path.to_owned(), permissions: None })),
            },
            Err(error) => Err(error),
        }
    }

    /// A temporary file in the same folder, which is gone when it is dropped.
    fn beside(&self) -> io::Result<NamedTempFile<File>> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".netcost-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder(&self.path))?;
        if let Some(permissions) = &self.permissions {
            file.as_file().set_permissions(permissions.clone())?;
        }
        Ok(file)
    }
}

/// The folder that a file lies in.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into()).collect()
    }

    #[test]
    fn a_file_is_whole_or_untouched() {
        let folder = folder();
        let path = folder.path().join("report.json");
        to_file(&path, |out| Ok(out.write_all(b"first")?)).expect("written");
        assert_eq!(fs::read(&path).expect("there"), b"first");

        let failed = to_file(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::from(ErrorKind::StorageFull).into())
        });
        let message = failed.expect_err("it fails").to_string();
        assert!(message.ends_with("cannot be written: no storage space"), "{message}");
        assert_eq!(fs::read(&path).expect("there"), b"first");
        assert_eq!(names(folder.path()), ["report.json"], "nothing is left over");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named_with_the_file() {
        let path = folder().path().join("gone/report.json");
        let message = to_file(&path, |_| Ok(())).expect_err("no folder").to_string();
        let (file, folder) = ("gone/report.json` cannot be written", "gone`");
        assert!(message.contains(file) && message.ends_with(folder), "{message}");
    }

    #[test]
    fn a_folder_is_not_replaced() {
        let folder = folder();
        let problem = to_file(folder.path(), |_| Ok(())).expect_err("a folder");
        assert!(
            matches!(*problem, DiagnosticKind::File(FileProblem::Directory { .. })),
            "{problem:?}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_are_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = folder();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("set");
        symlink(&file, &link).expect("linked");
        to_file(&link, |out| Ok(out.write_all(b"new")?)).expect("written");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::read(&file).expect("there"), b"new");
        let mode = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_file_that_is_not_there_makes_it() {
        let folder = folder();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("file", &link).expect("linked");
        to_file(&link, |out| Ok(out.write_all(b"new")?)).expect("written");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::read(folder.path().join("file")).expect("there"), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_as_it_is() {
        to_file(Path::new("/dev/null"), |out| Ok(out.write_all(b"x")?)).expect("written");
        assert!(!fs::metadata("/dev/null").expect("there").is_file());
    }
}
