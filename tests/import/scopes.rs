//! Reports of models are grouped by the modules of the model.

use std::collections::BTreeSet;

use serde_json::Value;

use super::imported::Wrong;
use super::programs::graphs;
use super::pt2::archive;
use super::unpacked;
use crate::program::Program;

/// The fields of each row of a report on a model.
fn rows(model: Vec<u8>, arguments: &[&str], fields: &str) -> Vec<String> {
    let run = Program::new(["run", "-", "--format", "csv", "--columns", fields]).args(arguments);
    let output = run.stdin(std::io::Cursor::new(model)).output();
    assert_eq!(output.status, 0, "{}", output.stderr);
    output.stdout.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn the_first_level_has_the_modules_of_the_network() {
    let names = |name: &str| {
        let model = unpacked(&format!("exports/{name}.onnx.gz"));
        rows(model, &["--depth", "1"], "name").join(" ")
    };
    assert_eq!(
        names("resnet50"),
        "conv1 relu maxpool layer1 layer2 layer3 layer4 avgpool flatten1 fc"
    );
    assert_eq!(names("swin_t"), "features norm permute avgpool flatten head");
}

/// The modules that have parameters, as the program names them.
fn modules(graph: &[u8]) -> BTreeSet<String> {
    let program: Value = serde_json::from_slice(graph).expect("JSON");
    let specs = program["graph_module"]["signature"]["input_specs"].as_array().expect("a list");
    let names = specs.iter().filter_map(|spec| spec["parameter"]["parameter_name"].as_str());
    names.filter_map(|name| Some(name.rsplit_once('.')?.0.to_owned())).collect()
}

/// Modules whose parameters a function of the module around them reads, or none.
fn is_read_elsewhere(network: &str, module: &str) -> bool {
    match network {
        // A table of a single row that is read has no lookup.
        "bert_base" => module == "typ",
        // The auxiliary classifier is for training.
        "inception_v3" => module.starts_with("AuxLogits."),
        // The function gets the weights of its products.
        "swin_t" => module.ends_with(".attn.qkv") || module.ends_with(".attn.proj"),
        "vit_b_16" => module.ends_with(".self_attention.out_proj"),
        _ => false,
    }
}

#[test]
fn layers_with_parameters_are_in_the_modules_that_have_them() {
    let mut wrong = Wrong::default();
    for (name, graph) in graphs() {
        let rows = rows(archive(&name, &graph), &[], "path,params");
        let rows = rows.iter().filter_map(|row| row.rsplit_once(','));
        let learned = rows.filter(|(path, params)| *params != "0" && !path.starts_with("weight"));
        let modules = modules(&graph);
        let mut found = BTreeSet::new();
        for (path, _) in learned {
            let path = format!("{}.", path.replace('/', "."));
            let around = modules.iter().filter(|module| path.starts_with(&format!("{module}.")));
            match around.max_by_key(|module| module.len()) {
                Some(module) => _ = found.insert(module),
                None => wrong.note(&name, format!("`{path}` is in no module")),
            }
        }
        for module in modules.iter().filter(|module| !found.contains(module)) {
            if !is_read_elsewhere(&name, module) {
                wrong.note(&name, format!("no layer is in `{module}`"));
            }
        }
    }
    wrong.none();
}
