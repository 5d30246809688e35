//! The page of each code: what it means, a network that causes it, and how to fix it. They are the files
//! of `docs/diagnostics/`, listed by the build script.

/// What each area is about, in the order of the pages.
pub const AREAS: &[(&str, &str)] = &[
    ("advice", "what is valid but perhaps not what was meant, shown by `netcost check --pedantic`"),
    ("call", "calls of operations, blocks and functions, and their arguments"),
    ("claim", "claims of shapes and totals"),
    ("cost", "figures too large to be held or written, or that a device has no numbers for"),
    ("file", "files that cannot be read or written"),
    ("flow", "where tensors and blocks lead"),
    ("import", "models of other programs that cannot be read"),
    ("limit", "limits, and how to raise them"),
    ("name", "names: unknown, taken twice, or in the wrong place"),
    ("setting", "what the command line asks for"),
    ("shape", "shapes that do not fit"),
    ("syntax", "text that cannot be read"),
    ("value", "values and what is computed with them"),
];

/// The page of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The code: `net::shape::kernel_too_large`.
    pub code: &'static str,
    /// Markdown, with the network in it.
    pub text: &'static str,
}

/// All of them, by code.
pub static ALL: &[Page] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

impl Page {
    /// The area of its code: `shape`.
    pub fn area(&self) -> &'static str {
        self.code.split("::").nth(1).unwrap_or_default()
    }

    /// Its code without `net::` and area: `kernel_too_large`.
    pub fn name(&self) -> &'static str {
        self.code.rsplit("::").next().unwrap_or_default()
    }

    /// The first sentence, without its full stop.
    pub fn summary(&self) -> String {
        let body = self.text.lines().skip_while(|line| line.starts_with('#') || line.is_empty());
        let lines: Vec<&str> = body.take_while(|line| !line.is_empty()).collect();
        let paragraph = lines.join(" ");
        let sentence = paragraph.split_once(". ").map_or(paragraph.as_str(), |(first, _)| first);
        sentence.trim_end_matches(['.', ':']).to_owned()
    }
}

/// The pages that a word means: one, if it is a whole code, and otherwise those of all codes that
/// end in it, such as `shape::kernel_too_large` or `kernel_too_large`.
pub fn find(word: &str) -> impl Iterator<Item = &'static Page> {
    ALL.iter().filter(move |page| {
        page.code.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with("::"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_an_area_and_a_summary() {
        for page in ALL {
            assert!(AREAS.iter().any(|(area, _)| *area == page.area()), "{}", page.code);
            assert!(page.text.starts_with(&format!("# `{}`\n", page.code)), "{}", page.text);
            assert_ne!(page.summary(), "", "{}", page.code);
        }
    }

    #[test]
    fn the_summary_is_the_first_sentence() {
        let page = |text| Page { code: "net::shape::x", text };
        let summary = page("# `net::shape::x`\n\nA `1.5`\nis too much. And so on.\n").summary();
        assert_eq!(summary, "A `1.5` is too much");
        assert_eq!(page("# x\n\nNothing:\n\nmore").summary(), "Nothing");
    }

    #[test]
    fn a_word_finds_the_codes_that_end_in_it() {
        let codes = |word| find(word).map(|page| page.code).collect::<Vec<_>>();
        let code = "net::flow::unused_block";
        for word in [code, "flow::unused_block", "unused_block"] {
            assert_eq!(codes(word), [code]);
        }
        for word in ["block", "ow::unused_block", "net::unused_block", ""] {
            assert_eq!(codes(word), [""; 0], "{word}");
        }
    }
}
