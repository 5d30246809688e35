//! `netcost explain`: what a diagnostic means, and how the costs of a layer are computed.

use clap::Args;

use super::input::Input;
use super::settings::Settings;
use super::terminal::Ability;
use super::{MessageOptions, Reporter, Status, Streams, derivation, output};
use crate::bundled::examples::Example;
use crate::bundled::pages::{self, Page};
use crate::diagnostics::Result;
use crate::diagnostics::setting::SettingProblem;
use crate::report::text::{catalogue, page};
use crate::text::nearest::{did_you_mean, nearest};

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Explain {
    /// A network: a `.net` file, the name of a bundled example, or `-` for stdin; or the code of a
    /// diagnostic, or the last part of one: `kernel_too_large`. By default, all codes are listed.
    #[arg(value_name = "FILE|CODE")]
    subject: Option<String>,
    /// The layer, or the group of layers, by its name in the report: `conv1`, `bottleneck2/conv1`.
    /// By default, all layers are listed.
    #[arg(value_name = "LAYER")]
    layer: Option<String>,
    /// The text of the network, instead of a file.
    #[arg(short = 'e', value_name = "SOURCE", allow_hyphen_values = true)]
    source: Option<String>,
    #[command(flatten)]
    messages: MessageOptions,
    #[command(flatten)]
    settings: Settings,
}

const HELP: &str = "Examples:
  netcost explain alexnet conv1 --convention fvcore --batch 4
  netcost explain net::flow::unused_block";

impl Explain {
    /// Writes the requested derivation or page, or the list of all codes.
    pub fn run(self, streams: Streams<'_>) -> Status {
        if self.settings.has_device() {
            let message = "times are not explained; `netcost run` with `--device` reports them";
            return super::conflict("explain", message, streams);
        }
        let mut reporter = Reporter::new(self.messages.message_format, streams);
        if let Some((input, layer)) = self.network() {
            return derivation::explain(&input, layer, &self.settings, reporter);
        }
        if let Err(problem) = self.write(&mut reporter) {
            reporter.fail(problem);
        }
        reporter.finish()
    }

    /// The network, if one is meant, and the name of the layer.
    fn network(&self) -> Option<(Input, Option<&str>)> {
        if let Some(source) = &self.source {
            return Some((Input::Source(source.clone()), self.subject.as_deref()));
        }
        let word = self.subject.as_ref()?;
        let input = Input::of(word);
        let is_code = matches!(input, Input::Example(_)) && Example::find(word).is_none();
        (self.layer.is_some() || !is_code).then_some((input, self.layer.as_deref()))
    }

    fn write(&self, reporter: &mut Reporter<'_>) -> Result<()> {
        let Ability { width, color, .. } = reporter.terminal.stdout_ability().for_prose();
        let Some(code) = &self.subject else {
            return output::to_stdout(reporter.stdout, |out| {
                Ok(catalogue::write_list(pages::ALL, width, color, out)?)
            });
        };
        // Several areas may have a code of the same name.
        let found: Vec<&Page> = pages::find(code).collect();
        if found.is_empty() {
            return Err(unknown(code).into());
        }
        output::to_stdout(reporter.stdout, |out| {
            for (index, found) in found.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                page::write(found.text, width, color, out)?;
            }
            Ok(())
        })
    }
}

fn unknown(code: &str) -> SettingProblem {
    let written = code.rsplit("::").next().unwrap_or_default();
    let mut names = nearest(written, pages::ALL.iter().map(Page::name));
    names.dedup();
    let near = names.into_iter().flat_map(pages::find).map(|page| page.code);
    let near: Vec<&str> = near.collect();
    let help = match near.as_slice() {
        [] => "`netcost explain` lists them".to_owned(),
        near => did_you_mean(near.iter().copied()),
    };
    SettingProblem::UnknownCode { code: code.to_owned(), help }
}
