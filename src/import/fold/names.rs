//! Names of blocks.

use foldhash::HashSet;

use super::kinds;
use super::tree::{Block, BlockId, Tree};
use crate::import::scopes::{ScopeId, Scopes};
use crate::index::Idx;
use crate::ops;
use crate::syntax::is_reserved;

/// The names of blocks that are in use.
#[derive(Debug, Default)]
pub(super) struct Used(HashSet<String>);

impl Used {
    /// Those of the standard blocks, as far as a text calls them.
    pub(super) fn of_standard(tree: &Tree) -> Self {
        let standard = tree.blocks.iter().filter(|block| block.standard.is_some());
        Used(standard.map(|block| block.name.clone()).collect())
    }

    /// A name that is no other block's, no operation's and no word of the language.
    fn unique(&mut self, name: &str) -> String {
        let base = match is_taken(name) {
            true => format!("{name}_block"),
            false => name.to_owned(),
        };
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let mut free = [base.clone()].into_iter().chain(numbered);
        let name = free.find(|name| !self.0.contains(name)).unwrap_or(base);
        self.0.insert(name.clone());
        name
    }
}

/// Whether a name means something else in the language. A standard block of the same name does not matter: the file's
/// own is called.
fn is_taken(name: &str) -> bool {
    is_reserved(name) || ops::find(name).is_some()
}

/// Names a block: after its scopes, or after what it does.
pub(super) fn name_block(tree: &mut Tree, id: BlockId, scopes: &Scopes, used: &mut Used) {
    let Some(block) = tree.block(id) else { return };
    let kind = kinds::of_block(block, &tree.blocks);
    let name = of_scopes(block, scopes, kind).or_else(|| kind.map(str::to_owned));
    let name = used.unique(&name.unwrap_or_else(|| kinds::in_words(&block.body)));
    if let Some(block) = tree.blocks.get_mut(id.index()) {
        block.name = name;
    }
}

/// The name that most of the scopes of a block have, which its kind may say better.
fn of_scopes(block: &Block, scopes: &Scopes, kind: Option<&str>) -> Option<String> {
    let mut names: Vec<(String, Of)> = block
        .scopes
        .iter()
        .map(|(scope, is_whole)| {
            let (name, of) = of_scope(*scope, scopes);
            (name, if *is_whole { of } else { Of::Part })
        })
        .collect();
    names.sort_unstable();
    let equal = |one: &(String, Of), other: &(String, Of)| one == other;
    let most = names.chunk_by(equal).find(|them| them.len() * 2 > names.len())?;
    let (name, of) = most.first()?.clone();
    // `layers.3` says less than what the layer is.
    let says_little = name.len() < 2
        || is_general(&name)
        || (of != Of::Scope && kind.is_some())
        || (kind.is_some() && is_taken(&name));
    (!says_little).then(|| if of == Of::Part { format!("{name}_part") } else { name })
}

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    /// The scope that a block is all of.
    Scope,
    /// One around it.
    Container,
    /// The scope that a block is only a part of.
    Part,
}

/// Names of containers, which say nothing of what is in them.
const GENERAL: &[&str] = &[
    "features",
    "layers",
    "layer_list",
    "blocks",
    "block",
    "model",
    "net",
    "module",
    "modules",
    "conv",
    "backbone",
    "body",
    "main",
    "sequential",
    "convs",
    "downs",
    "ups",
    "branch",
    "list",
    "output",
    "trunk_output",
    "operation",
];

/// Whether a name is that of a container.
pub(super) fn is_general(name: &str) -> bool {
    GENERAL.contains(&name)
}

/// The name of a scope as that of a block: its class, if that says something, or its own name; where it has none, that of
/// a scope around it.
fn of_scope(mut scope: ScopeId, scopes: &Scopes) -> (String, Of) {
    let mut of = Of::Scope;
    loop {
        let class = scopes.class(scope).map(snake_case).unwrap_or_default();
        let name = match class.is_empty() || is_general(&class) {
            true => words(scopes.name(scope)),
            false => class,
        };
        if !name.is_empty() || scope == ScopeId::default() {
            return (name, of);
        }
        scope = scopes.parent(scope);
        of = Of::Container;
    }
}

/// The name of a class as that of a block: `models.EncoderLayer` is `encoder_layer`, `CNBlock` is `cn_block`.
fn snake_case(class: &str) -> String {
    let class = class.rsplit('.').next().unwrap_or_default();
    let mut name = String::new();
    let mut before: Option<char> = None;
    let mut letters = class.chars().peekable();
    while let Some(it) = letters.next() {
        let begins_word = it.is_ascii_uppercase()
            && before.is_some_and(|before| {
                let is_next_small = letters.peek().is_some_and(char::is_ascii_lowercase);
                before.is_ascii_lowercase() || (before.is_ascii_alphanumeric() && is_next_small)
            });
        if begins_word {
            name.push('_');
        }
        name.push(it.to_ascii_lowercase());
        before = Some(it);
    }
    words(&name)
}

/// The words of a name in lower case, without numbers at its end.
pub(super) fn words(name: &str) -> String {
    let name = name.trim_end_matches(|it: char| !it.is_ascii_alphabetic());
    let name = name.trim_start_matches(|it: char| !it.is_ascii_alphabetic());
    let mut words = String::new();
    for it in name.chars() {
        match it.is_ascii_alphanumeric() {
            true => words.push(it.to_ascii_lowercase()),
            false if words.ends_with('_') => {}
            false => words.push('_'),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_names_of_blocks() {
        let classes = [
            "torchvision.models.resnet.Bottleneck",
            "EncoderLayer",
            "CNBlock",
            "_DenseLayer",
            "MLP",
        ];
        let names = classes.map(snake_case);
        assert_eq!(names, ["bottleneck", "encoder_layer", "cn_block", "dense_layer", "mlp"]);
        let names = ["Conv2dNormActivation", "GPT2Block", "C3k2", "<lambda>"].map(snake_case);
        assert_eq!(names, ["conv2d_norm_activation", "gpt2_block", "c3k", "lambda"]);
    }

    #[test]
    fn containers_are_called_as_what_they_contain() {
        let mut scopes = Scopes::default();
        let stage =
            scopes.enter(ScopeId::default(), "layer1", "torch.nn.modules.container.Sequential");
        let block = scopes.enter(stage, "0", "models.BasicBlock");
        let inner = scopes.enter(block, "1", "");
        assert_eq!(of_scope(stage, &scopes), ("layer".to_owned(), Of::Scope));
        assert_eq!(of_scope(block, &scopes), ("basic_block".to_owned(), Of::Scope));
        assert_eq!(of_scope(inner, &scopes), ("basic_block".to_owned(), Of::Container));
    }
}
