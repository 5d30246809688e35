//! Figures by their names, operations by class in a map of their own.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::cost::{Costs, Metric, metrics};

/// The figures that a network has as it is costed, in the order of the reports.
pub(super) struct Metrics(Vec<&'static Metric>);

impl Metrics {
    pub fn of(costs: &Costs<'_>) -> Self {
        Metrics(metrics::all().filter(|metric| metric.is_reported(costs)).collect())
    }

    /// Writes the figures that there are.
    pub fn write<M: SerializeMap>(
        &self,
        map: &mut M,
        figure: impl Fn(&Metric) -> Option<u128>,
    ) -> Result<(), M::Error> {
        for metrics in self.0.chunk_by(|a, b| a.is_class() && b.is_class()) {
            match metrics {
                [metric] => {
                    if let Some(figure) = figure(metric) {
                        map.serialize_entry(metric.name, &Figure(figure))?;
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

struct Classes<'a, F>(&'a [&'static Metric], &'a F);

impl<F: Fn(&Metric) -> Option<u128>> Serialize for Classes<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counts =
            self.0.iter().filter_map(|metric| Some((metric.name, Figure((self.1)(metric)?))));
        serializer.collect_map(counts)
    }
}
