//! What an expression says about the totals of the network, found from the tree alone.

use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Member};
use crate::value::operators::{Binary, Unary};

/// The key of the total that an expression is, and what it is asked for under: `total.KEY`,
/// `total.KEY(NAME)` or `total.KEY("FILE")`.
pub(crate) fn total<'s>(expr: &Expr<'s>) -> Option<(String, Option<Asked<'s>>)> {
    match &expr.kind {
        ExprKind::Attribute(member) if holds_keys(&member.value) => {
            let Member { value, name } = &**member;
            let class = value.kind != ExprKind::Total;
            let key = if class { format!("ops.{}", name.text) } else { name.text.to_owned() };
            Some((key, None))
        }
        ExprKind::Qualified(qualified) => {
            let (key, _) = total(&qualified.value)?;
            Some((key, Some(asked(&qualified.by)?)))
        }
        _ => None,
    }
}

/// The device of `fits(DEVICE)`, whether the memories of a device hold the network: a word, which may have
/// hyphens, or the path of a file in quotes.
pub(crate) fn fits<'s>(kind: &ExprKind<'s>) -> Option<Asked<'s>> {
    let ExprKind::Call(call) = kind else { return None };
    let [(None, device)] = &*call.arguments else { return None };
    if call.function.text != FITS {
        return None;
    }
    asked(device)
}

fn asked<'s>(named: &Expr<'s>) -> Option<Asked<'s>> {
    let (name, is_file) = match named.kind {
        ExprKind::String(path) => (path, true),
        ExprKind::Name(word) => (word, false),
        _ => return None,
    };
    Some(Asked { name, is_file, span: named.span })
}

/// The word of `fits(DEVICE)`.
pub(crate) const FITS: &str = "fits";

/// A convention or device that a claim asks of.
pub(crate) struct Asked<'s> {
    /// Its name, or the path of the file that describes it.
    pub name: &'s str,
    /// Whether it is the path of a file.
    pub is_file: bool,
    /// What names it.
    pub span: Span,
}

/// `total.KEY == NUMBER`: a published figure of the file as written.
pub(crate) fn is_published_figure(condition: &Expr<'_>) -> bool {
    let ExprKind::Chain(chain) = &condition.kind else { return false };
    let [(Binary::Eq, _, second)] = &*chain.rest else { return false };
    total(&chain.first).is_some() && is_literal(second)
}

/// Whether a total is compared by `==` anywhere in a condition, whatever its alternatives are.
pub(crate) fn states_figure(condition: &Expr<'_>) -> bool {
    any(condition, &|kind| {
        let ExprKind::Chain(chain) = kind else { return false };
        let [(Binary::Eq, _, second)] = &*chain.rest else { return false };
        total(&chain.first).or(total(second)).is_some()
    })
}

/// Whether an expression is `total`, or `total.ops`, which has the classes of operations as in JSON.
fn holds_keys(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Attribute(member) => {
            member.value.kind == ExprKind::Total && member.name.text == "ops"
        }
        kind => *kind == ExprKind::Total,
    }
}

/// Whether an expression mentions `total`, or asks whether a device holds the network.
pub(crate) fn names_total(expr: &Expr<'_>) -> bool {
    any(expr, &|kind| *kind == ExprKind::Total || fits(kind).is_some())
}

/// Whether an expression has a number with a unit.
pub(crate) fn names_quantity(expr: &Expr<'_>) -> bool {
    any(expr, &|kind| matches!(kind, ExprKind::Quantity(..)))
}

/// Whether anything in an expression is of a kind.
pub(crate) fn any(expr: &Expr<'_>, kind: &dyn Fn(&ExprKind<'_>) -> bool) -> bool {
    let mut found = kind(&expr.kind);
    expr.each_part(&mut |part| found = found || any(part, kind));
    found
}

/// Whether an expression is a number, possibly with minus signs before it.
fn is_literal(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Number(_) => true,
        ExprKind::Unary(prefixed) => {
            prefixed.prefixes.iter().all(|sign| *sign == Unary::Minus)
                && is_literal(&prefixed.value)
        }
        _ => false,
    }
}
