# Everyday commands. `just` alone lists them.

_default:
    @just --list

# All that must hold before a change is taken.
ci:
    .ci/run

# The tests; `just test shape` runs those whose names hold `shape`.
test filter="":
    cargo test {{filter}}

# What it costs: times of each stage, instructions, networks of up to a million layers.
bench:
    cargo bench -p netcost-benches --features criterion --bench stages -- --quiet
    cargo bench -p netcost-benches --bench instructions
    cargo bench -p netcost-benches --bench scale
    cargo bench -p netcost-benches --bench models

# Layout and lints.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --all-features -- -D warnings
    cargo clippy -- -D warnings

# Fuzz `parse`, `format`, `check`, `import`, `editor` or `command_line` for some seconds, 0 for ever (needs nightly Rust,
# a C++ compiler and `cargo install cargo-fuzz`). Weighing inputs by entropy, and tracing comparisons, would
# take most of the time.
fuzz target seconds="60": fuzz-seeds
    mkdir -p fuzz/corpus/{{target}}
    cargo +nightly fuzz run --sanitizer none --no-trace-compares {{target}} \
        fuzz/corpus/{{target}} fuzz/corpus/docs tests/corpus examples tests/diagnostics -- \
        -entropic=0 -dict=fuzz/dictionary.txt -max_len=1024 -timeout=1 -rss_limit_mb=512 -max_total_time={{seconds}}

# The networks in the documentation as files, to begin from.
fuzz-seeds:
    mkdir -p fuzz/corpus/docs
    awk '/^```net/ { on = 1; file = "fuzz/corpus/docs/" ++n ".net"; \
            if (match($0, /after=[0-9x]+/)) print "input " substr($0, RSTART + 6, RLENGTH - 6) > file; next } \
        /^```/ { on = 0 } on { print > file }' docs/*.md docs/*/*.md docs/*/*/*.md

# The same targets with stable Rust, as many cases each, and how long the slowest took. Optimised, but
# overflow is seen.
fuzz-stable cases="100000":
    PROPTEST_CASES={{cases}} cargo test --release --test fuzz \
        --config profile.release.package.netcost.overflow-checks=true \
        --config profile.release.package.netcost.debug-assertions=true -- --nocapture any_input

# The examples laid out as `netcost fmt` does.
fmt:
    cargo fmt --all
    cargo run --quiet -- fmt examples/*.net src/bundled/prelude.net

# Write what commands print now into the documentation, then look at the difference.
update-docs:
    UPDATE_DOCS=1 cargo test --test docs
    git diff docs README.md

# Write the generated parser for tree-sitter, after a change of its grammar.
update-parser:
    UPDATE_PARSER=1 CARGO_TARGET_DIR=$PWD/target cargo test --manifest-path editors/tree-sitter-netcost/test/Cargo.toml generated

# Look through changed snapshots (needs `cargo install cargo-insta`).
review:
    cargo insta test --review

# All messages of the catalogue in colour, as a terminal of this width shows them.
messages width="80":
    MESSAGES={{width}} cargo test --quiet --test diagnostics

# The page of reports, `web/dist/report.html`, of what is in `web/src`.
web:
    npm --prefix web ci
    npm --prefix web run build

# The playground, built and served at http://127.0.0.1:4173/. It needs the server as WebAssembly, which is built if it is not there.
play:
    npm --prefix web ci
    [ -f web/wasm/netcost.wasm ] && [ -f web/wasm/netcost-models.wasm ] || web/wasm/build.sh
    npm --prefix web run build-play
    npm --prefix web run play

# The extension for VS Code, with the language server in it: `editors/vscode/netcost.vsix`.
vscode:
    npm --prefix editors/vscode ci
    npm --prefix web ci
    web/wasm/build.sh
    npm --prefix editors/vscode run package

# The picture of VS Code in the documentation (needs Chromium, and `just vscode` before).
picture:
    npm --prefix editors/vscode run picture

# The Python module, into the present virtual environment (needs `pip install maturin`).
python:
    cd bindings/python && maturin develop --profile wheel-ci

# The library's documentation, and the book (needs `cargo install mdbook`). Its networks run where `just play` has built
# the playground, if the book is served.
docs:
    cargo doc --no-deps
    mdbook build docs
    [ ! -d web/play/dist ] || cp -r web/play/dist target/book/playground

# What a release attaches, in `target/release-files`: the program, the extension for VS Code, and the playground and the book as
# static files.
release: vscode
    npm --prefix web run build-play
    cargo build --release --locked
    rm -rf target/release-files && mkdir -p target/release-files
    cp target/release/netcost editors/vscode/netcost.vsix target/release-files
    tar -czf target/release-files/netcost-playground.tar.gz -C web/play/dist .
    mdbook build docs
    cp -r web/play/dist target/book/playground
    tar -czf target/release-files/netcost-book.tar.gz -C target/book .
