//! The largest values of vectors in their order: `topk` and `sort`.

use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{OpKind, Selection};
use crate::tensor::Dtype;

const AXIS: ParameterSpec =
    ParameterSpec::new("axis", Kind::Axis, DefaultValue::Integer(-1), "the axis of the vectors");

pub(super) static TOPK: Operation = Operation {
    name: "topk",
    summary: "the k largest values along an axis, and their positions",
    doc: r"
The axis becomes k long. The outputs are the values and their positions, of the type `int64`, like those of PyTorch's
`topk`.

A vector of n takes (n − k) + (k − 1)·⌈log₂ n⌉ comparisons, the most that a tournament of its values needs for the k
largest (Knuth, The Art of Computer Programming 3, 5.3.3). How many a sorting network or a GPU takes is another
matter.",
    example: Example { after: "1000", code: "values, places: topk 5" },
    parameters: &[
        ParameterSpec::new("k", Kind::Integer(1), DefaultValue::Required, "how many values"),
        AXIS,
    ],
    infer: |context| select(context, Some(context.count("k")?)),
    ..Operation::BASE
};

pub(super) static SORT: Operation = Operation {
    name: "sort",
    summary: "the sorted values along an axis, and their former positions",
    doc: r"
The outputs are the values and their former positions, of the type `int64`, like those of PyTorch's `sort`.

A vector of n takes the comparisons of [`topk`](#topk) for k = n: (n − 1)·⌈log₂ n⌉.",
    example: Example { after: "1000", code: "values, places: sort" },
    parameters: &[AXIS],
    infer: |context| select(context, None),
    ..Operation::BASE
};

fn select(context: &Context<'_>, taken: Option<u32>) -> Result<Inferred> {
    let shape = context.at_least(1, "one axis or more")?;
    let axis = context.axis("axis", &shape)?;
    let length = shape.axis(axis).unwrap_or(1);
    let taken = taken.unwrap_or(length);
    if taken > length {
        return Err(context.out_of_range(
            "k",
            format!("at most {length}, the size of the axis"),
            taken,
        ));
    }
    let output = context.resized(&shape, axis, taken.into())?;
    let vectors = shape.elements() / u64::from(length);
    let work = OpKind::Selection(Selection { vectors, length, taken });
    let inferred = Inferred::new(output, work).typed(&[None, Some(Dtype::Int64)]);
    Ok(Inferred { outputs: [output, output].into_iter().collect(), ..inferred })
}

/// (n − k) + (k − 1)·⌈log₂ n⌉ comparisons for each of the v vectors.
pub fn counts<N: Numeric>(work: &Selection) -> Counts<N> {
    let (n, k) = (N::named("n", work.length), N::named("k", work.taken));
    let rounds = N::named("rounds", work.length.next_power_of_two().ilog2());
    let cmp = N::named("v", work.vectors) * (n - k + (k - 1) * rounds);
    Counts { cmp, ..Counts::none() }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, outcome, refusal, shapes};
    use crate::tensor::Dtype;

    #[test]
    fn values_and_places() {
        assert_eq!(shapes("topk 5", &["8x1000"]), ["8×5"; 2]);
        assert_eq!(shapes("topk 3 axis=0", &["8x1000"]), ["3×1000"; 2]);
        assert_eq!(shapes("sort axis=0", &["8x1000"]), ["8×1000"; 2]);
        assert_eq!(outcome("topk 5", &["10"]).types, [None, Some(Dtype::Int64)]);
        let (message, _) = refusal("topk 11", &["10"]);
        assert_eq!(message, "`k` of `topk` must be at most 10, the size of the axis, not 11");
        assert!(refusal("sort", &[""]).0.contains("one axis or more"));
    }

    #[test]
    fn a_tournament() {
        // One: as many matches as losers. Two: ⌈log₂ n⌉ − 1 more, which is the least (Kislitsyn 1964).
        assert_eq!(figures("topk 1", &["1000"])[4], 999);
        assert_eq!(figures("topk 2", &["1000"])[4], 1000 - 2 + 10);
        assert_eq!(figures("topk 2", &["3x1024"])[4], 3 * (1024 - 2 + 10));
        assert_eq!(figures("sort", &["5"])[4], 4 * 3);
        assert_eq!(figures("sort", &["1"]), [0; 6]);
    }
}
