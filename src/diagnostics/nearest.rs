//! "Did you mean": the known names nearest to an unknown one.

/// The names that are meant most likely, nearest first: within a third of the letters, or
/// beginning with what was written, or short for it (`params` for `parameters`), or the end of it.
pub fn nearest<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let letters = written.chars().count();
    // Of one letter nothing would be left.
    let allowed = (letters / 3).max(1).min(letters.saturating_sub(1));
    let lower = written.to_lowercase();
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .map(|name| (strsim::osa_distance(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| {
            let known = name.to_lowercase();
            let shared = lower.bytes().zip(known.bytes()).take_while(|(a, b)| a == b).count();
            *distance <= allowed
                || (lower.len() > 2 && known.starts_with(&lower))
                || (shared > 3 && shared + 1 >= known.len())
                || (known.len() > 3 && lower.ends_with(&known))
        })
        .collect();
    near.sort();
    near.into_iter().map(|(_, name)| name).collect()
}

/// Names in backticks, as a sentence lists them: `` `a`, `b` and `c` ``.
pub fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
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
    }
}
