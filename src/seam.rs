//! What other rooms offer, called in one place until they are there.

use std::io::{self, Write};

use crate::cost::{Costs, Figures, Totals};
use crate::diagnostics::{Diagnosis, Fallible};
use crate::network::Network;
use crate::ops::Operation;
use crate::source::{Source, Sources};

pub fn conventions() -> Vec<&'static str> {
    vec!["exact", "macs2", "molchanov", "tutorial"]
}

pub fn costs(network: &Network) -> Fallible<Costs<'_>> {
    let totals = Totals {
        layers: network.layers.len() as u64,
        figures: Figures::default(),
        input_bytes: 0,
        activation_bytes: 0,
        param_bytes: 0,
        peak_memory: 0,
        peak_layer: None,
    };
    Ok(Costs { network, totals })
}

pub fn failed_claims(_: &Costs<'_>) -> Vec<Diagnosis> {
    Vec::new()
}

/// What the terminal can show of a report.
#[expect(dead_code, reason = "the report is not there yet")]
#[derive(Clone, Copy, Debug)]
pub struct TableStyle {
    pub width: usize,
    pub color: bool,
    pub unicode: bool,
    pub depth: Option<usize>,
}

pub fn table(_: &Costs<'_>, style: &TableStyle, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{style:?}")
}

pub fn json(_: &Costs<'_>, _: &Sources, file: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{{\"file\": {file:?}}}")
}

pub fn format(source: &Source) -> String {
    source.text().to_owned()
}

pub fn operations() -> Vec<&'static Operation> {
    Vec::new()
}

pub fn operation(name: &str) -> Option<&'static Operation> {
    operations().into_iter().find(|operation| operation.name == name)
}

pub fn signature(operation: &Operation) -> String {
    operation.name.to_owned()
}
