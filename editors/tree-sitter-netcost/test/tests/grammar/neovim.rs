//! Neovim colours a network with the parser and the queries, if it is installed.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use tree_sitter_netcost_test::{grammar, project};

#[test]
fn neovim_colours_a_network() {
    if Command::new("nvim").arg("--version").output().is_err() {
        eprintln!("skipped: Neovim is not installed");
        return;
    }
    let runtime = Path::new(env!("CARGO_TARGET_TMPDIR")).join("neovim");
    install(&runtime);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/grammar/neovim.lua");
    let ran = Command::new("nvim")
        .args(["--headless", "--clean", "-c", &format!("luafile {script}"), "-c", "cquit!"])
        .env("RUNTIME", &runtime)
        .env("NETWORK", project().join("examples/alexnet.net"))
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    insta::assert_snapshot!(said.trim_end());
}

/// Puts the parser and the queries where Neovim looks for them.
fn install(runtime: &Path) {
    let queries = runtime.join("queries/netcost");
    fs::create_dir_all(runtime.join("parser")).expect("room");
    fs::create_dir_all(&queries).expect("room");
    for query in fs::read_dir(grammar().join("queries")).expect("a folder") {
        let query = query.expect("an entry");
        fs::copy(query.path(), queries.join(query.file_name())).expect("room");
    }
    let source = grammar().join("src");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(runtime.join("parser/netcost.so"))
        .arg("-I")
        .args([source.clone(), source.join("parser.c"), source.join("scanner.c")])
        .status();
    assert!(compiled.expect("a C compiler").success());
}
