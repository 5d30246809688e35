//! A fixture: the shortest network that causes a message, and the command that shows it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin;

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

    /// What is typed: the command in the first line, `# netcost run FILE …`, or what pipes into one,
    /// `# yes | netcost check -`; else `netcost check FILE`. `FILE` stands for the fixture's path.
    pub fn command(&self) -> String {
        let first = self.text.lines().next().and_then(|line| line.strip_prefix("# "));
        let is_command = |line: &&str| {
            line.rsplit('|').next().is_some_and(|last| last.trim_start().starts_with("netcost "))
        };
        let command = first.filter(is_command).unwrap_or("netcost check FILE");
        command.replace("FILE", &self.shown())
    }

    /// Runs the command in the project's folder, with more arguments and a terminal of this width.
    pub fn run(&self, more: &str, width: &str) -> Output {
        let folder = cargo_bin!("netcost").parent().expect("the folder of the program").display();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{} {more}", self.command())]);
        shell.current_dir(env!("CARGO_MANIFEST_DIR")).env("PATH", format!("{folder}:{path}"));
        shell.env("COLUMNS", width).env("LC_ALL", "C.UTF-8");
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            shell.env_remove(variable);
        }
        shell.output().expect("a shell")
    }

    /// The messages in a form: one a line, or `json`.
    pub fn messages(&self, form: &str) -> String {
        text(&self.run(&format!("--message-format {form}"), "80").stderr)
    }
}

/// Bytes that the program wrote.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
