//! Time and memory of the program for models in ONNX: small ones, large ones, and one with weights of
//! 500 MB that need not be read.
//!
//! With a folder, the files are written there, for other programs to be timed with.

mod measure;
#[path = "inputs/onnx/mod.rs"]
mod onnx;
mod program;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use flate2::read::GzDecoder;
use measure::{Cost, Fallible, MIB, least, run_once};
use program::program;

/// Makes a file.
type File = (&'static str, fn() -> Fallible<Vec<u8>>);

const FILES: [File; 5] = [
    ("resnet50.onnx", || exported("resnet50")),
    ("swin_t.onnx", || exported("swin_t")),
    ("nodes_13700.onnx", || Ok(onnx::swin(13_700).bytes)),
    ("nodes_92000.onnx", || Ok(onnx::swin(92_000).bytes)),
    ("weights_500mb.onnx", || Ok(onnx::dense(60).bytes)),
];

fn main() -> Fallible<ExitCode> {
    if let Some(status) = program::run_as_program() {
        return Ok(status);
    }
    let arguments: Vec<_> = std::env::args().collect();
    match &arguments[..] {
        [_, flag, name, path] if flag == "--write" => {
            let file = FILES.iter().find(|(file, _)| file == name);
            let (_, make) = file.ok_or("no such file")?;
            fs::write(path, make()?)?;
        }
        [_, folder, ..] if !folder.starts_with('-') => {
            for (name, _) in FILES {
                written(Path::new(folder), name)?;
            }
        }
        _ => {
            report()?;
            report_folding()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints what a run of each file takes, and the reading alone of what is large.
fn report() -> Fallible<()> {
    println!("{:<22}{:>8}{:>16}{:>8}", "file", "MB", "processor, ms", "MiB");
    for (name, _) in FILES {
        let path = written(Path::new(env!("CARGO_TARGET_TMPDIR")), name)?;
        let size = fs::metadata(&path)?.len() as f64 / 1e6;
        let Cost { processor, memory, .. } = least(|| measured(&["run"], &path))?;
        let (time, memory) = (processor.as_secs_f64() * 1e3, memory as f64 / MIB);
        println!("{name:<22}{size:>8.1}{time:>16.1}{memory:>8.1}");
    }
    Ok(())
}

/// Prints what importing each file takes, and the part of it that folding has: what it takes beyond `--flat`.
fn report_folding() -> Fallible<()> {
    println!("\n{:<22}{:>16}{:>16}{:>16}", "file", "import, ms", "without, ms", "folding, ms");
    for (name, _) in FILES {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let all = processor(&["import"], &path)?;
        let [folded, flat] = [own(&["import"], &path)?, own(&["import", "--flat"], &path)?];
        println!("{name:<22}{all:>16.1}{flat:>16.1}{:>16.1}", folded - flat);
    }
    Ok(())
}

/// What an import takes without checking its text and laying it out.
fn own(import: &[&str], model: &Path) -> Fallible<f64> {
    let text = model.with_extension("net");
    run_once(measured(import, model).arg("-o").arg(&text))?;
    let start = processor(&["--version"], &text)?;
    let checked = processor(&["check"], &text)? - start;
    let formatted = processor(&["fmt", "--check"], &text)? - start;
    Ok(processor(import, model)? - checked - formatted)
}

/// The milliseconds of a processor that the program takes with a file.
fn processor(words: &[&str], file: &Path) -> Fallible<f64> {
    let cost = least(|| measured(words, file))?;
    Ok(cost.processor.as_secs_f64() * 1e3)
}

/// A run of the program with a file.
fn measured(words: &[&str], file: &Path) -> Command {
    let mut command = program();
    command.args(words).arg(file);
    command
}

/// A file in a folder. Another process writes it, since one counts what the one that started it held as its own.
fn written(folder: &Path, name: &str) -> Fallible<PathBuf> {
    let path = folder.join(name);
    let mut writer = Command::new(std::env::current_exe()?);
    run_once(writer.args(["--write", name]).arg(&path))?;
    Ok(path)
}

/// A network as PyTorch exports it, without its weights.
fn exported(name: &str) -> Fallible<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/import/exports");
    let packed = fs::read(folder.join(name).with_extension("onnx.gz"))?;
    let mut bytes = Vec::new();
    GzDecoder::new(&*packed).read_to_end(&mut bytes)?;
    Ok(bytes)
}
