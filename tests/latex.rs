//! LaTeX, read by a small parser: every row has as many cells as the table has columns, braces and
//! dollars are in pairs, and no special character is left as it was.

use std::fs;
use std::path::Path;

use crate::program::Program;
use crate::reports::{each_network, each_report, written};

/// Checks every table of a document; their rows, without the rules.
fn tables(text: &str) -> Vec<Vec<&str>> {
    let mut tables: Vec<Vec<&str>> = Vec::new();
    let mut columns = None;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with("% ")) {
        if let Some(start) = line.strip_prefix("\\begin{tabular}") {
            columns = Some(alignments(start));
            tables.push(Vec::new());
        } else if line == "\\end{tabular}" {
            columns = None;
        } else if !["\\toprule", "\\midrule", "\\bottomrule"].contains(&line) {
            let row = line.strip_suffix(" \\\\").unwrap_or_else(|| panic!("no row: {line}"));
            assert_eq!(Some(cells(row)), columns, "{line}");
            tables.last_mut().expect("a table").push(row);
        }
    }
    assert_eq!(columns, None, "a table does not end:\n{text}");
    tables
}

/// How many columns `{lrp{0.25\linewidth}}` has.
fn alignments(text: &str) -> usize {
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    let mut rest = inner.unwrap_or_else(|| panic!("no columns: {text}"));
    let mut columns = 0;
    while let Some(alignment) = rest.chars().next() {
        assert!("lrp".contains(alignment), "{text}");
        let end = if alignment == 'p' { rest.find('}').expect("a width") + 1 } else { 1 };
        rest = &rest[end..];
        columns += 1;
    }
    columns
}

/// How many cells a row has; nothing in it may have a meaning that is not known here.
fn cells(row: &str) -> usize {
    let (mut cells, mut braces, mut math) = (1, 0, false);
    let mut characters = row.chars().peekable();
    assert!(!row.starts_with(['[', '*']), "an argument of the row before: {row}");
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some(escaped) if "#$%&_{}".contains(escaped) => {}
                Some(first) if first.is_ascii_alphabetic() => {
                    let mut command = String::from(first);
                    while let Some(letter) = characters.next_if(char::is_ascii_alphabetic) {
                        command.push(letter);
                    }
                    let known = [
                        "textbackslash",
                        "textasciitilde",
                        "textasciicircum",
                        "textasciigrave",
                        "texttt",
                        "times",
                        "rightarrow",
                    ];
                    assert!(known.contains(&command.as_str()), "\\{command} in {row}");
                }
                other => panic!("a backslash before {other:?} in {row}"),
            },
            '{' => braces += 1,
            '}' => braces -= 1,
            '$' => math = !math,
            '&' => cells += 1,
            _ => assert!(!"#%_~^`×→".contains(character), "{character} in {row}"),
        }
        assert!(braces >= 0, "{row}");
    }
    assert!(braces == 0 && !math, "{row}");
    cells
}

#[test]
fn every_example_is_a_table_of_its_layers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(folder).expect("the examples") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("an example");
        each_report(&path.display().to_string(), &text, "", |view| {
            let text = written("latex", view);
            assert!(text.starts_with("% requires \\usepackage{booktabs}\n"), "{text}");
            let tables = tables(&text);
            assert_eq!(tables.len(), 2, "layers, and conventions");
            if view.rows.is_default() {
                assert_eq!(tables[0].len(), view.costs.network.layers.len() + 2, "{text}");
            }
        });
    }
}

#[test]
fn all_columns_are_escaped() {
    each_network("index,name,scope,op,input,output,share,source,file,line,live", |view| {
        tables(&written("latex", view));
    });
    let hostile = "network \"50% & {x}\"\ninput 4x4x4\nx_1_: transpose 1 (\n  2)\n";
    each_report("a^b~c#d$e\\f.net", hostile, "file,name,source", |view| {
        let text = written("latex", view);
        tables(&text);
        if view.rows.is_default() {
            let row = "a\\textasciicircum{}b\\textasciitilde{}c\\#d\\$e\\textbackslash{}f.net & \
                       x\\_1\\_ & \\texttt{transpose 1 ( 2)} \\\\\n";
            assert!(text.contains(row), "{text}");
        }
    });
}

#[test]
fn a_network_in_a_paper() {
    let report = |arguments: &[&str]| {
        Program::new(["run", "lenet5", "--format", "latex"]).args(arguments).output().stdout
    };
    insta::assert_snapshot!("latex_layers", report(&[]));
    let arguments =
        ["--by", "op", "--sort", "flops", "--top", "2", "--columns", "name,layers,flops,share"];
    insta::assert_snapshot!("latex_groups", report(&arguments));
    assert!(tables(&report(&["--depth", "1", "--digits", "short"])).len() == 1);
}

#[test]
fn networks_side_by_side_in_a_paper() {
    let compare = |networks: &[&str]| {
        Program::new(["compare"]).args(networks).args(["--format", "latex"]).output().stdout
    };
    let text = compare(&["alexnet", "alexnet_2012"]);
    assert_eq!(tables(&text).len(), 2);
    insta::assert_snapshot!("latex_comparison", text);
    assert_eq!(tables(&compare(&["alexnet", "alexnet"])).len(), 1);
    assert_eq!(tables(&compare(&["alexnet", "vgg16", "resnet50", "lenet5", "unet"])).len(), 1);
}
