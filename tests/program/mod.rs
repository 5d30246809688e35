//! Runs the command line inside the process of the test, independent of the terminal and the
//! environment that the test runs in.

use std::ffi::OsString;
use std::io::{self, Read, Write};

use netcost::cli::{self, Streams, Terminal};

/// A run of the program.
pub struct Program {
    arguments: Vec<OsString>,
    stdin: Box<dyn Read>,
    /// The streams and the environment that the program sees.
    pub terminal: Terminal,
}

/// The output and exit status of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    pub status: u8,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    /// A run with these arguments (without the name of the program), with an empty stdin, and with
    /// stdout and stderr that are not terminals.
    pub fn new(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        let mut all = vec![OsString::from("netcost")];
        all.extend(arguments.into_iter().map(Into::into));
        let terminal = Terminal { unicode: true, ..Terminal::default() };
        Program { arguments: all, stdin: Box::new(io::empty()), terminal }
    }

    /// Adds arguments.
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Sets `COLUMNS`.
    pub fn columns(mut self, columns: usize) -> Self {
        self.terminal.columns = Some(columns);
        self
    }

    /// Sets what is read from stdin.
    pub fn stdin(mut self, stdin: impl Read + 'static) -> Self {
        self.stdin = Box::new(stdin);
        self
    }

    /// Runs the command line and collects its output.
    pub fn output(self) -> Output {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let status = self.run(&mut stdout, &mut stderr);
        let text = |bytes| String::from_utf8(bytes).expect("output in UTF-8");
        Output { status, stdout: text(stdout), stderr: text(stderr) }
    }

    /// Runs the command line with these streams and returns its exit status.
    pub fn run(mut self, stdout: &mut dyn Write, stderr: &mut dyn Write) -> u8 {
        let streams = Streams { stdin: &mut self.stdin, stdout, stderr, terminal: self.terminal };
        cli::run(self.arguments, streams)
    }
}

/// Splits a command at a separator, except inside quotes.
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

/// Splits a command into words as a shell does: at blanks outside of `'…'` and `"…"`. Panics on other
/// shell syntax, which is not supported.
pub fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote) = (None, None);
    for letter in command.chars() {
        match (letter, quote) {
            (_, Some(open)) if letter == open => quote = None,
            ('\\' | '$' | '`', None | Some('"')) => panic!("unsupported `{letter}` in `{command}`"),
            (_, Some(_)) => word.get_or_insert_with(String::new).push(letter),
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_with(String::new);
            }
            (' ', None) => words.extend(word.take()),
            ('|' | '<' | '>' | '&' | ';' | '*' | '?' | '(' | ')', None) => {
                panic!("unsupported `{letter}` in `{command}`")
            }
            (_, None) => word.get_or_insert_with(String::new).push(letter),
        }
    }
    assert_eq!(quote, None, "unclosed quote in `{command}`");
    words.extend(word);
    words
}
