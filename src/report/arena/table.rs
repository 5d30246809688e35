//! An arena as a table, for people.

use std::io::Write;

use crate::arena::Planner;
use crate::report::format::{ReportStyle, WriteError};
use crate::report::model::{Arena, Placed};
use crate::report::summary::memories;
use crate::report::tabular::{Heading, Item, Listing};
use crate::report::text::grid;
use crate::text::digits::Grouped;
use crate::text::plain::one_line;

/// Writes an arena: its size, and the offset of each tensor.
///
/// # Errors
/// When the output cannot be written.
pub fn write(arena: &Arena, style: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
    writeln!(out, "{}", one_line(&arena.network))?;
    let size = Grouped(arena.arena.into());
    writeln!(out, "arena by {}: {size} bytes; {}", arena.planner, verdict(arena))?;
    let memories = arena.device.iter().filter_map(|device| memories(&device.fits));
    memories.into_iter().try_for_each(|line| writeln!(out, "{line}"))?;
    writeln!(out)?;
    let headings = vec![
        Heading::text("tensor", 8),
        Heading::text("shape", 0),
        Heading::numbers("bytes", 0),
        Heading::numbers("offset", 0),
        Heading::numbers("from layer", 1),
        Heading::numbers("to layer", 1),
    ];
    let rows = arena.tensors.iter().map(|tensor| row(tensor, style)).collect();
    Ok(grid::write(&Listing::new(headings, rows).ruled(), style.width, style.term, out)?)
}

/// How it compares with the lower bound.
fn verdict(arena: &Arena) -> String {
    let bound = Grouped(arena.bound.into());
    if arena.planner == Planner::Bound.name() {
        "a lower bound: an arena may have to be larger".to_owned()
    } else if arena.arena == arena.bound {
        "no smaller arena is possible: all of it is alive at once".to_owned()
    } else if arena.smallest {
        format!("no smaller arena is possible, although at most {bound} bytes are alive at once")
    } else {
        format!("at most {bound} bytes are alive at once")
    }
}

fn row<'a>(tensor: &'a Placed, style: &ReportStyle) -> Vec<Item<'a>> {
    let name = tensor.name.as_deref().unwrap_or("input");
    let names = std::iter::once(name).chain(tensor.reused_by.iter().map(String::as_str));
    let names: Vec<_> = names.map(one_line).collect();
    let offset = tensor.offset.map(|offset| Grouped(offset.into()).to_string());
    vec![
        Item::plain(names.join(", ")),
        Item::plain(style.term.shape(&tensor.shape)),
        Item::plain(Grouped(tensor.bytes.into()).to_string()),
        Item::plain(offset.unwrap_or_default()),
        Item::plain(tensor.first.to_string()),
        Item::plain(tensor.last.to_string()),
    ]
}
