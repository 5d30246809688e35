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

/// The definition of an operator: `aten.add_.Tensor`.
pub(super) fn find(target: &str) -> Option<&'static Definition> {
    let (library, name) = target.split_once('.')?;
    let name = name.split('.').next()?;
    let name = name.strip_suffix('_').unwrap_or(name);
    let mut all = FAMILIES.iter().copied().flatten();
    match library {
        "aten" => all.find(|it| it.name == name),
        "torchvision" => all.find(|it| it.name.strip_prefix("torchvision.") == Some(name)),
        _ => None,
    }
}

/// Whether an operator changes its first argument: `aten.add_.Tensor`.
pub(super) fn is_in_place(target: &str) -> bool {
    target.split('.').nth(1).is_some_and(|name| name.ends_with('_'))
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
        let name = |target| find(target).map(|it| it.name);
        assert_eq!(name("aten.add_.Tensor"), Some("add"));
        assert_eq!(name("aten._softmax.default"), Some("_softmax"));
        assert_eq!(name("higher_order.cond"), None);
        assert!(is_in_place("aten.add_.Tensor"));
        assert!(!is_in_place("aten.add.Tensor"));
    }
}
