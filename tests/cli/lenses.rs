//! Lenses over a network before it is costed.

use std::path::Path;
use std::{fs, io};

use flate2::read::GzDecoder;
use netcost::internals::bundled::{examples, lenses};
use netcost::model::Report;
use serde_json::Value;

use super::{run, status, stderr, stdout};

fn report(arguments: &[&str]) -> Report {
    let output = run(&[&["run"], arguments, &["--format", "json"]].concat());
    assert_eq!((status(&output), stderr(&output).as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&stdout(&output)).expect("a report")
}

/// Params and MACs.
fn totals(network: &str, change: &str) -> (u64, u64) {
    let totals = report(&[network, "--what-if", change]).totals;
    (totals.params, totals.macs)
}

/// What the lens changes, computed by hand for the whole zoo of these: for each convolution of C to N channels, K×K and
/// without groups, C·K² + C·N weights in place of C·N·K².
#[test]
fn depthwise_changes_known_networks_as_computed_by_a_prototype() {
    assert_eq!(totals("alexnet", "depthwise"), (59_047_624, 243_406_976));
    assert_eq!(totals("vgg16", "depthwise"), (125_316_520, 1_986_267_136));
    assert_eq!(totals("resnet50", "depthwise"), (15_531_240, 2_457_435_648));
    assert_eq!(totals("unet", "depthwise"), (5_982_786, 22_837_035_520));
}

/// MobileNet (2017), table 4: with full convolutions 29.3 million params and 4,866 million MACs. The paper's MACs are
/// without those of the last layer, 1,024·1,000.
#[test]
fn mobilenet_with_full_convolutions_is_that_of_the_paper() {
    let (params, macs) = totals("mobilenet_v1", "tests/cli/full.lens.net");
    assert_eq!((params + 50_000) / 100_000, 293);
    assert_eq!((macs - 1024 * 1000 + 500_000) / 1_000_000, 4866);
}

/// MobileNet (2017), section 3.1: a depthwise separable convolution to N channels costs 1/N + 1/K² of what a full one
/// does, so that its MACs times N·K² are those of the full one times N + K².
#[test]
fn depthwise_costs_what_the_paper_says() {
    for (channels, out, kernel, size) in
        [(4_u64, 1_u64, 3_u64, 9), (5, 7, 5, 11), (16, 32, 7, 8), (64, 3, 1, 4)]
    {
        let text =
            format!("input {channels}x{size}x{size}; conv {out} k{kernel} p{} nobias", kernel / 2);
        let full = report(&["-e", &text]).totals.macs;
        let less = report(&["-e", &text, "--what-if", "depthwise"]).totals.macs;
        let (out, area) = (out, kernel * kernel);
        match kernel {
            1 => assert_eq!(less, full),
            _ => assert_eq!(less * out * area, full * (out + area), "{text}"),
        }
    }
}

#[test]
fn lowrank_and_grouped_have_options() {
    let text = "input 4x100; linear 60 nobias";
    let params = |change: &str| report(&["-e", text, "--what-if", change]).totals.params;
    assert_eq!(params("lowrank"), 15 * 160);
    assert_eq!(params("lowrank:rank=8"), 8 * 160);
    // A rank that would not save anything.
    assert_eq!(params("lowrank:rank=50"), 6000);
    let text = "input 3x8x8; conv 8 k3; conv 8 k3 nobias";
    let macs = |change: &str| report(&["-e", text, "--what-if", change]).totals.macs;
    assert_eq!(macs("grouped:g=4"), 8 * 27 * 36 + 8 * 2 * 9 * 16);
    assert_eq!(macs("grouped"), 8 * 27 * 36 + 8 * 4 * 9 * 16);
    let output = run(&["run", "lenet5", "--what-if", "lowrank:rnak=8"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("did you mean `rank`?"), "{}", stderr(&output));
}

#[test]
fn separable_splits_square_kernels_alone() {
    let macs = |call: &str| {
        let text = format!("input 4x9x9; {call}");
        let report = report(&["-e", &text, "--what-if", "separable"]);
        (report.layers.len(), report.totals.macs)
    };
    assert_eq!(macs("conv 8 k3 p1"), (2, (8 * 4 * 3 + 8 * 8 * 3) * 81));
    assert_eq!(macs("conv 8 k3 p=same s2"), (2, 8 * 4 * 3 * 5 * 9 + 8 * 8 * 3 * 25));
    assert_eq!(macs("conv 8 k=(3, 3) p=(1, 1)"), (2, (8 * 4 * 3 + 8 * 8 * 3) * 81));
    for stays in [
        "conv 8 k=(1, 3)",
        "conv 8",
        "conv 8 k3 g2",
        "conv 8 k3 s=(1, 2)",
        "conv 8 k3 p=((0, 1), (1, 0))",
    ] {
        assert_eq!(macs(stays).0, 1, "{stays}");
    }
    let text = "input 4x9; conv 8 k3";
    assert_eq!(report(&["-e", text, "--what-if", "separable"]).layers.len(), 1);
}

#[test]
fn a_report_says_what_lenses_did() {
    let text = "input 8x9x9; conv 8 k3; conv 8 k3 dtype=f16; bn; assert total.params == 1";
    let output = run(&["run", "-e", text, "--what-if", "depthwise", "--what-if", "fold-bn"]);
    let shown = stdout(&output);
    for line in [
        "depthwise changed 1 layer; not conv2: the lens does not take all arguments of the call",
        "fold-bn changed 0 layers; not bn1: input and output have different types",
        "1 published figure is not checked: a setting of the file was changed",
    ] {
        assert!(shown.lines().any(|it| it == line), "{line}\n{shown}");
    }
    // A figure for some values of params is not about what lenses make either; other claims are.
    let claim = |claim: &str| {
        let text = format!("param n = 8; input 8x9x9; conv n k3; assert {claim}");
        status(&run(&["run", "-e", &text, "--what-if", "depthwise"]))
    };
    assert_eq!(claim("n != 8 or n == 3 or total.params == 584"), 0);
    assert_eq!(claim("total.params >= 584"), 1);
    assert_eq!(claim("total.params < 584"), 0);
}

#[test]
fn networks_are_compared_with_what_lenses_make_of_them() {
    let arguments = ["compare", "vgg16", "--what-if", "depthwise", "--what-if", "lowrank+int8"];
    let output = run(&[&arguments[..], &["--format", "json"]].concat());
    let costs_only = "costs only: the effect of passes on accuracy is not considered\n";
    assert_eq!((status(&output), stderr(&output).as_str()), (0, costs_only));
    let json: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let networks = json["networks"].as_array().expect("a list");
    let params: Vec<_> = networks.iter().map(|it| it["totals"]["params"].as_u64()).collect();
    let of = |changes: &[&str]| {
        let changes = changes.iter().flat_map(|it| ["--what-if", it]).collect::<Vec<_>>();
        Some(report(&[&["vgg16"], &changes[..]].concat()).totals.params)
    };
    let expected = [
        of(&[]),
        of(&["depthwise"]),
        of(&["lowrank", "int8"]),
        of(&["depthwise", "lowrank", "int8"]),
    ];
    assert_eq!(params, expected);
    // Figures in their columns, and layers under the names of the calls.
    let table = stdout(&run(&arguments));
    assert!(table.contains("depthwise+lowrank+int8"), "{table}");
}

#[test]
fn arenas_are_planned_of_what_lenses_make() {
    let bytes = |changes: &[&str]| {
        let arguments =
            [&["arena", "-e", "input 8x9x9; conv 8 k3 p1; relu", "--format", "json"], changes]
                .concat();
        let json: Value = serde_json::from_str(&stdout(&run(&arguments))).expect("JSON");
        json["tensors"].as_array().map(Vec::len)
    };
    assert_eq!((bytes(&[]), bytes(&["--what-if", "depthwise"])), (Some(3), Some(4)));
}

#[test]
fn lenses_and_passes_are_listed_and_shown() {
    let list = stdout(&run(&["what-if"]));
    let line = list.lines().find(|line| line.starts_with("depthwise")).expect("a line");
    assert!(line.contains("lens  Replace convolutions with depthwise separable ones"), "{list}");
    assert!(list.contains("fold-bn    pass  Fold batch norms"), "{list}");
    assert!(stdout(&run(&["what-if", "lowrank"])).contains("block linear(out, bias=true, rank="));
    let output = run(&["what-if", "lowrnk"]);
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("did you mean `lowrank`?"), "{}", stderr(&output));
}

#[test]
fn the_layers_of_a_model_are_changed_too() {
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/exports/lenet5.onnx.gz");
    let mut unpacked = GzDecoder::new(fs::File::open(packed).expect("the model"));
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("lenet5.onnx");
    io::copy(&mut unpacked, &mut fs::File::create(&model).expect("a file")).expect("written");
    let model = model.display().to_string();
    let written = report(&[&model]);
    let changed = report(&[&model, "--what-if", "depthwise"]);
    // The second convolution, of 6 to 16 channels.
    assert_eq!(changed.totals.params + 6 * 16 * 25, written.totals.params + 6 * 25 + 6 * 16);
    assert_eq!(changed.imported, written.imported);
}

/// All examples with all bundled lenses.
#[test]
fn a_lens_that_is_written_costs_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut refused = Vec::new();
    for example in examples::ALL {
        for lens in lenses::ALL {
            let path = folder.path().join(format!("{}_{}.net", example.name, lens.name));
            let path = path.display().to_string();
            let written = run(&["what-if", lens.name, example.name, "--write", "-o", &path]);
            if status(&written) != 0 {
                assert!(stderr(&written).contains("lens_not_written"), "{}", stderr(&written));
                refused.push(format!("{} {}", example.name, lens.name));
                continue;
            }
            let run = run(&["run", &path, "--format", "json"]);
            assert_eq!((status(&run), stderr(&run).as_str()), (0, ""), "{path}");
            let written: Report = serde_json::from_str(&stdout(&run)).expect("a report");
            let expected = report(&[example.name, "--what-if", lens.name]);
            assert_eq!(written.totals, expected.totals, "{path}");
            let formatted = self::run(&["fmt", "--check", &path]);
            assert_eq!(status(&formatted), 0, "{path}: {}", stderr(&formatted));
        }
    }
    // It shares the weights of a `linear` with an `embed`, which no block does.
    assert_eq!(refused, ["gpt2 lowrank"]);
}

#[test]
fn a_written_text_keeps_what_it_does_not_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("net.net");
    let text = "# A network.\ninput 8x9x9   # an image\nconv 16 kernel_size=3 padding=same   # the first\nbottleneck 8; fc 10\n\
                assert total.params == 1   # wrong\nassert total.params < 1M\n";
    fs::write(&file, text).expect("written");
    let file = file.display().to_string();
    let output = run(&["what-if", "depthwise", &file, "--write"]);
    let written = stdout(&output);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let start = "# A network.\ninput 8x9x9   # an image\nconv 16 k=3 p=\"same\"   # the first\nbottleneck 8; fc 10\n\
                 # without depthwise: assert total.params == 1   # wrong\nassert total.params < 1M\n\n# The residual block of three";
    assert!(written.starts_with(start), "{written}");
    assert!(
        written.contains("\nblock bottleneck(c, ") && written.ends_with("\n  }\n}\n"),
        "{written}"
    );
    assert!(!written.contains("block basic"), "{written}");
    // Options are the new defaults.
    let output = run(&["what-if", "lowrank:rank=3", &file, "--write"]);
    assert!(stdout(&output).contains("block fc(out, bias=true, rank=3) {"), "{}", stdout(&output));
    for wrong in [
        &["what-if", "int8", "lenet5", "--write"][..],
        &["what-if", "lowrank", "lenet5"],
        &["what-if", "lowrank", "--write"],
    ] {
        assert_eq!(status(&run(wrong)), 2, "{wrong:?}");
    }
}
