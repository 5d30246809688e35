//! Where a network's text comes from: a file, a bundled example, the command line, stdin.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::bundled::examples::{self, Bundled, Example, MEMBERS};
use crate::diagnostics::Result;
use crate::diagnostics::file::FileProblem;
use crate::import::is_model_name;
use crate::source::{self, Disk, Files, Forward, Source, Sources, Window};
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

/// The network that a command is about.
#[derive(Clone, Debug, Args)]
pub struct NetworkArgs {
    /// A `.net` file, a `.pt2` or ONNX model, the name of a bundled example, or `-` for stdin.
    #[arg(value_name = "FILE|NAME|-", required_unless_present = "source")]
    network: Option<String>,
    /// The text of the network, instead of a file.
    #[arg(
        short = 'e',
        value_name = "SOURCE",
        conflicts_with = "network",
        allow_hyphen_values = true
    )]
    source: Option<String>,
}

impl NetworkArgs {
    /// Where its text comes from.
    pub fn input(&self) -> Input {
        match (&self.source, &self.network) {
            (Some(source), _) => Input::Source(source.clone()),
            (None, Some(word)) => Input::of(word),
            // clap asks for one of them.
            (None, None) => Input::Stdin,
        }
    }
}

impl Input {
    /// What a word of the command line means: `-` is stdin, what ends in `.net` or like a model, holds a
    /// `/`, or is `.` or `..`, is a file or folder, and any other word a bundled example.
    pub fn of(word: &str) -> Input {
        let is_path = word.ends_with(".net")
            || is_model_name(word)
            || word.contains(std::path::is_separator)
            || matches!(word, "." | "..");
        match word {
            "-" => Input::Stdin,
            _ if is_path => Input::File(word.into()),
            _ => Input::Example(word.to_owned()),
        }
    }

    /// Reads it as a text into the sources; `stdin` is read for `-`.
    ///
    /// # Errors
    /// When there is no such file or example, or it is not a text.
    pub fn load<'s>(&self, sources: &'s Sources, stdin: &mut dyn Read) -> Result<&'s Source> {
        let read = match self {
            Input::Example(name) => {
                let example = Example::find(name).ok_or_else(|| unknown_example(name))?;
                return self.add(sources, example.path(), Ok(example.text.into()));
            }
            Input::File(path) => Disk.read(path),
            Input::Source(text) => Ok(text.clone().into()),
            Input::Stdin => source::read(stdin),
        };
        self.add(sources, self.shown(), read)
    }

    /// Adds what was read of it to the sources.
    ///
    /// # Errors
    /// When it was not read, or is not a text.
    pub fn add<'s>(
        &self,
        sources: &'s Sources,
        name: String,
        read: io::Result<Vec<u8>>,
    ) -> Result<&'s Source> {
        let near = || match self {
            Input::File(path) => existing(path).map(Into::into),
            _ => None,
        };
        let added = sources.add_read(name, read);
        added.map_err(|error| FileProblem::unread_near(error, None, near).into())
    }

    /// How messages name it.
    pub fn shown(&self) -> String {
        match self {
            Input::Example(name) => name.clone(),
            Input::File(path) => path.display().to_string(),
            Input::Source(_) => "<-e>".to_owned(),
            Input::Stdin => "<stdin>".to_owned(),
        }
    }

    /// A window on the file, or on `stdin` for `-`: it may hold a model.
    pub fn window<'r>(&self, stdin: &'r mut dyn Read) -> Option<io::Result<Window<'r>>> {
        match self {
            Input::Example(_) | Input::Source(_) => None,
            Input::File(path) => {
                let window = |stream| Window::new(self.shown(), stream);
                Some(Disk.open(path).map(window))
            }
            Input::Stdin => Some(Ok(Window::new(self.shown(), Box::new(Forward(stdin))))),
        }
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
    let [net, folder] = [format!("{name}.net"), format!("./{name}")];
    let help =
        if let Some(file) = [&net, &folder].into_iter().find(|file| Path::new(file).is_file()) {
            format!("for the file of that name write `{file}`")
        } else if Path::new(name).is_dir() {
            format!("for the files in the folder of that name write `netcost check {name}`")
        } else if let Some(member) = MEMBERS.get(name) {
            format!("write `netcost run {member}`")
        } else if let Some((example, params)) = name.split_once('@') {
            let params = params.split(',').map(|param| format!(" -D {param}"));
            format!(
                "write `{example}{}`: only `compare` sets params with `@`",
                params.collect::<String>()
            )
        } else {
            let examples = examples::ALL.iter().map(|example| example.name);
            let near = suggest(name, examples.chain(MEMBERS.keys().map(String::as_str)));
            let how = format!("a file is named by its ending or folder: `{net}`, `{folder}`");
            match near {
                None => format!("`netcost examples` lists them; {how}"),
                Some(near) => format!("{near} {how}"),
            }
        };
    FileProblem::UnknownExample { name: name.to_owned(), help }
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
        assert_eq!(Input::of("x.onnx"), Input::File("x.onnx".into()));
        assert_eq!(Input::of("x.net"), Input::File("x.net".into()));
        assert_eq!(Input::of("./x"), Input::File("./x".into()));
        assert_eq!(Input::of(".."), Input::File("..".into()));
        assert_eq!(Input::of("alexnet"), Input::Example("alexnet".to_owned()));
        assert_eq!(Input::of(".nets"), Input::Example(".nets".to_owned()));
    }
}
