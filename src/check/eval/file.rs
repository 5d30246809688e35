//! Running the main file from its first statement to its last, and what is checked at its end.

use super::evaluator::{Evaluator, Result};
use crate::check::resolve::program::UnitId;
use crate::diagnostics::flow::FlowProblem;
use crate::source::Span;
use crate::value::Value;

impl<'a> Evaluator<'a> {
    /// Runs the main file from its first statement to its last, and looks at what came of it.
    pub(crate) fn file(&mut self) -> Result<()> {
        let body = self.program.units[UnitId::MAIN].body;
        self.set_dtypes(body);
        self.body(body)?;
        self.report_lone_shares();
        self.check_outside();
        self.override_settings();
        self.take_outputs(body.span);
        if !self.reports.has_errors() {
            let unused: Vec<_> =
                self.build.unused().map(|id| (self.shape(id), self.origin(id))).collect();
            for (shape, span) in unused {
                self.report(FlowProblem::Unused { shape, span });
            }
        }
        Ok(())
    }

    /// What `output` marked, or else the last current tensor, is what the network yields.
    fn take_outputs(&mut self, body: Span) {
        let frame = self.frame();
        let mut outputs = std::mem::take(&mut frame.outputs);
        if outputs.is_empty() {
            outputs.extend(frame.current.clone());
        }
        let may_be_empty = self.options.declarations && self.program.only_declares();
        if outputs.is_empty() && !may_be_empty && !self.reports.has_errors() {
            self.report(FlowProblem::EmptyNetwork { span: body });
        }
        for output in outputs {
            if let Value::Tensor(id) = output {
                self.build.output(id);
            }
        }
    }
}
