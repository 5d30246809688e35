//! The lenses that netcost brings along: the files of `lenses/`, listed by the build script.

/// A bundled lens.
#[derive(Clone, Copy, Debug)]
pub struct LensText {
    /// Its file's name without ending: `depthwise`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// All of them, by name.
pub static ALL: &[LensText] = include!(concat!(env!("OUT_DIR"), "/lenses.rs"));

impl LensText {
    /// The lens of this name.
    pub fn find(name: &str) -> Option<&'static LensText> {
        ALL.iter().find(|lens| lens.name == name)
    }

    /// The path that messages and reports show: `lenses/depthwise.net`.
    pub fn path(&self) -> String {
        format!("lenses/{}.net", self.name)
    }

    /// The first sentence of its comment, without its full stop.
    pub fn summary(&self) -> String {
        let lines = self.text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim);
        let comment = lines.collect::<Vec<_>>().join(" ");
        let end = comment.find(". ").unwrap_or(comment.len());
        comment.get(..end).unwrap_or(&comment).trim_end_matches('.').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn each_lens_has_a_summary() {
        assert!(ALL.len() >= 4);
        for lens in ALL {
            assert!(lens.summary().len() > 20 && lens.text.ends_with("}\n"), "{lens:?}");
        }
    }
}
