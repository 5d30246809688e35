//! Names and spellings of PyTorch, Keras and other tools, and what they are called here.

use super::literals::{is_word, kernel_of, literal, size};
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::ops::{self, Operation};
use crate::source::Span;
use crate::syntax::tree::{Argument, Call, Expr, ExprKind, Name, Operand};

/// Names that other tools give to operations and that are too far from ours to be typing mistakes.
const OPERATIONS: &[(&str, &str)] = &[
    ("avgpooling", "avgpool"),
    ("circularpad", "pad"),
    ("concatenate", "concat"),
    ("constantpad", "pad"),
    ("convolution", "conv"),
    ("depthwise", "dwconv"),
    ("depthwiseconv", "dwconv"),
    ("divide", "div"),
    ("fullyconnected", "fc"),
    ("gemm", "linear"),
    ("globalaveragepool", "gap"),
    ("globalaveragepooling", "gap"),
    ("globalmaxpool", "gmp"),
    ("globalmaxpooling", "gmp"),
    ("greaterorequal", "ge"),
    ("hsigmoid", "hardsigmoid"),
    ("hswish", "hardswish"),
    ("lessorequal", "le"),
    ("lrelu", "leakyrelu"),
    ("maskedfill", "where"),
    ("maxpooling", "pool"),
    ("multiply", "mul"),
    ("plus", "add"),
    ("reducel1", "norm"),
    ("reducel2", "norm"),
    ("reducelogsumexp", "logsumexp"),
    ("reducemax", "max"),
    ("reducemean", "mean"),
    ("reducemin", "min"),
    ("reduceprod", "prod"),
    ("reducesum", "sum"),
    ("reflectionpad", "pad"),
    ("replicationpad", "pad"),
    ("resize", "upsample"),
    ("scatteradd", "scatter"),
    ("scatterreduce", "scatter"),
    ("subtract", "sub"),
    ("transposedconv", "deconv"),
    ("upconv", "deconv"),
    ("upsampling", "upsample"),
    ("vectornorm", "norm"),
    ("zeropad", "pad"),
];

/// Names that mean one of two operations here: the name, the likelier operation, and how to choose.
const CHOICES: &[(&str, &str, &str)] =
    &[("dense", "linear", "write `linear` for the last axis, or `fc` after flattening")];

/// The likelier of two operations that a name may mean, and how to choose between them.
pub(crate) fn choice(name: &str) -> Option<(&'static str, &'static str)> {
    let choice = CHOICES.iter().find(|(other, ..)| name.eq_ignore_ascii_case(other));
    choice.map(|(_, operation, help)| (*operation, *help))
}

/// The operation that a name means elsewhere: `batchnorm2d`, `max_pool`, `hswish`.
pub(crate) fn operation(name: &str, is_known: impl Fn(&str) -> bool) -> Option<String> {
    let lower = name.to_ascii_lowercase().replace('_', "");
    let plain = ["1d", "2d", "3d"].iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(&lower);
    let other = OPERATIONS.iter().find(|(other, _)| *other == plain);
    match other {
        Some((_, operation)) => Some((*operation).to_owned()),
        None => {
            let canonical = ops::find(plain).map_or(plain, |operation| operation.name);
            Some(canonical.to_owned()).filter(|canonical| canonical != name && is_known(canonical))
        }
    }
}

/// The value that a word means in other languages.
pub(crate) fn value(word: &str) -> Option<&'static str> {
    match word {
        "True" | "TRUE" => Some("true"),
        "False" | "FALSE" => Some("false"),
        "None" => Some("none"),
        _ => None,
    }
}

/// What to write in place of a parameter that an operation has in PyTorch or Keras only.
pub(crate) fn named(
    name: Name<'_>,
    argument: &Argument<'_>,
    of: &'static Operation,
) -> Option<Help> {
    // With the space before it.
    let whole = Span::new(argument.span().start.saturating_sub(1), argument.span().end);
    let known = |parameter: &&str| of.parameter(parameter).is_some();
    let parameter = match name.text {
        "in_channels" | "in_features" | "num_features" | "input_size" | "normalized_shape"
        | "input_dim" | "input_shape" => {
            let help = "leave it out: the network knows the size of its input";
            return Some(Fix::guess(whole, "").said(help));
        }
        "padding_mode" => {
            let help = "leave it out: what the padding holds changes no figure";
            return Some(Fix::guess(whole, "").said(help));
        }
        "activation" => return activation(argument, whole),
        "inplace" | "eps" | "momentum" | "device" | "batch_first" | "name"
        | "kernel_initializer" => {
            return Some(Fix::guess(whole, "").said("leave it out: it makes no difference here"));
        }
        "dim" => return axis(name, argument, of),
        "out_channels" | "out_features" | "filters" | "units" | "hidden_size" | "output_size" => {
            ["out", "hidden", "size"].iter().find(|parameter| known(parameter))
        }
        "num_heads" => ["heads"].iter().find(|parameter| known(parameter)),
        "scale_factor" => ["factor"].iter().find(|parameter| known(parameter)),
        "strides" => ["s"].iter().find(|parameter| known(parameter)),
        "use_bias" => ["bias"].iter().find(|parameter| known(parameter)),
        "negative_slope" => ["slope"].iter().find(|parameter| known(parameter)),
        _ => None,
    }?;
    Some(Fix::guess(name.span, *parameter).said(format!("write `{parameter}=`")))
}

/// `activation=relu`, which is a statement of its own.
fn activation(argument: &Argument<'_>, whole: Span) -> Option<Help> {
    let Operand::Expr(value) = &argument.value else { return None };
    let word = match &value.kind {
        ExprKind::String(word) => word,
        _ => value.bare_word()?,
    };
    let operation = ops::find(word)?.name;
    let help = format!("write `; {operation}` after the call");
    Some(Fix::guess(whole, format!("; {operation}")).said(help))
}

/// `dim=1`, which counts the batch as an axis.
fn axis(name: Name<'_>, argument: &Argument<'_>, of: &'static Operation) -> Option<Help> {
    of.parameter("axis")?;
    let Operand::Expr(value) = &argument.value else { return None };
    let shown = literal(value)?;
    let axis = match (value.whole(), &value.kind) {
        (Some(axis @ 1..), _) => (axis - 1).to_string(),
        (_, ExprKind::Unary(..)) => shown,
        _ => return None,
    };
    let better = format!("axis={axis}");
    let help = format!("write `{better}`: axes are counted without the batch");
    Some(Fix::guess(name.span.to(argument.span()), better).said(help))
}

/// `k3p1` as `k3 p1`, if these are all parameters.
pub(crate) fn shorthands_apart(word: &str, is_parameter: impl Fn(&str) -> bool) -> Option<String> {
    let mut apart = String::new();
    let mut rest = word;
    while !rest.is_empty() {
        let letters = rest.find(|letter: char| letter.is_ascii_digit())?;
        let (name, digits) = rest.split_at(letters);
        let is_part = |letter: char| letter.is_ascii_digit() || letter == 'x';
        let length = digits.find(|letter| !is_part(letter)).unwrap_or(digits.len());
        if !is_parameter(name) {
            return None;
        }
        let space = if apart.is_empty() { "" } else { " " };
        let (sizes, after) = digits.split_at(length);
        apart.push_str(&format!("{space}{name}{sizes}"));
        rest = after;
    }
    Some(apart)
}

/// `3 x 224 x 224`, where `x` is not a visible name.
pub(crate) fn spaced_dimensions(
    call: &Call<'_>,
    is_visible: impl Fn(&str) -> bool,
) -> Option<SyntaxProblem> {
    let [first, rest @ ..] = &*call.arguments else { return None };
    if !is_word(rest.first()?, "x") || is_visible("x") {
        return None;
    }
    let mut sizes = vec![size(first)?];
    let mut last = first;
    for pair in rest.chunks(2) {
        let [x, next] = pair else { return None };
        sizes.push(size(next).filter(|_| is_word(x, "x"))?);
        last = next;
    }
    let span = first.span().to(last.span());
    Some(SyntaxProblem::SpacedOperator { span, help: Fix::safe(span, sizes.join("x")).write() })
}

/// `conv 3x3 64`: the kernel before the channels.
pub(crate) fn kernel_first(call: &Call<'_>, of: &'static Operation) -> Option<CallProblem> {
    let [kernel, out, ..] = &*call.arguments else { return None };
    let Operand::Expr(Expr { kind: ExprKind::Dims(sizes), span }) = &kernel.value else {
        return None;
    };
    if kernel.name.is_some() || of.parameter("out") != Some(0) {
        return None;
    }
    of.parameter("k")?;
    let better = format!("{} {}", size(out)?, kernel_of(sizes));
    let help = format!("write `{} {better}`", call.name.text);
    Some(CallProblem::WrongType {
        operation: of.name.to_owned(),
        parameter: "out".to_owned(),
        expected: "an integer".to_owned(),
        found: format!("a tuple of {}", sizes.len()),
        span: *span,
        help: Some(Fix::safe(span.to(out.span()), better).said(help)),
    })
}
