//! Lists `examples/*.net` for the program to bring along, so that a new example is one new file.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("examples");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths = match fs::read_dir(&folder) {
        Ok(entries) => {
            entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Box<dyn Error>>>()?
        }
        // A library that is taken without its examples has none.
        Err(_) => Vec::new(),
    };
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "net"));
    paths.sort();
    let mut list = String::from("&[\n");
    for path in &paths {
        let name = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a name is not UTF-8")?;
        writeln!(list, "    Example {{ name: {name:?}, text: include_str!({path:?}) }},")?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("examples.rs"), list)?;
    Ok(())
}
