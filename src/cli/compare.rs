//! `netcost compare`: networks compared.

use std::borrow::Cow;

use clap::Args;

use super::input::Input;
use super::reading::{self, Reading};
use super::report::{DepthOption, Destination, DigitsOption};
use super::settings::Settings;
use super::variant::Variant;
use super::what_if::{self, Changes};
use super::{MessageOptions, Reporter, Status, Streams, devices, hints};
use crate::check::Checked;
use crate::cost::{Metric, metrics};
use crate::device::Device;
use crate::diagnostics::setting::{GivenOnce, SettingProblem};
use crate::diagnostics::{Blame, Diagnostic, Result};
use crate::diff::{self, Side};
use crate::network::Network;
use crate::report::{COSTS_ONLY, ComparisonView, ReportStyle};
use crate::source::Sources;
use crate::text::nearest::suggest_or_list;
use crate::whatif::Deployed;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Compare {
    /// `.net` files, names of bundled examples, or `-` for stdin, each with its params: `NAME@width=0.5`.
    /// All are compared with the first.
    #[arg(value_name = "FILE|NAME[@PARAM=VALUE,...]", required = true)]
    networks: Vec<Variant>,
    /// Compare a single network with itself after lenses and passes: `depthwise`, or `fold-bn+int8`. Repeat it for a
    /// column each, and one for all together. `netcost what-if` lists them.
    #[arg(long, value_name = "CHANGE[+CHANGE...]", value_parser = what_if::joined)]
    what_if: Vec<Changes>,
    #[command(flatten)]
    destination: Destination,
    /// Totals, in this order: `params,flops,peak_memory`.
    #[arg(long, value_name = "LIST", value_parser = figures)]
    columns: Option<Columns>,
    #[command(flatten)]
    depth: DepthOption,
    #[command(flatten)]
    digits: DigitsOption,
    #[command(flatten)]
    messages: MessageOptions,
    #[command(flatten)]
    settings: Settings,
}

const HELP: &str = "\
Settings apply to all networks; `-D` sets a param that all of them have. The report goes to \
stdout, messages to stderr. Exit status: 0 success, even with warnings and differences; 1 errors \
in a network, or a failed claim; 2 wrong usage, or a file that cannot be read or written.

Examples:
  netcost compare mobilenet_v2 mobilenet_v2@width=0.5
  netcost compare alexnet alexnet_2012 vgg16 --batch 32 --format markdown";

/// The requested totals.
#[derive(Clone, Debug)]
struct Columns(Vec<&'static Metric>);

fn figures(list: &str) -> Result<Columns, String> {
    let named = |name: &str| {
        let names = || metrics::all().map(|metric| metric.name);
        let name = name.trim();
        Metric::named(name).ok_or_else(|| {
            format!(
                "there is no total `{name}`; {}",
                suggest_or_list(name, names().collect::<Vec<_>>())
            )
        })
    };
    list.split(',').map(named).collect::<Result<_, _>>().map(Columns)
}

/// The network of a text, unless there are errors; what there is to say is reported.
fn check<'s>(
    reading: &mut Reading<'s>,
    variant: &Variant,
    sources: &'s Sources,
    reporter: &mut Reporter<'_>,
) -> Result<Option<Network>> {
    let Checked { network, diagnostics, .. } = reading.check(&variant.input, sources)?;
    reading.report(&diagnostics, sources, reporter);
    // A message does not say which network it is about.
    if diagnostics.iter().any(|it| it.kind.blame() == Blame::Caller) {
        reporter.note(&format!("this is about `{}`", variant.word));
    }
    Ok(network)
}

/// A compiled network.
struct Compiled<'s> {
    word: Cow<'s, str>,
    file: &'s str,
    sources: &'s Sources,
    network: Network,
    device: Option<Device>,
}

impl Compare {
    /// Compiles the networks, and writes the report unless there are errors in any.
    pub fn run(self, streams: Streams<'_>) -> Status {
        if let Some(conflict) = self.conflict() {
            return super::conflict("compare", &conflict, streams);
        }
        let mut reporter = Reporter::new(self.messages.message_format, streams);
        let sources: Vec<_> = self.networks.iter().map(|_| Sources::new()).collect();
        if self.networks.iter().filter(|variant| variant.input == Input::Stdin).count() > 1 {
            reporter.fail(SettingProblem::GivenTwice { what: GivenOnce::Stdin });
            return reporter.finish();
        }
        let mut columns = Vec::new();
        let mut is_whole = true;
        for (variant, sources) in self.networks.iter().zip(&sources) {
            reporter.next_file();
            match self.columns_of(variant, sources, &mut reporter) {
                Ok(Some(compiled)) => columns.extend(compiled),
                // It has an error, which is reported.
                Ok(None) => is_whole = false,
                Err(problem) => {
                    reporter.report(&[Diagnostic::new(problem)], sources);
                    is_whole = false;
                }
            }
        }
        if is_whole && let Err(problem) = self.compare(&columns, &mut reporter) {
            reporter.fail(problem);
        }
        reporter.finish()
    }

    /// Options that do not go together, or would have no effect.
    fn conflict(&self) -> Option<String> {
        match (self.networks.len(), self.what_if.len()) {
            (1, 0) => {
                let message = "name a second network, or a pass to compare this one with: `--what-if fold-bn`";
                return Some(message.to_owned());
            }
            (2.., 1..) => {
                return Some("`--what-if` compares a single network with itself".to_owned());
            }
            _ => {}
        }
        let columns = self.columns.iter().flat_map(|columns| &columns.0);
        let timed = columns.clone().find(|metric| metric.needs_device());
        match (timed, columns.count()) {
            (Some(metric), _) if !self.settings.has_device() => {
                Some(devices::needed_by(metric.name))
            }
            (_, 1..) if self.destination.format.name == "json" => {
                Some("`--format json` has all totals: not with `--columns`".to_owned())
            }
            _ => self.destination.conflict().or(self.digits.conflict(self.destination.format)),
        }
    }

    /// A network after the passes of its file, and a single one also after each of the changes, and all of them. Nothing
    /// if there are errors, which are reported.
    fn columns_of<'s>(
        &self,
        variant: &'s Variant,
        sources: &'s Sources,
        reporter: &mut Reporter<'_>,
    ) -> Result<Option<Vec<Compiled<'s>>>> {
        let (input, settings) = (&variant.input, &self.settings);
        let read = reading::read(input, settings, &variant.arguments, sources, reporter)?;
        let device = settings.device(sources)?;
        let Some(mut reading) = read else { return Ok(None) };
        let Some(written) = check(&mut reading, variant, sources, reporter)? else {
            return Ok(None);
        };
        let file = reading.main.name();
        let column = |word, network: &Network, changes: &Changes| {
            let network = Deployed::new(network, &changes.passes).network.into_owned();
            Compiled { word, file, sources, network, device: device.clone() }
        };
        let word = Cow::Borrowed(variant.word.as_str());
        let mut columns = vec![column(word, &written, &Changes::default())];
        let together = Changes::union(&self.what_if).filter(|_| self.what_if.len() > 1);
        for changes in self.what_if.iter().chain(&together) {
            let word = changes.to_string().into();
            if !changes.has_lenses() {
                columns.push(column(word, &written, changes));
                continue;
            }
            reading.options.lenses = changes.lenses(sources)?;
            match check(&mut reading, variant, sources, reporter)? {
                Some(changed) => columns.push(column(word, &changed, changes)),
                None => return Ok(None),
            }
        }
        Ok(Some(columns))
    }

    fn compare(&self, compiled: &[Compiled<'_>], reporter: &mut Reporter<'_>) -> Result<()> {
        let mut costed = Vec::new();
        for Compiled { network, device, .. } in compiled {
            costed.push(crate::cost::cost_with(network, &self.settings.costing(device.as_ref()))?);
        }
        let sides: Vec<_> = compiled
            .iter()
            .zip(&costed)
            .map(|(it, costed)| Side {
                word: &it.word,
                file: it.file,
                costs: &costed.costs,
                sources: it.sources,
            })
            .collect();
        let steps = diff::steps_between(&sides);
        let mut by_convention = Vec::new();
        if self.settings.all_conventions() {
            for Compiled { network, .. } in compiled {
                by_convention.push(crate::cost::compare(network)?);
            }
        }
        let view = ComparisonView {
            sides: &sides,
            by_convention: &by_convention,
            steps: steps.as_deref(),
            depth: self.depth.parts(),
            figures: self.columns.as_ref().map_or(&[], |columns| &columns.0),
        };
        self.write(&view, reporter)?;
        if let [first, ..] = sides.as_slice()
            && !view.has_one_convention()
        {
            reporter.note(&hints::one_convention(first.costs.convention));
        }
        if !self.what_if.is_empty() {
            reporter.note(COSTS_ONLY);
        }
        for (it, costed) in compiled.iter().zip(&costed) {
            reporter.report(&costed.failed, it.sources);
        }
        Ok(())
    }

    fn write(&self, view: &ComparisonView<'_>, reporter: &mut Reporter<'_>) -> Result<()> {
        let read = view.sides.iter().map(|side| side.file);
        self.destination.write(read, reporter, |style, out| {
            let style = ReportStyle { digits: self.digits.digits(), ..*style };
            (self.destination.format.compare)(view, &style, out)
        })
    }
}
