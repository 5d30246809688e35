//! What people write who come from elsewhere, as far as it takes names to see it.

use crate::check::resolve::binding::Scope;
use crate::check::resolve::signature::Signature;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::ops::{self, Operation};
use crate::source::Span;
use crate::syntax::tree::{Argument, Call, Expr, ExprKind, Name, Operand};

/// Operations under names that this language does not have, and that no slip leads to.
const OPERATIONS: &[(&str, &str)] = &[
    ("avgpooling", "avgpool"),
    ("concatenate", "concat"),
    ("convolution", "conv"),
    ("depthwise", "dwconv"),
    ("depthwiseconv", "dwconv"),
    ("divide", "div"),
    ("fullyconnected", "fc"),
    ("globalaveragepooling", "gap"),
    ("globalmaxpooling", "gmp"),
    ("hsigmoid", "hardsigmoid"),
    ("hswish", "hardswish"),
    ("lrelu", "leakyrelu"),
    ("maxpooling", "pool"),
    ("multiply", "mul"),
    ("plus", "add"),
    ("subtract", "sub"),
    ("transposedconv", "deconv"),
    ("upconv", "deconv"),
    ("upsampling", "upsample"),
];

/// The operation that another spelling stands for: `batchnorm2d`, `max_pool`, `hswish`.
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

/// What a word is that other languages have for a value.
pub(crate) fn value(word: &str) -> Option<&'static str> {
    match word {
        "True" | "TRUE" => Some("true"),
        "False" | "FALSE" => Some("false"),
        _ => None,
    }
}

/// What to do about a parameter that PyTorch or Keras has and this language has not.
pub(crate) fn named(name: Name<'_>, argument: &Argument<'_>, of: &Signature<'_>) -> Option<Help> {
    of.operation?;
    // With the blank in front of it.
    let whole = Span::new(argument.span().start.saturating_sub(1), argument.span().end);
    let known = |parameter: &&str| of.find(parameter).is_some();
    let parameter = match name.text {
        "in_channels" | "in_features" | "num_features" | "input_size" | "normalized_shape"
        | "input_dim" | "input_shape" => {
            let help = "leave it out: the network knows the size of its input";
            return Some(Fix::guess(whole, "").said(help));
        }
        "inplace" | "eps" | "momentum" | "device" | "batch_first" => {
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

/// `dim=1`: the batch is no axis.
fn axis(name: Name<'_>, argument: &Argument<'_>, of: &Signature<'_>) -> Option<Help> {
    of.find("axis")?;
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

/// A number, dimensions, or a tuple of numbers, as text.
pub(crate) fn literal(value: &Expr<'_>) -> Option<String> {
    match &value.kind {
        ExprKind::Number(number) => Some(number.number().to_string()),
        ExprKind::Dims(sizes) => {
            Some(sizes.iter().map(u64::to_string).collect::<Vec<_>>().join("x"))
        }
        ExprKind::Tuple(items) => {
            let items = items.iter().map(literal).collect::<Option<Vec<_>>>()?;
            Some(format!("({})", items.join(", "))).filter(|_| items.len() > 1)
        }
        ExprKind::Unary(prefixed) => match &prefixed.value.kind {
            ExprKind::Number(number) => Some(format!("-{}", number.number())),
            _ => None,
        },
        _ => None,
    }
}

/// A parameter with sizes, in shorthand where it can be.
pub(crate) fn with_sizes(parameter: &str, sizes: &[String]) -> String {
    let whole = |size: &String| size.bytes().all(|byte| byte.is_ascii_digit());
    match sizes {
        [size, rest @ ..] if whole(size) && rest.iter().all(|other| other == size) => {
            format!("{parameter}{size}")
        }
        [size] => format!("{parameter}={size}"),
        _ if sizes.iter().all(whole) => format!("{parameter}{}", sizes.join("x")),
        _ => format!("{parameter}=({})", sizes.join(", ")),
    }
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
        let blank = if apart.is_empty() { "" } else { " " };
        let (sizes, after) = digits.split_at(length);
        apart.push_str(&format!("{blank}{name}{sizes}"));
        rest = after;
    }
    Some(apart)
}

/// `3 x 224 x 224`
pub(crate) fn spaced_dimensions(call: &Call<'_>, scope: &dyn Scope) -> Option<SyntaxProblem> {
    let [first, rest @ ..] = &*call.arguments else { return None };
    if !is_word(rest.first()?, "x") || scope.is_visible("x") {
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
pub(crate) fn kernel_first(call: &Call<'_>, of: &Signature<'_>) -> Option<CallProblem> {
    let [kernel, out, ..] = &*call.arguments else { return None };
    let Operand::Expr(Expr { kind: ExprKind::Dims(sizes), span }) = &kernel.value else {
        return None;
    };
    if kernel.name.is_some() || of.operation.is_none() || of.find("out") != Some(0) {
        return None;
    }
    of.find("k")?;
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

/// `k3`, `k1x7`
fn kernel_of(sizes: &[u64]) -> String {
    match sizes {
        [first, rest @ ..] if rest.iter().all(|size| size == first) => format!("k{first}"),
        _ => format!("k{}", sizes.iter().map(u64::to_string).collect::<Vec<_>>().join("x")),
    }
}

/// `conv3x3` as `conv` and `k3`.
pub(crate) fn kernel_in_name(name: &str) -> Option<(&'static Operation, String)> {
    let letters = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == 'x');
    let sizes =
        name.strip_prefix(letters)?.split('x').map(str::parse).collect::<Result<Vec<u64>, _>>();
    let operation = ops::find(letters.trim_end_matches('_'))?;
    let sizes =
        sizes.ok().filter(|_| operation.parameters.iter().any(|known| known.name == "k"))?;
    Some((operation, kernel_of(&sizes)))
}

/// The whole number that an argument without a name is.
pub(crate) fn whole(argument: &Argument<'_>) -> Option<i128> {
    match &argument.value {
        Operand::Expr(value) if argument.name.is_none() => value.whole(),
        _ => None,
    }
}

fn is_word(argument: &Argument<'_>, word: &str) -> bool {
    let Operand::Expr(value) = &argument.value else { return false };
    argument.name.is_none() && value.bare_word() == Some(word)
}

fn size(argument: &Argument<'_>) -> Option<String> {
    let Operand::Expr(value) = &argument.value else { return None };
    literal(value).filter(|_| value.whole().is_some())
}
