//! Times of each stage, and of all of them, from text to JSON: in bytes a second where text is read,
//! in layers a second after that.

mod inputs;

use std::io;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use netcost::internals::bundled::examples::Example;
use netcost::internals::check::Trees;
use netcost::internals::report::{FORMATS, ReportFormat, ReportStyle, RowOptions, View};
use netcost::internals::{cost::Costs, syntax};
use netcost::{Network, NoFiles, Options, Source, Sources};

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = reading, checking, costing, reporting, whole, many
}
criterion_main!(benches);

/// A text, and its name.
struct Input {
    name: &'static str,
    text: String,
}

impl Input {
    fn all() -> [Self; 3] {
        let written = Input { name: "written", text: inputs::written() };
        [Self::bundled("alexnet"), Self::bundled("resnet50"), written]
    }

    fn bundled(name: &'static str) -> Self {
        let example = Example::find(name).expect("a bundled network");
        Input { name, text: example.text.to_owned() }
    }

    fn bytes(&self) -> Throughput {
        Throughput::Bytes(self.text.len() as u64)
    }

    /// In sources of its own, since what is read along with it is added there.
    fn sources(&self) -> Sources {
        let sources = Sources::new();
        sources.add(self.name, self.text.as_str()).expect("room for a text");
        sources
    }

    fn network(&self, options: &Options) -> (Sources, Network) {
        let sources = self.sources();
        let checked =
            netcost::internals::check::check(&sources, main_of(&sources), options, &NoFiles);
        (sources, checked.network.expect("a network without errors"))
    }
}

fn main_of(sources: &Sources) -> &Source {
    sources.iter().next().expect("the text")
}

fn layers(network: &Network) -> Throughput {
    Throughput::Elements(network.layers.len() as u64)
}

fn costs(network: &Network) -> Costs<'_> {
    netcost::internals::cost::cost(network).expect("figures that fit").costs
}

/// Text → tree, and what pest takes of that alone.
fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("syntax");
    for input in Input::all() {
        let sources = input.sources();
        let main = main_of(&sources);
        group.throughput(input.bytes());
        group.bench_function(BenchmarkId::new("recognise", input.name), |bencher| {
            bencher.iter(|| syntax::recognise(main));
        });
        group.bench_function(BenchmarkId::new("parse", input.name), |bencher| {
            bencher.iter_with_large_drop(|| syntax::parse(main));
        });
    }
}

/// Text → network.
fn checking(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    for input in Input::all() {
        group.throughput(layers(&input.network(&Options::default()).1));
        group.bench_function(input.name, |bencher| {
            bencher.iter_with_large_drop(|| input.network(&Options::default()));
        });
    }
}

/// Network → figures.
fn costing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("cost");
    for input in Input::all() {
        let (_, network) = input.network(&Options::default());
        group.throughput(layers(&network));
        group.bench_function(input.name, |bencher| bencher.iter(|| costs(&network)));
    }
}

/// Figures → bytes.
fn report(sources: &Sources, costs: &Costs<'_>, format: &ReportFormat) {
    let view = View {
        costs,
        sources,
        file: main_of(sources).name(),
        by_convention: &[],
        devices: &[],
        training: None,
        energy: false,
        claims: &[],
        call_records: &[],
        rows: &RowOptions::default(),
        columns: &[],
    };
    (format.write)(&view, &ReportStyle::default(), &mut io::sink()).expect("figures that fit");
}

fn reporting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("report");
    for input in Input::all() {
        let (sources, network) = input.network(&Options::default());
        let costs = costs(&network);
        group.throughput(layers(&network));
        for format in FORMATS {
            group.bench_function(BenchmarkId::new(format.name, input.name), |bencher| {
                bencher.iter(|| report(&sources, &costs, format));
            });
        }
    }
}

/// Text → JSON.
fn whole(criterion: &mut Criterion) {
    let json = ReportFormat::named("json").expect("a format");
    let mut group = criterion.benchmark_group("text to JSON");
    for input in Input::all() {
        group.throughput(layers(&input.network(&Options::default()).1));
        group.bench_function(input.name, |bencher| {
            bencher.iter(|| {
                let (sources, network) = input.network(&Options::default());
                report(&sources, &costs(&network), json);
            });
        });
    }
}

/// One network after the other of a program that is parsed once, each with other settings.
fn many(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("networks");
    group.throughput(Throughput::Elements(1));
    for (name, settings) in [("resnet50", batches()), ("mobilenet_v2", widths())] {
        let sources = Input::bundled(name).sources();
        let trees = Trees::parse(&sources, main_of(&sources), &NoFiles);
        let program = trees.program().expect("a program without errors");
        let mut settings = settings.iter().cycle();
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let options = settings.next().expect("there are some");
                let network = program.instantiate(options).network;
                costs(&network.expect("a network without errors")).totals
            });
        });
    }
}

/// Settings of a network that has no params, and claims its shapes.
fn batches() -> Vec<Options> {
    let batch = |batch| Options { batch: Some(batch), ..Options::default() };
    (1..=64).map(batch).collect()
}

fn widths() -> Vec<Options> {
    let width = |value: f64| Options::new().param("width", value);
    [0.35, 0.5, 0.75, 1.0, 1.3, 1.4].map(width).to_vec()
}
