//! The size of an axis that a window slides along, or that a kernel spreads over.

use super::formula::{Count, Notation, Numeric, Term, read};
use crate::text::digits::Grouped;

/// One spatial axis of a convolution, a pool or a transposed convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// How its size in the output follows from these.
    pub rule: Rule,
}

/// How the size of an axis in the output follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// One position for each window that lies within the padded input.
    Whole,
    /// One more for a last window that reaches over the edge.
    OverEdge,
    /// The extent of kernels placed at each input element, and this much more.
    Spread(u32),
}

/// The letters of sizes where none are shown.
const PLAIN: [&str; 2] = ["I", "K"];

impl Axis {
    /// An axis without padding and dilation.
    pub fn plain(input: u32, kernel: u32, stride: u32) -> Self {
        Axis { input, kernel, stride, dilation: 1, before: 0, after: 0, rule: Rule::Whole }
    }

    /// Its size in the input with the padding.
    pub fn padded(&self) -> u64 {
        whole(self.padded_formula(PLAIN))
    }

    /// How far a window reaches along it.
    pub fn reach(&self) -> u64 {
        reach(self.kernel, self.dilation)
    }

    /// How many values lie between two windows.
    pub fn between(&self) -> u64 {
        u64::from(self.stride).saturating_sub(self.reach())
    }

    /// How many values at its end no window reads, beyond those that stay unread between two
    /// windows anyway.
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

    /// The least padding on both sides that makes room for this many windows.
    pub fn padding_for(&self, windows: u64) -> Option<u64> {
        let starts = windows.checked_sub(1)?.checked_mul(self.stride.into())?;
        let needed = starts.checked_add(self.reach())?;
        Some(needed.saturating_sub(self.input.into()).div_ceil(2))
    }

    /// The largest kernel that fits into the padded input.
    pub fn largest_kernel(&self) -> u64 {
        self.padded().saturating_sub(1) / u64::from(self.dilation.max(1)) + 1
    }
}

/// Formulas.
impl Axis {
    /// Its size in the output, with letters for the sizes of the input and the kernel.
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
        self.divided(letters, N::floor)
    }

    /// The same for another division than that which rounds down.
    fn divided<N: Numeric>(&self, letters: [&'static str; 2], divide: fn(N, N) -> N) -> N {
        let stride = N::named("s", self.stride);
        let padded = self.padded_formula::<N>(letters);
        let padded = if self.rule == Rule::OverEdge { padded + (stride - 1) } else { padded };
        let kernel = N::named(letters[1], self.kernel);
        let room = match self.dilation {
            1 => padded - kernel,
            dilation => padded - N::named("d", dilation) * (kernel - 1) - 1,
        };
        divide(room, stride) + 1
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

    /// I + 2·p
    fn padded_formula<N: Numeric>(&self, letters: [&'static str; 2]) -> N {
        N::named(letters[0], self.input) + self.padding::<N>()
    }

    /// 2·p, or each side by itself.
    fn padding<N: Numeric>(&self) -> N {
        match self.before == self.after {
            true => N::named("p", self.before) * 2,
            false => N::named("p_1", self.before) + N::named("p_2", self.after),
        }
    }
}

/// Formulas as messages show them, with numbers for the letters.
impl Axis {
    /// Its size in the output: `⌊(224 + 2·0 − 11)/4⌋ + 1`.
    pub fn written(&self) -> String {
        numbers(|| self.formula(PLAIN))
    }

    /// Its size with the padding: `224 + 2·3`.
    pub fn padded_written(&self) -> String {
        numbers(|| self.padded_formula(PLAIN))
    }

    /// How far a dilated window reaches: `2·(3 − 1) + 1`.
    pub fn reach_written(&self) -> String {
        numbers(|| reach_formula::<Term>("K", self.kernel, self.dilation))
    }

    /// Its size in the output before it is rounded, with two decimals:
    /// `(224 + 2·0 − 11)/4 + 1 = 54.25`.
    pub fn unrounded(&self) -> String {
        let formula = numbers(|| self.divided::<Term>(PLAIN, |room, stride| room / stride));
        let room = self.padded().saturating_sub(self.reach());
        let stride = u64::from(self.stride.max(1));
        let (whole, rest) = (Grouped((room / stride + 1).into()), room % stride * 100);
        if rest == 0 {
            return format!("{formula} = {whole}");
        }
        let (sign, decimals) = match rest.is_multiple_of(stride) {
            true => ('=', rest / stride),
            // Rounded, but not to a whole number.
            false => ('≈', ((rest + stride / 2) / stride).clamp(1, 99)),
        };
        let decimals = format!("{decimals:02}");
        format!("{formula} {sign} {whole}.{}", decimals.trim_end_matches('0'))
    }

    /// Whether the number of positions is rounded down.
    pub fn is_rounded(&self) -> bool {
        let room = self.padded().saturating_sub(self.reach());
        !room.is_multiple_of(self.stride.max(1).into())
    }
}

/// A formula with numbers for the letters.
fn numbers(formula: impl FnOnce() -> Term) -> String {
    let formula = read(|| formula().formula());
    formula.written(Notation { unicode: true, numbers: true })
}

/// d·(k − 1) + 1: how far a window of k ≥ 1 values reaches with dilation d.
fn reach_formula<N: Numeric>(letter: &'static str, kernel: u32, dilation: u32) -> N {
    N::named("d", dilation) * (N::named(letter, kernel) - 1) + 1
}

/// How far a window of k ≥ 1 values with dilation d reaches, below 2⁶⁴.
pub(super) fn reach(kernel: u32, dilation: u32) -> u64 {
    whole(reach_formula("K", kernel, dilation))
}

/// A count as an integer. Those of axes fit into 64 bits.
fn whole(count: Count) -> u64 {
    count.0.and_then(|count| u64::try_from(count).ok()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn formulas_in_messages_are_those_that_are_evaluated() {
        let alexnet = Axis::plain(224, 11, 4);
        assert_eq!(alexnet.unrounded(), "(224 + 2·0 − 11)/4 + 1 = 54.25");
        let padded = Axis { before: 2, after: 1, ..alexnet };
        assert_eq!(padded.unrounded(), "(224 + 2 + 1 − 11)/4 + 1 = 55");
        assert_eq!(Axis::plain(10, 3, 3).unrounded(), "(10 + 2·0 − 3)/3 + 1 ≈ 3.33");
        assert_eq!((padded.padded_written().as_str(), padded.padded()), ("224 + 2 + 1", 227));
        let dilated = Axis { dilation: 2, ..Axis::plain(7, 3, 1) };
        assert_eq!((dilated.reach_written().as_str(), dilated.reach()), ("2·(3 − 1) + 1", 5));
    }

    #[test]
    fn the_least_padding_makes_room_and_no_less_does() {
        for (input, kernel, stride) in [(224, 11, 4), (3, 5, 1), (10, 3, 3), (8, 1, 1)] {
            let axis = Axis::plain(input, kernel, stride);
            for windows in 1..20 {
                let padding = axis.padding_for(windows).unwrap() as u32;
                let with = |padding| Axis { before: padding, after: padding, ..axis }.size();
                assert!(with(padding) >= Some(windows), "{axis:?}");
                assert!(padding == 0 || with(padding - 1) < Some(windows), "{axis:?}");
            }
        }
        assert_eq!(Axis { before: 1, after: 1, ..Axis::plain(5, 9, 1) }.largest_kernel(), 7);
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
