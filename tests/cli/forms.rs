//! The forms of messages.

use serde_json::Value;
use std::fs;
use std::io::Cursor;

use super::{BAD, GOOD, Output, Program, folder, path, run, run_in, status, stderr, stdout};
use crate::schema::Schema;

const FORMS: [&str; 6] = ["human", "short", "json", "sarif", "github", "narrated"];

/// Runs it on what comes in.
fn piped(arguments: &[&str], text: &str) -> Output {
    Program::new(arguments).stdin(Cursor::new(text.to_owned())).output()
}

/// The log that a run writes, which the schema of SARIF must accept.
fn sarif(output: &Output) -> Value {
    let log: Value = serde_json::from_str(&stderr(output)).expect("one JSON text");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sarif/sarif-schema-2.1.0.json");
    // One of its patterns has a bracket too many to be one.
    let text = fs::read_to_string(file).expect("there").replace("{2}]?$", "{2}$");
    let wrong = Schema::new(&text).errors(&log);
    assert!(wrong.is_empty(), "{wrong:#?}\n{log:#}");
    log
}

#[test]
fn every_form_serves_every_command_and_only_people_see_colour() {
    for form in FORMS {
        for command in ["run", "check", "fmt"] {
            let arguments = [command, "-", "--message-format", form, "--color", "always"];
            let output = piped(&arguments, "conv 8 {");
            assert_eq!(status(&output), 1, "{command} {form}");
            assert!(
                stderr(&output).contains("unclosed_brace"),
                "{command} {form}: {}",
                stderr(&output)
            );
            assert_eq!(stderr(&output).contains('\u{1b}'), form == "human", "{command} {form}");
        }
    }
}

#[test]
fn the_help_lists_every_form() {
    let help = stdout(&run(&["check", "--help"]));
    for form in FORMS {
        assert!(help.contains(&format!("- {form}:")), "{help}");
    }
}

#[test]
fn sarif_is_one_log_even_if_all_is_well() {
    let log = sarif(&run(&["check", "alexnet", "resnet50", "--message-format", "sarif"]));
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    let log = sarif(&run(&["run", "-e", GOOD, "--message-format", "sarif"]));
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn sarif_tells_places_calls_and_fixes() {
    let text = "input 3x6x6\nblock small(c) {\n  conv c k = 1\n  reshape (0, c)\n}\nsmall 64\n";
    let log = sarif(&piped(&["check", "-", "--message-format", "sarif"], text));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let result = &run["results"][0];
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("one") as usize];
    assert_eq!(rule["id"], result["ruleId"]);
    assert_eq!(
        (&result["level"], &result["ruleId"]),
        (&"error".into(), &"net::syntax::spaced_equals".into())
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%3Cstdin%3E");
    let change = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(change["insertedContent"]["text"], "k=1");
    let region = serde_json::json!({
        "startLine": 3, "startColumn": 10, "endLine": 3, "endColumn": 15
    });
    assert_eq!(change["deletedRegion"], region);

    let text = text.replace("k = 1", "k1");
    let log = sarif(&piped(&["check", "-", "--message-format", "sarif"], &text));
    let result = &log["runs"][0]["results"][0];
    let calls = result["relatedLocations"].as_array().expect("the call");
    let call = calls.last().expect("one");
    assert_eq!(call["message"]["text"], "in this call of `small(c = 64)`");
    assert_eq!(call["physicalLocation"]["region"]["startLine"], 6);
}

#[test]
fn sarif_escapes_paths_and_tells_of_files_that_cannot_be_read() {
    let folder = folder();
    fs::write(path(&folder, "a é#%.net"), BAD).expect("written");
    let arguments = ["check", ".", "./gone.net", "--message-format", "sarif"];
    let output = run_in(folder.path(), &arguments);
    assert_eq!(status(&output), 2);
    let log = sarif(&output);
    let run = &log["runs"][0];
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20%C3%A9%23%25.net");
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["descriptor"]["id"], "net::file::not_found");
}

#[test]
fn narrated_messages_have_no_frames() {
    let told =
        stderr(&run(&["check", "./gone.net", "./gone2.net", "--message-format", "narrated"]));
    assert_eq!(
        told,
        "error: there is no file `./gone.net`\ncode: net::file::not_found\n\n\
         error: there is no file `./gone2.net`\ncode: net::file::not_found\n\n2 errors in 2 files\n\
         for more: netcost explain net::file::not_found\n"
    );
}

#[test]
fn a_long_line_is_cut_to_the_width() {
    let text = format!("input 3x4x4; {}conv 8 k11; {}", "relu; ".repeat(50), "relu; ".repeat(50));
    let told = Program::new(["check", "-"]).columns(80).stdin(Cursor::new(text)).output().stderr;
    let framed: Vec<&str> = told.lines().filter(|line| line.contains(" | ")).collect();
    assert!(
        framed.iter().any(|line| line.contains("...") && line.contains("conv 8 k11")),
        "{told}"
    );
    assert!(framed.iter().all(|line| line.chars().count() <= 80), "{told}");
    assert!(told.contains("<stdin>:1:314"), "the column is that of the file: {told}");
}
