//! The definitions of ATen's operators, a file for each family.

mod activation;
mod attention;
mod conv;
mod dense;
mod elementwise;
mod gather;
mod make;
mod moves;
mod norm;
mod parts;
mod pool;
mod recurrent;
mod reduce;
mod resize;
mod update;
mod view;

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::aten::{Aten, Made};
use crate::import::rule::Rule;

/// An operator of PyTorch.
#[derive(Debug)]
pub(super) struct Definition {
    /// Its name without its variant and without the `_` of what works in place: `add` of `aten.add_.Tensor`.
    pub name: &'static str,
    /// Whether its output shares the memory of its first argument.
    pub views: bool,
    /// The operators that it is, and what they make.
    pub make: fn(&mut Aten<'_, '_>) -> Made,
}

impl Definition {
    const fn new(name: &'static str, make: fn(&mut Aten<'_, '_>) -> Made) -> Self {
        Definition { name, views: false, make }
    }

    const fn view(name: &'static str, make: fn(&mut Aten<'_, '_>) -> Made) -> Self {
        Definition { name, views: true, make }
    }
}

/// The definitions of each family.
const FAMILIES: &[&[Definition]] = &[
    activation::DEFINITIONS,
    activation::NAMED,
    attention::DEFINITIONS,
    conv::DEFINITIONS,
    dense::DEFINITIONS,
    elementwise::DEFINITIONS,
    gather::DEFINITIONS,
    make::DEFINITIONS,
    moves::DEFINITIONS,
    norm::DEFINITIONS,
    parts::DEFINITIONS,
    pool::DEFINITIONS,
    recurrent::DEFINITIONS,
    reduce::DEFINITIONS,
    resize::DEFINITIONS,
    update::DEFINITIONS,
    view::DEFINITIONS,
];

/// All definitions by the names of their operators.
#[derive(Debug)]
pub(super) struct Definitions(HashMap<&'static str, &'static Definition, RandomState>);

impl Default for Definitions {
    fn default() -> Self {
        Definitions(FAMILIES.iter().copied().flatten().map(|it| (it.name, it)).collect())
    }
}

impl Definitions {
    /// The definition of an operator: `aten.add_.Tensor`.
    pub(super) fn find(&self, operator: &str) -> Option<&'static Definition> {
        let (name, _) = operator.rsplit_once('.')?;
        let name = name.strip_prefix("aten.").unwrap_or(name);
        let name = if is_in_place(operator) { name.strip_suffix('_')? } else { name };
        self.0.get(name).copied()
    }
}

/// Whether an operator changes its first argument: `aten.add_.Tensor`, and not `aten.__and__.Tensor`.
pub(super) fn is_in_place(operator: &str) -> bool {
    let name = operator.split('.').nth(1).unwrap_or_default();
    name.ends_with('_') && !name.ends_with("__")
}

/// The rules of operators that ONNX does not have.
pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    let families = [
        attention::RULES,
        dense::RULES,
        elementwise::RULES,
        norm::RULES,
        pool::RULES,
        recurrent::RULES,
        update::RULES,
    ];
    families.into_iter().flatten()
}

/// The names of all operators that are defined, in order.
#[cfg(feature = "internals")]
pub(crate) fn operators() -> Vec<&'static str> {
    let mut names: Vec<_> = FAMILIES.iter().copied().flatten().map(|it| it.name).collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_has_one_definition() {
        let mut names: Vec<_> = FAMILIES.iter().copied().flatten().map(|it| it.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn operators_are_found_without_their_variants() {
        let definitions = Definitions::default();
        let name = |operator| definitions.find(operator).map(|it| it.name);
        assert_eq!(name("aten.add_.Tensor"), Some("add"));
        assert_eq!(name("aten._softmax.default"), Some("_softmax"));
        assert_eq!(name("aten.__and__.Tensor"), Some("__and__"));
        let deformed = "torchvision.deform_conv2d";
        assert_eq!(name("torchvision.deform_conv2d.default"), Some(deformed));
        assert_eq!(name("higher_order.cond"), None);
        assert!(is_in_place("aten.add_.Tensor"));
        assert!(!is_in_place("aten.add.Tensor"));
    }
}
