//! Functions of one element.

use super::data::{Data, Value};
use crate::import::element::ElementType;

/// A function of one element, named as its ONNX operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unary {
    Abs,
    Neg,
    Sign,
    Relu,
    Floor,
    Ceil,
    /// To the nearest integer, halves to the even one.
    Round,
    Sqrt,
    Reciprocal,
    Exp,
    Log,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
    Erf,
    Sigmoid,
    Softplus,
    Softsign,
    Not,
    IsNan,
    IsInf {
        negative: bool,
        positive: bool,
    },
    BitwiseNot,
}

impl Value {
    /// A function of each element; `ty` is the type of the elements.
    pub(crate) fn unary(&self, op: Unary, ty: ElementType) -> Option<Value> {
        let with = |data| Value { dims: self.dims.clone(), data };
        if op.is_test() {
            let floats = self.data.floats();
            return Some(with(Data::Ints(
                floats.iter().map(|x| i64::from(op.holds(*x))).collect(),
            )));
        }
        if let Data::Ints(items) = &self.data
            && let Some(items) = items.iter().map(|x| op.int(*x)).collect()
        {
            return with(Data::Ints(items)).cast(ty);
        }
        let floats = self.data.floats();
        with(Data::Floats(floats.iter().map(|x| op.float(*x)).collect::<Option<_>>()?)).cast(ty)
    }
}

impl Unary {
    /// Whether results are truth values.
    fn is_test(self) -> bool {
        matches!(self, Unary::Not | Unary::IsNan | Unary::IsInf { .. })
    }

    /// What a test says of a float.
    fn holds(self, x: f64) -> bool {
        match self {
            Unary::Not => x == 0.0,
            Unary::IsNan => x.is_nan(),
            Unary::IsInf { negative, positive } => {
                x == f64::INFINITY && positive || x == f64::NEG_INFINITY && negative
            }
            _ => false,
        }
    }

    /// Of an integer, if it is one again.
    fn int(self, x: i64) -> Option<i64> {
        Some(match self {
            Unary::Abs => x.wrapping_abs(),
            Unary::Neg => x.wrapping_neg(),
            Unary::Sign => x.signum(),
            Unary::Relu => x.max(0),
            Unary::Floor | Unary::Ceil | Unary::Round => x,
            Unary::BitwiseNot => !x,
            _ => return None,
        })
    }

    /// Of a float.
    fn float(self, x: f64) -> Option<f64> {
        Some(match self {
            Unary::Abs => x.abs(),
            Unary::Neg => -x,
            Unary::Sign if x == 0.0 => 0.0,
            Unary::Sign => x.signum(),
            Unary::Relu if x.is_nan() => x,
            Unary::Relu => x.max(0.0),
            Unary::Floor => x.floor(),
            Unary::Ceil => x.ceil(),
            Unary::Round => x.round_ties_even(),
            Unary::Sqrt => x.sqrt(),
            Unary::Reciprocal => x.recip(),
            Unary::Exp => x.exp(),
            Unary::Log => x.ln(),
            Unary::Sin => x.sin(),
            Unary::Cos => x.cos(),
            Unary::Tan => x.tan(),
            Unary::Asin => x.asin(),
            Unary::Acos => x.acos(),
            Unary::Atan => x.atan(),
            Unary::Sinh => x.sinh(),
            Unary::Cosh => x.cosh(),
            Unary::Tanh => x.tanh(),
            Unary::Asinh => x.asinh(),
            Unary::Acosh => x.acosh(),
            Unary::Atanh => x.atanh(),
            Unary::Erf => erf(x),
            Unary::Sigmoid => (1.0 + (-x).exp()).recip(),
            // ln(1 + e^x), without an e^x beyond all floats.
            Unary::Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
            Unary::Softsign => x / (1.0 + x.abs()),
            Unary::Not | Unary::IsNan | Unary::IsInf { .. } | Unary::BitwiseNot => return None,
        })
    }
}

/// The error function, by the series 2/√π · e^(-x²) · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)), whose terms all have
/// the sign of x.
fn erf(x: f64) -> f64 {
    // Beyond, it is 1 in 64 bits.
    if x.is_nan() || x.abs() > 6.0 {
        return if x.is_nan() { x } else { x.signum() };
    }
    let (mut term, mut sum, mut divisor) = (x, x, 1.0);
    while term.abs() > sum.abs() * f64::EPSILON / 4.0 {
        divisor += 2.0;
        term *= 2.0 * x * x / divisor;
        sum += term;
    }
    core::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp() * sum
}
