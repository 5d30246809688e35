//! Instructions, counted by callgrind: what each stage takes for a long file, in proportion to what
//! pest takes alone to recognise it, and what the program takes to start.
//!
//! Times differ from run to run and between machines. Instructions hardly do, so they can have
//! limits: where one is exceeded, this fails.

mod inputs;
mod program;

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use netcost::internals::arena::Planner;
use netcost::internals::check::{self, Trees};
use netcost::internals::cost::Costs;
use netcost::internals::cost::memory::Lifetimes;
use netcost::internals::syntax;
use netcost::internals::whatif::Deployed;
use netcost::lsp::Server;
use netcost::network::{Network, Pass, Passes};
use netcost::sweep::{Space, Sweep};
use netcost::{Costing, Disk, InPlace, NoFiles, Options, Program, Source, Sources};
use program::program;

type Fallible<T> = Result<T, Box<dyn Error>>;

/// A piece of the way, by its name.
type Stage = (&'static str, fn(&Sources, &Source));

/// The first stages of the pipeline, each time one more. `read` is what all have in common.
const STAGES: [Stage; 5] = [
    ("read", |_, _| ()),
    ("recognise", |_, source| {
        black_box(syntax::recognise(source));
    }),
    ("parse", |_, source| {
        black_box(syntax::parse(source));
    }),
    ("check", |sources, source| {
        black_box(netcost::internals::check::check(sources, source, &Options::default(), &NoFiles));
    }),
    ("cost", |sources, source| {
        let checked =
            netcost::internals::check::check(sources, source, &Options::default(), &NoFiles);
        let network = checked.network.expect("a network without errors");
        black_box(netcost::internals::cost::cost(&network).expect("figures that fit"));
    }),
];

/// From a program that is parsed and resolved to an arena, each time one more.
const DEPLOYED: [Stage; 5] = [
    ("resolved", |sources, source| deploy(sources, source, |_| ())),
    ("instantiated", |sources, source| {
        deploy(sources, source, |program| {
            black_box(program.instantiate(&Options::default()));
        });
    }),
    ("passes", |sources, source| {
        deploy(sources, source, |program| drop(black_box(deployed(program))));
    }),
    ("pruned", |sources, source| {
        deploy(sources, source, |program| drop(black_box(pruned(program))));
    }),
    ("arena", |sources, source| {
        deploy(sources, source, |program| {
            let network = deployed(program);
            black_box(
                Lifetimes::of(&network, InPlace::Elementwise, None)
                    .arena(Planner::Tflm)
                    .expect("it fits"),
            );
        });
    }),
];

/// Does something with a program that is parsed and resolved.
fn deploy(sources: &Sources, source: &Source, with: impl Fn(&check::Program<'_>)) {
    let trees = Trees::parse(sources, source, &NoFiles);
    with(&trees.program().expect("a program without errors"));
}

/// The network of a program after the passes that keep its channels.
fn deployed(program: &check::Program<'_>) -> Network {
    let mut passes = Passes::deploy();
    passes.push(Pass::Int8).expect("it is the last");
    after(program, &passes)
}

/// The network of a program after all passes.
fn pruned(program: &check::Program<'_>) -> Network {
    let mut passes = only_prune().with(&Passes::deploy());
    passes.push(Pass::Int8).expect("it is the last");
    after(program, &passes)
}

fn only_prune() -> Passes {
    Passes::of(["prune:0.5".parse().expect("a pass")]).expect("in order")
}

fn after(program: &check::Program<'_>, passes: &Passes) -> Network {
    let checked = program.instantiate(&Options::default());
    let network = checked.network.expect("a network without errors");
    Deployed::new(&network, passes).network.into_owned()
}

/// ResNet-50 after a pass that changes nothing in it, and after half of its channels are removed.
const PRUNED: [Stage; 2] = [
    ("unpruned", |sources, source| {
        deploy(sources, source, |program| {
            let nothing = Passes::of([Pass::Drop]).expect("in order");
            drop(black_box(after(program, &nothing)));
        });
    }),
    ("resnet50", |sources, source| {
        deploy(sources, source, |program| drop(black_box(after(program, &only_prune()))));
    }),
];

/// What an editor waits for: the text is opened, and then a letter typed into its middle, a digit that makes
/// another network or what makes a mistake. `started` is what all have in common.
const EDITOR: [Stage; 4] = [
    ("started", |_, source| serve(source, &[])),
    ("opened", |_, source| serve(source, &[&opened])),
    ("keystroke", |_, source| serve(source, &[&opened, &|text| typed(text, 5, "1")])),
    ("mistake", |_, source| serve(source, &[&opened, &|text| typed(text, 4, "v")])),
];

/// Many networks of one text, one by one and as a sweep. `program` and `analyzed` are what these have before
/// the first network.
const FAMILY: [Stage; 4] = [
    ("program", |sources, source| {
        drop(black_box(Trees::parse(sources, source, &NoFiles).program()))
    }),
    ("one by one", |sources, source| {
        let trees = Trees::parse(sources, source, &NoFiles);
        let program = trees.program().expect("a text without errors");
        for (width, res) in points() {
            let options = Options::new().param("width", width).param("res", res);
            let network = program.instantiate(&options).network.expect("no errors");
            black_box(Costs::new(&network, &Costing::default()).expect("figures that fit").totals);
        }
    }),
    ("analyzed", |_, source| drop(black_box(program_of(source)))),
    ("sweep", |_, source| {
        let space = Space::new().param("width", WIDTHS).param("res", RESOLUTIONS);
        let rows = program_of(source).sweep(&Sweep::new(space), 0..64);
        assert!(rows.iter().all(|row| row.figure("macs").is_some()));
        black_box(rows);
    }),
];

/// Many networks of a space in which blocks are called with the same arguments again and again.
const SPACE: [Stage; 4] = [
    ("space program", |sources, source| {
        drop(black_box(Trees::parse(sources, source, &NoFiles).program()))
    }),
    ("space one by one", |sources, source| {
        let trees = Trees::parse(sources, source, &NoFiles);
        let program = trees.program().expect("a text without errors");
        let lists = lists();
        for [kernels, expands, depths] in (0..64).map(|at| [at / 16, at / 4 % 4, at % 4]) {
            let options = Options::new()
                .param("kernels", lists[0][kernels].clone())
                .param("expands", lists[1][expands].clone())
                .param("depths", lists[2][depths].clone());
            let network = program.instantiate(&options).network.expect("no errors");
            black_box(Costs::new(&network, &Costing::default()).expect("figures that fit").totals);
        }
    }),
    ("space analyzed", |_, source| drop(black_box(program_of(source)))),
    ("space sweep", |_, source| {
        let [kernels, expands, depths] = lists();
        let space = Space::new();
        let space =
            space.param("kernels", kernels).param("expands", expands).param("depths", depths);
        let rows = program_of(source).sweep(&Sweep::new(space), 0..64);
        assert!(rows.iter().all(|row| row.figure("macs").is_some()));
        black_box(rows);
    }),
];

/// Kernels, expansions and depths of four networks by chance: a linear congruential generator.
fn lists() -> [[Vec<u64>; 4]; 3] {
    let mut state = 1u64;
    let mut next = move |values: [u64; 3]| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        values[(state >> 33) as usize % 3]
    };
    let mut list = |values, length| (0..length).map(|_| next(values)).collect::<Vec<u64>>();
    [([3, 5, 7], 20), ([3, 4, 6], 20), ([2, 3, 4], 5)]
        .map(|(values, length)| std::array::from_fn(|_| list(values, length)))
}

const WIDTHS: [f64; 8] = [0.25, 0.35, 0.5, 0.75, 1.0, 1.1, 1.3, 1.4];
const RESOLUTIONS: [u64; 8] = [96, 128, 160, 192, 224, 256, 288, 320];

fn points() -> impl Iterator<Item = (f64, u64)> {
    WIDTHS.into_iter().flat_map(|width| RESOLUTIONS.map(move |res| (width, res)))
}

fn program_of(source: &Source) -> Program {
    let analysis = netcost::analyze(source.name(), source.text(), &Options::new());
    analysis.program().expect("a text without errors")
}

/// A message about a text.
type Sent = dyn Fn(&str) -> String;

/// Runs a server that is sent these messages.
fn serve(source: &Source, messages: &[&Sent]) {
    let mut server = Server::new(Box::new(Disk));
    let initialize = r#"{ "id": 1, "method": "initialize", "params": { "capabilities": {} } }"#;
    let messages = messages.iter().map(|message| message(source.text()));
    for message in std::iter::once(initialize.to_owned()).chain(messages) {
        let message = serde_json::from_str(&message).expect("a message");
        black_box(server.handle(vec![message]));
    }
}

fn opened(text: &str) -> String {
    let text = serde_json::to_string(text).expect("a text");
    format!(
        r#"{{ "method": "textDocument/didOpen", "params": {{ "textDocument": {{
            "uri": "file:///x.net", "version": 1, "languageId": "netcost", "text": {text} }} }} }}"#
    )
}

/// A letter typed at a column of the convolution in the middle.
fn typed(text: &str, column: usize, letter: &str) -> String {
    let conv = |line: &&str| line.starts_with("conv ");
    let lines: Vec<(usize, &str)> =
        text.lines().enumerate().filter(|(_, line)| conv(line)).collect();
    let (line, _) = lines[lines.len() / 2];
    let at = format!(r#"{{ "line": {line}, "character": {column} }}"#);
    format!(
        r#"{{ "method": "textDocument/didChange", "params": {{
            "textDocument": {{ "uri": "file:///x.net", "version": 2 }},
            "contentChanges": [{{ "range": {{ "start": {at}, "end": {at} }}, "text": "{letter}" }}] }} }}"#
    )
}

fn main() -> Fallible<ExitCode> {
    if let Some(status) = program::run_as_program() {
        return Ok(status);
    }
    let arguments: Vec<_> = std::env::args().collect();
    if let [_, flag, stage, path] = &arguments[..]
        && flag == "--stage"
    {
        run(stage, Path::new(path))?;
        return Ok(ExitCode::SUCCESS);
    }
    if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: valgrind is not installed");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{:<34}{:>14}{:>9}{:>8}  at most", "", "instructions", "a byte", "ratio");
    let hold = stages()?;
    let hold = start()? && hold;
    let hold = deployment()? && hold;
    let hold = editor()? && hold;
    let hold = family()? && hold;
    Ok(if hold { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs one stage: what callgrind looks at.
fn run(name: &str, path: &Path) -> Fallible<()> {
    let sources = Sources::new();
    let source = sources.load(&Disk, path).map_err(|_| "no such file")?;
    let mut stages =
        STAGES.iter().chain(&DEPLOYED).chain(&PRUNED).chain(&EDITOR).chain(&FAMILY).chain(&SPACE);
    let (_, stage) = stages.find(|stage| stage.0 == name).ok_or("no such stage")?;
    stage(&sources, source);
    Ok(())
}

/// What the stages take for the long file; whether the limits hold.
fn stages() -> Fallible<bool> {
    let text = inputs::written();
    let path = scratch("written.net");
    fs::write(&path, &text)?;
    let this = std::env::current_exe()?;
    let count = |(name, _)| counted(Command::new(&this).args(["--stage", name]).arg(&path));
    let counts = STAGES.into_iter().map(count).collect::<Fallible<Vec<_>>>()?;
    let [read, recognise, parse, check, cost] = counts[..] else { unreachable!("five stages") };

    let row = |name, count: f64, most| {
        Row { name, count, bytes: Some(text.len() as f64), base: recognise - read, most }.print()
    };
    println!("{} bytes of text", text.len());
    let hold = [
        row("  recognise: pest alone", recognise - read, Most::Any),
        row("  the tree", parse - recognise, Most::PerByte(100.0)),
        row("  recognise … tree", parse - read, Most::Ratio(1.25)),
        row("  check", check - parse, Most::Any),
        row("  cost", cost - check, Most::Any),
        row("  recognise … cost", cost - read, Most::Ratio(2.0)),
    ];
    Ok(!hold.contains(&false))
}

/// What passes and an arena take for the long file, in proportion to what its network does; whether the limits hold.
fn deployment() -> Fallible<bool> {
    let path = scratch("written.net");
    fs::write(&path, inputs::written())?;
    let this = std::env::current_exe()?;
    let count = |(name, _): Stage| counted(Command::new(&this).args(["--stage", name]).arg(&path));
    let [read, _, _, check, _] = STAGES;
    let checking = count(check)? - count(read)?;
    let counts = DEPLOYED.into_iter().map(count).collect::<Fallible<Vec<_>>>()?;
    let [resolved, instantiated, passes, pruned, arena] = counts[..] else {
        unreachable!("five stages")
    };
    println!("as it is deployed");
    let network = instantiated - resolved;
    let row = |name, count, base, most| Row { name, count, bytes: None, base, most }.print();
    let hold = [
        row("  a network of the program", network, network, Most::Any),
        row("  drop, fold-bn, fuse and int8", passes - instantiated, network, Most::Ratio(0.5)),
        row("  prune, too", pruned - instantiated, network, Most::Ratio(0.5)),
        row("  an arena, beside checking", arena - passes, checking, Most::Ratio(0.2)),
        row("  ResNet-50, half of its channels", resnet50()?, RESNET50, Most::Ratio(1.0)),
    ];
    Ok(!hold.contains(&false))
}

/// A thousandth of the 10.6 seconds that torch-pruning took for ResNet-50, at two instructions a nanosecond.
const RESNET50: f64 = 21_200_000.0;

/// What it takes to remove half of the channels of ResNet-50.
fn resnet50() -> Fallible<f64> {
    let this = std::env::current_exe()?;
    let path = "../examples/resnet50.net";
    let count = |(name, _): Stage| counted(Command::new(&this).args(["--stage", name]).arg(path));
    let [unpruned, pruned] = PRUNED;
    Ok(count(pruned)? - count(unpruned)?)
}

/// What the program takes, from start to end; whether the limits hold.
fn start() -> Fallible<bool> {
    let version = counted(program().arg("--version"))?;
    let run = counted(program().args(["run", "../examples/alexnet.net"]))?;
    let report = |format| counted(program().args(["run", "resnet50", "--format", format]));
    let (json, html) = (report("json")?, report("html")?);
    println!("the whole process");
    let row = |name, count, base, most| Row { name, count, bytes: None, base, most }.print();
    row("netcost --version", version, version, Most::Any);
    row("netcost run examples/alexnet.net", run, version, Most::Any);
    row("… resnet50 --format json", json, json, Most::Any);
    Ok(row("… resnet50 --format html", html, json, Most::Ratio(2.5)))
}

/// What the language server takes until the messages are published; whether the limits hold.
fn editor() -> Fallible<bool> {
    let text = inputs::written();
    // About a thousand lines, as people have open.
    let (text, _) = text.split_once("# ---- Part 61:").ok_or("no such part")?;
    let path = scratch("open.net");
    fs::write(&path, text)?;
    let this = std::env::current_exe()?;
    let count = |(name, _)| counted(Command::new(&this).args(["--stage", name]).arg(&path));
    let counts = EDITOR.into_iter().map(count).collect::<Fallible<Vec<_>>>()?;
    let [started, opened, keystroke, mistake] = counts[..] else { unreachable!("four stages") };
    println!("the language server: {} lines, {} bytes of text", text.lines().count(), text.len());
    let base = opened - started;
    let row = |name, count, most| {
        let (bytes, most) = (Some(text.len() as f64), Most::PerByte(most));
        Row { name, count, bytes, base, most }.print()
    };
    let hold = [
        row("  opened", base, 1350.0),
        row("  keystroke", keystroke - opened, 750.0),
        row("  a keystroke that makes a mistake", mistake - opened, 750.0),
    ];
    Ok(!hold.contains(&false))
}

/// What a network of many takes; whether the limits hold.
fn family() -> Fallible<bool> {
    let widths = many("64 networks of one text", "../examples/mobilenet_v2.net", FAMILY, 0.69)?;
    let blocks = "64 networks of the same blocks";
    Ok(many(blocks, "inputs/once_for_all.net", SPACE, 0.24)? && widths)
}

/// What networks of a text take one by one, and as a sweep; whether that is at most so many times as much.
fn many(title: &str, path: &str, stages: [Stage; 4], most: f64) -> Fallible<bool> {
    let this = std::env::current_exe()?;
    let count = |(name, _)| counted(Command::new(&this).args(["--stage", name]).arg(path));
    let counts = stages.into_iter().map(count).collect::<Fallible<Vec<_>>>()?;
    let [program, single, analyzed, sweep] = counts[..] else { unreachable!("four stages") };
    println!("{title}");
    let base = single - program;
    let row = |name, count, most| Row { name, count, bytes: None, base, most }.print();
    row("  instantiated and costed", base, Most::Any);
    Ok(row("  as a sweep", sweep - analyzed, Most::Ratio(most)))
}

/// A line of the table.
struct Row {
    name: &'static str,
    count: f64,
    /// How long the text is, if the length matters.
    bytes: Option<f64>,
    /// What it is in proportion to.
    base: f64,
    most: Most,
}

/// What a line may be at most.
enum Most {
    Any,
    PerByte(f64),
    Ratio(f64),
}

impl Row {
    /// Prints it; whether it is within its limit.
    fn print(self) -> bool {
        let (ratio, per_byte) = (self.count / self.base, self.bytes.map(|it| self.count / it));
        let (limit, holds) = match self.most {
            Most::Any => (String::new(), true),
            Most::PerByte(most) => {
                (format!("{most} a byte"), per_byte.is_some_and(|it| it <= most))
            }
            Most::Ratio(most) => (format!("{most}"), ratio <= most),
        };
        let per_byte = per_byte.map(|it| format!("{it:.1}")).unwrap_or_default();
        let verdict = if holds { "" } else { "  EXCEEDED" };
        println!("{:<34}{:>14}{per_byte:>9}{ratio:>8.2}  {limit}{verdict}", self.name, self.count);
        holds
    }
}

/// The instructions that a command takes.
fn counted(command: &Command) -> Fallible<f64> {
    let out = scratch("callgrind.out");
    let status = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(command.get_program())
        .args(command.get_args())
        .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .stdout(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(format!("{command:?} does not run under callgrind: {status}").into());
    }
    let profile = fs::read_to_string(out)?;
    let total = profile.lines().find_map(|line| line.strip_prefix("summary: "));
    Ok(total.ok_or("callgrind tells no total")?.trim().parse()?)
}

/// A file that may be overwritten.
fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}
