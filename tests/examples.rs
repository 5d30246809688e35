//! The examples: what each must say of itself, and a snapshot of each one's report.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use insta::{Settings, assert_snapshot};
use netcost::internals::report::Report;

use crate::program::{Output, Program};

/// Looks at each example; its file as a user would name it: `examples/NAME.net`.
fn each_example(mut look: impl FnMut(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let entries = fs::read_dir(folder).expect("the examples");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into()).collect();
    names.retain(|name| name.ends_with(".net"));
    assert!(!names.is_empty(), "no examples");
    names.sort();
    names.iter().for_each(|name| look(&format!("examples/{name}")));
}

/// The program has nothing to say to these arguments.
fn succeed(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Output {
    let output = Program::new(arguments).columns(100).output();
    assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{}", output.stdout);
    output
}

#[test]
fn reports() {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    each_example(|path| {
        let report = succeed(["run", path]).stdout;
        let name = path.replacen("examples/", "examples__reports@", 1);
        settings.bind(|| assert_snapshot!(name, report));
    });
}

#[test]
fn every_example_has_a_header_a_title_and_its_published_figures() {
    each_example(|name| {
        let text = fs::read_to_string(name).expect("an example");
        let has = |start: &str| text.lines().any(|line| line.starts_with(start));
        let states = |figure: &str| {
            text.lines().any(|line| line.starts_with("assert ") && line.contains(figure))
        };
        assert!(text.starts_with("# "), "{name} does not begin by saying what it is");
        assert!(has("network \""), "{name} has no title");
        assert!(states("total.params == "), "{name} does not state its params");
        assert!(states("total.macs == "), "{name} does not state its macs");
    });
}

#[test]
fn every_command_in_a_header_runs() {
    each_example(|path| {
        let text = fs::read_to_string(path).expect("an example");
        for line in text.lines() {
            let Some(arguments) = line.strip_prefix("#   netcost ") else { continue };
            let arguments = arguments.split('#').next().unwrap_or_default().split_whitespace();
            succeed(arguments);
        }
    });
}

/// The networks that are for other numbers of classes than those of their papers.
#[test]
fn classifiers_of_images_take_a_number_of_classes() {
    let mut names = Vec::new();
    each_example(|path| {
        let text = fs::read_to_string(path).expect("an example");
        if text.lines().any(|line| line.starts_with("param classes = ")) {
            let report = |classes: &str| {
                let report = succeed(["run", path, "-D", classes, "--format", "json"]).stdout;
                serde_json::from_str::<Report>(&report).expect("a JSON report").totals.params
            };
            // Each class has a row of the same weights in the last layer.
            let [seven, eight, nine] = ["classes=7", "classes=8", "classes=9"].map(report);
            assert!(seven < eight && eight - seven == nine - eight, "{path}");
            names.push(path.to_owned());
        } else {
            assert!(!text.contains("fc 1000"), "{path} has a fixed number of classes");
        }
    });
    assert!(names.len() >= 28, "{names:?}");
}

#[test]
fn every_example_is_laid_out_canonically() {
    each_example(|path| drop(succeed(["fmt", "--check", path])));
}
