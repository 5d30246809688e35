//! The rows of some points as text, and how they are read back.

use super::axis::{Axis, Choice};
use super::evaluate::{Sample, Sweep};
use super::row::{Failure, Row, Status};
use crate::check::Program;
use crate::cost::Metric;

/// Everything that rows depend on, by name. Sweeps with equal fingerprints have equal rows.
pub(crate) type Fingerprint = Vec<(String, String)>;

/// A row on a line: the number of the point, its status, and its figures, or the code and message of its
/// failure.
type Line = (u64, String, Vec<String>);

impl Sweep<'_> {
    /// The fingerprint of this sweep.
    pub(crate) fn fingerprint(&self, program: &Program<'_>, condition: &str) -> Fingerprint {
        let mut all =
            vec![("the version of netcost".to_owned(), env!("CARGO_PKG_VERSION").to_owned())];
        for source in program.texts() {
            all.push((format!("the text of `{}`", source.name()), hash(source.text())));
        }
        for axis in self.space.axes() {
            let names: Vec<_> = axis.settings().iter().map(|setting| setting.name()).collect();
            all.push((format!("the values of `{}`", names.join(", ")), hash(&described(axis))));
        }
        let limits = format!("{:?} {}", self.options.limits, self.options.strict);
        all.push(("the limits".to_owned(), limits));
        all.push(("the memory in place".to_owned(), self.costing.inplace.to_string()));
        all.push(("the condition".to_owned(), format!("{condition} {}", self.claims)));
        let sample = self.sample.map(|Sample { count, order }| format!("{count} {order:?}"));
        all.push(("the sample".to_owned(), sample.unwrap_or_default()));
        let figures: Vec<_> = self.metrics.iter().map(|metric| metric.name).collect();
        all.push(("the figures".to_owned(), figures.join(" ")));
        all
    }
}

/// All values of an axis.
fn described(axis: &Axis) -> String {
    let choice = |choice: &Choice| match choice {
        Choice::Param(value) => format!("{value};"),
        Choice::Device(device) => format!("{};", device.text),
        Choice::Change(change) => {
            let texts = change.lenses.iter().map(|lens| lens.text.as_str());
            format!("{};{};", change.written, texts.collect::<String>())
        }
        other => format!("{other};"),
    };
    axis.described(&choice)
}

/// FNV-1a of 64 bits (Fowler, Noll and Vo), which is the same in every version.
fn hash(text: &str) -> String {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, mix))
}

/// Rows as text: their number, and a line for each.
pub(crate) fn to_text(rows: &[Row]) -> serde_json::Result<String> {
    let mut text = format!("{}\n", rows.len());
    for row in rows {
        let values = match &row.outcome {
            Ok(figures) => {
                let pairs = figures
                    .iter()
                    .flat_map(|(name, figure)| [(*name).to_owned(), figure.to_string()]);
                pairs.collect()
            }
            Err(failure) => vec![failure.code.clone(), failure.message.clone()],
        };
        let line: Line = (row.id, row.status().name().to_owned(), values);
        text.push_str(&serde_json::to_string(&line)?);
        text.push('\n');
    }
    Ok(text)
}

/// The rows of such a text; `None` if it is incomplete.
pub(crate) fn from_text(text: &str) -> Option<Vec<Row>> {
    let (count, lines) = text.split_once('\n')?;
    let rows: Vec<Row> = lines.lines().map(row).collect::<Option<_>>()?;
    (count.parse() == Ok(rows.len()) && text.ends_with('\n')).then_some(rows)
}

fn row(line: &str) -> Option<Row> {
    let (id, word, values): Line = serde_json::from_str(line).ok()?;
    let status = Status::ALL.into_iter().find(|status| status.name() == word)?;
    let outcome = match (status, values.as_slice()) {
        (Status::Ok, pairs) => {
            let figure = |pair: &[String]| match pair {
                [name, figure] => Some((Metric::named(name)?.name, figure.parse().ok()?)),
                _ => None,
            };
            Ok(pairs.chunks(2).map(figure).collect::<Option<_>>()?)
        }
        (status, [code, message]) => {
            Err(Failure { status, code: code.clone(), message: message.clone() })
        }
        _ => return None,
    };
    Some(Row { id, outcome })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_are_written_or_not_at_all() {
        let failure = Failure {
            status: Status::Illegal,
            code: "net::setting::illegal_argument".to_owned(),
            message: "`a` cannot be \"x\n\"".to_owned(),
        };
        let figures = vec![("params", u128::MAX), ("macs", 0)];
        let rows = [Row { id: 7, outcome: Ok(figures) }, Row { id: 9, outcome: Err(failure) }];
        let text = to_text(&rows).unwrap();
        assert_eq!(from_text(&text).unwrap(), rows);
        assert_eq!(from_text("0\n"), Some(Vec::new()));
        for end in 0..text.len() {
            assert_eq!(from_text(&text[..end]), None, "{end}");
        }
    }
}
