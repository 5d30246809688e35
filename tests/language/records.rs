//! What is recorded while a program runs: what each statement made, and what was visible.

use super::*;
use netcost::network::Origin;
use netcost::record::{Outcome, Probe, Record, Wanted};

/// A checked text with its record.
struct Recorded {
    text: String,
    base: u32,
    checked: Checked,
}

fn recorded(text: &str) -> Recorded {
    let sources = Sources::new();
    let main = sources.add("main.net", text).expect("room");
    let options = Options::new().record(Wanted { runs: true, ..Wanted::default() });
    let checked = netcost::internals::check::check(&sources, main, &options, &NoFiles);
    Recorded { text: text.to_owned(), base: main.base(), checked }
}

impl Recorded {
    fn record(&self) -> &Record {
        self.checked.record.as_ref().expect("a record")
    }

    /// The runs in order: the statement, how many layers it made, what it yielded, and how many
    /// runs led to it.
    fn runs(&self) -> Vec<String> {
        let network = self.checked.known().expect("as far as known");
        let record = self.record();
        let runs = record.runs().iter().map(|run| {
            let (start, end) = (run.statement.start - self.base, run.statement.end - self.base);
            let statement = self.text[start as usize..end as usize].trim();
            let statement = statement.lines().next().unwrap_or_default();
            let yields = match run.outcome {
                Outcome::Nothing => "nothing".to_owned(),
                Outcome::Unknown => "unknown".to_owned(),
                Outcome::Value(kind) => kind.to_owned(),
                Outcome::Tensor(id) => {
                    let tensor = network.tensor(id);
                    let claimed =
                        if matches!(tensor.origin, Origin::Claimed(_)) { ", claimed" } else { "" };
                    format!("{}{claimed}", tensor.shape)
                }
            };
            let layers = run.layers.start.0..run.layers.end.0;
            let depth = std::iter::successors(run.caller, |id| record.run(*id)?.caller).count();
            format!("{}{statement} | {layers:?} | {yields}", "> ".repeat(depth))
        });
        runs.collect()
    }
}

#[test]
fn each_run_of_a_statement_is_recorded() {
    let text = "param c = 8
input 3x8x8
block twice(n) { conv n k3 p1; relu }
repeat 2 { twice c }
let half = c / 2
add { conv c } it -> 8x8x8
batch 4
if half == 9 { relu }";
    assert_eq!(
        recorded(text).runs(),
        [
            "param c = 8 | 0..0 | an integer",
            "input 3x8x8 | 0..0 | 3×8×8",
            "block twice(n) { conv n k3 p1; relu } | 0..0 | nothing",
            "repeat 2 { twice c } | 0..4 | 8×8×8",
            "> twice c | 0..2 | 8×8×8",
            "> > conv n k3 p1 | 0..1 | 8×8×8",
            "> > relu | 1..2 | 8×8×8",
            "> twice c | 2..4 | 8×8×8",
            "> > conv n k3 p1 | 2..3 | 8×8×8",
            "> > relu | 3..4 | 8×8×8",
            "let half = c / 2 | 4..4 | an integer",
            "add { conv c } it -> 8x8x8 | 4..6 | 8×8×8",
            "> conv c | 4..5 | 8×8×8",
            "batch 4 | 6..6 | nothing",
            "if half == 9 { relu } | 6..6 | 8×8×8",
        ]
    );
}

#[test]
fn beside_errors_there_is_what_is_known() {
    let recorded = recorded("input 3x8x8\nconv 4\nfoo 3\nrelu\nfoo -> 8x4x4\nconv 2 k9\nfc 10");
    assert_eq!(
        recorded.runs(),
        [
            "input 3x8x8 | 0..0 | 3×8×8",
            "conv 4 | 0..1 | 4×8×8",
            "foo 3 | 1..1 | unknown",
            "relu | 1..1 | unknown",
            "foo -> 8x4x4 | 1..1 | 8×4×4, claimed",
            "conv 2 k9 | 1..1 | unknown",
            "fc 10 | 1..1 | unknown",
        ]
    );
    let Checked { network, partial, .. } = recorded.checked;
    assert!(network.is_none());
    let partial = partial.expect("as far as known");
    assert_eq!(
        netcost::internals::cost::cost(&partial).expect("it fits").costs.totals.figures.params,
        3 * 4 + 4
    );
}

#[test]
fn a_declaration_that_does_not_parse_leaves_the_current_tensor_as_it_is() {
    for declaration in
        ["block f { conv (4 }", "param c == 8", "let c = (8", "fn f(c = c", "assert (1"]
    {
        let text = format!("input 3x8x8\n{declaration}\nconv 4\nconv = 3\nconv 4");
        let runs = recorded(&text).runs();
        assert_eq!(
            runs[2..],
            ["conv 4 | 0..1 | 4×8×8", "conv = 3 | 1..1 | unknown", "conv 4 | 1..1 | unknown",],
            "{text}"
        );
    }
}

#[test]
fn a_limit_leaves_what_came_before_it() {
    let sources = Sources::new();
    let main = sources.add("main.net", "input 4\nrepeat 9 { relu }").expect("room");
    let limits = netcost::Limits { layers: 3, ..Default::default() };
    let options = Options::new().limits(limits).record(Wanted { runs: true, ..Wanted::default() });
    let checked = netcost::internals::check::check(&sources, main, &options, &NoFiles);
    assert_eq!(checked.partial.map(|network| network.layers.len()), Some(3));
    let record = checked.record.expect("wanted");
    assert_eq!(record.runs().len(), 2 + 4);
    assert_eq!((record.runs()[1].layers.start.0, record.runs()[1].layers.end.0), (0, 3));
}

#[test]
fn nothing_is_recorded_unless_it_is_wanted() {
    let checked = check("input 4\nrelu");
    assert!(checked.record.is_none() && checked.probe.is_none());
}

/// What is visible at the `|` of a text.
fn probe(text: &str) -> Option<Probe> {
    let offset = text.find('|').expect("a cursor");
    let sources = Sources::new();
    let main = sources.add("main.net", text.replacen('|', "", 1)).expect("room");
    let at = main.base() + u32::try_from(offset).expect("it fits");
    let options = Options::new().record(Wanted { probe: Some(at), ..Wanted::default() });
    netcost::internals::check::check(&sources, main, &options, &NoFiles).probe
}

/// The visible names with their values, the current tensor, and the calls that led there.
fn seen(text: &str) -> String {
    let Some(probe) = probe(text) else { return "nothing".to_owned() };
    let names = probe.names.iter().map(|(name, seen)| format!("{name} = {}", seen.shown));
    let current = probe.current.map_or("none".to_owned(), |it| it.shown);
    let calls = probe.calls.iter().map(|call| format!("in {}", call.callee));
    names.chain([format!("it = {current}")]).chain(calls).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_probe_sees_the_names_and_the_current_tensor() {
    let text = "param p = 2\ninput 3x8x8\na: conv 4\nlet n = [1, 2]\nconv 5|\nrelu";
    assert_eq!(seen(text), "p = 2, a = 4×8×8, n = [1, 2], it = 4×8×8");
    assert_eq!(seen("input 3x8x8\nconv 4\n|"), "it = 4×8×8");
    assert_eq!(seen("|input 3x8x8"), "it = none");
    assert_eq!(seen("input 3x8x8\nconv 4\nconv 8 k|=\n"), "it = 4×8×8");
    assert_eq!(seen("let long = range(100)\ninput 3\nrelu|"), "long = a list, it = 3");
}

#[test]
fn a_probe_goes_into_the_innermost_body_that_is_run() {
    let block = |at: &str| {
        format!(
            "block b(c) {{ conv c; let d = c * 2; {at}relu }}\ninput 3x8x8\nrepeat 2 {{ b 4; b 9 }}\n"
        )
    };
    assert_eq!(seen(&block("|")), "c = 4, d = 8, it = 4×8×8, in b(c = 4)");
    assert_eq!(seen("input 3x8x8\nlet n = 1\nadd { conv 3; | } it"), "n = 1, it = 3×8×8");
    assert_eq!(seen("input 3x8x8\nfor n in [4, 5] { conv n; relu| }"), "n = 4, it = 4×8×8");
    // A body that is not run: what is visible at its statement.
    assert_eq!(seen("input 3x8x8\nif false { conv 4; re|lu }"), "it = 3×8×8");
    assert_eq!(seen("input 3x8x8\nrepeat 2| { conv 4; relu }"), "it = 3×8×8");
    assert_eq!(seen("block b(c) { conv c| }\ninput 3x8x8\nrelu"), "it = none");
}
