//! A fixture: the shortest network that causes a message, and the command that shows it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::cargo::cargo_bin_cmd;

/// A network under `tests/diagnostics/AREA/NAME.net`.
pub struct Fixture {
    /// Its path within the project, as messages show it.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

impl Fixture {
    /// Reads the fixture at a path within the project.
    pub fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path));
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Fixture { path, text }
    }

    /// The path with slashes, on every system.
    pub fn shown(&self) -> String {
        self.path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    /// The arguments of the program: those of the command in the first line, `# netcost run FILE …`,
    /// or `check FILE`. `FILE` stands for the fixture's path.
    pub fn arguments(&self) -> Vec<String> {
        let first = self.text.lines().next().unwrap_or_default();
        let arguments = first.strip_prefix("# netcost ").unwrap_or("check FILE");
        arguments.split_whitespace().map(|word| word.replace("FILE", &self.shown())).collect()
    }

    /// Runs the command with more arguments and a terminal of this width.
    pub fn run(&self, more: &[&str], width: &str) -> Output {
        let mut command = cargo_bin_cmd!("netcost");
        command.current_dir(env!("CARGO_MANIFEST_DIR")).env("COLUMNS", width);
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        command.env("LC_ALL", "C.UTF-8").args(self.arguments()).args(more);
        command.output().expect("the program starts")
    }

    /// The messages in a form: one a line, or `json`.
    pub fn messages(&self, form: &str) -> String {
        text(&self.run(&["--message-format", form], "80").stderr)
    }
}

/// Bytes that the program wrote.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
