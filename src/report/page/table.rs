//! The table of a page: its columns, rows and tensors, mostly an array for each field.

use serde::{Serialize, Serializer};

use super::model::Integer;
use super::strings::StringId;
use crate::tensor::Shape;

/// The index of a row: a layer, or several that are folded.
pub(super) type RowIndex = u32;
/// The index of a tensor of the page.
pub(super) type TensorIndex = u32;

/// A column of the table.
#[derive(Debug, Serialize)]
pub(super) struct Column {
    /// Its name in every format.
    pub key: &'static str,
    /// What tables call it.
    pub label: &'static str,
    /// What it shows, in a few words.
    pub about: &'static str,
    /// What its numbers count: `count`, `bytes`, `ps`, `fJ`, `ratio`; or `text`.
    pub unit: &'static str,
    /// Whether it is shown at first: it is requested, or one of a few if none is.
    pub shown: bool,
    /// What several rows have together.
    pub fold: Fold,
    /// Whether its figures are lower bounds where the cost of a layer is not known.
    pub of_operations: bool,
    /// The values, one for each row.
    pub values: Vec<Value>,
}

/// What several rows have together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Fold {
    /// The sum.
    Sum,
    /// The largest.
    Max,
    /// Nothing.
    None,
}

/// A value of a column.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Value {
    /// There is none.
    None,
    /// A figure.
    Integer(Integer),
    /// A quotient.
    Real(f64),
    /// A text.
    Text(StringId),
}

impl Value {
    /// The figure, if it is one.
    pub fn figure(self) -> Option<u128> {
        match self {
            Value::Integer(Integer(figure)) => Some(figure),
            Value::None | Value::Real(_) | Value::Text(_) => None,
        }
    }
}

/// The rows, in the order in which they run.
#[derive(Debug, Default, Serialize)]
pub(super) struct Layers {
    /// The name within the scope.
    pub name: Vec<StringId>,
    /// The scope.
    pub scope: Vec<u32>,
    /// The index of the operation; `None` for a folded row.
    pub op: Vec<Option<u32>>,
    /// The call, as it is written.
    pub call: Vec<Option<StringId>>,
    /// The source of the call.
    pub source: Vec<Option<u32>>,
    /// The line of the call, from 1.
    pub line: Vec<Option<usize>>,
    /// The column of the call, in characters from 1.
    pub column: Vec<Option<usize>>,
    /// How many layers each row represents; `None` if all represent one.
    pub count: Option<Vec<usize>>,
    /// The tensors that are read, in order.
    pub inputs: Vec<Vec<TensorIndex>>,
    /// The tensors that are made, in order.
    pub outputs: Vec<Vec<TensorIndex>>,
}

/// An operation.
#[derive(Debug, Serialize)]
pub(super) struct Operation {
    /// Its canonical name.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
}

/// How the figures of layers are computed. Layers that are computed in the same way share a derivation;
/// derivations share sections, and sections lines.
#[derive(Debug, Default, Serialize)]
pub(super) struct Derivations {
    /// The index of each layer's derivation; `None` where there are too many.
    pub of: Vec<Option<u32>>,
    /// For each derivation, the parameters of the call that are given: `k=3`.
    pub given: Vec<Vec<StringId>>,
    /// Those that have their defaults.
    pub defaults: Vec<Vec<StringId>>,
    /// What is computed, by the indices of sections.
    pub sections: Vec<Vec<u32>>,
    /// Figures that are computed together.
    pub section: Sections,
    /// Quantities and the formulas that they come from.
    pub line: Lines,
}

/// Figures that are computed together.
#[derive(Debug, Default, Serialize)]
pub(super) struct Sections {
    /// The title.
    pub title: Vec<StringId>,
    /// What is to be said of them, in Markdown.
    pub notes: Vec<Vec<StringId>>,
    /// The formulas, by the indices of lines.
    pub lines: Vec<Vec<u32>>,
}

/// Quantities and the formulas that they come from.
#[derive(Debug, Default, Serialize)]
pub(super) struct Lines {
    /// Its name or letter.
    pub name: Vec<StringId>,
    /// Whether it is one of the layer's figures, not a step on the way to one.
    pub figure: Vec<bool>,
    /// The formula in letters, in numbers, and its result, each unless it repeats the one before.
    pub parts: Vec<Vec<StringId>>,
}

/// The tensors that rows read and make.
#[derive(Debug, Default, Serialize)]
pub(super) struct Tensors {
    /// The shape, for one sample.
    pub shape: Vec<Axes>,
    /// The element type.
    pub dtype: Vec<&'static str>,
    /// What it takes, for the whole batch.
    pub bytes: Vec<Integer>,
    /// The row that makes it; `None` for an input of the network.
    pub made_by: Vec<Option<RowIndex>>,
    /// The last row that reads it; `None` if none does.
    pub last_read: Vec<Option<RowIndex>>,
    /// The first row that its storage lives through: before the row that makes it, if that is fused with it; `None` where
    /// `lives_through` is.
    pub lives_from: Vec<Option<RowIndex>>,
    /// The last row that its storage lives through; `None` for a parameter, and for a view, whose
    /// storage is that of another tensor.
    pub lives_through: Vec<Option<RowIndex>>,
}

/// The sizes of a shape's axes.
#[derive(Debug)]
pub(super) struct Axes(pub Shape);

impl Serialize for Axes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.axes().serialize(serializer)
    }
}

/// An input of the network.
#[derive(Debug, Serialize)]
pub(super) struct Input {
    /// The tensor.
    pub tensor: TensorIndex,
    /// Its label.
    pub label: Option<String>,
}

/// Memory while each row runs.
#[derive(Debug, Serialize)]
pub(super) struct Memory {
    /// The row that runs at the peak.
    pub peak: Option<RowIndex>,
    /// The tensor whose storage each row takes over for its output, if layers run in place.
    pub taken: Option<Vec<Option<TensorIndex>>>,
}

/// The blocks and branches, outer ones first. The rows of each follow each other.
#[derive(Debug, Default, Serialize)]
pub(super) struct Scopes {
    /// The name within the parent.
    pub name: Vec<StringId>,
    /// The scope that contains it; `None` for the network.
    pub parent: Vec<Option<u32>>,
    /// The first row.
    pub first: Vec<RowIndex>,
    /// How many rows there are.
    pub count: Vec<RowIndex>,
    /// The source of the call of the block, or of the branch; `None` for the network.
    pub source: Vec<Option<u32>>,
    /// The line of the call, from 1.
    pub line: Vec<Option<usize>>,
    /// The column of the call, in characters from 1.
    pub column: Vec<Option<usize>>,
}

/// The roofline of a device.
#[derive(Debug, Serialize)]
pub(super) struct Roof {
    /// The name of the device.
    pub device: String,
    /// What it is.
    pub title: String,
    /// What it does in a second at most, by the type that it computes in.
    pub compute: Vec<Compute>,
    /// The bytes that it reads or writes in a second at most.
    pub bandwidth: Option<u64>,
    /// The operations of each row that count: two for each multiply-accumulate, or all.
    pub operations: Vec<Integer>,
    /// The bytes of each row that count.
    pub bytes: Vec<Integer>,
    /// The index in `compute` of the type that each row computes in.
    pub computes_in: Vec<Option<usize>>,
}

/// What a device does in a second at most.
#[derive(Debug, Serialize)]
pub(super) struct Compute {
    /// The type that it computes in.
    pub dtype: &'static str,
    /// Operations in a second.
    pub per_second: u64,
}

/// How many rows there are of how many layers.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Folded {
    /// The rows.
    pub rows: usize,
    /// The layers.
    pub of: usize,
}

/// A text that layers are written in.
#[derive(Debug, Serialize)]
pub(super) struct Source {
    /// Its name.
    pub name: String,
    /// The text; `None` if it is too long for a page.
    pub text: Option<String>,
}
