//! `netcost explain`.

use crate::{netcost, run, status, stderr, stdout};

const CODE: &str = "net::flow::unused_block";

#[test]
fn a_code_is_found_by_its_end() {
    let whole = run(&["explain", CODE]);
    assert_eq!((status(&whole), stderr(&whole)), (0, String::new()));
    let page = stdout(&whole);
    assert!(page.starts_with(&format!("{CODE}\n\nA block is never called")), "{page}");
    assert!(page.contains("\n    block unit(c) { conv c k3; relu }\n"), "code is set in: {page}");
    assert!(page.contains("\n\nCure\n\n"), "{page}");
    assert!(!page.contains("```"), "{page}");
    for end in ["flow::unused_block", "unused_block"] {
        assert_eq!(stdout(&run(&["explain", end])), page, "{end}");
    }
}

#[test]
fn pages_follow_the_width_and_colours() {
    let narrow = netcost().args(["explain", CODE]).env("COLUMNS", "40").output().expect("it runs");
    let prose = stdout(&narrow);
    let longest = prose.lines().filter(|line| !line.starts_with("    ")).map(str::len).max();
    assert!(longest <= Some(40), "{prose}");
    let colored = stdout(&run(&["explain", CODE, "--color", "always"]));
    assert!(colored.starts_with(&format!("\u{1b}[1m{CODE}\u{1b}[0m\n")), "{colored}");
}

#[test]
fn an_unknown_code_gets_the_nearest() {
    for (written, expected) in [
        ("unused_blok", "did you mean `net::flow::unused_block`?"),
        ("net::shape::unused_blok", "did you mean `net::flow::unused_block`?"),
        ("E0308", "`netcost explain` lists them"),
    ] {
        let output = run(&["explain", written]);
        assert_eq!((status(&output), stdout(&output)), (2, String::new()), "{written}");
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
}

#[test]
fn all_codes_are_listed_by_area() {
    let list = stdout(&run(&["explain"]));
    let (_, flow) = list.split_once("net::flow: ").expect("the area");
    let line = flow.lines().find(|line| line.starts_with("  unused_block "));
    assert!(line.is_some_and(|line| line.contains("A block is never called")), "{list}");
}

#[test]
fn messages_tell_how_to_learn_more() {
    let message = stderr(&run(&["run", "-e", "# nothing yet"]));
    let (_, command) = message.rsplit_once("for more: netcost ").expect("a last line");
    let output = netcost().args(command.split_whitespace()).output().expect("it runs");
    assert_eq!(status(&output), 0, "{}", stderr(&output));
}
