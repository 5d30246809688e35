//! Elements at places that a tensor names: `gather`, `scatter` and their relatives.

use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Input, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{ElementwiseKind, Gather, OpKind, Scatter};
use crate::tensor::Shape;

const INDEX: ParameterSpec =
    ParameterSpec::new("index", Kind::Tensor, DefaultValue::Required, "the tensor of the places")
        .also(&["indices"]);

const AXIS: ParameterSpec =
    ParameterSpec::new("axis", Kind::Axis, DefaultValue::Integer(0), "the axis of the places");

const UPDATES: ParameterSpec =
    ParameterSpec::new("updates", Kind::Tensor, DefaultValue::Required, "what is put there")
        .also(&["src"]);

const REDUCE: ParameterSpec = ParameterSpec::new(
    "reduce",
    Kind::Word,
    DefaultValue::Word("none"),
    "how an update is combined with the element that it replaces; `none` replaces it",
)
.words(&["none", "add", "mul", "max", "min"]);

pub(super) static GATHER: Operation = Operation {
    name: "gather",
    aliases: &["indexselect", "index_select"],
    summary: "slices of an axis, at the positions in an index tensor",
    doc: r"
The axis is replaced with the axes of the index: with `axis=0`, `50`×`64` and an index `7`×`3` make `7`×`3`×`64`.
That is NumPy's `take`, ONNX's `Gather`, and PyTorch's `index_select` for an index of one axis.

It copies elements and computes nothing.",
    example: Example {
        after: "50x64",
        code: "let x = it\nmean axis=1\nvalues, places: topk 7\nfrom x; gather places",
    },
    parameters: &[INDEX, AXIS],
    infer: |context| {
        let shape = context.input()?.shape;
        let index = context.tensor("index")?.shape;
        let axis = context.axis("axis", &shape)?;
        let (before, after) = shape.axes().split_at(axis);
        let sizes = before.iter().chain(index.axes()).chain(after.iter().skip(1));
        gathered(context, sizes)
    },
    ..Operation::BASE
};

pub(super) static GATHERELEMENTS: Operation = Operation {
    name: "gatherelements",
    aliases: &["takealongaxis", "take_along_axis"],
    summary: "elements of an axis, at one position in an index tensor for each",
    doc: r"
The output has the shape of the index. The index has as many axes as the input, and no other axis than `axis` is
longer than that of the input. This is PyTorch's `gather`, NumPy's `take_along_axis` and ONNX's `GatherElements`.

It copies elements and computes nothing.",
    example: Example {
        after: "50x64",
        code: "let x = it\nvalues, places: sort axis=0\nfrom x; gatherelements places axis=0",
    },
    parameters: &[INDEX, AXIS],
    infer: |context| {
        let index = *along_axis(context)?;
        gathered(context, index.shape.axes().iter())
    },
    ..Operation::BASE
};

pub(super) static GATHERND: Operation = Operation {
    name: "gathernd",
    aliases: &["gather_nd"],
    summary: "slices at the positions in the vectors of an index tensor",
    doc: r"
Each vector of k numbers along the last axis of the index is the position of a slice on the first k axes: `8`×`50`×`64` and an index `7`×`2` make
`7`×`64`, like ONNX's `GatherND`.

It copies elements and computes nothing.",
    example: Example {
        after: "8x50x64",
        code: "let x = it\nplaces: custom \"places\" 7x2\nfrom x; gathernd places",
    },
    parameters: &[INDEX],
    infer: |context| {
        let (outer, inner) = slices(context)?;
        gathered(context, outer.iter().chain(&inner))
    },
    ..Operation::BASE
};

pub(super) static SCATTER: Operation = Operation {
    name: "scatter",
    aliases: &["scatterelements"],
    summary: "the input with elements of an axis replaced, at the positions in an index tensor",
    doc: r"
The shape is unchanged. The updates have the shape of the index. The index has as many axes as the input, and no
other axis than `axis` is longer than that of the input. This is PyTorch's `scatter` and `scatter_reduce`, and ONNX's `ScatterElements`.

It copies the input and the updates. With `reduce=`, each element of the updates takes one addition, multiplication
or comparison.",
    example: Example {
        after: "50x64",
        code: "let x = it\nvalues, places: topk 5\nfrom x; scatter places values axis=1",
    },
    parameters: &[INDEX, UPDATES, AXIS, REDUCE],
    infer: |context| {
        let index = *along_axis(context)?;
        scattered(context, &index.shape)
    },
    ..Operation::BASE
};

pub(super) static SCATTERND: Operation = Operation {
    name: "scatternd",
    aliases: &["scatter_nd"],
    summary: "the input with slices replaced, at the positions in the vectors of an index tensor",
    doc: r"
The shape is unchanged. The updates have the shape of the output of [`gathernd`](#gathernd) for the same input and
index, like ONNX's `ScatterND`.

The counts are those of [`scatter`](#scatter).",
    example: Example {
        after: "8x50x64",
        code: "let x = it\nplaces: custom \"places\" 7x2\nfrom x; gathernd places\nrows: relu\n\
               from x; scatternd places rows",
    },
    parameters: &[INDEX, UPDATES, REDUCE],
    infer: |context| {
        let (outer, inner) = slices(context)?;
        let sizes: Vec<u64> = outer.iter().chain(&inner).map(|size| u64::from(*size)).collect();
        scattered(context, &context.new_shape(&sizes)?)
    },
    ..Operation::BASE
};

/// An output of these sizes, each element of which is taken from the input.
fn gathered<'s>(context: &Context<'_>, sizes: impl Iterator<Item = &'s u32>) -> Result<Inferred> {
    let sizes: Vec<u64> = sizes.map(|size| u64::from(*size)).collect();
    let output = context.new_shape(&sizes)?;
    Ok(Inferred::new(output, OpKind::Gather(Gather { copied: output.elements() })))
}

/// The input, with updates of this shape put into it.
fn scattered(context: &Context<'_>, expected: &Shape) -> Result<Inferred> {
    let updates = *context.tensor("updates")?;
    if updates.shape != *expected {
        return Err(context.wrong_shape("updates", expected, &updates, "one for each place"));
    }
    let combine = match context.word("reduce")? {
        "add" => Some(ElementwiseKind::Add),
        "mul" => Some(ElementwiseKind::Mul),
        "max" => Some(ElementwiseKind::Max),
        "min" => Some(ElementwiseKind::Min),
        _ => None,
    };
    let work = Scatter { updates: updates.shape.elements(), combine };
    Ok(Inferred::new(context.input()?.shape, OpKind::Scatter(work)))
}

/// The index of an operation along an axis, which fits the input on the others.
fn along_axis<'c>(context: &'c Context<'_>) -> Result<&'c Input> {
    let (shape, index) = (context.input()?.shape, context.tensor("index")?);
    let axis = context.axis("axis", &shape)?;
    let mut pairs = shape.axes().iter().zip(index.shape.axes()).enumerate();
    let fits = shape.rank() == index.shape.rank();
    if !fits || pairs.any(|(at, (size, index))| at != axis && index > size) {
        let expected = "an index of as many axes as the input, of which only `axis` may be longer";
        return Err(context.wrong_rank_of(index, expected, None));
    }
    Ok(index)
}

/// The axes of the index but the last, and those of the input that it leaves.
fn slices(context: &Context<'_>) -> Result<(Vec<u32>, Vec<u32>)> {
    let (shape, index) = (context.input()?.shape, context.tensor("index")?);
    let split = index.shape.axes().split_last();
    let split = split.and_then(|(places, outer)| {
        let inner = shape.axes().get(usize::try_from(*places).ok()?..)?;
        Some((outer.to_vec(), inner.to_vec()))
    });
    let expected = "an index whose last axis is at most the number of axes of the input";
    split.ok_or_else(|| context.wrong_rank_of(index, expected, None))
}

/// An operation for each element of the updates that is combined with what is there.
pub fn counts<N: Numeric>(work: &Scatter) -> Counts<N> {
    let updates = N::named("updates", work.updates);
    match work.combine {
        Some(ElementwiseKind::Add) => Counts { add: updates, ..Counts::none() },
        Some(ElementwiseKind::Mul) => Counts { mul: updates, ..Counts::none() },
        Some(_) => Counts { cmp: updates, ..Counts::none() },
        None => Counts::none(),
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, refusal, shapes};

    #[test]
    fn places_as_numpy_and_onnx_take_them() {
        assert_eq!(shapes("gather i", &["50x64", "7x3"]), ["7×3×64"]);
        assert_eq!(shapes("gather i axis=-1", &["50x64", "7"]), ["50×7"]);
        assert_eq!(shapes("gatherelements i axis=1", &["50x64", "50x5"]), ["50×5"]);
        assert_eq!(shapes("gatherelements i", &["50x64", "90x5"]), ["90×5"]);
        assert_eq!(shapes("gathernd i", &["8x50x64", "7x2"]), ["7×64"]);
        assert_eq!(shapes("gathernd i", &["8x50x64", "5x7x3"]), ["5×7"]);
        assert_eq!(figures("gather i", &["50x64", "7x3"]), [0; 6]);
        assert!(refusal("gatherelements i", &["50x64", "50x65"]).0.ends_with("not on 50×65"));
        assert!(refusal("gatherelements i", &["50x64", "50"]).0.ends_with("not on 50"));
        assert!(refusal("gathernd i", &["8x50", "7x3"]).0.contains("whose last axis"));
        assert!(refusal("gather", &["50x64"]).0.contains("needs `index`"));
    }

    #[test]
    fn updates_are_one_for_each_place() {
        assert_eq!(shapes("scatter i u axis=1", &["50x64", "50x5", "50x5"]), ["50×64"]);
        assert_eq!(shapes("scatternd i u", &["8x50x64", "7x2", "7x64"]), ["8×50×64"]);
        let of = |reduce: &str| {
            figures(&format!("scatter i u axis=1 reduce={reduce}"), &["50x64", "50x5", "50x5"])
        };
        assert_eq!(of("none"), [0; 6]);
        assert_eq!(of("add"), [0, 0, 250, 0, 0, 0]);
        assert_eq!(of("mul"), [0, 250, 0, 0, 0, 0]);
        assert_eq!(of("max"), [0, 0, 0, 0, 250, 0]);
        let (message, _) = refusal("scatter i u", &["50x64", "50x5", "50x4"]);
        assert_eq!(message, "`updates` of `scatter` must have the shape 50×5, not 50×4");
    }
}
