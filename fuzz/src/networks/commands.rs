//! Command lines, as the first line of a network has them: `run FILE --format json`.

use netcost::internals::cost::conventions;
use netcost::internals::device::Device;
use netcost::internals::diagnostics::rendering::FORMATS;
use netcost::internals::report::Column;

use super::bytes::Bytes;

/// How a command reads the network, and the options that it may have.
const COMMANDS: [(&str, Options); 12] = [
    ("run -e FILE", run),
    ("run FILE", run),
    ("check FILE", check),
    ("fmt -", fmt),
    ("explain FILE conv1", settings),
    ("explain -e FILE relu2", settings),
    ("explain FILE", settings),
    ("compare FILE lenet5", compare),
    ("compare lenet300 FILE", compare),
    ("compare FILE@n=2 lenet300 lenet5", compare),
    ("ops", words),
    ("explain", words),
];

/// An option with its value.
type Options = fn(&mut Bytes<'_>) -> String;

/// A command with a few options.
pub fn command(bytes: &mut Bytes<'_>) -> String {
    let (mut command, options) = {
        let (command, options) = bytes.one(&COMMANDS);
        ((*command).to_owned(), *options)
    };
    for _ in 0..bytes.below(4) {
        let option = if bytes.once_in(8) { any(bytes) } else { options(bytes) };
        command = format!("{command} {option}");
    }
    command
}

fn run(bytes: &mut Bytes<'_>) -> String {
    let column = |bytes: &mut Bytes<'_>| bytes.one(Column::all()).name;
    match bytes.below(12) {
        0..=2 => format!("--format {}", bytes.one(&["json", "table", "csv", "markdown", "xml"])),
        3 => format!("--columns {},{}", column(bytes), column(bytes)),
        4 => format!("--sort {}", column(bytes)),
        5 => format!("--by {}", bytes.one(&["op", "block", "layer"])),
        6 => format!("--top {}", number(bytes)),
        7 => format!("--depth {}", number(bytes)),
        8 => format!("--training {}", bytes.one(&["adam", "sgd", "momentum", "adamw"])),
        9 => (*bytes.one(&["--timeline", "--digits short", "--digits full"])).to_owned(),
        _ => settings(bytes),
    }
}

fn settings(bytes: &mut Bytes<'_>) -> String {
    match bytes.below(10) {
        0 => format!("--batch {}", number(bytes)),
        1 => {
            format!("--input {}", bytes.one(&["3x32x32", "8", "x=3x8x8", "0x1", "=", "3x", "a=b"]))
        }
        2 => {
            let value =
                bytes.one(&["1", "0.5", "[1,2]", "wide", "1/0", "2**99", "(", "\"s\"", "it"]);
            format!("-D {}={value}", bytes.one(&["n", "a", "width", "c1", ""]))
        }
        3 => format!("--dtype {}", bytes.one(&["f16", "weights=int8", "weights=f8,=", "f17"])),
        4 => "--inplace".to_owned(),
        5 => format!("--convention {}", bytes.one(conventions::ALL).name),
        6 => "--convention all".to_owned(),
        7 => format!("--device {}", bytes.one(Device::all()).name),
        _ => any(bytes),
    }
}

fn check(bytes: &mut Bytes<'_>) -> String {
    (*bytes.one(&["--pedantic", "--message-format sarif", "--fix", "FILE"])).to_owned()
}

fn fmt(bytes: &mut Bytes<'_>) -> String {
    (*bytes.one(&["--check", "--message-format json", "nothing.net", "-"])).to_owned()
}

fn compare(bytes: &mut Bytes<'_>) -> String {
    match bytes.below(4) {
        0 => format!("--format {}", bytes.one(&["json", "table", "csv", "markdown"])),
        1 => format!("--depth {}", number(bytes)),
        _ => settings(bytes),
    }
}

/// What `ops` and `explain` explain, or something near it.
fn words(bytes: &mut Bytes<'_>) -> String {
    (*bytes.one(&["conv", "pooling", "kernel_too_large", "net::name::unknown", "unknwn", "é"]))
        .into()
}

/// What every command takes, and what none does.
fn any(bytes: &mut Bytes<'_>) -> String {
    match bytes.below(4) {
        0 => format!("--message-format {}", bytes.one(FORMATS).name),
        1 => format!("--color {}", bytes.one(&["always", "never", "auto"])),
        2 => {
            (*bytes.one(&["--help", "-h", "--version", "--no-such", "x y z", "-e", ""])).to_owned()
        }
        _ => format!(
            "--limit {}",
            bytes.one(&["layers=3", "steps=9", "calls=1", "rows=1", "calls="])
        ),
    }
}

fn number(bytes: &mut Bytes<'_>) -> u64 {
    if bytes.once_in(8) { bytes.next() } else { bytes.below(9) as u64 }
}
