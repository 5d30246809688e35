//! A network of the command line, read with its settings; a model is imported first.

use std::io::Read;

use super::Reporter;
use super::input::Input;
use super::settings::Settings;
use crate::analysis::{check_imported, check_with_cures, is_wrong};
use crate::check::{Checked, Options};
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::{Diagnostic, DiagnosticKind, Result};
use crate::import::{self, ImportOptions, ImportedText, Kind};
use crate::network::Network;
use crate::source::{self, Source, Sources};

/// A network in the sources, and how to check it.
#[derive(Debug)]
pub(super) struct Reading<'s> {
    /// Its text, for a model the one that was made of it.
    pub main: &'s Source,
    /// How to check it. What is said about the inputs of a model is in its text already.
    pub options: Options,
    /// What was imported, if it is a model.
    imported: Option<ImportedText>,
}

/// Reads a network with params of its own. If it is a model that cannot be imported, that is reported, and there is
/// nothing.
///
/// # Errors
/// When there is no such file or example, it is neither a text nor a model, or a setting has no value.
pub(super) fn read<'s>(
    input: &Input,
    settings: &Settings,
    arguments: &[(String, String)],
    sources: &'s Sources,
    reporter: &mut Reporter<'_>,
) -> Result<Option<Reading<'s>>> {
    let mut options = settings.options(input.title(), sources)?;
    options.arguments.extend(super::settings::arguments(sources, arguments)?);
    let wanted = |options: &_| settings.inputs().import_options(options, sources);
    read_as(input, options, wanted, sources, reporter)
}

/// Reads a network to be checked with these options, by which a model is imported as `wanted` says. If it is a model
/// that cannot be imported, that is reported, and there is nothing.
///
/// # Errors
/// As those of [`read`].
pub(super) fn read_as<'s>(
    input: &Input,
    options: Options,
    wanted: impl FnOnce(&Options) -> Result<ImportOptions>,
    sources: &'s Sources,
    reporter: &mut Reporter<'_>,
) -> Result<Option<Reading<'s>>> {
    let wanted = || wanted(&options);
    let imported = match found(input, reporter.stdin, sources, &options.name, wanted)? {
        Found::Text(main) => return Ok(Some(Reading { main, options, imported: None })),
        Found::Model(imported) => *imported,
    };
    let mut imported = match imported {
        Ok(imported) => imported,
        Err(faults) => {
            reporter.report(&faults, sources);
            return Ok(None);
        }
    };
    reporter.report(&imported.warnings, sources);
    let text = std::mem::take(&mut imported.text);
    let main = input.add(sources, input.shown(), Ok(text.into_bytes()))?;
    let options = Options { inputs: Vec::new(), arguments: Vec::new(), ..options };
    Ok(Some(Reading { main, options, imported: Some(imported) }))
}

/// What an input turned out to be.
pub(super) enum Found<'s> {
    /// A text of the language.
    Text(&'s Source),
    /// A model, imported unless something is wrong with it.
    Model(Box<std::result::Result<ImportedText, Vec<Diagnostic>>>),
}

/// Reads an input, whose kind its first bytes tell; `wanted` says how to import a model.
pub(super) fn found<'s>(
    input: &Input,
    stdin: &mut dyn Read,
    sources: &'s Sources,
    title: &str,
    wanted: impl FnOnce() -> Result<ImportOptions>,
) -> Result<Found<'s>> {
    let Some(Ok(mut window)) = input.window(stdin) else {
        // Loading it as a text says what is wrong, if something is.
        return Ok(Found::Text(input.load(sources, stdin)?));
    };
    if import::kind(&mut window)? == Kind::Network {
        return Ok(Found::Text(input.add(sources, input.shown(), source::read(window))?));
    }
    let wanted = wanted()?;
    let imported = import::import(sources, &mut window, &input.shown(), title, &wanted);
    Ok(Found::Model(Box::new(imported)))
}

impl<'s> Reading<'s> {
    /// Whether it is a model, whose file is not its text.
    pub(super) fn is_model(&self) -> bool {
        self.imported.is_some()
    }

    /// Checks the network. If the text of a model does not make the layers that it is to make, the one with a call a
    /// line takes its place.
    pub(super) fn check(&mut self, input: &Input, sources: &'s Sources) -> Result<Checked> {
        let check = |main, options| check_with_cures(sources, main, options, input.files());
        let Some(imported) = &mut self.imported else { return Ok(check(self.main, &self.options)) };
        // Its layers are those of the model without lenses.
        let as_written = Options { lenses: Vec::new(), ..self.options.clone() };
        let checked = check_imported(imported, sources, self.main, |main| check(main, &as_written));
        let (main, mut checked) = checked.map_err(|error| FileProblem::unread(error, None))?;
        self.main = main;
        checked.network = checked.network.map(|network| imported.network(network));
        if checked.network.is_none() || self.options.lenses.is_empty() {
            return Ok(checked);
        }
        let mut checked = check(main, &self.options);
        let about = || Some(Box::new(imported.about.clone()));
        checked.network = checked.network.map(|network| Network { imported: about(), ..network });
        Ok(checked)
    }

    /// Reports what is wrong with the text. If a model was made into one that is not valid, that is a fault of the
    /// importer, unless a limit is exceeded.
    pub(super) fn report(
        &self,
        diagnostics: &[Diagnostic],
        sources: &Sources,
        reporter: &mut Reporter<'_>,
    ) {
        reporter.report(diagnostics, sources);
        let fault = |found: &Diagnostic| {
            is_wrong(found) && !matches!(*found.kind, DiagnosticKind::Model(_))
        };
        if self.is_model() && diagnostics.iter().any(fault) {
            let name = self.main.name();
            reporter.note(&format!(
                "netcost made a text of `{name}` that is not valid, which is a fault of netcost; please report it with the output of `netcost import {name}`"
            ));
        }
    }
}
