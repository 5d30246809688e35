#!/usr/bin/env bash
# Builds the language server as WebAssembly: `netcost.wasm` beside this script, and `netcost-models.wasm`, which
# imports models, too. Fails with status 3 if there is no toolchain for it.
set -euo pipefail
cd "$(dirname "$0")"

target=wasm32-unknown-unknown
build=(build --locked --release --target "$target")
module=target/$target/release/netcost_wasm.wasm

if [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
    cargo=(cargo)
else
    # Debian has a compiler for browsers with the sources of its standard library, and a linker beside it.
    sources=$(/usr/bin/rustc --print sysroot 2>/dev/null || true)/lib/rustlib/src
    linker=$(compgen -c wasm-ld | sort -V | tail -n 1 || true)
    if [ ! -d "$sources" ] || [ -z "$linker" ]; then
        echo "there is no standard library or linker for $target: \`rustup target add $target\`, or Debian's" \
            "packages rustc-web, cargo-web, rust-web-src and lld" >&2
        exit 3
    fi
    unset RUSTUP_TOOLCHAIN
    export PATH="/usr/bin:$PATH" RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$linker"
    cargo=(/usr/bin/cargo -Z "build-std=std,panic_abort" -Z build-std-features=optimize_for_size)
    /usr/bin/rustc --version
fi

optimize=../../editors/vscode/node_modules/.bin/wasm-opt
[ -x "$optimize" ] || echo "skipped: wasm-opt, which \`npm ci\` in editors/vscode installs, is not there" >&2

# Builds a module with these options.
module() {
    "${cargo[@]}" "${build[@]}" "${@:2}"
    if [ -x "$optimize" ]; then
        "$optimize" -Os --all-features -o "$1" "$module"
    else
        cp "$module" "$1"
    fi
    wc -c "$1"
}

module netcost.wasm
module netcost-models.wasm --features models
