//! Figures by their names, operations by class in a map of their own.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::cost::{Costs, KEYS, Key, Unit};

/// The figures that a network has as it is costed, in the order of the reports.
pub(super) struct Keys(Vec<&'static Key>);

impl Keys {
    pub fn of(costs: &Costs<'_>) -> Self {
        Keys(KEYS.iter().filter(|key| key.is_known(costs)).collect())
    }

    /// Writes the figures that there are.
    pub fn write<M: SerializeMap>(
        &self,
        map: &mut M,
        figure: impl Fn(&Key) -> Option<u128>,
    ) -> Result<(), M::Error> {
        for keys in self.0.chunk_by(|a, b| a.unit == Unit::Class && b.unit == Unit::Class) {
            match keys {
                [key] => {
                    if let Some(figure) = figure(key) {
                        map.serialize_entry(key.name, &Figure(figure))?;
                    }
                }
                classes => map.serialize_entry("ops", &Classes(classes, &figure))?,
            }
        }
        Ok(())
    }
}

/// A figure: as one of 64 bits where it fits, which is written faster.
struct Figure(u128);

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match u64::try_from(self.0) {
            Ok(figure) => serializer.serialize_u64(figure),
            Err(_) => serializer.serialize_u128(self.0),
        }
    }
}

struct Classes<'a, F>(&'a [&'static Key], &'a F);

impl<F: Fn(&Key) -> Option<u128>> Serialize for Classes<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counts = self.0.iter().filter_map(|key| Some((key.name, Figure((self.1)(key)?))));
        serializer.collect_map(counts)
    }
}
