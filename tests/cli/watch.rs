//! `netcost watch`, as a process that a browser asks.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::Value;

use super::{folder, path, process, run, stderr};

/// A process that serves a page, which ends with the test.
struct Served {
    process: Child,
    /// What its address has after the scheme, `127.0.0.1:` and a port, and the path.
    host: String,
    path: String,
}

impl Served {
    fn new(arguments: &[&str]) -> Self {
        let mut command = process();
        let mut process =
            command.arg("watch").args(arguments).stdout(Stdio::piped()).spawn().expect("a process");
        let mut address = String::new();
        let stdout = process.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut address).expect("an address");
        let address = address.trim().strip_prefix("http://").expect("an address");
        let (host, path) = address.split_once('/').expect("a path");
        assert!(host.starts_with("127.0.0.1:") && path.len() > 32, "{address}");
        Served { process, host: host.to_owned(), path: format!("/{path}") }
    }

    /// The head and the body of an answer.
    fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.host).expect("a connection");
        let host = &self.host;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
            .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (head.to_owned(), body.to_owned())
    }

    fn page(&self) -> String {
        self.get(&format!("{}page", self.path)).1
    }

    fn state(&self) -> Value {
        serde_json::from_str(&self.get(&format!("{}state", self.path)).1).expect("JSON")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_page_follows_the_file_and_those_it_uses() {
    let folder = folder();
    let (main, used) = (path(&folder, "main.net"), path(&folder, "used.net"));
    fs::write(&used, "block b { relu }\n").expect("written");
    fs::write(&main, "use \"used.net\"\ninput 3x8x8\nb\n").expect("written");
    let served = Served::new(&[&main, "--batch", "2"]);
    let first = served.state();
    assert_eq!((first["version"].as_u64(), first["said"].as_str()), (Some(1), Some("")));
    assert!(served.page().contains("<td>b1/relu1<"), "{}", served.page());
    assert_eq!(served.state(), first);
    // An edit of a file that it uses.
    fs::write(&used, "block b { relu; sigmoid }\n").expect("written");
    assert_eq!(served.state()["version"], 2);
    assert!(served.page().contains("<td>b1/sigmoid1<") && served.page().contains("batch 2"));
    // A mistake is said, and the last page stays.
    fs::write(&main, "use \"used.net\"\ninput 3x8x8\nconvv 4; b\n").expect("written");
    let wrong = served.state();
    assert_eq!(wrong["version"], 2);
    assert!(wrong["said"].as_str().is_some_and(|said| said.contains("no operation `convv`")));
    assert!(served.page().contains("<td>b1/sigmoid1<"));
    // A file that is away for a moment.
    fs::remove_file(&main).expect("there");
    assert!(served.state()["said"].as_str().is_some_and(|said| said.contains("main.net")));
    fs::write(&main, "input 3x8x8\ntanh\n").expect("written");
    let last = served.state();
    assert_eq!((last["version"].as_u64(), last["said"].as_str()), (Some(3), Some("")));
    assert!(served.page().contains("<td>tanh1<"));
}

#[test]
fn nothing_is_served_without_the_token() {
    let served = Served::new(&["lenet5"]);
    let (head, frame) = served.get(&served.path);
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("default-src 'none'"), "{head}");
    assert!(frame.contains("<iframe title=\"report\" src=\"page\">"));
    assert!(served.page().contains("LeNet-5"));
    let other = served.path.replace(|digit: char| digit.is_ascii_digit(), "x");
    for path in ["/", "/page", "/favicon.ico", &other, &format!("{}other", served.path)] {
        let (head, body) = served.get(path);
        assert!(head.starts_with("HTTP/1.1 404") && body.is_empty(), "{path}: {head}");
    }
}

#[test]
fn what_is_not_a_page_of_a_file_is_refused() {
    for (arguments, message) in [
        (&["lenet5", "-o", "page.html"][..], "remove `--output`"),
        (&["lenet5", "--format", "csv"], "remove `--format csv`"),
        (&["-"], "cannot read stdin"),
        (&["lenet5", "--timeline"], "`--timeline`"),
    ] {
        let output = run(&[&["watch"], arguments].concat());
        assert!(output.status == 2 && stderr(&output).contains(message), "{}", stderr(&output));
    }
}
