//! `netcost lsp`: the language server over stdin and stdout.

use std::io::{self, BufRead, BufReader, Write};

use clap::Args;

use super::{Status, Streams};
use crate::lsp::{Message, Server};
use crate::source::Disk;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Lsp {
    /// Use stdin and stdout: the only transport, accepted because some clients pass it
    #[arg(long)]
    stdio: bool,
}

const HELP: &str = "\
Editors start it. `docs/editors.md` has the settings for Neovim, Helix, Emacs and VS Code. Exit status: \
0 if the client shut it down; 1 if it did not; 2 if what it sends is not of the protocol.";

/// The most bytes that are read at once.
const BUFFER: usize = 1 << 16;

impl Lsp {
    /// Serves the client on the streams until it ends the server.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let Streams { stdin, stdout, stderr, .. } = streams;
        match serve(&mut BufReader::with_capacity(BUFFER, stdin), stdout) {
            Ok(true) => Status::Fine,
            Ok(false) => Status::Faulty,
            Err(error) => {
                // Write errors on stderr are ignored: there is nowhere to report them.
                _ = writeln!(stderr, "error: {error}");
                Status::Unusable
            }
        }
    }
}

/// Serves a client; whether it shut the server down before it ended it.
fn serve<R: io::Read>(input: &mut BufReader<R>, out: &mut dyn Write) -> io::Result<bool> {
    let mut server = Server::new(Box::new(Disk)).importing();
    let mut out = out;
    while !input.fill_buf()?.is_empty() {
        let mut arrived = Vec::new();
        // What arrived while the server was busy is in the buffer, and handled together.
        while (arrived.is_empty() || !input.buffer().is_empty())
            && let Some(message) = Message::read(input)?
        {
            arrived.push(message);
        }
        for message in server.handle(arrived) {
            message.write(&mut out)?;
        }
        out.flush()?;
        if let Some(orderly) = server.ended() {
            return Ok(orderly);
        }
    }
    Ok(false)
}
