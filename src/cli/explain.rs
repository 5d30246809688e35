//! `netcost explain`: what a message means.

use clap::Args;

use super::output;
use super::terminal::{self, Ability};
use super::{MessageFormat, Reporter, Status};
use crate::diagnostics::Fallible;
use crate::diagnostics::nearest::{either, nearest};
use crate::diagnostics::pages::{self, Page};
use crate::diagnostics::setting::SettingProblem;
use crate::report::{catalogue, page};

/// Tell what a message means, by its code: an example that causes it, and the cure.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Explain {
    /// The code of a message, or the end of one: `kernel_too_large`. Without it all are listed.
    #[arg(value_name = "CODE")]
    code: Option<String>,
    #[command(flatten)]
    messages: MessageFormat,
}

const HELP: &str = "Examples:
  netcost explain net::flow::unused_block
  netcost explain";

impl Explain {
    /// Writes the page of the code asked for, or the list of all codes.
    pub fn run(self) -> Status {
        let mut reporter = Reporter::new(self.messages.form);
        if let Err(problem) = self.write() {
            reporter.fail(problem);
        }
        reporter.finish()
    }

    fn write(&self) -> Fallible<()> {
        let Ability { width, color, .. } = terminal::stdout_ability().for_prose();
        let Some(code) = &self.code else {
            return output::to_stdout(|out| {
                Ok(catalogue::write_list(pages::ALL, width, color, out)?)
            });
        };
        // A name may stand in several areas.
        let found: Vec<&Page> = pages::find(code).collect();
        if found.is_empty() {
            return Err(unknown(code).into());
        }
        output::to_stdout(|out| {
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
    let near: Vec<&str> = near.take(4).collect();
    let help = match near.as_slice() {
        [] => "`netcost explain` lists them".to_owned(),
        near => format!("did you mean {}?", either(near.iter().copied())),
    };
    SettingProblem::UnknownCode { code: code.to_owned(), help }
}
