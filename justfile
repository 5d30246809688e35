# Everyday commands. `just` alone lists them.

_default:
    @just --list

# All that must hold before a change is taken.
ci:
    .ci/run

# The tests; `just test shape` runs those whose names hold `shape`.
test filter="":
    cargo test {{filter}}

# What it costs: times of each room, instructions, networks of up to a million layers.
bench:
    cargo bench --bench rooms -- --quiet
    cargo bench --bench instructions
    cargo bench --bench scale

# Layout and lints.
lint:
    cargo fmt --all --check
    cargo clippy --all-targets -- -D warnings

# The examples laid out as `netcost fmt` does.
fmt:
    cargo fmt --all
    cargo run --quiet -- fmt examples/*.net src/prelude.net

# Write what commands print now into the documentation, then look at the difference.
update-docs:
    UPDATE_DOCS=1 cargo test --test docs
    git diff docs README.md

# Look through changed snapshots (needs `cargo install cargo-insta`).
review:
    cargo insta test --review

# All messages of the catalogue in colour, as a terminal of this width shows them.
messages width="80":
    MESSAGES={{width}} cargo test --quiet --test diagnostics

# The library's documentation, and the book (needs `cargo install mdbook`).
docs:
    cargo doc --no-deps
    mdbook build docs
