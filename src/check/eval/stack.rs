//! What is being run, and what the visible names hold.

use std::cell::RefCell;

use super::error::Result;
use super::frames::{Frame, FrameKind, Frames};
use crate::check::resolve::ids::UnitId;
use crate::check::scope::Scope;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::network::{Builder, Network};
use crate::source::Span;
use crate::syntax::tree::{Body, Expr, ExprKind, Name, Statement, StatementKind};
use crate::tensor::Shape;
use crate::value::{Value, Values};

/// How deep bodies and expressions may lie within each other, in expressions.
const DEPTH: usize = 640;

/// What is being run, and what the visible names hold.
pub struct Stack<'a> {
    /// The bodies that are being run.
    pub frames: Frames,
    /// Names and what they hold; each frame has a range of its own.
    pub names: Scope<'a, Value>,
    /// The params and constants of the file, which blocks and functions see too.
    pub shared: Scope<'a, Value>,
    /// The names made from the `.c` of a tensor: the index of each in `names`, and the tensor's
    /// shape.
    counted: Vec<(usize, &'a str, Shape)>,
    depth: usize,
    /// The shared names that were looked up while calls run that are to be kept.
    reads: RefCell<Vec<Box<str>>>,
    /// How many such calls there are, within each other.
    kept: usize,
}

impl<'a> Stack<'a> {
    /// The file's own body, without names.
    pub fn new() -> Self {
        Stack {
            frames: Frames::new(),
            names: Scope::new(),
            shared: Scope::new(),
            counted: Vec::new(),
            depth: 0,
            reads: RefCell::default(),
            kept: 0,
        }
    }

    /// The frame of what is being run.
    pub fn frame(&self) -> &Frame {
        self.frames.innermost()
    }

    /// The same, to be changed.
    pub fn frame_mut(&mut self) -> &mut Frame {
        self.frames.innermost_mut()
    }

    /// The file whose text is being run.
    pub fn unit(&self) -> UnitId {
        self.frame().unit
    }

    /// Whether the file's own body is being run, rather than a block or function.
    pub fn in_file(&self) -> bool {
        self.frame().kind == FrameKind::File
    }

    /// Whether a function is being run.
    pub fn in_function(&self) -> bool {
        matches!(self.frame().kind, FrameKind::Function(_))
    }

    /// Goes deeper by this many expressions; whether that is allowed.
    pub fn enter(&mut self, by: usize) -> bool {
        let fits = self.depth + by <= DEPTH;
        self.depth += if fits { by } else { 0 };
        fits
    }

    /// Undoes `enter`.
    pub fn leave(&mut self, by: usize) {
        self.depth -= by;
    }

    /// What a name that is visible here holds.
    pub fn lookup(&self, name: &str) -> Option<&Value> {
        let frame = self.frame();
        let own = self.names.find(frame.base, name);
        own.or_else(|| {
            let shared = self.shared.find(0, name).filter(|_| frame.unit == UnitId::MAIN)?;
            self.note_read(name);
            Some(shared)
        })
    }

    /// Notes that a shared name was looked up.
    pub fn note_read(&self, name: &str) {
        if self.kept > 0 {
            self.reads.borrow_mut().push(name.into());
        }
    }

    /// Begins to note which shared names are looked up; how many are noted already.
    pub fn start_reads(&mut self) -> usize {
        self.kept += 1;
        self.reads.get_mut().len()
    }

    /// The shared names that were looked up since then, each once.
    pub fn end_reads(&mut self, start: usize) -> Vec<Box<str>> {
        let reads = self.reads.get_mut();
        let mut names = reads.get(start..).unwrap_or_default().to_vec();
        names.sort_unstable();
        names.dedup();
        self.kept = self.kept.saturating_sub(1);
        if self.kept == 0 {
            reads.clear();
        }
        names
    }

    /// How many calls and expressions what is being run is within.
    pub fn depths(&self) -> [usize; 2] {
        [self.frames.calls.len(), self.depth]
    }

    /// The current tensor, known or not, for whatever reads it.
    pub fn current(&self, reader: &str, span: Span) -> Result<Value> {
        match &self.frame().current {
            Some(current) => Ok(current.clone()),
            None => Err(ShapeProblem::NoInput { operation: reader.to_owned(), span }.into()),
        }
    }

    /// Names a value, which may be made from the `.c` of a tensor of the shape `counted`.
    pub fn bind(&mut self, name: &'a str, value: Value, counted: Option<Shape>) {
        let at = self.names.len();
        self.counted.truncate(self.counted.partition_point(|(known, ..)| *known < at));
        self.counted.extend(counted.map(|shape| (at, name, shape)));
        self.names.push(name, value);
    }

    /// Gives the outputs of a statement their names. Those named `_` count as used.
    pub fn label(
        &mut self,
        labels: &[Name<'a>],
        outputs: &[Value],
        builder: &mut Builder,
    ) -> Result<()> {
        for (label, output) in labels.iter().zip(outputs) {
            if label.text == "_"
                && let Value::Tensor(id) = output
            {
                builder.mark_used(*id);
            }
            self.names.push(label.text, output.clone());
        }
        match labels.get(outputs.len()) {
            None => Ok(()),
            Some(_) if outputs.iter().any(Value::is_unknown) => {
                let rest = labels.iter().skip(outputs.len());
                self.names.extend(rest.map(|label| (label.text, Value::Unknown)));
                Ok(())
            }
            Some(extra) => {
                Err(CallProblem::too_many_labels(labels.len(), outputs.len(), extra.span).into())
            }
        }
    }

    /// What the body of the frame yields: what `output` marked, or its last current tensor.
    pub fn take_outputs(&mut self) -> Values {
        let frame = self.frame_mut();
        let mut outputs = std::mem::take(&mut frame.outputs);
        if outputs.is_empty() {
            outputs.extend(frame.current.clone());
        }
        outputs
    }

    /// Names the item of an iteration, or its parts.
    pub fn unpack(
        &mut self,
        pattern: &[Name<'a>],
        unpack: bool,
        item: &Value,
    ) -> Result<(), usize> {
        let parts = match item {
            _ if !unpack => std::slice::from_ref(item),
            Value::Unknown => &vec![Value::Unknown; pattern.len()],
            Value::Tuple(parts) => parts,
            other => std::slice::from_ref(other),
        };
        if parts.len() != pattern.len() {
            return Err(parts.len());
        }
        self.names.extend(pattern.iter().map(|name| name.text).zip(parts.iter().cloned()));
        Ok(())
    }

    /// Names what a statement with a mistake would have named: the first of it is this value, the
    /// rest is unknown.
    pub fn name_anyway(&mut self, statement: &'a Statement<'a>, first: &Value) {
        let made = match &statement.kind {
            StatementKind::Let { name, .. } => Some(name),
            _ => None,
        };
        let names = statement.labels.iter().chain(made).map(|name| name.text);
        let values = std::iter::once(first.clone()).chain(std::iter::repeat(Value::Unknown));
        self.names.extend(names.zip(values));
    }

    /// The lists that a body would have appended to, if it had been run, are unknown from here on.
    pub fn forget_lists(&mut self, body: &'a Body<'a>) {
        for statement in &body.statements {
            match &statement.kind {
                StatementKind::Append { name, .. } => {
                    let base = self.frame().base;
                    if let Some(held) = self.names.find_mut(base, name.text) {
                        *held = Value::Unknown;
                    }
                }
                StatementKind::For { body, .. }
                | StatementKind::Frozen { body }
                | StatementKind::Fused { body }
                | StatementKind::Repeat { body, .. } => {
                    self.forget_lists(body);
                }
                StatementKind::If { arms, otherwise } => {
                    let bodies = arms.iter().map(|(_, body)| body).chain(otherwise.as_deref());
                    bodies.for_each(|body| self.forget_lists(body));
                }
                _ => {}
            }
        }
    }

    /// The shape of the tensor whose `.c` an expression is made from, directly or through names.
    pub fn counted(&self, expr: &Expr<'a>, network: &Network) -> Option<Shape> {
        let tensor = |value: Option<&Value>| match value {
            Some(Value::Tensor(id)) => Some(network.tensor(*id).shape),
            _ => None,
        };
        match &expr.kind {
            ExprKind::Attribute(member) if member.name.text == "c" => match member.value.kind {
                ExprKind::It => tensor(self.frame().current.as_ref()),
                ExprKind::Name(name) => tensor(self.lookup(name)),
                _ => None,
            },
            ExprKind::Name(name) => {
                let index = self.names.position(self.frame().base, name)?;
                let at = self.counted.binary_search_by_key(&index, |(at, ..)| *at).ok()?;
                self.counted.get(at).filter(|(_, known, _)| known == name).map(|(.., shape)| *shape)
            }
            _ => {
                let mut found = None;
                expr.each_part(&mut |part| found = found.or_else(|| self.counted(part, network)));
                found
            }
        }
    }
}
