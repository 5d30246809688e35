//! Reports and messages, each in its stream.

use std::fs;
use std::path::Path;

use crate::{BAD, GOOD, folder, netcost, path, run, status, stderr, stdout};

#[test]
fn a_report_goes_to_stdout() {
    let output = run(&["run", "-e", GOOD]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("34,944"), "the params of the convolution");
    assert_eq!(stderr(&output), "");
}

#[test]
fn with_an_error_stdout_is_empty_and_no_file_is_written() {
    let folder = folder();
    let report = path(&folder, "report.txt");
    let output = run(&["run", "-e", BAD, "-o", &report]);
    assert_eq!(status(&output), 1);
    assert_eq!(stdout(&output), "");
    assert!(
        stderr(&output).starts_with("error[net::shape::kernel_too_large]: "),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&output).contains("<-e>:1:"), "{}", stderr(&output));
    assert!(!Path::new(&report).exists());
}

#[test]
fn a_failed_claim_comes_after_the_report() {
    let output = run(&["run", "-e", &format!("{GOOD}; assert total.params <= 1K")]);
    assert_eq!(status(&output), 1);
    assert!(stdout(&output).contains("34,944"));
    assert!(stderr(&output).starts_with("error[net::claim::"), "{}", stderr(&output));
}

#[test]
fn a_warning_leaves_the_report_and_the_status() {
    let output = run(&["run", "-e", "input 3x8x8; let x = { conv 8 }; conv 4"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).starts_with("warning[net::flow::"), "{}", stderr(&output));
    assert_ne!(stdout(&output), "");
}

#[test]
fn the_report_is_plain_when_piped() {
    let output = run(&["run", "-e", GOOD]);
    assert!(!stdout(&output).contains('\u{1b}'));
    let output = run(&["run", "-e", GOOD, "--color", "always"]);
    assert!(stdout(&output).contains('\u{1b}'));
}

#[test]
fn messages_follow_color_and_no_color() {
    let plain = run(&["run", "./gone.net"]);
    let always = run(&["run", "./gone.net", "--color", "always"]);
    assert!(!stderr(&plain).contains('\u{1b}'));
    assert!(stderr(&always).contains('\u{1b}'));
    let forced = netcost().args(["run", "./gone.net"]).env("CLICOLOR_FORCE", "1").output();
    assert!(stderr(&forced.expect("it runs")).contains('\u{1b}'));
    let none = netcost().args(["run", "./gone.net"]).env("NO_COLOR", "1").output();
    assert!(!stderr(&none.expect("it runs")).contains('\u{1b}'));
}

#[test]
fn a_file_holds_what_stdout_would() {
    let folder = folder();
    let report = path(&folder, "report.json");
    let piped = run(&["run", "-e", GOOD, "--format", "json"]);
    let output = run(&["run", "-e", GOOD, "--format", "json", "-o", &report]);
    assert_eq!((status(&output), stdout(&output)), (0, String::new()), "{}", stderr(&output));
    assert_eq!(fs::read(&report).expect("written"), piped.stdout);
}

#[test]
fn messages_are_for_editors_people_or_programs() {
    let short = stderr(&run(&["check", "./gone.net", "./gone2.net", "--message-format", "short"]));
    assert_eq!(
        short,
        "error[net::file::not_found]: there is no file `./gone.net`\n\
         error[net::file::not_found]: there is no file `./gone2.net`\n"
    );
    let human = stderr(&run(&["check", "./gone.net", "./gone2.net"]));
    let end = "\n2 errors in 2 files\nfor more: netcost explain net::file::not_found\n";
    assert!(human.ends_with(end), "{human}");
    let json = stderr(&run(&["check", "./gone.net", "--message-format", "json"]));
    let message: serde_json::Value = serde_json::from_str(&json).expect("one object");
    assert_eq!(message["code"], "net::file::not_found");
    assert_eq!(message["severity"], "error");
}

#[test]
fn short_messages_name_their_place() {
    let output = run(&["run", "-e", BAD, "--message-format", "short"]);
    let line = stderr(&output);
    assert!(line.starts_with("<-e>:1:"), "{line}");
    assert!(line.contains(": error[net::shape::kernel_too_large]: "), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
}
