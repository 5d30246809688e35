//! An arena as a picture: layers from left to right, bytes from the bottom up.

use std::io::Write;

use crate::report::format::WriteError;
use crate::report::html::plain::escaped;
use crate::report::model::{Arena, Placed};
use crate::text::digits::{Digits, Grouped};

/// The size of the picture, and what is left around the tensors for texts.
const WIDTH: u64 = 960;
const HEIGHT: u64 = 480;
const LEFT: u64 = 90;
const EDGE: u64 = 30;

/// The hue of a tensor is so much further than that of the one before it, so that neighbours differ.
const HUE: usize = 137;

/// Writes an arena as SVG.
///
/// # Errors
/// When the output cannot be written.
pub fn write(arena: &Arena, out: &mut dyn Write) -> Result<(), WriteError> {
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"12\">"
    )?;
    let title =
        format!("{}: {} bytes by {}", arena.network, Grouped(arena.arena.into()), arena.planner);
    writeln!(out, "<title>{}</title>", escaped(&title))?;
    writeln!(out, "<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>")?;
    writeln!(out, "<text x=\"{LEFT}\" y=\"20\">{}</text>", escaped(&title))?;
    let layers = arena.tensors.iter().map(|tensor| tensor.last).max().unwrap_or(1);
    let scale = Scale { layers: layers as u64, bytes: arena.arena.max(1) };
    for (index, tensor) in arena.tensors.iter().enumerate() {
        if let Some(offset) = tensor.offset {
            rectangle(tensor, offset, index * HUE % 360, &scale, out)?;
        }
    }
    for (bytes, what) in [(arena.arena, "arena"), (arena.bound, "bound"), (0, "")] {
        let (y, text) = (scale.y(bytes), Digits::Short.bytes(bytes.into()));
        writeln!(
            out,
            "<line x1=\"{LEFT}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"#000\" stroke-dasharray=\"4\"/>",
            WIDTH - EDGE
        )?;
        // Of two at the same height, the arena is named.
        if what != "bound" || arena.bound != arena.arena {
            writeln!(out, "<text x=\"4\" y=\"{y}\">{what} {text}</text>")?;
        }
    }
    Ok(writeln!(out, "</svg>")?)
}

/// Where layers and bytes are in the picture.
struct Scale {
    layers: u64,
    bytes: u64,
}

impl Scale {
    /// The left edge of a layer, of those counted from 0.
    fn x(&self, layer: usize) -> u64 {
        let width = u128::from(WIDTH - LEFT - EDGE);
        LEFT + quotient(layer as u128 * width, self.layers)
    }

    /// The height of an offset.
    fn y(&self, bytes: u64) -> u64 {
        let height = u128::from(HEIGHT - 2 * EDGE);
        HEIGHT - EDGE - quotient(u128::from(bytes) * height, self.bytes)
    }
}

/// A quotient that is a part of the picture.
fn quotient(part: u128, whole: u64) -> u64 {
    u64::try_from(part / u128::from(whole.max(1))).unwrap_or(u64::MAX).min(WIDTH)
}

fn rectangle(
    tensor: &Placed,
    offset: u64,
    hue: usize,
    scale: &Scale,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    let (x, end) = (scale.x(tensor.first - 1), scale.x(tensor.last));
    let (y, bottom) = (scale.y(offset.saturating_add(tensor.bytes)), scale.y(offset));
    let (width, height) = (end.saturating_sub(x).max(1), bottom.saturating_sub(y).max(1));
    let name = tensor.name.as_deref().unwrap_or("input");
    let name = escaped(name);
    writeln!(
        out,
        "<g><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"hsl({hue} 60% 75%)\" \
         stroke=\"#333\" stroke-width=\"0.5\"/><title>{name}: {} bytes at {}, layers {} to {}</title>",
        Grouped(tensor.bytes.into()),
        Grouped(offset.into()),
        tensor.first,
        tensor.last
    )?;
    // Seven units are about as wide as a character.
    if width >= 7 * name.chars().count() as u64 && height >= 14 {
        writeln!(out, "<text x=\"{}\" y=\"{}\">{name}</text>", x + 3, y + 13)?;
    }
    Ok(writeln!(out, "</g>")?)
}
