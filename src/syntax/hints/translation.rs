//! Statements of PyTorch and Keras: `x = F.relu(self.conv1(x))`, `nn.Sequential(nn.Linear(9, 3))`.

use super::python::{PythonExpr, close, split, text, trimmed};
use super::pytorch;
use super::site::Site;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::Span;
use crate::syntax::keywords::is_reserved;
use crate::syntax::lexer::{Token, TokenKind, tokens};

/// The most methods called on results, `f(x).relu()`: each of them makes the tree one deeper.
const METHODS: usize = 64;

/// The statements that it is, in order; nothing if it cannot be said.
fn statements(expr: &PythonExpr<'_>) -> Option<Vec<String>> {
    let PythonExpr::Call { receiver, path, arguments, .. } = expr else { return None };
    let (name, owner) = path.split_last()?;
    let named: Vec<_> = arguments.iter().map(|(name, value)| (*name, value)).collect();
    if *name == "Sequential" {
        let items = arguments.iter().flat_map(|(_, value)| match value {
            PythonExpr::List(items, _) => items.iter().collect(),
            other => vec![other],
        });
        let statements = items.map(statements).collect::<Option<Vec<_>>>()?;
        return Some(statements.concat()).filter(|all| !all.is_empty());
    }
    if let ("add", [(None, layer @ PythonExpr::Call { .. })], [_, ..]) =
        (*name, named.as_slice(), owner)
    {
        return self::statements(layer);
    }
    if matches!(*name, "cat" | "concat" | "concatenate") {
        return concat(&named);
    }
    if let ("add" | "sub" | "mul" | "div" | "matmul", [(_, left), (_, right)]) =
        (*name, named.as_slice())
    {
        return Some(vec![format!("{name} {} {}", left.text(), right.text())]);
    }
    let method = receiver.is_some() || owner.first().is_some_and(|owner| !is_library(owner));
    let class = name.starts_with(|letter: char| letter.is_ascii_uppercase());
    let (tensor, rest) = match named.split_first() {
        _ if class => (None, named.as_slice()),
        _ if method => (receiver.as_deref(), named.as_slice()),
        Some(((None, tensor), rest)) if !owner.is_empty() => (Some(*tensor), rest),
        _ => return None,
    };
    let mut statements = match tensor {
        Some(tensor @ PythonExpr::Call { .. }) => statements(tensor)?,
        _ => Vec::new(),
    };
    match *name {
        "view" | "reshape" if method => statements.push(reshape(rest)?),
        "flatten" => statements.push("flatten".to_owned()),
        _ => statements.extend(pytorch::call(name, rest)?),
    }
    if owner.contains(&"slim") {
        slim(&mut statements, rest);
    }
    Some(statements)
}

/// Whether a word before a point is a library rather than a tensor.
fn is_library(word: &str) -> bool {
    matches!(word, "nn" | "F" | "torch" | "tf" | "keras" | "layers" | "slim" | "jnp" | "np")
}

/// What TF-slim does with a convolution if nothing else is said.
fn slim(statements: &mut Vec<String>, arguments: &[(Option<&str>, &PythonExpr<'_>)]) {
    let said = |name: &str| arguments.iter().any(|(known, _)| *known == Some(name));
    let Some(conv) = statements.last_mut().filter(|last| last.starts_with("conv ")) else { return };
    if !said("padding") {
        conv.push_str(" p=same");
    }
    if !said("activation_fn") {
        statements.push("relu".to_owned());
    }
}

/// `torch.cat([x, y], dim=1)`: the axis of channels is the first here.
fn concat(arguments: &[(Option<&str>, &PythonExpr<'_>)]) -> Option<Vec<String>> {
    let (_, PythonExpr::List(tensors, _)) = arguments.first()? else { return None };
    let mut call = "concat".to_owned();
    for tensor in tensors {
        let PythonExpr::Text(name) = tensor else { return None };
        call.push_str(&format!(" {name}"));
    }
    let axis = arguments.get(1).map(|(_, axis)| pytorch::without_batch(axis.text()));
    if let Some(axis) = axis.filter(|axis| axis != "0") {
        call.push_str(&format!(" axis={axis}"));
    }
    Some(vec![call])
}

/// `x.view(-1, 10)`: the first size is that of the batch.
fn reshape(arguments: &[(Option<&str>, &PythonExpr<'_>)]) -> Option<String> {
    let (_, sizes) = arguments.split_first()?;
    let sizes: Vec<_> = sizes.iter().map(|(_, size)| size.text()).collect();
    Some(match sizes.as_slice() {
        [] => return None,
        [_] => "flatten".to_owned(),
        sizes => format!("reshape {}", pytorch::plain(&format!("({})", sizes.join(", ")))),
    })
}

/// What a model of objects and calls is here.
const ONE_AFTER_ANOTHER: &str = "write layers one after another where they are used; each takes the output of the one \
                                 before: `conv 64 k3; bn; relu`";

/// The shape that Keras gives to the first layer, `input_shape=(28, 28, 1)`, with its channels first.
fn input_shape(expr: &PythonExpr<'_>) -> Option<String> {
    match expr {
        PythonExpr::Call { arguments, .. } => arguments.iter().find_map(|(name, value)| {
            let PythonExpr::List(sizes, _) = value else { return input_shape(value) };
            if *name != Some("input_shape") {
                return input_shape(value);
            }
            let mut sizes: Vec<_> = sizes.iter().map(PythonExpr::text).collect();
            let whole = |size: &&str| size.bytes().all(|byte| byte.is_ascii_digit());
            if sizes.len() > 2 {
                sizes.rotate_right(1);
            }
            let shape = sizes.join("x");
            Some(shape).filter(|_| !sizes.is_empty() && sizes.iter().all(whole))
        }),
        PythonExpr::List(items, _) => items.iter().find_map(input_shape),
        PythonExpr::Text(_) => None,
    }
}

/// Whether an `input` stands before the statement.
fn has_input(site: &Site<'_>) -> bool {
    tokens(site.above(), 0).any(|token| token.is("input"))
}

/// `conv(96)`, `nn.Conv2d(3, 64, 3)`, `x = F.relu(self.conv1(x))`
pub(super) fn call(site: &Site<'_>) -> Option<SyntaxProblem> {
    let (target, start) = assigned(site);
    let end = trimmed(site, start..site.claim.unwrap_or(site.tokens.len())).end;
    let mut bracket = (start..end).find(|index| {
        !matches!(site.at(*index).kind, TokenKind::Word) && !site.at(*index).is(".")
    })?;
    // `Relu (x)`
    let is_class = site.at(start).text.starts_with(|letter: char| letter.is_ascii_uppercase());
    let spaced = site.at(bracket).kind == TokenKind::Spaces && site.at(bracket + 1).is("(");
    if is_class && spaced {
        bracket += 1;
    }
    let function = site.token(site.before(bracket)?).filter(|word| word.kind == TokenKind::Word)?;
    let first = site.token(start)?;
    let is_read = site.here > bracket || is_reserved(first.text);
    if !site.at(bracket).is("(") || is_read || methods(site) > METHODS {
        return None;
    }
    let expr = PythonExpr::read(site, start..end);
    let help = match (statements(&expr), &expr) {
        (Some(statements), _) => {
            let better = labelled(target, &expr, statements);
            let shape = input_shape(&expr).filter(|_| !has_input(site));
            let input = shape.map(|shape| format!("input {shape}; ")).unwrap_or_default();
            Fix::guess(whole(site), format!("{input}{better}")).write().or(ONE_AFTER_ANOTHER)
        }
        _ if target.is_none()
            && bracket == start + 1
            && !first.text.starts_with(char::is_uppercase) =>
        {
            own(site, start, bracket, end)?
        }
        (None, PythonExpr::Call { path, .. })
            if path.len() > 1 || path.first() == Some(&"Sequential") =>
        {
            ONE_AFTER_ANOTHER.into()
        }
        _ => return None,
    };
    let span = site.span_of(site.at(bracket));
    Some(SyntaxProblem::CallInBrackets { operation: function.text.to_owned(), span, help })
}

/// `Dense 9 activation='relu'`: a module's name and arguments, without the parentheses.
pub(crate) fn spaced_call(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let name = words.next()?;
    let arguments: Vec<_> = words
        .map(|word| match word.split_once('=') {
            Some((name, value)) => (Some(name), PythonExpr::Text(value)),
            None => (None, PythonExpr::Text(word)),
        })
        .collect();
    let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, value)).collect();
    let is_class = name.starts_with(|letter: char| letter.is_ascii_uppercase());
    let plain = !text.contains(['(', '{', '[']);
    let statements = pytorch::call(name, &arguments).filter(|_| is_class && plain)?;
    Some(statements.join("; "))
}

/// How many methods are called on results of calls.
fn methods(site: &Site<'_>) -> usize {
    let pairs = site.tokens.iter().zip(site.tokens.iter().skip(1));
    pairs.filter(|(close, point)| close.kind == TokenKind::Close && point.is(".")).count()
}

/// What a statement is assigned to, and the index where the value begins.
fn assigned<'s>(site: &Site<'s>) -> (Option<&'s str>, usize) {
    let equals = (0..site.tokens.len()).find(|at| site.depth(*at) == 0 && site.at(*at).is("="));
    let path = |token: &Token<'_>| token.kind == TokenKind::Word || token.is(".");
    match equals.and_then(|equals| Some((equals, site.before(equals)?, site.after(equals)?))) {
        Some((_, last, value)) if site.tokens.iter().take(last + 1).all(path) => {
            (Some(site.at(last).text), value)
        }
        _ => (None, site.head),
    }
}

/// The statements, the last one labelled with the name that is assigned to; a name that is an input as
/// well is the current tensor.
fn labelled(target: Option<&str>, expr: &PythonExpr<'_>, mut statements: Vec<String>) -> String {
    if let (Some(target), Some(last)) = (target, statements.last_mut())
        && !expr.reads(target)
    {
        *last = format!("{target}: {last}");
    }
    statements.join("; ")
}

/// From the head of the statement, or what is assigned to, up to the claim.
fn whole(site: &Site<'_>) -> Span {
    let start = site.first().map_or(site.start, |first| first.start);
    site.span(start, site.end_before(site.claim.unwrap_or(site.tokens.len())))
}

/// Whether nothing but a claim follows a bracket.
fn goes_to_end(site: &Site<'_>, bracket: usize, end: usize) -> bool {
    text(site, &(bracket + 1..end)).is_none_or(|rest| rest.trim().is_empty())
}

/// A call of this language with parentheses around its arguments.
fn own(site: &Site<'_>, name: usize, bracket: usize, end: usize) -> Option<Help> {
    let last = close(site, bracket);
    let assigned = site.after(last).is_some_and(|next| site.at(next).is("="));
    let goes_on = site.token(last + 1).is_some_and(|next| !next.is_trivia());
    if assigned || goes_on && last + 1 < end {
        return None;
    }
    let arguments = split(site, bracket + 1..last);
    let mut better = site.at(name).text.to_owned();
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| text(site, argument)).collect();
    let sizes = texts.iter().all(|size| size.bytes().all(|byte| byte.is_ascii_digit()));
    if matches!(better.as_str(), "input" | "reshape" | "weight") && texts.len() > 1 && sizes {
        let better = format!("{better} {}", texts.join("x"));
        return Some(Fix::safe(whole(site), better).write());
    }
    if pytorch::takes_nothing(&better) && goes_to_end(site, last, end) {
        return Some(Fix::guess(whole(site), better).write());
    }
    let arguments = arguments.into_iter();
    for (name, value) in arguments.map(|argument| PythonExpr::argument(site, argument)) {
        better.push(' ');
        better.push_str(&match (name, value.text()) {
            (Some(name), "True") => name.to_owned(),
            (Some(name), "False") => format!("no{name}"),
            (Some(name), value) => format!("{name}={}", pytorch::plain(value)),
            (None, value) => pytorch::plain(value),
        });
    }
    if let Some(rest) = text(site, &(last + 1..end)) {
        better.push_str(rest.trim_end());
    }
    Some(Fix::safe(whole(site), better).write())
}
