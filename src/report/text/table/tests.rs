use crate::cost::testing::{Build, alexnet, resnet50};
use crate::cost::{Convention, Costing, Costs, compare, conventions};
use crate::network::{Claim, ClaimExpr, Constant, Custom, Network, OpKind};
use crate::report::text::{grid, term};
use crate::report::{
    Column, GroupBy, ReportStyle, RowOptions, TermStyle, View, depth_within, summary,
};
use crate::source::{Sources, Span};
use crate::text::digits::Digits;

const PLAIN: TermStyle = TermStyle { color: false, unicode: false };
const RICH: TermStyle = TermStyle { color: false, unicode: true };

fn shown(network: &Network, convention: &str, options: ReportStyle) -> String {
    arranged(network, convention, options, RowOptions::default(), "")
}

fn folded(network: &Network, depth: usize, options: ReportStyle) -> String {
    let rows = RowOptions { depth: Some(depth), ..RowOptions::default() };
    arranged(network, "exact", options, rows, "")
}

fn arranged(
    network: &Network,
    convention: &str,
    options: ReportStyle,
    rows: RowOptions,
    columns: &str,
) -> String {
    let costs =
        Costs::new(network, &Costing::from(Convention::named(convention).unwrap())).unwrap();
    let sources = Sources::new();
    let columns = if columns.is_empty() { Vec::new() } else { Column::list(columns).unwrap() };
    let view = View {
        costs: &costs,
        sources: &sources,
        file: "",
        by_convention: &[],
        devices: &[],
        training: None,
        energy: false,
        claims: &[],
        call_records: &[],
        rows: &rows,
        columns: &columns,
    };
    let mut out = Vec::new();
    super::write(&view, &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn options(width: usize, term: TermStyle) -> ReportStyle {
    ReportStyle { width, term, digits: Digits::Full, timeline: false }
}

/// The rows of a table, with its titles and lines.
fn rows(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").nth(1).unwrap_or_default().lines()
}

#[test]
fn a_network_of_weights_alone_has_no_input_to_name() {
    let mut network = alexnet(1);
    network.inputs.clear();
    let text = shown(&network, "exact", options(80, PLAIN));
    assert_eq!(text.lines().nth(1), Some("batch 1, f32"));
}

#[test]
fn where_nothing_is_ever_alive_no_peak_is_shown() {
    let mut network = alexnet(1);
    network.inputs.clear();
    network.layers.clear();
    let text = shown(&network, "exact", options(80, PLAIN));
    assert!(!text.contains("are alive"), "{text}");
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
    insta::assert_snapshot!(folded(&resnet50(), 1, options(80, RICH)));
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
                for depth in [usize::MAX, 0, 1, 2] {
                    let text = folded(&network, depth, options(width, look));
                    for line in text.lines().take_while(|line| !line.starts_with("params size")) {
                        assert!(term::width(line) <= width, "{width}: {line}");
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
    let colored =
        shown(&resnet50(), "exact", options(100, TermStyle { color: true, unicode: true }));
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
        let text = folded(&network, depth, options(80, PLAIN));
        let line = text.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        let cells: Vec<_> =
            line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        cells[1..].join(" ")
    };
    // The first bottleneck: 64·64 + 9·64·64 + 2 · 64·256 weights, and norms of 64, 64, 256, 256.
    let params = 4_096 + 36_864 + 2 * 16_384 + 2 * (64 + 64 + 256 + 256);
    assert_eq!(params, 75_008);
    let folded = row(1, "bottleneck1 (12)");
    assert!(folded.starts_with("256x56x56 75,008 "), "{folded}");
    assert_eq!(folded, row(usize::MAX, "bottleneck1"));
    assert_eq!(row(2, "downsample1 (2)"), row(usize::MAX, "downsample1"));
}

#[test]
fn a_depth_is_found_by_the_rows_it_makes() {
    let network = resnet50();
    let costs = Costs::new(&network, &Costing::from(conventions::DEFAULT)).unwrap();
    let rows = |depth| {
        let options = RowOptions { depth, ..RowOptions::default() };
        crate::report::rows::Rows::new(&costs, &options, true, &|_, _| 0).iter().count()
    };
    // A row for each of 4 layers before and 2 after 16 blocks; 4 of these hold another one.
    let folded = rows(Some(1));
    assert_eq!((rows(Some(0)), depth_within(&costs, folded)), (0, Some(1)));
    assert_eq!(depth_within(&costs, rows(Some(2)) - 1), Some(1));
    assert_eq!(depth_within(&costs, rows(Some(2))), Some(2));
    assert_eq!(depth_within(&costs, rows(None)), None);
    // There are more rows than one in any case.
    assert_eq!(depth_within(&costs, 1), Some(1));
    // Where there is no scope, none is folded, however many layers there are.
    let flat = alexnet(1);
    let flat = Costs::new(&flat, &Costing::default()).unwrap();
    assert_eq!(depth_within(&flat, 1), None);
}

#[test]
fn conventions_stand_side_by_side() {
    let network = alexnet(1);
    let costs = Costs::new(&network, &Costing::from(conventions::DEFAULT)).unwrap();
    let by_convention = compare(&network).unwrap();
    let sources = Sources::new();
    let view = View {
        costs: &costs,
        sources: &sources,
        file: "",
        by_convention: &by_convention,
        devices: &[],
        training: None,
        energy: false,
        claims: &[],
        call_records: &[],
        rows: &RowOptions::default(),
        columns: &[],
    };
    let mut out = Vec::new();
    super::write(&view, &options(80, PLAIN), &mut out).unwrap();
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
    let table = summary::conventions(&comparison[..1], "", Digits::Full);
    grid::write(&table, 64, PLAIN, &mut out).unwrap();
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
    let claim = Claim {
        condition: ClaimExpr::Constant(Constant::Bool(true)),
        message: None,
        published: true,
        span: Span::default(),
    };
    network.claims = vec![claim.clone(), claim];
    network.overridden = true;
    let text = shown(&network, "exact", options(80, PLAIN));
    let told = "2 published figures are not checked: a setting of the file was changed\n";
    assert!(text.ends_with(told));
}

#[test]
fn hostile_names_and_several_tensors() {
    let mut b = Build::new("a\u{1b}]0;title", "");
    let x = b.input(&[4]);
    let y = b.input(&[4]);
    let z = b.layer("custom", &[x, y], &[&[], &[4]], OpKind::Custom(Custom::default()), (0, 0));
    let text = shown(&b.output(&[z]), "exact", options(100, RICH));
    assert!(!text.contains('\u{1b}'));
    assert!(text.contains("inputs 4 and 4"));
    let row = text.lines().find(|line| line.starts_with("custom1")).unwrap();
    assert!(row.contains("4 +1") && row.contains("scalar +1"), "{row}");
    // Nothing has a share of no flops.
    assert!(!text.contains("share"));
}

#[test]
fn the_heaviest_rows_and_the_sum_of_the_others() {
    let by_params = RowOptions { sort: Column::order("params").ok(), ..RowOptions::default() };
    let top = RowOptions { top: Some(3), ..by_params };
    let options = options(80, PLAIN);
    let text = arranged(&alexnet(1), "exact", options, top, "name,params,layers");
    let cells: Vec<Vec<_>> = rows(&text)
        .map(|row| row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
        .collect();
    // 62 378 344 less the three.
    assert_eq!(
        cells[2..6],
        [
            vec!["fc1", "37,752,832", "1"],
            vec!["fc2", "16,781,312", "1"],
            vec!["fc3", "4,097,000", "1"],
            vec!["... and 17 others", "3,747,200", "17"],
        ]
    );
    assert_eq!(cells[7], ["total", "62,378,344", "20"]);
    // Where all are shown there are no others.
    let all = RowOptions { top: Some(20), ..by_params };
    assert!(!arranged(&alexnet(1), "exact", options, all, "").contains("others"));
}

#[test]
fn equal_rows_stay_in_their_order_and_names_go_upwards() {
    let names = |order| {
        let order = RowOptions { sort: Column::order(order).ok(), ..RowOptions::default() };
        let text = arranged(&resnet50(), "exact", options(80, PLAIN), order, "name");
        rows(&text).skip(2).map(str::to_owned).collect::<Vec<String>>()
    };
    let (by_name, by_special) = (names("name"), names("special"));
    assert!(by_name.is_sorted());
    // Nothing of it is special: the order is that of the network, with the paths in the names.
    let first = ["conv1", "bn1", "relu1", "pool1", "bottleneck1/conv1"];
    assert_eq!(by_special[..5], first);
    assert_eq!(by_special.len(), 175);
}

#[test]
fn groups_add_up() {
    for (by, title, first) in [
        (GroupBy::Op, "operation  layers", "conv"),
        (GroupBy::Block, "block       layers", "(no block)"),
    ] {
        let groups = RowOptions { by: Some(by), ..RowOptions::default() };
        let text = arranged(&resnet50(), "exact", options(100, PLAIN), groups, "");
        let rows: Vec<&str> = rows(&text).collect();
        assert!(rows[0].starts_with(title) && rows[2].starts_with(first), "{text}");
        let column = |row: &str| {
            let cell = row.get(title.len() - 6..title.len()).unwrap_or_default();
            cell.trim().parse::<u64>().unwrap_or_default()
        };
        let sum: u64 = rows[2..rows.len() - 2].iter().map(|row| column(row)).sum();
        assert_eq!((sum, column(rows[rows.len() - 1])), (175, 175), "{text}");
    }
}

#[test]
fn columns_that_were_asked_for_stay_and_names_give_way() {
    let columns = "op,name,params,receptive_field,live,read_bytes";
    for width in [30, 60, 75, 200] {
        let plain = RowOptions::default();
        let text = arranged(&resnet50(), "exact", options(width, PLAIN), plain, columns);
        let titles = rows(&text).next().unwrap();
        for title in ["op", "layer", "params", "receptive field", "live bytes", "bytes read"] {
            assert!(titles.contains(title), "{width}: {titles}");
        }
        let cut = rows(&text).any(|row| row.contains('~'));
        assert_eq!(cut, width < 200, "{text}");
        let fits = rows(&text).all(|row| term::width(row) <= width);
        assert_eq!(fits, width >= 75, "{text}");
    }
}

#[test]
fn without_figures_there_are_no_totals() {
    let plain = RowOptions::default();
    let of = |columns| arranged(&alexnet(1), "exact", options(80, PLAIN), plain, columns);
    assert!(rows(&of("name,output")).last().unwrap().starts_with("fc3"));
    assert!(rows(&of("name,live")).last().unwrap().starts_with("total"));
}

#[test]
fn short_digits_are_short_everywhere() {
    let options = ReportStyle { digits: Digits::Short, ..options(120, PLAIN) };
    let text = shown(&alexnet(1), "exact", options);
    let total: Vec<_> = rows(&text).last().unwrap().split_whitespace().collect();
    assert_eq!(total[..7], ["total", "62.4", "M", "1.14", "G", "2.27", "G"], "{text}");
    assert!(text.contains("\nbytes read                  244.03 MiB\n"), "{text}");
    assert!(!text.contains("bytes\n"), "{text}");
}
