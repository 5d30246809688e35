//! A network under every convention, a row each.

use std::io::{self, Write};

use super::look::{self, STRONG};
use super::table::Options;
use crate::cost::Comparison;
use crate::text::digits::Digits;
use crate::text::wrap::wrap;

/// Blanks between columns.
const GAP: usize = 2;
/// The least that a list of operations is given.
const LEAST: usize = 16;

/// A row: the convention, its total, what a multiply-accumulate is in it, what has a share in it, and
/// what has none.
pub(super) type Row = [String; 5];

/// What stands above them.
pub(super) const TITLES: [&str; 5] = ["convention", "flops", "per mac", "counts", "leaves out"];

/// The rows, the lists of operations in as many lines as they need.
pub(super) fn write(rows: &[Comparison], options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row> = rows.iter().map(|each| row(each, options.digits)).collect();
    let titles = TITLES.map(String::from);
    let widths = widths(look::widths(rows.iter().chain([&titles])), options.width);
    line(titles.each_ref().map(|title| options.look.paint(STRONG, title)), &titles, widths, out)?;
    let [.., counted_width, left_out_width] = widths;
    for [name, flops, per_mac, counted, left_out] in rows {
        let counted = wrap(&counted, counted_width);
        let left_out = wrap(&left_out, left_out_width);
        for index in 0..counted.len().max(left_out.len()).max(1) {
            let first = |text: &String| if index == 0 { text.clone() } else { String::new() };
            let at = |lines: &[String]| lines.get(index).cloned().unwrap_or_default();
            let cells = [first(&name), first(&flops), first(&per_mac), at(&counted), at(&left_out)];
            line(cells.clone(), &cells, widths, out)?;
        }
    }
    Ok(())
}

/// The cells of a convention.
pub(super) fn row(comparison: &Comparison, digits: Digits) -> Row {
    [
        comparison.convention.name.to_owned(),
        digits.count(comparison.flops),
        comparison.convention.per_mac.to_string(),
        comparison.counted.join(", "),
        comparison.left_out.join(", "),
    ]
}

/// How wide each column is, given how wide their texts are: the lists share what names and totals
/// leave.
fn widths([name, flops, per_mac, counted, left_out]: [usize; 5], all: usize) -> [usize; 5] {
    let left = all.saturating_sub(name + flops + per_mac + 4 * GAP);
    let counted = counted.min(left.saturating_sub(left_out).max(left / 2)).max(LEAST);
    [name, flops, per_mac, counted, left.saturating_sub(counted).max(LEAST)]
}

/// One line of cells as they are painted, each padded by the width of its text; numbers stand right.
fn line(painted: Row, cells: &Row, widths: [usize; 5], out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    for (column, ((painted, cell), width)) in painted.iter().zip(cells).zip(widths).enumerate() {
        let pad = " ".repeat(width.saturating_sub(look::width(cell)));
        let gap = if column == 0 { "" } else { "  " };
        text += &match column {
            1 | 2 => format!("{gap}{pad}{painted}"),
            _ => format!("{gap}{painted}{pad}"),
        };
    }
    writeln!(out, "{}", text.trim_end())
}
