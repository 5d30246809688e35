//! Running the main file, and what is checked at its end.

use super::error::Result;
use super::evaluator::Evaluator;
use crate::check::resolve::ids::UnitId;
use crate::diagnostics::flow::FlowProblem;
use crate::source::Span;
use crate::value::Value;

impl<'a> Evaluator<'a> {
    /// Runs the main file from its first statement to its last, and checks the result.
    pub(crate) fn file(&mut self) -> Result<()> {
        let body = self.program.units[UnitId::MAIN].body;
        self.settings_ahead(body);
        self.body(body)?;
        self.report_lone_shares();
        self.report_unknown_overrides();
        self.overrides.finish(&mut self.build.builder.network);
        self.finish_lenses();
        self.take_outputs(body.span);
        if !self.has_errors() {
            let unused = self.build.builder.unused();
            let unused: Vec<_> =
                unused.map(|id| (self.build.shape(id), self.build.origin(id))).collect();
            for (shape, span) in unused {
                self.report(FlowProblem::Unused { shape, span });
            }
        }
        self.build.finish();
        Ok(())
    }

    fn has_errors(&self) -> bool {
        self.reporter.diagnostics.has_errors()
    }

    /// Reports what the caller sets and the file does not have.
    fn report_unknown_overrides(&mut self) {
        let params = self.overrides.unknown_params(self.program);
        params.into_iter().for_each(|problem| self.report(problem));
        // A mistake may have kept an input from being reached.
        if !self.has_errors() {
            let inputs = self.overrides.unknown_inputs();
            inputs.into_iter().for_each(|problem| self.report(problem));
        }
    }

    /// What `output` marked, or else the last current tensor, is what the network yields.
    fn take_outputs(&mut self, body: Span) {
        let outputs = self.stack.take_outputs();
        let may_be_empty = self.overrides.options.declarations && self.program.only_declares();
        if outputs.is_empty() && !may_be_empty && !self.has_errors() {
            self.report(FlowProblem::EmptyNetwork { span: body });
        }
        for output in outputs {
            if let Value::Tensor(id) = output {
                self.build.builder.output(id);
            }
        }
    }
}
