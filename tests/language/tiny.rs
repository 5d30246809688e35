//! The networks of MLPerf Tiny, as their files for TFLite have them: norms folded into the layers before them, activations
//! fused, in 8 bits with biases of 32.

use super::*;
use netcost::Costing;
use netcost::internals::bundled::examples::{Bundled, Example};
use netcost::internals::cost::{Costs, Metric, runtime};
use netcost::network::{Network, Passes};

/// What is asked of an example as it is deployed.
fn deployed<T>(name: &str, asked: impl Fn(&Network) -> T) -> T {
    let text = Example::find(name).expect("an example").text;
    let lines = text.lines().filter(|line| !line.starts_with("assert"));
    let lines: String = lines.map(|line| format!("{line}\n")).collect();
    let text = format!("deploy drop fold-bn fuse int8\ninplace\n{lines}");
    let analysis = netcost::analyze("tiny.net", &text, &Options::default());
    let network = analysis.network().expect("a network");
    let deployed = netcost::internals::whatif::Deployed::new(network, &Default::default());
    asked(&deployed.network)
}

/// Totals of an example as it is deployed.
fn total<const N: usize>(name: &str, keys: [&str; N]) -> [u128; N] {
    deployed(name, |network| {
        let costs = Costs::new(network, &Costing::default()).expect("figures");
        keys.map(|key| Metric::named(key).expect("a metric").total(&costs.totals))
    })
}

#[test]
fn constants_are_those_of_the_files() {
    // Of the reference models of the benchmark: the values of all constants, and their bytes.
    let files = [
        ("mlperf_tiny_ad", [265_864, 270_880]),
        ("mlperf_tiny_kws", [22_604, 24_376]),
        ("mlperf_tiny_ic", [77_706, 78_752]),
        ("mlperf_tiny_vww", [210_850, 219_072]),
    ];
    for (name, constants) in files {
        assert_eq!(total(name, ["params", "constant_bytes"]), constants, "{name}");
    }
}

#[test]
fn passes_keep_the_products_of_every_example() {
    for example in netcost::internals::bundled::examples::ALL {
        let analysis =
            netcost::analyze_with(&example.path(), example.text, &Options::new(), &Bundled);
        let network = analysis.network().expect("a network");
        let deployed = netcost::internals::whatif::Deployed::new(network, &Passes::deploy());
        let costing = Costing { inplace: true, ..Costing::default() };
        let totals = [network, &*deployed.network].map(|network| {
            let costs = Costs::new(network, &costing).expect("figures");
            let total = |key| Metric::named(key).expect("a metric").total(&costs.totals);
            ["macs", "params", "buffers", "write_bytes", "peak_memory"].map(total)
        });
        let [written, deployed] = totals;
        assert_eq!(written[0], deployed[0], "{}", example.name);
        let is_less = written.iter().zip(&deployed).all(|(written, deployed)| deployed <= written);
        assert!(is_less, "{}: {written:?} {deployed:?}", example.name);
    }
}

#[test]
fn peaks_are_the_most_that_lives_at_once_in_the_files() {
    let bounds = [
        ("mlperf_tiny_ad", 768),
        ("mlperf_tiny_kws", 16_000),
        ("mlperf_tiny_ic", 49_152),
        ("mlperf_tiny_vww", 55_296),
    ];
    for (name, bound) in bounds {
        assert_eq!(total(name, ["peak_memory"]), [bound], "{name}");
    }
}

#[test]
fn the_runtime_takes_what_was_measured() {
    // Beside the planned tensors, in the arena of the interpreter; and the published sizes of the files in KB.
    let models = [
        ("mlperf_tiny_ad", 3_216, 270),
        ("mlperf_tiny_kws", 8_272, 53),
        ("mlperf_tiny_ic", 6_832, 96),
        ("mlperf_tiny_vww", 29_952, 325),
    ];
    for (name, state, file) in models {
        let share = deployed(name, runtime::share);
        let [constants] = total(name, ["constant_bytes"]);
        let kibibytes = |bytes: u128| (bytes + 512) / 1024;
        assert_eq!(kibibytes(share.state), kibibytes(state), "{name}");
        // The structure is what the file has besides its constants, as far as this is known: to a tenth.
        let structure = file * 1024 - constants;
        let difference = share.structure.abs_diff(structure);
        assert!(difference * 10 <= structure, "{name}: {} {structure}", share.structure);
    }
}
