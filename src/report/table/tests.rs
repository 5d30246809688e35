use super::{Look, Options, write};
use crate::cost::testing::{Build, alexnet, resnet50};
use crate::cost::{Costs, compare, conventions};
use crate::network::{Network, Work};
use crate::report::{Report, comparison, look};
use crate::source::Sources;

const PLAIN: Look = Look { color: false, unicode: false };
const RICH: Look = Look { color: false, unicode: true };

fn shown(network: &Network, convention: &str, options: Options) -> String {
    let costs = Costs::new(network, conventions::named(convention).unwrap()).unwrap();
    let sources = Sources::new();
    let report = Report { costs: &costs, sources: &sources, file: "", by_convention: &[] };
    let mut out = Vec::new();
    write(&report, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn options(width: usize, look: Look) -> Options {
    Options { width, look, depth: None }
}

#[test]
fn a_network_of_weights_alone_has_no_input_to_name() {
    let mut network = alexnet(1);
    network.inputs.clear();
    let text = shown(&network, "exact", options(80, PLAIN));
    assert_eq!(text.lines().nth(1), Some("batch 1, f32"));
}

#[test]
fn alexnet_at_80_columns() {
    insta::assert_snapshot!(shown(&alexnet(4), "exact", options(80, RICH)));
}

#[test]
fn alexnet_at_200_columns_piped() {
    insta::assert_snapshot!(shown(&alexnet(1), "tutorial", options(200, PLAIN)));
}

#[test]
fn resnet_folded_at_80_columns() {
    let options = Options { depth: Some(0), ..options(80, RICH) };
    insta::assert_snapshot!(shown(&resnet50(), "exact", options));
}

#[test]
fn resnet_open_at_120_columns() {
    let text = shown(&resnet50(), "exact", options(120, RICH));
    let start: Vec<_> = text.lines().take(34).collect();
    insta::assert_snapshot!(start.join("\n"));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for network in [alexnet(1), resnet50()] {
        for width in [40, 60, 80, 100, 130, 200] {
            for look in [PLAIN, RICH] {
                for depth in [None, Some(0), Some(1)] {
                    let text = shown(&network, "exact", Options { width, look, depth });
                    for line in text.lines().take_while(|line| !line.starts_with("layers")) {
                        assert!(look::width(line) <= width, "{width}: {line}");
                    }
                }
            }
        }
    }
}

#[test]
fn bytes_read_and_written_give_way_together() {
    let network = alexnet(1);
    let shows = |width, title| {
        let text = shown(&network, "exact", options(width, PLAIN));
        text.lines().any(|line| line.starts_with("layer ") && line.contains(title))
    };
    for width in 60..160 {
        assert_eq!(shows(width, "bytes read"), shows(width, "bytes written"), "{width}");
    }
    assert!(!shows(80, "bytes read") && shows(159, "bytes read"));
}

#[test]
fn no_line_ends_in_blanks_and_plain_is_plain() {
    for look in [PLAIN, RICH] {
        let text = shown(&resnet50(), "macs2", options(150, look));
        assert!(text.lines().all(|line| line == line.trim_end()));
        assert!(look.unicode || text.is_ascii());
    }
}

#[test]
fn colour_changes_nothing_but_colour() {
    let colored = shown(&resnet50(), "exact", options(100, Look { color: true, unicode: true }));
    let mut plain = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, shown(&resnet50(), "exact", options(100, RICH)));
    assert_ne!(colored, plain);
}

#[test]
fn folding_keeps_the_sums() {
    let network = resnet50();
    let row = |depth, name: &str| {
        let options = Options { depth, ..options(80, PLAIN) };
        let text = shown(&network, "exact", options);
        let line = text.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        let cells: Vec<_> =
            line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        cells[1..].join(" ")
    };
    // The first bottleneck: 64·64 + 9·64·64 + 2 · 64·256 weights, and norms of 64, 64, 256, 256.
    let params = 4_096 + 36_864 + 2 * 16_384 + 2 * (64 + 64 + 256 + 256);
    assert_eq!(params, 75_008);
    let folded = row(Some(0), "bottleneck1 (12)");
    assert!(folded.starts_with("256x56x56 75,008 "), "{folded}");
    assert_eq!(folded, row(None, "bottleneck1"));
    assert_eq!(row(Some(1), "downsample1 (2)"), row(None, "downsample1"));
}

#[test]
fn conventions_stand_side_by_side() {
    let network = alexnet(1);
    let costs = Costs::new(&network, conventions::DEFAULT).unwrap();
    let by_convention = compare(&network).unwrap();
    let sources = Sources::new();
    let report =
        Report { costs: &costs, sources: &sources, file: "", by_convention: &by_convention };
    let mut out = Vec::new();
    write(&report, &options(80, PLAIN), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let (_, table) = text.split_once("\n\nconvention").unwrap();
    let rows: Vec<_> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    let rows: Vec<String> = rows.iter().map(|row: &Vec<_>| row.join(" ")).collect();
    assert_eq!(rows[0], "flops per mac counts leaves out");
    assert_eq!(rows[2], "macs2 2,270,512,192 2 conv, fc relu, pool");
    assert_eq!(rows[6], "ptflops 1,138,272,488 1 conv, relu, pool, fc");
    assert!(text.lines().all(|line| line.len() <= 80), "{text}");
}

#[test]
fn lists_that_are_too_wide_go_on_below() {
    let network = resnet50();
    let comparison = compare(&network).unwrap();
    let mut out = Vec::new();
    let narrow = options(64, PLAIN);
    comparison::write(&comparison[..1], &narrow, &mut out).unwrap();
    let expected = "\
convention          flops  per mac  counts            leaves out
exact       8,195,102,208        2  conv, bn, add,    relu, pool
                                    gap, fc
";
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

#[test]
fn a_setting_that_was_changed_is_told() {
    let mut network = alexnet(1);
    network.skipped_claims = 2;
    let text = shown(&network, "exact", options(80, PLAIN));
    let told = "2 published figures are not checked: a setting of the file was changed\n";
    assert!(text.ends_with(told));
}

#[test]
fn hostile_names_and_several_tensors() {
    let mut b = Build::new("a\u{1b}]0;title", "");
    let x = b.input(&[4]);
    let y = b.input(&[4]);
    let z = b.layer("custom", &[x, y], &[&[], &[4]], Work::Custom { macs: 0 }, (0, 0));
    let text = shown(&b.output(&[z]), "exact", options(100, RICH));
    assert!(!text.contains('\u{1b}'));
    assert!(text.contains("inputs 4 and 4"));
    let row = text.lines().find(|line| line.starts_with("custom1")).unwrap();
    assert!(row.contains("4 +1") && row.contains("scalar +1"), "{row}");
    // Nothing has a share of no flops.
    assert!(!text.contains("share"));
}
