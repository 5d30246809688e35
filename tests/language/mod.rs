//! The rules of the language, each with a text that shows it: what the layers and shapes are, or
//! which error says why there are none.

mod advice;
mod blocks;
mod brackets;
mod broadcasting;
mod calls;
mod claims;
mod defaults;
mod edges;
mod files;
mod freezing;
mod fused;
mod joins;
mod lenses;
mod limits;
mod loops;
mod names;
mod patches;
mod prelude;
mod proposals;
mod records;
mod settings;
mod sharing;
mod sparsity;
mod tensors;
mod tiny;
mod values;

use std::io;
use std::path::Path;

use miette::Diagnostic as _;
use netcost::internals::analysis::check_with_cures;
use netcost::internals::check::Checked;
use netcost::internals::cost::bytes::ParameterTotals;
use netcost::internals::diagnostics::Diagnostic;
use netcost::{Files, Network, NoFiles, Options, Sources};

/// Files that a text may use, by path.
struct Folder(Vec<(&'static str, &'static str)>);

impl Files for Folder {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let found = self.0.iter().find(|(name, _)| Path::new(name) == path);
        found.map(|(_, text)| text.as_bytes().to_vec()).ok_or(io::ErrorKind::NotFound.into())
    }
}

fn check_with(text: &str, options: &Options, files: &dyn Files) -> Checked {
    let sources = Sources::new();
    let main = sources.add("main.net", text).expect("fits");
    netcost::internals::check::check(&sources, main, options, files)
}

fn check(text: &str) -> Checked {
    check_with(text, &Options::default(), &NoFiles)
}

fn code(diagnostic: &Diagnostic) -> String {
    diagnostic.kind.code().expect("every problem has a code").to_string()
}

/// The codes of all that is wrong, in source order.
fn codes(text: &str) -> Vec<String> {
    check(text).diagnostics.iter().map(code).collect()
}

/// The only thing that is wrong, as message, labels and help.
fn only(text: &str) -> String {
    shown(text, &check(text))
}

/// The same, if what does not work in its place is not proposed.
fn tried(text: &str) -> String {
    let sources = Sources::new();
    let main = sources.add("main.net", text).expect("fits");
    shown(text, &check_with_cures(&sources, main, &Options::default(), &NoFiles))
}

fn shown(text: &str, checked: &Checked) -> String {
    let [diagnostic] = checked.diagnostics.as_slice() else {
        panic!("not one problem in {text:?}: {:#?}", checked.diagnostics)
    };
    let problem = &diagnostic.kind;
    let labels = problem.labels().into_iter().flatten();
    let labels: Vec<String> = labels
        .map(|label| {
            let at = label.offset()..label.offset() + label.len();
            format!("{:?} {}", &text[at], label.label().unwrap_or(""))
        })
        .collect();
    let help = problem.help().map(|help| help.to_string()).unwrap_or_default();
    format!("{}: {problem}\n{}\n{help}", code(diagnostic), labels.join("\n"))
}

/// The network of a text without errors; warnings are allowed.
fn network(text: &str) -> Network {
    let checked = check(text);
    checked.network.unwrap_or_else(|| panic!("errors in {text:?}: {:#?}", checked.diagnostics))
}

/// Each layer with its scope and name, and its output shapes: `a/conv1 8×3×3`.
fn layers(text: &str) -> Vec<String> {
    let network = network(text);
    let layers = network.layers.iter().map(|layer| {
        let path = network.path(layer.scope);
        let slash = if path.is_empty() { "" } else { "/" };
        let shapes: Vec<String> =
            layer.outputs().map(|id| network.tensor(id).shape.to_string()).collect();
        format!("{path}{slash}{} {}", network.name(layer.name), shapes.join(" "))
    });
    layers.collect()
}

/// The shapes that a network yields.
fn outputs(text: &str) -> Vec<String> {
    let network = network(text);
    network.outputs.iter().map(|id| network.tensor(*id).shape.to_string()).collect()
}

/// Learned values of all layers.
fn params(text: &str) -> u128 {
    params_of(&network(text))
}

/// Learned values of all layers.
fn params_of(network: &Network) -> u128 {
    totals(network).iter().map(|totals| totals.params).sum()
}

/// What the parameters of each layer take.
fn totals(network: &Network) -> Vec<ParameterTotals> {
    network.layers.iter().map(|layer| ParameterTotals::of(network, layer)).collect()
}
