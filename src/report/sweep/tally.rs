//! The number of points of each status, with an example of each status without figures.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::sweep::{Row, Space, Status};
use crate::text::digits::Grouped;

/// The number of points of each status.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    counts: [u64; Status::ALL.len()],
    /// The first point of each status, and its message.
    examples: [Option<(u64, String)>; Status::ALL.len()],
    /// How many a condition leaves out.
    left_out: u64,
}

impl Tally {
    /// Counts rows of so many points.
    pub fn add(&mut self, points: u64, rows: &[Row]) {
        for row in rows {
            let place = row.status() as usize;
            if let (Some(count), Some(example)) =
                (self.counts.get_mut(place), self.examples.get_mut(place))
            {
                *count += 1;
                if let (Err(failure), None) = (&row.outcome, &example) {
                    *example = Some((row.id, failure.message.clone()));
                }
            }
        }
        let rows = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        self.left_out = self.left_out.saturating_add(points.saturating_sub(rows));
    }

    /// The number of points of a status.
    pub fn count(&self, status: Status) -> u64 {
        self.counts.get(status as usize).copied().unwrap_or_default()
    }

    /// Whether all points make networks.
    pub fn all_ok(&self) -> bool {
        Status::ALL.iter().all(|status| *status == Status::Ok || self.count(*status) == 0)
    }

    /// Whether no point makes a network.
    pub fn none_ok(&self) -> bool {
        self.count(Status::Ok) == 0 && self.left_out == 0
    }

    /// A line with the counts, and a line for each status without figures.
    pub fn lines(&self, space: &Space) -> Vec<String> {
        let all = self.counts.iter().fold(self.left_out, |sum, count| sum.saturating_add(*count));
        let counted = |status: &Status| match self.count(*status) {
            0 => None,
            count => Some(format!("{} {}", Grouped(count.into()), status.name())),
        };
        let mut counts: Vec<_> = Status::ALL.iter().filter_map(counted).collect();
        if self.left_out > 0 {
            counts.push(format!("{} left out", Grouped(self.left_out.into())));
        }
        let plural = if all == 1 { "point" } else { "points" };
        let mut lines = vec![format!("{} {plural}: {}", Grouped(all.into()), counts.join(", "))];
        for (status, example) in Status::ALL.iter().zip(&self.examples) {
            if let Some((id, message)) = example {
                let point = space.shown(*id);
                let place = if point.is_empty() { point } else { format!(", as {point}") };
                lines.push(format!("{}{place}: {message}", status.name()));
            }
        }
        lines
    }
}

/// The counts by their words.
impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for status in Status::ALL {
            map.serialize_entry(status.name(), &self.count(status))?;
        }
        map.serialize_entry("left_out", &self.left_out)?;
        map.end()
    }
}
