//! Figures of programs of `torch.export` against PyTorch's own.

use std::collections::BTreeMap;

use netcost::internals::import::{ImportOptions, ImportedText};
use netcost::internals::report::model::Layer;
use netcost::internals::tensor::Shape;
use netcost::{Costing, Options};
use serde::Deserialize;
use serde_json::Value;

use super::archive::Archive;
use super::imported::{self, Wrong, options};
use super::pt2::{archive, text};
use super::{json, models_ending, unpacked};
use crate::truth::{self, Measured, Module};

/// The graphs of networks that PyTorch exported, by their names.
pub(super) fn graphs() -> BTreeMap<String, Vec<u8>> {
    let names = models_ending("pt2", ".json.gz").into_iter();
    names.map(|name| (name.clone(), unpacked(&format!("pt2/{name}.json.gz")))).collect()
}

/// A network as it was exported.
pub(super) fn network(name: &str, graph: &[u8]) -> Result<ImportedText, String> {
    let text = text(name, &archive(name, graph), &options())?;
    match text.warnings.is_empty() {
        true => Ok(text),
        false => Err(format!("{:?}", text.warnings)),
    }
}

/// The elements of all buffers that a node of the graph reads. What no node reads are the numbers of steps that
/// batch norms have counted.
fn buffers(graph: &[u8]) -> u64 {
    let program: Value = serde_json::from_slice(graph).expect("JSON");
    let module = &program["graph_module"];
    let nodes = module["graph"]["nodes"].to_string();
    let specs = module["signature"]["input_specs"].as_array().expect("a list");
    let names = specs.iter().filter_map(|spec| spec["buffer"]["arg"]["name"].as_str());
    let read = names.filter(|name| nodes.contains(&format!("{{\"name\":\"{name}\"}}")));
    let elements = |name: &str| -> u64 {
        let sizes = module["graph"]["tensor_values"][name]["sizes"].as_array().expect("sizes");
        sizes.iter().map(|size| size["as_int"].as_u64().expect("a size")).product()
    };
    read.map(elements).sum()
}

#[test]
fn networks_have_the_figures_of_pytorch() {
    let measured: BTreeMap<String, Measured> = truth::truth("networks.json");
    let mut wrong = Wrong::default();
    let graphs = graphs();
    assert_eq!(graphs.len(), 31);
    for (name, graph) in &graphs {
        let Measured { params, macs, .. } = measured[name];
        match network(name, graph).and_then(|text| imported::report(&text)) {
            Ok(report) => {
                let totals = report.totals;
                let ours = (totals.params, totals.macs, totals.buffers);
                let theirs = (params, macs, buffers(graph));
                if ours != theirs {
                    wrong.note(name, format!("{ours:?}, not {theirs:?}"));
                }
            }
            Err(problem) => wrong.note(name, problem),
        }
    }
    wrong.none();
}

#[test]
fn layers_are_those_of_pytorch() {
    let graphs = graphs();
    let mut compared = 0;
    for (name, modules) in truth::modules() {
        if let Some(graph) = graphs.get(&name) {
            // The blocks of the folded text are none of the modules whose layers were added up.
            let text = network(&name, graph).expect("a network").flat();
            let analysis = netcost::analyze(&name, &text, &Options::new());
            let report = analysis.report(&Costing::default()).expect("figures that fit");
            truth::find_in_order(&name, &modules, &report.expect("no errors").layers, exported);
            compared += 1;
        }
    }
    assert_eq!(compared, 13);
}

/// How many layers, from the first of these on, are what a module does as PyTorch writes it: attention is in no block,
/// and torchvision's `LayerNorm2d` is a layer norm between two permutations.
fn exported(module: &Module, layers: &[Layer]) -> Option<usize> {
    match &*module.class {
        "MultiheadAttention" => attention(module, layers),
        "LayerNorm2d" => {
            let mut last = module.clone();
            last.output.rotate_left(1);
            last.span(layers)
        }
        _ => module.span(layers),
    }
}

/// The dense layers around fused attention, all together.
fn attention(module: &Module, layers: &[Layer]) -> Option<usize> {
    let is_dense = |layer: &Layer| ["fc", "linear"].contains(&&*layer.op);
    layers.first().filter(|layer| is_dense(layer))?;
    let last = layers.iter().skip(1).position(is_dense)? + 1;
    let inside = &layers[..=last];
    let sum = |figure: fn(&Layer) -> u64| inside.iter().map(figure).sum::<u64>();
    let shape = inside[last].outputs.first().map(Shape::axes);
    let is_it = inside.iter().any(|layer| layer.op == "sdpa")
        && (sum(|it| it.params), sum(|it| it.macs)) == (module.params, module.macs)
        && shape == Some(module.output.as_slice());
    is_it.then_some(last + 1)
}

/// What PyTorch counts of a small program.
#[derive(Debug, Deserialize)]
struct Known {
    params: u64,
    trainable: u64,
    buffers: u64,
    macs: u64,
}

/// A small program: its graph, and the files of its parameters.
fn program(name: &str) -> Vec<u8> {
    changed_program(name, str::to_owned)
}

/// A small program whose graph is another one.
fn changed_program(name: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    changed_parts(name, change, str::to_owned)
}

fn changed_parts(
    name: &str,
    change: impl Fn(&str) -> String,
    stored: impl Fn(&str) -> String,
) -> Vec<u8> {
    let packed = unpacked(&format!("programs/{name}.json.gz"));
    let parts: Value = serde_json::from_slice(&packed).expect("JSON");
    let [model, weights] = ["model", "weights"].map(|part| parts[part].to_string());
    let (model, weights) = (change(&model), stored(&weights));
    let archive = Archive::default().file("x/data/weights/weight_0", &[7; 1000]);
    let archive = archive.file("x/data/weights/model_weights_config.json", weights.as_bytes());
    archive.file("x/models/model.json", model.as_bytes()).finish()
}

/// The operators of each program whose cost is not known.
const UNKNOWN: &[(&str, &str)] =
    &[("condition", "higher_order.cond"), ("condition_decomposed", "higher_order.cond")];

#[test]
fn programs_have_the_figures_of_pytorch() {
    let mut wrong = Wrong::default();
    let known: BTreeMap<String, Known> = json("programs.json");
    assert_eq!(known.len(), 32);
    for (name, Known { params, trainable, buffers, macs }) in known {
        let open = vec![("s27".to_owned(), vec![9.0])];
        let values = if name.contains("dynamic") { open } else { Vec::new() };
        let options = ImportOptions { values, ..options() };
        let text = text(&name, &program(&name), &options);
        let report = text.and_then(|text| Ok((imported::report(&text)?, text)));
        let (report, text) = match report {
            Ok(report) => report,
            Err(problem) => {
                wrong.note(&name, problem);
                continue;
            }
        };
        let totals = report.totals;
        let ours = (totals.params, totals.macs, totals.buffers);
        if ours != (params, macs, buffers) {
            wrong.note(&name, format!("{ours:?}, not {:?}", (params, macs, buffers)));
        }
        let unknown: Vec<&str> = text.about.unknown.iter().map(|(name, _)| &**name).collect();
        let expected = UNKNOWN.iter().find(|(of, _)| *of == name).map(|(_, operator)| *operator);
        if unknown != expected.into_iter().collect::<Vec<_>>() {
            wrong.note(&name, format!("what {unknown:?} cost is not known"));
        }
        if text.text.contains(" frozen") != (trainable < params) {
            wrong.note(&name, format!("{trainable} of {params} are trainable:\n{}", text.text));
        }
    }
    wrong.none();
}

/// Without `-D` the batch is 1; the other size has to be given.
#[test]
fn open_sizes_are_given_by_their_symbols() {
    let model = program("decoder_dynamic");
    let problem = text("decoder", &model, &options()).expect_err("an open size");
    assert!(problem.contains("leaves open `s27` (axis 1 of `x`)"), "{problem}");
    let inputs = vec![(None, vec![9])];
    let given = text("decoder", &model, &ImportOptions { inputs, ..options() });
    assert_eq!(given.expect("a network").about.batch.as_deref(), Some("s77"));
    let values = vec![("s27".to_owned(), vec![513.0])];
    let longer = text("decoder", &model, &ImportOptions { values, ..options() });
    let problem = longer.expect_err("a size that is not allowed");
    assert!(problem.contains("`s27` must be at most 512"), "{problem}");
}

/// The text of a small program, a call a line, without its first lines and the last.
fn lines(name: &str) -> String {
    let text = text(name, &program(name), &options()).expect("a network").flat();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with(['#', 'n'])).collect();
    lines[..lines.len() - 1].join("\n")
}

#[test]
fn parameters_that_are_tied_are_one() {
    let text = "x: input 7\nembed: embed 100 32 share=w1\nfrozen_2: linear 32 frozen\nhead: linear 100 nobias share=w1";
    assert_eq!(lines("tied"), text);
}

#[test]
fn parameters_without_data_are_not_tied() {
    // On the device `meta`, the exporter names one file for all of them.
    let params = |device: &str| {
        let at =
            format!(r#""path_name":"weight_0","tensor_meta":{{"device":{{"type":"{device}"}}}}"#);
        let stored = |weights: &str| weights.replace(r#""path_name":"weight_0""#, &at);
        // The exporter lets both layers read the same name.
        let [head, embed] = ["head", "embed"]
            .map(|layer| format!(r#""arg":{{"as_tensor":{{"name":"p_{layer}_weight"}}"#));
        let own = |graph: &str| graph.replacen(&head, &embed, 1);
        let model = changed_parts("tied", own, stored);
        let text = text("tied", &model, &options()).expect("a network");
        imported::report(&text).expect("figures").totals.params
    };
    assert_eq!(params("cpu"), 100 * 32 + 32 * 32 + 32);
    assert_eq!(params("meta"), 2 * 100 * 32 + 32 * 32 + 32);
}

#[test]
fn buffers_that_are_stored_once_count_once() {
    let model = changed_program("tied", |graph| {
        graph.replace("\"parameter\":", "\"buffer\":").replace("parameter_name", "buffer_name")
    });
    let text = text("tied", &model, &options()).expect("a network");
    let totals = imported::report(&text).expect("figures").totals;
    // A table of 100 rows for two layers, and a dense layer.
    assert_eq!((totals.params, totals.buffers), (0, 100 * 32 + 32 * 32 + 32));
}

#[test]
fn a_recurrent_layer_is_one() {
    assert_eq!(
        lines("lstm"),
        "x: input 12x16\nlayer, layer_2, layer_3: lstm 32 layers=2 bidirectional"
    );
}

#[test]
fn what_changes_a_part_changes_the_whole() {
    let text = "x: input 8\na: fc 8\nslice_1: slice 0 4\ncopy: custom \"update\" 8 reads=(x, slice_1)\nfrom x\n\
                b: fc 4\ncopy_1: custom \"update\" 8\nrelu: relu\nadd: add copy relu";
    assert_eq!(lines("in_place"), text);
}
