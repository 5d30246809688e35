//! What a call sets besides shapes: how two layers of the same shapes may differ.

use super::op_kind::{Convolution, Custom, OpKind, Recurrent};
use crate::tensor::Spatial;

/// The value of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// A size along each spatial axis.
    Sizes(Spatial),
    /// A number.
    Count(u64),
    /// Whether it is so.
    Flag(bool),
    /// A word of the language.
    Word(&'static str),
}

/// An attribute with its name, as calls spell it.
pub type Named = (&'static str, Attribute);

impl OpKind {
    /// What it does that does not follow from its operation and the shapes of its tensors.
    pub fn attributes(&self) -> Vec<Named> {
        use Attribute::{Count, Flag, Sizes};
        match self {
            OpKind::Convolution(it) | OpKind::TransposedConvolution(it) => convolution(it),
            OpKind::Attention(it) => {
                vec![("pairs", Count(it.pairs)), ("mask", Flag(it.mask))]
            }
            OpKind::Bilinear(it) => vec![("bias", Flag(it.bias))],
            OpKind::Custom(it) => custom(it),
            OpKind::DeformableConvolution(it) => vec![
                ("k", Sizes(it.kernel)),
                ("s", Sizes(it.stride)),
                ("d", Sizes(it.dilation)),
                ("g", Count(it.groups.into())),
                ("mask", Flag(it.mask)),
                ("bias", Flag(it.bias)),
            ],
            OpKind::Elementwise(it) => vec![("operands", Count(it.operands.into()))],
            OpKind::Linear(it) => vec![("bias", Flag(it.bias))],
            OpKind::Lookup(it) => vec![("vocabulary", Count(it.vocabulary.into()))],
            OpKind::Norm(it) => vec![("affine", Flag(it.affine)), ("bias", Flag(it.bias))],
            OpKind::Pool(it) => vec![("k", Sizes(it.kernel))],
            OpKind::Sampling(it) => vec![("samples", Count(it.samples))],
            OpKind::Scan(it) => vec![("skip", Flag(it.skip))],
            OpKind::Recurrent(it) => recurrent(it),
            OpKind::Activation(_)
            | OpKind::AdaptivePool(_)
            | OpKind::Cumulative(_)
            | OpKind::Dropout
            | OpKind::Function(_)
            | OpKind::Gather(_)
            | OpKind::Matmul(_)
            | OpKind::Move(_)
            | OpKind::Reduction(_)
            | OpKind::Resampling(_)
            | OpKind::Scatter(_)
            | OpKind::Selection(_)
            | OpKind::Softmax(_) => vec![],
        }
    }
}

fn convolution(it: &Convolution) -> Vec<Named> {
    let padding = if it.same { Attribute::Word("same") } else { Attribute::Sizes(it.padding) };
    // A group for each channel follows from the shapes.
    let depthwise = it.groups > 1 && it.groups == it.in_channels;
    let groups = match depthwise {
        true => Attribute::Word("channels"),
        false => Attribute::Count(it.groups.into()),
    };
    vec![
        ("k", Attribute::Sizes(it.kernel)),
        ("s", Attribute::Sizes(it.stride)),
        ("p", padding),
        ("d", Attribute::Sizes(it.dilation)),
        ("g", groups),
        ("bias", Attribute::Flag(it.bias)),
    ]
}

fn custom(it: &Custom) -> Vec<Named> {
    let counts = [
        ("macs", it.macs),
        ("mul", it.mul),
        ("add", it.add),
        ("div", it.div),
        ("cmp", it.cmp),
        ("special", it.special),
    ];
    let counts = counts.into_iter().map(|(name, count)| (name, Attribute::Count(count)));
    counts.chain([("unknown", Attribute::Flag(it.unknown))]).collect()
}

fn recurrent(it: &Recurrent) -> Vec<Named> {
    vec![
        ("hidden", Attribute::Count(it.hidden.into())),
        ("projection", Attribute::Count(it.projection.into())),
        ("layers", Attribute::Count(it.layers.into())),
        ("directions", Attribute::Count(it.directions.into())),
        ("biases", Attribute::Count(it.biases.into())),
    ]
}
