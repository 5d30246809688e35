//! `Scan`: a body for each part of what is scanned.

use std::rc::Rc;

use super::control::{ITERATIONS, Inputs};
use super::evaluate::Evaluation;
use super::model::{Graph, Node};
use crate::import::dims;
use crate::import::fault::FaultKind;
use crate::import::graph::TensorId;

impl Evaluation<'_> {
    /// Evaluates the body of a `Scan` for each part of what it scans.
    pub(super) fn scan(&mut self, node: &Node, inputs: &Inputs) {
        let Some(body) = self.body(node, "body") else { return };
        let scans = self.int_attribute(node, "num_scan_inputs").unwrap_or_default();
        let scans = usize::try_from(scans).unwrap_or_default();
        let of_samples = self.opset("") < 9;
        let inputs = match inputs {
            [None, rest @ ..] if of_samples => rest,
            _ if of_samples => return self.scan_of_lengths(node),
            _ => inputs,
        };
        let carried = inputs.len().saturating_sub(scans);
        let scan = |name| self.ints_attribute(node, name);
        let scan = Scanning {
            carried,
            axes: scan("scan_input_axes"),
            backward: scan(if of_samples { "directions" } else { "scan_input_directions" }),
            out_axes: scan("scan_output_axes"),
        };
        let made = match of_samples {
            true => self.scan_samples(node, &body, &scan, inputs),
            false => self.scan_once(node, &body, &scan, inputs),
        };
        if let Some(made) = made {
            self.outputs(node, made.into_iter());
        }
    }

    /// In version 8, a first input may say how long the sequence of each sample is.
    fn scan_of_lengths(&mut self, node: &Node) {
        let tensor = node.outputs.first().map(|name| self.names.text(*name).to_owned());
        let operator = "Scan of opset 8 with lengths of sequences".to_owned();
        let tensor = tensor.unwrap_or_default();
        self.without_outputs(node, FaultKind::UnknownOperator { operator, tensor });
    }

    /// In version 8, the first axis of all inputs and outputs is that of the samples, each of which is scanned on its own.
    fn scan_samples(
        &mut self,
        node: &Node,
        body: &Rc<Graph>,
        scan: &Scanning,
        inputs: &Inputs,
    ) -> Option<Vec<Option<TensorId>>> {
        let samples =
            inputs.iter().flatten().next().and_then(|id| self.sizes(*id)?.first().copied());
        let samples = match samples {
            Some(samples) if samples <= ITERATIONS => samples,
            count => {
                self.loop_count(node, count);
                return None;
            }
        };
        let mut made: Vec<Vec<TensorId>> = Vec::new();
        for sample in 0..samples {
            let mut own = Vec::new();
            for id in inputs {
                own.push(id.and_then(|id| self.part(id, sample, 0)));
            }
            let one = self.scan_once(node, body, scan, &own)?;
            made.resize(one.len(), Vec::new());
            for (list, made) in made.iter_mut().zip(one) {
                list.extend(made);
            }
        }
        Some(made.iter().map(|list| self.stacked(list, 0)).collect())
    }

    /// The states after all iterations, and what each of them makes, stacked.
    fn scan_once(
        &mut self,
        node: &Node,
        body: &Rc<Graph>,
        scan: &Scanning,
        inputs: &Inputs,
    ) -> Option<Vec<Option<TensorId>>> {
        let (start, scanned) = inputs.split_at_checked(scan.carried).unwrap_or((inputs, &[]));
        let sizes = scanned.first().copied().flatten().and_then(|id| self.sizes(id));
        let first = at(&scan.axes, 0);
        let count = sizes.and_then(|sizes| sizes.get(dims::axis(first, sizes.len())?).copied());
        let count = match count {
            Some(count) if count <= ITERATIONS => count,
            count => {
                self.loop_count(node, count);
                return None;
            }
        };
        let mut state: Vec<Option<TensorId>> = start.to_vec();
        let mut lists: Vec<Vec<TensorId>> = Vec::new();
        for iteration in 0..count {
            let mut given = state.clone();
            for (index, id) in scanned.iter().enumerate() {
                let backward = at(&scan.backward, index) == 1;
                let place = if backward { count - 1 - iteration } else { iteration };
                given.push(id.and_then(|id| self.part(id, place, at(&scan.axes, index))));
            }
            let made = self.iterate(node, body, &given)?;
            lists.resize(made.len().saturating_sub(scan.carried), Vec::new());
            for (list, made) in lists.iter_mut().zip(made.iter().skip(scan.carried)) {
                list.extend(made);
            }
            state = made.into_iter().take(scan.carried).collect();
        }
        let stacked: Vec<Option<TensorId>> = lists
            .iter()
            .enumerate()
            .map(|(index, list)| self.stacked(list, at(&scan.out_axes, index)))
            .collect();
        Some(state.into_iter().chain(stacked).collect())
    }
}

/// What a `Scan` says of its inputs and outputs.
struct Scanning {
    /// How many inputs are states.
    carried: usize,
    /// The axis of each input that is scanned.
    axes: Vec<i64>,
    /// 1 for each input that is scanned from its end.
    backward: Vec<i64>,
    /// The axis of each output along which parts are stacked.
    out_axes: Vec<i64>,
}

/// An item of a list, 0 beyond its end.
fn at(list: &[i64], index: usize) -> i64 {
    list.get(index).copied().unwrap_or_default()
}
