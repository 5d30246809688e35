//! The architecture is a test: `docs/design.md` says which module may use which, and the `use` lines
//! of the library are held to it.

mod circles;
mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use circles::{Graph, circles};
use imports::Sources;

/// The most files of one module that may import each other in a circle.
const LARGEST_CIRCLE: usize = 5;

/// The page with the table of modules.
const PAGE: &str = "docs/design.md";

/// The rows of the table: each module with those it may use, the lowest module first.
fn table() -> Vec<(String, BTreeSet<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = fs::read_to_string(path).expect("the design page");
    let rows = page.lines().skip_while(|line| !line.starts_with("| module | may use |")).skip(2);
    let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let rows = rows.map_while(|line| line.strip_prefix("| `")?.split_once("` | "));
    rows.map(|(module, rest)| {
        (module.to_owned(), names(rest.split('|').next().unwrap_or_default()))
    })
    .collect()
}

#[test]
fn modules_use_only_what_the_table_allows() {
    let table = table();
    let allowed: BTreeMap<_, _> = table.iter().cloned().collect();
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    let sources = Sources::read();
    for file in sources.files() {
        let Some(module) = file.module.first() else { continue };
        let Some(allowed) = allowed.get(module) else {
            wrong.push(format!("`{module}` is not in the table of {PAGE}: add a row for it"));
            continue;
        };
        for target in file.imports.iter().filter_map(|import| import.first()) {
            if target == module || target.starts_with(char::is_uppercase) {
                continue;
            }
            used.insert((module.clone(), target.clone()));
            if !allowed.contains(target) {
                wrong.push(format!(
                    "src/{}: `{module}` must not use `{target}`: move what it needs into a module \
                     that both may use, or pass it in from above (the table is in {PAGE})",
                    file.path
                ));
            }
        }
    }
    for (module, allowed) in &table {
        for target in allowed.iter().filter(|it| !used.contains(&(module.clone(), (*it).clone()))) {
            wrong.push(format!(
                "{PAGE}: `{module}` does not use `{target}`: take it out of its row"
            ));
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_circle() {
    let mut lower = BTreeSet::new();
    for (module, allowed) in table() {
        let higher: Vec<_> = allowed.difference(&lower).collect();
        assert!(higher.is_empty(), "{PAGE}: `{module}` may only use rows above it, not {higher:?}");
        lower.insert(module);
    }
}

#[test]
fn files_of_a_module_import_each_other_in_small_circles_at_most() {
    let sources = Sources::read();
    let mut graph = Graph::new();
    for file in sources.files().filter(|file| !file.module.is_empty()) {
        let targets = file.imports.iter().filter_map(|path| sources.definition(path));
        let targets = targets.map(|target| target.path.as_str()).filter(|path| *path != file.path);
        graph.insert(&file.path, targets.collect());
    }
    let large = circles(&graph).into_iter().filter(|circle| circle.len() > LARGEST_CIRCLE);
    let large: Vec<_> = large
        .map(|circle| {
            format!(
                "these files import each other in a circle of {}: {}\nput what they share into a \
                 file that imports none of them",
                circle.len(),
                circle.join(", ")
            )
        })
        .collect();
    assert!(large.is_empty(), "{}", large.join("\n"));
}

#[test]
fn imports_are_read_from_the_code() {
    let sources = Sources::read();
    let seen = |from: &str, to: &str| {
        sources.files().any(|file| {
            file.path == from && file.imports.iter().any(|path| path.join("::").starts_with(to))
        })
    };
    assert!(seen("ops/matmul.rs", "network"), "a `use crate::…` line");
    assert!(seen("ops/matmul.rs", "ops::"), "a `use super::…` line");
    let circle = Graph::from([
        ("a", BTreeSet::from(["b"])),
        ("b", BTreeSet::from(["a", "c"])),
        ("c", BTreeSet::new()),
    ]);
    assert_eq!(circles(&circle), BTreeSet::from([vec!["a", "b"]]));
}
