//! `custom`: an operation whose shapes and cost the call states.

use super::formula::{Counts, Numeric};
use super::inferred::{Inferred, InferredParameter};
use super::io::SHAPE;
use super::operation::{Context, Example, Operation, Takes};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{Custom, OpKind};
use crate::tensor::Shape;

/// A number that the call states, 0 if it does not.
const fn stated(name: &'static str, doc: &'static str) -> ParameterSpec {
    ParameterSpec::new(name, Kind::Integer(0), DefaultValue::Integer(0), doc)
}

pub(super) static CUSTOM: Operation = Operation {
    name: "custom",
    summary: "an operation that netcost does not know",
    doc: r"
It reads the current tensor, or the tensors in `reads=`, which may be none (`reads=()`), and makes a tensor of the given shape, or one for each shape
of a list such as `[64x56x56, 10]`. Parameters, buffers and counts are given as expressions, as in `params=it.c*9`.

Each of `macs` counts as a multiplication and an addition; `mul`, `add`, `div`, `cmp` and `special` are further
operations of these classes. `unknown` declares that further costs are not known: every report says so, and marks
its figures as lower bounds.",
    example: Example {
        after: "64x56x56",
        code: "let x = it\ncustom \"deformable conv\" 64x56x56 params=64*64*9 macs=64*64*9*56*56\n\
               custom \"matches\" [10, 10x4] reads=(it, x) macs=10*64*56*56 cmp=64*56*56 unknown",
    },
    takes: Takes::Reads("reads"),
    parameters: &[
        ParameterSpec::new("name", Kind::Text, DefaultValue::Required, "what it is called"),
        ParameterSpec { doc: "the shape of its output, or a list of shapes", ..SHAPE },
        stated("params", "learned values"),
        stated("macs", "multiply-accumulates of a sample"),
        stated("mul", "multiplications besides them"),
        stated("add", "additions besides them"),
        stated("div", "divisions"),
        stated("cmp", "comparisons"),
        stated("special", "exponentials, logarithms, roots and the like"),
        stated("buffers", "values that are stored and not learned"),
        ParameterSpec::new(
            "reads",
            Kind::Tensor,
            DefaultValue::Absent("it"),
            "the tensors that it reads",
        ),
        ParameterSpec::new(
            "unknown",
            Kind::Flag,
            DefaultValue::Bool(false),
            "whether it has costs that are not known",
        ),
    ],
    infer: apply,
    ..Operation::BASE
};

fn apply(context: &Context<'_>) -> Result<Inferred> {
    context.text("name")?;
    let outputs = context.shapes("shape")?;
    let count = |name| context.large(name);
    let one = |learned: fn(&'static str, Shape) -> InferredParameter, name| -> Result<_> {
        let values = count(name)?;
        Ok((values > 0).then(|| learned(name, Shape::scalar()).repeated(values)))
    };
    let stored =
        [one(InferredParameter::learned, "params")?, one(InferredParameter::buffer, "buffers")?];
    let work = Custom {
        macs: count("macs")?,
        mul: count("mul")?,
        add: count("add")?,
        div: count("div")?,
        cmp: count("cmp")?,
        special: count("special")?,
        unknown: context.flag("unknown")?,
    };
    let inferred = Inferred::new(Shape::scalar(), OpKind::Custom(work));
    Ok(Inferred { outputs: outputs.into(), ..inferred.storing(stored.into_iter().flatten()) })
}

/// What is stated, and a multiplication and an addition for each multiply-accumulate.
pub fn counts<N: Numeric>(work: &Custom) -> Counts<N> {
    let macs = N::named("macs", work.macs);
    let with = |further: u64| match (work.macs, further) {
        (_, 0) => macs,
        (0, further) => N::literal(further),
        (_, further) => macs + further,
    };
    let [div, cmp, special] = [work.div, work.cmp, work.special].map(N::literal);
    Counts { macs, mul: with(work.mul), add: with(work.add), div, cmp, special }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{call, figures, outcome, refusal, shape, shapes, stored};

    #[test]
    fn it_is_what_it_states() {
        let line = "custom \"deform\" 64x56x56 params=3000000000 macs=115605504";
        assert_eq!(shape(line, "3x5"), "64x56x56");
        assert_eq!(stored(line, &["3x5"]), (3_000_000_000, 0));
        assert_eq!(figures(line, &["3x5"]), [115_605_504, 115_605_504, 115_605_504, 0, 0, 0]);
        assert_eq!(stored("custom \"x\" 3x5", &["3x5"]), (0, 0));
        assert_eq!(stored("custom \"x\" 3x5 buffers=7 params=2", &["3x5"]), (2, 7));
        assert!(call("custom 7 64x56x56", &["3x5"]).is_err());
        assert!(call("custom \"x\" 3 macs=-1", &["3x5"]).is_err());
    }

    #[test]
    fn classes_are_added_to_the_products() {
        let line = "custom \"x\" 3 macs=10 mul=1 add=2 div=3 cmp=4 special=5";
        assert_eq!(figures(line, &["3"]), [10, 11, 12, 3, 4, 5]);
        assert_eq!(figures("custom \"x\" 3 mul=1", &["3"]), [0, 1, 0, 0, 0, 0]);
        assert!(outcome("custom \"x\" 3 unknown", &["3"]).kind.is_unknown());
        assert!(!outcome("custom \"x\" 3", &["3"]).kind.is_unknown());
    }

    #[test]
    fn a_list_is_several_outputs() {
        assert_eq!(shapes("custom \"x\" [10,10x4,(5)]", &["3"]), ["10", "10×4", "5"]);
        assert!(refusal("custom \"x\" []", &["3"]).0.contains("takes a shape such as"));
        assert_eq!(refusal("custom \"x\" [3x0]", &["3"]).0, "axis 1 of 3×0 is zero");
        assert!(call("custom \"x\" [[3]]", &["3"]).is_ok());
    }
}
