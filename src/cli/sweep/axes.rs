//! The axes of a sweep, as options.

use std::sync::Arc;

use clap::Args;

use crate::check::{Legal, Lens, Options, ParamValue, Program};
use crate::cli::devices;
use crate::cli::settings::{ALL, BadSetting, DtypeSetting, LimitSettings, named_shape, shapes};
use crate::cli::what_if::{self, Alternatives, Changes};
use crate::cost::{Convention, Costing};
use crate::device::Device;
use crate::diagnostics::Result;
use crate::diagnostics::setting::{GivenOnce, SettingProblem};
use crate::source::Sources;
use crate::sweep::{Axis, Change, Choice, Setting, Space, batch_axis, param_axis, zipped_axis};
use crate::text::nearest::suggest_or_list;

/// Settings that take several values.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Settings, each a value or several")]
pub struct AxisSettings {
    /// The values of a param: `0.35,0.5..1.0:0.25`, `96..224:32`, `16..256:x2`. A name alone takes the values that
    /// the file lists. `NAME[]=…` varies each element of a list, `zip(A, B)=(1, 2),(3, 4)` varies two params together.
    #[arg(short = 'D', long = "param", value_name = "NAME[=VALUES]", value_parser = family)]
    params: Vec<Family>,
    /// The shapes of the input, without the batch: `3x192x192,3x224x224`; for one of several inputs:
    /// `image=3x192x192,3x224x224`.
    #[arg(long, value_name = "[NAME=]DIMS,…", value_parser = named_shape)]
    input: Vec<(Option<String>, String)>,
    /// The numbers of samples in a batch: `1,8`, `1..32:x2`.
    #[arg(long, value_name = "N,…", value_parser = batch_axis)]
    batch: Option<Axis>,
    /// Element types: `f32,int8`. A text with `=` is a single value: `weights=int8,activations=f16`.
    #[arg(long, value_name = "TYPE,…", value_parser = dtypes)]
    dtype: Vec<Dtypes>,
    /// Lenses and passes, of which `none` is one: `none,depthwise,fold-bn+int8`. `netcost what-if` lists them.
    #[arg(long, value_name = "CHANGE[+CHANGE...],…", value_parser = what_if::alternatives)]
    what_if: Option<Alternatives>,
    /// The conventions of the flops, or `all`.
    #[arg(long, value_name = "NAME,…", value_parser = conventions)]
    convention: Option<Conventions>,
    /// The devices that times are for, or `all`.
    #[arg(long, value_name = "NAME|FILE.toml,…")]
    device: Option<String>,
    /// Let activation functions, `bn`, `scale` and joins write their output where they read an
    /// operand, if nothing reads it later.
    #[arg(long)]
    inplace: bool,
    /// Check every claim `-> SHAPE` in full, also where a setting changes the shape.
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    limits: LimitSettings,
}

/// Params that an option sets.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Family {
    /// One, to the values that the file lists.
    Listed(String),
    /// One.
    Param(String, String),
    /// Each element of one.
    Elements(String, String),
    /// Several that move together.
    Zipped(Vec<String>, String),
}

/// Values of a list of element types.
type Dtypes = Vec<Choice>;

/// Values of a list of conventions.
#[derive(Clone, Debug)]
struct Conventions(Vec<Choice>);

fn family(text: &str) -> Result<Family, BadSetting> {
    let wrong = || BadSetting::NoAssignment("-D width=0.5,0.75,1.0");
    let is_name = |name: &str| !name.is_empty() && !name.contains(['(', '[', '=', ' ', ',']);
    let name = |name: &str| is_name(name.trim()).then(|| name.trim().to_owned()).ok_or_else(wrong);
    let Some((names, values)) = text.split_once('=') else {
        return name(text).map(Family::Listed);
    };
    let values = Some(values.trim().to_owned()).filter(|it| !it.is_empty()).ok_or_else(wrong)?;
    let names = names.trim();
    if let Some(list) = names.strip_suffix("[]") {
        return Ok(Family::Elements(name(list)?, values));
    }
    match names.strip_prefix("zip(").and_then(|names| names.strip_suffix(')')) {
        Some(names) => {
            let names = names.split(',').map(name).collect::<Result<_, _>>()?;
            Ok(Family::Zipped(names, values))
        }
        None => Ok(Family::Param(name(names)?, values)),
    }
}

fn dtypes(text: &str) -> Result<Dtypes, BadSetting> {
    let words = if text.contains('=') { vec![text] } else { text.split(',').collect() };
    let choice = |word: &str| {
        let DtypeSetting { weights, biases, activations } = word.trim().parse()?;
        Ok(Choice::Dtype(word.trim().to_owned(), [weights, biases, activations]))
    };
    words.into_iter().map(choice).collect()
}

fn conventions(text: &str) -> Result<Conventions, String> {
    let words: Vec<_> = match text {
        ALL => Convention::all().map(|convention| convention.name).collect(),
        _ => text.split(',').map(str::trim).collect(),
    };
    let choice = |word: &str| {
        let names = || Convention::all().map(|convention| convention.name).collect::<Vec<_>>();
        let unknown =
            || format!("there is no convention `{word}`; {}", suggest_or_list(word, names()));
        Convention::named(word).map(Choice::Convention).ok_or_else(unknown)
    };
    words.into_iter().map(choice).collect::<Result<_, _>>().map(Conventions)
}

impl AxisSettings {
    /// What is the same for all networks.
    pub fn options(&self, name: String) -> Options {
        Options { name, strict: self.strict, limits: self.limits.limits(), ..Options::default() }
    }

    /// The lenses of some of the networks.
    ///
    /// # Errors
    /// When a file cannot be read, or an option has no value.
    pub fn lenses(&self, sources: &Sources) -> Result<Vec<Lens>> {
        let changes = self.what_if.iter().flat_map(|Alternatives(changes)| changes);
        let mut lenses: Vec<Lens> = Vec::new();
        for lens in changes.map(|it| it.lenses(sources)).collect::<Result<Vec<_>>>()?.concat() {
            if !lenses.contains(&lens) {
                lenses.push(lens);
            }
        }
        Ok(lenses)
    }

    /// How to cost all networks.
    pub fn costing(&self) -> Costing<'static> {
        Costing { inplace: self.inplace.into(), ..Costing::default() }
    }

    /// Whether there is a device that times are of.
    pub fn has_device(&self) -> bool {
        self.device.is_some()
    }

    /// The space of networks of a program.
    ///
    /// # Errors
    /// When a setting does not exist, is set twice, or a value of it is none.
    pub fn space(&self, sources: &Sources, program: &Program<'_>) -> Result<Space> {
        let mut space = Space::new();
        for family in &self.params {
            for axis in family.axes(sources, program)? {
                space = space.axis(axis);
            }
        }
        for (name, list) in &self.input {
            let each = list.split(',').map(|text| (name.clone(), text.trim().to_owned()));
            let shapes = shapes(sources, &each.collect::<Vec<_>>())?;
            let choices = shapes.into_iter().map(|(_, sizes)| Choice::Input(sizes));
            space = space.axis(Axis::listed(Setting::Input(name.clone()), choices));
        }
        if let Some(batch) = &self.batch {
            space = space.axis(batch.clone());
        }
        if !self.dtype.is_empty() {
            space = space.axis(Axis::listed(Setting::Dtype, self.dtype.concat()));
        }
        if let Some(Alternatives(changes)) = &self.what_if {
            let change = |changes: &Changes| {
                let (written, passes) = (changes.to_string(), changes.passes.clone());
                let change = Change { written, lenses: changes.lenses(sources)?, passes };
                Ok(Choice::Change(Arc::new(change)))
            };
            let choices = changes.iter().map(change).collect::<Result<Vec<_>>>()?;
            space = space.axis(Axis::listed(Setting::WhatIf, choices));
        }
        if let Some(Conventions(conventions)) = &self.convention {
            space = space.axis(Axis::listed(Setting::Convention, conventions.clone()));
        }
        if let Some(devices) = &self.device {
            space = space.axis(device_axis(devices, sources)?);
        }
        match given_twice(&space) {
            Some(what) => Err(SettingProblem::GivenTwice { what }.into()),
            None => Ok(space),
        }
    }
}

fn device_axis(words: &str, sources: &Sources) -> Result<Axis> {
    let devices = match words {
        ALL => Device::all().to_vec(),
        _ => {
            let words = words.split(',').map(str::trim);
            words.map(|word| devices::load(word, sources)).collect::<Result<_>>()?
        }
    };
    let choices = devices.into_iter().map(|device| Choice::Device(Arc::new(device)));
    Ok(Axis::listed(Setting::Device, choices))
}

/// A param or input that two axes set.
fn given_twice(space: &Space) -> Option<GivenOnce> {
    let settings: Vec<_> = space.settings().collect();
    let is_same = |one: &Setting, other: &Setting| match (one, other) {
        (Setting::Param(one), Setting::Param(other) | Setting::Element(other, ..)) => one == other,
        (Setting::Element(one, ..), Setting::Param(other)) => one == other,
        (one, other) => one.name() == other.name(),
    };
    let again = |(index, setting): (usize, &&Setting)| {
        settings.iter().take(index).any(|earlier| is_same(earlier, setting))
    };
    let (_, setting) = settings.iter().enumerate().find(|(index, it)| again((*index, it)))?;
    match setting {
        Setting::Param(name) | Setting::Element(name, ..) => Some(GivenOnce::Param(name.clone())),
        Setting::Input(name) => Some(GivenOnce::Input(name.clone())),
        // clap takes these once.
        Setting::Batch
        | Setting::Dtype
        | Setting::WhatIf
        | Setting::Convention
        | Setting::Device => None,
    }
}

impl Family {
    fn axes(&self, sources: &Sources, program: &Program<'_>) -> Result<Vec<Axis>> {
        let names = match self {
            Family::Listed(name) | Family::Param(name, _) | Family::Elements(name, _) => {
                std::slice::from_ref(name)
            }
            Family::Zipped(names, _) => names,
        };
        if let Some(unknown) = names.iter().find_map(|name| program.unknown_param(name)) {
            return Err(unknown.into());
        }
        match self {
            Family::Listed(name) => Ok(vec![listed(sources, name, program)?]),
            Family::Param(name, values) => {
                Ok(vec![param_axis(sources, Setting::Param(name.clone()), values)?])
            }
            Family::Elements(name, values) => elements(sources, name, values, program),
            Family::Zipped(names, values) => Ok(vec![zipped_axis(sources, names, values)?]),
        }
    }
}

/// The values that a file lists for a param.
fn listed(sources: &Sources, name: &str, program: &Program<'_>) -> Result<Axis> {
    let setting = Setting::Param(name.to_owned());
    match program.legal_values(name) {
        Some(Legal::OneOf(values)) => {
            Ok(Axis::listed(setting, values.into_iter().map(Choice::Param)))
        }
        Some(Legal::Range(ParamValue::Int(first), ParamValue::Int(last))) => {
            param_axis(sources, setting, &format!("{first}..{last}"))
        }
        Some(Legal::Range(first, last)) => {
            let help = format!(
                "its range is {first} to {last}: give a step, as in `{name}={first}..{last}:0.25`"
            );
            Err(SettingProblem::NoValues { name: name.to_owned(), help }.into())
        }
        None => {
            let help = format!("give them, as in `{name}=1,2,4` or `{name}=1..8`");
            Err(SettingProblem::NoValues { name: name.to_owned(), help }.into())
        }
    }
}

/// An axis for each element of a param that is a list by default.
fn elements(
    sources: &Sources,
    name: &str,
    values: &str,
    program: &Program<'_>,
) -> Result<Vec<Axis>> {
    let param = program.params().into_iter().find(|param| param.name == name);
    let default = param.and_then(|param| param.default);
    let Some(ParamValue::List(items) | ParamValue::Tuple(items)) = default else {
        let reason = "it is not a list, so it has no elements".to_owned();
        let (name, value) = (name.to_owned(), values.to_owned());
        return Err(SettingProblem::BadArgument { name, value, reason }.into());
    };
    if items.is_empty() {
        let reason = "its default is an empty list, which has no elements".to_owned();
        let (name, value) = (name.to_owned(), values.to_owned());
        return Err(SettingProblem::BadArgument { name, value, reason }.into());
    }
    let list: Arc<[ParamValue]> = items.into();
    let axis =
        |index| param_axis(sources, Setting::Element(name.to_owned(), index, list.clone()), values);
    (0..list.len()).map(axis).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_param_has_a_name_and_values() {
        let text = str::to_owned;
        assert_eq!(family("width"), Ok(Family::Listed(text("width"))));
        assert_eq!(family("a=1..4"), Ok(Family::Param(text("a"), text("1..4"))));
        assert_eq!(family("d[]=2,3"), Ok(Family::Elements(text("d"), text("2,3"))));
        assert_eq!(
            family("zip(a, b)=(1,2),(3,4)"),
            Ok(Family::Zipped(vec![text("a"), text("b")], text("(1,2),(3,4)")))
        );
        for word in ["", "=1", "a=", "zip()=1", "a b=1", "a[]", "zip(a=1"] {
            assert!(family(word).is_err(), "{word}");
        }
    }

    #[test]
    fn a_dtype_with_an_equals_sign_is_one_value() {
        assert_eq!(dtypes("f32,int8").map(|all| all.len()), Ok(2));
        assert_eq!(dtypes("weights=int8,activations=f16").map(|all| all.len()), Ok(1));
        assert!(dtypes("f32,int7").is_err());
        assert_eq!(conventions("all").unwrap().0.len(), Convention::all().count());
        assert!(conventions("exact,ptflop").unwrap_err().contains("`ptflops`"));
    }
}
