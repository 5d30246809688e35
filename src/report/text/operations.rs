//! The operations as `netcost ops` prints them and the documentation shows them: Markdown that is
//! readable as plain text.

use std::io::{self, Write};

use super::grid;
use super::term::TermStyle;
use crate::bundled::blocks::Block;
use crate::ops::{self, DefaultValue, Kind, Operation, ParameterSpec};
use crate::report::tabular::{Heading, Item, Listing, Overflow, Width};

/// The widest that signatures are shown beside their summaries.
const SIGNATURE: usize = 44;

/// An operation or a standard block, as the reference describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationEntry {
    /// Its name.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// How it is called, with its parameters and their defaults.
    pub signature: String,
    /// What it does, in a line.
    pub summary: String,
    /// All about it, in Markdown: parameters, shape rule, counts and an example.
    pub page: String,
    /// Whether it is a standard block, which is built of operations.
    pub is_block: bool,
}

/// The operations, and then the standard blocks.
///
/// ```
/// let operations = netcost::operations();
/// let conv = operations.iter().find(|it| it.name == "conv").ok_or("no convolution")?;
/// assert_eq!(conv.summary, "convolution over one, two or three spatial axes");
/// assert!(conv.signature.starts_with("conv") && conv.page.contains("`kernel_size`"));
/// assert!(operations.iter().any(|it| it.is_block && it.name == "se"));
/// # Ok::<(), &str>(())
/// ```
pub fn operations() -> Vec<OperationEntry> {
    let page = |write: &dyn Fn(&mut dyn Write) -> io::Result<()>| {
        let mut page = Vec::new();
        // Writing to memory does not fail.
        _ = write(&mut page);
        String::from_utf8_lossy(&page).into_owned()
    };
    let operation = |it: &Operation| OperationEntry {
        name: it.name,
        aliases: it.aliases,
        signature: it.signature(),
        summary: it.summary.to_owned(),
        page: page(&|out| write_page(it, out)),
        is_block: false,
    };
    let block = |it: Block| OperationEntry {
        name: it.name,
        aliases: &[],
        signature: it.signature.to_owned(),
        summary: it.summary(),
        page: page(&|out| write_block(&it, out)),
        is_block: true,
    };
    ops::all().map(operation).chain(Block::all().map(block)).collect()
}

/// Writes a line for each operation: its signature and its summary, which is wrapped if the width
/// is limited. Below the longest signatures, the summary is on a line of its own.
///
/// # Errors
/// When the output cannot be written.
pub fn write_list<'o>(
    operations: impl Iterator<Item = &'o Operation>,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = operations.map(|it| [it.signature(), it.summary.to_owned()]);
    write_rows(rows, width, out)
}

/// Writes a line for each standard block, as [`write_list`] does for operations.
///
/// # Errors
/// When the output cannot be written.
pub fn write_blocks(
    blocks: impl Iterator<Item = Block>,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_rows(blocks.map(|it| [it.signature.to_owned(), it.summary()]), width, out)
}

/// Writes all about one standard block: its comment and its text.
///
/// # Errors
/// When the output cannot be written.
pub fn write_block(block: &Block, out: &mut dyn Write) -> io::Result<()> {
    let lines = block.comment.lines().map(|line| line.trim_start_matches('#').trim_start());
    let comment = lines.collect::<Vec<_>>().join("\n");
    writeln!(out, "## `{}`\n\n    {}\n\n{comment}\n", block.name, block.signature)?;
    writeln!(out, "```text\n{}\n```", block.text)
}

fn write_rows(
    rows: impl Iterator<Item = [String; 2]>,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let widest = width.map_or(SIGNATURE, |width| (width / 2).min(SIGNATURE));
    let headings = vec![
        Heading::text("", 0).with_width(Width::Measured(0..=widest)).with_overflow(Overflow::Break),
        Heading::text("", 0).with_overflow(Overflow::Wrap(0)),
    ];
    let rows = rows.map(|cells| cells.map(Item::plain).into());
    let table = Listing::new(headings, rows.collect());
    grid::write(&table, width.unwrap_or(usize::MAX), TermStyle::default(), out)
}

/// Writes all about one operation.
///
/// # Errors
/// When the output cannot be written.
pub fn write_page(operation: &Operation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## `{}`\n\n{}\n", operation.name, operation.summary)?;
    writeln!(out, "    {}\n", operation.signature())?;
    if !operation.aliases.is_empty() {
        writeln!(out, "Also written {}.\n", quoted(operation.aliases))?;
    }
    let mut parameters = operation.rest.iter().chain(operation.parameters).peekable();
    if parameters.peek().is_some() {
        for parameter in parameters {
            writeln!(out, "- {}", line(parameter))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}\n", operation.doc.trim())?;
    match operation.example.after {
        "" => writeln!(out, "```net")?,
        shape => writeln!(out, "```net after={shape}")?,
    }
    writeln!(out, "{}\n```", operation.example.code.trim())
}

/// `` `k`, also `kernel_size`: the kernel (a size for each spatial axis, 1 by default) ``
pub fn line(parameter: &ParameterSpec) -> String {
    let mut text = format!("`{}`", parameter.name);
    if !parameter.aliases.is_empty() {
        text.push_str(&format!(", also {}", quoted(parameter.aliases)));
    }
    text.push_str(&format!(": {} ({}", parameter.doc, takes(parameter.kind)));
    match parameter.default {
        DefaultValue::Required => {}
        DefaultValue::Absent(word) | DefaultValue::Word(word) => {
            text.push_str(&format!("; `{word}` by default"));
        }
        DefaultValue::Bool(value) => text.push_str(&format!("; {value} by default")),
        DefaultValue::Integer(value) => text.push_str(&format!("; {value} by default")),
        DefaultValue::Decimal(value) => text.push_str(&format!("; {value} by default")),
    }
    text.push(')');
    text
}

/// What a kind of parameter takes, in words.
fn takes(kind: Kind) -> String {
    match kind {
        Kind::Axis => "an axis, negative from the end".to_owned(),
        Kind::Factor => "a positive number, or one for each spatial axis".to_owned(),
        Kind::Axes => "an axis or a tuple of axes".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::Integer(i64::MIN) => "an integer".to_owned(),
        Kind::Integer(least) => format!("an integer, at least {least}"),
        Kind::Integers => "an integer or a tuple of integers".to_owned(),
        Kind::Number => "a number".to_owned(),
        Kind::Pair => "an integer, a (before, after) pair, or a pair for each axis".to_owned(),
        Kind::Padding => "an integer, or one or a pair for each spatial axis".to_owned(),
        Kind::Shape => "a shape".to_owned(),
        Kind::Size => "a spatial size, or a tensor that has it".to_owned(),
        Kind::Spatial(least) => {
            format!("an integer, at least {least}, or one for each spatial axis")
        }
        Kind::Tensor => "a tensor".to_owned(),
        Kind::Text => "a string".to_owned(),
        Kind::Word => "a word".to_owned(),
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
