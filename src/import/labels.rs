//! Names of a model as labels of the language, each once.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::scopes::below;
use crate::syntax::is_reserved;

/// The labels that are taken.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    /// Each label with the number of the last copy of it.
    taken: HashMap<String, u32, RandomState>,
}

impl Labels {
    /// Labels beside others that are taken.
    pub(crate) fn new(taken: impl Iterator<Item = String>) -> Self {
        Labels { taken: taken.map(|label| (label, 1)).collect() }
    }

    /// Whether a label is taken.
    pub(crate) fn is_taken(&self, label: &str) -> bool {
        self.taken.contains_key(label)
    }

    /// A label like a name: what is no letter, digit or `_` becomes `_`; a number tells equal ones apart.
    pub(crate) fn unique(&mut self, name: &str) -> String {
        let label = label(name);
        let mut candidate = label.clone();
        loop {
            match self.taken.get_mut(&candidate) {
                None => {
                    self.taken.insert(candidate.clone(), 1);
                    return candidate;
                }
                Some(_) => {
                    let copies = self.taken.entry(label.clone()).or_insert(1);
                    *copies += 1;
                    candidate = format!("{label}_{copies}");
                }
            }
        }
    }
}

/// The names of nodes as people know them: as modules of PyTorch, where that is what they are.
#[derive(Debug, Default)]
pub(super) struct NodeNames {
    /// How many nodes stand directly in each scope.
    nodes: HashMap<String, u32, RandomState>,
}

impl NodeNames {
    /// Of the names of all nodes.
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut nodes: HashMap<String, u32, RandomState> = HashMap::default();
        for scope in names.filter_map(|name| name.rsplit_once('/')).map(|(scope, _)| scope) {
            match nodes.get_mut(scope) {
                Some(count) => *count += 1,
                None => _ = nodes.insert(scope.to_owned(), 1),
            }
        }
        NodeNames { nodes }
    }

    /// `/layer1/layer1.0/conv1/Conv` is `layer1.0/conv1`: the exporter repeats the names of modules in those within
    /// them, and the operator's name says nothing where a scope has a single node.
    pub(super) fn short(&self, name: &str) -> String {
        // TensorFlow's converter lists all nodes that it made one of.
        let name = name.split(';').next().unwrap_or_default();
        let whole = match name.rsplit_once('/') {
            Some((scope, _)) if !scope.is_empty() && self.nodes.get(scope) == Some(&1) => scope,
            _ => name,
        };
        let parts: Vec<&str> = whole.split('/').filter(|part| !part.is_empty()).collect();
        let is_own = |(at, part): &(usize, &&str)| {
            let next = parts.get(at + 1);
            next.is_none_or(|next| next == *part || below(next, part) == *next)
        };
        let kept: Vec<&str> =
            parts.iter().enumerate().filter(is_own).map(|(_, part)| *part).collect();
        kept.join("/")
    }
}

/// A name as a label, which may be taken.
fn label(name: &str) -> String {
    let mut label = String::with_capacity(name.len());
    for it in name.trim_matches(|it: char| !it.is_ascii_alphanumeric()).chars() {
        match it.is_ascii_alphanumeric() {
            true => label.push(it),
            false if label.ends_with('_') => {}
            false => label.push('_'),
        }
    }
    if label.is_empty() {
        // A name of other letters; `_` alone names nothing.
        label.push('x');
    }
    if label.starts_with(|it: char| it.is_ascii_digit()) || is_reserved(&label) {
        label.insert(0, '_');
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_have_the_names_of_their_modules() {
        let all =
            ["/layer1/layer1.0/conv1/Conv", "/attn/MatMul", "/attn/Softmax", "/Flatten", "Conv_3"];
        let names = NodeNames::new(all.into_iter());
        let short = all.map(|name| names.short(name));
        assert_eq!(short, ["layer1.0/conv1", "attn/MatMul", "attn/Softmax", "Flatten", "Conv_3"]);
    }

    #[test]
    fn a_name_becomes_a_label_and_stays_unique() {
        let mut labels = Labels::default();
        let made = ["/layer1/layer1.0/conv1/Conv", "a", "a", "a_2", "a", "1x", "let", "名", "a:0"];
        let made = made.map(|name| labels.unique(name));
        let wanted =
            ["layer1_layer1_0_conv1_Conv", "a", "a_2", "a_2_2", "a_3", "_1x", "_let", "x", "a_0"];
        assert_eq!(made, wanted);
    }
}
