//! Sizes for the inputs of a model: what the file states, what the caller gives, and the batch.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use smallvec::SmallVec;

use super::decode;
use super::evaluate::Evaluation;
use super::model::{Dim, ValueInfo};
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::fault::{FaultKind, OpenDim};
use crate::import::graph::{Origin, Tensor};
use crate::import::names::Name;
use crate::import::rule::Output;
use crate::import::value::{Data, Value};

/// The most open sizes that a message lists.
const OPEN: usize = 64;

/// What became of the inputs.
#[derive(Debug, Default)]
pub(super) struct Bound {
    /// Whether the first axis of each input is the batch.
    pub batch: Vec<bool>,
    /// The symbols that the file gives the batch.
    pub batch_symbols: BTreeSet<String>,
    /// The values of symbols, as they were used.
    pub symbols: BTreeMap<String, u64>,
}

impl Evaluation<'_> {
    /// Defines the inputs of the main graph, all of whose sizes are known then; faults otherwise.
    pub(super) fn bind(&mut self) -> Bound {
        let stored: BTreeSet<Name> =
            self.model.graph.initializers.iter().map(|tensor| tensor.name).collect();
        let model = self.model;
        let inputs: Vec<&ValueInfo> =
            model.graph.inputs.iter().filter(|input| !stored.contains(&input.name)).collect();
        let mut bound = Bound::default();
        self.known_names(&inputs);
        self.state_given();
        self.batch_symbols(&inputs, &mut bound);
        let mut open = Vec::new();
        for info in &inputs {
            let sizes = self.sizes_of(info, &inputs, &mut bound, &mut open);
            self.input(info, sizes);
        }
        // A name that is misspelt leaves its size open.
        if !open.is_empty() && self.faults.is_empty() {
            open.truncate(OPEN);
            let options = self.options_for(&open, &inputs);
            self.fault(None, FaultKind::OpenDims { dims: open, options });
        }
        bound
    }

    /// Faults for names of the caller that the file does not have.
    fn known_names(&mut self, inputs: &[&ValueInfo]) {
        let text = |name: Name| self.names.text(name).to_owned();
        let known: Vec<String> = inputs.iter().map(|input| text(input.name)).collect();
        let symbols = inputs.iter().flat_map(|input| input.dims.iter().flatten());
        let symbols = symbols.filter_map(|dim| match dim {
            Dim::Symbol(name) => Some(text(*name)),
            Dim::Known(_) | Dim::Unknown => None,
        });
        let symbols: BTreeSet<String> = symbols.chain(known.iter().cloned()).collect();
        let named = self.options.inputs.iter().filter_map(|(name, _)| name.as_ref());
        let wrong: Vec<&String> = named.filter(|name| !known.contains(name)).collect();
        let missing: Vec<&String> = self
            .options
            .values
            .iter()
            .map(|(name, _)| name)
            .filter(|name| !symbols.contains(*name))
            .collect();
        for name in wrong {
            let (name, known) = (name.clone(), known.clone());
            self.fault(None, FaultKind::UnknownName { name, what: "input", known });
        }
        for name in missing {
            let (name, known) = (name.clone(), symbols.iter().cloned().collect());
            self.fault(None, FaultKind::UnknownName { name, what: "open size", known });
        }
    }

    /// Notes the shapes that the caller gives tensors.
    fn state_given(&mut self) {
        for (name, sizes) in &self.options.shapes {
            match self.names.find(name) {
                Some(known) => self.state_shape(known, sizes.iter().copied().collect()),
                None => {
                    let (name, known) = (name.clone(), Vec::new());
                    self.fault(None, FaultKind::UnknownName { name, what: "tensor", known });
                }
            }
        }
    }

    /// Finds the symbols of first axes: they are the batch, unless the caller gives them a value.
    fn batch_symbols(&self, inputs: &[&ValueInfo], bound: &mut Bound) {
        for info in inputs {
            if let Some(Dim::Symbol(symbol)) = info.dims.as_ref().and_then(|dims| dims.first()) {
                let symbol = self.names.text(*symbol);
                if self.symbol(symbol).is_none() {
                    bound.batch_symbols.insert(symbol.to_owned());
                }
            }
        }
    }

    /// The numbers that the caller gives for a name.
    fn given(&self, name: &str) -> Option<&[f64]> {
        let given = self.options.values.iter().rev().find(|(given, _)| given == name);
        given.map(|(_, numbers)| numbers.as_slice())
    }

    /// The size that the caller gives for a symbol.
    fn symbol(&self, symbol: &str) -> Option<u64> {
        match self.given(symbol)? {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is a whole number"
            )]
            [number] if number.fract() == 0.0 && *number >= 0.0 => Some(*number as u64),
            _ => None,
        }
    }

    /// The sizes of an input, the batch included; the open ones are 1 and are noted.
    fn sizes_of(
        &mut self,
        info: &ValueInfo,
        inputs: &[&ValueInfo],
        bound: &mut Bound,
        open: &mut Vec<OpenDim>,
    ) -> Dims {
        let name = self.names.text(info.name).to_owned();
        let given = self.options.inputs.iter().rev().find(|(given, _)| match given {
            Some(given) => *given == name,
            None => inputs.first().is_some_and(|first| first.name == info.name),
        });
        let given: Option<Vec<u64>> = given.map(|(_, sizes)| sizes.clone());
        let Some(stated) = &info.dims else {
            bound.batch.push(false);
            if given.is_none() {
                open.push(OpenDim { input: name, axis: None, symbol: None });
            }
            return given.unwrap_or_default().into();
        };
        let first = stated.first().copied();
        let batched = match first {
            Some(Dim::Symbol(symbol)) => bound.batch_symbols.contains(self.names.text(symbol)),
            Some(Dim::Unknown) => true,
            Some(Dim::Known(size)) => size <= 0 || (size == 1 && stated.len() > 1),
            None => false,
        };
        let given = given.map(|given| match given.len() + 1 == stated.len() {
            true => std::iter::once(batch_of(first)).chain(given).collect(),
            false => given,
        });
        if let Some(given) = &given
            && given.len() != stated.len()
        {
            self.wrong_dims(&name, given, stated.len());
            bound.batch.push(false);
            return given.iter().copied().collect();
        }
        let mut sizes = Dims::new();
        for (axis, dim) in stated.iter().enumerate() {
            let here = given.as_ref().and_then(|given| given.get(axis).copied());
            sizes.push(match here {
                Some(size) => size,
                None => self.size(&name, axis, *dim, bound, open),
            });
        }
        bound.batch.push(batched && sizes.first() == Some(&1));
        sizes
    }

    fn wrong_dims(&mut self, name: &str, given: &[u64], axes: usize) {
        let (few, many) = (axes.saturating_sub(1), axes);
        self.fault(
            None,
            FaultKind::WrongDims {
                input: name.to_owned(),
                given: dims::shown(given),
                reason: format!("it has {many} axes in the file"),
                help: format!("write {many} sizes, or {few} without the batch"),
            },
        );
    }

    /// The size of an axis that the caller does not give.
    fn size(
        &self,
        input: &str,
        axis: usize,
        dim: Dim,
        bound: &mut Bound,
        open: &mut Vec<OpenDim>,
    ) -> u64 {
        let mut unknown = |symbol: Option<&str>| {
            if axis > 0 {
                let symbol = symbol.map(ToOwned::to_owned);
                open.push(OpenDim { input: input.to_owned(), axis: Some(axis), symbol });
            }
            1
        };
        match dim {
            Dim::Known(size) => match u64::try_from(size) {
                Ok(size) if size > 0 => size,
                _ => unknown(None),
            },
            Dim::Unknown => unknown(None),
            Dim::Symbol(name) => {
                let symbol = self.names.text(name);
                if bound.batch_symbols.contains(symbol) {
                    return 1;
                }
                match self.symbol(symbol) {
                    Some(size) => {
                        bound.symbols.insert(symbol.to_owned(), size);
                        size
                    }
                    None => unknown(Some(symbol)),
                }
            }
        }
    }

    /// Options that give every open size: by its symbol where it has one, with the whole shape otherwise.
    fn options_for(&self, open: &[OpenDim], inputs: &[&ValueInfo]) -> String {
        let mut parts: Vec<String> = Vec::new();
        let named: BTreeSet<&str> = open.iter().map(|dim| dim.input.as_str()).collect();
        for info in inputs.iter().filter(|info| named.contains(self.names.text(info.name))) {
            let name = self.names.text(info.name);
            let own: Vec<&OpenDim> = open.iter().filter(|dim| dim.input == name).collect();
            let rank = info.dims.as_ref().map_or(0, SmallVec::len);
            if own.iter().any(|dim| dim.symbol.is_none()) {
                parts.push(format!("--input {name}={}", self.example(info)));
                continue;
            }
            for dim in own {
                let size = likely(dim.axis.unwrap_or_default(), rank);
                let part = dim.symbol.as_ref().map(|symbol| format!("-D {symbol}={size}"));
                parts.extend(part.filter(|part| !parts.contains(part)));
            }
        }
        parts.join(" ")
    }

    /// Sizes for all axes of an input, the open ones as they may be.
    fn example(&self, info: &ValueInfo) -> String {
        let Some(stated) = &info.dims else { return "1x3x224x224".to_owned() };
        let size = |(axis, dim): (usize, &Dim)| match dim {
            Dim::Known(size) if *size > 0 => u64::try_from(*size).unwrap_or(1),
            Dim::Symbol(name) => {
                let given = self.symbol(self.names.text(*name));
                given.unwrap_or(if axis == 0 { 1 } else { likely(axis, stated.len()) })
            }
            _ if axis == 0 => 1,
            _ => likely(axis, stated.len()),
        };
        dims::shown(&stated.iter().enumerate().map(size).collect::<Vec<u64>>())
    }

    /// Defines an input of the main graph.
    fn input(&mut self, info: &ValueInfo, sizes: Dims) {
        let dtype = decode::element_type(info.data_type).unwrap_or_default();
        let name = self.names.text(info.name);
        let given = self.given(name).and_then(|numbers| given_value(&sizes, dtype, numbers));
        let value = given.or_else(|| Output::new(sizes.clone(), dtype).known());
        let origin = if value.is_some() { Origin::Constant } else { Origin::Input };
        let id = self.tensor(Tensor {
            name: info.name,
            dtype,
            dims: Some(sizes),
            value: value.map(Rc::new),
            origin,
            ..Tensor::default()
        });
        self.define(info.name, id);
        self.graph.inputs.push(id);
    }
}

/// The size of the batch if the caller leaves it out.
fn batch_of(first: Option<Dim>) -> u64 {
    match first {
        Some(Dim::Known(size)) => u64::try_from(size).unwrap_or(1).max(1),
        _ => 1,
    }
}

/// A value for an input of as many elements.
fn given_value(sizes: &Dims, dtype: ElementType, numbers: &[f64]) -> Option<Value> {
    Value::new(sizes.clone(), Data::Floats(numbers.to_vec()))?.cast(dtype)
}

/// A size that is likely to be one, for an example: of an image or of a sequence.
fn likely(axis: usize, rank: usize) -> u64 {
    if axis >= 2 && rank >= 4 { 224 } else { 128 }
}
