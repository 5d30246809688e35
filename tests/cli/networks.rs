//! Where a network comes from.

use std::fs;

use super::{BAD, GOOD, Program, folder, path, run, run_in, status, stderr, stdout};

#[test]
fn what_is_no_example_gets_the_command_to_type() {
    for (word, help) in [
        ("vit_b_16", "write `netcost run vit`"),
        ("convnext_large", "write `netcost run convnext -D depth=27 -D width=192`"),
        ("wide_resnet50_2", "write `netcost run resnet -D width=128`"),
        ("regnet_x@size=800mf", "write `regnet_x -D size=800mf`: only `compare`"),
        ("model.onnx", "there is no file `model.onnx`"),
        ("resnet_101", "did you mean `resnet101`"),
    ] {
        let output = run(&["run", word]);
        assert_eq!(status(&output), 2);
        assert!(stderr(&output).contains(help), "{word}: {}", stderr(&output));
    }
}

#[test]
fn a_word_that_begins_with_a_digit_is_a_value_of_a_param() {
    let text = "param size = \"400mf\" in [\"400mf\", \"800mf\"]\ninput 3x8x8\n\
                conv (if size == \"400mf\" then 4 else 8) k3";
    let output = run(&["run", "-e", text, "-D", "size=800mf", "--format", "json"]);
    assert!(stdout(&output).contains("\"params\":224"), "{output:?}");
    let output = run(&["run", "-e", text, "-D", "size=900mf"]);
    assert!(stderr(&output).contains("900mf"), "{}", stderr(&output));
}

#[test]
fn a_network_comes_from_a_file_an_example_the_command_line_or_stdin() {
    let file = run(&["run", "examples/alexnet.net", "--format", "json"]);
    assert!(stdout(&file).contains("62378344"), "{}", stderr(&file));
    let example = run(&["run", "alexnet", "--format", "json"]);
    assert_eq!(stdout(&example), stdout(&file));
    let piped = Program::new(["run", "-"]).stdin(GOOD.as_bytes()).output();
    assert_eq!(status(&piped), 0, "{}", stderr(&piped));
    let bad = Program::new(["run", "-"]).stdin(BAD.as_bytes()).output();
    assert!(stderr(&bad).contains("<stdin>:1:"), "{}", stderr(&bad));
}

#[test]
fn a_source_may_begin_with_a_dash() {
    let output = run(&["check", "./gone.net"]);
    assert_eq!(status(&output), 2);
    let output = run(&["run", "-e", "-> 3"]);
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("<-e>:1:1"), "it is read: {}", stderr(&output));
}

#[test]
fn one_network_has_to_be_named() {
    for arguments in [&["run"][..], &["run", "alexnet", "-e", GOOD], &["check"], &["fmt"], &[]] {
        let output = run(arguments);
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert_eq!(stdout(&output), "", "{arguments:?}");
        assert!(stderr(&output).contains("Usage:"), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn a_network_in_place_of_a_subcommand_is_shown_the_subcommand() {
    let output = run(&["alexnet"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("tip: write `netcost run alexnet`"), "{}", stderr(&output));
    let output = run(&["fmt", "alexnet"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("help: `netcost run alexnet` "), "{}", stderr(&output));
}

#[test]
fn a_member_of_a_family_is_shown_its_param() {
    let output = run(&["run", "resnet101"]);
    let help = stderr(&output);
    assert!(help.contains("write `netcost run resnet -D depth=101`"), "{help}");
    assert_eq!(status(&run(&["run", "resnet", "-D", "depth=101"])), 0);
}

#[test]
fn a_dash_for_the_output_is_stdout() {
    let folder = folder();
    let output = run_in(folder.path(), &["run", "alexnet", "-o", "-"]);
    assert_eq!(stdout(&output), stdout(&run(&["run", "alexnet"])));
    assert!(!folder.path().join("-").exists());
}

#[test]
fn an_unknown_example_gets_the_nearest_names_and_how_to_name_a_file() {
    let output = run(&["run", "alexnt"]);
    assert_eq!(status(&output), 2);
    let message = stderr(&output);
    assert!(message.contains("there is no bundled example `alexnt`"), "{message}");
    assert!(message.contains("did you mean `alexnet`?"), "{message}");
    assert!(message.contains("`alexnt.net`") && message.contains("`./alexnt`"), "{message}");
}

#[test]
fn a_file_that_is_not_there_gets_the_nearest_beside_it() {
    let folder = folder();
    fs::write(path(&folder, "network.net"), GOOD).expect("written");
    let output = run(&["run", &path(&folder, "netwrok.net")]);
    assert_eq!(status(&output), 2);
    assert!(
        stderr(&output).contains(&format!("did you mean `{}`?", path(&folder, "network.net"))),
        "{}",
        stderr(&output)
    );
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = folder();
    let latin = path(&folder, "latin1.net");
    fs::write(&latin, b"# r\xe9seau\ninput 3").expect("written");
    let directory = path(&folder, "directory.net");
    fs::create_dir(&directory).expect("made");
    for (file, expected) in [
        (&latin, "is not UTF-8 text: line 1, column 4 has the byte 0xe9"),
        (&directory, "is a directory, not a file"),
    ] {
        for command in ["run", "check", "fmt"] {
            if command != "run" && file == &directory {
                continue; // It stands for what is in it.
            }
            let output = run(&[command, file]);
            assert_eq!(status(&output), 2, "{command} {file}");
            assert_eq!(stdout(&output), "");
            let message = stderr(&output);
            assert!(message.contains(&format!("`{file}` {expected}")), "{message}");
        }
    }
}

#[test]
fn what_looks_like_no_text_is_said() {
    let folder = folder();
    let utf_16 = "it looks like UTF-16; save it as UTF-8";
    let binary = "it looks like a binary file or UTF-16";
    let latin = "save it as UTF-8";
    for (bytes, help) in [
        (&b"\xff\xfei\0n\0p\0u\0t\0"[..], utf_16),
        (b"\xfe\xff\0i\0n\0p\0u\0t", utf_16),
        (b"i\0n\0p\0u\0t\0 \x003\0", binary),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\xd0\0", binary),
        (b"# r\xe9seau\ninput 3", latin),
    ] {
        let file = path(&folder, "x.net");
        fs::write(&file, bytes).expect("written");
        let output = run(&["run", &file]);
        let message = stderr(&output);
        assert_eq!((status(&output), stdout(&output).as_str()), (2, ""), "{message}");
        assert!(message.contains(&format!("`{file}` is not UTF-8 text")), "{message}");
        assert!(message.contains(help), "{message}");
    }
}

#[test]
fn a_file_of_many_gigabytes_is_refused() {
    let folder = folder();
    let file = path(&folder, "huge.net");
    let sparse = fs::File::create(&file).expect("made");
    if let Err(error) = sparse.set_len(5 << 30) {
        return eprintln!("skipped: there are no such files here: {error}");
    }
    for command in ["run", "check", "fmt", "explain"] {
        let output = run(&[command, &file]);
        assert_eq!(status(&output), 2, "{command}");
        assert!(stderr(&output).contains("is larger than 256 MiB"), "{}", stderr(&output));
        assert!(
            stderr(&output).contains("help: check that this is the right file"),
            "{}",
            stderr(&output)
        );
    }
}

#[cfg(unix)]
#[test]
fn a_device_that_never_ends_is_refused() {
    let output = run(&["check", "/dev/zero"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("`/dev/zero` is larger than 256 MiB"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_round_are_named() {
    use std::os::unix::fs::symlink;
    let folder = folder();
    symlink("round.net", path(&folder, "round.net")).expect("linked");
    symlink("gone", path(&folder, "broken.net")).expect("linked");
    for (name, expected) in
        [("round.net", "` cannot be read: filesystem loop"), ("broken.net", "there is no file `")]
    {
        let output = run(&["run", &path(&folder, name)]);
        assert_eq!(status(&output), 2, "{name}");
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
        assert!(stderr(&output).contains(name), "{}", stderr(&output));
    }
}

#[test]
fn a_file_without_a_statement_is_an_error_that_names_it() {
    let folder = folder();
    let file = path(&folder, "empty.net");
    for text in ["", " \n\t\r\n", "\u{feff}", "\u{feff}\n", "# nothing yet"] {
        fs::write(&file, text).expect("written");
        let output = run(&["run", &file]);
        let message = stderr(&output);
        assert_eq!((status(&output), stdout(&output).as_str()), (1, ""), "{text:?}");
        assert!(message.contains("there is no network in this file"), "{text:?}: {message}");
        assert!(message.contains("empty.net"), "{text:?}: {message}");
    }
    fs::write(&file, format!("\u{feff}{GOOD}")).expect("written");
    assert_eq!(status(&run(&["run", &file])), 0, "a byte order mark is no error");
}

#[test]
fn used_files_lie_beside_the_one_that_uses_them() {
    let folder = folder();
    fs::create_dir(path(&folder, "blocks")).expect("made");
    fs::write(path(&folder, "blocks/cbr.net"), "block cbr(c) { conv c k3 p1; bn; relu }")
        .expect("written");
    let file = path(&folder, "main.net");
    fs::write(&file, "use \"blocks/cbr.net\"\ninput 3x8x8; cbr 4").expect("written");
    let output = run(&["run", &file]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    fs::write(&file, "use \"blocks/gone.net\"\ninput 3x8x8; conv 4").expect("written");
    let output = run(&["run", &file]);
    assert_eq!(status(&output), 1, "the network's mistake, not the caller's");
    assert!(stderr(&output).contains("main.net:1:5"), "{}", stderr(&output));
}

/// A file that used itself would be a circle.
#[test]
fn a_file_that_is_not_there_is_never_meant_as_the_file_that_uses_it() {
    let folder = folder();
    let main = path(&folder, "parts.net");
    fs::write(&main, "use \"part.net\"\ninput 4\nrelu\n").expect("written");
    fs::write(path(&folder, "zoo.net"), "block b { relu }\n").expect("written");
    let message = stderr(&run(&["check", &main]));
    assert!(message.contains("`zoo.net`"), "{message}");
    assert!(!message.contains("\"parts.net\"") && !message.contains("`parts.net`"), "{message}");
}
