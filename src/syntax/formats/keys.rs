//! Formats of keys and values: Darknet, Caffe, ONNX, JSON and YAML.

use super::layers::Translation;

/// The sections of Darknet's files, without brackets.
const SECTIONS: &str = "net network convolutional conv deconvolutional maxpool avgpool local_avgpool route \
    shortcut sam scale_channels upsample reorg reorg3d connected softmax dropout yolo region detection cost \
    crop local crnn rnn gru lstm conv_lstm batchnorm activation gaussian_yolo empty contrastive";

/// Whether a line begins a section of a Darknet file.
pub(super) fn is_darknet_section(line: &str) -> bool {
    let section = line.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    section.is_some_and(|name| SECTIONS.split_whitespace().any(|known| known == name))
}

/// A layer as keys with their values.
struct Keys<'t> {
    kind: &'t str,
    pairs: Vec<(&'t str, &'t str)>,
}

impl<'t> Keys<'t> {
    /// The value of the first of these keys that is there.
    fn get(&self, keys: &[&str]) -> Option<&'t str> {
        keys.iter().find_map(|key| {
            self.pairs.iter().find(|(known, _)| known == key).map(|(_, value)| *value)
        })
    }

    fn number(&self, keys: &[&str]) -> Option<u32> {
        first_number(self.get(keys)?)
    }
}

/// The first number in a text: of `[3, 3]` that is 3.
fn first_number(text: &str) -> Option<u32> {
    let start = text.find(|it: char| it.is_ascii_digit())?;
    let digits = text.get(start..)?;
    let end = digits.find(|it: char| !it.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}

/// ` k3`, or nothing where it is the default.
fn shorthand(letter: &str, value: Option<u32>, default: u32) -> String {
    let value = value.filter(|value| *value != default);
    value.map(|value| format!(" {letter}{value}")).unwrap_or_default()
}

/// `conv 64 k3 s2 p1` or `pool 3 2`, by what the kind of a layer contains.
fn call(keys: &Keys<'_>) -> Option<String> {
    let kind = keys.kind.to_ascii_lowercase();
    let kernel = keys.number(&["kernel_size", "size", "kernel_shape", "kernel", "pool_size", "k"]);
    let stride = keys.number(&["stride", "strides", "s"]);
    let padding = keys.number(&["padding", "pad", "pads", "p"]);
    let groups = keys.number(&["group", "groups"]);
    let out = keys.number(&["filters", "num_output", "out_channels", "out", "channels", "output"]);
    let units = keys.number(&["units", "num_output", "output", "out_features"]);
    if kind.contains("conv") {
        let out = out.map_or_else(|| "C".to_owned(), |out| out.to_string());
        let sizes = [("k", kernel, 1), ("s", stride, 1), ("p", padding, 0), ("g", groups, 1)];
        let sizes: String =
            sizes.map(|(name, value, default)| shorthand(name, value, default)).concat();
        return Some(format!("conv {out}{sizes}"));
    }
    if kind.contains("pool") {
        let average =
            kind.contains("av") || keys.get(&["pool"]).is_some_and(|it| it.contains("AVE"));
        let name = if average { "avgpool" } else { "pool" };
        let stride = stride.map(|stride| format!(" {stride}")).unwrap_or_default();
        return Some(format!("{name} {}{stride}{}", kernel?, shorthand("p", padding, 0)));
    }
    let dense = ["dense", "linear", "inner", "connected", "gemm"];
    let is_dense = dense.iter().any(|name| kind.contains(name));
    is_dense.then_some(units).flatten().map(|units| format!("fc {units}"))
}

/// A section of a Darknet file, with its batch norm and activation.
pub(super) fn darknet(text: &str) -> Option<Translation> {
    let mut sections: Vec<Keys<'_>> = Vec::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(kind) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            sections.push(Keys { kind, pairs: Vec::new() });
        } else if let (Some(section), Some((key, value))) =
            (sections.last_mut(), line.split_once('='))
        {
            section.pairs.push((key.trim(), value.trim()));
        }
    }
    let mut layer = sections.into_iter().find(|it| !matches!(it.kind, "net" | "network"))?;
    let size = layer.number(&["size"]).unwrap_or(1);
    let half = (size / 2).to_string();
    // `pad=1` is half the kernel, `padding` a number.
    if layer.get(&["pad"]) == Some("1") && layer.get(&["padding"]).is_none() {
        layer.pairs.push(("padding", &half));
    } else {
        layer.pairs.retain(|(key, _)| *key != "pad");
    }
    let norm = layer.get(&["batch_normalize"]) == Some("1");
    let activation = match layer.get(&["activation"]) {
        Some("leaky") => "; leakyrelu 0.1",
        Some("relu") => "; relu",
        Some("mish") => "; mish",
        Some("swish") => "; silu",
        Some("logistic") => "; sigmoid",
        _ => "",
    };
    let norm = if norm { " nobias; bn" } else { "" };
    let call = format!("{}{norm}{activation}", call(&layer)?);
    Some(Translation { written: format!("[{}]", layer.kind), call, open: "" })
}

/// The first layer of a prototxt that computes anything.
pub(super) fn caffe(text: &str) -> Option<Translation> {
    let layers =
        text.split("layer").skip(1).filter(|layer| layer.starts_with(['s', ' ', '{', '\t']));
    layers.map(colons).find_map(translated)
}

/// The first convolution of a graph; ONNX has its channels in the shape of its weight.
pub(super) fn onnx(text: &str) -> Option<Translation> {
    let at = text.find("Conv")?;
    let node = text.get(at..)?;
    let end = node.match_indices('\n').nth(24).map_or(node.len(), |(end, _)| end);
    let node = node.get(..end)?;
    let number = |key: &str| first_number(node.split_once(key)?.1);
    let mut pairs = Vec::new();
    let names = ["kernel_shape", "strides", "pads", "group"];
    let values: Vec<_> =
        names.iter().map(|key| number(key).map(|value| value.to_string())).collect();
    for (key, value) in names.iter().zip(&values) {
        pairs.extend(value.as_deref().map(|value| (*key, value)));
    }
    Some(Translation {
        written: "Conv".into(),
        call: call(&Keys { kind: "conv", pairs })?,
        open: ", where C is the first size of its weight",
    })
}

/// The first layer in JSON that has a class or type.
pub(super) fn json(text: &str) -> Option<Translation> {
    ["\"class_name\"", "\"type\""].iter().find_map(|key| {
        let layers = text.split(key).skip(1).map(|rest| rest.trim_start_matches([' ', ':']));
        layers.map(|rest| colons_of(rest, Some("type"))).find_map(translated)
    })
}

/// The first layer of a list: `- [-1, 1, Conv, [64, 6, 2, 2]]`, or one of keys.
pub(super) fn yaml(text: &str) -> Option<Translation> {
    for line in text.lines() {
        if let Some(layer) = line.trim_start().strip_prefix("- [").and_then(yolo) {
            return Some(layer);
        }
    }
    let layers = text.split("\n").collect::<Vec<_>>();
    let starts = layers.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with("- "));
    starts
        .map(|(start, line)| {
            let end =
                layers.iter().skip(start + 1).position(|line| line.trim_start().starts_with("- "));
            let after = layers.iter().skip(start + 1).take(end.unwrap_or(layers.len()));
            let mut keys = colons(line.trim_start().trim_start_matches("- "));
            for line in after {
                keys.pairs.extend(colons(line).pairs);
            }
            if keys.kind.is_empty() {
                keys.kind = keys.pairs.first().map_or("", |(key, _)| key);
            }
            keys
        })
        .find_map(translated)
}

/// `-1, 1, Conv, [64, 6, 2, 2]]`: where from, how often, what, and its arguments.
fn yolo(layer: &str) -> Option<Translation> {
    let (module, arguments) = layer.split_once('[')?;
    let module = module.split(',').map(str::trim).rfind(|word| !word.is_empty())?;
    let arguments: Vec<u32> =
        arguments.split([',', ']']).map_while(|size| size.trim().parse().ok()).collect();
    let [out, rest @ ..] = arguments.as_slice() else { return None };
    let kernel = rest.first().copied().unwrap_or(1);
    let sizes = [
        shorthand("k", Some(kernel), 1),
        shorthand("s", rest.get(1).copied(), 1),
        shorthand("p", Some(rest.get(2).copied().unwrap_or(kernel / 2)), 0),
    ]
    .concat();
    let call = format!("conv {out}{sizes} nobias; bn; silu");
    (module == "Conv").then(|| Translation {
        written: format!("- [{}", layer.trim()),
        call,
        open: "",
    })
}

fn translated(layer: Keys<'_>) -> Option<Translation> {
    let call = call(&layer)?;
    Some(Translation { written: layer.kind.to_owned(), call, open: "" })
}

/// The `key: value` pairs of a text; its kind is the value of `type`.
fn colons(text: &str) -> Keys<'_> {
    colons_of(text, None)
}

/// The same, where the text begins with the value of this key.
fn colons_of<'t>(text: &'t str, first: Option<&'t str>) -> Keys<'t> {
    let quotes = [' ', '\t', '"', '\'', ','];
    let mut pairs = Vec::new();
    let mut key = first;
    for (index, part) in text.split(':').enumerate() {
        let value = part.trim_start_matches(quotes);
        let value_end = match value.starts_with('[') {
            true => value.find(']').map_or(value.len(), |end| end + 1),
            false => value.find(['\n', ',', '"', '\'', '}', ' ']).unwrap_or(value.len()),
        };
        if let Some(key) = key.filter(|_| index > 0 || first.is_some()) {
            pairs.push((key, value.get(..value_end).unwrap_or_default()));
        }
        let word = part.trim_end_matches(quotes);
        let start = word.rfind(|it: char| !(it.is_ascii_alphanumeric() || it == '_'));
        key = word.get(start.map_or(0, |start| start + 1)..).filter(|key| !key.is_empty());
    }
    let kind = pairs.iter().find(|(key, _)| *key == "type").map_or("", |(_, kind)| *kind);
    Keys { kind, pairs }
}
