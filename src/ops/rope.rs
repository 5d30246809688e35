//! Rotary position embedding: `rope`.

use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{Function, FunctionKind, OpKind};

pub(super) static ROPE: Operation = Operation {
    name: "rope",
    aliases: &["rotaryembedding"],
    summary: "rotary position embedding of queries or keys",
    doc: r"
The shape is unchanged. Pairs of features are rotated by an angle that grows with the position (Su et al., RoFormer,
2021): all features of the last axis, or the first `dim` of them. With `heads`, the last axis consists of that many
heads, and `dim` is the number of features per head.

Each rotated element takes 2 multiplications and an addition. The sines and cosines are not counted.",
    example: Example { after: "32x1024x128", code: "rope" },
    parameters: &[
        ParameterSpec::new(
            "dim",
            Kind::Integer(2),
            DefaultValue::Absent("all"),
            "the number of features of a head that are rotated",
        )
        .words(&["all"]),
        ParameterSpec::new(
            "heads",
            Kind::Integer(1),
            DefaultValue::Integer(1),
            "the number of heads in the last axis",
        ),
    ],
    infer: apply,
    ..Operation::BASE
};

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let shape = context.at_least(2, "positions × features, and axes before them")?;
    let features = shape.axes().last().copied().unwrap_or(1);
    let heads = context.count("heads")?;
    let of_head = features / heads;
    if !features.is_multiple_of(heads) || of_head % 2 != 0 {
        let bound = format!("a divisor of {features} that leaves an even number of features");
        return Err(context.out_of_range("heads", bound, heads));
    }
    let rotated = context.given("dim").map(|_| context.count("dim")).transpose()?;
    let rotated = rotated.unwrap_or(of_head);
    if rotated % 2 != 0 || rotated > of_head {
        let bound = format!("even and at most the {of_head} features of a head");
        return Err(context.out_of_range("dim", bound, rotated));
    }
    let elements = shape.elements() / u64::from(of_head) * u64::from(rotated);
    Ok(Inferred::new(shape, OpKind::Function(Function { kind: FunctionKind::Rope, elements })))
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, refusal, shape};

    #[test]
    fn pairs_are_rotated() {
        assert_eq!(shape("rope", "32x1024x128"), "32x1024x128");
        // (x·cos − y·sin, x·sin + y·cos): 4 products and 2 sums for two elements.
        let y = 32 * 1024 * 128;
        assert_eq!(figures("rope", &["32x1024x128"]), [0, 2 * y, y, 0, 0, 0]);
        assert_eq!(figures("rope heads=32", &["1024x4096"]), [0, 2 * y, y, 0, 0, 0]);
        assert_eq!(figures("rope dim=32 heads=32", &["1024x4096"]), [0, y / 2, y / 4, 0, 0, 0]);
        assert!(refusal("rope", &["4x7"]).0.contains("even number of features"));
        assert!(refusal("rope 6", &["4x4"]).0.contains("at most the 4 features"));
        assert!(refusal("rope heads=3", &["4x8"]).0.contains("a divisor of 8"));
    }
}
