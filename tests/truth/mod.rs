//! The examples against figures that were measured elsewhere (`tests/truth/README.md`): equal as
//! integers, never nearly so.

mod families;

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use netcost::internals::report::Report;
use netcost::internals::report::model::Layer;
use netcost::internals::tensor::Shape;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::program::Program;

/// A network of `networks.json`.
#[derive(Debug, Deserialize)]
pub struct Measured {
    pub input: Vec<u32>,
    pub params: u64,
    pub macs: u64,
    /// What tools say, under the names of conventions.
    tools: BTreeMap<String, i128>,
}

/// Why a convention differs from its tool on a network, in `exceptions.json`.
#[derive(Debug, Deserialize)]
struct Exception {
    /// Ours less the tool's.
    difference: i128,
    reason: String,
}

/// A network of `published.json`.
#[derive(Debug, Deserialize)]
struct Published {
    params: u64,
    gmacs: f64,
}

/// A row of `layers/*.json`: a PyTorch module that ran.
#[derive(Clone, Debug, Deserialize)]
pub struct Module {
    pub class: String,
    pub output: Vec<u32>,
    pub params: u64,
    pub macs: u64,
}

impl Module {
    /// How many layers, from the first of these on, are what the module does: a single one, or all
    /// those of a block of attention.
    pub fn span(&self, layers: &[Layer]) -> Option<usize> {
        let first = layers.first()?;
        if self.class != "MultiheadAttention" {
            return self.is(first).then_some(1);
        }
        let block = attention(first)?;
        let inside = layers.iter().take_while(|layer| attention(layer) == Some(block));
        let (count, last, params, macs) =
            inside.fold((0, first, 0, 0), |(count, _, params, macs), layer| {
                (count + 1, layer, params + layer.params, macs + layer.macs)
            });
        let ours = (last.outputs.first().map(Shape::axes), params, macs);
        (ours == (Some(self.output.as_slice()), self.params, self.macs)).then_some(count)
    }

    /// The operations that do what the module does.
    pub fn operations(&self) -> &'static [&'static str] {
        match self.class.trim_end_matches(['1', '2', '3', 'd']) {
            "AdaptiveAvgPool" => &["adaptiveavgpool", "gap"],
            "AvgPool" => &["avgpool"],
            "BatchNorm" => &["bn"],
            "Conv" => &["conv", "dwconv"],
            "ConvTranspose" => &["deconv"],
            "LayerNorm" => &["ln"],
            "Linear" => &["fc", "linear"],
            "MaxPool" => &["pool"],
            "MultiheadAttention" => &["attention"],
            other => panic!("no operation is known for the module `{other}`"),
        }
    }

    /// Whether a layer is what the module does: its kind of operation, its shape, its figures.
    fn is(&self, layer: &Layer) -> bool {
        self.operations().contains(&&*layer.op)
            && layer.outputs.first().map(Shape::axes) == Some(self.output.as_slice())
            && (layer.params, layer.macs) == (self.params, self.macs)
    }
}

/// The path of the block of attention that a layer is in.
fn attention<'l>(layer: &'l Layer) -> Option<&'l str> {
    let at = layer.scope.find("attention")?;
    let length = layer.scope[at..].find('/').unwrap_or(layer.scope.len() - at);
    Some(&layer.scope[..at + length])
}

fn described(layer: &Layer) -> String {
    let Layer { op, outputs, params, macs, .. } = layer;
    format!("{}: {op} {:?}, {params} params, {macs} macs", layer.path, &**outputs)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// An object of `tests/truth/`, by network.
pub fn truth<T: DeserializeOwned>(file: &str) -> BTreeMap<String, T> {
    let text = fs::read_to_string(root().join("tests/truth").join(file)).expect("a file of truth");
    serde_json::from_str(&text).expect("an object of networks")
}

/// The examples and params that make the networks of families.
fn members() -> BTreeMap<String, String> {
    netcost::internals::bundled::examples::MEMBERS.clone()
}

/// How a network is run: its example, and the arguments that pick it out of a family.
struct Run {
    example: PathBuf,
    arguments: Vec<String>,
}

impl Run {
    /// What `src/bundled/members.json` says behind `netcost run`, or the example of the network's own name.
    fn of(name: &str, families: &BTreeMap<String, String>) -> Run {
        let mut words = families.get(name).map_or(name, String::as_str).split(' ');
        let example = words.next().expect("an example");
        let example = root().join("examples").join(example).with_extension("net");
        Run { example, arguments: words.map(String::from).collect() }
    }

    fn report(&self) -> Report {
        let program = Program::new(["run"]).args([&self.example]).args(&self.arguments);
        let output = program.args(["--convention", "all", "--format", "json"]).output();
        assert_eq!(output.status, 0, "{}:\n{}", self.example.display(), output.stderr);
        serde_json::from_str(&output.stdout).expect("a JSON report")
    }
}

#[test]
fn params_and_macs_are_those_measured() {
    let families = members();
    let networks: BTreeMap<String, Measured> = truth("networks.json");
    for (name, measured) in networks {
        let Report { layers, totals, .. } = Run::of(&name, &families).report();
        let input = layers.iter().find_map(|layer| layer.inputs.first());
        let input = input.expect("a layer that reads the input").axes().to_vec();
        let ours = (input, totals.params, totals.macs);
        let measured = (measured.input, measured.params, measured.macs);
        assert_eq!(ours, measured, "{name}: ours, and what was measured");
    }
}

/// Every total of every tool, or a known difference, as an integer.
#[test]
fn conventions_yield_what_their_tools_say() {
    let families = members();
    let networks: BTreeMap<String, Measured> = truth("networks.json");
    let mut exceptions: BTreeMap<String, BTreeMap<String, Exception>> = truth("exceptions.json");
    let mut wrong = String::new();
    let mut equal = 0;
    for (name, Measured { tools, .. }) in networks {
        let ours = Run::of(&name, &families).report().totals.flops_by_convention;
        let mut known = exceptions.remove(&name).unwrap_or_default();
        for (tool, measured) in tools {
            let ours = *ours.get(&tool).expect("a convention");
            let difference = i128::from(ours) - measured;
            let expected = known.remove(&tool).map_or(0, |exception| exception.difference);
            if difference != expected {
                wrong += &format!("{name}, {tool}: {difference} and not {expected}\n");
            }
            equal += usize::from(difference == 0);
        }
        wrong +=
            &known.keys().map(|tool| format!("{name}: {tool} never ran\n")).collect::<String>();
    }
    assert!(wrong.is_empty(), "ours less the tool's:\n{wrong}");
    assert!(exceptions.is_empty(), "nothing was measured of {:?}", exceptions.keys());
    assert!(equal > 300, "only {equal} totals are equal");
}

/// A difference is a fact about a Python module or another framework, and each has its reason.
#[test]
fn differences_have_reasons() {
    let exceptions: BTreeMap<String, BTreeMap<String, Exception>> = truth("exceptions.json");
    for (name, Exception { difference, reason }) in exceptions.values().flatten() {
        assert!(*difference != 0 && !reason.is_empty(), "{name}: {difference}, {reason}");
    }
}

/// A suite that cannot fail proves nothing: with one stride changed, the figures are others.
#[test]
fn a_changed_stride_is_noticed() {
    let families = members();
    let networks: BTreeMap<String, Measured> = truth("networks.json");
    for (name, stride, other) in [
        ("alexnet", "k11 s4", "k11 s3"),
        ("mobilenet_v1", "s2", "s1"),
        ("resnet50", "k7 s2", "k7 s1"),
        ("yolov3_tiny", "pool 2 1", "pool 2 2"),
    ] {
        let text = fs::read_to_string(Run::of(name, &families).example).expect("an example");
        assert!(text.contains(stride), "{name} has no `{stride}`");
        let program = Program::new(["run", "-", "--format", "json"]);
        let output = program.stdin(Cursor::new(text.replacen(stride, other, 1))).output();
        assert_eq!(output.status, 1, "{name}: its own claims don't notice `{other}`");
        let report = serde_json::from_str::<Report>(&output.stdout);
        let macs = report.map(|report| report.totals.macs).ok();
        assert_ne!(macs, Some(networks[name].macs), "{name} with `{other}`");
    }
}

#[test]
fn pruning_leaves_what_torch_pruning_leaves() {
    let families = members();
    for (name, params) in truth::<u64>("pruned.json") {
        let mut run = Run::of(&name, &families);
        run.arguments.extend(["--what-if", "prune:0.5"].map(String::from));
        assert_eq!(run.report().totals.params, params, "{name}: ours, and torch-pruning's");
    }
}

/// MobileNet's width multiplier halves every layer but the last, as the pass does.
#[test]
fn pruning_mobilenet_by_half_is_its_half_width() {
    let totals = |arguments: [&str; 2]| {
        let mut run = Run::of("mobilenet_v1", &members());
        run.arguments.extend(arguments.map(String::from));
        let totals = run.report().totals;
        let activations =
            (totals.activation_bytes, totals.peak_memory, totals.read_bytes, totals.write_bytes);
        (totals.params, totals.macs, totals.flops, activations)
    };
    assert_eq!(totals(["--what-if", "prune:0.5"]), totals(["-D", "width=0.5"]));
    assert_eq!(totals(["--what-if", "prune:0.75"]), totals(["-D", "width=0.25"]));
}

#[test]
fn params_and_rounded_macs_are_those_published() {
    let families = members();
    let networks: BTreeMap<String, Published> = truth("published.json");
    for (name, Published { params, gmacs }) in networks {
        let totals = Run::of(&name, &families).report().totals;
        let millions = (totals.macs + 500_000) / 1_000_000;
        let published = (params, (gmacs * 1000.0).round() as u64);
        assert_eq!((totals.params, millions), published, "{name}: ours, and what is published");
    }
}

#[test]
fn families_are_those_of_known_networks() {
    let families = members();
    let measured: BTreeMap<String, Measured> = truth("networks.json");
    let published: BTreeMap<String, Published> = truth("published.json");
    for name in families.keys() {
        assert!(Run::of(name, &families).example.exists(), "{name} has no example");
        let known = measured.contains_key(name) || published.contains_key(name);
        assert!(known, "nothing is known of {name}");
    }
}

#[test]
fn layers_are_those_measured() {
    let families = members();
    for (name, modules) in modules() {
        let layers = Run::of(&name, &families).report().layers;
        find_in_order(&name, &modules, &layers, Module::span);
    }
}

/// The modules of each network whose layers were measured, in order.
pub fn modules() -> BTreeMap<String, Vec<Module>> {
    let files = fs::read_dir(root().join("tests/truth/layers")).expect("the figures of layers");
    let read = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("the figures of a network");
        (name, serde_json::from_str(&text).expect("a list of modules"))
    };
    files.map(|file| read(file.expect("a file").path())).collect()
}

/// Finds each module among the layers, in the order of both; there may be layers between. `span` is how many layers, from
/// the first of some on, are what a module does.
pub fn find_in_order(
    name: &str,
    modules: &[Module],
    layers: &[Layer],
    span: impl Fn(&Module, &[Layer]) -> Option<usize>,
) {
    assert!(!modules.is_empty(), "{name}: no figures of layers");
    let mut after = 0;
    for (index, module) in modules.iter().enumerate() {
        let found = (after..layers.len()).find_map(|at| Some(at + span(module, &layers[at..])?));
        let Some(end) = found else {
            let next: String = layers[after..]
                .iter()
                .take(5)
                .map(|layer| format!("\n  {}", described(layer)))
                .collect();
            panic!(
                "{name}: measured row {} is not among our layers from {} on:\n  {module:?}\n\
                 our next layers:{next}",
                index + 1,
                after + 1,
            );
        };
        after = end;
    }
}
