//! Names that are not known where they are used, and what may be meant by them.

use super::{literals, pytorch};
use crate::check::settings;
use crate::check::totals::FITS;
use crate::diagnostics::fix::{Fix, Help};
use crate::ops;
use crate::source::{Source, Span};
use crate::syntax::translated_call;
use crate::syntax::tree::{Call, Name};
use crate::text::nearest::{did_you_mean, did_you_mean_the, listed, nearest};
use crate::value::functions::FUNCTIONS;

/// What may be meant by an unknown name in an expression, where these are visible.
pub(crate) fn value<'n>(
    name: &str,
    span: Span,
    visible: impl IntoIterator<Item = &'n str>,
) -> Option<Help> {
    let near = nearest(name, visible).first().map(|near| Fix::guess(span, *near).meant());
    near.or_else(|| {
        let operations = ops::all().map(|operation| operation.name);
        let near = *nearest(name, operations).first()?;
        Some(Fix::guess(span, near).said(did_you_mean_the("operation", near)))
    })
}

/// How a tensor gets the name by which a join knows it.
pub(crate) fn unlabelled(name: &str) -> Help {
    format!("label the statement whose output is meant: `{name}: conv 64`").into()
}

/// What to write in place of a word that means a value in other languages.
pub(crate) fn foreign_value(name: &str, span: Span) -> Option<Help> {
    pytorch::value(name).map(|value| Fix::safe(span, value).write())
}

/// What may be meant by an unknown function, where the file has these of its own.
pub(crate) fn function<'n>(
    name: Name<'_>,
    own: impl IntoIterator<Item = &'n str>,
    is_statement: bool,
) -> Help {
    let (built_in, text) = (FUNCTIONS.iter().map(|function| function.name), name.text);
    match nearest(text, built_in.clone().chain(own)).first() {
        Some(near) => Fix::guess(name.span, *near).meant_as(&format!("{near}(…)")),
        None if text == FITS => {
            format!("`{FITS}` takes one device: `{FITS}(t4)`, or `{FITS}(\"board.toml\")`").into()
        }
        None if is_statement => format!("`{text}` is called as a statement: `{text} …`").into(),
        None => {
            let all = listed(built_in);
            format!("there are {all}; `fn {text}(x) = …` makes your own").into()
        }
    }
}

/// What to write in place of a name that other tools give to an operation.
pub(crate) fn foreign_operation(
    call: &Call<'_>,
    source: &Source,
    is_called: impl Fn(&str) -> bool,
) -> Option<Help> {
    let name = call.name;
    if let Some(better) = translated_call(source.part(call.span())) {
        let fix = Fix::guess(call.span(), better);
        return Some(match pytorch::choice(name.text) {
            Some(_) => {
                let help = format!("write `{fix}` for the last axis, or `fc` after flattening");
                fix.said(help)
            }
            None => fix.write(),
        });
    }
    if let Some((operation, help)) = pytorch::choice(name.text) {
        return Some(Fix::guess(name.span, operation).said(help));
    }
    if let Some((of, kernel)) = literals::kernel_in_name(name.text) {
        let operation = of.name;
        return Some(match call.arguments.first() {
            Some(first) => {
                let better = format!("{operation} {} {kernel}", source.part(first.span()));
                Fix::guess(name.span.to(first.span()), better).write()
            }
            None if of.parameter("k") == Some(0) => {
                let size = kernel.trim_start_matches('k');
                Fix::guess(name.span, format!("{operation} {size}")).write()
            }
            None => format!("the kernel is an argument: `{operation} 64 {kernel}`").into(),
        });
    }
    let better = pytorch::operation(name.text, is_called)?;
    let takes_size = ops::find(&better).is_none_or(|operation| {
        let first = operation.parameters.first();
        operation.rest.is_some() || first.is_some_and(|first| first.kind != ops::Kind::Flag)
    });
    // An operation without sizes needs none of the arguments, which describe its input.
    let place = if takes_size { name.span } else { call.span() };
    Some(Fix::guess(place, better).write())
}

/// What may be meant by an unknown operation, among these blocks too, and how to describe one that
/// is not built in.
pub(crate) fn operation<'n>(name: Name<'_>, blocks: impl IntoIterator<Item = &'n str>) -> Help {
    let operations = ops::all().flat_map(|operation| {
        std::iter::once(operation.name).chain(operation.aliases.iter().copied())
    });
    let settings = settings::SETTINGS.iter().map(|setting| setting.name);
    let near = nearest(name.text, blocks.into_iter().chain(operations).chain(settings));
    match near.first() {
        Some(near) => {
            let help = custom(name, &format!("{} If not, ", did_you_mean([*near])));
            Fix::guess(name.span, *near).said(help)
        }
        None => unlisted_operation(name),
    }
}

/// How to describe an operation that is not built in.
pub(crate) fn unlisted_operation(name: Name<'_>) -> Help {
    custom(name, "").into()
}

fn custom(name: Name<'_>, first: &str) -> String {
    let text = name.text;
    format!(
        "{first}`custom \"{text}\" SHAPE params=… macs=…` describes one that netcost does not know"
    )
}

/// The attribute that another name means, such as the long name of an axis, or all that there are.
pub(crate) fn attribute(name: Name<'_>, attributes: &[&'static str]) -> Help {
    let is_axis = ["channels", "height", "width", "depth"].contains(&name.text);
    let axis = name.text.get(..1).filter(|_| is_axis);
    match axis.or_else(|| nearest(name.text, attributes.iter().copied()).first().copied()) {
        Some(near) => Fix::guess(name.span, near).meant_as(&format!(".{near}")),
        None => format!("a tensor has {}", listed(attributes.iter().copied())).into(),
    }
}
