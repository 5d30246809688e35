//! Settings of a run, in place of what the file says.

use std::str::FromStr;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::devices;
use crate::arena::Planner;
use crate::check::record::Wanted;
use crate::check::{Argument, BadValue, Limits, Options, parse_value};
use crate::cost::{Convention, Costing, InPlace, Patches, conventions};
use crate::device::Device;
use crate::diagnostics::Result;
use crate::diagnostics::setting::SettingProblem;
use crate::import::ImportOptions;
use crate::source::Sources;
use crate::tensor::{Dtype, UnknownDtype};

/// Settings that override those of the file.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// The number of samples in a batch.
    #[arg(long, value_name = "N", value_parser = batch)]
    batch: Option<u64>,
    #[command(flatten)]
    inputs: InputSettings,
    /// Element types: one for all, or some of `weights=int8,biases=int32,activations=int8`.
    #[arg(long, value_name = "TYPE")]
    dtype: Option<DtypeSetting>,
    /// Let activation functions, `bn`, `scale` and joins write their output where they read an
    /// operand, if nothing reads it later; with `--inplace=depthwise`, depthwise convolutions too.
    #[arg(
        long,
        value_name = "depthwise",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "elementwise",
        value_parser = PossibleValuesParser::new(["elementwise", "depthwise"])
    )]
    inplace: Option<String>,
    /// Run layers patch by patch up to a layer or block: `4x4:inverted5`. `4x4:inverted5:streamed` reads the
    /// input piece by piece from elsewhere, so that it is not in memory.
    #[arg(long, value_name = "NxN:LAYER")]
    patches: Option<Patches>,
    /// Plan the memory of activations as an arena: `tflm` as TensorFlow Lite for Microcontrollers does, `first-fit`,
    /// `best`, or `bound` for the most that is alive at once.
    #[arg(long, value_name = "PLANNER", value_parser = PossibleValuesParser::new(Planner::ALL.map(Planner::name)))]
    arena: Option<String>,
    /// The convention of the flops; `all` adds the totals under every convention.
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(convention_words()))]
    convention: Option<String>,
    /// Report times on a device: one that `netcost devices` lists, or a file that describes one. In
    /// `run`, `all` lists which devices hold the network.
    #[arg(long, value_name = "NAME|FILE.toml")]
    device: Option<String>,
    /// Check every claim `-> SHAPE` in full, also where `--input` or `-D` changes the shape.
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    limits: LimitSettings,
}

/// Settings of what goes into a network, and of how a model is read.
#[derive(Clone, Debug, Args)]
pub struct InputSettings {
    /// The shape of the input, without the batch: `3x224x224`; for one of several inputs:
    /// `image=3x224x224`.
    #[arg(long, value_name = "[NAME=]DIMS", value_parser = named_shape)]
    input: Vec<(Option<String>, String)>,
    /// The value of a param of the file, or of a size that a model leaves open.
    #[arg(short = 'D', value_name = "NAME=VALUE", value_parser = assignment)]
    argument: Vec<(String, String)>,
    /// The shape of a tensor in a model that cannot be found otherwise, the batch included:
    /// `scores=1x100`.
    #[arg(long, value_name = "TENSOR=DIMS", value_parser = tensor_shape)]
    shape: Vec<(String, String)>,
    /// Count every node of a model as it stands, not patterns of nodes as one operation.
    #[arg(long)]
    no_patterns: bool,
}

/// Settings of what a file may use up.
#[derive(Clone, Debug, Args)]
pub struct LimitSettings {
    /// Set a limit: `layers=5000000`; the limits are `layers`, `steps` and `calls`.
    #[arg(long, value_name = "NAME=N")]
    limit: Vec<LimitSetting>,
}

impl Settings {
    /// As the checker takes them; `name` is the title where the file has none. A value that is an
    /// expression is added to the sources.
    ///
    /// # Errors
    /// When a value of `-D` or `--input` is not one.
    pub fn options(&self, name: String, sources: &Sources) -> Result<Options> {
        let dtype = self.dtype.unwrap_or_default();
        Ok(Options {
            name,
            batch: self.batch,
            inputs: self.inputs.shapes(sources)?,
            arguments: self.inputs.arguments(sources)?,
            weights: dtype.weights,
            biases: dtype.biases,
            activations: dtype.activations,
            lenses: Vec::new(),
            declarations: false,
            limits: self.limits.limits(),
            strict: self.strict,
            pedantic: false,
            call_records: 0,
            record: Wanted::default(),
        })
    }

    /// What goes into a network.
    pub fn inputs(&self) -> &InputSettings {
        &self.inputs
    }

    /// How to cost networks, on a device if there is one.
    pub fn costing<'d>(&'d self, device: Option<&'d Device>) -> Costing<'d> {
        let convention = self.convention.as_deref().and_then(Convention::named);
        let planner = self.arena.as_deref().and_then(Planner::named);
        let inplace = match self.inplace.as_deref() {
            None => InPlace::No,
            Some("depthwise") => InPlace::Depthwise,
            Some(_) => InPlace::Elementwise,
        };
        let patches = self.patches.as_ref();
        Costing { convention, device, inplace, patches, planner, must_fit: false }
    }

    /// The device that times are for, if there is one; a file's text is added to the sources.
    ///
    /// # Errors
    /// When there is no such device, or its description is not valid.
    pub fn device(&self, sources: &Sources) -> Result<Option<Device>> {
        self.device.as_deref().map(|word| devices::load(word, sources)).transpose()
    }
}

impl Settings {
    /// Whether there is a device that times are of.
    pub fn has_device(&self) -> bool {
        self.device.is_some()
    }

    /// Whether it is asked of every device whether it holds the network.
    pub fn all_devices(&self) -> bool {
        self.device.as_deref() == Some(ALL)
    }

    /// Whether the totals are wanted under every convention.
    pub fn all_conventions(&self) -> bool {
        self.convention.as_deref() == Some(ALL)
    }
}

impl InputSettings {
    fn shapes(&self, sources: &Sources) -> Result<Vec<(Option<String>, Vec<u64>)>> {
        shapes(sources, &self.input)
    }

    fn arguments(&self, sources: &Sources) -> Result<Vec<Argument>> {
        arguments(sources, &self.argument)
    }

    /// As far as they say how to check a text.
    ///
    /// # Errors
    /// When a value of `-D` or `--input` is not one.
    pub fn options(
        &self,
        name: String,
        limits: &LimitSettings,
        sources: &Sources,
    ) -> Result<Options> {
        let (inputs, arguments) = (self.shapes(sources)?, self.arguments(sources)?);
        Ok(Options { name, inputs, arguments, limits: limits.limits(), ..Options::default() })
    }

    /// How to import a model, of which the options say what they say of a text: the shapes of inputs, and
    /// values for open sizes.
    ///
    /// # Errors
    /// When a value of `-D` is no whole number, or one of `--shape` no shape.
    pub fn import_options(&self, options: &Options, sources: &Sources) -> Result<ImportOptions> {
        let value = |argument: &Argument| {
            let numbers = argument.value.numbers().ok_or_else(|| {
                let name = argument.name.clone();
                let value = argument.shown();
                let reason =
                    "a size of a model is a whole number, a small input one or more numbers";
                SettingProblem::BadArgument { name, value, reason: reason.to_owned() }
            })?;
            Ok((argument.name.clone(), numbers))
        };
        let named: Vec<_> =
            self.shape.iter().map(|(name, text)| (Some(name.clone()), text.clone())).collect();
        let stated = shapes(sources, &named)?;
        Ok(ImportOptions {
            inputs: options.inputs.clone(),
            values: options.arguments.iter().map(value).collect::<Result<_>>()?,
            shapes: stated.into_iter().filter_map(|(name, sizes)| Some((name?, sizes))).collect(),
            no_patterns: self.no_patterns,
            nodes: options.limits.layers,
            ..ImportOptions::default()
        })
    }
}

/// The word for every convention, and every device.
pub(super) const ALL: &str = "all";

pub(super) fn convention_words() -> impl Iterator<Item = &'static str> {
    conventions::ALL.iter().map(|convention| convention.name).chain([ALL])
}

impl LimitSettings {
    /// The limits of a run.
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        for setting in &self.limit {
            match setting.name {
                LimitName::Calls => limits.calls = setting.value,
                LimitName::Layers => limits.layers = setting.value,
                LimitName::Steps => limits.steps = setting.value,
            }
        }
        limits
    }
}

/// Why a setting cannot be read; clap says which one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSetting {
    #[error("{0}")]
    Dtype(#[from] UnknownDtype),
    #[error("`{0}` sets none of `weights`, `biases` and `activations`")]
    Half(String),
    #[error("write a whole number, at least 1: `--batch 32`")]
    Batch,
    #[error("there is no limit `{0}`; there are `layers`, `steps` and `calls`")]
    Limit(String),
    #[error("write it as `{0}`")]
    NoAssignment(&'static str),
    #[error("`{0}` is not a whole number up to 2⁶⁴−1")]
    NoNumber(String),
}

/// `name=value`, with something on both sides.
pub(super) fn split<'t>(
    text: &'t str,
    as_in: &'static str,
) -> Result<(&'t str, &'t str), BadSetting> {
    let (name, value) = text.split_once('=').ok_or(BadSetting::NoAssignment(as_in))?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() || value.is_empty() {
        Err(BadSetting::NoAssignment(as_in))
    } else {
        Ok((name, value))
    }
}

fn batch(text: &str) -> Result<u64, BadSetting> {
    text.parse().ok().filter(|batch| *batch > 0).ok_or(BadSetting::Batch)
}

/// `name=value`, of a param.
pub(super) fn assignment(text: &str) -> Result<(String, String), BadSetting> {
    split(text, "-D width=0.75").map(|(name, value)| (name.to_owned(), value.to_owned()))
}

/// `tensor=DIMS`, of a model.
fn tensor_shape(text: &str) -> Result<(String, String), BadSetting> {
    split(text, "--shape scores=1x100").map(|(name, shape)| (name.to_owned(), shape.to_owned()))
}

/// The values of params.
///
/// # Errors
/// When a text is neither a word nor an expression without names.
pub(super) fn arguments(sources: &Sources, pairs: &[(String, String)]) -> Result<Vec<Argument>> {
    let argument = |(name, text): &(String, String)| {
        let value = parse_value(sources, text).map_err(|error| match error {
            BadValue::Failed(problem) => problem,
            BadValue::NotAValue(reason) => {
                let (name, value) = (name.clone(), text.clone());
                SettingProblem::BadArgument { name, value, reason }.into()
            }
        })?;
        Ok(Argument { written: Some(text.clone()), ..Argument::new(name, value) })
    };
    pairs.iter().map(argument).collect()
}

/// The shapes of inputs.
pub(super) fn shapes(
    sources: &Sources,
    inputs: &[(Option<String>, String)],
) -> Result<Vec<(Option<String>, Vec<u64>)>> {
    let shape = |(name, text): &(Option<String>, String)| {
        let bad = |reason| SettingProblem::BadInput { shape: text.clone(), reason };
        let value = parse_value(sources, text).map_err(|error| match error {
            BadValue::Failed(problem) => problem,
            BadValue::NotAValue(reason) => bad(reason).into(),
        })?;
        let sizes = value.sizes();
        let sizes = sizes.ok_or_else(|| bad(format!("{value} is not a list of sizes")))?;
        Ok((name.clone(), sizes))
    };
    inputs.iter().map(shape).collect()
}

pub(super) fn named_shape(text: &str) -> Result<(Option<String>, String), BadSetting> {
    if !text.contains('=') {
        return Ok((None, text.to_owned()));
    }
    let (name, shape) = split(text, "--input image=3x224x224")?;
    Ok((Some(name.to_owned()), shape.to_owned()))
}

/// `f16`, or `weights=int8,biases=int32,activations=int8`, of which any may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DtypeSetting {
    pub weights: Option<Dtype>,
    pub biases: Option<Dtype>,
    pub activations: Option<Dtype>,
}

impl FromStr for DtypeSetting {
    type Err = BadSetting;

    fn from_str(text: &str) -> Result<Self, BadSetting> {
        if !text.contains('=') {
            let both = Some(text.parse()?);
            return Ok(DtypeSetting { weights: both, biases: None, activations: both });
        }
        let mut setting = DtypeSetting::default();
        for part in text.split(',') {
            match split(part, "weights=int8,activations=f16")? {
                ("weights", name) => setting.weights = Some(name.parse()?),
                ("biases", name) => setting.biases = Some(name.parse()?),
                ("activations", name) => setting.activations = Some(name.parse()?),
                (other, _) => return Err(BadSetting::Half(other.to_owned())),
            }
        }
        Ok(setting)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LimitName {
    Calls,
    Layers,
    Steps,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LimitSetting {
    name: LimitName,
    value: u64,
}

impl FromStr for LimitSetting {
    type Err = BadSetting;

    fn from_str(text: &str) -> Result<Self, BadSetting> {
        let (name, value) = split(text, "--limit layers=5000000")?;
        let name = match name {
            "calls" => LimitName::Calls,
            "layers" => LimitName::Layers,
            "steps" => LimitName::Steps,
            _ => return Err(BadSetting::Limit(name.to_owned())),
        };
        let digits = value.replace('_', "");
        let value = digits.parse().map_err(|_| BadSetting::NoNumber(value.to_owned()))?;
        Ok(LimitSetting { name, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dtype_is_one_for_all_or_several_apart() {
        let both = Some(Dtype::F16);
        let of = |weights, biases, activations| DtypeSetting { weights, biases, activations };
        assert_eq!("f16".parse(), Ok(of(both, None, both)));
        assert_eq!("weights=int8".parse(), Ok(of(Some(Dtype::Int8), None, None)));
        assert_eq!(
            "activations=f16,weights=int8,biases=int32".parse(),
            Ok(of(Some(Dtype::Int8), Some(Dtype::Int32), Some(Dtype::F16)))
        );
        assert_eq!(
            "params=int8".parse::<DtypeSetting>(),
            Err(BadSetting::Half("params".to_owned()))
        );
        assert!(matches!("float".parse::<DtypeSetting>(), Err(BadSetting::Dtype(_))));
    }

    #[test]
    fn a_limit_has_a_known_name_and_a_number() {
        assert_eq!(
            "layers=5_000_000".parse(),
            Ok(LimitSetting { name: LimitName::Layers, value: 5_000_000 })
        );
        assert!(matches!("rows=1".parse::<LimitSetting>(), Err(BadSetting::Limit(_))));
        assert!(matches!("layers=-1".parse::<LimitSetting>(), Err(BadSetting::NoNumber(_))));
        assert!(matches!("layers".parse::<LimitSetting>(), Err(BadSetting::NoAssignment(_))));
    }

    #[test]
    fn an_assignment_has_both_sides() {
        assert_eq!(assignment("width=0.75"), Ok(("width".to_owned(), "0.75".to_owned())));
        assert_eq!(assignment("f=a == b"), Ok(("f".to_owned(), "a == b".to_owned())));
        assert!(assignment("width").is_err() && assignment("=1").is_err());
        assert_eq!(named_shape("3x32x32"), Ok((None, "3x32x32".to_owned())));
        assert_eq!(
            named_shape("image=3x32x32"),
            Ok((Some("image".to_owned()), "3x32x32".to_owned()))
        );
    }
}
