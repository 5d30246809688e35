//! The files of a program: the main one, those it uses, and the prelude, read and parsed.

use std::path::{Component, Path, PathBuf};

use foldhash::{HashMap, HashMapExt, HashSet};

use super::ids::UnitId;
use super::{prelude, recovered};
use crate::check::diagnostics::Diagnostics;
use crate::check::lens::Lens;
use crate::check::totals::{self, Asked};
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::limit::LimitProblem;
use crate::index::IndexVec;
use crate::source::{Files, Source, Sources, Span};
use crate::syntax::tree::*;
use crate::syntax::{self, Memo, Parsed};
use crate::text::nearest::{listed, nearest};

/// The most files that may use each other in a chain.
const DEPTH: usize = 64;

/// A file with the files it uses.
#[derive(Debug)]
pub struct Loaded<'s> {
    pub(crate) source: &'s Source,
    path: PathBuf,
    pub(crate) body: Body<'s>,
    pub(crate) uses: Vec<(Span, UnitId)>,
    /// The files that describe devices, by the paths by which claims name them.
    pub(crate) devices: HashMap<&'s str, &'s Source>,
    /// The words of its statements that do not parse.
    pub(crate) recovered: HashSet<&'s str>,
    /// Whether a file that it uses is missing, so that names may be missing too.
    pub(crate) incomplete: bool,
    /// The lens whose text it is.
    pub(crate) lens: Option<Lens>,
}

/// Reads and parses the main file, the lenses, the files they use and the blocks of the prelude that they name. The
/// first is the main file, the last the prelude. Nothing if lenses and prelude do not fit into the sources.
pub fn load<'s>(
    sources: &'s Sources,
    main: &'s Source,
    files: &dyn Files,
    lenses: &[Lens],
    memo: Option<&Memo>,
    diagnostics: &mut Diagnostics,
) -> Option<IndexVec<UnitId, Loaded<'s>>> {
    let mut loader =
        Loader { sources, files, memo, diagnostics, loaded: IndexVec::new(), open: Vec::new() };
    loader.add(main, PathBuf::from(main.name()));
    for lens in lenses {
        let source = sources.add(lens.file.clone(), lens.text.as_str()).ok()?;
        let unit = loader.add(source, PathBuf::from(&lens.file));
        loader.loaded[unit].lens = Some(lens.clone());
    }
    let source = sources.add("<prelude>", prelude::TEXT).ok()?;
    let texts = loader.loaded.iter().map(|loaded| loaded.source.text());
    let parsed = syntax::parse_parts(source, &prelude::named(texts), memo);
    loader.keep(source, PathBuf::from(source.name()), parsed);
    Some(loader.loaded)
}

struct Loader<'s, 'r> {
    sources: &'s Sources,
    files: &'r dyn Files,
    memo: Option<&'r Memo>,
    diagnostics: &'r mut Diagnostics,
    loaded: IndexVec<UnitId, Loaded<'s>>,
    /// The files that are being loaded, each used by the one before it.
    open: Vec<UnitId>,
}

impl<'s> Loader<'s, '_> {
    fn add(&mut self, source: &'s Source, path: PathBuf) -> UnitId {
        let index = self.keep(source, path, syntax::parse_again(source, self.memo));
        self.open.push(index);
        let uses: Vec<(&'s str, Span)> = uses(&self.loaded[index].body).collect();
        for (path, span) in uses {
            match self.used(index, path, span) {
                Ok(used) => self.loaded[index].uses.push((span, used)),
                Err(problem) => {
                    self.loaded[index].incomplete = true;
                    self.diagnostics.add_plain(problem);
                }
            }
        }
        self.open.pop();
        self.devices(index);
        index
    }

    /// Keeps what was parsed, and diagnostics what is wrong with it; its index.
    fn keep(&mut self, source: &'s Source, path: PathBuf, parsed: Parsed<'s>) -> UnitId {
        for problem in parsed.problems {
            self.diagnostics.add_plain(problem);
        }
        let (body, uses, devices) = (parsed.body, Vec::new(), HashMap::new());
        let recovered = recovered::of_file(source, &body);
        let incomplete = recovered.contains("use");
        let lens = None;
        self.loaded.push(Loaded { source, path, body, uses, devices, recovered, incomplete, lens })
    }

    /// Reads the files that describe devices, which claims of a file name.
    fn devices(&mut self, user: UnitId) {
        let folder = self.loaded[user].path.parent().unwrap_or(Path::new("")).to_owned();
        for (path, span) in devices(&self.loaded[user].body) {
            if self.loaded[user].devices.contains_key(path) {
                continue;
            }
            match self.sources.load(self.files, &normal(&folder.join(path))) {
                Ok(source) => _ = self.loaded[user].devices.insert(path, source),
                Err(error) => {
                    let is_word = !path.is_empty() && !path.contains(['.', '/', '\\']);
                    let name = || {
                        let help = "the name of a convention or device has no quotes";
                        is_word.then(|| Fix::guess(span, path).said(help))
                    };
                    let problem = FileProblem::unread_near(error, Some(span), name);
                    self.diagnostics.add_plain(problem);
                }
            }
        }
    }

    /// The file of a `use`, which is loaded the first time.
    fn used(
        &mut self,
        user: UnitId,
        written: &str,
        span: Span,
    ) -> Result<UnitId, Box<DiagnosticKind>> {
        let folder = self.loaded[user].path.parent().unwrap_or(Path::new(""));
        let path = normal(&folder.join(written));
        let known = self.loaded.entries().find(|(_, loaded)| loaded.path == path);
        if let Some((known, _)) = known {
            if self.open.contains(&known) {
                let way = self.open.iter().skip_while(|open| **open != known).chain([&known]);
                let way: Vec<String> = way.map(|at| shown(&self.loaded[*at].path)).collect();
                let way = way.join(" → ");
                return Err(FileProblem::Cycle { path: shown(&path), way, span }.into());
            }
            return Ok(known);
        }
        if self.open.len() >= DEPTH {
            return Err(LimitProblem::Uses { limit: DEPTH, span }.into());
        }
        let source = self.sources.load(self.files, &path).map_err(|error| {
            let near = || self.nearby(user, written, &path, span);
            FileProblem::unread_near(error, Some(span), near)
        })?;
        Ok(self.add(source, path))
    }
}

impl Loader<'_, '_> {
    /// The file that a `use` may mean, or those that lie in its folder.
    fn nearby(&self, user: UnitId, written: &str, path: &Path, span: Span) -> Option<Help> {
        let own = self.loaded[user].path.file_name().unwrap_or_default();
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut files = self.files.networks(folder);
        files.retain(|name| own != name.as_str());
        let name = path.file_name()?.to_str()?;
        let shown = match folder.as_os_str().is_empty() {
            true => "the current folder".to_owned(),
            false => format!("`{}`", folder.display()),
        };
        if let Some(near) = nearest(name, files.iter().map(String::as_str)).first() {
            let front = written.strip_suffix(name).unwrap_or_default();
            return Some(Fix::guess(span, format!("\"{front}{near}\"")).meant());
        }
        if files.is_empty() {
            return Some(
                format!("it is sought in {shown}, which holds no other `.net` file").into(),
            );
        }
        let others = files.len().saturating_sub(SHOWN);
        files.truncate(SHOWN);
        let quoted: Vec<String> = files.iter().map(|name| format!("`{name}`")).collect();
        let files = match others {
            0 => listed(files.iter().map(String::as_str)),
            others => format!("{} and {others} more", quoted.join(", ")),
        };
        Some(format!("it is sought in {shown}, which holds {files}").into())
    }
}

/// The most files of a folder that a message names.
const SHOWN: usize = 5;

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The path without `.` and, where the text alone decides it, without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

/// The paths of the devices that claims of a file ask of.
fn devices<'s>(body: &Body<'s>) -> Vec<(&'s str, Span)> {
    let mut paths = Vec::new();
    for statement in &body.statements {
        if let StatementKind::Assert { condition, .. } = &statement.kind {
            add_devices(condition, &mut paths);
        }
    }
    paths
}

fn add_devices<'s>(expr: &Expr<'s>, paths: &mut Vec<(&'s str, Span)>) {
    let of_total = || totals::total(expr).and_then(|(_, under)| under);
    if let Some(Asked { name, is_file: true, span }) = totals::fits(&expr.kind).or_else(of_total) {
        paths.push((name, span));
    }
    expr.each_part(&mut |part| add_devices(part, paths));
}

fn uses<'s>(body: &Body<'s>) -> impl Iterator<Item = (&'s str, Span)> {
    body.statements.iter().filter_map(|statement| match statement.kind {
        StatementKind::Use { path, span } => Some((path, span)),
        _ => None,
    })
}
