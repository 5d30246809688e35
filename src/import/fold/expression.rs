//! Arguments as the language writes them.

use super::canonical;
use super::tree::{Arg, Block, Call, Callee, Expr, Param, Place, Value};
use crate::import::write::{Decimal, Shape, is_parameter, is_parameter_at, quoted, trailing};
use crate::index::Idx;

/// How names are written within a file or block.
pub(super) struct Words<'w> {
    pub params: &'w [Param],
    pub label: &'w dyn Fn(Place) -> String,
}

impl Words<'_> {
    /// A number, or how it is computed.
    pub(super) fn expr(&self, expr: Expr) -> String {
        match expr {
            Expr::Int(value) => value.to_string(),
            Expr::Number(value) => Decimal(value).to_string(),
            Expr::Param(param) => self.param(param).to_owned(),
            Expr::Times(factor, param) => format!("{factor}*{}", self.param(param)),
            Expr::Over(param, divisor) => format!("{}//{divisor}", self.param(param)),
        }
    }

    /// The name of a parameter.
    pub(super) fn param(&self, param: usize) -> &str {
        self.params.get(param).map_or("", |param| &param.name)
    }

    /// The arguments of an operation that are not branches or tensors among others, each as a word or several.
    pub(super) fn argument(&self, op: &str, position: usize, arg: &Arg) -> Option<String> {
        if canonical::is_default(op, arg)
            && (arg.name != Some("k") || !matches!(op, "conv" | "deconv"))
        {
            return None;
        }
        let value = self.value(&arg.value)?;
        Some(match (arg.name, &arg.value) {
            (Some("k"), Value::Number(_)) if position == 0 => value,
            (Some("s"), Value::Number(_)) if position == 1 && op.ends_with("pool") => {
                match &arg.value {
                    Value::Number(Expr::Int(_)) => value,
                    _ => format!("s={value}"),
                }
            }
            (Some(name), Value::Number(Expr::Int(0..))) if name.len() == 1 => {
                format!("{name}{value}")
            }
            (Some(name), _) => format!("{name}={value}"),
            (None, Value::Number(Expr::Param(_)) | Value::Place(_))
                if is_parameter(op, &value) && !is_parameter_at(op, position, &value) =>
            {
                format!("({value})")
            }
            (None, _) => value,
        })
    }

    /// A value; `None` for those that are written otherwise.
    fn value(&self, value: &Value) -> Option<String> {
        let list = |items: &[Expr]| {
            items.iter().map(|item| self.expr(*item)).collect::<Vec<_>>().join(", ")
        };
        let tuple = |items: &[Expr]| format!("({}{})", list(items), trailing(items.len()));
        Some(match value {
            Value::It => "it".to_owned(),
            Value::Place(place) => (self.label)(*place),
            Value::Places(places) => {
                let names: Vec<String> = places.iter().map(|place| (self.label)(*place)).collect();
                format!("({}{})", names.join(", "), trailing(names.len()))
            }
            Value::Branch(_) | Value::List(_) => return None,
            Value::Number(expr) => self.expr(*expr),
            Value::Tuple(items) => tuple(items),
            Value::Pairs(pairs) => {
                let pairs: Vec<String> =
                    pairs.iter().map(|pair| format!("({})", list(pair))).collect();
                format!("({}{})", pairs.join(", "), trailing(pairs.len()))
            }
            Value::Dims(items) => match sizes(items) {
                Some(sizes) => Shape(&sizes).to_string(),
                None => tuple(items),
            },
            Value::Shapes(shapes) => {
                let shapes: Vec<String> = shapes.iter().map(|it| Shape(it).to_string()).collect();
                format!("[{}]", shapes.join(", "))
            }
            Value::Word(word) => (*word).to_owned(),
            Value::Text(text) => format!("\"{}\"", quoted(text)),
            Value::Flag(flag) => flag.to_string(),
            Value::Op(Callee::Op(op)) => (*op).to_owned(),
            Value::Op(Callee::Param(param)) => self.param(*param).to_owned(),
            Value::Op(Callee::Block(_)) => return None,
        })
    }

    /// The argument of a block's parameter; nothing where it is the default.
    pub(super) fn block_argument(&self, param: &Param, arg: &Arg) -> Option<String> {
        match (&arg.value, param.default) {
            (value, _) if param.is_default(value) => None,
            (Value::Flag(false), _) => None,
            (Value::Flag(true), _) => Some(param.name.clone()),
            (Value::Number(expr), Some(_)) => Some(format!("{}={}", param.name, self.expr(*expr))),
            (Value::Number(Expr::Param(inner)), None) => {
                let name = self.param(*inner);
                Some(if name == param.name { name.to_owned() } else { format!("({name})") })
            }
            (Value::Op(_), _) => Some(format!("{}={}", param.name, self.value(&arg.value)?)),
            (Value::Place(place), _) => Some(format!("{}={}", param.name, (self.label)(*place))),
            (value, _) => self.value(value),
        }
    }
}

/// The sizes of a shape without expressions.
fn sizes(items: &[Expr]) -> Option<Vec<u64>> {
    let size = |item: &Expr| match item {
        Expr::Int(size) => u64::try_from(*size).ok(),
        _ => None,
    };
    items.iter().map(size).collect()
}

/// The name of what is called.
pub(super) fn callee<'t>(call: &Call, blocks: &'t [Block], params: &'t [Param]) -> &'t str {
    match call.callee {
        Callee::Op(op) => op,
        Callee::Param(param) => params.get(param).map_or("", |param| &param.name),
        Callee::Block(block) => blocks.get(block.index()).map_or("", |block| &block.name),
    }
}
