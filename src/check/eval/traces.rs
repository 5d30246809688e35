//! The calls that led to what is being run, as messages show them.

use std::sync::Arc;

use super::evaluator::Evaluator;
use super::frames::FrameKind;
use super::stack::Stack;
use crate::check::resolve::program::Program;
use crate::diagnostics::CallSite;
use crate::network::Network;
use crate::value::{Callable, Value};

impl Evaluator<'_> {
    /// The calls that led to what is being run, the innermost first.
    pub(crate) fn trace(&self) -> Vec<CallSite> {
        self.stack.trace(self.program, &self.build.builder.network)
    }

    /// A value as messages show it: tensors by their shape, blocks by their name.
    pub(crate) fn shown(&self, value: &Value) -> String {
        shown(self.program, &self.build.builder.network, value)
    }
}

fn shown(program: &Program<'_>, network: &Network, value: &Value) -> String {
    match value {
        Value::Tensor(id) => network.tensor(*id).shape.to_string(),
        Value::Operation(Callable::Block(id)) => program.blocks[*id].name.text.to_owned(),
        Value::Unknown => "?".to_owned(),
        other => other.to_string(),
    }
}

impl Stack<'_> {
    /// The calls that led to what is being run, the innermost first.
    pub(crate) fn trace(&self, program: &Program<'_>, network: &Network) -> Vec<CallSite> {
        self.trace_of(self.frames.calls.len(), program, network)
    }

    /// The outermost of these calls, as many as `calls`.
    pub(crate) fn trace_of(
        &self,
        calls: usize,
        program: &Program<'_>,
        network: &Network,
    ) -> Vec<CallSite> {
        let calls = self.frames.calls.iter().take(calls).rev().filter_map(|frame| {
            let (name, parameters, unit) = match frame.kind {
                FrameKind::File => return None,
                FrameKind::Block(id) => {
                    let block = &program.blocks[id];
                    (block.name.text, block.parameters, block.unit)
                }
                FrameKind::Function(id) => {
                    let function = &program.functions[id];
                    (function.name.text, function.parameters, function.unit)
                }
            };
            let lens = program.lens_of(unit).map_or(String::new(), |it| format!(" of {}", it.name));
            let values = self.names.iter_from(frame.base).take(parameters.len());
            let values: Vec<String> = values
                .map(|(name, value)| format!("{name} = {}", shown(program, network, value)))
                .collect();
            let callee = format!("{name}({}){lens}", values.join(", "));
            Some(CallSite { callee, span: frame.call })
        });
        calls.collect()
    }

    /// The same as `trace`, kept for as long as the frame exists.
    pub(crate) fn shared_trace(
        &mut self,
        program: &Program<'_>,
        network: &Network,
    ) -> Arc<[CallSite]> {
        if let Some(trace) = &self.frame().trace {
            return trace.clone();
        }
        let trace: Arc<[CallSite]> = self.trace(program, network).into();
        self.frame_mut().trace = Some(trace.clone());
        trace
    }
}
