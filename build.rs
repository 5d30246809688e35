//! Lists what the program brings along, so that a new one is one new file: the networks of
//! `examples/`, the lenses of `lenses/`, the devices of `devices/`, and the pages of `docs/diagnostics/`.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

type Fallible<T> = Result<T, Box<dyn Error>>;

fn main() -> Fallible<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    fs::write(out.join("examples.rs"), texts("Example", &root.join("examples"))?)?;
    fs::write(out.join("lenses.rs"), texts("LensText", &root.join("lenses"))?)?;
    fs::write(out.join("devices.rs"), devices(&root.join("devices"))?)?;
    fs::write(out.join("pages.rs"), pages(&root.join("docs/diagnostics"))?)?;
    Ok(())
}

/// The `.net` files of a folder, as values of this type.
fn texts(of: &str, folder: &Path) -> Fallible<String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut list = String::from("&[\n");
    for path in entries(folder)?.iter().filter(|path| ends(path, "net")) {
        let name = stem(path)?;
        writeln!(list, "    {of} {{ name: {name:?}, text: include_str!({path:?}) }},")?;
    }
    list.push_str("]\n");
    Ok(list)
}

fn devices(folder: &Path) -> Fallible<String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut list = String::from("&[\n");
    for path in entries(folder)?.iter().filter(|path| ends(path, "toml")) {
        writeln!(list, "    include_str!({path:?}),")?;
    }
    list.push_str("]\n");
    Ok(list)
}

/// The page of `net::shape::zero_axis` is `shape/zero_axis.md`.
fn pages(folder: &Path) -> Fallible<String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut list = String::from("&[\n");
    for area in entries(folder)?.iter().filter(|path| path.is_dir()) {
        for path in entries(area)?.iter().filter(|path| ends(path, "md")) {
            let code = format!("net::{}::{}", stem(area)?, stem(path)?);
            let text = expanded(path)?;
            writeln!(list, "    Page {{ code: {code:?}, text: {text:?} }},")?;
        }
    }
    list.push_str("]\n");
    Ok(list)
}

/// The text of a page with the files that it includes.
fn expanded(page: &Path) -> Fallible<String> {
    let folder = page.parent().unwrap_or(Path::new(""));
    let mut text = String::new();
    for line in fs::read_to_string(page)?.lines() {
        let included = line.strip_prefix("{{#include ").and_then(|rest| rest.strip_suffix("}}"));
        if let Some(path) = included {
            let path = folder.join(path);
            println!("cargo::rerun-if-changed={}", path.display());
            let file = fs::read_to_string(&path);
            text += &file.map_err(|error| format!("{}: {error}", path.display()))?;
        } else {
            writeln!(text, "{line}")?;
        }
    }
    Ok(text)
}

/// What a folder holds, in order. A library that is taken without its folders has none.
fn entries(folder: &Path) -> Fallible<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths =
        entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    paths.sort();
    Ok(paths)
}

fn ends(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension == ending)
}

fn stem(path: &Path) -> Fallible<&str> {
    Ok(path.file_stem().and_then(|stem| stem.to_str()).ok_or("a name is not UTF-8")?)
}
