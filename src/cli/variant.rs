//! A network with params of its own: `mobilenet_v2@width=0.5`.

use std::path::Path;
use std::str::FromStr;

use super::input::Input;
use super::settings::{BadSetting, assignment};
use crate::text::list;

/// A network of the command line, and the values of its params.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// All of it, as it was written; stdin as messages show it.
    pub word: String,
    /// Where its text comes from.
    pub input: Input,
    /// The params that are set, with their values.
    pub arguments: Vec<(String, String)>,
}

impl FromStr for Variant {
    type Err = BadSetting;

    fn from_str(word: &str) -> Result<Self, BadSetting> {
        let (network, values) = split(word);
        let assignments = values.into_iter().flat_map(list::split).map(|part| {
            assignment(part).map_err(|_| BadSetting::NoAssignment("NAME@width=0.5,depth=3"))
        });
        let arguments = assignments.collect::<Result<_, _>>()?;
        let input = Input::of(network);
        let word = match input {
            Input::Stdin => word.replacen('-', "<stdin>", 1),
            _ => word.to_owned(),
        };
        Ok(Variant { word, input, arguments })
    }
}

/// The network, and what stands after its `@`. What is the path of a file is one, and files and
/// folders may have an `@` in their names.
fn split(word: &str) -> (&str, Option<&str>) {
    let is_file = |path: &str| Path::new(path).is_file();
    let is_name = |text: &str| text.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let sets = |values: &str| values.split_once('=').is_some_and(|(name, _)| is_name(name.trim()));
    let way = |(at, mark)| {
        let (network, rest) = word.split_at_checked(at)?;
        Some((network, Some(rest.strip_prefix(mark)?)))
    };
    let ways = || word.match_indices('@').filter_map(way);
    let named = ways().rfind(|(network, _)| is_file(network));
    let set = || ways().find(|(_, values)| values.is_some_and(sets));
    match named.or_else(set).or_else(|| ways().next()) {
        Some(way) if !is_file(word) && (set().is_some() || !word.ends_with(".net")) => way,
        _ => (word, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variant(word: &str) -> (Input, Vec<(String, String)>) {
        let variant: Variant = word.parse().expect("a network with values");
        (variant.input, variant.arguments)
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn values_stand_after_an_at_sign() {
        let example = || Input::Example("mobilenet_v2".to_owned());
        assert_eq!(variant("mobilenet_v2"), (example(), vec![]));
        assert_eq!(
            variant("mobilenet_v2@width=0.5,res=160"),
            (example(), vec![pair("width", "0.5"), pair("res", "160")])
        );
        assert_eq!(
            variant("a@b/net.net@k=3"),
            (Input::File("a@b/net.net".into()), vec![pair("k", "3")])
        );
        assert_eq!(variant("-@k=3"), (Input::Stdin, vec![pair("k", "3")]));
        assert_eq!(variant("me@work/gone.net").0, Input::File("me@work/gone.net".into()));
    }

    #[test]
    fn values_may_hold_commas_and_slashes() {
        let file = Input::File("x.net".into());
        assert_eq!(
            variant("x.net@sizes=[1, 2],name=\"a,]/@\",at=(1,(2,3))"),
            (
                file,
                vec![pair("sizes", "[1, 2]"), pair("name", "\"a,]/@\""), pair("at", "(1,(2,3))")]
            )
        );
    }

    #[test]
    fn a_file_with_an_at_sign_in_its_name_is_that_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x@k=3.net");
        std::fs::write(&path, "input 3").expect("written");
        let word = path.display().to_string();
        assert_eq!(variant(&word), (Input::File(path), vec![]));
        let file = folder.path().join("x@k=3.net").display().to_string();
        assert_eq!(variant(&format!("{file}@k=4")).1, [pair("k", "4")]);
    }

    #[test]
    fn what_sets_nothing_is_refused() {
        for word in ["alexnet@", "alexnet@width", "alexnet@=1", "alexnet@a=1,", "x.net@a=1,2"] {
            assert!(matches!(word.parse::<Variant>(), Err(BadSetting::NoAssignment(_))), "{word}");
        }
    }
}
