//! How the figures of a layer are computed, in sections: what the derivation says in words. The text
//! format and the page show these.

use std::borrow::Cow;

use crate::cost::derivation::{self, Derivation, Line};
use crate::cost::{Convention, Costs, bytes};
use crate::network::Layer;
use crate::ops::formula::Notation;
use crate::ops::{CallRecord, Operation};

/// A layer with what explains it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    /// The figures of its network.
    pub costs: &'a Costs<'a>,
    /// The layer.
    pub layer: &'a Layer,
    /// The call that made it, if it was recorded.
    pub call_record: Option<&'a CallRecord>,
    /// How its figures are computed.
    pub derivation: &'a Derivation,
}

/// Figures that are computed together.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// The title.
    pub title: Cow<'static, str>,
    /// What is to be said of them: a sentence each, in Markdown.
    pub notes: Vec<Cow<'static, str>>,
    /// The formulas.
    pub lines: &'a [Line],
}

impl<'a> Section<'a> {
    fn new(title: impl Into<Cow<'static, str>>, lines: &'a [Line]) -> Self {
        Section { title: title.into(), notes: Vec::new(), lines }
    }

    fn noted(mut self, note: impl Into<Cow<'static, str>>) -> Self {
        self.notes.push(note.into());
        self
    }
}

impl<'a> Subject<'a> {
    /// The sections, in order.
    pub fn sections(&self) -> Vec<Section<'a>> {
        let flops = self.derivation.flops.iter();
        let flops = flops.map(|(convention, lines)| self.flops(convention, lines.as_deref()));
        let first = [self.output(), Some(self.parameters()), Some(self.counts())];
        let last = [Some(self.memory()), self.letters()].into_iter().flatten();
        first.into_iter().flatten().chain(flops).chain(last).collect()
    }

    /// The sizes of the output; the shape rule in words if they have no formula.
    fn output(&self) -> Option<Section<'a>> {
        let section = Section::new("output size", &self.derivation.sizes);
        match (self.derivation.sizes.as_slice(), self.call_record) {
            ([], None) => None,
            ([], Some(record)) => Some(section.noted(rule(record.operation)?)),
            _ => Some(section),
        }
    }

    fn parameters(&self) -> Section<'a> {
        let mut section = Section::new("parameters", &self.derivation.stored);
        if self.layer.parameters.iter().any(|(_, own)| !own) {
            section = section.noted("what an earlier layer has too (`share=`) counts there");
        }
        if self.costs.network.is_frozen(self.layer) {
            section = section.noted("training does not change them: they are `frozen`");
        }
        section
    }

    fn counts(&self) -> Section<'a> {
        let title = match self.costs.network.runs(self.layer) {
            1 => "operations".into(),
            runs => Cow::Owned(format!("operations, for a batch of N = {runs}")),
        };
        let section = Section::new(title, &self.derivation.counts);
        match (section.lines.is_empty(), self.layer.kind.is_unknown()) {
            (true, true) => section.noted("not known: nobody has counted them"),
            (true, false) => section.noted("nothing is computed: this layer only moves data"),
            (false, true) => section.noted("at least these: nobody has counted all of them"),
            (false, false) => section,
        }
    }

    fn flops(&self, convention: &Convention, lines: Option<&'a [Line]>) -> Section<'a> {
        let Convention { name, summary, .. } = convention;
        let title = format!("flops by convention {name}: {summary}");
        let section = Section::new(title, lines.unwrap_or_default());
        match lines {
            Some(_) => section,
            None => {
                let operation = self.layer.operation;
                section.noted(format!("it has no formula for `{operation}`, which counts 0"))
            }
        }
    }

    /// What the letters stand for.
    fn letters(&self) -> Option<Section<'a>> {
        let letters = self.derivation.letters().into_iter();
        let letters = letters.filter_map(|it| derivation::letter(it, self.layer.operation));
        let legend: Vec<_> =
            letters.map(|(letter, _, meaning)| format!("{letter}: {meaning}")).collect();
        (!legend.is_empty()).then(|| Section::new("letters", &[]).noted(legend.join("; ")))
    }

    fn memory(&self) -> Section<'a> {
        let (network, layer) = (self.costs.network, self.layer);
        let output = network.tensor(layer.output).dtype;
        let reads = bytes::ParameterTotals::of(network, layer).reads > 0;
        let mut title = format!("memory: {output}");
        if reads && layer.weights != output {
            title += &format!(", parameters {}", layer.weights);
        }
        if let Some(biases) = network.dtype_of_biases(layer).filter(|_| reads) {
            title += &format!(", biases {biases}");
        }
        let section = Section::new(title, &self.derivation.memory);
        match layer.kind.is_view() {
            true => section.noted("a view of its input: nothing is read or written"),
            false => section,
        }
    }
}

/// The shape rule of an operation in Markdown: the first paragraph of its documentation.
fn rule(operation: &'static Operation) -> Option<&'static str> {
    operation.doc.trim().split("\n\n").next()
}

/// A formula in letters, in numbers, and its result, each unless it repeats the one before.
pub(super) fn parts(line: &Line, unicode: bool) -> Vec<String> {
    let written = |numbers| line.formula.written(Notation { unicode, numbers });
    let mut parts = vec![written(false), written(true), line.formula.result()];
    parts.dedup();
    parts
}
