//! `netcost explain FILE LAYER`: how the costs of a layer are computed.

use super::input::Input;
use super::reading;
use super::settings::Settings;
use super::terminal::Ability;
use super::{Reporter, Status, output};
use crate::check::Checked;
use crate::cost::{Derivation, conventions};
use crate::diagnostics::setting::SettingProblem;
use crate::diagnostics::{Diagnostic, Result};
use crate::network::{Found, Network, ScopeId};
use crate::report::TermStyle;
use crate::report::text::derivation::{self, Explained};
use crate::report::text::scope;
use crate::source::Sources;
use crate::text::nearest::{did_you_mean, nearest};
use crate::whatif::Deployed;

/// Explains a layer of a network, or lists the layers of a scope; without a name, lists all layers.
pub fn explain(
    input: &Input,
    layer: Option<&str>,
    settings: &Settings,
    mut reporter: Reporter<'_>,
) -> Status {
    let sources = Sources::new();
    if let Err(problem) = write(input, layer, settings, &sources, &mut reporter) {
        reporter.report(&[Diagnostic::new(problem)], &sources);
    }
    reporter.finish()
}

fn write(
    input: &Input,
    layer: Option<&str>,
    settings: &Settings,
    sources: &Sources,
    reporter: &mut Reporter<'_>,
) -> Result<()> {
    let Some(mut reading) = reading::read(input, settings, &[], sources, reporter)? else {
        return Ok(());
    };
    reading.options.call_records = usize::MAX;
    let device = settings.device(sources)?;
    let Checked { network, diagnostics, call_records, .. } = reading.check(input, sources)?;
    reading.report(&diagnostics, sources, reporter);
    let Some(network) = &network else { return Ok(()) };
    let deployed = Deployed::as_stated(network);
    let (network, call_records) = (&*deployed.network, deployed.keep(&call_records));
    let costing = settings.costing(device.as_ref());
    let costs = &crate::cost::cost_with(network, &costing)?.costs;
    let found = match layer {
        Some(name) => network.find(name).ok_or_else(|| unknown(network, name))?,
        None => Found::Scope(ScopeId::ROOT),
    };
    let Ability { width, color, unicode } = reporter.terminal.stdout_ability();
    let term = TermStyle { color, unicode };
    output::to_stdout(reporter.stdout, |out| {
        match found {
            Found::Layer(id) => {
                let layer = network.layer(id);
                let call_record = call_records.get(id.0 as usize);
                let conventions = match settings.all_conventions() {
                    true => conventions::ALL,
                    false => &[costs.convention],
                };
                let derivation = &Derivation::new(costs, layer, call_record, conventions);
                let explained = Explained { costs, sources, layer, call_record, derivation };
                derivation::write(&explained, width, term, out)?;
            }
            Found::Scope(id) => scope::write(costs, id, term, out)?,
        }
        Ok(())
    })
}

fn unknown(network: &Network, name: &str) -> SettingProblem {
    let names: Vec<String> = network.names().collect();
    // The scope may be missing.
    let ends = |known: &&str| known.rsplit('/').next() == Some(name);
    let mut near: Vec<&str> = names.iter().map(String::as_str).filter(ends).collect();
    if near.is_empty() {
        near = nearest(name, names.iter().map(String::as_str));
    }
    let help = match near.as_slice() {
        [] => "`netcost explain` without a name lists the layers".to_owned(),
        near => did_you_mean(near.iter().copied()),
    };
    SettingProblem::UnknownLayer { name: name.to_owned(), network: network.name.clone(), help }
}
