//! The imports of the library's files, read off their `use` lines and `crate::…` paths.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A path of modules and an item, below `crate`: `["check", "eval", "calls", "Frame"]`.
pub type Segments = Vec<String>;

/// A source file of the library, without its tests.
pub struct File {
    /// Its path below `src/`.
    pub path: String,
    /// The module it is: `["check", "eval"]` for `check/eval/mod.rs`.
    pub module: Segments,
    /// What it imports or names by a path from `crate`.
    pub imports: BTreeSet<Segments>,
    /// What it re-exports: the path behind each `pub use`.
    exports: Vec<Segments>,
    text: String,
}

/// All files of the library by their modules.
pub struct Sources {
    files: BTreeMap<Segments, File>,
}

impl Sources {
    /// Reads every file below `src/`, but for tests.
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut paths = Vec::new();
        collect(&root, &mut paths);
        let files = paths.iter().filter_map(|path| File::read(&root, path));
        Sources { files: files.map(|file| (file.module.clone(), file)).collect() }
    }

    /// Every file, in the order of modules.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.files.values()
    }

    /// The file that defines what a path names, re-exports followed.
    pub fn definition(&self, path: &[String]) -> Option<&File> {
        let length = (1..=path.len()).rev().find(|len| self.files.contains_key(&path[..*len]))?;
        let file = &self.files[&path[..length]];
        let Some(item) = path.get(length) else { return Some(file) };
        let named = file.exports.iter().find(|export| export.last() == Some(item));
        let globs = file.exports.iter().filter(|export| export.last().is_some_and(|it| it == "*"));
        let globbed = globs.filter_map(|export| self.definition(&export[..export.len() - 1]));
        match named.filter(|export| ***export != path[..=length]) {
            Some(export) => self.definition(export),
            None => Some(globbed.into_iter().find(|file| file.defines(item)).unwrap_or(file)),
        }
    }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            collect(&path, paths);
        } else if name.ends_with(".rs") && !["main.rs", "tests.rs", "testing.rs"].contains(&&*name)
        {
            paths.push(path);
        }
    }
}

impl File {
    fn read(root: &Path, path: &Path) -> Option<Self> {
        let below = path.strip_prefix(root).ok()?.with_extension("");
        let parts = below.iter().map(|part| part.to_string_lossy().into_owned());
        let module: Segments = parts.filter(|part| part != "mod" && part != "lib").collect();
        let text = without_tests(&fs::read_to_string(path).expect("a source file"));
        let (mut imports, mut exports) = (BTreeSet::new(), Vec::new());
        for (is_public, tree) in use_items(&text) {
            let mut paths = Vec::new();
            flatten(tree, &mut Vec::new(), &mut paths);
            for path in paths.iter().filter_map(|path| absolute(&module, path)) {
                if is_public {
                    exports.push(path.clone());
                }
                imports.insert(path);
            }
        }
        imports.extend(inline_paths(&text));
        let path = path.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
        Some(File { path, module, imports, exports, text })
    }

    /// Whether an item of this name is defined here.
    fn defines(&self, item: &str) -> bool {
        let words = ["struct", "enum", "fn", "trait", "type", "const", "static"];
        words.iter().any(|word| {
            let after = self.text.split(&format!("{word} {item}")).nth(1);
            after.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
    }
}

/// The text up to its inline tests, without comments.
fn without_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Each `use` of a text: whether it is public, and its tree of paths.
fn use_items(text: &str) -> impl Iterator<Item = (bool, &str)> {
    text.split("\n")
        .scan(0, |offset, line| {
            let start = *offset;
            *offset += line.len() + 1;
            Some((start, line))
        })
        .filter_map(move |(start, line)| {
            let code = line.trim_start();
            let (is_public, rest) = match code.strip_prefix("pub") {
                Some(rest) if rest.starts_with([' ', '(']) => {
                    (true, rest.trim_start_matches(|c| c != 'u'))
                }
                _ => (false, code),
            };
            rest.strip_prefix("use ")?;
            let at = start + line.find("use ")? + "use ".len();
            let tree = text[at..].split(';').next()?;
            Some((is_public, tree))
        })
}

/// The paths of a `use` tree: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn flatten(tree: &str, before: &mut Segments, paths: &mut Vec<Segments>) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        let mut whole = before.clone();
        whole
            .extend(path.split("::").map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned));
        if whole.last().is_some_and(|last| last == "self") && whole.len() > 1 {
            whole.pop();
        }
        return paths.push(whole);
    };
    let length = before.len();
    before.extend(head.split("::").map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned));
    let (mut depth, mut start) = (0, 0);
    let inner = &group[..group.rfind('}').unwrap_or(group.len())];
    for (at, character) in inner.char_indices().chain([(inner.len(), ',')]) {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inner[start..at].trim().is_empty() {
                    flatten(&inner[start..at], before, paths);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    before.truncate(length);
}

/// A path of a `use` from the root of the crate; `None` for one into another crate.
fn absolute(module: &[String], path: &[String]) -> Option<Segments> {
    let (mut base, mut rest) = (module.to_vec(), path);
    match path.first().map(String::as_str) {
        Some("crate") => return Some(path[1..].to_vec()),
        Some("self") => rest = &path[1..],
        Some("super") => {
            while let Some(("super", after)) = rest.split_first().map(|(it, after)| (&**it, after))
            {
                base.pop();
                rest = after;
            }
        }
        // `pub use child::Item` of a module of its own.
        _ => {}
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// Paths from `crate` outside of `use` lines.
fn inline_paths(text: &str) -> impl Iterator<Item = Segments> {
    text.split("crate::").skip(1).map(|rest| {
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let path = rest.split(|c| !is_path(c)).next().unwrap_or_default();
        path.split("::").filter(|it| !it.is_empty()).map(str::to_owned).collect()
    })
}
