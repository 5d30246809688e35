//! `netcost devices`: the devices that times are known of.

use std::path::Path;

use clap::Args;

use super::{MessageOptions, Reporter, Status, Streams, output};
use crate::device::Device;
use crate::diagnostics::{Diagnostic, Result};
use crate::report::text::devices;
use crate::source::{Disk, Sources};

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Devices {
    /// The device to describe, or a file that describes one: its numbers, and their sources.
    #[arg(value_name = "NAME|FILE.toml")]
    name: Option<String>,
    /// Print the description itself, to start your own with.
    #[arg(long, requires = "name")]
    toml: bool,
    #[command(flatten)]
    messages: MessageOptions,
}

const HELP: &str = "Examples:
  netcost devices
  netcost devices t4 --toml > mine.toml";

/// What to say if a figure needs a device and there is none.
pub(super) fn needed_by(figure: &str) -> String {
    format!(
        "`{figure}` needs a device: name one, as in `--device t4`; `netcost devices` lists them"
    )
}

impl Devices {
    /// Writes the list, or the numbers of the requested device.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let mut reporter = Reporter::new(self.messages.message_format, streams);
        let sources = Sources::new();
        if let Err(problem) = self.write(&sources, &mut reporter) {
            reporter.report(&[Diagnostic::new(problem)], &sources);
        }
        reporter.finish()
    }

    fn write(&self, sources: &Sources, reporter: &mut Reporter<'_>) -> Result<()> {
        let Some(name) = &self.name else {
            return output::to_stdout(reporter.stdout, |out| {
                Ok(devices::write_list(Device::all(), out)?)
            });
        };
        let device = load(name, sources)?;
        if self.toml {
            return output::to_stdout(reporter.stdout, |out| {
                Ok(out.write_all(device.text.as_bytes())?)
            });
        }
        let width = reporter.terminal.stdout_ability().for_prose().width;
        output::to_stdout(reporter.stdout, |out| Ok(devices::write_page(&device, width, out)?))
    }
}

/// The device that a word of the command line means: what ends in `.toml` or holds a `/` is a file.
pub(super) fn load(word: &str, sources: &Sources) -> Result<Device> {
    if word.ends_with(".toml") || word.contains(std::path::is_separator) {
        return Device::load(sources, &Disk, Path::new(word));
    }
    Ok(Device::find(word, None, None)?.clone())
}
