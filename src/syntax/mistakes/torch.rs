//! Calls as PyTorch writes them, said in this language: `nn.Conv2d(3, 64, 3)` is `conv 64 k3`.

/// Where a module's argument goes by its position.
enum Goes {
    /// Nowhere: the network knows it, as it does the channels of an input.
    Away,
    /// To the parameter of this shorthand.
    To(&'static str),
    /// To its place among the positional arguments.
    Plain,
}

use Goes::{Away, Plain, To};

/// The operation for a module, and where its positional arguments go.
fn module(name: &str) -> Option<(&'static str, &'static [Goes])> {
    Some(match name {
        "Conv1d" | "Conv2d" | "Conv3d" => {
            ("conv", &[Away, Plain, To("k"), To("s"), To("p"), To("d"), To("g")])
        }
        "ConvTranspose1d" | "ConvTranspose2d" | "ConvTranspose3d" => {
            ("deconv", &[Away, Plain, To("k"), To("s"), To("p"), To("op")])
        }
        "Linear" => ("linear", &[Away, Plain]),
        "Embedding" => ("embed", &[Plain, Plain]),
        "BatchNorm1d" | "BatchNorm2d" | "BatchNorm3d" => ("bn", &[Away]),
        "GroupNorm" => ("gn", &[Plain, Away]),
        "LayerNorm" => ("ln", &[Away]),
        "MaxPool1d" | "MaxPool2d" | "MaxPool3d" => ("pool", &[Plain, Plain]),
        "AvgPool1d" | "AvgPool2d" | "AvgPool3d" => ("avgpool", &[Plain, Plain]),
        "AdaptiveAvgPool1d" | "AdaptiveAvgPool2d" => ("adaptiveavgpool", &[Plain]),
        "Dropout" | "Dropout2d" => ("dropout", &[Plain]),
        "ReLU" => ("relu", &[Away]),
        "ReLU6" => ("relu6", &[Away]),
        "SiLU" => ("silu", &[Away]),
        "GELU" => ("gelu", &[]),
        "Sigmoid" => ("sigmoid", &[]),
        "Tanh" => ("tanh", &[]),
        "Flatten" => ("flatten", &[]),
        _ => return None,
    })
}

/// A call without brackets, of the operation that a module of PyTorch is.
pub(super) fn call(name: &str, arguments: &[&str]) -> String {
    let (operation, goes) = module(name).unwrap_or((name, &[]));
    let known = operation != name;
    let mut call = operation.to_owned();
    for (index, argument) in arguments.iter().enumerate() {
        let written = match (goes.get(index), argument.split_once('=')) {
            (_, Some((name, value))) if !value.starts_with('=') => {
                named(name.trim(), value.trim(), known)
            }
            (Some(Away), _) => None,
            (Some(To(shorthand)), _) if argument.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(format!("{shorthand}{argument}"))
            }
            (Some(To(name)), _) => Some(format!("{name}={argument}")),
            _ => Some(tight(argument)),
        };
        if let Some(written) = written {
            call.push(' ');
            call.push_str(&written);
        }
    }
    call
}

fn named(name: &str, value: &str, known: bool) -> Option<String> {
    match (name, value) {
        ("inplace" | "in_channels" | "in_features" | "num_features", _) if known => None,
        ("out_channels" | "out_features", _) if known => Some(tight(value)),
        ("bias", "True") => None,
        (name, "True") => Some(name.to_owned()),
        (name, "False") => Some(format!("no{name}")),
        (name, value) => Some(format!("{name}={}", tight(value))),
    }
}

/// An argument that holds blanks stands in brackets.
fn tight(argument: &str) -> String {
    let closed = argument.starts_with(['(', '[', '{', '"']);
    if argument.contains(' ') && !closed { format!("({argument})") } else { argument.to_owned() }
}
