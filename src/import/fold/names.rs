//! Names of blocks and of their parameters.

use foldhash::HashSet;

use super::kinds;
use super::tree::{Arg, Block, BlockId, Expr, Hole, Item, Place, Slot, Tree, Value};
use super::visit;
use crate::import::scopes::{ScopeId, Scopes};
use crate::index::Idx;
use crate::ops;
use crate::syntax::is_reserved;

/// The names of blocks that are in use.
#[derive(Debug, Default)]
pub(super) struct Used(HashSet<String>);

impl Used {
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

/// The uses of each of so many parameters in a body. An argument of a block is one, whatever the block does with it.
pub(super) fn slots(body: &mut [Item], params: usize) -> Vec<Vec<Slot>> {
    let mut slots = vec![Vec::new(); params];
    visit::holes(body, &mut |hole, slot| {
        let Some(param) = hole.get().param() else { return };
        slots.get_mut(param).into_iter().for_each(|slots: &mut Vec<Slot>| slots.push(slot));
    });
    slots
}

/// Names the parameters of a block, whose callees have theirs.
pub(super) fn name_params(tree: &mut Tree, id: BlockId) {
    let Some(block) = tree.block(id) else { return };
    let slots = slots(&mut block.body.clone(), block.params.len());
    let mut bases: Vec<String> =
        (0..block.params.len()).map(|param| base(tree, block, param, slots.get(param))).collect();
    for (param, base) in bases.iter_mut().enumerate() {
        if block.params.get(param).is_some_and(|it| it.is_flag) {
            *base = kinds::of_flag(&block.body, param).to_owned();
        }
    }
    let sizes = sizes(tree, id);
    channels(&mut bases, &slots, &sizes);
    let mut names: Vec<String> = Vec::new();
    for base in bases {
        let numbered = (2..).map(|number| format!("{base}{number}"));
        let name = [base.clone()].into_iter().chain(numbered).find(|name| !names.contains(name));
        names.push(name.unwrap_or(base));
    }
    if let Some(block) = tree.blocks.get_mut(id.index()) {
        for (param, name) in block.params.iter_mut().zip(names) {
            param.name = name;
        }
    }
}

/// The numbers that the calls of a block have for each parameter, as far as they are numbers.
fn sizes(tree: &Tree, id: BlockId) -> Vec<Vec<i64>> {
    let mut sizes: Vec<Vec<i64>> = Vec::new();
    for body in tree.bodies() {
        visit::calls(body, &mut |call| {
            if call.block() != Some(id) {
                return;
            }
            sizes.resize_with(sizes.len().max(call.args.len()), Vec::new);
            for (sizes, arg) in sizes.iter_mut().zip(&call.args) {
                if let Value::Number(Expr::Int(value)) = arg.value {
                    sizes.push(value);
                }
            }
        });
    }
    sizes
}

/// Tells apart parameters that are numbers of channels: the last is what the block yields.
fn channels(bases: &mut [String], slots: &[Vec<Slot>], sizes: &[Vec<i64>]) {
    let of_channels: Vec<usize> =
        bases.iter().enumerate().filter(|(_, base)| *base == "c").map(|(at, _)| at).collect();
    let Some(last) = of_channels.last().copied().filter(|_| of_channels.len() > 1) else { return };
    if of_channels.len() > 3 {
        for (number, at) in of_channels.iter().enumerate() {
            bases.get_mut(*at).into_iter().for_each(|base| *base = format!("c{}", number + 1));
        }
        return;
    }
    let size = |at: usize| sizes.get(at).map_or(0, |sizes| sizes.iter().sum::<i64>());
    let others: Vec<usize> = of_channels.into_iter().filter(|at| *at != last).collect();
    let largest = others.iter().map(|at| size(*at)).max().unwrap_or_default();
    for at in others {
        let is_dense =
            slots.get(at).is_some_and(|slots| slots.iter().all(|slot| slot.op != "conv"));
        let name = match size(at) == largest && largest > size(last) {
            true if is_dense => "hidden",
            true => "expand",
            false => "reduce",
        };
        bases.get_mut(at).into_iter().for_each(|base| *base = name.to_owned());
    }
}

/// What papers call a parameter that is used there.
fn base(tree: &Tree, block: &Block, param: usize, slots: Option<&Vec<Slot>>) -> String {
    let slots = slots.map_or(&[][..], |slots| slots);
    // A number of channels is the best name of what is also a size of a shape.
    let of_channels =
        slots.iter().find(|slot| matches!(slot.op, "conv" | "deconv" | "linear" | "fc"));
    let Some(slot) = of_channels.or(slots.first()) else { return "n".to_owned() };
    let name = match (slot.op, slot.arg, slot.position) {
        (_, Some(name @ ("k" | "s" | "p" | "d" | "g")), _) => name,
        ("act", ..) => "act",
        ("repeat", ..) => "n",
        ("", ..) => return of_callee(tree, block, param),
        ("conv" | "deconv" | "linear" | "fc", None, 0) | ("embed", None, 1) => "c",
        ("embed", None, 0) => "vocab",
        ("reshape" | "weight" | "custom" | "expand", ..) => "size",
        ("slice", None, 0) => "start",
        ("slice", None, 1) => "stop",
        ("split", None, 0) => "parts",
        ("upsample", None, 0) => "factor",
        ("from", ..) => "skip",
        ("sdpa", None, 0) => "q",
        ("sdpa", None, 1) => "k",
        ("sdpa", None, 2) => "v",
        (_, None, _) if is_place(block, param) => "skip",
        ("add" | "sub", None, _) => "offset",
        ("mul" | "div", None, _) => "factor",
        (_, Some(name), _) => name,
        _ => "n",
    };
    name.to_owned()
}

/// Whether a parameter is a tensor.
fn is_place(block: &Block, param: usize) -> bool {
    let mut is_place = false;
    visit::holes(&mut block.body.clone(), &mut |hole, _| {
        is_place |= hole.get() == Hole::Place(Place::Param(param));
    });
    is_place
}

/// What the block that is called with a parameter calls it.
fn of_callee(tree: &Tree, block: &Block, param: usize) -> String {
    let mut found = None;
    visit::calls(&block.body, &mut |call| {
        let callee = call.block().and_then(|callee| tree.block(callee));
        let is_param = |arg: &Arg| arg.value.hole().and_then(Hole::param) == Some(param);
        let at = call.args.iter().position(is_param);
        if let (Some(at), Some(callee), None) = (at, callee, &found) {
            found = callee.params.get(at).map(|param| param.name.clone());
        }
    });
    // Numbers at the end tell only the callee's own parameters apart.
    let found: Option<String> = found;
    found.map_or("n".to_owned(), |name| {
        name.trim_end_matches(|it: char| it.is_ascii_digit()).to_owned()
    })
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
