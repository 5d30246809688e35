//! A client of Node.js, by the libraries of VS Code, if both are installed. It prints how long messages take to come: of
//! the program that `NETCOST` names, for a thousand lines too, which one that is not optimised takes long for.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

#[path = "../../benches/inputs/mod.rs"]
mod inputs;

#[test]
fn node_uses_every_feature() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let client = root.join("tests/editor/node");
    if Command::new("node").arg("--version").output().is_err() {
        eprintln!("skipped: Node.js is not installed");
        return;
    }
    if !client.join("node_modules").exists() {
        eprintln!(
            "skipped: the client's packages are not installed: `npm ci` in {}",
            client.display()
        );
        return;
    }
    let optimised = env::var_os("NETCOST");
    let mut networks = vec![largest(&root.join("examples"))];
    networks.extend(optimised.is_some().then(open));
    let ran = Command::new("node")
        .arg(client.join("client.mjs"))
        .arg(optimised.unwrap_or(env!("CARGO_BIN_EXE_netcost").into()))
        .args(networks)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    eprint!("{said}");
}

/// The largest network of a folder.
fn largest(folder: &Path) -> PathBuf {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let largest = files.max_by_key(|file| file.metadata().expect("a file").len());
    largest.expect("a network").path()
}

/// About a thousand lines as people have them open: what the bench of instructions types into.
fn open() -> PathBuf {
    let text = inputs::written();
    let (text, _) = text.split_once("# ---- Part 61:").expect("so many parts");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("open.net");
    fs::write(&path, text).expect("room");
    path
}
