//! Modules of PyTorch and Keras as calls of this language: `nn.Conv2d(3, 64, 3)` is `conv 64 k3`.

use super::python::PythonExpr;

/// Where an argument goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goes {
    /// Nowhere: it is inferred, as the channels of an input are, or it costs nothing.
    Away,
    /// To the parameter of this shorthand.
    To(&'static str),
    /// To its place among the positional arguments.
    Plain,
    /// To a flag.
    Flag(&'static str),
    /// To `axis`, which does not count the batch here.
    Axis,
    /// To a statement of its own.
    Activation,
}

use Goes::{Activation, Away, Axis, Flag, Plain, To};

/// Modules with the operation for each, and where their positional arguments go.
const MODULES: &[(&str, &str, &[Goes])] = &[
    (
        "Conv1d Conv2d Conv3d",
        "conv",
        &[Away, Plain, To("k"), To("s"), To("p"), To("d"), To("g"), Flag("bias")],
    ),
    (
        "Conv1D Conv2D Conv3D Convolution2D Conv conv1d conv2d conv3d",
        "conv",
        &[Plain, To("k"), To("s"), To("p")],
    ),
    ("DepthwiseConv2D", "dwconv", &[Plain, To("s"), To("p")]),
    (
        "ConvTranspose1d ConvTranspose2d ConvTranspose3d",
        "deconv",
        &[Away, Plain, To("k"), To("s"), To("p"), To("op"), To("g"), Flag("bias"), To("d")],
    ),
    ("Conv2DTranspose Conv3DTranspose", "deconv", &[Plain, To("k"), To("s"), To("p")]),
    ("Linear LazyLinear Dense", "linear", &[Away, Plain, Flag("bias")]),
    ("fully_connected", "fc", &[Plain]),
    ("Embedding", "embed", &[Plain, Plain]),
    ("BatchNorm1d BatchNorm2d BatchNorm3d BatchNormalization BatchNorm batch_norm", "bn", &[Away]),
    ("InstanceNorm1d InstanceNorm2d InstanceNorm3d", "instancenorm", &[Away]),
    ("GroupNorm", "gn", &[Plain, Away]),
    ("LayerNorm LayerNormalization", "ln", &[Away]),
    ("RMSNorm", "rmsnorm", &[Away]),
    (
        "MaxPool1d MaxPool2d MaxPool3d MaxPooling1D MaxPooling2D MaxPooling3D max_pool1d max_pool2d max_pool3d",
        "pool",
        &[Plain, Plain, To("p"), To("d")],
    ),
    (
        "AvgPool1d AvgPool2d AvgPool3d AveragePooling1D AveragePooling2D avg_pool1d avg_pool2d avg_pool3d",
        "avgpool",
        &[Plain, Plain, To("p")],
    ),
    (
        "AdaptiveAvgPool1d AdaptiveAvgPool2d adaptive_avg_pool1d adaptive_avg_pool2d",
        "adaptiveavgpool",
        &[Plain],
    ),
    ("AdaptiveMaxPool2d adaptive_max_pool2d", "adaptivemaxpool", &[Plain]),
    ("GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D", "gap", &[]),
    ("GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D", "gmp", &[]),
    ("MultiheadAttention", "attention", &[Away, Plain]),
    ("Upsample interpolate", "upsample", &[To("size"), Plain]),
    ("UpSampling1D UpSampling2D UpSampling3D", "upsample", &[Plain]),
    ("ZeroPad2d ZeroPadding2D", "pad", &[Plain]),
    ("PixelShuffle pixel_shuffle", "pixelshuffle", &[Plain]),
    ("RNN SimpleRNN", "rnn", &[Away, Plain, To("layers")]),
    ("LSTM", "lstm", &[Away, Plain, To("layers")]),
    ("GRU", "gru", &[Away, Plain, To("layers")]),
    ("Dropout Dropout1d Dropout2d Dropout3d SpatialDropout2D dropout", "dropout", &[Plain]),
    ("Flatten flatten", "flatten", &[]),
    ("Identity", "identity", &[]),
    ("Input InputLayer", "input", &[Plain]),
    ("Softmax softmax", "softmax", &[Axis]),
    ("LogSoftmax log_softmax", "logsoftmax", &[Axis]),
    ("LeakyReLU leaky_relu", "leakyrelu", &[Plain]),
    ("PReLU", "prelu", &[Plain]),
    ("ELU elu", "elu", &[Plain]),
    ("CELU celu", "celu", &[Plain]),
    ("GLU glu", "glu", &[Axis]),
    ("ReLU relu", "relu", &[Away]),
    ("ReLU6 relu6", "relu6", &[Away]),
    ("SELU selu", "selu", &[Away]),
    ("SiLU silu Swish swish", "silu", &[Away]),
    ("GELU gelu", "gelu", &[]),
    ("Mish mish", "mish", &[Away]),
    ("Hardswish hardswish hard_swish", "hardswish", &[Away]),
    ("Hardsigmoid hardsigmoid hard_sigmoid", "hardsigmoid", &[Away]),
    ("Hardtanh hardtanh", "hardtanh", &[]),
    ("Softplus softplus", "softplus", &[]),
    ("Sigmoid sigmoid", "sigmoid", &[]),
    ("Tanh tanh", "tanh", &[]),
];

/// Where named arguments go; the others do not change the costs of a module.
const NAMED: &[(&str, Goes)] = &[
    ("kernel_size k", To("k")),
    ("stride strides s", To("s")),
    ("padding p", To("p")),
    ("dilation dilation_rate d", To("d")),
    ("groups g", To("g")),
    ("output_padding", To("op")),
    ("depth_multiplier", To("mult")),
    ("num_layers", To("layers")),
    ("mode interpolation", To("mode")),
    ("size", To("size")),
    ("bias use_bias", Flag("bias")),
    ("affine elementwise_affine", Flag("affine")),
    ("bidirectional", Flag("bidirectional")),
    ("ceil_mode", Flag("ceil")),
    ("count_include_pad", Flag("countpad")),
    ("dim axis", Axis),
    ("activation", Activation),
    (
        "out_channels out_features filters units pool_size scale_factor output_size hidden_size \
         num_heads num_groups rate negative_slope num_embeddings embedding_dim input_dim output_dim \
         num_parameters shape",
        Plain,
    ),
];

/// Whether an operation has no arguments here, whatever it takes elsewhere.
pub(super) fn takes_nothing(name: &str) -> bool {
    let module = MODULES.iter().find(|(_, operation, _)| *operation == name);
    module.is_some_and(|(.., goes)| goes.iter().all(|goes| *goes == Away))
}

/// A module by its name, in other capitals if need be.
fn module(name: &str) -> Option<&'static (&'static str, &'static str, &'static [Goes])> {
    let exact = MODULES.iter().find(|(names, ..)| holds(names, name));
    let alike = |names: &str| names.split(' ').any(|known| known.eq_ignore_ascii_case(name));
    exact.or_else(|| MODULES.iter().find(|(names, ..)| alike(names)))
}

fn holds(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// The statements for a module or function with its arguments: a call, and perhaps its activation.
pub(super) fn call(
    name: &str,
    arguments: &[(Option<&str>, &PythonExpr<'_>)],
) -> Option<Vec<String>> {
    let (_, operation, goes) = module(name)?;
    let positional = arguments.iter().filter(|(name, _)| name.is_none()).count();
    // A single argument is not the size of the input: `Linear(10)` of Keras and of lazy modules.
    let skipped = usize::from(positional == 1 && matches!(goes, [Away, Plain, ..]));
    let mut goes = goes.iter().skip(skipped);
    let mut written = vec![(*operation).to_owned()];
    let mut activation = None;
    for (name, value) in arguments {
        let goes = match name {
            None => goes.next().copied().unwrap_or(Away),
            Some(name) => named(name),
        };
        if goes == Activation {
            activation = activation_of(value.text());
        } else {
            written.extend(argument(goes, value.text()));
        }
    }
    if *operation == "adaptiveavgpool" && written.get(1).is_some_and(|size| size == "1") {
        written = vec!["gap".to_owned()];
    }
    Some(std::iter::once(written.join(" ")).chain(activation).collect())
}

fn named(name: &str) -> Goes {
    NAMED.iter().find(|(names, _)| holds(names, name)).map_or(Away, |(_, goes)| *goes)
}

fn argument(goes: Goes, value: &str) -> Option<String> {
    let value = plain(value);
    if value == "None" {
        return None;
    }
    match goes {
        Away | Activation => None,
        Plain => Some(value),
        // The default in both.
        To("mode") if value == "nearest" => None,
        To("p") => Some(named_as("p", &value.to_lowercase())),
        To(name) => Some(named_as(name, &value)),
        Flag(name) => match value.as_str() {
            // These are on by default.
            "True" if matches!(name, "bias" | "affine" | "countpad") => None,
            "True" => Some(name.to_owned()),
            "False" if matches!(name, "ceil" | "bidirectional") => None,
            "False" => Some(format!("no{name}")),
            _ => Some(format!("{name}={value}")),
        },
        Axis => Some(format!("axis={}", without_batch(&value))),
    }
}

/// A named argument, as shorthand if possible.
fn named_as(name: &str, value: &str) -> String {
    // Long names read better in full.
    let short = name.len() <= 2
        && value
            .split('x')
            .all(|size| !size.is_empty() && size.bytes().all(|b| b.is_ascii_digit()));
    if short { format!("{name}{value}") } else { format!("{name}={value}") }
}

/// An axis without the batch, as it is counted here.
pub(super) fn without_batch(axis: &str) -> String {
    match axis.parse::<u32>() {
        Ok(axis @ 1..) => (axis - 1).to_string(),
        _ => axis.to_owned(),
    }
}

/// The operation that Keras calls by a string.
fn activation_of(value: &str) -> Option<String> {
    let name = plain(value);
    let name = name.rsplit('.').next().unwrap_or(&name);
    Some(call(name, &[])?.remove(0)).filter(|_| !matches!(name, "linear" | "None"))
}

/// A value as it is written in an argument: words without quotes, equal sizes once, other sizes as
/// dimensions, and anything with spaces in parentheses.
pub(super) fn plain(value: &str) -> String {
    let quotes = ['\'', '"'];
    if value.starts_with(quotes) && value.ends_with(quotes) {
        return value.trim_matches(quotes).to_owned();
    }
    let inside = value.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']']));
    let sizes: Vec<&str> = inside.unwrap_or_default().split(',').map(str::trim).collect();
    let sizes: Vec<&str> = sizes.into_iter().filter(|size| !size.is_empty()).collect();
    let numbers = sizes.iter().all(|size| size.bytes().all(|byte| byte.is_ascii_digit()));
    match sizes.as_slice() {
        [first, rest @ ..] if numbers && rest.iter().all(|size| size == first) => {
            (*first).to_owned()
        }
        [_, _, ..] if numbers => sizes.join("x"),
        _ => without_spaces(value),
    }
}

/// An argument with spaces in it gets parentheses.
fn without_spaces(argument: &str) -> String {
    let closed = argument.starts_with(['(', '[', '{', '"']);
    if argument.contains(' ') && !closed { format!("({argument})") } else { argument.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_quotes_and_repetitions() {
        for (value, expected) in [
            ("'same'", "same"),
            ("(3, 3)", "3"),
            ("(1, 7)", "1x7"),
            ("[2,2]", "2"),
            ("c * 2", "(c * 2)"),
            ("(h, w)", "(h, w)"),
            ("c", "c"),
        ] {
            assert_eq!(plain(value), expected, "{value}");
        }
    }

    #[test]
    fn no_module_is_listed_twice() {
        let mut names: Vec<_> = MODULES.iter().flat_map(|(names, ..)| names.split(' ')).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
