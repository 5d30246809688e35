//! Calls written in another way, for help that can be typed.

use super::context::{LayerCall, LintContext};
use crate::check::eval::notes::Written;
use crate::ops::Kind;
use crate::source::Span;

/// How an argument is written, and under which of the parameter's names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `bias`, `nobias`
    Flag(&'static str),
    /// `k=3`
    Named(&'static str),
    /// `3`
    Positional,
    /// `k3`
    Shorthand(&'static str),
}

impl LintContext<'_> {
    /// The call of a layer with a parameter set to this value, in the style in which it stands.
    pub(crate) fn with(&self, call: &LayerCall<'_>, parameter: &str, value: &str) -> String {
        let text = self.program.sources.text(call.span());
        let Some(argument) = call.written.argument(parameter) else {
            return format!("{text} {}", spelled(parameter, value));
        };
        let better = match self.style(call.written, parameter, argument) {
            Style::Positional => value.to_owned(),
            Style::Named(name) => format!("{name}={value}"),
            Style::Flag(name) | Style::Shorthand(name) => spelled(name, value),
        };
        let start = (argument.start - call.span().start) as usize;
        let end = (argument.end - call.span().start) as usize;
        match (text.get(..start), text.get(end..)) {
            (Some(before), Some(after)) => format!("{before}{better}{after}"),
            _ => text.to_owned(),
        }
    }

    /// The arguments of these parameters, each written so that its parameter is clear.
    pub(crate) fn arguments<'p>(
        &self,
        written: &Written,
        parameters: impl IntoIterator<Item = &'p str>,
    ) -> String {
        let arguments = parameters.into_iter().filter_map(|parameter| {
            let argument = written.argument(parameter)?;
            let text = self.program.sources.text(argument);
            Some(match self.style(written, parameter, argument) {
                Style::Positional => format!(" {}", spelled(parameter, text)),
                _ => format!(" {text}"),
            })
        });
        arguments.collect()
    }

    /// The value that an argument gives, as written.
    pub(crate) fn value<'t>(&'t self, written: &Written, parameter: &str) -> Option<&'t str> {
        let argument = written.argument(parameter)?;
        let text = self.program.sources.text(argument);
        match self.style(written, parameter, argument) {
            Style::Named(_) => text.split_once('=').map(|(_, value)| value),
            Style::Positional => Some(text),
            Style::Flag(_) => None,
            Style::Shorthand(name) => text.strip_prefix(name),
        }
    }

    fn style(&self, written: &Written, parameter: &str, argument: Span) -> Style {
        let text = self.program.sources.text(argument);
        let Some(known) = written.operation.parameters.iter().find(|p| p.name == parameter) else {
            return Style::Positional;
        };
        let mut names = std::iter::once(known.name).chain(known.aliases.iter().copied());
        let style = names.find_map(|name| {
            if known.kind == Kind::Flag && (text == name || text.strip_prefix("no") == Some(name)) {
                return Some(Style::Flag(name));
            }
            match text.strip_prefix(name)? {
                rest if rest.starts_with('=') => Some(Style::Named(name)),
                rest if is_dimensions(rest) => Some(Style::Shorthand(name)),
                _ => None,
            }
        });
        style.unwrap_or(Style::Positional)
    }
}

/// A parameter with its value, as short as it can be.
pub(crate) fn spelled(parameter: &str, value: &str) -> String {
    match value {
        "false" => format!("no{parameter}"),
        digits if is_dimensions(digits) => format!("{parameter}{digits}"),
        other => format!("{parameter}={other}"),
    }
}

fn is_dimensions(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split('x').all(digits)
}
