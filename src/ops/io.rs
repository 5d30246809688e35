//! Where tensors come from and go: `input`, `weight`, `from`, `output`.

use super::inferred::{Inferred, InferredParameter, VIEW};
use super::operation::{Example, Operation, Role, Takes};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};

pub(super) const SHAPE: ParameterSpec = ParameterSpec::new(
    "shape",
    Kind::Shape,
    DefaultValue::Required,
    "its shape, without the batch",
);

pub(super) static INPUT: Operation = Operation {
    name: "input",
    summary: "an input of the network",
    doc: r"
The shape is that of one sample: channels first, without the batch. A number is a shape of one axis. A network may have
several inputs; labels name them.

It is not a layer and counts nothing.",
    example: Example { after: "", code: "input 3x224x224" },
    takes: Takes::Nothing,
    role: Role::Input,
    parameters: &[SHAPE],
    infer: |context| Ok(Inferred::new(context.shape("shape")?, VIEW)),
    ..Operation::BASE
};

pub(super) static WEIGHT: Operation = Operation {
    name: "weight",
    summary: "a learned tensor: a class token, a position table",
    doc: r"
The tensor is the layer's parameter, the same for all samples; `nolearned` makes it a buffer.

It computes, reads and writes nothing: the layer that uses it reads it.",
    example: Example {
        after: "196x768",
        code: "concat { weight 1x768 } it\nadd { weight 197x768 }",
    },
    takes: Takes::Nothing,
    parameters: &[
        SHAPE,
        ParameterSpec::new(
            "learned",
            Kind::Flag,
            DefaultValue::Bool(true),
            "whether it is learned",
        ),
    ],
    infer: |context| {
        let shape = context.shape("shape")?;
        let stored = match context.flag("learned")? {
            true => InferredParameter::learned("weight", shape),
            false => InferredParameter::buffer("weight", shape),
        };
        Ok(Inferred::new(shape, VIEW).storing([stored]))
    },
    ..Operation::BASE
};

const TENSOR: ParameterSpec =
    ParameterSpec::new("tensor", Kind::Tensor, DefaultValue::Required, "an earlier tensor");

pub(super) static FROM: Operation = Operation {
    name: "from",
    summary: "makes an earlier tensor the current one",
    doc: r"
`from c5` makes the tensor that `c5` names the current one again.

It is not a layer and counts nothing.",
    example: Example {
        after: "64x56x56",
        code: "c2: conv 64 k3 p1\nc3: conv 64 k3 s2 p1\nfrom c2; conv 64\nadd { from c3; upsample 2 }",
    },
    takes: Takes::Names,
    role: Role::Select,
    parameters: &[TENSOR],
    ..Operation::BASE
};

pub(super) static OUTPUT: Operation = Operation {
    name: "output",
    summary: "the outputs of a block or of the network",
    doc: r"
`output a b` marks the named tensors as outputs, `output` alone marks the current one, in the order of execution. It
does not end the body, and does not change the current tensor. Without it, the output of a body is its last current
tensor.

It is not a layer and counts nothing.",
    example: Example {
        after: "64x56x56",
        code: "a: conv 64 k3 p1\nb: conv 128 k3 s2 p1\noutput a b",
    },
    takes: Takes::Names,
    role: Role::Output,
    rest: Some(ParameterSpec {
        name: "tensors",
        default: DefaultValue::Absent("it"),
        doc: "tensors by their names; the current one if none is given",
        ..TENSOR
    }),
    ..Operation::BASE
};

#[cfg(test)]
mod tests {
    use crate::ops::testing::{refusal, shapes, stored};

    #[test]
    fn inputs_and_weights() {
        assert_eq!(shapes("input 3x224x224", &[]), ["3×224×224"]);
        assert_eq!(shapes("input 128", &[]), ["128"]);
        assert_eq!(shapes("weight 1x768", &[]), ["1×768"]);
        assert_eq!(stored("weight 197x768", &[]), (197 * 768, 0));
        assert_eq!(stored("weight 197x768 nolearned", &[]), (0, 197 * 768));
    }

    #[test]
    fn shapes_have_limits() {
        assert_eq!(refusal("input 3x0x224", &[]).0, "axis 1 of 3×0×224 is zero");
        assert_eq!(refusal("input -3", &[]).0, "`shape` of `input` must be at least 0, not -3");
        assert_eq!(
            refusal("input 3000000000", &[]).0,
            "axis 0 would have size 3,000,000,000, more than the limit of 2,147,483,647"
        );
        assert_eq!(refusal("input 1x1x1x1x1x1x1x1x1", &[]).0, "a tensor has at most 8 axes, not 9");
        let message = refusal("input 2147483647x2147483647x4", &[]).0;
        assert!(message.ends_with("has more than 9,223,372,036,854,775,807 elements"), "{message}");
        assert!(refusal("input \"big\"", &[]).0.contains("takes a shape such as"));
    }
}
