//! The statements that set something for the whole network.

use crate::ops::{DefaultValue, Kind, Parameter};
use crate::tensor::Dtype;

/// A statement that sets something for the whole network.
#[derive(Debug)]
pub struct Setting {
    /// The word it begins with.
    pub name: &'static str,
    /// What it takes.
    pub parameters: &'static [Parameter],
}

const fn parameter(
    name: &'static str,
    kind: Kind,
    default: DefaultValue,
    doc: &'static str,
) -> Parameter {
    Parameter { name, aliases: &[], kind, words: &[], default, doc }
}

const fn dtypes(name: &'static str, doc: &'static str) -> Parameter {
    Parameter {
        words: Dtype::NAMES,
        ..parameter(name, Kind::Word, DefaultValue::Absent("f32"), doc)
    }
}

/// All settings.
pub static SETTINGS: [Setting; 5] = [
    Setting {
        // Only what is none of its names comes here: the grammar reads those.
        name: "allow",
        parameters: &[parameter(
            "advice",
            Kind::Text,
            DefaultValue::Required,
            "the names of advice that is not wanted",
        )],
    },
    Setting {
        name: "batch",
        parameters: &[parameter(
            "size",
            Kind::Integer(1),
            DefaultValue::Required,
            "samples in a batch",
        )],
    },
    Setting {
        name: "convention",
        parameters: &[parameter("name", Kind::Text, DefaultValue::Required, "what `flops` counts")],
    },
    Setting {
        name: "dtype",
        parameters: &[
            dtypes("type", "the element type of weights and activations"),
            dtypes("weights", "the element type of parameters"),
            dtypes("activations", "the element type of all other tensors"),
        ],
    },
    Setting {
        name: "network",
        parameters: &[parameter(
            "title",
            Kind::Text,
            DefaultValue::Required,
            "the title, in quotes",
        )],
    },
];

/// The setting of that name.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}
