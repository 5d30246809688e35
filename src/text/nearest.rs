//! "Did you mean": the known names nearest to an unknown one.

/// The names that are meant most likely, nearest first: within a third of the letters, or beginning
/// with what was written; if there are none, what it ends with, or what is short for it, as `params`
/// is for `parameters`.
pub fn nearest<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let lower = written.to_lowercase();
    let found = known.into_iter().filter_map(|name| Some((far(&lower, name)?, name)));
    let mut near: Vec<((Likeness, usize), &str)> = found.collect();
    near.sort();
    let best = near.first().map(|((likeness, _), _)| *likeness);
    near.retain(|((likeness, _), _)| Some(*likeness) == best);
    near.into_iter().map(|(_, name)| name).collect()
}

/// How a name is like what was written, the likest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// A slip, or its beginning.
    Slip,
    /// Short for it, or its end.
    Short,
}

/// How far a name is from what was written in small letters; none if it is not meant.
fn far(lower: &str, name: &str) -> Option<(Likeness, usize)> {
    let letters = lower.chars().count();
    // Of one letter nothing would be left.
    let allowed = (letters / 3).max(1).min(letters.saturating_sub(1));
    let name = name.to_lowercase();
    let distance = strsim::osa_distance(lower, &name);
    let shared = lower.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    let is_short = shared > 3 && shared + 1 >= name.len();
    if distance <= allowed || (lower.len() > 2 && name.starts_with(lower)) {
        Some((Likeness::Slip, distance))
    } else if name.len() > 3 && (is_short || lower.ends_with(&name)) {
        Some((Likeness::Short, distance))
    } else {
        None
    }
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
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(either(["a", "b"]), "`a` or `b`");
    }
}
