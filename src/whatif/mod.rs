//! Passes: each takes a checked network and returns the changed network.

mod drop;
mod fold;
mod fuse;
mod prune;
mod quantise;
mod readers;

use std::borrow::Cow;

use crate::network::{Applied, Network, Obstacle, Pass, Passes, Rewrite};

#[cfg(test)]
mod tests;

/// A network after passes.
#[derive(Debug)]
pub struct Deployed<'n> {
    /// The network, with a record of the passes.
    pub network: Cow<'n, Network>,
    /// For each layer of the original network, whether it was kept; `None` if all were.
    stays: Option<Vec<bool>>,
    /// Whether layers have other shapes than in the original network.
    resized: bool,
}

impl<'n> Deployed<'n> {
    /// A network after the passes that its file states.
    pub fn as_stated(network: &'n Network) -> Self {
        Deployed::new(network, &Passes::default())
    }

    /// A network after the passes of its file and of the caller. A pass of the caller replaces one of the file of the
    /// same stage.
    pub fn new(network: &'n Network, caller: &Passes) -> Self {
        let passes = network.deploy.with(caller);
        if passes.is_empty() {
            return Deployed { network: Cow::Borrowed(network), stays: None, resized: false };
        }
        let mut deployed = network.clone();
        let changed = network.deploy != passes;
        deployed.overridden |= changed;
        deployed.changed |= changed;
        let (mut stays, mut resized) = (None, false);
        for pass in passes.iter() {
            let Outcome { network, rewrite, layers, left } = run(pass, deployed);
            deployed = network;
            resized |= matches!(pass, Pass::Prune(_)) && layers > 0;
            deployed.applied.push(Applied { pass: pass.to_string(), layers, left });
            if let Some(rewrite) = rewrite {
                stays = Some(merged(stays, &rewrite));
            }
        }
        Deployed { network: Cow::Owned(deployed), stays, resized }
    }

    /// The items of the kept layers, from a list with an item for each original layer, that says how it was made. There
    /// are none if layers have other shapes now.
    pub fn keep<'r, T: Clone>(&self, of_layers: &'r [T]) -> Cow<'r, [T]> {
        match &self.stays {
            _ if self.resized => Cow::Borrowed(&[]),
            None => Cow::Borrowed(of_layers),
            Some(stays) => {
                let kept = of_layers.iter().zip(stays).filter(|(_, stays)| **stays);
                kept.map(|(item, _)| item.clone()).collect()
            }
        }
    }
}

/// The result of a pass.
struct Outcome {
    network: Network,
    /// The rewrite, if layers were removed or parameters added.
    rewrite: Option<Rewrite>,
    /// How many layers it changed.
    layers: u64,
    /// The layers that it could not change.
    left: Vec<(String, Obstacle)>,
}

impl Outcome {
    /// A network that is not changed.
    fn unchanged(network: Network) -> Self {
        Outcome { network, rewrite: None, layers: 0, left: Vec::new() }
    }
}

fn run(pass: Pass, network: Network) -> Outcome {
    match pass {
        Pass::Prune(of) => prune::prune(network, of),
        Pass::Drop => drop::drop(network),
        Pass::FoldNorms => fold::fold_norms(network),
        Pass::Fuse => fuse::fuse(network),
        Pass::Int8 => quantise::int8(network),
        Pass::Int4(groups) => quantise::int4(network, groups),
    }
}

/// Which of the original layers are kept after another rewrite.
fn merged(before: Option<Vec<bool>>, rewrite: &Rewrite) -> Vec<bool> {
    let mut next = rewrite.stays();
    match before {
        None => next.collect(),
        Some(mut stays) => {
            let left = stays.iter_mut().filter(|stays| **stays);
            left.for_each(|stays| *stays = next.next() == Some(true));
            stays
        }
    }
}
