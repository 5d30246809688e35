//! Lenses: texts whose blocks replace operations and standard blocks.

use super::arguments::Argument;

/// A lens: a text whose blocks replace the operations and standard blocks of their names.
///
/// ```
/// use netcost::{Costing, Lens, Options};
///
/// let text = "block conv(out, k=1, p=0) { dwconv k p nobias; conv out }";
/// let options = Options::new().lens(Lens::new("separable", text));
/// let analysis = netcost::analyze("net.net", "input 8x4x4; conv 16 k3 p1", &options);
/// let report = analysis.report(&Costing::default())?.ok_or("errors")?;
/// assert_eq!(report.totals.params, 8 * 9 + 8 * 16 + 16);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Lens {
    /// What reports and messages call it: `lowrank:rank=128`.
    pub name: String,
    /// The path of its text. What it uses is relative to this file.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Values for parameters of its blocks that calls do not give.
    pub options: Vec<Argument>,
}

impl Lens {
    /// A lens of this name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let name = name.into();
        Lens { file: format!("{name}.net"), name, text: text.into(), options: Vec::new() }
    }
}
