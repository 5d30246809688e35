//! Activations: `silu`, `hardsigmoid`, `hardswish`, `mish`, `gelu`.

use std::f64::consts::FRAC_1_SQRT_2;

use super::Pattern;
use super::search::{Inner, Match, Product, Search, close};
use crate::import::graph::{Node, NodeId, TensorId};
use crate::import::rule::Rule;

pub(super) const PATTERNS: &[Pattern] = &[Pattern { ends: &["Mul", "Div"], find }];

/// A rule that stands for an operation on the first input.
macro_rules! activation {
    ($rule:ident, $name:literal, $op:literal) => {
        static $rule: Rule = Rule {
            name: $name,
            lower: |lowering, node| {
                let input = lowering.input(node, 0)?;
                let made = lowering.unary($op, input);
                lowering.finish(node.output(0), made)
            },
            ..Rule::BASE
        };
    };
}

activation!(SILU, "netcost.Silu", "silu");
activation!(HARD_SIGMOID, "netcost.HardSigmoid", "hardsigmoid");
activation!(HARD_SWISH, "netcost.HardSwish", "hardswish");
activation!(MISH, "netcost.Mish", "mish");
activation!(GELU, "netcost.Gelu", "gelu");

fn find(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let Product { factor, tensors, inner } = search.product(last)?;
    let found = match *tensors.as_slice() {
        [y] => vec![hard_sigmoid(search, y, factor)],
        [x, y] => vec![gated(search, x, y, factor), gated(search, y, x, factor)],
        _ => return None,
    };
    let mut found = found.into_iter().flatten();
    found.find_map(|(name, rule, x, more)| {
        let inner = inner.iter().copied().chain(more).collect();
        search.alone(last, Match::new(name, rule, x, inner))
    })
}

/// What was found, the tensor that it is a function of, and nodes before the last one.
type Found = (&'static str, &'static Rule, TensorId, Inner);

/// `clip(x + 3, 0, 6) / 6`.
fn hard_sigmoid(search: &Search<'_>, y: TensorId, factor: f64) -> Option<Found> {
    let (x, inner) = shifted(search, y).filter(|_| close(factor, 1.0 / 6.0))?;
    Some(("hardsigmoid", &HARD_SIGMOID, x, inner))
}

/// `x` times a function of it.
fn gated(search: &Search<'_>, x: TensorId, y: TensorId, factor: f64) -> Option<Found> {
    let (id, node) = search.maker(y)?;
    let is_x = |tensor: Option<TensorId>| tensor.is_some_and(|tensor| search.same(tensor, x));
    if close(factor, 1.0) {
        let inner = Inner::from_iter([id]);
        return match &*node.op {
            "Sigmoid" if is_x(node.input(0)) => Some(("silu", &SILU, x, inner)),
            "HardSigmoid" if is_x(node.input(0)) && is_sixth(node) => {
                Some(("hardswish", &HARD_SWISH, x, inner))
            }
            "netcost.HardSigmoid" if is_x(node.input(0)) => {
                Some(("hardswish", &HARD_SWISH, x, inner))
            }
            "Tanh" => {
                let (softplus, node) = search.before(node, 0, "Softplus")?;
                let inner = Inner::from_iter([id, softplus]);
                is_x(node.input(0)).then_some(("mish", &MISH, x, inner))
            }
            _ => None,
        };
    }
    if close(factor, 1.0 / 6.0) {
        let (of, inner) = shifted(search, y)?;
        return search.same(of, x).then_some(("hardswish", &HARD_SWISH, x, inner));
    }
    let function = search.plus(node, 1.0).filter(|_| &*node.op == "Add" && close(factor, 0.5))?;
    let (function, node) = search.maker(function)?;
    let within = search.factors(node.input(0)?);
    let is_it = match &*node.op {
        "Erf" => {
            let only = matches!(*within.tensors.as_slice(), [of] if search.same(of, x));
            close(within.factor, FRAC_1_SQRT_2).then_some(Inner::new()).filter(|_| only)
        }
        "Tanh" => cubic(search, x, &within),
        _ => None,
    };
    let inner = [id, function].into_iter().chain(within.inner).chain(is_it?);
    Some(("gelu", &GELU, x, inner.collect()))
}

/// Whether a `HardSigmoid` is PyTorch's.
fn is_sixth(node: &Node) -> bool {
    let [alpha, beta] =
        [("alpha", 0.2), ("beta", 0.5)].map(|(name, default)| node.float(name).unwrap_or(default));
    close(alpha, 1.0 / 6.0) && close(beta, 0.5)
}

/// The x of `clip(x + 3, 0, 6)`.
fn shifted(search: &Search<'_>, y: TensorId) -> Option<(TensorId, Inner)> {
    let (clip, node) = search.made_by(y, "Clip")?;
    let limit = |name: &str, input: usize| match node.input(input) {
        Some(id) => search.number(id),
        None => node.float(name),
    };
    if limit("min", 1) != Some(0.0) || limit("max", 2) != Some(6.0) {
        return None;
    }
    let (add, node) = search.before(node, 0, "Add")?;
    Some((search.plus(node, 3.0)?, Inner::from_iter([clip, add])))
}

/// Whether a product is `√(2/π)·(x + 0.044715·x³)`, or the same with x in front.
fn cubic(search: &Search<'_>, x: TensorId, product: &Product) -> Option<Inner> {
    const FACTOR: f64 = 0.797_884_560_802_865_4;
    const CUBIC: f64 = 0.044_715;
    close(product.factor, FACTOR).then_some(())?;
    let (sum, power, first) = match *product.tensors.as_slice() {
        [sum] => (sum, 3, Some(x)),
        [a, b] if search.same(a, x) => (b, 2, None),
        [a, b] if search.same(b, x) => (a, 2, None),
        _ => return None,
    };
    let (add, node) = search.made_by(sum, "Add")?;
    let term = match first {
        None => search.plus(node, 1.0)?,
        Some(x) => {
            let operands = search.operands(node)?;
            operands.into_iter().find(|(it, _)| search.same(*it, x)).map(|(_, term)| term)?
        }
    };
    let term = search.factors(term);
    let mut inner: Inner = term.inner.iter().copied().chain([add]).collect();
    let mut degree = 0.0;
    for tensor in &term.tensors {
        if search.same(*tensor, x) {
            degree += 1.0;
            continue;
        }
        let (pow, node) = search.made_by(*tensor, "Pow")?;
        search.same(node.input(0)?, x).then_some(())?;
        degree += search.number(node.input(1)?)?;
        inner.push(pow);
    }
    (close(term.factor, CUBIC) && degree == f64::from(power)).then_some(inner)
}
