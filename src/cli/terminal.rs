//! What the terminal can show. Nothing but this file asks it.

use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::Color;
use crate::diagnostics::rendering;

/// Columns where there is no terminal to ask, and no `COLUMNS`.
const WIDTH: usize = 100;

/// Columns that prose is wrapped at, however wide the terminal.
const PROSE: usize = 120;

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
    /// Of a file or a pipe: nothing but text.
    pub fn plain() -> Self {
        Ability { width: columns().unwrap_or(WIDTH), color: false, unicode: false }
    }

    /// With lines no longer than prose is read well in.
    pub fn for_prose(self) -> Self {
        Ability { width: self.width.min(PROSE), ..self }
    }
}

/// Sets when colours are used, in place of what the environment says.
pub fn set_color(color: Color) {
    let choice = match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    choice.write_global();
}

/// What stdout can show.
pub fn stdout_ability() -> Ability {
    let stdout = io::stdout();
    let size = terminal_size::terminal_size_of(&stdout);
    ability(AutoStream::choice(&stdout), stdout.is_terminal(), size)
}

/// The columns of stdout, if it is a terminal or `COLUMNS` says so; a file takes lines of any length.
pub fn stdout_columns() -> Option<usize> {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map(|(width, _)| width.0.into()).or_else(columns)
}

/// How messages on stderr are drawn.
pub fn message_style() -> rendering::Style {
    let stderr = io::stderr();
    let size = terminal_size::terminal_size_of(&stderr);
    let Ability { width, color, unicode } =
        ability(AutoStream::choice(&stderr), stderr.is_terminal(), size).for_prose();
    rendering::Style { width, color, unicode }
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

fn ability(
    color: ColorChoice,
    terminal: bool,
    size: Option<(terminal_size::Width, terminal_size::Height)>,
) -> Ability {
    let color = color != ColorChoice::Never;
    Ability {
        width: size.map(|(width, _)| width.0.into()).or_else(columns).unwrap_or(WIDTH),
        color,
        // Who asks for colours in a pipe wants what the terminal behind it would show.
        unicode: (terminal || color) && supports_unicode::supports_unicode(),
    }
}

/// `COLUMNS`, which shells set and people may, for where there is no terminal.
fn columns() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0)
}
