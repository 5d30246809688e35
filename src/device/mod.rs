//! Devices: how fast they compute and reach their memory, and how much of it there is. Those that
//! netcost brings along are the files of `devices/`, listed by the build script; a user may write
//! one more.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use serde::de::{self, Deserialize, Deserializer, Visitor};

use crate::diagnostics::Result;
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::setting::SettingProblem;
use crate::source::{Files, Sources, Span};
use crate::tensor::Dtype;
use crate::text::nearest::{suggest, suggest_or_list};

/// A device.
///
/// ```
/// use netcost::{Costing, Device, Options};
///
/// let device = Device::parse("name = \"mine\"\ntitle = \"Mine\"\n[peak]\nf32 = { value = 1_000_000_000 }\n")?;
/// let analysis = netcost::analyze("first.net", "input 3x8x8\nconv 4 k3\n", &Options::new());
/// let costing = Costing { device: Some(&device), ..Costing::default() };
/// let report = analysis.report(&costing)?.ok_or("there are errors")?;
/// assert!(report.device.is_some_and(|device| device.name == "mine"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Device {
    /// What it is asked for by: `h100-sxm`.
    #[serde(deserialize_with = "id")]
    pub name: String,
    /// What it is.
    pub title: String,
    /// The operations that it does in a second at most, by the type of their operands.
    #[serde(deserialize_with = "peaks")]
    pub peak: BTreeMap<Dtype, Amount>,
    /// The bytes that it reads or writes in a second at most. Where it is not known, nothing is said
    /// of how long memory takes.
    pub bandwidth: Option<Amount>,
    /// Bytes of its memory, where weights and activations share one.
    pub memory: Option<Amount>,
    /// Bytes of the memory for weights, where they have their own.
    pub flash: Option<Amount>,
    /// Bytes of the memory for activations, where they have their own.
    pub ram: Option<Amount>,
    /// The code of runtimes on it.
    #[serde(default)]
    pub runtime: Runtime,
    /// Its description as it was read.
    #[serde(skip)]
    pub text: String,
}

/// A number of a device, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The number.
    #[serde(deserialize_with = "positive")]
    pub value: u64,
    /// The document, or how it follows from what documents say.
    pub source: Option<String>,
}

/// The bytes that the code of each runtime takes in flash, where they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runtime {
    /// TensorFlow Lite for Microcontrollers.
    pub tflm: Option<Amount>,
}

/// Why a text describes no device.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadDevice {
    /// What is wrong with it, lower case, without full stop.
    pub message: String,
    /// The bytes of the text that are.
    pub place: Option<Range<usize>>,
}

static ALL: LazyLock<Vec<Device>> = LazyLock::new(|| {
    let texts: &[&str] = crate::bundled::DEVICES;
    // A test sees to it that all of them are devices.
    texts.iter().filter_map(|text| Device::parse(text).ok()).collect()
});

impl Device {
    /// The devices that netcost brings along, by name.
    pub fn all() -> &'static [Device] {
        &ALL
    }

    /// Reads the description of a device.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Device, BadDevice> {
        let device: Device = toml::from_str(text).map_err(|error| BadDevice {
            message: with_meant(error.message()).replace('\n', "; "),
            place: error.span(),
        })?;
        if device.memory.is_some() && (device.flash.is_some() || device.ram.is_some()) {
            let message = "it has one `memory`, or `flash` for weights and `ram` for activations";
            return Err(BadDevice { message: message.to_owned(), place: None });
        }
        Ok(Device { text: text.to_owned(), ..device })
    }

    /// Reads the description of a device from a file.
    ///
    /// # Errors
    /// When it cannot be read, or describes no device.
    pub fn load(sources: &Sources, files: &dyn Files, path: &Path) -> Result<Device> {
        let source = sources.load(files, path).map_err(|error| FileProblem::unread(error, None))?;
        Device::described(source.name(), source.text(), source.base())
    }

    /// Reads the description of a device in the text of a file, which begins at `base` among the
    /// sources.
    ///
    /// # Errors
    /// When it describes no device.
    pub(crate) fn described(name: &str, text: &str, base: u32) -> Result<Device> {
        Device::parse(text).map_err(|BadDevice { message, place }| {
            let span = place.map(|place| Span::within(base, place));
            let name = name.to_owned();
            SettingProblem::BadDevice { name, reason: message, span }.into()
        })
    }

    /// The device of this name, `own` or one that netcost brings along; `span` is where a file asks
    /// for it.
    ///
    /// # Errors
    /// When there is none.
    pub fn find<'d>(
        name: &str,
        own: Option<&'d Device>,
        span: Option<Span>,
    ) -> Result<&'d Device, SettingProblem> {
        let known = || own.into_iter().chain(Self::all());
        known().find(|device| device.name == name).ok_or_else(|| {
            let names = || known().map(|device| device.name.as_str());
            let help = suggest_or_list(name, names());
            SettingProblem::UnknownDevice { name: name.to_owned(), span, help }
        })
    }

    /// The operations of a type that it does in a second at most.
    pub fn peak(&self, dtype: Dtype) -> Option<u64> {
        self.peak.get(&dtype).map(|amount| amount.value)
    }

    /// The numbers that it has, each with what it is called.
    pub fn amounts(&self) -> impl Iterator<Item = (String, Unit, &Amount)> {
        let peaks = self.peak.iter();
        let peaks = peaks.map(|(dtype, peak)| (format!("peak {dtype}"), Unit::Operations, peak));
        let others = [
            ("bandwidth", Unit::BytesPerSecond, &self.bandwidth),
            ("memory", Unit::Bytes, &self.memory),
            ("flash", Unit::Bytes, &self.flash),
            ("RAM", Unit::Bytes, &self.ram),
            ("code of TFLM", Unit::Bytes, &self.runtime.tflm),
        ];
        let others = others.into_iter();
        peaks.chain(others.filter_map(|(name, unit, amount)| {
            amount.as_ref().map(|amount| (name.to_owned(), unit, amount))
        }))
    }
}

/// What a number of a device counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Operations in a second.
    Operations,
    /// Bytes in a second.
    BytesPerSecond,
    /// Bytes.
    Bytes,
}

/// What is said of a field that there is not, with the one that is meant.
fn with_meant(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let written = names.next().filter(|_| message.starts_with("unknown field"));
    match written.and_then(|written| suggest(written, names)) {
        Some(suggestion) => format!("{message}; {suggestion}"),
        None => message.to_owned(),
    }
}

/// The text is not a name that claims can ask for.
fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    let word = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    if name.starts_with(|first: char| first.is_ascii_lowercase()) && name.split('-').all(word) {
        return Ok(name);
    }
    Err(de::Error::custom("a name is small letters and digits with `-` between: `my-board`"))
}

fn peaks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Dtype, Amount>, D::Error> {
    let peaks = BTreeMap::<Dtype, Amount>::deserialize(deserializer)?;
    if peaks.is_empty() {
        return Err(de::Error::custom(
            "a device has a peak for one type at least: `f32 = { value = 1e12 }`",
        ));
    }
    Ok(peaks)
}

/// A whole number above zero, also written as `65e12`.
fn positive<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    deserializer.deserialize_any(Positive)
}

struct Positive;

impl Visitor<'_> for Positive {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number above 0, such as `65e12`")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<u64, E> {
        let value = u64::try_from(value).ok().filter(|value| *value > 0);
        value.ok_or_else(|| E::custom("a number of a device is above 0"))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is whole, and in the range of the type"
    )]
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<u64, E> {
        // Above 2⁵³ a decimal is the nearest to what was written, and whole.
        let whole = value.fract() == 0.0 && (1.0..9e18).contains(&value);
        if !whole {
            return Err(E::custom("a number of a device is whole, above 0 and below 9e18"));
        }
        Ok(value as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::Device;

    #[test]
    fn bundled_devices_are_complete_and_every_number_has_its_source() {
        let texts: &[&str] = crate::bundled::DEVICES;
        for text in texts {
            let device = Device::parse(text);
            assert!(device.is_ok(), "{device:?}\n{text}");
        }
        assert_eq!(Device::all().len(), texts.len());
        for device in Device::all() {
            for (what, _, amount) in device.amounts() {
                let source = amount.source.as_deref().unwrap_or_default();
                assert!(source.len() > 10, "{} of {}", what, device.name);
            }
        }
        assert!(Device::all().windows(2).all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn what_is_no_device_is_said_with_its_place() {
        let message = |text: &str| {
            let bad = Device::parse(text).unwrap_err();
            let place = bad.place.unwrap_or_default();
            format!("{} | {}", bad.message, text.get(place).unwrap_or_default())
        };
        let head = "name = 'x'\ntitle = 'X'\n";
        let device = |rest: &str| message(&format!("{head}{rest}"));
        insta::assert_snapshot!(
            [
                message("name = 'X 1'\ntitle = ''\n[peak]\nf32 = { value = 1 }"),
                message("name = 'x'\n[peak]\nf32 = { value = 1 }"),
                message("name = "),
                device(""),
                device("[peak]\n"),
                device("[peak]\nf31 = { value = 1 }"),
                device("[peak]\nf32 = { value = 0 }"),
                device("[peak]\nf32 = { value = 1.5 }"),
                device("[peak]\nf32 = { value = '1T' }"),
                device("[peak]\nf32 = { value = 1, from = '' }"),
                device("bandwith = 3\n[peak]\nf32 = { value = 1 }"),
            ]
            .join("\n")
        );
    }
}
