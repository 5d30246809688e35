//! Options for passes, which change a network before it is costed.

use clap::Args;

use crate::cost::Costing;
use crate::network::{BadPass, Misordered, Network, Pass, Passes};
use crate::text::nearest::suggest_or_list;
use crate::whatif::Deployed;

/// Options for passes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What if")]
pub struct WhatIf {
    /// Apply a pass before the network is costed: `drop`, `fold-bn`, `fuse`, `int8`, `int4` or `int4:group=128`.
    /// Repeat the option for several passes, in this order.
    #[arg(long, value_name = "PASS", value_parser = pass)]
    what_if: Vec<Pass>,
    /// Cost the network as inference engines run it: with `drop`, `fold-bn` and `fuse`, and in place.
    #[arg(long)]
    deploy: bool,
}

fn pass(word: &str) -> Result<Pass, String> {
    word.parse().map_err(|bad: BadPass| {
        let help = match &bad {
            BadPass::Unknown(name) => suggest_or_list(name, Pass::NAMES.iter().copied()),
            BadPass::Option { pass, .. } => Pass::spelling(pass),
        };
        format!("{bad}; {help}")
    })
}

/// Passes with `+` between them: `fold-bn+int8`.
///
/// # Errors
/// When a word is not a pass, or they are not in order.
pub fn joined(words: &str) -> Result<Passes, String> {
    let passes = words.split('+').map(pass).collect::<Result<Vec<_>, _>>()?;
    Passes::of(passes).map_err(|wrong| wrong.to_string())
}

impl WhatIf {
    /// The message if the passes are not in order.
    pub fn conflict(&self) -> Option<String> {
        self.passes().err().map(|wrong| wrong.to_string())
    }

    fn passes(&self) -> Result<Passes, Misordered> {
        let stated = Passes::of(self.what_if.iter().copied())?;
        Ok(if self.deploy { Passes::deploy().with(&stated) } else { stated })
    }

    /// The network after the passes of its file and these.
    pub fn apply<'n>(&self, network: &'n Network) -> Deployed<'n> {
        // Those that are not in order were refused.
        Deployed::new(network, &self.passes().unwrap_or_default())
    }

    /// The costing with `--deploy`, which is also in place.
    pub fn costing<'d>(&self, costing: Costing<'d>) -> Costing<'d> {
        Costing { inplace: costing.inplace.max(self.deploy.into()), ..costing }
    }
}
