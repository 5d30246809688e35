//! `netcost formula`: closed forms of figures by their params.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::input::NetworkArgs;
use super::report::Place;
use super::sweep::axes::AxisSettings;
use super::sweep::{Text, no_device};
use super::{MessageOptions, Reporter, Status, Streams};
use crate::cost::{Metric, metrics};
use crate::diagnostics::Result;
use crate::diagnostics::setting::SettingProblem;
use crate::report::sweep::Formulas;
use crate::source::{Source, Sources};
use crate::sweep::{Probe, Sweep};
use crate::text::nearest::suggest_or_list;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Formula {
    #[command(flatten)]
    network: NetworkArgs,
    /// The figures to find closed forms of.
    #[arg(long, value_name = "LIST", default_value = "params,macs,flops,peak_memory", value_parser = figures)]
    figures: Figures,
    /// The format of the report.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write the report to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    messages: MessageOptions,
    #[command(flatten)]
    axes: AxisSettings,
}

const HELP: &str = "\
Each figure is interpolated by a polynomial of degree 6 or less in the settings that vary, which must be whole \
numbers at equal distances; if it is not one, by a polynomial for each remainder on division by 2 to 64 steps. \
It is checked at 32 more points, drawn at random. The report goes to stdout, messages to stderr. Exit status: 0 success; 1 no figure has a \
closed form, or errors in the text whatever the settings; 2 wrong usage, or a file that cannot be read or written.

Examples:
  netcost formula gpt2 -D depth=1..24
  netcost formula mobilenet_v2 -D res=96..512:16 --figures macs --format python";

/// The requested figures.
#[derive(Clone, Debug)]
struct Figures(Vec<&'static Metric>);

fn figures(list: &str) -> Result<Figures, String> {
    let named = |name: &str| {
        let names: Vec<_> = metrics::all().map(|metric| metric.name).collect();
        let unknown = || format!("there is no figure `{name}`; {}", suggest_or_list(name, names));
        Metric::named(name).ok_or_else(unknown)
    };
    list.split(',').map(str::trim).map(named).collect::<Result<_, _>>().map(Figures)
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For the terminal.
    Table,
    /// Functions of Python.
    Python,
    /// Equations, for papers.
    Latex,
    /// For programs: an object with a schema.
    Json,
}

impl Formula {
    /// Finds the closed forms, and writes them.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let Figures(asked) = &self.figures;
        let has_device = self.axes.has_device();
        if let Some(conflict) = asked.iter().find_map(|metric| no_device(metric, has_device)) {
            return super::conflict("formula", &conflict, streams);
        }
        let (axes, format) = (&self.axes, self.messages.message_format);
        self.network.run_family(axes, format, streams, |text, sources, reporter| {
            self.formulas(text, sources, reporter)
        })
    }

    fn formulas(
        &self,
        text: &Text<'_>,
        sources: &Sources,
        reporter: &mut Reporter<'_>,
    ) -> Result<Status> {
        let Figures(figures) = &self.figures;
        let space = self.axes.space(sources, text.program)?;
        space.size().ok_or(SettingProblem::TooManyPoints {})?;
        let metrics = figures.iter().copied().chain(Metric::named("unknown_cost")).collect();
        let (options, costing) = (text.options.clone(), self.axes.costing());
        let sweep = Sweep { options, costing, metrics, ..Sweep::new(space) };
        let variables = sweep.variables()?;
        let mut probe = Probe::new(&sweep, text.program, &variables);
        let forms = probe.forms(figures);
        let formulas = Formulas {
            file: text.file,
            space: &sweep.space,
            variables: &variables,
            figures: forms,
            points: probe.points(),
        };
        let place = Place { output: self.output.as_deref(), open: false };
        place.write(sources.iter().map(Source::name), reporter, |style, out| {
            match self.format {
                Format::Table => formulas.write_table(style, out),
                Format::Python => formulas.write_python(out),
                Format::Latex => formulas.write_latex(out),
                Format::Json => formulas.write_json(out),
            }
        })?;
        let found = formulas.figures.iter().any(|(_, form)| form.is_ok());
        Ok(if found { Status::Fine } else { Status::Faulty })
    }
}
