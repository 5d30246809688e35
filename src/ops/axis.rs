//! How long an axis comes out that a window slides along, or that a kernel spreads over.

use super::formula::{Count, Numeric};

/// One spatial axis of a convolution, a pool or a transposed convolution.
#[derive(Clone, Copy, Debug)]
pub struct Axis {
    /// Its size in the input.
    pub input: u32,
    /// The kernel along it.
    pub kernel: u32,
    /// The stride.
    pub stride: u32,
    /// The dilation.
    pub dilation: u32,
    /// The padding before it.
    pub before: u32,
    /// The padding after it.
    pub after: u32,
    /// What is made of these.
    pub rule: Rule,
}

/// What is made of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A position for each window that is whole.
    Whole,
    /// One for a last window too that reaches over the edge.
    OverEdge,
    /// What kernels reach that stand at each input element, and so much more.
    Spread(u32),
}

/// How far a window of k ≥ 1 values with dilation d reaches: d·(k − 1) + 1, below 2⁶⁴.
pub(super) fn reach(kernel: u32, dilation: u32) -> u64 {
    u64::from(dilation) * (u64::from(kernel) - 1) + 1
}

/// The letters that stand for sizes where none are to be shown.
const PLAIN: [&str; 2] = ["I", "K"];

impl Axis {
    /// Its size in the input with the padding.
    pub fn padded(&self) -> u64 {
        u64::from(self.input) + u64::from(self.before) + u64::from(self.after)
    }

    /// How far a window reaches along it.
    pub fn reach(&self) -> u64 {
        reach(self.kernel, self.dilation)
    }

    /// How many values lie between two windows.
    pub fn between(&self) -> u64 {
        u64::from(self.stride).saturating_sub(self.reach())
    }

    /// How many values at its end no window reads, more than what stays unread between two windows
    /// anyway.
    pub fn unread(&self) -> u64 {
        let last = self.size().map_or(0, |windows| windows.saturating_sub(1));
        let end = last.saturating_mul(self.stride.into()).saturating_add(self.reach());
        let end = end.saturating_sub(self.before.into());
        u64::from(self.input).saturating_sub(end).saturating_sub(self.between())
    }

    /// Its size in the output; `None` if not one window fits, or nothing is left.
    pub fn size(&self) -> Option<u64> {
        u64::try_from(self.formula::<Count>(PLAIN).0?).ok().filter(|size| *size > 0)
    }

    /// The same as a formula, with letters for the sizes of the input and the kernel.
    pub fn formula<N: Numeric>(&self, letters: [&'static str; 2]) -> N {
        match self.rule {
            Rule::Spread(extra) => self.spread(letters, extra),
            // PyTorch's `pooling_output_shape`: a last window that would start beyond the input and
            // the padding before it is left out.
            Rule::OverEdge if self.starts_outside() => self.positions::<N>(letters) - 1,
            Rule::OverEdge | Rule::Whole => self.positions(letters),
        }
    }

    /// ⌊(I + 2·p − d·(K − 1) − 1) / s⌋ + 1, the quotient rounded up for windows over the edge.
    fn positions<N: Numeric>(&self, letters: [&'static str; 2]) -> N {
        let stride = N::named("s", self.stride);
        let padded = N::named(letters[0], self.input) + self.padding::<N>();
        let padded = if self.rule == Rule::OverEdge { padded + (stride - 1) } else { padded };
        let kernel = N::named(letters[1], self.kernel);
        let room = match self.dilation {
            1 => padded - kernel,
            dilation => padded - N::named("d", dilation) * (kernel - 1) - 1,
        };
        room.floor(stride) + 1
    }

    /// Whether the last of the positions lies beyond the input.
    fn starts_outside(&self) -> bool {
        let last = (self.positions::<Count>(PLAIN) - 1) * u64::from(self.stride);
        last.0 >= Some(u128::from(self.input) + u128::from(self.before))
    }

    /// (I − 1)·s + d·(K − 1) + op + 1 − 2·p
    fn spread<N: Numeric>(&self, letters: [&'static str; 2], extra: u32) -> N {
        let starts = (N::named(letters[0], self.input) - 1) * N::named("s", self.stride);
        let kernel = N::named("d", self.dilation) * (N::named(letters[1], self.kernel) - 1);
        starts + kernel + N::named("op", extra) + 1 - self.padding::<N>()
    }

    /// 2·p, or both sides by themselves.
    fn padding<N: Numeric>(&self) -> N {
        match self.before == self.after {
            true => N::named("p", self.before) * 2,
            false => N::named("p_1", self.before) + N::named("p_2", self.after),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::formula::{Notation, Term, read};

    fn written(axis: Axis) -> [String; 3] {
        let formula = read(|| axis.formula::<Term>(["I_h", "K_h"]).formula());
        let write = |numbers| formula.written(Notation { unicode: true, numbers });
        [write(false), write(true), formula.result()]
    }

    #[test]
    fn an_axis_says_how_long_it_is() {
        let alexnet = Axis {
            input: 227,
            kernel: 11,
            stride: 4,
            dilation: 1,
            before: 0,
            after: 0,
            rule: Rule::Whole,
        };
        assert_eq!(
            written(alexnet),
            ["⌊(I_h + 2·p − K_h)/s⌋ + 1", "⌊(227 + 2·0 − 11)/4⌋ + 1", "55"]
        );
        let dilated = Axis { kernel: 3, dilation: 2, before: 1, after: 2, ..alexnet };
        assert_eq!(written(dilated)[0], "⌊(I_h + p_1 + p_2 − d·(K_h − 1) − 1)/s⌋ + 1");
        let spread = Axis {
            input: 7,
            kernel: 3,
            stride: 2,
            before: 1,
            after: 1,
            rule: Rule::Spread(1),
            ..alexnet
        };
        assert_eq!(
            written(spread),
            [
                "(I_h − 1)·s + d·(K_h − 1) + op + 1 − 2·p",
                "(7 − 1)·2 + 1·(3 − 1) + 1 + 1 − 2·1",
                "14"
            ]
        );
    }

    #[test]
    fn a_last_window_must_start_within_the_input() {
        let axis = Axis {
            input: 4,
            kernel: 2,
            stride: 3,
            dilation: 1,
            before: 1,
            after: 1,
            rule: Rule::OverEdge,
        };
        // Windows at −1 and 2; one at 5 would start beyond 4.
        assert_eq!(axis.size(), Some(2));
        assert_eq!(written(Axis { input: 5, before: 0, after: 0, ..axis })[2], "2");
        // Windows at −1, 1 and 3, the last of which reaches over the padding.
        assert_eq!(
            written(Axis { stride: 2, ..axis })[1..],
            ["⌊(4 + 2·1 + 2 − 1 − 2)/2⌋ + 1", "3"]
        );
        let outside = Axis { input: 3, kernel: 1, stride: 4, before: 0, after: 2, ..axis };
        assert_eq!(written(outside)[1], "⌊(3 + 0 + 2 + 4 − 1 − 1)/4⌋ + 1 − 1");
        assert_eq!(Axis { kernel: 9, rule: Rule::Whole, ..axis }.size(), None);
    }
}
