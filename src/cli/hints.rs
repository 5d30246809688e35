//! What the command line adds to messages of the library, which knows no options and no commands.

use crate::cost::Convention;
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::claim::TotalProblem;
use crate::diagnostics::cost::CostProblem;
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::import::ImportProblem;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::rendering::Hints;
use crate::diagnostics::setting::{GivenOnce, SettingProblem};
use crate::diagnostics::syntax::SyntaxProblem;

/// The hints of the command line.
pub const HINTS: Hints = Hints { help, explain: |code| Some(format!("netcost explain {code}")) };

/// The option under which networks of several conventions can be compared.
pub fn one_convention(first: &Convention) -> String {
    format!("`--convention {}` counts the flops of all networks alike", first.name)
}

/// The option or command with which to do what the help of a diagnostic says.
fn help(kind: &DiagnosticKind) -> Option<String> {
    match kind {
        DiagnosticKind::Cost(problem) => cost(problem),
        DiagnosticKind::File(problem) => file(problem),
        DiagnosticKind::Import(ImportProblem::Limit { what: "nodes", most, .. }) => {
            Some(allow_more("layers", most.saturating_mul(10)))
        }
        DiagnosticKind::Limit(problem) => limit(problem),
        DiagnosticKind::Name(NameProblem::UnknownOperation { .. }) if kind.fix().is_none() => {
            Some("`netcost ops` lists all operations".to_owned())
        }
        DiagnosticKind::Setting(problem) => setting(problem),
        DiagnosticKind::Syntax(SyntaxProblem::Limit(problem)) => limit(problem),
        DiagnosticKind::Total(TotalProblem::NoDevice { .. }) => {
            Some("`netcost devices` lists the devices".to_owned())
        }
        _ => None,
    }
}

fn cost(problem: &CostProblem) -> Option<String> {
    Some(match problem {
        CostProblem::NoPeak { .. } => "`--dtype` sets it for the whole run".to_owned(),
        CostProblem::TooLargeToWrite { .. } => "`--format table` has room for it".to_owned(),
        CostProblem::Patches { .. } | CostProblem::Stored { .. } | CostProblem::TooLarge { .. } => {
            return None;
        }
    })
}

fn file(problem: &FileProblem) -> Option<String> {
    match problem {
        FileProblem::Directory { path, help: None, .. } => {
            Some(format!("`netcost check {path}` checks the networks in it"))
        }
        FileProblem::OutputIsInput { .. } => Some("name another file after `-o`".to_owned()),
        _ => None,
    }
}

fn limit(problem: &LimitProblem) -> Option<String> {
    let (name, raised) = match problem {
        LimitProblem::Layers { limit, .. } => ("layers", limit.saturating_mul(10)),
        LimitProblem::Steps { limit, .. } => ("steps", limit.saturating_mul(10)),
        LimitProblem::Calls { limit, .. } => ("calls", limit.saturating_mul(2)),
        LimitProblem::SyntaxProblems { .. } => {
            return Some("`netcost examples` lists some networks".to_owned());
        }
        _ => return None,
    };
    Some(allow_more(name, raised))
}

fn allow_more(limit: &str, raised: u64) -> String {
    format!("`--limit {limit}={raised}` allows more")
}

fn setting(problem: &SettingProblem) -> Option<String> {
    Some(match problem {
        SettingProblem::AmbiguousInput { shape, first } => {
            format!("write `--input {}={shape}`", first.as_deref().unwrap_or("NAME"))
        }
        SettingProblem::BadArgument { name, .. } => {
            format!("`-D {name}=VALUE` takes a number, a word or an expression without names")
        }
        SettingProblem::BadDevice { .. } => {
            "`netcost devices t4 --toml` shows what a description looks like".to_owned()
        }
        SettingProblem::BadInput { .. } => {
            "type `--input 3x224x224`, or `--input NAME=3x224x224` for one of several inputs"
                .to_owned()
        }
        SettingProblem::CannotFix { .. } => "then run `netcost check --fix FILE`".to_owned(),
        SettingProblem::NotMonotone { .. } => "`--exhaustive` does that".to_owned(),
        SettingProblem::NotSearched { .. } => "`--exhaustive` computes all of them".to_owned(),
        SettingProblem::GivenTwice { what } => match what {
            GivenOnce::Param(name) => format!("one `-D {name}=VALUE` is enough"),
            GivenOnce::Input(None) => "one `--input DIMS` is enough".to_owned(),
            GivenOnce::Input(Some(name)) => format!("one `--input {name}=DIMS` is enough"),
            GivenOnce::Stdin => return None,
        },
        _ => return None,
    })
}
