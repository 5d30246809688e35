//! The networks of MLPerf Tiny, as their files for TFLite have them: norms folded into the layers before them, activations
//! fused, in 8 bits with biases of 32.

use super::*;
use netcost::internals::arena::Planner;
use netcost::internals::bundled::examples::{Bundled, Example};
use netcost::internals::cost::{Costs, Metric, runtime};
use netcost::network::{Network, Passes};
use netcost::{Costing, InPlace, Patches};

/// What is asked of an example as it is deployed.
fn deployed<T>(name: &str, asked: impl Fn(&Network) -> T) -> T {
    as_deployed(Example::find(name).expect("an example").text, &Options::default(), asked)
}

/// What is asked of a text as it is deployed.
fn as_deployed<T>(text: &str, options: &Options, asked: impl Fn(&Network) -> T) -> T {
    let lines = text.lines().filter(|line| !line.starts_with("assert"));
    let lines: String = lines.map(|line| format!("{line}\n")).collect();
    let text = format!("deploy drop fold-bn fuse int8\ninplace\n{lines}");
    let analysis = netcost::analyze("tiny.net", &text, options);
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
        let costing = Costing { inplace: true.into(), ..Costing::default() };
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

/// MobileNetV2 as MCUNet has it: with the last layer scaled too.
fn mobilenet() -> String {
    let text = Example::find("mobilenet_v2").expect("an example").text;
    text.replace("conv max(1280, ch(1280))", "conv ch(1280)")
}

#[test]
fn mobilenet_fits_a_microcontroller_in_place_as_mcunet_says() {
    let options = Options::default().param("width", 0.35).param("res", 144);
    let totals = as_deployed(&mobilenet(), &options, |network| {
        let costing = Costing {
            inplace: InPlace::Depthwise,
            planner: Some(Planner::Tflm),
            ..Costing::default()
        };
        let costs = Costs::new(network, &costing).expect("figures");
        ["macs", "peak_memory", "arena"]
            .map(|key| Metric::named(key).expect("a metric").total(&costs.totals))
    });
    let analysis = netcost::analyze("mcunet.net", &mobilenet(), &options);
    let written = Costs::new(analysis.network().expect("a network"), &Costing::default());
    // The model zoo of MCUNet has 0.75 M and 23.5 M; on a STM32F746 TinyEngine takes 308 kB, with its own buffers.
    assert_eq!(written.expect("figures").totals.figures.params, 750_280);
    assert_eq!(totals, [23_499_152, 290_304, 290_304]);
    assert!(totals[2] < 308_000 && 308_000 * 10 < totals[2] * 11);
}

#[test]
fn patches_take_the_peak_away_as_mcunetv2_says() {
    let costs = |patches: Option<&str>| {
        let patches = patches.map(|text| text.parse::<Patches>().expect("patches"));
        let options = Options::default();
        as_deployed(&mobilenet(), &options, |network| {
            let patches = patches.as_ref();
            let costing = Costing { inplace: InPlace::Depthwise, patches, ..Costing::default() };
            let costs = Costs::new(network, &costing).expect("figures");
            ["peak_memory", "macs", "patch_macs"]
                .map(|key| Metric::named(key).expect("a metric").total(&costs.totals))
        })
    };
    // Figure 1 of the paper: 1,372 kB, at the expansion of the second block.
    let [whole, macs, _] = costs(None);
    assert_eq!(whole, 16 * 112 * 112 + 96 * 112 * 112);
    assert_eq!(whole / 1024, 1_372);
    // With 4×4 patches in the first five blocks, of which the first is a convolution, 172 kB: the input and output of an
    // expansion at 28×28 places. The figure leaves out the residual, which lives beside them.
    let [peak, same, repeated] = costs(Some("4x4:inverted4:streamed"));
    let expansion = (32 + 192) * 28 * 28;
    assert_eq!(peak, expansion + 32 * 28 * 28);
    assert_eq!((expansion + 512) / 1024, 172);
    assert_eq!(same, macs);
    assert!(repeated > macs);
}
