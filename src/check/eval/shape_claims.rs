//! Which claims of shapes hold, and which are only about the file as it is written.
//!
//! A claim such as `-> 256x56x56` is about the file as it is written. When the caller sets another shape
//! of an input or another value of a param, an axis may change that the claim states as a number. Such
//! an axis is not checked; all others are.

use foldhash::HashMap;

use crate::check::as_written::{AsWritten, Claimed};
use crate::source::Span;
use crate::tensor::Shape;

/// The claims of a run.
#[derive(Default)]
pub struct ShapeClaims<'w> {
    /// Those of the file as it is written, where this run is of another network.
    as_written: Option<&'w AsWritten>,
    /// Those of this run, if they are kept.
    kept: Option<AsWritten>,
    /// How often each claim was evaluated, where there is something to compare it with.
    evaluated: HashMap<Span, usize>,
    /// How many were evaluated.
    pub count: u64,
    /// Whether one of them does not hold.
    pub failed: bool,
    /// Of how many an axis is not checked.
    pub unchecked: u64,
}

impl<'w> ShapeClaims<'w> {
    /// Claims that are kept.
    pub fn kept() -> Self {
        ShapeClaims { kept: Some(AsWritten::default()), ..Self::default() }
    }

    /// Claims of a network that is not the file as it is written.
    pub fn compared_with(as_written: &'w AsWritten) -> Self {
        ShapeClaims { as_written: Some(as_written), ..Self::default() }
    }

    /// The claims of this run, if they are kept.
    pub fn into_kept(self) -> AsWritten {
        self.kept.unwrap_or_default()
    }

    /// Whether the claim at a place holds for a shape, as far as it is checked.
    pub fn holds(&mut self, span: Span, claimed: &Claimed, shape: Shape) -> bool {
        self.count += 1;
        if let Some(kept) = &mut self.kept {
            kept.entry(span).or_default().push((claimed.clone(), shape));
        }
        if let Some(as_written) = self.as_written {
            let next = self.evaluated.entry(span).or_default();
            let written = as_written.get(&span).and_then(|all| all.get(*next));
            *next += 1;
            if !fits(claimed, shape) && is_changed(claimed, shape, written) {
                self.unchecked += 1;
                return true;
            }
        }
        let holds = fits(claimed, shape);
        self.failed |= !holds;
        holds
    }
}

/// Whether a shape is what a claim states.
fn fits(claimed: &Claimed, shape: Shape) -> bool {
    let same = |(axis, size): (&u32, &Option<i128>)| size.is_none_or(|it| it == i128::from(*axis));
    shape.rank() == claimed.len() && shape.axes().iter().zip(claimed).all(same)
}

/// Whether each axis in which a shape differs from a claim differs from the file as it is written too,
/// and the claim states the same there.
fn is_changed(claimed: &Claimed, shape: Shape, written: Option<&(Claimed, Shape)>) -> bool {
    // A loop that runs more often, or a block that is called more often, than in the file.
    let Some((claimed_there, shape_there)) = written else { return true };
    if shape.rank() != claimed.len() || claimed_there.len() != claimed.len() {
        return claimed_there == claimed && shape_there.rank() != shape.rank();
    }
    let axes = shape.axes().iter().zip(shape_there.axes());
    axes.zip(claimed.iter().zip(claimed_there)).all(|((axis, there), (size, size_there))| {
        let holds = size.is_none_or(|size| size == i128::from(*axis));
        holds || (axis != there && size == size_there)
    })
}
