//! Ways through statements.

use super::tree::{Arg, Body, Call, HoleMut, Item, ListId, Place, Slot, Value};
use crate::import::call::VarId;

/// Visits all holes in order.
pub(super) fn holes(body: &mut [Item], visit: &mut dyn FnMut(HoleMut<'_>, Slot)) {
    let slot = |op| Slot { op, arg: None, position: 0 };
    for item in body {
        match item {
            Item::From(place) => visit(HoleMut::Place(place), slot("from")),
            Item::Call(call) => call_holes(call, visit),
            Item::Let(_, body) | Item::If(_, body) => holes(body, visit),
            Item::Repeat(repeat) => {
                visit(HoleMut::Expr(&mut repeat.times), slot("repeat"));
                holes(&mut repeat.body, visit);
            }
            Item::For(calls) => calls.iter_mut().for_each(|call| call_holes(call, visit)),
            Item::List(_) | Item::Push(_) => {}
        }
    }
}

fn call_holes(call: &mut Call, visit: &mut dyn FnMut(HoleMut<'_>, Slot)) {
    let op = call.op().unwrap_or_default();
    if call.is_activation() {
        visit(HoleMut::Op(&mut call.callee), Slot { op: "act", arg: None, position: 0 });
    }
    for (position, Arg { name, value }) in call.args.iter_mut().enumerate() {
        let slot = Slot { op, arg: *name, position };
        match value {
            Value::Place(place) => visit(HoleMut::Place(place), slot),
            Value::Places(places) => {
                places.iter_mut().for_each(|place| visit(HoleMut::Place(place), slot));
            }
            Value::Branch(body) => holes(body, visit),
            Value::Number(expr) => visit(HoleMut::Expr(expr), slot),
            Value::Tuple(items) | Value::Dims(items) => {
                items.iter_mut().for_each(|expr| visit(HoleMut::Expr(expr), slot));
            }
            Value::Pairs(pairs) => {
                pairs.iter_mut().flatten().for_each(|expr| visit(HoleMut::Expr(expr), slot));
            }
            Value::Flag(flag) => visit(HoleMut::Flag(flag), slot),
            Value::Op(callee) => visit(HoleMut::Op(callee), slot),
            Value::It | Value::List(_) | Value::Shapes(_) | Value::Word(_) | Value::Text(_) => {}
        }
    }
}

/// Visits the bodies directly within a statement.
pub(super) fn inner_bodies<'t>(item: &'t Item, visit: &mut dyn FnMut(&'t Body)) {
    match item {
        Item::Call(call) => {
            for arg in &call.args {
                if let Value::Branch(body) = &arg.value {
                    visit(body);
                }
            }
        }
        Item::Let(_, body) | Item::If(_, body) => visit(body),
        Item::Repeat(repeat) => visit(&repeat.body),
        Item::From(_) | Item::For(_) | Item::List(_) | Item::Push(_) => {}
    }
}

/// Visits the bodies directly within a statement, to change them.
pub(super) fn inner_bodies_mut(item: &mut Item, visit: &mut dyn FnMut(&mut Body)) {
    match item {
        Item::Call(call) => {
            for arg in &mut call.args {
                if let Value::Branch(body) = &mut arg.value {
                    visit(body);
                }
            }
        }
        Item::Let(_, body) | Item::If(_, body) => visit(body),
        Item::Repeat(repeat) => visit(&mut repeat.body),
        Item::From(_) | Item::For(_) | Item::List(_) | Item::Push(_) => {}
    }
}

/// Visits all calls, each before those in its branches.
pub(super) fn calls<'t>(body: &'t [Item], visit: &mut dyn FnMut(&'t Call)) {
    for item in body {
        match item {
            Item::Call(call) => visit(call),
            Item::For(calls) => calls.iter().for_each(&mut *visit),
            _ => {}
        }
        inner_bodies(item, &mut |inner| calls(inner, visit));
    }
}

/// Visits all calls to change them, each before those in its branches.
pub(super) fn calls_mut(body: &mut [Item], visit: &mut dyn FnMut(&mut Call)) {
    for item in body {
        match item {
            Item::Call(call) => visit(call),
            Item::For(calls) => calls.iter_mut().for_each(&mut *visit),
            _ => {}
        }
        inner_bodies_mut(item, &mut |inner| calls_mut(inner, visit));
    }
}

/// A name in statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Name {
    Defines(VarId),
    Reads(VarId),
    MakesList(ListId),
    ReadsList(ListId),
}

/// Visits all names in the order in which they run.
pub(super) fn names(body: &[Item], visit: &mut dyn FnMut(Name)) {
    for item in body {
        match item {
            Item::From(place) => place.names(visit),
            Item::Call(call) => call.names(visit),
            Item::Let(var, body) => {
                names(body, visit);
                visit(Name::Defines(*var));
            }
            Item::Repeat(repeat) => {
                names(&repeat.body, visit);
                repeat.output.into_iter().for_each(|var| visit(Name::Defines(var)));
            }
            Item::If(_, body) => names(body, visit),
            Item::For(calls) => calls.iter().for_each(|call| call.names(visit)),
            Item::List(list) => visit(Name::MakesList(*list)),
            Item::Push(list) => visit(Name::ReadsList(*list)),
        }
    }
}

impl Place {
    fn names(self, visit: &mut dyn FnMut(Name)) {
        if let Place::Var(var) = self {
            visit(Name::Reads(var));
        }
    }
}

impl Call {
    fn names(&self, visit: &mut dyn FnMut(Name)) {
        for arg in &self.args {
            match &arg.value {
                Value::Place(place) => place.names(visit),
                Value::Places(places) => places.iter().for_each(|place| place.names(visit)),
                Value::Branch(body) => names(body, visit),
                Value::List(list) => visit(Name::ReadsList(*list)),
                _ => {}
            }
        }
        self.outputs.iter().for_each(|var| visit(Name::Defines(*var)));
    }
}

/// Visits all tensors that the statements define.
pub(super) fn defined(body: &[Item], visit: &mut dyn FnMut(VarId)) {
    names(body, &mut |name| {
        if let Name::Defines(var) = name {
            visit(var);
        }
    });
}

/// The tensor that statements yield, if they make one.
pub(super) fn yielded(body: &[Item]) -> Option<VarId> {
    match body
        .iter()
        .rev()
        .find(|item| !matches!(item, Item::Let(..) | Item::List(_) | Item::Push(_)))?
    {
        Item::Call(call) => call.outputs.first().copied(),
        Item::Repeat(repeat) => repeat.output,
        Item::For(calls) => calls.last()?.outputs.first().copied(),
        Item::From(Place::Var(var)) => Some(*var),
        _ => None,
    }
}

/// Whether statements yield a tensor that they make.
pub(super) fn makes(body: &[Item]) -> bool {
    matches!(body.last(), Some(Item::Call(_) | Item::Repeat(_) | Item::For(_) | Item::Push(_)))
}
