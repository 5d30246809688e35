//! `netcost compare`: networks compared.

use std::borrow::Cow;

use clap::Args;

use super::input::Input;
use super::reading;
use super::report::{DepthOption, Destination, DigitsOption};
use super::settings::Settings;
use super::variant::Variant;
use super::what_if;
use super::{MessageOptions, Reporter, Status, Streams, devices, hints};
use crate::check::Checked;
use crate::cost::{Metric, metrics};
use crate::device::Device;
use crate::diagnostics::setting::{GivenOnce, SettingProblem};
use crate::diagnostics::{Blame, Diagnostic, Result};
use crate::diff::{self, Side};
use crate::network::{Network, Passes};
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
    /// Compare a single network with itself after passes: `fold-bn`, or `fold-bn+int8`. Repeat it for a column each,
    /// and one for all together.
    #[arg(long, value_name = "PASS[+PASS...]", value_parser = what_if::joined)]
    what_if: Vec<Passes>,
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
    word: Cow<'s, str>,
    file: &'s str,
    sources: &'s Sources,
    network: Network,
    device: Option<Device>,
}

impl Compiled<'_> {
    /// The network after the passes of its file and these, under their names.
    fn after(&self, passes: &Passes) -> Self {
        let network = Deployed::new(&self.network, passes).network.into_owned();
        Compiled { word: passes.to_string().into(), network, device: self.device.clone(), ..*self }
    }

    /// The network after the passes of its file.
    fn with_stated_passes(mut self) -> Self {
        if !self.network.deploy.is_empty() {
            self.network = Deployed::as_stated(&self.network).network.into_owned();
        }
        self
    }
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
            && let Err(problem) = self.compare(&self.columns_of(compiled), &mut reporter)
        {
            reporter.fail(problem);
        }
        reporter.finish()
    }

    /// The networks to compare: each after the passes of its file, and a single one also after those of `--what-if`.
    fn columns_of<'s>(&self, compiled: Vec<Compiled<'s>>) -> Vec<Compiled<'s>> {
        let together = Passes::union(&self.what_if).filter(|_| self.what_if.len() > 1);
        let mut columns = Vec::new();
        for written in compiled {
            let all = self.what_if.iter().chain(&together);
            let variants: Vec<_> = all.map(|passes| written.after(passes)).collect();
            columns.push(written.with_stated_passes());
            columns.extend(variants);
        }
        columns
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
        let (word, file) = (Cow::Borrowed(variant.word.as_str()), reading.main.name());
        Some(Compiled { word, file, sources, network: network?, device })
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
