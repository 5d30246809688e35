//! How many values the parameters of a layer have, as formulas.

use crate::cost::sparsity;
use crate::network::{Layer, Network, Parameter};
use crate::ops::formula::Numeric;
use crate::ops::{CallRecord, Letters};

/// A parameter of a layer with the letters of its axes.
pub(super) struct Lettered {
    parameter: Parameter,
    letters: Letters,
    own: bool,
}

/// The parameters of a layer with the letters that its call record has for them.
pub(super) fn lettered(network: &Network, layer: &Layer, record: &CallRecord) -> Vec<Lettered> {
    let letters = record.letters.iter().copied().chain(std::iter::repeat(&[][..]));
    let used = network.parameters_of(layer).zip(letters);
    used.map(|(used, letters)| Lettered { parameter: used.parameter, letters, own: used.own })
        .collect()
}

/// The learned values, or the others, that are the layer's own.
pub(super) fn own<N: Numeric>(parameters: &[Lettered], trainable: bool) -> N {
    sum(parameters.iter().filter(|it| it.own && it.parameter.trainable == trainable))
}

/// The learned values of the layer's own, with the first axis taken out of the sum if there are
/// several parameters and all have it: `(I + 1)·J`.
pub(super) fn factored<N: Numeric>(parameters: &[Lettered]) -> Option<N> {
    let own: Vec<&Lettered> =
        parameters.iter().filter(|it| it.own && it.parameter.trainable).collect();
    let (first, others) = own.split_first().filter(|(_, others)| !others.is_empty())?;
    let (letter, size) = first.first_axis()?;
    if others.iter().any(|other| other.first_axis() != Some((letter, size))) {
        return None;
    }
    // Vectors leave numbers, which become one: the 1 of a bias, the 2 of a scale and a bias.
    let (vectors, others): (Vec<_>, Vec<_>) =
        own.into_iter().partition(|it| it.parameter.shape.rank() == 1);
    let others = others.into_iter().map(|it| it.product::<N>(1));
    let sum = others.fold(N::literal(0), |sum, values| sum + values);
    let vectors = vectors.iter().map(|it| it.parameter.copies).sum();
    Some((sum + N::literal(vectors)) * N::named(letter, size))
}

/// Whether a weight that the layer uses is sparse.
pub(super) fn any_sparse(parameters: &[Lettered]) -> bool {
    parameters.iter().any(|it| it.parameter.sparsity.is_some())
}

/// How many values are zero, of the layer's own or of all that it uses.
pub(super) fn zeros<N: Numeric>(parameters: &[Lettered], only_own: bool) -> N {
    let all = parameters.iter().filter(|it| it.own || !only_own);
    let each = all.map(|it| sparsity::zeros(&it.parameter, it.tensor::<N>()));
    each.fold(N::literal(0), |sum, zeros| sum + zeros).called("zeros")
}

/// The values of all weights that the layer uses.
pub(super) fn weights<N: Numeric>(parameters: &[Lettered]) -> N {
    let mut weights = parameters.iter().filter(|it| it.parameter.is_weight());
    let first = weights.next().map(|it| it.product::<N>(0).called(it.parameter.name));
    let mut others = weights.map(|it| it.product::<N>(0).called(it.parameter.name)).peekable();
    let first = first.unwrap_or(N::literal(0));
    match others.peek() {
        None => first,
        Some(_) => others.fold(first, |sum, values| sum + values).called("weights"),
    }
}

/// All values that the layer uses.
pub(super) fn all<N: Numeric>(parameters: &[Lettered]) -> N {
    sum(parameters.iter())
}

/// The sum of the values of parameters, each by its name if there are several.
fn sum<'a, N: Numeric>(parameters: impl Iterator<Item = &'a Lettered> + Clone) -> N {
    let one = parameters.clone().count() == 1;
    let values = parameters.map(|it| match one {
        true => it.product::<N>(0),
        false => it.product::<N>(0).called(it.parameter.name),
    });
    values.fold(N::literal(0), |sum, values| sum + values)
}

impl Lettered {
    /// The values of one of its tensors, by its name if there is only one.
    fn tensor<N: Numeric>(&self) -> N {
        match self.parameter.copies {
            1 => self.product::<N>(0).called(self.parameter.name),
            _ => self.axes_from::<N>(0).fold(N::literal(1), |product, axis| product * axis),
        }
    }

    /// The size of its first axis, if that has a letter.
    fn first_axis(&self) -> Option<(&'static str, u32)> {
        self.letters.first().copied().zip(self.parameter.shape.axes().first().copied())
    }

    /// The product of its axes without the first few, and of its copies.
    fn product<N: Numeric>(&self, without: usize) -> N {
        let copies = N::literal(self.parameter.copies);
        self.axes_from::<N>(without).fold(copies, |product, axis| product * axis)
    }

    fn axes_from<N: Numeric>(&self, without: usize) -> impl Iterator<Item = N> {
        let letters = self.letters.iter().map(Some).chain(std::iter::repeat(None));
        let axes = self.parameter.shape.axes().iter().zip(letters).skip(without);
        axes.map(|(size, letter)| match letter {
            Some(letter) => N::named(letter, *size),
            None => N::literal(u64::from(*size)),
        })
    }
}
