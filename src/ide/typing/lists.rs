//! What can be proposed, by where it comes from.

use crate::bundled::blocks::Block;
use crate::check::symbols::{DefinitionId, DefinitionKind, Slot, Symbols};
use crate::check::{self, CommonParameter, SETTINGS, Signature};
use crate::cost::{Convention, metrics};
use crate::network::Pass;
use crate::ops::{self, DefaultValue, Kind, Operation, ParameterSpec};
use crate::source::Sources;
use crate::tensor::Dtype;
use crate::value::functions::FUNCTIONS;

/// Something that may be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What is written.
    pub text: String,
    /// What it is.
    pub kind: ProposalKind,
    /// A signature, value or default, in a line.
    pub detail: String,
    /// What it does, in Markdown.
    pub about: String,
}

/// What may be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalKind {
    /// A block.
    Block,
    /// A word that a parameter or statement takes.
    Constant,
    /// An operation or function.
    Function,
    /// A word that begins a statement.
    Keyword,
    /// A parameter, as `k=`.
    Parameter,
    /// A total.
    Property,
    /// A shape.
    Shape,
    /// A name of a value or tensor.
    Variable,
}

impl Proposal {
    /// Something that may be typed.
    pub fn new(
        text: impl Into<String>,
        kind: ProposalKind,
        detail: impl Into<String>,
        about: impl Into<String>,
    ) -> Self {
        Proposal { text: text.into(), kind, detail: detail.into(), about: about.into() }
    }
}

/// The words that begin a statement, with how they go on; those of the file's own body last.
const STATEMENTS: [(&str, &str, bool); 10] = [
    ("assert", "assert CONDITION \"message\"", false),
    ("for", "for NAME in LIST { … }", false),
    ("frozen", "frozen { … }", false),
    ("if", "if CONDITION { … } else { … }", false),
    ("let", "let NAME = VALUE", false),
    ("repeat", "repeat COUNT { … }", false),
    ("block", "block NAME(PARAMETER, …) { … }", true),
    ("fn", "fn NAME(PARAMETER, …) = VALUE", true),
    ("param", "param NAME = DEFAULT in DOMAIN", true),
    ("use", "use \"FILE.net\"", true),
];

/// The words that begin a statement; settings only in the file's own body.
pub fn statements(outermost: bool) -> impl Iterator<Item = Proposal> {
    let here = STATEMENTS.iter().filter(move |(_, _, only)| outermost || !only);
    let words =
        here.map(|(word, usage, _)| Proposal::new(*word, ProposalKind::Keyword, *usage, ""));
    let settings = SETTINGS.iter().filter(move |_| outermost).map(|setting| {
        let takes = format!("takes {}", setting.expected);
        Proposal::new(setting.name, ProposalKind::Keyword, takes, "")
    });
    words.chain(settings)
}

/// The operations and standard blocks.
pub fn operations() -> impl Iterator<Item = Proposal> {
    let operations = ops::all()
        .map(|it| Proposal::new(it.name, ProposalKind::Function, it.signature(), it.summary));
    let blocks = Block::all()
        .map(|it| Proposal::new(it.name, ProposalKind::Block, it.signature, it.summary()));
    operations.chain(blocks)
}

/// The built-in functions.
pub fn functions() -> impl Iterator<Item = Proposal> {
    FUNCTIONS.iter().map(|it| Proposal::new(it.name, ProposalKind::Function, it.signature, it.doc))
}

/// The conventions.
pub fn conventions() -> impl Iterator<Item = Proposal> {
    Convention::all().map(|it| Proposal::new(it.name, ProposalKind::Constant, "", it.summary))
}

/// The passes.
pub fn passes() -> impl Iterator<Item = Proposal> {
    Pass::NAMES.iter().map(|it| Proposal::new(*it, ProposalKind::Constant, "", ""))
}

/// The element types.
pub fn dtypes() -> impl Iterator<Item = Proposal> {
    Dtype::NAMES.iter().map(|it| Proposal::new(*it, ProposalKind::Constant, "", ""))
}

/// The keys of totals, without their values.
pub fn totals() -> impl Iterator<Item = (&'static metrics::Metric, Proposal)> {
    metrics::all().map(|it| (it, Proposal::new(it.name, ProposalKind::Property, "", it.about)))
}

/// A parameter of an operation as arguments give it: `k=`, `nobias`, and the words it takes.
pub fn parameter(parameter: &ParameterSpec) -> Proposal {
    let default = match parameter.default {
        DefaultValue::Required => "required".to_owned(),
        default => format!("{default} by default"),
    };
    let text = match (parameter.kind, parameter.default) {
        (Kind::Flag, DefaultValue::Bool(true)) => format!("no{}", parameter.name),
        (Kind::Flag, _) => parameter.name.to_owned(),
        _ => format!("{}=", parameter.name),
    };
    Proposal::new(text, ProposalKind::Parameter, default, parameter.doc)
}

/// A parameter that many callees have, as arguments give it.
pub fn common(parameter: &CommonParameter) -> Proposal {
    let text = match parameter.flag {
        true => parameter.name.to_owned(),
        false => format!("{}=", parameter.name),
    };
    Proposal::new(text, ProposalKind::Parameter, "", parameter.doc)
}

/// The words that a parameter of an operation takes, one of its own or a common one.
pub fn words(operation: &'static Operation, name: &str) -> Vec<Proposal> {
    let signature = Signature::operation(operation);
    let Some(slot) = signature.slot(name) else { return Vec::new() };
    let doc = match slot {
        Slot::Parameter(index) => signature.doc(index),
        slot => check::common(slot).map_or("", |known| known.doc),
    };
    let (words, _) = signature.slot_words(slot);
    let words = words.iter();
    words.map(|word| Proposal::new(*word, ProposalKind::Constant, "", doc)).collect()
}

/// The parameters of a block.
pub fn block_parameters(
    symbols: &Symbols,
    block: DefinitionId,
    sources: &Sources,
) -> Vec<Proposal> {
    let all = (0..).map_while(|index| symbols.parameter(block, index));
    let all = all.map(|id| {
        let definition = symbols.definition(id);
        let name = sources.text(definition.name);
        let default = sources.text(definition.extent).split_once('=');
        let detail = match default {
            Some((_, default)) => format!("{} by default", default.trim()),
            None => "required".to_owned(),
        };
        Proposal::new(format!("{name}="), ProposalKind::Parameter, detail, "")
    });
    all.collect()
}

/// The operation of a name.
pub fn operation(name: &str) -> Option<&'static Operation> {
    ops::find(name)
}

/// What a name is proposed as; nothing for what is no name of a value.
pub fn kind(of: DefinitionKind) -> Option<ProposalKind> {
    match of {
        DefinitionKind::Block => Some(ProposalKind::Block),
        DefinitionKind::Function => Some(ProposalKind::Function),
        DefinitionKind::Input
        | DefinitionKind::Label
        | DefinitionKind::Let
        | DefinitionKind::LoopVariable
        | DefinitionKind::Param
        | DefinitionKind::Parameter => Some(ProposalKind::Variable),
        DefinitionKind::File | DefinitionKind::ShareKey => None,
    }
}
