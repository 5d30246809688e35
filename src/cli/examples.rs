//! `netcost examples`: the networks that netcost brings along.

use clap::Args;

use super::input::Input;
use super::output;
use super::{MessageForm, Reporter, Status};
use crate::check::Options;
use crate::diagnostics::{Diagnosis, Fallible};
use crate::examples;
use crate::source::Sources;

/// List the bundled networks with their params and MACs, or show one.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Examples {
    /// Print the text of this one.
    name: Option<String>,
}

const HELP: &str = "Examples:
  netcost examples
  netcost examples alexnet";

impl Examples {
    /// Writes the list, or the text of the one asked for.
    pub fn run(self) -> Status {
        let mut reporter = Reporter::new(MessageForm::Human);
        let sources = Sources::new();
        let written = match &self.name {
            Some(name) => show(name, &sources),
            None => list(&mut reporter),
        };
        if let Err(problem) = written {
            reporter.report(&[Diagnosis::new(problem)], &sources);
        }
        reporter.finish()
    }
}

fn show(name: &str, sources: &Sources) -> Fallible<()> {
    let source = Input::Example(name.to_owned()).load(sources)?;
    output::to_stdout(|out| Ok(out.write_all(source.text().as_bytes())?))
}

/// A line of the list.
struct Row {
    name: &'static str,
    title: String,
    params: String,
    macs: String,
}

fn list(reporter: &mut Reporter) -> Fallible<()> {
    let mut rows = vec![Row {
        name: "name",
        title: "network".to_owned(),
        params: "params".to_owned(),
        macs: "MACs".to_owned(),
    }];
    for example in examples::ALL {
        let sources = Sources::new();
        match row(example.name, &sources, reporter) {
            Ok(row) => rows.extend(row),
            Err(problem) => reporter.report(&[Diagnosis::new(problem)], &sources),
        }
    }
    let widest = |cell: fn(&Row) -> &str| rows.iter().map(|row| cell(row).chars().count()).max();
    let name = widest(|row| row.name).unwrap_or_default();
    let params = widest(|row| &row.params).unwrap_or_default();
    let macs = widest(|row| &row.macs).unwrap_or_default();
    output::to_stdout(|out| {
        for row in &rows {
            let Row { name: n, title, params: p, macs: m } = row;
            writeln!(out, "{n:name$}  {p:>params$}  {m:>macs$}  {title}")?;
        }
        Ok(())
    })
}

fn row(name: &'static str, sources: &Sources, reporter: &mut Reporter) -> Fallible<Option<Row>> {
    let input = Input::Example(name.to_owned());
    let main = input.load(sources)?;
    let options = Options { name: input.title(), ..Options::default() };
    let checked = crate::check(sources, main, &options, input.files());
    reporter.report(&checked.diagnoses, sources);
    let Some(network) = &checked.network else { return Ok(None) };
    let figures = crate::cost(network)?.costs.totals.figures;
    Ok(Some(Row {
        name,
        title: network.name.clone(),
        params: grouped(figures.params),
        macs: grouped(figures.macs),
    }))
}

/// A number with a comma at each thousand.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_have_commas() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(62_378_344), "62,378,344");
    }
}
