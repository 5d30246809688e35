//! Time and memory of the program: for a small network, beside that of its start alone; for networks
//! of a thousand to a million layers, written out and by `repeat`; and for parsing, in proportion to the
//! text.

mod inputs;
mod measure;
mod program;

use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use measure::{Cost, Fallible, MIB, least, run_once};
use netcost::internals::syntax;
use netcost::{Disk, Sources};
use program::program;

/// Writes a network of so many layers.
type Network = fn(usize, &mut dyn Write) -> io::Result<()>;

/// Five layers, as people write them.
const LAYERS: &str = "conv 64 k3 p1 nobias; bn; relu; conv 64 k1; relu";

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
    start()?;
    println!(
        "\n{:<12}{:>7}{:>12}{:>10}{:>12}{:>8}{:>14}",
        "network", "format", "layers", "seconds", "µs a layer", "MiB", "bytes a layer"
    );
    for (way, network) in [("written out", written as Network), ("repeat", repeated)] {
        for format in ["table", "json"] {
            reports(way, network, format)?;
        }
    }
    parsing()?;
    Ok(ExitCode::SUCCESS)
}

fn written(layers: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "input 64x32x32")?;
    (0..layers / 5).try_for_each(|_| writeln!(out, "{LAYERS}"))
}

fn repeated(layers: usize, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "input 64x32x32\nrepeat {} {{ {LAYERS} }}", layers / 5)
}

/// Prints how long the report of a small network takes beside the program that only starts, run by
/// turns: the medians.
fn start() -> Fallible<()> {
    let commands: [&[&str]; 2] = [&["--version"], &["run", "../examples/alexnet.net"]];
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..1_000 {
        for (arguments, times) in commands.into_iter().zip(&mut times) {
            let mut command = program();
            times.push(run_once(command.args(arguments))?.time);
        }
    }
    let [version, report] = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    });
    let (title, ratio) = ("run examples/alexnet.net", report / version);
    println!("{title}: {:.2} ms, {ratio:.2} times `--version`", report * 1e3);
    Ok(())
}

/// Prints what the reports of networks of all sizes take. What a network of five layers takes is
/// that of the program itself, and no part of what a layer takes.
fn reports(way: &str, network: Network, format: &str) -> Fallible<()> {
    let cost = |layers| {
        let path = scratch(network, layers)?;
        let command = || {
            let mut command = program();
            command.arg("run").arg(&path).args(["--format", format]);
            command
        };
        least(command)
    };
    let start = cost(5)?;
    for layers in [1_000, 10_000, 100_000, 1_000_000] {
        let Cost { time, memory, .. } = cost(layers)?;
        let each = |whole: f64, start: f64| (whole - start) / layers as f64;
        println!(
            "{way:<12}{format:>7}{layers:>12}{:>10.3}{:>12.2}{:>8.0}{:>14.0}",
            time.as_secs_f64(),
            each(time.as_secs_f64(), start.time.as_secs_f64()) * 1e6,
            memory as f64 / MIB,
            each(memory as f64, start.memory as f64),
        );
    }
    Ok(())
}

/// Prints the memory that parsing takes, the text included, in proportion to the text.
fn parsing() -> Fallible<()> {
    println!("\n{:<16}{:>12}{:>10}{:>16}", "parsing", "text, MiB", "peak, MiB", "times the text");
    let shortest = scratch(written, 1_000_000)?;
    let people = shortest.with_file_name("people.net");
    fs::write(&people, inputs::written().repeat(20))?;
    for (name, path) in [("as people write", people), ("a word or two", shortest)] {
        let text = fs::metadata(&path)?.len();
        let this = std::env::current_exe()?;
        let peak = |stage| {
            Ok::<_, Box<dyn Error>>(
                least(|| {
                    let mut command = Command::new(&this);
                    command.args(["--stage", stage]).arg(&path);
                    command
                })?
                .memory,
            )
        };
        let start = peak("nothing")?;
        let taken = peak("parse")? - start;
        println!(
            "{name:<16}{:>12.1}{:>10.1}{:>16.1}",
            text as f64 / MIB,
            taken as f64 / MIB,
            taken as f64 / text as f64
        );
    }
    Ok(())
}

/// Reads and parses a file, or does nothing.
fn run(stage: &str, path: &Path) -> Fallible<()> {
    if stage == "parse" {
        let sources = Sources::new();
        let source = sources.load(&Disk, path).map_err(|_| "no such file")?;
        black_box(syntax::parse(source));
    }
    Ok(())
}

/// A file of this network. It is written bit by bit: a process counts what the one that started it
/// held as its own.
fn scratch(network: Network, layers: usize) -> Fallible<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scale.net");
    let mut out = BufWriter::new(File::create(&path)?);
    network(layers, &mut out)?;
    out.flush()?;
    Ok(path)
}
