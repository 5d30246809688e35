//! Arguments that are tensors.

use smallvec::SmallVec;

use crate::diagnostics::Result;
use crate::diagnostics::call::CallProblem;
use crate::ops::operation::{Context, Input};
use crate::ops::parameter_spec::Kind;
use crate::value::Value;

impl Context<'_> {
    /// The inputs of a [`Kind::Tensor`](super::Kind::Tensor), which stand behind those of the operation itself.
    pub fn tensors(&self, name: &str) -> &[Input] {
        let parameters = self.operation.parameters.iter();
        let tensors = parameters.filter(|known| known.kind == Kind::Tensor).map(|known| {
            let given = self.given(known.name).map(|argument| &argument.value);
            (known.name, given.map_or(0, |value| value.items().map_or(1, <[Value]>::len)))
        });
        let tensors: SmallVec<[(&str, usize); 4]> = tensors.collect();
        let from_end = |name| -> usize {
            tensors.iter().skip_while(|(known, _)| *known != name).map(|(_, count)| count).sum()
        };
        let start = self.inputs.len().saturating_sub(from_end(name));
        let count = tensors.iter().find(|(known, _)| *known == name).map_or(0, |(_, count)| *count);
        self.inputs.get(start..start + count).unwrap_or_default()
    }

    /// The only input of a [`Kind::Tensor`](super::Kind::Tensor).
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
