//! `from x; let y = { … }` as `let y = { from x; … }`, where nothing else starts from `x`.

use super::tree::{Body, Item, Value};
use super::visit;

/// Moves what only a named branch starts from into it, within statements too.
pub(super) fn sink(body: Body) -> Body {
    let mut sunk = Body::with_capacity(body.len());
    let mut items = body.into_iter().peekable();
    while let Some(mut item) = items.next() {
        visit::inner_bodies_mut(&mut item, &mut |inner| *inner = sink(std::mem::take(inner)));
        if let Item::Let(_, branch) = &mut item
            && matches!(sunk.last(), Some(Item::From(_)))
            && items.peek().is_some_and(|next| !starts_from_current(next))
            && let Some(from) = sunk.pop()
        {
            branch.insert(0, from);
        }
        sunk.push(item);
    }
    sunk
}

/// Whether a statement reads what is current before it.
fn starts_from_current(item: &Item) -> bool {
    match item {
        Item::From(_) => false,
        Item::Call(call) => {
            call.reads_current
                || call.args.iter().any(|arg| match &arg.value {
                    Value::It => true,
                    Value::Branch(body) => body.first().is_none_or(starts_from_current),
                    _ => false,
                })
        }
        Item::Let(..)
        | Item::Repeat(_)
        | Item::For(_)
        | Item::If(..)
        | Item::List(_)
        | Item::Push(_) => true,
    }
}
