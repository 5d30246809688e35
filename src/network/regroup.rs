//! Other scopes for the layers of a network.

use std::sync::Arc;

use super::builder::Builder;
use super::graph::Network;

/// The names of the scopes that a layer is in, the outermost first.
pub(crate) type ScopePath = Arc<[Arc<str>]>;

impl Network {
    /// The same network with its layers in scopes of these names, one list for each layer.
    ///
    /// Layers in a row are in the same scopes as far as their names agree. A scope that would have a single layer and
    /// nothing else gives the layer its name, with the operation if that is a mere number: `0.conv`. Other layers get
    /// the name of their operation and a number. What is around all layers is left out.
    pub(crate) fn regroup(self, paths: &[ScopePath]) -> Network {
        let common = common(paths);
        let paths: Vec<&[Arc<str>]> =
            paths.iter().map(|path| path.get(common..).unwrap_or_default()).collect();
        if paths.iter().all(|path| path.is_empty()) {
            return self;
        }
        let mut builder = Builder::renaming(self);
        let mut open: &[Arc<str>] = &[];
        for (at, path) in paths.iter().enumerate() {
            let (label, scopes) = match path.split_last() {
                Some((label, scopes)) if is_alone(&paths, at) => (Some(label), scopes),
                _ => (None, *path),
            };
            let kept = agree(open, scopes);
            open.iter().skip(kept).for_each(|_| builder.leave());
            scopes.iter().skip(kept).for_each(|name| builder.enter(Some(name), "", None));
            builder.rename(at, label.map(|label| &**label));
            open = scopes;
        }
        builder.network
    }
}

/// How many of the outermost scopes are around all layers.
fn common(paths: &[ScopePath]) -> usize {
    let Some((first, others)) = paths.split_first() else { return 0 };
    let agree = others.iter().map(|path| agree(first, path));
    agree.min().unwrap_or(first.len())
}

/// How many of the outermost scopes of two paths are the same.
fn agree(one: &[Arc<str>], other: &[Arc<str>]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Whether neither the layer before nor that after is in the innermost scope of a layer.
fn is_alone(paths: &[&[Arc<str>]], at: usize) -> bool {
    let own = paths.get(at).copied().unwrap_or_default();
    let within = |at: Option<usize>| {
        at.and_then(|at| paths.get(at)).is_some_and(|path| path.starts_with(own))
    };
    !within(at.checked_sub(1)) && !within(at.checked_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Move, NewLayer, OpKind};
    use crate::tensor::Shape;

    /// The names of layers in these scopes; the operation of all is `view`.
    fn named(scopes: &[&str]) -> Vec<String> {
        let mut builder = Builder::new("n".to_owned());
        let shape = Shape::new(&[4]).expect("a shape");
        let kind = OpKind::Move(Move { view: true, copied: 0, grid: false });
        let mut last = builder.input(shape, None, None, None);
        builder.enter(None, "block", None);
        for _ in scopes {
            let layer = builder.layer(&NewLayer::new("view", &kind, &[last], &[shape]));
            last = builder.network.layer(layer).output;
        }
        let path = |scopes: &&str| scopes.split_terminator('/').map(Arc::from).collect();
        let paths: Vec<ScopePath> = scopes.iter().map(path).collect();
        let network = builder.network.regroup(&paths);
        network.layers.iter().map(|layer| network.full_name(layer)).collect()
    }

    #[test]
    fn layers_are_named_after_their_scopes() {
        assert_eq!(
            named(&["stem", "a/0/conv", "a/0/relu", "a/0", "a/0", "a/1", "", "head/fc"]),
            [
                "stem",
                "a/0/conv",
                "a/0/relu",
                "a/0/view1",
                "a/0/view2",
                "a/1.view",
                "view1",
                "head/fc"
            ]
        );
    }

    #[test]
    fn a_scope_is_left_and_entered_again() {
        assert_eq!(
            named(&["a/x", "a/y", "b", "a/x", "a/y", "b", "view1", ""]),
            ["a/x", "a/y", "b", "a#2/x", "a#2/y", "b#2", "view1", "view1#2"]
        );
    }

    #[test]
    fn what_is_around_all_is_left_out() {
        assert_eq!(named(&["m/f/a", "m/f/b"]), ["a", "b"]);
        assert_eq!(named(&["m/a", "m"]), ["a", "view1"]);
        assert_eq!(named(&["m/a", "m/a", "m/a"]), ["block1/view1", "block1/view2", "block1/view3"]);
        assert_eq!(named(&["", ""]), ["block1/view1", "block1/view2"]);
        assert_eq!(named(&[]), [""; 0]);
    }
}
