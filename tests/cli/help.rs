//! The help texts.

use super::{run, stdout};
use crate::console;

#[test]
fn each_help_ends_with_two_examples_that_run() {
    for command in
        ["", "run", "arena", "compare", "check", "fmt", "explain", "ops", "examples", "schema"]
    {
        let mut arguments: Vec<&str> =
            Some(command).filter(|name| !name.is_empty()).into_iter().collect();
        arguments.push("--help");
        let help = stdout(&run(&arguments));
        let (_, examples) = help.rsplit_once("Examples:\n").expect("examples");
        let examples: Vec<&str> = examples.lines().map(str::trim).collect();
        assert_eq!(examples.len(), 2, "{help}");
        for example in examples {
            let shown = console::run(example);
            assert_eq!((shown.status, shown.messages.as_str()), (0, ""), "{example}");
            assert_eq!(shown.text.is_empty(), example.contains("check"), "{example}");
        }
    }
}
