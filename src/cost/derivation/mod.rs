//! How the figures of a layer come about: the formulas that computed them, read as symbols.

use std::sync::Arc;

mod letters;
mod parameters;

pub use self::letters::{LETTERS, Letter, letter};
use self::parameters::Lettered;
use super::bytes::{self, ParameterTotals};
use super::conventions::{Convention, LayerView};
use super::{Costs, sparsity};
use crate::network::{Layer, Network, OpKind};
use crate::ops::CallRecord;
use crate::ops::formula::{
    self, Count, Counts, Formula, I_LETTERS, K_LETTERS, Numeric, O_LETTERS, Term,
};
use crate::tensor::TensorId;

/// The derivation of a layer's figures.
#[derive(Debug)]
pub struct Derivation {
    /// Spatial sizes of the output.
    pub sizes: Vec<Line>,
    /// Learned values and buffers.
    pub stored: Vec<Line>,
    /// Multiply-accumulates and operations.
    pub counts: Vec<Line>,
    /// What each convention makes of them; `None` where it has no formula.
    pub flops: Vec<(&'static Convention, Option<Vec<Line>>)>,
    /// Elements written, and bytes moved.
    pub memory: Vec<Line>,
}

/// A quantity and the formula it comes from.
#[derive(Debug)]
pub struct Line {
    /// Its name or letter.
    pub name: &'static str,
    /// Whether it is one of the layer's figures, not a step on the way to one.
    pub figure: bool,
    /// The formula.
    pub formula: Arc<Formula>,
}

impl Derivation {
    /// That of a layer of this network, as far as it is known how the layer came about, under some
    /// conventions.
    pub fn new(
        costs: &Costs<'_>,
        layer: &Layer,
        call_record: Option<&CallRecord>,
        conventions: &[&'static Convention],
    ) -> Self {
        formula::read(|| {
            let mut lines = Lines::new(costs.network, layer, call_record);
            let view: LayerView<'_, Term> = LayerView::new(costs.network, layer, &costs.consumers);
            Derivation {
                sizes: lines.sizes(call_record),
                stored: lines.stored(&view.parameters),
                counts: lines.counts(&layer.kind, view.counts),
                flops: (conventions.iter().map(|convention| {
                    let flops = (convention.formula)(&view);
                    (*convention, flops.map(|flops| lines.of([("flops", flops)])))
                }))
                .collect(),
                memory: lines.of([
                    ("activations", bytes::activations(costs.network, layer)),
                    ("read_bytes", bytes::reading(costs.network, layer, &view.parameters)),
                    ("write_bytes", bytes::writing(costs.network, layer)),
                ]),
            }
        })
    }

    /// All lines, in order.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        let flops = self.flops.iter().filter_map(|(_, lines)| lines.as_ref()).flatten();
        self.sizes.iter().chain(&self.stored).chain(&self.counts).chain(flops).chain(&self.memory)
    }

    /// The letters that no line defines, in the order in which they occur.
    pub fn letters(&self) -> Vec<&'static str> {
        let defined: Vec<_> = self.lines().map(|line| line.name).collect();
        let mut letters = Vec::new();
        for line in self.lines() {
            line.formula.letters(&mut |letter| {
                if !defined.contains(&letter) && !letters.contains(&letter) {
                    letters.push(letter);
                }
            });
        }
        letters
    }
}

/// Lines, each intermediate result before what is made of it, and only once.
struct Lines {
    /// The parameters of the layer, if it is known how their sizes come about.
    parameters: Option<Vec<Lettered>>,
    /// Where letters come from that a formula takes as given.
    given: Vec<(&'static str, Arc<Formula>)>,
    known: Vec<(&'static str, Count)>,
}

impl Lines {
    fn new(network: &Network, layer: &Layer, call_record: Option<&CallRecord>) -> Self {
        let elements =
            |tensor: TensorId| Term::sizes(network.tensor(tensor).shape.axes()).formula();
        let y = elements(layer.output);
        let mut given = vec![("y", y.clone()), ("v", y)];
        if let Some(input) = layer.inputs.first() {
            let x = elements(*input);
            given.extend([("x", x.clone()), ("copied", x)]);
        }
        let parameters = call_record.map(|record| parameters::lettered(network, layer, record));
        if let Some(parameters) = &parameters {
            given.push(("w", parameters::all::<Term>(parameters).formula()));
        }
        if let OpKind::Lookup(table) = layer.kind {
            let rows = Term::named("ids", table.ids) * Term::named("dim", table.dimension);
            given.push(("values", rows.formula()));
        }
        Lines { parameters, given, known: Vec::new() }
    }

    fn sizes(&mut self, call_record: Option<&CallRecord>) -> Vec<Line> {
        let axes = call_record.map_or(&[][..], |call_record| &call_record.axes);
        let letters = |all| formula::last(all, axes.len());
        let names = letters(O_LETTERS).zip(letters(I_LETTERS).zip(letters(K_LETTERS)));
        let sizes = names
            .zip(axes)
            .map(|((name, (input, kernel)), axis)| (name, axis.formula::<Term>([input, kernel])));
        self.of(sizes)
    }

    /// Learned values and buffers; the figures themselves where no letters are known.
    fn stored(&mut self, totals: &ParameterTotals) -> Vec<Line> {
        let figure = |figure: u128| Term::literal(u64::try_from(figure).unwrap_or(u64::MAX));
        let (params, factored, buffers) = match &self.parameters {
            Some(all) => {
                let own = |trainable| parameters::own::<Term>(all, trainable);
                (own(true), parameters::factored(all), own(false))
            }
            None => (figure(totals.params), None, figure(totals.buffers)),
        };
        let params = [Some(params), factored].into_iter().flatten();
        let mut lines = self.of(params.map(|params| ("params", params)));
        if buffers.formula().value != Count(Some(0)) {
            lines.extend(self.of([("buffers", buffers)]));
        }
        if let Some(all) = self.sparse() {
            let params = Term::named("params", totals.params);
            let zeros: Term = parameters::zeros(all, true);
            lines.extend(self.of([("nonzero_params", params - zeros)]));
        }
        lines
    }

    /// Without the classes that there is nothing of.
    fn counts(&mut self, kind: &OpKind, counts: Counts<Term>) -> Vec<Line> {
        let Counts { macs, mul, add, div, cmp, special } = counts;
        let classes =
            [("mul", mul), ("add", add), ("div", div), ("cmp", cmp), ("special", special)];
        let all = [("macs", macs)].into_iter().chain(classes);
        let mut lines = self.of(all.filter(|(_, count)| count.formula().value != Count(Some(0))));
        if let (Some(all), Count(Some(figure @ 1..))) = (self.sparse(), macs.formula().value) {
            let (values, zeros) = (parameters::weights(all), parameters::zeros(all, false));
            let macs = Term::named("macs", figure);
            let nonzero = sparsity::nonzero_macs(kind, macs, values, zeros);
            lines.extend(self.of([("nonzero_macs", nonzero)]));
        }
        lines
    }

    /// The parameters of the layer, if one is sparse.
    fn sparse(&self) -> Option<&[Lettered]> {
        self.parameters.as_deref().filter(|all| parameters::any_sparse(all))
    }

    /// Figures, each after the steps that lead there.
    fn of(&mut self, figures: impl IntoIterator<Item = (&'static str, Term)>) -> Vec<Line> {
        let mut lines = Vec::new();
        for (name, term) in figures {
            let formula = term.formula();
            let made = formula.name().filter(|(own, _)| *own == name).and_then(|(_, made)| made);
            let formula = made.unwrap_or(&formula).clone();
            self.steps(&formula, &mut lines);
            self.known.push((name, formula.value));
            lines.push(Line { name, figure: true, formula });
        }
        lines
    }

    fn steps(&mut self, formula: &Arc<Formula>, lines: &mut Vec<Line>) {
        let Some((name, made)) = formula.name() else {
            return formula.parts().for_each(|part| self.steps(part, lines));
        };
        let known = (name, formula.value);
        if self.known.contains(&known) {
            return;
        }
        let given = |(letter, from): &&(_, Arc<Formula>)| (*letter, from.value) == known;
        let made = made.cloned().or_else(|| Some(self.given.iter().find(given)?.1.clone()));
        if let Some(formula) = made {
            self.known.push(known);
            self.steps(&formula, lines);
            lines.push(Line { name, figure: false, formula });
        }
    }
}
