//! Selective state spaces: `scan`.

use super::formula::{Counts, Numeric};
use super::inferred::{Inferred, InferredParameter};
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{OpKind, Scan};

/// A tensor that the scan reads beside the input.
const fn read(name: &'static str, doc: &'static str) -> ParameterSpec {
    ParameterSpec::new(name, Kind::Tensor, DefaultValue::Required, doc)
}

pub(super) static SCAN: Operation = Operation {
    name: "scan",
    aliases: &["selectivescan", "selective_scan"],
    summary: "the selective state space of Mamba",
    doc: r"
The input u is `T`×`D`, steps and channels; `delta` is `T`×`D`, `b` and `c` are `T`×`N`, and the output is `T`×`D`
(Gu and Dao, Mamba, 2023). It learns an `A_log` `D`×`N` and, unless `noskip`, a `D` of `D`. Each step updates the
state h of N values of each channel:

    h = exp(Δ·A)·h + (Δ·u)·B        y = C·h + D·u

Each step and channel takes N multiplications and N exponentials for exp(Δ·A), one multiplication for Δ·u and N for
the product with B, N multiply-accumulates for the state, N multiplications and N − 1 additions for y, and one
multiplication and one addition for the skip. Computing A from `A_log` is not counted.",
    example: Example {
        after: "1024x1536",
        code: "let u = it\nlinear 48; linear 1536\ndelta: softplus\nfrom u; linear 32\n\
               b, c: split 2 axis=1\nfrom u; scan delta b c",
    },
    parameters: &[
        read("delta", "the step sizes"),
        read("b", "B, the factors of the input in the state"),
        read("c", "C, the factors of the state in the output"),
        ParameterSpec::new(
            "skip",
            Kind::Flag,
            DefaultValue::Bool(true),
            "whether the input is added to the output, by a learned factor",
        ),
    ],
    infer: apply,
    ..Operation::BASE
};

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let &[steps, channels] = shape.axes() else {
        return Err(context.wrong_rank("a sequence, steps × channels", None));
    };
    let (delta, b, c) = (context.tensor("delta")?, context.tensor("b")?, context.tensor("c")?);
    if delta.shape != shape {
        return Err(context.wrong_shape("delta", &shape, delta, "a step size for each element"));
    }
    let state = match b.shape.axes() {
        [of, state] if *of == steps => *state,
        _ => {
            let expected = context.new_shape(&[steps, 16].map(u64::from))?;
            return Err(context.wrong_shape("b", &expected, b, "steps × values of a state"));
        }
    };
    if c.shape != b.shape {
        return Err(context.wrong_shape("c", &b.shape, c, "as much as `b`"));
    }
    let skip = context.flag("skip")?;
    let sizes = [u64::from(channels), u64::from(state)];
    let decay = InferredParameter::learned("A_log", context.new_shape(&sizes)?).sized(&["D", "N"]);
    let factor = context.new_shape(&[channels.into()])?;
    let factor = skip.then(|| InferredParameter::learned("D", factor).sized(&["D"]));
    let work = Scan { steps, channels, state, skip };
    Ok(Inferred::new(shape, OpKind::Scan(work)).storing([decay].into_iter().chain(factor)))
}

/// As the item's text says, for each of the e steps and channels.
pub fn counts<N: Numeric>(work: &Scan) -> Counts<N> {
    let n = N::named("N", work.state);
    let e = (N::named("T", work.steps) * N::named("D", work.channels)).called("e");
    let skip = if work.skip { 1 } else { 0 };
    Counts {
        macs: e * n * 2,
        mul: e * (n * 4 + 1 + skip),
        add: e * (n * 2 - 1 + skip),
        special: e * n,
        ..Counts::none()
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, refusal, shapes, stored};

    #[test]
    fn a_state_for_each_channel() {
        let inputs = ["10x6", "10x6", "10x4", "10x4"];
        assert_eq!(shapes("scan d b c", &inputs), ["10×6"]);
        assert_eq!(stored("scan d b c", &inputs).0, 6 * 4 + 6);
        assert_eq!(stored("scan d b c noskip", &inputs).0, 6 * 4);
        let (e, n) = (10 * 6, 4);
        // Δ·A, Δ·u, (Δ·u)·B, Ā·h, C·h; the state's sum and that of y.
        let mul = n + 1 + n + n + n;
        let add = n + (n - 1);
        let expected = [e * 2 * n, e * mul, e * add, 0, 0, e * n];
        assert_eq!(figures("scan d b c noskip", &inputs), expected);
        let [_, skip_mul, skip_add, ..] = figures("scan d b c", &inputs);
        assert_eq!([skip_mul, skip_add], [e * (mul + 1), e * (add + 1)]);
    }

    #[test]
    fn what_belongs_together() {
        let with = |b: &str, c: &str| refusal("scan d b c", &["10x6", "10x6", b, c]).0;
        assert_eq!(with("10x4", "10x5"), "`c` of `scan` must have the shape 10×4, not 10×5");
        assert!(with("9x4", "9x4").starts_with("`b` of `scan` must have the shape 10×16"));
        assert!(refusal("scan d b c", &["10x6", "10x5", "10x4", "10x4"]).0.starts_with("`delta`"));
        assert!(refusal("scan d b c", &["6", "6", "4", "4"]).0.contains("steps × channels"));
        assert!(refusal("scan", &["10x6"]).0.contains("needs `delta`"));
    }
}
