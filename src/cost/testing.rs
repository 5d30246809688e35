//! Networks for tests, built by hand, one call a layer.

use std::ops::{Deref, DerefMut};

use crate::network::*;
use crate::source::Span;
use crate::tensor::{Dtype, Shape, Spatial, TensorId};
use crate::{NoFiles, Options, Sources};

/// A network that is being built. Each layer is given with the text of its call, which is searched
/// in the source text from the last call on, so that spans are right.
pub(crate) struct Build {
    builder: Builder,
    text: String,
    cursor: usize,
}

impl Deref for Build {
    type Target = Builder;

    fn deref(&self) -> &Builder {
        &self.builder
    }
}

impl DerefMut for Build {
    fn deref_mut(&mut self) -> &mut Builder {
        &mut self.builder
    }
}

impl Build {
    /// An empty network for a batch of 1 and 32-bit floats.
    pub fn new(name: &str, text: &str) -> Self {
        Build { builder: Builder::new(name.to_owned()), text: text.to_owned(), cursor: 0 }
    }

    fn span(&mut self, call: &str) -> Span {
        if let Some(at) = self.text.get(self.cursor..).and_then(|rest| rest.find(call)) {
            self.cursor += at;
        }
        Span::new(self.cursor as u32, (self.cursor + call.len()) as u32)
    }

    /// An input.
    pub fn input(&mut self, shape: &[u64]) -> TensorId {
        let span = self.span("input");
        self.builder.input(Shape::new(shape).unwrap(), None, None, Some(span))
    }

    /// Opens the scope of a block call.
    pub fn enter(&mut self, block: &str) {
        self.builder.enter(None, block, None);
    }

    /// Any layer, with this many learned values in one tensor, and as a buffer.
    pub fn layer(
        &mut self,
        call: &str,
        inputs: &[TensorId],
        outputs: &[&[u64]],
        kind: OpKind,
        (params, buffers): (u64, u64),
    ) -> TensorId {
        let shape = |values| Shape::new(&[values]).unwrap();
        let params = (params > 0).then(|| NewParameter::learned("weight", shape(params)).into());
        let buffers = (buffers > 0).then(|| NewParameter::buffer("buffer", shape(buffers)).into());
        let parameters: Vec<_> = params.into_iter().chain(buffers).collect();
        self.layer_with(call, inputs, outputs, kind, &parameters)
    }

    /// Any layer, with these parameters.
    pub fn layer_with(
        &mut self,
        call: &str,
        inputs: &[TensorId],
        outputs: &[&[u64]],
        kind: OpKind,
        parameters: &[LayerParameter],
    ) -> TensorId {
        let operation: &'static str = match call.split(' ').next().unwrap() {
            "fc" if matches!(kind, OpKind::Move(_)) => "flatten",
            word => word.to_owned().leak(),
        };
        let span = Some(self.span(call));
        let outputs: Vec<_> = outputs.iter().map(|shape| Shape::new(shape).unwrap()).collect();
        let new =
            NewLayer { parameters, span, ..NewLayer::new(operation, &kind, inputs, &outputs) };
        let layer = self.builder.layer(&new);
        self.network.layer(layer).output
    }

    /// The sizes of a tensor.
    pub fn shape(&self, id: TensorId) -> Vec<u64> {
        self.network.tensor(id).shape.axes().iter().map(|axis| u64::from(*axis)).collect()
    }

    fn elements(&self, id: TensorId) -> u64 {
        self.network.tensor(id).shape.elements()
    }

    /// A square convolution with bias.
    pub fn conv(&mut self, call: &str, x: TensorId, out: u32, k: u32, s: u32, p: u32) -> TensorId {
        self.convolution(call, x, out, [k, s, p], true)
    }

    /// A square convolution of kernel, stride and padding.
    pub fn convolution(
        &mut self,
        call: &str,
        x: TensorId,
        out: u32,
        [k, s, p]: [u32; 3],
        bias: bool,
    ) -> TensorId {
        let shape = self.network.tensor(x).shape;
        let [c, h, w] = shape.axes().try_into().unwrap();
        let size = |n: u32| (n + 2 * p - k) / s + 1;
        let work = OpKind::Convolution(Convolution {
            in_channels: c,
            out_channels: out,
            groups: 1,
            kernel: Spatial::new(&[k, k]),
            stride: Spatial::new(&[s, s]),
            dilation: Spatial::new(&[1, 1]),
            input: Spatial::new(&[h, w]),
            output: Spatial::new(&[size(h), size(w)]),
            padding: Spatial::new(&[p, p]),
            same: false,
            bias,
        });
        let params = u64::from(out) * (u64::from(c * k * k) + u64::from(bias));
        let output = [out, size(h), size(w)].map(u64::from);
        self.layer(call, &[x], &[&output], work, (params, 0))
    }

    /// Batch norm.
    pub fn bn(&mut self, x: TensorId) -> TensorId {
        let shape = self.shape(x);
        let work = OpKind::Norm(Norm {
            kind: NormKind::Batch,
            vectors: self.elements(x),
            length: 1,
            affine: true,
            bias: true,
        });
        self.layer("bn", &[x], &[&shape], work, (2 * shape[0], 2 * shape[0]))
    }

    /// A rectifier.
    pub fn relu(&mut self, x: TensorId) -> TensorId {
        let work = OpKind::Activation(Activation {
            kind: ActivationKind::Relu,
            elements: self.elements(x),
        });
        let shape = self.shape(x);
        self.layer("relu", &[x], &[&shape], work, (0, 0))
    }

    /// Max pooling with a 3×3 window and stride 2.
    pub fn pool(&mut self, call: &str, x: TensorId, p: u64) -> TensorId {
        let shape = self.shape(x);
        let size = |n: u64| (n + 2 * p - 3) / 2 + 1;
        let output = [shape[0], size(shape[1]), size(shape[2])];
        let work = OpKind::Pool(Pool {
            kind: PoolKind::Max,
            kernel: Spatial::new(&[3, 3]),
            stride: Spatial::new(&[2, 2]),
            dilation: Spatial::new(&[1, 1]),
            padding: Spatial::new(&[p as u32; 2]),
            inputs: self.elements(x),
            outputs: output.iter().product(),
        });
        self.layer(call, &[x], &[&output], work, (0, 0))
    }

    /// The mean of each channel.
    pub fn gap(&mut self, x: TensorId) -> TensorId {
        let shape = self.network.tensor(x).shape;
        let input = Spatial::new(shape.spatial());
        let work = OpKind::AdaptivePool(AdaptivePool {
            kind: PoolKind::Average,
            channels: shape.axes()[0],
            input,
            output: Spatial::new(&[1, 1]),
            windows: input,
        });
        self.layer("gap", &[x], &[&[u64::from(shape.axes()[0]), 1, 1]], work, (0, 0))
    }

    /// A view of another shape.
    pub fn view(&mut self, call: &str, x: TensorId, shape: &[u64]) -> TensorId {
        let work = OpKind::Move(Move { view: true, copied: 0, grid: false });
        self.layer(call, &[x], &[shape], work, (0, 0))
    }

    /// A dense layer with bias; of more than one axis after a `flatten`.
    pub fn fc(&mut self, x: TensorId, out: u32) -> TensorId {
        let call = format!("fc {out}");
        let elements = self.elements(x);
        let x = if self.shape(x).len() > 1 { self.view(&call, x, &[elements]) } else { x };
        let work =
            OpKind::Linear(Linear { rows: 1, inputs: elements as u32, outputs: out, bias: true });
        let params = (elements + 1) * u64::from(out);
        self.layer(&call, &[x], &[&[u64::from(out)]], work, (params, 0))
    }

    /// The sum of two tensors.
    pub fn add(&mut self, a: TensorId, b: TensorId) -> TensorId {
        let work = OpKind::Elementwise(Elementwise {
            kind: ElementwiseKind::Add,
            operands: 2,
            elements: self.elements(a),
        });
        let shape = self.shape(a);
        self.layer("add", &[a, b], &[&shape], work, (0, 0))
    }

    /// A learned tensor.
    pub fn weight(&mut self, shape: &[u64]) -> TensorId {
        let work = OpKind::Move(Move { view: false, copied: 0, grid: false });
        self.layer("weight", &[], &[shape], work, (shape.iter().product(), 0))
    }

    /// Element types of all that follows.
    pub fn dtype(&mut self, weights: Dtype, activations: Dtype) {
        self.network.dtype = Dtypes { weights, biases: None, activations };
    }

    /// The network, yielding these tensors.
    pub fn output(mut self, outputs: &[TensorId]) -> Network {
        outputs.iter().for_each(|output| self.builder.output(*output));
        self.builder.network
    }
}

/// The network of a text.
pub(crate) fn network(text: &str) -> Network {
    let sources = Sources::new();
    let main = sources.add("x.net", text).unwrap();
    let checked = crate::check::check(&sources, main, &Options::default(), &NoFiles);
    checked.network.unwrap_or_else(|| panic!("{text}: {:?}", checked.diagnostics))
}

/// The file of [`alexnet`].
pub(crate) const ALEXNET: &str = "\
# AlexNet, one tower (Krizhevsky et al., 2012)
input 3x227x227

conv 96 k11 s4 p0; relu; pool 3 2
conv 256 k5 p2;    relu; pool 3 2
conv 384 k3 p1;    relu
conv 384 k3 p1;    relu
conv 256 k3 p1;    relu; pool 3 2      -> 256x6x6

fc 4096; relu; dropout 0.5
fc 4096; relu
fc 1000
";

/// AlexNet as the tutorial has it: one tower, 20 layers.
pub(crate) fn alexnet(batch: u64) -> Network {
    let mut b = Build::new("alexnet", ALEXNET);
    b.network.batch = batch;
    let mut x = b.input(&[3, 227, 227]);
    x = b.conv("conv 96 k11 s4 p0", x, 96, 11, 4, 0);
    x = b.relu(x);
    x = b.pool("pool 3 2", x, 0);
    x = b.conv("conv 256 k5 p2", x, 256, 5, 1, 2);
    x = b.relu(x);
    x = b.pool("pool 3 2", x, 0);
    for out in [384, 384, 256] {
        x = b.conv(&format!("conv {out} k3 p1"), x, out, 3, 1, 1);
        x = b.relu(x);
    }
    x = b.pool("pool 3 2", x, 0);
    x = b.fc(x, 4096);
    x = b.relu(x);
    x = b.layer("dropout 0.5", &[x], &[&[4096]], OpKind::Dropout, (0, 0));
    x = b.fc(x, 4096);
    x = b.relu(x);
    x = b.fc(x, 1000);
    b.output(&[x])
}

/// ResNet-50 of torchvision, its bottlenecks as blocks.
pub(crate) fn resnet50() -> Network {
    let mut b = Build::new("ResNet-50", "");
    let mut x = b.input(&[3, 224, 224]);
    x = norm_conv(&mut b, x, 64, [7, 2, 3]);
    x = b.relu(x);
    x = b.pool("pool 3 2 p1", x, 1);
    for (blocks, width, stride) in [(3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2)] {
        for block in 0..blocks {
            x = bottleneck(&mut b, x, width, if block == 0 { stride } else { 1 });
        }
    }
    x = b.gap(x);
    x = b.fc(x, 1000);
    b.output(&[x])
}

/// A convolution without bias, and its norm.
fn norm_conv(b: &mut Build, x: TensorId, out: u32, kernel: [u32; 3]) -> TensorId {
    let x = b.convolution("conv", x, out, kernel, false);
    b.bn(x)
}

fn bottleneck(b: &mut Build, start: TensorId, width: u32, stride: u32) -> TensorId {
    b.enter("bottleneck");
    let mut x = norm_conv(b, start, width, [1, 1, 0]);
    x = b.relu(x);
    x = norm_conv(b, x, width, [3, stride, 1]);
    x = b.relu(x);
    x = norm_conv(b, x, 4 * width, [1, 1, 0]);
    let mut skip = start;
    if b.shape(start)[0] != u64::from(4 * width) {
        b.enter("downsample");
        skip = norm_conv(b, start, 4 * width, [1, stride, 0]);
        b.leave();
    }
    x = b.add(x, skip);
    x = b.relu(x);
    b.leave();
    x
}
