//! Models of others, and what is true of them (`README.md`).

#[path = "../../fuzz/src/programs/archive.rs"]
mod archive;
#[path = "../../fuzz/src/programs/changes.rs"]
mod changes;
mod comparison;
mod folded;
mod imported;
mod large;
mod onnx_tool;
mod operators;
mod programs;
mod pt2;
mod scopes;
mod tables;
mod wire;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::truth::{self, Measured};

/// A network as PyTorch exports it.
#[derive(Debug, Deserialize)]
pub struct Export {
    #[serde(skip)]
    pub name: String,
    #[serde(skip)]
    pub model: Vec<u8>,
    pub opset: u64,
    /// The dimensions of each input, the batch included.
    pub inputs: BTreeMap<String, Vec<u32>>,
    pub nodes: usize,
    /// How many kinds of operators there are.
    pub operators: usize,
    pub initializers: usize,
    /// Elements of all float initializers.
    pub float_elements: u64,
    /// Those of them that are means and variances of batch norms.
    pub running_statistics: u64,
    /// Why the elements without running statistics are not what PyTorch counts: they sum up to the difference.
    pub differences: BTreeMap<String, i64>,
}

/// A case of the ONNX project: a model, most often of one node, with what goes in and comes out.
#[derive(Debug, Deserialize)]
pub struct OperatorCase {
    pub name: String,
    /// The kinds of operators in it, with their domain if that is not ONNX's own.
    pub operators: Vec<String>,
    pub nodes: usize,
    #[serde(skip)]
    pub model: Vec<u8>,
    /// The length of the model.
    bytes: usize,
    pub inputs: Vec<Tensor>,
    pub outputs: Vec<Tensor>,
}

/// A tensor that was recorded.
#[derive(Debug, Deserialize)]
pub struct Tensor {
    pub name: String,
    /// ONNX's name of the type, in lower case.
    #[serde(rename = "type")]
    pub element: String,
    pub shape: Vec<u32>,
    /// The elements in order, if there are few.
    pub values: Option<Values>,
}

/// The elements of a tensor; truth values are 0 and 1.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Values {
    Integers(Vec<i64>),
    Floats(Vec<f64>),
}

impl Values {
    pub fn len(&self) -> usize {
        match self {
            Values::Integers(values) => values.len(),
            Values::Floats(values) => values.len(),
        }
    }
}

/// What the importer calls a type, given by ONNX's name of it: it does not distinguish 8-bit floats.
pub fn element(name: &str) -> &'static str {
    match name {
        "double" => "F64",
        "float" => "F32",
        "float16" => "F16",
        "bfloat16" => "Bf16",
        "float8e4m3fn" | "float8e4m3fnuz" | "float8e5m2" | "float8e5m2fnuz" | "float8e8m0" => "F8",
        "float4e2m1" => "F4",
        "int64" => "Int64",
        "int32" => "Int32",
        "int16" => "Int16",
        "int8" => "Int8",
        "int4" => "Int4",
        "int2" => "Int2",
        "uint64" => "UInt64",
        "uint32" => "UInt32",
        "uint16" => "UInt16",
        "uint8" => "UInt8",
        "uint4" => "UInt4",
        "uint2" => "UInt2",
        "bool" => "Bool",
        "string" => "Text",
        other => panic!("there is no type `{other}`"),
    }
}

/// A model that a Python package ships, without its weights.
#[derive(Debug, Deserialize)]
pub struct RealModel {
    #[serde(skip)]
    pub name: String,
    #[serde(skip)]
    pub model: Vec<u8>,
    /// The package and its version.
    pub package: String,
    /// The dimensions that each input was bound to.
    pub inputs: BTreeMap<String, Vec<u32>>,
    /// The sizes that this gives to dimensions with names.
    pub symbols: BTreeMap<String, u32>,
    /// The values of inputs that are numbers.
    pub values: BTreeMap<String, i64>,
    /// Type and shape of each tensor, as onnxruntime computes them.
    pub tensors: BTreeMap<String, (String, Vec<u32>)>,
    /// What onnx-tool says of it.
    #[serde(skip)]
    pub onnx_tool: Counted,
}

/// What a program counts in a model.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    Macs(u64),
    /// The exception that it ended in.
    Error(String),
    #[default]
    Nothing,
}

/// All networks that PyTorch exported, each with what was measured of it.
pub fn exports() -> Vec<(Export, Measured)> {
    let mut measured: BTreeMap<String, Measured> = truth::truth("networks.json");
    let table: BTreeMap<String, Export> = json("exports.json");
    let exports = table.into_iter().map(|(name, export)| {
        let model = unpacked(&format!("exports/{name}.onnx.gz"));
        let measured = measured.remove(&name).expect("a network of the truth");
        (Export { name, model, ..export }, measured)
    });
    exports.collect()
}

/// All cases of the ONNX project.
pub fn operator_cases() -> Vec<OperatorCase> {
    let lines = String::from_utf8(unpacked("operators/cases.jsonl.gz")).expect("text");
    let models = unpacked("operators/models.bin.gz");
    let mut rest = &models[..];
    let cases = lines.lines().map(|line| {
        let case: OperatorCase = serde_json::from_str(line).expect("a case");
        let model = rest.split_off(..case.bytes).expect("as many models as cases");
        OperatorCase { model: model.to_vec(), ..case }
    });
    let cases = cases.collect();
    assert!(rest.is_empty(), "{} bytes are of no case", rest.len());
    cases
}

/// All models of Python packages.
pub fn real_models() -> Vec<RealModel> {
    let table: BTreeMap<String, Counted> = json("real/onnx_tool.json");
    let models = table.into_iter().map(|(name, onnx_tool)| {
        let text = unpacked(&format!("real/{name}.json.gz"));
        let described: RealModel = serde_json::from_slice(&text).expect("what is true of a model");
        let model = unpacked(&format!("real/{name}.onnx.gz"));
        RealModel { name, model, onnx_tool, ..described }
    });
    models.collect()
}

/// The names of the models in a folder.
fn models(folder: &str) -> Vec<String> {
    models_ending(folder, ".onnx.gz")
}

fn models_ending(folder: &str, ending: &str) -> Vec<String> {
    let files = fs::read_dir(path(folder)).expect("a folder of models");
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a name"));
    let mut names: Vec<_> =
        names.filter_map(|name| Some(name.strip_suffix(ending)?.to_owned())).collect();
    names.sort_unstable();
    names
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(file)
}

fn json<T: DeserializeOwned>(file: &str) -> T {
    let text = fs::read_to_string(path(file)).expect("a table");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn unpacked(file: &str) -> Vec<u8> {
    let packed = fs::read(path(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut bytes = Vec::new();
    let read = GzDecoder::new(&packed[..]).read_to_end(&mut bytes);
    read.unwrap_or_else(|error| panic!("{file}: {error}"));
    bytes
}
