//! Commands as people type them, with pipes. They are those of a shell, but run within the process: the
//! program, and the few words for texts that the documentation makes use of.

use std::fs;
use std::io::{self, Cursor, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::program::{Program, split, words};

/// The columns of the terminal.
const COLUMNS: usize = 100;

/// What came of a command.
pub struct Shown {
    /// The exit status of the program.
    pub status: u8,
    /// What the terminal shows: what the last command writes, and messages among it.
    pub text: String,
    /// The messages alone.
    pub messages: String,
}

/// Runs a command in the project's folder.
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
                // The last one writes where messages go, so that they come in order.
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
                let start = pattern.strip_prefix('^').map(literal).expect("the start of a line");
                lines(piped.lines().filter(|line| line.starts_with(start)))
            }
            ["sed", "-n", range] => {
                let start = range.strip_prefix("/^").and_then(|range| range.strip_suffix("/,$p"));
                let start = start.map(literal).expect("from a line on to the last");
                lines(piped.lines().skip_while(|line| !line.starts_with(start)))
            }
            ["sed", script, file] => {
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
                edited(fs::read_to_string(path).expect("a file"), script)
            }
            _ => panic!("nobody knows how to run `{stage}`"),
        };
    }
    Shown { status, text: terminal.text() + &piped, messages: messages.text() }
}

/// What the edits of `sed` make of a text: `s/from/to/` and `/which/d`, which drops lines.
fn edited(mut text: String, script: &str) -> String {
    let mut rest = script;
    while !rest.is_empty() {
        let after = if let Some(edit) = rest.strip_prefix("s/") {
            let (from, edit) = edit.split_once('/').expect("what to replace");
            let (to, after) = edit.split_once('/').expect("what to replace it by");
            text = text.lines().map(|line| line.replacen(literal(from), to, 1) + "\n").collect();
            after
        } else {
            let edit = rest.strip_prefix('/').expect("an edit that is known here");
            let (which, after) = edit.split_once("/d").expect("the lines to drop");
            text = lines(text.lines().filter(|line| !line.contains(literal(which))));
            after
        };
        rest = after.strip_prefix("; ").unwrap_or(after);
    }
    text
}

/// A pattern that is nothing but the text it finds.
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

/// What is written, by several perhaps, in the order in which it is.
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

/// Writes the same to both.
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
