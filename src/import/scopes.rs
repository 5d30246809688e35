//! The scopes of a model, such as modules, and which nodes are in which.

use std::collections::HashMap;
use std::iter;
use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::graph::{Modules, Node, NodeId};
use super::names::Names;
use crate::index::{Idx, IndexVec, ids};
use crate::network::ScopePath;

/// How deep scopes are within each other at most: what is in deeper ones is in the last of these.
const DEPTH: u32 = 32;

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
    /// Whether it is a list of modules or the like, which is not called.
    is_list: bool,
}

impl Default for Scopes {
    fn default() -> Self {
        let root = ScopeId::default();
        let whole = Scope { name: "".into(), class: None, parent: root, depth: 0, is_list: false };
        let scopes = [whole].into_iter().collect();
        Scopes { scopes, found: HashMap::default(), nodes: Vec::new() }
    }
}

impl Scopes {
    /// The scopes of nodes, in their order.
    pub(crate) fn of<'n>(nodes: impl Iterator<Item = &'n Node>, names: &Names) -> Self {
        let around = nodes.map(|node| {
            let Modules { paths, classes } = node.modules;
            Around::of(names.text(node.name), names.text(paths), names.text(classes))
        });
        Scopes::of_all(around)
    }

    fn of_all<'n>(nodes: impl Iterator<Item = Around<'n>>) -> Self {
        let mut scopes = Scopes::default();
        let mut known: HashMap<Around<'n>, ScopeId, RandomState> = HashMap::default();
        for around in nodes {
            let scope = *known.entry(around).or_insert_with(|| scopes.enter_all(around));
            scopes.nodes.push(scope);
        }
        scopes
    }

    fn enter_all(&mut self, around: Around<'_>) -> ScopeId {
        let mut scope = ScopeId::default();
        match around {
            Around::Name(name) => {
                for part in parts(name) {
                    scope = self.enter(scope, part, "");
                    self.scopes[scope].is_list = false;
                }
            }
            Around::Modules(paths, classes) => {
                let mut outer = "";
                for (path, class) in items(paths).zip(items(classes).chain(iter::repeat(""))) {
                    let mut parts = below(path, outer).split('.').peekable();
                    while let Some(part) = parts.next() {
                        let is_list = parts.peek().is_some();
                        scope = self.enter(scope, part, if is_list { "" } else { class });
                        self.scopes[scope].is_list &= is_list;
                    }
                    outer = path;
                }
            }
        }
        scope
    }

    /// The scope of this name and class within another one, as deep as scopes may be.
    pub(crate) fn enter(&mut self, parent: ScopeId, name: &str, class: &str) -> ScopeId {
        let depth = self.scopes[parent].depth + 1;
        if name.is_empty() || depth > DEPTH {
            return parent;
        }
        let name: Rc<str> = name.into();
        let scope = match self.found.get(&(parent, Rc::clone(&name))) {
            Some(scope) => *scope,
            None => {
                let new = Scope { name, class: None, parent, depth, is_list: true };
                let key = (parent, Rc::clone(&new.name));
                let scope = self.scopes.push(new);
                self.found.insert(key, scope);
                scope
            }
        };
        if !class.is_empty() {
            self.scopes[scope].class.get_or_insert_with(|| class.into());
        }
        scope
    }

    /// The scope of a node.
    pub(crate) fn of_node(&self, node: NodeId) -> ScopeId {
        self.nodes.get(node.index()).copied().unwrap_or_default()
    }

    /// The path of each scope: the names of all scopes around it, then its own. A list of modules is never called, so it
    /// is not a scope of its own here: its name becomes part of the module's, as in `downs.1`.
    pub(crate) fn paths(&self) -> IndexVec<ScopeId, ScopePath> {
        let mut paths: IndexVec<ScopeId, ScopePath> = IndexVec::with_capacity(self.scopes.len());
        for (id, scope) in self.scopes.entries() {
            let path = match id == ScopeId::default() {
                true => ScopePath::default(),
                false => self.path(&paths[scope.parent], scope),
            };
            paths.push(path);
        }
        paths
    }

    fn path(&self, outer: &ScopePath, scope: &Scope) -> ScopePath {
        let parent = &self.scopes[scope.parent];
        let (around, list) = match outer.split_last() {
            Some((list, around)) if parent.is_list => (around, Some(list)),
            _ => (&**outer, None),
        };
        let own = match list {
            Some(list) => format!("{list}.{}", scope.name).into(),
            None => Arc::from(&*scope.name),
        };
        around.iter().cloned().chain([own]).collect()
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

/// What is around a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Around<'n> {
    /// The paths and classes of modules, as `Modules` has them, but for the end of the lists.
    Modules(&'n str, &'n str),
    /// The name of the node without its last part.
    Name(&'n str),
}

impl<'n> Around<'n> {
    fn of(name: &'n str, paths: &'n str, classes: &'n str) -> Self {
        let outer = |list: &'n str| list.rsplit_once(", ").map(|(outer, _)| outer);
        match outer(paths) {
            Some(paths) => Around::Modules(paths, outer(classes).unwrap_or_default()),
            None => {
                // TensorFlow's converter lists all nodes that it made one of.
                let name = name.split(';').next().unwrap_or_default();
                Around::Name(name.rsplit_once('/').map_or("", |(outer, _)| outer))
            }
        }
    }
}

/// The scopes in a name: `/layer1/layer1.0/conv1` is `layer1`, `0` and `conv1`, since the exporter repeats the names of
/// modules in those within them.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let mut outer = "";
    name.split('/').filter(|part| !part.is_empty()).map(move |part| {
        let own = below(part, outer);
        outer = part;
        if own.is_empty() { part } else { own }
    })
}

/// The texts of a list in Python's notation, which may lack its end.
fn items(list: &str) -> impl Iterator<Item = &str> {
    list.trim_start_matches('[').split(", ").map(|item| item.trim_matches(['\'', '"']))
}

/// The part of a path below another one: `conv1` of `layer1.0.conv1` below `layer1.0`; all of it if it is not below.
pub(crate) fn below<'p>(path: &'p str, outer: &str) -> &'p str {
    match path.strip_prefix(outer) {
        Some(rest) if rest.is_empty() || outer.is_empty() => rest,
        Some(rest) => rest.strip_prefix('.').unwrap_or(path),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(nodes: &[[&str; 3]]) -> Scopes {
        let around = nodes.iter().map(|[name, paths, classes]| Around::of(name, paths, classes));
        Scopes::of_all(around)
    }

    #[test]
    fn names_of_nodes_tell_their_scopes() {
        let names = ["/layer1/layer1.0/conv1/Conv", "/layer1/layer1.1/relu/Relu", "Conv_3", ""];
        let scopes = scopes(&names.map(|name| [name, "", ""]));
        let [conv, relu, alone, none] = [0, 1, 2, 3].map(NodeId::at);
        assert_eq!(scopes.name(scopes.of_node(conv)), "conv1");
        let common = scopes.common(scopes.of_node(conv), scopes.of_node(relu));
        assert_eq!(scopes.name(common), "layer1");
        assert!(scopes.is_within(scopes.of_node(relu), common));
        assert_eq!([scopes.of_node(alone), scopes.of_node(none)], [ScopeId::default(); 2]);
        assert_eq!(scopes.paths()[scopes.of_node(conv)].join("/"), "layer1/0/conv1");
    }

    /// Rather than their names. Modules that are not called, such as lists of them, are in paths alone.
    #[test]
    fn modules_of_nodes_are_their_scopes() {
        let conv = "['', 'layer1', 'layer1.blocks.0', 'layer1.blocks.0.conv1', 'conv2d']";
        let classes =
            "['Net', 'nn.Sequential', 'models.Block', 'nn.Conv2d', 'aten.conv2d.default']";
        let sum = ["node_add", "['', 'layer10', 'add']", "['Net', 'models.Stage', 'aten.add']"];
        let scopes = scopes(&[["node_conv2d", conv, classes], sum]);
        let conv = scopes.of_node(NodeId::at(0));
        assert_eq!((scopes.name(conv), scopes.class(conv)), ("conv1", Some("nn.Conv2d")));
        let block = scopes.parent(conv);
        assert_eq!((scopes.name(block), scopes.class(block)), ("0", Some("models.Block")));
        let list = scopes.parent(block);
        assert_eq!((scopes.name(list), scopes.class(list)), ("blocks", None));
        let stage = scopes.of_node(NodeId::at(1));
        assert_eq!((scopes.name(stage), scopes.class(stage)), ("layer10", Some("models.Stage")));
        assert_eq!(scopes.parent(stage), ScopeId::default());
        let paths = scopes.paths();
        assert_eq!(paths[conv].join("/"), "layer1/blocks.0/conv1");
        assert_eq!(paths[stage].join("/"), "layer10");
    }

    #[test]
    fn scopes_are_only_so_deep() {
        let names = ["a/", "b/"].map(|part| part.repeat(100_000));
        let scopes = scopes(&names.each_ref().map(|name| [name.as_str(), "", ""]));
        let [one, other] = [0, 1].map(|node| scopes.of_node(NodeId::at(node)));
        assert_eq!(scopes.scopes[one].depth, DEPTH);
        assert_eq!(scopes.common(one, other), ScopeId::default());
    }
}
