//! Calls that are legal and probably not what was meant.

use super::elsewhere;
use crate::check::eval::evaluator::Evaluator;
use crate::check::resolve::binding::{Bound, Given, Target};
use crate::diagnostics::fix::Fix;
use crate::diagnostics::shape::SuspiciousProblem;
use crate::network::{NormKind, OpKind, Origin};
use crate::ops::{Context, Operation};
use crate::source::Span;
use crate::syntax::tree::{Call, Expr, ExprKind};
use crate::tensor::{Shape, TensorId};
use crate::value::Value;

/// How many layers a feature map is followed through: norms and activations behind what made it.
const BEHIND: usize = 8;

/// The least number that is taken for channels rather than for a kernel.
const LEAST_CHANNELS: i128 = 16;

impl<'a> Evaluator<'a> {
    /// Warns of a call whose shapes say that something else was meant; `order` is what
    /// [`Evaluator::channels_that_come_in`] finds.
    pub(crate) fn doubt(&mut self, context: &Context<'_>, order: Option<SuspiciousProblem>) {
        let doubt = context.misread().or(order).or_else(|| self.linear_on_map(context));
        if let Some(problem) = doubt {
            self.reports.add_unless_known(problem, self.trace());
        }
    }

    /// `conv 3 64 7`, in PyTorch's order: the channels that come in, which are not written here, stand
    /// for those of the output, and those for the kernel.
    pub(crate) fn channels_that_come_in(
        &self,
        context: &Context<'_>,
        call: &'a Call<'a>,
    ) -> Option<SuspiciousProblem> {
        let [first, second, third, ..] = &*call.arguments else { return None };
        let [out, kernel, ..] = context.operation.parameters else { return None };
        let [channels, size, stride] =
            [first, second, third].map(|argument| elsewhere::whole(argument));
        let (channels, size, stride) = (channels?, size?, stride?);
        let input = context.inputs.first()?;
        let comes_in = input.shape.axes().first().copied().map(i128::from) == Some(channels);
        let is_kernel = size < LEAST_CHANNELS || size <= stride;
        if (out.name, kernel.name) != ("out", "k") || !comes_in || is_kernel {
            return None;
        }
        let left_out = Span::new(first.span().start, second.span().start);
        let better = self.written(second.span().to(call.arguments.last()?.span()));
        let better = format!("{} {better}", call.name.text);
        let help = format!("the channels that come in are known, and not written: `{better}`");
        Some(SuspiciousProblem::InChannelsFirst {
            operation: context.operation.name,
            channels,
            kernel: size,
            span: first.span(),
            kernel_span: second.span(),
            shape: input.shape,
            origin: input.origin,
            help: Fix::guess(left_out, "").said(help),
        })
    }

    /// `linear` right behind what makes a feature map, whose last axis is its columns.
    fn linear_on_map(&self, context: &Context<'_>) -> Option<SuspiciousProblem> {
        let input = context.inputs.first().filter(|_| context.operation.on_last_axis)?;
        let [_, _, .., columns] = *input.shape.axes() else { return None };
        if input.shape.rank() < 3 || self.in_prelude() || !self.is_map(input.tensor?) {
            return None;
        }
        let last = input.shape.rank() - 1;
        let order: String = (1..=last).map(|axis| format!("{axis} ")).collect();
        let help = format!(
            "`fc` in its place flattens the map first; `permute {order}0` in front puts the \
             channels last"
        );
        Some(SuspiciousProblem::LinearOnMap {
            operation: context.operation.name,
            shape: input.shape,
            columns,
            span: context.name,
            origin: input.origin,
            help: Fix::guess(context.name, "fc").said(help),
        })
    }

    /// Whether a tensor is the output of a convolution or pool, norms and activations behind it.
    fn is_map(&self, tensor: TensorId) -> bool {
        let network = &self.build.network;
        let mut tensor = tensor;
        for _ in 0..BEHIND {
            let Origin::Layer(id) = network.tensor(tensor).origin else { return false };
            let layer = network.layer(id);
            match &layer.kind {
                OpKind::Convolution(_)
                | OpKind::TransposedConvolution(_)
                | OpKind::Pool(_)
                | OpKind::AdaptivePool(_) => return true,
                OpKind::Activation(_) => {}
                OpKind::Norm(norm) if norm.kind == NormKind::Batch => {}
                _ => return false,
            }
            let Some(input) = layer.inputs.first() else { return false };
            tensor = *input;
        }
        false
    }

    /// A size made from `.c`, the first axis, was meant for the last where an operation works on that.
    pub(crate) fn warn_of_channels(&mut self, context: &Context<'_>, bound: &[Bound<'a>]) {
        let Some(input) = context.inputs.first().filter(|_| context.operation.on_last_axis) else {
            return;
        };
        let [first, .., last] = *input.shape.axes() else { return };
        let made = bound.iter().find_map(|argument| match (argument.target, &argument.given) {
            (Target::Parameter(_), Given::Expr(expr)) => {
                self.counted(expr).filter(|shape| *shape == input.shape).map(|_| expr.span)
            }
            _ => None,
        });
        if let Some(span) = made.filter(|_| first != last) {
            let (operation, shape, origin) = (context.operation.name, input.shape, input.origin);
            let problem = SuspiciousProblem::TokensForFeatures {
                operation,
                shape,
                first,
                last,
                span,
                origin,
            };
            self.report(problem);
        }
    }

    /// The shape of the tensor whose `.c` an expression is made from, by the way of names too.
    pub(crate) fn counted(&self, expr: &Expr<'a>) -> Option<Shape> {
        let tensor = |value: Option<&Value>| match value {
            Some(Value::Tensor(id)) => Some(self.shape(*id)),
            _ => None,
        };
        match &expr.kind {
            ExprKind::Attribute(member) if member.name.text == "c" => match member.value.kind {
                ExprKind::It => tensor(self.frames.innermost().current.as_ref()),
                ExprKind::Name(name) => tensor(self.lookup(name)),
                _ => None,
            },
            ExprKind::Name(name) => {
                let index = self.names.position(self.frames.innermost().base, name)?;
                let at = self.counted.binary_search_by_key(&index, |(at, ..)| *at).ok()?;
                self.counted.get(at).filter(|(_, known, _)| known == name).map(|(.., shape)| *shape)
            }
            _ => {
                let mut found = None;
                expr.each_part(&mut |part| found = found.or_else(|| self.counted(part)));
                found
            }
        }
    }

    /// Two axes, both longer than 1, may have been meant for `linear`.
    pub(crate) fn warn_of_flatten(
        &mut self,
        operation: &'static Operation,
        shape: Shape,
        span: Span,
    ) {
        if shape.rank() == 2 && shape.axes().iter().all(|size| *size > 1) {
            let operation = operation.name;
            self.report(SuspiciousProblem::FlattensTokens { operation, shape, span });
        }
    }
}
