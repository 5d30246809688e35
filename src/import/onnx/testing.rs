//! How tests import models: as text, a line for each tensor and each node.
//!
//! ```text
//! opset 13
//! x: 1x5x64                       an input, of which a leading 1 is the batch
//! ids: i64 1x5                    an input of another type than f32
//! w = f32 64x128                  an initialiser whose values are not read
//! axes = i64 [1, 2]               an initialiser with values; `i64 1` is a scalar
//! y, z = Op(x, w,, axes) axis=1 mode="linear" perm=[0, 1]
//! -> y                            the outputs
//! ```

use super::compiled;
use super::model::{
    Attribute, AttributeValue, Dim, Graph, Model, Node, Tensor, TensorData, ValueInfo,
};
use crate::import::call::Call;
use crate::import::fault::Fault;
use crate::import::imported::Imported;
use crate::import::names::{Name, Names};
use crate::import::options::ImportOptions;
use crate::{Costing, Options, Report};

/// The calls that a model becomes, a line each, without its inputs and outputs. The text is checked: it has no
/// mistakes, and every call makes what the graph has. Nothing may be without calls of its own.
pub(in crate::import) fn lowered(model: &str) -> String {
    let imported = import(model).expect("a valid model");
    assert!(imported.unknown.is_empty(), "{:?}", imported.unknown);
    let text = checked(imported).0;
    let lines = text.lines().filter(|line| {
        let inputs = line.split_once(": ").is_some_and(|(_, rest)| rest.starts_with("input "));
        !inputs && !["# ", "network ", "output "].iter().any(|start| line.starts_with(start))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The figures of a model as the language counts them; see [`lowered`].
pub(in crate::import) fn figures(model: &str) -> Report {
    let imported = import(model).expect("a valid model");
    checked(imported).1
}

/// The same, of each node as it stands.
pub(in crate::import) fn plain_figures(model: &str) -> Report {
    let options = ImportOptions { no_patterns: true, nodes: 1000, ..ImportOptions::default() };
    checked(import_with(model, &options).expect("a valid model")).1
}

/// The reason why a model is refused, of its first node that is.
pub(in crate::import) fn fault(model: &str) -> Fault {
    import(model).expect_err("a model that is not valid").remove(0)
}

/// The calls of a model.
pub(in crate::import) fn import(model: &str) -> Result<Imported, Vec<Fault>> {
    import_with(model, &ImportOptions { nodes: 1000, ..ImportOptions::default() })
}

/// The calls of a model with options.
pub(in crate::import) fn import_with(
    text: &str,
    options: &ImportOptions,
) -> Result<Imported, Vec<Fault>> {
    let mut names = Names::default();
    let model = model(text, &mut names);
    compiled(&model, names, options)
}

/// The text of a model with its figures, after it is compared with the calls.
fn checked(imported: Imported) -> (String, Report) {
    let made: Vec<(&str, Vec<Vec<u64>>)> =
        imported.calls.calls.iter().map(|call| (call.op, dims(&imported, call))).collect();
    let text = imported.text("test", true).text;
    let analysis = crate::analyze("test.net", &text, &Options::new());
    let wrong: Vec<String> = analysis.diagnostics().iter().map(|it| it.kind.to_string()).collect();
    assert!(analysis.network().is_some(), "{text}\n{wrong:#?}");
    let network = analysis.network().expect("a network");
    assert_eq!(network.layers.len(), made.len(), "{text}");
    for ((op, made), layer) in made.into_iter().zip(&network.layers) {
        let shape = |it| network.tensor(it).shape.axes().iter().map(|it| u64::from(*it)).collect();
        let shapes: Vec<Vec<u64>> = layer.outputs().map(shape).collect();
        assert_eq!(shapes, made, "{op} in\n{text}");
    }
    let report = analysis.report(&Costing::default()).expect("figures");
    (text, report.expect("a network"))
}

fn dims(imported: &Imported, call: &Call) -> Vec<Vec<u64>> {
    let sizes = |var| imported.calls.vars[var].to_vec();
    call.outputs.iter().copied().map(sizes).collect()
}

fn model(text: &str, names: &mut Names) -> Model {
    let mut graph = Graph::default();
    let mut opset = 21;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(version) = line.strip_prefix("opset ") {
            opset = version.parse().expect("a version");
        } else if let Some(outputs) = line.strip_prefix("-> ") {
            let outputs = outputs.split(' ').map(|name| names.intern(name));
            graph.outputs =
                outputs.map(|name| ValueInfo { name, ..ValueInfo::default() }).collect();
        } else if let Some((name, rest)) = line.split_once(": ") {
            graph.inputs.push(input(names.intern(name), rest));
        } else {
            let (made, rest) = line.split_once(" = ").expect("a tensor or a node");
            match rest.contains('(') {
                true => graph.nodes.push(node(made, rest, names)),
                false => graph.initializers.push(tensor(names.intern(made), rest)),
            }
        }
    }
    let opsets = ["", "com.microsoft"].map(|domain| (names.intern(domain), opset)).to_vec();
    Model { opsets, graph, ..Model::default() }
}

fn input(name: Name, text: &str) -> ValueInfo {
    let (data_type, dims) = match text.split_once(' ') {
        Some((data_type, dims)) => (number(data_type), dims),
        None => (1, text),
    };
    let dims = sizes(dims).into_iter().map(|size| Dim::Known(size.cast_signed())).collect();
    ValueInfo { name, data_type, dims: Some(dims), not_a_tensor: false }
}

fn sizes(text: &str) -> Vec<u64> {
    text.split('x').filter(|it| *it != "scalar").map(|it| it.parse().expect("a size")).collect()
}

/// The number of a type.
fn number(name: &str) -> i32 {
    match name {
        "f32" => 1,
        "u8" => 2,
        "i8" => 3,
        "i32" => 6,
        "i64" => 7,
        "bool" => 9,
        "f16" => 10,
        "u4" => 21,
        "i4" => 22,
        _ => panic!("no type {name}"),
    }
}

fn tensor(name: Name, text: &str) -> Tensor {
    let (data_type, rest) = text.split_once(' ').expect("a type");
    let data_type = number(data_type);
    let values: Option<(Vec<u64>, Vec<f64>)> = match rest.strip_prefix('[') {
        Some(list) => {
            let values: Vec<f64> = floats(list.trim_end_matches(']'));
            Some((vec![values.len() as u64], values))
        }
        None if rest.contains('x') || (rest.parse::<u64>().is_ok() && data_type == 1) => None,
        None => Some((Vec::new(), floats(rest))),
    };
    let Some((dims, values)) = values else {
        let dims = sizes(rest).into_iter().collect();
        return Tensor { name, dims, data_type, data: TensorData::Skipped };
    };
    let data = match data_type {
        1 | 10 => TensorData::Floats(values.into()),
        _ => TensorData::Ints(values.iter().map(|it| *it as i64).collect()),
    };
    Tensor { name, dims: dims.into_iter().collect(), data_type, data }
}

fn floats(list: &str) -> Vec<f64> {
    let items = list.split(',').map(str::trim).filter(|it| !it.is_empty());
    items.map(|it| it.parse().expect("a number")).collect()
}

fn node(made: &str, text: &str, names: &mut Names) -> Node {
    let (op, rest) = text.split_once('(').expect("inputs");
    let (inputs, attributes) = rest.split_once(')').expect("inputs");
    let (domain, op) = op.rsplit_once('.').unwrap_or(("", op));
    let mut list = |text: &str| -> Vec<Name> {
        let items = text.split(',').map(str::trim);
        items.map(|it| names.intern(if it == "_" { "" } else { it })).collect()
    };
    let (inputs, outputs) = (list(inputs), list(made));
    let mut node = Node {
        op: names.intern(op),
        domain: names.intern(domain),
        inputs: inputs.into_iter().collect(),
        outputs: outputs.into_iter().collect(),
        ..Node::default()
    };
    let mut rest = attributes.trim();
    while let Some((name, after)) = rest.split_once('=') {
        let end = match after.as_bytes().first() {
            Some(b'[') => after.find(']').map(|at| at + 1),
            Some(b'"') => after[1..].find('"').map(|at| at + 2),
            _ => after.find(' '),
        };
        let (value, next) = after.split_at(end.unwrap_or(after.len()));
        node.attributes.push(Attribute { name: names.intern(name), value: attribute(value) });
        rest = next.trim();
    }
    node
}

fn attribute(text: &str) -> AttributeValue {
    if let Some(list) = text.strip_prefix('[') {
        let items: Vec<&str> =
            list.trim_end_matches(']').split(',').map(|it| it.trim().trim_matches('\'')).collect();
        let ints: Option<Vec<i64>> = items.iter().map(|it| it.parse().ok()).collect();
        return match ints {
            Some(ints) => AttributeValue::Ints(ints),
            None => AttributeValue::Texts(items.into_iter().map(Into::into).collect()),
        };
    }
    match (text.strip_prefix('"'), text.parse::<i64>(), text.parse::<f32>()) {
        (Some(text), _, _) => AttributeValue::Text(text.trim_end_matches('"').into()),
        (None, Ok(int), _) => AttributeValue::Int(int),
        (None, _, Ok(float)) => AttributeValue::Float(float),
        _ => panic!("no value: {text}"),
    }
}
