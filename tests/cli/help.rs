//! The help texts.

use crate::{run, stderr, stdout};

#[test]
fn each_help_ends_with_two_examples_that_run() {
    let bin = assert_cmd::cargo::cargo_bin!("netcost");
    let folder = bin.parent().expect("a folder").display().to_string();
    let path = std::env::var("PATH").unwrap_or_default();
    for command in ["", "run", "compare", "check", "fmt", "explain", "ops", "examples", "schema"] {
        let mut arguments: Vec<&str> =
            Some(command).filter(|name| !name.is_empty()).into_iter().collect();
        arguments.push("--help");
        let help = stdout(&run(&arguments));
        let (_, examples) = help.rsplit_once("Examples:\n").expect("examples");
        let examples: Vec<&str> = examples.lines().map(str::trim).collect();
        assert_eq!(examples.len(), 2, "{help}");
        for example in examples {
            let mut shell = std::process::Command::new("sh");
            shell.args(["-c", example]).env("PATH", format!("{folder}:{path}"));
            let output = shell.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("a shell");
            assert!(output.status.success(), "{example}: {}", stderr(&output));
            assert_eq!(output.stdout.is_empty(), example.contains("check"), "{example}");
            assert_eq!(stderr(&output), "", "{example}");
        }
    }
}
