//! Which places of its inputs a layer reads for a place of its output.

use crate::network::{FunctionKind, Layer, Network, NormKind, OpKind};
use crate::tensor::Spatial;

/// Which places of the inputs a place of the output is computed from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Walk {
    /// The same one.
    Same,
    /// Those of a window.
    Windows {
        /// The size of the window.
        kernel: Spatial,
        /// How far windows of neighbours are apart.
        stride: Spatial,
        /// How far the places of a window are apart.
        dilation: Spatial,
        /// The padding before the input.
        padding: Spatial,
    },
}

/// How a layer reads its inputs.
///
/// # Errors
/// Why it cannot run in patches.
pub(super) fn walk(network: &Network, layer: &Layer) -> Result<Walk, &'static str> {
    use OpKind::*;
    match layer.kind {
        Convolution(work) => Ok(Walk::Windows {
            kernel: work.kernel,
            stride: work.stride,
            dilation: work.dilation,
            padding: work.padding,
        }),
        Pool(work) => Ok(Walk::Windows {
            kernel: work.kernel,
            stride: work.stride,
            dilation: work.dilation,
            padding: work.padding,
        }),
        Function(work) if work.kind == FunctionKind::Rope => Err("it depends on the position"),
        Activation(_) | Elementwise(_) | Function(_) | Dropout => same(network, layer),
        Norm(work) => match work.kind {
            NormKind::Batch | NormKind::Scale | NormKind::LocalResponse => same(network, layer),
            NormKind::Group
            | NormKind::Instance
            | NormKind::Layer
            | NormKind::Euclidean
            | NormKind::RootMeanSquare => Err("its statistics may be of all places"),
        },
        Move(work) if work.grid || work.view => same(network, layer),
        Move(_) | Gather(_) | Scatter(_) | Selection(_) | Lookup(_) => {
            Err("it moves values to other places")
        }
        AdaptivePool(_) | Linear(_) | Reduction(_) => Err("it reads all places"),
        Attention(_) | Bilinear(_) | Matmul(_) | Softmax(_) => Err("it may read all places"),
        Cumulative(_) | Recurrent(_) | Scan(_) => Err("each place depends on those before it"),
        DeformableConvolution(_) | Sampling(_) => Err("which places it reads is in a tensor"),
        Resampling(_) | TransposedConvolution(_) => Err("its output is larger than its input"),
        Custom(_) => Err("it is not known what it reads"),
    }
}

/// The same places, if all inputs have them.
fn same(network: &Network, layer: &Layer) -> Result<Walk, &'static str> {
    let output = network.tensor(layer.output).shape;
    let mut inputs = layer.inputs.iter().map(|id| network.tensor(*id)).filter(|it| it.batched);
    match inputs.all(|input| input.shape.spatial() == output.spatial()) {
        true => Ok(Walk::Same),
        false => Err("it reads a tensor of another size"),
    }
}
