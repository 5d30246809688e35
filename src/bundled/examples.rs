//! The networks that netcost brings along: the files of `examples/`, listed by the build script.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::LazyLock;

use crate::source::Files;

/// A bundled network.
///
/// ```
/// use netcost::{Bundled, Costing, Example, Options};
///
/// let example = Example::find("alexnet").ok_or("there is none")?;
/// let analysis = netcost::analyze_with(&example.path(), example.text, &Options::new(), &Bundled);
/// let report = analysis.report(&Costing::default())?.ok_or("there are errors")?;
/// assert_eq!(report.network, "AlexNet");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Its file's name without ending: `alexnet`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All of them, by name.
pub static ALL: &[Example] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The networks of families, each with the example and the params that make it, as after
/// `netcost run`: `resnet -D depth=101` for `resnet101`.
pub static MEMBERS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    // A test reads it too.
    serde_json::from_str(include_str!("members.json")).unwrap_or_default()
});

impl Example {
    /// All of them, by name.
    pub fn all() -> &'static [Example] {
        ALL
    }

    /// The example of this name.
    pub fn find(name: &str) -> Option<&'static Example> {
        ALL.iter().find(|example| example.name == name)
    }

    /// The paper it comes from, as its first comment cites it: `Krizhevsky et al., 2012`.
    pub fn source(&self) -> Option<String> {
        let lines = self.text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim);
        let header = lines.collect::<Vec<_>>().join(" ");
        let brackets = header.split('(').skip(1).filter_map(|text| text.split(')').next());
        let is_year =
            |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        let mut citations = brackets.filter(|text| text.rsplit(' ').next().is_some_and(is_year));
        citations.next().map(str::to_owned)
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

#[cfg(test)]
mod tests {
    use super::{Example, MEMBERS};

    #[test]
    fn members_are_of_examples() {
        assert!(MEMBERS.len() > 50);
        for (name, command) in MEMBERS.iter() {
            let example = command.split(' ').next().expect("a word");
            assert!(Example::find(example).is_some(), "{name}: {command}");
        }
    }

    #[test]
    fn the_first_citation_of_the_header_is_the_source() {
        let source = |text| Example { name: "x", text }.source();
        let header = "# A net (of width\n# 2) by others (Tan and Le,\n# 2019), (Liu et al., 2022).\nrelu # (LeCun et al., 1998)";
        assert_eq!(source(header), Some("Tan and Le, 2019".to_owned()));
        assert_eq!(source("relu # (LeCun et al., 1998)"), None);
    }
}
