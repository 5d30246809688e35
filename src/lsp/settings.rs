//! What the client sets.

use serde::Deserialize;
use serde_json::Value;

use crate::ide::Shown;

/// What the client sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which hints stand beside the lines.
    pub hints: Shown,
    /// Whether totals, and what blocks cost, stand above the lines.
    pub lenses: bool,
    /// Whether advice is given too, as by `netcost check --pedantic`.
    pub advice: bool,
}

/// What a client sends. What it leaves out stays as it is.
#[derive(Deserialize)]
struct Given {
    hints: Option<Hints>,
    lenses: Option<bool>,
    advice: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Hints {
    Off,
    Shape,
    Cost,
    All,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { hints: Shown::All, lenses: true, advice: false }
    }
}

impl Settings {
    /// The settings with what a client sends, by itself or under the name of the server.
    ///
    /// # Errors
    /// When a setting has no such value.
    pub fn with(self, given: &Value) -> Result<Self, serde_json::Error> {
        let given = given.get("netcost").unwrap_or(given);
        if !given.is_object() {
            return Ok(self);
        }
        let Given { hints, lenses, advice } = serde_json::from_value(given.clone())?;
        let hints = hints.map(|hints| match hints {
            Hints::Off => Shown::Off,
            Hints::Shape => Shown::Shape,
            Hints::Cost => Shown::Cost,
            Hints::All => Shown::All,
        });
        Ok(Settings {
            hints: hints.unwrap_or(self.hints),
            lenses: lenses.unwrap_or(self.lenses),
            advice: advice.unwrap_or(self.advice),
        })
    }
}
