//! Arguments that are tensors.

use crate::diagnostics::Result;
use crate::diagnostics::call::CallProblem;
use crate::ops::operation::{Context, Input};
use crate::ops::parameter_spec::Kind;
use crate::value::Value;

impl Context<'_> {
    /// The inputs that are not those of a parameter: the current tensor, or operands.
    pub fn operands(&self) -> &[Input] {
        let others: usize = self.tensor_counts().map(|(_, count)| count).sum();
        self.inputs.get(..self.inputs.len().saturating_sub(others)).unwrap_or_default()
    }

    /// The inputs of a [`Kind::Tensor`](crate::ops::Kind::Tensor), which stand behind those of the operation itself.
    pub fn tensors(&self, name: &str) -> &[Input] {
        let mut inputs = self.inputs.get(self.operands().len()..).unwrap_or_default();
        for (known, count) in self.tensor_counts() {
            let (own, others) = inputs.split_at(count.min(inputs.len()));
            if known == name {
                return own;
            }
            inputs = others;
        }
        &[]
    }

    /// The parameters that are tensors, each with how many the call gives.
    fn tensor_counts(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let parameters = self.operation.parameters.iter();
        parameters.filter(|known| known.kind == Kind::Tensor).map(|known| {
            let given = self.given(known.name).map(|argument| &argument.value);
            (known.name, given.map_or(0, |value| value.items().map_or(1, <[Value]>::len)))
        })
    }

    /// The only input of a [`Kind::Tensor`](crate::ops::Kind::Tensor).
    pub fn tensor(&self, name: &str) -> Result<&Input> {
        match (self.tensors(name), self.parameter(name)) {
            ([only], _) => Ok(only),
            ([], parameter) => {
                Err(self.missing(name, parameter.map_or("", |(parameter, _)| parameter.doc)))
            }
            (several, _) => {
                let problem = CallProblem::WrongType {
                    operation: self.operation.name.into(),
                    parameter: name.into(),
                    expected: "one tensor".into(),
                    found: format!("{} of them", several.len()),
                    span: self.place(name),
                    help: None,
                };
                Err(problem.into())
            }
        }
    }
}
