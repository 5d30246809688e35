//! The effects of passes on a network.

/// The effect of a pass or a lens on a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The pass or lens as it was asked for: `fold-bn`.
    pub pass: String,
    /// How many layers it changed.
    pub layers: u64,
    /// The names of the layers that it could not change, each with the reason.
    pub left: Vec<(String, Obstacle)>,
}

/// Why a pass does not change a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Its input is made by neither a convolution nor a dense layer.
    NotAProduct,
    /// Its input has other readers.
    ReadElsewhere,
    /// The layer before it shares its parameters.
    Shared,
    /// Other layers run between it and the layer before it.
    Apart,
    /// The layer before it has its features on another axis than the channels.
    OtherAxis,
    /// Its channels are those of an output of the network.
    Output,
    /// Its channels are joined with some that are kept, or that are coupled in another way.
    Joined,
    /// A layer splits or mixes its channels, or there is no rule for it.
    Mixed,
    /// Layers share its parameters.
    SharedParameters,
    /// It has too few channels to remove some.
    TooFew,
    /// Its call has an argument that the block of the lens does not take.
    OtherArgument,
    /// Its output has another type than its input.
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
            Obstacle::Output => "an output of the network has its channels",
            Obstacle::Joined => "its channels are joined with others that stay",
            Obstacle::Mixed => "a layer splits or mixes its channels",
            Obstacle::SharedParameters => "its parameters are shared",
            Obstacle::TooFew => "it has too few channels",
            Obstacle::OtherArgument => "the lens does not take all arguments of the call",
            Obstacle::OtherType => "input and output have different types",
        }
    }
}
