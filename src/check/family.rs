//! What sweeps need to know about a program: its params and their legal values.

use super::arguments::ParamValue;
use super::diagnostics::Diagnostics;
use super::eval::evaluator::Evaluator;
use super::eval::overrides::Overrides;
use super::options::Options;
use super::resolve::ids::UnitId;
use super::resolve::program::Program;
use crate::diagnostics::setting::SettingProblem;
use crate::source::Source;
use crate::syntax::tree::{Domain, Expr, Name, Statement, StatementKind};
use crate::value::Value;

/// A param of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its value where the caller sets none; `None` if it depends on a mistake.
    pub default: Option<ParamValue>,
    /// The values that the file allows; `None` if it allows any, or if they depend on other names.
    pub legal: Option<Legal>,
}

/// The values that a file allows for a param.
#[derive(Clone, Debug, PartialEq)]
pub enum Legal {
    /// These.
    OneOf(Vec<ParamValue>),
    /// Numbers from one to another.
    Range(ParamValue, ParamValue),
}

impl Program<'_> {
    /// The names of the params, in their order.
    pub fn param_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.params.iter().map(|name| name.text)
    }

    /// The params, in their order.
    pub fn params(&self) -> Vec<Param> {
        let checked = self.instantiate(&Options::default());
        let made = checked.known().map_or(&[][..], |network| &network.arguments);
        let made_default = |name: &str| {
            let (_, value) = made.iter().find(|(param, _)| param == name)?;
            Some(ParamValue::from(value))
        };
        let param = |statement: &Statement<'_>| match &statement.kind {
            StatementKind::Param { name: Name { text, .. }, default, .. } => Some(Param {
                name: (*text).to_owned(),
                // A network has lists of tuples, and words of all that is no number.
                default: self.value_alone(default).or_else(|| made_default(text)),
                legal: self.legal_values(text),
            }),
            _ => None,
        };
        self.units[UnitId::MAIN].body.statements.iter().filter_map(param).collect()
    }

    /// The files of the program, and the files of devices that it names.
    pub fn texts(&self) -> impl Iterator<Item = &Source> {
        let devices = self.units.iter().map(|unit| {
            let mut devices: Vec<_> = unit.devices.values().copied().collect();
            devices.sort_unstable_by_key(|source| source.base());
            devices
        });
        self.units.iter().map(|unit| unit.source).chain(devices.flatten())
    }

    /// The problem with a name that is not a param of the file; `None` if it is one.
    pub fn unknown_param(&self, name: &str) -> Option<SettingProblem> {
        let options = Options::new().param(name, 0);
        let overrides = Overrides::new(&options).ok()?;
        overrides.unknown_params(self).into_iter().next()
    }

    /// The values that the file allows for a param; `None` if it allows any, or if they depend on other names.
    pub fn legal_values(&self, param: &str) -> Option<Legal> {
        let statements = &self.units[UnitId::MAIN].body.statements;
        let domain = statements.iter().find_map(|statement| match &statement.kind {
            StatementKind::Param { name, domain, .. } if name.text == param => domain.as_deref(),
            _ => None,
        })?;
        match domain {
            Domain::OneOf(list) => self.values_alone(list).map(Legal::OneOf),
            Domain::Range(first, last) => {
                let [first, last] = [first, last].map(|end| self.values_alone(end)?.pop());
                Some(Legal::Range(first?, last?))
            }
        }
    }

    /// The values of a list, or a single value, if they depend on no names.
    fn values_alone<'e>(&'e self, expr: &'e Expr<'e>) -> Option<Vec<ParamValue>> {
        Some(match self.value_alone(expr)? {
            ParamValue::List(items) | ParamValue::Tuple(items) => items,
            single => vec![single],
        })
    }

    /// The value of an expression, if it depends on no names but those of operations.
    fn value_alone<'e>(&'e self, expr: &'e Expr<'e>) -> Option<ParamValue> {
        let options = Options::default();
        let overrides = Overrides::new(&options).ok()?;
        let mut evaluator = Evaluator::new(self, &options, overrides, Diagnostics::default());
        let value = evaluator.eval(expr).ok()?;
        param_value(&value, &|operation| evaluator.shown(operation))
    }
}

/// A value as one of a param; the name of an operation is a word.
fn param_value(value: &Value, shown: &dyn Fn(&Value) -> String) -> Option<ParamValue> {
    let all =
        |items: &[Value]| items.iter().map(|item| param_value(item, shown)).collect::<Option<_>>();
    Some(match value {
        Value::Operation(_) => ParamValue::Word(shown(value)),
        Value::List(items) => ParamValue::List(all(items)?),
        Value::Tuple(items) => ParamValue::Tuple(all(items)?),
        other => ParamValue::of(other)?,
    })
}
