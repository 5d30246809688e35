//! The command line, as a whole and within the process.

use std::ffi::OsString;
use std::path::Path;

use netcost::cli::{self, Streams, Terminal};

use super::choices::Choices;

/// Commands of a text that does not say how it is run.
const COMMANDS: [&str; 8] = [
    "run -e FILE",
    "run FILE --format json",
    "run FILE --convention all --device t4 --training adam",
    "check FILE --pedantic",
    "check FILE --message-format sarif",
    "fmt FILE",
    "explain FILE conv1 --convention all",
    "compare FILE FILE",
];

/// Any arguments and any text: there is an exit status, and what is wrong is said.
///
/// A text is run as its first line says, `# netcost run FILE --batch 4`, or by one of a few commands.
pub fn command_line(bytes: &[u8]) {
    let text = super::text(bytes);
    let first = text.lines().next().and_then(|line| line.strip_prefix("# netcost "));
    let chosen: &&str = Choices::of(bytes).one(&COMMANDS);
    let command = first.unwrap_or(chosen);
    let Some(arguments) = arguments(command, &text) else { return };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    // Bytes that are no text reach stdin as they are.
    let mut stdin = match bytes.first() {
        Some(0) => text.as_bytes(),
        _ => bytes,
    };
    let streams = Streams {
        stdin: &mut stdin,
        stdout: &mut stdout,
        stderr: &mut stderr,
        terminal: Terminal::default(),
    };
    let status = cli::run(arguments, streams);
    assert!(status <= 2, "exit status {status}");
    let said = !stderr.is_empty() || (command.starts_with("fmt") && !stdout.is_empty());
    assert!(status == 0 || said, "it failed without a word: {command}");
    assert!(String::from_utf8(stdout).is_ok(), "what is written is text");
    assert!(String::from_utf8(stderr).is_ok(), "what is said is text");
}

/// The arguments of a command. `FILE` stands for the text: behind `-e` for itself, elsewhere for
/// stdin. `None` for what this must not do, or not that often: to touch files, and to compile the
/// whole zoo.
fn arguments(command: &str, text: &str) -> Option<Vec<OsString>> {
    let mut arguments = vec![OsString::from("netcost")];
    let mut words = command.split_whitespace().peekable();
    if words.peek() == Some(&"examples") {
        return None;
    }
    let mut after_e = false;
    for word in words {
        let to_file = word.starts_with("-o") || word.starts_with("--output");
        let is_file = Path::new(word).exists() || word.contains("/dev/") || word == "--";
        if !after_e && (to_file || is_file) {
            return None;
        }
        arguments.push(match word {
            "FILE" if after_e => text.into(),
            word => word.replace("FILE", "-").into(),
        });
        after_e = word == "-e";
    }
    let limited = ["run", "check", "explain", "compare"];
    if limited.iter().any(|command| arguments.iter().any(|word| word == command)) {
        let limits = super::LIMITS;
        let limits = [("layers", limits.layers), ("steps", limits.steps), ("calls", limits.calls)];
        arguments.extend(limits.map(|(name, limit)| format!("--limit={name}={limit}").into()));
    }
    Some(arguments)
}
