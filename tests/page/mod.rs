//! The page model: its figures are those of the JSON report, and the rest is what the network is.

mod comparison;
mod figures;
mod folded;
mod formats;
mod html;
mod read;
mod tensors;
mod types;

use std::fs;
use std::path::Path;

use netcost::internals::check::{Checked, Options, check};
use netcost::internals::cost::cost_with;
use netcost::internals::cost::training::{Optimizer, Training};
use netcost::internals::device::Device;
use netcost::internals::ops::formula::Notation;
use netcost::internals::report::page::Page;
use netcost::internals::report::{RowOptions, View};
use netcost::{Convention, Costing, Disk, Sources};

pub use html::model;
use read::Read;
pub use types::comparison;

/// Calls `look` with the report of a network, for which everything is requested, and its page.
fn page_of(name: &str, text: &str, costing: &Costing<'_>, look: impl FnOnce(&View<'_>, &Read)) {
    let sources = Sources::new();
    let main = sources.add(name, text).expect("room");
    let options = Options { call_records: usize::MAX, ..Options::default() };
    let Checked { network, diagnostics, call_records, .. } = check(&sources, main, &options, &Disk);
    let network = network.unwrap_or_else(|| panic!("{name}: {diagnostics:?}"));
    let costed = cost_with(&network, costing).expect("figures");
    let training = Training::of(&costed.costs, Optimizer::Adam).expect("figures");
    let by_convention = netcost::internals::cost::compare(&network).expect("figures");
    let view = View {
        costs: &costed.costs,
        sources: &sources,
        file: name,
        by_convention: &by_convention,
        devices: Device::all(),
        training: Some(&training),
        energy: false,
        claims: &costed.claims,
        call_records: &call_records,
        rows: &RowOptions::default(),
        columns: &[],
    };
    look(&view, &Read::new(&serde_json::to_string(&Page::new(&view)).expect("JSON")));
}

/// Calls `look` with the name and text of every example, and of a few networks beside them.
fn each_network(mut look: impl FnMut(&str, &str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(folder).expect("the examples") {
        let path = entry.expect("an entry").path();
        look(&path.display().to_string(), &fs::read_to_string(&path).expect("an example"));
    }
    look("nothing.net", "input 3");
    look("unread.net", "a: input 4\nb: input 3 dtype=int8\nfrom b\nr: relu\noutput r");
    look("unknown.net", "input 4\ncustom \"x\" 3 macs=5 unknown\nlinear 4\nassert total.macs > 3");
    look(
        "in_place.net",
        "inplace\ninput 3x8x8\nconv 4 k3; relu; bn; relu\nadd it { conv 4 k1; relu }",
    );
    let shared =
        "input 8\nw: weight 8x8\nrepeat 2 { linear 8 share=one }\nmatmul it w\nrelu; dropout";
    look("shared.net", shared);
    let huge = "input 4\ncustom \"x\" 3 macs=4611686018427387904\nassert total.macs == 1 \"no\"";
    look("huge.net", huge);
}

#[test]
fn layers_share_a_derivation_only_if_it_is_their_own() {
    each_network(|name, text| {
        // The formulas of one look at the neighbours of a layer.
        for convention in ["exact", "onnx-tool"].map(|name| Convention::named(name).expect("one")) {
            page_of(name, text, &Costing::from(convention), |view, page| {
                for (index, layer) in view.costs.network.layers.iter().enumerate() {
                    let record = view.call_records.get(index);
                    let derivation = netcost::internals::cost::Derivation::new(
                        view.costs,
                        layer,
                        record,
                        &[convention],
                    );
                    let lines = derivation.lines().map(|line| {
                        let written =
                            |numbers| line.formula.written(Notation { unicode: true, numbers });
                        let mut parts = vec![written(false), written(true), line.formula.result()];
                        parts.dedup();
                        (line.name.to_owned(), line.figure, parts)
                    });
                    assert_eq!(
                        page.derivation(index),
                        lines.collect::<Vec<_>>(),
                        "{name}: {index}"
                    );
                }
            });
        }
    });
}

#[test]
fn pages_are_of_the_types_that_the_program_is_compiled_with() {
    let schema = types::page();
    each_network(|name, text| {
        for device in [None, Device::find("t4", None, None).ok()] {
            let costing = Costing { device, ..Costing::default() };
            page_of(name, text, &costing, |_, page| {
                assert_eq!(schema.errors(&page.json), Vec::<String>::new(), "{name}");
            });
        }
    });
}

#[test]
fn claims_hold_fail_or_are_not_checked() {
    let text = "batch 2\ninput 4\nlinear 4\nassert total.params == 20\nassert total.params < 3 \"small\"\n";
    page_of("claims.net", text, &Costing::default(), |_, page| {
        let claims = page.list("claims").iter();
        let claims = claims.map(|it| {
            (
                it["text"].as_str(),
                it["holds"].as_bool(),
                it["message"].as_str(),
                it["place"]["line"].as_u64(),
            )
        });
        assert_eq!(
            claims.collect::<Vec<_>>(),
            [
                (Some("total.params == 20"), Some(true), None, Some(4)),
                (Some("total.params < 3"), Some(false), Some("small"), Some(5)),
            ]
        );
    });
    let thop = Costing::from(Convention::named("thop").expect("a convention"));
    let published = "input 4\nlinear 4\nassert total.flops == 32\n";
    for (costing, holds) in [(Costing::default(), Some(true)), (thop, None)] {
        page_of("claims.net", published, &costing, |_, page| {
            assert_eq!(page.list("claims")[0]["holds"].as_bool(), holds);
        });
    }
}
