//! A page and what it says of the network as a whole. What it says of each row is in `table.rs`.
//!
//! A test reads the structures of both files: it writes `web/src/model.ts`, and holds pages to them.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::table::{
    Column, Derivations, Folded, Input, Layers, Memory, Operation, Roof, Scopes, Source,
    TensorIndex, Tensors,
};

/// The version of the model.
pub(super) const VERSION: u32 = 1;

/// The program with its version.
pub(super) const GENERATOR: &str = concat!("netcost ", env!("CARGO_PKG_VERSION"));

/// The most rows that a page has. Of a network with more layers, blocks are folded.
pub const MAX_ROWS: usize = 20_000;

/// All that a page shows of a network.
#[derive(Debug, Serialize)]
pub struct Page {
    /// The version of the model.
    pub(super) version: u32,
    /// What the page is.
    pub(super) kind: ReportKind,
    /// The program with its version.
    pub(super) generator: &'static str,
    /// The title of the network.
    pub(super) network: String,
    /// The file, as it was named.
    pub(super) file: Option<String>,
    /// What the figures hold for.
    pub(super) settings: Vec<Setting>,
    /// What a reader should know of the figures, a sentence each.
    pub(super) remarks: Vec<String>,
    /// What the file claims about the totals.
    pub(super) claims: Vec<Claim>,
    /// How the table is shown at first.
    pub(super) initial: Initial,
    /// The totals.
    pub(super) totals: Vec<Total>,
    /// What training takes, if that was requested.
    pub(super) training: Option<Training>,
    /// The flops under every convention, if they were requested.
    pub(super) conventions: Vec<Convention>,
    /// Whether memories of devices hold the network.
    pub(super) fits: Vec<Fit>,
    /// The columns of the table, with a value for each row.
    pub(super) columns: Vec<Column>,
    /// The rows, in the order in which they run.
    pub(super) layers: Layers,
    /// The operations of layers.
    pub(super) operations: Vec<Operation>,
    /// How the figures of each layer are computed; `None` if there are folded rows.
    pub(super) derivations: Option<Derivations>,
    /// The tensors that rows read and make.
    pub(super) tensors: Tensors,
    /// The inputs of the network.
    pub(super) inputs: Vec<Input>,
    /// The tensors that are outputs of the network.
    pub(super) outputs: Vec<TensorIndex>,
    /// Memory while each row runs; the column `live` has the bytes.
    pub(super) memory: Memory,
    /// The blocks and branches, outer ones first; the first is the network.
    pub(super) scopes: Scopes,
    /// The device of the times.
    pub(super) roof: Option<Roof>,
    /// How many rows there are of how many layers, if some are folded.
    pub(super) folded: Option<Folded>,
    /// The texts that layers are written in.
    pub(super) sources: Vec<Source>,
    /// Texts that others refer to by their indices.
    pub(super) strings: Vec<String>,
}

/// The page of one network.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ReportKind {
    /// A report.
    Report,
}

/// A number without a sign. Beyond 2⁵³ − 1, where JavaScript rounds, it is a string of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integer(pub u128);

impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const LARGEST: u64 = (1 << 53) - 1;
        match u64::try_from(self.0) {
            Ok(number @ ..=LARGEST) => serializer.serialize_u64(number),
            _ => serializer.collect_str(&self.0),
        }
    }
}

/// Something that the figures hold for.
#[derive(Debug, Serialize)]
pub struct Setting {
    /// What is set.
    pub label: String,
    /// To what.
    pub value: String,
    /// What that means.
    pub about: Option<String>,
}

/// A claim of the file.
#[derive(Debug, Serialize)]
pub(super) struct Claim {
    /// The condition, as it is written.
    pub text: String,
    /// What the file says of it.
    pub message: Option<String>,
    /// Whether it holds; `None` if it was not checked.
    pub holds: Option<bool>,
    /// Where it is written.
    pub place: Option<Place>,
}

/// A place in a source.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Place {
    /// The index of the source.
    pub source: u32,
    /// The line, from 1.
    pub line: usize,
}

/// How the table is shown at first.
#[derive(Debug, Serialize)]
pub(super) struct Initial {
    /// How many parts paths of rows have at most.
    pub depth: Option<usize>,
    /// What rows are grouped by: `op` or `block`.
    pub by: Option<&'static str>,
    /// The column that rows are sorted by.
    pub sort: Option<&'static str>,
    /// How many rows there are at most.
    pub top: Option<usize>,
}

/// A figure of the whole network.
#[derive(Debug, Serialize)]
pub struct Total {
    /// Its name in every format.
    pub key: Cow<'static, str>,
    /// What tables call it.
    pub label: Cow<'static, str>,
    /// What it is, in a few words.
    pub about: &'static str,
    /// What it counts.
    pub unit: &'static str,
    /// The figure.
    pub value: Integer,
    /// The figure with three digits.
    pub short: String,
    /// The figure with all digits.
    pub full: String,
    /// Whether it is a lower bound, since the cost of a layer is not known.
    pub at_least: bool,
}

/// What a step of training takes.
#[derive(Debug, Serialize)]
pub(super) struct Training {
    /// The optimizer.
    pub optimizer: &'static str,
    /// Its figures.
    pub figures: Vec<Total>,
}

/// The flops under a convention.
#[derive(Debug, Serialize)]
pub(super) struct Convention {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// The figure.
    pub value: Integer,
    /// The figure with three digits.
    pub short: String,
    /// The figure with all digits.
    pub full: String,
    /// What a multiply-accumulate counts as.
    pub per_mac: u8,
    /// The operations that it counts.
    pub counts: Vec<&'static str>,
    /// The operations that it leaves out.
    pub omits: Vec<&'static str>,
}

/// Whether a memory of a device holds what lies there.
#[derive(Debug, Serialize)]
pub(super) struct Fit {
    /// The device.
    pub device: String,
    /// What lies there.
    pub what: &'static str,
    /// The memory.
    pub memory: &'static str,
    /// What is needed.
    pub needed: Integer,
    /// What the runtime takes besides, as an estimate.
    pub about: Integer,
    /// What there is.
    pub bytes: Integer,
    /// Whether it fits.
    pub fits: bool,
}
