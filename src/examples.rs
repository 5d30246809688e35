//! The networks that netcost brings along: the files of `examples/`, listed by the build script.

use std::io;
use std::path::Path;

use crate::check::Files;

/// A bundled network.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Its file's name without ending: `alexnet`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All of them, by name.
pub static ALL: &[Example] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

impl Example {
    /// The example of this name.
    pub fn find(name: &str) -> Option<&'static Example> {
        ALL.iter().find(|example| example.name == name)
    }

    /// The path that messages and reports show: `examples/alexnet.net`.
    pub fn path(&self) -> String {
        format!("examples/{}.net", self.name)
    }
}

/// The bundled files themselves, for the `use`s of a bundled network.
#[derive(Clone, Copy, Debug)]
pub struct Bundled;

impl Files for Bundled {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let example = ALL.iter().find(|example| Path::new(&example.path()) == path);
        let example = example.ok_or(io::ErrorKind::NotFound)?;
        Ok(example.text.as_bytes().to_vec())
    }
}
