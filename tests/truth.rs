//! The examples against figures that were measured elsewhere (`tests/truth/README.md`): equal as
//! integers, never nearly so.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::cargo::cargo_bin_cmd;
use serde::Deserialize;

/// A network of `networks.json`.
#[derive(Debug, Deserialize, PartialEq)]
struct Measured {
    input: Vec<u64>,
    params: u64,
    macs: u64,
}

/// A row of `layers/*.json`: a PyTorch module that ran.
#[derive(Debug, Deserialize)]
struct Module {
    class: String,
    output: Vec<u64>,
    params: u64,
    macs: u64,
}

/// What these tests read of the JSON report.
#[derive(Debug, Deserialize)]
struct Report {
    layers: Vec<Layer>,
    totals: Totals,
}

#[derive(Debug, Deserialize)]
struct Totals {
    params: u64,
    macs: u64,
}

#[derive(Debug, Deserialize)]
struct Layer {
    scope: String,
    name: String,
    op: String,
    inputs: Vec<Vec<u64>>,
    outputs: Vec<Vec<u64>>,
    params: u64,
    macs: u64,
}

impl Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Layer { scope, name, op, outputs, params, macs, .. } = self;
        let slash = if scope.is_empty() { "" } else { "/" };
        write!(f, "{scope}{slash}{name}: {op} {outputs:?}, {params} params, {macs} macs")
    }
}

impl Layer {
    /// Whether this is what the module does: its kind of operation, its shape, its figures.
    fn is(&self, module: &Module) -> bool {
        operations(&module.class).contains(&self.op.as_str())
            && self.outputs.first() == Some(&module.output)
            && (self.params, self.macs) == (module.params, module.macs)
    }
}

/// The operations that a module may be.
fn operations(class: &str) -> &'static [&'static str] {
    match class.trim_end_matches(['1', '2', '3', 'd']) {
        "AdaptiveAvgPool" => &["adaptiveavgpool", "gap"],
        "AvgPool" => &["avgpool"],
        "BatchNorm" => &["bn"],
        "Conv" => &["conv", "dwconv"],
        "ConvTranspose" => &["deconv"],
        "LayerNorm" => &["ln"],
        "Linear" => &["fc", "linear"],
        "MaxPool" => &["pool"],
        other => panic!("no operation is known for the module `{other}`"),
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn example(name: &str) -> PathBuf {
    root().join("examples").join(name).with_extension("net")
}

fn measured() -> BTreeMap<String, Measured> {
    let text = fs::read_to_string(root().join("tests/truth/networks.json")).expect("the figures");
    serde_json::from_str(&text).expect("an object of networks")
}

fn report(example: &Path) -> Report {
    let output =
        cargo_bin_cmd!("netcost").arg("run").arg(example).args(["--format", "json"]).output();
    let output = output.expect("the program starts");
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}:\n{messages}", example.display());
    serde_json::from_slice(&output.stdout).expect("a JSON report")
}

#[test]
fn params_and_macs_are_those_measured() {
    let networks = measured();
    let examples: Vec<_> = networks.iter().filter(|(name, _)| example(name).exists()).collect();
    assert!(examples.len() > 10, "hardly a network that was measured is an example");
    for (name, measured) in examples {
        let Report { layers, totals } = report(&example(name));
        let input = layers.iter().find_map(|layer| layer.inputs.first());
        let input = input.expect("a layer that reads the input").clone();
        let ours = Measured { input, params: totals.params, macs: totals.macs };
        assert_eq!(&ours, measured, "{name}: ours, and what was measured");
    }
}

#[test]
fn layers_are_those_measured() {
    let files = fs::read_dir(root().join("tests/truth/layers")).expect("the figures of layers");
    for file in files {
        let path = file.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if example(&name).exists() {
            let text = fs::read_to_string(&path).expect("the figures of a network");
            let modules: Vec<Module> = serde_json::from_str(&text).expect("a list of modules");
            find_in_order(&name, &modules, &report(&example(&name)).layers);
        }
    }
}

/// Finds each module among the layers, in the order of both; there may be layers between.
fn find_in_order(name: &str, modules: &[Module], layers: &[Layer]) {
    assert!(!modules.is_empty(), "{name}: no figures of layers");
    let mut after = 0;
    for (index, module) in modules.iter().enumerate() {
        let Some(at) = layers[after..].iter().position(|layer| layer.is(module)) else {
            let next: String =
                layers[after..].iter().take(5).map(|layer| format!("\n  {layer}")).collect();
            panic!(
                "{name}: measured row {} is not among our layers from {} on:\n  {module:?}\n\
                 our next layers:{next}",
                index + 1,
                after + 1,
            );
        };
        after += at + 1;
    }
}
