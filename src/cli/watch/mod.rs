//! `netcost watch`: the page of a network, kept current while its files are edited.
//!
//! The page is served to this machine alone, at an address that cannot be guessed. Files are looked at when the
//! browser asks whether something has changed, so that nothing is done while nobody looks.

mod watched;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Cursor;

use clap::Args;
use tiny_http::{Header, Response, Server};

use super::run::Run;
use super::{Status, Streams};
use watched::Watched;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Watch {
    #[command(flatten)]
    run: Run,
}

const HELP: &str = "\
The address of the page goes to stdout; with `--open` it is shown in the browser. It is served to this machine \
alone, until the program is interrupted.

Examples:
  netcost watch examples/alexnet.net --open
  netcost watch resnet50 --batch 8 --device t4";

/// The page around the page, which asks whether something has changed.
const FRAME: &str = include_str!("frame.html");

impl Watch {
    /// Serves the page until the program is interrupted.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let (run, open) = match self.run.watched() {
            Ok(watched) => watched,
            Err(conflict) => return super::conflict("watch", &conflict, streams),
        };
        let server = match Server::http("127.0.0.1:0") {
            Ok(server) => server,
            Err(error) => {
                // Write errors on stderr are ignored: there is nowhere to report them.
                let _ =
                    writeln!(streams.stderr, "error: no port can be opened on 127.0.0.1: {error}");
                return Status::Unusable;
            }
        };
        let token = token();
        let address = format!("http://{}/{token}/", server.server_addr());
        let written = writeln!(streams.stdout, "{address}").and_then(|()| streams.stdout.flush());
        if written.is_err() {
            return Status::Unusable;
        }
        if let Some(show) = streams.terminal.browser.filter(|_| open) {
            // The address is shown anyway.
            let _ = show(address.as_ref());
        }
        let mut watched = Watched::new(run);
        for request in server.incoming_requests() {
            let path = request.url().strip_prefix(&format!("/{token}/")).map(str::to_owned);
            // A browser that has gone is not a failure.
            let _ = request.respond(answer(path.as_deref(), &token, &mut watched));
        }
        Status::Fine
    }
}

/// The answer to a request below the token.
fn answer(path: Option<&str>, token: &str, watched: &mut Watched) -> Answer {
    match path {
        Some("") => {
            let policy = format!(
                "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{token}'; \
                 connect-src 'self'; frame-src 'self'"
            );
            let frame = FRAME.replace("NONCE", token).into_bytes();
            with("Content-Security-Policy", &policy, typed("text/html; charset=utf-8", frame))
        }
        Some("page") => typed("text/html; charset=utf-8", watched.page()),
        Some("state") => typed("application/json", watched.state()),
        _ => Response::from_data(Vec::new()).with_status_code(404),
    }
}

/// What is sent to the browser.
type Answer = Response<Cursor<Vec<u8>>>;

fn typed(kind: &str, body: Vec<u8>) -> Answer {
    let answer = with("Content-Type", kind, Response::from_data(body));
    // Neither the page nor its address goes anywhere else.
    let answer = with("Referrer-Policy", "no-referrer", answer);
    with("Cache-Control", "no-store", answer)
}

fn with(name: &str, value: &str, answer: Answer) -> Answer {
    match Header::from_bytes(name, value) {
        Ok(header) => answer.with_header(header),
        // Only names and values that are not ASCII are none.
        Err(()) => answer,
    }
}

/// 128 bits by which the standard library protects its maps, in hexadecimal digits.
fn token() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}
