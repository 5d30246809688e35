//! `netcost compare`: networks compared.

use clap::Args;

use super::input::Input;
use super::reading;
use super::report::{DepthOption, Destination, DigitsOption};
use super::settings::Settings;
use super::variant::Variant;
use super::{MessageOptions, Reporter, Status, Streams, hints};
use crate::check::Checked;
use crate::cost::{Metric, metrics};
use crate::device::Device;
use crate::diagnostics::setting::{GivenOnce, SettingProblem};
use crate::diagnostics::{Blame, Diagnostic, Result};
use crate::diff::{self, Side};
use crate::network::Network;
use crate::report::{ComparisonView, ReportStyle};
use crate::source::Sources;
use crate::text::nearest::suggest_or_list;
use crate::whatif::Deployed;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Compare {
    /// `.net` files, names of bundled examples, or `-` for stdin, each with its params: `NAME@width=0.5`.
    /// All are compared with the first.
    #[arg(value_name = "FILE|NAME[@PARAM=VALUE,...]", required = true, num_args = 2..)]
    networks: Vec<Variant>,
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

/// A compiled network.
struct Compiled<'s> {
    word: &'s str,
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
        let compiled: Vec<_> = self
            .networks
            .iter()
            .zip(&sources)
            .filter_map(|(variant, sources)| self.compile(variant, sources, &mut reporter))
            .collect();
        // If one is missing, it has an error, which is reported.
        if compiled.len() == self.networks.len()
            && let Err(problem) = self.compare(&compiled, &mut reporter)
        {
            reporter.fail(problem);
        }
        reporter.finish()
    }

    /// An option that would have no effect.
    fn conflict(&self) -> Option<String> {
        let columns = self.columns.iter().flat_map(|columns| &columns.0);
        let timed = columns.clone().find(|metric| metric.needs_device());
        match (timed, columns.count()) {
            (Some(Metric { name, .. }), _) if !self.settings.has_device() => Some(format!(
                "`{name}` is of a device: name one, as in `--device t4`; `netcost devices` lists them"
            )),
            (_, 1..) if self.destination.format.name == "json" => {
                Some("`--format json` has all totals: not with `--columns`".to_owned())
            }
            _ => self.destination.conflict().or(self.digits.conflict(self.destination.format)),
        }
    }

    fn compile<'s>(
        &self,
        variant: &'s Variant,
        sources: &'s Sources,
        reporter: &mut Reporter<'_>,
    ) -> Option<Compiled<'s>> {
        reporter.next_file();
        let (input, settings) = (&variant.input, &self.settings);
        let read = reading::read(input, settings, &variant.arguments, sources, reporter)
            .and_then(|reading| Ok((reading, settings.device(sources)?)))
            .and_then(|(reading, device)| {
                let Some(mut reading) = reading else { return Ok(None) };
                let checked = reading.check(input, sources)?;
                Ok(Some((reading, checked, device)))
            });
        let (reading, checked, device) = match read {
            Ok(read) => read?,
            Err(problem) => {
                reporter.report(&[Diagnostic::new(problem)], sources);
                return None;
            }
        };
        let Checked { network, diagnostics, .. } = checked;
        reading.report(&diagnostics, sources, reporter);
        // A message does not say which network it is about.
        if diagnostics.iter().any(|it| it.kind.blame() == Blame::Caller) {
            reporter.note(&format!("this is about `{}`", variant.word));
        }
        let network = network.map(|it| Deployed::as_stated(&it).network.into_owned())?;
        Some(Compiled { word: &variant.word, file: reading.main.name(), sources, network, device })
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
                word: it.word,
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
