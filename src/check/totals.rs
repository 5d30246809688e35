//! Totals in expressions: `total.KEY`, which only an `assert` may name.

use crate::network::Total;
use crate::syntax::tree::{Expr, ExprKind, Member};

/// The total that an expression is: `total.KEY`, or `total.KEY(NAME)`.
pub(crate) fn total(expr: &Expr<'_>) -> Option<Total> {
    match &expr.kind {
        ExprKind::Attribute(member) if holds_keys(&member.value) => {
            let Member { value, name } = &**member;
            let class = value.kind != ExprKind::Total;
            let key = if class { format!("ops.{}", name.text) } else { name.text.to_owned() };
            Some(Total { key, under: None, span: expr.span })
        }
        ExprKind::Qualified(member) => {
            let Member { value, name } = &**member;
            let under = Some((name.text.to_owned(), name.span));
            Some(Total { under, span: expr.span, ..total(value)? })
        }
        _ => None,
    }
}

/// `total`, or `total.ops`, where JSON puts the classes of operations together.
fn holds_keys(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Attribute(member) => {
            member.value.kind == ExprKind::Total && member.name.text == "ops"
        }
        kind => *kind == ExprKind::Total,
    }
}

/// Whether an expression names a total anywhere.
pub(crate) fn names_total(expr: &Expr<'_>) -> bool {
    any(expr, &|kind| matches!(kind, ExprKind::Total))
}

/// Whether anything in an expression is of a kind.
pub(crate) fn any(expr: &Expr<'_>, kind: &dyn Fn(&ExprKind<'_>) -> bool) -> bool {
    let mut found = kind(&expr.kind);
    expr.each_part(&mut |part| found = found || any(part, kind));
    found
}
