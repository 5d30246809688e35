//! The program, run within the process of the test: the same on every system, whatever the terminal
//! and the environment of the test.

use std::ffi::OsString;
use std::io::{self, Read, Write};

use netcost::cli::{self, Streams, Terminal};

/// A run of the program.
pub struct Program {
    arguments: Vec<OsString>,
    stdin: Box<dyn Read>,
    terminal: Terminal,
}

/// What a run wrote, and its exit status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    pub status: u8,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    /// With these arguments, those after the name of the program; nothing comes in, and what goes
    /// out goes into files.
    pub fn new(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        let mut all = vec![OsString::from("netcost")];
        all.extend(arguments.into_iter().map(Into::into));
        let terminal = Terminal { unicode: true, ..Terminal::default() };
        Program { arguments: all, stdin: Box::new(io::empty()), terminal }
    }

    /// With more arguments.
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// With `COLUMNS` set.
    pub fn columns(mut self, columns: usize) -> Self {
        self.terminal.columns = Some(columns);
        self
    }

    /// With this for stdin.
    pub fn stdin(mut self, stdin: impl Read + 'static) -> Self {
        self.stdin = Box::new(stdin);
        self
    }

    /// Runs it.
    pub fn output(self) -> Output {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let status = self.run(&mut stdout, &mut stderr);
        let text = |bytes| String::from_utf8(bytes).expect("what is written is text");
        Output { status, stdout: text(stdout), stderr: text(stderr) }
    }

    /// Runs it with these for stdout and stderr, and gives back its exit status.
    pub fn run(mut self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> u8 {
        let streams = Streams { stdin: &mut self.stdin, stdout, stderr, terminal: self.terminal };
        cli::run(self.arguments, streams)
    }
}

/// The parts of a command between separators, those in quotes not counted.
pub fn split(command: &str, separator: char) -> Vec<&str> {
    let mut quote = None;
    let parts = command.split(|letter| {
        match quote {
            Some(open) if letter == open => quote = None,
            None if matches!(letter, '\'' | '"') => quote = Some(letter),
            _ => {}
        }
        quote.is_none() && letter == separator
    });
    parts.map(str::trim).collect()
}

/// The words of a command as a shell takes it apart, at blanks outside of `'…'` and `"…"`. What a
/// shell does beyond that is refused.
pub fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote) = (None, None);
    for letter in command.chars() {
        match (letter, quote) {
            (_, Some(open)) if letter == open => quote = None,
            ('\\' | '$' | '`', None | Some('"')) => panic!("`{letter}` in `{command}`"),
            (_, Some(_)) => word.get_or_insert_with(String::new).push(letter),
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_with(String::new);
            }
            (' ', None) => words.extend(word.take()),
            ('|' | '<' | '>' | '&' | ';' | '*' | '?' | '(' | ')', None) => {
                panic!("`{letter}` in `{command}`")
            }
            (_, None) => word.get_or_insert_with(String::new).push(letter),
        }
    }
    assert_eq!(quote, None, "an open quote in `{command}`");
    words.extend(word);
    words
}
