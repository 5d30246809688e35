//! Outputs that take no more, or are not there.

use std::fs;

use crate::{GOOD, folder, path, run, status, stderr};

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named() {
    let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("netcost"));
    let output = command.args(["run", "-e", GOOD]).stdout(full).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output);
    assert!(message.contains("`<stdout>` cannot be written: no storage space"), "{message}");

    let output = run(&["run", "-e", GOOD, "-o", "/dev/full"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("`/dev/full` cannot be written"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_quietly() {
    use std::process::Stdio;
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("netcost"));
    command.args(["run", "-e", GOOD]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(stderr(&output), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_report_into_a_folder_that_is_not_there_is_an_error() {
    let folder = folder();
    let report = path(&folder, "gone/report.txt");
    let output = run(&["run", "-e", GOOD, "-o", &report]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains(&format!("`{report}` cannot be written")));
}

#[test]
fn a_report_does_not_take_the_place_of_its_network() {
    let folder = folder();
    let file = path(&folder, "x.net");
    fs::write(&file, GOOD).expect("written");
    let output = run(&["run", &file, "-o", &file]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("is the network itself"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&file).expect("there"), GOOD);
}
