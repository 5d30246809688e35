//! What a caller says about a model before it is imported.

/// How to import a model.
///
/// ```
/// use netcost::ImportOptions;
///
/// let options = ImportOptions { values: vec![("height".to_owned(), vec![640.0])], ..ImportOptions::default() };
/// assert!(!options.no_patterns);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ImportOptions {
    /// The sizes of inputs; without a name, of the only input. All axes, or all but the batch.
    pub inputs: Vec<(Option<String>, Vec<u64>)>,
    /// Values by names: of a size that the file leaves open, by its symbol, or the elements of a small input, which
    /// decide sizes or conditions.
    pub values: Vec<(String, Vec<f64>)>,
    /// The shapes of tensors that no rule tells.
    pub shapes: Vec<(String, Vec<u64>)>,
    /// Whether every node is counted as it stands, rather than patterns of nodes as one operation.
    pub no_patterns: bool,
    /// Whether the text has a call a line, rather than blocks and repeats.
    pub flat: bool,
    /// The most nodes, after functions are inlined and loops unrolled.
    pub nodes: u64,
}

/// Nothing is said, and there are at most a million nodes.
impl Default for ImportOptions {
    fn default() -> Self {
        ImportOptions {
            inputs: Vec::new(),
            values: Vec::new(),
            shapes: Vec::new(),
            no_patterns: false,
            flat: false,
            nodes: 1_000_000,
        }
    }
}
