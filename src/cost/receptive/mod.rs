//! Receptive fields: how much of the network's input one element of a tensor sees, and how far
//! apart two neighbours look.
//!
//! Along each spatial axis an element of an input sees r = 1 place, and its neighbour the one
//! j = 1 further. A window of k values that lie d apart and moves by s makes
//!
//! ```text
//! r' = r + d·(k − 1)·j        j' = s·j
//! ```
//!
//! (Araujo, Norris and Sim: Computing receptive fields of convolutional neural networks, Distill,
//! 2019, <https://distill.pub/2019/computing-receptive-fields>). Padding counts as seen. Where
//! tensors come together the largest field holds, if neighbours look equally far apart in all.

use smallvec::SmallVec;

use crate::index::IndexVec;
use crate::network::{Convolution, Interpolation, Layer, Network, Norm, NormKind, OpKind};
use crate::tensor::{Shape, Spatial, TensorId};

/// What one element of a tensor sees of the network's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Nothing: it depends on parameters only.
    Nothing,
    /// A window.
    Window(Window),
    /// All there is.
    Everything,
    /// What no window describes: places were reordered, or differ from element to element.
    Unknown,
}

/// A window on the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its size along each spatial axis, r.
    pub size: Spatial,
    /// How far the window of the next element is from it, j.
    pub stride: Spatial,
}

/// Along one axis the size and the stride of a window.
type Axis = (u64, u64);

impl Window {
    /// A window whose axes are made one by one; none if there is no such axis, or its numbers do
    /// not fit into 32 bits.
    fn of(rank: usize, axis: impl Fn(usize) -> Option<Axis>) -> Option<Window> {
        let axes: SmallVec<[Axis; 3]> = (0..rank).map(axis).collect::<Option<_>>()?;
        let narrow = |number: u64| u32::try_from(number).ok();
        let size = axes.iter().map(|(size, _)| narrow(*size)).collect::<Option<_>>()?;
        let stride = axes.iter().map(|(_, stride)| narrow(*stride)).collect::<Option<_>>()?;
        Some(Window { size, stride })
    }

    /// This window, changed along each axis; `None` if the other sizes are not of as many axes.
    fn map<const N: usize>(
        self,
        sizes: [&[u32]; N],
        change: impl Fn(Axis, [u64; N]) -> Option<Axis>,
    ) -> Option<Window> {
        let rank = self.size.sizes().len();
        if sizes.iter().any(|sizes| sizes.len() != rank) {
            return None;
        }
        Window::of(rank, |axis| {
            #[expect(clippy::indexing_slicing, reason = "all are of `rank` axes")]
            let at = |sizes: &[u32]| u64::from(sizes[axis]);
            change((at(self.size.sizes()), at(self.stride.sizes())), sizes.map(at))
        })
    }

    /// What a window on this one sees.
    fn through(self, [kernel, stride, dilation]: [Spatial; 3]) -> Option<Window> {
        let sizes = [kernel.sizes(), stride.sizes(), dilation.sizes()];
        self.map(sizes, |(size, jump), [kernel, stride, dilation]| {
            let reach = dilation.checked_mul(kernel - 1)?.checked_mul(jump)?;
            Some((size.checked_add(reach)?, jump.checked_mul(stride)?))
        })
    }

    /// What an output of a transposed convolution sees: the taps that fall on it come from inputs
    /// at most so far apart.
    fn spread(self, work: &Convolution) -> Option<Window> {
        let sizes = [work.kernel.sizes(), work.stride.sizes(), work.dilation.sizes()];
        self.map(sizes, |(size, jump), [kernel, stride, dilation]| {
            // Taps t and t' fall on one place from inputs x and x' if (t − t')·d = (x' − x)·s.
            let common = gcd(stride, dilation);
            let apart = (kernel - 1) / (stride / common) * (dilation / common);
            let jump_between = jump.is_multiple_of(stride).then_some(jump / stride)?;
            Some((size.checked_add(apart.checked_mul(jump)?)?, jump_between))
        })
    }

    /// What each of so many places along each axis sees, interpolated from `taps` of the input's.
    fn resampled(self, taps: u64, input: Shape, output: Shape) -> Option<Window> {
        self.map([input.spatial(), output.spatial()], |(size, jump), [input, output]| {
            let distance = jump.checked_mul(input)?;
            let jump_between = distance.is_multiple_of(output).then_some(distance / output)?;
            Some((size.checked_add((taps - 1).checked_mul(jump)?)?, jump_between))
        })
    }

    /// What each of so many equal parts sees.
    fn pooled_to(self, input: &[u32], output: &[u32]) -> Option<Window> {
        self.map([input, output], |(size, jump), [input, output]| {
            let part = input.is_multiple_of(output).then_some(input / output)?;
            Some((size.checked_add((part - 1).checked_mul(jump)?)?, jump.checked_mul(part)?))
        })
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl From<Option<Window>> for Field {
    fn from(window: Option<Window>) -> Self {
        window.map_or(Field::Unknown, Field::Window)
    }
}

impl Field {
    /// What is seen by what depends on both.
    fn join(self, other: Field) -> Field {
        match (self, other) {
            (Field::Nothing, field) | (field, Field::Nothing) => field,
            (Field::Everything, _) | (_, Field::Everything) => Field::Everything,
            (Field::Window(a), Field::Window(b)) if a.stride == b.stride => a
                .map([b.size.sizes()], |(size, jump), [other]| Some((size.max(other), jump)))
                .into(),
            _ => Field::Unknown,
        }
    }
}

/// What the elements of every tensor see.
pub fn fields(network: &Network) -> IndexVec<TensorId, Field> {
    let mut fields = IndexVec::filled(network.tensors.len(), Field::Nothing);
    // Over how many places the input is spread in each tensor.
    let mut places = IndexVec::filled(network.tensors.len(), 0);
    for input in &network.inputs {
        let shape = network.tensor(*input).shape;
        fields[*input] = match shape.spatial().len() {
            rank @ 1..=3 => Window::of(rank, |_| Some((1, 1))).into(),
            _ => Field::Unknown,
        };
        places[*input] = if shape.rank() == 1 { shape.elements() } else { maps(shape) };
    }
    for layer in &network.layers {
        let of = |input: &TensorId| fields[*input];
        let before = layer.inputs.iter().map(of).fold(Field::Nothing, Field::join);
        let spread = layer.inputs.iter().map(|input| places[*input]).max().unwrap_or(0);
        for output in layer.outputs() {
            let field = match before {
                Field::Nothing | Field::Everything => before,
                _ => after(network, layer, (before, spread), output),
            };
            fields[output] = field;
            places[output] = match (field, layer.kind) {
                (Field::Window(_), _) => maps(network.tensor(output).shape),
                // Every axis but the last is one of places.
                (_, OpKind::Linear(work)) => work.rows,
                _ => spread,
            };
        }
    }
    fields
}

/// The places of a feature map.
fn maps(shape: Shape) -> u64 {
    shape.spatial().iter().map(|axis| u64::from(*axis)).product()
}

/// What an output of a layer sees, all of whose inputs see `before`, a window or what is unknown,
/// and are spread over so many places.
fn after(
    network: &Network,
    layer: &Layer,
    (before, places): (Field, u64),
    output: TensorId,
) -> Field {
    let window = if let Field::Window(window) = before { Some(window) } else { None };
    let shape = |tensor: TensorId| network.tensor(tensor).shape;
    let (input, output) =
        (layer.inputs.first().map_or(Shape::scalar(), |id| shape(*id)), shape(output));
    let mixed = || layer.inputs.iter().all(|input| network.tensor(*input).batched);
    let everything_if = |all| if all { Field::Everything } else { Field::Unknown };
    match layer.kind {
        OpKind::Convolution(work) => {
            window.and_then(|it| it.through([work.kernel, work.stride, work.dilation])).into()
        }
        OpKind::Pool(work) => {
            window.and_then(|it| it.through([work.kernel, work.stride, work.dilation])).into()
        }
        OpKind::TransposedConvolution(work) => window.and_then(|it| it.spread(&work)).into(),
        OpKind::Resampling(work) => {
            window.and_then(|it| it.resampled(taps(work.mode), input, output)).into()
        }
        OpKind::AdaptivePool(work) if work.output.product() == 1 => Field::Everything,
        OpKind::AdaptivePool(work) => {
            window.and_then(|it| it.pooled_to(work.input.sizes(), work.output.sizes())).into()
        }
        OpKind::Activation(_) | OpKind::Elementwise(_) | OpKind::Function(_) => {
            in_place(network, layer, before, output)
        }
        OpKind::Norm(work) => normed(&work, before, input),
        OpKind::Softmax(work) => of_vectors((work.vectors, work.length), before, input),
        OpKind::Reduction(work) => {
            let maps = maps(input);
            let channels = input.axes().first().copied().map_or(1, u64::from);
            let whole_maps = work.length == maps && work.outputs == channels && channels != maps;
            everything_if(work.outputs == 1 || whole_maps)
        }
        OpKind::Linear(work) => everything_if(work.rows == 1),
        // Attention: the product of two tensors that both come from the input, if it goes over all
        // places and not over parts of them.
        OpKind::Matmul(work) => everything_if(mixed() && work.m.max(work.n) >= places),
        OpKind::Attention(work) => {
            let places_seen = u64::from(work.queries.max(work.keys));
            everything_if(mixed() && !work.skips && places_seen >= places)
        }
        OpKind::Dropout => before,
        OpKind::Move(work) if work.grid => before,
        OpKind::Move(_) if layer.kind.is_view() && input == output => before,
        OpKind::Bilinear(work) => everything_if(mixed() && work.rows == 1),
        // Where taps and places lie is not known before.
        OpKind::DeformableConvolution(_) | OpKind::Sampling(_) => Field::Unknown,
        OpKind::Cumulative(_)
        | OpKind::Custom(_)
        | OpKind::Gather(_)
        | OpKind::Lookup(_)
        | OpKind::Move(_)
        | OpKind::Recurrent(_)
        | OpKind::Scan(_)
        | OpKind::Scatter(_)
        | OpKind::Selection(_) => Field::Unknown,
    }
}

/// How many values a resampled one is made of, along one axis.
fn taps(mode: Interpolation) -> u64 {
    match mode {
        Interpolation::Nearest => 1,
        Interpolation::Linear(_) => 2,
        Interpolation::Bicubic => 4,
    }
}

/// What is computed element by element sees what they do, unless one is broadcast along a spatial
/// axis.
fn in_place(network: &Network, layer: &Layer, before: Field, output: Shape) -> Field {
    let aligned = layer.inputs.iter().map(|input| network.tensor(*input));
    let mut aligned = aligned.filter(|tensor| tensor.batched);
    match aligned.all(|tensor| tensor.shape.spatial() == output.spatial()) {
        true => before,
        false => Field::Unknown,
    }
}

/// Statistics that are stored, or those of one place, add nothing; those of whole channels see all.
fn normed(work: &Norm, before: Field, input: Shape) -> Field {
    match work.kind {
        NormKind::Batch | NormKind::LocalResponse | NormKind::Scale => before,
        NormKind::Group | NormKind::Instance => Field::Everything,
        NormKind::Layer | NormKind::Euclidean | NormKind::RootMeanSquare => {
            of_vectors((work.vectors, work.length), before, input)
        }
    }
}

/// What sees a whole vector along some axis: everything if there is but one, no more than before
/// if it must be the channels of one place.
fn of_vectors((vectors, length): (u64, u64), before: Field, input: Shape) -> Field {
    let is_long = |axis: &u32| u64::from(*axis) == length;
    match vectors {
        1 => Field::Everything,
        _ if input.axes().first().is_some_and(is_long) && !input.spatial().iter().any(is_long) => {
            before
        }
        _ => Field::Unknown,
    }
}

#[cfg(test)]
mod tests;
