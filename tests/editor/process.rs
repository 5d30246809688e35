//! The server as the command line runs it.

use crate::program::Program;

fn framed(messages: &[&str]) -> Vec<u8> {
    let framed = messages.iter().map(|it| format!("Content-Length: {}\r\n\r\n{it}", it.len()));
    framed.collect::<String>().into_bytes()
}

const INITIALIZE: &str =
    r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
const SHUTDOWN: &str = r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#;
const EXIT: &str = r#"{"jsonrpc":"2.0","method":"exit"}"#;

fn run(input: Vec<u8>) -> crate::program::Output {
    Program::new(["lsp", "--stdio"]).stdin(std::io::Cursor::new(input)).output()
}

#[test]
fn a_client_starts_it_and_shuts_it_down() {
    let output = run(framed(&[INITIALIZE, SHUTDOWN, EXIT]));
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    assert_eq!(output.stdout.matches("Content-Length: ").count(), 2);
    assert!(output.stdout.contains(r#""hoverProvider":true"#), "{}", output.stdout);
}

#[test]
fn an_end_without_a_shutdown_is_a_failure() {
    assert_eq!(run(framed(&[INITIALIZE, EXIT])).status, 1);
    assert_eq!(run(framed(&[INITIALIZE])).status, 1);
}

#[test]
fn what_is_not_of_the_protocol_is_said() {
    let output = run(b"hello\r\n\r\n".to_vec());
    assert_eq!(output.status, 2);
    assert!(output.stderr.starts_with("error: "), "{}", output.stderr);
    assert_eq!(run(framed(&["{"])).status, 2);
}
