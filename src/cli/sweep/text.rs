//! The text that many networks are made of.

use clap::Args;

use super::axes::AxisSettings;
use crate::check::{Options, Program, Trees};
use crate::cli::input::Input;
use crate::cli::{Reporter, Status, reading};
use crate::diagnostics::Result;
use crate::import::ImportOptions;
use crate::source::Sources;

/// Which text that is.
#[derive(Clone, Debug, Args)]
pub struct TextSettings {
    /// A `.net` file, a `.pt2` or ONNX model, the name of a bundled example, or `-` for stdin.
    #[arg(value_name = "FILE|NAME|-", required_unless_present = "source")]
    network: Option<String>,
    /// The text of the network, instead of a file.
    #[arg(
        short = 'e',
        value_name = "SOURCE",
        conflicts_with = "network",
        allow_hyphen_values = true
    )]
    source: Option<String>,
}

/// A text that was read.
pub struct Text<'p> {
    pub program: &'p Program<'p>,
    /// What is the same for all of its networks.
    pub options: Options,
    /// The file as messages name it.
    pub file: &'p str,
}

impl TextSettings {
    /// Reads the text and goes on with it, unless something is wrong with it whatever the settings, which is
    /// reported.
    ///
    /// # Errors
    /// When it cannot be read, and those of `then`.
    pub fn with_program(
        &self,
        axes: &AxisSettings,
        sources: &Sources,
        reporter: &mut Reporter<'_>,
        then: impl FnOnce(Text<'_>, &mut Reporter<'_>) -> Result<Status>,
    ) -> Result<Status> {
        let input = self.input();
        let wanted = |options: &Options| {
            Ok(ImportOptions { nodes: options.limits.layers, ..ImportOptions::default() })
        };
        let options = axes.options(input.title());
        let read = reading::read_as(&input, options.clone(), wanted, sources, reporter)?;
        let Some(mut reading) = read else { return Ok(Status::Faulty) };
        if reading.is_model() {
            // What was imported may be put differently, if that is needed.
            reading.check(&input, sources)?;
        }
        let trees = Trees::parse(sources, reading.main, input.files());
        let Some(program) = trees.program() else {
            let checked = reading.check(&input, sources)?;
            reading.report(&checked.diagnostics, sources, reporter);
            return Ok(Status::Faulty);
        };
        then(Text { program: &program, options, file: reading.main.name() }, reporter)
    }

    fn input(&self) -> Input {
        match (&self.source, &self.network) {
            (Some(source), _) => Input::Source(source.clone()),
            (None, Some(word)) => Input::of(word),
            // clap asks for one of them.
            (None, None) => Input::Stdin,
        }
    }
}
