//! Reports and messages, each in its stream.

use std::fs;
use std::path::Path;

use netcost::cli::Screen;

use super::{
    BAD, GOOD, Output, Program, ended, folder, path, process, run, status, stderr, stdout,
};
use crate::schema::Schema;

#[test]
fn a_report_goes_to_stdout() {
    let output = run(&["run", "-e", GOOD]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("34,944"), "the params of the convolution");
    assert_eq!(stderr(&output), "");
}

#[test]
fn with_an_error_stdout_is_empty_and_no_file_is_written() {
    let folder = folder();
    let report = path(&folder, "report.txt");
    let output = run(&["run", "-e", BAD, "-o", &report]);
    assert_eq!(status(&output), 1);
    assert_eq!(stdout(&output), "");
    assert!(
        stderr(&output).starts_with("error[net::shape::kernel_too_large]: "),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&output).contains("<-e>:1:"), "{}", stderr(&output));
    assert!(!Path::new(&report).exists());
}

#[test]
fn a_failed_claim_comes_after_the_report() {
    let output = run(&["run", "-e", &format!("{GOOD}; assert total.params <= 1K")]);
    assert_eq!(status(&output), 1);
    assert!(stdout(&output).contains("34,944"));
    assert!(stderr(&output).starts_with("error[net::claim::"), "{}", stderr(&output));
}

#[test]
fn groups_by_operation_have_the_columns_asked_for() {
    let text = "input 4; fc 3; relu; fc 2; relu";
    let by_op = |columns| {
        stdout(&run(&["run", "-e", text, "--by", "op", "--columns", columns, "--format", "csv"]))
    };
    assert_eq!(by_op("op,name"), "op,name\nfc,fc\nrelu,relu\n");
    // 4·3 + 3 and 3·2 + 2 parameters.
    assert_eq!(by_op("params,op,name"), "params,op,name\n23,fc,fc\n0,relu,relu\n");
    let table = stdout(&run(&["run", "-e", text, "--by", "op", "--columns", "op,name"]));
    assert!(
        table.contains("\nop    operation\n---------------\nfc    fc\nrelu  relu\n"),
        "{table}"
    );
}

#[test]
fn a_warning_leaves_the_report_and_the_status() {
    let output = run(&["run", "-e", "input 3x8x8; let x = { conv 8 }; conv 4"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).starts_with("warning[net::flow::"), "{}", stderr(&output));
    assert_ne!(stdout(&output), "");
}

#[test]
fn the_report_is_plain_when_piped() {
    let output = run(&["run", "-e", GOOD]);
    assert!(!stdout(&output).contains('\u{1b}'));
    let output = run(&["run", "-e", GOOD, "--color", "always"]);
    assert!(stdout(&output).contains('\u{1b}'));
}

#[test]
fn messages_follow_color_and_no_color() {
    let plain = run(&["run", "./gone.net"]);
    let always = run(&["run", "./gone.net", "--color", "always"]);
    assert!(!stderr(&plain).contains('\u{1b}'));
    assert!(stderr(&always).contains('\u{1b}'));
    let forced = ended(process().args(["run", "./gone.net"]).env("CLICOLOR_FORCE", "1"));
    assert!(stderr(&forced).contains('\u{1b}'));
    let none = ended(process().args(["run", "./gone.net"]).env("NO_COLOR", "1"));
    assert!(!stderr(&none).contains('\u{1b}'));
}

#[test]
fn a_file_holds_what_stdout_would() {
    let folder = folder();
    let report = path(&folder, "report.json");
    let piped = run(&["run", "-e", GOOD, "--format", "json"]);
    let output = run(&["run", "-e", GOOD, "--format", "json", "-o", &report]);
    assert_eq!((status(&output), stdout(&output)), (0, String::new()), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&report).expect("written"), piped.stdout);
}

#[test]
fn messages_are_for_editors_people_or_programs() {
    let short = stderr(&run(&["check", "./gone.net", "./gone2.net", "--message-format", "short"]));
    assert_eq!(
        short,
        "error[net::file::not_found]: there is no file `./gone.net`\n\
         error[net::file::not_found]: there is no file `./gone2.net`\n"
    );
    let human = stderr(&run(&["check", "./gone.net", "./gone2.net"]));
    let end = "\n2 errors in 2 files\nfor more: netcost explain net::file::not_found\n";
    assert!(human.ends_with(end), "{human}");
    let json = stderr(&run(&["check", "./gone.net", "--message-format", "json"]));
    let message: serde_json::Value = serde_json::from_str(&json).expect("one object");
    assert_eq!(message["code"], "net::file::not_found");
    assert_eq!(message["severity"], "error");
}

#[test]
fn short_messages_name_their_place() {
    let output = run(&["run", "-e", BAD, "--message-format", "short"]);
    let line = stderr(&output);
    assert!(line.starts_with("<-e>:1:"), "{line}");
    assert!(line.contains(": error[net::shape::kernel_too_large]: "), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
}

/// What a layer has in a column.
fn cell(network: &str, layer: &str, column: &str) -> String {
    let columns = format!("path,{column}");
    let output = run(&["run", network, "--format", "csv", "--columns", &columns]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let line = stdout(&output);
    let line = line.lines().find(|line| line.starts_with(&format!("{layer},")));
    line.unwrap_or_else(|| panic!("no layer {layer}"))[layer.len() + 1..].to_owned()
}

/// The receptive fields and strides that Araujo, Norris and Sim list ("Computing receptive fields
/// of convolutional neural networks", Distill, 2019): of AlexNet's and VGG-16's last pool, and of
/// the last block of ResNet-50 in its first version.
#[test]
fn receptive_fields_are_the_published_ones() {
    for (network, layer, field, stride) in [
        ("alexnet", "pool3", "195x195", "32x32"),
        ("vgg16", "pool5", "212x212", "32x32"),
        ("resnet50_v1", "bottleneck16/relu3", "483x483", "32x32"),
    ] {
        assert_eq!(cell(network, layer, "receptive_field,stride"), format!("{field},{stride}"));
    }
    assert_eq!(cell("alexnet", "flatten1", "receptive_field,stride"), ",");
    assert_eq!(cell("alexnet", "fc1", "receptive_field,stride"), "all,");
}

#[test]
fn slips_in_the_shape_of_a_report_are_told() {
    for (arguments, message) in [
        (["--columns", "name,flop"], "there is no column `flop`; did you mean `flops`?"),
        (["--columns", "name,name"], "`name` is given twice"),
        (["--sort", "output"], "rows are not sorted by `output`, but by `name`, `op` or a figure"),
        (["--sort", "param"], "there is no column `param`; did you mean `params`"),
        (["--top", "0"], "0 is not in 1.."),
        (["--by", "layer"], "[possible values: op, block]"),
    ] {
        let output = run(&["run", "-e", GOOD, arguments[0], arguments[1]]);
        assert_eq!((status(&output), stdout(&output)), (2, String::new()), "{arguments:?}");
        assert!(stderr(&output).contains(message), "{}", stderr(&output));
    }
    let output = run(&["run", "-e", GOOD, "--by", "op", "--depth", "2"]);
    assert_eq!(status(&output), 2);
}

#[test]
fn a_device_without_bandwidth_has_no_empty_columns() {
    let text = "name = \"tpu\"\ntitle = \"T\"\n[peak]\nf32 = { value = 1_000_000_000_000 }\n";
    let (folder, columns) = (folder(), |report: &str| {
        let headings = report.lines().find(|line| line.starts_with("layer ")).expect("headings");
        headings.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    });
    let device = path(&folder, "tpu.toml");
    fs::write(&device, text).expect("written");
    let without = columns(&stdout(&run(&["run", "lenet5", "--device", &device])));
    assert!(without.contains(&"compute".to_owned()), "{without:?}");
    assert!(!without.contains(&"memory".to_owned()) && !without.contains(&"bound".to_owned()));
    let with = format!("{text}[bandwidth]\nvalue = 1_000_000_000\n");
    fs::write(&device, with).expect("written");
    let with = columns(&stdout(&run(&["run", "lenet5", "--device", &device])));
    assert!(with.contains(&"memory".to_owned()) && with.contains(&"bound".to_owned()), "{with:?}");
}

#[test]
fn many_inputs_are_not_listed() {
    let inputs: String =
        (0..64).map(|index| format!("x{index}: input {}x8\n", index + 1)).collect();
    let report = stdout(&run(&["run", "-e", &format!("{inputs}from x0; relu")]));
    let shown = "inputs 1x8, 2x8, 3x8, 4x8, 5x8, 6x8, 7x8 and 57 more, batch 1, f32\n";
    assert!(report.contains(shown), "{report}");
}

/// The same program with a terminal for stdout.
fn on_terminal(mut program: Program) -> Program {
    program.terminal.stdout = Screen { terminal: true, columns: Some(100), color: false };
    program
}

#[test]
fn a_long_network_is_folded_on_a_terminal_alone() {
    let rows = |output: &Output| output.stdout.lines().filter(|line| line.contains('%')).count();
    let resnet = |arguments: &[&str]| Program::new(["run", "resnet50"]).args(arguments);
    let output = on_terminal(resnet(&[])).output();
    // 4 layers, 16 blocks and 3 layers.
    assert_eq!(rows(&output), 23 + 1, "{}", output.stdout);
    assert!(output.stderr.contains("shown to depth 1: `--depth all` shows every layer"));
    for output in [
        on_terminal(resnet(&["--depth", "all"])).output(),
        resnet(&[]).columns(100).output(),
        resnet(&["--depth", "all"]).output(),
    ] {
        assert!(rows(&output) > 180, "{}", output.stdout);
        assert_eq!(output.stderr, "");
    }
    let short = on_terminal(Program::new(["run", "alexnet"])).output();
    assert_eq!((rows(&short), short.stderr.as_str()), (20 + 1, ""));
    assert!(stderr(&run(&["run", "alexnet", "--depth", "few"])).contains("give a number or `all`"));
}

#[test]
fn csv_is_one_line_a_layer_and_counts_too_large_are_an_error() {
    let output = run(&["run", "-e", GOOD, "--format", "csv", "--columns", "op,params,output"]);
    assert_eq!(
        stdout(&output),
        "op,params,output\nconv,34944,96x55x55\nrelu,0,96x55x55\npool,0,96x27x27\n\
         flatten,0,69984\nfc,699850,10\n"
    );
    let batch = ["run", "-e", GOOD, "--format", "csv", "--batch", "1000000000000"];
    let output = run(&batch);
    assert_eq!((status(&output), stdout(&output)), (1, String::new()));
    assert!(stderr(&output).contains("net::cost::too_large_to_write"), "{}", stderr(&output));
}

#[test]
fn schemas_are_printed_as_they_are_published() {
    for (name, file) in [
        ("report", "report-1.json"),
        ("compare", "compare-1.json"),
        ("messages", "messages-1.json"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema").join(file);
        assert_eq!(run(&["schema", name]).stdout, fs::read_to_string(path).expect("published"));
    }
}

/// The heading names eight inputs, which still are read at a glance, and of more the first seven.
#[test]
fn up_to_eight_inputs_are_named() {
    let heading = |inputs: u32| {
        let all =
            (1..=inputs).map(|input| format!("i{input}: input {input}; ")).collect::<String>();
        let names = (1..=inputs).map(|input| format!(" i{input}")).collect::<String>();
        let report = stdout(&run(&["run", "-e", &format!("{all}concat{names}")]));
        report.lines().nth(1).expect("a heading").to_owned()
    };
    assert_eq!(heading(8), "inputs 1 and 2 and 3 and 4 and 5 and 6 and 7 and 8, batch 1, f32");
    assert_eq!(heading(9), "inputs 1, 2, 3, 4, 5, 6, 7 and 2 more, batch 1, f32");
}

#[test]
fn figures_of_sparse_weights_hold_to_the_schema() {
    let report = stdout(&run(&["run", "-e", "input 4; linear 5 sparsity=0.9", "--format", "json"]));
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(Schema::new(netcost::internals::bundled::schema::REPORT).errors(&report), [""; 0]);
    for figures in [&report["totals"], &report["layers"][0]] {
        assert_eq!([&figures["nonzero_params"], &figures["nonzero_macs"]], [7, 2]);
    }
    let dense = stdout(&run(&["run", "-e", "input 4; linear 5", "--format", "json"]));
    assert!(!dense.contains("nonzero"), "{dense}");
}

#[test]
fn training_and_memory_in_place_hold_to_the_schema() {
    let arguments = ["run", "alexnet", "--inplace", "--training", "adamw", "--format", "json"];
    let report = stdout(&run(&arguments));
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(Schema::new(netcost::internals::bundled::schema::REPORT).errors(&report), [""; 0]);
    let totals = &report["totals"];
    assert_eq!(
        (&totals["peak_memory"], &totals["peak_layer"]),
        (&1_779_948.into(), &"conv1".into())
    );
    // The input, then 96×55×55; the input has no label.
    let names: Vec<_> = totals["peak_tensors"].as_array().expect("tensors").iter().collect();
    assert_eq!((&names[0]["name"], &names[0]["bytes"]), (&"conv1".into(), &1_161_600.into()));
    assert_eq!(
        (&names[1]["name"], &names[1]["bytes"]),
        (&serde_json::Value::Null, &618_348.into())
    );
    let training = &totals["training"];
    assert_eq!(training["optimizer"], "adamw");
    assert_eq!(training["memory"], 16 * 62_378_344_u64 + 4_741_484);
    assert_eq!(training["backward_flops"], 2 * 2_270_512_192_u64 - 210_830_400);
}

#[test]
fn a_timeline_has_a_line_for_each_block_and_an_optimizer_a_known_name() {
    let arguments = ["run", "resnet50", "--depth", "1", "--timeline"];
    let text = stdout(&run(&arguments));
    let (_, bars) = text.split_once("\nbytes alive while each layer runs\n").expect("a timeline");
    assert_eq!(bars.lines().filter(|line| line.starts_with("bottleneck")).count(), 16);
    assert_eq!(bars.lines().filter(|line| line.ends_with("  peak")).count(), 1);
    assert_eq!(status(&run(&["run", "alexnet", "--training", "lion"])), 2);
}

#[test]
fn what_would_not_be_seen_is_refused() {
    for (options, expected) in [
        (&["--timeline", "--format", "json"][..], "not with `--format json`"),
        (&["--timeline", "--format", "markdown"], "not with `--format markdown`"),
        (&["--digits", "short", "--format", "csv"], "`--format csv` has all digits"),
        (&["--columns", "name,time"], "`time` needs a device"),
        (&["--columns", "name,bound"], "`bound` needs a device"),
        (&["--sort", "compute_time"], "`compute_time` needs a device"),
    ] {
        let output = run(&[&["run", "lenet5"], options].concat());
        assert_eq!((status(&output), stdout(&output).as_str()), (2, ""), "{options:?}");
        let message = stderr(&output);
        assert!(message.contains(expected) && message.contains("Usage: netcost run"), "{message}");
    }
    for options in [
        &["--timeline", "--digits", "short"][..],
        &["--digits", "short", "--format", "markdown"],
        &["--sort", "time", "--device", "t4"],
    ] {
        let output = run(&[&["run", "lenet5"], options].concat());
        assert_eq!(status(&output), 0, "{options:?}: {}", stderr(&output));
    }
    let output = run(&["explain", "lenet5", "conv1", "--device", "t4"]);
    assert_eq!((status(&output), stdout(&output).as_str()), (2, ""));
    assert!(stderr(&output).contains("times are not explained"), "{}", stderr(&output));
}

#[test]
fn energy_is_a_table_of_what_takes_it() {
    let text = "dtype int8; input 4; linear 3 nobias; relu; linear 2 nobias dtype=f64";
    let words = ["run", "-e", text, "--energy", "--depth", "0", "--columns", "params"];
    let table = stdout(&run(&words));
    let lines: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split("  ").map(str::trim).filter(|it| !it.is_empty()).collect())
        .collect();
    let line = |first: &str| {
        let found = lines.iter().find(|line| line.first() == Some(&first));
        found.map(|line| line[1..].to_vec()).unwrap_or_default()
    };
    // 12 products and sums of 4 in 8 bits, and 3 comparisons; what is in 64 bits has no price.
    assert_eq!(line("multiplications in int8"), ["12", "200 fJ", "2.40 pJ"], "{table}");
    assert_eq!(line("additions in int8"), ["12", "30 fJ", "360 fJ"], "{table}");
    assert!(!table.contains("f64\n") && table.contains("a lower bound"), "{table}");
    let markdown = stdout(&run(&[&words[..], &["--format", "markdown"]].concat()));
    assert!(markdown.contains("| multiplications in int8 | 12 |"), "{markdown}");
    let refused = run(&[&words[..], &["--format", "json"]].concat());
    assert_eq!(refused.status, 2);
    assert!(stderr(&refused).contains("`--columns name,energy`"));
}

#[test]
fn claims_compare_energies() {
    let check = |claim: &str| {
        let text = format!("input 8; linear 4; assert {claim}");
        let output = run(&["check", "-e", &text, "--message-format", "short"]);
        (output.status, stderr(&output))
    };
    // 32 products and sums, and 4 for the bias.
    let compute = 32 * 4_600;
    assert_eq!(check(&format!("total.energy_compute == {compute}fJ")), (0, String::new()));
    assert_eq!(check("total.energy_compute < 148pJ and total.energy < 1nJ").0, 0);
    let (status, message) = check("total.energy_compute < 147pJ");
    assert!(
        status == 1 && message.contains("is 147,200 fJ, not less than 147,000 fJ"),
        "{message}"
    );
    for wrong in
        ["total.energy < 3", "total.energy < 3ms", "total.macs < 3pJ", "total.energy < 2KB"]
    {
        let (status, message) = check(wrong);
        assert_eq!(status, 1);
        assert!(message.contains("net::claim::"), "{wrong}: {message}");
    }
}

/// Of values two apart, a resampled one is made of one, two or four along an axis.
#[test]
fn resampled_values_see_as_many_as_they_are_made_of() {
    for (mode, taps) in [("nearest", 1), ("bilinear", 2), ("bicubic", 4)] {
        let text = format!("input 3x16x16; conv 8 k1 s2; upsample 2 mode={mode}");
        let columns = "receptive_field,stride";
        let csv = run(&["run", "-e", &text, "--format", "csv", "--columns", columns]).stdout;
        let seen = 1 + 2 * (taps - 1);
        assert_eq!(csv.lines().last(), Some(&*format!("{seen}x{seen},1x1")), "{mode}");
    }
}
