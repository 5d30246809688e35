//! Many networks of one text.

use std::collections::{BTreeMap, BTreeSet};

use netcost::internals::bundled::schema;
use serde_json::Value;

use super::{run, status, stderr, stdout};
use crate::schema::Schema;

/// A text of which many networks are made quickly.
const FAMILY: &str =
    "param width = 8 in 1..64; param act = relu in [relu, relu6, gelu]; param depths = [1, 2]
    input 3x16x16; conv width k3 p1; act
    for n in depths { repeat n { conv width k3 p1 } }
    assert width != 13
    assert total.params < 100K";

/// The output of a sweep that succeeds.
fn sweep(arguments: &[&str]) -> String {
    let output = run(&[&["sweep"], arguments].concat());
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    stdout(&output)
}

/// The rows of a sweep by the names of their columns.
pub fn rows(arguments: &[&str]) -> Vec<BTreeMap<String, Value>> {
    let lines = sweep(&[arguments, &["--format", "jsonl"]].concat());
    lines.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

/// The values of a column.
fn column(rows: &[BTreeMap<String, Value>], name: &str) -> Vec<Value> {
    rows.iter().map(|row| row[name].clone()).collect()
}

fn numbers(rows: &[BTreeMap<String, Value>], name: &str) -> Vec<u64> {
    column(rows, name).iter().map(|it| it.as_u64().expect("a whole number")).collect()
}

/// Compares each row of a sweep with the report of `run`: how many rows there are, and how many figures are compared at
/// least. An axis is `-D NAME` or `--NAME`, with its values.
fn compare_with_runs(network: &[&str], axes: &[(&str, &str)]) -> (usize, usize) {
    let words = |values: &dyn Fn(&str, &str) -> String| -> Vec<String> {
        let options = axes.iter().flat_map(|(option, list)| match option.strip_prefix("-D ") {
            Some(name) => ["-D".to_owned(), format!("{name}={}", values(name, list))],
            None => [(*option).to_owned(), values(option.trim_start_matches('-'), list)],
        });
        network.iter().map(|&word| word.to_owned()).chain(options).collect()
    };
    let all = words(&|_, list| list.to_owned());
    let rows = rows(&all.iter().map(String::as_str).collect::<Vec<_>>());
    let mut least = usize::MAX;
    for (id, row) in rows.iter().enumerate() {
        assert_eq!(row["id"], id);
        let one = words(&|name, _| match &row[name] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        let one: Vec<_> = one.iter().map(String::as_str).collect();
        let output = run(&[&["run"], &one[..], &["--format", "json"]].concat());
        if row["status"] == "error" {
            // The device has no peak for this element type.
            assert_eq!(row["code"], "net::cost::no_peak");
            assert_eq!(status(&output), 1);
            assert!(stderr(&output).contains("net::cost::no_peak"), "{}", stderr(&output));
            continue;
        }
        let report: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        let totals = report["totals"].as_object().expect("totals");
        let ops = totals["ops"].as_object().expect("operations");
        let figures = totals.iter().filter(|(_, figure)| figure.is_u64()).chain(ops);
        let mut compared = 0;
        for (name, figure) in figures.filter(|(name, _)| row.contains_key(*name)) {
            assert_eq!(row[name], *figure, "{name} of point {id}");
            compared += 1;
        }
        least = least.min(compared);
    }
    (rows.len(), least)
}

#[test]
fn rows_are_what_single_runs_report() {
    let axes = [
        ("-D width", "0.35,1.3"),
        ("-D res", "96,224"),
        ("--batch", "1,3"),
        ("--dtype", "f32,int8"),
        ("--convention", "exact,thop"),
        ("--device", "rpi4,t4"),
    ];
    let (rows, figures) = compare_with_runs(&["mobilenet_v2"], &axes);
    assert!(rows == 64 && figures > 20, "{figures}");
}

#[test]
fn rows_are_of_networks_after_the_passes_of_their_text() {
    let text =
        "param width = 8; deploy fold-bn fuse int8; input 3x8x8; conv width k3 nobias; bn; relu";
    let axes = [("-D width", "8,16"), ("--batch", "1,2")];
    let (rows, figures) = compare_with_runs(&["-e", text], &axes);
    assert!(rows == 4 && figures > 15, "{figures}");
}

/// The second network has all that the first one has, and the third what does not depend on the batch.
#[test]
fn examples_are_what_single_runs_report_also_of_what_was_run_before() {
    for example in netcost::internals::bundled::examples::ALL.iter() {
        let (rows, figures) = compare_with_runs(&[example.name], &[("--batch", "1,1,2")]);
        assert!(rows == 3 && figures > 10, "{}: {figures}", example.name);
    }
}

/// A space in which blocks are called with the same arguments again and again: they read a param and a constant of the
/// file, a function that reads another one, have claims, share parameters, freeze and fuse layers, and call each other.
#[test]
fn calls_of_blocks_that_were_run_before_depend_on_all_that_they_read() {
    let text = "param kernels = [3, 5, 3]; param wide = 2; param slim = 1; param groups = 1; let base = 8 * wide
        fn scaled(c) = c * slim
        block unit(k, c) { conv c k=k p=k//2 g=groups; if wide > 2 { bn }; relu }
        block claimed(c) { conv c k1  -> 16x16x16 }
        block tied { linear it[-1] share=a; relu; linear it[-1] share=a }
        block residual(k) { add { unit k scaled(base); frozen { unit k it.c } }; fused { conv it.c k1; relu } }
        block plain { relu }
        input 4x16x16
        conv base k1
        for k in kernels { residual k; plain }
        unit 3 base; unit 3 base share=b; unit 3 base share=b
        conv 16 k1; claimed 16; claimed 16; tied; tied";
    let axes = [
        ("-D kernels", "[3, 5, 3],[5, 5, 3],[3, 3],[3, 5, 3]"),
        ("-D wide", "2,3"),
        ("-D slim", "1"),
        ("-D groups", "1,2,4"),
        ("--batch", "1,2"),
        ("--dtype", "f32,f16"),
    ];
    let (rows, figures) = compare_with_runs(&["-e", text], &axes);
    assert!(rows == 96 && figures > 15, "{rows} {figures}");
}

/// Each point has the error that a single run has, whatever was run before.
#[test]
fn what_is_wrong_is_said_of_each_point() {
    let text = "param n = 4; block part(k) { conv 8 k=k }; input 3x9x9; part 3; part n; part 3";
    let output = run(&["sweep", "-e", text, "-D", "n=3,3,4,9,3,9,4", "--format", "jsonl"]);
    let lines = stdout(&output);
    let rows = lines.lines().map(|line| serde_json::from_str(line).expect("an object"));
    let found: Vec<(Value, Value)> =
        rows.map(|row: Value| (row["status"].clone(), row["code"].clone())).collect();
    let [ok, wrong] = ["ok", "error"];
    let statuses: Vec<_> = found.iter().map(|(status, _)| status.as_str()).collect();
    assert_eq!(statuses, [ok, ok, ok, wrong, ok, wrong, ok].map(Some));
    assert_eq!(found[3], found[5]);
    assert!(found[3].1.as_str().is_some_and(|code| code.starts_with("net::shape")), "{found:?}");
}

/// The MobileNetV2 checkpoints of TensorFlow's model garden: width, resolution, millions of
/// multiply-accumulates, ten thousands of parameters.
const CHECKPOINTS: [(&str, u64, u64, u64); 22] = [
    ("1.4", 224, 582, 606),
    ("1.3", 224, 509, 534),
    ("1.0", 224, 300, 347),
    ("1.0", 192, 221, 347),
    ("1.0", 160, 154, 347),
    ("1.0", 128, 99, 347),
    ("1.0", 96, 56, 347),
    ("0.75", 224, 209, 261),
    ("0.75", 192, 153, 261),
    ("0.75", 160, 107, 261),
    ("0.75", 128, 69, 261),
    ("0.75", 96, 39, 261),
    ("0.5", 224, 97, 195),
    ("0.5", 192, 71, 195),
    ("0.5", 160, 50, 195),
    ("0.5", 128, 32, 195),
    ("0.5", 96, 18, 195),
    ("0.35", 224, 59, 166),
    ("0.35", 192, 43, 166),
    ("0.35", 160, 30, 166),
    ("0.35", 128, 20, 166),
    ("0.35", 96, 11, 166),
];

/// The table "Mobilenet V2 Imagenet Checkpoints" of research/slim/nets/mobilenet/README.md in
/// tensorflow/models has all figures cut, and parameters without the norms' two values a channel, of which a
/// network has as many as running means and variances.
#[test]
fn mobilenet_v2_is_what_its_22_checkpoints_are_said_to_be() {
    let points = CHECKPOINTS.map(|(width, res, ..)| format!("({width}, {res})")).join(",");
    let zip = format!("zip(width, res)={points}");
    // Their last layer has a background class.
    let rows = rows(&["mobilenet_v2", "-D", &zip, "-D", "classes=1001"]);
    let (macs, params) = (numbers(&rows, "macs"), numbers(&rows, "params"));
    let buffers = numbers(&rows, "buffers");
    let found: Vec<_> = (0..rows.len())
        .map(|row| (macs[row] / 1_000_000, (params[row] - buffers[row]) / 10_000))
        .collect();
    assert_eq!(found, CHECKPOINTS.map(|(_, _, macs, params)| (macs, params)));
}

#[test]
fn values_are_lists_ranges_and_what_the_file_lists() {
    let shown = |arguments: &[&str], name: &str| {
        let rows = rows(&[&["-e", FAMILY], arguments].concat());
        column(&rows, name).iter().map(Value::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(shown(&["-D", "width=1..3,8..32:x2"], "width"), "1 2 3 8 16 32");
    assert_eq!(shown(&["-D", "act"], "act"), r#""relu" "relu6" "gelu""#);
    assert_eq!(shown(&["-D", "width"], "width").split(' ').count(), 64);
    assert_eq!(shown(&["-D", "depths[]=1,3"], "depths[1]"), "1 3 1 3");
    assert_eq!(shown(&["-D", "depths[]=1,3"], "depths[0]"), "1 1 3 3");
    assert_eq!(shown(&["-D", "zip(width, act)=(4, relu),(8, gelu)"], "width"), "4 8");
    assert_eq!(shown(&["-D", "depths=[1],[1, 2, 3]"], "depths"), r#""[1]" "[1, 2, 3]""#);
    assert_eq!(shown(&["--input", "3x8x8,3x16x16"], "macs").split(' ').count(), 2);
    let both = ["--dtype", "f32,int8", "--dtype", "weights=int8,activations=f16"];
    assert_eq!(shown(&both, "dtype"), r#""f32" "int8" "weights=int8,activations=f16""#);
    let elements = rows(&["-e", FAMILY, "-D", "depths[]=1,3"]);
    let single = rows(&["-e", FAMILY, "-D", "depths=[3, 1]"]);
    assert_eq!(elements[2]["macs"], single[0]["macs"]);
}

#[test]
fn points_that_are_no_networks_say_why() {
    let arguments = ["sweep", "-e", FAMILY, "-D", "width=12,13,65", "--format", "jsonl"];
    let output = run(&arguments);
    let lines = stdout(&output);
    let rows: Vec<Value> =
        lines.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    let words =
        |name: &str| rows.iter().map(|row| row[name].to_string()).collect::<Vec<_>>().join(" ");
    assert_eq!(words("status"), r#""ok" "claim" "illegal""#);
    assert_eq!(words("code"), r#"null "net::claim::assert" "net::setting::illegal_argument""#);
    assert!(rows[1]["params"].is_null() && rows[0]["params"].is_u64());
    assert_eq!(status(&output), 0);
    let said = stderr(&output);
    assert!(said.contains("3 points: 1 ok, 1 illegal, 1 claim"), "{said}");
    assert!(said.contains("as width=65: `width` cannot be 65: it takes 1..64"), "{said}");

    assert_eq!(status(&run(&[&arguments[..], &["--all-ok"]].concat())), 1);
    assert_eq!(status(&run(&["sweep", "-e", FAMILY, "-D", "width=65..70"])), 1);
    let broken = run(&["sweep", "-e", "param a = 1; input 3x4x4; convv a", "-D", "a=1,2"]);
    assert_eq!(status(&broken), 1);
    assert!(stderr(&broken).contains("net::name::unknown_operation"), "{}", stderr(&broken));
}

#[test]
fn conditions_are_claims_with_names() {
    let kept = |condition: &str| {
        let arguments = ["-e", FAMILY, "-D", "width=1..12", "--batch", "1,2", "--device", "rpi4"];
        let rows = rows(&[&arguments[..], &["--where", condition]].concat());
        (numbers(&rows, "width"), numbers(&rows, "params"), numbers(&rows, "batch"))
    };
    let (widths, params, _) = kept("params < 2000 and batch == 1");
    assert!(params.iter().all(|params| *params < 2000) && widths.len() > 3);
    assert_eq!(kept("total.params < 2000 and batch == 1"), kept("params < 2000 and batch == 1"));
    assert_eq!(kept("width % 5 == 0").0, [5, 5, 10, 10]);
    assert_eq!(kept("width == 3 or width > 11").0, [3, 3, 12, 12]);
    assert_eq!(kept("not (batch == 1) and min(width, 3) == width").2, [2, 2, 2]);
    assert_eq!(kept("if batch == 1 then width == 2 else width == 3").0, [2, 3]);
    assert_eq!(kept("peak_memory <= 4KiB and act == relu").0, [1]);
    assert_eq!(kept("time < 1s").0.len(), 24);
    assert_eq!(kept("fits(stm32f746) and flops(thop) > 0 and width == 4").0, [4, 4]);
    assert_eq!(kept("false").0, [0; 0]);
}

#[test]
fn conditions_that_are_wrong_are_shown() {
    for (condition, code, said) in [
        ("parms < 5", "net::claim::unknown_total", "did you mean `params`?"),
        ("total.parms < 5", "net::claim::unknown_total", "did you mean `params`?"),
        ("params < 5KiB", "net::claim::bytes", "compared with a count"),
        ("params < 5ms", "net::claim::time", "compared with a count"),
        ("time < 5ms", "net::claim::no_device", "name one"),
        ("params <", "net::syntax::", "<where>"),
        ("it.c < 3", "net::claim::no_value", "totals, params, numbers"),
        ("fits(\"board.toml\")", "net::claim::no_value", "a file that describes a device"),
    ] {
        let output = run(&["sweep", "-e", FAMILY, "-D", "width=1,2", "--where", condition]);
        let text = stderr(&output);
        assert_eq!((status(&output), stdout(&output).as_str()), (2, ""), "{condition}: {text}");
        assert!(text.contains(code) && text.contains(said), "{condition}: {text}");
    }
    // Whether it is one is known once it has a value.
    let output = run(&["sweep", "-e", FAMILY, "-D", "width=1,2", "--where", "params"]);
    assert_eq!(status(&output), 1);
    assert!(stdout(&output).contains("must be `true` or `false`"), "{}", stdout(&output));
}

#[test]
fn claims_about_totals_filter_on_request() {
    let text = "param width = 8; input 3x8x8; conv width k3
        assert total.params < 500; assert total.params == 224";
    let widths = |more: &[&str]| {
        numbers(&rows(&[&["-e", text, "-D", "width=16..20"], more].concat()), "width")
    };
    assert_eq!(widths(&[]), [16, 17, 18, 19, 20]);
    assert_eq!(widths(&["--claims"]), [16, 17]);
}

#[test]
fn the_report_does_not_depend_on_the_jobs() {
    let report = |jobs: &str, depths: &str, format: &str, more: &[&str]| {
        let arguments = ["-e", FAMILY, "-D", "width", "-D", depths, "--jobs", jobs];
        sweep(&[&arguments[..], &["--format", format], more].concat())
    };
    // More rows than are made at once.
    let long = "depths[]=1..6";
    let one = report("1", long, "csv", &["--batch", "1,2"]);
    assert_eq!(one.lines().count(), 1 + 64 * 36 * 2);
    assert_eq!(one, report("2", long, "csv", &["--batch", "1,2"]));
    assert_eq!(one, report("5", long, "csv", &["--batch", "1,2"]));
    for format in ["jsonl", "json", "table", "markdown", "latex"] {
        for more in [&[][..], &["--pareto", "macs,width"], &["--sort", "macs:min", "--top", "7"]] {
            let one = report("1", "depths[]=1,2", format, more);
            assert_eq!(one, report("3", "depths[]=1,2", format, more), "{format}");
        }
    }
}

#[test]
fn the_front_and_the_order_are_of_figures_and_settings() {
    let all = rows(&["-e", FAMILY, "-D", "width=1..12", "--batch", "1,2"]);
    let front =
        rows(&["-e", FAMILY, "-D", "width=1..12", "--batch", "1,2", "--pareto", "macs,width"]);
    let pair = |row: &BTreeMap<String, Value>| (row["macs"].as_u64(), row["width"].as_u64());
    let is_best = |one: &BTreeMap<String, Value>| {
        let (macs, width) = pair(one);
        !all.iter().map(pair).any(|it| it.0 <= macs && it.1 >= width && it != (macs, width))
    };
    let expected: Vec<_> = all.iter().filter(|row| is_best(row)).cloned().collect();
    assert_eq!(front, expected);
    let sorted = rows(&["-e", FAMILY, "-D", "width=1..12", "--sort", "macs", "--top", "3"]);
    assert_eq!(numbers(&sorted, "width"), [12, 11, 10]);
    let smallest = rows(&["-e", FAMILY, "-D", "width=5..9", "--sort", "width:min", "--top", "2"]);
    assert_eq!(numbers(&smallest, "width"), [5, 6]);
    for (option, word) in [("--sort", "act"), ("--pareto", "macs,wdith"), ("--columns", "id,mac")] {
        let output = run(&["sweep", "-e", FAMILY, "-D", "width=1,2", "-D", "act", option, word]);
        assert_eq!(status(&output), 2);
        assert!(stderr(&output).contains("net::setting::unknown_column"), "{}", stderr(&output));
    }
}

#[test]
fn samples_have_no_point_twice_and_repeat_by_their_seed() {
    let ids = |more: &[&str]| {
        let arguments = ["-e", FAMILY, "-D", "width", "-D", "act", "--columns", "id"];
        numbers(&rows(&[&arguments[..], more].concat()), "id")
    };
    let some = ids(&["--sample", "50"]);
    assert_eq!(some.iter().collect::<BTreeSet<_>>().len(), 50);
    assert_eq!(some, ids(&["--sample", "50", "--seed", "0"]));
    assert_ne!(some, ids(&["--sample", "50", "--seed", "1"]));
    let mut all = ids(&["--sample", "1000"]);
    all.sort_unstable();
    assert_eq!(all, (0..192).collect::<Vec<_>>());
}

#[test]
fn json_holds_to_its_schema() {
    let schema = Schema::new(schema::SWEEP);
    let axes = ["-e", FAMILY, "-D", "width=12,13,65", "-D", "act", "--dtype", "weights=int8"];
    for more in
        [&[][..], &["--device", "t4", "--where", "time < 1s"], &["--columns", "width,params"]]
    {
        let text = sweep(&[&axes[..], more, &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(schema.errors(&report), [""; 0]);
        let counts = report["counts"].as_object().expect("counts").values();
        assert_eq!(counts.map(|it| it.as_u64().expect("a count")).sum::<u64>(), 9);
        assert_eq!(report["points"], 9);
    }
    let wrong =
        serde_json::json!({"schema": 2, "file": "x", "points": 0, "rows": [], "counts": {}});
    assert!(!schema.is_valid(&wrong));
}

#[test]
fn a_param_with_the_name_of_a_figure_keeps_it() {
    let text = "param layers = 2; input 4; repeat layers { fc 4 }";
    let rows =
        rows(&["-e", text, "-D", "layers=1..4", "--where", "layers > 1 and total.layers < 4"]);
    assert_eq!(numbers(&rows, "layers"), [2, 3]);
    assert_eq!(numbers(&rows, "total.layers"), [2, 3]);
}

#[test]
fn settings_that_are_wrong_are_refused() {
    for (arguments, said) in [
        (&["-D", "wdith=1,2"][..], "there is no param `wdith`"),
        (&["-D", "width=1..2:0"], "its step is 0"),
        (&["-D", "width=1,2", "-D", "width=3"], "is given twice"),
        (&["-D", "depths=[1]", "-D", "depths[]=1,2"], "is given twice"),
        (&["-D", "width[]=1,2"], "it is not a list"),
        (&["-D", "depths"], "does not list the values"),
        (&["-D", "zip(width, act)=(1, relu),3"], "write 2 values in parentheses"),
        (&["--batch", "0"], "at least 1"),
        (&["--dtype", "f31"], "f31"),
        (&["--convention", "thopp"], "did you mean `thop`?"),
        (&["--device", "rpi9"], "there is no device `rpi9`"),
        (&["--input", "3x4,x"], "is not valid"),
        (&["--sort", "time"], "needs a device"),
        (&["--seed", "3"], "--sample"),
        (&["--top", "0"], "0"),
    ] {
        let output = run(&[&["sweep", "-e", FAMILY], arguments].concat());
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(stderr(&output).contains(said), "{arguments:?}: {}", stderr(&output));
    }
}

/// Points of three parts.
const PARTS: [&str; 6] = ["-e", SMALL, "-D", "width=1..65", "-D", "length=1..144"];

const SMALL: &str = "param width = 8 in 1..64; param length = 4; param act = relu
    input length; fc width; act";

/// The report of three parts in a format, and with other options.
fn parts(format: &str, more: &[&str]) -> String {
    sweep(&[&PARTS[..], &["--format", format], more].concat())
}

#[test]
fn parts_make_the_report_of_one_run() {
    let folder = super::folder();
    let place = super::path(&folder, "new/parts");
    let one = parts("csv", &[]);
    assert_eq!(one.lines().count(), 1 + 65 * 144);
    assert_eq!(one, parts("csv", &["--parts", &place]));
    let file = |part: u64| folder.path().join(format!("new/parts/part-{part:08}.jsonl"));
    assert!(file(2).is_file() && !file(3).is_file());

    // A part that is gone, and one that is cut, are made again.
    std::fs::remove_file(file(0)).expect("it was there");
    let text = std::fs::read_to_string(file(1)).expect("text");
    std::fs::write(file(1), &text[..text.len() / 2]).expect("written");
    let merge = run(&[&["sweep"], &PARTS[..], &["--parts", &place, "--merge"]].concat());
    assert_eq!((status(&merge), stdout(&merge).as_str()), (2, ""));
    assert!(stderr(&merge).contains("1 of 3 parts are missing"), "{}", stderr(&merge));
    assert_eq!(one, parts("csv", &["--parts", &place, "--resume"]));
    assert_eq!(std::fs::read_to_string(file(1)).expect("text"), text);
}

#[test]
fn shards_are_merged_to_the_report_of_one_run() {
    let folder = super::folder();
    let place = super::path(&folder, "parts");
    for shard in ["2/3", "0/3", "1/3"] {
        let output =
            run(&[&["sweep"], &PARTS[..], &["--parts", &place, "--shard", shard]].concat());
        assert_eq!((status(&output), stdout(&output).as_str()), (0, ""), "{}", stderr(&output));
    }
    for format in ["csv", "jsonl", "json", "table", "markdown"] {
        let more = ["--pareto", "macs,width", "--columns", "width,macs,time", "--device", "rpi4"];
        let more = if format == "markdown" { &more[..2] } else { &[] };
        let merge = [&["--parts", &place, "--merge"], more].concat();
        assert_eq!(parts(format, more), parts(format, &merge), "{format}");
    }
    for (more, said) in [
        (&["--where", "macs > 0"][..], "differs in the condition"),
        (&["--batch", "1,2"], "differs in the values of `batch`"),
        (&["--sample", "9"], "differs in the sample"),
        (&["--device", "rpi4"], "differs in the values of `device`"),
        (&["-D", "act=gelu"], "differs in the values of `act`"),
    ] {
        let merge = ["--parts", &place, "--merge"];
        let output = run(&[&["sweep"], &PARTS[..], &merge, more].concat());
        assert_eq!(status(&output), 2, "{more:?}");
        assert!(stderr(&output).contains(said), "{more:?}: {}", stderr(&output));
    }
    for shard in ["3/3", "1", "a/b", "-1/2"] {
        let option = format!("--shard={shard}");
        let output = run(&[&["sweep"], &PARTS[..], &["--parts", &place, &option]].concat());
        assert!(stderr(&output).contains("`0/16` to `15/16`"), "{}", stderr(&output));
    }
}

/// Only parts that are being made are lost if the process is killed.
#[cfg(unix)]
#[test]
fn a_sweep_that_is_killed_is_resumed() {
    let folder = super::folder();
    let place = super::path(&folder, "parts");
    let first = folder.path().join("parts/part-00000000.jsonl");
    let mut command = super::process();
    command.arg("sweep").args(PARTS).args(["--parts", &place, "--jobs", "1"]);
    command.stderr(std::process::Stdio::null()).stdout(std::process::Stdio::null());
    let mut child = command.spawn().expect("it runs");
    while !first.is_file() && child.try_wait().expect("it is there").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    let made = std::fs::metadata(&first).expect("the first part").modified().expect("a time");
    assert_eq!(parts("csv", &[]), parts("csv", &["--parts", &place, "--resume"]));
    assert_eq!(
        std::fs::metadata(&first).expect("the first part").modified().expect("a time"),
        made
    );
}

/// A sweep that would take minutes ends at once, with the status of shells for Ctrl-C, and leaves a file as it
/// was.
#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_130() {
    use std::io::Read;
    use std::process::Stdio;

    let folder = super::folder();
    let file = super::path(&folder, "rows.csv");
    std::fs::write(&file, "before").expect("written");
    let mut command = super::process();
    command.args(["sweep", "resnet", "-D", "depth=101,152", "--batch", "1..1000000"]);
    command.args(["--format", "csv", "-o", &file]).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut said = [0; 4];
    // The size of the space is said first.
    child.stderr.as_mut().expect("a pipe").read_exact(&mut said).expect("a note");
    std::thread::sleep(std::time::Duration::from_millis(300));
    let pid = child.id().to_string();
    let killed = std::process::Command::new("kill").args(["-INT", &pid]).status();
    assert!(killed.expect("it runs").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(std::fs::read_to_string(&file).expect("text"), "before");
}

/// The answer of `fit`, with its exit status.
fn fit(arguments: &[&str]) -> (Value, u8) {
    let output = run(&[&["fit"], arguments, &["--format", "json"]].concat());
    let answer = serde_json::from_str(&stdout(&output)).unwrap_or(Value::Null);
    let schema = Schema::new(schema::FIT);
    let errors = if answer.is_null() { Vec::new() } else { schema.errors(&answer) };
    assert_eq!(errors, [""; 0], "{answer}");
    (answer, status(&output))
}

#[test]
fn what_fits_is_the_largest_of_all_that_fulfil_the_condition() {
    for condition in ["params < 5K", "macs < 1M and params < 70K", "width % 7 == 3", "params < 20"]
    {
        let axes = ["-e", FAMILY, "-D", "width=1..64", "-D", "depths[]=1,2", "--where", condition];
        for name in ["macs", "width", "peak_memory", "depths[1]"] {
            let all = rows(&[&axes[..], &["--sort", name, "--top", "1"]].concat());
            let (answer, status) = fit(&[&axes[..], &["--maximize", name]].concat());
            match all.first() {
                Some(best) => {
                    assert_eq!(answer["best"]["row"]["id"], best["id"], "{condition}, {name}");
                    assert_eq!(answer["best"]["row"]["macs"], best["macs"]);
                }
                None => assert!(answer["best"].is_null() && answer["fitting"] == 0),
            }
            assert_eq!(status, u8::from(all.is_empty()));
        }
    }
}

#[test]
fn a_search_finds_what_looking_at_all_finds() {
    let text = "param n = 4; input 8; fc n; fc 3";
    // n (8 + 1) + 3 (n + 1) parameters.
    for limit in [15, 1_000, 27_003, 299_999] {
        let condition = format!("params <= {limit}");
        let axes = ["-e", text, "-D", "n=1..25000", "--where", &condition];
        let (searched, _) = fit(&axes);
        assert!(searched["fitting"].is_null());
        let largest = ((limit - 3) / 12).min(25_000);
        assert_eq!(searched["best"]["row"]["n"], largest);
        assert_eq!(searched["best"]["limits"][0]["left"], grouped(limit - 3 - 12 * largest));
        if largest < 25_000 {
            let next = &searched["next"][0];
            assert_eq!(next["settings"], format!("n={}", largest + 1));
            let by = grouped(12 * (largest + 1) + 3 - limit);
            assert_eq!(next["breaks"][0]["by"], format!("{by} too much"));
        }
    }
    let (all, _) =
        fit(&["-e", text, "-D", "n=1..25000", "--where", "params <= 1000", "--exhaustive"]);
    assert_eq!((&all["best"]["row"]["n"], &all["fitting"]), (&83.into(), &83.into()));
}

/// A number with a comma at each thousand.
fn grouped(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1000), number % 1000),
    }
}

#[test]
fn what_cannot_be_searched_is_refused() {
    let text = "param n = 4; param m = 1; input 8; fc n; fc m";
    let odd = ["-e", text, "-D", "n=1..25000", "--where", "n % 2 == 1"];
    let output = run(&[&["fit"], &odd[..]].concat());
    assert_eq!(status(&output), 2);
    assert!(stderr(&output).contains("net::setting::not_monotone"), "{}", stderr(&output));
    assert!(stderr(&output).contains("--exhaustive"), "{}", stderr(&output));
    for axes in [&["-D", "n=1..250", "-D", "m=1..250"][..], &["-D", "n=25000..1:-1"]] {
        let output = run(&[&["fit", "-e", text, "--where", "params < 9"], axes].concat());
        assert!(stderr(&output).contains("net::setting::not_searched"), "{}", stderr(&output));
    }
    let (all, _) = fit(&[&odd[..], &["--exhaustive"]].concat());
    assert_eq!(all["best"]["row"]["n"], 24_999);
}

#[test]
fn lenses_and_passes_are_an_axis() {
    let text = "param width = 16 in 8..64; input 4x8x8; conv width k3 p1; bn; relu; conv 8 k3; assert total.params <= 100K";
    let changes = [
        "none",
        "depthwise",
        "grouped:g=2+prune:0.5",
        "grouped:g=4",
        "fold-bn+int8",
        "tests/cli/full.lens.net",
    ];
    let list = changes.join(",");
    let keys = "params,macs,param_bytes,peak_memory";
    let arguments = [
        "-e",
        text,
        "-D",
        "width=16,32",
        "--what-if",
        &list,
        "--convention",
        "exact,thop",
        "--columns",
    ];
    let columns = format!("width,what_if,convention,{keys}");
    let rows = rows(&[&arguments[..], &[&columns]].concat());
    assert_eq!(rows.len(), 2 * changes.len() * 2);
    for row in rows {
        let (width, change) =
            (format!("width={}", row["width"]), row["what_if"].as_str().expect("text"));
        let mut one = vec!["run", "-e", text, "-D", &width, "--format", "json"];
        let of: Vec<&str> = change.split('+').filter(|change| *change != "none").collect();
        of.iter().for_each(|change| one.extend(["--what-if", change]));
        let output = run(&one);
        let report: Value = serde_json::from_str(&stdout(&output)).expect("a report");
        for key in keys.split(',') {
            assert_eq!(row[key], report["totals"][key], "{key} of {change}, {width}");
        }
    }
    let said = |changes: &str| {
        let output = run(&["sweep", "-e", text, "--what-if", changes]);
        (status(&output), stderr(&output))
    };
    assert_eq!(said("none,depthwize").0, 2);
    assert!(said("none,depthwize").1.contains("did you mean `depthwise`?"));
    assert!(said("int8+prune:0.5").1.contains("`prune:0.5` must come before `int8`"));
    assert!(
        said("none,grouped:h=2").1.contains("has no option `h`"),
        "{}",
        said("none,grouped:h=2").1
    );
    let fit = [
        "fit",
        "-e",
        text,
        "-D",
        "width=8..64",
        "--what-if",
        "prune:0.5",
        "--where",
        "params <= 600",
    ];
    // 4·w/2·9 + 3·w/2 + w/2·8·9 + 8: 8 + 55.5·w.
    let output = run(&fit);
    assert!(
        stdout(&output).lines().any(|line| line.trim_start().starts_with("10 ")),
        "{}",
        stdout(&output)
    );
}

/// A table of points is cut after forty, and what is said below it is a paragraph of its own.
#[test]
fn tables_say_how_many_points_they_leave_out() {
    let of = |points: &str, format: &str| {
        let text = "param n = 1; input 8; linear n";
        let points = format!("n={points}");
        run(&["sweep", "-e", text, "-D", &points, "--format", format]).stdout
    };
    assert!(of("1..42", "table").ends_with("\nand 2 more rows\n\n42 points: 42 ok\n"));
    assert!(!of("1..40", "table").contains("more"));
    assert!(of("1..3", "markdown").ends_with(" |\n\n3 points: 3 ok.\n"));
}
