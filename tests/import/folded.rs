//! Models as text with blocks and repeats: it is the same network as with a call a line, and reads well.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use insta::{Settings, assert_snapshot};
use netcost::internals::analysis::guarded;
use netcost::internals::import::{ImportOptions, ImportedText};
use netcost::internals::syntax;
use netcost::model::{Layer, Totals};
use netcost::{Analysis, Costing, Options, Report, Sources};
use serde_json::Value;

use super::imported::{Wrong, bound, imported, options};
use super::programs::{graphs, network};
use super::{Export, exports, real_models};

/// The models that are exported or real: their names, bytes and options.
fn models() -> impl Iterator<Item = (String, Vec<u8>, ImportOptions)> {
    let exports =
        exports().into_iter().map(|(Export { name, model, .. }, _)| (name, model, options()));
    let real = real_models().into_iter().map(|model| {
        let options = bound(&model);
        (format!("real/{}", model.name), model.model, options)
    });
    exports.chain(real)
}

/// The texts of these models, and of programs of PyTorch, as `pt2/resnet50`.
static TEXTS: LazyLock<BTreeMap<String, ImportedText>> = LazyLock::new(|| {
    let models = models().map(|(name, model, options)| {
        let text = imported(&model, &options).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        (name, text)
    });
    let programs = graphs().into_iter().map(|(name, graph)| {
        let text = network(&name, &graph).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        (format!("pt2/{name}"), text)
    });
    models.chain(programs).collect()
});

fn analysis(text: &str) -> Analysis {
    netcost::analyze("model", text, &Options { pedantic: true, ..Options::new() })
}

fn report(analysis: &Analysis) -> Report {
    analysis.report(&Costing::default()).expect("figures").expect("a network")
}

/// A layer without its name, where it is, and the order of what it reads, which `is_network` compares.
fn bare(layer: &Layer<'_>) -> Value {
    let mut bare = serde_json::to_value(layer).expect("JSON");
    let fields = bare.as_object_mut().expect("an object");
    for named in ["name", "path", "scope", "source", "file", "line", "column", "inputs"] {
        fields.remove(named);
    }
    bare
}

/// The sums without the names of layers.
fn sums(totals: &Totals) -> Value {
    let mut sums = serde_json::to_value(totals).expect("JSON");
    for named in ["peak_layer", "peak_tensors"] {
        sums.as_object_mut().expect("an object").remove(named);
    }
    sums
}

#[test]
fn a_folded_text_has_the_layers_and_figures_of_the_flat_one() {
    let mut wrong = Wrong::default();
    for (name, text) in &*TEXTS {
        let (folded, flat) = (analysis(&text.text), analysis(&text.flat()));
        for (of, analysis) in [("folded", &folded), ("flat", &flat)] {
            if !analysis.network().is_some_and(|network| text.is_network(network)) {
                wrong.note(name, format!("the {of} text makes other layers"));
            }
        }
        let (Some(one), Some(other)) = (folded.network(), flat.network()) else { continue };
        let kinds = one.layers.iter().zip(&other.layers);
        if kinds
            .clone()
            .any(|(one, other)| format!("{:?}", one.kind) != format!("{:?}", other.kind))
        {
            wrong.note(name, "an attribute differs");
        }
        let (folded, flat) = (report(&folded), report(&flat));
        let layers = folded.layers.iter().map(bare).zip(flat.layers.iter().map(bare));
        for (one, other) in layers.filter(|(one, other)| one != other) {
            wrong.note(name, format!("{one} is not {other}"));
        }
        if sums(&folded.totals) != sums(&flat.totals) {
            wrong.note(name, "the totals differ");
        }
    }
    wrong.none();
}

/// None has a call a line because folding failed.
#[test]
fn all_are_folded() {
    let failed = TEXTS.iter().filter(|(_, text)| text.text.starts_with("# a call a line"));
    let failed: Vec<&String> = failed.map(|(name, _)| name).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn a_folded_text_is_formatted() {
    let mut wrong = Wrong::default();
    for (name, text) in &*TEXTS {
        let sources = Sources::new();
        let source = sources.add("model", &text.text).expect("room");
        if syntax::format(source) != text.text {
            wrong.note(name, "the formatter changes it");
        }
    }
    wrong.none();
}

/// Only what the model itself is like is advised against.
#[test]
fn check_says_nothing_about_how_a_folded_text_is_written() {
    let of_models = ["bias_before_norm", "dropped_rows", "odd_channels", "untiled_pool"];
    let mut wrong = Wrong::default();
    for (name, text) in &*TEXTS {
        for diagnostic in analysis(&text.text).diagnostics() {
            let code = miette::Diagnostic::code(&*diagnostic.kind).expect("a code").to_string();
            let is_model =
                code.strip_prefix("net::advice::").is_some_and(|it| of_models.contains(&it));
            if !is_model {
                wrong.note(name, format!("{code}: {}", diagnostic.kind));
            }
        }
    }
    wrong.none();
}

/// Lines with something to read.
fn lines(text: &str) -> usize {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count()
}

/// How many lines a network has at most that people would write by hand.
const LINES: [(&str, usize); 11] = [
    ("resnet50", 20),
    ("mobilenet_v2", 20),
    ("mobilenet_v3_large", 81),
    ("densenet121", 50),
    ("inception_v3", 74),
    ("efficientnet_b0", 62),
    ("vit_b_16", 20),
    ("swin_t", 89),
    ("convnext_tiny", 38),
    ("unet", 15),
    ("gpt2_small_matmul", 30),
];

#[test]
fn texts_are_short() {
    let mut wrong = Wrong::default();
    for (name, most) in LINES {
        let found = lines(&TEXTS[name].text);
        if found > most {
            wrong.note(name, format!("{found} lines"));
        }
    }
    for (name, ImportedText { text, .. }) in &*TEXTS {
        let is_custom = |line: &&str| line.contains("custom ");
        if let Some(long) = text.lines().find(|line| line.len() > 100 && !is_custom(line)) {
            wrong.note(name, format!("a line of {}: {long}", long.len()));
        }
    }
    let exports = TEXTS.iter().filter(|(name, _)| !name.contains('/'));
    let mut all: Vec<usize> = exports.map(|(_, text)| lines(&text.text)).collect();
    all.sort_unstable();
    let median = all[all.len() / 2];
    if median > 30 {
        wrong.note("all exports", format!("{median} lines in the middle"));
    }
    wrong.none();
}

/// With the figures in the header.
#[test]
fn people_read_these() {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    let read = |name: &str, text: ImportedText| {
        let snapshot = format!("import__folded@{}", name.trim_start_matches("real/"));
        let text = guarded(text, name, &Sources::new()).expect("the layers of the model").text;
        settings.bind(|| assert_snapshot!(snapshot, text));
    };
    let is_read =
        |name: &str| LINES.iter().any(|(read, _)| *read == name) || name == "real/common_det";
    for (name, model, options) in models().filter(|(name, ..)| is_read(name)) {
        read(&name, imported(&model, &options).expect("a model"));
    }
    for (name, graph) in graphs() {
        if ["resnet18", "resnet50", "mobilenet_v2", "vit_b_16"].contains(&&*name) {
            read(&format!("pt2_{name}"), network(&name, &graph).expect("a program"));
        }
    }
}

/// The text in the documentation is what is imported.
#[test]
fn the_page_shows_what_is_imported() {
    let page = include_str!("../../docs/models.md");
    let (name, graph) =
        graphs().into_iter().find(|(name, _)| name == "mobilenet_v2").expect("a program");
    let text = network(&name, &graph).expect("a program of PyTorch");
    let text = guarded(text, &name, &Sources::new()).expect("the layers of the model").text;
    assert!(page.contains(&format!("```net\n{text}```")), "{text}");
}
