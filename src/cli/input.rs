//! Where a network's text comes from: a file, a bundled example, the command line, stdin.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::bundled::examples::{self, Bundled, Example};
use crate::diagnostics::Result;
use crate::diagnostics::file::FileProblem;
use crate::source::{self, Disk, Files, Source, Sources};
use crate::text::nearest::{did_you_mean, nearest, suggest};

/// What is to be compiled.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// A bundled network, by name.
    Example(String),
    /// A file.
    File(PathBuf),
    /// A text on the command line.
    Source(String),
    /// The standard input.
    Stdin,
}

impl Input {
    /// What a word of the command line means: `-` is stdin, what ends in `.net`, holds a `/`, or is
    /// `.` or `..`, is a file or folder, and any other word a bundled example.
    pub fn of(word: &str) -> Input {
        let is_path = word.ends_with(".net")
            || word.contains(std::path::is_separator)
            || matches!(word, "." | "..");
        match word {
            "-" => Input::Stdin,
            _ if is_path => Input::File(word.into()),
            _ => Input::Example(word.to_owned()),
        }
    }

    /// Reads it into the sources; `stdin` is read for `-`.
    ///
    /// # Errors
    /// When there is no such file or example, or it is not a text.
    pub fn load<'s>(&self, sources: &'s Sources, stdin: &mut dyn Read) -> Result<&'s Source> {
        let read = match self {
            Input::Example(name) => {
                let example = Example::find(name).ok_or_else(|| unknown_example(name))?;
                sources.add_read(example.path(), Ok(example.text.into()))
            }
            Input::File(path) => sources.load(&Disk, path),
            Input::Source(text) => sources.add_read("<-e>".to_owned(), Ok(text.clone().into())),
            Input::Stdin => sources.add_read("<stdin>".to_owned(), source::read(stdin)),
        };
        let near = || match self {
            Input::File(path) => existing(path).map(Into::into),
            _ => None,
        };
        read.map_err(|error| FileProblem::unread_near(error, None, near).into())
    }

    /// Where its `use`s look for files.
    pub fn files(&self) -> &'static dyn Files {
        match self {
            Input::Example(_) => &Bundled,
            _ => &Disk,
        }
    }

    /// The title of its report where it states none.
    pub fn title(&self) -> String {
        match self {
            Input::Example(name) => name.clone(),
            Input::File(path) => path.file_stem().unwrap_or_default().to_string_lossy().into(),
            Input::Source(_) => "unnamed".to_owned(),
            Input::Stdin => "stdin".to_owned(),
        }
    }
}

fn unknown_example(name: &str) -> FileProblem {
    let file = [format!("{name}.net"), format!("./{name}")];
    let help = if let Some(file) = file.iter().find(|file| Path::new(file).is_file()) {
        format!("for the file of that name write `{file}`")
    } else if Path::new(name).is_dir() {
        format!("for the files in the folder of that name write `netcost check {name}`")
    } else if let Some(member) = member(name) {
        format!("write `{member}`")
    } else {
        let near = suggest(name, examples::ALL.iter().map(|example| example.name));
        let [net, folder] = &file;
        let how = format!("a file is named by its ending or folder: `{net}`, `{folder}`");
        match near {
            None => format!("`netcost examples` lists them; {how}"),
            Some(near) => format!("{near} {how}"),
        }
    };
    FileProblem::UnknownExample { name: name.to_owned(), help }
}

/// How a member of a family is run: `resnet -D depth=101` for `resnet101`, if a param of the example
/// that the family is takes such a value.
fn member(name: &str) -> Option<String> {
    examples::ALL.iter().find_map(|family| {
        let stem = family.name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let value = name.strip_prefix(stem)?.trim_start_matches('_');
        let mut params = family.text.lines().filter_map(|line| line.strip_prefix("param "));
        params.find_map(|declared| {
            let (param, _) = declared.split_once(' ')?;
            let value = value.strip_prefix(param).unwrap_or(value);
            takes(declared, value).then(|| {
                let family = family.name;
                format!("netcost run {family} -D {param}={value}")
            })
        })
    })
}

/// Whether a value is among those that a declaration lists, or in its range.
fn takes(declared: &str, value: &str) -> bool {
    let Some((_, legal)) = declared.split_once(" in ") else { return false };
    let legal = legal.split('#').next().unwrap_or_default().trim();
    match legal.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        Some(list) => list.split(',').any(|item| item.trim().trim_matches('"') == value),
        None => {
            let bounds = legal.split_once("..");
            let bounds =
                bounds.and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
            let value = value.parse::<u64>().ok();
            bounds.zip(value).is_some_and(|((low, high), value)| (low..=high).contains(&value))
        }
    }
}

/// What may be meant by a path at which there is no file.
fn existing(path: &Path) -> Option<String> {
    neighbour(path).or_else(|| {
        let example = Example::find(path.file_stem()?.to_str()?)?;
        let name = example.name;
        Some(match path == Path::new(name) {
            true => format!("`netcost run {name}` reports the bundled example of that name"),
            false => format!("there is a bundled example of that name: write `{name}`"),
        })
    })
}

fn neighbour(path: &Path) -> Option<String> {
    let folder = path.parent()?;
    let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(shown).ok()?;
    let names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".net"))
        .collect();
    let near = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str));
    Some(did_you_mean([folder.join(near.first()?).to_str()?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_stdin_a_file_or_an_example() {
        assert_eq!(Input::of("-"), Input::Stdin);
        assert_eq!(Input::of("x.net"), Input::File("x.net".into()));
        assert_eq!(Input::of("./x"), Input::File("./x".into()));
        assert_eq!(Input::of(".."), Input::File("..".into()));
        assert_eq!(Input::of("alexnet"), Input::Example("alexnet".to_owned()));
        assert_eq!(Input::of(".nets"), Input::Example(".nets".to_owned()));
    }

    #[test]
    fn a_member_of_a_family_is_a_value_of_its_param() {
        let command = Some("netcost run resnet -D depth=101".to_owned());
        assert_eq!(member("resnet101"), command);
        let command = Some("netcost run densenet121 -D depth=161".to_owned());
        assert_eq!(member("densenet161"), command);
        let command = Some("netcost run efficientnet -D b=3".to_owned());
        assert_eq!(member("efficientnet_b3"), command);
        assert_eq!(member("efficientnet_b9"), None);
        assert_eq!(member("resnet7"), None);
        assert_eq!(member("lenet"), None);
    }
}
