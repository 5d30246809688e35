//! Which channels each layer couples.

use super::groups::{Channels, GroupId, Groups, Part, Parts};
use crate::index::IndexVec;
use crate::network::{
    ActivationKind, Convolution, FunctionKind, Layer, LayerId, Network, Norm, NormKind, Obstacle,
    OpKind, Reduction,
};
use crate::tensor::{Shape, TensorId};
use crate::whatif::readers::Readers;

/// The most groups that an axis is made of. Of longer joins, all channels are kept.
const PARTS: usize = 4096;

/// The channels of all tensors of a network.
pub(super) struct Flow<'n> {
    network: &'n Network,
    readers: Readers,
    pub groups: Groups,
    /// The channels of each tensor; `None` if none can be removed.
    pub channels: IndexVec<TensorId, Option<Channels>>,
    /// The layers that make channels, with the group or the reason why there is none.
    pub made: Vec<(LayerId, Result<GroupId, Obstacle>)>,
}

type Rule = Result<Option<Channels>, Obstacle>;

impl<'n> Flow<'n> {
    /// The channels of a network. Those of its outputs are kept.
    pub fn of(network: &'n Network) -> Self {
        let mut flow = Flow {
            network,
            readers: Readers::of(network),
            groups: Groups::default(),
            channels: IndexVec::filled(network.tensors.len(), None),
            made: Vec::new(),
        };
        for (id, layer) in network.numbered_layers() {
            match flow.rule(id, layer) {
                Ok(channels) => flow.channels[layer.output] = channels,
                Err(why) => flow.keep_inputs(id, layer, why),
            }
        }
        for output in &network.outputs {
            if let Some(channels) = flow.channels[*output].clone() {
                flow.groups.keep_all(&channels, Obstacle::Output);
            }
        }
        flow
    }

    /// Keeps the channels of a layer's inputs, and those that it makes.
    fn keep_inputs(&mut self, id: LayerId, layer: &Layer, why: Obstacle) {
        if matches!(
            layer.kind,
            OpKind::Convolution(_) | OpKind::TransposedConvolution(_) | OpKind::Linear(_)
        ) {
            self.made.push((id, Err(why)));
        }
        for input in &layer.inputs {
            if let Some(channels) = self.channels[*input].clone() {
                self.groups.keep_all(&channels, why);
            }
        }
    }

    /// The channels of a layer's output.
    fn rule(&mut self, id: LayerId, layer: &Layer) -> Rule {
        if layer.outputs > 1 {
            return Err(Obstacle::Mixed);
        }
        match layer.kind {
            // It has weights for each position.
            OpKind::Convolution(_) if layer.operation == "localconv" => Err(Obstacle::Mixed),
            OpKind::Convolution(work) => self.convolution(id, layer, work),
            OpKind::TransposedConvolution(work) => self.convolution(id, layer, work),
            OpKind::Linear(work) => {
                let axis = self.shape(layer.output).rank().saturating_sub(1);
                self.only_on(layer, self.input_shape(layer).rank().saturating_sub(1))?;
                self.product(id, layer, axis, work.outputs)
            }
            OpKind::Dropout => self.same(layer),
            OpKind::Activation(work) => match work.kind {
                ActivationKind::Glu | ActivationKind::Geglu => Err(Obstacle::Mixed),
                _ => self.same(layer),
            },
            OpKind::Function(work) => match work.kind {
                FunctionKind::Rope => Err(Obstacle::Mixed),
                _ => self.same(layer),
            },
            OpKind::Elementwise(_) => self.join(layer),
            OpKind::Norm(work) => self.norm(layer, work),
            OpKind::AdaptivePool(_) | OpKind::Pool(_) | OpKind::Resampling(_) => {
                self.only_on(layer, 0)?;
                Ok(self.input(layer))
            }
            OpKind::Reduction(work) => self.reduction(layer, work),
            OpKind::Move(_) => self.moved(layer),
            OpKind::Attention(_)
            | OpKind::Bilinear(_)
            | OpKind::Custom(_)
            | OpKind::Cumulative(_)
            | OpKind::DeformableConvolution(_)
            | OpKind::Gather(_)
            | OpKind::Lookup(_)
            | OpKind::Matmul(_)
            | OpKind::Recurrent(_)
            | OpKind::Sampling(_)
            | OpKind::Scan(_)
            | OpKind::Scatter(_)
            | OpKind::Selection(_)
            | OpKind::Softmax(_) => Err(Obstacle::Mixed),
        }
    }

    fn shape(&self, tensor: TensorId) -> &'n Shape {
        &self.network.tensor(tensor).shape
    }

    fn input_shape(&self, layer: &Layer) -> Shape {
        layer.inputs.first().map_or(Shape::scalar(), |input| *self.shape(*input))
    }

    /// The channels of a layer's first input.
    fn input(&self, layer: &Layer) -> Option<Channels> {
        self.channels[*layer.inputs.first()?].clone()
    }

    /// Refuses channels of the input that are on another axis.
    fn only_on(&self, layer: &Layer, axis: usize) -> Result<(), Obstacle> {
        let input = layer.inputs.first().and_then(|input| self.channels[*input].as_ref());
        match input {
            Some(channels) if channels.axis != axis => Err(Obstacle::Mixed),
            _ => Ok(()),
        }
    }

    /// A layer that keeps the shape.
    fn same(&self, layer: &Layer) -> Rule {
        match self.input_shape(layer) == *self.shape(layer.output) {
            true => Ok(self.input(layer)),
            false => Err(Obstacle::Mixed),
        }
    }

    /// New channels, made by a layer.
    fn product(&mut self, id: LayerId, layer: &Layer, axis: usize, size: u32) -> Rule {
        if self.readers.shares(layer) {
            return Err(Obstacle::SharedParameters);
        }
        let group = self.groups.add(size);
        self.made.push((id, Ok(group)));
        Ok(Some(Channels { axis, parts: Parts::One(Part { group, repeat: 1 }) }))
    }

    fn convolution(&mut self, id: LayerId, layer: &Layer, work: Convolution) -> Rule {
        self.only_on(layer, 0)?;
        if work.groups == 1 {
            return self.product(id, layer, 0, work.out_channels);
        }
        let input = self.input(layer);
        if work.groups == work.in_channels {
            if self.readers.shares(layer) {
                return Err(Obstacle::SharedParameters);
            }
            let factor = work.out_channels / work.groups;
            let wider =
                |part: &Part| Some(Part { repeat: part.repeat.checked_mul(factor)?, ..*part });
            let wide = |Channels { axis, parts }: Channels| {
                let parts = parts.iter().map(wider).collect::<Option<_>>()?;
                Some(Channels { axis, parts })
            };
            return Ok(input.and_then(wide));
        }
        // Each group keeps as many channels as the others.
        let single = input.and_then(|channels| match *channels.parts {
            [Part { group, repeat: 1 }] => Some(group),
            _ => None,
        });
        let group = single.ok_or(Obstacle::Mixed)?;
        let made = self.product(id, layer, 0, work.out_channels)?;
        self.groups.divide(group, work.groups);
        if let Some(Part { group, .. }) = made.as_ref().and_then(|it| it.parts.first()) {
            self.groups.divide(*group, work.groups);
        }
        Ok(made)
    }

    /// A join of tensors, element by element.
    fn join(&mut self, layer: &Layer) -> Rule {
        let output = self.shape(layer.output);
        let mut joined: Option<Channels> = None;
        let mut fits = true;
        for input in &layer.inputs {
            let (shape, channels) = (self.shape(*input), self.channels[*input].clone());
            match (channels, &joined) {
                // It is repeated along the axis, or has none.
                (Some(it), _) if shape.axis(it.axis) == Some(1) && shape != output => {}
                (Some(it), None) => {
                    fits &= shape.rank() == output.rank()
                        && shape.axis(it.axis) == output.axis(it.axis);
                    joined = Some(it);
                }
                (Some(it), Some(first)) => {
                    fits &= shape.rank() == output.rank() && it.axis == first.axis;
                    fits = fits && self.groups.unite(first, &it);
                }
                (None, _) => {}
            }
        }
        let Some(channels) = joined else { return Ok(None) };
        // What has no channels to remove must not have several places on the axis.
        let has_one = |input: &TensorId| {
            let shape = self.shape(*input);
            let from_end = output.rank() - channels.axis;
            let axis = shape.rank().checked_sub(from_end).and_then(|axis| shape.axis(axis));
            self.channels[*input].is_some() || axis.is_none_or(|size| size == 1)
        };
        match fits && layer.inputs.iter().all(has_one) {
            true => Ok(Some(channels)),
            false => Err(Obstacle::Joined),
        }
    }

    fn norm(&mut self, layer: &Layer, work: Norm) -> Rule {
        let Some(channels) = self.input(layer) else { return Ok(None) };
        let shape = self.input_shape(layer);
        let size = shape.axis(channels.axis).unwrap_or(1);
        let is_only = shape.axes().iter().filter(|axis| **axis == size).count() == 1;
        if self.readers.shares(layer) {
            return Err(Obstacle::SharedParameters);
        }
        let is_fit = match work.kind {
            NormKind::Batch | NormKind::Instance => channels.axis == 0 || is_only,
            NormKind::Group => {
                let groups = u32::try_from(work.vectors).ok().filter(|_| channels.axis == 0);
                if let (Some(groups), [Part { group, repeat: 1 }]) = (groups, &*channels.parts) {
                    self.groups.divide(*group, groups);
                    return Ok(Some(channels));
                }
                false
            }
            // Over the channels alone.
            NormKind::Layer | NormKind::RootMeanSquare => is_only && work.length == u64::from(size),
            NormKind::LocalResponse => true,
            NormKind::Scale => is_only,
            NormKind::Euclidean => false,
        };
        if is_fit { Ok(Some(channels)) } else { Err(Obstacle::Mixed) }
    }

    /// A reduction of other axes than that of the channels.
    fn reduction(&mut self, layer: &Layer, work: Reduction) -> Rule {
        let Some(channels) = self.input(layer) else { return Ok(None) };
        let (input, output) = (self.input_shape(layer), self.shape(layer.output));
        let size = input.axis(channels.axis).unwrap_or(1);
        let is_only = input.axes().iter().filter(|axis| **axis == size).count() == 1;
        let stays = channels.axis == 0 && output.axis(0) == Some(size) && is_only;
        let is_whole = work.length.checked_mul(work.outputs) == Some(input.elements());
        if stays && is_whole { Ok(Some(channels)) } else { Err(Obstacle::Mixed) }
    }

    /// A layer that moves data. Its kind does not say how, so its operation does.
    fn moved(&mut self, layer: &Layer) -> Rule {
        match layer.operation {
            "concat" => self.concat(layer),
            "flatten" | "identity" | "reshape" | "squeeze" | "unsqueeze" => self.reshaped(layer),
            _ => Err(Obstacle::Mixed),
        }
    }

    /// The same elements in the same order, with other axes.
    fn reshaped(&self, layer: &Layer) -> Rule {
        let Some(channels) = self.input(layer) else { return Ok(None) };
        let (input, output) = (self.input_shape(layer), self.shape(layer.output));
        let size = input.axis(channels.axis).unwrap_or(1);
        let last = |shape: &Shape| shape.rank().saturating_sub(1);
        if channels.axis == 0 && output.axis(0) == Some(size) {
            Ok(Some(channels))
        } else if channels.axis == last(&input) && output.axis(last(output)) == Some(size) {
            Ok(Some(Channels { axis: last(output), ..channels }))
        } else if channels.axis == 0 && output.rank() == 1 {
            let places = u32::try_from(input.elements() / u64::from(size)).ok();
            let wider =
                |part: &Part| Some(Part { repeat: part.repeat.checked_mul(places?)?, ..*part });
            let parts = channels.parts.iter().map(wider).collect::<Option<_>>();
            parts.map(|parts| Some(Channels { axis: 0, parts })).ok_or(Obstacle::Mixed)
        } else {
            Err(Obstacle::Mixed)
        }
    }

    fn concat(&mut self, layer: &Layer) -> Rule {
        let (first, output) = (self.input_shape(layer), self.shape(layer.output));
        let axes = first.axes().iter().zip(output.axes());
        let Some(axis) = axes.clone().position(|(one, all)| one != all) else {
            return Ok(self.input(layer));
        };
        let inputs: Vec<_> = layer.inputs.iter().map(|it| self.channels[*it].clone()).collect();
        let Some(known) = inputs.iter().flatten().next() else { return Ok(None) };
        if known.axis != axis {
            // Side by side, all have the same channels.
            let all: Option<Vec<_>> = inputs.iter().cloned().collect();
            let known = known.clone();
            let is_alike = all.is_some_and(|all| {
                all.iter().all(|it| it.axis == known.axis && self.groups.unite(&known, it))
            });
            return if is_alike { Ok(Some(known)) } else { Err(Obstacle::Joined) };
        }
        let mut parts: Vec<Part> = Vec::new();
        for (input, channels) in layer.inputs.iter().zip(inputs) {
            match channels {
                Some(channels) if channels.axis == axis => parts.extend(channels.parts.iter()),
                Some(_) => return Err(Obstacle::Joined),
                None => {
                    let group = self.groups.add(self.shape(*input).axis(axis).unwrap_or(1));
                    self.groups.keep(group, Obstacle::Mixed);
                    parts.push(Part { group, repeat: 1 });
                }
            }
            if parts.len() > PARTS {
                return Err(Obstacle::Mixed);
            }
        }
        Ok(Some(Channels { axis, parts: parts.into_iter().collect() }))
    }
}
