//! Lenses of the command line: `depthwise`, `lowrank:rank=128`, `./mine.net`.

use std::fmt;
use std::io;

use super::input::Input;
use super::settings::{arguments, split};
use crate::bundled::lenses::LensText;
use crate::check::Lens;
use crate::diagnostics::Result;
use crate::source::Sources;

/// A lens as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LensWord {
    /// All of it: `lowrank:rank=128`.
    word: String,
    text: Text,
    options: Vec<(String, String)>,
}

/// Where the text of a lens is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Text {
    Bundled(&'static str),
    File(String),
}

impl LensWord {
    /// The lens that a word means; `None` if it means none.
    ///
    /// # Errors
    /// The message if an option is not written as one.
    pub fn parse(word: &str) -> Option<Result<Self, String>> {
        let (text, options) = if let Some((file, options)) = file(word) {
            (Text::File(file.to_owned()), options)
        } else {
            let (name, options) = word.split_once(':').map_or((word, ""), |(a, b)| (a, b));
            (Text::Bundled(LensText::find(name)?.name), options)
        };
        let option = |text: &str| {
            let pair = split(text, "lowrank:rank=128").map_err(|wrong| wrong.to_string())?;
            Ok((pair.0.to_owned(), pair.1.to_owned()))
        };
        let options = match options {
            "" => Ok(Vec::new()),
            options => options.split(':').map(option).collect(),
        };
        let word = word.to_owned();
        Some(options.map(|options| LensWord { word, text, options }))
    }

    /// The lens, with its text read.
    ///
    /// # Errors
    /// When its file cannot be read, or an option has no value.
    pub fn load(&self, sources: &Sources) -> Result<Lens> {
        let (file, text) = match &self.text {
            Text::Bundled(name) => {
                let lens = LensText::find(name).map(|lens| (lens.path(), lens.text.to_owned()));
                lens.unwrap_or_default()
            }
            Text::File(path) => {
                let read = Sources::new();
                let input = Input::File(path.into());
                (path.clone(), input.load(&read, &mut io::empty())?.text().to_owned())
            }
        };
        let options = arguments(sources, &self.options)?;
        Ok(Lens { name: self.word.clone(), file, text, options })
    }
}

/// As it is asked for.
impl fmt::Display for LensWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)
    }
}

/// The path of a file and the options after it, if the word has one.
fn file(word: &str) -> Option<(&str, &str)> {
    const ENDING: &str = ".net";
    let (path, options) = match word.find(".net:") {
        Some(at) => (word.get(..at + ENDING.len())?, word.get(at + ENDING.len() + 1..)?),
        None => (word, ""),
    };
    let is_path = path.ends_with(ENDING) || path.contains(std::path::is_separator);
    is_path.then_some((path, options))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lens_is_bundled_or_a_file() {
        let parsed =
            |word: &str| LensWord::parse(word).map(|lens| lens.map(|it| (it.text, it.options)));
        let rank = || vec![("rank".to_owned(), "128".to_owned())];
        assert_eq!(parsed("lowrank:rank=128"), Some(Ok((Text::Bundled("lowrank"), rank()))));
        let file = |path: &str| Text::File(path.to_owned());
        assert_eq!(parsed("a/b.net:rank=128"), Some(Ok((file("a/b.net"), rank()))));
        assert_eq!(parsed("./mine"), Some(Ok((file("./mine"), vec![]))));
        assert!(matches!(parsed("lowrank:rank"), Some(Err(_))));
        for word in ["fold-bn", "int4:group=128", "depthwis", ""] {
            assert_eq!(parsed(word), None, "{word}");
        }
    }
}
