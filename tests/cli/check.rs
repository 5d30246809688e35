//! `netcost check` of many files, and `--fix`.

use std::fs;

use super::{BAD, GOOD, Output, folder, path, run, run_in, status, stderr, stdout};

/// Its `k = 1` is mended safely.
const SPACED: &str = "input 3x8x8\r\nconv 4 k = 1\r\n";

fn write(folder: &tempfile::TempDir, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
}

/// Checks files of a folder.
fn check(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    run_in(folder.path(), &[&["check"], arguments].concat())
}

#[test]
fn a_folder_stands_for_the_networks_in_it() {
    let folder = folder();
    let blocks = "block cbr(c) { conv c k3 p1; bn; relu }\n";
    let main = "use \"blocks.net\"\ninput 3x8x8; cbr 4\n";
    let bad = format!("{BAD}\n");
    write(&folder, &[("nets/blocks.net", blocks), ("nets/main.net", main), ("b/c/bad.net", &bad)]);
    for word in ["nets", "nets/"] {
        let output = check(&folder, &[word]);
        assert_eq!((status(&output), stderr(&output)), (0, String::new()), "blocks alone are fine");
    }
    let output = check(&folder, &[".", "--message-format", "short"]);
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).starts_with("b/c/bad.net:1:"), "{}", stderr(&output));
    let output = run(&["fmt", "--check", &path(&folder, "nets")]);
    assert_eq!((status(&output), stdout(&output)), (0, String::new()), "{}", stderr(&output));
    let output = run(&["fmt", "--check", &path(&folder, "b")]);
    assert_eq!((status(&output), stdout(&output)), (0, String::new()), "{}", stderr(&output));
}

#[test]
fn a_bundled_example_goes_before_a_folder_of_its_name() {
    let folder = folder();
    write(&folder, &[("alexnet/bad.net", BAD)]);
    let output = check(&folder, &["alexnet"]);
    assert_eq!((status(&output), stderr(&output)), (0, String::new()));
    assert_eq!(status(&check(&folder, &["./alexnet"])), 1);
}

#[test]
fn a_folder_without_networks_is_an_error() {
    let folder = folder();
    write(&folder, &[("empty/.hidden.net", GOOD), ("empty/target/x.net", GOOD)]);
    for command in ["check", "fmt"] {
        let output = run(&[command, &path(&folder, "empty")]);
        assert_eq!(status(&output), 2, "{command}");
        assert!(stderr(&output).starts_with("error[net::file::no_networks]: "), "{command}");
    }
}

#[test]
fn blocks_alone_are_no_network_to_run() {
    let folder = folder();
    write(&folder, &[("blocks.net", "block cbr(c) { conv c }\n"), ("empty.net", "# nothing\n")]);
    assert_eq!(status(&check(&folder, &["blocks.net"])), 0);
    assert_eq!(status(&check(&folder, &["empty.net"])), 1, "nothing at all is a mistake");
    assert_eq!(status(&run(&["run", &path(&folder, "blocks.net")])), 1);
}

#[test]
fn many_files_end_with_a_summary() {
    let folder = folder();
    let warned = "input 3x8x8; let x = { conv 8 }; conv 4";
    write(&folder, &[("a.net", BAD), ("b.net", GOOD), ("c.net", warned), ("d.net", GOOD)]);
    let message = stderr(&check(&folder, &["."]));
    assert!(message.contains("\n1 error, 1 warning in 2 of 4 files\n"), "{message}");
    let message = stderr(&check(&folder, &["a.net"]));
    assert!(!message.contains("1 error"), "one message needs no sum: {message}");
}

#[test]
fn the_cap_counts_over_all_files() {
    let folder = folder();
    let names: Vec<String> = (0..99).map(|number| format!("{number:02}.net")).collect();
    write(&folder, &names.iter().map(|name| (name.as_str(), BAD)).collect::<Vec<_>>());
    let message = stderr(&check(&folder, &["."]));
    assert_eq!(message.matches("error[").count(), 50);
    assert!(message.contains("\nand 49 more\n\n99 errors in 99 files\n"), "{message}");
    let message = stderr(&check(&folder, &[".", "--message-format", "short"]));
    assert_eq!(message.lines().count(), 99);
}

#[test]
fn a_mistake_in_a_used_file_is_told_once() {
    let folder = folder();
    let main = "use \"blocks.net\"\ninput 3x8x8; cbr 4";
    let blocks = "block cbr(c) { convv c }\n";
    write(&folder, &[("a.net", main), ("b.net", main), ("blocks.net", blocks)]);
    let message = stderr(&check(&folder, &[".", "--message-format", "short"]));
    assert_eq!(message.matches("blocks.net:1:16: error[").count(), 1, "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
}

#[test]
fn fix_writes_what_is_surely_meant() {
    let folder = folder();
    write(&folder, &[("x.net", SPACED)]);
    let output = check(&folder, &["x.net", "--fix"]);
    assert_eq!((status(&output), stdout(&output)), (0, String::new()));
    assert_eq!(stderr(&output), "fixed 1 problem in `x.net`\n");
    let text = fs::read_to_string(path(&folder, "x.net")).expect("there");
    assert_eq!(text, SPACED.replace("k = 1", "k=1"));
    let output = check(&folder, &["x.net", "--fix"]);
    assert_eq!((status(&output), stderr(&output)), (0, String::new()), "nothing is left");
}

#[test]
fn fix_writes_nothing_where_an_error_is_left() {
    let folder = folder();
    let text = format!("{SPACED}assert total.params == 1\n");
    write(&folder, &[("claim.net", &text), ("error.net", &format!("{SPACED}convv 4\n"))]);
    for name in ["claim.net", "error.net"] {
        let before = fs::read_to_string(path(&folder, name)).expect("there");
        let output = check(&folder, &[name, "--fix"]);
        assert_eq!(status(&output), 1);
        let told = stderr(&output);
        let expected = format!("`{name}` is not fixed: 1 error would be left\n");
        assert!(told.contains(&expected), "{told}");
        assert_eq!(fs::read_to_string(path(&folder, name)).expect("there"), before);
    }
    write(&folder, &[("unknown.net", "input 3x8x8\nconv size\n")]);
    let output = check(&folder, &["unknown.net", "--fix"]);
    let expected = "`unknown.net` is not fixed: no message has a fix that is safe\n";
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
}

#[test]
fn fix_leaves_used_files_that_are_not_named() {
    let folder = folder();
    let blocks = "block cbr(c) { conv c k = 1 }\n";
    let main = "use \"blocks.net\"\ninput 3x8x8; cbr 4\n";
    write(&folder, &[("main.net", main), ("blocks.net", blocks)]);
    assert_eq!(status(&check(&folder, &["main.net", "--fix"])), 1);
    assert_eq!(fs::read_to_string(path(&folder, "blocks.net")).expect("there"), blocks);
    let output = check(&folder, &["blocks.net", "main.net", "--fix"]);
    assert_eq!(
        (status(&output), stderr(&output).as_str()),
        (0, "fixed 1 problem in `blocks.net`\n")
    );
}

#[test]
fn only_files_can_be_fixed() {
    let folder = folder();
    write(&folder, &[("x.net", SPACED)]);
    for (word, what) in [("-", "stdin"), ("alexnet", "a bundled example")] {
        let output = check(&folder, &["x.net", word, "--fix"]);
        assert_eq!(status(&output), 2);
        let expected = format!("fixes are written into files, and `{word}` is {what}\n");
        assert!(stderr(&output).contains(&expected), "{}", stderr(&output));
        let told = stderr(&output);
        assert!(told.contains("; then run"), "{told}");
        assert!(told.contains("`netcost check --fix FILE`\n"), "{told}");
        assert_eq!(fs::read_to_string(path(&folder, "x.net")).expect("there"), SPACED);
    }
}

#[cfg(unix)]
#[test]
fn fix_keeps_links_and_permissions_and_leaves_what_is_read_only() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    write(&folder, &[("x.net", SPACED), ("closed.net", SPACED)]);
    let mode = |name: &str, mode| {
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(path(&folder, name), permissions).expect("set");
    };
    mode("x.net", 0o640);
    mode("closed.net", 0o444);
    symlink("x.net", path(&folder, "link.net")).expect("linked");
    assert_eq!(status(&check(&folder, &["link.net", "--fix"])), 0);
    assert!(fs::symlink_metadata(path(&folder, "link.net")).expect("there").is_symlink());
    let found = fs::metadata(path(&folder, "x.net")).expect("there");
    assert_eq!(found.permissions().mode() & 0o777, 0o640);
    assert_ne!(fs::read_to_string(path(&folder, "x.net")).expect("there"), SPACED);
    let output = check(&folder, &["closed.net", "--fix"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("`closed.net` cannot be written: permission denied"));
    assert_eq!(fs::read_to_string(path(&folder, "closed.net")).expect("there"), SPACED);
}
