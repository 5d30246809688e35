//! Statements as lines.

use super::canonical;
use super::context::Context;
use super::expression::{Words, callee};
use super::labels::Labels;
use super::tree::{self, Block, Body, Call, Callee, Item, Place, Value};
use super::visit;
use super::{scope, tables};
use crate::import::call::{VarId, is_commutative};
use crate::import::scopes::ScopeId;
use crate::import::write::Shape;

/// The widest line.
pub(super) const WIDTH: usize = 100;

/// The widest line with several branches, which are easier to compare below each other.
const BRANCHES: usize = 80;

/// The room that a claim may need at the end of a line.
const CLAIM: usize = 8;

/// A body of the text: the file's own or that of a block.
pub(super) struct Within<'w, 't> {
    pub context: &'w Context<'t>,
    pub words: Words<'w>,
    pub labels: &'w Labels,
    /// Whether claims are written.
    pub is_file: bool,
}

impl<'t> Within<'_, 't> {
    /// Statements as lines: several short ones on one as long as they belong together.
    pub(super) fn lines(&self, body: &Body, depth: usize) -> Vec<String> {
        let indent = "  ".repeat(depth);
        let texts: Vec<String> = body.iter().map(|item| self.statement(item)).collect();
        let whole = texts.join("; ");
        let width = self.width(depth);
        let is_long = |(item, text): (&Item, &String)| self.is_long(item, text, depth);
        let is_apart = |(item, text)| is_named(item) || is_long((item, text));
        if !self.is_file
            && indent.len() + whole.len() <= width
            && !body.iter().zip(&texts).any(is_apart)
        {
            return vec![indent + &whole];
        }
        let groups = self.groups(body);
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let mut in_line = 0;
        for (at, (item, text)) in body.iter().zip(&texts).enumerate() {
            let is_long = is_long((item, text));
            let fits = indent.len() + line.len() + 2 + text.len() <= width;
            let begins_stage = self.is_file && self.begins_stage(body, at);
            let before = at.checked_sub(1).and_then(|before| body.get(before));
            let is_apart = is_named(item) || before.is_some_and(is_named);
            let breaks = is_long
                || begins_stage
                || is_apart
                || !fits
                || (in_line > 1 && groups.get(at) == Some(&true));
            if breaks && !line.is_empty() {
                lines.push(format!("{indent}{line}"));
                line.clear();
            }
            in_line = if line.is_empty() { 1 } else { in_line + 1 };
            if is_long {
                lines.extend(self.long(item, depth));
            } else {
                if !line.is_empty() {
                    line.push_str("; ");
                }
                line.push_str(text);
            }
            if let Some(claim) = self.claim(body, at).filter(|_| depth == 0) {
                let line = match is_long {
                    true => lines.pop().unwrap_or_default(),
                    false => format!("{indent}{}", std::mem::take(&mut line)),
                };
                lines.push(format!("{line} -> {claim}"));
            }
        }
        if !line.is_empty() {
            lines.push(format!("{indent}{line}"));
        }
        lines
    }

    /// Whether a statement, which is this text on one line, has lines of their own for the bodies in it.
    fn is_long(&self, item: &Item, text: &str, depth: usize) -> bool {
        let mut bodies = 0;
        visit::inner_bodies(item, &mut |_| bodies += 1);
        let most = if bodies > 1 { BRANCHES } else { self.width(depth) };
        bodies > 0 && 2 * depth + text.len() > most
    }

    /// The widest line at a depth.
    fn width(&self, depth: usize) -> usize {
        if self.is_file && depth == 0 { WIDTH - CLAIM } else { WIDTH }
    }

    /// Before which statements a line ends: where a scope of several statements begins or ends.
    fn groups(&self, body: &Body) -> Vec<bool> {
        let scopes = self.context.scopes;
        let stage = scope::of_most(body, scopes);
        let group = |item: &Item| {
            let scope = self.context.scope(item)?;
            let common = scopes.common(scope, stage);
            Some(scopes.child_towards(common, scope))
        };
        let groups: Vec<Option<ScopeId>> = body.iter().map(group).collect();
        let mut begins = vec![false; body.len()];
        let mut at = 0;
        let runs: Vec<usize> = groups.chunk_by(|one, other| one == other).map(<[_]>::len).collect();
        for pair in runs.windows(2) {
            let [before, after] = pair else { continue };
            at += before;
            let begin = begins.get_mut(at).filter(|_| *before > 1 && *after > 1);
            begin.into_iter().for_each(|begin| *begin = true);
        }
        begins
    }

    /// The block of which a statement is a call, or several, if it is as large as a part of a stage.
    fn stage(&self, item: &Item) -> Option<&'t Block> {
        let call = match item {
            Item::Call(call) => call,
            Item::Repeat(repeat) => return repeat.body.iter().find_map(|item| self.stage(item)),
            Item::For(calls) => calls.first()?,
            Item::From(_) | Item::Let(..) | Item::If(..) | Item::List(_) | Item::Push(_) => {
                return None;
            }
        };
        let block = self.context.tree.block(call.block()?)?;
        block.standard.is_none_or(|standard| standard.is_stage).then_some(block)
    }

    /// Whether a statement begins a line as a stage does: calls of a standard block follow each other on one.
    fn begins_stage(&self, body: &Body, at: usize) -> bool {
        let stage = |at: usize| self.stage(body.get(at)?);
        let before = at.checked_sub(1).and_then(stage);
        stage(at).is_some_and(|block| {
            block.standard.is_none() || before.is_none_or(|before| before.name != block.name)
        })
    }

    /// The shape at the end of a stage.
    fn claim(&self, body: &Body, at: usize) -> Option<String> {
        let shape = |item: &Item| -> Option<&[u64]> {
            let var = visit::yielded(std::slice::from_ref(item))?;
            Some(self.context.calls.vars.lookup(var)?)
        };
        let item = body.get(at).filter(|item| self.is_file && self.stage(item).is_some())?;
        let shape_here = shape(item).filter(|shape| !shape.is_empty())?;
        let next = body.get(at + 1..)?.iter().find(|item| !matches!(item, Item::List(_)));
        let ends =
            next.is_none_or(|next| self.stage(next).is_none() || shape(next) != Some(shape_here));
        ends.then(|| Shape(shape_here).to_string())
    }

    /// A statement on one line.
    fn statement(&self, item: &Item) -> String {
        match item {
            Item::From(place) => format!("from {}", (self.words.label)(*place)),
            Item::Call(call) => self.call(call),
            Item::Let(var, body) if body.is_empty() => {
                format!("let {} = it", (self.words.label)(Place::Var(*var)))
            }
            Item::Let(var, body) => {
                format!("let {} = {}", (self.words.label)(Place::Var(*var)), self.branch(body))
            }
            Item::Repeat(repeat) => {
                let label = repeat.output.and_then(|var| self.labels.get(var));
                let times = self.words.expr(repeat.times);
                format!(
                    "{}repeat {times} {}",
                    labelled(label.as_slice()),
                    self.branch(&repeat.body)
                )
            }
            Item::For(calls) => self.table(calls),
            Item::If(flag, body) => format!("if {} {}", self.words.param(*flag), self.branch(body)),
            Item::List(list) => format!("let {} = [it]", self.labels.list(*list)),
            Item::Push(list) => format!("{} += it", self.labels.list(*list)),
        }
    }

    /// Calls that differ in a number, which is called as the block does.
    fn table(&self, calls: &[Call]) -> String {
        let [first, second, ..] = calls else { return String::new() };
        let Some(column) = tables::differing(first, second) else { return String::new() };
        let block = first.block().and_then(|block| self.context.tree.block(block));
        let params = block.map_or(&[][..], |block| &block.params);
        let name = params.get(column).map_or("", |param| &param.name);
        let words: Vec<String> = (0..first.args.len())
            .filter_map(|at| match params.get(at).filter(|_| at == column) {
                Some(param) if param.default.is_some() => Some(format!("{name}={name}")),
                Some(_) => Some(name.to_owned()),
                None => self.argument(first, at),
            })
            .collect();
        let rows = tables::column(calls, column);
        let rows: Vec<String> = rows.into_iter().map(|row| self.words.expr(row)).collect();
        let callee = callee(first, &self.context.tree.blocks, self.words.params);
        format!("for {name} in [{}] {{ {callee} {} }}", rows.join(", "), words.join(" "))
    }

    /// Statements in braces, on one line.
    fn branch(&self, body: &Body) -> String {
        let statements: Vec<String> = body.iter().map(|item| self.statement(item)).collect();
        match statements.is_empty() {
            true => "{ }".to_owned(),
            false => format!("{{ {} }}", statements.join("; ")),
        }
    }

    /// A call without its branches that need lines of their own.
    fn call(&self, call: &Call) -> String {
        let mut line = self.head(call);
        for (position, arg) in call.args.iter().enumerate() {
            if let Some(word) = self.argument(call, position) {
                line.push(' ');
                if let (Some(name), Value::Branch(_)) = (arg.name, &arg.value) {
                    line.push_str(name);
                    line.push('=');
                }
                line.push_str(&word);
            }
        }
        line.push_str(&self.tail(call));
        line
    }

    fn head(&self, call: &Call) -> String {
        let mut labels: Vec<&str> =
            call.outputs.iter().map(|var| self.labels.of_call(*var).unwrap_or("_")).collect();
        let is_unread = |var: &VarId| !self.context.is_read(*var);
        let unread = matches!(call.callee, Callee::Op(_)) && call.outputs.iter().all(is_unread);
        while labels.last() == Some(&"_") && (labels.len() > 1 || !unread) {
            labels.pop();
        }
        format!(
            "{}{}",
            labelled(&labels),
            callee(call, &self.context.tree.blocks, self.words.params)
        )
    }

    fn tail(&self, call: &Call) -> String {
        let types = match call.callee {
            Callee::Op(_) | Callee::Param(_) => self.context.types.suffix(call.dtype, call.weights),
            Callee::Block(_) => String::new(),
        };
        let share = call.share.map(|key| format!(" share=w{key}"));
        types + &share.unwrap_or_default()
    }

    /// An argument, if it is written.
    fn argument(&self, call: &Call, position: usize) -> Option<String> {
        let arg = call.args.get(position)?;
        let op = match call.callee {
            Callee::Op(op) => op,
            Callee::Param(_) => "",
            Callee::Block(block) => {
                let block = self.context.tree.block(block)?;
                return self.words.block_argument(block.params.get(position)?, arg);
            }
        };
        match &arg.value {
            Value::It if is_implied(op, call, position) => None,
            Value::Branch(body) => Some(self.branch(body)),
            Value::List(list) => Some(self.labels.list(*list).to_owned()),
            _ => self.words.argument(op, position, arg),
        }
    }

    /// A statement on several lines.
    fn long(&self, item: &Item, depth: usize) -> Vec<String> {
        let indent = "  ".repeat(depth);
        let block = |head: String, body: &Body| {
            let mut lines = vec![format!("{indent}{head} {{")];
            lines.extend(self.lines(body, depth + 1));
            lines.push(format!("{indent}}}"));
            lines
        };
        match item {
            Item::Let(var, body) => {
                block(format!("let {} =", (self.words.label)(Place::Var(*var))), body)
            }
            Item::Repeat(repeat) => {
                let label = repeat.output.and_then(|var| self.labels.get(var));
                let times = self.words.expr(repeat.times);
                block(format!("{}repeat {times}", labelled(label.as_slice())), &repeat.body)
            }
            Item::If(flag, body) => block(format!("if {}", self.words.param(*flag)), body),
            Item::Call(call) => self.long_call(call, depth),
            Item::From(_) | Item::For(_) | Item::List(_) | Item::Push(_) => {
                vec![indent + &self.statement(item)]
            }
        }
    }

    /// A call whose branches have lines of their own. What stands between two of them is a branch too.
    fn long_call(&self, call: &Call, depth: usize) -> Vec<String> {
        let (outer, indent) = ("  ".repeat(depth), "  ".repeat(depth + 1));
        let mut head = outer + &self.head(call);
        let mut lines = Vec::new();
        let is_branch =
            |arg: &tree::Arg| arg.name.is_none() && matches!(arg.value, Value::Branch(_));
        let first = call.args.iter().position(is_branch).unwrap_or(call.args.len());
        for (position, arg) in call.args.iter().enumerate() {
            let Some(word) = self.argument(call, position) else { continue };
            match &arg.value {
                Value::Branch(body) if arg.name.is_none() => {
                    if indent.len() + word.len() <= self.width(depth) {
                        lines.push(format!("{indent}{word}"));
                    } else {
                        lines.push(format!("{indent}{{"));
                        lines.extend(self.lines(body, depth + 2));
                        lines.push(format!("{indent}}}"));
                    }
                }
                Value::It if position > first => lines.push(format!("{indent}{{ }}")),
                Value::Place(place) if position > first && arg.name.is_none() => {
                    lines.push(format!("{indent}{{ from {} }}", (self.words.label)(*place)));
                }
                value => {
                    let is_branch = matches!(value, Value::Branch(_));
                    // What follows a branch stands on its line, so that the order stays.
                    let behind = position > first && (is_branch || arg.name.is_none());
                    let line = lines.last_mut().filter(|_| behind).unwrap_or(&mut head);
                    let name = arg.name.filter(|_| is_branch).map(|name| format!("{name}="));
                    line.push_str(&format!(" {}{word}", name.unwrap_or_default()));
                }
            }
        }
        head.push_str(&self.tail(call));
        lines.insert(0, head);
        lines
    }
}

/// Whether the current tensor is an operand without being written.
fn is_implied(op: &str, call: &Call, position: usize) -> bool {
    let operand = |arg: &&tree::Arg| {
        arg.name.is_none()
            && matches!(
                arg.value,
                Value::It | Value::Place(_) | Value::Branch(_) | Value::Number(_)
            )
    };
    let operands: Vec<&tree::Arg> = call.args.iter().filter(operand).collect();
    let is_it = |at: usize| operands.get(at).is_some_and(|arg| matches!(arg.value, Value::It));
    canonical::joins_current(op)
        && operands.len() == 2
        && (is_it(0) != is_it(1))
        && (is_it(0) || is_commutative(op))
        && position < call.args.len()
}

fn labelled(labels: &[&str]) -> String {
    match labels.is_empty() {
        true => String::new(),
        false => format!("{}: ", labels.join(", ")),
    }
}

/// Whether a statement names a branch, for which it has a line of its own.
fn is_named(item: &Item) -> bool {
    matches!(item, Item::Let(..))
}
