//! What a selection grows by: word, expression, argument, statement, body, file.

use super::snapshot::Snapshot;
use super::walk::{each_body, each_expression, each_statement};
use crate::source::{Source, Span};
use crate::syntax::tree::{Expr, StatementKind};

/// The places around an offset that a selection grows by, the smallest first. The last is the whole text.
pub fn selection(snapshot: &Snapshot, at: u32) -> Vec<Span> {
    let Some(main) = snapshot.main() else { return Vec::new() };
    let mut around = Around { at, spans: vec![main.span()] };
    if let Some(tree) = snapshot.tree() {
        each_statement(tree, &mut |statement| {
            if !around.add(statement.span) {
                return;
            }
            each_expression(statement, &mut |expr| around.expression(expr));
            if let StatementKind::Call(call) = &statement.kind {
                around.add(call.span());
                call.arguments.iter().for_each(|argument| _ = around.add(argument.span()));
            }
            each_body(statement, &mut |body| _ = around.add(body.span));
        });
    }
    around.add(word(main, at));
    around.growing()
}

/// The places around an offset.
struct Around {
    at: u32,
    spans: Vec<Span>,
}

impl Around {
    /// Adds a place; whether it is around the offset.
    fn add(&mut self, span: Span) -> bool {
        let holds = span.start <= self.at && self.at <= span.end && span.start < span.end;
        if holds {
            self.spans.push(span);
        }
        holds
    }

    fn expression(&mut self, expr: &Expr<'_>) {
        if self.add(expr.span) {
            expr.each_part(&mut |part| self.expression(part));
        }
    }

    /// The places, each within the next. At the border of two, such as before a `;`, there are some that
    /// are not within the others.
    fn growing(mut self) -> Vec<Span> {
        self.spans.sort_by_key(|span| span.end - span.start);
        let mut growing: Vec<Span> = Vec::new();
        for span in self.spans {
            let grows =
                |last: &Span| span.start <= last.start && last.end <= span.end && span != *last;
            if growing.last().is_none_or(grows) {
                growing.push(span);
            }
        }
        growing
    }
}

/// The word at an offset, or directly before it.
fn word(main: &Source, at: u32) -> Span {
    let offset = (at - main.base()) as usize;
    let (before, after) = main.text().split_at_checked(offset).unwrap_or_default();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let start = before.trim_end_matches(is_word).len();
    let end = offset + (after.len() - after.trim_start_matches(is_word).len());
    Span::within(main.base(), start..end)
}
