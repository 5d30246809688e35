//! Outputs that take no more, or are not there.

use std::fs;
use std::process::{Command, Stdio};

use super::{BAD, GOOD, Output, ended, folder, path, process, run, status, stderr, stdout};

/// Something of every subcommand that writes to stdout.
const WRITERS: [&[&str]; 17] = [
    &["--help"],
    &["--version"],
    &["run", "--help"],
    &["run", "alexnet"],
    &["run", "alexnet", "--format", "json"],
    &["run", "alexnet", "--format", "csv"],
    &["run", "alexnet", "--format", "markdown"],
    &["run", "alexnet", "--format", "html"],
    &["compare", "alexnet", "vgg16"],
    &["explain", "alexnet", "conv1"],
    &["explain", "unused_block"],
    &["explain"],
    &["ops"],
    &["examples"],
    &["devices"],
    &["schema", "report"],
    &["fmt", "-"],
];

/// Runs the program with a file or pipe for stdout.
fn run_into(stdout: impl Into<Stdio>, arguments: &[&str]) -> Output {
    let network = fs::File::open("examples/alexnet.net").expect("there");
    ended(process().args(arguments).stdin(network).stdout(stdout))
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named() {
    for arguments in WRITERS {
        let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
        let output = run_into(full, arguments);
        let message = stderr(&output);
        assert_eq!(status(&output), 2, "{arguments:?}: {message}");
        assert!(message.contains("`<stdout>` cannot be written: no storage space"), "{message}");
    }
    let output = run(&["run", "-e", GOOD, "-o", "/dev/full"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("`/dev/full` cannot be written"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_quietly() {
    for arguments in WRITERS {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = run_into(writer, arguments);
        assert_eq!((status(&output), stderr(&output).as_str()), (0, ""), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn messages_into_a_closed_pipe_leave_the_status() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = ended(process().args(["run", "-e", BAD]).stderr(writer));
    assert_eq!(status(&output), 1);
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
fn a_folder_is_not_written() {
    let folder = folder();
    let name = folder.path().display().to_string();
    let output = run(&["run", "-e", GOOD, "-o", &name]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains(&format!("`{name}` is a directory")), "{}", stderr(&output));
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

#[test]
fn a_file_stays_where_the_network_has_an_error() {
    let folder = folder();
    let report = path(&folder, "report.txt");
    fs::write(&report, "old").expect("written");
    let output = run(&["run", "-e", BAD, "-o", &report]);
    assert_eq!(status(&output), 1);
    assert_eq!(fs::read_to_string(&report).expect("there"), "old");
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_target_is_written_with_its_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    let (target, link) = (path(&folder, "target"), path(&folder, "link"));
    symlink("target", &link).expect("linked");
    // First there is none, then there is one.
    for mode in [None, Some(0o640)] {
        if let Some(mode) = mode {
            fs::set_permissions(&target, fs::Permissions::from_mode(mode)).expect("set");
        }
        let output = run(&["run", "-e", GOOD, "-o", &link]);
        assert_eq!(status(&output), 0, "{}", stderr(&output));
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert!(fs::read_to_string(&target).expect("written").contains("conv1"));
        let found = fs::metadata(&target).expect("there").permissions().mode() & 0o777;
        assert!(mode.is_none_or(|mode| mode == found), "{found:o}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn stdout_by_its_path_is_stdout() {
    let folder = folder();
    let name = path(&folder, "log");
    fs::write(&name, "first\n").expect("written");
    let log = fs::File::options().append(true).open(&name).expect("there");
    let output = run_into(log, &["run", "-e", GOOD, "-o", "/dev/stdout"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let report = stdout(&run(&["run", "-e", GOOD]));
    assert_eq!(fs::read_to_string(&name).expect("there"), format!("first\n{report}"));
}

#[cfg(unix)]
#[test]
fn a_pipe_with_a_name_is_written() {
    let folder = folder();
    let pipe = path(&folder, "pipe");
    if !Command::new("mkfifo").arg(&pipe).status().is_ok_and(|made| made.success()) {
        return eprintln!("skipped: there is no `mkfifo` here");
    }
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe)
    });
    let output = run(&["run", "-e", GOOD, "-o", &pipe]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let read = reader.join().expect("no panic").expect("read");
    assert_eq!(read, stdout(&run(&["run", "-e", GOOD])));
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).expect("set");
    if fs::write(path(&folder, "probe"), "").is_ok() {
        return eprintln!("skipped: this user may write everywhere");
    }
    let report = path(&folder, "report.txt");
    let output = run(&["run", "-e", GOOD, "-o", &report]);
    assert_eq!(status(&output), 2);
    let message = stderr(&output);
    assert!(message.contains(&format!("`{report}` cannot be written: permission")), "{message}");
}

/// The system ends a process that writes more than it may: here in the middle of a report.
#[cfg(target_os = "linux")]
#[test]
fn what_is_ended_half_way_leaves_the_file() {
    let folder = folder();
    let report = path(&folder, "report.json");
    fs::write(&report, "old").expect("written");
    let program = env!("CARGO_BIN_EXE_netcost");
    let limited = "ulimit -f 1; exec \"$0\" run alexnet --format json -o \"$1\"";
    let mut shell = Command::new("sh");
    let ended = shell.args(["-c", limited]).arg(program).arg(&report).status().expect("a shell");
    assert_eq!(ended.code(), None, "it ends by a signal");
    assert_eq!(fs::read_to_string(&report).expect("there"), "old");
    assert_eq!(status(&run(&["run", "alexnet", "--format", "json", "-o", &report])), 0);
    assert!(fs::read_to_string(&report).expect("there").len() > 1024, "the limit cut it");
}

#[test]
fn colours_are_written_only_where_they_are_wanted() {
    for (when, expected) in [("always", true), ("never", false), ("auto", false)] {
        for arguments in [&["run", "-e", GOOD][..], &["explain", "unused_block"]] {
            let output = ended(process().args(arguments).args(["--color", when]));
            assert_eq!(stdout(&output).contains('\u{1b}'), expected, "{when} {arguments:?}");
        }
    }
}
