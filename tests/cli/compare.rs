//! Networks side by side.

use std::fs;

use serde_json::Value;

use super::{BAD, Program, folder, path, run, status, stderr, stdout};
use crate::schema::Schema;

/// The report of arguments that are right.
fn compare(arguments: &[&str]) -> String {
    let output = run(&[&["compare"], arguments].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    stdout(&output)
}

/// The words of the line that begins so.
fn row<'t>(report: &'t str, first: &str) -> Vec<&'t str> {
    let line = report.lines().find(|line| line.starts_with(first)).expect(first);
    line[first.len()..].split_whitespace().collect()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&compare(&[arguments, &["--format", "json"]].concat())).expect("JSON")
}

#[test]
fn depthwise_separable_against_plain_as_the_tutorial_has_it() {
    let folder = folder();
    let (plain, separable) = (path(&folder, "plain.net"), path(&folder, "separable.net"));
    fs::write(&plain, "convention tutorial; input 96x27x27; conv 256 k5 p2").expect("written");
    fs::write(&separable, "convention tutorial; input 96x27x27; dwconv k5 p2; conv 256 k1")
        .expect("written");
    let report = compare(&[&plain, &separable]);
    assert_eq!(row(&report, "params "), ["614,656", "27,328", "0.0445x", "-587,328"]);
    assert_eq!(row(&report, "flops  "), ["895,795,200", "39,331,008", "0.0439x", "-856,464,192"]);
    // 1/C_out + 1/K²: exactly so, without biases.
    assert_eq!(39_331_008 * 256 * 25, 895_795_200_u64 * (25 + 256));
    assert!(report.contains("k5 -> k1, p2 -> p0"), "{report}");
    assert_eq!(row(&report, "+  dwconv1")[..4], ["dwconv", "k5", "p2", "->"]);
    assert_eq!(row(&report, "   total"), ["-587,328", "-428,232,096", "-856,464,192"]);
}

/// What is last is compared like anything else: 3 sigmoids are 3 exponentials, sums and divisions.
#[test]
fn the_last_layers_may_differ_and_may_be_missing() {
    let folder = folder();
    let files = ["fc 3; relu", "fc 3; sigmoid", "fc 3"].map(|text| {
        let file = path(&folder, &format!("{}.net", text.replace([' ', ';'], "")));
        fs::write(&file, format!("input 4; {text}")).expect("written");
        file
    });
    let [relu, sigmoid, none] = files.each_ref().map(String::as_str);
    let changes = |pair: &[&str]| {
        let report = compare(pair);
        let lines =
            report.lines().filter(|line| line.starts_with(['+', '-', '~']) && line.contains("  "));
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        (lines.map(words).collect::<Vec<_>>(), row(&report, "layers ").join(" "))
    };
    let gone = "- relu1 relu -> 3 0 0 0".to_owned();
    let new = "+ sigmoid1 sigmoid -> 3 0 0 +9".to_owned();
    assert_eq!(changes(&[relu, sigmoid]), (vec![gone.clone(), new], "2 2 = 0".to_owned()));
    assert_eq!(changes(&[relu, none]), (vec![gone], "2 1 0.500x -1".to_owned()));
    let new = "+ relu1 relu -> 3 0 0 0".to_owned();
    assert_eq!(changes(&[none, relu]), (vec![new], "1 2 2.00x +1".to_owned()));
}

#[test]
fn a_figure_that_is_zero_in_all_networks_has_no_row() {
    let folder = folder();
    let write = |name: &str, text: &str| {
        let file = path(&folder, name);
        fs::write(&file, text).expect("written");
        file
    };
    let (plain, normed) = (write("a.net", "input 4; fc 3"), write("b.net", "input 4; fc 3; bn"));
    let buffers = |new: &str| {
        compare(&[&plain, new]).lines().filter(|line| line.starts_with("buffers")).count()
    };
    assert_eq!((buffers(&plain), buffers(&normed)), (0, 1));
}

/// The difference of two networks follows from their figures; what else does not fit is not left out.
#[test]
fn in_a_narrow_terminal_the_difference_is_dropped_and_nothing_else() {
    let folder = folder();
    let (old, new) = (path(&folder, "a.net"), path(&folder, "b.net"));
    fs::write(&old, "input 4; fc 3").expect("written");
    fs::write(&new, "input 4; fc 3; bn").expect("written");
    let headings = |networks: &[&str], columns| {
        let program = Program::new([&["compare"], networks].concat()).columns(columns);
        let report = stdout(&program.output());
        let mut lines = report.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let is_heading = |words: &Vec<_>| words.contains(&"ratio") || words.contains(&"params");
        lines.find(is_heading).expect("headings").join(" ")
    };
    assert_eq!(headings(&[&old, &new], 60), "a.net b.net ratio difference");
    assert_eq!(headings(&[&old, &new], 40), "a.net b.net ratio");
    let three = [old.as_str(), &new, &old];
    let whole = "a.net b.net ratio a.net ratio";
    let found = (30..60).map(|columns| headings(&three, columns));
    let others: Vec<_> = found.filter(|found| found != whole).collect();
    assert!(headings(&[old.as_str(); 4], 200).starts_with("a.net a.net ratio"));
    assert!(headings(&[old.as_str(); 5], 200).starts_with("network params"), "more than four");
    assert!(!others.is_empty(), "three fit 30 columns");
    assert!(others.iter().all(|found| found.starts_with("network params")), "{others:?}");
}

/// One group on one channel is no depthwise convolution: with more channels the groups stay as they are.
#[test]
fn other_channels_of_the_input_are_no_other_groups() {
    let folder = folder();
    let (grey, coloured) = (path(&folder, "a.net"), path(&folder, "b.net"));
    fs::write(&grey, "input 1x8x8; conv 4 k3").expect("written");
    fs::write(&coloured, "input 3x8x8; conv 4 k3").expect("written");
    let report = compare(&[&grey, &coloured]);
    // Two more channels: 4·9 weights each, for 6·6 places.
    let changed = ["input", "1x8x8", "->", "3x8x8", "+72", "+2,592", "+5,184"];
    assert_eq!(row(&report, "~  conv1"), changed);
}

#[test]
fn an_edit_shows_what_it_changes_and_folds_the_rest() {
    let folder = folder();
    let edited = path(&folder, "edited.net");
    let text = fs::read_to_string("examples/alexnet.net").expect("there");
    let text = text.replace("conv 96 k11 s4 p0", "conv 96 k7 s4 p0").replace("-> 96x27x27", "");
    let text = text.replace("-> 256x13x13", "").replace("-> 256x6x6", "");
    fs::write(&edited, text.split("assert").next().expect("a text")).expect("written");
    let report = compare(&["alexnet", &edited]);
    assert_eq!(row(&report, "~  conv1")[..6], ["k11", "->", "k7,", "96x55x55", "->", "96x56x56"]);
    // All but the convolution and what reads its map.
    assert_eq!(row(&report, "   ..."), ["17", "layers", "the", "same"]);
    assert!(!report.contains("fc2"), "{report}");
}

#[test]
fn layers_that_are_the_same_within_a_block_belong_to_its_row() {
    let folder = folder();
    let (old, new) = (path(&folder, "old.net"), path(&folder, "new.net"));
    let text =
        "block b(k, m) { conv 8 k p=k//2; relu; conv 8 (m) p=m//2 }; input 3x8x8; b 3 1; fc 10";
    fs::write(&old, text).expect("written");
    fs::write(&new, text.replace("b 3 1", "b 5 3")).expect("written");
    let report = compare(&[&old, &new, "--depth", "1"]);
    assert!(report.contains("~  b1     2 layers changed, 1 layer the same "), "{report}");
}

#[test]
fn what_is_frozen_is_said_to_be() {
    let folder = folder();
    let (all, tuned) = (path(&folder, "a.net"), path(&folder, "b.net"));
    fs::write(&all, "input 4; linear 5; relu; linear 3").expect("written");
    fs::write(&tuned, "input 4; frozen { linear 5; relu }; linear 3").expect("written");
    let report = compare(&[&all, &tuned]);
    assert_eq!(row(&report, "~  linear1"), ["trained", "->", "frozen", "0", "0", "0"]);
    assert_eq!(row(&report, "   ..."), ["2", "layers", "the", "same"]);
    assert_eq!(row(&report, "trainable"), ["43", "18", "0.419x", "-25"]);
    // Where the call says it too, it is said once.
    fs::write(&all, "input 4; linear 5 frozen; relu; linear 3").expect("written");
    let report = compare(&[&all, &tuned]);
    assert!(report.contains("all 3 layers are the same"), "{report}");
}

#[test]
fn another_sparsity_is_a_difference_of_the_figures_without_zeros() {
    let folder = folder();
    let (dense, sparse) = (path(&folder, "a.net"), path(&folder, "b.net"));
    fs::write(&dense, "input 4; linear 5").expect("written");
    fs::write(&sparse, "input 4; linear 5 sparsity=0.75").expect("written");
    let report = compare(&[&dense, &sparse]);
    assert_eq!(row(&report, "~  linear1"), ["sparsity", "0", "->", "0.75", "0", "0", "0"]);
    assert_eq!(row(&report, "nonzero params"), ["25", "10", "0.400x", "-15"]);
    assert_eq!(row(&report, "nonzero macs"), ["20", "5", "0.250x", "-15"]);
    let json = json(&[&dense, &sparse]);
    let schema = Schema::new(netcost::internals::bundled::schema::COMPARE);
    assert_eq!(schema.errors(&json), [""; 0]);
    let nonzero = json["layers"].as_array().expect("layers").iter();
    let nonzero: Vec<_> = nonzero.map(|layer| layer["new"]["nonzero_macs"].clone()).collect();
    assert_eq!(nonzero, [5]);
}

#[test]
fn a_variant_of_a_network_is_named_by_its_params() {
    let report = compare(&["mobilenet_v2", "mobilenet_v2@width=0.5"]);
    // The figures that `run` has for each.
    assert_eq!(row(&report, "params "), ["3,504,872", "1,968,680", "0.562x", "-1,536,192"]);
    assert!(!report.contains("\n-  ") && !report.contains("\n+  "), "no layer comes or goes");
    let folded = compare(&["mobilenet_v2", "mobilenet_v2@width=0.5", "--depth", "1"]);
    // Expansion, depthwise convolution and projection, each with its norm, of 160 to 320 channels
    // and of half as many.
    let block = |c: i64| 6 * c * c + 12 * c + 6 * c * 9 + 12 * c + 6 * c * 2 * c + 4 * c;
    let params = format!("-{}", block(160) - block(80)).replace("352160", "352,160");
    assert_eq!(row(&folded, "~  inverted17")[..4], ["8", "layers", "changed", &params]);
    assert_eq!(row(&folded, "   total"), row(&report, "   total"));
    let file = compare(&["examples/mobilenet_v2.net@width=0.5,res=96", "mobilenet_v2"]);
    assert!(row(&file, "params ").contains(&"1,968,680"), "{file}");
}

/// The sum of a figure over the layers of a side, what is the same left out.
fn sum(steps: &[Value], side: &str, figure: &str) -> i64 {
    let layers = steps.iter().filter(|step| step["change"] != "same").map(|step| &step[side]);
    layers.filter(|layer| !layer.is_null()).map(|it| it[figure].as_i64().expect("a count")).sum()
}

#[test]
fn differences_add_up_to_that_of_the_totals() {
    for [old, new] in [
        ["alexnet", "alexnet_2012"],
        ["alexnet", "vgg16"],
        ["mobilenet_v2", "mobilenet_v2@width=0.5"],
        ["resnet", "resnet@depth=101"],
        ["resnet50", "resnet50_v1"],
        ["bert", "gpt2"],
        ["densenet121", "inception_v3"],
        ["transformer_encoder", "lstm_cls"],
    ] {
        let report = json(&[old, new]);
        let steps = report["layers"].as_array().expect("steps");
        let totals = |at: usize, figure: &str| {
            report["networks"][at]["totals"][figure].as_i64().expect("a count")
        };
        for figure in ["params", "buffers", "macs", "flops", "activations", "read_bytes"] {
            assert_eq!(
                sum(steps, "new", figure) - sum(steps, "old", figure),
                totals(1, figure) - totals(0, figure),
                "{figure} of {old} and {new}"
            );
        }
        let layers = |left_out: &str| -> i64 {
            let there = steps.iter().filter(|step| step["change"] != left_out);
            there.map(|step| step["layers"].as_i64().expect("a count")).sum()
        };
        assert_eq!(
            [layers("added"), layers("removed")],
            [totals(0, "layers"), totals(1, "layers")]
        );
    }
}

#[test]
fn blocks_that_are_put_in_are_all_that_changes() {
    let report = json(&["resnet", "resnet@depth=101"]);
    let steps = report["layers"].as_array().expect("steps");
    let all = |change: &str| {
        steps.iter().all(|step| step["change"] == change || step["change"] == "same")
    };
    assert!(all("added"), "{report}");
}

#[test]
fn equal_networks_are_said_to_be_equal() {
    let report = compare(&["alexnet", "examples/alexnet.net"]);
    assert!(
        report.ends_with("\n\nthe networks are equal: all 20 layers are the same\n"),
        "{report}"
    );
    assert_eq!(row(&report, "macs "), ["1,135,256,096", "1,135,256,096", "=", "0"]);
    let turned = compare(&["alexnet", "alexnet_torchvision", "--input", "3x227x227"]);
    assert!(!turned.contains("equal"), "{turned}");
}

#[test]
fn many_networks_have_a_row_each() {
    let names = ["alexnet", "vgg16", "resnet50", "googlenet", "squeezenet1_1"];
    let report = compare(&names);
    assert_eq!(row(&report, "network")[..4], ["params", "ratio", "macs", "ratio"]);
    for name in names {
        assert!(report.lines().filter(|line| line.starts_with(name)).count() == 2, "{report}");
    }
    let three = compare(&names[..3]);
    assert_eq!(row(&three, "layers ")[..3], ["20", "40", "2.00x"]);
}

#[test]
fn the_tables_fit_the_width() {
    for (width, names) in [
        (80, &["mobilenet_v2", "mobilenet_v2@width=0.5"][..]),
        (80, &["alexnet", "vgg16", "resnet50"][..]),
        (80, &["alexnet", "vgg16", "resnet50", "bert", "gpt2", "unet"][..]),
        (200, &["alexnet", "vgg16", "resnet50", "bert", "gpt2", "unet"][..]),
        (60, &["alexnet", "vgg16"][..]),
    ] {
        let report = Program::new(["compare"]).args(names).columns(width).output().stdout;
        assert!(report.lines().count() > 8);
        for line in report.lines() {
            assert!(line.chars().count() <= width, "{width}: {line}");
            assert_eq!(line.trim_end(), line);
        }
    }
}

/// Whether a network fits is said under its name, where the ratio has a column between.
#[test]
fn what_fits_is_below_the_names() {
    let report = compare(&["alexnet", "vgg16", "--device", "t4"]);
    let line = |of: fn(&&str) -> bool| report.lines().find(of).expect("a line");
    let (names, fits) = (line(|it| it.contains("difference")), line(|it| it.starts_with("fits")));
    let ends: Vec<_> = fits.match_indices("yes").map(|(at, yes)| at + yes.len()).collect();
    let wanted = ["alexnet", "vgg16"].map(|name| names.find(name).expect("a name") + name.len());
    assert_eq!(ends, wanted, "{report}");
}

/// Of many networks, the figures that decide stay longest, then their ratios, then the others each with its ratio.
#[test]
fn columns_are_dropped_in_the_order_of_what_they_say() {
    let decisive = ["params", "flops", "macs", "peak memory"];
    let ratios = decisive.map(|figure| format!("{figure}: ratio"));
    let others = ["activations", "activations: ratio", "param bytes", "param bytes: ratio"];
    let order: Vec<&str> =
        decisive.into_iter().chain(ratios.iter().map(String::as_str)).chain(others).collect();
    let names = ["alexnet", "vgg16", "lenet5", "lenet300", "m5_audio"];
    let mut counts = std::collections::BTreeSet::new();
    for width in (40..=160).step_by(4) {
        let report = Program::new(["compare"]).args(names).columns(width).output().stdout;
        let headings = report.lines().find(|line| line.starts_with("network")).expect("a table");
        let mut shown: Vec<String> = Vec::new();
        for heading in headings.split("  ").map(str::trim).filter(|it| !it.is_empty()).skip(1) {
            shown.push(match heading {
                "ratio" => format!("{}: ratio", shown.last().expect("a figure")),
                figure => figure.to_owned(),
            });
        }
        let mut kept = order[..shown.len()].to_vec();
        kept.sort_unstable();
        counts.insert(shown.len());
        shown.sort_unstable();
        assert_eq!(shown, kept, "{width}: {headings}");
    }
    assert!(counts.len() > 5 && counts.contains(&order.len()), "{counts:?}");
}

#[test]
fn settings_hold_for_all_networks() {
    let report = compare(&["alexnet", "vgg16", "--batch", "2", "--input", "3x227x227"]);
    assert_eq!(row(&report, "macs ")[0], "2,270,512,192");
    assert_eq!(report.matches("input 3x227x227, batch 2").count(), 2);
    let all = compare(&["alexnet", "vgg16", "--convention", "all"]);
    assert_eq!(row(&all, "flops by exact")[0], row(&all, "flops  ")[0]);
    assert!(row(&all, "flops by tutorial").len() == 4, "{all}");
}

#[test]
fn conventions_that_differ_are_named() {
    let folder = folder();
    let (a, b) = (path(&folder, "a.net"), path(&folder, "b.net"));
    fs::write(&a, "convention macs2; input 8; fc 4").expect("written");
    fs::write(&b, "input 8; fc 4").expect("written");
    let output = run(&["compare", &a, &b]);
    let report = stdout(&output);
    assert!(report.contains("these flops are not comparable"), "{report}");
    let note = "`--convention macs2` counts the flops of all networks alike\n";
    assert_eq!((status(&output), stderr(&output).as_str()), (0, note));
    let report = compare(&[&a, &b, "--convention", "macs2"]);
    assert!(!report.contains("not comparable"), "{report}");
}

#[test]
fn with_an_error_in_any_network_there_is_no_report() {
    let folder = folder();
    let (bad, worse) = (path(&folder, "bad.net"), path(&folder, "worse.net"));
    fs::write(&bad, BAD).expect("written");
    fs::write(&worse, "input 3x8x8; konv 8").expect("written");
    let output = run(&["compare", &bad, "alexnet", &worse]);
    assert_eq!(status(&output), 1);
    assert_eq!(stdout(&output), "");
    let said = stderr(&output);
    assert!(said.contains("bad.net:1:") && said.contains("worse.net:1:"), "{said}");
    let gone = run(&["compare", &bad, "./gone.net"]);
    assert_eq!(status(&gone), 2);
    assert!(stderr(&gone).contains("kernel_too_large"), "{}", stderr(&gone));
}

#[test]
fn a_param_that_one_of_them_lacks_is_an_error() {
    let output = run(&["compare", "mobilenet_v2", "alexnet", "-D", "width=0.5"]);
    assert_eq!(status(&output), 2);
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("there is no param `width`"), "{}", stderr(&output));
    assert!(stderr(&output).contains("this is about `alexnet`"), "{}", stderr(&output));
    let output = run(&["compare", "resnet", "resnet@depth=7"]);
    assert!(stderr(&output).contains("this is about `resnet@depth=7`"), "{}", stderr(&output));
    let output = run(&["compare", "resnet@depth=18", "resnet", "-D", "depth=34"]);
    assert!(stderr(&output).contains("the param `depth` is given twice"), "{}", stderr(&output));
}

#[test]
fn words_that_set_nothing_are_wrong_usage() {
    for word in ["alexnet@", "alexnet@width", "alexnet@a=1,2"] {
        let output = run(&["compare", "alexnet", word]);
        assert_eq!(status(&output), 2, "{word}");
        assert!(stderr(&output).contains("NAME@width=0.5"), "{}", stderr(&output));
    }
    assert_eq!(status(&run(&["compare", "alexnet"])), 2);
    assert_eq!(status(&run(&["compare", "-", "-"])), 2);
}

#[test]
fn other_formats_hold_the_same_figures() {
    let csv = compare(&["alexnet", "mobilenet_v2@width=0.5,res=96", "--format", "csv"]);
    let lines: Vec<_> = csv.lines().collect();
    assert!(lines[0].starts_with("network,layers,params,buffers,macs,flops,"), "{csv}");
    assert!(lines[1].starts_with("alexnet,20,62378344,0,1135256096,"), "{csv}");
    assert!(lines[2].starts_with("\"mobilenet_v2@width=0.5,res=96\",153,1968680,"), "{csv}");
    let markdown = compare(&["alexnet", "alexnet_2012", "--format", "markdown"]);
    assert!(markdown.contains("| params | 62,378,344 | 60,965,224 | 0.977× | -1,413,120 |"));
    let columns = |line: &str| line.matches(" |").count() + line.matches("| |").count();
    assert!(markdown.lines().filter(|line| line.starts_with('|')).all(|line| columns(line) >= 5));
    assert_eq!(json(&["alexnet", "vgg16", "bert"])["layers"], Value::Null);
}

#[test]
fn json_holds_to_its_schema() {
    let schema = Schema::new(netcost::internals::bundled::schema::COMPARE);
    for arguments in [
        &["alexnet", "alexnet_2012"][..],
        &["mobilenet_v2", "mobilenet_v2@width=0.5", "--convention", "all"],
        &["lstm_cls", "gru_cls", "bert"],
    ] {
        assert_eq!(schema.errors(&json(arguments)), [""; 0], "{arguments:?}");
    }
}

#[test]
fn a_report_goes_into_a_file_and_never_over_a_network() {
    let folder = folder();
    let (net, report) = (path(&folder, "a.net"), path(&folder, "report.txt"));
    fs::write(&net, "input 8; fc 4").expect("written");
    assert_eq!(compare(&[&net, &net, "-o", &report]), "");
    assert!(fs::read_to_string(&report).expect("there").contains("the networks are equal"));
    let output = run(&["compare", "alexnet", &net, "-o", &net]);
    assert_eq!(status(&output), 2);
    assert_eq!(fs::read_to_string(&net).expect("there"), "input 8; fc 4");
}

#[test]
fn a_cost_that_is_known_of_one_network_only_is_marked() {
    let folder = folder();
    let (a, b) = (path(&folder, "a.net"), path(&folder, "b.net"));
    fs::write(&a, "input 8; fc 4 nobias").expect("written");
    fs::write(&b, "input 8; fc 4 nobias; custom \"sort\" 4 unknown").expect("written");
    let text = compare(&[&a, &b]);
    assert_eq!(row(&text, "unknown cost")[..2], ["0", "1"]);
    assert_eq!(row(&text, "macs")[..2], ["32", ">=32"]);
    assert_eq!(row(&text, "params")[..2], ["32", "32"]);
    let all = json(&[&a, &b]);
    assert_eq!(all["networks"][1]["totals"]["unknown_cost"], 1);
    assert!(!compare(&[&a, &a]).contains("unknown"));
}

#[test]
fn variants_keep_their_names_and_say_whether_they_fit() {
    let variants: Vec<String> =
        ["0.35", "0.5", "0.75", "1.4", "1.3"].map(|it| format!("mobilenet_v2@width={it}")).into();
    for columns in [80, 100] {
        let program = Program::new(["compare"]).args(&variants).args(["--device", "stm32h743"]);
        let report = stdout(
            &program.args(["--dtype", "int8", "--input", "3x96x96"]).columns(columns).output(),
        );
        for name in &variants {
            assert_eq!(report.lines().filter(|line| line.starts_with(name)).count(), 2, "{report}");
        }
        assert_eq!(row(&report, "network")[..2], ["fits", "params"]);
        // 2 MiB of flash, one byte for each parameter: the smallest has 1,677,128, the two largest
        // have more than 5 million.
        let fits = variants.iter().map(|name| report.rsplit(name.as_str()).next().expect("a row"));
        let fits: Vec<_> = fits.map(|row| row.split_whitespace().next().expect("a word")).collect();
        assert_eq!(fits[0], "yes", "{report}");
        assert_eq!(fits[3..], ["no", "no"], "{report}");
    }
}

#[test]
fn totals_are_chosen_by_their_names() {
    let alone = ["alexnet", "vgg16", "--columns", "peak_memory,params", "--digits", "short"];
    let report = compare(&[&alone[..], &["--depth", "0"]].concat());
    let lines: Vec<_> =
        report.lines().filter(|line| line.contains('x') && line.contains("  ")).collect();
    assert_eq!(row(&report, "params "), ["62.4", "M", "138", "M", "2.22x", "+76.0", "M"]);
    assert!(report.find("peak memory") < report.find("params "), "{lines:?}");
    for (arguments, message) in [
        (["--columns", "param"], "there is no total `param`; did you mean `params`"),
        (["--columns", "time"], "`time` needs a device"),
    ] {
        let output = run(&[&["compare", "alexnet", "vgg16"], &arguments[..]].concat());
        assert_eq!(status(&output), 2);
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
    }
}

#[test]
fn a_network_is_compared_with_itself_after_passes() {
    let words = ["compare", "mlperf_tiny_kws", "--what-if", "drop+fold-bn", "--what-if", "int8"];
    let output = run(&words);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("costs only"), "{}", stderr(&output));
    let json: Value =
        serde_json::from_str(&stdout(&run(&[&words[..], &["--format", "json"]].concat())))
            .expect("JSON");
    let networks = json["networks"].as_array().expect("networks");
    let of = |key: &str| networks.iter().map(|it| it["totals"][key].clone()).collect::<Vec<_>>();
    let asked: Vec<_> = networks.iter().map(|it| it["asked"].clone()).collect();
    assert_eq!(asked, ["mlperf_tiny_kws", "drop+fold-bn", "int8", "drop+fold-bn+int8"]);
    assert_eq!(of("params"), [23_756, 22_604, 23_756, 22_604]);
    // Weights of a byte, and biases of four.
    let bytes =
        [4 * (23_756 + 1_152), 4 * 22_604, 23_756 + 1_152 + 3 * (588 + 576), 22_604 + 3 * 588];
    assert_eq!(of("param_bytes"), bytes);
    // With one column, what changed layer by layer.
    let one = stdout(&run(&["compare", "mlperf_tiny_kws", "--what-if", "fold-bn"]));
    assert!(one.contains("9 norms"), "{one}");
    let refused = |words: &[&str]| {
        let output = run(&[&["compare"], words].concat());
        (status(&output), stderr(&output))
    };
    assert_eq!(refused(&["alexnet"]).0, 2);
    assert!(refused(&["alexnet", "vgg16", "--what-if", "int8"]).1.contains("a single network"));
    assert!(refused(&["alexnet", "--what-if", "int8+fuse"]).1.contains("must come before"));
}
