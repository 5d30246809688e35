//! Families of networks as papers and benchmarks publish them, each in one sweep.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Published, truth};
use crate::program::Program;

/// The rows of a sweep by the names of their columns.
fn rows(arguments: &[&str]) -> Vec<BTreeMap<String, Value>> {
    let program = Program::new(["sweep"]).args(arguments).args(["--format", "jsonl"]);
    let output = program.output();
    assert_eq!(output.status, 0, "{}", output.stderr);
    output.stdout.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

fn number(row: &BTreeMap<String, Value>, name: &str) -> u64 {
    row[name].as_u64().unwrap_or_else(|| panic!("{name} is no whole number: {}", row[name]))
}

/// A whole number of units, rounded.
fn rounded(number: u64, unit: u64) -> u64 {
    (number + unit / 2) / unit
}

/// MobileNet (Howard et al., 2017), tables 6 and 7, as ar5iv.labs.arxiv.org/html/1704.04861 has them: width, resolution,
/// millions of multiply-accumulates, tenths of a million params.
const MOBILENET: [(&str, u64, u64, u64); 7] = [
    ("1.0", 224, 569, 42),
    ("0.75", 224, 325, 26),
    ("0.5", 224, 149, 13),
    ("0.25", 224, 41, 5),
    ("1.0", 192, 418, 42),
    ("1.0", 160, 290, 42),
    ("1.0", 128, 186, 42),
];

/// All are rounded but the multiply-accumulates of 160 pixels: there are 290,675,200, of which the paper has 290
/// million, and the checkpoint's description 291.
#[test]
fn mobilenet_has_the_tables_of_its_paper() {
    let points = MOBILENET.map(|(width, res, ..)| format!("({width}, {res})")).join(",");
    let rows = rows(&["mobilenet_v1", "-D", &format!("zip(width, res)={points}")]);
    assert_eq!(rows.len(), MOBILENET.len());
    for (row, (width, res, macs, params)) in rows.iter().zip(MOBILENET) {
        let found = number(row, "macs");
        let millions = if res == 160 { found / 1_000_000 } else { rounded(found, 1_000_000) };
        assert_eq!(millions, macs, "{width} {res}");
        assert_eq!(rounded(number(row, "params"), 100_000), params, "{width} {res}");
    }
}

/// Millions of multiply-accumulates of the checkpoints in TensorFlow's model garden
/// (research/slim/nets/mobilenet_v1.md), for 224, 192, 160 and 128 pixels.
const CHECKPOINTS: [(&str, [u64; 4]); 4] = [
    ("1.0", [569, 418, 291, 186]),
    ("0.75", [317, 233, 162, 104]),
    ("0.5", [150, 110, 77, 49]),
    ("0.25", [41, 34, 21, 14]),
];

/// Two of the 16 are not what any count gives: of width 0.5 and 224 pixels there are 149,497,600, which is 149 in
/// the paper; of width 0.25 and 192 pixels 30,212,864, where 34 are written. The rows of width 0.75 leave out the
/// first convolution, of 24 channels with 27 weights each; the paper's 325 million have it.
#[test]
fn mobilenet_has_the_figures_of_its_checkpoints() {
    let odd = [("0.5", 224, 149), ("0.25", 192, 30)];
    for (width, published) in CHECKPOINTS {
        let width_axis = format!("width={width}");
        let axes = ["mobilenet_v1", "-D", &width_axis, "-D", "res=224,192,160,128"];
        for (row, published) in
            rows(&[&axes[..], &["-D", "classes=1001"]].concat()).iter().zip(published)
        {
            let res = number(row, "res");
            let first = if width == "0.75" { 24 * 27 * (res / 2).pow(2) } else { 0 };
            let found = rounded(number(row, "macs") - first, 1_000_000);
            let is_odd = odd.iter().find(|(of, at, _)| (*of, *at) == (width, res));
            assert_eq!(found, is_odd.map_or(published, |(.., right)| *right), "{width} {res}");
        }
    }
}

/// EfficientNet B1 to B7 as torchvision publishes them.
#[test]
fn efficientnet_has_its_published_figures_in_one_sweep() {
    let published: BTreeMap<String, Published> = truth("published.json");
    let rows = rows(&["efficientnet", "-D", "b=1..7"]);
    assert_eq!(rows.len(), 7);
    for row in &rows {
        let Published { params, gmacs } = published[&format!("efficientnet_b{}", row["b"])];
        let millions = rounded(number(row, "macs"), 1_000_000);
        assert_eq!((number(row, "params"), millions), (params, (gmacs * 1000.0).round() as u64));
    }
}

const NAS_BENCH: &str = "tests/truth/families/nas_bench_201.net";

/// The least and most params and FLOPs in the data of NAS-Bench-201, as EvoXBench lists them in millions: 0.073306,
/// 1.531546, 7.78305 and 220.11969 for ten classes, and 0.079156, 1.537396, 7.7889 and 220.12554 for a hundred. Its
/// FLOPs are the multiply-accumulates, and one more for each bias of the last layer.
#[test]
fn nas_bench_201_spans_what_its_data_do() {
    let cell = |op: &str| format!("({})", [op; 6].join(","));
    let zip =
        format!("zip(e01, e02, e12, e03, e13, e23)={},{}", cell("zero"), cell("nor_conv_3x3"));
    let rows = rows(&[NAS_BENCH, "-D", &zip, "-D", "classes=10,100"]);
    let figures = |row| (number(row, "params"), number(row, "macs") + number(row, "classes"));
    let found: Vec<_> = rows.iter().map(figures).collect();
    let expected = [
        (73_306, 7_783_050),
        (79_156, 7_788_900),
        (1_531_546, 220_119_690),
        (1_537_396, 220_125_540),
    ];
    assert_eq!(found, expected);
}

/// Cells drawn at random, by hand: each convolution of 3 × 3 has 9·c² weights and 2·c of its norm, in five cells of
/// each width c = 16, 32, 64, whose images have 1024, 256 and 64 pixels; those of 1 × 1 have c² weights.
#[test]
fn nas_bench_201_is_what_its_edges_add_up_to() {
    let edges = ["e01", "e02", "e12", "e03", "e13", "e23"];
    let axes: Vec<_> = edges.iter().flat_map(|edge| ["-D", edge]).collect();
    let rows = rows(&[&[NAS_BENCH], &axes[..], &["--sample", "100", "--seed", "201"]].concat());
    assert_eq!(rows.len(), 100);
    let widths = [(16, 1024), (32, 256), (64, 64)];
    for row in &rows {
        let count = |op: &str| edges.iter().filter(|edge| row[**edge] == op).count() as u64;
        let (mut params, mut macs) = (73_306, 7_783_040);
        for (window, edges) in [(9, count("nor_conv_3x3")), (1, count("nor_conv_1x1"))] {
            for (c, pixels) in widths {
                params += 5 * edges * (window * c * c + 2 * c);
                macs += 5 * edges * window * c * c * pixels;
            }
        }
        assert_eq!((number(row, "params"), number(row, "macs")), (params, macs), "{row:?}");
    }
}
