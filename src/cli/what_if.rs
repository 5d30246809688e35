//! Passes over a network before it is costed.

use clap::Args;

use crate::network::{BadPass, Network, Pass, Passes};
use crate::whatif::Deployed;

/// What is done to a network before it is costed.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What if")]
pub struct WhatIf {
    /// Cost the network after a pass: `drop`, `fold-bn`, `fuse`, `int8`, `int4` or `int4:group=128`; repeat it
    /// for several, in this order.
    #[arg(long, value_name = "PASS", value_parser = pass)]
    what_if: Vec<Pass>,
    /// Cost the network as inference engines run it: after `drop`, `fold-bn` and `fuse`, in place.
    #[arg(long)]
    deploy: bool,
}

fn pass(word: &str) -> Result<Pass, String> {
    word.parse().map_err(|bad: BadPass| format!("{bad}; {}", bad.help()))
}

impl WhatIf {
    /// What to say if the passes are not in order.
    pub fn conflict(&self) -> Option<String> {
        let mut passes = Passes::default();
        let pushed = self.what_if.iter().try_for_each(|pass| passes.push(*pass));
        pushed.err().map(|wrong| wrong.to_string())
    }

    /// The network after the passes of its file and these.
    pub fn apply<'n>(&self, network: &'n Network) -> Deployed<'n> {
        let mut passes = Passes::default();
        // Those that are not in order were refused.
        self.what_if.iter().for_each(|pass| _ = passes.push(*pass));
        let base = if self.deploy { Passes::deploy() } else { Passes::default() };
        Deployed::new(network, &base.with(&passes))
    }

    /// Whether elementwise layers write their output where they read.
    pub fn inplace(&self) -> bool {
        self.deploy
    }
}
