//! Functions of each element that have no parameters: a table of them.

use super::costs::{Costs, custom};
use crate::import::dims;
use crate::import::element::ElementType;
use crate::import::graph::Node;
use crate::import::lower::Lowering;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};
use crate::import::value::Unary;

/// What stands for a function in the language.
#[derive(Clone, Copy, Debug)]
pub(super) enum Calls {
    /// An operation.
    One(&'static str),
    /// None: a `custom` that takes this for each element.
    Each(Costs),
}

use Calls::{Each, One};

const SPECIAL: Calls = Each(Costs { special: 1, ..Costs::NONE });

/// Rules of functions: the operator, what stands for it, and how its values are computed.
macro_rules! functions {
    ($($name:literal $calls:expr, $value:expr;)*) => {
        &[$(Rule {
            name: $name,
            shapes: |node| function(node, $value),
            lower: |lowering, node| lower(lowering, node, $calls),
            ..Rule::BASE
        }),*]
    };
}

pub(super) const RULES: &[Rule] = functions! {
    "Abs" One("abs"), Some(Unary::Abs);
    "Acos" SPECIAL, Some(Unary::Acos);
    "Acosh" SPECIAL, Some(Unary::Acosh);
    "Asin" SPECIAL, Some(Unary::Asin);
    "Asinh" SPECIAL, Some(Unary::Asinh);
    "Atan" SPECIAL, Some(Unary::Atan);
    "Atanh" SPECIAL, Some(Unary::Atanh);
    // One logical operation, counted as the language counts `logicalnot`.
    "BitwiseNot" Each(Costs { cmp: 1, ..Costs::NONE }), Some(Unary::BitwiseNot);
    "Ceil" One("ceil"), Some(Unary::Ceil);
    "Cos" One("cos"), Some(Unary::Cos);
    "Cosh" SPECIAL, Some(Unary::Cosh);
    "Erf" One("erf"), Some(Unary::Erf);
    "Exp" One("exp"), Some(Unary::Exp);
    "Floor" One("floor"), Some(Unary::Floor);
    // Its slope and its shift do not change what it costs.
    "HardSigmoid" One("hardsigmoid"), None;
    "HardSwish" One("hardswish"), None;
    "Log" One("log"), Some(Unary::Log);
    "Mish" One("mish"), None;
    "Neg" One("neg"), Some(Unary::Neg);
    "Not" One("logicalnot"), Some(Unary::Not);
    "Reciprocal" One("reciprocal"), Some(Unary::Reciprocal);
    "Relu" One("relu"), Some(Unary::Relu);
    "Round" One("round"), Some(Unary::Round);
    "Selu" One("selu"), None;
    "Sigmoid" One("sigmoid"), Some(Unary::Sigmoid);
    "Sign" One("sign"), Some(Unary::Sign);
    "Sin" One("sin"), Some(Unary::Sin);
    "Sinh" SPECIAL, Some(Unary::Sinh);
    "Softplus" One("softplus"), Some(Unary::Softplus);
    // x / (1 + |x|).
    "Softsign" Each(Costs { cmp: 1, add: 1, div: 1, ..Costs::NONE }), Some(Unary::Softsign);
    "Sqrt" One("sqrt"), Some(Unary::Sqrt);
    "Tan" SPECIAL, Some(Unary::Tan);
    "Tanh" One("tanh"), Some(Unary::Tanh);
};

/// The shapes of a function of each element of the first input; its output is like the input.
pub(super) fn function(node: &Shaping<'_>, value: Option<Unary>) -> Result<Outputs, Failure> {
    let output = node.like(0)?;
    let dtype = output.dtype;
    let value = value.and_then(|function| node.value(0)?.unary(function, dtype));
    output.valued(value).only()
}

/// The same of a function that tells whether something holds.
pub(super) fn test(node: &Shaping<'_>, test: Unary) -> Result<Outputs, Failure> {
    let value = node.value(0).and_then(|value| value.unary(test, ElementType::Bool));
    Output::new(node.dims(0)?, ElementType::Bool).valued(value).only()
}

/// The calls of a function of each element of the first input.
pub(super) fn lower(lowering: &mut Lowering<'_>, node: &Node, calls: Calls) -> Result<(), Failure> {
    let input = lowering.operand(node, 0)?;
    match calls {
        One(op) => lowering.call(op).from(input.var).make(node.output(0), input.sample),
        Each(costs) => {
            let elements = dims::elements(lowering.shape_of(input)).unwrap_or(u64::MAX);
            custom(lowering, node, costs.times(elements)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::rules::testing::one;
    use crate::import::value::{Data, Value};

    #[test]
    fn operators_with_and_without_an_operation() {
        assert_eq!(one("Abs").data(&[1, 3, 4]).text(), "abs");
        assert_eq!(
            one("Softsign").data(&[1, 3, 4]).text(),
            "custom \"Softsign\" 3x4 add=12 div=12 cmp=12"
        );
        assert_eq!(one("Tan").data(&[2, 3]).text(), "custom \"Tan\" 2x3 special=6");
        assert_eq!(one("Not").data(&[1, 3]).text(), "logicalnot");
    }

    #[test]
    fn values_are_computed() {
        let floats = Value::floats(vec![-0.5, 1.5, 2.5]).expect("few");
        let round = one("Round").known(floats, crate::import::element::ElementType::F32);
        // Halves go to the even integer.
        assert_eq!(round.value().expect("known").data, Data::Floats(vec![-0.0, 2.0, 2.0]));
        assert_eq!(
            one("BitwiseNot").ints(&[0, 5]).value().expect("known").data,
            Data::Ints(vec![-1, -6])
        );
    }
}
