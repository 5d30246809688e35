//! The tables are about the models beside them, and whole.

use std::collections::BTreeSet;
use std::fs;

use super::wire::Graph;
use super::{Counted, Tensor, Values};

#[test]
fn exports_are_what_their_table_says() {
    let exports = super::exports();
    let names: Vec<_> = exports.iter().map(|(export, _)| export.name.clone()).collect();
    assert_eq!(names, super::models("exports"));
    for (export, measured) in exports {
        let name = &export.name;
        let graph = Graph::of(&export.model);
        let elements = graph.initializers.iter().map(|it| it.elements).sum::<u64>();
        let read = (graph.opset, graph.nodes.len(), graph.operators().len());
        assert_eq!(read, (Some(export.opset), export.nodes, export.operators), "{name}");
        let read = (graph.initializers.len(), elements);
        assert_eq!(read, (export.initializers, export.float_elements), "{name}");
        let inputs: BTreeSet<_> = export.inputs.keys().map(String::as_str).collect();
        assert_eq!(graph.open_inputs(), inputs, "{name}");
        let one: Vec<_> = export.inputs.values().map(|dims| dims.split_first()).collect();
        assert_eq!(one, [Some((&1, &measured.input[..]))], "{name}: one sample");
        assert!(measured.macs > 0, "{name}");
    }
}

/// Each value that PyTorch counts and the file does not have, or the other way round, has its reason.
#[test]
fn elements_of_exports_differ_from_params_for_reasons_alone() {
    for (export, measured) in super::exports() {
        let learned = export.float_elements - export.running_statistics;
        let difference = learned.cast_signed() - measured.params.cast_signed();
        let explained: i64 = export.differences.values().sum();
        assert_eq!(difference, explained, "{}: {:?}", export.name, export.differences);
    }
}

/// The page has a row for each reason, and nothing else.
#[test]
fn differences_are_those_of_the_page() {
    let page = fs::read_to_string(super::path("README.md")).expect("the page");
    let rows = page.lines().skip_while(|line| !line.starts_with("| difference |")).skip(2);
    let rows = rows.map_while(|line| line.strip_prefix("| `")?.split_once('`'));
    let described: BTreeSet<_> = rows.map(|(name, _)| name.to_owned()).collect();
    let exports = super::exports().into_iter();
    let used: BTreeSet<_> =
        exports.flat_map(|(export, _)| export.differences.into_keys()).collect();
    assert_eq!(described, used);
}

#[test]
fn cases_are_what_their_table_says() {
    let cases = super::operator_cases();
    let names: BTreeSet<_> = cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), cases.len(), "a name is there twice");
    for case in &cases {
        let name = &case.name;
        let graph = Graph::of(&case.model);
        assert_eq!(graph.nodes.len(), case.nodes, "{name}");
        assert!(graph.operators().into_iter().eq(&case.operators), "{name}");
        assert!(graph.inputs.iter().eq(case.inputs.iter().map(|it| &it.name)), "{name}");
        assert!(graph.outputs.iter().eq(case.outputs.iter().map(|it| &it.name)), "{name}");
        case.inputs.iter().chain(&case.outputs).for_each(|tensor| check(name, tensor));
    }
}

/// Values are as many as the shape says, and of the kind that the type says.
fn check(case: &str, tensor: &Tensor) {
    let Tensor { name, element, shape, values } = tensor;
    let Some(values) = values else { return };
    let elements: usize = shape.iter().map(|&dim| dim as usize).product();
    assert_eq!(values.len(), elements, "{case}: {name}");
    let float = element.contains("float") || element == "double";
    let fits = elements == 0 || float == matches!(values, Values::Floats(_));
    assert!(fits, "{case}: {name} is of {element}");
}

/// The counts of the page are those of the table.
#[test]
fn cases_are_as_many_as_the_page_says() {
    let page = fs::read_to_string(super::path("README.md")).expect("the page");
    let cases = super::operator_cases();
    let single: Vec<_> = cases.iter().filter(|case| case.nodes == 1).collect();
    let operators: BTreeSet<_> = single.iter().flat_map(|case| &case.operators).collect();
    let most = cases.iter().map(|case| case.nodes).max().expect("cases");
    for said in [
        format!("{} cases of single operators", thousands(cases.len())),
        format!("{} have one node, of {} operators", thousands(single.len()), operators.len()),
        format!("up to {most} nodes"),
    ] {
        assert!(page.contains(&said), "the page does not say `{said}`");
    }
}

#[test]
fn real_models_are_what_their_table_says() {
    let models = super::real_models();
    let names: Vec<_> = models.iter().map(|model| model.name.clone()).collect();
    assert_eq!(names, super::models("real"));
    for model in &models {
        let name = &model.name;
        let graph = Graph::of(&model.model);
        let inputs: BTreeSet<_> = model.inputs.keys().map(String::as_str).collect();
        assert_eq!(graph.open_inputs(), inputs, "{name}");
        let unknown: Vec<_> = graph.made().filter(|it| !model.tensors.contains_key(*it)).collect();
        assert!(unknown.is_empty(), "{name}: no shapes of {unknown:?}");
        for value in model.values.keys() {
            assert!(model.inputs[value].is_empty(), "{name}: {value} is no number");
        }
        let sizes: BTreeSet<_> = model.inputs.values().flatten().collect();
        assert!(model.symbols.values().all(|size| sizes.contains(size)), "{name}");
        match &model.onnx_tool {
            Counted::Macs(macs) => assert!(*macs > 0, "{name}"),
            Counted::Error(error) => assert!(error.contains(": "), "{name}: {error}"),
            Counted::Nothing => panic!("{name} was not counted"),
        }
    }
}

/// The counts of the page are those of the table.
#[test]
fn real_models_are_as_many_as_the_page_says() {
    let page = fs::read_to_string(super::path("README.md")).expect("the page");
    let models = super::real_models();
    let packages: BTreeSet<_> = models.iter().map(|model| &model.package).collect();
    let tensors = models.iter().map(|model| model.tensors.len()).sum();
    let (models, packages, tensors) = (models.len(), packages.len(), thousands(tensors));
    let said = format!("{models} models of {packages} packages: the shapes of {tensors} tensors");
    assert!(page.contains(&said), "the page does not say `{said}`");
}

/// A number as pages write it.
fn thousands(count: usize) -> String {
    format!("{},{:03}", count / 1000, count % 1000)
}

/// Each model is in one row of the table of licences.
#[test]
fn real_models_have_licences() {
    let licences = fs::read_to_string(super::path("real/README.md")).expect("the page");
    let rows = licences.lines().skip_while(|line| !line.starts_with("| files |")).skip(2);
    let rows = rows.map_while(|line| line.strip_prefix("| ")?.split_once(" | "));
    let patterns: Vec<_> = rows.flat_map(|(files, _)| files.split(", ")).collect();
    for name in super::models("real") {
        let fits = |pattern: &&&str| {
            let pattern = pattern.trim_matches('`');
            pattern.strip_suffix('*').map_or(name == pattern, |it| name.starts_with(it))
        };
        assert_eq!(patterns.iter().filter(fits).count(), 1, "licences of {name}");
    }
}
