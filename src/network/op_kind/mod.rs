//! What a layer does, as formulas see it: one closed enum, and what each kind of work needs.

mod functions;
mod places;
mod products;

pub use functions::*;
pub use places::*;
pub use products::*;

/// What a layer does for one sample, as much of it as formulas need. Conventions, roofline and
/// training match on it, never on names of operations; a new operation chooses its `OpKind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpKind {
    /// An activation function.
    Activation(Activation),
    /// `sdpa`: fused attention.
    Attention(Attention),
    /// Pooling to a given size.
    AdaptivePool(AdaptivePool),
    /// `bilinear`: a product of two vectors through a learned tensor.
    Bilinear(Bilinear),
    /// `conv`, `dwconv`, `localconv`.
    Convolution(Convolution),
    /// `custom`: what the call states.
    Custom(Custom),
    /// `cumsum`, `cumprod`.
    Cumulative(Cumulative),
    /// `deformconv`.
    DeformableConvolution(DeformableConvolution),
    /// `dropout`: a view of its input, except in training.
    Dropout,
    /// `add`, `mul` … of tensors and numbers.
    Elementwise(Elementwise),
    /// `gather` and its relatives.
    Gather(Gather),
    /// `fc`, `linear`.
    Linear(Linear),
    /// `exp`, `sqrt`, `abs` …: a function of each element.
    Function(Function),
    /// `embed`.
    Lookup(Lookup),
    /// `matmul`, `einsum`.
    Matmul(Matmul),
    /// Everything that only moves data.
    Move(Move),
    /// Normalisation and learned scale.
    Norm(Norm),
    /// Pooling with a window.
    Pool(Pool),
    /// A recurrent layer.
    Recurrent(Recurrent),
    /// `mean`, `sum`, `max` … over axes.
    Reduction(Reduction),
    /// `gridsample`, `roialign`: values at places between those of a feature map.
    Sampling(Sampling),
    /// `scan`: a selective state space.
    Scan(Scan),
    /// `scatter`, `scatternd`.
    Scatter(Scatter),
    /// `topk`, `sort`.
    Selection(Selection),
    /// `upsample`.
    Resampling(Resampling),
    /// `softmax`, `logsoftmax`.
    Softmax(Softmax),
    /// `deconv`; `input` and `output` are those of this layer.
    TransposedConvolution(Convolution),
}

impl OpKind {
    /// Whether it costs more than is counted, nobody knows how much.
    pub fn is_unknown(&self) -> bool {
        matches!(self, OpKind::Custom(Custom { unknown: true, .. }))
    }

    /// A layer that a batch norm can be folded into, with a bias.
    pub fn with_bias(self) -> Option<Self> {
        Some(match self {
            OpKind::Convolution(work) => OpKind::Convolution(Convolution { bias: true, ..work }),
            OpKind::TransposedConvolution(work) => {
                OpKind::TransposedConvolution(Convolution { bias: true, ..work })
            }
            OpKind::Linear(work) => OpKind::Linear(Linear { bias: true, ..work }),
            _ => return None,
        })
    }

    /// Whether its output is its input's storage.
    pub fn is_view(&self) -> bool {
        use OpKind::*;
        match self {
            Dropout => true,
            Move(moved) => moved.view,
            Activation(_)
            | AdaptivePool(_)
            | Convolution(_)
            | Attention(_)
            | Bilinear(_)
            | DeformableConvolution(_)
            | Cumulative(_)
            | Elementwise(_)
            | Function(_)
            | Gather(_)
            | Linear(_)
            | Lookup(_)
            | Matmul(_)
            | Norm(_)
            | Pool(_)
            | Recurrent(_)
            | Reduction(_)
            | Resampling(_)
            | Sampling(_)
            | Scan(_)
            | Scatter(_)
            | Selection(_)
            | Softmax(_) => false,
            TransposedConvolution(_) | Custom(_) => false,
        }
    }
}
