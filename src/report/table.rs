//! The report as a table, fitted to a width and written row by row.

use std::io::{self, Write};

use anstyle::Style;

use super::look::{self, BAR, FAINT, Look, STRONG};
use super::rows::{Kind, Outline, Row};
use super::{Report, summary};
use crate::cost::{Costs, Figures};
use crate::digits::{Grouped, percent, permille};
use crate::network::TensorId;

/// How the table is shown.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Columns of the terminal.
    pub width: usize,
    /// Colours and characters.
    pub look: Look,
    /// How many levels of scopes are opened, those deeper being folded into one row each;
    /// all if there is none.
    pub depth: Option<usize>,
}

/// Writes the report.
///
/// # Errors
/// When the output does not take it.
pub fn write(report: &Report<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    summary::head(report, options, out)?;
    let outline = Outline::new(report.costs, options.depth);
    let layout = Layout::new(report.costs, &outline, options);
    let line = options.look.line(layout.width());
    writeln!(out, "\n{}\n{line}", layout.titles())?;
    for row in outline.rows() {
        writeln!(out, "{}", layout.row(&row))?;
    }
    writeln!(out, "{line}\n{}\n", layout.totals())?;
    summary::tail(report, options, out)
}

/// Blanks between two columns.
const GAP: usize = 2;

/// Columns of a share: `100.0%`.
const SHARE: usize = 6;

/// The longest bar, and the shortest that says something.
const BARS: std::ops::RangeInclusive<usize> = 4..=10;

/// A column that there may be.
#[derive(Clone, Copy, Debug)]
struct Column {
    title: &'static str,
    shows: Shows,
    /// Where it stands among those that give way to others: 0 is the last to go, equals go together.
    rank: u8,
}

/// What a column shows.
#[derive(Clone, Copy, Debug)]
enum Shows {
    Name,
    Input,
    Output,
    Figure(fn(&Figures) -> u128),
    /// The share of all flops.
    Share,
    /// The same as a bar.
    Bar,
}

const fn figure(title: &'static str, rank: u8, figure: fn(&Figures) -> u128) -> Column {
    Column { title, shows: Shows::Figure(figure), rank }
}

/// Every column, from left to right.
static COLUMNS: [Column; 16] = [
    Column { title: "layer", shows: Shows::Name, rank: 0 },
    Column { title: "input", shows: Shows::Input, rank: 9 },
    Column { title: "output", shows: Shows::Output, rank: 3 },
    figure("params", 2, |figures| figures.params),
    figure("buffers", 10, |figures| figures.buffers),
    figure("macs", 4, |figures| figures.macs),
    figure("flops", 1, |figures| figures.flops),
    Column { title: "share", shows: Shows::Share, rank: 5 },
    figure("mul", 13, |figures| figures.ops.mul),
    figure("add", 14, |figures| figures.ops.add),
    figure("div", 15, |figures| figures.ops.div),
    figure("cmp", 11, |figures| figures.ops.cmp),
    figure("special", 12, |figures| figures.ops.special),
    figure("activations", 6, |figures| figures.activations),
    figure("bytes read", 7, |figures| figures.read_bytes),
    figure("bytes written", 7, |figures| figures.write_bytes),
];

/// Stands right of the share where there is room left.
static BAR_COLUMN: Column = Column { title: "", shows: Shows::Bar, rank: u8::MAX };

/// Columns up to this rank are shown also where all their figures are zero.
const ALWAYS: u8 = 4;

/// The columns that are shown, with their widths.
#[derive(Debug)]
struct Layout<'a> {
    columns: Vec<(&'static Column, usize)>,
    look: Look,
    costs: &'a Costs<'a>,
}

impl<'a> Layout<'a> {
    /// As many columns as fit, the least important left out.
    fn new(costs: &'a Costs<'a>, outline: &Outline<'_>, options: &Options) -> Self {
        let mut layout = Layout { columns: Vec::new(), look: options.look, costs };
        let widths = layout.measure(outline);
        let total = costs.totals.figures;
        let columns = COLUMNS.iter().zip(widths).filter(|(column, _)| match column.shows {
            Shows::Figure(figure) => column.rank <= ALWAYS || figure(&total) > 0,
            Shows::Share => total.flops > 0,
            _ => true,
        });
        layout.columns = columns.collect();
        // A name that takes more than a third of the width gives way to columns, and gets what
        // they leave over.
        layout.columns[0].1 = widths[0].min(options.width / 3);
        while layout.width() > options.width && layout.columns.len() > 2 {
            let last = layout.columns.iter().map(|(column, _)| column.rank).max();
            layout.columns.retain(|(column, _)| Some(column.rank) != last);
        }
        let left = options.width.saturating_sub(layout.width());
        layout.columns[0].1 = widths[0].min(layout.columns[0].1 + left);
        layout.add_bar(options.width.saturating_sub(layout.width()));
        layout
    }

    /// Adds a bar to the share, if there is one and so many columns are enough.
    fn add_bar(&mut self, left: usize) {
        let mut shown = self.columns.iter().map(|(column, _)| column.shows);
        let share = shown.position(|shows| matches!(shows, Shows::Share));
        let room = left.saturating_sub(GAP).min(*BARS.end());
        if let Some(share) = share
            && self.look.unicode
            && room >= *BARS.start()
        {
            self.columns.insert(share + 1, (&BAR_COLUMN, room));
        }
    }

    /// The widths that all columns would have: names and shapes by a look at every row, figures
    /// by their sum, than which none is longer.
    fn measure(&self, outline: &Outline<'_>) -> [usize; COLUMNS.len()] {
        let total = self.costs.totals.figures;
        let mut widths = COLUMNS.map(|column| {
            let least = match column.shows {
                Shows::Figure(figure) => Grouped(figure(&total)).to_string().len(),
                Shows::Share => SHARE,
                Shows::Name | Shows::Input | Shows::Output | Shows::Bar => 0,
            };
            least.max(look::width(column.title))
        });
        for row in outline.rows() {
            for (column, width) in COLUMNS.iter().zip(&mut widths) {
                *width = (*width).max(look::width(&self.text(column, &row)));
            }
        }
        widths
    }

    /// Columns of a whole row.
    fn width(&self) -> usize {
        self.columns.iter().map(|(_, width)| width + GAP).sum::<usize>().saturating_sub(GAP)
    }

    /// What a column shows of a row, but for its figures.
    fn text(&self, column: &Column, row: &Row<'_>) -> String {
        match column.shows {
            Shows::Name => self.name(row),
            Shows::Input => self.shapes(row.first.inputs.iter().copied()),
            Shows::Output => self.shapes(row.last.outputs()),
            Shows::Figure(_) | Shows::Share | Shows::Bar => String::new(),
        }
    }

    fn name(&self, row: &Row<'_>) -> String {
        let network = self.costs.network;
        let name = match row.kind {
            Kind::Layer => network.name(row.first.name),
            Kind::Scope(scope) => network.name(network.scope(scope).name),
            Kind::Folded(scope, layers) => {
                format!("{} ({layers})", network.name(network.scope(scope).name))
            }
        };
        format!("{}{name}", "  ".repeat(row.level))
    }

    /// The first of some tensors, and how many more there are: `64×56×56 +1`.
    fn shapes(&self, mut tensors: impl Iterator<Item = TensorId>) -> String {
        let Some(first) = tensors.next() else { return String::new() };
        let shape = self.look.shape(&self.costs.network.tensor(first).shape);
        match tensors.count() {
            0 => shape,
            more => format!("{shape} +{more}"),
        }
    }

    fn titles(&self) -> String {
        self.line(|column, _| (column.title.to_owned(), STRONG))
    }

    fn row(&self, row: &Row<'_>) -> String {
        let style = if row.kind == Kind::Layer { Style::new() } else { STRONG };
        let weak = |zero| if zero { FAINT } else { style };
        let (figures, all) = (row.figures(self.costs), self.costs.totals.figures);
        self.line(|column, width| match column.shows {
            Shows::Name | Shows::Input | Shows::Output => (self.text(column, row), style),
            Shows::Figure(figure) => {
                let figure = figure(&figures);
                (Grouped(figure).to_string(), weak(figure == 0))
            }
            Shows::Share => (percent(figures.flops, all.flops), weak(figures.flops == 0)),
            // The layers of an open scope have theirs.
            Shows::Bar if matches!(row.kind, Kind::Scope(_)) => (String::new(), BAR),
            Shows::Bar => (self.look.bar(permille(figures.flops, all.flops), width), BAR),
        })
    }

    fn totals(&self) -> String {
        let total = self.costs.totals.figures;
        self.line(|column, _| {
            let text = match column.shows {
                Shows::Name => "total".to_owned(),
                Shows::Figure(figure) => Grouped(figure(&total)).to_string(),
                Shows::Share => percent(total.flops, total.flops),
                Shows::Input | Shows::Output | Shows::Bar => String::new(),
            };
            (text, STRONG)
        })
    }

    /// A line of a cell for each column, text to the left and figures to the right.
    fn line(&self, cell: impl Fn(&Column, usize) -> (String, Style)) -> String {
        let mut line = String::new();
        // Blanks are written before what follows them, so that none stand at the end.
        let mut blanks = 0;
        for (column, width) in &self.columns {
            let (text, style) = cell(column, *width);
            let text = look::cut(&text, *width, self.look);
            let padding = width - look::width(&text);
            let right = matches!(column.shows, Shows::Figure(_) | Shows::Share);
            let (before, after) = if right { (padding, 0) } else { (0, padding) };
            blanks += before;
            if !text.is_empty() {
                line.push_str(&" ".repeat(blanks));
                line.push_str(&self.look.paint(style, &text));
                blanks = 0;
            }
            blanks += after + GAP;
        }
        line
    }
}

#[cfg(test)]
mod tests;
