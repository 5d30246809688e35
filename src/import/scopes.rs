//! The scopes of a model, such as modules, and which nodes are in which.

use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::graph::NodeId;
use crate::index::{Idx, IndexVec, ids};

/// A scope. The default is that of the whole model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ScopeId(u32);

ids!(ScopeId);

/// All scopes, as a tree, and the scope of each node.
#[derive(Debug)]
pub(crate) struct Scopes {
    scopes: IndexVec<ScopeId, Scope>,
    found: HashMap<(ScopeId, Rc<str>), ScopeId, RandomState>,
    /// Each node's scope.
    nodes: Vec<ScopeId>,
}

/// A scope within another one.
#[derive(Debug)]
struct Scope {
    name: Rc<str>,
    /// The class of the module, where the format knows it.
    class: Option<Rc<str>>,
    parent: ScopeId,
    depth: u32,
}

impl Default for Scopes {
    fn default() -> Self {
        let root = ScopeId::default();
        let whole = Scope { name: "".into(), class: None, parent: root, depth: 0 };
        let scopes = [whole].into_iter().collect();
        Scopes { scopes, found: HashMap::default(), nodes: Vec::new() }
    }
}

impl Scopes {
    /// The scopes that the names of nodes tell, in the order of the nodes.
    pub(crate) fn of_names<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut scopes = Scopes::default();
        for name in names {
            let mut scope = ScopeId::default();
            let mut parts = parts(name).peekable();
            while let Some(part) = parts.next() {
                match parts.peek() {
                    Some(_) => scope = scopes.enter(scope, part, None),
                    None => scopes.nodes.push(scope),
                }
            }
        }
        scopes
    }

    /// The scope of this name within another one.
    pub(crate) fn enter(&mut self, parent: ScopeId, name: &str, class: Option<&str>) -> ScopeId {
        let name: Rc<str> = name.into();
        if let Some(scope) = self.found.get(&(parent, Rc::clone(&name))) {
            return *scope;
        }
        let depth = self.scopes[parent].depth + 1;
        let class = class.map(Rc::from);
        let scope = self.scopes.push(Scope { name: Rc::clone(&name), class, parent, depth });
        self.found.insert((parent, name), scope);
        scope
    }

    /// The scope of a node.
    pub(crate) fn of(&self, node: NodeId) -> ScopeId {
        self.nodes.get(node.index()).copied().unwrap_or_default()
    }

    /// The name of a scope within that around it.
    pub(crate) fn name(&self, scope: ScopeId) -> &str {
        &self.scopes[scope].name
    }

    /// The class of a scope, where the format knows it.
    pub(crate) fn class(&self, scope: ScopeId) -> Option<&str> {
        self.scopes[scope].class.as_deref()
    }

    /// The scope around a scope; that of the whole model is around itself.
    pub(crate) fn parent(&self, scope: ScopeId) -> ScopeId {
        self.scopes[scope].parent
    }

    /// The innermost scope that has both in it.
    pub(crate) fn common(&self, mut one: ScopeId, mut other: ScopeId) -> ScopeId {
        while one != other {
            let (deep, its_depth) = (self.scopes[one].depth, self.scopes[other].depth);
            if deep >= its_depth {
                one = self.parent(one);
            }
            if its_depth >= deep {
                other = self.parent(other);
            }
        }
        one
    }

    /// The scope directly in `outer` that has `inner` in it; `outer` if they are the same.
    pub(crate) fn child_towards(&self, outer: ScopeId, inner: ScopeId) -> ScopeId {
        let mut scope = inner;
        while scope != outer && self.parent(scope) != outer && scope != ScopeId::default() {
            scope = self.parent(scope);
        }
        scope
    }

    /// Whether a scope is another one, or within it.
    pub(crate) fn is_within(&self, scope: ScopeId, outer: ScopeId) -> bool {
        self.common(scope, outer) == outer
    }
}

/// The scopes in the name of a node, and its own name: `/layer1/layer1.0/conv1/Conv` is `layer1`, `0`, `conv1` and
/// `Conv`, since the exporter repeats the names of modules in those within them.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    // TensorFlow's converter lists all nodes that it made one of.
    let name = name.split(';').next().unwrap_or_default();
    let mut outer = "";
    let parts = name.strip_prefix('/').unwrap_or(name).split('/').map(move |part| {
        let own = part.strip_prefix(outer).and_then(|rest| rest.strip_prefix('.'));
        outer = part;
        own.filter(|own| !own.is_empty()).unwrap_or(part)
    });
    parts.filter(|part| !part.is_empty()).chain(name.is_empty().then_some(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_nodes_tell_their_scopes() {
        let names = ["/layer1/layer1.0/conv1/Conv", "/layer1/layer1.1/relu/Relu", "Conv_3", ""];
        let scopes = Scopes::of_names(names.into_iter());
        let [conv, relu, alone, none] = [0, 1, 2, 3].map(NodeId::at);
        assert_eq!(scopes.name(scopes.of(conv)), "conv1");
        let common = scopes.common(scopes.of(conv), scopes.of(relu));
        assert_eq!(scopes.name(common), "layer1");
        assert!(scopes.is_within(scopes.of(relu), common));
        assert_eq!([scopes.of(alone), scopes.of(none)], [ScopeId::default(); 2]);
    }
}
