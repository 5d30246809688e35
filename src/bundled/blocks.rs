//! The standard blocks one by one, for lists and pages.

use super::PRELUDE;

/// A standard block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its name.
    pub name: &'static str,
    /// How it is called, with its parameters and their defaults: `se(squeeze=it.c//16, act=relu)`.
    pub signature: &'static str,
    /// The comment before it, with its signs: what it is, and the paper it is from.
    pub comment: &'static str,
    /// All of it, as it is written.
    pub text: &'static str,
}

impl Block {
    /// All of them, in the order in which they are written.
    pub fn all() -> impl Iterator<Item = Block> {
        PRELUDE.split("\n\n").filter_map(Block::read)
    }

    /// The block of this name.
    pub fn find(name: &str) -> Option<Block> {
        Block::all().find(|block| block.name == name)
    }

    /// The block of a paragraph: a comment, and the block.
    fn read(paragraph: &'static str) -> Option<Block> {
        const BEGIN: &str = "block ";
        let at = if paragraph.starts_with(BEGIN) { 0 } else { paragraph.find("\nblock ")? + 1 };
        let (comment, text) = paragraph.split_at_checked(at)?;
        let signature = text.strip_prefix(BEGIN)?.split(" {").next()?;
        let name = signature.split('(').next()?;
        Some(Block { name, signature, comment: comment.trim_end(), text: text.trim_end() })
    }

    /// The first sentence of its comment.
    pub fn summary(&self) -> String {
        let lines = self.comment.lines().map(|line| line.trim_start_matches('#').trim());
        let words = lines.collect::<Vec<_>>().join(" ");
        let end = words.find(". ").map_or(words.len(), |end| end + 1);
        words.get(..end).unwrap_or(&words).trim_end_matches('.').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_has_a_comment_and_a_signature() {
        let names = PRELUDE.matches("\nblock ").count();
        assert_eq!(Block::all().count(), names);
        for block in Block::all() {
            assert!(block.summary().len() > 20, "{block:?}");
            assert!(block.text.ends_with('}'), "{block:?}");
        }
        let se = Block::find("se").expect("a block");
        assert_eq!(se.signature, "se(squeeze=it.c//16, act=relu, gate=sigmoid)");
    }
}
