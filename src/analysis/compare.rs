//! Analyses compared.

use super::analyze::Analysis;
use crate::cost::{Costing, cost_with};
use crate::diagnostics::Result;
use crate::diff::{self, Side};
use crate::report::{Comparison, ComparisonView};
use crate::whatif::Deployed;

/// The costs of networks, compared with those of the first; for two, with what changed layer by layer.
/// `None` if there are errors in one of them, or no networks.
///
/// ```
/// use netcost::{Costing, Options};
///
/// let small = netcost::analyze("small.net", "input 3x8x8\nconv 4 k3\n", &Options::new());
/// let large = netcost::analyze("large.net", "input 3x8x8\nconv 8 k3\n", &Options::new());
/// let comparison = netcost::compare(&[&small, &large], &Costing::default())?.ok_or("errors")?;
/// let params: Vec<u64> = comparison.networks.iter().map(|it| it.totals.params).collect();
/// assert_eq!(params, [112, 224]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As those of [`Analysis::report`].
pub fn compare(analyses: &[&Analysis], costing: &Costing<'_>) -> Result<Option<Comparison>> {
    let networks = analyses.iter().map(|analysis| analysis.network());
    let Some(networks) = networks.collect::<Option<Vec<_>>>().filter(|all| !all.is_empty()) else {
        return Ok(None);
    };
    let deployed = networks.into_iter().map(Deployed::as_stated);
    let deployed: Vec<_> = deployed.collect();
    let costed = deployed.iter().map(|it| cost_with(&it.network, costing));
    let costed = costed.collect::<Result<Vec<_>>>()?;
    let sides = analyses.iter().zip(&costed).map(|(analysis, costed)| Side {
        word: &analysis.file,
        file: &analysis.file,
        costs: &costed.costs,
        sources: analysis.sources(),
    });
    let sides: Vec<_> = sides.collect();
    let steps = diff::steps_between(&sides);
    let steps = steps.as_deref();
    let view =
        ComparisonView { sides: &sides, by_convention: &[], steps, depth: None, figures: &[] };
    Ok(Some(view.to_comparison()?))
}
