//! Runs the commands of the documentation inside the process of the test: pipelines of `netcost` and of
//! the few other commands that occur there.

use std::fs;
use std::io::{self, Cursor, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::program::{Program, split, words};

/// The columns of the terminal.
const COLUMNS: usize = 100;

/// The result of a command.
pub struct Shown {
    /// The exit status of `netcost`.
    pub status: u8,
    /// Stdout of the last command, and messages, in the order in which they are written.
    pub text: String,
    /// Messages only.
    pub messages: String,
}

/// Runs a command.
pub fn run(command: &str) -> Shown {
    let (terminal, messages) = (Written::default(), Written::default());
    let (mut status, mut piped) = (0, String::new());
    let stages = split(command, '|');
    for (index, stage) in stages.iter().enumerate() {
        let words = words(stage);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        piped = match words.as_slice() {
            ["netcost", arguments @ ..] => {
                let program = Program::new(arguments).columns(COLUMNS).stdin(Cursor::new(piped));
                let pipe = Written::default();
                // The last command writes to the terminal itself, which keeps the order of output.
                let is_last = index + 1 == stages.len();
                let mut stdout = if is_last { terminal.clone() } else { pipe.clone() };
                status = program.run(&mut stdout, &mut Both(terminal.clone(), messages.clone()));
                pipe.text()
            }
            ["echo", text] => format!("{text}\n"),
            ["printf", text] => text.replace("\\n", "\n"),
            ["head", "-n", count] => lines(piped.lines().take(number(count))),
            ["tail", "-n", count] => {
                let all = piped.lines().count();
                lines(piped.lines().skip(all.saturating_sub(number(count))))
            }
            ["grep", pattern] => {
                let start =
                    pattern.strip_prefix('^').map(literal).expect("a pattern that begins with `^`");
                lines(piped.lines().filter(|line| line.starts_with(start)))
            }
            ["sed", "-n", range] => {
                let start = range.strip_prefix("/^").and_then(|range| range.strip_suffix("/,$p"));
                let start = start.map(literal).expect("a range to the last line");
                lines(piped.lines().skip_while(|line| !line.starts_with(start)))
            }
            ["sed", script, file] => {
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
                edited(fs::read_to_string(path).expect("a file"), script)
            }
            _ => panic!("unsupported command `{stage}`"),
        };
    }
    Shown { status, text: terminal.text() + &piped, messages: messages.text() }
}

/// Applies a script of `sed`, which may contain `s/from/to/` and `/which/d`.
fn edited(mut text: String, script: &str) -> String {
    let mut rest = script;
    while !rest.is_empty() {
        let after = if let Some(edit) = rest.strip_prefix("s/") {
            let (from, edit) = edit.split_once('/').expect("`s/from/to/`");
            let (to, after) = edit.split_once('/').expect("`s/from/to/`");
            text = text.lines().map(|line| line.replacen(literal(from), to, 1) + "\n").collect();
            after
        } else {
            let edit = rest.strip_prefix('/').expect("a supported edit");
            let (which, after) = edit.split_once("/d").expect("`/which/d`");
            text = lines(text.lines().filter(|line| !line.contains(literal(which))));
            after
        };
        rest = after.strip_prefix("; ").unwrap_or(after);
    }
    text
}

/// Checks that a pattern contains no special characters, so that it matches itself only.
fn literal(pattern: &str) -> &str {
    assert!(!pattern.contains(['^', '$', '.', '*', '[', '\\']), "`{pattern}`");
    pattern
}

fn number(word: &str) -> usize {
    word.parse().expect("a number of lines")
}

fn lines<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A buffer with several writers.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no panic").clone()).expect("text")
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes to both buffers.
struct Both(Written, Written);

impl Write for Both {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(bytes)?;
        self.1.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
