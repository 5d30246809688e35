//! What passes did to a network.

use super::pass::Pass;

/// What a pass did to a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The pass.
    pub pass: Pass,
    /// How many layers it changed.
    pub layers: u64,
    /// The layers that it could not change, by their names, each with the reason.
    pub left: Vec<(String, Obstacle)>,
}

/// Why a pass leaves a layer as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// What it reads is neither a convolution nor a dense layer.
    NotAProduct,
    /// What it reads is read by others, too.
    ReadElsewhere,
    /// The parameters of what it reads are shared.
    Shared,
    /// Other layers run between it and what it reads.
    Apart,
    /// The features of what it reads are on another axis than its channels.
    OtherAxis,
    /// Its output has another type than what it reads.
    OtherType,
}

impl Obstacle {
    /// The reason, in a few words.
    pub fn reason(self) -> &'static str {
        match self {
            Obstacle::NotAProduct => "no convolution or dense layer before",
            Obstacle::ReadElsewhere => "the layer before has other readers",
            Obstacle::Shared => "the layer before shares its parameters",
            Obstacle::Apart => "other layers run in between",
            Obstacle::OtherAxis => "channels and features are different axes",
            Obstacle::OtherType => "input and output have different types",
        }
    }
}
