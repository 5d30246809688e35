//! A real client: Neovim, if it is installed.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn neovim_shows_what_the_server_says() {
    if Command::new("nvim").arg("--version").output().is_err() {
        eprintln!("skipped: Neovim is not installed");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let network = Path::new(env!("CARGO_TARGET_TMPDIR")).join("neovim.net");
    let text = fs::read_to_string(root.join("examples/alexnet.net")).expect("an example");
    fs::write(&network, text.replace("k5 p2", "k5 p0")).expect("room");
    let ran = Command::new("nvim")
        .args(["--headless", "--clean", "-c", "luafile tests/editor/neovim.lua", "-c", "cquit!"])
        .current_dir(root)
        .env("NETCOST", env!("CARGO_BIN_EXE_netcost"))
        .env("NETWORK", &network)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}{}", String::from_utf8_lossy(&ran.stderr));
    insta::assert_snapshot!(said.trim_end());
}
