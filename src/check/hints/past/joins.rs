//! What would make the operands of a join fit.

use super::{Past, tensor};
use crate::diagnostics::fix::{Fix, Help};
use crate::network::{Layer, OpKind, Origin};
use crate::ops::axis::Axis;
use crate::ops::{Context, Takes};
use crate::source::{Span, offset};
use crate::syntax::tree::{Argument, Operand};
use crate::tensor::{Shape, TensorId};
use crate::text::plain::one_line;

/// The longest operands that are repeated in help.
const SHORT: usize = 40;

/// How many statements after a label are looked at.
const ON_A_LINE: usize = 8;

/// An operand of a join that does not fit, and what it would have to be.
struct Misfit<'c> {
    tensor: TensorId,
    other: TensorId,
    shape: Shape,
    wanted: Shape,
    /// How it is written; none if it is the current tensor, which nothing names.
    argument: Option<&'c Argument<'c>>,
}

impl Misfit<'_> {
    /// The axis on which it differs, the spatial ones first.
    fn axis(&self) -> usize {
        let differs = |axis: &usize| self.shape.axis(*axis) != self.wanted.axis(*axis);
        (1..self.shape.rank()).find(differs).unwrap_or_default()
    }
}

impl<'a> Past<'a> {
    /// What would give two operands the same sizes, the free axis excepted.
    pub(super) fn joining(
        &'a self,
        context: &Context<'_>,
        pair: [usize; 2],
        free: Option<usize>,
    ) -> Option<Vec<Help>> {
        let misfits = [[pair[1], pair[0]], pair].map(|pair| self.misfit(context, pair, free));
        let [Some(second), Some(first)] = misfits else { return None };
        let both = [&second, &first];
        let channels = first.shape.axis(0) == second.shape.axis(0) || free == Some(0);
        let mut cures = Vec::new();
        if channels {
            cures.extend(both.iter().flat_map(|it| self.repadded(it)));
        }
        cures.extend(both.iter().flat_map(|it| self.repeated_weight(it)));
        cures.extend(both.iter().flat_map(|it| self.shortcut(it)));
        if free.is_none() {
            cures.extend([&first, &second].iter().flat_map(|it| self.projected(it)));
        }
        if channels {
            cures.extend(both.iter().flat_map(|it| self.cropped(it)));
            cures.extend(both.iter().flat_map(|it| self.restrided(it)));
        }
        cures.extend([&first, &second].iter().flat_map(|it| self.labelled_later(it)));
        Some(cures)
    }

    /// `a: conv 64; gap`, where the label is read as if it named the last statement of the line.
    fn labelled_later(&self, misfit: &Misfit<'a>) -> Vec<Help> {
        self.last_on_the_line(misfit).map_or_else(Vec::new, |(label, first, last)| {
            let [one, other] = [first, last].map(|span| one_line(self.sources.text(span)));
            let help = format!(
                "`{label}` names the output of `{one}` alone: `{label}: {other}` names \
                                that of the whole line"
            );
            let (name, at) = (format!("{label}: "), first.start);
            let start = at.saturating_sub(offset(name.len()));
            let whole = Span::new(start, last.start);
            let moved =
                self.sources.text(whole).strip_prefix(&name).map(|rest| format!("{rest}{name}"));
            let fix = moved.map(|moved| Fix::guess(whole, moved).said(help.clone()));
            fix.into_iter().chain([help.into()]).collect()
        })
    }

    /// The label that an operand is, the call that it names, and the last one on the same line, which
    /// works on what that made.
    fn last_on_the_line(&self, misfit: &Misfit<'a>) -> Option<(&'a str, Span, Span)> {
        let Operand::Expr(expr) = &misfit.argument?.value else { return None };
        let label = expr.bare_word()?;
        let first = self.network.span_of(misfit.tensor)?;
        let next = |last: &(TensorId, Span)| self.next_on_the_line(*last);
        let line = std::iter::successors(Some((misfit.tensor, first)), next);
        let (made, last) = line.take(ON_A_LINE).last()?;
        // A map that was reduced to a vector; of two maps of other sizes either may be meant.
        let reduced = self.network.tensor(made).shape.spatial().iter().all(|size| *size == 1);
        let was_map = misfit.shape.spatial().iter().any(|size| *size > 1);
        (reduced && was_map).then_some((label, first, last))
    }

    /// The layer after another that works on its output, if only a `;` is between their calls.
    fn next_on_the_line(&self, (tensor, span): (TensorId, Span)) -> Option<(TensorId, Span)> {
        let next = |layer: &Layer| {
            let after = layer.span.filter(|after| after.start > span.end)?;
            let between = self.sources.text(Span::new(span.end, after.start));
            let alone = between.trim_matches([' ', '\t']) == ";";
            (alone && layer.inputs.first() == Some(&tensor)).then_some((layer.output, after))
        };
        self.network.layers.iter().find_map(next)
    }

    fn misfit(
        &'a self,
        context: &Context<'_>,
        [this, other]: [usize; 2],
        free: Option<usize>,
    ) -> Option<Misfit<'a>> {
        let (shape, wanted) = (context.inputs.get(this)?.shape, context.inputs.get(other)?.shape);
        if shape.rank() != wanted.rank() {
            return None;
        }
        let size = |axis| if Some(axis) == free { shape.axis(axis) } else { wanted.axis(axis) };
        let sizes: Option<Vec<u64>> =
            (0..shape.rank()).map(|axis| size(axis).map(u64::from)).collect();
        Some(Misfit {
            tensor: tensor(context, this)?,
            other: tensor(context, other)?,
            shape,
            wanted: Shape::new(&sizes?).ok()?,
            argument: self.argument(context, this),
        })
    }

    /// The argument that an operand is.
    fn argument(&self, context: &Context<'_>, operand: usize) -> Option<&'a Argument<'a>> {
        if !matches!(context.operation.takes, Takes::Operands { .. }) {
            return None;
        }
        let mut written = self.call?.arguments.iter().filter(|argument| argument.name.is_none());
        let implicit = usize::from(written.clone().count() == 1);
        let count = written.clone().count() + implicit;
        // A list may hold several tensors.
        let index = operand.checked_sub(implicit).filter(|_| count == context.inputs.len())?;
        written.nth(index)
    }

    /// Another padding of the layer that made the size of an operand.
    fn repadded(&'a self, misfit: &Misfit<'_>) -> Vec<Help> {
        let axis = misfit.axis();
        let maker = self.maker_of(misfit.tensor, axis, Some(misfit.other));
        let Origin::Layer(id) = self.network.tensor(maker).origin else { return Vec::new() };
        if maker == misfit.other
            || !self.layers_since(misfit.tensor, axis, Some(misfit.other)).contains(&id)
        {
            return Vec::new();
        }
        let Some(sliding) = self.sliding(self.network.layer(id)) else { return Vec::new() };
        let sizes = misfit.wanted.spatial();
        let mut cures = sliding.padded_to(sizes);
        cures.extend(sliding.centred_to(sizes));
        cures
    }

    /// Another stride of the pointwise convolution of a shortcut.
    fn shortcut(&'a self, misfit: &Misfit<'_>) -> Vec<Help> {
        self.strided(misfit, true)
    }

    /// Another stride of the last layer with windows.
    fn restrided(&'a self, misfit: &Misfit<'_>) -> Vec<Help> {
        self.strided(misfit, false)
    }

    fn strided(&'a self, misfit: &Misfit<'_>, pointwise: bool) -> Vec<Help> {
        let axis = misfit.axis();
        if axis == 0 {
            return Vec::new();
        }
        let layers = self.layers_since(misfit.tensor, axis, Some(misfit.other));
        let sliding = layers.iter().filter_map(|id| {
            let layer = self.network.layer(*id);
            let keeps = self.network.tensor(layer.output).shape.spatial() == misfit.shape.spatial();
            self.sliding(layer).filter(|it| keeps && it.is_pointwise() == pointwise)
        });
        sliding.take(2).flat_map(|it| it.strided_to(misfit.wanted.spatial())).collect()
    }

    /// A learned tensor of the shape that fits.
    fn repeated_weight(&'a self, misfit: &Misfit<'_>) -> Vec<Help> {
        if !matches!(self.network.tensor(misfit.tensor).origin, Origin::Weight(_)) {
            return Vec::new();
        }
        let Some(call) = self.written_of(misfit.tensor) else { return Vec::new() };
        let shape = misfit.wanted.axes().iter().map(u32::to_string).collect::<Vec<_>>().join("x");
        let fix = call.operation.parameters.first().and_then(|p| call.with(&[(p.name, shape)]));
        fix.map(|fix| fix.write()).into_iter().collect()
    }

    /// A 1×1 convolution of an operand that has none: a projection shortcut.
    fn projected(&self, misfit: &Misfit<'_>) -> Vec<Help> {
        let Some((channels, stride)) = projection(&misfit.shape, &misfit.wanted) else {
            return Vec::new();
        };
        let Some(call) = self.call else { return Vec::new() };
        let strides = match stride {
            1 => vec![String::new()],
            _ => self.spelled(stride.into()).iter().map(|it| stride_of(it)).collect(),
        };
        let convs = self.spelled(channels.into()).into_iter().flat_map(|channels| {
            strides.iter().map(move |stride| format!("conv {channels}{stride}"))
        });
        let name = call.name.text;
        let place = |conv: String| match misfit.argument {
            None => {
                let first = call.arguments.first()?;
                let at = Span::new(first.span().start, first.span().start);
                let others = self.sources.text(first.span().to(call.span()));
                let short = others.len() <= SHORT && !others.contains('\n');
                let others = if short { others } else { "…" };
                let help = format!(
                    "write `{name} {{ {conv} }} {others}`, which makes {} of the current tensor",
                    misfit.wanted
                );
                Some(Fix::guess(at, format!("{{ {conv} }} ")).said(help))
            }
            Some(Argument { value: Operand::Expr(expr), .. }) => {
                let from = expr.bare_word()?;
                let better = format!("{{ from {from}; {conv} }}");
                let help = format!(
                    "write `{better}` in place of `{from}`, which makes it {}",
                    misfit.wanted
                );
                Some(Fix::guess(expr.span, better).said(help))
            }
            Some(_) => None,
        };
        convs.filter_map(place).collect()
    }

    /// The larger of two feature maps, cropped, where the smaller was made of rows that a pool left out.
    fn cropped(&self, misfit: &Misfit<'_>) -> Vec<Help> {
        let fits = misfit.shape.spatial().iter().zip(misfit.wanted.spatial());
        let Some(Argument { value: Operand::Expr(expr), .. }) = misfit.argument else {
            return Vec::new();
        };
        let Some(from) = expr.bare_word().filter(|_| fits.clone().all(|(a, b)| a >= b)) else {
            return Vec::new();
        };
        let grown = |id| {
            let kind = &self.network.layer(id).kind;
            matches!(kind, OpKind::TransposedConvolution(_) | OpKind::Resampling(_))
        };
        let axis = misfit.axis();
        let made = self.layers_since(misfit.other, axis, Some(misfit.tensor));
        if !made.iter().any(|id| grown(*id)) {
            return Vec::new();
        }
        let size = match misfit.wanted.spatial() {
            [first, rest @ ..] if rest.iter().all(|size| size == first) => first.to_string(),
            several => several.iter().map(u32::to_string).collect::<Vec<_>>().join("x"),
        };
        let sizes: Vec<String> = made.iter().rev().filter_map(|id| self.step(*id, axis)).collect();
        let better = format!("{{ from {from}; crop {size} }}");
        let help = format!(
            "{}; write `{better}` in place of `{from}`, or give the network an input that is divided without a rest",
            sizes.join(", then ")
        );
        vec![Fix::guess(expr.span, better).said(help)]
    }

    /// What a layer makes of an axis, if it changes it: `` `pool 2` makes 62 of 125``.
    pub(super) fn step(&self, id: crate::network::LayerId, axis: usize) -> Option<String> {
        let layer = self.network.layer(id);
        let input = self.network.tensor(*layer.inputs.first()?).shape.axis(axis)?;
        let output = self.network.tensor(layer.output).shape.axis(axis)?;
        let text = crate::text::plain::one_line(self.sources.text(layer.span?));
        (input != output).then(|| format!("`{text}` makes {output} of {input}"))
    }
}

/// ` s2`, ` s=s`
fn stride_of(value: &str) -> String {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    if digits { format!(" s{value}") } else { format!(" s={value}") }
}

/// The channels and the stride of a 1×1 convolution that makes one feature map of another.
fn projection(from: &Shape, to: &Shape) -> Option<(u32, u32)> {
    if !(2..=4).contains(&from.rank()) {
        return None;
    }
    let size = |input: u32, stride: u32| Axis::plain(input, 1, stride).size();
    let pairs = || from.spatial().iter().zip(to.spatial());
    let fits = |stride: &u32| {
        pairs().all(|(input, output)| size(*input, *stride) == Some(u64::from(*output)))
    };
    Some((to.axis(0)?, [1, 2, 4, 8].into_iter().find(fits)?))
}
