//! What a report says about fused layers and passes.

use super::page::MAX_ROWS;
use crate::cost::memory::{self, Lifetimes};
use crate::cost::{Costs, InPlace};
use crate::network::{Applied, Network, Obstacle, Passes};
use crate::text::digits::Grouped;
use crate::text::plain::one_line;
use crate::whatif::Deployed;

/// How many layers are named.
const NAMED: usize = 6;

/// How many groups of layers run as one, and which of their outputs are stored nevertheless: `2 groups of layers run
/// as one; stored, since other layers read them: conv1`.
pub(super) fn fused(network: &Network) -> Option<String> {
    let groups = match network.fused.len() {
        0 => return None,
        1 => "1 group of layers runs as one".to_owned(),
        groups => format!("{} groups of layers run as one", Grouped(groups as u128)),
    };
    let kept = network.fused.iter().flat_map(|fused| network.kept_in(fused));
    let kept: Vec<_> = kept.map(|layer| network.full_name(network.layer(layer))).collect();
    let others = match kept.len().saturating_sub(NAMED) {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    let first: Vec<_> = kept.iter().take(NAMED).map(String::as_str).map(one_line).collect();
    Some(match first.is_empty() {
        true => groups,
        false => {
            format!("{groups}; stored, since other layers read them: {}{others}", first.join(", "))
        }
    })
}

/// What a report of passes says at its end.
pub const COSTS_ONLY: &str = "costs only: the effect of passes on accuracy is not considered";

/// What each pass changed, and what it could not change; then what a report leaves open.
pub(super) fn passes(network: &Network) -> impl Iterator<Item = String> {
    let passes = network.applied.iter().map(|it| format!("{} changed {}", it.pass, applied(it)));
    passes.chain((!network.applied.is_empty()).then(|| COSTS_ONLY.to_owned()))
}

/// What a pass changed: `52 layers; not relu4 and 2 more: other layers run in between`.
pub(super) fn applied(applied: &Applied) -> String {
    let mut text = match applied.layers {
        1 => "1 layer".to_owned(),
        layers => format!("{} layers", Grouped(layers.into())),
    };
    let mut reasons: Vec<Obstacle> = Vec::new();
    for (_, why) in &applied.left {
        if !reasons.contains(why) {
            reasons.push(*why);
        }
    }
    for reason in reasons {
        let mut alike = applied.left.iter().filter(|(_, why)| *why == reason).map(|(name, _)| name);
        let first = alike.next().map_or("", String::as_str);
        let others = match alike.count() {
            0 => String::new(),
            others => format!(" and {} more", Grouped(others as u128)),
        };
        text += &format!("; not {}{others}: {}", one_line(first), reason.reason());
    }
    text
}

/// The peak after the passes that every inference engine does, in place, of a network that is costed as it is written;
/// `None` if it is costed otherwise, or so large that this would take long.
pub(super) fn peak(costs: &Costs<'_>) -> Option<u128> {
    let network = costs.network;
    if !network.applied.is_empty() || network.layers.len() > MAX_ROWS {
        return None;
    }
    let deployed = Deployed::new(network, &Passes::deploy());
    let living = Lifetimes::of(&deployed.network, InPlace::Elementwise, None).living_bytes()?;
    memory::peak(&living).map(|peak| peak.bytes)
}
