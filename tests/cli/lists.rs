//! `netcost ops` and `netcost examples`.

use std::fs;
use std::path::Path;

use super::{Program, run, status, stderr, stdout};

#[test]
fn ops_lists_the_operations_and_tells_of_one() {
    let list = stdout(&run(&["ops"]));
    assert!(list.contains("conv out k=1 s=1 p=0 d=1 g=1 bias=true"), "{list}");
    let page = stdout(&run(&["ops", "conv"]));
    assert!(page.contains("conv out k=1 s=1 p=0 d=1 g=1 bias=true"), "{page}");
    let output = run(&["ops", "convv"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("did you mean `conv`"), "{}", stderr(&output));
}

#[test]
fn lists_fit_the_columns() {
    for (command, least) in [("ops", 60), ("examples", 60)] {
        let output = Program::new([command]).columns(80).output();
        let list = stdout(&output);
        // A signature is never broken.
        let fits =
            |line: &&str| line.chars().count() <= 80 || command == "ops" && !line.contains("  ");
        assert_eq!(list.lines().find(|line| !fits(line)), None, "{command}");
        assert!(list.lines().any(|line| line.chars().count() > least), "{list}");
    }
}

#[test]
fn the_codes_of_each_area_stand_apart() {
    let list = stdout(&run(&["explain"]));
    let areas: Vec<&str> = list.split("\n\n").collect();
    assert!(areas.len() > 10, "{list}");
    for area in areas {
        assert!(area.starts_with("net::") && area.matches("net::").count() == 1, "{area}");
    }
}

#[test]
fn examples_are_listed_and_shown() {
    let output = run(&["examples"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let list = stdout(&output);
    let row = list.lines().find(|line| line.starts_with("alexnet ")).expect("a row for it");
    assert!(row.contains("62,378,344") && row.contains("1,135,256,096"), "{row}");
    assert!(
        row.contains("3x227x227") && row.ends_with("Krizhevsky, Sutskever and Hinton, 2012"),
        "{row}"
    );
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/alexnet.net"));
    assert_eq!(run(&["examples", "alexnet"]).stdout, text.expect("the file"));
}

#[test]
fn standard_blocks_are_listed_and_described() {
    let list = stdout(&run(&["ops"]));
    assert!(list.contains("encoder(heads, hidden=4*it[-1]"), "{list}");
    let page = stdout(&run(&["ops", "inverted"]));
    assert!(page.contains("The inverted residual (MobileNetV2, figure 4d)"), "{page}");
    assert!(page.contains("dwconv k s p=k//2 nobias; bn; act"), "{page}");
    let other = stderr(&run(&["ops", "dense"]));
    assert!(other.contains("write `netcost ops linear`"), "{other}");
}
