//! `netcost fmt`.

use std::fs;

use super::{Program, folder, path, run, status, stderr, stdout};

#[test]
fn fmt_lays_out_in_place_and_checks() {
    let folder = folder();
    let file = path(&folder, "x.net");
    fs::write(&file, "input   3x8x8\nconv  96   k11\n").expect("written");
    let output = run(&["fmt", "--check", &file]);
    assert_eq!((status(&output), stdout(&output)), (1, format!("{file}\n")));
    assert_eq!(status(&run(&["fmt", &file])), 0);
    assert_eq!(fs::read_to_string(&file).expect("there"), "input 3x8x8\nconv 96 k11\n");
    let output = run(&["fmt", "--check", &file]);
    assert_eq!((status(&output), stdout(&output)), (0, String::new()));
}

#[test]
fn fmt_reads_stdin_and_keeps_what_it_cannot_read() {
    let output = Program::new(["fmt", "-"]).stdin(&b"relu  ;conv   8"[..]).output();
    assert_eq!((status(&output), stdout(&output)), (0, "relu; conv 8\n".to_owned()));
    let broken = "relu {\nconv   8\n";
    let output = Program::new(["fmt", "-"]).stdin(broken.as_bytes()).output();
    assert_eq!((status(&output), stdout(&output)), (1, broken.to_owned()));
    assert!(stderr(&output).starts_with("error[net::syntax::"), "{}", stderr(&output));
}

/// A file whose brackets do not match stays as a whole; each bracket too many is a mistake.
#[test]
fn fmt_leaves_a_file_with_closers_too_many() {
    for (text, surplus) in
        [("conv   8\n}}\nconv   4\n", 2), ("add { conv   8 }}\nconv   4\n", 1), ("}}", 2)]
    {
        let output = Program::new(["fmt", "-"]).stdin(text.as_bytes()).output();
        assert_eq!((status(&output), stdout(&output)), (1, text.to_owned()));
        let stray = stderr(&output).matches("error[net::syntax::stray_bracket]").count();
        assert_eq!(stray, surplus, "{}", stderr(&output));
    }
}

#[test]
fn fmt_writes_a_broken_file_but_for_what_is_broken() {
    let folder = folder();
    let file = path(&folder, "x.net");
    for (text, expected) in [
        ("conv   8\nadd {\nconv  16, 3\n    relu }\n", "conv 8\nadd {\n  conv  16, 3\n  relu }\n"),
        ("conv   8\nadd { conv  = 3 }\nconv   8\n", "conv 8\nadd { conv  = 3 }\nconv 8\n"),
    ] {
        fs::write(&file, text).expect("written");
        let output = run(&["fmt", "--check", &file]);
        assert_eq!((status(&output), stdout(&output)), (1, format!("{file}\n")));
        let output = run(&["fmt", &file]);
        assert_eq!((status(&output), stdout(&output)), (1, String::new()));
        assert!(stderr(&output).starts_with("error[net::syntax::"), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(&file).expect("there"), expected);
        let output = run(&["fmt", "--check", &file]);
        assert_eq!((status(&output), stdout(&output)), (1, String::new()), "only the message");
    }
}

#[test]
fn fmt_leaves_a_file_whose_brackets_do_not_match() {
    let folder = folder();
    let file = path(&folder, "x.net");
    for text in ["conv   8\nconv (c  *2\n", "conv   8\nadd  {\n  relu", "conv   8\n}\nconv   8\n"] {
        fs::write(&file, text).expect("written");
        for arguments in [&["fmt", "--check", &file][..], &["fmt", &file]] {
            let output = run(arguments);
            assert_eq!((status(&output), stdout(&output)), (1, String::new()), "only the message");
            assert!(stderr(&output).starts_with("error[net::syntax::"), "{}", stderr(&output));
            assert_eq!(fs::read_to_string(&file).expect("there"), text);
        }
    }
}
