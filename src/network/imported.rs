//! Where a network comes from that was imported.

/// The model that a network was imported from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Its format: `ONNX`, `torch.export`.
    pub format: &'static str,
    /// The version of the format's standard operators.
    pub opset: Option<i64>,
    /// The version of the structures of its file: `8.20`.
    pub schema: Option<String>,
    /// The program that wrote it with its version: `pytorch 2.3.1`.
    pub producer: String,
    /// How many nodes it has, after functions are inlined and loops unrolled.
    pub nodes: u64,
    /// How many of them only compute shapes and constants.
    pub shape_nodes: u64,
    /// What the file calls the batch, if it leaves its size open.
    pub batch: Option<String>,
    /// The patterns of nodes that were read as one operation, with how often.
    pub patterns: Vec<(String, u64)>,
    /// The operators whose cost is not known, with how many nodes.
    pub unknown: Vec<(String, u64)>,
}
