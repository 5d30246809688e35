//! "Did you mean": the known names nearest to an unknown one.

/// The known names that are most likely meant, nearest first: those that differ in at most a third of the
/// letters, or start with what was written, or end with it after a `_`. If there are none, those that it
/// ends with, or that are an abbreviation of it, as `params` is of `parameters`.
pub fn nearest<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let lower = written.to_lowercase();
    let found = known.into_iter().filter_map(|name| Some((far(&lower, name)?, name)));
    let mut near: Vec<((Likeness, usize), &str)> = found.collect();
    near.sort();
    let best = near.first().map(|((likeness, _), _)| *likeness);
    near.retain(|((likeness, _), _)| Some(*likeness) == best);
    near.into_iter().map(|(_, name)| name).collect()
}

/// How a name resembles what was written, the closest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// A typing mistake, or its start.
    Slip,
    /// An abbreviation of it, or its end.
    Short,
}

/// The distance of a name from what was written, in lower case; `None` if it is not similar.
fn far(lower: &str, name: &str) -> Option<(Likeness, usize)> {
    let letters = lower.chars().count();
    // A single letter must not be replaced.
    let allowed = (letters / 3).max(1).min(letters.saturating_sub(1));
    let name = name.to_lowercase();
    let distance = strsim::osa_distance(lower, &name);
    let shared = lower.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    let is_short = shared > 3 && shared + 1 >= name.len();
    let is_part = name.starts_with(lower)
        || name.strip_suffix(lower).is_some_and(|before| before.ends_with('_'));
    if distance <= allowed || (lower.len() > 2 && is_part) {
        Some((Likeness::Slip, distance))
    } else if name.len() > 3 && (is_short || lower.ends_with(&name)) {
        Some((Likeness::Short, distance))
    } else {
        None
    }
}

/// How many names a suggestion has at most.
const SUGGESTED: usize = 4;

/// Asks whether one of the known names nearest to an unknown word is meant: `` did you mean `x`? ``
/// `None` if no name is near.
pub fn suggest<'n>(word: &str, known: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let near = nearest(word, known);
    (!near.is_empty()).then(|| did_you_mean(near))
}

/// Asks whether a known name is meant as [`suggest`] does, or else lists all of them.
pub fn suggest_or_list<'n, I>(word: &str, known: I) -> String
where
    I: IntoIterator<Item = &'n str> + Clone,
{
    let suggestion = suggest(word, known.clone());
    suggestion.unwrap_or_else(|| format!("there are {}", listed(known)))
}

/// Asks whether one of these names is meant; the question has at most the first four.
pub fn did_you_mean<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    question(&either(names.into_iter().take(SUGGESTED)))
}

/// Asks whether a name is meant, and says what it names: `` did you mean the operation `x`? ``
pub fn did_you_mean_the(kind: &str, name: &str) -> String {
    question(&format!("the {kind} `{name}`"))
}

fn question(meant: &str) -> String {
    format!("did you mean {meant}?")
}

/// Names in backticks, as a sentence lists them: `` `a`, `b` and `c` ``.
pub fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    joined(names, "and")
}

/// Names in backticks, one of which is meant: `` `a`, `b` or `c` ``.
pub fn either<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    joined(names, "or")
}

fn joined<'n>(names: impl IntoIterator<Item = &'n str>, word: &str) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {word} {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_a_beginning_all_of_them() {
        let known = ["alexnet", "resnet18", "resnet50", "vgg16"];
        assert_eq!(nearest("alexnt", known), ["alexnet"]);
        assert_eq!(nearest("AlexNet", known), ["alexnet"]);
        assert_eq!(nearest("resnet", known), ["resnet18", "resnet50"]);
        assert_eq!(nearest("tf_efficient_vgg16", known), ["vgg16"]);
        assert_eq!(nearest("transformer", known), [""; 0]);
        assert_eq!(nearest("parameters", ["params", "param_bytes"]), ["params"]);
    }

    #[test]
    fn a_suggestion_asks_for_the_nearest_or_lists_all() {
        let known = ["conv", "pool", "pool_a", "pool_b", "pool_c", "pool_d"];
        assert_eq!(suggest("covn", known).as_deref(), Some("did you mean `conv`?"));
        assert_eq!(suggest("transformer", known), None);
        assert_eq!(suggest_or_list("x", ["a1", "b1"]), "there are `a1` and `b1`");
        let several = "did you mean `pool`, `pool_a`, `pool_b` or `pool_c`?";
        assert_eq!(suggest("pool", known).as_deref(), Some(several));
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(either(["a", "b"]), "`a` or `b`");
    }
}
