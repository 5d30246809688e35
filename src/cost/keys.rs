//! The figures by name, in one table: what reports write and what claims name.

use super::{Costs, Figures, Totals};
use Unit::{Bytes, Class, Count, Time};

/// A figure, by its name.
#[derive(Debug)]
pub struct Key {
    /// Its name: `total.NAME` in a claim, and in every format of the report.
    pub name: &'static str,
    /// What tables call it.
    pub title: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What it is, in a few words.
    pub about: &'static str,
    /// How a network comes by it.
    pub of: Of,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes: a claim may compare it with `320KiB`.
    Bytes,
    /// Arithmetic operations of one class: JSON puts these together under `ops`.
    Class,
    /// Anything else.
    Count,
    /// Picoseconds on a device: there is none without one, and a claim compares it with `5ms`.
    Time,
}

/// How a network comes by a figure.
#[derive(Debug)]
pub enum Of {
    /// Each layer has it, and their sum is the total's.
    Rows(fn(&Figures) -> u128),
    /// It is one of the whole network's.
    Whole(fn(&Totals) -> u128),
}

/// Every figure, in the order of the reports.
pub static KEYS: &[Key] = &[
    whole("layers", Count, "how many layers there are", |totals| totals.layers.into()),
    rows("params", Count, "values that are learned, shared ones once", |f| f.params),
    rows("buffers", Count, "values that are stored and not learned", |f| f.buffers),
    rows("macs", Count, "multiply-accumulates", |f| f.macs),
    rows("flops", Count, "what the convention makes of the operations", |f| f.flops),
    rows("mul", Class, "multiplications", |f| f.ops.mul),
    rows("add", Class, "additions and subtractions", |f| f.ops.add),
    rows("div", Class, "divisions", |f| f.ops.div),
    rows("cmp", Class, "comparisons", |f| f.ops.cmp),
    rows("special", Class, "exponentials, logarithms, roots and the like", |f| f.ops.special),
    rows("activations", Count, "elements of the outputs", |f| f.activations),
    rows("read_bytes", Bytes, "bytes of inputs and parameters read, each once", |f| f.read_bytes)
        .titled("bytes read"),
    rows("write_bytes", Bytes, "bytes of outputs written, each once", |f| f.write_bytes)
        .titled("bytes written"),
    whole("input_bytes", Bytes, "bytes of the network's inputs", |totals| totals.input_bytes)
        .titled("input bytes"),
    rows("activation_bytes", Bytes, "bytes of the outputs, written or not", |f| f.activation_bytes)
        .titled("activation bytes"),
    rows("param_bytes", Bytes, "bytes of params and buffers", |f| f.param_bytes)
        .titled("param bytes"),
    whole("peak_memory", Bytes, "the most bytes that are alive at once", |t| t.peak_memory)
        .titled("peak memory"),
    rows("compute_time", Time, "the time of its operations at the device's peak", |f| {
        f.times.compute
    })
    .titled("compute"),
    rows("memory_time", Time, "the time of its bytes at the device's bandwidth", |f| {
        f.times.memory
    })
    .titled("memory"),
    rows("time", Time, "the longer of the two times, layer by layer", |f| f.times.longer),
    whole("lower_time", Time, "the time if computing and moving overlap all the way", |t| {
        t.figures.times.lower()
    })
    .titled("time at least"),
    whole("upper_time", Time, "the time if they never overlap", |t| t.figures.times.upper())
        .titled("time at most"),
];

const fn rows(
    name: &'static str,
    unit: Unit,
    about: &'static str,
    figure: fn(&Figures) -> u128,
) -> Key {
    Key { name, title: name, unit, about, of: Of::Rows(figure) }
}

const fn whole(
    name: &'static str,
    unit: Unit,
    about: &'static str,
    total: fn(&Totals) -> u128,
) -> Key {
    Key { name, title: name, unit, about, of: Of::Whole(total) }
}

impl Of {
    /// Whether layers have it as well.
    pub fn is_of_layers(&self) -> bool {
        matches!(self, Of::Rows(_))
    }
}

impl Key {
    /// The same under another title.
    const fn titled(self, title: &'static str) -> Key {
        Key { title, ..self }
    }

    /// The figure of this name; a class of operations also by its path in the JSON, `ops.mul`.
    pub fn named(name: &str) -> Option<&'static Key> {
        match name.strip_prefix("ops.") {
            Some(class) => KEYS.iter().find(|key| key.name == class && key.unit == Unit::Class),
            None => KEYS.iter().find(|key| key.name == name),
        }
    }

    /// Whether a network costed so has it: without a device there are no times, and without its
    /// bandwidth none of its bytes.
    pub fn is_known(&self, costs: &Costs<'_>) -> bool {
        let of_bytes = self.name == "memory_time";
        self.unit != Unit::Time
            || costs.device.is_some_and(|device| !of_bytes || device.bandwidth.is_some())
    }

    /// The whole network's.
    pub fn total(&self, totals: &Totals) -> u128 {
        match self.of {
            Of::Rows(figure) => figure(&totals.figures),
            Of::Whole(total) => total(totals),
        }
    }

    /// That of layers; nothing for one of the whole network's.
    pub fn row(&self, figures: &Figures) -> Option<u128> {
        match self.of {
            Of::Rows(figure) => Some(figure(figures)),
            Of::Whole(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KEYS, Key, Unit};

    #[test]
    fn names_are_unique_and_bytes_are_told_apart() {
        for (index, key) in KEYS.iter().enumerate() {
            assert!(KEYS[..index].iter().all(|other| other.name != key.name), "{}", key.name);
            assert_eq!(
                key.unit == Unit::Bytes,
                key.name.ends_with("_bytes") || key.name == "peak_memory",
                "{}",
                key.name
            );
        }
        assert!(Key::named("macs").is_some() && Key::named("ops").is_none());
    }
}
