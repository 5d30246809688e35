//! What the caller sets instead of the file: params, shapes of inputs, and settings.

use crate::check::arguments::Argument;
use crate::check::options::Options;
use crate::check::resolve::program::Program;
use crate::check::settings::Stated;
use crate::diagnostics::setting::{GivenOnce, SettingProblem};
use crate::network::{Dtypes, Network};
use crate::text::nearest::{did_you_mean, listed, nearest};

/// What the caller sets, and what it is set instead of.
#[derive(Clone)]
pub struct Overrides<'a> {
    /// What the caller sets.
    pub options: &'a Options,
    /// What the settings of the file state.
    pub stated: Stated,
    /// Whether the caller changed something that the file sets.
    pub overridden: bool,
    /// The labels of the inputs so far.
    inputs_seen: Vec<Option<&'a str>>,
}

impl<'a> Overrides<'a> {
    /// What the options set.
    ///
    /// # Errors
    /// When a param or an input is set twice.
    pub fn new(options: &'a Options) -> Result<Self, SettingProblem> {
        for (index, Argument { name, .. }) in options.arguments.iter().enumerate() {
            if options.arguments.iter().take(index).any(|earlier| earlier.name == *name) {
                return Err(SettingProblem::GivenTwice { what: GivenOnce::Param(name.clone()) });
            }
        }
        for (index, (name, _)) in options.inputs.iter().enumerate() {
            if options.inputs.iter().take(index).any(|(earlier, _)| earlier == name) {
                return Err(SettingProblem::GivenTwice { what: GivenOnce::Input(name.clone()) });
            }
        }
        Ok(Overrides {
            options,
            stated: Stated::default(),
            overridden: false,
            inputs_seen: Vec::new(),
        })
    }

    /// Whether the caller sets what shapes may depend on.
    pub fn may_change_shapes(&self) -> bool {
        !self.options.arguments.is_empty() || !self.options.inputs.is_empty()
    }

    /// The samples in a batch, as far as they are known.
    pub fn batch(&self) -> u64 {
        self.options.batch.or(self.stated.batch).unwrap_or(1)
    }

    /// The value of a param that the caller sets.
    pub fn argument(&self, name: &str) -> Option<&'a Argument> {
        self.options.arguments.iter().find(|argument| argument.name == name)
    }

    /// The shape that the caller sets for the next input, which has this label.
    ///
    /// # Errors
    /// When the caller names no input and this is the second one.
    pub fn next_input(
        &mut self,
        label: Option<&'a str>,
    ) -> Result<Option<&'a [u64]>, SettingProblem> {
        let index = self.inputs_seen.len();
        self.inputs_seen.push(label);
        let mut inputs = self.options.inputs.iter();
        let nameless = inputs.clone().find(|(name, _)| name.is_none());
        if let Some((_, sizes)) = nameless.filter(|_| index == 1) {
            let shape = dimensions(sizes);
            let first = self.inputs_seen.iter().copied().flatten().next().map(str::to_owned);
            return Err(SettingProblem::AmbiguousInput { shape, first });
        }
        let set = inputs.find(|(name, _)| match name {
            Some(name) => label == Some(name),
            None => index == 0,
        });
        Ok(set.map(|(_, sizes)| sizes.as_slice()))
    }

    /// Sets the element types: the caller's, or those of the file.
    pub fn set_dtypes(&mut self, network: &mut Network) {
        let stated = self.stated.dtype;
        let Options { weights, biases, activations, .. } = *self.options;
        // If weights and activations are both set, the file's type of biases does not count.
        let follow = weights.is_some() && activations.is_some();
        network.dtype = Dtypes {
            weights: weights.unwrap_or(stated.weights),
            biases: biases.or(stated.biases.filter(|_| !follow)),
            activations: activations.unwrap_or(stated.activations),
        };
        self.overridden |= network.dtype != stated;
    }

    /// Hands the settings to the network, and whether the caller changed something.
    pub fn finish(&mut self, network: &mut Network) {
        let stated = std::mem::take(&mut self.stated);
        if let Some(title) = stated.title {
            network.name = title;
        }
        let written = stated.batch.unwrap_or(1);
        network.batch = self.options.batch.unwrap_or(written);
        self.overridden |= network.batch != written;
        network.convention = stated.convention.map(|(name, span)| (name, Some(span)));
        network.inplace = stated.inplace;
        network.deploy = stated.deploy;
        network.overridden = self.overridden;
    }

    /// The params that the caller sets and the file does not declare.
    pub fn unknown_params(&self, program: &Program<'_>) -> Vec<SettingProblem> {
        let names = self.options.arguments.iter().map(|argument| &argument.name);
        let unknown = names.filter(|name| program.param(name).is_none());
        let known: Vec<&str> = program.params.iter().map(|name| name.text).collect();
        let problem = |name: &String| SettingProblem::UnknownParam {
            name: name.clone(),
            help: meant(name, &known, "the file declares no params"),
        };
        unknown.map(problem).collect()
    }

    /// The inputs that the caller sets and the file does not have.
    pub fn unknown_inputs(&self) -> Vec<SettingProblem> {
        let labels: Vec<&str> = self.inputs_seen.iter().copied().flatten().collect();
        let names = self.options.inputs.iter().filter_map(|(name, _)| name.as_ref());
        let unknown = names.filter(|name| !labels.contains(&name.as_str()));
        let problem = |name: &String| SettingProblem::UnknownInput {
            name: name.clone(),
            help: meant(name, &labels, "no input of the file has a label"),
        };
        unknown.map(problem).collect()
    }
}

/// Sizes as dimensions: `3x224x224`.
pub fn dimensions(sizes: &[u64]) -> String {
    let sizes: Vec<String> = sizes.iter().map(u64::to_string).collect();
    sizes.join("x")
}

/// What may be meant by a name that is not known.
fn meant(name: &str, known: &[&str], none: &str) -> Option<String> {
    Some(match nearest(name, known.iter().copied()).first() {
        Some(near) => did_you_mean([*near]),
        None => match known {
            [] => none.to_owned(),
            [only] => format!("there is only `{only}`"),
            _ => format!("there are {}", listed(known.iter().copied())),
        },
    })
}
