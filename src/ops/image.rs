//! Images as other tools write them: channels last, the batch as an axis, a grey one without its
//! channel. They are legal shapes, of which a convolution makes something else than was meant.

use super::operation::Context;
use super::parameter_spec::Kind;
use crate::diagnostics::shape::SuspiciousProblem;
use crate::tensor::Shape;

/// How the axes of an image were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    BatchAxis(u32),
    ChannelsLast,
    NoChannel,
}

/// The least height and width of what is taken for an image.
const LEAST: u32 = 8;

/// The least of a grey one, which nothing but its equal sides gives away.
const LEAST_SQUARE: u32 = 16;

impl Context<'_> {
    /// The warning about an image whose axes are in the wrong places, if this operation slides a
    /// window over an input of the network that looks like one. A window with a size for each axis is
    /// taken for what was meant.
    pub fn misread(&self) -> Option<SuspiciousProblem> {
        let (input, written, right) = self.image()?;
        let (shape, span, reader) = (input.shape, input.origin, self.name);
        let (operation, channels) = (self.operation.name, shape.axis(0)?);
        Some(match written {
            Written::BatchAxis(size) => {
                let batch = if size == 1 { String::new() } else { format!(" and `batch {size}`") };
                SuspiciousProblem::BatchAxis {
                    operation,
                    shape,
                    channels,
                    span,
                    reader,
                    right,
                    batch,
                }
            }
            Written::ChannelsLast => {
                SuspiciousProblem::ChannelsLast { operation, shape, channels, span, reader, right }
            }
            Written::NoChannel => {
                SuspiciousProblem::NoChannel { operation, shape, channels, span, reader, right }
            }
        })
    }

    /// How the input is written, for the help of an operation that cannot work on it.
    pub(super) fn rewritten(&self) -> Option<String> {
        let (_, written, right) = self.image()?;
        let why = match written {
            Written::BatchAxis(_) => "the batch is not written",
            Written::ChannelsLast => "channels come first",
            Written::NoChannel => "one channel is an axis too",
        };
        Some(format!("write `input {right}`: {why}"))
    }

    fn image(&self) -> Option<(super::Input, Written, String)> {
        let input = self.inputs.first().filter(|input| input.is_given)?;
        let (kernel, argument) = self.parameter("k")?;
        if !matches!(kernel.kind, Kind::Spatial(_)) {
            return None;
        }
        let sizes = argument.and_then(|argument| argument.value.items()).map(<[_]>::len);
        if sizes.is_some_and(|sizes| sizes + 1 == input.shape.rank()) {
            return None;
        }
        let (written, right) = written(&input.shape)?;
        Some((*input, written, right))
    }
}

/// What the axes of a shape seem to be, and how it is written here.
fn written(shape: &Shape) -> Option<(Written, String)> {
    let colours = |channels: u32| matches!(channels, 1 | 3 | 4);
    let picture = |height: u32, width: u32| {
        let (short, long) = (height.min(width), height.max(width));
        short >= LEAST && long / 4 <= short
    };
    match *shape.axes() {
        [height, width] if height == width && height >= LEAST_SQUARE => {
            Some((Written::NoChannel, format!("1x{height}x{width}")))
        }
        [height, width, channels] | [_, height, width, channels]
            if colours(channels) && picture(height, width) && height.min(width) > 2 * channels =>
        {
            Some((Written::ChannelsLast, format!("{channels}x{height}x{width}")))
        }
        [height, channels, width]
            if colours(channels) && picture(height, width) && height.min(width) > 2 * channels =>
        {
            Some((Written::ChannelsLast, format!("{channels}x{height}x{width}")))
        }
        // Three channels of several frames are a clip.
        [batch, channels, height, width]
            if batch != 3 && colours(channels) && picture(height, width) =>
        {
            Some((Written::BatchAxis(batch), format!("{channels}x{height}x{width}")))
        }
        [batch, channels, frames, height, width] if colours(channels) && picture(height, width) => {
            Some((Written::BatchAxis(batch), format!("{channels}x{frames}x{height}x{width}")))
        }
        _ => None,
    }
}
