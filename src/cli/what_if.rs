//! Options for lenses and passes, which change a network before it is costed.

use std::fmt;

use clap::Args;

use super::lens::LensWord;
use crate::bundled::lenses;
use crate::check::Lens;
use crate::cost::Costing;
use crate::diagnostics::Result;
use crate::network::{BadPass, Network, Pass, Passes};
use crate::source::Sources;
use crate::text::nearest::suggest_or_list;
use crate::whatif::Deployed;

/// Options for lenses and passes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What if")]
pub struct WhatIf {
    /// Change the network before it is costed, by a lens such as `depthwise` or your own `./mine.net`, or by a pass:
    /// `prune:0.5`, `drop`, `fold-bn`, `fuse`, `int8`, `int4` or `int4:group=128`. Repeat the option for several, in this order.
    /// `netcost what-if` lists them.
    #[arg(long, value_name = "CHANGE", value_parser = change)]
    what_if: Vec<Change>,
    /// Cost the network as inference engines run it: with `drop`, `fold-bn` and `fuse`, and in place.
    #[arg(long)]
    deploy: bool,
}

/// A lens or a pass.
#[derive(Clone, Debug)]
enum Change {
    Lens(LensWord),
    Pass(Pass),
}

/// Lenses and passes, in the order in which they are applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    lenses: Vec<LensWord>,
    /// The passes, applied after all lenses.
    pub passes: Passes,
}

fn change(word: &str) -> Result<Change, String> {
    if let Some(lens) = LensWord::parse(word) {
        return lens.map(Change::Lens);
    }
    word.parse().map(Change::Pass).map_err(|bad: BadPass| match &bad {
        BadPass::Unknown(name) => unknown(name),
        BadPass::Missing(pass) | BadPass::Option { pass, .. } => {
            format!("{bad}; {}", Pass::spelling(pass))
        }
    })
}

/// The message about a word that is neither a lens nor a pass.
pub fn unknown(name: &str) -> String {
    let names = lenses::ALL.iter().map(|lens| lens.name).chain(Pass::NAMES.iter().copied());
    let help = suggest_or_list(name, names.collect::<Vec<_>>());
    format!("there is no lens or pass `{name}`; {help}")
}

/// Changes with `+` between them: `depthwise+fold-bn+int8`.
///
/// # Errors
/// When a word is neither a lens nor a pass, or they are not in order.
pub fn joined(words: &str) -> Result<Changes, String> {
    let changes = words.split('+').map(change).collect::<Result<Vec<_>, _>>()?;
    Changes::of(&changes)
}

/// Changes with `,` between them, of which `none` is one: `none,depthwise,fold-bn+int8`.
///
/// # Errors
/// As those of [`joined`].
pub fn alternatives(words: &str) -> Result<Alternatives, String> {
    let words = words.split(',').map(|word| match word.trim() {
        "none" => Ok(Changes::default()),
        word => joined(word),
    });
    words.collect::<Result<_, _>>().map(Alternatives)
}

/// Changes of which one is applied.
#[derive(Clone, Debug)]
pub struct Alternatives(pub Vec<Changes>);

impl Changes {
    /// Changes in this order.
    fn of(changes: &[Change]) -> Result<Self, String> {
        let mut all = Changes::default();
        for change in changes {
            let first = all.passes.iter().next();
            match (change, first) {
                (Change::Pass(pass), _) => {
                    all.passes.push(*pass).map_err(|wrong| wrong.to_string())?;
                }
                (Change::Lens(lens), Some(pass)) => {
                    return Err(format!(
                        "`{lens}` must come before `{pass}`: a lens changes calls, before there is a network"
                    ));
                }
                (Change::Lens(lens), None) if all.lenses.contains(lens) => {
                    return Err(format!("`{lens}` is given twice"));
                }
                (Change::Lens(lens), None) => all.lenses.push(lens.clone()),
            }
        }
        Ok(all)
    }

    /// All changes of several lists; `None` if two of them exclude each other.
    pub fn union(of: &[Changes]) -> Option<Self> {
        let passes: Vec<Passes> = of.iter().map(|changes| changes.passes.clone()).collect();
        let mut all = Changes { lenses: Vec::new(), passes: Passes::union(&passes)? };
        for lens in of.iter().flat_map(|changes| &changes.lenses) {
            if !all.lenses.contains(lens) {
                all.lenses.push(lens.clone());
            }
        }
        Some(all)
    }

    /// The lenses, with their texts read.
    ///
    /// # Errors
    /// When a file cannot be read, or an option has no value.
    pub fn lenses(&self, sources: &Sources) -> Result<Vec<Lens>> {
        self.lenses.iter().map(|lens| lens.load(sources)).collect()
    }

    /// Whether there are lenses.
    pub fn has_lenses(&self) -> bool {
        !self.lenses.is_empty()
    }
}

/// With `+` between them.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lenses = self.lenses.iter().map(LensWord::to_string);
        let all: Vec<_> = lenses.chain(self.passes.iter().map(|pass| pass.to_string())).collect();
        f.write_str(if all.is_empty() { "none" } else { "" })?;
        f.write_str(&all.join("+"))
    }
}

impl WhatIf {
    /// The message if the changes are not in order.
    pub fn conflict(&self) -> Option<String> {
        self.changes().err()
    }

    fn changes(&self) -> Result<Changes, String> {
        let Changes { lenses, passes } = Changes::of(&self.what_if)?;
        let passes = if self.deploy { Passes::deploy().with(&passes) } else { passes };
        Ok(Changes { lenses, passes })
    }

    /// The lenses, with their texts read.
    ///
    /// # Errors
    /// When a file cannot be read, or an option has no value.
    pub fn lenses(&self, sources: &Sources) -> Result<Vec<Lens>> {
        // Those that are not in order were refused.
        self.changes().unwrap_or_default().lenses(sources)
    }

    /// The network after the passes of its file and these.
    pub fn apply<'n>(&self, network: &'n Network) -> Deployed<'n> {
        Deployed::new(network, &self.changes().unwrap_or_default().passes)
    }

    /// The costing with `--deploy`, which is also in place.
    pub fn costing<'d>(&self, costing: Costing<'d>) -> Costing<'d> {
        Costing { inplace: costing.inplace.max(self.deploy.into()), ..costing }
    }
}
