//! What becomes of models: sizes, and figures, against those of other programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;

use netcost::internals::import::{self, Found, ImportOptions, ImportedText};
use netcost::internals::report::model::Layer;
use netcost::internals::source::Window;
use netcost::{Costing, Options, Report, Sources};

use super::{Export, RealModel, element, exports, real_models};
use crate::truth::modules;

pub(super) fn options() -> ImportOptions {
    ImportOptions { nodes: 1_000_000, ..ImportOptions::default() }
}

/// With the inputs of a model bound as they were when its shapes were recorded.
pub(super) fn bound(model: &RealModel) -> ImportOptions {
    let inputs = model.inputs.iter().map(|(name, sizes)| {
        (Some(name.clone()), sizes.iter().map(|size| u64::from(*size)).collect())
    });
    let values = model.values.iter().map(|(name, value)| (name.clone(), vec![*value as f64]));
    ImportOptions { inputs: inputs.collect(), values: values.collect(), ..options() }
}

/// A model as text, or all that is wrong with it.
pub(super) fn imported(model: &[u8], options: &ImportOptions) -> Result<ImportedText, String> {
    let (sources, mut window) =
        (Sources::new(), Window::new("model", Box::new(Cursor::new(model))));
    import::import(&sources, &mut window, "model", "model", options).map_err(|problems| {
        problems.iter().map(|problem| format!("{:?}; ", problem.kind)).collect()
    })
}

/// The report of an imported text, whose layers make what the importer says.
pub(super) fn report(text: &ImportedText) -> Result<Report, String> {
    let analysis = netcost::analyze("model", &text.text, &Options::new());
    let problems: String = analysis
        .diagnostics()
        .iter()
        .filter(|it| !it.kind.is_warning())
        .map(|it| format!("{}; ", it.kind))
        .collect();
    if !problems.is_empty() {
        return Err(format!("{problems}\n{}", text.text));
    }
    let report = analysis.report(&Costing::default()).map_err(|problem| problem.to_string())?;
    let report = report.ok_or("there are errors")?;
    for (layer, wanted) in report.layers.iter().zip(text.layers()) {
        let made: Vec<Vec<u64>> = layer.outputs.iter().map(sizes).collect();
        let makes: Vec<Vec<u64>> = wanted.makes.iter().map(|(_, sizes)| sizes.clone()).collect();
        if (&*layer.op, &made) != (wanted.operation, &makes) {
            let text = &text.text;
            return Err(format!("`{}` makes {made:?}, not {wanted:?}\n{text}", layer.source));
        }
    }
    match analysis.network().is_some_and(|network| text.is_network(network)) {
        true => Ok(report),
        false => Err(format!("it reads other tensors\n{}\n{}", text.text, text.flat())),
    }
}

fn sizes(shape: &netcost::Shape) -> Vec<u64> {
    shape.axes().iter().map(|size| u64::from(*size)).collect()
}

/// A list of what is wrong, which is to be empty.
#[derive(Default)]
pub(super) struct Wrong(String);

impl Wrong {
    pub(super) fn note(&mut self, name: &str, what: impl std::fmt::Display) {
        let _ = writeln!(self.0, "{name}: {what}");
    }

    pub(super) fn none(self) {
        assert!(self.0.is_empty(), "{} wrong:\n{}", self.0.lines().count(), self.0);
    }
}

#[test]
fn exports_have_the_figures_of_their_networks() {
    let mut wrong = Wrong::default();
    for (export, measured) in exports() {
        let Export { name, model, .. } = &export;
        let report = imported(model, &options()).and_then(|text| report(&text));
        let report = match report {
            Ok(report) => report,
            Err(problem) => {
                wrong.note(name, problem);
                continue;
            }
        };
        if report.totals.macs != measured.macs {
            wrong.note(name, format!("{} MACs, not {}", report.totals.macs, measured.macs));
        }
        let params = export.float_elements - export.running_statistics;
        if report.totals.params != params {
            wrong.note(name, format!("{} params, not {params}", report.totals.params));
        }
    }
    wrong.none();
}

/// Convolutions and dense layers in the order of PyTorch's modules, with their sizes and multiply-accumulates. The
/// bias of a convolution may be that of a batch norm after it.
#[test]
fn exports_have_the_layers_of_their_networks_in_order() {
    let mut wrong = Wrong::default();
    let (measured, mut checked) = (modules(), 0);
    for (Export { name, model, .. }, _) in exports() {
        let Some(modules) = measured.get(&name) else { continue };
        let text = imported(&model, &options()).expect("a model");
        let layers = report(&text).expect("a report").layers;
        let is_product = |op: &str| matches!(op, "conv" | "dwconv" | "deconv" | "fc" | "linear");
        let mut ours = layers.iter().filter(|layer| is_product(&layer.op));
        let mut others = 0;
        for module in modules.iter().filter(|module| is_product(module.operations()[0])) {
            let channels = u64::from(module.output[0]);
            let params = [module.params, module.params + channels];
            let is = |layer: &Layer| {
                module.operations().contains(&&*layer.op)
                    && layer.outputs.first().is_some_and(|it| it.axes() == module.output)
                    && layer.macs == module.macs
                    && params.contains(&layer.params)
            };
            match ours.position(is) {
                Some(passed) => others += passed,
                None => wrong.note(&name, format!("no layer is {module:?}")),
            }
        }
        others += ours.count();
        let attention = modules.iter().filter(|it| it.class == "MultiheadAttention").count();
        if others != 2 * attention {
            wrong.note(&name, format!("{others} layers are none of PyTorch's modules"));
        }
        checked += 1;
    }
    assert!(checked > 15, "most networks of `tests/truth/layers` are among the exports");
    wrong.none();
}

#[test]
fn real_models_have_the_sizes_that_onnxruntime_finds() {
    let mut wrong = Wrong::default();
    for model in real_models() {
        let options = bound(&model);
        let RealModel { name, model, tensors, .. } = &model;
        let (sources, mut window) =
            (Sources::new(), Window::new("model", Box::new(Cursor::new(model.clone()))));
        let (found, problems) = import::tensors(&sources, &mut window, &options).expect("a model");
        for problem in problems {
            wrong.note(name, problem.kind);
        }
        let found: BTreeMap<String, Found> = found.into_iter().collect();
        for (tensor, (of, shape)) in tensors {
            let wanted: Vec<u64> = shape.iter().map(|size| u64::from(*size)).collect();
            let wanted = (element(of), wanted);
            match found.get(tensor).map(|it| (&*it.element, it.sizes.clone())) {
                Some((element, Some(sizes))) if (element, &sizes) == (wanted.0, &wanted.1) => {}
                found => wrong.note(name, format!("{tensor} is {found:?}, not {wanted:?}")),
            }
        }
        match imported(model, &options).and_then(|text| report(&text)) {
            Ok(_) => {}
            Err(problem) => wrong.note(name, problem),
        }
    }
    wrong.none();
}
