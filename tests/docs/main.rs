//! The documentation cannot lie: every network in it compiles, or fails as it says, and every
//! command prints what stands below it. `docs/design.md` describes the marks of code blocks.
//!
//! A network is a test of its own, named by its place: `docs/tour.md:148`; what its messages propose
//! is tried as well. What netcost writes into
//! a page is another, `docs/tour.md`. `UPDATE_DOCS=1 cargo test --test docs` writes it.

#[path = "../console/mod.rs"]
mod console;
mod fixes;
#[path = "../diagnostics/fixture.rs"]
mod fixture;
mod network;
mod page;
#[path = "../program/mod.rs"]
mod program;
mod written;

use std::fs;

use libtest_mimic::{Arguments, Failed, Trial};

use page::{Page, root};

fn main() {
    let mut trials: Vec<Trial> = page::pages().into_iter().flat_map(trials).collect();
    trials.push(Trial::test("every_dependency_has_a_line_in_the_design", dependencies));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// The tests of a page: its networks, and what netcost writes into it.
fn trials(page: Page) -> Vec<Trial> {
    let blocks = page.blocks().into_iter().filter(network::is_network);
    let networks = blocks.map(|block| {
        let page = Page { path: page.path.clone(), lines: page.lines.clone() };
        Trial::test(page.place(block.lines.start), move || {
            network::check(&page, &block)?;
            fixes::check(&page, &block)
        })
    });
    let mut trials: Vec<Trial> = networks.collect();
    let name = page.path.display().to_string();
    trials.push(Trial::test(name, move || written::check(page)));
    trials
}

/// Every dependency has a line in the design that says what it is for.
fn dependencies() -> Result<(), Failed> {
    let manifests = ["Cargo.toml", "benches/Cargo.toml"];
    let manifests = manifests.map(|path| fs::read_to_string(root().join(path)).expect("there"));
    let design = fs::read_to_string(root().join("docs/design.md")).expect("the page");
    let (_, chapter) = design.split_once("## Dependencies").expect("the chapter");
    let mut section = "";
    for line in manifests.iter().flat_map(|manifest| manifest.lines()) {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]")
            && let Some((name, _)) = line.split_once(" = ")
            && !chapter.contains(&format!("`{name}`"))
        {
            return Err(format!("docs/design.md: what is `{name}` for?").into());
        }
    }
    Ok(())
}
