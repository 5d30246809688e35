//! Arguments that cannot be what their place says, and what may be meant by them.

use super::literals::{literal, size, with_sizes};
use crate::check::scope::Lookup;
use crate::check::signature::Signature;
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::Span;
use crate::syntax::tree::{Argument, Call, Expr, ExprKind, FunctionCall, Operand};
use crate::value::functions;

/// The word that an argument is, if it calls something and means nothing else here.
pub(crate) fn called<'a>(argument: &Argument<'a>, names: &dyn Lookup) -> Option<&'a str> {
    let Operand::Expr(expr) = &argument.value else { return None };
    let word = expr.bare_word().filter(|_| argument.name.is_none())?;
    (names.is_called(word) && !names.is_visible(word)).then_some(word)
}

/// The problem of an argument that calls something and fills nothing: the `;` before it is missing.
pub(crate) fn next_statement(
    call: &Call<'_>,
    index: usize,
    names: &dyn Lookup,
) -> Option<SyntaxProblem> {
    let rest = call.arguments.get(index..)?;
    let argument = rest.first()?;
    let word = called(argument, names)?;
    // What follows may be more of the same: `conv 64 k3 bn relu`.
    let words = rest.iter().map(|argument| called(argument, names)).collect::<Option<Vec<_>>>();
    let (words, last) = match (words, rest.last()) {
        (Some(words), Some(last)) => (words, last),
        _ => (vec![word], argument),
    };
    let before = index.checked_sub(1).and_then(|at| call.arguments.get(at));
    let before = before.map_or(call.name.span, |before| before.span());
    let place = Span::new(before.end, last.span().end);
    let statements: String = words.iter().map(|word| format!("; {word}")).collect();
    let help = format!("write `{statements}`, or begin a new line");
    Some(SyntaxProblem::MissingSemicolon {
        found: word.to_owned(),
        span: argument.span(),
        help: Fix::safe(place, statements).said(help),
    })
}

/// `k 3`: the name of a parameter, a space, and its value.
pub(crate) fn spaced_value(
    signature: &Signature<'_>,
    call: &Call<'_>,
    index: usize,
    names: &dyn Lookup,
) -> Option<CallProblem> {
    let [argument, value, ..] = call.arguments.get(index..)? else { return None };
    let Operand::Expr(expr) = &argument.value else { return None };
    let word = expr.bare_word().filter(|word| !names.is_visible(word))?;
    let nameless = argument.name.is_none() && value.name.is_none();
    let parameter = signature.find(word).filter(|_| nameless)?;
    let Operand::Expr(value) = &value.value else { return None };
    let literal = literal(value).filter(|_| !signature.is_flag(parameter))?;
    let (operation, span) = (signature.name.to_owned(), argument.span());
    let is_short = matches!(value.kind, ExprKind::Dims(_)) || value.whole().is_some();
    let better = format!("{word}{}{literal}", if is_short { "" } else { "=" });
    let help = Fix::safe(span.to(value.span), better).write();
    Some(CallProblem::NotAFlag { operation, parameter: word.to_owned(), span, help })
}

/// A number in the place of a flag, after the size of the input: `linear 64 10`.
pub(crate) fn input_size(
    signature: &Signature<'_>,
    index: usize,
    expr: &Expr<'_>,
    first: &Argument<'_>,
) -> Option<Box<DiagnosticKind>> {
    let in_flag = signature.is_flag(index) && index == 1;
    if !in_flag || first.name.is_some() || !matches!(expr.kind, ExprKind::Number(_)) {
        return None;
    }
    let help = "leave out the size of the input, which is inferred: write only that of the output";
    let fix = Fix::guess(Span::new(first.span().start, expr.span.start), "");
    Some(number_for_flag(signature, signature.parameter(index), expr.span, fix.said(help)))
}

/// `reshape -1 64 32`: the sizes of a shape as arguments of their own, before the one at an index.
pub(crate) fn shape_in_parts(call: &Call<'_>, index: usize) -> Help {
    let words = "a shape is one argument: `3x224x224`, or `(c, h, w)`";
    let all = || call.arguments.iter().filter(|argument| argument.name.is_none());
    let parts = all().skip(index.saturating_sub(1));
    let sizes: Option<Vec<String>> = parts.clone().map(part).collect();
    let (Some(sizes), Some(first), Some(last)) = (sizes, parts.clone().next(), parts.last()) else {
        return words.into();
    };
    let digits = |size: &String| size.bytes().all(|byte| byte.is_ascii_digit());
    let shape = match sizes.iter().all(digits) {
        true => sizes.join("x"),
        false => format!("({})", sizes.join(", ")),
    };
    let help = format!("a shape is one argument: write `{shape}`");
    Fix::safe(first.span().to(last.span()), shape).said(help).or(words)
}

/// The text of an argument that is a size: an integer or a name.
fn part(argument: &Argument<'_>) -> Option<String> {
    let Operand::Expr(value) = &argument.value else { return None };
    let word = value.bare_word().map(str::to_owned);
    word.or_else(|| literal(value).filter(|_| !matches!(value.kind, ExprKind::Tuple(_))))
}

/// `conv 3 64 k3`: the input channels are written before the output channels, which then set the kernel.
pub(crate) fn input_channels(
    signature: &Signature<'_>,
    call: &Call<'_>,
    earlier: &Argument<'_>,
) -> Option<Help> {
    let [first, second, ..] = &*call.arguments else { return None };
    let is_kernel = (signature.parameter(0), signature.parameter(1)) == ("out", "k");
    let channels = size(first).filter(|_| first.name.is_none())?;
    let second = Some(second).filter(|second| second.span() == earlier.span())?;
    size(second).filter(|_| is_kernel)?;
    let left_out = Span::new(first.span().start, second.span().start);
    let help = format!("leave out `{channels}`: the channels of the input are inferred");
    Some(Fix::guess(left_out, "").said(help).or("remove one of them"))
}

/// `conv x 16 k3`, `relu x`: a tensor before the other arguments.
pub(crate) fn from_tensor(
    operation: &str,
    call: &Call<'_>,
    argument: &Argument<'_>,
    tensor: &str,
) -> CallProblem {
    let from = format!("`from {tensor}; {operation} …`");
    let name = call.name;
    let first = call.arguments.first().is_some_and(|first| first.span() == argument.span());
    let help = format!("write {from}: it works on the current tensor");
    let help = if first {
        // The word moves in front of the operation.
        let span = name.span.to(argument.span());
        Fix::guess(span, format!("from {tensor}; {}", name.text)).said(help.clone()).or(help)
    } else {
        help.into()
    };
    CallProblem::TensorGiven {
        operation: operation.to_owned(),
        tensor: tensor.to_owned(),
        span: argument.span(),
        help,
    }
}

/// The value of a parameter in parentheses: `k(3)`.
pub(crate) fn called_parameter(
    signature: &Signature<'_>,
    expr: &Expr<'_>,
) -> Option<Box<DiagnosticKind>> {
    let ExprKind::Call(call) = &expr.kind else { return None };
    let FunctionCall { function, arguments } = &**call;
    let named = signature.find(function.text).is_some();
    if !named || functions::find(function.text).is_some() {
        return None;
    }
    let values = arguments.iter().map(|(_, value)| literal(value));
    let values: Vec<_> = values.collect::<Option<_>>()?;
    let better = with_sizes(function.text, &values);
    let operation = signature.name.to_owned();
    let (parameter, span) = (function.text.to_owned(), function.span);
    let help = Fix::safe(expr.span, better).write();
    Some(CallProblem::NotAFlag { operation, parameter, span, help }.into())
}

/// The problem of a number in the place of `true` or `false`.
pub(crate) fn number_for_flag(
    signature: &Signature<'_>,
    flag: &str,
    span: Span,
    help: Help,
) -> Box<DiagnosticKind> {
    CallProblem::WrongType {
        operation: signature.name.to_owned(),
        parameter: flag.to_owned(),
        expected: "`true` or `false`".to_owned(),
        found: "a number".to_owned(),
        span,
        help: Some(help),
    }
    .into()
}
