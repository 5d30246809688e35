//! What netcost writes into the pages: what commands print, what is said of a network, and what the
//! library says of itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;

use libtest_mimic::Failed;
use netcost::internals::bundled::examples::MEMBERS;
use netcost::internals::bundled::pages;
use netcost::internals::cost::Costs;
use netcost::internals::cost::conventions::{self, Convention};
use netcost::internals::device::Device;
use netcost::internals::import::{self, Operator};
use netcost::internals::ops;
use netcost::internals::report::Column;
use netcost::internals::report::text::{catalogue, devices, operations};
use netcost::internals::text::digits::Grouped;
use netcost::{NoFiles, Options, Sources};

use crate::page::Page;
use crate::{console, network};

/// Compares what stands in a page with what netcost writes now; writes it, if that is asked for.
pub fn check(mut page: Page) -> Result<(), Failed> {
    let mut failures = String::new();
    // From the last to the first, so that no change moves lines that are still to come.
    for (lines, now) in written(&page).into_iter().rev() {
        if page.lines[lines.clone()] != now {
            let place = page.place(lines.start);
            failures += &format!("{place}: now\n{}\n\n", now.join("\n"));
            page.lines.splice(lines, now);
        }
    }
    if failures.is_empty() {
        return Ok(());
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        page.write();
        return Ok(());
    }
    Err(failures.into())
}

/// What the commands of a `console` block print, each below its command.
fn transcript(lines: &[String]) -> Vec<String> {
    let mut transcript = Vec::new();
    for line in lines {
        if let Some(command) = line.strip_prefix("$ ") {
            transcript.push(line.clone());
            let shown = console::run(command);
            let is_told = shown.status == 0 || !shown.messages.is_empty();
            assert!(is_told, "`{command}` fails without a word");
            transcript.extend(shown.text.trim_end().lines().map(|line| line.trim_end().to_owned()));
        }
    }
    transcript
}

/// What the library says of itself, for the page that shows it between marks of this name.
fn generated(name: &str) -> Vec<String> {
    let mut bytes = Vec::new();
    match name {
        "operations" => {
            for operation in ops::all() {
                operations::write_page(operation, &mut bytes).expect("room in memory");
                bytes.push(b'\n');
            }
        }
        "columns" => {
            bytes.extend(b"| column | shows |\n| --- | --- |\n");
            for column in Column::all() {
                bytes.extend(format!("| `{}` | {} |\n", column.name, column.about).bytes());
            }
        }
        "conventions" => {
            bytes.extend(b"| convention | per mac | counts | leaves out |\n");
            bytes.extend(b"| --- | ---: | --- | --- |\n");
            for convention in conventions::ALL {
                let Convention { name, per_mac, includes, excludes, .. } = convention;
                let line = format!("| `{name}` | {per_mac} | {includes} | {excludes} |\n");
                bytes.extend(line.bytes());
            }
        }
        "omissions" => bytes.extend(omissions().bytes()),
        "devices" => {
            devices::write_markdown(Device::all(), &mut bytes).expect("room in memory");
        }
        "differences" => {
            bytes.extend("| network | convention | ours − tool's | why |\n".bytes());
            bytes.extend(b"| --- | --- | ---: | --- |\n");
            for (network, tools) in truth("exceptions") {
                for (convention, exception) in tools.as_object().expect("conventions") {
                    let difference = signed(&exception["difference"]);
                    let reason = exception["reason"].as_str().expect("a reason");
                    let line =
                        format!("| {network} | `{convention}` | {difference} | {reason} |\n");
                    bytes.extend(line.bytes());
                }
            }
        }
        "diagnostics" => catalogue::write_index(pages::ALL, &mut bytes).expect("room in memory"),
        "contents" => catalogue::write_contents(pages::ALL, &mut bytes).expect("room in memory"),
        "prelude" => {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bundled/prelude.net");
            let text = fs::read_to_string(path).expect("the prelude");
            bytes.extend(format!("```text\n{text}```\n").bytes());
        }
        "zoo" => {
            let [measured, published] = ["networks", "published"].map(truth);
            let names = measured.keys().chain(published.keys());
            bytes.extend(b"| network | command | params |\n| --- | --- | ---: |\n");
            for name in names.collect::<BTreeSet<_>>() {
                let command = MEMBERS.get(name).unwrap_or(name);
                let figures = measured.get(name).or_else(|| published.get(name));
                let params = figures.and_then(|figures| figures["params"].as_u64());
                let params = Grouped(params.expect("params").into());
                bytes.extend(format!("| {name} | `netcost run {command}` | {params} |\n").bytes());
            }
        }
        "operators" => bytes.extend(operators().bytes()),
        "aten" => {
            let names = import::aten_operators().into_iter().map(|name| format!("`{name}`"));
            bytes.extend(names.collect::<Vec<_>>().join(" ").bytes());
        }
        other => panic!("nothing is generated under the name `{other}`"),
    }
    let text = String::from_utf8(bytes).expect("text");
    text.trim_end().lines().map(str::to_owned).collect()
}

/// A table of the operations that some convention has no formula for, as reports list them for the
/// layers in the examples of the operations. Operations with the same marks share a row.
fn omissions() -> String {
    let mut rows: Vec<(String, String)> = Vec::new();
    for operation in ops::all() {
        let sources = Sources::new();
        let main = sources.add(operation.name, operation.example.text()).expect("room");
        let checked =
            netcost::internals::check::check(&sources, main, &Options::default(), &NoFiles);
        let network = checked.network.expect("a network");
        let mark = |convention: &&'static Convention| {
            let costs = Costs::new(&network, &netcost::Costing::from(*convention))
                .expect("figures that fit");
            if costs.uncounted.contains(&operation.name) { " – |" } else { " ✓ |" }
        };
        let marks: String = conventions::ALL.iter().map(mark).collect();
        match rows.iter_mut().find(|(_, others)| *others == marks) {
            Some((names, _)) => *names += &format!(", `{}`", operation.name),
            None if marks.contains('–') => rows.push((format!("`{}`", operation.name), marks)),
            None => {}
        }
    }
    let names: String = conventions::ALL.iter().map(|it| format!(" {} |", it.name)).collect();
    let rule = " :-: |".repeat(conventions::ALL.len());
    let rows = rows.iter().map(|(names, marks)| format!("| {names} |{marks}\n"));
    format!("| operation |{names}\n| --- |{rule}\n{}", rows.collect::<String>())
}

/// An integer of a file, with its sign: `+1,024`, `−91`.
fn signed(number: &serde_json::Value) -> String {
    let number = number.as_i64().expect("an integer");
    let sign = if number < 0 { '−' } else { '+' };
    format!("{sign}{}", Grouped(number.unsigned_abs().into()))
}

/// An object of `tests/truth/`, by network.
fn truth(file: &str) -> serde_json::Map<String, serde_json::Value> {
    let path = format!("{}/tests/truth/{file}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).expect("figures")).expect("an object")
}

/// The lines that netcost writes into a page, with what they are now: first to last.
fn written(page: &Page) -> Vec<(Range<usize>, Vec<String>)> {
    let mut written = blocks(page);
    for (open, line) in page.lines.iter().enumerate() {
        let name = line
            .trim_start()
            .strip_prefix("<!-- generated: ")
            .and_then(|rest| rest.strip_suffix(" -->"));
        if let Some(name) = name {
            let end =
                page.lines[open..].iter().position(|line| line.trim_start() == "<!-- end -->");
            let end = open + end.unwrap_or_else(|| panic!("{}: no end", page.place(open)));
            written.push((open + 1..end, generated(name)));
        }
    }
    written.sort_by_key(|(lines, _)| lines.start);
    written
}

/// The blocks among them: what commands print, and what is said of the network above.
fn blocks(page: &Page) -> Vec<(Range<usize>, Vec<String>)> {
    let mut written = Vec::new();
    let mut network = None;
    for block in page.blocks() {
        let shown = &page.lines[block.lines.clone()];
        match block.language.as_str() {
            "net" => network = Some(block),
            "console" if shown.first().is_some_and(|line| line.starts_with("$ ")) => {
                written.push((block.lines.clone(), transcript(shown)));
            }
            "messages" => {
                let place = page.place(block.lines.start);
                let network = network.as_ref().unwrap_or_else(|| panic!("{place}: of what?"));
                let messages = match block.is_marked("help") {
                    true => network::messages_with_help(page, network),
                    false => network::messages(page, network),
                };
                written.push((block.lines.clone(), messages));
            }
            _ => {}
        }
    }
    written
}

/// The operators of ONNX that have rules, a row for each domain, and what is not known of some.
fn operators() -> String {
    let operators = import::operators();
    let mut domains: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for operator in &operators {
        let (domain, name) = operator.name.rsplit_once('.').unwrap_or(("ai.onnx", operator.name));
        domains.entry(domain).or_default().push(format!("`{name}`"));
    }
    let mut table = "| domain | operators |\n| --- | --- |\n".to_owned();
    for (domain, names) in domains {
        table += &format!("| `{domain}` | {} |\n", names.join(" "));
    }
    let those = |holds: fn(&Operator) -> bool| {
        let names = operators.iter().filter(|it| holds(it)).map(|it| format!("`{}`", it.name));
        names.collect::<Vec<_>>().join(" ")
    };
    table += "\n| what is not known | operators |\n| --- | --- |\n";
    table += &format!("| what they cost | {} |\n", those(|it| !it.counted));
    table += &format!("| the sizes of what they make | {} |\n", those(|it| it.run_time));
    table
}
