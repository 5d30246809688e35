//! How a size came about, step by step, and what would have made another.

use super::{Past, tensor};
use crate::diagnostics::fix::Help;
use crate::network::{LayerId, Origin};
use crate::ops::{Context, conv};
use crate::source::Span;
use crate::tensor::{Shape, TensorId};
use crate::text::plain::one_line;

/// The most steps that are shown.
const STEPS: usize = 8;

/// The most layers for which another padding is proposed.
const PADDED: usize = 4;

/// What is said of a claim that does not hold.
pub(crate) struct Disputed {
    /// The call that made the size which differs, and what it made.
    pub(crate) origin: Option<Span>,
    pub(crate) made: Shape,
    pub(crate) help: Option<Help>,
}

impl Past<'_> {
    /// What made a tensor that is not as claimed, and what would make it so.
    pub(crate) fn disputed(&self, tensor: TensorId, claimed: &[Option<i128>]) -> Disputed {
        let shape = self.network.tensor(tensor).shape;
        let own = Disputed { origin: self.network.span_of(tensor), made: shape, help: None };
        if shape.rank() != claimed.len() {
            return own;
        }
        let sizes = shape.axes().iter().zip(claimed);
        let differs = |(size, wanted): (&u32, &Option<i128>)| {
            wanted.is_some_and(|wanted| wanted != i128::from(*size))
        };
        let differing: Vec<usize> =
            sizes.enumerate().filter(|(_, pair)| differs(*pair)).map(|(axis, _)| axis).collect();
        let Some(axis) =
            differing.iter().copied().find(|axis| *axis > 0).or(differing.first().copied())
        else {
            return own;
        };
        let maker = self.maker_of(tensor, axis, None);
        let Origin::Layer(id) = self.network.tensor(maker).origin else { return own };
        let layer = self.network.layer(id);
        let wanted: Vec<u32> = shape
            .spatial()
            .iter()
            .zip(claimed.iter().skip(1))
            .map(|(size, wanted)| wanted.and_then(|it| u32::try_from(it).ok()).unwrap_or(*size))
            .collect();
        let channels = differing.first() == Some(&0);
        let proposals = self.sliding(layer).filter(|_| axis > 0 && !channels).map(|sliding| {
            let mut proposals = sliding.padded_to(&wanted);
            if !sliding.strides() {
                proposals.extend(sliding.strided_to(&wanted));
            }
            proposals
        });
        let outputs = self.renumbered(maker, axis, &differing, claimed);
        let words = self
            .missing(tensor, axis, claimed.get(axis).copied().flatten())
            .or_else(|| conv::differs(&layer.kind, claimed));
        let mut proposals = proposals.unwrap_or_default();
        proposals.extend(outputs);
        proposals.extend(self.kept_earlier(tensor, axis, claimed).unwrap_or_default());
        let help = match words {
            Some(words) => Some(Help::first_of(proposals, words)),
            None => proposals.into_iter().reduce(Help::or),
        };
        let made = self.network.tensor(maker).shape;
        Disputed { origin: layer.span, made, help }
    }

    /// The call that made an axis with the size that is claimed of it, where nothing else differs.
    fn renumbered(
        &self,
        maker: TensorId,
        axis: usize,
        differing: &[usize],
        claimed: &[Option<i128>],
    ) -> Option<Help> {
        let wanted = claimed.get(axis).copied().flatten()?;
        let (call, made) = (self.written_of(maker)?, self.network.tensor(maker).shape.axis(axis)?);
        let is_written = call.value("out").is_some_and(|out| out.parse() == Ok(made));
        let call = Some(call).filter(|_| is_written && differing == [axis])?;
        let fix = call.with(&[("out", wanted.to_string())])?;
        let shape = self.network.tensor(maker).shape.to_string().replace('×', "x");
        let help = format!("write `{fix}` to make it {wanted}, or claim `{shape}`");
        Some(fix.said(help))
    }

    /// The steps to a size that is some times larger or smaller than another.
    fn missing(&self, tensor: TensorId, axis: usize, wanted: Option<i128>) -> Option<String> {
        let made = i128::from(self.network.tensor(tensor).shape.axis(axis)?);
        let wanted = wanted.filter(|wanted| *wanted > 0 && axis > 0)?;
        let (large, small) = (made.max(wanted), made.min(wanted));
        let times = (large + small / 2) / small;
        let is_power = times > 1 && u128::try_from(times).is_ok_and(u128::is_power_of_two);
        let exact = (small * times - large).abs() <= times;
        let trail = self.trail(tensor, axis).filter(|_| is_power && exact)?;
        let fault = if made > wanted { "is missing" } else { "is too much" };
        Some(format!("{trail}: a stride of {times} {fault}"))
    }

    /// The steps in which an axis came to its size: `224 → 112 (conv 64 k7 s2 p3) → 56 (pool 3 2 p1)`.
    fn trail(&self, tensor: TensorId, axis: usize) -> Option<String> {
        let line = self.line(tensor, axis);
        let size = |tensor: &TensorId| self.network.tensor(*tensor).shape.axis(axis);
        let changes: Vec<_> = line
            .iter()
            .zip(line.iter().skip(1))
            .filter_map(|(made, from)| Some((*made, size(made)?, size(from)?)))
            .filter(|(_, made, from)| made != from)
            .take(STEPS)
            .collect();
        let (.., first) = changes.last()?;
        let steps = changes.iter().rev().map(|(made, size, _)| {
            let text = self.network.span_of(*made).map(|span| self.sources.text(span));
            format!(" → {size} (`{}`)", one_line(text.unwrap_or_default()))
        });
        Some(std::iter::once(first.to_string()).chain(steps).collect())
    }

    /// Padding of earlier layers with which an axis that is smaller than claimed would have kept its size, the last
    /// ones first.
    fn kept_earlier(
        &self,
        tensor: TensorId,
        axis: usize,
        claimed: &[Option<i128>],
    ) -> Option<Vec<Help>> {
        let wanted = claimed.get(axis).copied().flatten().filter(|_| axis > 0)?;
        let made = i128::from(self.network.tensor(tensor).shape.axis(axis)?);
        let layers = self.layers_since(tensor, axis, None).into_iter();
        let padded = layers.filter_map(|id| {
            let fix = self.sliding(self.network.layer(id))?.keeping()?;
            let help =
                format!("{}; write `{}`, which keeps the size", self.step(id, axis)?, fix.text);
            Some(fix.said(help))
        });
        Some(padded.take(PADDED).collect()).filter(|_| made < wanted)
    }

    /// Padding of earlier layers that makes the input of a window larger.
    pub(super) fn roomier(&self, context: &Context<'_>, remedy: &str) -> Option<Vec<Help>> {
        let input = tensor(context, 0)?;
        let trail = self.trail(input, 1)?;
        let mut layers: Vec<LayerId> = self.layers_since(input, 1, None);
        layers.reverse();
        let padded = layers.iter().filter_map(|id| {
            let sliding = self.sliding(self.network.layer(*id))?;
            let fix = sliding.keeping()?;
            let help = format!(
                "{trail}: write `{}` in place of `{}`; or else, {remedy}",
                fix.text, sliding.call.text
            );
            Some(fix.said(help))
        });
        // A single step is in the frame.
        let several = trail.matches('→').count() > 1;
        let words = several.then(|| Help::from(format!("{trail}: {remedy}")));
        Some(padded.take(PADDED).chain(words).collect())
    }
}
