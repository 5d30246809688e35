//! What the terminal can show. Nothing but this file asks it.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use terminal_size::{Height, Width, terminal_size_of};

use super::Color;
use crate::diagnostics::rendering;

/// Columns where there is no terminal to ask, and no `COLUMNS`.
const WIDTH: usize = 100;

/// Columns that prose is wrapped at, however wide the terminal.
const PROSE: usize = 120;

/// The capabilities of stdout and stderr. The default is that of files and pipes: plain text, of
/// unlimited width.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    /// Stdout.
    pub stdout: Screen,
    /// Stderr.
    pub stderr: Screen,
    /// The value of `COLUMNS`, used where a stream is not a terminal.
    pub columns: Option<usize>,
    /// Whether the locale supports characters outside of ASCII.
    pub unicode: bool,
    /// What shows a file in the browser; `None` if nothing does.
    pub browser: Option<fn(&Path) -> io::Result<()>>,
}

/// The device that a stream is connected to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Screen {
    /// Whether it is a terminal.
    pub terminal: bool,
    /// The width of the terminal, if known.
    pub columns: Option<usize>,
    /// Whether colours are used when `--color` is not given: the terminal supports them and the
    /// environment does not disable them.
    pub color: bool,
}

/// What a stream can show.
#[derive(Clone, Copy, Debug)]
pub struct Ability {
    /// Columns.
    pub width: usize,
    /// Whether colours are wanted and there.
    pub color: bool,
    /// Whether more than ASCII can be drawn.
    pub unicode: bool,
}

impl Ability {
    /// With lines no longer than prose is read well in.
    pub fn for_prose(self) -> Self {
        Ability { width: self.width.min(PROSE), ..self }
    }
}

impl Terminal {
    /// The capabilities of the process's streams, from the terminal and the environment.
    pub(super) fn of_process() -> Self {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let (stdout, stderr) = (io::stdout(), io::stderr());
        let width = |size: Option<(Width, Height)>| size.map(|(width, _)| width.0.into());
        Terminal {
            stdout: Screen {
                terminal: stdout.is_terminal(),
                columns: width(terminal_size_of(&stdout)),
                color: AutoStream::choice(&stdout) != ColorChoice::Never,
            },
            stderr: Screen {
                terminal: stderr.is_terminal(),
                columns: width(terminal_size_of(&stderr)),
                color: AutoStream::choice(&stderr) != ColorChoice::Never,
            },
            columns: columns.filter(|columns| *columns > 0),
            unicode: supports_unicode::supports_unicode(),
            browser: Some(|path| open::that(path)),
        }
    }

    /// Applies the `--color` option.
    pub(super) fn colored(mut self, color: Color) -> Self {
        for screen in [&mut self.stdout, &mut self.stderr] {
            screen.color = match color {
                Color::Auto => screen.color,
                Color::Always => true,
                Color::Never => false,
            };
        }
        self
    }

    /// The capabilities of stdout.
    pub fn stdout_ability(&self) -> Ability {
        self.ability(self.stdout)
    }

    /// The width of stdout if it is a terminal or `COLUMNS` is set; otherwise lines may have any
    /// length.
    pub fn stdout_columns(&self) -> Option<usize> {
        self.stdout.columns.or(self.columns)
    }

    /// The capabilities of a file or a pipe: plain text.
    pub fn plain_ability(&self) -> Ability {
        Ability { width: self.columns.unwrap_or(WIDTH), color: false, unicode: false }
    }

    /// How messages on stderr are drawn.
    pub fn message_style(&self) -> rendering::Style {
        let Ability { width, color, unicode } = self.ability(self.stderr).for_prose();
        rendering::Style { width, color, unicode }
    }

    fn ability(&self, Screen { terminal, columns, color }: Screen) -> Ability {
        Ability {
            width: columns.or(self.columns).unwrap_or(WIDTH),
            color,
            // Who asks for colours in a pipe wants what the terminal after it would show.
            unicode: (terminal || color) && self.unicode,
        }
    }
}

/// Sets when the streams of the process have colours, in place of what the environment says.
pub fn set_color(color: Color) {
    let choice = match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    choice.write_global();
}

/// Stdout; where a terminal knows no colours, they are left out or translated.
pub fn stdout() -> Box<dyn Write> {
    let stdout = io::stdout();
    match AutoStream::choice(&stdout) {
        // Nobody writes escape sequences then, and looking for some takes longer than writing.
        ColorChoice::Never => Box::new(stdout.lock()),
        _ => Box::new(anstream::stdout().lock()),
    }
}

/// Stderr, buffered; colours as on stdout.
pub fn stderr() -> impl Write {
    BufWriter::new(anstream::stderr())
}
