//! `netcost fmt`.

use std::fs;

use crate::{folder, netcost, path, run, status, stderr, stdout};

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
    let output = netcost().args(["fmt", "-"]).write_stdin("relu  ;conv   8").output();
    let output = output.expect("it runs");
    assert_eq!((status(&output), stdout(&output)), (0, "relu; conv 8\n".to_owned()));
    let broken = "relu {\nconv   8\n";
    let output = netcost().args(["fmt", "-"]).write_stdin(broken).output().expect("it runs");
    assert_eq!((status(&output), stdout(&output)), (1, broken.to_owned()));
    assert!(stderr(&output).starts_with("error[net::syntax::"), "{}", stderr(&output));
}
