//! Lints of windows that do not cover their input evenly.

use super::context::{LayerCall, LintContext};
use crate::diagnostics::advice::AdviceProblem;
use crate::network::{OpKind, Tensor};
use crate::ops::axis::Axis;
use crate::ops::sizes::{all_equal, comma, times};
use crate::tensor::Spatial;

/// A stride that leaves the end of the input unread.
pub(crate) fn dropped_rows(
    context: &LintContext<'_>,
    call: &LayerCall<'_>,
) -> Option<AdviceProblem> {
    let axes = &call.written.axes;
    let (input, origin) = context.input(call.layer)?;
    let unread: Vec<u64> = axes.iter().map(Axis::unread).collect();
    let worst = axes.iter().max_by_key(|axis| axis.unread()).filter(|axis| axis.unread() > 0)?;
    let read: Vec<u64> =
        axes.iter().zip(&unread).map(|(axis, unread)| u64::from(axis.input) - unread).collect();
    Some(AdviceProblem::DroppedRows {
        formula: worst.unrounded(),
        unread: format!("the last {}", counted(&unread)),
        read: times(&read),
        input: sizes(axes, |axis| axis.input),
        span: call.written.name,
        origin,
        shape: input.shape,
        help: reading_all(context, call),
    })
}

/// A pool that leaves values between its windows, or whose windows are side by side and are pushed
/// over the edge by padding. Those that overlap were never meant to tile, and who writes `ceil` or
/// `p=same` has thought of the edge.
pub(crate) fn untiled_pool(
    context: &LintContext<'_>,
    call: &LayerCall<'_>,
) -> Option<AdviceProblem> {
    let OpKind::Pool(pool) = &call.layer.kind else { return None };
    let axes = &call.written.axes;
    let (input, origin) = context.input(call.layer)?;
    // A single window has no neighbour.
    let gap = |axis: &Axis| if axis.size() > Some(1) { axis.between() } else { 0 };
    let gaps: Vec<u64> = axes.iter().map(gap).collect();
    let padded = |axis: &Axis| {
        axis.stride == axis.kernel && !call.written.same && (axis.before, axis.after) != (0, 0)
    };
    let fault = if gaps.iter().any(|gap| *gap > 0) {
        format!("no window reads the {} between two of them", counted(&gaps))
    } else if axes.iter().any(padded) {
        "with the padding they reach over the edge".to_owned()
    } else {
        return None;
    };
    Some(AdviceProblem::UntiledPool {
        window: pool.kernel,
        stride: pool.stride,
        input: sizes(axes, |axis| axis.input),
        fault,
        span: call.written.name,
        output: context.network.tensor(call.layer.output).shape,
        origin,
        shape: input.shape,
        better: tiling(context, call, input),
    })
}

/// A size along each axis.
fn sizes(axes: &[Axis], size: fn(&Axis) -> u32) -> Spatial {
    axes.iter().map(size).collect()
}

/// Numbers of values along each axis in words: `row and column`, `2 rows and columns`, `row and 3
/// columns`.
fn counted(values: &[u64]) -> String {
    let names: &[&str] = match values.len() {
        1 => &["value"],
        2 => &["row", "column"],
        _ => &["plane", "row", "column"],
    };
    let some: Vec<(u64, &str)> =
        values.iter().copied().zip(names.iter().copied()).filter(|(count, _)| *count > 0).collect();
    let counts: Vec<u64> = some.iter().map(|(count, _)| *count).collect();
    let words = some.iter().enumerate().map(|(index, (count, name))| {
        let plural = if *count == 1 { "" } else { "s" };
        match *count > 1 && (index == 0 || !all_equal(&counts)) {
            true => format!("{count} {name}{plural}"),
            false => format!("{name}{plural}"),
        }
    });
    let words: Vec<String> = words.collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// What makes windows read all of their input: a last one that is not whole, or more padding.
fn reading_all(context: &LintContext<'_>, call: &LayerCall<'_>) -> String {
    let axes = &call.written.axes;
    let ceil = call.written.operation.parameters.iter().find(|known| known.name == "ceil");
    if let Some(ceil) = ceil {
        let text = context.program.sources.text(call.span());
        return format!("`{text} {}` adds a last window that reaches over the edge", ceil.name);
    }
    let padding = match even_padding(axes) {
        Some(padding) => padding.to_string(),
        None => {
            let sides = axes.iter().map(|axis| {
                format!("({}, {})", axis.before, missing(axis).saturating_add(axis.after.into()))
            });
            let sides: Vec<String> = sides.collect();
            let comma_for_one = if sides.len() == 1 { "," } else { "" };
            format!("({}{comma_for_one})", comma(&sides))
        }
    };
    format!("`{}` reads all of it", context.with(call, "p", &padding))
}

/// The number of zeros after an axis that give its last values another window; 0 if all are read.
fn missing(axis: &Axis) -> u64 {
    if axis.unread() == 0 {
        return 0;
    }
    let next = axis.size().unwrap_or_default().saturating_mul(axis.stride.into());
    next.saturating_add(axis.reach()).saturating_sub(axis.padded())
}

/// How many paddings are tried: nobody pads by more.
const PADDINGS: usize = 1024;

/// The least padding, the same on all sides, with which nothing is dropped, if there is one.
fn even_padding(axes: &[Axis]) -> Option<u32> {
    let now = axes.first()?.before;
    if axes.iter().any(|axis| (axis.before, axis.after) != (now, now)) {
        return None;
    }
    let reads_all = |padding: u32| {
        let padded = |axis: &Axis| Axis { before: padding, after: padding, ..*axis };
        axes.iter().map(padded).all(|axis| axis.unread() == 0)
    };
    let most = axes.iter().map(|axis| axis.kernel).min()?;
    (now + 1..most).take(PADDINGS).find(|padding| reads_all(*padding))
}

/// The pool with its window as stride, after a crop if the window does not divide the input.
fn tiling(context: &LintContext<'_>, call: &LayerCall<'_>, input: &Tensor) -> String {
    let window = context.value(call.written, "k").unwrap_or_default();
    let pool = format!("{} {window}", call.written.operation.name);
    let axes = call.written.axes.iter();
    let whole: Vec<u32> = axes.map(|axis| axis.input / axis.kernel * axis.kernel).collect();
    if whole == input.shape.spatial() || whole.contains(&0) {
        return pool;
    }
    let crop = match whole.first() {
        Some(size) if all_equal(&whole) => size.to_string(),
        _ => format!("({})", comma(&whole)),
    };
    format!("crop {crop}; {pool}")
}
