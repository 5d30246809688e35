//! What becomes of ONNX's cases of operators.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use netcost::internals::import::{self, Elements, Found, ImportOptions, ImportedText};
use netcost::internals::source::Window;
use netcost::{Report, Sources};

use super::imported::{Wrong, imported, options, report};
use super::{OperatorCase, Tensor, Values, element, operator_cases};

/// Operators some of whose cases have sizes that are not known even if all inputs are: in how many cases, and why.
const RUN_TIME: &[(&str, usize, &str)] = &[
    ("ImageDecoder", 9, "the size of an image is in its bytes"),
    ("NonMaxSuppression", 10, "how many boxes remain depends on their scores and places"),
    ("StringNormalizer", 5, "how many words remain depends on the words, which are not read"),
    ("StringSplit", 5, "how many parts a text has depends on the text, which is not read"),
];

/// Operators whose cost is not known in some of their cases: in how many, and why if it is in others.
const UNKNOWN: &[(&str, usize, &str)] = &[
    ("Bernoulli", 3, ""),
    ("DFT", 10, ""),
    ("DeformConv", 4, "the weights are computed"),
    ("MelWeightMatrix", 1, ""),
    ("NonZero", 1, ""),
    ("RandomUniformLike", 3, ""),
    ("RegexFullMatch", 2, ""),
    ("RoiAlign", 1, "how many samples are taken depends on the boxes"),
    ("STFT", 2, ""),
    ("StringConcat", 5, ""),
    ("TfIdfVectorizer", 7, ""),
    ("Unique", 1, ""),
    ("ai.onnx.ml.LabelEncoder", 4, ""),
    ("ai.onnx.ml.TreeEnsemble", 2, ""),
];

/// Definitions that take other multiply-accumulates than their operators, and why.
const OTHERWISE: &[(&str, &str)] = &[
    ("affine_grid_2d_align_corners_expanded", "an image is a volume of depth 1"),
    ("affine_grid_2d_expanded", "an image is a volume of depth 1"),
];

/// Operators that compute nothing in any of their cases: they move elements, or are the same for all inputs.
#[rustfmt::skip]
const FREE: &[&str] = &[
    "BitCast", "BlackmanWindow", "Cast", "CastLike", "CenterCropPad", "Compress",
    "Concat", "Constant", "ConstantOfShape", "DepthToSpace", "Dropout", "Expand",
    "EyeLike", "Flatten", "Gather", "GatherElements", "GatherND", "HammingWindow",
    "HannWindow", "Identity", "If", "MaxUnpool", "OneHot", "OptionalGetElement",
    "OptionalHasElement", "Pad", "Reshape", "ReverseSequence", "Scatter", "Shape",
    "Size", "Slice", "SpaceToDepth", "Split", "Squeeze", "TensorScatter",
    "Tile", "Transpose", "Trilu", "Unsqueeze", "Upsample", "ai.onnx.ml.ArrayFeatureExtractor",
];

/// How the inputs of a case are given: the sizes of all of them, and the values of some.
fn given(case: &OperatorCase, with_values: impl Fn(&Tensor) -> bool) -> ImportOptions {
    let inputs = case.inputs.iter().map(|input| {
        (Some(input.name.clone()), input.shape.iter().map(|size| u64::from(*size)).collect())
    });
    let values = case.inputs.iter().filter(|input| with_values(input)).filter_map(|input| {
        let values = match input.values.as_ref()? {
            Values::Integers(values) => values.iter().map(|value| *value as f64).collect(),
            Values::Floats(values) => values.clone(),
        };
        Some((input.name.clone(), values))
    });
    ImportOptions { inputs: inputs.collect(), values: values.collect(), ..options() }
}

/// What is known of the tensors of a case, and what is wrong.
fn tensors(case: &OperatorCase, options: &ImportOptions) -> (BTreeMap<String, Found>, String) {
    let (sources, mut window) =
        (Sources::new(), Window::new("model", Box::new(Cursor::new(case.model.clone()))));
    let found = import::tensors(&sources, &mut window, options);
    let (tensors, problems) = found.unwrap_or_else(|problem| panic!("{}: {problem}", case.name));
    let problems = problems.iter().map(|it| format!("{}; ", it.kind)).collect();
    (tensors.into_iter().collect(), problems)
}

/// The case as a text, with as few values of inputs as it needs: none, those of integers if that leaves something unknown
/// that need not be, or else all.
fn text(case: &OperatorCase, uncounted: &BTreeSet<&str>) -> Result<ImportedText, String> {
    let integers = |input: &Tensor| matches!(input.values, Some(Values::Integers(_)));
    let with = |values: &dyn Fn(&Tensor) -> bool| imported(&case.model, &given(case, values));
    let without = with(&|_| false);
    let is_known =
        |text: &ImportedText| text.about.unknown.iter().all(|(it, _)| uncounted.contains(&**it));
    if without.as_ref().is_ok_and(is_known) {
        return without;
    }
    with(&integers).or(without).or_else(|_| with(&|_| true))
}

/// The operators whose cost is never known.
fn uncounted() -> BTreeSet<&'static str> {
    import::operators().iter().filter(|it| !it.counted).map(|it| it.name).collect()
}

#[test]
fn operators_have_the_sizes_types_and_values_of_their_cases() {
    let mut wrong = Wrong::default();
    let mut run_time: BTreeMap<String, usize> = BTreeMap::new();
    for case in operator_cases() {
        let (tensors, problems) = tensors(&case, &given(&case, |_| true));
        if problems.contains("depends on the values of") {
            *run_time.entry(case.operators.join(" ")).or_default() += 1;
            continue;
        }
        for output in &case.outputs {
            match tensors.get(&output.name) {
                Some(found) => compare(&case, output, found, &problems, &mut wrong),
                None => wrong.note(&case.name, format!("{} is not there", output.name)),
            }
        }
    }
    let listed = RUN_TIME.iter().map(|(name, cases, _)| ((*name).to_owned(), *cases));
    assert_eq!(run_time, listed.collect());
    wrong.none();
}

/// Compares an output with what is known of it.
fn compare(case: &OperatorCase, output: &Tensor, found: &Found, problems: &str, wrong: &mut Wrong) {
    let wanted: Vec<u64> = output.shape.iter().map(|size| u64::from(*size)).collect();
    let name = &output.name;
    if found.sizes.as_ref() != Some(&wanted) {
        let sizes = &found.sizes;
        return wrong.note(&case.name, format!("{name} is {sizes:?}, not {wanted:?}: {problems}"));
    }
    if found.element != element(&output.element) {
        wrong.note(&case.name, format!("{name} is of {}, not {}", found.element, output.element));
    }
    // Where one node rounds what another has rounded, no digit is certain: each is compared on its own.
    let is_exact = case.nodes == 1 || matches!(output.values, Some(Values::Integers(_)));
    if let (Some(elements), Some(values), true) = (&found.elements, &output.values, is_exact)
        && !same(elements, values, &output.element)
    {
        wrong.note(&case.name, format!("{name} has {elements:?}, not {values:?}"));
    }
}

/// Whether elements are the same: floats to the last digits of their type.
fn same(elements: &Elements, values: &Values, element: &str) -> bool {
    let digit = match element {
        "double" => f64::EPSILON,
        "float16" => 2_f64.powi(-10),
        "bfloat16" => 2_f64.powi(-7),
        _ => f64::from(f32::EPSILON),
    };
    let close = |(a, b): (&f64, &f64)| a == b || (a - b).abs() <= 4.0 * digit * b.abs();
    match (elements, values) {
        (Elements::Integers(items), Values::Integers(values)) => items == values,
        (Elements::Floats(items), Values::Floats(values)) => {
            items.len() == values.len() && items.iter().zip(values).all(close)
        }
        // A list without elements has no type in the table.
        (Elements::Integers(items), Values::Floats(values)) => {
            items.is_empty() && values.is_empty()
        }
        (Elements::Floats(items), Values::Integers(values)) => {
            items.is_empty() && values.is_empty()
        }
    }
}

/// The operators whose sizes depend on data are those that say so: without values, nothing is known of them.
#[test]
fn operators_of_run_time_are_known_as_such() {
    let operators = import::operators();
    let stated: BTreeSet<&str> =
        operators.iter().filter(|it| it.run_time).map(|it| it.name).collect();
    assert!(RUN_TIME.iter().all(|(name, ..)| stated.contains(name)), "{stated:?}");
    let mut found = BTreeSet::new();
    for case in operator_cases().into_iter().filter(|case| case.nodes == 1) {
        let (_, problems) = tensors(&case, &given(&case, |_| false));
        if problems.contains("depends on the values of") {
            found.extend(case.operators);
        }
    }
    let missing: Vec<_> = stated.iter().filter(|name| !found.contains(**name)).collect();
    assert!(missing.is_empty(), "{missing:?} are known without values");
}

/// How many operations of all classes there are.
fn computes(report: &Report) -> u64 {
    let (macs, ops) = (report.totals.macs, report.totals.ops);
    macs + ops.mul + ops.add + ops.div + ops.cmp + ops.special
}

/// Whether none of the outputs has elements.
fn is_empty(case: &OperatorCase) -> bool {
    case.outputs.iter().all(|output| output.shape.contains(&0))
}

#[test]
fn cases_of_operators_become_texts() {
    let mut wrong = Wrong::default();
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    let uncounted = uncounted();
    let (mut free, mut counted) = (BTreeSet::new(), BTreeSet::new());
    for case in operator_cases() {
        let text = text(&case, &uncounted);
        if RUN_TIME.iter().any(|(name, ..)| case.operators == [*name]) {
            continue;
        }
        let (text, report) = match text.and_then(|text| report(&text).map(|it| (text, it))) {
            Ok(made) => made,
            // Nothing is left of what has no elements.
            Err(problem) if problem.contains("Model(Empty") && is_empty(&case) => continue,
            Err(problem) => {
                wrong.note(&case.name, problem);
                continue;
            }
        };
        for (operator, _) in &text.about.unknown {
            *unknown.entry(operator.clone()).or_default() += 1;
        }
        if let [operator] = &*case.operators {
            let is_free = computes(&report) == 0 && text.about.unknown.is_empty();
            if is_free { &mut free } else { &mut counted }.insert(operator.clone());
        }
    }
    wrong.none();
    let listed = UNKNOWN.iter().map(|(name, cases, _)| ((*name).to_owned(), *cases));
    assert_eq!(unknown, listed.collect());
    let free: Vec<_> = free.difference(&counted).map(String::as_str).collect();
    assert_eq!(free, FREE);
    for (name, _, reason) in UNKNOWN {
        assert_eq!(uncounted.contains(name), reason.is_empty(), "{name}");
    }
}

/// An operator that ONNX defines as a function of others takes as many multiply-accumulates as they do.
#[test]
fn functions_cost_what_their_definitions_do() {
    let mut wrong = Wrong::default();
    let mut macs: BTreeMap<String, u128> = BTreeMap::new();
    let uncounted = uncounted();
    let mut compared = 0;
    let otherwise = |case: &str| OTHERWISE.iter().any(|(name, _)| *name == case);
    for case in operator_cases() {
        let Ok(report) = text(&case, &uncounted).and_then(|text| report(&text)) else { continue };
        let of = u128::from(report.totals.macs);
        match case.name.split_once("_expanded") {
            None => _ = macs.insert(case.name, of),
            Some((function, _)) => match macs.get(function) {
                Some(own) if (*own == of) != otherwise(&case.name) => compared += 1,
                Some(own) => wrong.note(&case.name, format!("{own} MACs, not {of}")),
                None => {}
            },
        }
    }
    wrong.none();
    assert!(compared > 400, "{compared} cases");
}
