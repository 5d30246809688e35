//! How a layer differs from its counterpart in the other network, in a few words.

use crate::diff::{Side, Step};
use crate::network::{Attribute, Layer, Named};
use crate::report::text::term::TermStyle;
use crate::tensor::TensorId;

/// A layer with the network it lies in.
#[derive(Clone, Copy)]
pub(in crate::report) struct LayerOf<'a> {
    pub side: &'a Side<'a>,
    pub layer: &'a Layer,
}

/// The layers of a step, as far as there are any.
pub(in crate::report) fn layers<'a>(
    sides: [&'a Side<'a>; 2],
    step: Step,
) -> [Option<LayerOf<'a>>; 2] {
    let (old, new) = step.layers();
    let find = |side: &'a Side<'a>, id| LayerOf { side, layer: side.costs.network.layer(id) };
    [old.map(|id| find(sides[0], id)), new.map(|id| find(sides[1], id))]
}

impl LayerOf<'_> {
    pub fn name(&self) -> String {
        self.side.costs.network.full_name(self.layer)
    }

    /// Its call and the shapes of its outputs: `conv 96 k11 s4 -> 96x55x55`.
    pub fn described(&self, term: TermStyle) -> String {
        format!("{} {} {}", self.call(), term.arrow(), self.outputs(term))
    }

    /// Its call in one line.
    fn call(&self) -> String {
        let call = self.side.sources.text(self.layer.span);
        call.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn shapes(&self, tensors: impl Iterator<Item = TensorId>, term: TermStyle) -> String {
        let network = self.side.costs.network;
        let shapes: Vec<_> = tensors.map(|id| term.shape(&network.tensor(id).shape)).collect();
        shapes.join(", ")
    }

    fn inputs(&self, term: TermStyle) -> String {
        self.shapes(self.layer.inputs.iter().copied(), term)
    }

    fn outputs(&self, term: TermStyle) -> String {
        self.shapes(self.layer.outputs(), term)
    }

    fn dtype(&self) -> String {
        self.side.costs.network.tensor(self.layer.output).dtype.to_string()
    }

    /// The type of its biases, or of its parameters if it has none of another type.
    fn biases(&self) -> String {
        let apart = self.side.costs.network.dtype_of_biases(self.layer);
        apart.unwrap_or(self.layer.weights).to_string()
    }

    /// Whether training changes its parameters.
    fn training(&self) -> String {
        let is_frozen = self.side.costs.network.is_frozen(self.layer);
        if is_frozen { "frozen" } else { "trained" }.to_owned()
    }

    /// The sparsity of its weights.
    fn sparsity(&self) -> String {
        let mut used = self.side.costs.network.parameters_of(self.layer);
        used.find_map(|used| used.parameter.sparsity).unwrap_or_default().to_string()
    }
}

/// The differences: `k11 -> k7, 96x55x55 -> 96x56x56`.
pub(in crate::report) fn differences(
    old: LayerOf<'_>,
    new: LayerOf<'_>,
    term: TermStyle,
) -> String {
    let mut found = settings(old, new, term);
    let both = |of: &dyn Fn(&LayerOf<'_>) -> String| (of(&old), of(&new));
    let outputs = both(&|it| it.outputs(term));
    // The shapes of inputs are shown if those of the outputs are equal.
    if outputs.0 == outputs.1 {
        found.push(("input ", both(&|it| it.inputs(term))));
    }
    found.push(("", outputs));
    found.push(("", both(&|it| it.dtype())));
    found.push(("weights ", both(&|it| it.layer.weights.to_string())));
    found.push(("biases ", both(&|it| it.biases())));
    found.push(("sparsity ", both(&|it| it.sparsity())));
    found.push(("", both(&|it| it.training())));
    found.retain(|(_, (old, new))| old != new);
    if found.is_empty() {
        // The difference may be an argument that affects none of these: `lrn 5`.
        found.push(("", both(&|it| it.call())));
        found.retain(|(_, (old, new))| old != new);
    }
    let arrow = term.arrow();
    let shown = found.into_iter().map(|(what, (old, new))| format!("{what}{old} {arrow} {new}"));
    shown.collect::<Vec<_>>().join(", ")
}

/// A difference: of what, and between what.
type Difference = (&'static str, (String, String));

/// Differences of operation and attributes.
fn settings(old: LayerOf<'_>, new: LayerOf<'_>, term: TermStyle) -> Vec<Difference> {
    if old.layer.operation != new.layer.operation {
        let [old, new] = [old, new].map(|it| it.layer.operation.to_owned());
        return vec![("", (old, new))];
    }
    let (old, new) = (old.layer.kind.attributes(), new.layer.kind.attributes());
    let pairs = old.iter().zip(&new);
    pairs.map(|(old, new)| ("", (attribute(old, term), attribute(new, term)))).collect()
}

/// An attribute as calls have it: `k3`, `k3x1`, `nobias`.
fn attribute((name, value): &Named, term: TermStyle) -> String {
    match value {
        Attribute::Sizes(sizes) => {
            let sizes = sizes.sizes();
            let shown = match sizes {
                [first, others @ ..] if others.iter().all(|other| other == first) => {
                    std::slice::from_ref(first)
                }
                _ => sizes,
            };
            format!("{name}{}", term.sizes(shown))
        }
        Attribute::Count(count) if name.len() > 1 => format!("{name} {count}"),
        Attribute::Count(count) => format!("{name}{count}"),
        Attribute::Flag(true) => (*name).to_owned(),
        Attribute::Flag(false) => format!("no{name}"),
        Attribute::Word(word) => format!("{name}={word}"),
    }
}
