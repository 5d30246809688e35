//! The operators of classical machine learning (`ai.onnx.ml`), as scikit-learn's models have them.

use smallvec::SmallVec;

use super::costs::{Costs, custom};
use super::elementwise::same;
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::{Attribute, Node, TensorId};
use crate::import::lower::Lowering;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "ai.onnx.ml.Scaler",
        shapes: floats,
        lower: |l, node| each(l, node, SCALED),
        ..Rule::BASE
    },
    Rule { name: "ai.onnx.ml.Normalizer", shapes: floats, lower: normalizer, ..Rule::BASE },
    Rule {
        name: "ai.onnx.ml.Binarizer",
        shapes: same,
        lower: |l, node| each(l, node, COMPARED),
        ..Rule::BASE
    },
    Rule {
        name: "ai.onnx.ml.Imputer",
        shapes: same,
        lower: |l, node| each(l, node, COMPARED),
        ..Rule::BASE
    },
    Rule { name: "ai.onnx.ml.LinearRegressor", shapes: regressor, lower: linear, ..Rule::BASE },
    Rule { name: "ai.onnx.ml.LinearClassifier", shapes: classifier, lower: linear, ..Rule::BASE },
    Rule { name: "ai.onnx.ml.SVMRegressor", shapes: regressor, ..Rule::UNCOUNTED },
    Rule { name: "ai.onnx.ml.SVMClassifier", shapes: classifier, ..Rule::UNCOUNTED },
    // How deep a tree is gone down depends on the values.
    Rule { name: "ai.onnx.ml.TreeEnsembleRegressor", shapes: regressor, ..Rule::UNCOUNTED },
    Rule { name: "ai.onnx.ml.TreeEnsembleClassifier", shapes: classifier, ..Rule::UNCOUNTED },
    Rule { name: "ai.onnx.ml.TreeEnsemble", shapes: regressor, ..Rule::UNCOUNTED },
    Rule {
        name: "ai.onnx.ml.ArrayFeatureExtractor",
        shapes: extractor,
        lower: |l, node| custom(l, node, Costs::NONE),
        ..Rule::BASE
    },
    Rule { name: "ai.onnx.ml.LabelEncoder", shapes: encoder, ..Rule::UNCOUNTED },
    Rule { name: "ai.onnx.ml.CategoryMapper", shapes: mapper, ..Rule::UNCOUNTED },
    Rule { name: "ai.onnx.ml.OneHotEncoder", shapes: one_hot, lower: one_hot_costs, ..Rule::BASE },
    Rule {
        name: "ai.onnx.ml.FeatureVectorizer",
        shapes: vectorizer,
        lower: side_by_side,
        ..Rule::BASE
    },
    // Names for the columns: as many numbers as it reads.
    Rule { name: "ai.onnx.ml.ZipMap", shapes: same, ..Rule::UNCOUNTED },
];

/// (x − offset) · scale.
const SCALED: Costs = Costs { add: 1, mul: 1, ..Costs::NONE };
const COMPARED: Costs = Costs { cmp: 1, ..Costs::NONE };

fn floats(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    Output::new(node.dims(0)?, ElementType::F32).only()
}

/// A `custom` that takes this for each element of its input.
fn each(lowering: &mut Lowering<'_>, node: &Node, costs: Costs) -> Result<(), Failure> {
    let elements = crate::import::lower::elements(lowering.dims(node, 0)?)?;
    custom(lowering, node, costs.times(elements)?)
}

/// Each row divided by its greatest element, its sum, or its length.
fn normalizer(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let (rows, n) = matrix(lowering.dims(node, 0)?);
    let less = n.saturating_sub(1);
    let costs = match node.text("norm").unwrap_or("MAX") {
        "L1" => Costs { cmp: n, add: less, div: n, ..Costs::NONE },
        "L2" => Costs { mul: n, add: less, special: 1, div: n, ..Costs::NONE },
        _ => Costs { cmp: less, div: n, ..Costs::NONE },
    };
    custom(lowering, node, costs.times(rows)?)
}

/// The rows and the columns of an input: a vector is one row.
fn matrix(dims: &[u64]) -> (u64, u64) {
    match dims {
        [] => (1, 1),
        [columns] => (1, *columns),
        [rows, columns @ ..] => (*rows, dims::elements(columns).unwrap_or(u64::MAX)),
    }
}

/// How many items an attribute lists.
fn listed(node: &Node, name: &str) -> u64 {
    match node.attribute(name) {
        Some(Attribute::Ints(items)) => items.len() as u64,
        Some(Attribute::Floats(items)) => items.len() as u64,
        Some(Attribute::Texts(items)) => items.len() as u64,
        Some(Attribute::Tensor(_, dims, _)) => dims::elements(dims).unwrap_or_default(),
        _ => 0,
    }
}

/// A row of targets for each row of features.
fn regressor(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (rows, _) = matrix(node.dims(0)?);
    let targets = node.node.int("targets").or_else(|| node.node.int("n_targets")).unwrap_or(1);
    let targets = u64::try_from(targets).map_err(|_| Failure::invalid("a size is negative"))?;
    // The operators for one kind of model always make floats of 32 bits.
    let dtype = node.dtype(0)?;
    let trees = &*node.node.op == "ai.onnx.ml.TreeEnsemble" && dtype.is_float();
    let dtype = if trees { dtype } else { ElementType::F32 };
    Output::new(Dims::from_slice(&[rows, targets]), dtype).only()
}

/// The class of each row, and a score for each class.
fn classifier(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (rows, _) = matrix(node.dims(0)?);
    let names = ["classlabels_strings", "classlabels_ints", "classlabels_int64s"];
    let classes = names.iter().map(|name| listed(node.node, name)).max().unwrap_or_default();
    let text = listed(node.node, "classlabels_strings") > 0;
    let dtype = if text { ElementType::Text } else { ElementType::Int64 };
    let scores = Output::new(Dims::from_slice(&[rows, classes.max(1)]), ElementType::F32);
    Ok(Outputs::from_iter([Output::new(Dims::from_slice(&[rows]), dtype), scores]))
}

/// A product for each coefficient and row. What is done to the scores after that is not known of all functions.
fn linear(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let scores = node.outputs.iter().flatten().last();
    let scores = scores.and_then(|id| lowering.graph.tensors[*id].dims.clone()).unwrap_or_default();
    let (rows, classes) = matrix(&scores);
    let after = match node.text("post_transform").unwrap_or("NONE") {
        "NONE" => Costs::NONE,
        "LOGISTIC" => Costs { special: 1, add: 1, div: 1, ..Costs::NONE }.times(classes)?,
        "SOFTMAX" => {
            let less = classes.saturating_sub(1);
            Costs { cmp: less, add: classes + less, special: classes, div: classes, ..Costs::NONE }
        }
        _ => return Err(Failure::unsupported("its `post_transform`")),
    };
    // The class is that of the greatest score.
    let cmp = if node.outputs.len() > 1 { classes.saturating_sub(1) } else { 0 };
    let each = Costs { macs: listed(node, "coefficients"), cmp, ..Costs::NONE };
    custom(lowering, node, each.plus(after).times(rows)?)
}

/// Elements of the last axis, at the positions that the second input has.
fn extractor(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let positions = crate::import::lower::elements(node.dims(1)?)?;
    let mut dims: Dims = match node.dims(0)? {
        [others @ .., _] if !others.is_empty() => others.into(),
        _ => Dims::from_slice(&[1]),
    };
    dims.push(positions);
    Output::new(dims, node.dtype(0)?).only()
}

/// The type is that of the values that it chooses from.
fn encoder(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let named = |name| node.node.attribute(name).is_some();
    let dtype = match node.node.attribute("values_tensor") {
        Some(Attribute::Tensor(dtype, ..)) => *dtype,
        _ if named("values_strings") => ElementType::Text,
        _ if named("values_floats") => ElementType::F32,
        _ if named("values_int64s") => ElementType::Int64,
        // The first version chose from a list of classes.
        _ if node.dtype(0)? == ElementType::Text => ElementType::Int64,
        _ => ElementType::Text,
    };
    Output::new(node.dims(0)?, dtype).only()
}

fn mapper(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let is_text = node.dtype(0)? == ElementType::Text;
    let dtype = if is_text { ElementType::Int64 } else { ElementType::Text };
    Output::new(node.dims(0)?, dtype).only()
}

fn categories(node: &Node) -> u64 {
    listed(node, "cats_int64s").max(listed(node, "cats_strings"))
}

/// A new last axis, as long as there are categories.
fn one_hot(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let mut dims = Dims::from_slice(node.dims(0)?);
    dims.push(categories(node.node));
    Output::new(dims, ElementType::F32).only()
}

fn one_hot_costs(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    each(lowering, node, COMPARED.times(categories(node))?)
}

/// The columns of all inputs, side by side.
fn vectorizer(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (rows, _) = matrix(node.dims(0)?);
    let columns = (0..node.node.inputs.len()).map(|at| Ok(matrix(node.dims(at)?).1));
    let columns = columns.sum::<Result<u64, Failure>>()?;
    Output::new(Dims::from_slice(&[rows, columns]), ElementType::F32).only()
}

fn side_by_side(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    for input in 0..node.inputs.len() {
        if lowering.dims(node, input)?.len() != 2 {
            return custom(lowering, node, Costs::NONE);
        }
    }
    let inputs: SmallVec<[TensorId; 4]> = node.inputs.iter().flatten().copied().collect();
    let (vars, sample) = lowering.aligned(&inputs, 2)?;
    let call = vars.into_iter().fold(lowering.call("concat"), |call, var| call.arg(var));
    call.along(1, sample).make(node.output(0), sample)
}

#[cfg(test)]
mod tests {
    use crate::import::graph::Attribute;
    use crate::import::onnx::rules::testing::one;

    #[test]
    fn linear_models() {
        let coefficients = Attribute::Floats(vec![0.5; 12]);
        let node = one("ai.onnx.ml.LinearRegressor").data(&[1, 4]).int("targets", 3);
        let node = node.with("coefficients", coefficients.clone());
        assert_eq!(node.shapes(), "1x3");
        assert_eq!(node.text(), "custom \"ai.onnx.ml.LinearRegressor\" 3 macs=12");
        let node = one("ai.onnx.ml.LinearClassifier").data(&[5, 4]).outputs(2);
        let node = node.with("coefficients", coefficients).list("classlabels_ints", &[0, 1, 2]);
        assert_eq!(node.shapes(), "5, 5x3");
    }

    #[test]
    fn features() {
        let hot = one("ai.onnx.ml.OneHotEncoder").data(&[5, 2]).list("cats_int64s", &[1, 2, 3]);
        assert_eq!(hot.shapes(), "5x2x3");
        let vectorizer = one("ai.onnx.ml.FeatureVectorizer").data(&[5, 2]).data(&[5, 3]);
        assert_eq!(vectorizer.shapes(), "5x5");
        let extractor = one("ai.onnx.ml.ArrayFeatureExtractor").data(&[3, 4]).ints(&[0, 2]);
        assert_eq!(extractor.shapes(), "3x2");
        let scaler = one("ai.onnx.ml.Scaler").data(&[1, 4]);
        assert_eq!(scaler.text(), "custom \"ai.onnx.ml.Scaler\" 4 mul=4 add=4");
    }
}
